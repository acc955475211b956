/* Moments: dates and times as people write them in sheets, and damaged ones that can be understood in one way only.
 * Stage: values. In: text without full-width forms. Out: civil parts. 2023-10-1, 2023/10/1, 2023.10.1, 20231001, 2023年10月1日; 14:30, 14:30:05,
 * 2:30 PM, 下午2:30, 14时30分; T and offsets as in ISO 8601. */
#include "value/moment.h"

typedef struct reader {
	fr_str s;
	size_t at;
	bool loose;
	unsigned split; /* glued day and hour (1014:30): how many digits the day takes; 0: not glued */
} reader;

static bool taken(reader *r, const char *word)
{
	size_t n = strlen(word);
	if (r->s.n - r->at < n || memcmp(r->s.p + r->at, word, n) != 0)
		return false;
	r->at += n;
	return true;
}

static bool taken_any(reader *r, const char *const *words)
{
	for (; *words; words++)
		if (taken(r, *words))
			return true;
	return false;
}

static size_t spaces(reader *r)
{
	size_t from = r->at;
	while (r->at < r->s.n && (r->s.p[r->at] == ' ' || r->s.p[r->at] == '\t' || r->s.p[r->at] == '\n' || r->s.p[r->at] == '\r'))
		r->at++;
	return r->at - from;
}

static bool digit_next(const reader *r) { return r->at < r->s.n && r->s.p[r->at] >= '0' && r->s.p[r->at] <= '9'; }

static size_t number(reader *r, size_t most, int64_t *out)
{
	size_t n = fr_digits(r->s, r->at, most, out);
	r->at += n;
	return n;
}

static bool set_date(fr_moment *m, int64_t year, int64_t month, int64_t day)
{
	if (!fr_civil_valid(year, (unsigned)month, (unsigned)day))
		return false;
	m->days = fr_days_from_civil(year, (unsigned)month, (unsigned)day);
	m->has_date = true;
	return true;
}

static bool set_time(fr_moment *m, int64_t h, int64_t min, int64_t s, int64_t ms)
{
	m->ms = ((h * 60 + min) * 60 + s) * 1000 + ms;
	m->has_time = true;
	return h < 24 && min < 60 && s < 60;
}

/* 20231001, 202310011430, 20231001143005 */
static bool compact(reader *r, size_t digits, fr_moment *m)
{
	int64_t y, mo, d, h = 0, mi = 0, s = 0;
	size_t start = r->at;
	fr_digits(r->s, start, 4, &y);
	fr_digits(r->s, start + 4, 2, &mo);
	fr_digits(r->s, start + 6, 2, &d);
	if (!set_date(m, y, mo, d))
		return false;
	if (digits == 10 && r->split == 2) { /* 2023100114:30 */
		r->at = start + 8;
		return true;
	}
	r->at = start + digits;
	if (digits == 8)
		return !r->split;
	if ((digits != 12 && digits != 14) || r->split)
		return false;
	fr_digits(r->s, start + 8, 2, &h);
	fr_digits(r->s, start + 10, 2, &mi);
	if (digits == 14)
		fr_digits(r->s, start + 12, 2, &s);
	return set_time(m, h, mi, s, 0);
}

static char separator(reader *r)
{
	spaces(r);
	char c = 0;
	if (r->at < r->s.n && (r->s.p[r->at] == '-' || r->s.p[r->at] == '/' || r->s.p[r->at] == '.'))
		c = r->s.p[r->at++];
	else if (r->loose && r->at < r->s.n && (r->s.p[r->at] == ',' || r->s.p[r->at] == '_'))
		c = r->s.p[r->at++];
	spaces(r);
	return c;
}

/* The date at the front. *open: a time may follow at once, without a space. */
static bool date(reader *r, fr_moment *m, bool *open)
{
	int64_t y, mo, d;
	size_t n = fr_digits(r->s, r->at, 15, &y);
	if (n >= 8) {
		*open = r->split != 0;
		return n <= 14 && compact(r, n, m);
	}
	if (n != 4 && !(n == 2 && r->loose))
		return false;
	r->at += n;
	spaces(r);
	if (taken(r, "年")) {
		spaces(r);
		if (!number(r, 2, &mo))
			return false;
		spaces(r);
		if (!taken(r, "月"))
			return false;
		spaces(r);
		if (!number(r, 2, &d))
			return false;
		spaces(r);
		*open = taken(r, "日") || taken(r, "号");
		return !r->split && set_date(m, n == 2 ? y + 2000 : y, mo, d);
	}
	char first = separator(r);
	if (!first || n != 4 || !number(r, 2, &mo))
		return false;
	char second = separator(r);
	if (!second || (second != first && !r->loose))
		return false;
	size_t most = r->split ? r->split : 2;
	if (number(r, most, &d) == 0 || (r->split && !digit_next(r)))
		return false;
	*open = r->split != 0;
	return set_date(m, y, mo, d);
}

enum half { HALF_NONE, HALF_AM, HALF_PM, HALF_NOON };

/* 上午 and its like: 12 is midnight before noon, noon after it. */
static bool on_24(enum half half, int64_t *h)
{
	switch (half) {
	case HALF_NONE: return true;
	case HALF_AM:
		if (*h > 12)
			return false;
		*h = *h == 12 ? 0 : *h;
		return true;
	case HALF_PM: *h = *h < 12 ? *h + 12 : *h; return true;
	case HALF_NOON: *h = *h < 3 ? *h + 12 : *h; return *h >= 11 && *h < 15;
	}
	return false;
}

