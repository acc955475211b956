/* Cleaning of SpreadsheetML.
 * Stage: outputs. In: elements of a part. Out: the same with identifiers masked in every text and value; no extensions, no alternatives, nothing of other namespaces. */
#include "sink/sheetml-clean.h"

#define WORDS_MOST ((size_t)64 << 20)

void sheet_cleaner_open(sheet_cleaner *c, const copy_job *job, splice *in, const char *const *without)
{
	static const char *const nothing[] = {NULL};
	*c = (sheet_cleaner){.scrub = job->scrub, .in = in, .without = without ? without : nothing};
	fr_buf_init(&c->words, &job->allocator, WORDS_MOST);
	fr_buf_init(&c->other, &job->allocator, WORDS_MOST);
}

void sheet_cleaner_close(sheet_cleaner *c)
{
	fr_buf_free(&c->words);
	fr_buf_free(&c->other);
}

static bool listed(fr_str name, const char *const *names)
{
	for (; *names; names++)
		if (fr_str_is(name, *names))
			return true;
	return false;
}

static bool digits_only(fr_str s)
{
	for (size_t i = 0; i < s.n; i++)
		if (s.p[i] < '0' || s.p[i] > '9')
			return false;
	return s.n > 0 && s.n < 7;
}

static void clean_attribute(sheet_cleaner *c, const splice_attribute *a, fr_buf *out)
{
	bool declares = fr_str_starts(a->name, FR_STR("xmlns")) && (a->name.n == 5 || a->name.p[5] == ':');
	if (declares) {
		if (fr_markup_namespace(a->value) != FR_NS_OTHER)
			fr_buf_str(out, a->whole);
		return;
	}
	if (memchr(a->name.p, ':', a->name.n) || listed(a->name, c->without))
		return;
	if (digits_only(a->value)) {
		fr_buf_str(out, a->whole);
		return;
	}
	fr_buf_clear(&c->words);
	fr_buf_clear(&c->other);
	if (!splice_decode(a->value, &c->words))
		return;
	if (!fr_scrub_name(c->scrub, fr_buf_view(&c->words), &c->other)) {
		fr_buf_str(out, a->whole);
		return;
	}
	fr_buf_byte(out, ' ');
	fr_buf_str(out, a->name);
	fr_buf_puts(out, "=\"");
	fr_buf_clear(&c->words);
	fr_xml_attr(&c->words, "x", fr_buf_view(&c->other));
	fr_buf_add(out, c->words.p + 4, c->words.n - 4); /* behind ` x="` */
}

void sheet_clean_tag(sheet_cleaner *c, fr_buf *out)
{
	splice_attribute a;
	fr_buf_byte(out, '<');
	fr_buf_str(out, c->in->name);
	for (size_t at = 0; splice_attribute_next(c->in->raw, &at, &a);)
		clean_attribute(c, &a, out);
	fr_buf_byte(out, '>');
}

void sheet_clean_end(const splice *in, fr_buf *out)
{
	fr_buf_puts(out, "</");
	fr_buf_str(out, in->name);
	fr_buf_byte(out, '>');
}

bool sheet_formula_tells(fr_scrub *scrub, fr_str formula, fr_buf *scratch)
{
	size_t texts = scrub->texts;
	fr_buf_clear(scratch);
	bool tells = fr_scrub_text(scrub, formula, scratch) || fr_str_find(formula, FR_STR("file:")) != SIZE_MAX ||
		     fr_str_find(formula, FR_STR("://")) != SIZE_MAX;
	scrub->texts = texts + tells;
	/* [1]Sheet!A1 is in another file; Table[Column] is not. */
	for (size_t i = 0; i + 1 < formula.n && !tells; i++)
		tells = formula.p[i] == '[' && formula.p[i + 1] >= '0' && formula.p[i + 1] <= '9' &&
			(i == 0 || strchr("(,=+-*/^&<>:;{' !", formula.p[i - 1]) != NULL);
	return tells;
}

fr_status sheet_clean_words(sheet_cleaner *c, fr_error *error)
{
	splice *in = c->in;
	size_t depth = in->depth;
	fr_status status = FR_OK;
	fr_buf_clear(&c->words);
	for (bool inside = in->kind == SPLICE_START; inside && (status = splice_next(in, error)) == FR_OK;) {
		inside = !(in->kind == SPLICE_END && in->depth == depth);
		if (in->kind == SPLICE_CDATA)
			fr_buf_add(&c->words, in->raw.p + 9, in->raw.n - 12);
		else if (in->kind == SPLICE_TEXT && !splice_decode(in->raw, &c->words))
			return fr_fail(error, FR_E_FORMAT, FR_ANNOTATE_PART, in->path, in->part->name, NULL);
		else if (splice_starts(in))
			status = splice_pass(in, false, error);
		if (status != FR_OK)
			return status;
	}
	return status;
}

static bool is_formula(fr_str local)
{
	static const char *const names[] = {"formula", "formula1", "formula2", "calculatedColumnFormula", "totalsRowFormula", NULL};
	return listed(local, names);
}

/* ---- headers and footers: words between codes such as &R and &"Arial" ---- */

