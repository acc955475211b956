/* Encoded: XML files in encodings the parser does not know, as UTF-8.
 * Stage: rows. In: bytes of an XML file. Out: a part, and what the parser has to take it for. Sources: XML 1.0, 4.3.3 and F; names of encodings: IANA. */
#include "source/part.h"
#include "source/text.h"

#include <ctype.h>

#define BLOCK ((size_t)32 << 10)
#define DECLARATION_MOST 256 /* bytes within which an XML declaration ends */

typedef struct encoded {
	fr_allocator allocator;
	fr_text text;
	char *room; /* what was converted and not yet asked for */
	size_t at, n;
} encoded;

/* The name the XML declaration gives, in small letters; "?" when it can be none of an encoding, and so may be anything; "" when it gives none, as UTF-16 never does here: its mark says it. */
static void declared(const fr_bytes *bytes, char name[64])
{
	fr_str s = fr_str_of(bytes->head, bytes->head_n < DECLARATION_MOST ? bytes->head_n : DECLARATION_MOST);
	name[0] = 0;
	if (fr_str_starts(s, FR_STR("\xEF\xBB\xBF")))
		s = fr_str_of(s.p + 3, s.n - 3);
	size_t end = fr_str_find(s, FR_STR("?>"));
	if (!fr_str_starts(s, FR_STR("<?xml")) || end == SIZE_MAX)
		return;
	s.n = end;
	size_t at = fr_str_find(s, FR_STR("encoding"));
	for (at = at == SIZE_MAX ? s.n : at + 8; at < s.n && (s.p[at] == ' ' || s.p[at] == '\t' || s.p[at] == '='); at++)
		;
	if (at >= s.n || (s.p[at] != '"' && s.p[at] != '\''))
		return;
	const char quote = s.p[at++];
	size_t n = 0;
	for (; at < s.n && s.p[at] != quote && n < 63; at++) {
		char c = s.p[at];
		if (!isalnum((unsigned char)c) && c != '-' && c != '_' && c != '.') {
			memcpy(name, "?", 2);
			return;
		}
		name[n++] = (char)tolower((unsigned char)c);
	}
	name[n] = 0;
}

static bool among(const char *name, const char *const *list)
{
	for (; *list; list++)
		if (strcmp(*list, name) == 0)
			return true;
	return false;
}

static fr_status read_encoded(fr_part *part, void *into, size_t n, size_t *got, fr_error *error)
{
	encoded *e = part->state;
	*got = 0;
	if (e->at == e->n) {
		e->at = e->n = 0;
		fr_status status = fr_text_read(&e->text, e->room, &e->n, error);
		if (status == FR_END)
			return FR_OK;
		if (status != FR_OK)
			return status;
	}
	*got = n < e->n - e->at ? n : e->n - e->at;
	memcpy(into, e->room + e->at, *got);
	e->at += *got;
	part->done = e->text.bytes->taken;
	return FR_OK;
}

static void close_encoded(fr_part *part)
{
	encoded *e = part->state;
	fr_allocator a = e->allocator;
	fr_text_close(&e->text);
	fr_release(&a, e->room);
	fr_release(&a, e);
	part->close = NULL;
}

static fr_status converted(const fr_allocator *allocator, fr_bytes *bytes, fr_part *out, fr_error *error)
{
	encoded *e = fr_alloc(allocator, sizeof *e);
	if (!e)
		return fr_fail(error, FR_E_MEMORY, FR_MEMORY, NULL);
	*e = (encoded){.allocator = *allocator};
	*out = (fr_part){.name = bytes->path, .state = e, .total = bytes->size, .read = read_encoded, .close = close_encoded};
	fr_status status = fr_text_open_as(&e->text, allocator, bytes, BLOCK, FR_ENCODING_GB18030, error);
	e->room = status == FR_OK ? fr_alloc(allocator, fr_text_room(&e->text)) : NULL;
	if (status == FR_OK && !e->room)
		status = fr_fail(error, FR_E_MEMORY, FR_MEMORY, NULL);
	if (status != FR_OK)
		close_encoded(out);
	return status;
}

fr_status fr_part_of_xml(const fr_allocator *allocator, fr_bytes *bytes, fr_part *out, const char **encoding, fr_error *error)
{
	static const char *const chinese[] = {"gb18030", "gbk", "gb2312", "gb_2312-80", "x-gbk", "cp936", "ms936", "windows-936", NULL};
	static const char *const known[] = {"", "utf-8", "utf-16", "us-ascii", "iso-8859-1", NULL};
	char name[64];
	declared(bytes, name);
	bool plain = strcmp(name, "utf8") == 0 || (*name && fr_str_starts(fr_str_of(bytes->head, bytes->head_n), FR_STR("\xEF\xBB\xBF")));
	*encoding = NULL;
	if (!plain && among(name, chinese)) {
		*encoding = "UTF-8";
		return converted(allocator, bytes, out, error);
	}
	if (!plain && !among(name, known))
		return fr_fail(error, FR_E_UNSUPPORTED, FR_SOURCE_XML_ENCODING, bytes->path, name, NULL);
	if (plain)
		*encoding = "UTF-8";
	fr_part_of_bytes(bytes, out);
	return FR_OK;
}
