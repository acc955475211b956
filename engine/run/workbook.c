/* Workbooks: the form one names, and the template with records in it.
 * Stage: pipeline. In: data files. Out: a form's name; a workbook. */
#include "run/pipeline.h"

#include "sink/sink.h"

fr_status fr_workbook_form(const char *path, char *buffer, size_t capacity, fr_error *error)
{
	fr_source *source;
	fr_limits limits = {0};
	if (!path || (capacity && !buffer))
		return fr_fail(error, FR_E_ARGUMENT, FR_ARGUMENT, "path", NULL);
	fr_limits_default(&limits);
	if (capacity)
		buffer[0] = 0;
	fr_status status = fr_source_open(&fr_system_allocator, path, &limits, &source, error);
	if (status != FR_OK)
		return status;
	fr_text_out(fr_source_property(source, "formrule"), buffer, capacity);
	fr_source_close(source);
	return FR_OK;
}

/* Rows of a data file by slot of field, as the workbook wants them. */
typedef struct collected {
	fr_arena arena;
	const fr_cell **rows;
	size_t *counts;
	size_t n, capacity;
} collected;

static bool grow(collected *all, const fr_allocator *allocator)
{
	if (all->n < all->capacity)
		return true;
	size_t capacity = all->capacity ? all->capacity * 2 : 256;
	const fr_cell **rows = fr_resize(allocator, all->rows, capacity * sizeof(const fr_cell *));
	if (rows)
		all->rows = rows;
	size_t *counts = rows ? fr_resize(allocator, all->counts, capacity * sizeof *counts) : NULL;
	if (counts)
		all->counts = counts;
	if (!counts)
		return false;
	all->capacity = capacity;
	return true;
}

static bool collect(fr_run *run, collected *all)
{
	const fr_form *form = run->form;
	const fr_record *record = fr_reader_record(run->judging->reader);
	fr_cell *cells = FR_ARENA_ARRAY(&all->arena, fr_cell, form->field_count);
	if (!cells || !grow(all, &run->allocator))
		return false;
	for (size_t i = 0; i < form->field_count; i++) {
		if (run->judging->columns.of_slot[i] == FR_NO_COLUMN || !record->readings[i].cell)
			continue;
		cells[i] = *record->readings[i].cell;
		cells[i].text = fr_arena_str(&all->arena, cells[i].text);
		if (!cells[i].text.p)
			return false;
	}
	all->rows[all->n] = cells;
	all->counts[all->n++] = form->field_count;
	return true;
}

static fr_status collect_file(fr_engine *engine, const fr_form *form, const fr_template_options *options, collected *all, fr_error *error)
{
	fr_run *run;
	fr_run_options o = {.size = sizeof o, .lang = options->lang, .unique_off = true, .outputs_off = true};
	fr_status status = fr_run_open(engine, form, &o, &run, error);
	if (status != FR_OK)
		return status;
	const fr_result *result;
	status = fr_run_attach(run, options->records, error);
	while (status == FR_OK && (status = fr_run_next(run, &result, error)) == FR_OK)
		if (!result->header && !collect(run, all))
			status = run_memory(error);
	fr_run_close(run);
	return status == FR_END ? FR_OK : status;
}

fr_status fr_template_write(fr_engine *engine, const fr_form *form, const char *path, const fr_template_options *options, fr_error *error)
{
	fr_template_options o = {0};
	if (!engine || !form || !path || (options && options->size < sizeof(size_t)))
		return fr_fail(error, FR_E_ARGUMENT, FR_ARGUMENT, "options", NULL);
	if (options)
		memcpy(&o, options, options->size < sizeof o ? options->size : sizeof o);
	o.size = sizeof o;
	collected all = {0};
	fr_arena_init(&all.arena, &engine->allocator, (size_t)1 << 30);
	fr_status status = o.records ? collect_file(engine, form, &o, &all, error) : FR_OK;
	if (status == FR_OK) {
		fr_template_data data = {all.rows, all.counts, all.n};
		status = fr_template_build(&engine->allocator, form, path, &o, o.records ? &data : NULL, error);
	}
	fr_release(&engine->allocator, all.rows);
	fr_release(&engine->allocator, all.counts);
	fr_arena_free(&all.arena);
	return status;
}
