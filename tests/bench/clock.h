/* The clock, and medians.
 * Stage: test. In: nothing. Out: seconds. */
#ifndef FR_BENCH_CLOCK_H
#define FR_BENCH_CLOCK_H

#include <stdlib.h>
#include <time.h>

static inline double now(void)
{
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

static inline int by_number(const void *a, const void *b)
{
	return (*(const double *)a > *(const double *)b) - (*(const double *)a < *(const double *)b);
}

static inline double median(double *times, size_t n)
{
	qsort(times, n, sizeof *times, by_number);
	return times[n / 2];
}

#endif
