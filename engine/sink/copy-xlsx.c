/* Copies of XLSX workbooks.
 * Stage: outputs. In: a package. Out: the same with notes on its cells: sheets that have some, their comments and boxes, looks, and what the package says of new parts; all other parts as
 * they lie. */
#include "sink/sheetml-package.h"
#include "sink/sheetml.h"

#include <stdio.h>

/* What belongs to one sheet. */
typedef struct sheet_parts {
	const char *part, *relations, *comments, *drawing;
	const char *named; /* id of the relation by which the sheet names its boxes; NULL: it names none */
	fr_xlsx_relation *all;
} sheet_parts;

static fr_status no_memory(fr_error *error) { return fr_fail(error, FR_E_MEMORY, FR_MEMORY, NULL); }

/* ---- what is there ---- */

/* Strict and transitional workbooks are told apart by the namespace of their root. */
static fr_status learn_kind(book_copy *k, fr_error *error)
{
	fr_part part;
	splice in;
	fr_status status = fr_zip_part(k->zip, k->book.part, &part, error);
	if (status != FR_OK)
		return status;
	splice_open(&in, &k->job->allocator, &part, k->job->input, k->job->output, SHEETML_TOKEN_MOST);
	while ((status = splice_next(&in, error)) == FR_OK && !splice_starts(&in))
		;
	k->strict = status == FR_OK && fr_str_find(in.raw, FR_STR("http://purl.oclc.org/ooxml/spreadsheetml/main")) != SIZE_MAX;
	splice_close(&in);
	part.close(&part);
	return status == FR_END ? FR_OK : status;
}

/* By which relation a sheet names the boxes of its comments: it may have other drawings of the same kind. */
static fr_status learn_drawing(book_copy *k, sheet_parts *s, fr_error *error)
{
	fr_part part;
	splice in;
	fr_str id;
	fr_status status = fr_zip_part(k->zip, s->part, &part, error);
	if (status != FR_OK)
		return status;
	splice_open(&in, &k->job->allocator, &part, k->job->input, k->job->output, SHEETML_TOKEN_MOST);
	while ((status = splice_next(&in, error)) == FR_OK)
		if (splice_starts(&in) && in.depth == 2 && splice_is(&in, FR_NS_SHEET, "legacyDrawing") &&
			splice_attribute_in(&in, FR_NS_RELATION, "id", &id))
			for (const fr_xlsx_relation *r = s->all; r; r = r->next)
				if (fr_str_is(id, r->id)) {
					s->named = r->id;
					s->drawing = r->part;
				}
	splice_close(&in);
	part.close(&part);
	return status == FR_END ? FR_OK : status;
}

static fr_status learn_sheet(book_copy *k, sheet_parts *s, fr_error *error)
{
	bool drawings = false;
	fr_status status = fr_xlsx_relations(&k->book, k->zip, s->part, &k->job->limits, &s->relations, &s->all, error);
	for (const fr_xlsx_relation *r = s->all; r && status == FR_OK; r = r->next) {
		if (strcmp(r->kind, "comments") == 0 && r->part)
			s->comments = r->part;
		drawings |= strcmp(r->kind, "vmlDrawing") == 0;
	}
	return status == FR_OK && drawings ? learn_drawing(k, s, error) : status;
}

static fr_status open_part(book_copy *k, const char *name, fr_part *part, fr_error *error)
{
	*part = (fr_part){.name = ""};
	return name ? fr_zip_part(k->zip, name, part, error) : FR_OK;
}

static fr_status open_notes(book_copy *k, const sheet_parts *s, sheet_notes *notes, fr_error *error)
{
	fr_part comments, drawing = {.name = ""};
	*notes = (sheet_notes){.allocator = k->job->allocator};
	fr_status status = open_part(k, s->comments, &comments, error);
	if (status == FR_OK)
		status = open_part(k, s->drawing, &drawing, error);
	if (status == FR_OK)
		status = sheet_notes_open(notes, k->job, s->comments ? &comments : NULL, s->drawing ? &drawing : NULL, error);
	if (comments.close)
		comments.close(&comments);
	if (drawing.close)
		drawing.close(&drawing);
	return status;
}

