/* Inputs: which form a data file is for.
 * Stage: pipeline. In: a file's property and first rows, forms. Out: a form's name. */
#include "privacy/privacy.h"
#include "run/pipeline.h"

#include <stdio.h>
#include <sys/stat.h>

#define CANDIDATES_MOST 256

/* A form that may be meant, with how well it fits so far. */
typedef struct candidate {
	const char *name; /* as asked for, or NULL: an installed form */
	const fr_form *form;
	fr_header *header;
	fr_header **children;
	size_t matched;
} candidate;

typedef struct choosing {
	fr_engine *engine;
	fr_arena arena;
	candidate items[CANDIDATES_MOST];
	size_t count;
} choosing;

static fr_status add(choosing *k, const char *name, const fr_form *form, fr_error *error)
{
	candidate *c = &k->items[k->count++];
	*c = (candidate){.name = name, .form = form};
	fr_status status = fr_header_new(form, -1, NULL, &k->arena, &c->header, error);
	c->children = FR_ARENA_ARRAY(&k->arena, fr_header *, form->repeat_count);
	if (!c->children)
		return run_memory(error);
	for (size_t i = 0; i < form->repeat_count && status == FR_OK; i++)
		status = fr_header_new(form, (int)i, NULL, &k->arena, &c->children[i], error);
	return status;
}

/* The forms asked for; otherwise the newest of each that is installed, those that are broken left out. */
static fr_status candidates(choosing *k, const char *const *names, size_t count, fr_error *error)
{
	fr_form *form;
	fr_status status = FR_OK;
	if (count > CANDIDATES_MOST)
		return fr_fail(error, FR_E_ARGUMENT, FR_ARGUMENT, "names", NULL);
	for (size_t i = 0; i < count && status == FR_OK; i++) {
		status = fr_form_load(k->engine, names[i], &form, NULL, error);
		if (status == FR_OK)
			status = add(k, names[i], form, error);
	}
	if (count || status != FR_OK)
		return status;
	const fr_form_entry *entries;
	size_t n;
	status = fr_form_list(k->engine, NULL, &entries, &n, error);
	for (size_t i = 0; i < n && status == FR_OK && k->count < CANDIDATES_MOST; i++) {
		fr_error why = {0};
		if (i + 1 < n && fr_str_eq(entries[i].id, entries[i + 1].id))
			continue;
		fr_str path = fr_arena_str(&k->arena, entries[i].path);
		fr_status loaded = path.p ? fr_form_load(k->engine, path.p, &form, NULL, &why) : run_memory(error);
		if (loaded == FR_OK)
			status = add(k, NULL, form, error);
		else if (loaded == FR_E_MEMORY)
			status = run_memory(error);
	}
	return status;
}

static fr_status try_row(choosing *k, const fr_row *row, fr_arena *scratch, fr_error *error)
{
	for (size_t i = 0; i < k->count; i++) {
		candidate *c = &k->items[i];
		for (int r = -1; r < (int)c->form->repeat_count; r++) {
			fr_columns columns;
			if (fr_header_match(r < 0 ? c->header : c->children[r], row->cells, row->count, scratch, &columns) != FR_OK)
				return run_memory(error);
			if (columns.fits && columns.matched > c->matched)
				c->matched = columns.matched;
		}
	}
	return FR_OK;
}

static fr_status try_rows(choosing *k, fr_source *source, fr_error *error)
{
	fr_arena scratch;
	fr_arena_init(&scratch, &k->engine->allocator, 0);
	fr_row row;
	fr_status status;
	size_t rows = 0;
	while ((status = fr_source_next(source, &row, error)) == FR_OK) {
		rows = row.new_sheet ? 1 : rows + 1;
		if (rows <= RUN_HEADER_ROWS)
			status = try_row(k, &row, &scratch, error);
		else if (!row.sheet.n)
			break; /* a text file has one table */
		fr_arena_reset(&scratch);
		if (status != FR_OK)
			break;
	}
	fr_arena_free(&scratch);
	return status == FR_END ? FR_OK : status;
}

