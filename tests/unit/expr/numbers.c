/* Functions on numbers, truth, lists and places. S0-5: the mean of 4, 3, 5, 4 is 4.00. */
#include "record.h"

static void rounding(void)
{
	static const test_case cases[] = {{"round(2.5)", "3"}, {"round(-1.5)", "-2"}, {"round(-2.5)", "-3"}, {"round(2.675, 2)", "2.68"},
		{"round(1.005, 2)", "1.01"}, {"round(1234.5, -2)", "1200"}, {"round(1250, -2)", "1300"}, {"round(0.1 + 0.2, 10)", "0.3"},
		{"round('x')", "NaN"}, {"round(${no_number})", "NaN"}, {"round(1 div 0)", "Infinity"}, {"round(2.5, 'x')", "NaN"},
		{"round(5, 99)", "5"}, {"round(5, -99)", "0"}, {"int(2.9)", "2"}, {"int(-2.9)", "-2"}, {"int('7.5')", "7"},
		{"floor(-2.5)", "-3"}, {"ceiling(2.1)", "3"}, {"ceiling(-2.9)", "-2"}, {"abs(-3.5)", "3.5"}, {"abs('-3')", "3"},
		{"abs('x')", "NaN"}};
	CHECK_VALUES(cases, usual);
}

static void curves(void)
{
	static const test_case cases[] = {{"pow(2, 10)", "1024"}, {"pow(4, 0.5)", "2"}, {"pow(0, 0)", "1"}, {"pow(-8, 1 div 3)", "NaN"},
		{"exp(0)", "1"}, {"exp10(3)", "1000"}, {"exp10(-2)", "0.01"}, {"log(1)", "0"}, {"log10(1000)", "3"}, {"log(-1)", "NaN"},
		{"log10(0)", "-Infinity"}, {"sqrt(16)", "4"}, {"sqrt(-1)", "NaN"}, {"sin(0)", "0"}, {"cos(0)", "1"}, {"tan(0)", "0"},
		{"asin(2)", "NaN"}, {"acos(1)", "0"}, {"round(pi(), 5)", "3.14159"}, {"round(sin(pi() div 2), 12)", "1"},
		{"round(atan2(1, -1) * 4 div 3 - pi(), 12)", "0"}, {"round(atan(1) * 4 - pi(), 12)", "0"},
		{"round(asin(1) * 2 - pi(), 12)", "0"}, {"round(log(exp(2)), 12)", "2"}};
	CHECK_VALUES(cases, usual);
}

static void conversion(void)
{
	static const test_case cases[] = {{"number('12.50')", "12.5"}, {"number(' 7 ')", "7"}, {"number('4,6')", "NaN"},
		{"number('1.1e6')", "NaN"}, {"number('Infinity')", "NaN"}, {"number('+5')", "NaN"}, {"number('')", "NaN"},
		{"number(true())", "1"}, {"number('true')", "NaN"}, {"number('-')", "NaN"}, {"number('--5')", "NaN"},
		{"string(1 div 3)", "'0.3333333333333333'"}, {"string(1000000000000000000000)", "'1000000000000000000000'"},
		{"string(0.000001)", "'0.000001'"}, {"string(-0)", "'0'"}, {"string(1.50)", "'1.5'"}, {"string(0 div 0)", "'NaN'"},
		{"string(true())", "'true'"}, {"boolean('false')", "true"}, {"boolean('')", "false"}, {"boolean(0)", "false"},
		{"boolean(0 div 0)", "false"}, {"boolean(${visited})", "true"}, {"boolean(${steps})", "true"},
		{"boolean(${nothing})", "false"}, {"not(1)", "false"}, {"not('')", "true"}, {"boolean-from-string('true')", "true"},
		{"boolean-from-string('1')", "true"}, {"boolean-from-string(1)", "true"}, {"boolean-from-string('TRUE')", "false"},
		{"boolean-from-string('yes')", "false"}, {"boolean-from-string(true())", "true"}};
	CHECK_VALUES(cases, usual);
}