/* Comments whose author an office forgot are ours where the cell is marked as ours are. */
static fr_status claim(book_copy *k, const sheet_parts *s, const sheet_looks *looks, sheet_notes *notes, fr_error *error)
{
	fr_part part;
	splice in;
	bool any = false;
	for (size_t i = 0; i < looks->count && !any; i++)
		any = looks->items[i].mark;
	if (!any || !notes->nobody_count)
		return FR_OK;
	fr_status status = fr_zip_part(k->zip, s->part, &part, error);
	if (status != FR_OK)
		return status;
	splice_open(&in, &k->job->allocator, &part, k->job->input, k->job->output, SHEETML_TOKEN_MOST);
	while (status == FR_OK && (status = splice_next(&in, error)) == FR_OK) {
		fr_str value;
		sheet_place place;
		double look;
		if (splice_starts(&in) && in.depth == 4 && splice_is(&in, FR_NS_SHEET, "c") && splice_attribute_of(in.raw, "s", &value) &&
			fr_number_read(value, false, &look) && look >= 0 && look < (double)looks->count &&
			looks->items[(size_t)look].mark && splice_attribute_of(in.raw, "r", &value) && sheet_place_read(value, &place) &&
			!sheet_notes_claim(notes, place))
			status = no_memory(error);
	}
	sheet_notes_sort(notes);
	splice_close(&in);
	part.close(&part);
	return status == FR_END ? FR_OK : status;
}

/* ---- what comes ---- */

static fr_status put_text(book_copy *k, const char *name, const fr_buf *text, const char *type, fr_error *error)
{
	fr_scratch *scratch;
	fr_status status = book_text(k->job, text, &scratch, error);
	if (status == FR_OK && (!name || !book_change_part(k, name, scratch, type)))
		status = no_memory(error);
	return status;
}

static const char *new_id(book_copy *k, const sheet_parts *s, const char *stem)
{
	char name[64];
	for (unsigned n = 1;; n++) {
		bool used = false;
		snprintf(name, sizeof name, "%s%u", stem, n);
		for (const fr_xlsx_relation *r = s->all; r && !used; r = r->next)
			used = strcmp(r->id, name) == 0;
		if (!used)
			return fr_arena_str(&k->arena, fr_str_from(name)).p;
	}
}

/* The parts of the comments; *drawing: the id by which the sheet is to name the boxes, when it did not before. */
static fr_status put_comments(book_copy *k, const sheet_parts *s, size_t index, sheet_notes *notes, const copy_note *items, size_t count,
	const char **drawing, fr_error *error)
{
	fr_buf comments, boxes;
	bool had_comments = s->comments != NULL, had_boxes = s->drawing != NULL;
	const char *name = had_comments ? s->comments : book_new_name(k, "xl/comments", ".xml");
	fr_buf_init(&comments, &k->job->allocator, COPY_PART_MOST);
	fr_buf_init(&boxes, &k->job->allocator, COPY_PART_MOST);
	fr_status status = sheet_notes_write(notes, k->job, items, count, k->strict, &comments, error);
	if (status == FR_OK && !sheet_boxes_write(notes, index + 1, &boxes))
		status = boxes.failed ? no_memory(error)
				      : fr_fail(error, FR_E_FORMAT, FR_ANNOTATE_PART, k->job->input, had_boxes ? s->drawing : "", NULL);
	if (status == FR_OK)
		status = put_text(k, name, &comments, had_comments ? NULL : BOOK_TYPE("comments"), error);
	if (status == FR_OK && !had_comments && !book_add_relation(k, s->part, new_id(k, s, "formruleComments"), "comments", name))
		status = no_memory(error);
	if (status == FR_OK) {
		name = had_boxes ? s->drawing : book_new_name(k, "xl/drawings/vmlDrawing", ".vml");
		status = put_text(k, name, &boxes, had_boxes ? NULL : "", error);
		k->boxes |= !had_boxes;
	}
	if (status == FR_OK && !had_boxes) {
		*drawing = new_id(k, s, "formruleBoxes");
		if (!*drawing || !book_add_relation(k, s->part, *drawing, "vmlDrawing", name))
			status = no_memory(error);
	}
	fr_buf_free(&comments);
	fr_buf_free(&boxes);
	return status;
}

static bool says(const copy_note *items, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (!items[i].replaces)
			return true;
	return false;
}

