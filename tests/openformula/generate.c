/* Writes a spreadsheet that asks the real Calc what the engine has answered already: a flat OpenDocument file with a sheet of records, and beside each record every expression as
 * OpenFormula. The engine's answers go to standard output, one line a cell: kind, tab, value, tab, expression. compare.py opens the one and reads the other.
 * Stage: test. Usage: generate OUT.fods. Left out: division by zero (XPath has
 * Infinity, a sheet has not) and differences that hang on the sixteenth digit (Calc rounds 3 - 2.9 to 0.1). */
#include "expr/ast.h"
#include "sink/sink.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

typedef struct field {
	const char *name;
	fr_type type;
	bool labels; /* of the list below */
} field;

static const field fields[] = {{"s", FR_TYPE_STRING, false}, {"t", FR_TYPE_STRING, false}, {"n", FR_TYPE_INTEGER, false},
	{"m", FR_TYPE_DECIMAL, false}, {"b", FR_TYPE_BOOLEAN, false}, {"d", FR_TYPE_DATE, false}, {"e", FR_TYPE_DATE, false},
	{"w", FR_TYPE_DATETIME, false}, {"c", FR_TYPE_SELECT_ONE, true}, {"k", FR_TYPE_SELECT_MULTIPLE, true}, {"r", FR_TYPE_RANGE, false}};
#define FIELDS (sizeof fields / sizeof *fields)
static const char *const names[] = {"good", "fair", "bad"}, *const labels[] = {"满意", "一般", "不满"};

static bool find(const void *self, fr_str name, fr_symbol *out)
{
	(void)self;
	for (size_t i = 0; i < FIELDS; i++)
		if (fr_str_is(name, fields[i].name)) {
			*out = (fr_symbol){.slot = (uint32_t)i, .type = fields[i].type, .list = fields[i].labels ? names : NULL};
			return true;
		}
	return false;
}

