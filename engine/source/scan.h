/* Scan: the passes over a block of CSV that must be fast: where are the characters that matter, how many, and is it text at all.
 * Stage: rows. In: bytes. Out: positions. One implementation for each kind of processor, all with the same answers. */
#ifndef FR_SOURCE_SCAN_H
#define FR_SOURCE_SCAN_H

#include "base/base.h"

#define FR_SCAN_SLACK 64 /* entries an index must have beyond the bytes it looks at */

/* What a stretch of text holds: a CR LF is one line end. */
typedef struct fr_tally {
	size_t quotes, lines;
} fr_tally;

typedef struct fr_scan {
	/* Positions of the delimiter, quote, LF and CR in p[from, to), in order; out has room for to - from + FR_SCAN_SLACK. Returns how many. */
	size_t (*marks)(const char *p, size_t from, size_t to, char delimiter, uint32_t *out);
	/* Offset of the first byte that is NUL or no valid UTF-8, or SIZE_MAX. A character cut off at the end is invalid. Sets *replaced when there is a U+FFFD (never to false). */
	size_t (*invalid)(const char *p, size_t n, bool *replaced);
	/* Quotes and line ends in p[0, n). */
	fr_tally (*tally)(const char *p, size_t n);
} fr_scan;

#define FR_SCAN_MOST 3
/* Those this processor has, from the one that every processor has to the fastest. */
size_t fr_scan_all(fr_scan out[FR_SCAN_MOST]);
/* The fastest; portable asks for the first. */
fr_scan fr_scan_choose(bool portable);

#endif
