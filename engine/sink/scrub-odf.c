/* Scrub of OpenDocument: content, styles and flat files without comments, tracked changes, drawings, pivots, macros and names of authors.
 * Stage: outputs. In: XML. Out: the same with identifiers masked in every text and value; what merged cells hide is gone. A list of what goes, not of what stays: OpenDocument puts cells,
 * looks and texts into hundreds of elements, and each of their texts and values is looked through. */
#include "sink/scrub-odf.h"

#include "sink/splice.h"

#define ODF(name) "urn:oasis:names:tc:opendocument:xmlns:" name ":1.0"
#define NS(prefix, uri) " xmlns:" prefix "=\"" uri "\""
#define TOKEN_MOST ((size_t)128 << 20)

/* Elements that go with all they hold, by local name; what they are counted as. */
typedef enum gone { STAYS = 0, COMMENT, CHANGES, SHAPE, QUIETLY } gone;
static const struct {
	const char *name;
	gone as;
} removed[] = {{"annotation", COMMENT}, {"annotation-end", COMMENT}, {"tracked-changes", CHANGES}, {"shapes", SHAPE}, {"frame", SHAPE},
	{"custom-shape", SHAPE}, {"rect", SHAPE}, {"line", SHAPE}, {"polyline", SHAPE}, {"polygon", SHAPE}, {"path", SHAPE},
	{"regular-polygon", SHAPE}, {"circle", SHAPE}, {"ellipse", SHAPE}, {"connector", SHAPE}, {"measure", SHAPE}, {"caption", SHAPE},
	{"g", SHAPE}, {"control", SHAPE}, {"page-thumbnail", SHAPE}, {"object", SHAPE}, {"image", SHAPE}, {"data-pilot-tables", QUIETLY},
	{"scripts", QUIETLY}, {"event-listeners", QUIETLY}, {"dde-links", QUIETLY}, {"forms", QUIETLY}, {"meta", QUIETLY},
	{"settings", QUIETLY}, {"binary-data", QUIETLY}, {"background-image", QUIETLY}, {"fill-image", QUIETLY}, {"filter", QUIETLY},
	{"scenario", QUIETLY}, {"consolidation", QUIETLY}, {"table-source", QUIETLY}, {"cell-range-source", QUIETLY},
	{"dde-connection-decls", QUIETLY}, {"database-source-sql", QUIETLY}, {"database-source-table", QUIETLY},
	{"database-source-query", QUIETLY}, {"ruby-text", QUIETLY}, {"note", QUIETLY},
	/* fields whose text an office computes from what is removed */
	{"author-name", QUIETLY}, {"author-initials", QUIETLY}, {"creator", QUIETLY}, {"initial-creator", QUIETLY}, {"printed-by", QUIETLY},
	{"title", QUIETLY}, {"subject", QUIETLY}, {"keywords", QUIETLY}, {"description", QUIETLY}, {"file-name", QUIETLY},
	{"user-defined", QUIETLY}, {"desc", QUIETLY}};

typedef struct scrubbing {
	fr_scrub *k;
	fr_str form;
	splice in;
	fr_buf words, masked; /* decoded, and what is shown instead */
	fr_buf whole, held; /* of a paragraph: its text, its bytes */
	size_t paragraph, texts; /* its depth, 0 outside; texts masked before it */
} scrubbing;

static gone removal(const splice *in)
{
	for (size_t i = 0; i < sizeof removed / sizeof *removed; i++)
		if (fr_str_is(in->local, removed[i].name))
			return removed[i].as;
	return STAYS;
}

static fr_buf *sink_of(scrubbing *s) { return s->paragraph ? &s->held : &s->in.out; }

/* ---- values ---- */

/* Where a link leads: to the web, or within the file. */
static bool leads_elsewhere(const splice_attribute *a)
{
	fr_str name = a->name;
	bool link = name.n > 5 && memcmp(name.p + name.n - 5, ":href", 5) == 0;
	return link && !fr_str_starts(a->value, FR_STR("http:")) && !fr_str_starts(a->value, FR_STR("https:")) &&
	       !fr_str_starts(a->value, FR_STR("#"));
}

static bool is_number(fr_str value)
{
	double number;
	return value.n && (value.p[0] <= '9') && fr_number_read(value, true, &number);
}