/* Every expression is tried with every record. */
static const char *const expressions[] = {
	/* literals and operators */
	"1 + 2",
	"7 mod 3",
	"-7 mod 3",
	"7 mod -3",
	"-(2 - 5)",
	"2 * 3 - 4 div 8",
	"'a' = 'A'",
	"'a' = 'a'",
	"'甲' != '乙'",
	"1 = 1.0",
	"2 > 10",
	"'2' > '10'",
	"true() = 1",
	"false() = ''",
	"1 and 0",
	"0 or 'x'",
	"1 lt 2 and 2 le 2 and 3 gt 2 and 3 ge 3",
	"1 eq 1",
	"1 ne 1",
	"not(1 = 2)",
	"0.1 + 0.2",
	"3 - 2.9 > 0.05",
	"10 div 4",
	"1 - - 1",
	"2 < 3 = true()",
	"'5' + 3",
	"'x' + 3",
	"'' + 3",
	"'5' = 5",
	"'5' < 6",
	/* fields as they are compared and calculated */
	"${n} + 1",
	"${n} * ${m}",
	"${n} - ${m}",
	"${m} div 4",
	"${n} mod 4",
	"-${n}",
	"${n} = 3",
	"${n} != 3",
	"${n} > 3",
	"${n} >= 3",
	"${n} < ${m}",
	"${n} <= ${m}",
	"${n} = ${m}",
	"${n} = ''",
	"${n} != ''",
	"${n} = '3'",
	"${m} = 2.5",
	"${m} > '2'",
	"${r} ge 1 and ${r} le 5",
	"${r} = 5 or ${n} = 5",
	"${n} and ${m}",
	"${n} or ${m}",
	"not(${n})",
	"boolean(${n})",
	"boolean(${m})",
	"number(${n})",
	"string(${n})",
	"string(${m})",
	"${s} = 'abc'",
	"${s} = 'ABC'",
	"${s} != 'abc'",
	"${s} = ''",
	"${s} != ''",
	"${s} = ${t}",
	"${s} != ${t}",
	"${s} = 5",
	"${s} > 4",
	"${s} + 1",
	"number(${s})",
	"boolean(${s})",
	"not(${s})",
	"string(${s})",
	"${s} and ${t}",
	"${b}",
	"${b} = true()",
	"${b} = false()",
	"${b} != true()",
	"${b} and ${n} > 2",
	"not(${b})",
	"${b} = ''",
	"${b} != ''",
	"if(${b}, 1, 2)",
	"boolean(${b})",
	"${d} = ${e}",
	"${d} != ${e}",
	"${d} > ${e}",
	"${d} <= ${e}",
	"${d} - ${e}",
	"${d} = '2023-10-10'",
	"${d} >= '2023-10-10'",
	"'2023-10-10' < ${d}",
	"${d} = ''",
	"${d} != ''",
	"boolean(${d})",
	"not(${d})",
	"${w} > ${d}",
	"${w} = ''",
	"${w} >= '2023-10-10'",
	"date(${d}) = ${e}",
	"date(format-date(${w}, '%Y-%m-%d')) = ${d}",
	"date(format-date(${w}, '%Y-%m-%d')) ge ${e}",
	"${d} - ${e} > 2",
	"number(${d})",
	"${d} + 3",
	"${d} * 0",
	"date('2023-10-10') = ${d}",
	"${d} > date('2023-10-01') and ${d} < date('2023-10-31')",
	"${c} = 'good'",
	"${c} != 'good'",
	"${c} = 'bad' or ${c} = 'fair'",
	"${c} = ''",
	"${c} != ''",
	"boolean(${c})",
	"not(${c})",
	"choice-label(${c})",
	"if(${c} = 'good', 1, 0)",
	"selected(${c}, 'good')",
	"selected(${c}, 'bad')",
	"selected(${k}, 'good')",
	"selected(${k}, 'fair')",
	"selected(${k}, 'bad')",
	"not(selected(${k}, 'bad'))",
	"selected(${k}, 'good') and selected(${k}, 'bad')",
	"count-selected(${k})",
	"count-selected(${k}) > 1",
	"${k} = ''",
	"count-selected(${c})",
	"choice-label(${c}) = '满意'",
	/* text */
	"concat(${s}, '-', ${t})",
	"concat(${s}, ${n})",
	"concat('a', 1, true())",
	"concat(${m}, '')",
	"substr(${s}, 0, 2)",
	"substr(${s}, 1)",
	"substr(${s}, 2, 4)",
	"substr(${s}, -2)",
	"substring(${s}, 1, 2)",
	"substring(${s}, 2)",
	"substring(${s}, 0, 3)",
	"substring-before(${s}, 'b')",
	"substring-after(${s}, 'b')",
	"substring-before(${s}, ' ')",
	"substring-after(${s}, '、')",
	"string-length(${s})",
	"string-length(${t})",
	"string-length(${s}) > 3",
	"string-length(concat(${s}, ${t}))",
	"contains(${s}, 'b')",
	"contains(${s}, 'B')",
	"contains(${s}, ${t})",
	"starts-with(${s}, 'a')",
	"starts-with(${s}, 'A')",
	"ends-with(${s}, 'c')",
	"ends-with(${s}, 'C')",
	"normalize-space(${s})",
	"normalize-space('  a  b ')",
	"regex(${s}, '^[a-z]+$')",
	"regex(${s}, '[0-9]')",
	"regex(${s}, '^.{3}$')",
	"regex(${t}, '文')",
	"coalesce(${s}, ${t})",
	"coalesce(${s}, 'x')",
	"coalesce(${n}, 7)",
	"coalesce(${n}, ${m})",
	"if(${s} = '', 'leer', ${s})",
	"if(${n} > 3, 'viel', 'wenig')",
	"if(${n} > 3, ${n}, ${m})",
	"if(${b}, ${s}, ${t})",
	"boolean-from-string(${s})",
	"boolean-from-string('true')",
	"boolean-from-string('yes')",
	"string(true())",
	"string(1 = 2)",
	"string(1.50)",
	"string(-0.5)",
	"string(100000)",
	"concat('“', ${t}, '”')",
	"${s} = 'a\"b'",
	"${t} = '文字'",
	/* numbers */
	"round(${m})",
	"round(${m}, 1)",
	"round(${m}, 2)",
	"round(-${m}, 1)",
	"round(2.675, 2)",
	"round(-2.5)",
	"round(2.5)",
	"round(1234.5, -2)",
	"floor(${m})",
	"floor(-${m})",
	"ceiling(${m})",
	"ceiling(-${m})",
	"int(${m})",
	"int(-${m})",
	"abs(-${m})",
	"abs(${n} - 5)",
	"pow(${n}, 2)",
	"pow(2, 0.5)",
	"sqrt(${n})",
	"sqrt(2)",
	"exp(1)",
	"log(10)",
	"log10(1000)",
	"exp10(2)",
	"sin(1)",
	"cos(1)",
	"tan(1)",
	"asin(0.5)",
	"acos(0.5)",
	"atan(1)",
	"atan2(1, 2)",
	"pi()",
	"round(${n} div 3, 2)",
	"round(${n} * 1.005, 2)",
	"sum(${n}, ${m})",
	"sum(${n}, ${m}, ${r})",
	"mean(${n}, ${m}, ${r})",
	"round(mean(${n}, ${m}, ${r}), 2)",
	"mean(${n}, ${r}) >= 3",
	"2 * mean(${n}, ${r})",
	"min(${n}, ${m})",
	"max(${n}, ${m}, ${r})",
	"max(${n}, ${m}) - min(${n}, ${m})",
	"min(${d}, ${e}) = ${d}",
	"max(${d}, ${e}) > ${d}",
	"count-non-empty(${s}, ${n}, ${d})",
	"count-non-empty(${n}) = 0",
	"checklist(1, 2, ${n} > 1, ${m} > 1, ${b})",
	"checklist(-1, 1, ${s} = 'abc', ${c} = 'good')",
	"checklist(2, -1, ${n}, ${m}, ${b})",
	"weighted-checklist(3, -1, ${n} > 1, 2, ${m} > 1, 1.5)",
	"weighted-checklist(-1, 2, ${b}, 1, ${c} = 'good', 2)",
	"number('12')",
	"number('1e3')",
	"number('')",
	"number(true())",
	"round(${n} - ${m} * 2 + 0.005, 2)",
	"${n} * 1 = ${n}",
	"(${n} + ${m}) * 2 > 10",
	"${n} - 1 >= ${m} and ${m} + 1 > ${n}",
	/* dates as text */
	"format-date(${d}, '%Y-%m-%d')",
	"format-date(${d}, '%Y%m%d')",
	"format-date(${d}, '%n/%e')",
	"format-date-time(${w}, '%Y-%m-%d %H:%M')",
	"format-date(${w}, '%Y-%m-%d')",
	"concat(${s}, '-', format-date(${d}, '%Y%m%d'))",
	"format-date(${d}, '%y.%m')",
	"string(${d})",
	"concat(${d}, '!')",
	"string-length(format-date(${d}, '%Y-%m-%d'))",
	/* together */
	"${c} = 'bad' and ${s} = ''",
	"${n} le 3 or ${b} = true()",
	"if(${c} = 'good', round(${m} * 2, 1), ${n})",
	"(${s} = 'abc' or ${s} = 'Abc') and ${n} > 0",
	"not(${n} > 3 and ${m} > 3)",
	"${s} != '' and ${t} != ''",
	"if(${n} = '', 'keine', if(${n} > 3, 'hoch', 'tief'))",
	"${d} != '' and ${w} != '' and date(format-date(${w}, '%Y-%m-%d')) le ${d}",
	"string-length(${s}) le 5 and (contains(${s}, 'a') or starts-with(${t}, '文'))",
	"round((${n} - 1) div 4 * 100, 1)",
	"if(${r} ge 4, '满意', if(${r} = 3, '一般', '不满'))",
	"${n} + ${m} + ${r} > 9 and not(${c} = 'bad')",
	"boolean(${n} - ${m})",
	"${n} > 2 = ${m} > 2",
	"-(-${n}) = ${n}",
	"concat(if(${b}, '是', '否'), ${n})",
	"${r} * 20",
	"round(${r} div 5, 3)",
	"${s} < 6",
	"${t} = ${s} or ${n} = ${r}",
	"floor(${n} div 2) * 2 = ${n}",
	"abs(${n} - ${r}) le 1",
	"${m} * ${m} ge 4",
	"selected(${k}, 'good') or ${c} = 'good'",
	"count-selected(${k}) = count-non-empty(${s}, ${t})",
	"string-length(normalize-space(${s}))",
	"substr(concat(${s}, ${t}), 1, 3)",
	"contains(concat(${s}, ${t}), 'c')",
	"int(${m} * 10) mod 3",
	"round(${m}, 1) = ${m}",
	"ceiling(${m}) - floor(${m})",
	"${e} - ${d} ge 0",
	"sum(${n}, ${n}, ${n}) = 3 * ${n}",
	"max(${n}, ${r}) = ${n}",
	"if(${d} > ${e}, ${d}, ${e}) = ${d}",
	"pow(${r}, 2) > 10",
	"sqrt(${m}) > 1.5",
	"(${n} > 1) + (${m} > 1) + (${r} > 1)",
	"number(${n} > 2) * 10",
	"string(${n} > 2)",
	"concat(${n} > 2, '/', ${b})",
	"${b} + 1",
	"${s} = 'x' or ${s} = 'y' or ${s} = 'abc'",
	"${n} = ${r}",
	"${n} != ${r}",
	"${w} = ${d}",
	"date(${d}) != ${e}",
	"contains(${t}, '')",
	"contains('abc', ${t})",
	"starts-with(${t}, '')",
	"ends-with(${s}, ${t})",
	"concat(${b}, '')",
	"number(${b})",
	"string(${b})",
	"${b} = ${b}",
	"${c} = ${c}",
	"count-non-empty(${b}, ${c}, ${k})",
	"round(${n} mod 4 + 0.5)",
	"mean(${m})",
	"sum(${m}) > 2",
	"if(${b}, 'x', '') = 'x'",
	"boolean(${s}) = ${b}",
	"string-length(string(${n}))",
};
#define EXPRESSIONS (sizeof expressions / sizeof *expressions)

