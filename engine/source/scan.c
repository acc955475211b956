/* Scan: positions of what matters in CSV, and validity of UTF-8, eight bytes at a time everywhere and 32 at a time where the processor can.
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

static size_t invalid_portable(const char *p, size_t n)
{
	const char *nul = n ? memchr(p, 0, n) : NULL;
	size_t bad = fr_utf8_invalid(fr_str_of(p, n));
	size_t zero = nul ? (size_t)(nul - p) : SIZE_MAX;
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

/* ---- 32 bytes at a time ---- */

WIDE static uint64_t marks_of_64(const char *p, __m256i d, __m256i q, __m256i lf, __m256i cr)
{
	__m256i a = _mm256_loadu_si256((const __m256i *)p), b = _mm256_loadu_si256((const __m256i *)(p + 32));
	__m256i in_a = _mm256_or_si256(_mm256_or_si256(_mm256_cmpeq_epi8(a, d), _mm256_cmpeq_epi8(a, q)),
		_mm256_or_si256(_mm256_cmpeq_epi8(a, lf), _mm256_cmpeq_epi8(a, cr)));
	__m256i in_b = _mm256_or_si256(_mm256_or_si256(_mm256_cmpeq_epi8(b, d), _mm256_cmpeq_epi8(b, q)),
		_mm256_or_si256(_mm256_cmpeq_epi8(b, lf), _mm256_cmpeq_epi8(b, cr)));
	return (uint32_t)_mm256_movemask_epi8(in_a) | (uint64_t)(uint32_t)_mm256_movemask_epi8(in_b) << 32;
}

WIDE static size_t marks_wide(const char *p, size_t from, size_t to, char delimiter, uint32_t *out)
{
	__m256i d = _mm256_set1_epi8(delimiter), q = _mm256_set1_epi8('"'), lf = _mm256_set1_epi8('\n'), cr = _mm256_set1_epi8('\r');
	size_t n = 0, at = from;
	for (; to - at >= 64; at += 64) {
		uint64_t mask = marks_of_64(p + at, d, q, lf, cr);
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
#define TABLE(...) _mm256_broadcastsi128_si256(_mm_setr_epi8(__VA_ARGS__))
#define B(x) ((char)(x))

WIDE static __m256i errors_of(__m256i now, __m256i before)
{
	const __m256i first_high = TABLE(B(TOO_LONG), B(TOO_LONG), B(TOO_LONG), B(TOO_LONG), B(TOO_LONG), B(TOO_LONG), B(TOO_LONG),
		B(TOO_LONG), B(TWO_CONTINUED), B(TWO_CONTINUED), B(TWO_CONTINUED), B(TWO_CONTINUED), B(TOO_SHORT | OVERLONG_2),
		B(TOO_SHORT), B(TOO_SHORT | OVERLONG_3 | SURROGATE), B(TOO_SHORT | TOO_LARGE | OVERLONG_4));
	const __m256i first_low = TABLE(B(EITHER_LENGTH | OVERLONG_2 | OVERLONG_3 | OVERLONG_4), B(EITHER_LENGTH | OVERLONG_2),
		B(EITHER_LENGTH), B(EITHER_LENGTH), B(EITHER_LENGTH | TOO_LARGE), B(EITHER_LENGTH | LEAD_F), B(EITHER_LENGTH | LEAD_F),
		B(EITHER_LENGTH | LEAD_F), B(EITHER_LENGTH | LEAD_F), B(EITHER_LENGTH | LEAD_F), B(EITHER_LENGTH | LEAD_F),
		B(EITHER_LENGTH | LEAD_F), B(EITHER_LENGTH | LEAD_F), B(EITHER_LENGTH | LEAD_F | SURROGATE), B(EITHER_LENGTH | LEAD_F),
		B(EITHER_LENGTH | LEAD_F));
	const __m256i second_high = TABLE(B(TOO_SHORT), B(TOO_SHORT), B(TOO_SHORT), B(TOO_SHORT), B(TOO_SHORT), B(TOO_SHORT), B(TOO_SHORT),
		B(TOO_SHORT), B(TOO_LONG | OVERLONG_2 | TWO_CONTINUED | OVERLONG_3 | OVERLONG_4),
		B(TOO_LONG | OVERLONG_2 | TWO_CONTINUED | OVERLONG_3 | TOO_LARGE),
		B(TOO_LONG | OVERLONG_2 | TWO_CONTINUED | SURROGATE | TOO_LARGE),
		B(TOO_LONG | OVERLONG_2 | TWO_CONTINUED | SURROGATE | TOO_LARGE), B(TOO_SHORT), B(TOO_SHORT), B(TOO_SHORT), B(TOO_SHORT));
	const __m256i nibble = _mm256_set1_epi8(0x0F);
	__m256i joint = _mm256_permute2x128_si256(before, now, 0x21); /* upper half of before, lower half of now */
	__m256i one = _mm256_alignr_epi8(now, joint, 15), two = _mm256_alignr_epi8(now, joint, 14),
		three = _mm256_alignr_epi8(now, joint, 13);
	__m256i pair =
		_mm256_and_si256(_mm256_and_si256(_mm256_shuffle_epi8(first_high, _mm256_and_si256(_mm256_srli_epi16(one, 4), nibble)),
					 _mm256_shuffle_epi8(first_low, _mm256_and_si256(one, nibble))),
			_mm256_shuffle_epi8(second_high, _mm256_and_si256(_mm256_srli_epi16(now, 4), nibble)));
	/* The third byte of three and four, and the fourth of four, must follow a continued byte; nothing else may. */
	__m256i must = _mm256_or_si256(_mm256_subs_epu8(two, _mm256_set1_epi8(0x60)), _mm256_subs_epu8(three, _mm256_set1_epi8(0x70)));
	return _mm256_xor_si256(_mm256_and_si256(must, _mm256_set1_epi8(B(0x80))), pair);
}

WIDE static size_t invalid_wide(const char *p, size_t n)
{
	__m256i before = _mm256_setzero_si256(), errors = _mm256_setzero_si256(), zero = _mm256_setzero_si256(),
		nul = _mm256_setzero_si256();
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
			errors = _mm256_or_si256(errors, errors_of(now, before));
		before = now;
		plain = ascii;
	}
	if (_mm256_testz_si256(errors, errors) && _mm256_testz_si256(nul, nul))
		return SIZE_MAX;
	return invalid_portable(p, n);
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

fr_scan fr_scan_choose(bool portable)
{
	__builtin_cpu_init();
	if (!portable && __builtin_cpu_supports("avx2") && __builtin_cpu_supports("bmi") && __builtin_cpu_supports("popcnt"))
		return (fr_scan){marks_wide, invalid_wide, tally_wide};
	return (fr_scan){marks_portable, invalid_portable, tally_portable};
}
#else
fr_scan fr_scan_choose(bool portable)
{
	(void)portable;
	return (fr_scan){marks_portable, invalid_portable, tally_portable};
}
#endif
