/* Scrub of a sheet in XLSX: cells with nothing but their place, look, formula and value; of the rest what is understood.
 * Stage: outputs. In: elements of a sheet. Out: the same elements without identifiers. Formulas that tell go, and their values stay; numbers that tell become texts. */
#include "sink/sheetml-clean.h"
#include "sink/sheetml.h"

#define RELATION "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
#define RELATION_STRICT "http://purl.oclc.org/ooxml/officeDocument/relationships"

void sheet_root_scrub(splice *in, fr_buf *out)
{
	splice_attribute a;
	fr_buf_byte(out, '<');
	fr_buf_str(out, in->name);
	for (size_t at = 0; splice_attribute_next(in->raw, &at, &a);)
		if (fr_str_is(a.name, "conformance") ||
			(fr_str_starts(a.name, FR_STR("xmlns")) && fr_markup_namespace(a.value) != FR_NS_OTHER))
			fr_buf_str(out, a.whole);
	fr_buf_puts(out, in->kind == SPLICE_EMPTY ? "/>" : ">");
}

/* ---- cells ---- */

/* What stands in a cell. */
typedef struct parts {
	char type; /* s shared, i inline, t text of a formula, n number, b boolean, e error, d date */
	bool has_formula, has_value, shared, gone; /* gone: a formula that told */
	size_t id; /* of a shared formula */
	fr_str kind, ref; /* of the formula: array or shared, and where it reaches, kept in the arena */
} parts;

static char type_of(fr_str t)
{
	static const struct {
		const char *name;
		char type;
	} types[] = {{"s", 's'}, {"inlineStr", 'i'}, {"str", 't'}, {"b", 'b'}, {"e", 'e'}, {"d", 'd'}};
	for (size_t i = 0; i < sizeof types / sizeof *types; i++)
		if (fr_str_is(t, types[i].name))
			return types[i].type;
	return 'n';
}

/* Words up to the end of the element at hand, appended; how they sound is left out. */
static fr_status take_words(sheet_copy *k, fr_buf *out, fr_error *error)
{
	splice *in = &k->in;
	size_t depth = in->depth;
	fr_status status = FR_OK;
	for (bool inside = in->kind == SPLICE_START; inside && (status = splice_next(in, error)) == FR_OK;) {
		inside = !(in->kind == SPLICE_END && in->depth == depth);
		if (in->kind == SPLICE_CDATA)
			fr_buf_add(out, in->raw.p + 9, in->raw.n - 12);
		else if (in->kind == SPLICE_TEXT && in->depth >= depth && !splice_decode(in->raw, out))
			return fr_fail(error, FR_E_FORMAT, FR_ANNOTATE_PART, in->path, in->part->name, NULL);
		else if (splice_starts(in) && !fr_str_is(in->local, "r") && !fr_str_is(in->local, "t"))
			status = splice_pass(in, false, error);
		if (status != FR_OK)
			return status;
	}
	return status;
}

/* Whether some cell of an array gets another text. */
static bool reaches_replaced(const sheet_copy *k, fr_str ref)
{
	const char *colon = ref.n ? memchr(ref.p, ':', ref.n) : NULL;
	sheet_place from, to;
	if (!colon || !sheet_place_read(fr_str_of(ref.p, (size_t)(colon - ref.p)), &from) ||
		!sheet_place_read(fr_str_of(colon + 1, ref.n - (size_t)(colon - ref.p) - 1), &to))
		return false;
	for (size_t i = 0; i < k->count && k->notes[i].row <= to.row; i++)
		if (k->notes[i].row >= from.row && k->notes[i].column >= from.column && k->notes[i].column <= to.column)
			return true;
	return false;
}

static fr_status take_formula(sheet_copy *k, parts *p, size_t column, fr_error *error)
{
	splice *in = &k->in;
	fr_str value;
	fr_buf_clear(&k->formula);
	p->has_formula = true;
	p->shared = splice_attribute_of(in->raw, "t", &value) && fr_str_is(value, "shared");
	p->kind = fr_arena_str(&k->row_arena, splice_attribute_of(in->raw, "t", &value) ? value : FR_STR(""));
	p->ref = fr_arena_str(&k->row_arena, splice_attribute_of(in->raw, "ref", &value) ? value : FR_STR(""));
	p->id = 0;
	if (splice_attribute_of(in->raw, "si", &value))
		for (size_t i = 0; i < value.n && i < 9; i++)
			p->id = p->id * 10 + (size_t)(value.p[i] - '0') % 10;
	if (sheet_formula_shared(k, column)) {
		fr_buf_str(&k->formula, fr_buf_view(&k->other));
		p->has_formula = k->formula.n > 0;
		p->shared = false;
		p->kind = p->ref = FR_STR("");
		return splice_pass(in, false, error);
	}
	fr_status status = take_words(k, &k->formula, error);
	if (status != FR_OK)
		return status;
	bool array = fr_str_is(p->kind, "array");
	bool goes = sheet_formula_tells(k->job->scrub, fr_buf_view(&k->formula), &k->other) || (array && reaches_replaced(k, p->ref)) ||
		    (!array && !p->shared && p->kind.n && !fr_str_is(p->kind, "normal"));
	if (goes && p->shared && !sheet_share(k, p->id, column, FR_STR("")))
		return fr_fail(error, FR_E_MEMORY, FR_MEMORY, NULL);
	p->has_formula = !goes;
	p->gone = goes;
	return FR_OK;
}

