/* Engine: made once, shared by threads; loads calendars and privacy lists when they are first needed.
 * Stage: pipeline. In: options. Out: an engine. */
#include "run/engine.h"

#include "calendar/calendar.h"
#include "formrule/formrule.h"

#include <stdio.h>
#include <sys/stat.h>

static char *copy(const fr_allocator *allocator, const char *text)
{
	size_t n = strlen(text) + 1;
	char *out = fr_alloc(allocator, n);
	return out ? memcpy(out, text, n) : NULL;
}

static bool copy_dirs(fr_engine *engine, const fr_engine_options *options)
{
	if (!options->form_dir_count)
		return true;
	engine->dirs = fr_alloc(&engine->allocator, options->form_dir_count * sizeof *engine->dirs);
	for (size_t i = 0; engine->dirs && i < options->form_dir_count; i++) {
		engine->dirs[i] = copy(&engine->allocator, options->form_dirs[i]);
		if (!engine->dirs[i])
			return false;
		engine->dir_count++;
	}
	return engine->dirs != NULL;
}

fr_status fr_engine_new(const fr_engine_options *options, fr_engine **out, fr_error *error)
{
	fr_engine_options own = {0};
	if (!out)
		return fr_fail(error, FR_E_ARGUMENT, FR_ARGUMENT, "out", NULL);
	*out = NULL;
	if (options) {
		if (options->size < sizeof(size_t))
			return fr_fail(error, FR_E_ARGUMENT, FR_ARGUMENT, "options.size", NULL);
		memcpy(&own, options, options->size < sizeof own ? options->size : sizeof own);
	}
	fr_allocator allocator = own.allocator.resize ? own.allocator : fr_system_allocator;
	fr_engine *engine = fr_alloc(&allocator, sizeof *engine);
	if (!engine)
		return fr_fail(error, FR_E_MEMORY, FR_MEMORY, NULL);
	*engine = (fr_engine){.allocator = allocator};
	fr_arena_init(&engine->arena, &allocator, 0);
	if (pthread_mutex_init(&engine->lock, NULL) != 0) {
		fr_release(&allocator, engine);
		return fr_fail(error, FR_E_MEMORY, FR_MEMORY, NULL);
	}
	if (!copy_dirs(engine, &own)) {
		fr_engine_free(engine);
		return fr_fail(error, FR_E_MEMORY, FR_MEMORY, NULL);
	}
	*out = engine;
	return FR_OK;
}

void fr_engine_free(fr_engine *engine)
{
	if (!engine)
		return;
	for (fr_loaded_form *form = engine->forms, *next; form; form = next) {
		next = form->next;
		fr_form_free(form->form);
		fr_release(&engine->allocator, form->path);
		fr_release(&engine->allocator, form);
	}
	fr_days_free(engine->calendar);
	fr_lists_free(engine->lists);
	for (size_t i = 0; i < engine->dir_count; i++)
		fr_release(&engine->allocator, engine->dirs[i]);
	fr_release(&engine->allocator, engine->dirs);
	fr_arena_free(&engine->arena);
	pthread_mutex_destroy(&engine->lock);
	fr_allocator allocator = engine->allocator;
	fr_release(&allocator, engine);
}

/* Folder and name as one path; false when memory is refused or there is no such file. */
static bool existing(const fr_engine *engine, size_t dir, const char *name, fr_buf *path)
{
	struct stat status;
	fr_buf_clear(path);
	fr_buf_puts(path, engine->dirs[dir]);
	fr_buf_puts(path, name);
	const char *z = fr_buf_z(path);
	return !path->failed && stat(z, &status) == 0 && S_ISREG(status.st_mode);
}

const fr_days *fr_engine_calendar(fr_engine *engine, fr_error *error)
{
	pthread_mutex_lock(&engine->lock);
	fr_buf path;
	fr_buf_init(&path, &engine->allocator, 1 << 16);
	fr_status status = FR_OK;
	for (size_t i = 0; i < engine->dir_count && !engine->calendar_tried && !engine->calendar; i++)
		if (existing(engine, i, "/calendars/cn.xml", &path))
			status = fr_days_load(&engine->allocator, fr_buf_z(&path), &engine->calendar, error);
	if (path.failed && status == FR_OK)
		status = fr_fail(error, FR_E_MEMORY, FR_MEMORY, NULL);
	engine->calendar_tried = engine->calendar_tried || status != FR_E_MEMORY;
	fr_buf_free(&path);
	pthread_mutex_unlock(&engine->lock);
	return engine->calendar;
}

const fr_lists *fr_engine_lists(fr_engine *engine, fr_error *error)
{
	pthread_mutex_lock(&engine->lock);
	fr_buf path;
	fr_buf_init(&path, &engine->allocator, 1 << 16);
	fr_status status = FR_OK;
	for (size_t i = 0; i < engine->dir_count && !engine->lists_tried && !engine->lists; i++)
		if (existing(engine, i, "/privacy/lists.xml", &path))
			status = fr_lists_load(&engine->allocator, fr_buf_z(&path), &engine->lists, error);
	if (path.failed && status == FR_OK)
		status = fr_fail(error, FR_E_MEMORY, FR_MEMORY, NULL);
	engine->lists_tried = engine->lists_tried || status != FR_E_MEMORY;
	fr_buf_free(&path);
	pthread_mutex_unlock(&engine->lock);
	return engine->lists;
}

fr_status fr_give_text(fr_buf *text, char *buffer, size_t capacity, size_t *needed, fr_error *error)
{
	bool failed = text->failed;
	size_t n = failed ? 0 : fr_text_out(fr_buf_view(text), buffer, capacity);
	fr_buf_free(text);
	if (failed)
		return fr_fail(error, FR_E_MEMORY, FR_MEMORY, NULL);
	if (needed)
		*needed = n;
	return FR_OK;
}