/* ---- records ---- */

static uint64_t state = 20261123;

static unsigned chance(unsigned n)
{
	state = state * UINT64_C(6364136223846793005) + 1442695040888963407;
	return (unsigned)((state >> 33) % n);
}

#define RECORDS 40
static fr_value values[RECORDS][FIELDS];
static char texts[RECORDS][FIELDS][64]; /* what the cell shows */

static fr_value moment(fr_kind kind, int64_t ms) { return (fr_value){.kind = kind, .stamp = {ms, 480}}; }

static void fill(size_t row, size_t f)
{
	static const char *const words[] = {"abc", "Abc", "ABC", "a b c", "文字", "客服、售后", "5", "12.5", "x", "true", "  a  b ", "a\"b",
		"b", "no", "2023-10-10", "😀文"};
	static const double numbers[] = {0, 1, 2, 3, 4, 5, 10, -3, 2.5, 0.1, 2.675, 1.005, 99.995, -0.5, 1e6, 0.333};
	fr_value *v = &values[row][f];
	char *shown = texts[row][f];
	if (row == 0 || (row != 1 && chance(6) == 0))
		return; /* empty */
	switch (fields[f].type) {
	case FR_TYPE_STRING:
		snprintf(shown, 64, "%s", words[chance(14)]);
		*v = fr_value_string(fr_str_from(shown));
		break;
	case FR_TYPE_INTEGER: *v = fr_value_number(numbers[chance(8)]); break;
	case FR_TYPE_RANGE: *v = fr_value_number(1 + chance(5)); break;
	case FR_TYPE_DECIMAL: *v = fr_value_number(numbers[chance(16)]); break;
	case FR_TYPE_BOOLEAN: *v = fr_value_bool(chance(2)); break;
	case FR_TYPE_DATE: *v = moment(FR_KIND_DATE, (fr_days_from_civil(2023, 10, 6) + chance(9)) * FR_DAY_MS); break;
	case FR_TYPE_DATETIME:
		*v = moment(FR_KIND_DATETIME,
			(fr_days_from_civil(2023, 10, 6) + chance(9)) * FR_DAY_MS + (int64_t)(chance(2) ? chance(1440) : 0) * 60000);
		break;
	case FR_TYPE_SELECT_ONE: *v = fr_value_string(fr_str_from(names[chance(3)])); break;
	default: {
		static const char *const several[] = {"good", "good bad", "fair bad", "good fair bad"};
		*v = fr_value_string(fr_str_from(several[chance(4)]));
	}
	}
}

