/* Threads: any number of them, with batches of any size, gives what one gives, to the last byte: results, errors with their places, sums on the way. */
#include "run/pipeline.h"
#include "running.h"

#include <dirent.h>
#include <iconv.h>
#include <pthread.h>
#include <stdatomic.h>

/* ---- everything a run gives, as text ---- */

static void write_str(fr_buf *out, fr_str s)
{
	fr_buf_byte(out, '|');
	fr_buf_str(out, s);
}

static void write_finding(fr_buf *out, const fr_finding *f)
{
	fr_buf_printf(out, "\n  %d %s %zu:%zu %d", f->level, fr_code_name(f->code), f->row, f->column, f->repair_exact);
	const fr_str texts[] = {f->form, f->version, f->rule, f->field, f->label, f->source, f->sheet, f->record, f->args[0], f->args[1],
		f->args[2], f->args[3], f->message, f->repair};
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
		write_str(out, texts[i]);
}

static void write_outputs(fr_buf *out, const fr_result *r)
{
	for (size_t i = 0; i < r->output_count; i++) {
		const fr_output *o = &r->outputs[i];
		fr_buf_printf(out, "\n  %d %.17g %zu %zu", o->kind, o->number, o->decimals, o->part_count);
		write_str(out, o->name);
		write_str(out, o->label);
		write_str(out, o->text);
		for (size_t p = 0; p < o->part_count; p++) {
			fr_buf_printf(
				out, " %d %.17g %.17g %.17g", o->parts[p].state, o->parts[p].value, o->parts[p].scaled, o->parts[p].weight);
			write_str(out, o->parts[p].label);
		}
	}
	for (size_t i = 0; i < r->due_count; i++) {
		const fr_due *d = &r->dues[i];
		fr_buf_printf(out, "\n  %d %.17g %d", d->status, d->due, d->provisional);
		const fr_str texts[] = {
			d->name, d->label, d->due_text, d->earliest_text, d->done_text, d->within, d->policy, d->row, d->why, d->who};
		for (size_t k = 0; k < sizeof texts / sizeof *texts; k++)
			write_str(out, texts[k]);
	}
}

static void write_summary(fr_buf *out, const fr_run *run)
{
	fr_summary s;
	fr_run_summary(run, &s);
	fr_buf_printf(out, "\n= %zu %zu %zu %zu %zu %zu %zu %zu\n", s.records, s.errors, s.warnings, s.infos, s.records_with_errors,
		s.overdue, s.due_soon, s.open);
}

static fr_status write_results(fr_run *run, fr_buf *out)
{
	const fr_result *r;
	fr_error error = {0};
	fr_status status;
	while ((status = fr_run_next(run, &r, &error)) == FR_OK) {
		fr_buf_printf(out, "%zu %d %d", r->row, r->valid, r->header);
		const fr_str texts[] = {r->source, r->sheet, r->form, r->version, r->record};
		for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
			write_str(out, texts[i]);
		for (size_t i = 0; i < r->finding_count; i++)
			write_finding(out, &r->findings[i]);
		write_outputs(out, r);
		write_summary(out, run);
	}
	if (status == FR_END)
		return FR_OK;
	fr_buf_printf(out, "%d %d %s %s:%zu:%zu %s", status, error.status, fr_code_name(error.code), error.source, error.line, error.column,
		error.excerpt);
	for (size_t i = 0; i < FR_ERROR_ARGS; i++)
		fr_buf_printf(out, "|%s", error.args[i]);
	fr_buf_byte(out, '\n');
	return status;
}

/* ---- one input in all ways ---- */

typedef struct way {
	size_t jobs, bytes;
} way;
typedef struct input {
	const char *form, *paths[3]; /* read one after the other by one run */
	fr_limits limits;
} input;

