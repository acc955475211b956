/* Hostile and huge files: each must end in the right error, soon and without holding the file in memory. "Bad input" of the command line stands on this.
 * Stage: test. In: files made here. Out: the exit status. */
#include "source/source.h"
#include "formrule/codes.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#define MIB ((size_t)1 << 20)
#define SECONDS_MOST 10.0 /* with sanitizers on a busy machine; a second or two by itself */
#define HELD_MOST (80 * MIB)

/* Counts what the reader holds at once; the C library's own allocator knows the size of a block no more than we do, so it is written before it. */
typedef struct meter {
	size_t held, most;
} meter;

static void *metered(void *user, void *block, size_t size)
{
	meter *m = user;
	size_t *old = block ? (size_t *)block - 2 : NULL;
	size_t had = old ? *old : 0;
	if (size == 0) {
		m->held -= had;
		free(old);
		return NULL;
	}
	size_t *fresh = realloc(old, size + 2 * sizeof(size_t));
	if (!fresh)
		return NULL;
	*fresh = size;
	m->held += size - had;
	m->most = m->held > m->most ? m->held : m->most;
	return fresh + 2;
}

static int faults;

static void expect(const char *name, const char *path, size_t rows_before, int code)
{
	meter m = {0, 0};
	fr_allocator allocator = {metered, &m};
	fr_limits limits = {0};
	fr_limits_default(&limits);
	fr_source *source;
	fr_error error = {0};
	fr_row row;
	size_t rows = 0;
	struct timespec from, to;
	clock_gettime(CLOCK_MONOTONIC, &from);
	fr_status status = fr_source_open(&allocator, path, &limits, &source, &error);
	while (status == FR_OK && (status = fr_source_next(source, &row, &error)) == FR_OK)
		rows++;
	fr_source_close(source);
	clock_gettime(CLOCK_MONOTONIC, &to);
	double seconds = (double)(to.tv_sec - from.tv_sec) + (double)(to.tv_nsec - from.tv_nsec) * 1e-9;
	bool right = (code ? status != FR_END && error.code == code : status == FR_END) && rows == rows_before && seconds < SECONDS_MOST &&
		     m.most < HELD_MOST && m.held == 0;
	printf("%-28s %s %zu rows, %.2f s, %.1f MiB  %s\n", name, status == FR_END ? "read" : fr_code_name(error.code), rows, seconds,
		(double)m.most / (double)MIB, right ? "ok" : "WRONG");
	faults += !right;
	unlink(path);
}

static const char *const path = FR_BUILD_DIR "/pathological-source";

/* A file of: begin, piece repeated, end. */
static void make(const char *begin, const char *piece, size_t times, const char *end)
{
	FILE *f = fopen(path, "wb");
	if (!f)
		exit(2);
	fputs(begin, f);
	for (size_t i = 0; i < times; i++)
		fputs(piece, f);
	fputs(end, f);
	if (fclose(f) != 0)
		exit(2);
}

#define FLAT \
	"<?xml version=\"1.0\"?><d xmlns:o=\"urn:oasis:names:tc:opendocument:xmlns:office:1.0\" " \
	"xmlns:t=\"urn:oasis:names:tc:opendocument:xmlns:table:1.0\" " \
	"xmlns:x=\"urn:oasis:names:tc:opendocument:xmlns:text:1.0\"><o:body><o:spreadsheet><t:table t:name=\"S\">"
#define FLAT_END "</t:table></o:spreadsheet></o:body></d>"

int main(void)
{
	make("a,b\n", "x,", 1000000, "\n");
	expect("a million columns", path, 1, FR_SOURCE_COLUMNS);
	make("a,b\n", ",", 1000000, "\nx\n");
	expect("a million empty columns", path, 1, FR_SOURCE_COLUMNS);
	make("a,b\n", "0123456789", 10000000, "\n");
	expect("a cell of 100 MB", path, 1, FR_SOURCE_CELL);
	make("a,b\n\"", "01\n3\"\"6789", 10000000, "\"\n");
	expect("a quoted cell of 100 MB", path, 1, FR_SOURCE_QUOTE_OPEN);
	make("a,b\n\"", "never closed\n", 100000, "");
	expect("a quote never closed", path, 1, FR_SOURCE_QUOTE_OPEN);
	make("", "\n", 50000000, "a\n");
	expect("50 million empty lines", path, 1, 0);
	make("", "\"\"\"\"\"\"\"\"", 6000000, "\n");
	expect("nothing but quotes", path, 0, FR_SOURCE_QUOTE_OPEN);
	make("a\n", "\xBF\xCD,\xBB\xA7\n", 500000, "\xFF\n");
	expect("GB18030, damaged at the end", path, 500002, 0);
	make("a\n", "\xFF\n", 10000000, "");
	expect("damaged all over", path, 1001, FR_SOURCE_ENCODING);
	make("", "\xF0\x9F\x98\x80", 250000, "\xF0\x9F");
	expect("a character cut off", path, 1, 0);

	make(FLAT "<t:table-row t:number-rows-repeated=\"1048576\"><t:table-cell t:number-columns-repeated=\"16384\"/></t:table-row>", "",
		0, FLAT_END);
	expect("a whole empty sheet", path, 0, 0);
	make(FLAT "<t:table-row t:number-rows-repeated=\"1048576\"><t:table-cell o:value-type=\"float\" o:value=\"1\" "
		  "t:number-columns-repeated=\"16384\"/></t:table-row>",
		"", 0, FLAT_END);
	expect("a whole full sheet", path, 0, FR_SOURCE_COLUMNS);
	make(FLAT,
		"<t:table-row t:number-rows-repeated=\"1048576\"><t:table-cell o:value-type=\"float\" o:value=\"1\" "
		"t:number-columns-repeated=\"4000\"/></t:table-row>",
		1000, FLAT_END);
	expect("repeats of repeats", path, 0, FR_SOURCE_REPEATED);
	make(FLAT "<t:table-row>", "<t:table-cell o:value-type=\"float\" o:value=\"1\"/>", 1000000, "</t:table-row>" FLAT_END);
	expect("a million cells", path, 0, FR_SOURCE_COLUMNS);
	make(FLAT "<t:table-row><t:table-cell><x:p>", "0123456789", 10000000, "</x:p></t:table-cell></t:table-row>" FLAT_END);
	expect("a paragraph of 100 MB", path, 0, FR_SOURCE_CELL);
	make(FLAT "<t:table-row><t:table-cell o:value-type=\"string\" o:string-value=\"", "0123456789", 10000000,
		"\"/></t:table-row>" FLAT_END);
	expect("an attribute of 100 MB", path, 0, FR_SOURCE_TOKEN);
	make(FLAT, "<t:table-row-group>", 1000000, "");
	expect("a million levels", path, 0, FR_SOURCE_DEPTH);
	make(FLAT "<t:table-row><t:table-cell><x:p>", "<x:s x:c=\"1000000000\"/>", 100000, "</x:p></t:table-cell></t:table-row>" FLAT_END);
	expect("spaces by the billion", path, 0, FR_SOURCE_CELL);
	make(FLAT "<t:table-row><t:table-cell ", "a:b=\"1\" ", 0, "");
	expect("cut off in a tag", path, 0, FR_SOURCE_XML);
	make("<?xml version=\"1.0\"?><!DOCTYPE d [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b \"&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;\">]>", "<d>&b;</d>",
		1, "");
	expect("entities that grow", path, 0, FR_SOURCE_DTD);
	printf("%d faults\n", faults);
	return faults != 0;
}
