/* Engine: what is loaded once and shared: forms, calendars, lists.
 * Stage: pipeline. In: folders. Out: definitions, by name. */
#ifndef FR_RUN_ENGINE_H
#define FR_RUN_ENGINE_H

#include "diag/diag.h"
#include "calendar/calendar.h"
#include "form/policy.h"
#include "privacy/privacy.h"
#include "rules/rules.h"
#include "source/source.h"

#include <pthread.h>

/* What tells a file from its earlier self. */
typedef struct fr_file_mark {
	int64_t seconds, nanoseconds, size;
} fr_file_mark;

typedef struct fr_loaded_form {
	char *path; /* absolute where the system can say */
	fr_file_mark mark;
	fr_form *form;
	struct fr_loaded_form *next;
} fr_loaded_form;

/* A definition file that was looked at, so that folders can be listed again cheaply. */
typedef struct fr_found_form {
	fr_str path, id, version;
	fr_words title;
	fr_file_mark mark;
	bool is_form;
	struct fr_found_form *next;
} fr_found_form;

struct fr_engine {
	fr_allocator allocator;
	fr_limits limits;
	char **dirs;
	size_t dir_count;
	pthread_mutex_t lock; /* guards what follows */
	fr_loaded_form *forms;
	struct run_shelved *library; /* calendars, policies, privacy lists */
	fr_arena arena; /* for listings: grows only with files that are new or changed */
	fr_found_form *found;
	fr_form_entry *entries; /* the last listing given out, used again while nothing changed */
	size_t entry_count;
	const char *entry_lang;
};

/* DIR/calendars/NAME.xml, DIR/policies/NAME.xml and DIR/privacy/lists.xml of the first form folder that has one, loaded once and again after the file changed (the old one stays for
 * those who hold it). NULL with *error untouched when there is none; NULL with *error filled when it is there but wrong. Owned by the engine. */
const fr_days *fr_engine_calendar(fr_engine *engine, fr_str name, fr_error *error);
const fr_policy *fr_engine_policy(fr_engine *engine, fr_str name, fr_error *error);
const fr_lists *fr_engine_lists(fr_engine *engine, fr_error *error);
fr_shelves fr_engine_shelves(fr_engine *engine); /* the same, as rules ask for them */
void run_library_free(fr_engine *engine);

/* The definition of that id in that version, from the engine's folders or the folder form came from; FR_OK with *out NULL when there is
 * none. known receives the versions there are, joined. */
fr_status fr_engine_version(fr_engine *engine, const fr_form *form, fr_str version, fr_form **out, fr_buf *known, fr_error *error);

/* The time a run takes as now: ISO with an offset, +08:00 when it has none; NULL asks the clock. FR_E_ARGUMENT with FR_TIME_WRONG. */
fr_status fr_read_now(const char *text, fr_stamp *out, fr_error *error);

/* What an error says in a data file's own words, such as the name of an element, is shown as personal data is: masked. args[0] is the path, as the user typed it. Returns status. */
fr_status run_source_error(fr_engine *engine, fr_status status, fr_error *error);

/* The text put into a caller's buffer by the rule of the public API; *needed (may be NULL) receives its size. Frees text. */
fr_status fr_give_text(fr_buf *text, char *buffer, size_t capacity, size_t *needed, fr_error *error);

#endif
