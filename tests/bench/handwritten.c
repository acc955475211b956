/* What somebody who knows C writes in a day instead of using Formrule: the checks of form.xml, fixed, over CSV in exactly these columns and spellings, in one pass.
 * Stage: test. In: a CSV of bench-records. Out: how many of each fault, and the mean score; no finding is written. Usage: handwritten FILE [THREADS]
 * It knows the columns by their place, has no messages, no encodings, no limits, and no quoted line ends where threads divide the file. */
#include "faults.h"

#include <fcntl.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#if defined(__SSE2__)
#include <emmintrin.h>
#endif

#define COLUMNS 15
#define THREADS_MOST 64
#define SLACK 4096 /* readable bytes behind the file */

typedef struct view {
	const char *p;
	size_t n;
} view;

typedef struct part {
	const char *from, *to;
	unsigned long records, faults[FAULTS];
	double score;
} part;

/* The next comma or line end. */
static const char *stop(const char *p)
{
#if defined(__SSE2__)
	const __m128i comma = _mm_set1_epi8(','), line = _mm_set1_epi8('\n');
	for (;; p += 16) {
		__m128i x = _mm_loadu_si128((const __m128i *)p);
		int mask = _mm_movemask_epi8(_mm_or_si128(_mm_cmpeq_epi8(x, comma), _mm_cmpeq_epi8(x, line)));
		if (mask)
			return p + __builtin_ctz((unsigned)mask);
	}
#else
	while (*p != ',' && *p != '\n')
		p++;
	return p;
#endif
}

/* Cuts one line into cells; returns where the next begins. */
static const char *cut(const char *p, const char *end, view cells[COLUMNS], size_t *count)
{
	*count = 0;
	for (;;) {
		view cell = {p, 0};
		if (*p == '"') {
			cell.p = ++p;
			while ((p = memchr(p, '"', (size_t)(end - p))) && p[1] == '"')
				p += 2;
			if (!p)
				return end;
			cell.n = (size_t)(p - cell.p);
			p++;
		} else {
			p = stop(p);
			cell.n = (size_t)(p - cell.p);
		}
		if (*count < COLUMNS)
			cells[(*count)++] = cell;
		if (p >= end || *p == '\n')
			return p + 1;
		p++;
	}
}

static bool digits(const char *p, size_t n)
{
	unsigned bad = 0;
	for (size_t i = 0; i < n; i++)
		bad |= (unsigned)(p[i] - '0') > 9;
	return !bad;
}

static int two(const char *p) { return (p[0] - '0') * 10 + p[1] - '0'; }

