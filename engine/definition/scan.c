/* First look at a definition's bytes: what must never reach the XML parser, and where each element stands.
 * Stage: definitions. In: bytes. Out: diagnostics, offsets of start tags.
 *
 * libxml2 keeps only line numbers; the offsets found here let a caret stand under the very character that is wrong. */
#include "definition/parts.h"

typedef struct scan {
	const fr_definition *definition;
	fr_lint *lint;
	fr_tags *tags;
	const char *p;
	size_t n, at, depth;
} scan;

static bool refuse(scan *s, int code, size_t from, size_t to, size_t number)
{
	char digits[24];
	fr_str arg = fr_str_of(digits, 0);
	if (number) {
		char text[400];
		arg.n = fr_number_write((double)number, text);
		memcpy(digits, text, arg.n);
	}
	fr_definition_report_bytes(s->definition, s->lint, FR_LEVEL_ERROR, code, from, to, &arg, 1, fr_str_of(NULL, 0));
	return false;
}

static bool at(const scan *s, const char *literal) { return fr_str_starts(fr_str_of(s->p + s->at, s->n - s->at), fr_str_from(literal)); }

/* Moves behind the next occurrence of end, or to the end of the bytes. */
static void skip_past(scan *s, const char *end)
{
	size_t hit = fr_str_find(fr_str_of(s->p + s->at, s->n - s->at), fr_str_from(end));
	s->at = hit == SIZE_MAX ? s->n : s->at + hit + strlen(end);
}

static bool keep_tag(scan *s, size_t offset)
{
	fr_tags *t = s->tags;
	if (t->count == t->capacity) {
		size_t capacity = t->capacity ? t->capacity * 2 : 256;
		size_t *grown = fr_resize(&s->definition->bytes.allocator, t->at, capacity * sizeof *grown);
		if (!grown) {
			s->lint->failed = true;
			return false;
		}
		t->at = grown, t->capacity = capacity;
	}
	t->at[t->count++] = offset;
	return true;
}

/* At "<name": counts the element and walks over its attributes to behind ">". */
static bool start_tag(scan *s)
{
	size_t from = s->at;
	if (s->tags->count >= DEFINITION_ELEMENTS)
		return refuse(s, FR_DEF_MANY, from, from + 1, DEFINITION_ELEMENTS);
	if (!keep_tag(s, from))
		return false;
	size_t attributes = 0;
	bool empty = false;
	for (s->at++; s->at < s->n && s->p[s->at] != '>'; s->at++) {
		char c = s->p[s->at];
		empty = c == '/';
		if (c == '"' || c == '\'') {
			const char *close = memchr(s->p + s->at + 1, c, s->n - s->at - 1);
			if (!close) {
				s->at = s->n;
				return true;
			}
			if (++attributes > DEFINITION_ATTRIBUTES)
				return refuse(s, FR_DEF_MANY, s->at, s->at + 1, DEFINITION_ATTRIBUTES);
			s->at = (size_t)(close - s->p);
		}
	}
	if (s->at < s->n)
		s->at++;
	if (!empty && ++s->depth > DEFINITION_DEPTH)
		return refuse(s, FR_DEF_DEPTH, from, from + 1, DEFINITION_DEPTH);
	return true;
}

/* The declared encoding, when it is not UTF-8; empty otherwise. */
static fr_str other_encoding(fr_str text)
{
	if (!fr_str_starts(text, FR_STR("<?xml")))
		return fr_str_of(NULL, 0);
	size_t end = fr_str_find(text, FR_STR("?>"));
	fr_str head = fr_str_of(text.p, end == SIZE_MAX ? 0 : end);
	size_t hit = fr_str_find(head, FR_STR("encoding"));
	if (hit == SIZE_MAX)
		return fr_str_of(NULL, 0);
	size_t from = hit + 8;
	while (from < head.n && head.p[from] != '"' && head.p[from] != '\'')
		from++;
	size_t to = from + 1;
	while (to < head.n && head.p[to] != head.p[from])
		to++;
	fr_str name = to <= head.n && from < head.n ? fr_str_of(head.p + from + 1, to - from - 1) : fr_str_of(NULL, 0);
	bool utf8 = name.n == 5 && strncasecmp(name.p, "utf-8", 5) == 0;
	return utf8 ? fr_str_of(NULL, 0) : name;
}

static bool encoding_is_right(scan *s)
{
	fr_str text = fr_str_of(s->p, s->n), found = fr_str_of(NULL, 0);
	size_t place = 0;
	if (fr_str_starts(text, FR_STR("\xFF\xFE")) || fr_str_starts(text, FR_STR("\xFE\xFF")) || memchr(s->p, 0, s->n))
		found = FR_STR("UTF-16");
	else if ((found = other_encoding(text)).n)
		place = (size_t)(found.p - s->p);
	else if ((place = fr_utf8_invalid(text)) != SIZE_MAX)
		found = FR_STR("?");
	if (!found.n)
		return true;
	size_t end = found.p >= s->p && found.p < s->p + s->n ? place + found.n : place;
	fr_definition_report_bytes(s->definition, s->lint, FR_LEVEL_ERROR, FR_DEF_ENCODING, place, end, &found, 1, fr_str_of(NULL, 0));
	return false;
}

bool fr_definition_scan(const fr_definition *definition, fr_lint *lint, fr_tags *tags)
{
	scan s = {definition, lint, tags, definition->bytes.p, definition->bytes.n, 0, 0};
	if (s.n > FR_DEFINITION_BYTES)
		return refuse(&s, FR_DEF_LARGE, 0, 1, FR_DEFINITION_BYTES >> 20);
	if (fr_str_trim(fr_str_of(s.p, s.n)).n == 0)
		return refuse(&s, FR_DEF_EMPTY, 0, 0, 0);
	if (!encoding_is_right(&s))
		return false;
	while (s.at < s.n) {
		const char *less = memchr(s.p + s.at, '<', s.n - s.at);
		if (!less)
			break;
		s.at = (size_t)(less - s.p);
		if (at(&s, "<!--"))
			skip_past(&s, "-->");
		else if (at(&s, "<![CDATA["))
			skip_past(&s, "]]>");
		else if (at(&s, "<!"))
			return refuse(&s, FR_DEF_DTD, s.at, s.at + 9, 0);
		else if (at(&s, "<?"))
			skip_past(&s, "?>");
		else if (at(&s, "</")) {
			s.depth -= s.depth > 0;
			skip_past(&s, ">");
		} else if (!start_tag(&s))
			return false;
	}
	return true;
}
