/* Record XML: batches and submissions, read with blocks of many sizes. Rows are shown as rows.h says; before names stands N, behind the row's number the repeat in brackets. */
#include "rows.h"

#include "source/reader.h"

#define BATCH(inner) \
	"<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<batch xmlns=\"urn:formrule:batch\" form=\"tickets\" version=\"1\">\n" inner \
	"</batch>\n"
#define DATA(inner) \
	"<?xml version='1.0' ?>\n<data xmlns:orx=\"http://openrosa.org/xforms\" xmlns:jr=\"http://openrosa.org/javarosa\" id=\"tickets\" " \
	"version=\"1\">\n" inner "</data>\n"

static const fr_str steps_fields[] = {{"at", 2}, {"what", 4}}, fields[] = {{"no", 2}, {"text", 4}};
static const fr_expected expected[] = {{{"", 0}, fields, 2}, {{"steps", 5}, steps_fields, 2}};

typedef struct reading {
	const fr_allocator *allocator;
	const fr_limits *limits;
	size_t block;
	bool submission, expect;
} reading;

static void write_named(fr_buf *out, const fr_row *row)
{
	fr_buf_printf(out, "%s%zu%s", row->names ? "N" : "", row->row, row->new_sheet ? "*" : "");
	if (row->repeat.n)
		fr_buf_printf(out, "[%.*s]", (int)row->repeat.n, row->repeat.p);
	fr_buf_byte(out, ':');
	for (size_t i = 0; i < row->count; i++) {
		if (i)
			fr_buf_byte(out, '|');
		write_cell(out, &row->cells[i]);
		if (row->cells[i].kind == FR_CELL_ERROR)
			fr_buf_puts(out, fr_code_name((int)row->cells[i].number));
	}
	fr_buf_byte(out, '\n');
}

static fr_status read_all(const char *bytes, size_t n, const reading *how, fr_buf *out, fr_error *error)
{
	fr_limits limits = how->limits ? *how->limits : (fr_limits){0};
	fr_limits_default(&limits);
	fr_bytes file;
	fr_bytes_memory(&file, bytes, n);
	fr_reader reader = {0};
	fr_row row;
	fr_status status = fr_records_open(how->allocator, &file, &limits, how->block, how->submission, &reader, error);
	if (status == FR_OK && how->expect)
		status = reader.expect(reader.state, expected, 2, error);
	while (status == FR_OK && (status = reader.next(reader.state, &row, error)) == FR_OK)
		if (out)
			write_named(out, &row);
	if (reader.close)
		reader.close(reader.state);
	return status;
}

static void expect_rows(const char *xml, reading how, const char *wanted)
{
	static const size_t blocks[] = {1, 2, 3, 4, 5, 6, 7, 64, 1 << 16};
	how.allocator = &fr_system_allocator;
	for (size_t i = 0; i < sizeof blocks / sizeof *blocks; i++) {
		fr_buf out;
		fr_buf_init(&out, NULL, 0);
		fr_error error = {0};
		how.block = blocks[i];
		fr_status status = read_all(xml, strlen(xml), &how, &out, &error);
		write_failure(&out, status, &error);
		CASE_TRUE(strcmp(fr_buf_z(&out), wanted) == 0, "%s, block %zu:\n%s--- not\n%s\n", xml, blocks[i], fr_buf_z(&out), wanted);
		fr_buf_free(&out);
	}
}
#define EXPECT(xml, wanted) expect_rows(xml, (reading){0}, wanted)
#define EXPECT_KNOWN(xml, wanted) expect_rows(xml, (reading){.expect = true}, wanted)
#define EXPECT_DATA(xml, wanted) expect_rows(xml, (reading){.submission = true, .expect = true}, wanted)

static void records_and_their_names(void)
{
	EXPECT(BATCH("<record id=\"a\"><no>1</no><text>二 &amp; &lt;3&gt; &#x41;</text></record>\n<record><no>2</no></record>\n"),
		"N3*:@id|@version|no|text\n3:a||1|二 & <3> A\n4:||2\n");
	/* fields in any order, none of them, new ones late: names come again when there are more */
	EXPECT(BATCH("<record><no>1</no></record>\n<record><text>x</text><no>2</no></record>\n<record/>\n<record><no>3</no></record>\n"),
		"N3*:@id|@version|no\n3:||1\nN4:@id|@version|no|text\n4:||2|x\n5:\n6:||3\n");
	EXPECT_KNOWN(BATCH("<record version=\"2\"><text>x</text><other>y</other></record>\n"),
		"N3*:@id|@version|no|text|other\nN3[steps]:at|what\n3:|2||x|y\n");
	/* nothing in it: no column, no matter how it is called */
	EXPECT(BATCH("<record><no/><strange></strange><blank> \n </blank><text>x</text></record>"), "N3*:@id|@version|text\n3:||x\n");
	/* a batch without records is one */
	EXPECT(BATCH(""), "N1*:@id|@version\n");
	EXPECT(BATCH("<record>\n\n<no>\n1\n2</no></record>"), "N3*:@id|@version|no\n3:||\n1\n2\n");
	EXPECT(BATCH("<!-- <record><no>0</no></record> --><?pi x?><record><no>1<!-- c -->2<![CDATA[<3>]]></no></record>"),
		"N3*:@id|@version|no\n3:||12<3>\n");
}

