/* Splice: the tokens. A scanner of its own and not expat, for it gives bytes as they stand and costs little more than copying them.
 * Stage: outputs. In: a part. Out: tokens. Well-formed as far as it matters here: tags nest, values are quoted, there is no DTD and so nothing but the five names and numbers
 * behind an ampersand. Source: XML 1.0, Namespaces in XML 1.0. */
#include "sink/splice.h"

#include <errno.h>
#include <stdio.h>

#define PIECE ((size_t)64 << 10)
#define NAME_MOST 1024

void splice_open(splice *s, const fr_allocator *allocator, fr_part *part, const char *path, const char *output, size_t token_most)
{
	*s = (splice){.part = part, .path = path, .output = output, .token_most = token_most, .held = SIZE_MAX};
	fr_buf_init(&s->in, allocator, 2 * token_most + 4 * PIECE);
	fr_buf_init(&s->open, allocator, SPLICE_DEPTH * NAME_MOST);
	fr_buf_init(&s->out, allocator, 0);
}

void splice_close(splice *s)
{
	fr_buf_free(&s->in);
	fr_buf_free(&s->open);
	fr_buf_free(&s->out);
}

static fr_status broken(const splice *s, fr_error *error)
{
	return fr_fail(error, FR_E_FORMAT, FR_ANNOTATE_PART, s->path, s->part->name, NULL);
}

/* ---- bytes ---- */

static fr_status flush(splice *s, fr_error *error)
{
	if (s->out.failed)
		return fr_fail(error, FR_E_MEMORY, FR_MEMORY, NULL);
	if (!s->scratch)
		return FR_OK;
	fr_status status = fr_scratch_add(s->scratch, fr_buf_view(&s->out), error);
	s->out.n = 0;
	return status;
}

fr_status splice_gap(splice *s, fr_error *error)
{
	fr_status status = flush(s, error);
	return status == FR_OK ? fr_scratch_gap(s->scratch, error) : status;
}

/* More bytes behind those that are there; what is held, or the token at hand, moves to the front. */
static fr_status fill(splice *s, fr_error *error)
{
	size_t got, first = s->held < s->from ? s->held : s->from;
	if (first) {
		memmove(s->in.p, s->in.p + first, s->in.n - first);
		s->in.n -= first;
		s->from -= first;
		s->to -= first;
		s->held -= s->held == SIZE_MAX ? 0 : first;
	}
	if (s->in.n - s->from > s->token_most)
		return fr_fail(error, FR_E_LIMIT, FR_SOURCE_TOKEN, s->part->name, NULL);
	if (!fr_buf_reserve(&s->in, PIECE))
		return fr_fail(error, FR_E_MEMORY, FR_MEMORY, NULL);
	fr_status status = s->part->read(s->part, s->in.p + s->in.n, PIECE, &got, error);
	if (status != FR_OK)
		return status;
	s->last = got == 0;
	s->in.n += got;
	return FR_OK;
}

/* Where needle begins, looked for from s->from + skip on; as much is read as it takes. FR_END: it does not come. */
static fr_status find(splice *s, size_t skip, const char *needle, size_t *at, fr_error *error)
{
	size_t n = strlen(needle);
	for (;;) {
		size_t begin = s->from + skip;
		size_t found = begin < s->in.n ? fr_str_find(fr_str_of(s->in.p + begin, s->in.n - begin), fr_str_of(needle, n)) : SIZE_MAX;
		if (found != SIZE_MAX) {
			*at = begin + found;
			return FR_OK;
		}
		if (s->last)
			return FR_END;
		skip = s->in.n - s->from > skip + n ? s->in.n - s->from - n : skip;
		fr_status status = fill(s, error);
		if (status != FR_OK)
			return status;
	}
}

/* ---- tags ---- */

static bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }
static const bool ending[256] = {[' '] = true,
	['\t'] = true,
	['\n'] = true,
	['\r'] = true,
	['>'] = true,
	['/'] = true,
	['='] = true,
	['<'] = true,
	['"'] = true,
	['\''] = true,
	['&'] = true};
static bool ends_name(char c) { return ending[(unsigned char)c]; }

enum scanned { SCAN_MORE, SCAN_BROKEN, SCAN_WHOLE };

static void remember(splice *s, const char *p, size_t name, size_t name_n, size_t value, size_t value_n)
{
	size_t i = s->attribute_n++;
	s->declares = s->declares || (name_n >= 5 && memcmp(p + name, "xmlns", 5) == 0);
	if (i >= SPLICE_ATTRIBUTES)
		return;
	s->attributes[i].name = name;
	s->attributes[i].name_n = name_n;
	s->attributes[i].value = value;
	s->attributes[i].value_n = value_n;
}

