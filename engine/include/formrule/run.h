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
	size_t row; /* as the user's file counts, 1-based; CSV: line where the record begins */
	size_t column; /* 1-based, 0 when there is no column */
	fr_str record; /* the record's key, personal parts masked */
	fr_str args[FR_ERROR_ARGS]; /* fill the catalogue text */
	fr_str message; /* the form author's own message in the run's language, empty: use the catalogue */
	fr_str repair; /* proposed value, empty when none; masked where the field is personal */
} fr_finding;

/* A value the engine computed for a record: calculate, score, grade, deadline. */
typedef enum fr_output_kind {
	FR_OUTPUT_EMPTY = 0,
	FR_OUTPUT_NUMBER,
	FR_OUTPUT_TEXT,
	FR_OUTPUT_BOOLEAN,
	FR_OUTPUT_DATE,
	FR_OUTPUT_DATETIME,
	FR_OUTPUT_TIME
} fr_output_kind;
typedef struct fr_output {
	fr_str name; /* field name, score name, "<score>.grade", "instance_name" */
	fr_str label; /* in the run's language */
	fr_output_kind kind;
	double number; /* NUMBER, BOOLEAN; DATE/DATETIME: serial day, 1899-12-30 = 0; TIME: fraction of a day */
	fr_str text; /* TEXT; for other kinds how people write it */
	size_t decimals; /* places a score is rounded to */
} fr_output;

typedef struct fr_result {
	size_t row; /* as in fr_finding */
	fr_str sheet;
	fr_str record; /* key, masked */
	bool valid; /* no finding of level error */
	const fr_finding *findings; /* in the order of columns, then rules */
	size_t finding_count;
	const fr_output *outputs;
	size_t output_count;
	bool header; /* about the header row: findings about columns, not a record */
} fr_result;

typedef struct fr_summary {
	size_t records, errors, warnings, infos, records_with_errors;
} fr_summary;

/* Limits; 0 means the default in brackets. */
typedef struct fr_limits {
	size_t columns; /* [4096] */
	size_t cell_bytes; /* [1 MiB] */
	size_t row_bytes; /* [16 MiB] */
	size_t rows; /* [2^31] */
	uint64_t inflated_bytes; /* of one zip part [4 GiB] */
	size_t ratio; /* inflated : deflated [1000], judged after 16 MiB */
	size_t depth; /* of nested XML [64] */
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
} fr_run_options;

/* Opens a run over one form. The form must outlive it. One thread at a time. Free with fr_run_close. */
FR_API fr_status fr_run_open(fr_engine *engine, const fr_form *form, const fr_run_options *options, fr_run **out, fr_error *error);
FR_API void fr_run_close(fr_run *run);

/* Pushing rows by hand: name the table (both may be empty views), push its rows from the top, end it. The first of the leading 20 rows that fits the form is the
 * header (a title or a band of groups may stand above it); fr_run_header states it instead when the caller knows. Call fr_run_next until FR_END after each push or once at the end:
 * results come in order. The header's own result, when columns are missing or unknown, comes first. FR_E_FORMAT when no row fits (from fr_run_end) or two columns match one field. */
FR_API fr_status fr_run_table(fr_run *run, fr_str source, fr_str sheet, fr_error *error);
FR_API fr_status fr_run_header(fr_run *run, const fr_cell *cells, size_t count, size_t row, fr_error *error);
FR_API fr_status fr_run_push(fr_run *run, const fr_cell *cells, size_t count, size_t row, fr_error *error);
FR_API fr_status fr_run_end(fr_run *run, fr_error *error);

/* Reading a file instead: format by its bytes (CSV in UTF-8, UTF-16 or GB18030; ODS). Call fr_run_next until FR_END, then
 * attach the next one. Sheets whose header fits the form are checked; none fits: FR_E_FORMAT. */
FR_API fr_status fr_run_attach(fr_run *run, const char *path, fr_error *error);

/* The next result: FR_OK with *out, or FR_END when all pushed rows (or the attached file) are used up. Empty rows give no result. */
FR_API fr_status fr_run_next(fr_run *run, const fr_result **out, fr_error *error);

FR_API void fr_run_summary(const fr_run *run, fr_summary *out);

/* The form a workbook names in its document property, or "" : for `check` without --form. id@version is written into buffer. */
FR_API fr_status fr_workbook_form(const char *path, char *buffer, size_t capacity, fr_error *error);

#ifdef __cplusplus
}
#endif
#endif