static void rows_of_repeats(void)
{
	EXPECT_KNOWN(
		BATCH("<record><no>1</no>\n<steps><at>a</at></steps>\n<steps>\n<what>c</what><at>b</at></steps><text>t</text></record>\n"
		      "<record><no>2</no></record>"),
		"N3*:@id|@version|no|text\nN3[steps]:at|what\n4[steps]:a\n5[steps]:b|c\n3:||1|t\n7:||2\n");
	/* one that is not of the form, and an entry with nothing in it */
	EXPECT_KNOWN(BATCH("<record><no>1</no><steps/><steps><at> </at></steps><calls><by>x</by></calls></record>"),
		"N3*:@id|@version|no|text\nN3[steps]:at|what\nN3[calls]:by\n3[calls]:x\n3:||1\n");
}

static void faults_of_records(void)
{
	EXPECT_KNOWN(BATCH("<record><no>1</no><text>x</text><no>2</no></record>"),
		"N3*:@id|@version|no|text\nN3[steps]:at|what\n3:||!element.twice|x\n");
	EXPECT_KNOWN(BATCH("<record><no>1</no><text><b>x</b> y</text></record>"),
		"N3*:@id|@version|no|text\nN3[steps]:at|what\n3:||1|!element.nested\n");
	EXPECT_KNOWN(BATCH("<record><no>1</no><text>x<b>y</b>z<c/></text></record>"),
		"N3*:@id|@version|no|text\nN3[steps]:at|what\n3:||1|!element.nested\n");
	EXPECT_KNOWN(BATCH("<record><steps><at><x><y>deep</y></x></at><what>w</what></steps></record>"),
		"N3*:@id|@version|no|text\nN3[steps]:at|what\n3[steps]:!element.nested|w\n3:\n");
	EXPECT_KNOWN(BATCH("<record><steps><at>1</at><at>2</at></steps></record>"),
		"N3*:@id|@version|no|text\nN3[steps]:at|what\n3[steps]:!element.twice\n3:\n");
}

static void namespaces(void)
{
	EXPECT("<b:batch xmlns:b=\"urn:formrule:batch\" form=\"f\"><b:record b:id=\"no\"/></b:batch>", "source.attribute 1\n");
	EXPECT("<b:batch xmlns:b=\"urn:formrule:batch\" form=\"f\"><b:record "
	       "id=\"1\"><b:no>1</b:no><no>other</no></b:record><b:record><b:no>2</b:no>"
	       "</b:record></b:batch>",
		"N1*:@id|@version|no|:no\n1:1||1|other\n1:||2\n");
	/* what is in another namespace is another element, also where that is declared on the spot */
	EXPECT(BATCH("<record><no>1</no><no xmlns=\"urn:other\">2</no><x:no "
		     "xmlns:x=\"urn:formrule:batch\">3</x:no></record><record><no>4</no></record>"),
		"N3*:@id|@version|no|:no\n3:||!element.twice|2\n3:||4\n");
	EXPECT(BATCH("<record xmlns=\"urn:other\"><no>1</no></record>"), "source.element 3\n");
}

