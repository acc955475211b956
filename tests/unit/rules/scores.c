/* Scores, grades, vetoes. Expected figures are worked out by hand. */
#include "judging.h"

#define L(name) "<label>" name "</label>"
#define RANGE(name) "<field name=\"" name "\" type=\"range\" start=\"1\" end=\"5\">" L(name) "</field>"

typedef struct score_case {
	const char *row, *score, *grade;
} score_case;

static void run(const char *inner, const char *header, const char *name, const score_case *cases, size_t count)
{
	judging j;
	fr_buf text;
	char grade[64];
	fr_buf_init(&text, NULL, 0);
	snprintf(grade, sizeof grade, "%s.grade", name);
	judging_open(&j, inner, header);
	for (size_t i = 0; i < count; i++) {
		judging_row(&j, cases[i].row);
		const char *have = judging_value(&j, name, &text);
		CASE_TRUE(strcmp(have, cases[i].score) == 0, "%s: wanted %s, have %s\n", cases[i].row, cases[i].score, have);
		have = cases[i].grade ? judging_value(&j, grade, &text) : "";
		CASE_TRUE(!cases[i].grade || strcmp(have, cases[i].grade) == 0, "%s: wanted grade %s, have %s\n", cases[i].row,
			cases[i].grade, have);
	}
	judging_close(&j);
	fr_buf_free(&text);
}
#define SCORES(inner, header, name, ...) \
	do { \
		const score_case cases_[] = {__VA_ARGS__}; \
		run(inner, header, name, cases_, sizeof cases_ / sizeof *cases_); \
	} while (0)

#define PARTS "<part field=\"a\"/><part field=\"b\"/><part field=\"c\"/><part field=\"d\"/>"
#define FOUR RANGE("a") RANGE("b") RANGE("c") RANGE("d")

/* S0-5: the four ratings 4, 3, 5, 4 have mean 4.00 */
static void mean(void)
{
	SCORES(FOUR "<score name=\"m\" method=\"mean\" decimals=\"2\">" L("m") PARTS "</score>", "a|b|c|d", "m", {"4|3|5|4", "4", NULL},
		{"1|2|2|2", "1.75", NULL}, {"5|4|4|", "4.33", NULL}, {"|||", "", NULL}, {"5|x|4|3", "", NULL}, {"5|9|4|3", "", NULL});
}

static void weighted(void)
{
	/* (4*2 + 3*1) / 3 = 3.666…; with one missing only what is rated counts */
	SCORES(RANGE("a") RANGE("b") "<score name=\"m\" method=\"weighted-mean\">" L(
		       "m") "<part field=\"a\" weight=\"2\"/><part field=\"b\" weight=\"1\"/></score>",
		"a|b", "m", {"4|3", "3.67", NULL}, {"|3", "3", NULL}, {"4|", "4", NULL});
}

static void sums(void)
{
	SCORES(RANGE("a") RANGE("b") "<score name=\"m\" method=\"sum\">" L("m") "<part field=\"a\"/><part field=\"b\"/></score>", "a|b",
		"m", {"4|3", "7", NULL}, {"4|", "4", NULL}, {"|", "", NULL});
}

static void rescaled(void)
{
	/* 1…5 → 0, 25, 50, 75, 100 */
	SCORES(RANGE("a") "<score name=\"m\" scale=\"0 100\">" L("m") "<part field=\"a\"/></score>", "a", "m", {"1", "0", NULL},
		{"2", "25", NULL}, {"3", "50", NULL}, {"4", "75", NULL}, {"5", "100", NULL});
}

static void missing(void)
{
	SCORES(RANGE("a") RANGE("b") "<score name=\"m\" missing=\"zero\">" L("m") "<part field=\"a\"/><part field=\"b\"/></score>", "a|b",
		"m", {"4|", "2", NULL}, {"4|4", "4", NULL});
	SCORES(RANGE("a") RANGE("b") "<score name=\"m\" missing=\"invalid\">" L("m") "<part field=\"a\"/><part field=\"b\"/></score>",
		"a|b", "m", {"4|", "", NULL}, {"4|4", "4", NULL});
	/* a part that is not asked for is not missing */
	SCORES(RANGE("a") "<field name=\"b\" type=\"range\" start=\"1\" end=\"5\" relevant=\"${a} gt 3\">" L(
		       "b") "</field><score name=\"m\" missing=\"zero\">" L("m") "<part field=\"a\"/><part field=\"b\"/></score>",
		"a|b", "m", {"2|", "2", NULL}, {"4|", "2", NULL}, {"2|5", "2", NULL});
}

