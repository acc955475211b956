/* Copies that are made while results come: whatever the order of the results, the same bytes as when all were known before; and what is not wanted any more leaves nothing. */
#include "sink/feed.h"
#include "suite.h"

#include <stdatomic.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zip.h>

#define HERE FR_BUILD_DIR "/unit-sink-feed"
#define ROWS 3000
#define HEAD \
	"<office:document-content xmlns:office=\"urn:oasis:names:tc:opendocument:xmlns:office:1.0\" " \
	"xmlns:style=\"urn:oasis:names:tc:opendocument:xmlns:style:1.0\" xmlns:table=\"urn:oasis:names:tc:opendocument:xmlns:table:1.0\" " \
	"xmlns:text=\"urn:oasis:names:tc:opendocument:xmlns:text:1.0\"><office:automatic-styles/><office:body><office:spreadsheet>"
#define FOOT "</office:spreadsheet></office:body></office:document-content>"

typedef struct said {
	const char *sheet;
	size_t row, column; /* column 0: nothing is said of the row */
} said;

/* Sheets of that many rows; every hundredth stands for five. Returns the rows of one. */
static size_t pack_with(const char *path, const char *const *sheets, size_t rows, const char *foot)
{
	fr_buf text;
	int problem;
	size_t last = 0;
	fr_buf_init(&text, NULL, 0);
	fr_buf_puts(&text, HEAD);
	for (; *sheets; sheets++) {
		fr_buf_printf(&text, "<table:table table:name=\"%s\">", *sheets);
		last = 0;
		for (size_t i = 1; i <= rows; i++) {
			fr_buf_printf(&text,
				"<table:table-row%s><table:table-cell><text:p>%zu</text:p></table:table-cell><table:table-cell/></"
				"table:table-row>",
				i % 100 ? "" : " table:number-rows-repeated=\"5\"", i);
			last += i % 100 ? 1 : 5;
		}
		fr_buf_puts(&text, "</table:table>");
	}
	fr_buf_puts(&text, foot);
	mkdir(HERE, 0755);
	zip_t *zip = zip_open(path, ZIP_CREATE | ZIP_TRUNCATE, &problem);
	CU_ASSERT_FATAL(zip != NULL);
	zip_file_add(zip, "mimetype", zip_source_buffer(zip, "application/vnd.oasis.opendocument.spreadsheet", 46, 0), 0);
	zip_file_add(zip, "content.xml", zip_source_buffer(zip, text.p, text.n, 0), 0);
	CU_ASSERT_FATAL(zip_close(zip) == 0);
	fr_buf_free(&text);
	return last;
}

static size_t pack(const char *path, const char *const *sheets, size_t rows) { return pack_with(path, sheets, rows, FOOT); }

static fr_status add(fr_annotation *annotation, const said *words)
{
	char text[64];
	snprintf(text, sizeof text, "%s %zu", words->sheet, words->row);
	fr_finding f = {.level = words->row % 2 ? FR_LEVEL_ERROR : FR_LEVEL_WARNING,
		.code = FR_REQUIRED,
		.sheet = fr_str_from(words->sheet),
		.row = words->row,
		.column = words->column,
		.message = fr_str_from(text)};
	fr_result r = {.row = words->row, .sheet = f.sheet, .findings = &f, .finding_count = words->column > 0};
	return fr_annotation_add(annotation, &r, NULL);
}

static fr_error why;

/* pause: the copy may catch up before the last is said. */
static fr_status annotate(
	const fr_allocator *allocator, bool meanwhile, const char *output, const said *words, size_t n, bool pause, bool commit)
{
	fr_annotation *annotation;
	const fr_limits limits = {.ahead = meanwhile};
	unlink(output);
	why = (fr_error){0};
	fr_status status = fr_annotation_new(allocator, &limits, HERE "/in.ods", output, "en", &annotation, &why);
	if (status != FR_OK)
		return status;
	for (size_t i = 0; i < n && status == FR_OK; i++) {
		if (pause && i + 1 == n)
			usleep(50000);
		status = add(annotation, &words[i]);
	}
	fr_status closed = fr_annotation_close(annotation, commit && status == FR_OK, &why);
	return status == FR_OK ? closed : status;
}

