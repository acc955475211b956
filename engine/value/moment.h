/* Moments inside value/: what a text says about a date, a time and an offset, before a field's type decides what may be there.
 * Stage: values. In: text without full-width forms. Out: civil parts, all of them in range. */
#ifndef FR_VALUE_MOMENT_H
#define FR_VALUE_MOMENT_H

#include "value/value.h"

typedef struct fr_moment {
	int64_t days; /* since 1970-01-01, when has_date */
	int64_t ms; /* of the day, 0 … FR_DAY_MS (24:00 only when read loosely), when has_time */
	int32_t offset_min;
	bool has_date, has_time, has_offset;
} fr_moment;

/* The whole of s must be a date, a time, or both. loosely: also what is damaged in a known way (glued, mixed separators, a word after it),
 * but only where it can be understood in one way; such a moment may be proposed, never taken. */
bool fr_moment_read(fr_str s, bool loosely, fr_moment *out);

/* Two digits of s at a time: used by ISO reading too. Number of digits taken (at most most). */
size_t fr_digits(fr_str s, size_t at, size_t most, int64_t *out);
/* "Z", "+08:00", "+0800", "+08" at s.p[at]: bytes taken, 0 when there is none. */
size_t fr_offset_read(fr_str s, size_t at, int32_t *minutes);

#define FR_OFFSET_MOST (14 * 60)

#endif
