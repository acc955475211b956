/* Masked copies: every cell of a file that tells who somebody is, replaced by what may be shown.
 * Stage: pipeline. In: a data file, perhaps its form. Out: a copy. All rows of all sheets are looked at, hidden ones too, whether they are records or not. */
#include "formrule/formrule.h"
#include "privacy/groups.h"
#include "privacy/keys.h"
#include "privacy/known.h"
#include "privacy/names.h"
#include "privacy/pseudonym.h"
#include "privacy/seal.h"
#include "run/pipeline.h"
#include "sink/copy.h"

_Static_assert((int)FR_MASKED_KINDS == (int)FR_MASK_KINDS, "kinds are the same inside and outside");
#define TEXT_MOST ((size_t)64 << 20)

/* What is done with the cells of a column. */
typedef struct column {
	const fr_field *field; /* NULL: none that is known */
	fr_mask_kind kind;
	fr_mask_style style;
	bool pseudonym, seal, grouped;
} column;

typedef struct masking {
	fr_engine *engine;
	const fr_form *form; /* NULL: no field is known */
	const fr_lists *lists;
	fr_mask_options o;
	fr_arena arena, table, row;
	fr_header *header;
	fr_header **children;
	bool found; /* under a header */
	bool header_row; /* the row at hand is it: labels, no values */
	size_t seen; /* rows of this sheet while it is looked for */
	column *columns; /* of this table */
	size_t width;
	bool of_repeat; /* the table at hand holds rows of a repeat */
	fr_groups *groups; /* NULL: nobody asked for them */
	fr_buf group; /* used again */
	fr_copy *copy;
	fr_people *here; /* clear names of the row at hand */
	fr_people *names; /* of all records, for what is no record; kept only where there is such */
	bool remember;
	fr_known known;
	fr_buf text;
	size_t *by_kind; /* counts what hide() does; NULL: it is only tried */
	fr_mask_summary *out;
} masking;

/* A cell as text: numbers with their digits, as people typed them. */
static fr_str cell_text(masking *k, const fr_cell *cell)
{
	fr_value value;
	if (cell->kind == FR_CELL_TEXT)
		return cell->text;
	if (cell->kind == FR_CELL_EMPTY || cell->kind == FR_CELL_ERROR)
		return fr_str_of(NULL, 0);
	if (fr_value_read(FR_TYPE_STRING, cell, 0, &k->row, &value, NULL) != FR_CODE_NONE || value.kind != FR_KIND_STRING)
		return cell->text;
	return value.string;
}

/* ---- which columns are which fields ---- */

static bool is_named(const fr_field *field, const char *const *names, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (fr_str_is(field->name, names[i]))
			return true;
	return false;
}

static column column_of(const masking *k, const fr_field *field)
{
	column c = {.field = field, .kind = FR_MASK_FREE_TEXT};
	if (field->identifier != FR_ID_NONE)
		c.kind = fr_identifier_kind(field->identifier);
	fr_mask_style_from(field->mask, &c.style);
	c.pseudonym = is_named(field, k->o.pseudonyms, k->o.pseudonym_count);
	c.seal = is_named(field, k->o.seals, k->o.seal_count);
	c.grouped = k->groups && is_named(field, k->o.groups, k->o.group_count);
	return c;
}

static bool take_header(masking *k, const fr_columns *columns, bool of_repeat, size_t count)
{
	k->columns = FR_ARENA_ARRAY(&k->table, column, count);
	k->width = count;
	k->found = true;
	k->of_repeat = of_repeat;
	k->out->known = true;
	for (size_t i = 0; k->columns && i < count; i++)
		k->columns[i].kind = FR_MASK_FREE_TEXT;
	for (uint32_t slot = 0; k->columns && slot < k->form->field_count; slot++)
		if (columns->of_slot[slot] < count)
			k->columns[columns->of_slot[slot]] = column_of(k, &k->form->fields[slot]);
	return k->columns != NULL;
}

