/* Pipeline: what the files of run/ share about one run.
 * Stage: pipeline. In: rows. Out: results. */
#ifndef FR_RUN_PIPELINE_H
#define FR_RUN_PIPELINE_H

#include "formrule/run.h"
#include "rules/rules.h"
#include "run/engine.h"
#include "source/source.h"

#define RUN_HEADER_ROWS 200 /* leading rows among which the header is looked for */
#define RUN_JOBS_MOST 64 /* threads of a run */
#define RUN_BATCH_BYTES ((size_t)128 << 10) /* of text and cells a batch has, about */
#define RUN_JOBS_FEW 4 /* more threads get smaller batches: there are more of them, and short rows take many times their text */
#define RUN_VERSIONS_MOST 64 /* of one form within one table; more are not looked up any more */

/* ---- doubles over the run (unique.c) ---- */

/* A hash table of 128-bit keyed hashes: 24 bytes an entry, filled up to three quarters; a record with a key costs 32 to 64 bytes. Values are not kept. */
typedef struct run_seen {
	uint64_t hash[2];
	uint32_t row; /* 0: free */
	uint32_t table; /* index into run->places */
} run_seen;
typedef struct run_unique {
	fr_allocator allocator;
	run_seen *items;
	size_t count, mask; /* mask 0: nothing yet */
	size_t most; /* bytes the items may have in memory; beyond they lie in a file */
	bool spilled;
	unsigned char key[16];
} run_unique;
void run_unique_init(run_unique *unique, const fr_allocator *allocator, size_t most);
void run_unique_free(run_unique *unique);
/* The hash of a key, and a word to the machine that its place will be asked for soon. */
void run_unique_hash(const run_unique *unique, fr_str text, uint64_t hash[2]);
void run_unique_fetch(const run_unique *unique, const uint64_t hash[2]);
bool run_unique_has(const run_unique *unique, const uint64_t hash[2]);
/* The entry the hash was first put in with, or NULL when it is new and was put in now. FR_E_MEMORY; FR_E_IO with FR_SPILL when the file cannot be had. */
fr_status run_unique_see(run_unique *unique, const uint64_t hash[2], size_t row, uint32_t table, const run_seen **first, fr_error *error);

/* spill.c: size zeroed bytes in a file of TMPDIR (or /tmp) that has no name. FR_E_IO with FR_SPILL: not writable, no room. */
fr_status run_spill_new(size_t size, void **out, fr_error *error);
void run_spill_free(void *map, size_t size);

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
	struct run_child_view *views; /* of tables of repeats, by this form */
	fr_header *header;
	struct run_named_view *named; /* of tables whose records name their columns, by this form */
	struct run_judging *next;
} run_judging;

/* A judged record's key: hashed as soon as the record is read, looked for when it is judged; between the two the machine fetches the place. */
typedef struct run_key {
	run_judging *judging; /* what judged; NULL: nothing could */
	bool whole; /* false: a part is missing or wrong, or nobody asks */
	uint64_t hash[2];
	size_t at; /* where a finding about it stands among those of the record */
} run_key;

typedef struct run_place {
	fr_str source, sheet;
	fr_table about; /* but for its names */
	bool gathered; /* met before the records are judged: it will be met again */
} run_place;

/* The row that came nearest to a header of the run's form, of the file or table at hand. */
typedef struct run_nearest {
	size_t matched, filled, row;
	fr_str sheet;
	const fr_cell *cells;
	size_t count; /* 0: none was looked at */
} run_nearest;

/* ---- what has to be known before records are judged: rows of repeats, values links point to (gather.c) ---- */

/* A table of a repeat's rows. */
typedef struct run_child_table {
	size_t place; /* index into run->places */
	size_t repeat;
	size_t header_row;
	const fr_cell *header;
	size_t header_count;
	fr_columns columns; /* by the run's form */
	fr_reader *reader;
	struct run_child_table *next;
} run_child_table;
/* A row of one, as it came. */
typedef struct run_child {
	const run_child_table *table;
	const fr_cell *cells;
	size_t count, row;
	bool claimed; /* a record had its key */
	struct run_child *next; /* of the same record and repeat */
	struct run_child *after; /* in the order of the input */
} run_child;
typedef struct run_family run_family; /* the rows of one key and repeat */
/* Values of a field that links of a run point to; keyed hashes. */
typedef struct run_target {
	struct fr_run *asking; /* whose links */
	uint32_t slot; /* field of this run's form */
	struct run_unique *values;
	struct run_target *next;
} run_target;

/* ---- record XML: columns named by the records, rows of repeats inside their record (named.c) ---- */

typedef struct run_named run_named; /* a table of such a file: the records, or the rows of one repeat */
/* A row of a repeat, waiting for its record. */
typedef struct run_inner {
	const run_named *table;
	const fr_cell *cells;
	size_t count, row;
	struct run_inner *next;
} run_inner;
/* An element that has to be told. */
typedef struct run_unknown {
	fr_str name;
	const fr_form *form;
	struct run_unknown *next;
} run_unknown;

