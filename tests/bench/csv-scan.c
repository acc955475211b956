/* Bench: how fast a CSV becomes rows, beside a bare memchr over the same file.
 * Stage: test. In: a CSV. Out: records per second, medians of several runs. Usage: csv-scan FILE [--once]; with --once the rows are read once and nothing is measured. */
#include "clock.h"
#include "source/source.h"

#include <fcntl.h>
#include <stdio.h>
#include <sys/resource.h>
#include <unistd.h>

#define RUNS 7

static size_t by_memchr(const char *path)
{
	static char block[128 << 10];
	int fd = open(path, O_RDONLY);
	size_t lines = 0;
	for (ssize_t n; (n = read(fd, block, sizeof block)) > 0;)
		for (const char *p = block, *end = block + n; (p = memchr(p, '\n', (size_t)(end - p))); p++)
			lines++;
	close(fd);
	return lines - 1;
}

static size_t by_source(const char *path, uint64_t *sum)
{
	fr_limits limits = {0};
	fr_limits_default(&limits);
	fr_source *source;
	fr_row row;
	size_t rows = 0;
	if (fr_source_open(NULL, path, &limits, &source, NULL) != FR_OK)
		return 0;
	while (fr_source_next(source, &row, NULL) == FR_OK) {
		rows++;
		for (size_t i = 0; i < row.count; i++)
			*sum += row.cells[i].text.n;
	}
	fr_source_close(source);
	return rows - 1;
}

int main(int argc, char **argv)
{
	size_t records = 0, found = 0;
	uint64_t bytes = 0;
	if (argc < 2) {
		fprintf(stderr, "usage: csv-scan FILE [--once]\n");
		return 2;
	}
	if (argc > 2)
		return by_source(argv[1], &bytes) ? 0 : 2;
	double times[2][RUNS];
	for (int i = 0; i < RUNS; i++) {
		double t = now();
		records = by_memchr(argv[1]);
		times[0][i] = now() - t;
		t = now();
		found = by_source(argv[1], &bytes);
		times[1][i] = now() - t;
	}
	double first = median(times[0], RUNS), second = median(times[1], RUNS);
	struct rusage usage;
	getrusage(RUSAGE_SELF, &usage);
	printf("memchr    %zu lines    %.2f M/s\n", records, (double)records / first * 1e-6);
	printf("rows      %zu records  %.2f M/s  (%.2f of memchr; %llu bytes of cells; most resident %ld KiB)\n", found,
		(double)found / second * 1e-6, (double)found / second / ((double)records / first), (unsigned long long)bytes / RUNS,
		usage.ru_maxrss);
	return found != records;
}
