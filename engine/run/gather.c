/* Gathering: what must be known before records are judged: the rows of their repeats, and the values links point to.
 * Stage: pipeline. In: a first pass over all inputs. Out: rows by key of the record they belong to; sets of values. */
#include "run/pipeline.h"

#include <uthash.h>

struct run_family {
	struct {
		uint64_t hash[2];
		uint64_t repeat;
	} key;
	run_child *first, *last;
	size_t count;
	UT_hash_handle hh;
};

/* A table of a repeat as a version of the form reads it. */
typedef struct run_child_view {
	const run_child_table *table;
	fr_columns columns;
	fr_reader *reader; /* NULL: this version does not know the repeat */
	int repeat;
	struct run_child_view *next;
} run_child_view;

/* Where the values of a link are. */
typedef struct run_links {
	const run_target *target; /* NULL: no records of that form were given */
	const fr_run *run;
	fr_str title; /* of the other form */
} run_links;

/* ---- headers of repeats ---- */

fr_status run_gather_prepare(fr_run *run, fr_error *error)
{
	const fr_form *form = run->form;
	run->child_headers = FR_ARENA_ARRAY(&run->arena, fr_header *, form->repeat_count);
	run->links = FR_ARENA_ARRAY(&run->arena, run_links, form->link_count);
	if (!run->child_headers || !run->links)
		return run_memory(error);
	fr_status status = FR_OK;
	for (size_t i = 0; i < form->repeat_count && status == FR_OK; i++)
		status = fr_header_new(form, (int)i, NULL, &run->arena, &run->child_headers[i], error);
	return status;
}

/* Whether the sheet has that name, perhaps as a sheet may have it. */
static bool called(fr_str name, fr_str sheet)
{
	char room[FR_SHEET_NAME_ROOM];
	return fr_str_eq(name, sheet) || fr_str_eq(fr_sheet_name(name, room), sheet);
}

static bool named_after(const fr_repeat *repeat, fr_str sheet)
{
	for (size_t i = 0; i < repeat->label.n; i++)
		if (called(repeat->label.items[i].text, sheet))
			return true;
	return called(repeat->name, sheet);
}

static fr_status keep_cells(fr_run *run, const fr_cell *cells, size_t count, const fr_cell **out, fr_error *error)
{
	fr_cell *kept = FR_ARENA_ARRAY(&run->gathered, fr_cell, count);
	*out = kept;
	if (!kept)
		return run_memory(error);
	for (size_t i = 0; i < count; i++) {
		kept[i] = cells[i];
		if (cells[i].text.n == 0)
			continue;
		kept[i].text = fr_arena_str(&run->gathered, cells[i].text);
		if (!kept[i].text.p)
			return run_memory(error);
	}
	return FR_OK;
}

static fr_status open_table(fr_run *run, const fr_cell *cells, size_t count, size_t row, size_t repeat, fr_error *error)
{
	run_child_table *table = FR_ARENA_NEW(&run->gathered, run_child_table);
	if (!table)
		return run_memory(error);
	*table = (run_child_table){
		.place = run->place_count - 1, .repeat = repeat, .header_row = row, .header_count = count, .next = run->child_tables};
	fr_status status = keep_cells(run, cells, count, &table->header, error);
	if (status != FR_OK)
		return status;
	if (fr_header_match(run->child_headers[repeat], table->header, count, &run->gathered, &table->columns) != FR_OK ||
		fr_reader_new(run->form, &table->columns, &run->gathered, &table->reader) != FR_OK)
		return run_memory(error);
	run->child_tables = run->child_table = table;
	run->state = RUN_CHILDREN;
	run->header_due = true;
	return FR_OK;
}

fr_status run_gather_try(fr_run *run, const fr_cell *cells, size_t count, size_t row, size_t as_records, bool *taken, fr_error *error)
{
	size_t best = as_records, repeat = SIZE_MAX;
	fr_columns found = {0};
	*taken = false;
	for (size_t i = 0; i < run->form->repeat_count; i++) {
		fr_columns columns;
		if (fr_header_match(run->child_headers[i], cells, count, &run->table, &columns) != FR_OK)
			return run_memory(error);
		bool named = named_after(&run->form->repeats[i], run->sheet);
		if (columns.fits && (columns.matched > best || named)) {
			best = named ? SIZE_MAX : columns.matched;
			repeat = i;
			found = columns;
		}
	}
	if (repeat == SIZE_MAX)
		return FR_OK;
	*taken = run->any_table = true;
	run_table_used(run, FR_TABLE_REPEAT, row, &found);
	fr_arena_reset(&run->table);
	if (run->gathering)
		return open_table(run, cells, count, row, repeat, error);
	run->state = RUN_SKIPPING;
	return FR_OK;
}

/* ---- rows of repeats ---- */

