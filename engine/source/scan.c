/* Scan: positions of what matters in CSV, and validity of UTF-8, eight bytes at a time everywhere and 32 or 64 at a time where the processor can.
 * Stage: rows. In: bytes. Out: positions. Source of the validity test: J. Keiser, D. Lemire, Validating UTF-8 in less than one instruction per byte,
 * Software: Practice and Experience 51 (2021): three table look-ups by nibble whose common bits name the error of each pair of bytes. */
#include "source/scan.h"

/* ---- everywhere ---- */

#define ONES UINT64_C(0x0101010101010101)
#define HIGHS UINT64_C(0x8080808080808080)

/* A high bit for each byte of x that is zero; bytes above a zero byte may be marked too, which only costs a look. */
static uint64_t zeros(uint64_t x) { return (x - ONES) & ~x & HIGHS; }

static size_t marks_portable(const char *p, size_t from, size_t to, char delimiter, uint32_t *out)
{
	size_t n = 0, at = from;
	uint64_t d = ONES * (unsigned char)delimiter;
	while (at < to) {
		if (to - at >= 8) {
			uint64_t word;
			memcpy(&word, p + at, 8);
			if (!(zeros(word ^ d) | zeros(word ^ ONES * '"') | zeros(word ^ ONES * '\n') | zeros(word ^ ONES * '\r'))) {
				at += 8;
				continue;
			}
		}
		size_t stop = to - at >= 8 ? at + 8 : to;
		for (; at < stop; at++) {
			char c = p[at];
			if (c == delimiter || c == '"' || c == '\n' || c == '\r')
				out[n++] = (uint32_t)at;
		}
	}
	return n;
}

static size_t invalid_portable(const char *p, size_t n, bool *replaced)
{
	const char *nul = n ? memchr(p, 0, n) : NULL;
	size_t bad = fr_utf8_invalid(fr_str_of(p, n));
	size_t zero = nul ? (size_t)(nul - p) : SIZE_MAX;
	*replaced = *replaced || fr_str_find(fr_str_of(p, n), FR_STR(FR_REPLACEMENT)) != SIZE_MAX;
	return zero < bad ? zero : bad;
}

static fr_tally tally_portable(const char *p, size_t n)
{
	fr_tally t = {0};
	for (size_t at = 0; at < n; at++) {
		if (n - at >= 8) {
			uint64_t word;
			memcpy(&word, p + at, 8);
			if (!(zeros(word ^ ONES * '"') | zeros(word ^ ONES * '\n') | zeros(word ^ ONES * '\r'))) {
				at += 7;
				continue;
			}
		}
		t.quotes += p[at] == '"';
		t.lines += p[at] == '\n' || (p[at] == '\r' && (at + 1 == n || p[at + 1] != '\n'));
	}
	return t;
}

#if defined(__x86_64__) && defined(__GNUC__)
#include <immintrin.h>
#define WIDE __attribute__((target("avx2,bmi,popcnt")))
#define WIDEST __attribute__((target("avx512f,avx512bw,avx512vl,avx512vbmi2,bmi,popcnt")))

/* Each of the four marks at the place that its low half names, so that one look-up compares a byte with the only one it can be. False when two marks share a place. */
static bool table_of(char delimiter, char table[16])
{
	const char marks[] = {'"', '\n', '\r', delimiter};
	memset(table, 0xFF, 16); /* a look-up gives 0 for bytes from 0x80 on, so nothing is like it */
	for (size_t i = 0; i < sizeof marks; i++) {
		if (table[marks[i] & 15] != '\xFF')
			return false;
		table[marks[i] & 15] = marks[i];
	}
	return true;
}

/* ---- 32 bytes at a time ---- */

WIDE static uint32_t marks_of_32(const char *p, __m256i table)
{
	__m256i now = _mm256_loadu_si256((const __m256i *)p);
	return (uint32_t)_mm256_movemask_epi8(_mm256_cmpeq_epi8(_mm256_shuffle_epi8(table, now), now));
}

