/* Forms by name: looking through folders, loading each definition once.
 * Stage: definitions. In: ids, versions, paths. Out: forms that live as long as the engine. */
#include "run/engine.h"

#include <dirent.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

#define FILES_MOST 10000 /* in one folder: beyond it something is wrong */

static bool mark_of(const char *path, fr_file_mark *out)
{
	struct stat status;
	if (stat(path, &status) != 0 || !S_ISREG(status.st_mode))
		return false;
	*out = (fr_file_mark){(int64_t)status.st_mtim.tv_sec, (int64_t)status.st_mtim.tv_nsec, (int64_t)status.st_size};
	return true;
}

static bool same_mark(const fr_file_mark *a, const fr_file_mark *b)
{
	return a->seconds == b->seconds && a->nanoseconds == b->nanoseconds && a->size == b->size;
}

/* ---- looking through folders ---- */

/* The entries of one listing: pointers to what was found, in no order yet. */
typedef struct listing {
	fr_engine *engine;
	fr_allocator allocator;
	const fr_found_form **items;
	size_t count, capacity;
	bool failed;
} listing;

static void listing_add(listing *list, const fr_found_form *found)
{
	if (list->count == list->capacity) {
		size_t capacity = list->capacity ? list->capacity * 2 : 16;
		const fr_found_form **items = fr_resize(&list->allocator, list->items, capacity * sizeof(const fr_found_form *));
		if (!items) {
			list->failed = true;
			return;
		}
		list->items = items;
		list->capacity = capacity;
	}
	list->items[list->count++] = found;
}

/* Looks at a file, or remembers what it was. */
static void look_at(listing *list, const char *path)
{
	fr_engine *engine = list->engine;
	fr_file_mark mark;
	if (!mark_of(path, &mark))
		return;
	for (const fr_found_form *f = engine->found; f; f = f->next)
		if (fr_str_is(f->path, path) && same_mark(&f->mark, &mark)) {
			if (f->is_form)
				listing_add(list, f);
			return;
		}
	fr_found_form *found = FR_ARENA_NEW(&engine->arena, fr_found_form);
	if (found) {
		found->path = fr_arena_str(&engine->arena, fr_str_from(path));
		found->mark = mark;
	}
	if (!found || !found->path.p) {
		list->failed = true;
		return;
	}
	found->is_form = fr_form_glance(&engine->arena, path, &found->id, &found->version, &found->title);
	found->next = engine->found;
	engine->found = found;
	if (found->is_form)
		listing_add(list, found);
}

static bool ends_in_xml(const char *name) { return fr_str_ends(fr_str_from(name), FR_STR(".xml")); }

/* Files of a folder, and of its folders when depth allows. */
static void look_through(listing *list, const char *folder, int depth)
{
	DIR *dir = opendir(folder);
	if (!dir)
		return;
	fr_buf path;
	fr_buf_init(&path, &list->allocator, 1 << 16);
	size_t files = 0;
	for (struct dirent *entry; !list->failed && files < FILES_MOST && (entry = readdir(dir)) != NULL; files++) {
		if (entry->d_name[0] == '.')
			continue;
		fr_buf_clear(&path);
		fr_buf_puts(&path, folder);
		fr_buf_byte(&path, '/');
		fr_buf_puts(&path, entry->d_name);
		const char *z = fr_buf_z(&path);
		struct stat status;
		if (path.failed)
			list->failed = true;
		else if (ends_in_xml(entry->d_name))
			look_at(list, z);
		else if (depth > 0 && stat(z, &status) == 0 && S_ISDIR(status.st_mode))
			look_through(list, z, depth - 1);
	}
	fr_buf_free(&path);
	closedir(dir);
}

/* 2026.10 comes after 2026.9: digits as numbers, the rest as text. */
static int version_order(fr_str a, fr_str b)
{
	size_t i = 0, j = 0;
	while (i < a.n && j < b.n) {
		bool x = a.p[i] >= '0' && a.p[i] <= '9', y = b.p[j] >= '0' && b.p[j] <= '9';
		if (!x || !y) {
			if (a.p[i] != b.p[j])
				return (unsigned char)a.p[i] < (unsigned char)b.p[j] ? -1 : 1;
			i++, j++;
			continue;
		}
		while (i < a.n && a.p[i] == '0')
			i++;
		while (j < b.n && b.p[j] == '0')
			j++;
		size_t from_i = i, from_j = j;
		while (i < a.n && a.p[i] >= '0' && a.p[i] <= '9')
			i++;
		while (j < b.n && b.p[j] >= '0' && b.p[j] <= '9')
			j++;
		if (i - from_i != j - from_j)
			return i - from_i < j - from_j ? -1 : 1;
		int order = memcmp(a.p + from_i, b.p + from_j, i - from_i);
		if (order)
			return order;
	}
	return (i < a.n) - (j < b.n);
}