#define RUN_UNNAMED_MOST ((size_t)1 << 14) /* columns a sheet has */

/* Columns that hold something where the header says nothing. Each is told once: rows are judged by several threads, each of which sees it, and the first of them in the order of the rows
 * tells it. */
typedef struct run_unnamed {
	size_t first; /* none stands before */
	uint64_t seen[RUN_UNNAMED_MOST / 64], due[RUN_UNNAMED_MOST / 64], told[RUN_UNNAMED_MOST / 64];
	size_t due_count, row; /* of due: seen in that row and not given yet */
} run_unnamed;

/* A comment on a cell. */
typedef struct run_note {
	fr_str text;
	size_t row, column;
	struct run_note *next;
} run_note;

typedef enum run_state { RUN_IDLE = 0, RUN_SEARCHING, RUN_FOUND, RUN_CHILDREN, RUN_SKIPPING } run_state;

typedef struct run_row {
	const fr_cell *cells;
	size_t count, row;
	struct run_row *next;
	bool clean; /* as the source says */
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
	double due_soon_hours;
	bool explain;
	fr_arena arena; /* of the run */
	fr_header *header; /* of the run's form */
	fr_header **child_headers; /* by repeat */
	const char *map;

	/* what was gathered */
	bool gathering;
	fr_arena gathered;
	run_child_table *child_tables, *child_table; /* child_table: the one at hand */
	run_family *families;
	run_child *children, *last_child, *rest; /* all, in the order of the input; rest: the next to look at */
	bool rest_begun;
	run_target *targets; /* what links of other runs want to know of this one's records */
	struct run_links *links; /* by link of the form: where its values are */

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
	run_unnamed unnamed;
	bool header_due; /* the header's own result is to be given */
	bool any_table; /* a header was found since the source was attached */
	fr_buf sheets; /* names of the sheets seen, for messages */
	bool sheet_seen;
	run_nearest nearest;

	run_named *named; /* NULL: a header names the columns */
	run_inner *inner, *last_inner; /* rows of the record that comes next; in the record's arena */
	run_unknown *unknown; /* in the table's arena */

	/* comments on cells that were not looked at yet */
	fr_arena noted;
	run_note *notes, *last_note;
	size_t note_count;

	/* where rows come from */
	fr_source *source;
	char *path; /* of the source, for messages */
	fr_arena pushed_arena;
	run_row *pushed, *pushed_last;
	size_t ticks;

	/* threads */
	size_t jobs, batch_bytes;
	struct run_crew *crew; /* NULL: none yet */
	bool ahead; /* judging a batch: doubles are looked for later */

	/* what is given out */
	fr_arena record;
	fr_result result;
	fr_summary summary;
	run_unique unique;
	run_place *places;
	size_t place_count, place_capacity;
};

/* unnamed.c */
void run_unnamed_begin(fr_run *run); /* under the header at hand */
void run_unnamed_see(fr_run *run, const run_row *row);
/* The result for a column seen in the row at hand. FR_END: there is none. */
fr_status run_unnamed_next(fr_run *run, size_t *column, fr_error *error);
/* False: it was told before. */
bool run_unnamed_tell(fr_run *run, size_t column);

/* table.c */
fr_status run_table_start(fr_run *run, fr_str source, fr_str sheet, fr_error *error);
/* Tries a row as header. A row that does not fit is passed over; the search ends after RUN_HEADER_ROWS. */
fr_status run_table_try(fr_run *run, const fr_cell *cells, size_t count, size_t row, bool must, fr_error *error);
/* The judging for a version; FR_OK with form NULL in it when the version is not known. */
fr_status run_table_version(fr_run *run, fr_str version, run_judging **out, fr_error *error);
/* Judging for the table at hand by a copy of the run, like first does. */
fr_status run_table_again(fr_run *run, const run_judging *first, fr_error *error);
void run_table_forget(fr_run *run); /* lets go of what its rows were judged with */
/* Reading, judging and labels for a form whose columns are known; again when there are more of them. FR_E_MEMORY only. */
fr_status run_table_prepare(fr_run *run, run_judging *judging);
/* Two columns for one field. */
fr_status run_table_twice(const fr_run *run, const fr_columns *columns, size_t row, fr_error *error);
/* The table is one of records, read by the run's form under these columns (NULL: its records name them). */
fr_status run_table_found(fr_run *run, const fr_columns *columns, fr_error *error);
void run_table_close(fr_run *run);

/* What the form names must be there: its calendar and policies. FR_E_FORM otherwise. */
fr_status run_check_shelves(fr_run *run, const fr_form *form, fr_error *error);

