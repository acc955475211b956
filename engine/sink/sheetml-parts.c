/* Parts of a masked XLSX copy beside its sheets: workbook, shared strings, looks, theme.
 * Stage: outputs. In: parts of the input. Out: the same parts without identifiers, extensions, names of people and files. Source: ECMA-376 part 1, 18.2, 18.4, 18.8, 20.1.6.9. */
#include "sink/sheetml-masked.h"

#define HEAD "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n"
#define THEME "http://schemas.openxmlformats.org/drawingml/2006/main"
#define THEME_STRICT "http://purl.oclc.org/ooxml/drawingml/main"

static fr_status no_memory(fr_error *error) { return fr_fail(error, FR_E_MEMORY, FR_MEMORY, NULL); }

/* A part of the input read token by token into one that is made. */
typedef struct reading {
	fr_part part;
	splice in;
	sheet_cleaner cleaner;
} reading;

static fr_status begin(masked_book *m, const char *name, reading *r, const char *const *without, fr_error *error)
{
	fr_status status = fr_zip_part(m->k->zip, name, &r->part, error);
	if (status != FR_OK)
		return status;
	splice_open(&r->in, &m->k->job->allocator, &r->part, m->k->job->input, m->k->job->output, SHEETML_TOKEN_MOST);
	sheet_cleaner_open(&r->cleaner, m->k->job, &r->in, without);
	status = copy_scratch(m->k->job, true, &r->in.scratch, error);
	if (status == FR_OK)
		return FR_OK;
	sheet_cleaner_close(&r->cleaner);
	splice_close(&r->in);
	r->part.close(&r->part);
	return status;
}

/* status FR_END: it is whole and becomes a part. */
static fr_status finish(masked_book *m, reading *r, fr_status status, const char *name, const char *type, const char *from, fr_error *error)
{
	fr_scratch *scratch = r->in.scratch;
	if (status == FR_END)
		status = r->cleaner.words.failed || r->cleaner.other.failed ? no_memory(error) : FR_OK;
	sheet_cleaner_close(&r->cleaner);
	splice_close(&r->in);
	r->part.close(&r->part);
	if (status != FR_OK || !name)
		fr_scratch_free(scratch);
	else if (!masked_add(m, name, type, from, scratch))
		return no_memory(error);
	return status;
}

/* ---- shared strings ---- */

static bool is_used(const fr_buf *used, size_t n) { return n / 8 < used->n && (used->p[n / 8] >> n % 8 & 1); }

/* A text as it is shown: kept with its runs unless something in it must be hidden, or it says how it sounds. */
static fr_status take_string(masked_book *m, reading *r, bool shown, fr_buf *whole, fr_buf *raw, fr_error *error)
{
	splice *in = &r->in;
	size_t depth = in->depth, texts = 0;
	bool plain = false;
	const char *p = splice_prefix(in, FR_NS_SHEET);
	fr_status status = FR_OK;
	p = p ? p : "";
	fr_buf_clear(whole);
	fr_buf_clear(raw);
	for (bool inside = in->kind == SPLICE_START; inside && (status = splice_next(in, error)) == FR_OK;) {
		inside = !(in->kind == SPLICE_END && in->depth == depth);
		bool start = splice_starts(in), own = in->ns == FR_NS_SHEET;
		if (start && (!own || (in->depth == depth + 1 && !fr_str_is(in->local, "r") && !fr_str_is(in->local, "t")))) {
			plain = true;
			status = splice_pass(in, false, error);
			if (status != FR_OK)
				return status;
			continue;
		}
		if (in->kind == SPLICE_CDATA) {
			plain = true;
			fr_buf_add(whole, in->raw.p + 9, in->raw.n - 12);
		}
		texts = whole->n;
		if (in->kind == SPLICE_TEXT && !splice_decode(in->raw, whole))
			return fr_fail(error, FR_E_FORMAT, FR_ANNOTATE_PART, in->path, in->part->name, NULL);
		if (in->kind == SPLICE_TEXT && in->depth == depth)
			whole->n = texts; /* blanks between runs */
		if (inside)
			fr_buf_str(raw, in->raw);
	}
	if (status != FR_OK)
		return status;
	fr_buf_clear(&r->cleaner.other);
	fr_buf_printf(&in->out, "<%ssi>", p);
	bool hidden = shown && fr_scrub_text(m->k->job->scrub, fr_buf_view(whole), &r->cleaner.other);
	if (shown && !hidden && !plain)
		fr_buf_str(&in->out, fr_buf_view(raw));
	else {
		fr_buf_printf(&in->out, "<%st xml:space=\"preserve\">", p);
		fr_xml_text(&in->out, !shown ? FR_STR("") : hidden ? fr_buf_view(&r->cleaner.other) : fr_buf_view(whole));
		fr_buf_printf(&in->out, "</%st>", p);
	}
	fr_buf_printf(&in->out, "</%ssi>", p);
	return whole->failed || raw->failed ? no_memory(error) : FR_OK;
}