static bool try_header(masking *k, const fr_row *row, bool *taken)
{
	fr_columns best = {0}, columns;
	bool of_repeat = false;
	*taken = false;
	for (int r = -1; k->form && r < (int)k->form->repeat_count; r++) {
		if (fr_header_match(r < 0 ? k->header : k->children[r], row->cells, row->count, &k->table, &columns) != FR_OK)
			return false;
		if (columns.fits && columns.matched > best.matched) {
			best = columns;
			of_repeat = r >= 0;
		}
	}
	*taken = best.matched > 0;
	return !*taken || take_header(k, &best, of_repeat, row->count);
}

/* ---- one row ---- */

static const column *column_at(const masking *k, size_t at)
{
	static const column unknown = {.kind = FR_MASK_FREE_TEXT};
	return k->found && !k->header_row && at < k->width ? &k->columns[at] : &unknown;
}

static bool remember(masking *k, fr_str name)
{
	if (fr_people_at(k->names, name, 0) == name.n)
		return true;
	fr_str kept = fr_arena_str(&k->arena, name);
	return kept.p && fr_people_add(k->names, k->lists, kept);
}

/* The names a record holds are looked for in all its other cells. */
static bool collect_names(masking *k, const fr_row *row)
{
	fr_people_clear(k->here);
	for (size_t i = 0; k->found && i < row->count; i++) {
		if (column_at(k, i)->kind != FR_MASK_NAME)
			continue;
		fr_str name = fr_str_trim(cell_text(k, &row->cells[i]));
		if (!name.n || fr_known_done(&k->known, k->lists, name))
			continue;
		if (!fr_people_add(k->here, k->lists, name) || (k->remember && !remember(k, name)))
			return false;
	}
	return true;
}

static bool count_one(masking *k, fr_mask_kind kind)
{
	if (k->by_kind)
		k->by_kind[kind]++;
	return true;
}

/* The masked text of a cell in k->text; false when it may stay as it is. */
static bool hide(masking *k, const column *c, fr_str text)
{
	if (!text.n || fr_is_sealed(text))
		return false;
	fr_buf_clear(&k->text);
	if (c->kind == FR_MASK_FREE_TEXT)
		return fr_mask_found(k->lists, text, k->found ? k->here : k->names, k->by_kind, &k->text) > 0;
	if (c->kind == FR_MASK_NAME && fr_known_done(&k->known, k->lists, text))
		return false;
	if (c->pseudonym || c->seal) {
		if (fr_mask_done(k->lists, c->kind, text))
			return false;
		if (c->pseudonym ? fr_pseudonym_write(k->o.key, k->lists, c->kind, text, &k->text)
				 : fr_seal_write(k->o.seal_key, c->kind, text, &k->text)) {
			k->out->pseudonyms += k->by_kind && c->pseudonym;
			k->out->sealed += k->by_kind && !c->pseudonym;
			return count_one(k, c->kind);
		}
		fr_buf_clear(&k->text);
	}
	return fr_mask_hide(k->lists, c->kind, c->style, text, k->here, &k->text) && count_one(k, c->kind);
}

/* ---- small groups ---- */

/* The values that tell a group apart, as they would be shown, in k->group; false when the row is no record or has none of them. */
static bool group_of(masking *k, const fr_row *row)
{
	bool any = false;
	fr_buf_clear(&k->group);
	if (!k->groups || !k->found || k->header_row || k->of_repeat)
		return false;
	k->by_kind = NULL;
	for (size_t i = 0; i < row->count; i++) {
		const column *c = column_at(k, i);
		if (!c->grouped)
			continue;
		fr_str text = fr_str_trim(cell_text(k, &row->cells[i]));
		fr_buf_printf(&k->group, "%u ", (unsigned)c->field->slot);
		fr_buf_str(&k->group, hide(k, c, text) ? fr_buf_view(&k->text) : text);
		fr_buf_byte(&k->group, 0);
		any = any || text.n;
	}
	return any;
}

/* Who a record is about: by what tells people apart best. Nobody is taken for two people because two of his identifiers differ. */
static fr_str person_of(masking *k, const fr_row *row)
{
	static const fr_identifier order[] = {FR_ID_ID_CARD, FR_ID_PHONE, FR_ID_EMAIL, FR_ID_BANK_CARD, FR_ID_NAME};
	for (size_t o = 0; o < sizeof order / sizeof *order; o++)
		for (size_t i = 0; i < row->count; i++) {
			const fr_field *field = column_at(k, i)->field;
			if (field && field->identifier == order[o])
				return fr_str_trim(cell_text(k, &row->cells[i]));
		}
	return fr_str_of(NULL, 0);
}

