/* Pipeline: what the files of run/ share about one run.
 * Stage: pipeline. In: rows. Out: results. */
#ifndef FR_RUN_PIPELINE_H
#define FR_RUN_PIPELINE_H

#include "formrule/run.h"
#include "rules/rules.h"
#include "run/engine.h"
#include "source/source.h"

#define RUN_HEADER_ROWS 20 /* leading rows among which the header is looked for */
#define RUN_VERSIONS_MOST 64 /* of one form within one table; more are not looked up any more */

/* ---- doubles over the run (unique.c) ---- */

/* A hash table of 128-bit keyed hashes: 24 bytes an entry, filled up to three quarters; a record with a key costs 32 to 64 bytes. Values are not kept. */
typedef struct run_seen {
	uint64_t hash[2];
	uint32_t row; /* 0: free */
	uint32_t table; /* index into run->places */
} run_seen;
typedef struct run_unique {
	run_seen *items;
	size_t count, mask; /* mask 0: nothing yet */
	unsigned char key[16];
} run_unique;
void run_unique_init(run_unique *unique);
void run_unique_free(run_unique *unique, const fr_allocator *allocator);
/* The hash of a key, and a word to the machine that its place will be asked for soon. */
void run_unique_hash(const run_unique *unique, fr_str text, uint64_t hash[2]);
/* The entry the hash was first put in with, or NULL when it is new and was put in now. FR_E_MEMORY. */
fr_status run_unique_see(
	run_unique *unique, const fr_allocator *allocator, const uint64_t hash[2], size_t row, uint32_t table, const run_seen **first);

/* ---- one table judged by one version of the form ---- */

typedef struct run_judging {
	fr_str version;
	const fr_form *form; /* NULL: that version is not known */
	fr_str known; /* versions there are, joined; for an unknown one */
	fr_columns columns;
	fr_reader *reader;
	fr_judge *judge;
	fr_str *labels; /* by slot, in the run's language */
	bool judge_changes_key; /* a field of the key is computed, has a default, or may not be asked for */
	struct run_output *outputs;
	size_t output_count;
	struct run_judging *next;
} run_judging;

typedef struct run_place {
	fr_str source, sheet;
} run_place;

typedef enum run_state { RUN_IDLE = 0, RUN_SEARCHING, RUN_FOUND, RUN_SKIPPING } run_state;

typedef struct run_row {
	const fr_cell *cells;
	size_t count, row;
	struct run_row *next;
} run_row;

struct fr_run {
	fr_engine *engine;
	const fr_form *form;
	fr_allocator allocator;
	fr_limits limits;
	const char *lang;
	fr_stamp now;
	fr_progress progress;
	void *progress_user;
	fr_str sheet_wanted;
	bool unique_off, outputs_off;
	const fr_lists *lists;
	const fr_days *calendar;
	fr_arena arena; /* of the run */
	fr_header *header; /* of the run's form */
	const char *map;

	/* the table at hand */
	fr_arena table;
	run_state state;
	run_judging *judging; /* of the run's form; others follow */
	size_t judging_count;
	fr_str source_name, sheet;
	fr_str version; /* of records that do not name theirs, from the workbook's property */
	size_t seen_rows; /* while searching */
	const fr_cell *header_cells;
	size_t header_count, header_row;
	bool header_due; /* the header's own result is to be given */
	bool any_table; /* a header was found since the source was attached */
	fr_buf sheets; /* names of the sheets seen, for messages */
	bool sheet_seen;

	/* where rows come from */
	fr_source *source;
	char *path; /* of the source, for messages */
	fr_arena pushed_arena;
	run_row *pushed, *pushed_last;
	size_t ticks;

	/* what is given out */
	fr_arena record;
	fr_result result;
	fr_summary summary;
	run_unique unique;
	run_place *places;
	size_t place_count, place_capacity;
};

/* table.c */
fr_status run_table_start(fr_run *run, fr_str source, fr_str sheet, fr_error *error);
/* Tries a row as header. A row that does not fit is passed over; the search ends after RUN_HEADER_ROWS. */
fr_status run_table_try(fr_run *run, const fr_cell *cells, size_t count, size_t row, bool must, fr_error *error);
/* The judging for a version; FR_OK with form NULL in it when the version is not known. */
fr_status run_table_version(fr_run *run, fr_str version, run_judging **out, fr_error *error);
void run_table_close(fr_run *run);

/* result.c */
fr_status run_give_header(fr_run *run, fr_error *error);
fr_status run_give_record(fr_run *run, run_judging *judging, const fr_verdicts *verdicts, fr_error *error);
fr_status run_give_unknown_version(fr_run *run, const run_judging *judging, size_t row, fr_error *error);
fr_status run_prepare_outputs(fr_run *run, run_judging *judging);

static inline fr_status run_memory(fr_error *error) { return fr_fail(error, FR_E_MEMORY, FR_MEMORY, NULL); }

#endif
