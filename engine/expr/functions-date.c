/* Functions on dates, durations and working days.
 * Stage: rules. In: a call. Out: its value. Dates are moments in the run's zone; nonsense is empty. */
#include "expr/functions.h"
#include "value/duration.h"

#include <math.h>

#define MS_LEAST (-62135596800000.0) /* 0001-01-01 */
#define MS_END 253402300800000.0 /* 10000-01-01 */
#define PATTERN_MOST 4096

static int64_t floor_day(int64_t ms) { return ms / FR_DAY_MS - (ms % FR_DAY_MS < 0); }

/* Midnight is written as a day, anything else with its time. */
static fr_value moment(int64_t local_ms, int32_t offset, bool day_if_midnight)
{
	fr_kind kind = day_if_midnight && local_ms % FR_DAY_MS == 0 ? FR_KIND_DATE : FR_KIND_DATETIME;
	return (fr_value){.kind = kind, .stamp = {local_ms, offset}};
}

/* Days since 1970-01-01 UTC as a moment of the run's zone; false outside the years 1 to 9999. */
static bool from_days(double days, int32_t offset, fr_stamp *out)
{
	double ms = days * (double)FR_DAY_MS + (double)offset * 60000;
	if (!(ms >= MS_LEAST && ms < MS_END))
		return false;
	*out = (fr_stamp){llround(ms), offset};
	return true;
}

/* A value as a moment: dates as they are, numbers as days since 1970-01-01 UTC, text as ISO. */
static bool as_moment(fr_call *c, size_t index, fr_stamp *out)
{
	const fr_value *v = index < c->n ? &c->a[index] : NULL;
	int32_t offset = c->env->now.offset_min;
	while (v && v->kind == FR_KIND_LIST)
		v = v->list.n ? &v->list.items[0] : NULL;
	if (!v)
		return false;
	switch (v->kind) {
	case FR_KIND_DATE:
	case FR_KIND_DATETIME: *out = v->stamp; return true;
	case FR_KIND_NUMBER: return from_days(v->number, offset, out);
	case FR_KIND_STRING: {
		double days;
		if (fr_text_moment(fr_str_trim(v->string), offset, out))
			return true;
		return fr_number_read(fr_str_trim(v->string), false, &days) && from_days(days, offset, out);
	}
	default: return false;
	}
}

fr_value fn_now(fr_call *c) { return (fr_value){.kind = FR_KIND_DATETIME, .stamp = c->env->now}; }

fr_value fn_today(fr_call *c)
{
	fr_stamp now = c->env->now;
	return (fr_value){.kind = FR_KIND_DATE, .stamp = {floor_day(now.local_ms) * FR_DAY_MS, now.offset_min}};
}

fr_value fn_date(fr_call *c)
{
	fr_stamp s;
	return as_moment(c, 0, &s) ? moment(s.local_ms, s.offset_min, true) : fr_value_empty();
}

fr_value fn_date_time(fr_call *c)
{
	fr_stamp s;
	return as_moment(c, 0, &s) ? moment(s.local_ms, s.offset_min, false) : fr_value_empty();
}

fr_value fn_decimal_date_time(fr_call *c)
{
	fr_stamp s;
	return fr_value_number(as_moment(c, 0, &s) ? fr_stamp_number(s) : NAN);
}

fr_value fn_decimal_time(fr_call *c)
{
	fr_stamp s;
	if (c->a[0].kind == FR_KIND_TIME)
		s = c->a[0].stamp;
	else if (!fr_iso_time(fr_str_trim(fr_call_text(c, 0)), c->env->now.offset_min, &s))
		return fr_value_number(NAN);
	int64_t ms = s.local_ms % FR_DAY_MS;
	return fr_value_number((double)(ms < 0 ? ms + FR_DAY_MS : ms) / (double)FR_DAY_MS);
}

static const char *const months_en[] = {
	"January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"};
static const char *const days_en[] = {"Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"};
static const char *const days_zh[] = {"一", "二", "三", "四", "五", "六", "日"};

typedef struct calendar_parts {
	int64_t year, ms;
	unsigned month, day, weekday;
} calendar_parts;