static run_family *family_of(fr_run *run, const uint64_t hash[2], size_t repeat, bool make)
{
	run_family wanted = {.key = {{hash[0], hash[1]}, repeat}}, *found = NULL;
	HASH_FIND(hh, run->families, &wanted.key, sizeof wanted.key, found);
	if (found || !make)
		return found;
	found = FR_ARENA_NEW(&run->gathered, run_family);
	if (!found)
		return NULL;
	found->key = wanted.key;
	HASH_ADD(hh, run->families, key, sizeof found->key, found);
	return found;
}

static fr_status gather_child(fr_run *run, const run_row *row, fr_error *error)
{
	const run_child_table *table = run->child_table;
	bool blank;
	if (fr_record_read(table->reader, row->cells, row->count, row->row, run->now.offset_min, &run->record, &blank) != FR_OK)
		return run_memory(error);
	if (blank)
		return FR_END;
	run_child *child = FR_ARENA_NEW(&run->gathered, run_child);
	if (!child)
		return run_memory(error);
	*child = (run_child){.table = table, .count = row->count, .row = row->row};
	fr_status status = keep_cells(run, row->cells, row->count, &child->cells, error);
	if (status != FR_OK)
		return status;
	if (run->last_child)
		run->last_child->after = child;
	else
		run->children = child;
	run->last_child = child;
	fr_str key;
	if (!run_key_bytes(run->form, fr_reader_record(table->reader), &run->record, &key))
		return FR_END;
	uint64_t hash[2];
	run_unique_hash(&run->unique, key, hash);
	run_family *family = key.p ? family_of(run, hash, table->repeat, true) : NULL;
	if (!family)
		return run_memory(error);
	if (family->last)
		family->last->next = child;
	else
		family->first = child;
	family->last = child;
	family->count++;
	return FR_END;
}

static int repeat_named(const fr_form *form, fr_str name)
{
	for (size_t i = 0; i < form->repeat_count; i++)
		if (fr_str_eq(form->repeats[i].name, name))
			return (int)i;
	return -1;
}

/* The table as j's form reads it; made when it is first asked for. */
static run_child_view *view_of(fr_run *run, run_judging *j, const run_child_table *table, fr_error *error)
{
	for (run_child_view *v = j->views; v; v = v->next)
		if (v->table == table)
			return v;
	run_child_view *view = FR_ARENA_NEW(&run->table, run_child_view);
	if (!view)
		return run_memory(error), NULL;
	*view = (run_child_view){.table = table, .repeat = repeat_named(j->form, run->form->repeats[table->repeat].name), .next = j->views};
	fr_header *header;
	if (view->repeat >= 0 &&
		(fr_header_new(j->form, view->repeat, NULL, &run->table, &header, error) != FR_OK ||
			fr_header_match(header, table->header, table->header_count, &run->table, &view->columns) != FR_OK ||
			fr_reader_new(j->form, &view->columns, &run->table, &view->reader) != FR_OK))
		return run_memory(error), NULL;
	j->views = view;
	return view;
}

static fr_status read_family(fr_run *run, run_judging *j, const run_family *family, fr_children *out, fr_error *error)
{
	fr_child *items = FR_ARENA_ARRAY(&run->record, fr_child, family->count);
	if (!items)
		return run_memory(error);
	for (run_child *c = family->first; c; c = c->next) {
		bool blank;
		run_child_view *view = view_of(run, j, c->table, error);
		if (!view)
			return FR_E_MEMORY;
		c->claimed = true;
		if (!view->reader)
			continue;
		if (fr_record_read(view->reader, c->cells, c->count, c->row, run->now.offset_min, &run->record, &blank) != FR_OK ||
			fr_child_read(view->reader, view->repeat, &view->columns, &run->record, &items[out->n]) != FR_OK)
			return run_memory(error);
		items[out->n++].table = c->table->place;
	}
	out->items = items;
	return FR_OK;
}

fr_status run_gather_children(fr_run *run, run_judging *j, const uint64_t *hash, const fr_children **out, fr_error *error)
{
	fr_children *children = FR_ARENA_ARRAY(&run->record, fr_children, j->form->repeat_count);
	*out = children;
	if (!children)
		return run_memory(error);
	fr_status status = FR_OK;
	for (size_t i = 0; i < j->form->repeat_count && status == FR_OK; i++) {
		int repeat = repeat_named(run->form, j->form->repeats[i].name);
		for (const run_child_table *t = run->child_tables; t; t = t->next)
			children[i].known = children[i].known || (int)t->repeat == repeat;
		const run_family *family = hash && repeat >= 0 ? family_of(run, hash, (size_t)repeat, false) : NULL;
		if (family)
			status = read_family(run, j, family, &children[i], error);
	}
	return status == FR_OK && run->named ? run_named_children(run, j, children, error) : status;
}

