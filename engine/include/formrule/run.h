/* Public API: checking records.
 * Stage: the whole pipeline. In: rows (pushed, or from a source). Out: results with findings and computed values. */
#ifndef FORMRULE_RUN_H
#define FORMRULE_RUN_H

#include "formrule/form.h"

#ifdef __cplusplus
extern "C" {
#endif

/* One thing wrong with a record. Views live until the next call on the run that gave it. No personal value in clear. */
typedef struct fr_finding {
	fr_level level;
	int code; /* an fr_code */
	fr_str form, version; /* the definition that judged */
	fr_str rule; /* the rule's id: constraint id, or the code's name */
	fr_str field; /* field name, empty when about the whole record */
	fr_str label; /* label of the field in the run's language */
	fr_str source, sheet; /* where: file and sheet, empty when pushed */
	size_t row; /* as the user's file counts, 1-based; CSV and XML: line where the record begins */
	size_t column; /* 1-based, 0 when there is no column */
	fr_str record; /* the record's key, personal parts masked */
	fr_str args[FR_ERROR_ARGS]; /* fill the catalogue text */
	fr_str message; /* the form author's own message in the run's language, empty: use the catalogue */
	fr_str repair; /* proposed value, empty when none; masked where the field is personal */
	bool repair_exact; /* repair is the very value to write: not one masked for showing */
} fr_finding;

/* A value the engine computed for a record: calculate, score, grade, deadline. */
typedef enum fr_output_kind {
	FR_OUTPUT_EMPTY = 0,
	FR_OUTPUT_NUMBER,
	FR_OUTPUT_TEXT,
	FR_OUTPUT_BOOLEAN,
	FR_OUTPUT_DATE,
	FR_OUTPUT_DATETIME,
	FR_OUTPUT_TIME,
	FR_OUTPUT_STATUS /* of a deadline */
} fr_output_kind;
/* How one part went into a score. */
typedef enum fr_part_state {
	FR_PART_COUNTED = 0,
	FR_PART_ZERO, /* missing, counted as 0 as the form says */
	FR_PART_SKIPPED, /* missing, left out of both sides */
	FR_PART_NOT_APPLICABLE, /* not asked for, or answered so: left out of both sides */
	FR_PART_INVALID /* missing, so there is no score, as the form says; or wrong */
} fr_part_state;
typedef struct fr_part_use {
	fr_str name, label; /* of the field or score */
	fr_part_state state;
	double value, scaled, weight; /* as given; on the score's scale; value and scaled NaN when there is none */
} fr_part_use;

typedef struct fr_output {
	fr_str name; /* field name, score name, "<score>.grade", deadline, "<deadline>.status", "<deadline>.policy", "keep_until", "instance_name" */
	fr_str label; /* in the run's language */
	fr_output_kind kind;
	double number; /* NUMBER (one that is somebody's phone or id is a TEXT, masked), BOOLEAN; DATE/DATETIME: serial day, 1899-12-30 = 0; TIME: fraction of a day; STATUS: an fr_due_status */
	fr_str text; /* TEXT; for other kinds how people write it */
	size_t decimals; /* places a score is rounded to */
	const fr_part_use *parts; /* of a score, with fr_run_options.explain */
	size_t part_count;
} fr_output;

/* How a deadline stands. */
typedef enum fr_due_status {
	FR_DUE_NONE = 0, /* no limit */
	FR_DUE_OPEN,
	FR_DUE_SOON, /* open, and due within fr_run_options.due_soon_hours */
	FR_DUE_OVERDUE,
	FR_DUE_DONE, /* in time */
	FR_DUE_DONE_LATE
} fr_due_status;
/* "open", "due-soon", "overdue", "done", "done-late"; "" for none. The catalogue has them in the user's language. */
FR_API const char *fr_due_status_name(fr_due_status status);
/* A deadline of a record. */
typedef struct fr_due {
	fr_str name; /* of the deadline */
	fr_str label; /* in the run's language */
	fr_due_status status; /* NONE: a policy decided that there is no limit */
	double due; /* serial day of the last moment in time; NaN without a limit */
	fr_str due_text, earliest_text, done_text; /* as people write them, may be empty */
	fr_str within; /* the length counted: "PT24H", "3 workdays" */
	fr_str policy, row, why; /* the policy's id, the row that decided, its label; empty when the form itself says */
	fr_str who; /* who has to act, masked; may be empty */
	bool provisional; /* days of a year that is not announced yet were counted */
} fr_due;

typedef struct fr_result {
	size_t row; /* as in fr_finding */
	fr_str source, sheet;
	fr_str form, version; /* the definition that judged; empty when none could */
	fr_str record; /* key, masked */
	bool valid; /* no finding of level error */
	const fr_finding *findings; /* in the order of columns, then rules */
	size_t finding_count;
	const fr_output *outputs;
	size_t output_count;
	const fr_due *dues; /* deadlines that apply, in the order of the form; none with outputs_off */
	size_t due_count;
	bool header; /* about the header row: findings about columns, not a record */
} fr_result;

typedef struct fr_summary {
	size_t records, errors, warnings, infos, records_with_errors;
	size_t overdue, due_soon, open; /* deadlines, counted with outputs only */
} fr_summary;

/* Limits; 0 means the default in brackets. */
typedef struct fr_limits {
	size_t columns; /* [4096] */
	size_t cell_bytes; /* [1 MiB] */
	size_t row_bytes; /* [16 MiB] */
	size_t rows; /* [2^31]; of a sheet at most 2^24 in any case */
	uint64_t cells; /* of a file, empty ones left out [2^36] */
	size_t repeats; /* cells with content that repeat attributes may add [4 Mi]; beyond, ratio times as many as stand in the file */
	uint64_t inflated_bytes; /* of one zip part [4 GiB] */
	size_t ratio; /* inflated : deflated [400], judged after 16 MiB */
	size_t depth; /* of nested XML [64] */
	size_t shared_strings; /* texts an XLSX workbook keeps for all its cells [2^25] */
	uint64_t shared_bytes; /* what they may hold in memory [1 GiB] */
	size_t unique_bytes; /* memory for telling doubles apart [16 MiB]; beyond it goes on in a file without a name in TMPDIR (or /tmp), which holds keyed hashes only */
	bool ahead; /* large parts of a zip file are inflated by a thread of their own [with fr_run_options.jobs > 1]; copies of workbooks are made by threads beside the one that adds to them */
	/* Asked while files are read, some thousand times a second, perhaps on another thread; false ends the work with FR_E_CANCELLED. NULL: never asked. A limit on time is set by this:
	 * the engine has no clock. */
	bool (*alive)(void *user);
	void *alive_user;
} fr_limits;

typedef struct fr_run fr_run;

/* done and total in bytes of input (total 0 when unknown), records so far. Return false to cancel. */
typedef bool (*fr_progress)(void *user, uint64_t done, uint64_t total, size_t records);

typedef struct fr_run_options {
	size_t size; /* sizeof(fr_run_options) */
	const char *lang; /* "zh-CN" (default) or "en": labels and the author's messages */
	const char *now; /* ISO date-time with offset; NULL: the clock at fr_run_open, in +08:00 */
	fr_limits limits;
	fr_progress progress;
	void *progress_user;
	const char *sheet; /* only this sheet; NULL: all whose header fits */
	const char *map; /* "field=Header,field=#3" beside header match; NULL none */
	bool unique_off; /* do not look for doubles across the run (a sheet function sees one table anyway) */
	bool outputs_off; /* leave fr_result.outputs empty, and .record where there is no finding: faster when only findings are wanted */
	double due_soon_hours; /* what is due within this time is due soon [24] */
	bool explain; /* fill fr_output.parts */
	/* Threads that read and judge attached files, the caller's among them [1]; at most 64. Results are the same for any number. With more than one, the engine's allocator and
	 * limits.alive are called from several threads at once; progress never is. No thread is there before a file has more than some 100 KB, none after fr_run_close. */
	size_t jobs;
} fr_run_options;

/* Opens a run over one form. The form must outlive it. One thread at a time. Free with fr_run_close. */
FR_API fr_status fr_run_open(fr_engine *engine, const fr_form *form, const fr_run_options *options, fr_run **out, fr_error *error);
FR_API void fr_run_close(fr_run *run);

/* Pushing rows by hand: name the table (both may be empty views), push its rows from the top, end it. The first of the leading 200 rows that fits the form is the
 * header (a title or a band of groups may stand above it); fr_run_header states it instead when the caller knows. Call fr_run_next until FR_END after each push or once at the end:
 * results come in order. The header's own result, when columns are missing or unknown, comes first. FR_E_FORMAT when no row fits (from fr_run_end) or two columns match one field. */
FR_API fr_status fr_run_table(fr_run *run, fr_str source, fr_str sheet, fr_error *error);
FR_API fr_status fr_run_header(fr_run *run, const fr_cell *cells, size_t count, size_t row, fr_error *error);
FR_API fr_status fr_run_push(fr_run *run, const fr_cell *cells, size_t count, size_t row, fr_error *error);
/* A comment on a cell of the table at hand, but for what Formrule put there: one that holds what must never be recorded gives a result of its own. */
FR_API fr_status fr_run_note(fr_run *run, size_t row, size_t column, fr_str text, fr_error *error);
FR_API fr_status fr_run_end(fr_run *run, fr_error *error);

/* Limits for every file this engine reads (0: the default), unless the options of a run say otherwise. To be called before the engine is used. */
FR_API void fr_engine_limits(fr_engine *engine, const fr_limits *limits);

/* Reading a file instead: format by its bytes (CSV in UTF-8, UTF-16 or GB18030; ODS; XLSX; record XML, which must be of the run's form). Call fr_run_next until FR_END, then
 * attach the next one. Sheets whose header fits the form are checked; none fits: FR_E_FORMAT. */
FR_API fr_status fr_run_attach(fr_run *run, const char *path, fr_error *error);

/* The next result: FR_OK with *out, or FR_END when all pushed rows (or the attached file) are used up. Empty rows give no result. */
FR_API fr_status fr_run_next(fr_run *run, const fr_result **out, fr_error *error);

/* Forms with repeats, and links between forms, need to know things before records are judged. When fr_run_gathers says so: fr_run_gather(run, true), give all inputs (attach or push as
 * ever, and call fr_run_next until FR_END: only headers of repeats' tables give results), fr_run_gather(run, false), then give all inputs again. A table whose header has
 * the key and fields of a repeat, or whose sheet bears its name, holds rows of that repeat; it is passed over in the second pass. At the end fr_run_rest gives, until FR_END, a result for each
 * row of a repeat that belongs to no record. */
FR_API bool fr_run_gathers(const fr_run *run);
FR_API fr_status fr_run_gather(fr_run *run, bool on, fr_error *error);
FR_API fr_status fr_run_rest(fr_run *run, const fr_result **out, fr_error *error);
/* Links of run's form to target's form will be looked up among the records target gathers; run and target may be the same. Before gathering; both must stay open. A link whose form was not
 * connected is not tried. FR_E_FORM when a link names a field target's form does not have. */
FR_API fr_status fr_run_connect(fr_run *run, fr_run *target, fr_error *error);

/* What became of a table: a sheet of a workbook that has rows, or a file of text. */
typedef enum fr_table_use {
	FR_TABLE_PASSED = 0, /* no row of it is a header of the form */
	FR_TABLE_RECORDS, /* its rows are records */
	FR_TABLE_REPEAT, /* its rows are those of a repeat */
	FR_TABLE_UNWANTED /* another sheet was asked for */
} fr_table_use;
typedef struct fr_table {
	fr_str source, sheet; /* live as long as the run */
	fr_table_use use;
	bool hidden; /* the sheet is: it is read like any other */
	size_t header_row; /* 0: none */
	size_t columns; /* that are fields, scores or grades of the form */
	size_t by_map, by_name; /* of these: found by options.map, by the field's name; the others by its label */
	size_t unknown; /* columns that are not of the form */
} fr_table;
/* The tables met so far, in that order: *at is 0 before the first and moves on; false when there is none left. */
FR_API bool fr_run_table_next(const fr_run *run, size_t *at, fr_table *out);

FR_API void fr_run_summary(const fr_run *run, fr_summary *out);

/* The form a workbook names in its document property, or "": id@version is written into buffer. */
FR_API fr_status fr_workbook_form(const char *path, char *buffer, size_t capacity, fr_error *error);
/* Which form a data file is for: of names (as fr_form_load takes them) the only one; else the one the workbook names; else the one whose fields the header names best. With no names the
 * installed forms are tried. Written into buffer as one of names, or id@version. FR_E_ARGUMENT with FR_INPUT_FORM when it cannot be told. */
FR_API fr_status fr_input_form(
	fr_engine *engine, const char *path, const char *const *names, size_t count, char *buffer, size_t capacity, fr_error *error);

#ifdef __cplusplus
}
#endif
#endif
