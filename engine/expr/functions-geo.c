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

/* A line while it is walked: the points of the text, or of each text of a list (points of a repeat). */
typedef struct line {
	fr_walk values;
	fr_str rest;
	point first, before;
	size_t n;
	double sum;
} line;

/* 1 with the next point, 0 at the end, -1 when what stands there is none. */
static int walk(line *l, fr_call *c, point *out)
{
	int got = next_point(&l->rest, out);
	for (const fr_value *v; got == 0 && (v = fr_walk_next(&l->values)) != NULL;) {
		l->rest = fr_value_to_string(v, c->env->arena);
		if (!fr_env_spend(c->env, 1 + l->rest.n / 4))
			return -1;
		got = next_point(&l->rest, out);
	}
	return got;
}

static double haversine(point a, point b)
{
	double x = sin((b.latitude - a.latitude) * RADIANS / 2), y = sin((b.longitude - a.longitude) * RADIANS / 2);
	double h = x * x + cos(a.latitude * RADIANS) * cos(b.latitude * RADIANS) * y * y;
	return 2 * RADIUS * asin(fmin(1, sqrt(h)));
}

/* Twice the area between an edge and the equator, in radians (spherical excess by trapezoids). */
static double trapezoid(point a, point b)
{
	return (b.longitude - a.longitude) * RADIANS * (2 + sin(a.latitude * RADIANS) + sin(b.latitude * RADIANS));
}

/* The sum over all edges; NaN when something on the line is no point, or there is none. */
static double along(fr_call *c, bool area)
{
	line l = {.values = {c, 0, 0}};
	point now;
	int got;
	while ((got = walk(&l, c, &now)) > 0) {
		if (l.n++ == 0)
			l.first = now;
		else
			l.sum += area ? trapezoid(l.before, now) : haversine(l.before, now);
		l.before = now;
	}
	if (got < 0 || l.n == 0)
		return NAN;
	if (area)
		l.sum = l.n < 3 ? 0 : fabs((l.sum + trapezoid(l.before, l.first)) * RADIUS * RADIUS / 2);
	return fr_number_round(l.sum, 2);
}

fr_value fn_area(fr_call *c) { return fr_value_number(along(c, true)); }
fr_value fn_distance(fr_call *c) { return fr_value_number(along(c, false)); }