/* ---- what is done with a row: learned from in a first pass, masked in the last ---- */

/* Whether anything stands above the header of a CSV file: then names must be known before they are met. */
static fr_status look_above(masking *k, const fr_row *row, fr_error *error)
{
	(void)row, (void)error;
	k->remember = !k->header_row;
	return FR_END;
}

static fr_status learn_row(masking *k, const fr_row *row, fr_error *error)
{
	fr_arena_reset(&k->row);
	if (!collect_names(k, row))
		return run_memory(error);
	if (!group_of(k, row))
		return FR_OK;
	return !k->group.failed && fr_groups_add(k->groups, fr_buf_view(&k->group), person_of(k, row)) ? FR_OK : run_memory(error);
}

static fr_status mask_row(masking *k, const fr_row *row, fr_error *error)
{
	fr_arena_reset(&k->row);
	if (!collect_names(k, row))
		return run_memory(error);
	bool small = group_of(k, row) && fr_groups_is_small(k->groups, fr_buf_view(&k->group));
	k->by_kind = k->out->kinds;
	for (size_t i = 0; i < row->count; i++) {
		const column *c = column_at(k, i);
		fr_str text = cell_text(k, &row->cells[i]);
		bool suppressed = small && text.n && c->grouped;
		if (suppressed) {
			fr_buf_clear(&k->text);
			fr_buf_byte(&k->text, '*');
		} else if (!hide(k, c, text))
			continue;
		if (k->text.failed || !fr_copy_put(k->copy, row->sheet, row->row, i + 1, fr_buf_view(&k->text)))
			return run_memory(error);
		k->out->cells++;
		k->out->suppressed += suppressed;
	}
	k->out->rows += row->count > 0;
	return fr_copy_row(k->copy, row, &k->out->formulas, error);
}

/* Every row of every sheet. */
static fr_status each_row(masking *k, fr_source *source, fr_status (*look)(masking *k, const fr_row *row, fr_error *error), fr_error *error)
{
	fr_row row;
	fr_status status;
	size_t rows = 0;
	k->found = false;
	while ((status = fr_source_next(source, &row, error)) == FR_OK) {
		bool header = false;
		if (row.new_sheet) {
			k->found = false;
			k->seen = 0;
			fr_arena_reset(&k->table);
		}
		if (!k->found && row.count && k->seen++ < RUN_HEADER_ROWS && !try_header(k, &row, &header))
			return run_memory(error);
		k->header_row = header;
		status = look(k, &row, error); /* FR_END: that was enough */
		if (status != FR_OK)
			break;
		uint64_t done = 0, total = 0;
		if (k->o.progress && ++rows % 1024 == 0) {
			fr_source_position(source, &done, &total);
			if (!k->o.progress(k->o.progress_user, done, total, rows))
				return fr_fail(error, FR_E_CANCELLED, FR_CANCELLED, NULL);
		}
	}
	return status == FR_END ? FR_OK : status;
}

/* ---- the file ---- */

static fr_status read_file(
	masking *k, const char *input, fr_status (*look)(masking *k, const fr_row *row, fr_error *error), fr_error *error)
{
	fr_source *source = NULL;
	k->seen = 0;
	fr_arena_reset(&k->table);
	fr_status status = fr_source_open(&k->engine->allocator, input, &k->o.limits, &source, error);
	if (status == FR_OK) {
		if (look == mask_row)
			fr_source_keep(source);
		status = each_row(k, source, look, error);
	}
	fr_source_close(source);
	return run_source_error(k->engine, status, error);
}

/* Names that are no field, or no field of a person where one is asked for. */
static fr_status check_names(const masking *k, const char *const *names, size_t count, bool personal, fr_code code, fr_error *error)
{
	for (size_t i = 0; i < count; i++) {
		const fr_field *field = k->form ? fr_form_field_named(k->form, fr_str_from(names[i])) : NULL;
		if (!field || (personal ? field->identifier == FR_ID_NONE || field->identifier == FR_ID_FREE_TEXT : field->repeat >= 0))
			return fr_fail(error, FR_E_ARGUMENT, code, names[i], NULL);
	}
	return FR_OK;
}

