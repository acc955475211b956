/* XML text: the only place that escapes.
 * Stage: outputs. In: any UTF-8. Out: text and attributes that are well-formed whatever was in them. */
#include "sink/sink.h"

/* XML 1.0, production Char: everything else cannot stand in a document, not even as a reference. */
static bool allowed(uint32_t cp)
{
	return cp >= 0x20 ? cp != 0xFFFE && cp != 0xFFFF && (cp < 0xD800 || cp > 0xDFFF) : cp == '\t' || cp == '\n' || cp == '\r';
}

static const char *entity(uint32_t cp, bool attribute)
{
	switch (cp) {
	case '&': return "&amp;";
	case '<': return "&lt;";
	case '>': return "&gt;";
	case '"': return attribute ? "&quot;" : NULL;
	case '\r': return "&#13;";
	case '\n': return attribute ? "&#10;" : NULL; /* a plain one would come back as a space */
	case '\t': return attribute ? "&#9;" : NULL;
	default: return NULL;
	}
}

static void escape(fr_buf *out, fr_str text, bool attribute)
{
	size_t plain = 0;
	for (size_t at = 0; at < text.n;) {
		uint32_t cp;
		size_t n = fr_utf8_decode(text, at, &cp);
		const char *instead = n && allowed(cp) ? entity(cp, attribute) : FR_REPLACEMENT;
		if (instead) {
			fr_buf_add(out, text.p + plain, at - plain);
			fr_buf_puts(out, instead);
		}
		at += n ? n : 1;
		if (instead)
			plain = at;
	}
	if (text.n > plain)
		fr_buf_add(out, text.p + plain, text.n - plain);
}

void fr_xml_text(fr_buf *out, fr_str text) { escape(out, text, false); }

void fr_xml_attr(fr_buf *out, const char *name, fr_str value)
{
	fr_buf_byte(out, ' ');
	fr_buf_puts(out, name);
	fr_buf_puts(out, "=\"");
	escape(out, value, true);
	fr_buf_byte(out, '"');
}