void run_gather_claim(fr_run *run, const uint64_t *hash)
{
	for (size_t i = 0; hash && i < run->form->repeat_count; i++) {
		const run_family *family = family_of(run, hash, i, false);
		for (run_child *c = family ? family->first : NULL; c; c = c->next)
			c->claimed = true;
	}
}

/* ---- values that links point to ---- */

bool run_gather_records(const fr_run *run) { return run->targets != NULL; }

static fr_str value_bytes(const fr_value *value, fr_arena *arena)
{
	return value->kind == FR_KIND_EMPTY ? fr_str_of(NULL, 0) : fr_value_to_string(value, arena);
}

fr_status run_gather_row(fr_run *run, const run_row *row, fr_error *error)
{
	if (run->state == RUN_CHILDREN)
		return gather_child(run, row, error);
	const fr_record *record = fr_reader_record(run->judging->reader);
	bool blank;
	if (fr_record_read(run->judging->reader, row->cells, row->count, row->row, run->now.offset_min, &run->record, &blank) != FR_OK)
		return run_memory(error);
	for (run_target *t = run->targets; t && !blank; t = t->next) {
		fr_str text = run->judging->columns.of_slot[t->slot] != FR_NO_COLUMN ? value_bytes(&record->values[t->slot], &run->record)
										     : fr_str_of(NULL, 0);
		uint64_t hash[2];
		const run_seen *first;
		if (!text.n)
			continue;
		run_unique_hash(t->values, text, hash);
		fr_status status = run_unique_see(t->values, hash, 1, 0, &first, error);
		if (status != FR_OK)
			return status;
	}
	return FR_END;
}

fr_status fr_run_connect(fr_run *run, fr_run *target, fr_error *error)
{
	if (!run || !target)
		return fr_fail(error, FR_E_ARGUMENT, FR_ARGUMENT, "run", NULL);
	for (size_t i = 0; i < run->form->link_count; i++) {
		const fr_link *link = &run->form->links[i];
		fr_symbol symbol;
		if (!fr_str_eq(link->form, target->form->id))
			continue;
		if (!fr_form_find(target->form, link->to, &symbol) || symbol.slot >= target->form->field_count || symbol.repeated)
			return fr_fail_str(error, FR_E_FORM, FR_LINK_TARGET, link->to, target->form->id);
		run_target *wanted = FR_ARENA_NEW(&target->arena, run_target);
		if (wanted)
			wanted->values = FR_ARENA_NEW(&target->arena, run_unique);
		if (!wanted || !wanted->values)
			return run_memory(error);
		run_unique_init(wanted->values, &target->allocator, target->limits.unique_bytes);
		wanted->asking = run;
		wanted->slot = symbol.slot;
		wanted->next = target->targets;
		target->targets = wanted;
		run->links[i] = (run_links){wanted, target, fr_words_in(&target->form->title, run->lang)};
	}
	return FR_OK;
}

/* The link of the run's form that asks the same as this one of another version. */
static const run_links *links_like(const fr_run *run, const fr_form *form, const fr_link *link)
{
	for (size_t i = 0; i < run->form->link_count; i++) {
		const fr_link *own = &run->form->links[i];
		if (own == link || (fr_str_eq(own->form, link->form) && fr_str_eq(own->to, link->to) &&
					   fr_str_eq(run->form->fields[own->field].name, form->fields[link->field].name)))
			return &run->links[i];
	}
	return NULL;
}

fr_status run_gather_links(fr_run *run, run_judging *j, fr_verdicts *verdicts)
{
	const fr_record *record = fr_reader_record(j->reader);
	for (size_t i = 0; i < j->form->link_count; i++) {
		const fr_link *link = &j->form->links[i];
		const run_links *place = links_like(run, j->form, link);
		const run_target *target = place ? place->target : NULL;
		const fr_value *value = &record->values[link->field];
		fr_str text = target && !record->doubtful[link->field] && value->kind != FR_KIND_LIST ? value_bytes(value, &run->record)
												      : fr_str_of(NULL, 0);
		if (!text.n)
			continue;
		uint64_t hash[2];
		run_unique_hash(target->values, text, hash);
		if (run_unique_has(target->values, hash))
			continue;
		fr_status status = fr_judge_add(j->judge, verdicts, link->level, FR_LINK, (int)link->field,
			(fr_str[FR_ERROR_ARGS]){j->labels[link->field], place->title}, link->message.n ? &link->message : NULL);
		if (status != FR_OK)
			return status;
	}
	return FR_OK;
}

void run_gather_free(fr_run *run)
{
	HASH_CLEAR(hh, run->families);
	for (run_target *t = run->targets; t; t = t->next)
		run_unique_free(t->values);
	fr_arena_free(&run->gathered);
}
