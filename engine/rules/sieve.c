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

/* Sixteen starts; p must have two bytes more behind them. */
static inline void step(const judge_sieve *sieve, const char *p, tally *t)
{
	lanes c = load(p), next = load(p + 1), last = load(p + 2);
	t->digits -= (lanes)((c - '0') < fill(10));
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

judge_sifted judge_sift(const judge_sieve *sieve, fr_str s)
{
	tally t = {0};
	judge_sifted out = {0};
	size_t at = 0, rounds = 0;
	for (; s.n - at >= STEP + 2; at += STEP) {
		step(sieve, s.p + at, &t);
		if (++rounds == ROUNDS_MOST) {
			out.digits += sum(t.digits);
			t.digits = fill(0);
			rounds = 0;
		}
	}
	char rest[STEP * 2 + 4] = {0};
	size_t left = s.n - at;
	if (left)
		memcpy(rest, s.p + at, left);
	step(sieve, rest, &t);
	if (left > STEP)
		step(sieve, rest + STEP, &t);
	out.digits += sum(t.digits);
	out.at_sign = any(t.at);
	out.letter = any(t.letter) || any(t.wide);
	out.word = sieve->all || any(t.word) || (any(t.wide) && sieve->singles + sieve->pairs > 0);
	if (any(t.wide))
		add_wide(s, &out);
	return out;
}