/* The start tag at p: *size when it is whole, and its attributes are remembered. */
static enum scanned scan_tag(splice *s, const char *p, size_t n, size_t *name, size_t *size)
{
	size_t i = 1;
	s->attribute_n = 0;
	s->declares = false;
	while (i < n && !ends_name(p[i]))
		i++;
	*name = i;
	if (i > 1 + NAME_MOST || (i == 1 && n > 1))
		return SCAN_BROKEN;
	for (;;) {
		size_t blanks = i;
		while (i < n && is_blank(p[i]))
			i++;
		if (i + 1 >= n && !(i < n && p[i] == '>'))
			return SCAN_MORE;
		if (p[i] == '>' || (p[i] == '/' && p[i + 1] == '>')) {
			*size = i + (p[i] == '/' ? 2 : 1);
			return SCAN_WHOLE;
		}
		size_t from = i;
		while (i < n && !ends_name(p[i]))
			i++;
		if (i < n && (i == from || blanks == from))
			return SCAN_BROKEN;
		size_t length = i - from;
		while (i < n && is_blank(p[i]))
			i++;
		if (i < n && p[i++] != '=')
			return SCAN_BROKEN;
		while (i < n && is_blank(p[i]))
			i++;
		if (i >= n)
			return SCAN_MORE;
		char quote = p[i++];
		size_t value = i;
		if (quote != '"' && quote != '\'')
			return SCAN_BROKEN;
		while (i < n && p[i] != quote && p[i] != '<')
			i++;
		if (i >= n)
			return SCAN_MORE;
		if (p[i] == '<')
			return SCAN_BROKEN;
		remember(s, p, from, length, value, i++ - value);
	}
}

static void resolve(splice *s)
{
	const char *colon = memchr(s->name.p, ':', s->name.n);
	size_t n = colon ? (size_t)(colon - s->name.p) : 0;
	s->local = colon ? fr_str_of(colon + 1, s->name.n - n - 1) : s->name;
	s->ns = colon ? FR_NS_OTHER : FR_NS_NONE;
	for (unsigned i = s->prefix_n; i-- > 0;)
		if (s->prefixes[i].n == n && memcmp(s->prefixes[i].text, s->name.p, n) == 0) {
			s->ns = s->prefixes[i].ns;
			return;
		}
}

const char *splice_prefix(const splice *s, fr_ns ns)
{
	for (unsigned i = s->prefix_n; i-- > 0;)
		if (s->prefixes[i].ns == ns)
			return s->prefixes[i].text;
	return NULL;
}

/* xmlns declarations; those of namespaces nobody asks for only where they could hide one. */
static bool declare(splice *s)
{
	splice_attribute a;
	for (size_t at = 0; splice_attribute_next(s->raw, &at, &a);) {
		if (!fr_str_starts(a.name, FR_STR("xmlns")) || (a.name.n > 5 && a.name.p[5] != ':'))
			continue;
		fr_str prefix = a.name.n > 5 ? fr_str_of(a.name.p + 6, a.name.n - 6) : FR_STR("");
		fr_ns ns = fr_markup_namespace(a.value);
		if (ns == FR_NS_OTHER && (s->depth == 1 || prefix.n + 2 > sizeof s->prefixes->text))
			continue;
		if (s->prefix_n == FR_MARKUP_PREFIXES || prefix.n + 2 > sizeof s->prefixes->text)
			return false;
		s->prefixes[s->prefix_n].depth = s->depth;
		s->prefixes[s->prefix_n].n = prefix.n;
		s->prefixes[s->prefix_n].ns = ns;
		snprintf(s->prefixes[s->prefix_n++].text, sizeof s->prefixes->text, "%.*s%s", (int)prefix.n, prefix.n ? prefix.p : "",
			prefix.n ? ":" : "");
	}
	return true;
}

static void forget(splice *s, size_t depth)
{
	while (s->prefix_n && s->prefixes[s->prefix_n - 1].depth >= depth)
		s->prefix_n--;
}

