/* Public API: what goes out: findings as text, NDJSON or CSV; workbook templates; annotated copies.
 * Stage: outputs. In: results, forms. Out: bytes, written beside the target, synced and renamed. */
#ifndef FORMRULE_OUTPUT_H
#define FORMRULE_OUTPUT_H

#include "formrule/privacy.h"
#include "formrule/run.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Where bytes go. Return false when they could not be written. */
typedef bool (*fr_write)(void *user, const char *bytes, size_t count);

typedef enum fr_format { FR_FORMAT_TEXT = 0, FR_FORMAT_NDJSON, FR_FORMAT_CSV } fr_format;

/* What a report is about: findings, computed values (a line or block for each record), or the worklist of open deadlines, the most urgent first. */
typedef enum fr_report_content { FR_REPORT_FINDINGS = 0, FR_REPORT_VALUES, FR_REPORT_DUES } fr_report_content;

typedef struct fr_report_options {
	size_t size; /* sizeof(fr_report_options) */
	fr_format format;
	const char *lang;
	bool colour; /* ANSI colours, text only */
	size_t width; /* columns of the terminal, 0: do not wrap */
	fr_report_content content;
	bool done_too; /* worklist: what is done as well */
} fr_report_options;

typedef struct fr_report fr_report;

/* Writes findings or values in the order of results, a worklist when it is closed; text groups by record. Free with fr_report_close. */
FR_API fr_status fr_report_open(const fr_report_options *options, fr_write write, void *user, fr_report **out, fr_error *error);
/* The same into a file, which appears under its name only when the report is closed with commit. */
FR_API fr_status fr_report_create(const fr_report_options *options, const char *path, fr_report **out, fr_error *error);
FR_API fr_status fr_report_add(fr_report *report, const fr_result *result, fr_error *error);
/* Writes what is left (a file only when commit is true); frees in any case. */
FR_API fr_status fr_report_close(fr_report *report, bool commit, fr_error *error);
/* The summary line people read ("200 条记录,15 处错误…"), without a newline. */
FR_API size_t fr_summary_message(const fr_summary *summary, double seconds, const char *lang, char *buffer, size_t capacity);

typedef struct fr_template_options {
	size_t size; /* sizeof(fr_template_options) */
	const char *lang; /* language of labels and messages in the workbook */
	size_t rows; /* ready rows in 记录, 0: 1000 */
	const char *records; /* data file whose records fill 记录 (checked as any other); NULL: empty */
} fr_template_options;

/* Writes the workbook people fill in. The path's ending chooses: .ots template, .ods document, .xlsx for Excel and WPS. The same form and options give the
 * same bytes. Never leaves half a file. */
FR_API fr_status fr_template_write(
	fr_engine *engine, const fr_form *form, const char *path, const fr_template_options *options, fr_error *error);

/* Copies a workbook and puts findings on its cells as comments and marks. Everything else is untouched. Refuses to write over its input. */
typedef struct fr_annotation fr_annotation;
FR_API fr_status fr_annotation_open(
	fr_engine *engine, const char *input, const char *output, const char *lang, fr_annotation **out, fr_error *error);
/* In any order; in that of sheets and rows the copy can be made meanwhile (fr_limits.ahead). */
FR_API fr_status fr_annotation_add(fr_annotation *annotation, const fr_result *result, fr_error *error);
/* Writes the copy when commit is true; frees in any case. */
FR_API fr_status fr_annotation_close(fr_annotation *annotation, bool commit, fr_error *error);

/* Copies a data file (CSV or a workbook) with proposed repairs made: those of findings whose code or rule is among codes ("all": every one), and only where the finding holds the very value.
 * Everything else stays; a CSV copy is UTF-8 with a mark. Refuses to write over its input. */
typedef struct fr_repair fr_repair;
FR_API fr_status fr_repair_open(
	fr_engine *engine, const char *input, const char *output, const char *const *codes, size_t count, fr_repair **out, fr_error *error);
