/* Sieve: what a text might hold, learned in one pass of sixteen bytes a step, so that texts that hold nothing of interest (nearly all) cost
 * next to nothing.
 * Stage: findings. In: a text. Out: its digits, whether it has a letter or an @, whether a word of the list may stand in it. May say yes too often, never no. */
#include "rules/judge.h"

typedef unsigned char lanes __attribute__((vector_size(16)));
#define STEP 16
#define ROUNDS_MOST 255 /* counters of eight bits */

void judge_sieve_add(judge_sieve *sieve, fr_str plain)
{
	unsigned char first = (unsigned char)plain.p[0];
	if (first >= 0x80 && plain.n >= 3) { /* the last two bytes of a Chinese character say most */
		unsigned char a = (unsigned char)plain.p[1], b = (unsigned char)plain.p[2];
		for (size_t i = 0; i < sieve->pairs; i++)
			if (sieve->second[i][0] == a && sieve->third[i][0] == b)
				return;
		if (sieve->pairs < SIEVE_MOST) {
			memset(sieve->second[sieve->pairs], a, STEP);
			memset(sieve->third[sieve->pairs++], b, STEP);
			return;
		}
	} else if (first < 0x80) {
		for (size_t i = 0; i < sieve->singles; i++)
			if (sieve->single[i][0] == first)
				return;
		if (sieve->singles + 2 <= SIEVE_MOST) {
			memset(sieve->single[sieve->singles++], first, STEP);
			if (first >= 'a' && first <= 'z')
				memset(sieve->single[sieve->singles++], first - 'a' + 'A', STEP);
			return;
		}
	}
	sieve->all = true; /* more words than fit: every text is looked through */
}

static bool any(lanes x)
{
	uint64_t half[2];
	memcpy(half, &x, sizeof half);
	return half[0] | half[1];
}

static size_t sum(lanes x)
{
	const uint64_t even = UINT64_C(0x00FF00FF00FF00FF);
	uint64_t half[2];
	memcpy(half, &x, sizeof half);
	uint64_t pairs = (half[0] & even) + (half[0] >> 8 & even) + (half[1] & even) + (half[1] >> 8 & even);
	return (size_t)(pairs * UINT64_C(0x0001000100010001) >> 48);
}

static inline lanes load(const void *p)
{
	lanes x;
	memcpy(&x, p, sizeof x);
	return x;
}

static inline lanes fill(unsigned char c) { return (lanes){0} + c; }

typedef struct tally {
	lanes digits, at, word, wide, letter;
} tally;

/* Sixteen starts, of which the first `skip` were looked at before; p must have two bytes more behind them. */
static inline void step(const judge_sieve *sieve, const char *p, unsigned char skip, tally *t)
{
	static const unsigned char numbers[STEP] = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15};
	lanes c = load(p), next = load(p + 1), last = load(p + 2);
	t->digits -= (lanes)((c - '0') < fill(10)) & (lanes)(load(numbers) >= fill(skip));
	t->letter |= (lanes)((lanes)((c | 0x20) - 'a') < fill(26));
	t->at |= (lanes)(c == fill('@'));
	/* EF BC 90 and on, EF BD: letters and digits in full width, but not its punctuation, which is everywhere */
	t->wide |= (lanes)(c == fill(0xEF)) & ((lanes)(next == fill(0xBD)) | ((lanes)(next == fill(0xBC)) & (lanes)(last >= fill(0x90))));
	for (size_t i = 0; i < sieve->pairs; i++)
		t->word |= (lanes)(next == load(sieve->second[i])) & (lanes)(last == load(sieve->third[i]));
	for (size_t i = 0; i < sieve->singles; i++)
		t->word |= (lanes)(c == load(sieve->single[i]));
}

/* Full-width digits are EF BC 90 … 99, the sign is EF BC A0. */
static void add_wide(fr_str s, judge_sifted *out)
{
	for (size_t i = 0; i + 2 < s.n; i++)
		if ((unsigned char)s.p[i] == 0xEF && (unsigned char)s.p[i + 1] == 0xBC) {
			unsigned char c = (unsigned char)s.p[i + 2];
			out->digits += c >= 0x90 && c <= 0x99;
			out->at_sign = out->at_sign || c == 0xA0;
		}
}

/* What each byte says by itself, for short texts and last bytes. */
enum { IS_DIGIT = 1, IS_LETTER = 2, IS_AT = 4, IS_WORD = 8, IS_WIDE = 16 };

void judge_sieve_finish(judge_sieve *sieve)
{
	for (unsigned c = 0; c < 256; c++) {
		sieve->is[c] =
			(unsigned char)((c >= '0' && c <= '9' ? IS_DIGIT : 0) | ((c | 0x20) >= 'a' && (c | 0x20) <= 'z' ? IS_LETTER : 0) |
					(c == '@' ? IS_AT : 0) | (c == 0xEF ? IS_WIDE : 0) | (sieve->all ? IS_WORD : 0));
	}
	for (size_t i = 0; i < sieve->pairs; i++)
		sieve->is[sieve->third[i][0]] |= IS_WORD;
	for (size_t i = 0; i < sieve->singles; i++)
		sieve->is[sieve->single[i][0]] |= IS_WORD;
}

static unsigned each(const judge_sieve *sieve, fr_str s, size_t at, judge_sifted *out)
{
	unsigned any = 0;
	for (; at < s.n; at++) {
		unsigned is = sieve->is[(unsigned char)s.p[at]];
		any |= is;
		out->digits += is & IS_DIGIT;
	}
	return any;
}

judge_sifted judge_sift(const judge_sieve *sieve, fr_str s)
{
	judge_sifted out = {0};
	unsigned seen = 0;
	bool wide = false;
	if (s.n < STEP + 2)
		seen = each(sieve, s, 0, &out);
	else {
		tally t = {0};
		size_t at = 0, rounds = 0;
		for (; at + STEP + 2 <= s.n; at += STEP) {
			step(sieve, s.p + at, 0, &t);
			if (++rounds == ROUNDS_MOST) {
				out.digits += sum(t.digits);
				t.digits = fill(0);
				rounds = 0;
			}
		}
		if (at + 2 < s.n) /* the last sixteen starts with two bytes behind them, some for the second time */
			step(sieve, s.p + s.n - STEP - 2, (unsigned char)(at - (s.n - STEP - 2)), &t);
		seen = each(sieve, s, s.n - 2, &out);
		out.digits += sum(t.digits);
		seen |= (any(t.at) ? IS_AT : 0) | (any(t.letter) ? IS_LETTER : 0) | (any(t.word) ? IS_WORD : 0);
		wide = any(t.wide);
	}
	wide = wide || seen & IS_WIDE;
	out.at_sign = seen & IS_AT;
	out.letter = seen & IS_LETTER || wide;
	out.word = sieve->all || seen & IS_WORD || (wide && sieve->singles);
	if (wide)
		add_wide(s, &out);
	return out;
}
