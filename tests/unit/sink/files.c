/* What goes out is whole or not at all, well-formed XML, and CSV that no spreadsheet takes for a formula. */
#include "sink/sink.h"
#include "suite.h"

#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#define HERE FR_BUILD_DIR "/unit-sink-files"

static const char *path_of(const char *name)
{
	static char path[4096];
	mkdir(HERE, 0755);
	snprintf(path, sizeof path, HERE "/%s", name);
	return path;
}

static bool holds(const char *path, const char *text)
{
	char bytes[256] = "";
	FILE *f = fopen(path, "rb");
	size_t n = f ? fread(bytes, 1, sizeof bytes - 1, f) : 0;
	if (f)
		fclose(f);
	return f && n == strlen(text) && memcmp(bytes, text, n) == 0;
}

static mode_t mode_of(const char *path)
{
	struct stat info;
	return stat(path, &info) == 0 ? info.st_mode & 0777 : 0;
}

static bool put(const char *path, const char *text, bool commit)
{
	fr_outfile *file;
	fr_error error = {0};
	if (fr_outfile_open(NULL, path, &file, &error) != FR_OK)
		return false;
	CU_ASSERT(mode_of(fr_outfile_temporary(file)) == 0600);
	CU_ASSERT(fr_outfile_write(file, text, strlen(text)));
	return fr_outfile_close(file, commit, &error) == FR_OK;
}

static void files_appear_whole_or_not_at_all(void)
{
	const char *path = path_of("out.txt");
	unlink(path);
	mode_t mask = umask(0027);
	CU_ASSERT(put(path, "first", true) && holds(path, "first") && mode_of(path) == 0640);
	umask(mask);
	CU_ASSERT(put(path, "second", false) && holds(path, "first"));
	chmod(path, 0604);
	CU_ASSERT(put(path, "third", true) && holds(path, "third") && mode_of(path) == 0604);
	char command[4200];
	snprintf(command, sizeof command, "test $(ls '%s' | grep -c out.txt) = 1", HERE);
	CU_ASSERT(system(command) == 0); /* nothing is left beside it */
	char link_path[4096];
	snprintf(link_path, sizeof link_path, HERE "/link.txt");
	unlink(link_path);
	CU_ASSERT(symlink("out.txt", link_path) == 0);
	CU_ASSERT(put(link_path, "through", true) && holds(path_of("out.txt"), "through"));
	struct stat info;
	CU_ASSERT(lstat(link_path, &info) == 0 && S_ISLNK(info.st_mode));
}

static void what_cannot_be_written_is_said(void)
{
	fr_outfile *file;
	fr_error error = {0};
	CU_ASSERT(fr_outfile_open(NULL, HERE, &file, &error) == FR_E_IO && error.code == FR_IO_DIRECTORY);
	CU_ASSERT(fr_outfile_open(NULL, HERE "/no/such/folder.txt", &file, &error) == FR_E_IO && error.code != FR_IO_DIRECTORY);
	CU_ASSERT(strcmp(error.args[0], HERE "/no/such/folder.txt") == 0 && error.args[1][0] != 0);
	if (access("/dev/full", W_OK) == 0) { /* a disk that is full: the target stays */
		CU_ASSERT(put(path_of("full.txt"), "old", true));
		CU_ASSERT(fr_outfile_open(NULL, path_of("full.txt"), &file, &error) == FR_OK);
		char temporary[4096];
		snprintf(temporary, sizeof temporary, "%s", fr_outfile_temporary(file));
		unlink(temporary); /* lost before it is committed */
		CU_ASSERT(fr_outfile_close(file, true, &error) == FR_E_IO && holds(path_of("full.txt"), "old"));
	}
}

static void xml_is_well_formed_whatever_is_in_it(void)
{
	static const struct {
		const char *text;
		size_t n;
		const char *as_text, *as_attribute;
	} cases[] = {
		{"a<b>&\"'", 7, "a&lt;b&gt;&amp;\"'", " n=\"a&lt;b&gt;&amp;&quot;'\""},
		{"]]>", 3, "]]&gt;", " n=\"]]&gt;\""},
		{"a\tb\nc\rd", 7, "a\tb\nc&#13;d", " n=\"a&#9;b&#10;c&#13;d\""},
		{"x\0y\x0By", 5, "x\xEF\xBF\xBDy\xEF\xBF\xBDy", " n=\"x\xEF\xBF\xBDy\xEF\xBF\xBDy\""},
		{"\xEF\xBF\xBE", 3, "\xEF\xBF\xBD", " n=\"\xEF\xBF\xBD\""},
		{"\xC3(", 2, "\xEF\xBF\xBD(", " n=\"\xEF\xBF\xBD(\""},
		{"客服😀", 10, "客服😀", " n=\"客服😀\""},
		{"", 0, "", " n=\"\""},
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		fr_buf out;
		fr_buf_init(&out, NULL, 0);
		fr_xml_text(&out, fr_str_of(cases[i].text, cases[i].n));
		CASE_TRUE(fr_str_is(fr_buf_view(&out), cases[i].as_text), "text of case %zu: %s\n", i, fr_buf_z(&out));
		fr_buf_clear(&out);
		fr_xml_attr(&out, "n", fr_str_of(cases[i].text, cases[i].n));
		CASE_TRUE(fr_str_is(fr_buf_view(&out), cases[i].as_attribute), "attribute of case %zu: %s\n", i, fr_buf_z(&out));
		fr_buf_free(&out);
	}
}

static void csv_cells_are_no_formulas(void)
{
	static const struct {
		const char *text, *cell;
	} cases[] = {
		{"", ""},
		{"KH001", "KH001"},
		{"=1+1", "\"'=1+1\""},
		{"+86 138****5678", "+86 138****5678"},
		{"+86 (10) 8899-3108", "+86 (10) 8899-3108"},
		{"+86 138=1", "\"'+86 138=1\""},
		{"+cmd|' /C calc'!A0", "\"'+cmd|' /C calc'!A0\""},
		{"+A1", "\"'+A1\""},
		{"-cmd|' /C calc'!A0", "\"'-cmd|' /C calc'!A0\""},
		{"@SUM(1)", "\"'@SUM(1)\""},
		{"\t=1", "\"'\t=1\""},
		{"＝1+1", "\"'＝1+1\""},
		{"＠x", "\"'＠x\""},
		{" =1+1", "\"' =1+1\""},
		{"-12.5", "-12.5"},
		{"+3", "+3"},
		{"-", "-"},
		{"--", "--"},
		{"-1+A2", "\"'-1+A2\""},
		{"他说\"好\"", "\"他说\"\"好\"\"\""},
		{"甲,乙", "\"甲,乙\""},
		{"甲;乙", "\"甲;乙\""},
		{"一\n二", "\"一\n二\""},
		{" 头", "\" 头\""},
		{"=\"\"", "\"'=\"\"\"\"\""},
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		fr_buf out;
		fr_buf_init(&out, NULL, 0);
		fr_csv_cell(&out, fr_str_from(cases[i].text));
		CASE_TRUE(fr_str_is(fr_buf_view(&out), cases[i].cell), "%s gives %s\n", cases[i].text, fr_buf_z(&out));
		fr_buf_free(&out);
	}
}

TESTS(files, {"files appear whole or not at all", files_appear_whole_or_not_at_all},
	{"what cannot be written is said", what_cannot_be_written_is_said},
	{"XML is well-formed whatever is in it", xml_is_well_formed_whatever_is_in_it},
	{"CSV cells are no formulas", csv_cells_are_no_formulas})
