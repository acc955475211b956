/* ISO: dates and times as machines write them, and serial days.
 * Stage: values. In: text or serial days. Out: stamps. Sources: ISO 8601-1:2019 extended format as the ODK XForms specification uses it;
 * OpenDocument 1.3 part 4, 4.3.2 for serial days (null date 1899-12-30). */
#include "value/moment.h"

#include <math.h>

size_t fr_digits(fr_str s, size_t at, size_t most, int64_t *out)
{
	size_t n = 0;
	int64_t value = 0;
	for (; n < most && at + n < s.n && s.p[at + n] >= '0' && s.p[at + n] <= '9'; n++)
		value = value * 10 + (s.p[at + n] - '0');
	*out = value;
	return n;
}

size_t fr_offset_read(fr_str s, size_t at, int32_t *minutes)
{
	if (at >= s.n)
		return 0;
	if (s.p[at] == 'Z' || s.p[at] == 'z') {
		*minutes = 0;
		return 1;
	}
	int64_t h, m = 0;
	if ((s.p[at] != '+' && s.p[at] != '-') || fr_digits(s, at + 1, 2, &h) != 2)
		return 0;
	size_t n = 3;
	size_t colon = at + n < s.n && s.p[at + n] == ':';
	if (fr_digits(s, at + n + colon, 2, &m) == 2)
		n += colon + 2;
	else
		m = 0;
	int32_t total = (int32_t)(h * 60 + m);
	if (m > 59 || total > FR_OFFSET_MOST)
		return 0;
	*minutes = s.p[at] == '-' ? -total : total;
	return n;
}

/* Exactly `digits` digits at *at, then moves on. */
static bool fixed(fr_str s, size_t *at, size_t digits, int64_t *out)
{
	if (fr_digits(s, *at, digits, out) != digits)
		return false;
	*at += digits;
	return true;
}

static bool sign(fr_str s, size_t *at, char c)
{
	if (*at >= s.n || s.p[*at] != c)
		return false;
	(*at)++;
	return true;
}

static bool date_at(fr_str s, size_t *at, int64_t *days)
{
	int64_t y, m, d;
	if (!fixed(s, at, 4, &y) || !sign(s, at, '-') || !fixed(s, at, 2, &m) || !sign(s, at, '-') || !fixed(s, at, 2, &d))
		return false;
	*days = fr_days_from_civil(y, (unsigned)m, (unsigned)d);
	return fr_civil_valid(y, (unsigned)m, (unsigned)d);
}

static bool time_at(fr_str s, size_t *at, int64_t *ms, int32_t *offset_min)
{
	int64_t h, m, sec = 0, part = 0;
	if (!fixed(s, at, 2, &h) || !sign(s, at, ':') || !fixed(s, at, 2, &m))
		return false;
	if (sign(s, at, ':')) {
		if (!fixed(s, at, 2, &sec))
			return false;
		if (sign(s, at, '.')) {
			size_t n = fr_digits(s, *at, 3, &part);
			if (n == 0)
				return false;
			for (size_t i = n; i < 3; i++)
				part *= 10;
			*at += n;
			while (*at < s.n && s.p[*at] >= '0' && s.p[*at] <= '9') /* finer than a millisecond */
				(*at)++;
		}
	}
	*ms = ((h * 60 + m) * 60 + sec) * 1000 + part;
	*at += fr_offset_read(s, *at, offset_min);
	return h < 24 && m < 60 && sec < 60 && *at == s.n;
}

bool fr_iso_date(fr_str s, int32_t offset_min, fr_stamp *out)
{
	size_t at = 0;
	int64_t days;
	if (!date_at(s, &at, &days) || at != s.n)
		return false;
	*out = (fr_stamp){days * FR_DAY_MS, offset_min};
	return true;
}

bool fr_iso_datetime(fr_str s, int32_t offset_min, fr_stamp *out)
{
	size_t at = 0;
	int64_t days, ms = 0;
	if (!date_at(s, &at, &days))
		return false;
	if (at != s.n && (!sign(s, &at, 'T') || !time_at(s, &at, &ms, &offset_min)))
		return false;
	*out = (fr_stamp){days * FR_DAY_MS + ms, offset_min};
	return true;
}

bool fr_iso_time(fr_str s, int32_t offset_min, fr_stamp *out)
{
	size_t at = 0;
	int64_t ms;
	if (!time_at(s, &at, &ms, &offset_min))
		return false;
	*out = (fr_stamp){ms, offset_min};
	return true;
}

double fr_stamp_serial(fr_stamp stamp)
{
	int64_t days = stamp.local_ms / FR_DAY_MS, ms = stamp.local_ms % FR_DAY_MS;
	if (ms < 0)
		days--, ms += FR_DAY_MS;
	return (double)(days + FR_SERIAL_EPOCH) + (double)ms / (double)FR_DAY_MS;
}

double fr_value_serial(const fr_value *value)
{
	switch (value->kind) {
	case FR_KIND_DATE:
	case FR_KIND_DATETIME: return fr_stamp_serial(value->stamp);
	case FR_KIND_TIME: return (double)value->stamp.local_ms / (double)FR_DAY_MS;
	default: return NAN;
	}
}

fr_stamp fr_stamp_from_serial(double serial, int32_t offset_min)
{
	double day = floor(serial);
	if (!(day >= FR_SERIAL_FIRST)) /* NaN too */
		return (fr_stamp){(FR_SERIAL_FIRST - FR_SERIAL_EPOCH) * FR_DAY_MS, offset_min};
	if (day > FR_SERIAL_LAST)
		return (fr_stamp){(FR_SERIAL_LAST + 1 - FR_SERIAL_EPOCH) * FR_DAY_MS - 1, offset_min};
	int64_t ms = (int64_t)llround((serial - day) * (double)FR_DAY_MS);
	return (fr_stamp){((int64_t)day - FR_SERIAL_EPOCH) * FR_DAY_MS + ms, offset_min};
}