static char *bytes_of(const char *path, size_t *n)
{
	FILE *file = fopen(path, "rb");
	char *bytes = malloc((size_t)4 << 20);
	*n = file && bytes ? fread(bytes, 1, (size_t)4 << 20, file) : 0;
	if (file)
		fclose(file);
	return bytes;
}

static void expect(const char *what, const said *words, size_t n, bool pause)
{
	size_t a, b;
	CASE_TRUE(annotate(NULL, false, HERE "/all.ods", words, n, false, true) == FR_OK, "%s: before\n", what);
	CASE_TRUE(annotate(NULL, true, HERE "/meanwhile.ods", words, n, pause, true) == FR_OK, "%s: meanwhile\n", what);
	char *p = bytes_of(HERE "/all.ods", &a), *q = bytes_of(HERE "/meanwhile.ods", &b);
	CASE_TRUE(a > 500 && a == b && memcmp(p, q, a) == 0, "%s: %zu and %zu bytes differ\n", what, a, b);
	free(p);
	free(q);
}

static const char *const sheets[] = {"one", "two", "three", NULL};

static void any_order_gives_the_same(void)
{
	static said words[3 * 2 * ROWS];
	size_t n = 0, rows = pack(HERE "/in.ods", sheets, ROWS);
	for (size_t s = 0; s < 3; s += 2) /* nobody checks the second */
		for (size_t row = 1; row <= rows + 2; row++)
			words[n++] = (said){sheets[s], row, row % 7 ? 0 : 1 + row % 3};
	expect("in order", words, n, false);
	expect("in order, with time", words, n, true);
	said last = words[n - 1];
	for (size_t k = 0; k < 4; k++) {
		const said late[] = {{"one", 1, 1}, {"one", 14, 2}, {"two", 5, 1}, {"three", 2, 1}};
		words[n - 1] = late[k];
		expect("the last is about what was before", words, n, true);
	}
	for (size_t i = rows + 2; i + 1 < n; i++)
		words[i].column = 0;
	words[n - 1] = (said){"one", 1, 1};
	expect("what was said last was about a sheet that was before", words, n, true);
	words[n - 1] = last;
	words[0] = (said){"three", 9, 2};
	words[1] = (said){"three", 4, 2};
	expect("the first are about what comes", words, n, true);
	uint32_t state = 7;
	for (size_t i = n; i-- > 1;) {
		size_t k = (state = state * 1664525 + 1013904223) % (i + 1);
		said other = words[i];
		words[i] = words[k];
		words[k] = other;
	}
	expect("no order at all", words, n, false);
	expect("nothing", NULL, 0, false);
	expect("one", words, 1, true);
	static const char *const twice[] = {"one", "one", NULL};
	pack(HERE "/in.ods", twice, 700);
	for (size_t i = 0; i < 600; i++)
		words[i] = (said){"one", i + 1, 1};
	expect("two sheets of one name", words, 600, true);
}

static void what_is_not_wanted_leaves_nothing(void)
{
	said words[1200];
	pack(HERE "/in.ods", sheets, ROWS);
	for (size_t i = 0; i < 1200; i++)
		words[i] = (said){"one", i + 1, 1};
	for (size_t n = 0; n <= 1200; n += 400) {
		CU_ASSERT(annotate(NULL, true, HERE "/out.ods", words, n, n % 800 == 0, false) == FR_OK);
		CU_ASSERT(access(HERE "/out.ods", F_OK) != 0);
	}
}

static void what_is_broken_is_refused(void)
{
	const said words[] = {{"one", 1, 1}, {"one", 2, 1}, {"two", 1, 1}};
	static const char *const feet[] = {"", FOOT "<a/>", "</office:body>" FOOT, "<table:table table:name=\"four\"></x>" FOOT};
	for (size_t i = 0; i < 2 * sizeof feet / sizeof *feet; i++) {
		pack_with(HERE "/in.ods", sheets, 400, feet[i / 2]);
		fr_status status = annotate(NULL, i % 2, HERE "/out.ods", words, 3, false, true);
		CASE_TRUE(status == FR_E_FORMAT && why.code == FR_ANNOTATE_PART && access(HERE "/out.ods", F_OK) != 0, "%zu gives %d\n", i,
			status);
	}
}