static enum half half_before(reader *r)
{
	static const char *const am[] = {"上午", "早上", "凌晨", "清晨", "AM", "am", NULL};
	static const char *const pm[] = {"下午", "晚上", "傍晚", "PM", "pm", NULL};
	enum half half = taken_any(r, am) ? HALF_AM : taken_any(r, pm) ? HALF_PM : taken(r, "中午") ? HALF_NOON : HALF_NONE;
	spaces(r);
	return half;
}

static enum half half_after(reader *r)
{
	static const char *const am[] = {"AM", "am", "Am", "a.m.", "A.M.", NULL};
	static const char *const pm[] = {"PM", "pm", "Pm", "p.m.", "P.M.", NULL};
	size_t from = r->at;
	spaces(r);
	enum half half = taken_any(r, am) ? HALF_AM : taken_any(r, pm) ? HALF_PM : HALF_NONE;
	if (half == HALF_NONE)
		r->at = from;
	return half;
}

/* 时30分05秒 after the hour. */
static bool chinese_rest(reader *r, int64_t *min, int64_t *s)
{
	spaces(r);
	if (taken(r, "半")) {
		*min = 30;
		return true;
	}
	if (taken(r, "整") || !digit_next(r))
		return true;
	if (!number(r, 2, min))
		return false;
	spaces(r);
	if (!taken(r, "分"))
		return true;
	spaces(r);
	if (!digit_next(r))
		return true;
	if (!number(r, 2, s))
		return false;
	spaces(r);
	return taken(r, "秒");
}

/* :05.250 after the minutes. */
static bool seconds(reader *r, int64_t *s, int64_t *ms)
{
	if (!taken(r, ":"))
		return true;
	if (number(r, 2, s) != 2)
		return false;
	if (!taken(r, "."))
		return true;
	size_t n = number(r, 3, ms);
	if (n == 0)
		return false;
	for (; n < 3; n++)
		*ms *= 10;
	while (digit_next(r)) /* finer than a millisecond */
		r->at++;
	return true;
}

static bool time_of_day(reader *r, fr_moment *m)
{
	enum half half = half_before(r);
	int64_t h, min = 0, s = 0, ms = 0;
	size_t from = r->at, n = number(r, 2, &h);
	if (n == 0)
		return false;
	if (taken(r, "时") || taken(r, "点") || taken(r, "時")) {
		if (!chinese_rest(r, &min, &s))
			return false;
	} else if (taken(r, ":")) {
		if (number(r, 2, &min) != 2 || !seconds(r, &s, &ms))
			return false;
	} else if (r->loose && fr_digits(r->s, from, 5, &h) == 4) { /* 1430 */
		r->at = from + 4;
		min = h % 100;
		h /= 100;
	} else
		return false;
	enum half after = half_after(r);
	if (after != HALF_NONE) {
		if (half != HALF_NONE || h > 12 || h == 0)
			return false;
		half = after;
	}
	if (!on_24(half, &h))
		return false;
	if (r->loose && h == 24 && min == 0 && s == 0 && ms == 0 && half == HALF_NONE && m->has_date) { /* the end of that day */
		m->days++;
		h = 0;
	}
	return set_time(m, h, min, s, ms);
}

/* Words people put after a date. */
static void tail(reader *r)
{
	static const char *const words[] = {"之前", "以前", "前", "左右", "星期", "周", "(", ")", "一", "二", "三", "四", "五", "六", "日",
		"天", ".", ",", ";", "。", NULL};
	do
		spaces(r);
	while (taken_any(r, words));
}

static bool whole(reader r, fr_moment *m)
{
	*m = (fr_moment){0};
	bool open = false;
	reader before = r;
	if (date(&r, m, &open)) {
		if (r.at == r.s.n)
			return true;
		if (!m->has_time) {
			size_t from = r.at;
			bool mark = taken(&r, "T") || taken(&r, "t");
			bool gap = mark || spaces(&r) || (r.loose && (taken(&r, ",") || taken(&r, ";")));
			spaces(&r);
			reader time = r;
			if ((gap || open || half_before(&time) != HALF_NONE) && time_of_day(&r, m))
				from = r.at;
			else if (!r.loose || m->has_time)
				return false;
			r.at = from;
		}
	} else {
		*m = (fr_moment){0};
		r = before;
		if (!time_of_day(&r, m))
			return false;
	}
	if (m->has_time) {
		size_t n = fr_offset_read(r.s, r.at, &m->offset_min);
		m->has_offset = n != 0;
		r.at += n;
	}
	if (r.loose)
		tail(&r);
	return r.at == r.s.n;
}

bool fr_moment_read(fr_str s, bool loosely, fr_moment *out)
{
	if (s.n == 0 || s.n > 64)
		return false;
	reader r = {.s = s, .loose = loosely};
	if (whole(r, out))
		return true;
	if (!loosely)
		return false;
	/* Day and hour run together: take it only when one way of cutting it gives a moment. */
	fr_moment one, two;
	reader short_day = {.s = s, .loose = true, .split = 1}, long_day = {.s = s, .loose = true, .split = 2};
	bool by_one = whole(short_day, &one) && one.has_time, by_two = whole(long_day, &two) && two.has_time;
	if (by_one == by_two)
		return false;
	*out = by_one ? one : two;
	return true;
}
