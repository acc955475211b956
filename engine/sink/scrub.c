/* Scrub: what a workbook still tells beyond its cells, masked or taken out before it leaves the team.
 * Stage: outputs. In: parts of an OpenDocument package. Out: the same parts without comments, tracked changes, drawings, pivots, macros and names of authors. */
#include "sink/copy.h"

#define NS(prefix, uri) " xmlns:" prefix "=\"" uri "\""
#define ODF(name) "urn:oasis:names:tc:opendocument:xmlns:" name ":1.0"

/* Elements that go with all they hold, by local name; what they are counted as. */
typedef enum gone { STAYS = 0, COMMENT, CHANGES, SHAPE, QUIETLY } gone;
static const struct {
	const char *name;
	gone as;
} removed[] = {{"annotation", COMMENT}, {"annotation-end", COMMENT}, {"tracked-changes", CHANGES}, {"shapes", SHAPE}, {"frame", SHAPE},
	{"custom-shape", SHAPE}, {"rect", SHAPE}, {"line", SHAPE}, {"caption", SHAPE}, {"g", SHAPE}, {"control", SHAPE},
	{"data-pilot-tables", QUIETLY}, {"scripts", QUIETLY}, {"event-listeners", QUIETLY}, {"dde-links", QUIETLY}, {"forms", QUIETLY},
	{"meta", QUIETLY}};

/* Attributes whose values people may have written. */
static const char *const told[] = {"string-value", "formula", "condition", "title", "value", "expression", "name"};

static fr_str local(fr_str name)
{
	const char *colon = name.n ? memchr(name.p, ':', name.n) : NULL;
	size_t skip = colon ? (size_t)(colon - name.p) + 1 : 0;
	return fr_str_of(name.p + skip, name.n - skip);
}

static bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }

static fr_str element_of(fr_str tag)
{
	size_t from = tag.n > 1 && tag.p[1] == '/' ? 2 : 1, to = from;
	while (to < tag.n && !is_blank(tag.p[to]) && tag.p[to] != '>' && tag.p[to] != '/')
		to++;
	return fr_str_of(tag.p + from, to - from);
}

/* Bytes of the tag, comment or instruction that s begins with. */
static size_t tag_size(fr_str s)
{
	if (fr_str_starts(s, FR_STR("<!--"))) {
		size_t end = fr_str_find(s, FR_STR("-->"));
		return end == SIZE_MAX ? s.n : end + 3;
	}
	char quote = 0;
	for (size_t i = 0; i < s.n; i++) {
		char c = s.p[i];
		if (quote)
			quote = c == quote ? 0 : quote;
		else if (c == '"' || c == '\'')
			quote = c;
		else if (c == '>')
			return i + 1;
	}
	return s.n;
}

static void put_masked(fr_scrub *k, fr_str text, fr_buf *out)
{
	fr_span span;
	if (fr_detect(k->lists, text, k->names, k->name_count, &span, 1) == 0) {
		fr_buf_str(out, text);
		return;
	}
	k->texts++;
	fr_mask_write(k->lists, FR_MASK_FREE_TEXT, FR_STYLE_DEFAULT, text, k->names, k->name_count, out);
}

static bool is_told(fr_str attribute)
{
	fr_str name = local(attribute);
	for (size_t i = 0; i < sizeof told / sizeof *told; i++)
		if (fr_str_is(name, told[i]))
			return true;
	return false;
}

