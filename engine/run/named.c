/* Named: files whose records name their columns and hold the rows of their repeats (record XML).
 * Stage: pipeline. In: names as they turn up, rows of repeats before the record they belong to. Out: columns of every version of the form that is met, a record's rows, elements nobody knows. */
#include "run/pipeline.h"

struct run_named {
	fr_str repeat; /* empty: the records */
	fr_cell *names; /* by column */
	bool *told; /* by column: that no form knows it was said */
	bool told_whole; /* of a repeat no form knows */
	size_t count, capacity;
	run_named *next;
};

/* A column a version does not know, and that was not told: it is another version's. */
typedef struct stranger {
	size_t column;
	struct stranger *next;
} stranger;

/* A table as a version of the form reads it. */
typedef struct run_named_view {
	const run_named *table;
	int repeat; /* of that form; -1: it has none of that name */
	fr_header *header;
	fr_columns *columns;
	fr_columns own; /* of a repeat */
	fr_reader *reader; /* of a repeat */
	stranger *strangers, **end;
	struct run_named_view *next;
} run_named_view;

/* ---- what the form expects ---- */

static size_t names_of(const fr_form *form, int repeat, fr_str *out)
{
	size_t n = 0;
	for (size_t i = 0; i < form->field_count; i++)
		if (form->fields[i].repeat == repeat && form->fields[i].type != FR_TYPE_NOTE)
			out[n++] = form->fields[i].name;
	return n;
}

static bool is_form(const fr_run *run, fr_str property)
{
	size_t at = fr_str_find(property, FR_STR("@"));
	return fr_str_eq(at == SIZE_MAX ? property : fr_str_of(property.p, at), run->form->id);
}

static fr_status other_form(fr_run *run, fr_str property, fr_error *error)
{
	char id[FR_ERROR_TEXT], wanted[FR_ERROR_TEXT], path[FR_ERROR_TEXT];
	size_t at = fr_str_find(property, FR_STR("@"));
	fr_text_out(run_shown(run, at == SIZE_MAX ? property : fr_str_of(property.p, at)), id, sizeof id);
	fr_text_out(run->form->id, wanted, sizeof wanted);
	fr_text_out(run->source_name, path, sizeof path);
	fr_status status = fr_fail(error, FR_E_FORMAT, FR_INPUT_OTHER, path, id, wanted, NULL);
	fr_error_at(error, path, 0, 0);
	return status;
}

/* A batch says whose records it holds; a submission may come from a form that was named otherwise where it was made: then its own fields are looked at. */
fr_status run_named_attach(fr_run *run, fr_error *error)
{
	const fr_form *form = run->form;
	fr_str property = fr_source_property(run->source, "formrule");
	bool own = is_form(run, property);
	if (!own && strcmp(fr_source_format(run->source), "batch") == 0)
		return other_form(run, property, error);
	fr_arena_reset(&run->record);
	fr_expected *tables = FR_ARENA_ARRAY(&run->record, fr_expected, form->repeat_count + 1);
	fr_str *names = FR_ARENA_ARRAY(&run->record, fr_str, form->field_count);
	if (!tables || !names)
		return run_memory(error);
	for (int i = -1; i < (int)form->repeat_count; i++) {
		size_t n = own ? names_of(form, i, names) : 0;
		tables[i + 1] = (fr_expected){i < 0 ? fr_str_of("", 0) : form->repeats[i].name, names, n};
		names += n;
	}
	return fr_source_expect(run->source, tables, form->repeat_count + 1, error);
}

/* ---- tables and views ---- */

static run_named *table_named(fr_run *run, fr_str repeat)
{
	run_named **at = &run->named;
	for (; *at; at = &(*at)->next)
		if (fr_str_eq((*at)->repeat, repeat))
			return *at;
	run_named *table = FR_ARENA_NEW(&run->table, run_named);
	if (!table)
		return NULL;
	table->repeat = fr_arena_str(&run->table, repeat);
	return table->repeat.p ? *at = table : NULL;
}

static bool keep_names(fr_run *run, run_named *table, const fr_row *row)
{
	if (row->count > table->capacity) {
		size_t capacity = row->count * 2;
		fr_cell *names = FR_ARENA_ARRAY(&run->table, fr_cell, capacity);
		bool *told = FR_ARENA_ARRAY(&run->table, bool, capacity);
		if (!names || !told)
			return false;
		if (table->count) {
			memcpy(names, table->names, table->count * sizeof *names);
			memcpy(told, table->told, table->count * sizeof *told);
		}
		table->names = names;
		table->told = told;
		table->capacity = capacity;
	}
	for (; table->count < row->count; table->count++) {
		fr_cell *name = &table->names[table->count];
		*name = row->cells[table->count];
		name->text = fr_arena_str(&run->table, name->text);
		if (!name->text.p)
			return false;
	}
	return true;
}