static void half_away_from_zero(void)
{
	SCORES("<field name=\"a\" type=\"decimal\">" L("a") "</field><score name=\"m\">" L("m") "<part field=\"a\"/></score>", "a", "m",
		{"2.675", "2.68", NULL}, {"-2.675", "-2.68", NULL}, {"1.005", "1.01", NULL}, {"2.674", "2.67", NULL});
}

#define SAT \
	"<choices list=\"s\"><choice name=\"good\" score=\"100\"><label>满意</label></choice><choice name=\"fair\" " \
	"score=\"50\"><label>一般</label></choice>" \
	"<choice name=\"na\" na=\"true\"><label>不适用</label></choice></choices><field name=\"a\" type=\"select_one\" list=\"s\">" L( \
		"a") "</field><field name=\"b\" type=\"select_one\" list=\"s\">" L("b") "</field>"

static void choices(void)
{
	SCORES(SAT "<score name=\"m\" missing=\"zero\">" L("m") "<part field=\"a\"/><part field=\"b\"/></score>", "a|b", "m",
		{"满意|一般", "75", NULL}, {"满意|不适用", "100", NULL}, {"满意|", "50", NULL}, {"不适用|不适用", "", NULL});
}

#define GRADES \
	"<grade from=\"85\" name=\"good\"><label>优秀</label></grade><grade from=\"60\" name=\"pass\"><label>合格</label></grade>" \
	"<grade from=\"0\" name=\"fail\"><label>待改进</label></grade>"

static void grades_and_vetoes(void)
{
	SCORES("<field name=\"a\" type=\"decimal\">" L("a") "</field><field name=\"breach\" type=\"boolean\">" L(
		       "breach") "</field><score name=\"m\">" L("m") "<part field=\"a\"/>" GRADES "<veto when=\"${breach}\" "
								     "grade=\"fail\"><message>泄露</message></veto></score>",
		"a|breach", "m", {"85|", "85", "good"}, {"84.999|", "85", "good"}, {"84.99|否", "84.99", "pass"},
		{"59.99|", "59.99", "fail"}, {"99|是", "99", "fail"}, {"|", "", ""}, {"|是", "", "fail"});
	CASES("<field name=\"a\" type=\"decimal\">" L("a") "</field><field name=\"breach\" type=\"boolean\">" L(
		      "breach") "</field><score name=\"m\">" L("m") "<part field=\"a\"/>" GRADES "<veto when=\"${breach}\" "
								    "grade=\"fail\"><message>泄露</message></veto></score>",
		"a|breach", {"99|是", "m m info"}, {"99|", ""});
}

static void scores_of_scores(void)
{
	/* dimensions (4+2)/2 = 3 and 5; overall their mean 4 */
	SCORES(RANGE("a") RANGE("b")
			RANGE("c") "<score name=\"x\">" L("x") "<part field=\"a\"/><part field=\"b\"/></score><score name=\"m\">" L(
				"m") "<part score=\"x\"/><part field=\"c\"/></score>",
		"a|b|c", "m", {"4|2|5", "4", NULL}, {"||5", "5", NULL});
}

static void computed_columns_are_compared(void)
{
	CASES(RANGE("a") "<score name=\"m\">" L("得分") "<part field=\"a\"/>"
							"<grade from=\"4\" name=\"good\"><label>优秀</label></grade><grade from=\"1\" "
							"name=\"fail\"><label>待改进</label></grade>"
							"</score>",
		"a|得分|m.grade", {"4|4.00|优秀", ""}, {"4|4|good", ""}, {"4|5|优秀", "m readonly warning"},
		{"4|4|待改进", "m.grade readonly warning"});
}

static void rules_read_scores(void)
{
	CASES(RANGE("a") "<score name=\"m\">" L("m") "<part field=\"a\"/><grade from=\"4\" name=\"good\"/><grade from=\"0\" "
						     "name=\"poor\"/></score><field name=\"why\" type=\"string\" "
						     "required=\"${m.grade} = 'poor'\">" L(
							     "why") "</field><constraint id=\"low\" level=\"warning\" test=\"not(${m} lt "
								    "2)\"><message>m</message></constraint>",
		"a|why", {"5|", ""}, {"3|", "why required error"}, {"1|x", "- low warning"}, {"9|", "a range error"});
}

TESTS(scores, {"S0-5 mean", mean}, {"weighted", weighted}, {"sums", sums}, {"rescaled", rescaled}, {"missing", missing},
	{"half away from zero", half_away_from_zero}, {"choices", choices}, {"grades and vetoes", grades_and_vetoes},
	{"scores of scores", scores_of_scores}, {"computed columns are compared", computed_columns_are_compared},
	{"rules read scores", rules_read_scores})