static fr_status copy_sheet(book_copy *k, size_t index, sheet_looks *looks, bool *formula_gone, fr_error *error)
{
	const fr_xlsx_sheet *sheet = &k->book.sheets[index];
	sheet_parts parts = {.part = sheet->part};
	sheet_notes notes;
	sheet_copy copy = {.job = k->job, .looks = looks, .comments = &notes, .strict = k->strict};
	const copy_note *items;
	fr_part part;
	size_t count = copy_notes_of(k->job, sheet->name, &items);
	fr_status status = learn_sheet(k, &parts, error);
	if (status != FR_OK)
		return status;
	status = open_notes(k, &parts, &notes, error);
	if (status == FR_OK)
		status = claim(k, &parts, looks, &notes, error);
	if (status == FR_OK && (says(items, count) || notes.ours_count))
		status = put_comments(k, &parts, index, &notes, items, count, &copy.drawing, error);
	if (status == FR_OK && (count || notes.ours_count || looks->marked)) {
		fr_scratch *scratch;
		copy.notes = items;
		copy.count = count;
		status = copy_scratch(k->job, true, &scratch, error);
		if (status == FR_OK)
			status = fr_zip_part(k->zip, parts.part, &part, error);
		if (status == FR_OK) {
			status = sheet_copy_run(&copy, &part, scratch, error);
			part.close(&part);
		}
		*formula_gone |= copy.formula_gone;
		if (status != FR_OK)
			fr_scratch_free(scratch);
		else if (!book_change_part(k, parts.part, scratch, NULL))
			status = no_memory(error);
	}
	sheet_notes_free(&notes);
	return status;
}

/* Looks that were made, in a part that may be new; the order in which formulas are worked out, when one is gone. */
static fr_status put_rest(book_copy *k, const sheet_looks *looks, bool formula_gone, fr_error *error)
{
	fr_buf text;
	const char *name = k->book.styles, *at = NULL;
	fr_xlsx_relation *all = NULL;
	fr_status status = FR_OK;
	fr_buf_init(&text, &k->job->allocator, COPY_PART_MOST);
	if (sheet_looks_write(looks, &text)) {
		name = name ? name : book_new_name(k, "xl/styles", ".xml");
		status = put_text(k, name, &text, k->book.styles ? NULL : BOOK_TYPE("styles"), error);
		if (status == FR_OK && !k->book.styles && !book_add_relation(k, k->book.part, "formruleStyles", "styles", name))
			status = no_memory(error);
	}
	fr_buf_free(&text);
	if (status == FR_OK && formula_gone)
		status = fr_xlsx_relations(&k->book, k->zip, k->book.part, &k->job->limits, &at, &all, error);
	for (const fr_xlsx_relation *r = all; r && status == FR_OK; r = r->next)
		if (strcmp(r->kind, "calcChain") == 0 && r->part &&
			(!book_change_part(k, r->part, NULL, NULL) || !book_add_relation(k, k->book.part, r->id, "calcChain", NULL)))
			status = no_memory(error);
	return status;
}

static fr_status write_annotated(book_copy *k, fr_error *error)
{
	sheet_looks looks;
	fr_part styles;
	bool formula_gone = false;
	fr_status status = open_part(k, k->book.styles, &styles, error);
	if (status != FR_OK)
		return status;
	status = sheet_looks_open(&looks, k->job, k->book.styles ? &styles : NULL, error);
	if (styles.close)
		styles.close(&styles);
	for (size_t i = 0; i < k->book.count && status == FR_OK; i++)
		if (k->book.sheets[i].part)
			status = copy_sheet(k, i, &looks, &formula_gone, error);
	if (status == FR_OK)
		status = put_rest(k, &looks, formula_gone, error);
	sheet_looks_free(&looks);
	return status == FR_OK ? book_write(k, error) : status;
}

fr_status copy_write_xlsx(const copy_job *job, fr_error *error)
{
	book_copy k = {.job = job};
	fr_arena_init(&k.arena, &job->allocator, 0);
	fr_status status = fr_zip_open(&job->allocator, job->input, &job->limits, &k.zip, error);
	if (status != FR_OK)
		return status;
	status = fr_package_check(fr_zip_archive(k.zip), error);
	if (status == FR_OK)
		status = fr_xlsx_book_open(&k.book, &job->allocator, k.zip, job->input, &job->limits, error);
	if (status == FR_OK)
		status = learn_kind(&k, error);
	if (status == FR_OK)
		status = job->scrub ? book_write_masked(&k, error) : write_annotated(&k, error);
	book_free(&k);
	return status;
}
