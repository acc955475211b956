/* Lengths of time: what is one, and where adding it leads. */
#include "value/duration.h"
#include "suite.h"

static bool is(const char *text, bool clocks)
{
	fr_duration d;
	return fr_duration_read(fr_str_from(text), clocks, &d);
}

static void lengths_of_time(void)
{
	static const char *const good[] = {"PT24H", "P2Y", "P1Y2M3W4DT5H6M7.5S", "PT0.5S", "P2D", "-P1D", "PT0S"};
	static const char *const clocks[] = {"3 workdays", "1 workday", "8 business-hours", "0 workdays"};
	static const char *const bad[] = {"", "P", "PT", "24H", "P1H", "PT1D", "P1D2Y", "PT1.5H", "P1.S", "P1DT", "PT1H2", "P1234567890D",
		"P99999Y", "3 days", "3workdays", "workdays", "3.5 workdays", " workdays", "-1 workdays", "999999 workdays"};
	for (size_t i = 0; i < sizeof good / sizeof *good; i++)
		CASE_TRUE(is(good[i], false) && is(good[i], true), "%s\n", good[i]);
	for (size_t i = 0; i < sizeof clocks / sizeof *clocks; i++)
		CASE_TRUE(!is(clocks[i], false) && is(clocks[i], true), "%s\n", clocks[i]);
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
		CASE_TRUE(!is(bad[i], true), "%s\n", bad[i]);
	fr_duration d;
	CU_ASSERT(
		fr_duration_read(FR_STR("P1Y2M1W1DT1H1M1.25S"), false, &d) && d.months == 14 && d.ms == 8 * FR_DAY_MS + 3661250 && !d.days);
	CU_ASSERT(fr_duration_read(FR_STR("P1M"), false, &d) && d.days && d.months == 1 && d.ms == 0);
}

static void adding(void)
{
	static const struct {
		const char *from, *length, *to;
	} cases[] = {{"2023-10-10T14:30:00", "PT48H", "2023-10-12T14:30:00"}, {"2024-01-31T00:00:00", "P1M", "2024-02-29T00:00:00"},
		{"2023-12-31T23:00:00", "PT2H", "2024-01-01T01:00:00"}, {"2024-02-29T00:00:00", "P2Y", "2026-02-28T00:00:00"},
		{"2024-03-01T00:00:00", "-P1D", "2024-02-29T00:00:00"}};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		fr_duration d;
		fr_stamp s, want;
		CU_ASSERT_FATAL(fr_duration_read(fr_str_from(cases[i].length), false, &d) &&
				fr_iso_datetime(fr_str_from(cases[i].from), 480, &s) &&
				fr_iso_datetime(fr_str_from(cases[i].to), 480, &want));
		CASE_TRUE(fr_duration_add(&s, &d) && s.local_ms == want.local_ms, "%s + %s\n", cases[i].from, cases[i].length);
	}
	fr_duration d;
	fr_stamp s;
	CU_ASSERT(fr_iso_datetime(FR_STR("9999-06-01T00:00:00"), 480, &s) && fr_duration_read(FR_STR("P1Y"), false, &d) &&
		  !fr_duration_add(&s, &d));
}

TESTS(duration, {"lengths of time", lengths_of_time}, {"adding", adding})
