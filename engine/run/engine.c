/* Engine: made once, shared by threads; what it holds is loaded when it is first needed.
 * Stage: pipeline. In: options. Out: an engine. */
#include "run/engine.h"

#include "formrule/formrule.h"

#include <stdio.h>

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
	fr_limits_default(&engine->limits);
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

void fr_engine_limits(fr_engine *engine, const fr_limits *limits)
{
	if (!engine || !limits)
		return;
	engine->limits = *limits;
	fr_limits_default(&engine->limits);
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
	run_library_free(engine);
	for (size_t i = 0; i < engine->dir_count; i++)
		fr_release(&engine->allocator, engine->dirs[i]);
	fr_release(&engine->allocator, engine->dirs);
	fr_arena_free(&engine->arena);
	pthread_mutex_destroy(&engine->lock);
	fr_allocator allocator = engine->allocator;
	fr_release(&allocator, engine);
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