static void read_in(fr_engine *engine, const input *in, way how, bool outputs, fr_buf *out)
{
	fr_form *form = NULL;
	fr_run *run = NULL;
	fr_error error = {0};
	const fr_run_options options = {.size = sizeof options,
		.lang = "en",
		.now = "2023-10-11T09:00:00+08:00",
		.jobs = how.jobs,
		.limits = in->limits,
		.outputs_off = !outputs,
		.explain = outputs};
	CU_ASSERT_EQUAL_FATAL(fr_form_load(engine, in->form, &form, NULL, &error), FR_OK);
	CU_ASSERT_EQUAL_FATAL(fr_run_open(engine, form, &options, &run, &error), FR_OK);
	if (how.bytes)
		run->batch_bytes = how.bytes;
	bool gathers = fr_run_gathers(run);
	CU_ASSERT_EQUAL(fr_run_connect(run, run, &error), FR_OK);
	for (int pass = gathers ? 0 : 1; pass < 2; pass++) {
		fr_run_gather(run, pass == 0, NULL);
		for (size_t i = 0; i < 3 && in->paths[i]; i++)
			if (fr_run_attach(run, in->paths[i], &error) != FR_OK || write_results(run, out) != FR_OK)
				fr_buf_printf(out, "%s\n", fr_code_name(error.code));
	}
	write_summary(out, run);
	fr_run_close(run);
	CU_ASSERT_FALSE_FATAL(out->failed);
}

static size_t first_difference(const fr_buf *a, const fr_buf *b)
{
	size_t i = 0;
	while (i < a->n && i < b->n && a->p[i] == b->p[i])
		i++;
	return i;
}

/* what: stands in what is given. */
static void same_in_all_ways(fr_engine *engine, const input *in, const char *what)
{
	static const way ways[] = {{2, 0}, {2, 1}, {3, 200}, {3, 5000}, {7, 64}, {7, 1000}};
	fr_buf one, other;
	fr_buf_init(&one, NULL, 0);
	fr_buf_init(&other, NULL, 0);
	for (int outputs = 0; outputs < 2; outputs++) {
		fr_buf_clear(&one);
		read_in(engine, in, (way){1, 0}, outputs, &one);
		CU_ASSERT(fr_str_find(fr_buf_view(&one), fr_str_from(what)) != SIZE_MAX);
		for (size_t i = 0; i < sizeof ways / sizeof *ways; i++) {
			fr_buf_clear(&other);
			read_in(engine, in, ways[i], outputs, &other);
			size_t at = first_difference(&one, &other), from = at > 300 ? at - 300 : 0;
			CASE_TRUE(at == one.n && at == other.n,
				"%s, %zu threads, batches of %zu bytes, outputs %d: differs at %zu\none:   %.*s\nother: %.*s\n",
				in->paths[0], ways[i].jobs, ways[i].bytes, outputs, at, (int)(one.n - from < 600 ? one.n - from : 600),
				one.p + from, (int)(other.n - from < 600 ? other.n - from : 600), other.p + from);
		}
	}
	fr_buf_free(&one);
	fr_buf_free(&other);
}

/* ---- what forms ship with ---- */

static bool is_there(const char *path)
{
	struct stat about;
	return stat(path, &about) == 0;
}

static void samples(void)
{
	fr_engine *engine = engine_over(FORMS);
	DIR *dir = opendir(FORMS);
	CU_ASSERT_PTR_NOT_NULL_FATAL(dir);
	size_t read = 0;
	for (struct dirent *entry; (entry = readdir(dir));) {
		static const char *const endings[] = {"csv", "ods", "fods", "xlsx"};
		for (size_t i = 0; i < sizeof endings / sizeof *endings; i++) {
			char form[600], path[600];
			snprintf(form, sizeof form, FORMS "/%s/form.xml", entry->d_name);
			snprintf(path, sizeof path, FORMS "/%s/sample.%s", entry->d_name, endings[i]);
			if (entry->d_name[0] == '.' || !is_there(form) || !is_there(path))
				continue;
			same_in_all_ways(engine, &(input){.form = form, .paths = {path, path}},
				"unique.elsewhere"); /* twice: the second time all keys are doubles */
			read++;
		}
	}
	closedir(dir);
	CU_ASSERT(read >= 10);
	fr_engine_free(engine);
}

/* ---- made up ---- */