/* Numbers are left: a cell whose number tells was replaced before. */
static void put_attribute(scrubbing *s, const splice_attribute *a, fr_buf *out)
{
	bool formula = a->name.n > 8 && memcmp(a->name.p + a->name.n - 8, ":formula", 8) == 0;
	if (formula && fr_str_find(a->value, FR_STR("file:")) != SIZE_MAX) /* of another file, whose path tells: the value stays */
		return;
	fr_buf_clear(&s->words);
	fr_buf_clear(&s->masked);
	bool understood = splice_decode(a->value, &s->words);
	if (!understood || leads_elsewhere(a)) {
		fr_buf_add(out, a->whole.p, (size_t)(a->value.p - a->whole.p));
		fr_buf_puts(out, "#");
		fr_buf_byte(out, a->value.p[a->value.n]);
		s->k->links++;
	} else if (is_number(a->value) || fr_str_starts(a->name, FR_STR("xmlns")) ||
		   !fr_scrub_name(s->k, fr_buf_view(&s->words), &s->masked))
		fr_buf_str(out, a->whole);
	else {
		fr_buf name;
		fr_buf_init(&name, &out->allocator, 4096);
		fr_buf_str(&name, a->name);
		fr_xml_attr(out, fr_buf_z(&name), fr_buf_view(&s->masked));
		fr_buf_free(&name);
	}
}

static void put_tag(scrubbing *s, fr_buf *out)
{
	splice_attribute a;
	fr_str raw = s->in.raw;
	size_t name = (size_t)(s->in.name.p - raw.p) + s->in.name.n;
	fr_buf_add(out, raw.p, name);
	for (size_t at = 0; splice_attribute_next(raw, &at, &a);)
		put_attribute(s, &a, out);
	fr_buf_puts(out, s->in.kind == SPLICE_EMPTY ? "/>" : ">");
}

/* ---- texts ---- */

static void put_text(scrubbing *s, fr_buf *out)
{
	fr_str raw = s->in.raw;
	if (s->in.kind == SPLICE_CDATA)
		raw = fr_str_of(raw.p + 9, raw.n - 12);
	fr_buf_clear(&s->words);
	fr_buf_clear(&s->masked);
	bool understood = s->in.kind == SPLICE_CDATA || splice_decode(raw, &s->words);
	fr_str text = s->in.kind == SPLICE_CDATA ? raw : fr_buf_view(&s->words);
	if (understood && s->paragraph)
		fr_buf_str(&s->whole, text);
	if (understood && fr_scrub_text(s->k, text, &s->masked))
		fr_xml_text(out, fr_buf_view(&s->masked));
	else if (understood && s->in.kind == SPLICE_CDATA)
		fr_xml_text(out, text);
	else if (understood)
		fr_buf_str(out, raw);
}

static void paragraph_starts(scrubbing *s)
{
	s->paragraph = s->in.depth;
	s->texts = s->k->texts;
	fr_buf_clear(&s->whole);
	fr_buf_clear(&s->held);
	put_tag(s, &s->in.out);
}

/* An identifier may be written in several pieces of a paragraph: then all of it becomes one. */
static void paragraph_ends(scrubbing *s)
{
	fr_buf_clear(&s->masked);
	s->paragraph = 0;
	if (fr_scrub_text(s->k, fr_buf_view(&s->whole), &s->masked)) {
		s->k->texts = s->texts + 1;
		fr_xml_text(&s->in.out, fr_buf_view(&s->masked));
	} else
		fr_buf_str(&s->in.out, fr_buf_view(&s->held));
	s->in.out.failed |= s->held.failed || s->whole.failed;
}

/* ---- elements ---- */

/* Copies of cells of other files that the office keeps for its formulas. */
static bool is_foreign(const splice *in)
{
	fr_str value;
	return splice_is(in, FR_NS_TABLE, "table") &&
	       ((splice_attribute_in(in, FR_NS_TABLE, "style-name", &value) && fr_str_is(value, "ta_extref")) ||
		       (splice_attribute_in(in, FR_NS_TABLE, "name", &value) && fr_str_find(value, FR_STR("file:")) != SIZE_MAX));
}

static fr_status starts(scrubbing *s, fr_error *error)
{
	splice *in = &s->in;
	gone as = is_foreign(in) ? QUIETLY : removal(in);
	if (as != STAYS) {
		s->k->comments += as == COMMENT && !fr_str_is(in->local, "annotation-end");
		s->k->changes += as == CHANGES;
		s->k->shapes += as == SHAPE;
		if (splice_is(in, FR_NS_OFFICE, "meta") && in->depth == 2)
			fr_scrub_flat_meta(s->form, &in->out);
		return splice_pass(in, false, error);
	}
	if (in->kind == SPLICE_START && !s->paragraph && (splice_is(in, FR_NS_TEXT, "p") || splice_is(in, FR_NS_TEXT, "h"))) {
		paragraph_starts(s);
		return FR_OK;
	}
	if (s->paragraph && in->ns == FR_NS_TEXT &&
		(fr_str_is(in->local, "s") || fr_str_is(in->local, "tab") || fr_str_is(in->local, "line-break")))
		fr_buf_byte(&s->whole, fr_str_is(in->local, "s") ? ' ' : '\n');
	put_tag(s, sink_of(s));
	return FR_OK;
}