/* "id@version" for forms that were not named. */
static void name_of(const candidate *c, fr_buf *out)
{
	if (c->name)
		fr_buf_puts(out, c->name);
	else
		fr_buf_printf(out, "%.*s@%.*s", (int)c->form->id.n, c->form->id.p, (int)c->form->version.n, c->form->version.p);
}

static fr_status best(choosing *k, const char *path, fr_buf *out, fr_error *error)
{
	size_t most = 0, found = 0;
	for (size_t i = 0; i < k->count; i++)
		most = k->items[i].matched > most ? k->items[i].matched : most;
	for (size_t i = 0; i < k->count && most; i++) {
		if (k->items[i].matched != most)
			continue;
		if (found++)
			fr_buf_puts(out, ", ");
		name_of(&k->items[i], out);
	}
	if (found == 1)
		return FR_OK;
	return fr_fail_str(error, FR_E_ARGUMENT, found ? FR_INPUT_FORMS : FR_INPUT_FORM, fr_str_from(path), fr_buf_view(out));
}

/* The form a workbook names, when it is one of those asked for or none was. */
static bool named_by_property(const choosing *k, fr_source *source, size_t count, fr_buf *out)
{
	fr_str property = fr_source_property(source, "formrule");
	size_t at = fr_str_find(property, FR_STR("@"));
	fr_str id = at == SIZE_MAX ? property : fr_str_of(property.p, at);
	for (size_t i = 0; i < k->count && id.n; i++)
		if (fr_str_eq(k->items[i].form->id, id)) {
			if (count)
				name_of(&k->items[i], out);
			else
				fr_buf_str(out, id);
			return true;
		}
	if (id.n && !count && !fr_mask_found(fr_engine_lists(k->engine, NULL), property, NULL, NULL, out))
		fr_buf_str(out, property); /* not installed: loading it says so, by its name; of a person, by what is no name */
	return out->n > 0;
}

static fr_status choose(choosing *k, const char *path, const char *const *names, size_t count, fr_buf *out, fr_error *error)
{
	struct stat about;
	if (stat(path, &about) == 0 && !S_ISREG(about.st_mode) && !S_ISDIR(about.st_mode)) /* it can be read only once */
		return fr_fail(error, FR_E_ARGUMENT, FR_INPUT_FORM, path, NULL);
	fr_source *source = NULL;
	fr_status status = fr_source_open(&k->engine->allocator, path, &k->engine->limits, &source, error);
	if (status == FR_OK)
		status = candidates(k, names, count, error);
	if (status == FR_OK && !named_by_property(k, source, count, out)) {
		status = try_rows(k, source, error);
		if (status == FR_OK)
			status = best(k, path, out, error);
	}
	fr_source_close(source);
	return run_source_error(k->engine, status, error);
}

fr_status fr_input_form(
	fr_engine *engine, const char *path, const char *const *names, size_t count, char *buffer, size_t capacity, fr_error *error)
{
	if (!engine || !path || (count && !names) || !buffer)
		return fr_fail(error, FR_E_ARGUMENT, FR_ARGUMENT, "path", NULL);
	fr_buf out;
	fr_buf_init(&out, &engine->allocator, 1 << 16);
	fr_status status = FR_OK;
	if (count == 1)
		fr_buf_puts(&out, names[0]);
	else {
		choosing *k = fr_alloc(&engine->allocator, sizeof *k);
		if (!k)
			return run_memory(error);
		*k = (choosing){.engine = engine};
		fr_arena_init(&k->arena, &engine->allocator, 0);
		status = choose(k, path, names, count, &out, error);
		fr_arena_free(&k->arena);
		fr_release(&engine->allocator, k);
	}
	if (status == FR_OK && (out.failed || out.n >= capacity))
		status = run_memory(error);
	if (status == FR_OK)
		fr_text_out(fr_buf_view(&out), buffer, capacity);
	fr_buf_free(&out);
	return status;
}
