/* Parts read ahead: the same bytes in the same pieces, the same failure behind them; left in the middle; and entries of a zip file, whole and damaged, two at a time. */
#include "source/part.h"
#include "suite.h"

#include <stdlib.h>
#include <unistd.h>
#include <zip.h>

/* A part of `blocks` reads, each filled with its number, the last one half; then the end, or a failure. */
typedef struct counted {
	size_t blocks, given;
	bool fails;
	bool closed;
} counted;

static fr_status counted_read(fr_part *part, void *into, size_t n, size_t *got, fr_error *error)
{
	counted *c = part->state;
	*got = 0;
	if (c->given == c->blocks)
		return c->fails ? fr_fail(error, FR_E_FORMAT, FR_SOURCE_PART, "counted", NULL) : FR_OK;
	*got = ++c->given == c->blocks ? n / 2 + 1 : n;
	memset(into, (int)(c->given & 0x7F), *got);
	part->done += *got;
	return FR_OK;
}

static void counted_close(fr_part *part) { ((counted *)part->state)->closed = true; }

static fr_part part_of(counted *c) { return (fr_part){.name = "counted", .state = c, .read = counted_read, .close = counted_close}; }

/* "length:byte …" of each read until nothing comes, and how it ended. */
static void write_part(fr_part *part, size_t n, fr_buf *out)
{
	char *into = malloc(n);
	size_t got;
	fr_error error = {0};
	fr_status status;
	CU_ASSERT_PTR_NOT_NULL_FATAL(into);
	while ((status = part->read(part, into, n, &got, &error)) == FR_OK && got)
		fr_buf_printf(out, "%zu:%d ", got, into[got - 1]);
	fr_buf_printf(out, "done %zu status %d %s", (size_t)part->done, status, fr_code_name(error.code));
	for (int again = 0; again < 2; again++) {
		error = (fr_error){0};
		status = part->read(part, into, n, &got, &error);
		fr_buf_printf(out, "; %d %zu %s", status, got, fr_code_name(error.code));
	}
	free(into);
}

static void the_same(void)
{
	fr_buf plain, early;
	fr_buf_init(&plain, NULL, 0);
	fr_buf_init(&early, NULL, 0);
	for (size_t blocks = 0; blocks < 40; blocks++)
		for (int fails = 0; fails < 2; fails++) {
			counted one = {.blocks = blocks, .fails = fails}, other = one;
			fr_part direct = part_of(&one), ahead = part_of(&other);
			fr_part_ahead(&ahead, &fr_system_allocator);
			fr_buf_clear(&plain);
			fr_buf_clear(&early);
			write_part(&direct, 1000, &plain);
			write_part(&ahead, 1000, &early);
			CASE_TRUE(fr_str_eq(fr_buf_view(&plain), fr_buf_view(&early)), "%zu blocks: %s\nahead: %s\n", blocks,
				fr_buf_z(&plain), fr_buf_z(&early));
			ahead.close(&ahead);
			CU_ASSERT_TRUE(other.closed);
		}
	fr_buf_free(&plain);
	fr_buf_free(&early);
}

static void left_in_the_middle(void)
{
	for (size_t reads = 0; reads < 8; reads++) {
		counted c = {.blocks = 1000};
		fr_part part = part_of(&c);
		char into[100];
		size_t got;
		fr_part_ahead(&part, &fr_system_allocator);
		for (size_t i = 0; i < reads; i++)
			CU_ASSERT(part.read(&part, into, i == 3 ? 7 : sizeof into, &got, NULL) == FR_OK && got == (i == 3          ? 7
															  : i == 4 ? 93
																   : 100));
		part.close(&part);
		CU_ASSERT_TRUE(c.closed);
		CU_ASSERT(c.given <= reads + 16); /* no more than the ring holds */
	}
}

/* ---- zip files ---- */

#define LARGE ((size_t)3 << 20)

static char *pack(size_t *n)
{
	const char *path = FR_BUILD_DIR "/ahead.zip";
	char *text = malloc(LARGE);
	CU_ASSERT_PTR_NOT_NULL_FATAL(text);
	for (size_t i = 0; i < LARGE; i++)
		text[i] = (char)('a' + i * i % 23 + (i >> 16) % 3);
	unlink(path);
	zip_t *zip = zip_open(path, ZIP_CREATE, NULL);
	CU_ASSERT_PTR_NOT_NULL_FATAL(zip);
	for (int k = 0; k < 2; k++)
		zip_file_add(zip, k ? "second" : "first", zip_source_buffer(zip, text, LARGE - (size_t)k * 100, 0), 0);
	CU_ASSERT_EQUAL_FATAL(zip_close(zip), 0);
	free(text);
	FILE *file = fopen(path, "rb");
	char *out = malloc(LARGE * 2);
	CU_ASSERT_FATAL(file && out);
	*n = fread(out, 1, LARGE * 2, file);
	fclose(file);
	return out;
}

/* Both entries by turns, as a reader of XLSX reads sheets and texts. */
static void write_zip(const char *p, size_t n, bool ahead, fr_buf *out)
{
	fr_limits limits = {.ahead = ahead};
	fr_zip *zip;
	fr_part parts[2];
	fr_status status[2] = {FR_OK, FR_OK};
	fr_error error = {0};
	char into[5000];
	fr_limits_default(&limits);
	CU_ASSERT_EQUAL_FATAL(fr_zip_memory(&fr_system_allocator, p, n, &limits, &zip, &error), FR_OK);
	for (int k = 0; k < 2; k++)
		CU_ASSERT_EQUAL_FATAL(fr_zip_part(zip, k ? "second" : "first", &parts[k], &error), FR_OK);
	for (size_t got[2] = {1, 1}; got[0] || got[1];)
		for (int k = 0; k < 2; k++) {
			if (!got[k])
				continue;
			status[k] = parts[k].read(&parts[k], into, sizeof into, &got[k], &error);
			fr_buf_add(out, into, got[k]);
			if (status[k] != FR_OK) {
				fr_buf_printf(out, "%d %s %s", k, fr_code_name(error.code), error.args[0]);
				got[k] = 0;
			}
		}
	for (int k = 0; k < 2; k++)
		parts[k].close(&parts[k]);
	fr_zip_close(zip);
}

static void zips(void)
{
	size_t n;
	char *bytes = pack(&n);
	fr_buf plain, early;
	fr_buf_init(&plain, NULL, 0);
	fr_buf_init(&early, NULL, 0);
	for (size_t damage = 0; damage < 12; damage++) {
		size_t at = damage ? 40 + (n - 300) / 12 * damage : 0;
		bytes[at] = (char)(bytes[at] ^ (damage ? 0x15 : 0));
		fr_buf_clear(&plain);
		fr_buf_clear(&early);
		write_zip(bytes, n, false, &plain);
		write_zip(bytes, n, true, &early);
		CASE_TRUE(fr_str_eq(fr_buf_view(&plain), fr_buf_view(&early)), "damage %zu: %zu and %zu bytes\n", damage, plain.n, early.n);
		CU_ASSERT(damage ? fr_str_find(fr_buf_view(&plain), FR_STR("source.part")) != SIZE_MAX : plain.n == 2 * LARGE - 100);
		bytes[at] = (char)(bytes[at] ^ (damage ? 0x15 : 0));
	}
	free(bytes);
	fr_buf_free(&plain);
	fr_buf_free(&early);
}

TESTS(ahead, {"the same", the_same}, {"left in the middle", left_in_the_middle}, {"zips", zips})