static void structure(void)
{
	EXPECT(BATCH("<entry><no>1</no></entry>"), "source.element 3\n");
	EXPECT(BATCH("<record><no>1</no></record>\nstray\n<record/>"), "N3*:@id|@version|no\n3:||1\nsource.words 4\n");
	EXPECT(BATCH("<record>stray<no>1</no></record>"), "source.words 3\n");
	EXPECT(BATCH("<record><steps><at>1</at>stray</steps></record>"), "source.words 3\n");
	EXPECT(BATCH("<record nr=\"1\"/>"), "source.attribute 3\n");
	EXPECT(BATCH("<record><no type=\"x\">1</no></record>"), "source.attribute 3\n");
	EXPECT("<batch xmlns=\"urn:formrule:batch\" form=\"f\" sender=\"x\"/>", "source.attribute 1\n");
	EXPECT("<batch xmlns=\"urn:formrule:batch\"/>", "source.attribute.missing 1\n");
	EXPECT(BATCH("<record><no>1</no></record>") "<batch/>", "N3*:@id|@version|no\n3:||1\nsource.xml 4\n");
	EXPECT("<batch xmlns=\"urn:formrule:batch\" form=\"f\">\n<record><no>1</no></record>\n<record><no>2",
		"N2*:@id|@version|no\n2:||1\nsource.xml 3\n");
	EXPECT(BATCH("<record><no>&nbsp;</no></record>"), "source.xml 3\n");
	EXPECT("<!DOCTYPE batch [<!ENTITY a \"x\">]>\n<batch xmlns=\"urn:formrule:batch\" form=\"f\"/>", "source.dtd 1\n");
}

static void submissions(void)
{
	EXPECT_DATA(DATA("<start>s</start><g1><no>1</no><g2><text>t</text></g2><none/></g1>\n<steps jr:template=\"\"><at>a</at></steps>\n"
			 "<steps><g><what>w</what></g></steps>\n<orx:meta><orx:instanceID>uuid:1</orx:instanceID><orx:deviceID>d</"
			 "orx:deviceID></orx:meta>"),
		"N2*:@id|@version|no|text|start\nN2[steps]:at|what\n4[steps]:a\n5[steps]:|w\n2:uuid:1||1|t|s\n");
	/* as other collecting programs write it */
	EXPECT_DATA("<visit id=\"tickets\" xmlns=\"http://opendatakit.org/submissions\" instanceID=\"uuid:2\"><no>1</no></visit>",
		"N1*:@id|@version|no|text\nN1[steps]:at|what\n1:uuid:2||1\n");
	EXPECT_DATA(DATA("<no>1</no><meta xmlns=\"http://openrosa.org/xforms\"><instanceID>uuid:3</instanceID></meta>"),
		"N2*:@id|@version|no|text\nN2[steps]:at|what\n2:uuid:3||1\n");
	EXPECT_DATA(DATA("<no>1</no><meta><instanceID>uuid:4</instanceID></meta><g><meta>m</meta></g>"),
		"N2*:@id|@version|no|text|meta\nN2[steps]:at|what\n2:uuid:4||1||m\n");
	EXPECT_DATA(
		DATA("<g><text>a</text></g><h><text>b</text></h>"), "N2*:@id|@version|no|text\nN2[steps]:at|what\n2:|||!element.twice\n");
	EXPECT_DATA(DATA("<text><inner>a</inner></text>"), "N2*:@id|@version|no|text\nN2[steps]:at|what\n2:|||!element.nested\n");
	EXPECT_DATA(DATA("<g>stray<text>b</text></g>"), "N2*:@id|@version|no|text|g\nN2[steps]:at|what\n2:||||!element.nested\n");
	EXPECT_DATA(DATA("<x:no xmlns:x=\"urn:x\">1</x:no>"), "N2*:@id|@version|no|text|x:no\nN2[steps]:at|what\n2:||||1\n");
	EXPECT_DATA(DATA(""), "N2*:@id|@version|no|text\nN2[steps]:at|what\n2:\n");
}

#define TEN \
	"<s><a>1</a></s><s><a>1</a></s><s><a>1</a></s><s><a>1</a></s><s><a>1</a></s><s><a>1</a></s><s><a>1</a></s><s><a>1</a></" \
	"s><s><a>1</a></s><s><a>1</a></s>"
static void limits(void)
{
	fr_limits columns = {.columns = 3}, cell = {.cell_bytes = 5}, row = {.row_bytes = 64}, rows = {.rows = 1}, depth = {.depth = 3};
	expect_rows(BATCH("<record><a>1</a><b>2</b><c>3</c></record><record><d>4</d></record>"), (reading){.limits = &columns},
		"N3*:@id|@version|a|b|c\n3:||1|2|3\nsource.columns 3\n");
	expect_rows(BATCH("<record><a>12345</a></record><record><b>123456</b></record>"), (reading){.limits = &cell},
		"N3*:@id|@version|a\n3:||12345\nsource.cell 3\n");
	expect_rows(BATCH("<record id=\"123456\"><a>12345</a></record>"), (reading){.limits = &cell}, "source.cell 3\n");
	expect_rows(
		BATCH("<record><a>1234567890123456789012345678901234567890</a><b>1234567890123456789012345678901234567890</b></record>"),
		(reading){.limits = &row}, "source.row 3\n");
	expect_rows(BATCH("<record>" TEN TEN "</record>"), (reading){.limits = &row}, "source.row 3\n");
	expect_rows(BATCH("<record/><record/>"), (reading){.limits = &rows}, "N3*:@id|@version\n3:\nsource.rows 3\n");
	expect_rows(BATCH("<record><a>1</a></record><record><s><a>1</a></s></record>"), (reading){.limits = &depth},
		"N3*:@id|@version|a\n3:||1\nsource.depth 3\n");
}