FR_API fr_status fr_repair_add(fr_repair *repair, const fr_result *result, fr_error *error);
/* Writes the copy when commit is true; *made (may be NULL) receives how many cells were repaired. Frees in any case. */
FR_API fr_status fr_repair_close(fr_repair *repair, bool commit, size_t *made, fr_error *error);

typedef struct fr_mask_options {
	size_t size; /* sizeof(fr_mask_options) */
	fr_limits limits;
	const char *map; /* as in fr_run_options */
	fr_progress progress;
	void *progress_user;
	const fr_key *key; /* for pseudonyms */
	const char *const *pseudonyms; /* names of personal fields that get a pseudonym instead of a mask */
	size_t pseudonym_count;
	const fr_key *seal_key; /* for sealed values, of kind SEAL */
	const char *const *seals; /* names of personal fields that are sealed instead of masked */
	size_t seal_count;
	const char *const *
		groups; /* names of fields that together tell small groups apart (region, sex, job): of groups of few people they are shown as * */
	size_t group_count;
	size_t group_least; /* people a group must have [5] */
} fr_mask_options;
/* Kinds of identifiers, in the order of fr_mask's. */
typedef enum fr_masked_kind {
	FR_MASKED_NAME = 1,
	FR_MASKED_PHONE,
	FR_MASKED_ID_CARD,
	FR_MASKED_BANK_CARD,
	FR_MASKED_EMAIL,
	FR_MASKED_ADDRESS,
	FR_MASKED_PLATE,
	FR_MASKED_TEXT, /* a whole text hidden */
	FR_MASKED_KINDS
} fr_masked_kind;
/* What a masked copy hides. */
typedef struct fr_mask_summary {
	size_t rows, cells; /* rows looked at; cells that hold something else now */
	size_t kinds[FR_MASKED_KINDS]; /* identifiers that were hidden in them, by fr_masked_kind; a text may hold several */
	size_t pseudonyms, sealed; /* of those: how many got a token or a box instead of a mask */
	size_t texts; /* masked outside of cells: headers, messages, formulas */
	size_t comments, changes, shapes, links,
		parts; /* taken out of a workbook: comments, tracked changes, drawings, hyperlinks, parts of the package */
	size_t groups, suppressed; /* small groups, and cells that show * for that reason */
	size_t formulas; /* cells of CSV that a spreadsheet would have taken for formulas and that begin with a ' now */
	bool known; /* the header of some table fits the form; otherwise nobody knows which columns hold names */
} fr_mask_summary;
/* Copies a data file (CSV or a workbook) so that it may leave the team: every field that a form says is personal is masked as the form says, everything else is looked through for phones, id cards, bank
 * cards, e-mails, plates and the names the same record holds; of a workbook go comments, tracked changes, drawings, pivot definitions, macros, what merged cells hide, author, dates
 * and paths. form NULL: no field is known, all is looked through. What cannot be understood is hidden whole. Refuses to write over its input; a CSV copy is UTF-8 with a mark. */
FR_API fr_status fr_mask_file(fr_engine *engine, const fr_form *form, const char *input, const char *output, const fr_mask_options *options,
	fr_mask_summary *out, fr_error *error);

typedef struct fr_unseal_options {
	size_t size; /* sizeof(fr_unseal_options) */
	fr_limits limits;
	const char *lang, *map; /* as in fr_run_options */
	fr_progress progress;
	void *progress_user;
	const fr_key *key; /* of kind OPEN */
	void (*fault)(void *user, const fr_finding *finding); /* told of each box that stays closed; views live during the call */
	void *fault_user;
} fr_unseal_options;
typedef struct fr_unseal_summary {
	size_t rows, opened, left; /* rows looked at, boxes opened, boxes that stay as they are */
} fr_unseal_summary;
/* Copies a data file with every sealed value opened that the key opens, wherever it stands; everything else stays as it is. form may be NULL; with one, a box must have been sealed as the kind of value
 * its column holds. Refuses to write over its input. */
FR_API fr_status fr_unseal_file(fr_engine *engine, const fr_form *form, const char *input, const char *output,
	const fr_unseal_options *options, fr_unseal_summary *out, fr_error *error);

#ifdef __cplusplus
}
#endif
#endif