/* ---- the sheet ---- */

typedef struct place {
	size_t row;
} place;

static bool reference(const void *self, uint32_t slot, fr_buf *out)
{
	fr_buf_printf(out, "[.%c%zu]", (char)('A' + slot), ((const place *)self)->row);
	return true;
}

static fr_str label_for(const void *self, const void *list, fr_str name)
{
	(void)self;
	(void)list;
	for (int i = 0; i < 3; i++)
		if (fr_str_is(name, names[i]))
			return fr_str_from(labels[i]);
	return name;
}

static fr_type type_of(const void *self, uint32_t slot)
{
	(void)self;
	return fields[slot].type;
}

static fr_str choice_label(const void *self, const void *list, fr_str name) { return label_for(self, list, name); }

static void cell(fr_buf *out, const fr_value *v, size_t f)
{
	fr_buf text;
	char number[400];
	fr_buf_init(&text, NULL, 4096);
	if (v->kind == FR_KIND_EMPTY)
		fr_buf_puts(out, "<table:table-cell/>");
	else if (v->kind == FR_KIND_NUMBER)
		fr_buf_printf(out, "<table:table-cell office:value-type=\"float\" office:value=\"%.*s\"/>",
			(int)fr_number_write(v->number, number), number);
	else if (v->kind == FR_KIND_DATE || v->kind == FR_KIND_DATETIME) {
		fr_arena arena;
		fr_arena_init(&arena, NULL, 0);
		fr_str iso = fr_value_to_string(v, &arena);
		fr_buf_printf(out, "<table:table-cell table:style-name=\"day\" office:value-type=\"date\" office:date-value=\"%.*s\"/>",
			v->kind == FR_KIND_DATE ? 10 : 19, iso.p);
		fr_arena_free(&arena);
	} else {
		if (v->kind == FR_KIND_BOOLEAN)
			fr_buf_puts(&text, v->boolean ? "是" : "否");
		else if (fields[f].labels) {
			for (int i = 0; i < 3; i++)
				if (fr_str_find(v->string, fr_str_from(names[i])) != SIZE_MAX) {
					fr_buf_puts(&text, text.n ? "、" : "");
					fr_buf_puts(&text, labels[i]);
				}
		} else
			fr_buf_str(&text, v->string);
		fr_buf_puts(out, "<table:table-cell office:value-type=\"string\"");
		fr_xml_attr(out, "office:string-value", fr_buf_view(&text));
		fr_buf_puts(out, "/>");
	}
	fr_buf_free(&text);
}

