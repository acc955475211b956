/* Functions on places: area and distance on a sphere.
 * Stage: rules. In: points "latitude longitude …;…" as ODK writes geotraces and geoshapes. Out: metres, square metres. Radius 6,378,100 m, as ODK's own programs use. */
#include "expr/functions.h"

#include <math.h>

#define RADIUS 6378100.0
#define RADIANS (3.14159265358979323846 / 180)

typedef struct point {
	double latitude, longitude;
} point;

static bool next_number(fr_str *s, double *out)
{
	*s = fr_str_trim(*s);
	size_t n = 0;
	while (n < s->n && s->p[n] != ' ' && s->p[n] != '\t')
		n++;
	bool ok = n > 0 && fr_number_read(fr_str_of(s->p, n), false, out);
	*s = fr_str_of(s->p + n, s->n - n);
	return ok;
}

/* The next point of a line; 1 read, 0 at the end, -1 when it is none. */
static int next_point(fr_str *line, point *out)
{
	*line = fr_str_trim(*line);
	if (line->n == 0)
		return 0;
	size_t n = 0;
	while (n < line->n && line->p[n] != ';')
		n++;
	fr_str one = fr_str_of(line->p, n);
	*line = fr_str_of(line->p + n + (n < line->n), line->n - n - (n < line->n));
	if (!next_number(&one, &out->latitude) || !next_number(&one, &out->longitude))
		return -1;
	return fabs(out->latitude) <= 90 && fabs(out->longitude) <= 180 ? 1 : -1;
}

/* Sums of distance (haversine) or of the area under each edge (spherical excess, trapezoids). */
static double along(fr_call *c, bool area)
{
	fr_str line = fr_call_text(c, 0);
	point first = {0, 0}, before = {0, 0}, now;
	double sum = 0;
	size_t n = 0;
	int got;
	while ((got = next_point(&line, &now)) > 0) {
		if (n == 0)
			first = now;
		else if (area)
			sum += (now.longitude - before.longitude) * RADIANS *
			       (2 + sin(before.latitude * RADIANS) + sin(now.latitude * RADIANS));
		else {
			double a = sin((now.latitude - before.latitude) * RADIANS / 2),
			       b = sin((now.longitude - before.longitude) * RADIANS / 2);
			double h = a * a + cos(before.latitude * RADIANS) * cos(now.latitude * RADIANS) * b * b;
			sum += 2 * RADIUS * asin(fmin(1, sqrt(h)));
		}
		before = now;
		n++;
	}
	if (got < 0 || n == 0)
		return NAN;
	if (area) {
		sum += (first.longitude - before.longitude) * RADIANS *
		       (2 + sin(before.latitude * RADIANS) + sin(first.latitude * RADIANS));
		sum = n < 3 ? 0 : fabs(sum * RADIUS * RADIUS / 2);
	}
	return fr_number_round(sum, 2);
}

fr_value fn_area(fr_call *c) { return fr_value_number(along(c, true)); }
fr_value fn_distance(fr_call *c) { return fr_value_number(along(c, false)); }
