/* Library: what forms lean on (calendars, policies, privacy lists), by name, each file loaded once.
 * Stage: definitions. In: names. Out: definitions that live as long as the engine. */
#include "run/engine.h"

#include <stdio.h>
#include <sys/stat.h>

typedef enum shelf { SHELF_CALENDARS = 0, SHELF_POLICIES, SHELF_PRIVACY } shelf;
static const char *const shelf_names[] = {"calendars", "policies", "privacy"};

typedef struct run_shelved {
	shelf shelf;
	char *path;
	fr_file_mark mark;
	void *object; /* NULL: the file is wrong; error says why */
	fr_error error;
	struct run_shelved *next;
} run_shelved;

static fr_status load(const fr_engine *engine, shelf shelf, const char *path, void **out, fr_error *error)
{
	fr_days *days = NULL;
	fr_policy *policy = NULL;
	fr_lists *lists = NULL;
	fr_status status;
	switch (shelf) {
	case SHELF_CALENDARS: status = fr_days_load(&engine->allocator, path, &days, error), *out = days; break;
	case SHELF_POLICIES: status = fr_policy_read(&engine->allocator, path, &policy, NULL, error), *out = policy; break;
	default: status = fr_lists_load(&engine->allocator, path, &lists, error), *out = lists;
	}
	return status;
}

static void unload(run_shelved *shelved)
{
	switch (shelved->shelf) {
	case SHELF_CALENDARS: fr_days_free(shelved->object); break;
	case SHELF_POLICIES: fr_policy_free(shelved->object); break;
	default: fr_lists_free(shelved->object);
	}
}

void run_library_free(fr_engine *engine)
{
	for (run_shelved *s = engine->library, *next; s; s = next) {
		next = s->next;
		unload(s);
		fr_release(&engine->allocator, s->path);
		fr_release(&engine->allocator, s);
	}
	engine->library = NULL;
}

/* The file as it is now, loaded. NULL when memory is refused. Caller holds the lock. */
static const run_shelved *take(fr_engine *engine, shelf shelf, const char *path, const struct stat *about)
{
	fr_file_mark mark = {(int64_t)about->st_mtim.tv_sec, (int64_t)about->st_mtim.tv_nsec, (int64_t)about->st_size};
	for (const run_shelved *s = engine->library; s; s = s->next)
		if (s->shelf == shelf && strcmp(s->path, path) == 0 && s->mark.seconds == mark.seconds &&
			s->mark.nanoseconds == mark.nanoseconds && s->mark.size == mark.size)
			return s;
	size_t n = strlen(path) + 1;
	run_shelved *shelved = fr_alloc(&engine->allocator, sizeof *shelved);
	char *kept = shelved ? fr_alloc(&engine->allocator, n) : NULL;
	if (!kept) {
		fr_release(&engine->allocator, shelved);
		return NULL;
	}
	*shelved = (run_shelved){.shelf = shelf, .path = memcpy(kept, path, n), .mark = mark};
	if (load(engine, shelf, path, &shelved->object, &shelved->error) == FR_E_MEMORY) {
		fr_release(&engine->allocator, kept);
		fr_release(&engine->allocator, shelved);
		return NULL;
	}
	shelved->next = engine->library;
	engine->library = shelved;
	return shelved;
}

/* Names become part of a path: nothing that climbs. */
static bool is_name(fr_str name)
{
	for (size_t i = 0; i < name.n; i++)
		if (name.p[i] == '/' || name.p[i] == '\\' || name.p[i] == 0)
			return false;
	return name.n > 0 && name.n < 200 && name.p[0] != '.';
}

static const void *find(fr_engine *engine, shelf shelf, fr_str name, fr_error *error)
{
	if (!is_name(name))
		return NULL;
	fr_error why = {0};
	const void *object = NULL;
	bool found = false, refused = false;
	fr_buf path;
	fr_buf_init(&path, &engine->allocator, 1 << 16);
	pthread_mutex_lock(&engine->lock);
	for (size_t i = 0; i < engine->dir_count && !found && !refused; i++) {
		struct stat about;
		fr_buf_clear(&path);
		fr_buf_printf(&path, "%s/%s/%.*s.xml", engine->dirs[i], shelf_names[shelf], (int)name.n, name.p);
		refused = refused || path.failed || !path.p;
		if (refused || stat(fr_buf_z(&path), &about) != 0 || !S_ISREG(about.st_mode))
			continue;
		const run_shelved *shelved = take(engine, shelf, fr_buf_z(&path), &about);
		found = true;
		object = shelved ? shelved->object : NULL;
		if (!shelved)
			fr_fail(&why, FR_E_MEMORY, FR_MEMORY, NULL);
		else if (!object)
			why = shelved->error;
	}
	if (refused)
		fr_fail(&why, FR_E_MEMORY, FR_MEMORY, NULL);
	pthread_mutex_unlock(&engine->lock);
	fr_buf_free(&path);
	if (why.status != FR_OK && error)
		*error = why;
	return object;
}

const fr_days *fr_engine_calendar(fr_engine *engine, fr_str name, fr_error *error) { return find(engine, SHELF_CALENDARS, name, error); }
const fr_policy *fr_engine_policy(fr_engine *engine, fr_str name, fr_error *error) { return find(engine, SHELF_POLICIES, name, error); }
const fr_lists *fr_engine_lists(fr_engine *engine, fr_error *error) { return find(engine, SHELF_PRIVACY, FR_STR("lists"), error); }

static const fr_policy *policy_named(void *engine, fr_str name) { return fr_engine_policy(engine, name, NULL); }
static const fr_days *calendar_named(void *engine, fr_str name) { return fr_engine_calendar(engine, name, NULL); }

fr_shelves fr_engine_shelves(fr_engine *engine) { return (fr_shelves){engine, policy_named, calendar_named}; }