/* The engine's answer as a line: number, text or truth; what is NaN or empty is empty text, as it is stored. */
static void answer(const fr_value *v, const char *expression, fr_arena *arena)
{
	char number[400];
	if (v->kind == FR_KIND_BOOLEAN)
		printf("boolean\t%d\t%s\n", v->boolean, expression);
	else if (v->kind == FR_KIND_NUMBER && isfinite(v->number))
		printf("number\t%.*s\t%s\n", (int)fr_number_write(v->number, number), number, expression);
	else if (v->kind == FR_KIND_DATE || v->kind == FR_KIND_DATETIME)
		printf("number\t%.12g\t%s\n", fr_stamp_serial(v->stamp), expression);
	else {
		fr_str s = v->kind == FR_KIND_NUMBER ? FR_STR("") : fr_value_to_string(v, arena);
		printf("text\t%.*s\t%s\n", (int)s.n, s.p, expression);
	}
}

static size_t refused;

static void ask(fr_buf *out, fr_expr *expr, size_t row, fr_arena *arena)
{
	place at = {row + 1};
	fr_cells cells = {.self = &at, .reference = reference, .label_for = label_for, .type_of = type_of};
	fr_host host = {.choice_label = choice_label};
	fr_env env = {.values = values[row],
		.count = FIELDS,
		.now = {0, 480},
		.host = &host,
		.lang = FR_STR("en"),
		.arena = arena,
		.steps = FR_EXPR_STEPS};
	fr_expr_note why = {0};
	fr_buf formula, text;
	fr_value v;
	fr_buf_init(&formula, NULL, 1 << 20);
	fr_buf_init(&text, NULL, 1 << 20);
	fr_str source = fr_expr_text(expr);
	char shown[512];
	fr_text_out(source, shown, sizeof shown);
	if (fr_expr_openformula(expr, &cells, FR_STATIC_ANY, &formula, &why)) {
		fr_buf_puts(&text, "of:=");
		fr_buf_str(&text, fr_buf_view(&formula));
		fr_buf_puts(out, "<table:table-cell");
		fr_xml_attr(out, "table:formula", fr_buf_view(&text));
		fr_buf_puts(out, " office:value-type=\"string\" office:string-value=\"?\"/>");
		if (fr_expr_eval(expr, &env, &v) != FR_OK)
			abort();
		answer(&v, shown, arena);
	} else {
		fr_buf_puts(out, "<table:table-cell/>");
		printf("stays\t%.*s\t%s\n", (int)why.args[0].n, why.args[0].p, shown);
		refused += row == 0;
	}
	fr_buf_free(&formula);
	fr_buf_free(&text);
}