WIDE static size_t marks_wide(const char *p, size_t from, size_t to, char delimiter, uint32_t *out)
{
	char names[16];
	if (!table_of(delimiter, names))
		return marks_portable(p, from, to, delimiter, out);
	const __m256i table = _mm256_broadcastsi128_si256(_mm_loadu_si128((const __m128i *)names));
	size_t n = 0, at = from;
	for (; to - at >= 64; at += 64) {
		uint64_t mask = marks_of_32(p + at, table) | (uint64_t)marks_of_32(p + at + 32, table) << 32;
		size_t count = (size_t)__builtin_popcountll(mask);
		/* Eight entries without asking: most blocks have fewer, and what is written too much is overwritten. The branch is then nearly always right. */
		for (size_t done = 0; done < count; done += 8) {
			for (size_t k = 0; k < 8; k++) {
				out[n + done + k] = (uint32_t)(at + (unsigned)__builtin_ctzll(mask | (uint64_t)1 << 63));
				mask &= mask - 1;
			}
		}
		n += count;
	}
	return n + marks_portable(p, at, to, delimiter, out + n);
}

enum {
	TOO_SHORT = 1 << 0,
	TOO_LONG = 1 << 1,
	OVERLONG_3 = 1 << 2,
	TOO_LARGE = 1 << 3,
	SURROGATE = 1 << 4,
	OVERLONG_2 = 1 << 5,
	OVERLONG_4 = 1 << 6,
	TWO_CONTINUED = 1 << 7,
	EITHER_LENGTH = TOO_SHORT | TOO_LONG | TWO_CONTINUED, /* says nothing about the low half of the first byte */
	LEAD_F = TOO_LARGE | OVERLONG_4, /* F5 … FF; OVERLONG_4 doubles as "above 10FFFF with a small second byte" */
};
/* By the high half of the first byte of a pair, its low half, and the high half of the second byte. */
static const unsigned char first_high[16] = {TOO_LONG, TOO_LONG, TOO_LONG, TOO_LONG, TOO_LONG, TOO_LONG, TOO_LONG, TOO_LONG, TWO_CONTINUED,
	TWO_CONTINUED, TWO_CONTINUED, TWO_CONTINUED, TOO_SHORT | OVERLONG_2, TOO_SHORT, TOO_SHORT | OVERLONG_3 | SURROGATE,
	TOO_SHORT | TOO_LARGE | OVERLONG_4};
static const unsigned char first_low[16] = {EITHER_LENGTH | OVERLONG_2 | OVERLONG_3 | OVERLONG_4, EITHER_LENGTH | OVERLONG_2, EITHER_LENGTH,
	EITHER_LENGTH, EITHER_LENGTH | TOO_LARGE, EITHER_LENGTH | LEAD_F, EITHER_LENGTH | LEAD_F, EITHER_LENGTH | LEAD_F,
	EITHER_LENGTH | LEAD_F, EITHER_LENGTH | LEAD_F, EITHER_LENGTH | LEAD_F, EITHER_LENGTH | LEAD_F, EITHER_LENGTH | LEAD_F,
	EITHER_LENGTH | LEAD_F | SURROGATE, EITHER_LENGTH | LEAD_F, EITHER_LENGTH | LEAD_F};
static const unsigned char second_high[16] = {TOO_SHORT, TOO_SHORT, TOO_SHORT, TOO_SHORT, TOO_SHORT, TOO_SHORT, TOO_SHORT, TOO_SHORT,
	TOO_LONG | OVERLONG_2 | TWO_CONTINUED | OVERLONG_3 | OVERLONG_4, TOO_LONG | OVERLONG_2 | TWO_CONTINUED | OVERLONG_3 | TOO_LARGE,
	TOO_LONG | OVERLONG_2 | TWO_CONTINUED | SURROGATE | TOO_LARGE, TOO_LONG | OVERLONG_2 | TWO_CONTINUED | SURROGATE | TOO_LARGE,
	TOO_SHORT, TOO_SHORT, TOO_SHORT, TOO_SHORT};