#define MADE_FORM(version, most) \
	"<form xmlns=\"urn:formrule:form\" id=\"made\" version=\"" version "\"><title>made</title>" \
	"<field name=\"no\" type=\"string\"><label>no</label></field>" \
	"<field name=\"name\" type=\"string\" identifier=\"name\" stored=\"masked\"><label>name</label></field>" \
	"<field name=\"score\" type=\"range\" start=\"1\" end=\"" most "\"><label>score</label></field>" \
	"<field name=\"text\" type=\"string\" max_length=\"200\"><label>text</label></field>" \
	"<field name=\"before\" type=\"string\"><label>before</label></field>" \
	"<score name=\"m\"><label>m</label><part field=\"score\"/></score><key fields=\"no\"/>" \
	"<deny identifier=\"id-card\"/>" \
	"<link field=\"before\" form=\"made\" to=\"no\" level=\"warning\"/></form>"

static unsigned chance(unsigned *seed)
{
	*seed = *seed * 1664525u + 1013904223u;
	return *seed >> 16;
}

/* Records with everything CSV can have, and faults of the form; the end of lines as asked for. */
static void write_records(fr_buf *out, size_t count, const char *end, unsigned seed)
{
	fr_buf_printf(out, "no,name,score,text,before,Form version%s", end);
	for (size_t i = 0; i < count; i++) {
		unsigned what = chance(&seed) % 40;
		fr_buf_printf(out,
			what == 1   ? "A%u,"
			: what == 2 ? "\"A%u\","
			: what == 3 ? ","
				    : "B%u,",
			what == 1 || what == 2 ? chance(&seed) % 50 : (unsigned)i);
		fr_buf_puts(out, what == 4 ? "李小明," : what == 5 ? "," : "李*,");
		fr_buf_puts(out, what == 6 ? "9," : what == 7 ? "x," : "3,");
		if (what < 12)
			fr_buf_printf(out, "\"over%stwo lines, with \"\"quotes\"\" and%s%s\"", end, what % 2 ? "\n" : "\r",
				what % 3 ? "" : "\r\n");
		else
			fr_buf_puts(out, what == 12 ? "\"\"" : "plain 文字");
		fr_buf_printf(out, what == 13 ? ",B%u" : what == 14 ? ",nobody%u" : ",", chance(&seed) % (unsigned)count);
		fr_buf_puts(out, what == 15 ? ",1" : what == 16 ? ",9" : ",");
		fr_buf_puts(out, end);
		if (what == 17)
			fr_buf_puts(out, end); /* a line with nothing */
		if (what == 18)
			fr_buf_printf(out, ",,,,%s", end);
	}
}

static const char *write_bytes(const char *name, const char *p, size_t n)
{
	const char *path = in_folder("jobs", name);
	FILE *file = fopen(path, "wb");
	CU_ASSERT_PTR_NOT_NULL_FATAL(file);
	fwrite(p, 1, n, file);
	fclose(file);
	return path;
}

static const char *write_encoded(const char *name, const fr_buf *text, const char *encoding, const char *mark, size_t mark_n)
{
	size_t left = text->n, room = text->n * 4 + mark_n;
	char *bytes = malloc(room), *in = text->p, *out = bytes + mark_n;
	CU_ASSERT_PTR_NOT_NULL_FATAL(bytes);
	memcpy(bytes, mark, mark_n);
	iconv_t converter = iconv_open(encoding, "UTF-8");
	CU_ASSERT_EQUAL_FATAL(iconv(converter, &in, &left, &out, &room), 0);
	iconv_close(converter);
	const char *path = write_bytes(name, bytes, (size_t)(out - bytes));
	free(bytes);
	return path;
}

static fr_engine *made_engine(void)
{
	write_file("jobs-forms", "old.xml", MADE_FORM("1", "5"));
	write_file("jobs-forms", "new.xml", MADE_FORM("2", "10"));
	return engine_over(in_folder("jobs-forms", NULL));
}