static fr_status start_tag(splice *s, fr_error *error)
{
	size_t name = 0, size = 0;
	enum scanned how;
	while ((how = scan_tag(s, s->in.p + s->from, s->in.n - s->from, &name, &size)) == SCAN_MORE && !s->last) {
		fr_status status = fill(s, error);
		if (status != FR_OK)
			return status;
	}
	if (how != SCAN_WHOLE || s->level == SPLICE_DEPTH || (s->level == 0 && s->rooted))
		return broken(s, error);
	s->to = s->from + size;
	s->raw = fr_str_of(s->in.p + s->from, size);
	s->name = fr_str_of(s->raw.p + 1, name - 1);
	s->kind = s->raw.p[size - 2] == '/' ? SPLICE_EMPTY : SPLICE_START;
	s->depth = s->level + 1;
	s->rooted = true;
	if (s->declares && !declare(s))
		return broken(s, error);
	resolve(s);
	if (s->kind == SPLICE_EMPTY) {
		s->ended_tag = true; /* its prefixes are good until the next token */
		return FR_OK;
	}
	fr_buf_str(&s->open, s->name);
	s->levels[s->level].n = s->name.n;
	s->levels[s->level].local = s->name.n - s->local.n;
	s->levels[s->level++].ns = s->ns;
	return s->open.failed ? fr_fail(error, FR_E_MEMORY, FR_MEMORY, NULL) : FR_OK;
}

/* Most are written as short as they may be, and all of it is there. */
static bool ends_plainly(const splice *s, size_t n)
{
	const char *p = s->in.p + s->from;
	return s->in.n - s->from > n + 2 && p[n + 2] == '>' && memcmp(p + 2, s->open.p + s->open.n - n, n) == 0;
}

static fr_status end_tag(splice *s, fr_error *error)
{
	if (!s->level)
		return broken(s, error);
	size_t at, n = s->levels[s->level - 1].n;
	if (ends_plainly(s, n))
		at = s->from + n + 2;
	else {
		fr_status status = find(s, 2, ">", &at, error);
		if (status != FR_OK)
			return status == FR_END ? broken(s, error) : status;
		fr_str name = fr_str_of(s->in.p + s->from + 2, at - s->from - 2);
		while (name.n && is_blank(name.p[name.n - 1]))
			name.n--;
		if (n != name.n || memcmp(s->open.p + s->open.n - n, name.p, n) != 0)
			return broken(s, error);
	}
	s->to = at + 1;
	s->kind = SPLICE_END;
	s->raw = fr_str_of(s->in.p + s->from, s->to - s->from);
	s->name = fr_str_of(s->raw.p + 2, n);
	s->depth = s->level--;
	size_t local = s->levels[s->level].local;
	s->local = fr_str_of(s->name.p + local, n - local);
	s->ns = s->levels[s->level].ns;
	s->open.n -= n;
	s->ended_tag = true;
	return FR_OK;
}

/* ---- everything else ---- */

static fr_status until(splice *s, const char *end, splice_kind kind, size_t skip, fr_error *error)
{
	size_t at;
	fr_status status = find(s, skip, end, &at, error);
	if (status != FR_OK)
		return status == FR_END ? broken(s, error) : status;
	s->to = at + strlen(end);
	s->kind = kind;
	s->depth = s->level;
	s->raw = fr_str_of(s->in.p + s->from, s->to - s->from);
	return FR_OK;
}

/* <?xml … encoding="…"?>: bytes are edited as they stand, so they must be UTF-8. */
static bool is_utf8(fr_str declaration)
{
	fr_str value;
	if (!fr_str_starts(declaration, FR_STR("<?xml ")) || !splice_attribute_of(declaration, "encoding", &value))
		return true;
	return value.n == 5 && (value.p[0] | 32) == 'u' && (value.p[1] | 32) == 't' && (value.p[2] | 32) == 'f' && value.p[3] == '-' &&
	       value.p[4] == '8';
}

static fr_status bang(splice *s, fr_error *error)
{
	while (s->in.n - s->from < 9 && !s->last) {
		fr_status status = fill(s, error);
		if (status != FR_OK)
			return status;
	}
	fr_str here = fr_str_of(s->in.p + s->from, s->in.n - s->from);
	if (fr_str_starts(here, FR_STR("<!--")))
		return until(s, "-->", SPLICE_ASIDE, 4, error);
	if (fr_str_starts(here, FR_STR("<![CDATA[")) && s->level)
		return until(s, "]]>", SPLICE_CDATA, 9, error);
	return broken(s, error); /* a DTD: no entities, no bombs */
}

