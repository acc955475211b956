/* OpenFormula in Excel's words, and patterns without regular expressions. What is expected follows from ODF 1.3 part 4 (5.8) and ECMA-376 part 1 (18.17). */
#include "sink/xlsx.h"
#include "suite.h"

static void formulas_are_translated(void)
{
	static const struct {
		const char *of, *excel; /* NULL: it cannot */
	} cases[] = {
		{"IF([$记录.$C1]=\"\";0;1)", "IF('记录'!$C1=\"\",0,1)"},
		{"SUM([$选项.$A$1:.$B$9])", "SUM('选项'!$A$1:$B$9)"},
		{"SUM([.A1:.B2])", "SUM(A1:B2)"},
		{"[$'it''s; a \"sheet\"'.$A$1]&\"x\"", "'it''s; a \"sheet\"'!$A$1&\"x\""},
		{"\"a;b[$c.d](\"\"e\"\";\"&f", "\"a;b[$c.d](\"\"e\"\";\"&f"},
		{"COM.MICROSOFT.TEXTJOIN(\",\";TRUE();a)", "_xlfn.TEXTJOIN(\",\",TRUE(),a)"},
		{"COM.MICROSOFT.IFS(a>1;2)", "_xlfn.IFS(a>1,2)"},
		{"ORG.LIBREOFFICE.REGEX(a;b)", NULL},
		{"MATCH(x;{1;2|3;4};0)", "MATCH(x,{1,2;3,4},0)"},
		{"fault_no.12<=0", "fault_no.12<=0"},
		{"(1.5+a)*-2", "(1.5+a)*-2"},
		{"\"open", NULL},
		{"[$记录.$C1", NULL},
		{"[nothing]", NULL},
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		fr_buf out;
		fr_buf_init(&out, NULL, 0);
		bool ok = xlsx_formula(fr_str_from(cases[i].of), &out);
		CASE_TRUE(ok == (cases[i].excel != NULL) && strcmp(fr_buf_z(&out), cases[i].excel ? cases[i].excel : "") == 0,
			"%s gives %s\n", cases[i].of, fr_buf_z(&out));
		fr_buf_free(&out);
	}
}

/* open, then n times before, middle, n times after */
static bool nested(const char *before, const char *middle, const char *after, size_t n)
{
	fr_buf of, out;
	fr_buf_init(&of, NULL, 0);
	fr_buf_init(&out, NULL, 0);
	for (size_t i = 0; i < n; i++)
		fr_buf_puts(&of, before);
	fr_buf_puts(&of, middle);
	for (size_t i = 0; i < n; i++)
		fr_buf_puts(&of, after);
	bool ok = xlsx_formula(fr_buf_view(&of), &out);
	CU_ASSERT(ok || out.n == 0);
	fr_buf_free(&of);
	fr_buf_free(&out);
	return ok;
}

static void excels_limits_are_kept(void)
{
	CU_ASSERT(nested("ABS(", "1", ")", 64) && !nested("ABS(", "1", ")", 65)); /* levels */
	CU_ASSERT(nested("", "SUM(1", ";1", 254) && !nested("", "SUM(1", ";1", 255)); /* arguments */
	CU_ASSERT(nested("1+", "1", "", 4095) && !nested("1+", "1", "", 4096)); /* 8,192 characters with the "=" before them */
	CU_ASSERT(nested("客", "1", "", 8190) && !nested("客", "1", "", 8191) && !nested("😀", "1", "", 4096)); /* as UTF-16 counts them */
}

static void long_literals_are_cut(void)
{
	fr_buf of, out;
	fr_buf_init(&of, NULL, 0);
	fr_buf_init(&out, NULL, 0);
	fr_buf_byte(&of, '"');
	for (int i = 0; i < 300; i++)
		fr_buf_puts(&of, i % 50 ? "客" : "\"\"");
	fr_buf_byte(&of, '"');
	CU_ASSERT(xlsx_formula(fr_buf_view(&of), &out));
	fr_str text = fr_buf_view(&out);
	size_t cut = fr_str_find(text, FR_STR("\"&\""));
	CU_ASSERT(cut != SIZE_MAX && fr_utf8_length(fr_str_of(text.p, cut)) <= 256 && fr_utf8_length(text) == 300 + 6 + 2 + 3);
	fr_buf_free(&of);
	fr_buf_free(&out);
}

