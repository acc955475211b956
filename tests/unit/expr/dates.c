/* Functions on dates, durations, working days. X-4; S2-12: 24 hours; S2-1: working days; domain: 2023-10-10 14:30 + 48 h is 2023-10-12 14:30. */
#include "record.h"

static void making_dates(void)
{
	static const test_case cases[] = {{"today()", "2026-11-22"}, {"now()", "2026-11-22T09:00:00.000+08:00"},
		{"date('2023-10-01')", "2023-10-01"}, {"date('2023-13-01')", "empty"}, {"date('2023-02-29')", "empty"},
		{"date('2024-02-29')", "2024-02-29"}, {"date('')", "empty"}, {"date('x')", "empty"},
		{"date(${handled_at})", "2023-10-10T14:30:00.000+08:00"}, {"date-time('2023-10-01')", "2023-10-01T00:00:00.000+08:00"},
		{"date-time('2023-10-01T06:30:00Z')", "2023-10-01T14:30:00.000+08:00"}, {"date(0)", "1970-01-01T08:00:00.000+08:00"},
		{"date(${visited} + 30)", "2023-11-09"}, {"date(today() - 1)", "2026-11-21"}, {"string(${visited})", "'2023-10-10'"},
		{"string(${called})", "'14:30:00.000+08:00'"}, {"date(1e9)", "!broken expression.syntax"}, {"date(10000000)", "empty"},
		{"date(-10000000)", "empty"}, {"date(true())", "empty"}, {"date(${no_number})", "empty"},
		{"date(${steps/day})", "2023-10-09"}};
	CHECK_VALUES(cases, usual);
}

static void dates_as_numbers(void)
{
	/* 2023-10-10 is day 19640: 53 years of 365 days, 13 leap days, 282 days of the year before it. */
	static const test_case cases[] = {{"number(${visited}) = 53 * 365 + 13 + 282 - 8 div 24", "true"},
		{"decimal-date-time(${visited}) = number(${visited})", "true"}, {"decimal-date-time('1970-01-02T00:00:00Z')", "1"},
		{"decimal-date-time('x')", "NaN"}, {"${visited} - ${served}", "2"}, {"${handled_at} - ${visited} = 14.5 div 24", "true"},
		{"('2023-10-11T14:30' - ${handled_at}) * 24 <= 24.000001", "true"},
		{"(date-time('2023-10-11T14:30:00') - ${handled_at}) * 24", "24"}, {"decimal-time('14:30:00.000+08:00') * 24", "14.5"},
		{"decimal-time(${called}) * 24", "14.5"}, {"decimal-time('25:00')", "NaN"}, {"decimal-time('')", "NaN"}};
	CHECK_VALUES(cases, usual);
}

static void formats(void)
{
	static const test_case cases[] = {{"format-date(${visited}, '%Y年%n月%e日')", "'2023年10月10日'"},
		{"format-date(${visited}, '%Y%m%d')", "'20231010'"}, {"format-date('2023-01-05', '%y-%n-%e')", "'23-1-5'"},
		{"format-date('2023-01-05', '%m/%d')", "'01/05'"}, {"format-date-time(${handled_at}, '%H:%M:%S.%3')", "'14:30:00.000'"},
		{"format-date-time('2023-10-01T08:05', '%h:%M')", "'8:05'"}, {"format-date(${visited}, '%a %A %b')", "'周二 星期二 10月'"},
		{"format-date(${visited}, '100%%')", "'100%'"}, {"format-date(${visited}, '%q%')", "'%q%'"},
		{"format-date(${visited}, '')", "''"}, {"format-date('x', '%Y')", "''"}, {"format-date('', '%Y')", "''"},
		{"format-date(${no_number}, '%Y')", "''"}, {"format-date(19640, '%Y-%m-%d')", "'2023-10-10'"}};
	CHECK_VALUES(cases, usual);
	test_setting english = usual;
	english.lang = "en";
	static const test_case names[] = {{"format-date(${visited}, '%a %A')", "'Tue Tuesday'"},
		{"format-date('2023-09-27', '%A, %e %B')", "'Wednesday, 27 September'"}, {"format-date('2023-05-01', '%b')", "'May'"},
		{"format-date('1969-12-28', '%a')", "'Sun'"}, {"format-date('2000-02-29', '%a')", "'Tue'"}};
	CHECK_VALUES(names, english);
}

