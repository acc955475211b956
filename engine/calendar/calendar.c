/* Calendar: counting working days and business hours.
 * Stage: values. In: a loaded calendar, days. Out: days and counts.
 *
 * The working days up to a day are the weekly pattern in closed form plus a running sum over the announced exceptions, so every question
 * costs a binary search however far apart the days lie. */
#include "calendar/days.h"

static int64_t floor_div(int64_t a, int64_t b) { return a / b - (a % b < 0); }

/* ISO weekday, Monday 0; 1970-01-01 was a Thursday. */
static int weekday(int64_t day) { return (int)(((day + 3) % 7 + 7) % 7); }

/* Exceptions on or before day. */
static size_t exceptions_to(const fr_days *days, int64_t day)
{
	size_t low = 0, high = days->exception_count;
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (days->exceptions[middle].day <= day)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

static bool weekly_work(const fr_days *days, int64_t day) { return days->week[weekday(day)]; }

/* Working days on or before day, counted from an arbitrary origin. */
static int64_t count_to(const fr_days *days, int64_t day)
{
	int64_t weeks = floor_div(day + 3, 7);
	int64_t count = weeks * days->week_length;
	for (int i = 0; i <= weekday(day); i++)
		count += days->week[i];
	size_t n = exceptions_to(days, day);
	return n ? count + days->exceptions[n - 1].sum : count;
}

static bool year_known(const fr_days *days, int64_t year)
{
	return year >= days->first_year && year < days->first_year + (int64_t)days->year_count && days->announced[year - days->first_year];
}

/* The notice of a year may move days at the end of the December before it. */
static bool day_known(const fr_days *days, int64_t day)
{
	int64_t year;
	unsigned month, of_month;
	fr_civil_from_days(day, &year, &month, &of_month);
	return year_known(days, year) && (month < 12 || year_known(days, year + 1));
}

/* Every day of [from, to] must be known for the answer to be final. */
static void note_provisional(const fr_days *days, int64_t from, int64_t to, bool *provisional)
{
	if (!provisional || *provisional)
		return;
	if (from > to) {
		int64_t swap = from;
		from = to, to = swap;
	}
	int64_t year, last;
	unsigned month, day;
	fr_civil_from_days(to, &last, &month, &day);
	fr_civil_from_days(from, &year, &month, &day);
	bool known = day_known(days, from) && day_known(days, to);
	for (; known && year <= last; year++)
		known = year_known(days, year);
	*provisional = !known;
}

bool fr_days_is_work(const fr_days *days, int64_t day, bool *provisional)
{
	note_provisional(days, day, day, provisional);
	size_t n = exceptions_to(days, day);
	if (n && days->exceptions[n - 1].day == day)
		return days->exceptions[n - 1].work;
	return weekly_work(days, day);
}

fr_status fr_days_add(const fr_days *days, int64_t day, long n, int64_t *out, bool *provisional)
{
	*out = day;
	if (n == 0)
		return FR_OK;
	if (n > FR_DAYS_MOST || n < -FR_DAYS_MOST)
		return FR_E_ARGUMENT;
	/* The n-th working day after day is the first on which the count reaches target; before it, the last on which it still does. */
	int64_t reach = (int64_t)(n > 0 ? n : -n) * 7 + 400;
	int64_t low, high;
	if (n > 0) {
		int64_t target = count_to(days, day) + n;
		for (low = day + 1, high = day + reach; low < high;) {
			int64_t middle = low + (high - low) / 2;
			if (count_to(days, middle) >= target)
				high = middle;
			else
				low = middle + 1;
		}
	} else {
		int64_t target = count_to(days, day - 1) + n; /* working days strictly before the one sought */
		for (low = day - reach, high = day - 1; low < high;) {
			int64_t middle = low + (high - low + 1) / 2;
			if (count_to(days, middle - 1) <= target)
				low = middle;
			else
				high = middle - 1;
		}
	}
	*out = low;
	note_provisional(days, day, low, provisional);
	return FR_OK;
}

long fr_days_between(const fr_days *days, int64_t from, int64_t to, bool *provisional)
{
	note_provisional(days, from, to, provisional);
	return (long)(count_to(days, to) - count_to(days, from));
}

/* Business milliseconds of a working day before time of day ms. */
static int64_t hours_before(const fr_days *days, int64_t ms)
{
	int64_t sum = 0;
	for (size_t i = 0; i < days->stretch_count; i++) {
		int64_t from = days->stretches[i].from_ms, to = days->stretches[i].to_ms;
		if (ms > from)
			sum += (ms < to ? ms : to) - from;
	}
	return sum;
}

/* Business milliseconds before a moment, counted from the same origin as count_to. */
static int64_t business_to(const fr_days *days, int64_t ms)
{
	int64_t day = floor_div(ms, FR_MS_PER_DAY);
	int64_t sum = count_to(days, day - 1) * hours_before(days, FR_MS_PER_DAY);
	if (fr_days_is_work(days, day, NULL))
		sum += hours_before(days, ms - day * FR_MS_PER_DAY);
	return sum;
}

int64_t fr_days_business_ms(const fr_days *days, int64_t from_ms, int64_t to_ms, bool *provisional)
{
	note_provisional(days, floor_div(from_ms, FR_MS_PER_DAY), floor_div(to_ms, FR_MS_PER_DAY), provisional);
	return business_to(days, to_ms) - business_to(days, from_ms);
}

fr_status fr_days_business_add(const fr_days *days, int64_t from_ms, int64_t ms, int64_t *out, bool *provisional)
{
	int64_t each = hours_before(days, FR_MS_PER_DAY), first = floor_div(from_ms, FR_MS_PER_DAY);
	*out = from_ms;
	if (each <= 0 || ms < 0 || ms / each > FR_DAYS_MOST)
		return FR_E_ARGUMENT;
	/* The first day at whose end enough has passed, then the stretch of it in which the rest fits. */
	int64_t target = business_to(days, from_ms) + ms, low = first, high = first + (ms / each + 1) * 7 + 400;
	while (low < high) {
		int64_t middle = low + (high - low) / 2;
		if (business_to(days, (middle + 1) * FR_MS_PER_DAY) >= target)
			high = middle;
		else
			low = middle + 1;
	}
	int64_t rest = target - business_to(days, low * FR_MS_PER_DAY);
	for (size_t i = 0; i < days->stretch_count && ms > 0; i++) {
		int64_t length = days->stretches[i].to_ms - days->stretches[i].from_ms;
		if (rest <= length) {
			*out = low * FR_MS_PER_DAY + days->stretches[i].from_ms + rest;
			break;
		}
		rest -= length;
	}
	note_provisional(days, first, low, provisional);
	return FR_OK;
}