static fr_status prepare_asked(masking *k, fr_error *error)
{
	fr_status status = check_names(k, k->o.pseudonyms, k->o.pseudonym_count, true, FR_PSEUDONYM_FIELD, error);
	if (status == FR_OK)
		status = check_names(k, k->o.seals, k->o.seal_count, true, FR_SEAL_FIELD, error);
	if (status == FR_OK)
		status = check_names(k, k->o.groups, k->o.group_count, false, FR_GROUP_FIELD, error);
	if (status == FR_OK && ((k->o.pseudonym_count && !k->o.key) || (k->o.seal_count && !k->o.seal_key)))
		status = fr_fail(error, FR_E_ARGUMENT, FR_ARGUMENT, "key", NULL);
	if (status == FR_OK && k->o.pseudonym_count)
		status = fr_key_must(k->o.key, FR_KEY_PSEUDONYM, error);
	if (status == FR_OK && k->o.seal_count)
		status = fr_key_must(k->o.seal_key, FR_KEY_SEAL, error);
	if (status == FR_OK && k->o.group_count && !(k->groups = fr_groups_new(&k->engine->allocator)))
		status = run_memory(error);
	return status;
}

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
	fr_status asked = prepare_asked(k, error);
	if (asked != FR_OK)
		return asked;
	k->names = fr_people_new(&k->engine->allocator);
	k->here = fr_people_new(&k->engine->allocator);
	k->children = k->form ? FR_ARENA_ARRAY(&k->arena, fr_header *, k->form->repeat_count) : NULL;
	if (!k->names || !k->here || (k->form && !k->children))
		return run_memory(error);
	fr_status status = k->form ? fr_header_new(k->form, -1, k->o.map, &k->arena, &k->header, error) : FR_OK;
	for (size_t i = 0; k->form && i < k->form->repeat_count && status == FR_OK; i++)
		status = fr_header_new(k->form, (int)i, NULL, &k->arena, &k->children[i], error);
	return status;
}

static fr_status mask_file(masking *k, const char *input, const char *output, fr_error *error)
{
	fr_scrub scrub = {0};
	fr_limits_inherit(&k->o.limits, &k->engine->limits);
	fr_status status = prepare(k, error);
	if (status == FR_OK)
		status = fr_copy_new(&k->engine->allocator, &k->o.limits, input, output, &k->copy, error);
	k->remember = status == FR_OK && !fr_copy_is_csv(k->copy); /* for what is no cell */
	if (status == FR_OK && k->form && !k->remember)
		status = read_file(k, input, look_above, error);
	if (status == FR_OK && (k->groups || (k->remember && fr_copy_is_csv(k->copy))))
		status = read_file(k, input, learn_row, error);
	if (status == FR_OK && k->groups) {
		fr_groups_decide(k->groups, k->o.group_least ? k->o.group_least : FR_GROUP_LEAST);
		k->out->groups = fr_groups_small(k->groups);
	}
	if (status == FR_OK)
		status = read_file(k, input, mask_row, error);
	scrub.lists = k->lists;
	scrub.names = k->names;
	fr_status closed = fr_copy_close(k->copy, status == FR_OK, &scrub, status == FR_OK ? error : NULL);
	k->out->texts = scrub.texts;
	k->out->comments = scrub.comments;
	k->out->changes = scrub.changes;
	k->out->shapes = scrub.shapes;
	k->out->links = scrub.links;
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
	fr_buf_init(&k->group, &engine->allocator, TEXT_MOST);
	fr_status status = mask_file(k, input, output, error);
	fr_groups_free(k->groups);
	fr_people_free(k->here);
	fr_people_free(k->names);
	fr_buf_free(&k->group);
	fr_buf_free(&k->text);
	fr_arena_free(&k->row);
	fr_arena_free(&k->table);
	fr_arena_free(&k->arena);
	fr_release(&engine->allocator, k);
	return status;
}
