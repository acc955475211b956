/* Masked copies: every cell of a file that tells who somebody is, replaced by what may be shown.
 * Stage: pipeline. In: a data file, perhaps its form. Out: a copy. All rows of all sheets are looked at, hidden ones too, whether they are records or not. */
#include "formrule/formrule.h"
#include "privacy/pseudonym.h"
#include "run/pipeline.h"
#include "sink/copy.h"

#define NAMES_MOST 20000 /* clear names remembered for what is no record */
#define TEXT_MOST ((size_t)64 << 20)

typedef struct masking {
	fr_engine *engine;
	const fr_form *form; /* NULL: no field is known */
	const fr_lists *lists;
	fr_mask_options o;
	fr_arena arena, table, row;
	fr_header *header;
	fr_header **children;
	fr_columns columns;
	bool found; /* under a header */
	bool header_row; /* the row at hand is it: labels, no values */
	size_t seen; /* rows of this sheet while it is looked for */
	const fr_field **fields; /* by column of this table; NULL: none */
	size_t width;
	fr_copy *copy;
	fr_str *names; /* clear ones of all records so far */
	size_t name_count;
	fr_str *here; /* those of the row at hand */
	size_t here_count;
	fr_buf text;
	fr_mask_summary *out;
} masking;

static fr_mask_kind kind_of(const fr_field *field)
{
	return field && field->identifier != FR_ID_NONE ? fr_identifier_kind(field->identifier) : FR_MASK_FREE_TEXT;
}

/* A cell as text: numbers with their digits, as people typed them. */
static fr_str cell_text(masking *k, const fr_cell *cell)
{
	fr_value value;
	if (cell->kind == FR_CELL_EMPTY || cell->kind == FR_CELL_ERROR)
		return fr_str_of(NULL, 0);
	if (cell->kind == FR_CELL_TEXT)
		return cell->text;
	if (fr_value_read(FR_TYPE_STRING, cell, 0, &k->row, &value, NULL) != FR_CODE_NONE || value.kind != FR_KIND_STRING)
		return cell->text;
	return value.string;
}

/* ---- which columns are which fields ---- */

static bool take_header(masking *k, const fr_columns *columns, size_t count)
{
	k->fields = FR_ARENA_ARRAY(&k->table, const fr_field *, count);
	k->width = count;
	k->found = true;
	for (uint32_t slot = 0; k->fields && slot < k->form->field_count; slot++)
		if (columns->of_slot[slot] < count)
			k->fields[columns->of_slot[slot]] = &k->form->fields[slot];
	return k->fields != NULL;
}

static bool try_header(masking *k, const fr_row *row, bool *taken)
{
	fr_columns best = {0}, columns;
	*taken = false;
	for (int r = -1; k->form && r < (int)k->form->repeat_count; r++) {
		if (fr_header_match(r < 0 ? k->header : k->children[r], row->cells, row->count, &k->table, &columns) != FR_OK)
			return false;
		if (columns.fits && columns.matched > best.matched)
			best = columns;
	}
	*taken = best.matched > 0;
	return !*taken || take_header(k, &best, row->count);
}

/* ---- one row ---- */

static const fr_field *field_at(const masking *k, size_t column)
{
	return k->found && !k->header_row && column < k->width ? k->fields[column] : NULL;
}

static bool remember(masking *k, fr_str name)
{
	if (k->name_count == NAMES_MOST)
		return true;
	for (size_t i = k->name_count; i-- > 0 && i + 64 > k->name_count;) /* names come again soon or not at all */
		if (fr_str_eq(k->names[i], name))
			return true;
	fr_str kept = fr_arena_str(&k->arena, name);
	k->names[k->name_count++] = kept;
	return kept.p != NULL;
}

/* The names a record holds are looked for in all its other cells. */
static bool collect_names(masking *k, const fr_row *row)
{
	k->here_count = 0;
	k->here = FR_ARENA_ARRAY(&k->row, fr_str, row->count);
	for (size_t i = 0; k->here && i < row->count; i++) {
		const fr_field *field = field_at(k, i);
		if (!field || field->identifier != FR_ID_NAME)
			continue;
		fr_str name = fr_str_trim(cell_text(k, &row->cells[i]));
		if (!name.n || fr_mask_done(k->lists, FR_MASK_NAME, name))
			continue;
		k->here[k->here_count++] = name;
		if (!remember(k, name))
			return false;
	}
	return k->here != NULL;
}

static bool wants_pseudonym(const masking *k, const fr_field *field)
{
	for (size_t i = 0; k->o.key && i < k->o.pseudonym_count; i++)
		if (fr_str_is(field->name, k->o.pseudonyms[i]))
			return true;
	return false;
}

/* The masked text of a cell in k->text; false when it may stay as it is. */
static bool hide(masking *k, const fr_field *field, fr_str text)
{
	fr_mask_kind kind = kind_of(field);
	fr_mask_style style = FR_STYLE_DEFAULT;
	fr_span span;
	if (!text.n)
		return false;
	if (kind == FR_MASK_FREE_TEXT) {
		const fr_str *names = k->found ? k->here : k->names;
		size_t count = k->found ? k->here_count : k->name_count;
		if (fr_detect(k->lists, text, names, count, &span, 1) == 0)
			return false;
		fr_buf_clear(&k->text);
		fr_mask_write(k->lists, kind, style, text, names, count, &k->text);
		return true;
	}
	if (fr_mask_done(k->lists, kind, text))
		return false;
	fr_buf_clear(&k->text);
	if (wants_pseudonym(k, field) && fr_pseudonym_write(k->o.key, k->lists, kind, text, &k->text))
		return true;
	fr_mask_style_from(field->mask, &style);
	fr_buf_clear(&k->text);
	fr_mask_write(k->lists, kind, style, text, NULL, 0, &k->text);
	return true;
}