static void other_sheets_are_seen_by_name(void)
{
	static const struct {
		const char *of, *excel;
	} cases[] = {
		{"[$规则.$B3]>0", "rule_B>0"},
		{"MAX(0;[$规则.$AC$1];[$规则.$D$1])=0", "MAX(0,card_rule_AC,card_rule_D)=0"},
		{"AND([$规则.$A3];NOT(relevant_x))", "AND(rule_A,NOT(relevant_x))"},
		{"[$记录.$B3]>0", NULL},
		{"SUM([$规则.$B3:.$C3])", NULL},
	};
	book b = {.lang = "zh-CN"};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		fr_buf out;
		fr_buf_init(&out, NULL, 0);
		bool ok = xlsx_mark_formula(&b, fr_str_from(cases[i].of), &out);
		CASE_TRUE(ok == (cases[i].excel != NULL) && strcmp(fr_buf_z(&out), cases[i].excel ? cases[i].excel : "") == 0,
			"%s gives %s\n", cases[i].of, fr_buf_z(&out));
		fr_buf_free(&out);
	}
}

/* What can be said is judged by the real Calc (template/excel.py); here: what is taken on at all, and that the rest is left alone. */
static void patterns_without_regular_expressions(void)
{
	static const struct {
		const char *pattern;
		bool can;
	} cases[] = {
		{"", true},
		{"abc", true},
		{"京[A-Z][0-9]{5}", true},
		{"[A-Z]{2}[0-9]{6,16}(-[0-9]{1,4})?", true},
		{"(?:KH|VIP)\\d+", true},
		{"\\*{4}[0-9A-Z]{4}", true},
		{"a|b|", true},
		{"[+-]?[0-9]{1,3}", true},
		{"[\\]\\-\"]{2}", true},
		{"x{0}", true},
		{"[\\d-x]", true}, /* - stands for itself there */
		{".*", false},
		{"[^a]", false},
		{"\\w+", false},
		{"\\p{Han}{2,4}", false},
		{"(ab)+", false},
		{"(a)\\1", false},
		{"a*?", false},
		{"a++", false},
		{"^a$", false},
		{"(?i)a", false},
		{"(?=a)a", false},
		{"[a", false},
		{"(a", false},
		{"a)", false},
		{"a{2", false},
		{"a{3,2}", false},
		{"a{999}", false},
		{"[一-龥]+", false},
		{"[b-a]", false},
		{"[]", false},
		{"\\", false},
		{"((((((a))))))", false},
		{"[0-9]{1,9}[a-f]{1,9}[0-9]{1,9}", false}, /* too many ways to go */
		{"[0-9]*\\.?[0-9]+", false},
		{"(a?b?)(c?d?)(e?f?)", false},
	};
	book b = {.lang = "zh-CN"};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		fr_buf out;
		fr_buf_init(&out, NULL, 0);
		bool can = formula_pattern(&b, fr_str_from(cases[i].pattern), "x", &out);
		CASE_TRUE(can == cases[i].can && (can || out.n == 0), "%s gives %d %s\n", cases[i].pattern, can, fr_buf_z(&out));
		fr_buf_free(&out);
	}
}

static void text_is_escaped_as_excel_reads_it(void)
{
	static const struct {
		const char *text, *xml;
	} cases[] = {
		{"a<b>&\"", "a&lt;b&gt;&amp;\""},
		{"_x0041_", "_x005F_x0041_"},
		{"_x004_ _xZZZZ_ _x0041", "_x004_ _xZZZZ_ _x0041"},
		{"__x000D__x000a_", "__x005F_x000D__x005F_x000a_"},
		{"\x01", "\xEF\xBF\xBD"},
		{"", ""},
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		fr_buf out;
		fr_buf_init(&out, NULL, 0);
		xlsx_text(&out, fr_str_from(cases[i].text));
		CASE_TRUE(strcmp(fr_buf_z(&out), cases[i].xml) == 0, "%s gives %s\n", cases[i].text, fr_buf_z(&out));
		fr_buf_free(&out);
	}
}

TESTS(excel, {"formulas are translated", formulas_are_translated}, {"Excel's limits are kept", excels_limits_are_kept},
	{"long literals are cut", long_literals_are_cut}, {"other sheets are seen by name", other_sheets_are_seen_by_name},
	{"patterns without regular expressions", patterns_without_regular_expressions},
	{"text is escaped as Excel reads it", text_is_escaped_as_excel_reads_it})
