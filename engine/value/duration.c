/* Durations: reading them, and adding elapsed ones.
 * Stage: values. In: text, moments. Out: lengths, moments. */
#include "value/duration.h"

#define MONTHS_MOST (12 * 10000)
#define MS_MOST (INT64_C(10000) * 366 * FR_DAY_MS)
#define COUNT_MOST 100000
#define MS_FIRST ((FR_SERIAL_FIRST - FR_SERIAL_EPOCH) * FR_DAY_MS)
#define MS_END ((FR_SERIAL_LAST - FR_SERIAL_EPOCH + 1) * FR_DAY_MS)

/* Up to nine digits at *at; false when there is none. */
static bool read_whole(fr_str s, size_t *at, int64_t *out)
{
	size_t from = *at;
	for (*out = 0; *at < s.n && *at - from < 9 && s.p[*at] >= '0' && s.p[*at] <= '9'; ++*at)
		*out = *out * 10 + (s.p[*at] - '0');
	return *at > from;
}

/* ".25" as milliseconds: the digits after the third are dropped. */
static bool read_fraction(fr_str s, size_t *at, int64_t *ms)
{
	*ms = 0;
	if (*at >= s.n || s.p[*at] != '.')
		return true;
	size_t from = ++*at;
	for (int64_t worth = 100; *at < s.n && s.p[*at] >= '0' && s.p[*at] <= '9'; ++*at, worth /= 10)
		*ms += (s.p[*at] - '0') * worth;
	return *at > from && *at < s.n && s.p[*at] == 'S';
}

static void add_unit(fr_duration *d, bool time, char unit, int64_t n)
{
	switch (unit) {
	case 'Y': d->months += n * 12; break;
	case 'M': *(time ? &d->ms : &d->months) += time ? n * 60000 : n; break;
	case 'W': d->ms += n * 7 * FR_DAY_MS; break;
	case 'D': d->ms += n * FR_DAY_MS; break;
	case 'H': d->ms += n * 3600000; break;
	default: d->ms += n * 1000;
	}
}

static bool read_iso(fr_str s, fr_duration *out)
{
	static const char date[] = "YMWD", clock[] = "HMS";
	const char *units = date;
	size_t at = 0, parts = 0;
	bool time = false, minus = s.n && s.p[0] == '-';
	at += minus;
	if (at >= s.n || s.p[at++] != 'P')
		return false;
	while (at < s.n) {
		if (s.p[at] == 'T' && !time) {
			time = true;
			units = clock;
			if (++at >= s.n)
				return false;
			continue;
		}
		int64_t n, fraction;
		if (!read_whole(s, &at, &n) || !read_fraction(s, &at, &fraction) || (fraction && !time))
			return false;
		const char *unit = at < s.n && s.p[at] ? strchr(units, s.p[at]) : NULL;
		if (!unit || (fraction && *unit != 'S'))
			return false;
		add_unit(out, time, *unit, n);
		out->ms += fraction;
		units = unit + 1;
		at++, parts++;
		if (out->months > MONTHS_MOST || out->ms > MS_MOST)
			return false;
	}
	if (minus)
		out->months = -out->months, out->ms = -out->ms;
	out->days = !time;
	return parts > 0;
}

static bool read_count(fr_str s, fr_duration *out)
{
	size_t at = 0;
	int64_t n;
	if (!read_whole(s, &at, &n) || n > COUNT_MOST || at >= s.n || s.p[at] != ' ')
		return false;
	fr_str unit = fr_str_trim(fr_str_of(s.p + at, s.n - at));
	bool days = fr_str_is(unit, "workdays") || fr_str_is(unit, "workday");
	out->clock = days ? FR_CLOCK_WORKDAYS : FR_CLOCK_BUSINESS;
	out->count = (long)n;
	return days || fr_str_is(unit, "business-hours") || fr_str_is(unit, "business-hour");
}

bool fr_duration_read(fr_str text, bool clocks, fr_duration *out)
{
	*out = (fr_duration){0};
	if (read_iso(text, out))
		return true;
	*out = (fr_duration){0};
	return clocks && read_count(text, out);
}

static int64_t floor_day(int64_t ms) { return ms / FR_DAY_MS - (ms % FR_DAY_MS < 0); }

bool fr_duration_add(fr_stamp *stamp, const fr_duration *d)
{
	int64_t day = floor_day(stamp->local_ms), rest = stamp->local_ms - day * FR_DAY_MS, year;
	unsigned month, of_month;
	fr_civil_from_days(day, &year, &month, &of_month);
	int64_t months = year * 12 + (int64_t)month - 1 + d->months;
	if (months < 12 || months >= 12 * 10000)
		return false;
	year = months / 12;
	month = (unsigned)(months % 12) + 1;
	while (!fr_civil_valid(year, month, of_month))
		of_month--;
	stamp->local_ms = fr_days_from_civil(year, month, of_month) * FR_DAY_MS + rest + d->ms;
	return stamp->local_ms >= MS_FIRST && stamp->local_ms < MS_END;
}
