/* Markup: expat with the rules of this reader.
 * Stage: rows. In: bytes of a part. Out: events. Sources: Namespaces in XML 1.0; expat's own namespace mode copies whole URIs for each attribute, so prefixes are resolved here. */
#include "source/markup.h"

#include <stdio.h>

fr_ns fr_markup_namespace(fr_str uri)
{
	static const struct {
		const char *uri;
		fr_ns ns;
	} known[] = {
		{"urn:oasis:names:tc:opendocument:xmlns:office:1.0", FR_NS_OFFICE},
		{"urn:oasis:names:tc:opendocument:xmlns:table:1.0", FR_NS_TABLE},
		{"urn:oasis:names:tc:opendocument:xmlns:text:1.0", FR_NS_TEXT},
		{"urn:oasis:names:tc:opendocument:xmlns:style:1.0", FR_NS_STYLE},
		{"urn:oasis:names:tc:opendocument:xmlns:meta:1.0", FR_NS_META},
		{"urn:oasis:names:tc:opendocument:xmlns:manifest:1.0", FR_NS_MANIFEST},
		{"urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0", FR_NS_CALCEXT},
		{"urn:oasis:names:tc:opendocument:xmlns:drawing:1.0", FR_NS_DRAWING},
		{"http://purl.org/dc/elements/1.1/", FR_NS_DC},
		{"http://schemas.openxmlformats.org/spreadsheetml/2006/main", FR_NS_SHEET},
		{"http://purl.oclc.org/ooxml/spreadsheetml/main", FR_NS_SHEET},
		{"http://schemas.openxmlformats.org/officeDocument/2006/relationships", FR_NS_RELATION},
		{"http://purl.oclc.org/ooxml/officeDocument/relationships", FR_NS_RELATION},
		{"http://schemas.openxmlformats.org/package/2006/relationships", FR_NS_RELATIONSHIPS},
		{"http://schemas.openxmlformats.org/officeDocument/2006/custom-properties", FR_NS_PROPERTIES},
		{"http://purl.oclc.org/ooxml/officeDocument/customProperties", FR_NS_PROPERTIES},
		{"urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0", FR_NS_FO},
		{"http://www.w3.org/1999/xlink", FR_NS_XLINK},
		{"http://schemas.openxmlformats.org/markup-compatibility/2006", FR_NS_CHOICE},
		{"http://schemas.openxmlformats.org/package/2006/content-types", FR_NS_TYPES},
		{"urn:formrule:batch", FR_NS_BATCH},
		{"urn:formrule:form", FR_NS_DEFINITION},
		{"urn:formrule:calendar", FR_NS_DEFINITION},
		{"urn:formrule:policy", FR_NS_DEFINITION},
		{"urn:formrule:privacy", FR_NS_DEFINITION},
		{"http://openrosa.org/xforms", FR_NS_OPENROSA},
		{"http://www.opendatakit.org/xforms/encrypted", FR_NS_SUBMISSION_ENCRYPTED},
		{"urn:schemas-microsoft-com:office:spreadsheet", FR_NS_EXCEL},
	};
	for (size_t i = 0; i < sizeof known / sizeof *known; i++)
		if (fr_str_is(uri, known[i].uri))
			return known[i].ns;
	return FR_NS_OTHER;
}

static fr_name resolve(const fr_markup *m, const char *qname, bool attribute)
{
	size_t n = 0;
	while (qname[n] && qname[n] != ':')
		n++;
	bool prefixed = qname[n] == ':';
	const char *local = prefixed ? qname + n + 1 : qname;
	if (!prefixed && attribute)
		return (fr_name){FR_NS_NONE, 0, qname};
	n = prefixed ? n : 0;
	for (unsigned i = m->prefix_n; i-- > 0;)
		if (m->prefixes[i].length == n &&
			(n == 0 || (m->prefixes[i].prefix[0] == qname[0] && memcmp(m->prefixes[i].prefix, qname, n) == 0)))
			return (fr_name){m->prefixes[i].ns, 0, local};
	return (fr_name){prefixed ? FR_NS_OTHER : FR_NS_NONE, 0, local};
}

