/* Policies: the most specific row decides; what a table must not be. X-4, S3-2, S3-8, S3-9. */
#include "form/policy.h"
#include "suite.h"

#define TABLE(rows) \
	"<policy xmlns=\"urn:formrule:policy\" id=\"p\" version=\"1\"><title>p</title><column name=\"a\"/><column name=\"b\"/>" \
	"<result name=\"within\" type=\"duration\"/><result name=\"n\" type=\"number\"/>" rows "</policy>"
#define ROW(id, when, then) "<row id=\"" id "\">" when then "</row>"
#define WHEN(column, values) "<when column=\"" column "\">" values "</when>"

static void the_most_specific_row(void)
{
	static const char table[] = TABLE(ROW("any", "", "<then result=\"within\">P1D</then>") ROW("a", WHEN("a", "x  y"), "")
			ROW("ab", WHEN("a", "x") WHEN("b", "1"), "<then result=\"n\">12.5</then>"));
	static const struct {
		const char *a, *b, *row;
	} cases[] = {{"", "", "any"}, {"z", "1", "any"}, {"x", "", "a"}, {"y", "1", "a"}, {"x", "1", "ab"}, {"x y", "", "any"},
		{"", "1", "any"}};
	fr_policy *policy = NULL;
	fr_error error = {0};
	CU_ASSERT_EQUAL_FATAL(fr_policy_parse(NULL, fr_str_from(table), "p.xml", &policy, NULL, &error), FR_OK);
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		const fr_str values[] = {fr_str_from(cases[i].a), fr_str_from(cases[i].b)};
		const fr_policy_row *row = fr_policy_decide(policy, values);
		CASE_TRUE(row && fr_str_is(row->id, cases[i].row), "case %zu\n", i);
	}
	CU_ASSERT(fr_policy_result_named(policy, FR_STR("n")) == 1 && fr_policy_column_named(policy, FR_STR("within")) == -1);
	CU_ASSERT(fr_str_is(policy->rows[2].then[1], "12.5") && policy->rows[2].then[0].p == NULL);
	fr_policy_free(policy);
}

static void what_is_refused(void)
{
	static const struct {
		const char *table;
		int code;
	} cases[] = {
		{TABLE(ROW("r", WHEN("a", "x"), "") ROW("s", WHEN("a", "x y"), "")), FR_LINT_POLICY_AMBIGUOUS},
		{TABLE(ROW("r", WHEN("a", "x"), "") ROW("s", WHEN("b", "1"), "")), FR_LINT_POLICY_AMBIGUOUS}, /* x and 1 fit both */
		{TABLE(ROW("r", "", "") ROW("s", "", "")), FR_LINT_POLICY_AMBIGUOUS},
		{TABLE(ROW("r", WHEN("a", "x"), "") ROW("r", WHEN("a", "y"), "")), FR_LINT_DUPLICATE_RULE},
		{TABLE(ROW("r", WHEN("c", "x"), "")), FR_LINT_UNKNOWN_NAME},
		{TABLE(ROW("r", WHEN("a", "x") WHEN("a", "y"), "")), FR_LINT_DUPLICATE_NAME},
		{TABLE(ROW("r", "", "<then result=\"within\">3 days</then>")), FR_LINT_DURATION},
		{TABLE(ROW("r", "", "<then result=\"within\">-PT1H</then>")), FR_LINT_DURATION},
		{TABLE(ROW("r", "", "<then result=\"n\">many</then>")), FR_DEF_VALUE_NUMBER},
		{TABLE(ROW("r", "", "<then result=\"m\">1</then>")), FR_LINT_UNKNOWN_NAME},
		{TABLE(ROW("r", "<when column=\"a\"/>", "")), FR_CODE_NONE},
		{TABLE(""), FR_CODE_NONE},
		{"<policy/>", FR_CODE_NONE},
		{"", FR_CODE_NONE},
		{"<!DOCTYPE policy><policy/>", FR_DEF_DTD},
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		fr_policy *policy = NULL;
		fr_error error = {0};
		fr_status status = fr_policy_parse(NULL, fr_str_from(cases[i].table), "p.xml", &policy, NULL, &error);
		CASE_TRUE(status == FR_E_FORM && policy == NULL && (!cases[i].code || error.code == cases[i].code), "case %zu: %s\n", i,
			fr_code_name(error.code));
	}
}

TESTS(policy, {"the most specific row", the_most_specific_row}, {"what is refused", what_is_refused})
