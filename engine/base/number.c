/* Numbers: text to double and back, and rounding as people expect it.
 * Stage: none. In: text or doubles. Out: doubles or text; the C locale plays no part: no decimal point ever passes through the C library. */
#include "base/base.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

/* Significant digits and decimal exponent: x = 0.d1d2d3… × 10^exponent. */
typedef struct decimal {
	char digits[24];
	int count, exponent;
} decimal;

static decimal to_decimal(double x, int significant)
{
	char text[64];
	snprintf(text, sizeof text, "%.*e", significant - 1, x);
	decimal d = {.count = 0};
	const char *p = text;
	for (; *p && *p != 'e'; p++)
		if (*p >= '0' && *p <= '9') /* steps over the sign and whatever point the locale writes */
			d.digits[d.count++] = *p;
	d.exponent = atoi(p + 1) + 1;
	while (d.count > 1 && d.digits[d.count - 1] == '0')
		d.count--;
	return d;
}

static double from_decimal(const char *digits, int count, int exponent, bool negative)
{
	char text[64];
	snprintf(text, sizeof text, "%s%.*se%d", negative ? "-" : "", count, digits, exponent - count);
	return strtod(text, NULL);
}

/* Whole numbers that a double holds exactly: most numbers there are. */
static size_t write_whole(double x, char out[400])
{
	char digits[20];
	size_t n = 0, count = 0;
	if (x < 0)
		out[n++] = '-';
	for (uint64_t rest = (uint64_t)fabs(x); rest; rest /= 10)
		digits[count++] = (char)('0' + rest % 10);
	while (count)
		out[n++] = digits[--count];
	out[n] = 0;
	return n;
}

size_t fr_number_write(double x, char out[400])
{
	if (isnan(x))
		return (size_t)snprintf(out, 400, "NaN");
	if (isinf(x))
		return (size_t)snprintf(out, 400, x < 0 ? "-Infinity" : "Infinity");
	if (x == 0)
		return (size_t)snprintf(out, 400, "0");
	if (fabs(x) < 1e15 && x == floor(x))
		return write_whole(x, out);
	decimal d = {.count = 0};
	for (int significant = 15; significant <= 17; significant++) {
		d = to_decimal(fabs(x), significant);
		if (from_decimal(d.digits, d.count, d.exponent, x < 0) == x)
			break;
	}
	size_t n = 0;
	if (x < 0)
		out[n++] = '-';
	if (d.exponent <= 0) {
		out[n++] = '0', out[n++] = '.';
		for (int i = d.exponent; i < 0; i++)
			out[n++] = '0';
	}
	for (int i = 0; i < d.count || i < d.exponent; i++) {
		if (i == d.exponent && i > 0)
			out[n++] = '.';
		out[n++] = i < d.count ? d.digits[i] : '0';
	}
	out[n] = 0;
	return n;
}

bool fr_number_read(fr_str s, bool exponent, double *out)
{
	static const double power[] = {1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17,
		1e18, 1e19, 1e20, 1e21, 1e22};
	size_t i = 0;
	bool negative = false, any = false, point = false;
	if (i < s.n && (s.p[i] == '-' || s.p[i] == '+'))
		negative = s.p[i++] == '-';
	char digits[32];
	uint64_t mantissa = 0;
	int count = 0, scale = 0;
	for (; i < s.n; i++) {
		char c = s.p[i];
		if (c == '.' && !point) {
			point = true;
			continue;
		}
		if (c < '0' || c > '9')
			break;
		any = true;
		if (count > 0 || c != '0') {
			if (count < (int)sizeof digits - 1) { /* 31 digits decide every double people write */
				digits[count++] = c;
				if (count <= 18)
					mantissa = mantissa * 10 + (uint64_t)(c - '0');
			} else if (scale < 100000)
				scale++;
		}
		if (point && scale > -100000)
			scale--;
	}
	if (!any)
		return false;
	if (exponent && i < s.n && (s.p[i] == 'e' || s.p[i] == 'E')) {
		bool minus = false;
		int e = 0;
		if (++i < s.n && (s.p[i] == '-' || s.p[i] == '+'))
			minus = s.p[i++] == '-';
		if (i == s.n)
			return false;
		for (; i < s.n && s.p[i] >= '0' && s.p[i] <= '9'; i++)
			if (e < 100000)
				e = e * 10 + (s.p[i] - '0');
		scale += minus ? -e : e;
	}
	if (i != s.n)
		return false;
	if (count == 0)
		*out = negative ? -0.0 : 0.0;
	else if (count <= 15 && scale >= -22 && scale <= 22) { /* both exact: one rounding, so the right answer */
		double x = (double)mantissa;
		x = scale < 0 ? x / power[-scale] : x * power[scale];
		*out = negative ? -x : x;
	} else
		*out = from_decimal(digits, count, count + scale, negative);
	return true;
}

/* Values of everyday size, to a few places: no text is needed. Scaled by a power of ten they have at most 8 digits before the point, so that what the scaling and
 * the 15 digits change lies far below the distance kept from a half; a whole number divided by a power of ten is the double nearest to the decimal. */
static bool round_small(double x, int places, double *out)
{
	static const double power[] = {1, 10, 100, 1000, 10000, 100000, 1000000};
	if (places < 0 || places > 6)
		return false;
	double scaled = fabs(x) * power[places], whole = floor(scaled), rest = scaled - whole;
	if (!(scaled < 1e8) || fabs(rest - 0.5) < 1e-5)
		return false;
	double rounded = (whole + (rest > 0.5)) / power[places];
	*out = x < 0 && rounded > 0 ? -rounded : rounded;
	return true;
}

double fr_number_round(double x, int places)
{
	double small;
	if (!isfinite(x) || x == 0 || places > 300)
		return x;
	if (round_small(x, places, &small))
		return small;
	decimal d = to_decimal(fabs(x), 15);
	int keep = d.exponent + places; /* digits that stay */
	if (keep < 0)
		return 0;
	if (keep >= d.count)
		return from_decimal(d.digits, d.count, d.exponent, x < 0);
	bool up = d.digits[keep] >= '5';
	if (!up && keep == 0)
		return 0;
	char digits[25] = "0";
	memcpy(digits + 1, d.digits, (size_t)keep);
	int at = keep;
	if (up) {
		while (digits[at] == '9')
			digits[at--] = '0';
		digits[at]++;
	}
	return from_decimal(digits, keep + 1, d.exponent + 1, x < 0);
}
