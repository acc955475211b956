/* Calendar: working days with make-up days, from a calendar definition.
 * Stage: values. In: calendar XML, days. Out: days, counts, and whether a year was not announced. */
#ifndef FR_CALENDAR_INTERNAL_H
#define FR_CALENDAR_INTERNAL_H

#include "base/base.h"

typedef struct fr_days fr_days; /* an immutable calendar; threads may share it */

/* Reads a calendar definition (schemas/calendar.rng). Free with fr_days_free. FR_E_FORM with the place when it is wrong. */
fr_status fr_days_load(const fr_allocator *allocator, const char *path, fr_days **out, fr_error *error);
void fr_days_free(fr_days *days);

/* day: days since 1970-01-01. */
bool fr_days_is_work(const fr_days *days, int64_t day, bool *provisional);
/* n working days after day (before when n < 0), day itself not counted; *provisional is only ever set, never cleared. |n| up to 100000. */
fr_status fr_days_add(const fr_days *days, int64_t day, long n, int64_t *out, bool *provisional);
/* Working days in (from, to]; negative when to < from. */
long fr_days_between(const fr_days *days, int64_t from, int64_t to, bool *provisional);
/* Business minutes between two local times (ms since 1970-01-01 local), by the calendar's hours and breaks. */
int64_t fr_days_business_ms(const fr_days *days, int64_t from_ms, int64_t to_ms, bool *provisional);
/* The moment by which ms of business time have passed since from_ms (local); a start outside business hours counts from the next ones. FR_E_ARGUMENT when the
 * calendar has no hours or ms is negative or more than ten years of them. */
fr_status fr_days_business_add(const fr_days *days, int64_t from_ms, int64_t ms, int64_t *out, bool *provisional);

#endif
