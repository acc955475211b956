/* Conversions and comparisons of XPath, with dates as ODK understands them.
 * Stage: rules. In: values. Out: booleans, numbers, text. A date is the number of days since 1970-01-01 UTC of its first moment in the run's zone. */
#include "expr/program.h"

#include <math.h>

double fr_stamp_number(fr_stamp stamp) { return (double)fr_stamp_utc(stamp) / (double)FR_DAY_MS; }

bool fr_text_moment(fr_str s, int32_t offset_min, fr_stamp *out)
{
	/* Nearly all text is no date: four digits and a hyphen are asked for first. */
	if (s.n < 10 || s.p[4] != '-' || s.p[0] < '0' || s.p[0] > '9')
		return false;
	if (!fr_iso_date(s, offset_min, out) && !fr_iso_datetime(s, offset_min, out))
		return false;
	out->local_ms += (int64_t)(offset_min - out->offset_min) * 60000; /* told in the run's zone */
	out->offset_min = offset_min;
	return true;
}

bool fr_value_is_text(const fr_value *v) { return v->kind == FR_KIND_STRING || v->kind == FR_KIND_EMPTY; }

bool fr_value_to_boolean(const fr_value *v)
{
	switch (v->kind) {
	case FR_KIND_EMPTY: return false;
	case FR_KIND_BOOLEAN: return v->boolean;
	case FR_KIND_NUMBER: return v->number != 0 && !isnan(v->number);
	case FR_KIND_STRING: return v->string.n > 0;
	case FR_KIND_LIST: return v->list.n > 0;
	default: return true;
	}
}

static double text_number(fr_str s, int32_t offset_min)
{
	double x;
	fr_stamp stamp;
	s = fr_str_trim(s);
	if (s.n && s.p[0] != '+' && fr_number_read(s, false, &x))
		return x;
	return fr_text_moment(s, offset_min, &stamp) ? fr_stamp_number(stamp) : NAN;
}

static double to_number(const fr_value *v, int32_t offset_min)
{
	switch (v->kind) {
	case FR_KIND_BOOLEAN: return v->boolean ? 1 : 0;
	case FR_KIND_NUMBER: return v->number;
	case FR_KIND_STRING: return text_number(v->string, offset_min);
	case FR_KIND_DATE:
	case FR_KIND_DATETIME: return fr_stamp_number(v->stamp);
	case FR_KIND_TIME: return (double)v->stamp.local_ms / (double)FR_DAY_MS;
	case FR_KIND_LIST: return v->list.n ? to_number(&v->list.items[0], offset_min) : NAN;
	default: return NAN;
	}
}

double fr_value_to_number(const fr_value *v) { return to_number(v, 480); /* without a run: China's zone */ }
double fr_expr_number(const fr_value *v, const fr_env *env) { return to_number(v, env->now.offset_min); }

char *fr_digits_write(char *out, unsigned x, int width)
{
	for (int i = width - 1; i >= 0; i--, x /= 10)
		out[i] = (char)('0' + x % 10);
	return out + width;
}

/* 2023-10-01, 2023-10-01T14:30:00.000+08:00, 14:30:00.000+08:00 as ODK writes them. */
static fr_str stamp_text(const fr_value *v, fr_arena *arena)
{
	char text[48], *p = text;
	int64_t days = v->stamp.local_ms / FR_DAY_MS - (v->stamp.local_ms % FR_DAY_MS < 0), year;
	unsigned month, day, ms = (unsigned)(v->stamp.local_ms - days * FR_DAY_MS);
	fr_civil_from_days(days, &year, &month, &day);
	if (v->kind != FR_KIND_TIME) {
		p = fr_digits_write(p, year < 0 ? 0 : (unsigned)year, year > 9999 ? 6 : 4);
		*p++ = '-';
		p = fr_digits_write(p, month, 2);
		*p++ = '-';
		p = fr_digits_write(p, day, 2);
	}
	if (v->kind != FR_KIND_DATE) {
		int offset = v->stamp.offset_min;
		unsigned size = (unsigned)(offset < 0 ? -offset : offset);
		if (p != text)
			*p++ = 'T';
		p = fr_digits_write(p, ms / 3600000, 2);
		*p++ = ':';
		p = fr_digits_write(p, ms / 60000 % 60, 2);
		*p++ = ':';
		p = fr_digits_write(p, ms / 1000 % 60, 2);
		*p++ = '.';
		p = fr_digits_write(p, ms % 1000, 3);
		*p++ = offset < 0 ? '-' : '+';
		p = fr_digits_write(p, size / 60, 2);
		*p++ = ':';
		p = fr_digits_write(p, size % 60, 2);
	}
	return fr_arena_str(arena, fr_str_of(text, (size_t)(p - text)));
}

fr_str fr_value_to_string(const fr_value *v, fr_arena *arena)
{
	char text[400];
	switch (v->kind) {
	case FR_KIND_BOOLEAN: return v->boolean ? FR_STR("true") : FR_STR("false");
	case FR_KIND_NUMBER: return fr_arena_str(arena, fr_str_of(text, fr_number_write(v->number, text)));
	case FR_KIND_STRING: return v->string;
	case FR_KIND_DATE:
	case FR_KIND_DATETIME:
	case FR_KIND_TIME: return stamp_text(v, arena);
	case FR_KIND_LIST: return v->list.n ? fr_value_to_string(&v->list.items[0], arena) : FR_STR("");
	default: return FR_STR("");
	}
}

