/* Durations: lengths of time as forms and policies write them, on one of three clocks that are never mixed.
 * Stage: values. In: text. Out: a length, and moments moved by it. */
#ifndef FR_VALUE_DURATION_H
#define FR_VALUE_DURATION_H

#include "value/value.h"

typedef enum fr_clock { FR_CLOCK_ELAPSED = 0, FR_CLOCK_WORKDAYS, FR_CLOCK_BUSINESS } fr_clock;

typedef struct fr_duration {
	fr_clock clock;
	int64_t months, ms; /* elapsed: calendar months, then milliseconds */
	long count; /* working days, or business hours */
	bool days; /* elapsed: made of whole days and months only, no time part */
} fr_duration;

/* ISO 8601 (P1Y2M3DT4H5M6.5S, P2W; parts in that order, a sign before P); with clocks also "3 workdays" and "8 business-hours". False when it is neither, or reaches beyond ten
 * thousand years. */
bool fr_duration_read(fr_str text, bool clocks, fr_duration *out);
/* Adds an elapsed duration. Months keep the day where the month has it, else its last day: 2024-01-31 + P1M is 2024-02-29. False beyond the years 1 to 9999. */
bool fr_duration_add(fr_stamp *stamp, const fr_duration *duration);

#endif
