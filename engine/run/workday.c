/* Working days, as programs ask for them.
 * Stage: values. In: serial days and a calendar's name. Out: days and counts. */
#include "run/engine.h"

#include "calendar/calendar.h"
#include "formrule/formrule.h"

#include <math.h>

#define SERIAL_MOST 2958466.0 /* 10000-01-01 */

static fr_status calendar_named(fr_engine *engine, const char *name, const fr_days **out, fr_error *error)
{
	*out = NULL;
	if (!engine)
		return fr_fail(error, FR_E_ARGUMENT, FR_ARGUMENT, "engine", NULL);
	fr_error why = {0};
	*out = fr_engine_calendar(engine, name && *name ? fr_str_from(name) : FR_STR("cn"), &why);
	if (!*out && why.status == FR_E_MEMORY) {
		if (error)
			*error = why;
		return FR_E_MEMORY;
	}
	return *out ? FR_OK : fr_fail(error, FR_E_ARGUMENT, FR_CALENDAR_NONE, name && *name ? name : "cn", NULL);
}

static bool is_serial(double serial) { return isfinite(serial) && serial > -SERIAL_MOST && serial < SERIAL_MOST; }

fr_status fr_workday(fr_engine *engine, double start, long n, const char *calendar, double *out, bool *provisional, fr_error *error)
{
	const fr_days *days;
	bool unsure = false;
	int64_t day;
	fr_status status = calendar_named(engine, calendar, &days, error);
	if (status != FR_OK)
		return status;
	if (!out || !is_serial(start))
		return fr_fail(error, FR_E_ARGUMENT, FR_ARGUMENT, "start", NULL);
	if (n < -100000 || n > 100000)
		return fr_fail(error, FR_E_ARGUMENT, FR_ARGUMENT, "n", NULL);
	status = fr_days_add(days, (int64_t)floor(start) - FR_SERIAL_EPOCH, n, &day, &unsure);
	if (status != FR_OK)
		return fr_fail(error, status, FR_ARGUMENT, "n", NULL);
	*out = n == 0 ? start : (double)(day + FR_SERIAL_EPOCH) + (start - floor(start));
	if (provisional)
		*provisional = unsure;
	return FR_OK;
}

fr_status fr_networkdays(fr_engine *engine, double from, double to, const char *calendar, long *out, bool *provisional, fr_error *error)
{
	const fr_days *days;
	bool unsure = false;
	fr_status status = calendar_named(engine, calendar, &days, error);
	if (status != FR_OK)
		return status;
	if (!out || !is_serial(from) || !is_serial(to))
		return fr_fail(error, FR_E_ARGUMENT, FR_ARGUMENT, "from", NULL);
	*out = fr_days_between(days, (int64_t)floor(from) - FR_SERIAL_EPOCH, (int64_t)floor(to) - FR_SERIAL_EPOCH, &unsure);
	if (provisional)
		*provisional = unsure;
	return FR_OK;
}