static bool is_moment(const fr_value *v) { return v->kind == FR_KIND_DATE || v->kind == FR_KIND_DATETIME; }

/* Equal but for what binary fractions cannot hold, as spreadsheets see it: 29 minutes as a part of a day times 1440 is 29. Whole numbers are told apart exactly. */
static bool is_same(double a, double b)
{
	double apart = fabs(a - b);
	if (apart >= fabs(a) * 0x1p-48) /* nearly always */
		return a == b;
	if (!(apart < fmin(fabs(a), fabs(b)) * 0x1p-48))
		return a == b;
	return !(a == trunc(a) && b == trunc(b) && fabs(a) < 0x1p53 && fabs(b) < 0x1p53);
}

bool fr_numbers_compare(double a, double b, fr_op op)
{
	enum { LESS = 1, SAME = 2, MORE = 4, NEITHER = 8 }; /* NEITHER: one is no number */
	static const unsigned char holds[] = {[FR_OP_EQ - FR_OP_EQ] = SAME,
		[FR_OP_NE - FR_OP_EQ] = LESS | MORE | NEITHER,
		[FR_OP_LT - FR_OP_EQ] = LESS,
		[FR_OP_LE - FR_OP_EQ] = LESS | SAME,
		[FR_OP_GT - FR_OP_EQ] = MORE,
		[FR_OP_GE - FR_OP_EQ] = MORE | SAME};
	unsigned is = a == b || is_same(a, b) ? SAME : a < b ? LESS : a > b ? MORE : NEITHER;
	return holds[op - FR_OP_EQ] & is;
}

/* Moments to the millisecond, so that no fraction of a day decides. */
static bool compare_moments(fr_stamp a, fr_stamp b, fr_op op)
{
	return fr_numbers_compare((double)fr_stamp_utc(a), (double)fr_stamp_utc(b), op);
}

static fr_str text_of(const fr_value *v) { return v->kind == FR_KIND_STRING ? v->string : FR_STR(""); }

/* Equal as texts, or as moments when both are. */
static bool compare_texts(fr_str a, fr_str b, fr_op op, int32_t offset)
{
	fr_stamp x, y;
	bool equal = fr_str_eq(a, b);
	if (!equal && fr_text_moment(a, offset, &x) && fr_text_moment(b, offset, &y))
		return compare_moments(x, y, op);
	return equal == (op == FR_OP_EQ);
}

/* A date or moment, or a text that says one, in the run's zone. */
static bool moment_of(const fr_value *v, int32_t offset, fr_stamp *out)
{
	if (is_moment(v)) {
		*out = v->stamp;
		return true;
	}
	return v->kind == FR_KIND_STRING && fr_text_moment(fr_str_trim(v->string), offset, out);
}

static bool time_of(const fr_value *v, int32_t offset, fr_stamp *out)
{
	if (v->kind == FR_KIND_TIME) {
		*out = v->stamp;
		return true;
	}
	return v->kind == FR_KIND_STRING && fr_iso_time(fr_str_trim(v->string), offset, out);
}

static bool compare_single(const fr_value *a, const fr_value *b, fr_op op, int32_t offset)
{
	bool equality = op == FR_OP_EQ || op == FR_OP_NE;
	if (equality && (a->kind == FR_KIND_BOOLEAN || b->kind == FR_KIND_BOOLEAN))
		return (fr_value_to_boolean(a) == fr_value_to_boolean(b)) == (op == FR_OP_EQ);
	if (equality && fr_value_is_text(a) && fr_value_is_text(b))
		return compare_texts(text_of(a), text_of(b), op, offset);
	fr_stamp x, y;
	bool number = a->kind == FR_KIND_NUMBER || b->kind == FR_KIND_NUMBER, empty = a->kind == FR_KIND_EMPTY || b->kind == FR_KIND_EMPTY;
	if (!number && !empty && (is_moment(a) || is_moment(b)))
		return moment_of(a, offset, &x) && moment_of(b, offset, &y) ? compare_moments(x, y, op) : op == FR_OP_NE;
	/* Times are those of the wall: offsets of a time alone say nothing about its day. */
	if (!number && !empty && (a->kind == FR_KIND_TIME || b->kind == FR_KIND_TIME))
		return time_of(a, offset, &x) && time_of(b, offset, &y) ? fr_numbers_compare((double)x.local_ms, (double)y.local_ms, op)
									: op == FR_OP_NE;
	return fr_numbers_compare(to_number(a, offset), to_number(b, offset), op);
}

/* A list compares true when one of its values does (XPath 1.0, 3.4). */
bool fr_value_compare(const fr_value *a, const fr_value *b, fr_op op, const fr_env *env)
{
	if (a->kind == FR_KIND_LIST) {
		for (size_t i = 0; i < a->list.n; i++)
			if (fr_value_compare(&a->list.items[i], b, op, env))
				return true;
		return false;
	}
	if (b->kind == FR_KIND_LIST) {
		for (size_t i = 0; i < b->list.n; i++)
			if (fr_value_compare(a, &b->list.items[i], op, env))
				return true;
		return false;
	}
	return compare_single(a, b, op, env->now.offset_min);
}