fr_status masked_strings(masked_book *m, fr_error *error)
{
	reading r;
	fr_buf whole, raw;
	size_t n = 0;
	fr_status status = begin(m, m->k->book.strings, &r, NULL, error);
	if (status != FR_OK)
		return status;
	fr_buf_init(&whole, &m->k->job->allocator, SHEETML_TOKEN_MOST);
	fr_buf_init(&raw, &m->k->job->allocator, 2 * SHEETML_TOKEN_MOST);
	fr_buf_puts(&r.in.out, HEAD);
	while (status == FR_OK && (status = splice_next(&r.in, error)) == FR_OK) {
		if (splice_starts(&r.in) && r.in.depth == 1)
			sheet_root_scrub(&r.in, &r.in.out);
		else if (splice_starts(&r.in) && splice_is(&r.in, FR_NS_SHEET, "si")) {
			status = take_string(m, &r, is_used(&m->used, n), &whole, &raw, error);
			n++;
		} else if (splice_starts(&r.in))
			status = splice_pass(&r.in, false, error);
		else if (r.in.kind == SPLICE_END && r.in.depth == 1)
			splice_copy(&r.in);
	}
	fr_buf_free(&whole);
	fr_buf_free(&raw);
	return finish(m, &r, status, "xl/sharedStrings.xml", BOOK_TYPE("sharedStrings"), m->k->book.strings, error);
}

/* ---- looks ---- */

fr_status masked_styles(masked_book *m, fr_error *error)
{
	reading r;
	fr_status status = begin(m, m->k->book.styles, &r, NULL, error);
	if (status != FR_OK)
		return status;
	fr_buf_puts(&r.in.out, HEAD);
	while (status == FR_OK && (status = splice_next(&r.in, error)) == FR_OK) {
		if (splice_starts(&r.in) && r.in.depth == 1)
			sheet_root_scrub(&r.in, &r.in.out);
		else if (splice_starts(&r.in) && (r.in.ns != FR_NS_SHEET || fr_str_is(r.in.local, "extLst")))
			status = splice_pass(&r.in, false, error);
		else if (splice_starts(&r.in))
			status = sheet_clean(&r.cleaner, &r.in.out, error);
		else if (r.in.kind == SPLICE_END)
			splice_copy(&r.in);
	}
	return finish(m, &r, status, "xl/styles.xml", BOOK_TYPE("styles"), m->k->book.styles, error);
}

/* ---- the theme: colours and fonts, without anybody's names for them ---- */

static bool theme_goes(const splice *in)
{
	static const char *const names[] = {"extLst", "custClrLst", "objectDefaults", "extraClrSchemeLst", "blipFill", "blip"};
	bool own = in->name.n > 2 && in->name.p[0] == 'a' && in->name.p[1] == ':';
	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		own = own && !fr_str_is(in->local, names[i]);
	return !own;
}

