/* Engine: what is loaded once and shared: forms, calendars, lists.
 * Stage: pipeline. In: folders. Out: definitions, by name. */
#ifndef FR_RUN_ENGINE_H
#define FR_RUN_ENGINE_H

#include "form/model.h"
#include "privacy/privacy.h"

#include <pthread.h>

typedef struct fr_loaded_form { char *path; fr_form *form; struct fr_loaded_form *next; } fr_loaded_form;

struct fr_engine {
	fr_allocator allocator;
	char **dirs; size_t dir_count;
	pthread_mutex_t lock;           /* guards what follows; each is written once */
	fr_loaded_form *forms;
	fr_days *calendar;              /* cn, loaded on first use; NULL when there is none */
	bool calendar_tried;
	fr_lists *lists;                /* privacy lists, loaded on first use */
	bool lists_tried;
	fr_arena arena;                 /* for listings */
};

/* dir/calendars/cn.xml and dir/privacy/lists.xml of the first form folder that has them; NULL when none has a readable one. */
const fr_days *fr_engine_calendar(fr_engine *engine, fr_error *error);
const fr_lists *fr_engine_lists(fr_engine *engine, fr_error *error);

#endif
