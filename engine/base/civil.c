/* Civil dates: days to year, month, day and back.
 * Stage: none. In: days since 1970-01-01. Out: proleptic Gregorian dates. Algorithm: H. Hinnant, chrono-compatible low-level date algorithms. */
#include "base/base.h"

/* The same algorithm with years that fit: divisions of 32 bits by constants are cheap, and nearly every date read comes here. */
static int64_t days_of_our_years(unsigned year, unsigned month, unsigned day)
{
	unsigned y = year - (month <= 2), of_year = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1;
	return (int64_t)(y * 365 + y / 4 - y / 100 + y / 400 + of_year) - 719468;
}

int64_t fr_days_from_civil(int64_t year, unsigned month, unsigned day)
{
	if (year > 0 && year < 10000)
		return days_of_our_years((unsigned)year, month, day);
	year -= month <= 2;
	int64_t era = (year >= 0 ? year : year - 399) / 400;
	int64_t of_era = year - era * 400;
	int64_t of_year = (153 * (int64_t)(month > 2 ? month - 3 : month + 9) + 2) / 5 + (int64_t)day - 1;
	return era * 146097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719468;
}

void fr_civil_from_days(int64_t days, int64_t *year, unsigned *month, unsigned *day)
{
	days += 719468;
	int64_t era = (days >= 0 ? days : days - 146096) / 146097;
	int64_t of_era = days - era * 146097;
	int64_t years = (of_era - of_era / 1460 + of_era / 36524 - of_era / 146096) / 365;
	int64_t of_year = of_era - (365 * years + years / 4 - years / 100);
	int64_t mp = (5 * of_year + 2) / 153;
	*day = (unsigned)(of_year - (153 * mp + 2) / 5 + 1);
	*month = (unsigned)(mp < 10 ? mp + 3 : mp - 9);
	*year = years + era * 400 + (*month <= 2);
}

bool fr_civil_valid(int64_t year, unsigned month, unsigned day)
{
	static const unsigned char length[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
	if (year < 1 || year > 9999 || month < 1 || month > 12 || day < 1)
		return false;
	unsigned y = (unsigned)year;
	bool leap = y % 4 == 0 && (y % 100 != 0 || y % 400 == 0);
	return day <= length[month - 1] + (unsigned)(month == 2 && leap);
}
