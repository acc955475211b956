/* One sheet of XLSX: its rows, and what stands around them.
 * Stage: outputs. In: the sheet's part. Out: the same with notes on its cells, and with the boxes of their comments named. Source: ECMA-376 part 1, 18.3.1.99 (worksheet: the order of its
 * children). */
#include "sink/sheetml.h"

#define COLUMNS_MOST 16384
#define RELATION "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
#define RELATION_STRICT "http://purl.oclc.org/ooxml/officeDocument/relationships"

/* ---- columns ---- */

static bool column(sheet_copy *k)
{
	fr_str first, last, look;
	double numbers[3] = {0, 0, 0};
	if (!splice_attribute_of(k->in.raw, "min", &first) || !splice_attribute_of(k->in.raw, "max", &last) ||
		!splice_attribute_of(k->in.raw, "style", &look) || !fr_number_read(first, false, &numbers[0]) ||
		!fr_number_read(last, false, &numbers[1]) || !fr_number_read(look, false, &numbers[2]) || numbers[0] < 0 ||
		numbers[1] < 0 || numbers[2] < 0 || numbers[0] > COLUMNS_MOST || numbers[1] > 1e9 || numbers[2] > 1e9)
		return true; /* as if nothing were said */
	if (k->column_count == k->column_room) {
		size_t room = k->column_room ? k->column_room * 2 : 64;
		sheet_columns *more = room > 2 * COLUMNS_MOST ? NULL : fr_resize(&k->job->allocator, k->columns, room * sizeof *more);
		if (!more)
			return false;
		k->columns = more;
		k->column_room = room;
	}
	k->columns[k->column_count++] = (sheet_columns){(size_t)numbers[0], (size_t)numbers[1], (size_t)numbers[2]};
	return true;
}

/* ---- boxes of comments ---- */

static void place_drawing(sheet_copy *k, fr_buf *out)
{
	if (!k->drawing || k->placed_drawing)
		return;
	fr_buf_printf(out, "<%slegacyDrawing xmlns:r=\"%s\"", sheet_prefix(k), k->strict ? RELATION_STRICT : RELATION);
	fr_xml_attr(out, "r:id", fr_str_from(k->drawing));
	fr_buf_puts(out, "/>");
	k->placed_drawing = true;
}

static bool comes_after_drawing(fr_str local)
{
	static const char *const names[] = {"legacyDrawing", "legacyDrawingHF", "drawingHF", "picture", "oleObjects", "controls",
		"webPublishItems", "tableParts", "extLst"};
	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		if (fr_str_is(local, names[i]))
			return true;
	return false;
}

/* Alternatives may hold what comes before or after: their first element says. They are held until it is known. */
static fr_status alternatives(sheet_copy *k, fr_error *error)
{
	splice *in = &k->in;
	size_t depth = in->depth;
	bool inside = in->kind == SPLICE_START, decided = false;
	fr_status status = FR_OK;
	fr_buf_clear(&k->element);
	fr_buf_str(&k->element, in->raw);
	while (inside && (status = splice_next(in, error)) == FR_OK) {
		inside = !(in->kind == SPLICE_END && in->depth == depth);
		if (!decided && splice_starts(in) && in->ns == FR_NS_SHEET) {
			decided = true;
			if (comes_after_drawing(in->local))
				place_drawing(k, &in->out);
		}
		fr_buf_str(&k->element, in->raw);
	}
	fr_buf_str(&in->out, fr_buf_view(&k->element));
	return k->element.failed ? fr_fail(error, FR_E_MEMORY, FR_MEMORY, NULL) : status;
}

/* ---- children of worksheet ---- */

static fr_status rows(sheet_copy *k, fr_error *error)
{
	splice *in = &k->in;
	const char *p = sheet_prefix(k);
	size_t depth = in->depth;
	fr_status status = FR_OK;
	if (in->kind == SPLICE_EMPTY && k->count) {
		fr_buf_printf(&in->out, "<%ssheetData>", p);
		sheet_rows_missing(k, SIZE_MAX);
		fr_buf_printf(&in->out, "</%ssheetData>", p);
		return FR_OK;
	}
	splice_copy(in);
	if (in->kind == SPLICE_EMPTY)
		return FR_OK;
	while (status == FR_OK && (status = splice_next(in, error)) == FR_OK) {
		if (splice_starts(in) && in->depth == depth + 1 && splice_is(in, FR_NS_SHEET, "row"))
			status = sheet_row(k, error);
		else if (in->kind == SPLICE_END && in->depth == depth) {
			sheet_rows_missing(k, SIZE_MAX);
			splice_copy(in);
			return FR_OK;
		} else if (!k->job->scrub)
			splice_copy(in);
		else if (splice_starts(in))
			status = splice_pass(in, false, error);
	}
	return status;
}

static fr_status child(sheet_copy *k, fr_error *error)
{
	splice *in = &k->in;
	if (splice_is(in, FR_NS_SHEET, "sheetData"))
		return rows(k, error);
	if (k->job->scrub)
		return sheet_child_scrub(k, error);
	if (splice_is(in, FR_NS_CHOICE, "AlternateContent"))
		return alternatives(k, error);
	if (in->ns == FR_NS_SHEET && comes_after_drawing(in->local))
		place_drawing(k, &in->out);
	splice_copy(in);
	return FR_OK;
}

static fr_status run(sheet_copy *k, fr_error *error)
{
	splice *in = &k->in;
	fr_status status = FR_OK;
	while (status == FR_OK && (status = splice_next(in, error)) == FR_OK) {
		if (k->failed)
			return fr_fail(error, FR_E_MEMORY, FR_MEMORY, NULL);
		if (splice_starts(in) && in->depth == 3 && splice_is(in, FR_NS_SHEET, "col") && !column(k))
			return fr_fail(error, FR_E_MEMORY, FR_MEMORY, NULL);
		if (splice_starts(in) && in->depth == 2)
			status = child(k, error);
		else if (in->kind == SPLICE_END && in->depth == 1) {
			place_drawing(k, &in->out);
			splice_copy(in);
		} else if (splice_starts(in) && in->depth == 1 && k->job->scrub)
			sheet_root_scrub(in, &in->out);
		else if (!k->job->scrub || (in->kind != SPLICE_ASIDE || fr_str_starts(in->raw, FR_STR("<?xml "))))
			splice_copy(in);
	}
	return status == FR_END ? FR_OK : status;
}

fr_status sheet_copy_run(sheet_copy *k, fr_part *part, fr_scratch *scratch, fr_error *error)
{
	const fr_allocator *a = &k->job->allocator;
	splice_open(&k->in, a, part, k->job->input, k->job->output, SHEETML_TOKEN_MOST);
	k->in.scratch = scratch;
	k->row_look = SIZE_MAX;
	fr_arena_init(&k->arena, a, (size_t)256 << 20);
	fr_arena_init(&k->row_arena, a, (size_t)256 << 20);
	fr_buf *const all[] = {&k->words, &k->other, &k->element, &k->formula, &k->value};
	for (size_t i = 0; i < sizeof all / sizeof *all; i++)
		fr_buf_init(all[i], a, SHEETML_TOKEN_MOST);
	fr_status status = run(k, error);
	if (status == FR_OK && k->failed)
		status = fr_fail(error, FR_E_MEMORY, FR_MEMORY, NULL);
	for (size_t i = 0; i < sizeof all / sizeof *all; i++)
		fr_buf_free(all[i]);
	fr_release(a, k->columns);
	fr_arena_free(&k->arena);
	fr_arena_free(&k->row_arena);
	splice_close(&k->in);
	return status;
}