/* The third byte of three and four, and the fourth of four, must follow a continued byte; nothing else may: two and three bytes before it, less these, have the high bit. */
#define THIRD_BELOW 0x60
#define FOURTH_BELOW 0x70
#define HIGH ((char)0x80)
#define TABLE(bytes) _mm256_broadcastsi128_si256(_mm_loadu_si128((const __m128i *)(bytes)))

typedef struct errors {
	__m256i wrong, replaced;
} errors;

WIDE static inline void look(__m256i now, __m256i before, errors *e)
{
	const __m256i nibble = _mm256_set1_epi8(0x0F);
	__m256i joint = _mm256_permute2x128_si256(before, now, 0x21); /* upper half of before, lower half of now */
	__m256i one = _mm256_alignr_epi8(now, joint, 15), two = _mm256_alignr_epi8(now, joint, 14),
		three = _mm256_alignr_epi8(now, joint, 13);
	__m256i pair = _mm256_and_si256(
		_mm256_and_si256(_mm256_shuffle_epi8(TABLE(first_high), _mm256_and_si256(_mm256_srli_epi16(one, 4), nibble)),
			_mm256_shuffle_epi8(TABLE(first_low), _mm256_and_si256(one, nibble))),
		_mm256_shuffle_epi8(TABLE(second_high), _mm256_and_si256(_mm256_srli_epi16(now, 4), nibble)));
	__m256i must = _mm256_or_si256(
		_mm256_subs_epu8(two, _mm256_set1_epi8(THIRD_BELOW)), _mm256_subs_epu8(three, _mm256_set1_epi8(FOURTH_BELOW)));
	e->wrong = _mm256_or_si256(e->wrong, _mm256_xor_si256(_mm256_and_si256(must, _mm256_set1_epi8(HIGH)), pair));
	e->replaced = _mm256_or_si256(e->replaced, _mm256_and_si256(_mm256_and_si256(_mm256_cmpeq_epi8(two, _mm256_set1_epi8('\xEF')),
									    _mm256_cmpeq_epi8(one, _mm256_set1_epi8('\xBF'))),
							   _mm256_cmpeq_epi8(now, _mm256_set1_epi8('\xBD'))));
}

WIDE static size_t invalid_wide(const char *p, size_t n, bool *replaced)
{
	__m256i before = _mm256_setzero_si256(), zero = before, nul = before;
	errors e = {before, before};
	bool plain = true; /* before holds ASCII only */
	char tail[32];
	if (n == 0)
		return SIZE_MAX;
	for (size_t at = 0; at <= n; at += 32) { /* up to and with n: the last look is at spaces, after which no character may be open */
		const char *from = p + at;
		if (n - at < 32) {
			memset(tail, ' ', sizeof tail);
			memcpy(tail, from, n - at);
			from = tail;
		}
		__m256i now = _mm256_loadu_si256((const __m256i *)from);
		nul = _mm256_or_si256(nul, _mm256_cmpeq_epi8(now, zero));
		bool ascii = _mm256_movemask_epi8(now) == 0;
		if (!ascii || !plain)
			look(now, before, &e);
		before = now;
		plain = ascii;
	}
	*replaced = *replaced || !_mm256_testz_si256(e.replaced, e.replaced);
	if (_mm256_testz_si256(e.wrong, e.wrong) && _mm256_testz_si256(nul, nul))
		return SIZE_MAX;
	return invalid_portable(p, n, replaced);
}