/* Bytes of the code at at; 0: it is a word. */
static size_t code_at(fr_str s, size_t at)
{
	size_t n = 2;
	if (s.p[at] != '&' || at + 1 >= s.n)
		return 0;
	char c = s.p[at + 1];
	if (c == '"')
		while (at + n < s.n && s.p[at + n - 1] != '"')
			n++;
	if (c == '"' && at + n < s.n && s.p[at + n - 1] != '"')
		n++;
	if (c == 'K' || c == 'k')
		while (at + n < s.n && n < 8 && strchr("0123456789abcdefABCDEF", s.p[at + n]))
			n++;
	if (c >= '0' && c <= '9')
		while (at + n < s.n && n < 4 && s.p[at + n] >= '0' && s.p[at + n] <= '9')
			n++;
	return c == '&' ? 0 : n;
}

/* The words, each looked through by itself; out NULL: all of them in one, without codes, in whole. */
static void each_word(sheet_cleaner *c, fr_str s, fr_buf *whole, fr_buf *out)
{
	for (size_t at = 0; at < s.n;) {
		size_t code = code_at(s, at), n = 0;
		if (code) {
			if (out)
				fr_buf_add(out, s.p + at, code);
			else if (strchr("LCRlcr", s.p[at + 1]))
				fr_buf_byte(whole, '\n');
			at += code;
			continue;
		}
		while (at + n < s.n && (n == 0 || !code_at(s, at + n)))
			n += s.p[at + n] == '&' && at + n + 1 < s.n ? 2 : 1; /* && is one sign */
		n = at + n > s.n ? s.n - at : n;
		fr_buf_clear(&c->other);
		if (!out)
			fr_buf_add(whole, s.p + at, n);
		else
			fr_buf_str(out, fr_scrub_text(c->scrub, fr_str_of(s.p + at, n), &c->other) ? fr_buf_view(&c->other)
												   : fr_str_of(s.p + at, n));
		at += n;
	}
}

/* A number may be cut by a code: when it can still be read, nothing of the header goes along. */
static fr_status clean_header(sheet_cleaner *c, fr_buf *out, fr_error *error)
{
	fr_buf masked, whole;
	fr_buf_init(&masked, &out->allocator, WORDS_MOST);
	fr_buf_init(&whole, &out->allocator, WORDS_MOST);
	sheet_clean_tag(c, out);
	fr_status status = sheet_clean_words(c, error);
	each_word(c, fr_buf_view(&c->words), NULL, &masked);
	each_word(c, fr_buf_view(&masked), &whole, NULL);
	fr_buf_clear(&c->other);
	if (!fr_scrub_text(c->scrub, fr_buf_view(&whole), &c->other))
		fr_xml_text(out, fr_buf_view(&masked));
	sheet_clean_end(c->in, out);
	out->failed |= masked.failed || whole.failed;
	fr_buf_free(&masked);
	fr_buf_free(&whole);
	return status;
}

/* An element that holds words and nothing else. */
static fr_status clean_leaf(sheet_cleaner *c, fr_buf *out, fr_error *error)
{
	bool formula = is_formula(c->in->local);
	if (!formula)
		return clean_header(c, out, error);
	sheet_clean_tag(c, out);
	fr_status status = sheet_clean_words(c, error);
	if (status != FR_OK)
		return status;
	c->told |= sheet_formula_tells(c->scrub, fr_buf_view(&c->words), &c->other);
	fr_buf_clear(&c->other);
	fr_xml_text(out, fr_scrub_text(c->scrub, fr_buf_view(&c->words), &c->other) ? fr_buf_view(&c->other) : fr_buf_view(&c->words));
	sheet_clean_end(c->in, out);
	return FR_OK;
}

static bool holds_words(fr_str local)
{
	static const char *const names[] = {"oddHeader", "oddFooter", "evenHeader", "evenFooter", "firstHeader", "firstFooter", NULL};
	return is_formula(local) || listed(local, names);
}

fr_status sheet_clean(sheet_cleaner *c, fr_buf *out, fr_error *error)
{
	splice *in = c->in;
	size_t depth = in->depth;
	fr_status status = FR_OK;
	if (holds_words(in->local) && in->kind == SPLICE_START)
		return clean_leaf(c, out, error);
	sheet_clean_tag(c, out);
	if (in->kind == SPLICE_EMPTY) {
		out->n--;
		fr_buf_puts(out, "/>");
		return FR_OK;
	}
	while ((status = splice_next(in, error)) == FR_OK) {
		if (in->kind == SPLICE_END && in->depth == depth)
			break;
		if (in->kind == SPLICE_END)
			sheet_clean_end(in, out);
		else if (splice_starts(in) && (in->ns != FR_NS_SHEET || fr_str_is(in->local, "extLst")))
			status = splice_pass(in, false, error);
		else if (in->kind == SPLICE_START && holds_words(in->local))
			status = clean_leaf(c, out, error);
		else if (splice_starts(in)) {
			sheet_clean_tag(c, out);
			if (in->kind == SPLICE_EMPTY) {
				out->n--;
				fr_buf_puts(out, "/>");
			}
		}
		if (status != FR_OK)
			return status;
	}
	if (status == FR_OK)
		sheet_clean_end(in, out);
	return status;
}