__attribute__((noinline)) static fr_name learn(const fr_markup *m, fr_known *known, const char *qname, bool attribute)
{
	fr_name name = resolve(m, qname, attribute);
	for (const fr_word *w = m->words; w && w->word && !name.word; w++)
		if (w->ns == name.ns && strcmp(w->local, name.local) == 0)
			name.word = w->word;
	size_t n = strlen(qname) + 1;
	known->qname[0] = 0;
	if (n > sizeof known->qname)
		return name;
	memcpy(known->qname, qname, n);
	known->name = name;
	known->name.local = known->qname + (name.local - qname);
	return known->name;
}

fr_name fr_markup_name(fr_markup *m, const char *qname, bool attribute)
{
	uintptr_t at = (uintptr_t)qname;
	fr_known *known = attribute ? &m->attributes[(at >> 3 ^ at >> 11) % FR_MARKUP_KNOWN] : &m->levels[m->depth % FR_MARKUP_LEVELS];
	return fr_names_same(known->qname, qname) ? known->name : learn(m, known, qname, attribute);
}

/* Of the element that ends: the last one met on its level. */
static fr_name name_of_end(fr_markup *m, const char *qname)
{
	const fr_known *known = &m->levels[m->depth % FR_MARKUP_LEVELS];
	return known->qname[0] && m->depth < FR_MARKUP_LEVELS ? known->name : fr_markup_name(m, qname, false);
}

/* Prefixes changed their meaning. */
static void forget(fr_markup *m)
{
	for (size_t i = 0; i < FR_MARKUP_KNOWN; i++)
		m->attributes[i].qname[0] = 0;
	for (size_t i = 0; i < FR_MARKUP_LEVELS; i++)
		m->levels[i].qname[0] = 0;
}

/* What the element that ends declared. */
__attribute__((noinline)) static void undeclare(fr_markup *m)
{
	while (m->prefix_n && m->prefixes[m->prefix_n - 1].depth >= m->depth)
		m->prefix_n--;
	forget(m);
}

void fr_markup_refuse(fr_markup *m, fr_status status)
{
	if (m->status == FR_OK)
		m->status = status;
	XML_StopParser(m->parser, XML_FALSE);
}

void fr_markup_skip(fr_markup *m)
{
	if (!m->skip_depth)
		m->skip_depth = m->depth;
}

void fr_markup_pause(fr_markup *m)
{
	m->paused = true;
	XML_StopParser(m->parser, XML_TRUE);
}

/* What is done for few elements stands apart, so that the rest of them need not make room for it. */
__attribute__((noinline)) static void too_deep(fr_markup *m)
{
	char most[32];
	snprintf(most, sizeof most, "%zu", m->depth_most);
	fr_markup_refuse(m, fr_fail(m->error, FR_E_LIMIT, FR_SOURCE_DEPTH, m->part->name, most, NULL));
}

/* xmlns declarations of one element. Unknown namespaces are kept only where they could hide a known prefix. */
__attribute__((noinline)) static void declare(fr_markup *m, const char **attributes)
{
	for (const char **a = attributes; *a; a += 2) {
		if (a[0][0] != 'x' || strncmp(a[0], "xmlns", 5) != 0 || (a[0][5] && a[0][5] != ':'))
			continue;
		const char *prefix = a[0][5] ? a[0] + 6 : "";
		size_t n = strlen(prefix);
		fr_ns ns = fr_markup_namespace(fr_str_from(a[1]));
		bool hides = m->depth > 1;
		if (ns == FR_NS_OTHER && (!hides || n >= sizeof m->prefixes->prefix))
			continue;
		if (hides)
			forget(m);
		if (n >= sizeof m->prefixes->prefix || m->prefix_n == FR_MARKUP_PREFIXES) {
			fr_markup_refuse(m, fr_fail(m->error, FR_E_LIMIT, FR_SOURCE_XML, m->part->name, "too many namespaces", NULL));
			return;
		}
		m->prefixes[m->prefix_n].depth = m->depth;
		m->prefixes[m->prefix_n].ns = ns;
		m->prefixes[m->prefix_n].length = n;
		memcpy(m->prefixes[m->prefix_n++].prefix, prefix, n);
	}
}