WIDE static fr_tally tally_wide(const char *p, size_t n)
{
	const __m256i q = _mm256_set1_epi8('"'), lf = _mm256_set1_epi8('\n'), cr = _mm256_set1_epi8('\r');
	fr_tally t = {0};
	size_t at = 0;
	for (; n - at > 32; at += 32) { /* one byte more is there: a CR at the end of a block may belong to its LF */
		__m256i now = _mm256_loadu_si256((const __m256i *)(p + at));
		uint32_t lines = (uint32_t)_mm256_movemask_epi8(_mm256_cmpeq_epi8(now, lf));
		uint32_t returns = (uint32_t)_mm256_movemask_epi8(_mm256_cmpeq_epi8(now, cr));
		t.quotes += (size_t)__builtin_popcount((uint32_t)_mm256_movemask_epi8(_mm256_cmpeq_epi8(now, q)));
		if (returns)
			returns &= ~(lines >> 1 | (uint32_t)(p[at + 32] == '\n') << 31);
		t.lines += (size_t)__builtin_popcount(lines) + (size_t)__builtin_popcount(returns);
	}
	fr_tally rest = tally_portable(p + at, n - at);
	return (fr_tally){t.quotes + rest.quotes, t.lines + rest.lines};
}

/* ---- 64 bytes at a time ---- */

WIDEST static size_t marks_widest(const char *p, size_t from, size_t to, char delimiter, uint32_t *out)
{
	char names[16];
	if (!table_of(delimiter, names))
		return marks_portable(p, from, to, delimiter, out);
	unsigned char counted[64];
	for (unsigned char i = 0; i < sizeof counted; i++)
		counted[i] = i;
	const __m512i table = _mm512_broadcast_i32x4(_mm_loadu_si128((const __m128i *)names)), places = _mm512_loadu_si512(counted);
	size_t n = 0, at = from;
	for (; to - at >= 64; at += 64) {
		__m512i now = _mm512_loadu_si512(p + at), base = _mm512_set1_epi32((int)at);
		uint64_t mask = _mm512_cmpeq_epi8_mask(_mm512_shuffle_epi8(table, now), now);
		size_t count = (size_t)__builtin_popcountll(mask);
		__m512i found = _mm512_maskz_compress_epi8(mask, places);
		for (size_t done = 0;;) { /* sixteen entries without asking */
			_mm512_storeu_si512(out + n + done, _mm512_add_epi32(_mm512_cvtepu8_epi32(_mm512_castsi512_si128(found)), base));
			if ((done += 16) >= count)
				break;
			found = _mm512_alignr_epi64(found, found, 2);
		}
		n += count;
	}
	return n + marks_portable(p, at, to, delimiter, out + n);
}

#define TABLE_64(bytes) _mm512_broadcast_i32x4(_mm_loadu_si128((const __m128i *)(bytes)))

