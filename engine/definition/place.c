/* Places in a definition: a node, or a character within an attribute's value, to line, column and the line itself.
 * Stage: definitions. In: nodes of the tree, bytes of the file. Out: diagnostics with a caret under the right characters. */
#include "definition/parts.h"

#define EXCERPT_MOST 1000 /* characters; a longer line is not shown */

static fr_str file_bytes(const fr_definition *d) { return fr_str_of(d->bytes.p, d->bytes.n); }

/* Characters of bytes [from, to): continuation bytes are not counted, so this holds for invalid text too. */
static size_t characters(fr_str s, size_t from, size_t to)
{
	size_t n = 0;
	for (size_t i = from; i < to && i < s.n; i++)
		n += ((unsigned char)s.p[i] & 0xC0) != 0x80;
	return n;
}

void fr_definition_report_bytes(const fr_definition *definition, fr_lint *lint, fr_level level, int code, size_t from, size_t to,
	const fr_str *args, size_t count, fr_str suggestion)
{
	if (fr_lint_full(lint, level))
		return;
	fr_str s = file_bytes(definition);
	from = from < s.n ? from : s.n;
	size_t begin = 0, line = 1;
	for (const char *p; begin < from && (p = memchr(s.p + begin, '\n', from - begin)); line++)
		begin = (size_t)(p - s.p) + 1;
	const char *newline = s.n > begin ? memchr(s.p + begin, '\n', s.n - begin) : NULL;
	size_t end = newline ? (size_t)(newline - s.p) : s.n;
	if (end > begin && s.p[end - 1] == '\r')
		end--;
	if (begin == 0 && fr_str_starts(s, FR_STR("\xEF\xBB\xBF")))
		begin = 3;
	fr_diagnostic d = {.level = level,
		.code = code,
		.file = fr_str_from(definition->path ? definition->path : ""),
		.line = line,
		.suggestion = suggestion};
	d.column = characters(s, begin, from) + 1;
	d.width = characters(s, from, to < end ? to : end);
	fr_str excerpt = fr_str_of(s.p + begin, end - begin);
	if (end > begin && end - begin < EXCERPT_MOST * 4 && characters(s, begin, end) <= EXCERPT_MOST &&
		fr_utf8_invalid(excerpt) == SIZE_MAX)
		d.excerpt = excerpt;
	for (size_t i = 0; i < count && i < FR_ERROR_ARGS; i++)
		d.args[i] = args[i];
	fr_lint_add(lint, &d);
}

void fr_definition_report_line(const fr_definition *definition, fr_lint *lint, fr_level level, int code, size_t line, size_t column,
	const fr_str *args, size_t count)
{
	fr_str s = file_bytes(definition);
	size_t from = 0;
	for (const char *p; line > 1 && from < s.n && (p = memchr(s.p + from, '\n', s.n - from)); line--)
		from = (size_t)(p - s.p) + 1;
	for (; column > 1 && from < s.n && s.p[from] != '\n' && s.p[from] != '\r'; column--)
		for (from++; from < s.n && ((unsigned char)s.p[from] & 0xC0) == 0x80;)
			from++;
	fr_definition_report_bytes(definition, lint, level, code, from, from + 1, args, count, fr_str_of(NULL, 0));
}

/* ---- from node and attribute to bytes ---- */

static bool is_space(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }
static bool ends_name(char c) { return is_space(c) || c == '=' || c == '>' || c == '/'; }

/* Bytes of the value of the tag's attribute, without quotes, or of its name. at: of "<". */
static bool find_attribute(fr_str s, size_t at, fr_str name, bool want_name, size_t *from, size_t *to)
{
	while (at < s.n && !ends_name(s.p[at]))
		at++;
	while (at < s.n) {
		while (at < s.n && is_space(s.p[at]))
			at++;
		size_t begin = at;
		while (at < s.n && !ends_name(s.p[at]))
			at++;
		size_t end = at;
		fr_str found = fr_str_of(s.p + begin, end - begin);
		const char *colon = found.n ? memchr(found.p, ':', found.n) : NULL;
		if (colon)
			found = fr_str_of(colon + 1, found.n - (size_t)(colon + 1 - found.p));
		while (at < s.n && (is_space(s.p[at]) || s.p[at] == '='))
			at++;
		if (at >= s.n || (s.p[at] != '"' && s.p[at] != '\''))
			return false;
		const char *close = memchr(s.p + at + 1, s.p[at], s.n - at - 1);
		if (!close)
			return false;
		if (fr_str_eq(found, name)) {
			*from = want_name ? begin : at + 1;
			*to = want_name ? end : (size_t)(close - s.p);
			return true;
		}
		at = (size_t)(close - s.p) + 1;
	}
	return false;
}

/* Bytes of the character at at as the file writes it: "&lt;" and CR LF are one character. */
static size_t source_character(fr_str s, size_t at, size_t to)
{
	if (s.p[at] == '&') {
		const char *semicolon = memchr(s.p + at, ';', to - at);
		return semicolon ? (size_t)(semicolon - (s.p + at)) + 1 : 1;
	}
	if (s.p[at] == '\r' && at + 1 < to && s.p[at + 1] == '\n')
		return 2;
	size_t n = 1;
	while (at + n < to && ((unsigned char)s.p[at + n] & 0xC0) == 0x80)
		n++;
	return n;
}

static size_t skip_characters(fr_str s, size_t at, size_t to, size_t count)
{
	for (; count && at < to; count--)
		at += source_character(s, at, to);
	return at;
}

void fr_definition_report(const fr_definition *definition, fr_lint *lint, fr_level level, int code, const xmlNode *node,
	const char *attribute, size_t offset, size_t width, const fr_str *args, size_t count, fr_str suggestion)
{
	if (fr_lint_full(lint, level))
		return;
	fr_str s = file_bytes(definition);
	size_t from = node && node->_private ? (size_t)((const char *)node->_private - s.p) : s.n;
	if (from >= s.n) {
		fr_definition_report_line(definition, lint, level, code, node ? (size_t)xmlGetLineNo(node) : 1, 1, args, count);
		return;
	}
	size_t tag = from, to, end;
	bool name = offset == FR_AT_NAME;
	if (attribute && find_attribute(s, tag, fr_str_from(attribute), name, &from, &end)) {
		if (!name) /* offsets count from the trimmed value */
			from = (size_t)(fr_str_trim(fr_str_of(s.p + from, end - from)).p - s.p);
		from = name ? from : skip_characters(s, from, end, offset);
		to = width == SIZE_MAX ? end : skip_characters(s, from, end, width);
	} else
		for (to = from; to < s.n && !ends_name(s.p[to]);)
			to++;
	fr_definition_report_bytes(definition, lint, level, code, from, to, args, count, suggestion);
}