/* gather.c */
fr_status run_gather_prepare(fr_run *run, fr_error *error); /* headers of repeats */
/* Whether a row is the header of a repeat's table, better than of a table of records (matched fields of which: as_records); then the run is in RUN_CHILDREN. */
fr_status run_gather_try(fr_run *run, const fr_cell *cells, size_t count, size_t row, size_t as_records, bool *taken, fr_error *error);
fr_status run_gather_row(fr_run *run, const run_row *row, fr_error *error); /* of a repeat's table, or of records others link to */
bool run_gather_records(const fr_run *run); /* somebody links to this run's records */
/* The rows of a record, by repeat of j's form; NULL when the form has none. key: as hashed by run_gather_key. */
fr_status run_gather_children(fr_run *run, run_judging *j, const uint64_t *hash, const fr_children **out, fr_error *error);
/* The rows of that key belong to a record, though nobody can judge them. */
void run_gather_claim(fr_run *run, const uint64_t *hash);
void run_gather_free(fr_run *run);
/* Links of a record judged: values that nothing has. */
fr_status run_gather_links(fr_run *run, run_judging *j, fr_verdicts *verdicts);

/* record.c: one row to one result, in run->result; FR_END when it is blank. */
fr_status run_judge_row(fr_run *run, const run_row *row, run_key *key, fr_error *error);
/* Adds the finding when the key of the result was there before. name: of the record; NULL: it is the one judged last. */
fr_status run_look_for_double(fr_run *run, const run_key *key, const fr_str *name, fr_error *error);
/* The key's values as bytes; false when a part is missing or wrong. */
bool run_key_bytes(const fr_form *form, const fr_record *record, fr_arena *arena, fr_str *out);

/* crew.c: the rows under a header by several threads. Opening is refused where it does not pay or cannot be; then, and after FR_END, rows come one by one. */
bool run_crew_open(fr_run *run);
fr_status run_crew_next(fr_run *run, fr_error *error);
bool run_crew_pending(fr_run *run, fr_row *out); /* the row of a new sheet that was read ahead; once */
void run_crew_rest(fr_run *run); /* waits until all threads rest */
void run_crew_forget(fr_run *run); /* the source is left */
void run_crew_free(fr_run *run);

/* run.c: asks from time to time whether to go on */
fr_status run_tick(fr_run *run, uint64_t done, uint64_t total, fr_error *error);

/* named.c */
fr_status run_named_attach(fr_run *run, fr_error *error); /* tells the source what the form expects */
/* Takes names and rows of repeats; *taken false: the row is a record. */
fr_status run_named_row(fr_run *run, const fr_row *row, bool *taken, fr_error *error);
fr_status run_named_prepare(fr_run *run, run_judging *j, fr_error *error); /* columns of a judging of another version */
bool run_named_nested(const fr_run *run); /* rows of repeats have been met in the table at hand */
/* Adds the rows that came with the record to those of j's form. */
fr_status run_named_children(fr_run *run, run_judging *j, fr_children *children, fr_error *error);
/* Elements of the record judged that its version does not know, though another does. */
fr_status run_named_strangers(fr_run *run, run_judging *j, const run_row *row, fr_verdicts *verdicts);

/* tables.c */
/* What became of the table at hand; columns may be NULL. */
void run_table_used(fr_run *run, fr_table_use use, size_t row, const fr_columns *columns);
fr_status run_nearest_note(fr_run *run, const fr_columns *columns, const fr_cell *cells, size_t count, size_t row);
fr_status run_no_header(fr_run *run, fr_error *error); /* FR_E_FORMAT: what was looked for, and what there is */

/* notes.c */
fr_status run_note_take(fr_run *run, size_t row, const fr_note *notes, size_t count);
void run_notes_forget(fr_run *run);
/* The result of the next comment that holds what must not be recorded; FR_END when there is none, or nobody can tell yet. */
fr_status run_give_note(fr_run *run, fr_error *error);

/* result.c */
fr_status run_give_denied_note(fr_run *run, const run_note *note, const fr_verdict *verdict, fr_error *error);
fr_status run_give_child_header(fr_run *run, fr_error *error);
fr_status run_give_orphan(fr_run *run, const run_child *child, fr_error *error);
fr_status run_give_header(fr_run *run, fr_error *error);
fr_status run_give_record(fr_run *run, run_judging *judging, const fr_verdicts *verdicts, bool named, fr_error *error);
void run_give_plain(fr_run *run, const run_judging *judging, size_t row); /* nothing is wrong with it, nothing was computed */
/* One more finding, which goes in as the at-th. */
fr_status run_give_more(fr_run *run, const run_judging *judging, const fr_verdict *verdict, size_t at, fr_error *error);
/* A column without a header that holds something, from that row on. */
fr_status run_give_unnamed(fr_run *run, size_t column, fr_str letters, fr_str row, fr_error *error);
/* A row with more cells than the header has: which is which cannot be told. */
fr_status run_give_long_row(fr_run *run, size_t row, fr_str cells, fr_str columns, fr_error *error);
fr_status run_give_unknown_version(fr_run *run, const run_judging *judging, size_t row, fr_error *error);
fr_status run_prepare_outputs(fr_run *run, run_judging *judging);

/* A header, a version, the name of an element: what stands there may be anything. In the run's record arena; its p is NULL when memory is refused. */
fr_str run_shown(fr_run *run, fr_str text);
static inline fr_status run_memory(fr_error *error) { return fr_fail(error, FR_E_MEMORY, FR_MEMORY, NULL); }

#endif