static void put_formula(sheet_copy *k, const parts *p, const char *prefix, fr_buf *out)
{
	fr_buf_printf(out, "<%sf", prefix);
	if (p->shared || fr_str_is(p->kind, "array"))
		fr_xml_attr(out, "t", p->kind);
	if ((p->shared || fr_str_is(p->kind, "array")) && p->ref.n)
		fr_xml_attr(out, "ref", p->ref);
	if (p->shared)
		fr_buf_printf(out, " si=\"%zu\"", p->id);
	fr_buf_byte(out, '>');
	fr_xml_text(out, fr_buf_view(&k->formula));
	fr_buf_printf(out, "</%sf>", prefix);
}

static void mark_used(sheet_copy *k, fr_str number)
{
	size_t n = 0;
	number = fr_str_trim(number);
	for (size_t i = 0; i < number.n; i++) {
		if (number.p[i] < '0' || number.p[i] > '9' || n > (size_t)1 << 30)
			return;
		n = n * 10 + (size_t)(number.p[i] - '0');
	}
	while (k->used->n <= n / 8 && !k->used->failed)
		fr_buf_byte(k->used, 0);
	if (!k->used->failed)
		k->used->p[n / 8] = (char)(k->used->p[n / 8] | 1 << n % 8);
}

static void put_cell(sheet_copy *k, const parts *p, size_t column, size_t look)
{
	const char *prefix = sheet_prefix(k), *type = NULL;
	fr_buf *out = &k->in.out;
	fr_str value = fr_buf_view(&k->value);
	fr_buf_clear(&k->other);
	if (p->gone && !value.n) {
		sheet_cell_text(k, k->row, column, look, FR_STR("*")); /* nobody had computed it: something was there all the same */
		return;
	}
	if (p->type == 's')
		mark_used(k, value);
	else if (value.n && !(p->type == 'n' && value.n < 7) && fr_scrub_text(k->job->scrub, value, &k->other)) {
		sheet_cell_text(k, k->row, column, look, fr_buf_view(&k->other));
		return;
	}
	fr_buf_printf(out, "<%sc r=\"", prefix);
	sheet_place_write(out, k->row, column);
	fr_buf_byte(out, '"');
	if (look)
		fr_buf_printf(out, " s=\"%zu\"", look);
	switch (p->type) {
	case 's': type = "s"; break;
	case 'i': type = "inlineStr"; break;
	case 't': type = "str"; break;
	case 'b': type = "b"; break;
	case 'e': type = "e"; break;
	case 'd': type = "d"; break;
	default: break;
	}
	if (type && p->has_value)
		fr_buf_printf(out, " t=\"%s\"", type);
	if (!p->has_formula && !p->has_value) {
		fr_buf_puts(out, "/>");
		return;
	}
	fr_buf_byte(out, '>');
	if (p->has_formula)
		put_formula(k, p, prefix, out);
	bool inside = p->type == 'i';
	if (p->has_value) {
		fr_buf_printf(out, inside ? "<%sis><%st xml:space=\"preserve\">" : "<%sv>", prefix, prefix);
		fr_xml_text(out, value);
		fr_buf_printf(out, inside ? "</%st></%sis>" : "</%sv>", prefix, prefix);
	}
	fr_buf_printf(out, "</%sc>", prefix);
}

fr_status sheet_cell_scrub(sheet_copy *k, size_t column, size_t look, fr_error *error)
{
	splice *in = &k->in;
	size_t depth = in->depth;
	fr_str value;
	fr_status status = FR_OK;
	parts p = {.type = splice_attribute_of(in->raw, "t", &value) ? type_of(value) : 'n'};
	fr_buf_clear(&k->value);
	fr_arena_reset(&k->row_arena);
	for (bool inside = in->kind == SPLICE_START; inside && (status = splice_next(in, error)) == FR_OK;) {
		inside = !(in->kind == SPLICE_END && in->depth == depth);
		if (!splice_starts(in))
			continue;
		bool own = in->ns == FR_NS_SHEET && in->depth == depth + 1;
		if (own && fr_str_is(in->local, "f"))
			status = take_formula(k, &p, column, error);
		else if (own && !p.has_value && fr_str_is(in->local, p.type == 'i' ? "is" : "v")) {
			p.has_value = true;
			status = take_words(k, &k->value, error);
		} else
			status = splice_pass(in, false, error);
		if (status != FR_OK)
			return status;
	}
	p.has_value = p.has_value && k->value.n;
	if (status == FR_OK)
		put_cell(k, &p, column, look);
	if (k->value.failed || k->formula.failed)
		status = fr_fail(error, FR_E_MEMORY, FR_MEMORY, NULL);
	return status;
}