static int repeat_named(const fr_form *form, fr_str name)
{
	for (size_t i = 0; i < form->repeat_count; i++)
		if (fr_str_eq(form->repeats[i].name, name))
			return (int)i;
	return -1;
}

/* Takes the names the view has not seen yet; *more: some of them are of the form. */
static fr_status take_names(fr_run *run, run_named_view *v, bool *more)
{
	*more = false;
	while (v->columns->count < v->table->count) {
		size_t column = v->columns->count;
		bool known;
		if (fr_header_take(v->header, v->table->names[column].text, &run->table, v->columns, &known) != FR_OK)
			return FR_E_MEMORY;
		*more = *more || known;
		if (known)
			continue;
		stranger *s = FR_ARENA_NEW(&run->table, stranger);
		if (!s)
			return FR_E_MEMORY;
		s->column = column;
		*v->end = s;
		v->end = &s->next;
	}
	return FR_OK;
}

/* What was told is not told again with each record. */
static void forget_told(run_named_view *v)
{
	stranger **at = &v->strangers;
	while (*at)
		if (v->table->told[(*at)->column])
			*at = (*at)->next;
		else
			at = &(*at)->next;
	v->end = at;
}

/* A repeat's table as j's form reads it; made when it is first asked for. */
static fr_status view_of(fr_run *run, run_judging *j, const run_named *table, run_named_view **out, fr_error *error)
{
	run_named_view *v = j->named;
	while (v && v->table != table)
		v = v->next;
	bool fresh = !v, more;
	if (fresh) {
		v = FR_ARENA_NEW(&run->table, run_named_view);
		if (!v)
			return run_memory(error);
		*v = (run_named_view){.table = table, .repeat = repeat_named(j->form, table->repeat), .next = j->named};
		v->end = &v->strangers;
		v->columns = &v->own;
		if (v->repeat >= 0) {
			fr_status status = fr_header_new(j->form, v->repeat, NULL, &run->table, &v->header, error);
			if (status != FR_OK)
				return status;
			if (fr_header_begin(v->header, &run->table, v->columns) != FR_OK)
				return run_memory(error);
		}
		j->named = v;
	}
	*out = v;
	if (v->repeat < 0)
		return FR_OK;
	if (fresh && (take_names(run, v, &more) != FR_OK || fr_reader_new(j->form, v->columns, &run->table, &v->reader) != FR_OK))
		return run_memory(error);
	forget_told(v);
	return FR_OK;
}

fr_status run_named_prepare(fr_run *run, run_judging *j, fr_error *error)
{
	run_named_view *v = FR_ARENA_NEW(&run->table, run_named_view);
	bool more;
	if (!v || fr_header_begin(j->header, &run->table, &j->columns) != FR_OK)
		return run_memory(error);
	*v = (run_named_view){.table = run->named, .repeat = -1, .header = j->header, .columns = &j->columns};
	v->end = &v->strangers;
	j->named = v;
	if (take_names(run, v, &more) != FR_OK)
		return run_memory(error);
	forget_told(v);
	return j->columns.twice == UINT32_MAX ? FR_OK : run_table_twice(run, &j->columns, run->header_row, error);
}

bool run_named_nested(const fr_run *run) { return run->named && run->named->next; }

/* ---- names that turn up ---- */

static fr_status tell(fr_run *run, const fr_form *form, fr_str repeat, fr_str name)
{
	run_unknown *u = FR_ARENA_NEW(&run->table, run_unknown), **end = &run->unknown;
	char *path = u ? fr_arena_alloc(&run->table, repeat.n + name.n + 1) : NULL;
	if (!path)
		return FR_E_MEMORY;
	size_t n = 0;
	if (repeat.n) {
		memcpy(path, repeat.p, repeat.n);
		n = repeat.n;
	}
	if (repeat.n && name.n)
		path[n++] = '/';
	memcpy(path + n, name.p ? name.p : "", name.n);
	*u = (run_unknown){fr_str_of(path, n + name.n), form, NULL};
	while (*end)
		end = &(*end)->next;
	*end = u;
	run->header_due = !run->gathering;
	return FR_OK;
}