static void encodings(void)
{
	/* 客户 in GB18030, and a character that ends with the byte of a backslash */
	static const char chinese[] = "<?xml version=\"1.0\" encoding=\"%s\"?><batch xmlns=\"urn:formrule:batch\" form=\"f\"><record><no>"
				      "\xBF\xCD\xBB\xA7\x8F\x5C</no></record></batch>";
	static const char *const names[] = {"GB18030", "gbk", "GB2312"};
	char xml[512];
	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		snprintf(xml, sizeof xml, chinese, names[i]);
		EXPECT(xml, "N1*:@id|@version|no\n1:||客户廫\n");
	}
	snprintf(xml, sizeof xml, chinese, "UTF-8");
	EXPECT(xml, "source.xml 1\n");
	EXPECT("<?xml version=\"1.0\" encoding=\"Shift_JIS\"?><batch xmlns=\"urn:formrule:batch\" form=\"f\"/>", "source.xml.encoding\n");
	EXPECT("\xEF\xBB\xBF<?xml version=\"1.0\" encoding=\"gb2312\"?><batch xmlns=\"urn:formrule:batch\" "
	       "form=\"f\"><record><no>客</no></record></batch>",
		"N1*:@id|@version|no\n1:||客\n");
	EXPECT("<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?><batch xmlns=\"urn:formrule:batch\" "
	       "form=\"f\"><record><no>\xE9</no></record></batch>",
		"N1*:@id|@version|no\n1:||é\n");
}

static const char small[] =
	BATCH("<record id=\"a\" version=\"2\"><no>1 &amp; 客</no><steps>\n<at>x</at></steps><text><![CDATA[t]]></text></record>\n"
	      "<!-- c --><record><other>o</other><steps><what>w</what></steps></record>\n");
static const char small_data[] = DATA("<g><no>1</no></g><steps><at>x</at></steps><orx:meta><orx:instanceID>u</orx:instanceID></orx:meta>");

/* Of a file that is cut off or damaged nothing is made up: it ends in an error, or in rows that are all there. */
static void every_prefix_and_every_flip(void)
{
	const char *const texts[] = {small, small_data};
	const size_t sizes[] = {sizeof small - 1, sizeof small_data - 1};
	size_t whole = 0;
	for (size_t t = 0; t < 2; t++) {
		for (size_t i = 0; i < sizes[t]; i++) {
			reading how = {
				.allocator = &fr_system_allocator, .block = i % 2 ? 3 : 4096, .submission = t == 1, .expect = i % 3 == 0};
			char *exact = malloc(i ? i : 1);
			memcpy(exact, texts[t], i);
			fr_error error = {0};
			fr_status status = read_all(exact, i, &how, NULL, &error);
			whole += status == FR_END;
			CASE_TRUE(status == FR_END ? i + 1 >= sizes[t] : status == FR_E_FORMAT && error.code == FR_SOURCE_XML,
				"prefix %zu: %s\n", i, fr_code_name(error.code));
			free(exact);
		}
		for (size_t i = 0; i < sizes[t]; i++) {
			static const unsigned char values[] = {0, '<', '>', '"', '/', '=', ':', ' ', '9', 'x', 0x80, 0xFF, '&'};
			for (size_t k = 0; k < sizeof values; k++) {
				char *copy = malloc(sizes[t]);
				memcpy(copy, texts[t], sizes[t]);
				copy[i] = (char)values[k];
				fr_error error = {0};
				reading how = {.allocator = &fr_system_allocator, .block = 4096, .submission = t == 1, .expect = true};
				fr_status status = read_all(copy, sizes[t], &how, NULL, &error);
				CASE_TRUE(status == FR_END || (error.code && error.status == status), "flip %zu\n", i);
				free(copy);
			}
		}
	}
	CU_ASSERT(whole == 2); /* without the last line break */
}