static void durations(void)
{
	static const test_case cases[] = {{"add-duration('2023-10-10T14:30:00', 'PT48H')", "2023-10-12T14:30:00.000+08:00"},
		{"add-duration(${handled_at}, 'PT24H')", "2023-10-11T14:30:00.000+08:00"},
		{"add-duration(${visited}, 'P3D')", "2023-10-13"}, {"add-duration(${visited}, 'P2W')", "2023-10-24"},
		{"add-duration('2024-01-31', 'P1M')", "2024-02-29T00:00:00.000+08:00"}, {"add-duration(${visited}, 'P2Y')", "2025-10-10"},
		{"add-duration(${visited}, '-P1D')", "2023-10-09"}, {"add-duration(${visited}, 'P1M')", "2023-11-10"},
		{"add-duration(date('2024-02-29'), 'P1Y')", "2025-02-28"}, {"add-duration(date('2023-12-31'), 'P2M')", "2024-02-29"},
		{"add-duration(${visited}, 'PT36H')", "2023-10-11T12:00:00.000+08:00"},
		{"add-duration(${visited}, 'P1Y2M3DT4H5M6S')", "2024-12-13T04:05:06.000+08:00"},
		{"add-duration(${visited}, 'PT15M')", "2023-10-10T00:15:00.000+08:00"}, {"add-duration(${visited}, 'P')", "empty"},
		{"add-duration(${visited}, 'PT')", "empty"}, {"add-duration(${visited}, '3D')", "empty"},
		{"add-duration(${visited}, 'P1DT')", "empty"}, {"add-duration(${visited}, 'PT1Y')", "empty"},
		{"add-duration(${visited}, 'P99999999Y')", "empty"}, {"add-duration('x', 'P1D')", "empty"},
		{"add-duration(${visited}, 'P8000Y')", "empty"}, {"add-duration(${visited}, '-P2023Y')", "empty"},
		{"add-duration(${visited}, 'P1H')", "empty"},
		{"add-duration(${visited}, "
		 "'P999999999W999999999W999999999W999999999W999999999W999999999W999999999W999999999W999999999W999999999W"
		 "999999999W999999999W999999999W999999999W999999999W999999999W')",
			"empty"},
		{"add-duration(${handled_at}, 'PT24H') > ${handled_at}", "true"}};
	CHECK_VALUES(cases, usual);
}

static void working_days(void)
{
	fr_days *cn = NULL;
	fr_error error = {0};
	CU_ASSERT_FATAL(fr_days_load(NULL, FR_SOURCE_DIR "/forms/calendars/cn.xml", &cn, &error) == FR_OK);
	test_setting with = usual;
	with.calendar = cn;
	static const test_case cases[] = {{"workday('2023-10-06', 3)", "2023-10-09"}, {"workday('2026-02-13', 3)", "2026-02-25"},
		{"workday('2026-09-24', 3)", "2026-09-30"}, {"workday('2023-10-06', 3, 'cn')", "2023-10-09"},
		{"workday('2023-10-06', 3, 'mars')", "empty"}, {"workday(${visited}, 0)", "2023-10-10"},
		{"workday(${visited}, 'x')", "empty"}, {"workday('', 3)", "empty"}, {"workday(${visited}, 1000001)", "empty"},
		{"workday('2023-10-06T10:00', 1)", "2023-10-07T10:00:00.000+08:00"}, {"networkdays('2023-10-06', '2023-10-09')", "3"},
		{"networkdays('2023-10-09', '2023-10-06')", "-3"}, {"networkdays('2023-10-09', '2023-10-09')", "0"},
		{"networkdays('', '2023-10-09')", "empty"}, {"business-hours('2023-10-10T14:30', '2023-10-10T15:30')", "1"},
		{"business-hours('2023-10-06T10:00', '2023-10-06T12:00')", "0"}};
	CHECK_VALUES(cases, with);
	static const test_case without[] = {{"workday('2023-10-06', 3)", "empty"}, {"networkdays('2023-10-06', '2023-10-09')", "empty"}};
	CHECK_VALUES(without, usual);
	fr_days_free(cn);
}

static const fr_days *named;
static const fr_days *by_name(const void *self, fr_str name)
{
	(void)self;
	return fr_str_is(name, "office") ? named : NULL;
}

static void calendars_by_name(void)
{
	fr_days *cn = NULL;
	fr_error error = {0};
	CU_ASSERT_FATAL(fr_days_load(NULL, FR_SOURCE_DIR "/forms/calendars/cn.xml", &cn, &error) == FR_OK);
	named = cn;
	static const fr_host host = {.calendar = by_name};
	test_setting with = usual;
	with.host = &host;
	static const test_case cases[] = {{"workday('2023-10-06', 3, 'office')", "2023-10-09"}, {"workday('2023-10-06', 3, 'cn')", "empty"},
		{"workday('2023-10-06', 3)", "empty"}};
	CHECK_VALUES(cases, with);
	fr_days_free(cn);
}

TESTS(dates, {"making dates", making_dates}, {"dates as numbers", dates_as_numbers}, {"formats", formats}, {"durations", durations},
	{"working days", working_days}, {"calendars by name", calendars_by_name})