/* yyyy-mm-dd as a number that grows with the day, or -1. */
static int64_t date(const char *p)
{
	static const signed char lengths[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
	if (!digits(p, 4) || p[4] != '-' || !digits(p + 5, 2) || p[7] != '-' || !digits(p + 8, 2))
		return -1;
	int year = two(p) * 100 + two(p + 2), month = two(p + 5), day = two(p + 8);
	bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
	if (month < 1 || month > 12 || day < 1 || day > lengths[month - 1] + (month == 2 && leap))
		return -1;
	return ((int64_t)year * 12 + month) * 31 + day;
}

static bool is(view v, const char *text, size_t n) { return v.n == n && memcmp(v.p, text, n) == 0; }
#define IS(v, text) is(v, text, sizeof text - 1)

static bool known_channel(view v) { return IS(v, "电话") || IS(v, "在线客服") || IS(v, "社交媒体") || IS(v, "邮件") || IS(v, "门店"); }

static bool known_type(view v)
{
	return IS(v, "产品咨询") || IS(v, "售后投诉") || IS(v, "售后维修") || IS(v, "退换货") || IS(v, "物流催促") || IS(v, "账单发票") ||
	       IS(v, "其他");
}

static size_t characters(view v)
{
	size_t n = 0;
	for (size_t i = 0; i < v.n; i++)
		n += ((unsigned char)v.p[i] & 0xC0) != 0x80;
	return n;
}

static bool masked_phone(view v)
{
	return v.n == 11 && v.p[0] == '1' && v.p[1] >= '3' && v.p[1] <= '9' && digits(v.p + 2, 1) && memcmp(v.p + 3, "****", 4) == 0 &&
	       digits(v.p + 7, 4);
}

static bool masked_name(view v) { return v.n && (v.p[0] == '*' || v.p[v.n - 1] == '*'); }

static void check(part *part, const view c[COLUMNS])
{
	unsigned long *f = part->faults;
	int64_t at = -1, minute = 0, due;
	int sum = 0, rated = 0, overall = -1;
	if (c[0].n == 0)
		f[NO_ID]++;
	else if (c[0].n != 9 || memcmp(c[0].p, "KH", 2) != 0 || !digits(c[0].p + 2, 7))
		f[BAD_ID]++;
	if (c[1].n == 16 && c[1].p[10] == ' ' && digits(c[1].p + 11, 2) && c[1].p[13] == ':' && digits(c[1].p + 14, 2) &&
		two(c[1].p + 11) < 24 && two(c[1].p + 14) < 60) {
		at = date(c[1].p);
		minute = two(c[1].p + 11) * 60 + two(c[1].p + 14);
	}
	f[BAD_TIME] += at < 0;
	f[OTHER] += !masked_name(c[2]);
	f[CLEAR_PHONE] += !masked_phone(c[3]);
	f[BAD_CHANNEL] += !known_channel(c[4]);
	f[BAD_TYPE] += !known_type(c[5]);
	for (size_t i = 7; i < 12; i++) {
		if (c[i].n == 1 && c[i].p[0] >= '1' && c[i].p[0] <= '5')
			sum += c[i].p[0] - '0', rated++;
		else
			f[c[i].n == 1 && digits(c[i].p, 1) ? BEYOND_FIVE : NOT_WHOLE]++;
	}
	if (c[12].n && c[12].n <= 4 && digits(c[12].p, c[12].n))
		overall = atoi(c[12].p);
	f[BEYOND_TEN] += overall < 1 || overall > 10;
	if (c[6].n == 0)
		f[NO_TEXT] += overall >= 0 && overall <= 7;
	else if (c[6].n > 200 && characters(c[6]) > 200)
		f[OTHER]++;
	if (c[13].n == 0)
		f[NO_DATE] += IS(c[5], "售后投诉");
	else if (c[13].n != 10 || (due = date(c[13].p)) < 0)
		f[BAD_DATE]++;
	else
		f[EARLY] += at >= 0 && (due < at || (due == at && minute > 0));
	if (c[14].n == 0)
		f[NO_AGENT]++;
	else
		f[OTHER] += !masked_name(c[14]);
	if (rated)
		part->score += (double)sum / rated;
}

static void *work(void *user)
{
	part *p = user;
	view cells[COLUMNS];
	size_t count;
	for (const char *at = p->from; at < p->to;) {
		at = cut(at, p->to, cells, &count);
		while (count < COLUMNS)
			cells[count++] = (view){"", 0};
		check(p, cells);
		p->records++;
	}
	return NULL;
}

static const char *map(const char *path, size_t *size)
{
	struct stat about;
	int file = open(path, O_RDONLY);
	if (file < 0 || fstat(file, &about) != 0)
		return NULL;
	*size = (size_t)about.st_size;
	char *room = mmap(NULL, *size + SLACK, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (room == MAP_FAILED || mmap(room, *size, PROT_READ, MAP_PRIVATE | MAP_FIXED | MAP_POPULATE, file, 0) == MAP_FAILED)
		return NULL;
	madvise(room, *size, MADV_SEQUENTIAL);
	return room;
}

int main(int argc, char **argv)
{
	size_t size = 0, threads = argc > 2 ? strtoul(argv[2], NULL, 10) : 1;
	const char *text = argc > 1 ? map(argv[1], &size) : NULL, *at = text ? memchr(text, '\n', size) : NULL;
	if (!at || threads < 1 || threads > THREADS_MOST) {
		fprintf(stderr, "usage: handwritten FILE [THREADS]\n");
		return 2;
	}
	static part parts[THREADS_MOST];
	pthread_t ids[THREADS_MOST];
	const char *end = text + size;
	at++;
	for (size_t i = 0; i < threads; i++) {
		const char *to = at + (size_t)(end - at) / (threads - i), *line = to < end ? memchr(to, '\n', (size_t)(end - to)) : NULL;
		parts[i] = (part){.from = at, .to = i + 1 < threads && line ? line + 1 : end};
		at = parts[i].to;
		if (threads > 1 && pthread_create(&ids[i], NULL, work, &parts[i]) != 0)
			return 2;
	}
	part all = {0};
	for (size_t i = 0; i < threads; i++) {
		if (threads > 1)
			pthread_join(ids[i], NULL);
		else
			work(&parts[i]);
		all.records += parts[i].records;
		all.score += parts[i].score;
		for (size_t f = 0; f < FAULTS; f++)
			all.faults[f] += parts[i].faults[f];
	}
	unsigned long faults = 0;
	for (size_t f = 0; f < FAULTS; f++) {
		printf("%s %lu\n", fault_names[f], all.faults[f]);
		faults += all.faults[f];
	}
	printf("all %lu\nrecords %lu\nmean score %.4f\n", faults, all.records, all.records ? all.score / (double)all.records : 0);
	return faults != 0;
}