static fr_status text(splice *s, fr_error *error)
{
	size_t at;
	const char *next = memchr(s->in.p + s->from, '<', s->in.n - s->from);
	fr_status status = FR_OK;
	if (next)
		at = (size_t)(next - s->in.p);
	else if ((status = find(s, s->in.n - s->from, "<", &at, error)) == FR_END)
		at = s->in.n;
	else if (status != FR_OK)
		return status;
	s->to = at;
	s->kind = SPLICE_TEXT;
	s->depth = s->level;
	s->raw = fr_str_of(s->in.p + s->from, s->to - s->from);
	bool bom = !s->rooted && fr_str_starts(s->raw, FR_STR("\xEF\xBB\xBF"));
	for (size_t i = bom ? 3 : 0; !s->level && i < s->raw.n; i++)
		if (!is_blank(s->raw.p[i]))
			return broken(s, error);
	return FR_OK;
}

fr_status splice_next(splice *s, fr_error *error)
{
	if (s->ended_tag)
		forget(s, s->depth);
	s->ended_tag = false;
	s->attribute_n = 0;
	s->from = s->to;
	s->name = s->local = FR_STR("");
	s->ns = FR_NS_NONE;
	fr_status status = s->out.n >= PIECE || s->out.failed ? flush(s, error) : FR_OK;
	while (status == FR_OK && s->in.n - s->from < 2 && !s->last)
		status = fill(s, error);
	if (status != FR_OK)
		return status;
	if (s->from == s->in.n) {
		status = s->level || !s->rooted ? broken(s, error) : flush(s, error);
		if (status == FR_OK && s->scratch)
			status = fr_scratch_end(s->scratch, error);
		return status == FR_OK ? FR_END : status;
	}
	const char *p = s->in.p + s->from;
	if (p[0] != '<')
		return text(s, error);
	switch (s->in.n - s->from > 1 ? p[1] : 0) {
	case '/': return end_tag(s, error);
	case '!': return bang(s, error);
	case '?': status = until(s, "?>", SPLICE_ASIDE, 2, error); return status == FR_OK && !is_utf8(s->raw) ? broken(s, error) : status;
	default: return start_tag(s, error);
	}
}

fr_status splice_pass(splice *s, bool copied, fr_error *error)
{
	fr_status status = FR_OK;
	size_t depth = s->depth;
	bool inside = s->kind == SPLICE_START;
	if (copied)
		splice_copy(s);
	while (inside && (status = splice_next(s, error)) == FR_OK) {
		if (copied)
			splice_copy(s);
		inside = !(s->kind == SPLICE_END && s->depth == depth);
	}
	return status;
}

/* ---- attributes ---- */

/* The tag was scanned: it is well-formed. */
bool splice_attribute_next(fr_str tag, size_t *at, splice_attribute *out)
{
	size_t i = *at;
	if (i == 0)
		for (i = 1; i < tag.n && !ends_name(tag.p[i]);)
			i++;
	size_t from = i;
	while (i < tag.n && is_blank(tag.p[i]))
		i++;
	size_t name = i;
	while (i < tag.n && !ends_name(tag.p[i]))
		i++;
	out->name = fr_str_of(tag.p + name, i - name);
	while (i < tag.n && tag.p[i] != '"' && tag.p[i] != '\'' && tag.p[i] != '>')
		i++;
	if (!out->name.n || i >= tag.n || tag.p[i] == '>')
		return false;
	const char *end = memchr(tag.p + i + 1, tag.p[i], tag.n - i - 1);
	if (!end)
		return false;
	out->value = fr_str_of(tag.p + i + 1, (size_t)(end - tag.p) - i - 1);
	out->whole = fr_str_of(tag.p + from, (size_t)(end - tag.p) + 1 - from);
	*at = (size_t)(end - tag.p) + 1;
	return true;
}

bool splice_attribute_of(fr_str tag, const char *name, fr_str *value)
{
	splice_attribute a;
	for (size_t at = 0; splice_attribute_next(tag, &at, &a);)
		if (fr_str_is(a.name, name)) {
			*value = a.value;
			return true;
		}
	return false;
}

/* Whether a name is that of the namespace; local has n bytes. */
static bool is_called(const splice *s, fr_str name, fr_ns ns, const char *local, size_t n)
{
	if (name.n < n || memcmp(name.p + name.n - n, local, n) != 0)
		return false;
	size_t prefix = name.n - n;
	bool found = prefix == 0 && ns == FR_NS_NONE;
	for (unsigned i = s->prefix_n; prefix > 1 && !found && i-- > 0;)
		found = s->prefixes[i].ns == ns && s->prefixes[i].n + 1 == prefix && memcmp(s->prefixes[i].text, name.p, prefix) == 0;
	return found;
}