static void made_up(void)
{
	fr_engine *engine = made_engine();
	fr_buf text;
	fr_buf_init(&text, NULL, 0);
	static const char *const ends[] = {"\n", "\r\n", "\r"};
	for (size_t i = 0; i < sizeof ends / sizeof *ends; i++) {
		char name[32], second[32];
		fr_buf_clear(&text);
		write_records(&text, 2000, ends[i], 7);
		snprintf(name, sizeof name, "made%zu.csv", i);
		snprintf(second, sizeof second, "cut%zu.csv", i);
		const char *path = write_bytes(name, text.p, text.n), *cut = write_bytes(second, text.p, text.n - 3);
		same_in_all_ways(engine, &(input){.form = "made@1", .paths = {path, cut}}, " link ");
	}
	fr_buf_clear(&text);
	write_records(&text, 1500, "\n", 8);
	same_in_all_ways(
		engine, &(input){.form = "made@2", .paths = {write_encoded("gb.csv", &text, "GB18030", "", 0)}}, "version.unknown");
	same_in_all_ways(engine, &(input){.form = "made@2", .paths = {write_encoded("utf16.csv", &text, "UTF-16LE", "\xFF\xFE", 2)}},
		"identifier.clear");
	fr_buf_free(&text);
	fr_engine_free(engine);
}

/* A workbook: sheets of the form, sheets that are not, titles above headers, comments before, on, and behind records. */
static void write_sheet(fr_buf *out, const char *name, size_t above, size_t rows, size_t from)
{
	fr_buf_printf(out, "<table:table table:name=\"%s\">", name);
	for (size_t i = 0; i < above; i++)
		fr_buf_puts(out, "<table:table-row><table:table-cell office:value-type=\"string\"><office:annotation><text:p>身份证 "
				 "11010519491231002X"
				 "</text:p></office:annotation><text:p>title</text:p></table:table-cell></table:table-row>");
	fr_buf_puts(out, "<table:table-row>");
	static const char *const header[] = {"no", "name", "score", "text", "before"};
	for (size_t i = 0; i < sizeof header / sizeof *header && rows; i++)
		fr_buf_printf(out, "<table:table-cell office:value-type=\"string\"><text:p>%s</text:p></table:table-cell>", header[i]);
	fr_buf_puts(out, "</table:table-row>");
	for (size_t i = 0; i < rows; i++) {
		fr_buf_printf(out,
			"<table:table-row><table:table-cell office:value-type=\"string\"><text:p>C%zu</text:p>%s</table:table-cell>"
			"<table:table-cell office:value-type=\"string\"><text:p>%s</text:p></table:table-cell>"
			"<table:table-cell office:value-type=\"float\" office:value=\"%zu\"/></table:table-row>",
			(from + i) % 70,
			i % 7 == 3 ? "<office:annotation><text:p>身份证 11010519491231002X</text:p></office:annotation>" : "",
			i % 5 ? "李*" : "李小明", i % 8);
		if (i % 20 == 11)
			fr_buf_puts(out, "<table:table-row><table:table-cell><office:annotation><text:p>11010519491231002X</text:p></"
					 "office:annotation>"
					 "</table:table-cell></table:table-row>");
	}
	fr_buf_puts(out, "</table:table>");
}

static void workbooks(void)
{
	fr_engine *engine = made_engine();
	fr_buf text;
	fr_buf_init(&text, NULL, 0);
	fr_buf_puts(&text, "<?xml version=\"1.0\"?><office:document xmlns:office=\"urn:oasis:names:tc:opendocument:xmlns:office:1.0\" "
			   "xmlns:table=\"urn:oasis:names:tc:opendocument:xmlns:table:1.0\" "
			   "xmlns:text=\"urn:oasis:names:tc:opendocument:xmlns:text:1.0\" office:version=\"1.3\" "
			   "office:mimetype=\"application/vnd.oasis.opendocument.spreadsheet\"><office:body><office:spreadsheet>");
	write_sheet(&text, "first", 2, 100, 0);
	write_sheet(&text, "other", 30, 0, 0);
	write_sheet(&text, "second", 0, 1, 20);
	write_sheet(&text, "third", 1, 60, 50);
	fr_buf_puts(&text, "</office:spreadsheet></office:body></office:document>");
	const char *path = write_bytes("made.fods", text.p, text.n), *cut = write_bytes("cut.fods", text.p, text.n - 3000);
	same_in_all_ways(engine, &(input){.form = "made@1", .paths = {path, path, cut}}, "note.denied");
	same_in_all_ways(engine, &(input){.form = "made@1", .paths = {path}, .limits = {.cells = 200}}, "source.cells");
	fr_buf_free(&text);
	fr_engine_free(engine);
}