WIDEST static size_t invalid_widest(const char *p, size_t n, bool *replaced)
{
	const __m512i nibble = _mm512_set1_epi8(0x0F), high = _mm512_set1_epi8(HIGH), third = _mm512_set1_epi8(THIRD_BELOW),
		      fourth = _mm512_set1_epi8(FOURTH_BELOW), ef = _mm512_set1_epi8('\xEF'), bf = _mm512_set1_epi8('\xBF'),
		      bd = _mm512_set1_epi8('\xBD'), by_first_high = TABLE_64(first_high), by_first_low = TABLE_64(first_low),
		      by_second_high = TABLE_64(second_high);
	__m512i before = _mm512_setzero_si512(), wrong = before;
	__mmask64 nul = 0, found = 0;
	bool plain = true; /* before holds ASCII only */
	if (n == 0)
		return SIZE_MAX;
	for (size_t at = 0; at <= n; at += 64) { /* the last look is at spaces, as above */
		size_t left = n - at;
		__m512i now = left >= 64 ? _mm512_loadu_si512(p + at)
					 : _mm512_mask_loadu_epi8(_mm512_set1_epi8(' '), ((__mmask64)1 << left) - 1, p + at);
		nul |= _mm512_testn_epi8_mask(now, now);
		bool ascii = _mm512_movepi8_mask(now) == 0;
		if (!ascii || !plain) {
			__m512i joint = _mm512_alignr_epi64(now, before, 6); /* the last sixteen of before, all but the last of now */
			__m512i one = _mm512_alignr_epi8(now, joint, 15), two = _mm512_alignr_epi8(now, joint, 14),
				three = _mm512_alignr_epi8(now, joint, 13);
			__m512i a = _mm512_shuffle_epi8(by_first_high, _mm512_and_si512(_mm512_srli_epi16(one, 4), nibble)),
				b = _mm512_shuffle_epi8(by_first_low, _mm512_and_si512(one, nibble)),
				c = _mm512_shuffle_epi8(by_second_high, _mm512_and_si512(_mm512_srli_epi16(now, 4), nibble));
			__m512i must = _mm512_or_si512(_mm512_subs_epu8(two, third), _mm512_subs_epu8(three, fourth));
			wrong = _mm512_or_si512(
				wrong, _mm512_xor_si512(_mm512_and_si512(must, high), _mm512_and_si512(_mm512_and_si512(a, b), c)));
			found |=
				_mm512_mask_cmpeq_epi8_mask(_mm512_mask_cmpeq_epi8_mask(_mm512_cmpeq_epi8_mask(now, bd), one, bf), two, ef);
		}
		before = now;
		plain = ascii;
	}
	*replaced = *replaced || found;
	return nul || _mm512_test_epi8_mask(wrong, wrong) ? invalid_portable(p, n, replaced) : SIZE_MAX;
}

WIDEST static fr_tally tally_widest(const char *p, size_t n)
{
	const __m512i q = _mm512_set1_epi8('"'), lf = _mm512_set1_epi8('\n'), cr = _mm512_set1_epi8('\r');
	fr_tally t = {0};
	size_t at = 0;
	for (; n - at > 64; at += 64) { /* one byte more is there, as above */
		__m512i now = _mm512_loadu_si512(p + at);
		uint64_t lines = _mm512_cmpeq_epi8_mask(now, lf), returns = _mm512_cmpeq_epi8_mask(now, cr);
		t.quotes += (size_t)__builtin_popcountll(_mm512_cmpeq_epi8_mask(now, q));
		if (returns)
			returns &= ~(lines >> 1 | (uint64_t)(p[at + 64] == '\n') << 63);
		t.lines += (size_t)__builtin_popcountll(lines) + (size_t)__builtin_popcountll(returns);
	}
	fr_tally rest = tally_portable(p + at, n - at);
	return (fr_tally){t.quotes + rest.quotes, t.lines + rest.lines};
}

/* The places of a list from the plainest on; those beyond what the processor can are left out. */
size_t fr_scan_all(fr_scan out[FR_SCAN_MOST])
{
	size_t n = 0;
	out[n++] = (fr_scan){marks_portable, invalid_portable, tally_portable};
	__builtin_cpu_init();
	bool popcnt = __builtin_cpu_supports("bmi") && __builtin_cpu_supports("popcnt");
	if (popcnt && __builtin_cpu_supports("avx2"))
		out[n++] = (fr_scan){marks_wide, invalid_wide, tally_wide};
	if (popcnt && __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512vl") &&
		__builtin_cpu_supports("avx512vbmi2"))
		out[n++] = (fr_scan){marks_widest, invalid_widest, tally_widest};
	return n;
}
#else
size_t fr_scan_all(fr_scan out[FR_SCAN_MOST])
{
	out[0] = (fr_scan){marks_portable, invalid_portable, tally_portable};
	return 1;
}
#endif

fr_scan fr_scan_choose(bool portable)
{
	fr_scan all[FR_SCAN_MOST];
	size_t n = fr_scan_all(all);
	return all[portable ? 0 : n - 1];
}