/* What one letter of a pattern stands for, written at p; p itself when there is no such letter. At most 10 bytes. */
static char *write_part(char *p, char letter, const calendar_parts *t, bool zh)
{
	const char *name;
	unsigned hour = (unsigned)(t->ms / 3600000);
	switch (letter) {
	case 'Y': return fr_digits_write(p, (unsigned)t->year, 4);
	case 'y': return fr_digits_write(p, (unsigned)(t->year % 100), 2);
	case 'm': return fr_digits_write(p, t->month, 2);
	case 'n': return fr_digits_write(p, t->month, t->month > 9 ? 2 : 1);
	case 'd': return fr_digits_write(p, t->day, 2);
	case 'e': return fr_digits_write(p, t->day, t->day > 9 ? 2 : 1);
	case 'H': return fr_digits_write(p, hour, 2);
	case 'h': return fr_digits_write(p, hour, hour > 9 ? 2 : 1);
	case 'M': return fr_digits_write(p, (unsigned)(t->ms / 60000 % 60), 2);
	case 'S': return fr_digits_write(p, (unsigned)(t->ms / 1000 % 60), 2);
	case '3': return fr_digits_write(p, (unsigned)(t->ms % 1000), 3);
	case '%': *p = '%'; return p + 1;
	case 'b':
	case 'B':
		if (zh)
			return stpcpy(fr_digits_write(p, t->month, t->month > 9 ? 2 : 1), "月");
		name = months_en[t->month - 1];
		return letter == 'b' ? (char *)memcpy(p, name, 3) + 3 : stpcpy(p, name);
	case 'a':
	case 'A':
		if (zh)
			return stpcpy(stpcpy(p, letter == 'a' ? "周" : "星期"), days_zh[t->weekday]);
		name = days_en[t->weekday];
		return letter == 'a' ? (char *)memcpy(p, name, 3) + 3 : stpcpy(p, name);
	default: return p;
	}
}

fr_value fn_format_date(fr_call *c)
{
	fr_stamp s;
	fr_str pattern = fr_call_text(c, 1);
	if (!as_moment(c, 0, &s) || pattern.n > PATTERN_MOST)
		return fr_value_string(FR_STR(""));
	calendar_parts t;
	int64_t day = floor_day(s.local_ms);
	fr_civil_from_days(day, &t.year, &t.month, &t.day);
	t.ms = s.local_ms - day * FR_DAY_MS;
	t.weekday = (unsigned)(((day + 3) % 7 + 7) % 7); /* 1970-01-01 was a Thursday */
	bool zh = c->env->lang.n >= 2 && c->env->lang.p[0] == 'z';
	char *room = fr_call_room(c, pattern.n * 5 + 16), *to = room;
	for (size_t i = 0; room && i < pattern.n; i++) {
		char *after = pattern.p[i] == '%' && i + 1 < pattern.n ? write_part(to, pattern.p[i + 1], &t, zh) : to;
		if (after != to)
			i++;
		else
			*after++ = pattern.p[i];
		to = after;
	}
	return fr_value_string(fr_str_of(room, (size_t)(to - room)));
}

fr_value fn_add_duration(fr_call *c)
{
	fr_stamp s;
	fr_duration d;
	if (!as_moment(c, 0, &s) || !fr_duration_read(fr_str_trim(fr_call_text(c, 1)), false, &d))
		return fr_value_empty();
	bool day = c->a[0].kind == FR_KIND_DATE && d.ms % FR_DAY_MS == 0;
	if (!fr_duration_add(&s, &d))
		return fr_value_empty();
	return moment(s.local_ms, s.offset_min, day);
}

/* The run's own calendar, or the one that is named. */
static const fr_days *calendar(fr_call *c, size_t index)
{
	const fr_host *h = c->env->host;
	fr_str name = fr_call_text(c, index);
	if (name.n == 0)
		return c->env->calendar;
	if (h && h->calendar)
		return h->calendar(h->self, name);
	return fr_str_is(name, "cn") ? c->env->calendar : NULL;
}

fr_value fn_workday(fr_call *c)
{
	fr_stamp s;
	double n = trunc(fr_call_number(c, 1));
	const fr_days *days = calendar(c, 2);
	int64_t to;
	if (!days || !as_moment(c, 0, &s) || !(fabs(n) <= 100000))
		return fr_value_empty();
	int64_t day = floor_day(s.local_ms);
	if (fr_days_add(days, day, (long)n, &to, &c->env->provisional) != FR_OK)
		return fr_value_empty();
	return moment(s.local_ms + (to - day) * FR_DAY_MS, s.offset_min, true);
}

fr_value fn_networkdays(fr_call *c)
{
	fr_stamp from, to;
	const fr_days *days = calendar(c, 2);
	if (!days || !as_moment(c, 0, &from) || !as_moment(c, 1, &to))
		return fr_value_empty();
	return fr_value_number((double)fr_days_between(days, floor_day(from.local_ms), floor_day(to.local_ms), &c->env->provisional));
}

fr_value fn_business_hours(fr_call *c)
{
	fr_stamp from, to;
	const fr_days *days = calendar(c, 2);
	if (!days || !as_moment(c, 0, &from) || !as_moment(c, 1, &to))
		return fr_value_empty();
	return fr_value_number((double)fr_days_business_ms(days, from.local_ms, to.local_ms, &c->env->provisional) / 3600000.0);
}