int main(int argc, char **argv)
{
	fr_arena arena, scratch;
	fr_buf out;
	static fr_expr *compiled[EXPRESSIONS];
	fr_scope scope = {.find = find};
	if (argc != 2)
		return 2;
	fr_arena_init(&arena, NULL, 0);
	fr_arena_init(&scratch, NULL, 0);
	fr_buf_init(&out, NULL, (size_t)256 << 20);
	for (size_t i = 0; i < EXPRESSIONS; i++) {
		fr_expr_notes notes;
		if (fr_expr_compile(&arena, fr_str_from(expressions[i]), &scope, false, FR_TYPE_STRING, &compiled[i], &notes) != FR_OK) {
			fprintf(stderr, "%s does not compile: %s\n", expressions[i], notes.count ? fr_code_name(notes.items[0].code) : "?");
			return 1;
		}
	}
	fr_buf_puts(&out,
		"<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<office:document "
		"xmlns:office=\"urn:oasis:names:tc:opendocument:xmlns:office:1.0\" "
		"xmlns:table=\"urn:oasis:names:tc:opendocument:xmlns:table:1.0\" "
		"xmlns:style=\"urn:oasis:names:tc:opendocument:xmlns:style:1.0\" "
		"xmlns:number=\"urn:oasis:names:tc:opendocument:xmlns:datastyle:1.0\" "
		"xmlns:of=\"urn:oasis:names:tc:opendocument:xmlns:of:1.2\" "
		"office:version=\"1.3\" "
		"office:mimetype=\"application/vnd.oasis.opendocument.spreadsheet\"><office:automatic-styles><number:date-style "
		"style:name=\"n\"><number:year number:style=\"long\"/>"
		"<number:text>-</number:text><number:month number:style=\"long\"/><number:text>-</number:text><number:day "
		"number:style=\"long\"/></number:date-style><style:style style:name=\"day\" "
		"style:family=\"table-cell\" "
		"style:data-style-name=\"n\"/></office:automatic-styles><office:body><office:spreadsheet><table:calculation-settings "
		"table:case-sensitive=\"false\" "
		"table:automatic-find-labels=\"false\" table:use-regular-expressions=\"false\" "
		"table:use-wildcards=\"true\"><table:null-date table:date-value=\"1899-12-30\"/></table:calculation-settings>"
		"<table:table table:name=\"t\">");
	for (size_t row = 0; row < RECORDS; row++) {
		fr_buf_puts(&out, "<table:table-row>");
		for (size_t f = 0; f < FIELDS; f++) {
			fill(row, f);
			cell(&out, &values[row][f], f);
		}
		for (size_t i = 0; i < EXPRESSIONS; i++)
			ask(&out, compiled[i], row, &scratch);
		fr_buf_puts(&out, "</table:table-row>\n");
	}
	fr_buf_puts(&out, "</table:table></office:spreadsheet></office:body></office:document>\n");
	FILE *file = fopen(argv[1], "wb");
	if (out.failed || !file || fwrite(out.p, 1, out.n, file) != out.n || fclose(file) != 0)
		return 1;
	fprintf(stderr, "%zu expressions, %zu of them stay behind, %d records, %zu fields\n", EXPRESSIONS, refused, RECORDS, FIELDS);
	fr_buf_free(&out);
	fr_arena_free(&arena);
	fr_arena_free(&scratch);
	return 0;
}
