/* Bench: how fast a CSV becomes rows, beside a bare memchr over the same file.
 * Stage: test. In: a number of records. Out: records per second, medians of several runs. Usage: csv-scan FILE [RECORDS]; FILE is written when it is missing. */
#include "source/source.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

#define RUNS 7

static double now(void)
{
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

static unsigned seed = 1;
static unsigned any(unsigned most)
{
	seed = seed * 1103515245u + 12345u;
	return (seed >> 16) % most;
}

/* 15 columns of customer-service data; one record in eight has quotes around its text, one in a hundred an empty field that is required. */
static int generate(const char *path, size_t records)
{
	static const char *const channels[] = {"电话", "在线客服", "社交媒体", "邮件"},
				 *const types[] = {"产品咨询", "售后投诉", "物流查询", "报修"},
				 *const words[] = {"客户", "反映", "昨天", "收到", "的", "商品", "包装", "破损", "要求", "换货", "已经",
					 "联系", "仓库", "处理", "。"};
	FILE *f = fopen(path, "w");
	if (!f)
		return 1;
	fputs("客户编号,日期时间,客户姓名,联系方式,沟通渠道,服务类型,问题描述,响应速度,解决效果,服务态度,专业能力,总体评分,总体满意度,"
	      "完成时限,负责人\n",
		f);
	for (size_t i = 0; i < records; i++) {
		fprintf(f, "KH%07zu,2023-%02u-%02u %02u:%02u,%s*,138****%04u,%s,%s,", i, 1 + any(12), 1 + any(28), any(24), any(60),
			any(2) ? "李" : "张", any(10000), channels[any(4)], types[any(4)]);
		bool quoted = any(8) == 0;
		if (quoted)
			fputc('"', f);
		for (unsigned k = 0; i % 100 && k < 20; k++)
			fputs(words[any(15)], f);
		fputs(quoted ? ",\"\"急\"\"\"" : "", f);
		fprintf(f, ",%u,%u,%u,%u,%u,%s,2023-%02u-%02u,售后部-王*\n", 1 + any(5), 1 + any(5), 1 + any(5), 1 + any(5), 1 + any(10),
			any(2) ? "满意" : "一般", 1 + any(12), 1 + any(28));
	}
	return fclose(f);
}

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

static int by_number(const void *a, const void *b)
{
	return (*(const double *)a > *(const double *)b) - (*(const double *)a < *(const double *)b);
}

int main(int argc, char **argv)
{
	size_t records = argc > 2 ? strtoull(argv[2], NULL, 10) : 1000000, found = 0;
	uint64_t bytes = 0;
	if (argc < 2 || (access(argv[1], R_OK) != 0 && generate(argv[1], records) != 0)) {
		fprintf(stderr, "usage: csv-scan FILE [RECORDS]\n");
		return 2;
	}
	double times[2][RUNS];
	for (int i = 0; i < RUNS; i++) {
		double t = now();
		records = by_memchr(argv[1]);
		times[0][i] = now() - t;
		t = now();
		found = by_source(argv[1], &bytes);
		times[1][i] = now() - t;
	}
	for (int k = 0; k < 2; k++)
		qsort(times[k], RUNS, sizeof(double), by_number);
	struct rusage usage;
	getrusage(RUSAGE_SELF, &usage);
	printf("memchr    %zu lines    %.2f M/s\n", records, (double)records / times[0][RUNS / 2] * 1e-6);
	printf("rows      %zu records  %.2f M/s  (%.2f of memchr; %llu bytes of cells; most resident %ld KiB)\n", found,
		(double)found / times[1][RUNS / 2] * 1e-6, (double)found / times[1][RUNS / 2] / ((double)records / times[0][RUNS / 2]),
		(unsigned long long)bytes / RUNS, usage.ru_maxrss);
	return found != records;
}