static fr_status mask_row(masking *k, const fr_row *row, fr_error *error)
{
	fr_arena_reset(&k->row);
	if (!collect_names(k, row))
		return run_memory(error);
	for (size_t i = 0; i < row->count; i++) {
		if (!hide(k, field_at(k, i), cell_text(k, &row->cells[i])))
			continue;
		if (k->text.failed || !fr_copy_put(k->copy, row->sheet, row->row, i + 1, fr_buf_view(&k->text)))
			return run_memory(error);
		k->out->cells++;
	}
	k->out->rows++;
	return FR_OK;
}

static fr_status mask_rows(masking *k, fr_source *source, fr_error *error)
{
	fr_row row;
	fr_status status;
	while ((status = fr_source_next(source, &row, error)) == FR_OK) {
		bool header = false;
		if (row.new_sheet) {
			k->found = false;
			k->seen = 0;
			fr_arena_reset(&k->table);
		}
		if (!k->found && k->seen++ < RUN_HEADER_ROWS && !try_header(k, &row, &header))
			return run_memory(error);
		k->header_row = header;
		status = mask_row(k, &row, error);
		if (status != FR_OK)
			return status;
		uint64_t done = 0, total = 0;
		if (k->o.progress && k->out->rows % 1024 == 0) {
			fr_source_position(source, &done, &total);
			if (!k->o.progress(k->o.progress_user, done, total, k->out->rows))
				return fr_fail(error, FR_E_CANCELLED, FR_CANCELLED, NULL);
		}
	}
	return status == FR_END ? FR_OK : status;
}

/* ---- the file ---- */

static fr_status prepare(masking *k, fr_error *error)
{
	fr_error why = {0};
	k->lists = fr_engine_lists(k->engine, &why);
	if (why.status != FR_OK) {
		if (error)
			*error = why;
		return why.status;
	}
	if (!k->lists) /* without them everything would be hidden whole: better to say so */
		return fr_fail(error, FR_E_IO, FR_LISTS_NONE, NULL);
	for (size_t i = 0; i < k->o.pseudonym_count; i++) {
		const fr_field *field = k->form ? fr_form_field_named(k->form, fr_str_from(k->o.pseudonyms[i])) : NULL;
		if (!field || field->identifier == FR_ID_NONE || field->identifier == FR_ID_FREE_TEXT)
			return fr_fail(error, FR_E_ARGUMENT, FR_PSEUDONYM_FIELD, k->o.pseudonyms[i], NULL);
	}
	k->names = FR_ARENA_ARRAY(&k->arena, fr_str, NAMES_MOST);
	k->children = k->form ? FR_ARENA_ARRAY(&k->arena, fr_header *, k->form->repeat_count) : NULL;
	if (!k->names || (k->form && !k->children))
		return run_memory(error);
	fr_status status = k->form ? fr_header_new(k->form, -1, k->o.map, &k->arena, &k->header, error) : FR_OK;
	for (size_t i = 0; k->form && i < k->form->repeat_count && status == FR_OK; i++)
		status = fr_header_new(k->form, (int)i, NULL, &k->arena, &k->children[i], error);
	return status;
}

static fr_status mask_file(masking *k, const char *input, const char *output, fr_error *error)
{
	fr_source *source = NULL;
	fr_scrub scrub = {0};
	fr_limits_default(&k->o.limits);
	fr_status status = prepare(k, error);
	if (status == FR_OK)
		status = fr_copy_new(&k->engine->allocator, input, output, &k->copy, error);
	if (status == FR_OK)
		status = fr_source_open(&k->engine->allocator, input, &k->o.limits, &source, error);
	if (status == FR_OK)
		status = mask_rows(k, source, error);
	fr_source_close(source);
	scrub.lists = k->lists;
	scrub.names = k->names;
	scrub.name_count = k->name_count;
	fr_status closed = fr_copy_close(k->copy, status == FR_OK, &scrub, status == FR_OK ? error : NULL);
	k->out->texts = scrub.texts;
	k->out->comments = scrub.comments;
	k->out->changes = scrub.changes;
	k->out->shapes = scrub.shapes;
	k->out->parts = scrub.parts;
	return status == FR_OK ? closed : status;
}

fr_status fr_mask_file(fr_engine *engine, const fr_form *form, const char *input, const char *output, const fr_mask_options *options,
	fr_mask_summary *out, fr_error *error)
{
	fr_mask_summary own;
	if (!engine || !input || !output)
		return fr_fail(error, FR_E_ARGUMENT, FR_ARGUMENT, "path", NULL);
	masking *k = fr_alloc(&engine->allocator, sizeof *k);
	if (!k)
		return run_memory(error);
	*k = (masking){.engine = engine, .form = form, .out = out ? out : &own};
	*k->out = (fr_mask_summary){0};
	if (options)
		memcpy(&k->o, options, options->size < sizeof k->o ? options->size : sizeof k->o);
	fr_arena_init(&k->arena, &engine->allocator, 0);
	fr_arena_init(&k->table, &engine->allocator, 0);
	fr_arena_init(&k->row, &engine->allocator, (size_t)1 << 30);
	fr_buf_init(&k->text, &engine->allocator, TEXT_MOST);
	fr_status status = mask_file(k, input, output, error);
	fr_buf_free(&k->text);
	fr_arena_free(&k->row);
	fr_arena_free(&k->table);
	fr_arena_free(&k->arena);
	fr_release(&engine->allocator, k);
	return status;
}