static void blanks_take_no_part(void)
{
	static const test_case cases[] = {{"sum(${steps/cost})", "42"}, {"mean(${steps/cost})", "21"}, {"min(${steps/cost})", "10"},
		{"max(${steps/cost})", "32"}, {"count(${steps/cost})", "3"}, {"count-non-empty(${steps/cost})", "2"},
		{"count(${steps})", "3"}, {"count(${nothing})", "0"}, {"sum(${nothing})", "0"}, {"mean(${nothing})", "NaN"},
		{"min(${nothing})", "NaN"}, {"max(${no_number}, ${no_text})", "NaN"}, {"mean(4, 3, 5, 4)", "4"},
		{"round(mean(4, 3, 5), 2)", "4"}, {"mean(${overall}, ${no_number}, ${worked_out})", "4.25"},
		{"sum(1, '2', true(), '')", "4"}, {"sum(1, 'x')", "NaN"}, {"max(1, 'x')", "NaN"}, {"min('x', 1)", "NaN"},
		{"max('10', 9)", "10"}, {"min(3, 1, 2)", "1"}, {"max(${visited}, ${served})", "2023-10-10"},
		{"min(${steps/day})", "2023-10-09"}, {"max(${steps/day})", "2023-10-12"}, {"max(${steps/day}, ${visited})", "2023-10-12"},
		{"count(${overall}, ${no_text})", "2"}, {"count-non-empty(${overall}, ${no_text})", "1"},
		{"indexed-repeat(${steps/action}, ${steps}, 2)", "'上门'"}, {"indexed-repeat(${steps/action}, ${steps}, 4)", "empty"},
		{"indexed-repeat(${steps/action}, ${steps}, 0)", "empty"},
		{"indexed-repeat(${steps/day}, ${steps}, count(${steps}))", "2023-10-10"}};
	CHECK_VALUES(cases, usual);
}

static void checklists(void)
{
	static const test_case cases[] = {{"checklist(1, 2, true(), false(), true())", "true"},
		{"checklist(1, 2, true(), true(), true())", "false"}, {"checklist(-1, 2, false(), false())", "true"},
		{"checklist(2, -1, true(), true(), true())", "true"}, {"checklist(1, 1, 'a', '')", "true"},
		{"checklist(1, -1, 0, '')", "false"}, {"weighted-checklist(5, 10, true(), 3, true(), 4)", "true"},
		{"weighted-checklist(5, 10, true(), 3, false(), 4)", "false"}, {"weighted-checklist(-1, 2, true(), 1.5)", "true"},
		{"weighted-checklist(-1, 1, 'a', 1, 'b', 1)", "false"}};
	CHECK_VALUES(cases, usual);
}

/* Within one part in ten thousand of what geometry says: a degree of a great circle of radius 6,378,100 m is 111,318.8 m. */
static void places(void)
{
	const double degree = 6378100.0 * 3.14159265358979 / 180;
	const char *line = "distance('0 0 0 0;0 1 0 0')", *square = "area('0 0;0 1;1 1;1 0;0 0')";
	CASE_TRUE(fabs(atof(value_of(line)) - degree) < 0.02, "%s gives %s\n", line, value_of(line));
	/* At the equator a square degree is nearly degree², narrowing by cos of half a degree. */
	CASE_TRUE(fabs(atof(value_of(square)) / (degree * degree * cos(3.14159265358979 / 360)) - 1) < 1e-4, "%s gives %s\n", square,
		value_of(square));
	static const test_case cases[] = {{"distance('0 0')", "0"}, {"distance('')", "NaN"}, {"distance('0')", "NaN"},
		{"distance('0 0;x 1')", "NaN"}, {"distance('91 0;0 0')", "NaN"}, {"distance('0 181;0 0')", "NaN"}, {"area('0 0;0 1')", "0"},
		{"area('')", "NaN"}, {"area('0 0;0 1;1 1') = area('1 1;0 1;0 0')", "true"},
		{"area('0 0;0 1;1 1') = area('0 0;0 1;1 1;0 0')", "true"}, {"distance(${steps/action})", "NaN"},
		{"round(distance('0 0;0 1;0 0') - 2 * distance('0 0;0 1'), 1)", "0"}};
	CHECK_VALUES(cases, usual);
}

TESTS(numbers, {"rounding", rounding}, {"curves", curves}, {"conversion", conversion}, {"blanks take no part", blanks_take_no_part},
	{"checklists", checklists}, {"places", places})
