/* Bench: what any reader of XML must pay at least: bare expat over a file, or libzip and expat over the parts of a workbook that hold its cells, and nothing done with them.
 * Stage: test. In: XML, ODS or XLSX. Out: how many elements there are. Usage: expat-only FILE */
#include <expat.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>
#include <zip.h>

#define BLOCK (1 << 16)

static void on_start(void *user, const char *name, const char **attributes)
{
	(void)name, (void)attributes;
	++*(size_t *)user;
}
static void on_end(void *user, const char *name) { (void)user, (void)name; }
static void on_text(void *user, const char *p, int n) { (void)user, (void)p, (void)n; }

/* Blocks come from the part, or from the file when there is none. */
static bool parse(int file, zip_file_t *part, size_t *elements)
{
	XML_Parser parser = XML_ParserCreate(NULL);
	bool ok = true;
	XML_SetUserData(parser, elements);
	XML_SetElementHandler(parser, on_start, on_end);
	XML_SetCharacterDataHandler(parser, on_text);
	for (long n = 1; ok && n > 0;) {
		void *into = XML_GetBuffer(parser, BLOCK);
		n = into ? part ? (long)zip_fread(part, into, BLOCK) : (long)read(file, into, BLOCK) : -1;
		ok = n >= 0 && XML_ParseBuffer(parser, (int)n, n == 0) == XML_STATUS_OK;
	}
	XML_ParserFree(parser);
	return ok;
}

int main(int argc, char **argv)
{
	static const char *const parts[] = {"content.xml", "xl/sharedStrings.xml", "xl/worksheets/sheet1.xml"};
	size_t elements = 0;
	int problem, file = argc > 1 ? open(argv[1], O_RDONLY) : -1;
	bool ok = file >= 0;
	zip_t *zip = ok ? zip_open(argv[1], ZIP_RDONLY, &problem) : NULL;
	for (size_t i = 0; zip && ok && i < sizeof parts / sizeof *parts; i++) {
		zip_file_t *part = zip_fopen(zip, parts[i], 0);
		ok = !part || parse(-1, part, &elements);
		if (part)
			zip_fclose(part);
	}
	if (ok && !zip)
		ok = parse(file, NULL, &elements);
	if (zip)
		zip_discard(zip);
	if (ok)
		printf("%zu elements\n", elements);
	return ok ? 0 : 2;
}
