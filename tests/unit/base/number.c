/* Numbers: text to double and back, rounding; against strtod and printf("%.17g"), and the vectors of the domain. */
#include "base/base.h"
#include "suite.h"

#include <math.h>
#include <stdlib.h>

static void rounds_half_away_on_the_decimal_value(void)
{
	static const struct {
		double x;
		int places;
		double want;
	} cases[] = {
		{2.675, 2, 2.68},
		{1.005, 2, 1.01},
		{-1.5, 0, -2},
		{-1.475, 2, -1.48},
		{626.3, -3, 1000},
		{2.149, -1, 0},
		{1.98, -1, 0},
		{23.7825, -2, 0},
		{0.5, 0, 1},
		{-0.5, 0, -1},
		{0.49999999999999994, 0, 1},
		{1e300, 2, 1e300},
		{99.995, 2, 100},
		{9.5, 0, 10},
		{4, 2, 4},
		{0, 2, 0},
		{1234.5678, 5, 1234.5678},
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
		CASE_TRUE(fr_number_round(cases[i].x, cases[i].places) == cases[i].want, "round(%.17g, %d) = %.17g\n", cases[i].x,
			cases[i].places, fr_number_round(cases[i].x, cases[i].places));
}

/* Every decimal of up to 7 digits has its rounding worked out on whole numbers, so no rounding of doubles is trusted. */
static void rounds_everyday_decimals_as_whole_numbers_do(void)
{
	static const double power[] = {1, 10, 100, 1000, 10000, 100000, 1000000, 10000000};
	uint64_t state = 7;
	for (int i = 0; i < 200000; i++) {
		state = state * UINT64_C(6364136223846793005) + 1442695040888963407;
		int64_t n = (int64_t)((state >> 40) % 10000000);
		int digits = (int)((state >> 8) % 7), places = (int)((state >> 16) % 7), drop = digits - places;
		int64_t step = drop > 0 ? (int64_t)power[drop] : 1, kept = drop > 0 ? (2 * n + step) / (2 * step) : n; /* half up */
		double x = (double)n / power[digits], want = (double)kept / power[drop > 0 ? places : digits];
		bool negative = state & 1;
		double got = fr_number_round(negative ? -x : x, places);
		CASE_TRUE(got == (negative ? -want : want), "round(%s%.17g, %d) = %.17g\n", negative ? "-" : "", x, places, got);
	}
}

static void writes_what_reads_back(void)
{
	static const struct {
		double x;
		const char *want;
	} cases[] = {
		{1, "1"},
		{-1.5, "-1.5"},
		{0.1, "0.1"},
		{1e21, "1000000000000000000000"},
		{1e-7, "0.0000001"},
		{123456.789, "123456.789"},
		{-0.0, "0"},
		{0.1 + 0.2, "0.30000000000000004"},
		{100, "100"},
		{-90071992547409, "-90071992547409"},
		{999999999999999, "999999999999999"},
		{1000000000000000, "1000000000000000"},
	};
	char text[400];
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		size_t n = fr_number_write(cases[i].x, text);
		CASE_TRUE(n == strlen(text) && strcmp(text, cases[i].want) == 0, "%.17g written as %s\n", cases[i].x, text);
	}
	uint64_t state = 42;
	for (int i = 0; i < 100000; i++) {
		state = state * UINT64_C(6364136223846793005) + 1442695040888963407;
		double x, back;
		memcpy(&x, &state, sizeof x);
		if (!isfinite(x) || fabs(x) > 1e300 || fabs(x) < 1e-290)
			continue;
		size_t n = fr_number_write(x, text);
		CASE_TRUE(
			fr_number_read(fr_str_of(text, n), false, &back) && back == x, "%.17g came back as %.17g from %s\n", x, back, text);
	}
}

static void reads_like_strtod(void)
{
	static const char *const good[] = {"1", "-1", "+1", "0", "-0", "1.5", ".5", "5.", "00012.50", "123456789012345678901234567890",
		"0.1", "1e10", "1.5E-3", "9007199254740993", "1e400", "0.000000000000000000000000000001"};
	for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
		double x = 0;
		CASE_TRUE(fr_number_read(fr_str_from(good[i]), true, &x) && x == strtod(good[i], NULL), "%s read as %.17g\n", good[i], x);
	}
	static const char *const bad[] = {"", "-", ".", "1e", "1e+", "1.2.3", "abc", "1a", " 1", "1 ", "0x10", "inf", "nan", "1,5"};
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		double x;
		CASE_TRUE(!fr_number_read(fr_str_from(bad[i]), true, &x), "\"%s\" was read\n", bad[i]);
	}
	double x;
	CU_ASSERT(!fr_number_read(FR_STR("1.1e6"), false, &x));
}

TESTS(number, {"rounds half away from zero on the decimal value", rounds_half_away_on_the_decimal_value},
	{"rounds everyday decimals as whole numbers do", rounds_everyday_decimals_as_whole_numbers_do},
	{"writes what reads back", writes_what_reads_back}, {"reads like strtod", reads_like_strtod})