static int by_id_and_version(const void *a, const void *b)
{
	const fr_found_form *x = *(const fr_found_form *const *)a, *y = *(const fr_found_form *const *)b;
	int order = fr_str_cmp(x->id, y->id);
	return order ? order : version_order(x->version, y->version);
}

/* Everything the engine's folders hold, sorted; of one id and version the first folder's. Caller holds the lock. */
static fr_status list_all(fr_engine *engine, const char *more, listing *out, fr_error *error)
{
	*out = (listing){.engine = engine, .allocator = engine->allocator};
	for (size_t i = 0; i < engine->dir_count; i++)
		look_through(out, engine->dirs[i], 1);
	if (more)
		look_through(out, more, 0);
	if (out->failed) {
		fr_release(&engine->allocator, out->items);
		*out = (listing){0};
		return fr_fail(error, FR_E_MEMORY, FR_MEMORY, NULL);
	}
	/* Insertion keeps the order of folders among equals. */
	for (size_t i = 1; i < out->count; i++) {
		const fr_found_form *item = out->items[i];
		size_t to = i;
		for (; to > 0 && by_id_and_version(&out->items[to - 1], &item) > 0; to--)
			out->items[to] = out->items[to - 1];
		out->items[to] = item;
	}
	size_t kept = 0;
	for (size_t i = 0; i < out->count; i++)
		if (kept == 0 || by_id_and_version(&out->items[kept - 1], &out->items[i]) != 0)
			out->items[kept++] = out->items[i];
	out->count = kept;
	return FR_OK;
}

static bool same_entries(const fr_engine *engine, const listing *list, const char *lang)
{
	if (!engine->entries || engine->entry_lang != lang || engine->entry_count != list->count)
		return false;
	for (size_t i = 0; i < list->count; i++)
		if (engine->entries[i].path.p != list->items[i]->path.p || engine->entries[i].id.p != list->items[i]->id.p)
			return false;
	return true;
}

fr_status fr_form_list(fr_engine *engine, const char *lang, const fr_form_entry **out, size_t *count, fr_error *error)
{
	if (!engine || !out || !count)
		return fr_fail(error, FR_E_ARGUMENT, FR_ARGUMENT, "engine", NULL);
	*out = NULL;
	*count = 0;
	lang = fr_lang(lang);
	pthread_mutex_lock(&engine->lock);
	listing list;
	fr_status status = list_all(engine, NULL, &list, error);
	if (status == FR_OK && !same_entries(engine, &list, lang)) {
		fr_form_entry *entries = FR_ARENA_ARRAY(&engine->arena, fr_form_entry, list.count);
		if (!entries)
			status = fr_fail(error, FR_E_MEMORY, FR_MEMORY, NULL);
		for (size_t i = 0; entries && i < list.count; i++) {
			const fr_found_form *f = list.items[i];
			entries[i] = (fr_form_entry){f->id, f->version, fr_words_in(&f->title, lang), f->path};
		}
		engine->entries = entries;
		engine->entry_count = list.count;
		engine->entry_lang = lang;
	}
	if (status == FR_OK) {
		*out = engine->entries;
		*count = engine->entry_count;
	}
	fr_release(&engine->allocator, list.items);
	pthread_mutex_unlock(&engine->lock);
	return status;
}

/* ---- loading ---- */

static fr_form *already_loaded(const fr_engine *engine, const char *path, const fr_file_mark *mark)
{
	for (const fr_loaded_form *f = engine->forms; f; f = f->next)
		if (strcmp(f->path, path) == 0 && same_mark(&f->mark, mark))
			return f->form;
	return NULL;
}

/* Loads a file once; changed since, it is loaded anew, and the old form stays for those who hold it. Caller holds the lock. */
static fr_status load_file(fr_engine *engine, const char *path, fr_form **out, fr_lint *lint, fr_error *error)
{
	char absolute[PATH_MAX];
	fr_file_mark mark = {0};
	if (!realpath(path, absolute))
		fr_text_out(fr_str_from(path), absolute, sizeof absolute);
	bool marked = mark_of(path, &mark);
	fr_form *known = marked ? already_loaded(engine, absolute, &mark) : NULL;
	if (known && !lint) {
		*out = known;
		return FR_OK;
	}
	fr_form *form = NULL;
	fr_status status = fr_form_read(&engine->allocator, path, &form, lint, error);
	if (status != FR_OK)
		return status;
	if (known) { /* read again for its diagnostics only */
		fr_form_free(form);
		*out = known;
		return FR_OK;
	}
	size_t n = strlen(absolute) + 1;
	fr_loaded_form *loaded = fr_alloc(&engine->allocator, sizeof *loaded);
	char *kept = loaded ? fr_alloc(&engine->allocator, n) : NULL;
	if (!kept) {
		fr_release(&engine->allocator, loaded);
		fr_form_free(form);
		return fr_fail(error, FR_E_MEMORY, FR_MEMORY, NULL);
	}
	*loaded = (fr_loaded_form){memcpy(kept, absolute, n), mark, form, engine->forms};
	engine->forms = loaded;
	*out = form;
	return FR_OK;
}