static fr_status copy_theme(masked_book *m, reading *r, bool *fits, fr_error *error)
{
	static const char *const names[] = {"theme", "clrScheme", "fontScheme", "fmtScheme"};
	splice *in = &r->in;
	fr_status status;
	fr_buf_puts(&in->out, HEAD);
	while ((status = splice_next(in, error)) == FR_OK) {
		bool named = false;
		for (size_t i = 0; i < sizeof names / sizeof *names; i++)
			named |= fr_str_is(in->local, names[i]);
		if (splice_starts(in) && in->depth == 1) {
			*fits = in->kind == SPLICE_START && fr_str_is(in->name, "a:theme");
			fr_buf_printf(&in->out, "<a:theme xmlns:a=\"%s\" name=\"Office\">", m->k->strict ? THEME_STRICT : THEME);
		} else if (splice_starts(in) && theme_goes(in))
			status = splice_pass(in, false, error);
		else if (splice_starts(in) && named)
			fr_buf_printf(&in->out, "<%.*s name=\"Office\">", (int)in->name.n, in->name.p);
		else if (splice_starts(in)) {
			sheet_clean_tag(&r->cleaner, &in->out);
			if (in->kind == SPLICE_EMPTY)
				sheet_clean_end(in, &in->out);
		} else if (in->kind == SPLICE_END)
			splice_copy(in);
		if (status != FR_OK)
			return status;
	}
	return status;
}

fr_status masked_theme(masked_book *m, fr_error *error)
{
	reading r;
	const char *at;
	fr_xlsx_relation *all;
	bool fits = false;
	fr_status status = fr_xlsx_relations(&m->k->book, m->k->zip, m->k->book.part, &m->k->job->limits, &at, &all, error);
	const fr_xlsx_relation *theme = all;
	while (status == FR_OK && theme && !(theme->part && strcmp(theme->kind, "theme") == 0))
		theme = theme->next;
	if (status != FR_OK || !theme)
		return status;
	status = begin(m, theme->part, &r, NULL, error);
	if (status != FR_OK)
		return status;
	status = copy_theme(m, &r, &fits, error);
	return finish(m, &r, status, fits ? "xl/theme/theme1.xml" : NULL, "application/vnd.openxmlformats-officedocument.theme+xml",
		theme->part, error);
}

/* ---- workbook.xml ---- */

typedef struct outline {
	masked_book *m;
	reading *r;
	size_t index; /* of the sheet at hand */
	bool all; /* every sheet goes along */
} outline;

static bool goes_along(const masked_book *m, size_t index)
{
	return index < m->k->book.count && m->k->book.sheets[index].part && m->k->book.sheets[index].must;
}

/* Number among the sheets that go along, from 1 on. */
static size_t number_of(const masked_book *m, size_t index)
{
	size_t n = 0;
	for (size_t i = 0; i <= index && i < m->k->book.count; i++)
		n += goes_along(m, i);
	return n;
}

/* Masked names may turn out the same: a number tells the sheets apart. */
static void put_sheet(outline *o, fr_buf *out)
{
	splice *in = &o->r->in;
	fr_buf *masked = &o->r->cleaner.other;
	fr_str value, name = o->m->k->book.sheets[o->index].name;
	size_t number = number_of(o->m, o->index);
	fr_buf_clear(masked);
	fr_buf_puts(out, "<");
	fr_buf_str(out, in->name);
	if (fr_scrub_name(o->m->k->job->scrub, name, masked)) {
		fr_buf_printf(masked, " %zu", number);
		name = fr_buf_view(masked);
	}
	fr_xml_attr(out, "name", name);
	fr_buf_printf(out, " sheetId=\"%zu\"", number);
	if (splice_attribute_of(in->raw, "state", &value) && (fr_str_is(value, "hidden") || fr_str_is(value, "veryHidden")))
		fr_xml_attr(out, "state", value);
	fr_buf_printf(out, " xmlns:r=\"%s\" r:id=\"rId%zu\"/>", o->m->k->strict ? BOOK_RELATION_STRICT : BOOK_RELATION, number);
}

static size_t index_in(fr_str raw)
{
	double n;
	return fr_number_read(raw, false, &n) && n >= 0 && n < 65536 ? (size_t)n : SIZE_MAX;
}