static void XMLCALL on_start(void *user, const char *qname, const char **attributes)
{
	fr_markup *m = user;
	m->heard = true;
	if (m->status != FR_OK)
		return;
	if (++m->depth > m->depth_most) {
		too_deep(m);
		return;
	}
	if (m->skip_depth)
		return;
	for (const char **a = attributes; *a; a += 2)
		if (a[0][0] == 'x' && a[0][1] == 'm') {
			declare(m, attributes);
			break;
		}
	if (m->status == FR_OK)
		m->start(m->user, m->raw ? (fr_name){FR_NS_NONE, 0, qname} : fr_markup_name(m, qname, false), attributes);
}

static void XMLCALL on_end(void *user, const char *qname)
{
	fr_markup *m = user;
	m->heard = true;
	if (m->status != FR_OK)
		return;
	bool skipped = m->skip_depth != 0;
	if (m->skip_depth == m->depth)
		m->skip_depth = 0;
	if (!skipped)
		m->end(m->user, m->raw ? (fr_name){FR_NS_NONE, 0, ""} : name_of_end(m, qname));
	if (m->prefix_n && m->prefixes[m->prefix_n - 1].depth >= m->depth)
		undeclare(m);
	m->depth--;
}

static void XMLCALL on_text(void *user, const char *p, int n)
{
	fr_markup *m = user;
	m->heard = m->heard || (unsigned char)p[0] > ' ' || (unsigned char)p[n - 1] > ' '; /* blanks without end are a token without end */
	if (m->status == FR_OK && !m->skip_depth && m->text)
		m->text(m->user, p, (size_t)n);
}

static void XMLCALL on_doctype(void *user, const char *name, const char *system, const char *public, int subset)
{
	(void)name, (void)system, (void)public, (void)subset;
	fr_markup *m = user;
	fr_markup_refuse(m, fr_fail(m->error, FR_E_FORMAT, FR_SOURCE_DTD, m->part->name, NULL));
}

fr_status fr_markup_open(fr_markup *m, fr_part *part, size_t block, fr_error *error)
{
	m->part = part;
	m->block = block;
	m->status = FR_OK;
	m->parser = XML_ParserCreate(m->encoding);
	if (!m->parser)
		return fr_fail(error, FR_E_MEMORY, FR_MEMORY, NULL);
	XML_SetUserData(m->parser, m);
	XML_SetElementHandler(m->parser, on_start, on_end);
	XML_SetCharacterDataHandler(m->parser, on_text);
	XML_SetStartDoctypeDeclHandler(m->parser, on_doctype);
	return FR_OK;
}

void fr_markup_close(fr_markup *m)
{
	if (m->parser)
		XML_ParserFree(m->parser);
	m->parser = NULL;
}

/* Reads the next block straight into expat's buffer. */
static fr_status feed(fr_markup *m, enum XML_Status *result, fr_error *error)
{
	void *into = XML_GetBuffer(m->parser, (int)m->block);
	size_t got;
	if (!into)
		return fr_fail(error, FR_E_MEMORY, FR_MEMORY, NULL);
	fr_status status = m->part->read(m->part, into, m->block, &got, error);
	if (status != FR_OK)
		return status;
	m->last = got == 0;
	m->heard = false;
	*result = XML_ParseBuffer(m->parser, (int)got, m->last);
	m->idle = m->heard ? 0 : m->idle + got;
	if (m->idle > m->token_most) /* one token that never ends: expat would hold all of it */
		return fr_fail(error, FR_E_LIMIT, FR_SOURCE_TOKEN, m->part->name, NULL);
	return FR_OK;
}

fr_status fr_markup_run(fr_markup *m, fr_error *error)
{
	m->error = error;
	if (m->status != FR_OK)
		return m->status;
	enum XML_Status result = XML_STATUS_OK;
	if (m->paused) {
		m->paused = false;
		result = XML_ResumeParser(m->parser);
	}
	for (;;) {
		if (m->status != FR_OK)
			return m->status;
		if (result == XML_STATUS_ERROR) {
			enum XML_Error why = XML_GetErrorCode(m->parser);
			if (why == XML_ERROR_NO_MEMORY)
				return m->status = fr_fail(error, FR_E_MEMORY, FR_MEMORY, NULL);
			return m->status = fr_fail(error, FR_E_FORMAT, FR_SOURCE_XML, m->part->name, XML_ErrorString(why), NULL);
		}
		if (m->paused)
			return FR_OK;
		if (m->last)
			return FR_END;
		fr_status status = feed(m, &result, error);
		if (status != FR_OK)
			return m->status = status;
	}
}
