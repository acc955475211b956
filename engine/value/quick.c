/* Quick: what programs write and most people: plain text, digits, 2023-10-01 and 2023-10-01 14:30. Everything else goes the long way (read.c).
 * Stage: values. In: a cell's text. Out: the value read.c would give, or nothing. Nearly all cells of large files end here. */
#include "value/value.h"

#include <endian.h>

#define ONES UINT64_C(0x0101010101010101)
#define HIGHS UINT64_C(0x8080808080808080)
#define DIGITS_MOST 15 /* any such number is exact as a double */

typedef unsigned char lanes __attribute__((vector_size(16)));

static bool any(lanes x)
{
	uint64_t half[2];
	memcpy(half, &x, sizeof half);
	return half[0] | half[1];
}

/* Sets *ascii; false when BF BD stands somewhere, the end of U+FFFD: bytes that were no text when the file was written, as other programs leave them. */
static bool sound(fr_str s, bool *ascii)
{
	if (s.n <= 16) {
		uint64_t first, last;
		if (s.n >= 8) {
			memcpy(&first, s.p, 8);
			memcpy(&last, s.p + s.n - 8, 8);
		} else {
			uint64_t words[2];
			fr_str_words(s, words);
			first = words[0];
			last = words[1];
		}
		uint64_t a = first ^ ONES * 0xBD, b = last ^ ONES * 0xBD;
		*ascii = !((first | last) & HIGHS);
		return *ascii || !((((a - ONES) & ~a) | ((b - ONES) & ~b)) & HIGHS);
	}
	const lanes bf = (lanes){0} + 0xBF, bd = (lanes){0} + 0xBD;
	lanes high = {0}, bad = {0};
	for (size_t at = 0;; at += 16) {
		if (at + 17 > s.n)
			at = s.n - 17; /* the last seventeen, some for the second time */
		lanes now, next;
		memcpy(&now, s.p + at, sizeof now);
		memcpy(&next, s.p + at + 1, sizeof next);
		high |= now | next;
		bad |= (lanes)(now == bf) & (lanes)(next == bd);
		if (at + 17 == s.n)
			break;
	}
	*ascii = !any(high & ((lanes){0} + 0x80));
	return !any(bad);
}

/* Whether a Chinese character is among the first bytes of a text with more than ASCII: then no full-width spelling of an identifier is meant. */
static bool begins_chinese(fr_str s)
{
	for (size_t at = 0; at < s.n && at < 16; at++)
		if ((unsigned char)s.p[at] >= 0xE4 && (unsigned char)s.p[at] <= 0xE9)
			return true;
	return false;
}

bool fr_quick_text(fr_str s, bool clean)
{
	unsigned char first = (unsigned char)s.p[0], last = (unsigned char)s.p[s.n - 1];
	bool ascii;
	if (last <= ' ' || last == 0xA0 || last == 0xBF || (last == 0x80 && s.n > 2 && s.p[s.n - 3] == '\xE3'))
		return false;
	if (first >= 0x80)
		return first >= 0xE4 && first <= 0xE9 && (clean || sound(s, &ascii));
	return first > ' ' && sound(s, &ascii) && (ascii || begins_chinese(s));
}

bool fr_quick_number(fr_str s, double *out)
{
	uint64_t x = 0;
	if (s.n > DIGITS_MOST)
		return false;
	for (size_t i = 0; i < s.n; i++) {
		unsigned digit = (unsigned)(unsigned char)s.p[i] - '0';
		if (digit > 9)
			return false;
		x = x * 10 + digit;
	}
	*out = (double)x;
	return true;
}

/* Eight bytes as numbers, the first lowest: 0 where like[] has something else than a digit and they have the same. False when they differ, or are no digits where it has one. */
static inline bool digits_like(const char *p, const char like[8], uint64_t *out)
{
	uint64_t x, pattern, slack = 0;
	memcpy(&x, p, 8);
	memcpy(&pattern, like, 8);
	for (unsigned i = 0; i < 8; i++)
		slack |= (uint64_t)(like[i] == '0' ? 0x76 : 0x7F) << 8 * i; /* more than 9, or more than 0, reaches the high bit */
	x = le64toh(x ^ pattern);
	*out = x;
	return !((x | (x + slack)) & HIGHS);
}

/* Each byte with the one after it, as a number of two digits. */
static inline uint64_t in_pairs(uint64_t x) { return x * 10 + (x >> 8); }

bool fr_quick_moment(fr_str s, bool time, int64_t *out)
{
	uint64_t date, clock = 0;
	if ((s.n != 10 && (s.n != 16 || !time)) || !digits_like(s.p + 2, "00-00-00", &date) ||
		(s.n == 16 && !digits_like(s.p + 8, "00 00:00", &clock)))
		return false;
	unsigned a = (unsigned)(unsigned char)s.p[0] - '0', b = (unsigned)(unsigned char)s.p[1] - '0';
	date = in_pairs(date);
	clock = in_pairs(clock);
	unsigned year = (a * 10 + b) * 100 + (date & 0xFF), month = date >> 24 & 0xFF, day = date >> 48 & 0xFF;
	unsigned hour = clock >> 24 & 0xFF, minute = clock >> 48 & 0xFF;
	if (a > 9 || b > 9 || hour > 23 || minute > 59 || !fr_civil_valid(year, month, day))
		return false;
	*out = fr_days_from_civil(year, month, day) * FR_DAY_MS + (hour * 60 + minute) * INT64_C(60000);
	return true;
}
