/* Public API: working days.
 * Stage: values. In: dates and a calendar. Out: dates and counts. */
#ifndef FORMRULE_CALENDAR_H
#define FORMRULE_CALENDAR_H

#include "formrule/form.h"

#ifdef __cplusplus
extern "C" {
#endif

/* start is a serial day (1899-12-30 = 0), its fraction is kept; n working days later (n < 0: earlier), the start day not counted; n = 0 gives start. calendar: "cn" or NULL
 * for it. *provisional (may be NULL) is set when a year on the way is not announced yet. */
FR_API fr_status fr_workday(fr_engine *engine, double start, long n, const char *calendar, double *out, bool *provisional, fr_error *error);
/* Working days in (from, to]: from is not counted, to is; negative when to < from. */
FR_API fr_status fr_networkdays(
	fr_engine *engine, double from, double to, const char *calendar, long *out, bool *provisional, fr_error *error);

#ifdef __cplusplus
}
#endif
#endif
