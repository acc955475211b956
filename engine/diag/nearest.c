/* Nearest name: what someone who mistyped a name most likely meant.
 * Stage: findings. In: a wrong name and the names there are. Out: the closest of them, or nothing. */
#include "diag/diag.h"

#define NEAREST_LONGEST 64 /* characters; longer names are not compared */

static size_t decode(fr_str s, uint32_t out[NEAREST_LONGEST])
{
	size_t n = 0;
	for (size_t at = 0; at < s.n;) {
		if (n == NEAREST_LONGEST)
			return 0;
		size_t step = fr_utf8_decode(s, at, &out[n]);
		if (!step)
			return 0;
		if (out[n] >= 'A' && out[n] <= 'Z')
			out[n] += 'a' - 'A';
		else if (out[n] == '_' || out[n] == '.')
			out[n] = '-'; /* first_name for first-name is no mistake of letters */
		at += step, n++;
	}
	return n;
}

/* Optimal string alignment distance: insert, delete, replace, swap of neighbours. */
static size_t distance(const uint32_t *a, size_t n, const uint32_t *b, size_t m)
{
	size_t rows[3][NEAREST_LONGEST + 1];
	size_t *before = rows[0], *above = rows[1], *row = rows[2];
	for (size_t j = 0; j <= m; j++)
		above[j] = j;
	for (size_t i = 1; i <= n; i++) {
		row[0] = i;
		for (size_t j = 1; j <= m; j++) {
			size_t best = above[j - 1] + (a[i - 1] != b[j - 1]);
			if (above[j] + 1 < best)
				best = above[j] + 1;
			if (row[j - 1] + 1 < best)
				best = row[j - 1] + 1;
			if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] && before[j - 2] + 1 < best)
				best = before[j - 2] + 1;
			row[j] = best;
		}
		size_t *spare = before;
		before = above, above = row, row = spare;
	}
	return above[m];
}

void fr_nearest_offer(fr_nearest *nearest, fr_str candidate)
{
	uint32_t a[NEAREST_LONGEST], b[NEAREST_LONGEST];
	size_t n = decode(nearest->wanted, a), m = decode(candidate, b);
	if (!n || !m)
		return;
	/* A third of the letters may differ, at least one; a name of one letter has no near names. */
	size_t most = n < 2 ? 0 : n / 3 > 1 ? n / 3 : 1;
	if ((n > m ? n - m : m - n) > most)
		return;
	size_t d = distance(a, n, b, m);
	if (d <= most && (!nearest->best.n || d < nearest->distance)) {
		nearest->best = candidate;
		nearest->distance = d;
	}
}
