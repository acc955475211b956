/* Sheets: which tables were checked, how their columns were found, which were passed over.
 * Stage: edge. In: a run that has read its inputs. Out: lines on standard error, when there was a choice to be made. */
#include "cli/command.h"

#include <string.h>

#define NAMES_MOST 20 /* sheets named in one line */

static bool same_source(const fr_table *a, const fr_table *b)
{
	return a->source.n == b->source.n && memcmp(a->source.p, b->source.p, a->source.n) == 0;
}

static void print(fr_str text) { fwrite(text.p, 1, text.n, stderr); }

/* "file " where there are several. */
static void print_source(const cli *c, const fr_table *table)
{
	if (c->input_count < 2)
		return;
	print(table->source);
	fputc(' ', stderr);
}

static void print_columns(const cli *c, const fr_table *table)
{
	const struct {
		size_t n;
		const char *words;
	} ways[] = {
		{table->columns - table->by_map - table->by_name, SAY(c, "按标签 %zu", "%zu by label")},
		{table->by_name, SAY(c, "按字段名 %zu", "%zu by field name")},
		{table->by_map, SAY(c, "按 --map %zu", "%zu by --map")},
		{table->unknown, SAY(c, "不认识 %zu", "%zu unknown")},
	};
	const char *between = "";
	for (size_t i = 0; i < sizeof ways / sizeof *ways; i++) {
		if (ways[i].n == 0)
			continue;
		fputs(between, stderr);
		fprintf(stderr, ways[i].words, ways[i].n);
		between = SAY(c, "、", ", ");
	}
}

static void print_checked(const cli *c, const fr_table *table)
{
	print_source(c, table);
	if (table->sheet.n) {
		fputs(SAY(c, "工作表 ", "sheet "), stderr);
		print(table->sheet);
		fputs(table->hidden ? SAY(c, "(隐藏)", " (hidden)") : "", stderr);
		fputs(SAY(c, ":", ": "), stderr);
	}
	fputs(table->use == FR_TABLE_REPEAT ? SAY(c, "明细,", "rows of a repeat, ") : "", stderr);
	fprintf(stderr, SAY(c, "表头在第 %zu 行,列:", "header in row %zu, columns: "), table->header_row);
	print_columns(c, table);
	fputc('\n', stderr);
}

/* The sheets of that file that were passed over for that reason, in one line. */
static void print_passed(const cli *c, const fr_run *run, const fr_table *first, fr_table_use use)
{
	fr_table table;
	size_t any = 0;
	for (size_t at = 0; fr_run_table_next(run, &at, &table);) {
		if (table.use != use || !table.sheet.n || !same_source(&table, first))
			continue;
		if (any++ >= NAMES_MOST)
			continue;
		if (any == 1)
			print_source(c, &table);
		fputs(any > 1 ? SAY(c, "、", ", ") : SAY(c, "未核对的工作表:", "sheets not checked: "), stderr);
		print(table.sheet);
	}
	if (any > NAMES_MOST)
		fprintf(stderr, SAY(c, "…等 %zu 个", " … %zu in all"), any);
	if (any)
		fputs(use == FR_TABLE_PASSED ? SAY(c, "(没有相符的表头)\n", " (no header fits)\n")
					     : SAY(c, "(不是 --sheet 所指)\n", " (another one was asked for)\n"),
			stderr);
}

/* One sheet whose header stands there by its labels needs no words. */
static bool worth_telling(const cli *c, const fr_run *run, const fr_table *first)
{
	fr_table table;
	size_t sheets = 0;
	for (size_t at = 0; fr_run_table_next(run, &at, &table);)
		sheets += same_source(&table, first);
	return c->map || (first->sheet.n && (sheets > 1 || c->sheet || first->hidden));
}

void sheets_tell(const cli *c, const fr_run *run)
{
	fr_table table, before = {.source = {NULL, 0}};
	for (size_t at = 0, from = 0; fr_run_table_next(run, &at, &table); from = at) {
		bool first = !before.source.p || !same_source(&table, &before);
		before = table;
		if (!first || !worth_telling(c, run, &table))
			continue;
		fr_table checked;
		for (size_t k = from; fr_run_table_next(run, &k, &checked);)
			if (same_source(&checked, &table) && (checked.use == FR_TABLE_RECORDS || checked.use == FR_TABLE_REPEAT))
				print_checked(c, &checked);
		print_passed(c, run, &table, FR_TABLE_PASSED);
		print_passed(c, run, &table, FR_TABLE_UNWANTED);
	}
}