/* ---- around the rows ---- */

typedef enum how { GOES = 0, CLEAN, SHUT, UNLESS_TOLD, EACH_UNLESS_TOLD, LINKS, TABLES } how;
static const struct {
	const char *name;
	how how;
} children[] = {{"sheetPr", CLEAN}, {"dimension", CLEAN}, {"sheetViews", CLEAN}, {"sheetFormatPr", CLEAN}, {"cols", CLEAN},
	{"sheetCalcPr", CLEAN}, {"sheetProtection", CLEAN}, {"autoFilter", SHUT}, {"mergeCells", CLEAN}, {"phoneticPr", CLEAN},
	{"conditionalFormatting", UNLESS_TOLD}, {"dataValidations", EACH_UNLESS_TOLD}, {"hyperlinks", LINKS}, {"printOptions", CLEAN},
	{"pageMargins", CLEAN}, {"pageSetup", CLEAN}, {"headerFooter", CLEAN}, {"rowBreaks", CLEAN}, {"colBreaks", CLEAN},
	{"ignoredErrors", CLEAN}, {"tableParts", TABLES}};

static how how_of(const splice *in)
{
	for (size_t i = 0; in->ns == FR_NS_SHEET && i < sizeof children / sizeof *children; i++)
		if (fr_str_is(in->local, children[i].name))
			return children[i].how;
	return GOES;
}

/* Children one by one, those that tell left out; nothing at all when none is left. */
static fr_status clean_each(sheet_copy *k, sheet_cleaner *c, bool links, fr_error *error)
{
	splice *in = &k->in;
	size_t depth = in->depth, before;
	fr_str id;
	bool any = false;
	fr_status status = FR_OK;
	fr_buf_clear(&k->element);
	sheet_clean_tag(c, &k->element);
	for (bool inside = in->kind == SPLICE_START; inside && (status = splice_next(in, error)) == FR_OK;) {
		inside = !(in->kind == SPLICE_END && in->depth == depth);
		if (!splice_starts(in))
			continue;
		bool outward = links && splice_attribute_in(in, FR_NS_RELATION, "id", &id);
		before = k->element.n;
		c->told = outward || in->ns != FR_NS_SHEET || fr_str_is(in->local, "extLst");
		k->job->scrub->links += outward;
		status = c->told ? splice_pass(in, false, error) : sheet_clean(c, &k->element, error);
		if (c->told)
			k->element.n = before;
		any |= !c->told;
		if (status != FR_OK)
			return status;
	}
	if (any)
		sheet_clean_end(in, &k->element);
	if (any)
		fr_buf_str(&in->out, fr_buf_view(&k->element));
	return k->element.failed ? fr_fail(error, FR_E_MEMORY, FR_MEMORY, NULL) : status;
}

static void put_tables(const sheet_copy *k, fr_buf *out)
{
	const char *p = sheet_prefix(k);
	if (!k->tables)
		return;
	fr_buf_printf(out, "<%stableParts count=\"%zu\">", p, k->tables);
	for (size_t i = 1; i <= k->tables; i++)
		fr_buf_printf(out, "<%stablePart xmlns:r=\"%s\" r:id=\"rId%zu\"/>", p, k->strict ? RELATION_STRICT : RELATION, i);
	fr_buf_printf(out, "</%stableParts>", p);
}

fr_status sheet_child_scrub(sheet_copy *k, fr_error *error)
{
	static const char *const without[] = {"codeName", "count", "customList", "disablePrompts", NULL};
	splice *in = &k->in;
	sheet_cleaner c;
	fr_status status;
	how how = how_of(in);
	sheet_cleaner_open(&c, k->job, in, without);
	switch (how) {
	case CLEAN: status = sheet_clean(&c, &in->out, error); break;
	case SHUT: /* what people filtered by is not told */
		sheet_clean_tag(&c, &in->out);
		sheet_clean_end(in, &in->out);
		status = splice_pass(in, false, error);
		break;
	case UNLESS_TOLD:
		fr_buf_clear(&k->element);
		status = sheet_clean(&c, &k->element, error);
		if (!c.told)
			fr_buf_str(&in->out, fr_buf_view(&k->element));
		break;
	case EACH_UNLESS_TOLD:
	case LINKS: status = clean_each(k, &c, how == LINKS, error); break;
	case TABLES:
		put_tables(k, &in->out);
		status = splice_pass(in, false, error);
		break;
	default: status = splice_pass(in, false, error); break;
	}
	if (status == FR_OK && (c.words.failed || c.other.failed || k->element.failed))
		status = fr_fail(error, FR_E_MEMORY, FR_MEMORY, NULL);
	sheet_cleaner_close(&c);
	return status;
}