/* A start tag with the identifiers in its values masked. Numbers are left: a cell whose number tells was replaced before. */
static void put_tag(fr_scrub *k, fr_str tag, fr_buf *out)
{
	size_t at = 0;
	while (at < tag.n) {
		const char *equals = memchr(tag.p + at, '=', tag.n - at);
		size_t quote = equals ? (size_t)(equals - tag.p) + 1 : tag.n;
		if (quote + 1 >= tag.n || (tag.p[quote] != '"' && tag.p[quote] != '\''))
			break;
		const char *end = memchr(tag.p + quote + 1, tag.p[quote], tag.n - quote - 1);
		if (!end)
			break;
		size_t name_to = quote - 1, name = name_to;
		while (name > at && !is_blank(tag.p[name - 1]))
			name--;
		fr_str value = fr_str_of(tag.p + quote + 1, (size_t)(end - tag.p) - quote - 1);
		double number;
		fr_buf_add(out, tag.p + at, quote + 1 - at);
		if (is_told(fr_str_of(tag.p + name, name_to - name)) && !fr_number_read(value, true, &number))
			put_masked(k, value, out);
		else
			fr_buf_str(out, value);
		at = (size_t)(end - tag.p);
		fr_buf_byte(out, tag.p[at++]);
	}
	fr_buf_add(out, tag.p + at, tag.n - at);
}

static gone removal(fr_str tag)
{
	fr_str name = local(element_of(tag));
	for (size_t i = 0; i < sizeof removed / sizeof *removed; i++)
		if (fr_str_is(name, removed[i].name))
			return removed[i].as;
	return STAYS;
}

/* From a start tag to behind its end tag. */
static size_t whole_element(fr_str s, size_t first)
{
	fr_str name = element_of(s);
	if (first >= 2 && s.p[first - 2] == '/')
		return first;
	size_t depth = 1, at = first;
	while (at < s.n && depth) {
		const char *open = memchr(s.p + at, '<', s.n - at);
		if (!open)
			return s.n;
		at = (size_t)(open - s.p);
		fr_str rest = fr_str_of(s.p + at, s.n - at);
		size_t n = tag_size(rest);
		fr_str tag = fr_str_of(rest.p, n);
		if (n > 2 && rest.p[1] != '!' && rest.p[1] != '?' && fr_str_eq(element_of(tag), name))
			depth += rest.p[1] == '/' ? (size_t)-1 : rest.p[n - 2] != '/';
		at += n;
	}
	return at;
}

static void count(fr_scrub *k, gone as)
{
	k->comments += as == COMMENT;
	k->changes += as == CHANGES;
	k->shapes += as == SHAPE;
}

void fr_scrub_content(fr_scrub *k, fr_str s, fr_buf *out)
{
	size_t covered = 0; /* inside a cell that a merged one hides */
	for (size_t at = 0; at < s.n;) {
		fr_str rest = fr_str_of(s.p + at, s.n - at);
		if (rest.p[0] != '<') {
			const char *next = memchr(rest.p, '<', rest.n);
			size_t n = next ? (size_t)(next - rest.p) : rest.n;
			if (!covered)
				put_masked(k, fr_str_of(rest.p, n), out);
			at += n;
			continue;
		}
		size_t n = tag_size(rest);
		fr_str tag = fr_str_of(rest.p, n);
		gone as = rest.n > 1 && rest.p[1] != '/' && rest.p[1] != '?' && rest.p[1] != '!' ? removal(tag) : STAYS;
		if (rest.n > 1 && rest.p[1] == '!') { /* a remark of whoever wrote the file */
			at += n;
			continue;
		}
		if (as != STAYS) {
			count(k, as);
			at += whole_element(rest, n);
			continue;
		}
		if (fr_str_is(local(element_of(tag)), "covered-table-cell"))
			covered = rest.p[1] != '/' && rest.p[n - 2] != '/';
		put_tag(k, tag, out);
		at += n;
	}
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

void fr_scrub_meta(fr_str form, fr_buf *out)
{
	fr_buf_puts(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<office:document-meta" NS("office", ODF("office"))
				 NS("meta", ODF("meta")) " office:version=\"1.3\"><office:meta><meta:generator>Formrule</meta:generator>");
	if (form.n) {
		fr_buf_puts(out, "<meta:user-defined meta:name=\"formrule\" meta:value-type=\"string\">");
		fr_xml_text(out, form);
		fr_buf_puts(out, "</meta:user-defined>");
	}
	fr_buf_puts(out, "</office:meta></office:document-meta>");
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
