/* A calendar as it lies in memory; seen by calendar/ only.
 * Stage: values. In: read.c fills it. Out: calendar.c counts with it. */
#ifndef FR_CALENDAR_DAYS_H
#define FR_CALENDAR_DAYS_H

#include "calendar/calendar.h"

#define FR_MS_PER_DAY INT64_C(86400000)
#define FR_DAYS_MOST 100000 /* working days a question may reach */

typedef struct fr_exception {
	int64_t day; /* days since 1970-01-01 */
	bool work;
	int32_t sum; /* working days gained (or lost) against the weekly pattern up to and including this day */
} fr_exception;

typedef struct fr_stretch {
	int64_t from_ms, to_ms; /* of the day */
} fr_stretch;

struct fr_days {
	fr_arena arena;
	bool week[7]; /* Monday first */
	int week_length;
	fr_exception *exceptions; /* ascending by day, each day once */
	size_t exception_count;
	fr_stretch *stretches; /* ascending, without overlap */
	size_t stretch_count;
	int64_t first_year;
	bool *announced; /* year_count entries from first_year on */
	size_t year_count;
};

#endif
