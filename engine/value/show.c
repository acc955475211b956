/* Showing: values as people read them in a sheet.
 * Stage: values. In: typed values. Out: text. */
#include "value/value.h"

#include <math.h>

#define NESTED_MOST 8

/* Printed by hand: keys of records show their moment, millions of times. */
static void digits(fr_buf *out, unsigned x, int width)
{
	char text[10];
	for (int i = width - 1; i >= 0; i--, x /= 10)
		text[i] = (char)('0' + x % 10);
	fr_buf_add(out, text, (size_t)width);
}

static void show_date(int64_t days, fr_buf *out)
{
	int64_t year;
	unsigned month, day;
	fr_civil_from_days(days, &year, &month, &day);
	if (year < 0 || year > 9999)
		fr_buf_printf(out, "%04lld", (long long)year);
	else
		digits(out, (unsigned)year, 4);
	fr_buf_byte(out, '-');
	digits(out, month, 2);
	fr_buf_byte(out, '-');
	digits(out, day, 2);
}

static void show_time(int64_t ms, fr_buf *out)
{
	digits(out, (unsigned)(ms / 3600000), 2);
	fr_buf_byte(out, ':');
	digits(out, (unsigned)(ms / 60000 % 60), 2);
	if (ms % 60000) { /* milliseconds bring their seconds along */
		fr_buf_byte(out, ':');
		digits(out, (unsigned)(ms / 1000 % 60), 2);
	}
	if (ms % 1000) {
		fr_buf_byte(out, '.');
		digits(out, (unsigned)(ms % 1000), 3);
	}
}

static void show_number(double x, fr_buf *out)
{
	if (isnan(x))
		return;
	/* 0.1 + 0.2 is 0.3 to people; whole numbers that a double holds exactly keep every digit. */
	if (fabs(x) > 9007199254740992.0 || x != floor(x))
		x = fr_number_round(x, 300);
	char text[400];
	fr_buf_add(out, text, fr_number_write(x, text));
}

static void show(const fr_value *value, fr_buf *out, int depth)
{
	int64_t ms = value->kind >= FR_KIND_DATE && value->kind <= FR_KIND_TIME ? value->stamp.local_ms : 0;
	int64_t days = ms / FR_DAY_MS - (ms % FR_DAY_MS < 0);
	switch (value->kind) {
	case FR_KIND_EMPTY: break;
	case FR_KIND_BOOLEAN: fr_buf_puts(out, value->boolean ? "true" : "false"); break;
	case FR_KIND_NUMBER: show_number(value->number, out); break;
	case FR_KIND_STRING: fr_buf_str(out, value->string); break;
	case FR_KIND_DATE: show_date(days, out); break;
	case FR_KIND_DATETIME:
		show_date(days, out);
		fr_buf_byte(out, ' ');
		show_time(ms - days * FR_DAY_MS, out);
		break;
	case FR_KIND_TIME: show_time(ms - days * FR_DAY_MS, out); break;
	case FR_KIND_LIST:
		for (size_t i = 0; depth < NESTED_MOST && i < value->list.n; i++) {
			if (i)
				fr_buf_puts(out, ", ");
			show(&value->list.items[i], out, depth + 1);
		}
		break;
	}
}

void fr_value_show(const fr_value *value, fr_buf *out) { show(value, out, 0); }