static size_t times(const fr_buf *text, const char *what)
{
	size_t n = 0;
	fr_str rest = fr_buf_view(text), word = fr_str_from(what);
	for (size_t at; (at = fr_str_find(rest, word)) != SIZE_MAX; n++)
		rest = fr_str_of(rest.p + at + word.n, rest.n - at - word.n);
	return n;
}

/* Whichever thread meets them first: columns without a header are told once, behind the first row that has something there. */
static void columns_without_header(void)
{
	fr_engine *engine = made_engine();
	fr_buf csv, flat, one;
	fr_buf_init(&csv, NULL, 0);
	fr_buf_init(&flat, NULL, 0);
	fr_buf_init(&one, NULL, 0);
	fr_buf_puts(&csv, "no,,score,name,,,\n");
	fr_buf_puts(&flat, "<?xml version=\"1.0\"?><office:document xmlns:office=\"urn:oasis:names:tc:opendocument:xmlns:office:1.0\" "
			   "xmlns:table=\"urn:oasis:names:tc:opendocument:xmlns:table:1.0\" "
			   "xmlns:text=\"urn:oasis:names:tc:opendocument:xmlns:text:1.0\" office:version=\"1.3\" "
			   "office:mimetype=\"application/vnd.oasis.opendocument.spreadsheet\"><office:body><office:spreadsheet>");
	write_sheet(&flat, "first", 0, 40, 0);
	fr_buf_puts(&flat, "<table:table table:name=\"gaps\">");
	for (size_t i = 0; i < 600; i++) {
		const char *strays[] = {i > 400 || i == 70 ? "a" : "", i > 20 ? "b" : "", i % 100 == 30 ? "c" : ""};
		fr_buf_printf(
			&csv, "%s%.0zu,%s,3,*,%s,%s,\n", i % 50 == 20 ? "" : "D", i % 50 == 20 ? 0 : i, strays[0], strays[1], strays[2]);
		const char *cells[] = {"D", strays[0], "3", "*", strays[1], strays[2]}, *header[] = {"no", "", "score", "name", "", ""};
		fr_buf_puts(&flat, "<table:table-row>");
		for (size_t k = 0; k < 6; k++)
			fr_buf_printf(&flat, "<table:table-cell office:value-type=\"string\"><text:p>%s</text:p></table:table-cell>",
				i ? cells[k] : header[k]);
		fr_buf_puts(&flat, "</table:table-row>");
	}
	fr_buf_puts(&flat, "</table:table></office:spreadsheet></office:body></office:document>");
	char paths[2][600];
	snprintf(paths[0], sizeof paths[0], "%s", write_bytes("gaps.csv", csv.p, csv.n));
	snprintf(paths[1], sizeof paths[1], "%s", write_bytes("gaps.fods", flat.p, flat.n));
	for (size_t i = 0; i < 2; i++) {
		const input in = {.form = "made@1", .paths = {paths[i]}};
		fr_buf_clear(&one);
		read_in(engine, &in, (way){1, 0}, 0, &one);
		CASE_TRUE(times(&one, " column.unnamed ") == 3, "%s: %zu times\n", paths[i], times(&one, " column.unnamed "));
		same_in_all_ways(engine, &in, "column.unnamed");
	}
	fr_buf_free(&csv);
	fr_buf_free(&flat);
	fr_buf_free(&one);
	fr_engine_free(engine);
}