/* ---- the feed itself ---- */

static void late_is_what_was_passed(void)
{
	const copy_note notes[] = {{FR_STR("a"), 40, 1, FR_LEVEL_ERROR, FR_STR(""), 0, false},
		{FR_STR("b"), 7, 1, FR_LEVEL_ERROR, FR_STR(""), 1, false}, {FR_STR("a"), 100, 2, FR_LEVEL_ERROR, FR_STR(""), 2, false},
		{FR_STR("a"), 100, 1, FR_LEVEL_ERROR, FR_STR(""), 3, false}, {FR_STR("a"), 99, 1, FR_LEVEL_ERROR, FR_STR(""), 4, false}};
	const copy_note *mine = NULL;
	copy_feed f;
	fr_error error;
	size_t n = 0;
	CU_ASSERT_FATAL(copy_feed_open(&f, &fr_system_allocator));
	copy_feed_note(&f, notes, 1);
	copy_feed_row(&f, FR_STR("a"), 100);
	CU_ASSERT(copy_feed_sheet(&f, FR_STR("before"), &error) == FR_OK && copy_feed_upto(&f, 1u << 20, &mine, &n, &error) == FR_OK &&
		  n == 0);
	CU_ASSERT(copy_feed_sheet(&f, FR_STR("a"), &error) == FR_OK);
	CU_ASSERT(copy_feed_upto(&f, 39, &mine, &n, &error) == FR_OK && n == 1 && mine->row == 40);
	copy_feed_note(&f, notes, 2);
	copy_feed_note(&f, notes, 3);
	copy_feed_note(&f, notes, 4);
	CU_ASSERT(!f.late);
	copy_feed_row(&f, FR_STR("a"), 700);
	CU_ASSERT(copy_feed_upto(&f, 100, &mine, &n, &error) == FR_OK && n == 3 && mine[0].row == 40 && mine[1].column == 1 &&
		  mine[2].column == 2);
	copy_feed_note(&f, notes, 5);
	CU_ASSERT(f.late && copy_feed_upto(&f, 700, &mine, &n, &error) == FR_E_CANCELLED);
	CU_ASSERT(copy_feed_sheet(&f, FR_STR("b"), &error) == FR_E_CANCELLED);
	copy_feed_close(&f);
}

/* ---- memory ---- */

static atomic_long left;

static void *sparing(void *user, void *block, size_t size)
{
	(void)user;
	if (size == 0) {
		free(block);
		return NULL;
	}
	return atomic_fetch_sub(&left, 1) > 0 ? realloc(block, size) : NULL;
}

static void every_allocation_may_be_refused(void)
{
	const fr_allocator allocator = {sparing, NULL};
	said words[40];
	bool whole = false;
	pack(HERE "/in.ods", sheets, 50);
	for (size_t i = 0; i < 40; i++)
		words[i] = (said){i < 20 ? "one" : "three", i % 20 + 1, 1};
	for (long most = 0; most < 2000 && !whole; most++) {
		atomic_store(&left, most);
		fr_status status = annotate(&allocator, true, HERE "/out.ods", words, 40, false, true);
		bool there = access(HERE "/out.ods", F_OK) == 0;
		CASE_TRUE(there == (status == FR_OK), "allocation %ld: %d, %s\n", most, status, there ? "a file" : "no file");
		whole = atomic_load(&left) > 0;
	}
	CU_ASSERT_TRUE(whole);
}

TESTS(feed, {"any order gives the same", any_order_gives_the_same},
	{"what is not wanted leaves nothing", what_is_not_wanted_leaves_nothing}, {"what is broken is refused", what_is_broken_is_refused},
	{"late is what was passed", late_is_what_was_passed}, {"every allocation may be refused", every_allocation_may_be_refused})
