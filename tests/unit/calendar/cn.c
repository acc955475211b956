/* Working days of China: vectors of the domain, and 10,000 random questions answered by walking day by day over the announced facts. X-4, S2-1. */
#include "calendar/calendar.h"
#include "formrule/codes.h"
#include "suite.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

static fr_days *cn;

static int64_t day(int y, unsigned m, unsigned d) { return fr_days_from_civil(y, m, d); }

static void load(void)
{
	fr_error error = {0};
	if (!cn && fr_days_load(NULL, FR_SOURCE_DIR "/forms/calendars/cn.xml", &cn, &error) != FR_OK)
		fprintf(stderr, "%s:%zu: %s\n", error.source, error.line, fr_code_name(error.code));
	CU_ASSERT_PTR_NOT_NULL_FATAL(cn);
}

static void counts_make_up_days(void)
{
	load();
	static const struct {
		int y;
		unsigned m, d;
		long n;
		int ty;
		unsigned tm, td;
	} cases[] = {
		{2023, 10, 6, 3, 2023, 10, 9},
		{2026, 2, 13, 3, 2026, 2, 25},
		{2026, 9, 24, 3, 2026, 9, 30},
		{2023, 10, 6, 1, 2023, 10, 7},
		{2023, 10, 10, 0, 2023, 10, 10},
		{2023, 10, 9, -3, 2023, 9, 28},
		{2023, 9, 28, 1, 2023, 10, 7},
		{2023, 1, 20, 1, 2023, 1, 28},
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		int64_t to;
		bool provisional = false;
		CU_ASSERT(fr_days_add(cn, day(cases[i].y, cases[i].m, cases[i].d), cases[i].n, &to, &provisional) == FR_OK);
		CASE_TRUE(to == day(cases[i].ty, cases[i].tm, cases[i].td), "case %zu is %lld days off\n", i,
			(long long)(to - day(cases[i].ty, cases[i].tm, cases[i].td)));
	}
}

static void says_what_is_provisional(void)
{
	load();
	bool provisional = false;
	int64_t to;
	fr_days_is_work(cn, day(2026, 11, 30), &provisional);
	CU_ASSERT(!provisional);
	fr_days_is_work(cn, day(2026, 12, 30), &provisional); /* the notice for 2027 may still move it */
	CU_ASSERT(provisional);
	provisional = false;
	CU_ASSERT(fr_days_add(cn, day(2026, 11, 27), 5, &to, &provisional) == FR_OK && provisional);
	provisional = false;
	CU_ASSERT(fr_days_between(cn, day(2006, 5, 1), day(2008, 5, 1), &provisional) > 400 && provisional);
	CU_ASSERT(fr_days_add(cn, 0, 200000, &to, NULL) == FR_E_ARGUMENT);
}

/* The facts once more, in the plainest form there is: one entry a day, read from the calendar's text by scanning for dates. */
static int plain_work(int64_t d)
{
	static signed char fact[20000]; /* by days since 1990-01-01: 1 work, -1 rest */
	static bool read;
	int64_t origin = day(1990, 1, 1);
	if (!read) {
		read = true;
		FILE *f = fopen(FR_SOURCE_DIR "/forms/calendars/cn.xml", "r");
		char line[512];
		while (f && fgets(line, sizeof line, f)) {
			int y, m, dd, y2, m2, d2;
			char kind[8];
			int n = sscanf(line, " <%4[a-z] from=\"%d-%d-%d\" to=\"%d-%d-%d\"", kind, &y, &m, &dd, &y2, &m2, &d2);
			if (n < 4)
				continue;
			int64_t from = day(y, (unsigned)m, (unsigned)dd), to = n == 7 ? day(y2, (unsigned)m2, (unsigned)d2) : from;
			for (int64_t at = from; at <= to; at++)
				fact[at - origin] = kind[0] == 'w' ? 1 : -1;
		}
		if (f)
			fclose(f);
	}
	if (fact[d - origin])
		return fact[d - origin] > 0;
	time_t t = (time_t)d * 86400;
	struct tm tm;
	gmtime_r(&t, &tm);
	return tm.tm_wday >= 1 && tm.tm_wday <= 5;
}

static void agrees_with_walking_day_by_day(void)
{
	load();
	uint64_t state = 7;
	int64_t first = day(2006, 6, 1), span = day(2027, 6, 1) - first;
	size_t wrong = 0, asked = 0;
	for (int i = 0; i < 12000; i++) {
		state = state * UINT64_C(6364136223846793005) + 1442695040888963407;
		int64_t start = first + (int64_t)((state >> 33) % (uint64_t)span);
		long n = (long)((state >> 20) % 61) - 30;
		int64_t got, walk = start;
		for (long left = n; left != 0;) {
			walk += n > 0 ? 1 : -1;
			if (plain_work(walk))
				left += n > 0 ? -1 : 1;
		}
		fr_days_add(cn, start, n, &got, NULL);
		wrong += got != walk;
		long between = 0;
		for (int64_t at = start + 1; at <= start + 100; at++)
			between += plain_work(at);
		wrong += fr_days_between(cn, start, start + 100, NULL) != between;
		wrong += fr_days_between(cn, start + 100, start, NULL) != -between;
		asked++;
	}
	printf("%zu random questions, %zu wrong\n", asked, wrong);
	CU_ASSERT(asked >= 10000 && wrong == 0);
}