static void each_refused_allocation(void)
{
	const char *const texts[] = {small, small_data};
	size_t asked = 0;
	for (size_t t = 0; t < 2; t++)
		for (size_t refuse = 1; refuse < 60; refuse++) {
			stingy s = {0, refuse};
			fr_allocator allocator = {stingy_resize, &s};
			reading how = {.allocator = &allocator, .block = 64, .submission = t == 1, .expect = true};
			fr_error error = {0};
			fr_status status = read_all(texts[t], strlen(texts[t]), &how, NULL, &error);
			CASE_TRUE(s.asked < refuse ? status == FR_END : status == FR_E_MEMORY && error.code == FR_MEMORY,
				"allocation %zu: status %d code %s\n", refuse, status, fr_code_name(error.code));
			asked += s.asked >= refuse;
		}
	CU_ASSERT(asked > 10);
}

static void properties(void)
{
	static const char xml[] = "<batch xmlns=\"urn:formrule:batch\" form=\"tickets\" version=\"2026.1\" id=\"b-1\" branch=\"南京\" "
				  "created=\"2026-11-01T09:00:00+08:00\"/>";
	fr_bytes file;
	fr_limits limits = {0};
	fr_limits_default(&limits);
	fr_reader reader = {0};
	fr_error error = {0};
	fr_bytes_memory(&file, xml, sizeof xml - 1);
	CU_ASSERT_FATAL(fr_records_open(&fr_system_allocator, &file, &limits, 64, false, &reader, &error) == FR_OK);
	CU_ASSERT(fr_str_is(reader.property(reader.state, "formrule"), "tickets@2026.1"));
	CU_ASSERT(fr_str_is(reader.property(reader.state, "id"), "b-1"));
	CU_ASSERT(fr_str_is(reader.property(reader.state, "branch"), "南京"));
	CU_ASSERT(fr_str_is(reader.property(reader.state, "created"), "2026-11-01T09:00:00+08:00"));
	CU_ASSERT(fr_str_is(reader.property(reader.state, "other"), ""));
	CU_ASSERT(strcmp(reader.format, "batch") == 0);
	reader.close(reader.state);
}

static void what_a_file_is(void)
{
	static const struct {
		const char *xml;
		fr_root root;
	} cases[] = {
		{"<batch xmlns=\"urn:formrule:batch\" form=\"f\"/>", FR_ROOT_BATCH},
		{"<?xml version=\"1.0\"?><!-- c --><x:batch xmlns:x='urn:formrule:batch'/>", FR_ROOT_BATCH},
		{"<batch form=\"f\"/>", FR_ROOT_BATCH_BARE},
		{"<data id=\"f\"/>", FR_ROOT_SUBMISSION},
		{"<visit xmlns=\"http://opendatakit.org/submissions\" id=\"f\" version=\"3\"/>", FR_ROOT_SUBMISSION},
		{"<data id=\"f\" encrypted=\"yes\" xmlns=\"http://www.opendatakit.org/xforms/encrypted\"/>", FR_ROOT_ENCRYPTED},
		{"<form xmlns=\"urn:formrule:form\" id=\"f\" version=\"1\"/>", FR_ROOT_DEFINITION},
		{"<calendar xmlns=\"urn:formrule:calendar\" id=\"cn\"/>", FR_ROOT_DEFINITION},
		{"<html xmlns=\"http://www.w3.org/1999/xhtml\"/>", FR_ROOT_HTML},
		{"<Workbook xmlns=\"urn:schemas-microsoft-com:office:spreadsheet\"/>", FR_ROOT_EXCEL},
		{"<office:document xmlns:office=\"urn:oasis:names:tc:opendocument:xmlns:office:1.0\"/>", FR_ROOT_OFFICE},
		{"<rss version=\"2.0\"/>", FR_ROOT_OTHER},
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		fr_bytes file;
		fr_root root;
		fr_error error = {0};
		fr_bytes_memory(&file, cases[i].xml, strlen(cases[i].xml));
		CASE_TRUE(fr_root_of(&fr_system_allocator, &file, &root, &error) == FR_OK && root == cases[i].root, "%s: %d\n",
			cases[i].xml, root);
	}
}

TESTS(records, {"records and their names", records_and_their_names}, {"rows of repeats", rows_of_repeats},
	{"faults of records", faults_of_records}, {"namespaces", namespaces}, {"structure", structure}, {"submissions", submissions},
	{"limits", limits}, {"encodings", encodings}, {"every prefix and every flip", every_prefix_and_every_flip},
	{"each refused allocation", each_refused_allocation}, {"properties", properties}, {"what a file is", what_a_file_is})
