/* Rules: what a form says about a record, worked out.
 * Stage: findings. In: a record. Out: findings, and computed values put into the record, in the settled order
 * default → calculate → relevant → type → required → constraint → score → grade/veto → deadline (unique and link: run/ sees the whole table). */
#ifndef FR_RULES_H
#define FR_RULES_H

#include "form/policy.h"
#include "formrule/run.h"
#include "privacy/privacy.h"
#include "record/record.h"

/* A row of a repeat: the values of its fields, from the repeat's first on. */
typedef struct fr_child {
	const fr_columns *columns; /* of its own table */
	fr_value *values, *given;
	fr_reading *readings;
	bool *relevant, *doubtful, *unsure;
	size_t row;
	size_t table; /* for run/: which table it stands in */
} fr_child;
/* The rows a record has of one repeat. */
typedef struct fr_children {
	fr_child *items;
	size_t n;
	bool known; /* a table of the repeat was given: no rows means there are none */
} fr_children;
/* What the reader of a repeat's table read last, kept in arena. */
fr_status fr_child_read(fr_reader *reader, int repeat, const fr_columns *columns, fr_arena *arena, fr_child *out);

/* A finding before run/ adds where it is. */
typedef struct fr_verdict {
	const fr_child *child; /* the row of a repeat it is about, or NULL: the record */
	fr_level level;
	fr_code code;
	fr_str rule; /* constraint id, or empty: the code's name */
	int slot; /* field it is about, or -1 */
	fr_str args[FR_ERROR_ARGS];
	const fr_words *message; /* the author's words, or NULL */
	fr_str repair;
	bool repair_exact; /* not masked for showing */
} fr_verdict;

typedef struct fr_verdicts {
	fr_verdict *items;
	size_t count, capacity;
} fr_verdicts; /* in the record's arena */

/* How a deadline of the record judged last stands. */
typedef struct fr_judged_due {
	bool set; /* it applies, and its limit is known */
	fr_stamp due; /* the last moment in time */
	bool has_earliest;
	fr_stamp earliest; /* not before */
	fr_value done; /* EMPTY while it is open */
	fr_due_status status;
	const fr_policy_row *row; /* the row that decided; may be there without a limit */
	fr_str within; /* the length that was counted */
	bool provisional; /* a calendar year on the way is not announced yet */
	fr_str who; /* who has to act, masked; may be empty */
} fr_judged_due;

/* Where definitions are found that a form names. Both give NULL when there is none. */
typedef struct fr_shelves {
	void *self;
	const fr_policy *(*policy)(void *self, fr_str name);
	const fr_days *(*calendar)(void *self, fr_str name);
} fr_shelves;

typedef struct fr_judge_options {
	const fr_form *form;
	const fr_columns *columns;
	const fr_lists *lists; /* NULL: masking hides everything */
	const fr_days *calendar; /* the form's; may be NULL */
	fr_shelves shelves;
	int64_t due_soon_ms; /* what is due within this time is due soon */
	fr_stamp now;
	const char *lang;
	fr_allocator allocator; /* for buffers that are used again record after record */
	bool explain; /* keep how each part went into its score */
	bool no_scores; /* leave out scores and grades that no rule reads and no column holds */
} fr_judge_options;

/* A form's rules, prepared for one table. One thread at a time. */
typedef struct fr_judge fr_judge;
/* Lives in arena, but for what fr_judge_free releases. FR_E_MEMORY only. */
fr_status fr_judge_new(const fr_judge_options *options, fr_arena *arena, fr_judge **out);
void fr_judge_free(fr_judge *judge);

/* The rows of each repeat that the record judged next has; by repeat, borrowed until then. NULL: none. */
void fr_judge_children(fr_judge *judge, const fr_children *children);
/* Judges one record; record->values holds the computed values afterwards. Verdicts come in the order of columns, then rules, and live in arena. FR_E_MEMORY only. */
fr_status fr_judge_record(fr_judge *judge, fr_record *record, fr_arena *arena, fr_verdicts *out);
/* How each part went into a score of the record judged last, by part; NULL unless asked for. name and label are empty. */
const fr_part_use *fr_judge_parts(const fr_judge *judge, size_t score);
/* By deadline, of the record judged last; lives as long as the judge, what it points to as the record. */
const fr_judged_due *fr_judge_dues(const fr_judge *judge);
/* Adds a verdict about a slot (-1: the whole record) to those of the record judged last, in its place; message: the author's own, or NULL. FR_E_MEMORY only. */
fr_status fr_judge_add(fr_judge *judge, fr_verdicts *verdicts, fr_level level, fr_code code, int slot, const fr_str args[FR_ERROR_ARGS],
	const fr_words *message);
/* Where a verdict about a slot would go in among those, before the ones of code behind it on the same column. */
size_t fr_judge_place(const fr_judge *judge, const fr_verdicts *verdicts, uint32_t slot, fr_code behind);
/* The record's key as people may see it: values of the key fields, personal ones masked, joined by "-"; the record's id when the form has no
 * key; or empty. FR_E_MEMORY only. */
fr_status fr_record_key(fr_judge *judge, const fr_record *record, fr_arena *arena, fr_str *out);
/* The record's name (instance_name) fit for a file name: no / \ : * ? " < > | nor control characters. Empty when there is none. FR_E_MEMORY only. */
fr_status fr_record_name(fr_judge *judge, fr_record *record, fr_arena *arena, fr_str *out);
/* What a value looks like to people, in words that may be shown: choices by their label, what tells of people masked. Lives in arena. */
fr_str fr_record_show(fr_judge *judge, uint32_t slot, const fr_value *value, fr_arena *arena);

/* Whether a text that is no value of a field (a comment on a cell) holds what must never be recorded; then *out says so, its slot is -1. Everything in it lives in arena. */
bool fr_judge_denies(fr_judge *judge, fr_str text, fr_arena *arena, fr_verdict *out);

#endif