static void counts_business_hours(void)
{
	load();
	const int64_t hour = 3600000;
#define AT(d, h) ((d)*24 * hour + (int64_t)((h)*hour))
	int64_t tue = day(2023, 10, 10), fri = day(2023, 10, 13);
	CU_ASSERT(fr_days_business_ms(cn, AT(tue, 9), AT(tue, 18), NULL) == 8 * hour);
	CU_ASSERT(fr_days_business_ms(cn, AT(tue, 11.5), AT(tue, 13.5), NULL) == 1 * hour);
	CU_ASSERT(fr_days_business_ms(cn, AT(fri, 17), AT(fri + 3, 10), NULL) == 2 * hour); /* over the weekend */
	CU_ASSERT(fr_days_business_ms(cn, AT(day(2023, 9, 28), 18), AT(day(2023, 10, 7), 9), NULL) == 0); /* the holiday */
	CU_ASSERT(fr_days_business_ms(cn, AT(fri + 3, 10), AT(fri, 17), NULL) == -2 * hour);
	fr_days_free(cn);
	cn = NULL;
}

static void refuses_a_wrong_calendar(void)
{
	static const struct {
		const char *body;
		int code;
	} cases[] = {
		{"<week days='1 2'/><year number='2023'><rest from='2023-02-03Z'/></year>", FR_CALENDAR_DATE},
		{"<week days='1 2'/><year number='2023'><rest from='2023-02-30'/></year>", FR_DEF_VALUE},
		{"<week days='1 2'/><year number='2023'><rest from='2023-02-03' to='2023-02-01'/></year>", FR_CALENDAR_ORDER},
		{"<week days='1 2'/><year number='2023'><rest from='2023-02-03'/><work from='2023-02-03'/></year>", FR_CALENDAR_TWICE},
		{"<week days='1 2'/><year number='2023'/><year number='2023'/>", FR_CALENDAR_TWICE},
		{"<week days='1 2'/><hours from='12:00' to='09:00'/>", FR_CALENDAR_HOURS},
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		char path[] = FR_BUILD_DIR "/calendar-XXXXXX";
		int fd = mkstemp(path);
		FILE *f = fdopen(fd, "w");
		fprintf(f, "<calendar xmlns='urn:formrule:calendar' id='x'><title>x</title>%s</calendar>", cases[i].body);
		fclose(f);
		fr_error error = {0};
		fr_days *days = NULL;
		CASE_TRUE(fr_days_load(NULL, path, &days, &error) == FR_E_FORM && error.code == cases[i].code && error.line == 1 && !days,
			"case %zu: %s\n", i, fr_code_name(error.code));
		remove(path);
	}
	fr_error error = {0};
	fr_days *days = NULL;
	CU_ASSERT(fr_days_load(NULL, "no-such-calendar.xml", &days, &error) == FR_E_IO && error.code == FR_IO_MISSING);
}

/* The moment found is the first by which enough has passed, as counting says. */
static void adds_business_hours(void)
{
	load();
	const int64_t minute = 60000, start = day(2023, 9, 1) * 1440, days_of_year = 200;
	srand(3);
	for (int i = 0; i < 10000; i++) {
		int64_t from = (start + rand() % (days_of_year * 1440)) * minute, ms = (int64_t)(rand() % 6000) * minute, to = 0;
		CU_ASSERT_FATAL(fr_days_business_add(cn, from, ms, &to, NULL) == FR_OK);
		bool right = fr_days_business_ms(cn, from, to, NULL) == ms &&
			     (ms == 0 ? to == from : fr_days_business_ms(cn, from, to - 1, NULL) < ms);
		CASE_TRUE(right, "from %lld, %lld ms: %lld\n", (long long)from, (long long)ms, (long long)to);
		if (!right)
			break;
	}
	int64_t to;
	CU_ASSERT(fr_days_business_add(cn, 0, -1, &to, NULL) == FR_E_ARGUMENT);
}

TESTS(calendar, {"counts make-up days", counts_make_up_days}, {"says what is provisional", says_what_is_provisional},
	{"agrees with walking day by day", agrees_with_walking_day_by_day}, {"counts business hours", counts_business_hours},
	{"adds business hours", adds_business_hours}, {"refuses a wrong calendar", refuses_a_wrong_calendar})