bool splice_attribute_in(const splice *s, fr_ns ns, const char *local, fr_str *value)
{
	splice_attribute a;
	size_t n = strlen(local), known = s->attribute_n < SPLICE_ATTRIBUTES ? s->attribute_n : SPLICE_ATTRIBUTES;
	for (size_t i = 0; i < known; i++)
		if (is_called(s, fr_str_of(s->raw.p + s->attributes[i].name, s->attributes[i].name_n), ns, local, n)) {
			*value = fr_str_of(s->raw.p + s->attributes[i].value, s->attributes[i].value_n);
			return true;
		}
	for (size_t at = 0; s->attribute_n > known && splice_attribute_next(s->raw, &at, &a);)
		if (is_called(s, a.name, ns, local, n)) {
			*value = a.value;
			return true;
		}
	return false;
}

static bool listed(fr_str name, const char *const *names)
{
	for (; *names; names++)
		if (fr_str_is(name, *names))
			return true;
	return false;
}

void splice_tag(fr_str raw, const char *const *without, fr_buf *out)
{
	splice_attribute a;
	size_t name = 1;
	while (name < raw.n && !ends_name(raw.p[name]))
		name++;
	fr_buf_add(out, raw.p, name);
	for (size_t at = 0; splice_attribute_next(raw, &at, &a);)
		if (!listed(a.name, without))
			fr_buf_str(out, a.whole);
}

/* ---- text ---- */

static bool reference(fr_str name, fr_buf *out)
{
	static const struct {
		const char *name;
		char c;
	} known[] = {{"lt", '<'}, {"gt", '>'}, {"amp", '&'}, {"quot", '"'}, {"apos", '\''}};
	for (size_t i = 0; i < sizeof known / sizeof *known; i++)
		if (fr_str_is(name, known[i].name)) {
			fr_buf_byte(out, known[i].c);
			return true;
		}
	bool hex = name.n > 2 && name.p[1] == 'x';
	uint32_t cp = 0;
	if (name.n < 2 || name.p[0] != '#')
		return false;
	for (size_t i = hex ? 2 : 1; i < name.n; i++) {
		char c = name.p[i];
		unsigned d = c >= '0' && c <= '9'                        ? (unsigned)(c - '0')
			     : hex && (c | 32) >= 'a' && (c | 32) <= 'f' ? (unsigned)((c | 32) - 'a' + 10)
									 : 99;
		if (d == 99 || cp > 0x10FFFF)
			return false;
		cp = cp * (hex ? 16 : 10) + d;
	}
	fr_buf_utf8(out, cp);
	return cp != 0 && cp <= 0x10FFFF;
}

bool splice_decode(fr_str raw, fr_buf *out)
{
	for (size_t at = 0; at < raw.n;) {
		const char *p = memchr(raw.p + at, '&', raw.n - at);
		size_t n = p ? (size_t)(p - raw.p) - at : raw.n - at;
		fr_buf_add(out, raw.p + at, n);
		at += n;
		if (!p)
			break;
		const char *end = memchr(p, ';', raw.n - at < 16 ? raw.n - at : 16);
		if (!end || !reference(fr_str_of(p + 1, (size_t)(end - p) - 1), out))
			return false;
		at = (size_t)(end - raw.p) + 1;
	}
	return true;
}

/* ---- other parts ---- */

fr_status splice_whole(fr_part *part, fr_buf *out, fr_error *error)
{
	fr_status status;
	size_t got;
	do {
		if (!fr_buf_reserve(out, PIECE))
			return fr_fail(error, FR_E_MEMORY, FR_MEMORY, NULL);
		status = part->read(part, out->p + out->n, PIECE, &got, error);
		out->n += got;
	} while (status == FR_OK && got);
	return status;
}

static fr_status memory_read(fr_part *part, void *into, size_t n, size_t *got, fr_error *error)
{
	splice_memory *m = part->state;
	(void)error;
	*got = m->text.n - m->at < n ? m->text.n - m->at : n;
	if (m->piece && *got > m->piece)
		*got = m->piece;
	if (*got)
		memcpy(into, m->text.p + m->at, *got);
	m->at += *got;
	return FR_OK;
}

static void memory_close(fr_part *part) { part->state = NULL; }

void splice_memory_open(splice_memory *m, const char *name, fr_str text)
{
	*m = (splice_memory){.part = {.name = name, .total = text.n, .read = memory_read, .close = memory_close}, .text = text};
	m->part.state = m;
}