static fr_status run(scrubbing *s, fr_error *error)
{
	splice *in = &s->in;
	fr_status status;
	while ((status = splice_next(in, error)) == FR_OK) {
		switch (in->kind) {
		case SPLICE_START:
		case SPLICE_EMPTY: status = starts(s, error); break;
		case SPLICE_END:
			if (s->paragraph == in->depth)
				paragraph_ends(s);
			fr_buf_str(sink_of(s), in->raw);
			break;
		case SPLICE_ASIDE: /* remarks of whoever wrote the file go */
			if (fr_str_starts(in->raw, FR_STR("<?xml ")))
				splice_copy(in);
			break;
		default: put_text(s, sink_of(s)); break;
		}
		if (status != FR_OK)
			return status;
	}
	return status == FR_END ? FR_OK : status;
}

fr_status fr_scrub_odf(const copy_job *job, fr_part *part, fr_scratch *scratch, fr_buf *out, fr_error *error)
{
	scrubbing s = {.k = job->scrub, .form = job->form};
	splice_open(&s.in, &job->allocator, part, job->input, job->output, TOKEN_MOST);
	s.in.scratch = scratch;
	fr_buf *const all[] = {&s.words, &s.masked, &s.whole, &s.held};
	for (size_t i = 0; i < sizeof all / sizeof *all; i++)
		fr_buf_init(all[i], &job->allocator, TOKEN_MOST);
	fr_status status = run(&s, error);
	if (status == FR_OK && out) {
		fr_buf_str(out, fr_buf_view(&s.in.out));
		if (out->failed || s.in.out.failed)
			status = fr_fail(error, FR_E_MEMORY, FR_MEMORY, NULL);
	}
	for (size_t i = 0; i < sizeof all / sizeof *all; i++)
		fr_buf_free(all[i]);
	splice_close(&s.in);
	return status;
}

/* ---- the package ---- */

bool fr_scrub_keeps(fr_str part)
{
	static const char *const kept[] = {"mimetype", "content.xml", "styles.xml", "meta.xml", "settings.xml", "META-INF/manifest.xml"};
	for (size_t i = 0; i < sizeof kept / sizeof *kept; i++)
		if (fr_str_is(part, kept[i]))
			return true;
	return part.n && part.p[part.n - 1] == '/'; /* an empty folder says nothing */
}

/* Nothing but the form's name; form may be empty. The namespaces are declared here: a flat file may call them otherwise. */
void fr_scrub_flat_meta(fr_str form, fr_buf *out)
{
	fr_buf_puts(out, "<office:meta" NS("office", ODF("office")) NS("meta", ODF("meta")) "><meta:generator>Formrule</meta:generator>");
	if (form.n) {
		fr_buf_puts(out, "<meta:user-defined meta:name=\"formrule\" meta:value-type=\"string\">");
		fr_xml_text(out, form);
		fr_buf_puts(out, "</meta:user-defined>");
	}
	fr_buf_puts(out, "</office:meta>");
}

void fr_scrub_meta(fr_str form, fr_buf *out)
{
	fr_buf_puts(out,
		"<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<office:document-meta" NS("office", ODF("office")) " office:version=\"1.3\">");
	fr_scrub_flat_meta(form, out);
	fr_buf_puts(out, "</office:document-meta>");
}

void fr_scrub_settings(fr_buf *out)
{
	fr_buf_puts(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<office:document-settings" NS(
				 "office", ODF("office")) " office:version=\"1.3\"/>");
}

void fr_scrub_manifest(bool has_styles, fr_buf *out)
{
	static const char *const parts[] = {"content.xml", "meta.xml", "settings.xml", "styles.xml"};
	fr_buf_puts(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<manifest:manifest xmlns:manifest=\"" ODF(
				 "manifest") "\" manifest:version=\"1.3\">"
					     "<manifest:file-entry manifest:full-path=\"/\" manifest:version=\"1.3\" "
					     "manifest:media-type=\"application/vnd.oasis.opendocument.spreadsheet\"/>");
	for (size_t i = 0; i < 3 + (size_t)has_styles; i++)
		fr_buf_printf(out, "<manifest:file-entry manifest:full-path=\"%s\" manifest:media-type=\"text/xml\"/>", parts[i]);
	fr_buf_puts(out, "</manifest:manifest>");
}