/* Marks the names from there on that a version knows. *any: it knows the table. */
static fr_status mark_known(fr_run *run, const run_judging *j, const run_named *table, size_t from, bool *known, bool *any, fr_error *error)
{
	fr_header *header = j->header;
	fr_columns columns;
	int repeat = table->repeat.n ? repeat_named(j->form, table->repeat) : -1;
	if (table->repeat.n && repeat < 0)
		return FR_OK;
	fr_status status = repeat < 0 ? FR_OK : fr_header_new(j->form, repeat, NULL, &run->record, &header, error);
	if (status != FR_OK)
		return status;
	*any = true;
	if (fr_header_begin(header, &run->record, &columns) != FR_OK)
		return run_memory(error);
	for (size_t i = from; i < table->count; i++) {
		bool is;
		if (fr_header_take(header, table->names[i].text, &run->record, &columns, &is) != FR_OK)
			return run_memory(error);
		known[i - from] = known[i - from] || is;
	}
	return FR_OK;
}

/* What neither the version of the record that brought them nor the run's form knows is told here, once; what one of them knows is looked for in the records of other versions. */
static fr_status tell_names(fr_run *run, run_judging *j, run_named *table, size_t from, fr_error *error)
{
	bool *known = FR_ARENA_ARRAY(&run->record, bool, table->count - from), any = false;
	if (!known)
		return run_memory(error);
	fr_status status = mark_known(run, j, table, from, known, &any, error);
	if (status == FR_OK && j != run->judging)
		status = mark_known(run, run->judging, table, from, known, &any, error);
	if (status != FR_OK)
		return status;
	if (!any) {
		bool told = table->told_whole || tell(run, j->form, table->repeat, fr_str_of("", 0)) == FR_OK;
		table->told_whole = true;
		return told ? FR_OK : run_memory(error);
	}
	for (size_t i = from; i < table->count; i++) {
		table->told[i] = !known[i - from];
		if (table->told[i] && tell(run, j->form, table->repeat, table->names[i].text) != FR_OK)
			return run_memory(error);
	}
	return FR_OK;
}

/* Every version that was met sees the new columns. */
static fr_status spread(fr_run *run, const run_named *table, fr_error *error)
{
	for (run_judging *j = run->judging; j; j = j->next) {
		run_named_view *v = j->named;
		bool more;
		while (v && v->table != table)
			v = v->next;
		if (!v || (table != run->named && v->repeat < 0))
			continue;
		if (take_names(run, v, &more) != FR_OK)
			return run_memory(error);
		forget_told(v);
		if (table != run->named) {
			if (more && fr_reader_new(j->form, v->columns, &run->table, &v->reader) != FR_OK)
				return run_memory(error);
			continue;
		}
		if (j->columns.twice != UINT32_MAX)
			return run_table_twice(run, &j->columns, run->header_row, error);
		if (more && run_table_prepare(run, j) != FR_OK)
			return run_memory(error);
	}
	return FR_OK;
}

/* At least three fields of the form, or all it has, and half of what there is. */
static bool fits(const fr_run *run, const fr_columns *columns)
{
	size_t fields = 0;
	for (size_t i = 0; i < run->form->field_count; i++)
		fields += run->form->fields[i].repeat < 0 && run->form->fields[i].type != FR_TYPE_NOTE;
	return columns->matched >= (fields < 3 ? fields : 3) && (columns->matched + 2) * 2 >= columns->filled;
}

static fr_status take_header(fr_run *run, const fr_row *row, fr_error *error)
{
	run_named *table = table_named(run, row->repeat);
	if (!table)
		return run_memory(error);
	size_t from = table->count;
	run->header_row = row->row;
	if (!keep_names(run, table, row))
		return run_memory(error);
	if (!run->judging) { /* the first names of the file are those of its records */
		fr_status status = run_table_found(run, NULL, error);
		if (status != FR_OK)
			return status;
		fr_str property = fr_source_property(run->source, "formrule");
		if (!is_form(run, property) && !fits(run, &run->judging->columns))
			return other_form(run, property, error);
	}
	run_judging *j = run->judging;
	fr_str version = row->version.n ? fr_str_trim(row->version) : run->version;
	fr_status status = version.n && !fr_str_eq(version, j->version) ? run_table_version(run, version, &j, error) : FR_OK;
	if (status == FR_OK)
		status = tell_names(run, j->form ? j : run->judging, table, from, error);
	return status == FR_OK ? spread(run, table, error) : status;
}

/* ---- rows ---- */