/* The newest of that id, or that version; NULL when there is none. */
static const fr_found_form *pick(const listing *list, fr_str id, fr_str version)
{
	const fr_found_form *best = NULL;
	for (size_t i = 0; i < list->count; i++)
		if (fr_str_eq(list->items[i]->id, id) && (version.n == 0 || fr_str_eq(list->items[i]->version, version)))
			best = list->items[i];
	return best;
}

static fr_status unknown_form(const listing *list, fr_str id, const char *name, fr_error *error)
{
	fr_nearest nearest = {.wanted = id};
	for (size_t i = 0; i < list->count; i++)
		fr_nearest_offer(&nearest, list->items[i]->id);
	return fr_fail_str(error, FR_E_IO, nearest.best.n ? FR_FORM_UNKNOWN_NEAR : FR_FORM_UNKNOWN, fr_str_from(name), nearest.best);
}

static fr_status load_named(fr_engine *engine, const char *name, fr_form **out, fr_lint *lint, fr_error *error)
{
	fr_str whole = fr_str_from(name);
	size_t at = fr_str_find(whole, FR_STR("@"));
	fr_str id = at == SIZE_MAX ? whole : fr_str_of(name, at);
	fr_str version = at == SIZE_MAX ? fr_str_of(NULL, 0) : fr_str_of(name + at + 1, whole.n - at - 1);
	listing list;
	fr_status status = list_all(engine, NULL, &list, error);
	if (status != FR_OK)
		return status;
	const fr_found_form *found = pick(&list, id, version);
	status = found ? load_file(engine, found->path.p, out, lint, error) : unknown_form(&list, id, name, error);
	fr_release(&engine->allocator, list.items);
	return status;
}

fr_status fr_form_load(fr_engine *engine, const char *name, fr_form **out, fr_lint **lint, fr_error *error)
{
	if (!engine || !name || !*name || !out)
		return fr_fail(error, FR_E_ARGUMENT, FR_ARGUMENT, "name", NULL);
	*out = NULL;
	fr_lint *own = NULL;
	if (lint) {
		*lint = NULL;
		own = fr_lint_new(&engine->allocator);
		if (!own)
			return fr_fail(error, FR_E_MEMORY, FR_MEMORY, NULL);
	}
	pthread_mutex_lock(&engine->lock);
	bool path = strchr(name, '/') || ends_in_xml(name);
	fr_status status = path ? load_file(engine, name, out, own, error) : load_named(engine, name, out, own, error);
	pthread_mutex_unlock(&engine->lock);
	if (lint)
		*lint = own;
	return status;
}

fr_status fr_engine_version(fr_engine *engine, const fr_form *form, fr_str version, fr_form **out, fr_buf *known, fr_error *error)
{
	*out = NULL;
	char folder[PATH_MAX];
	const char *slash = form->path.n ? memrchr(form->path.p, '/', form->path.n) : NULL;
	fr_text_out(slash ? fr_str_of(form->path.p, (size_t)(slash - form->path.p)) : FR_STR("."), folder, sizeof folder);
	pthread_mutex_lock(&engine->lock);
	listing list;
	fr_status status = list_all(engine, folder, &list, error);
	if (status == FR_OK) {
		const fr_found_form *found = pick(&list, form->id, version);
		if (found) {
			status = load_file(engine, found->path.p, out, NULL, error);
			if (status == FR_E_FORM) /* there, but broken: as good as not there for the record */
				status = FR_OK;
		}
		for (size_t i = 0; i < list.count; i++)
			if (fr_str_eq(list.items[i]->id, form->id)) {
				if (known->n)
					fr_buf_puts(known, ", ");
				fr_buf_str(known, list.items[i]->version);
			}
		if (!known->n)
			fr_buf_str(known, form->version);
		fr_release(&engine->allocator, list.items);
	}
	pthread_mutex_unlock(&engine->lock);
	return status;
}