/* A name for cells stays when neither it nor what it stands for tells. */
static fr_status put_name(outline *o, fr_buf *out, fr_error *error)
{
	sheet_cleaner *c = &o->r->cleaner;
	splice *in = &o->r->in;
	fr_scrub *scrub = o->m->k->job->scrub;
	fr_str value;
	size_t from = out->n, index = SIZE_MAX;
	bool goes = !splice_attribute_of(in->raw, "name", &value), hidden;
	fr_buf_clear(&c->words);
	goes = goes || !splice_decode(value, &c->words);
	fr_buf_clear(&c->other);
	goes = goes || fr_scrub_text(scrub, fr_buf_view(&c->words), &c->other);
	fr_buf_byte(out, '<');
	fr_buf_str(out, in->name);
	fr_xml_attr(out, "name", fr_buf_view(&c->words));
	if (splice_attribute_of(in->raw, "localSheetId", &value)) {
		index = index_in(value);
		goes = goes || !goes_along(o->m, index);
		fr_buf_printf(out, " localSheetId=\"%zu\"", number_of(o->m, index) - 1);
	}
	hidden = splice_attribute_of(in->raw, "hidden", &value) && (fr_str_is(value, "1") || fr_str_is(value, "true"));
	fr_buf_puts(out, hidden ? " hidden=\"1\">" : ">");
	goes = goes || splice_attribute_of(in->raw, "vbProcedure", &value) || splice_attribute_of(in->raw, "xlm", &value) ||
	       splice_attribute_of(in->raw, "function", &value);
	fr_status status = sheet_clean_words(c, error);
	goes = goes || !c->words.n || sheet_formula_tells(scrub, fr_buf_view(&c->words), &c->other);
	fr_xml_text(out, fr_buf_view(&c->words));
	sheet_clean_end(in, out);
	if (goes)
		out->n = from;
	return status;
}

/* sheets, definedNames: one child at a time. */
static fr_status put_children(outline *o, bool names, fr_error *error)
{
	splice *in = &o->r->in;
	fr_buf *out = &in->out;
	size_t depth = in->depth, from = out->n, any = 0;
	fr_status status = FR_OK;
	sheet_clean_tag(&o->r->cleaner, out);
	any = out->n;
	for (bool inside = in->kind == SPLICE_START; inside && (status = splice_next(in, error)) == FR_OK;) {
		inside = !(in->kind == SPLICE_END && in->depth == depth);
		if (!splice_starts(in))
			continue;
		if (names && splice_is(in, FR_NS_SHEET, "definedName"))
			status = put_name(o, out, error);
		else {
			if (!names && splice_is(in, FR_NS_SHEET, "sheet")) {
				if (goes_along(o->m, o->index))
					put_sheet(o, out);
				o->index++;
			}
			status = splice_pass(in, false, error);
		}
		if (status != FR_OK)
			return status;
	}
	if (out->n == any)
		out->n = from;
	else
		sheet_clean_end(in, out);
	return status;
}

static fr_status put_child(outline *o, fr_error *error)
{
	static const char *const clean[] = {"workbookPr", "workbookProtection", "bookViews", "calcPr"};
	splice *in = &o->r->in;
	if (splice_is(in, FR_NS_SHEET, "sheets") || splice_is(in, FR_NS_SHEET, "definedNames"))
		return put_children(o, fr_str_is(in->local, "definedNames"), error);
	for (size_t i = 0; in->ns == FR_NS_SHEET && i < sizeof clean / sizeof *clean; i++)
		if (fr_str_is(in->local, clean[i]))
			return sheet_clean(&o->r->cleaner, &in->out, error);
	return splice_pass(in, false, error);
}

fr_status masked_workbook(masked_book *m, const char *type, fr_error *error)
{
	static const char *const without[] = {"codeName", "filterPrivacy", "activeTab", "firstSheet", NULL};
	reading r;
	outline o = {.m = m, .r = &r};
	fr_status status = begin(m, m->k->book.part, &r, without, error);
	if (status != FR_OK)
		return status;
	fr_buf_puts(&r.in.out, HEAD);
	while (status == FR_OK && (status = splice_next(&r.in, error)) == FR_OK) {
		if (splice_starts(&r.in) && r.in.depth == 1)
			sheet_root_scrub(&r.in, &r.in.out);
		else if (splice_starts(&r.in))
			status = put_child(&o, error);
		else if (r.in.kind == SPLICE_END)
			splice_copy(&r.in);
	}
	return finish(m, &r, status, "xl/workbook.xml", type, m->k->book.part, error);
}