static fr_status keep_inner(fr_run *run, const fr_row *row, fr_error *error)
{
	run_inner *inner = FR_ARENA_NEW(&run->record, run_inner);
	fr_cell *cells = FR_ARENA_ARRAY(&run->record, fr_cell, row->count);
	run_named *table = table_named(run, row->repeat);
	if (!inner || !cells || !table)
		return run_memory(error);
	for (size_t i = 0; i < row->count; i++) {
		cells[i] = row->cells[i];
		if (cells[i].text.n && !(cells[i].text = fr_arena_str(&run->record, row->cells[i].text)).p)
			return run_memory(error);
	}
	*inner = (run_inner){table, cells, row->count, row->row, NULL};
	if (run->last_inner)
		run->last_inner->next = inner;
	else
		run->inner = inner;
	run->last_inner = inner;
	return FR_OK;
}

fr_status run_named_row(fr_run *run, const fr_row *row, bool *taken, fr_error *error)
{
	*taken = row->names || row->repeat.n;
	if (row->names)
		return take_header(run, row, error);
	return *taken && run->state == RUN_FOUND && !run->gathering ? keep_inner(run, row, error) : FR_OK;
}

static fr_status read_inner(fr_run *run, run_judging *j, size_t repeat, fr_children *out, fr_error *error)
{
	size_t n = 0;
	for (const run_inner *inner = run->inner; inner; inner = inner->next)
		n += fr_str_eq(inner->table->repeat, j->form->repeats[repeat].name);
	out->known = true; /* what a record does not hold it does not have */
	if (!n)
		return FR_OK;
	fr_child *items = FR_ARENA_ARRAY(&run->record, fr_child, out->n + n);
	if (!items)
		return run_memory(error);
	if (out->n)
		memcpy(items, out->items, out->n * sizeof *items);
	out->items = items;
	for (const run_inner *inner = run->inner; inner; inner = inner->next) {
		run_named_view *v;
		bool blank;
		if (!fr_str_eq(inner->table->repeat, j->form->repeats[repeat].name))
			continue;
		fr_status status = view_of(run, j, inner->table, &v, error);
		if (status != FR_OK)
			return status;
		if (fr_record_read(v->reader, inner->cells, inner->count, inner->row, run->now.offset_min, &run->record, &blank) != FR_OK ||
			fr_child_read(v->reader, v->repeat, v->columns, &run->record, &items[out->n]) != FR_OK)
			return run_memory(error);
		items[out->n++].table = run->place_count - 1;
	}
	return FR_OK;
}

fr_status run_named_children(fr_run *run, run_judging *j, fr_children *children, fr_error *error)
{
	fr_status status = FR_OK;
	for (size_t i = 0; i < j->form->repeat_count && status == FR_OK; i++)
		status = read_inner(run, j, i, &children[i], error);
	return status;
}

static fr_status add_stranger(fr_run *run, run_judging *j, fr_str repeat, fr_str name, fr_verdicts *verdicts)
{
	fr_buf path;
	fr_buf_init(&path, &run->allocator, 4096);
	fr_buf_str(&path, repeat);
	if (repeat.n && name.n)
		fr_buf_byte(&path, '/');
	fr_buf_str(&path, name);
	fr_str kept = path.failed ? fr_str_of(NULL, 0) : fr_arena_str(&run->record, fr_buf_view(&path));
	fr_buf_free(&path);
	kept = kept.p ? run_shown(run, kept) : kept;
	return kept.p ? fr_judge_add(j->judge, verdicts, FR_LEVEL_INFO, FR_ELEMENT_UNKNOWN, -1, (fr_str[FR_ERROR_ARGS]){kept}, NULL)
		      : FR_E_MEMORY;
}

static fr_status look(fr_run *run, run_judging *j, const run_named_view *v, const fr_cell *cells, size_t count, fr_verdicts *verdicts)
{
	fr_status status = FR_OK;
	for (const stranger *s = v->strangers; s && status == FR_OK; s = s->next)
		if (s->column < count && cells[s->column].kind != FR_CELL_EMPTY)
			status = add_stranger(run, j, v->table->repeat, v->table->names[s->column].text, verdicts);
	return status;
}

fr_status run_named_strangers(fr_run *run, run_judging *j, const run_row *row, fr_verdicts *verdicts)
{
	fr_status status = FR_OK;
	const run_named_view *v = j->named;
	while (v && v->table != run->named)
		v = v->next;
	if (v)
		status = look(run, j, v, row->cells, row->count, verdicts);
	for (const run_inner *inner = run->inner; inner && status == FR_OK; inner = inner->next) {
		run_named_view *of;
		status = view_of(run, j, inner->table, &of, NULL);
		if (status == FR_OK && of->repeat >= 0)
			status = look(run, j, of, inner->cells, inner->count, verdicts);
		else if (status == FR_OK && !inner->table->told_whole)
			status = add_stranger(run, j, inner->table->repeat, fr_str_of("", 0), verdicts);
	}
	run->inner = run->last_inner = NULL;
	return status;
}