/* What is wrong with a file stands in its middle: the records before it are given, then the very error. */
static void broken(void)
{
	static const struct {
		const char *name, *what, *middle;
		size_t n;
		fr_limits limits;
	} cases[] = {
		{"quote.csv", "source.quote ", "X1,a\"b,1,,,\n", 12, {0}},
		{"after.csv", "unique", "X1,\"a\"b,1,,,\n", 13, {0}},
		{"open.csv", "source.quote", "X1,\"a,1,,,\n", 11, {0}},
		{"long-open.csv", "source.quote", "X1,\"a,1,,,\n", 11, {.cell_bytes = 3000}},
		{"nul.csv", "source.nul", "X1,\0,1,,,\n", 10, {0}},
		{"utf8.csv", "text.encoding", "X1,\xFF\xC0,1,,,\n", 11, {0}},
		{"columns.csv", "source.columns", "X1,,1,,,,,,\n", 12, {.columns = 7}},
		{"wide.csv", "row.long", "X1,,1,,,,,9\nX2,\"a\"b\"\"\n\",1,,,\nX3,a \"b\",1\n", 40, {0}},
		{"cell.csv", "source.cell ", "X1,,1,0123456789012345678901234567890123456789012345678901234567890123456789,,\n", 79,
			{.cell_bytes = 60}},
		{"row.csv", "source.row ", "X1,,1,\"0123456789012345678901234567890123456789012345678901234567890123456789\n\",,\n", 82,
			{.row_bytes = 70}},
		{"rows.csv", "source.rows", "", 0, {.rows = 700}},
		{"cells.csv", "source.cells", "", 0, {.cells = 3000}},
		{"cr.csv", "unique", "\r\n\r\r\n", 5, {0}},
		{"sep.csv", "unique", "\n\"\n\",\n\"\",\"\"\"\"\n", 14, {0}},
	};
	fr_engine *engine = made_engine();
	fr_buf text;
	fr_buf_init(&text, NULL, 0);
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		fr_buf_clear(&text);
		write_records(&text, 500, "\n", (unsigned)i);
		fr_buf_add(&text, cases[i].middle, cases[i].n);
		fr_buf more;
		fr_buf_init(&more, NULL, 0);
		write_records(&more, 500, "\n", (unsigned)i + 99);
		fr_buf_str(&text, fr_buf_view(&more));
		fr_buf_free(&more);
		same_in_all_ways(engine,
			&(input){.form = "made@1", .paths = {write_bytes(cases[i].name, text.p, text.n)}, .limits = cases[i].limits},
			cases[i].what);
	}
	fr_buf_free(&text);
	fr_engine_free(engine);
}

/* ---- being stopped ---- */

static const char *large(size_t records)
{
	fr_buf text;
	fr_buf_init(&text, NULL, 0);
	write_records(&text, records, "\n", 5);
	const char *path = write_bytes("large.csv", text.p, text.n);
	fr_buf_free(&text);
	return path;
}

static bool never_long(void *user)
{
	atomic_size_t *left = user;
	return atomic_load(left) && atomic_fetch_sub(left, 1) > 1;
}

static bool until(void *user, uint64_t done, uint64_t total, size_t records)
{
	CU_ASSERT(done <= total);
	return records < *(size_t *)user;
}

static void stopped(void)
{
	char path[600];
	fr_engine *engine = made_engine();
	snprintf(path, sizeof path, "%s", large(40000));
	for (size_t way = 0; way < 12; way++) {
		atomic_size_t blocks = 2 + way; /* of some forty */
		size_t records = 3000 * way;
		fr_run_options options = {.size = sizeof options, .jobs = 1 + way % 4};
		fr_form *form = NULL;
		fr_run *run = NULL;
		fr_error error = {0};
		const fr_result *result;
		fr_status status;
		size_t n = 0;
		if (way % 3 == 0) {
			options.progress = until;
			options.progress_user = &records;
		} else if (way % 3 == 1) {
			options.limits.alive = never_long;
			options.limits.alive_user = &blocks;
		}
		CU_ASSERT_EQUAL_FATAL(fr_form_load(engine, "made@1", &form, NULL, &error), FR_OK);
		CU_ASSERT_EQUAL_FATAL(fr_run_open(engine, form, &options, &run, &error), FR_OK);
		CU_ASSERT_EQUAL_FATAL(fr_run_attach(run, path, &error), FR_OK);
		while ((status = fr_run_next(run, &result, &error)) == FR_OK && n < 5000)
			n++;
		if (way % 3 == 2) { /* left in the middle, for another file */
			CU_ASSERT_EQUAL(status, FR_OK);
			CU_ASSERT_EQUAL(fr_run_attach(run, path, &error), FR_OK);
			CU_ASSERT_EQUAL(fr_run_next(run, &result, &error), FR_OK);
		} else if (status != FR_OK) {
			CU_ASSERT(status == FR_E_CANCELLED && error.code == FR_CANCELLED);
			if (way % 3 == 1)
				CU_ASSERT_EQUAL(fr_run_next(run, &result, &error), FR_E_CANCELLED);
		}
		fr_run_close(run);
	}
	fr_engine_free(engine);
}

/* ---- refused memory ---- */

typedef struct refusing {
	pthread_mutex_t lock;
	size_t count, refuse_at, live;
} refusing;

static void *resize(void *user, void *block, size_t size)
{
	refusing *r = user;
	pthread_mutex_lock(&r->lock);
	bool refuse = size && ++r->count == r->refuse_at;
	if (!size)
		r->live -= block != NULL;
	pthread_mutex_unlock(&r->lock);
	if (!size) {
		free(block);
		return NULL;
	}
	void *out = refuse ? NULL : realloc(block, size);
	pthread_mutex_lock(&r->lock);
	r->live += !block && out;
	pthread_mutex_unlock(&r->lock);
	return out;
}

static fr_status refused_run(refusing *r, const char *path, fr_buf *out, size_t *first)
{
	const char *dirs[] = {FR_BUILD_DIR "/test-data/jobs-forms"};
	fr_engine_options options = {.size = sizeof options, .allocator = {resize, r}, .form_dirs = dirs, .form_dir_count = 1};
	const fr_run_options run_options = {.size = sizeof run_options, .now = "2026-11-22T09:00:00+08:00", .lang = "en", .jobs = 3};
	fr_engine *engine = NULL;
	fr_form *form;
	fr_run *run = NULL;
	fr_error error = {0};
	fr_status status = fr_engine_new(&options, &engine, &error);
	if (status == FR_OK)
		status = fr_form_load(engine, "made@1", &form, NULL, &error);
	if (status == FR_OK)
		status = fr_run_open(engine, form, &run_options, &run, &error);
	*first = r->count;
	if (status == FR_OK) {
		run->batch_bytes = 2000;
		status = fr_run_attach(run, path, &error);
	}
	if (status == FR_OK)
		status = write_results(run, out);
	fr_run_close(run);
	fr_engine_free(engine);
	return status;
}

/* Refused once, at each place, a run ends with that error or does without; it never gives less than all and calls it all. */
static void every_allocation_is_refused_once(void)
{
	char path[600];
	fr_engine_free(made_engine());
	snprintf(path, sizeof path, "%s", large(300));
	refusing whole = {.lock = PTHREAD_MUTEX_INITIALIZER};
	fr_buf all, some;
	size_t first, unused, wrong = 0;
	fr_buf_init(&all, NULL, 0);
	fr_buf_init(&some, NULL, 0);
	CU_ASSERT_EQUAL_FATAL(refused_run(&whole, path, &all, &first), FR_OK);
	CU_ASSERT_EQUAL(whole.live, 0);
	for (size_t at = first + 1; at <= whole.count; at++) {
		refusing r = {.lock = PTHREAD_MUTEX_INITIALIZER, .refuse_at = at};
		fr_buf_clear(&some);
		fr_status status = refused_run(&r, path, &some, &unused);
		bool same = fr_str_eq(fr_buf_view(&all), fr_buf_view(&some));
		if ((!(status == FR_OK && same) && status != FR_E_MEMORY) || r.live)
			CASE_TRUE(wrong++ > 20, "allocation %zu of %zu: status %d, %zu left\n", at, whole.count, status, r.live);
	}
	fr_buf_free(&all);
	fr_buf_free(&some);
}

TESTS(jobs, {"samples", samples}, {"made up", made_up}, {"workbooks", workbooks}, {"columns without header", columns_without_header},
	{"broken", broken}, {"stopped", stopped}, {"every allocation is refused once", every_allocation_is_refused_once})
