/* Rules: what a form says about a record, worked out.
 * Stage: findings. In: a record. Out: findings, and computed values put into the record, in the settled order
 * default → calculate → relevant → type → required → constraint → score → grade/veto → deadline (unique and link: run/ sees the whole table). */
#ifndef FR_RULES_H
#define FR_RULES_H

#include "privacy/privacy.h"
#include "record/record.h"

/* A finding before run/ adds where it is. */
typedef struct fr_verdict {
	fr_level level;
	fr_code code;
	fr_str rule; /* constraint id, or empty: the code's name */
	int slot; /* field it is about, or -1 */
	fr_str args[FR_ERROR_ARGS];
	const fr_words *message; /* the author's words, or NULL */
	fr_str repair;
} fr_verdict;

typedef struct fr_verdicts {
	fr_verdict *items;
	size_t count, capacity;
} fr_verdicts; /* in the record's arena */

typedef struct fr_judge_options {
	const fr_form *form;
	const fr_columns *columns;
	const fr_lists *lists; /* NULL: masking hides everything */
	const fr_days *calendar; /* may be NULL */
	fr_stamp now;
	const char *lang;
	fr_allocator allocator; /* for buffers that are used again record after record */
	bool no_scores; /* leave out scores and grades that no rule reads and no column holds */
} fr_judge_options;

/* A form's rules, prepared for one table. One thread at a time. */
typedef struct fr_judge fr_judge;
/* Lives in arena, but for what fr_judge_free releases. FR_E_MEMORY only. */
fr_status fr_judge_new(const fr_judge_options *options, fr_arena *arena, fr_judge **out);
void fr_judge_free(fr_judge *judge);

/* Judges one record; record->values holds the computed values afterwards. Verdicts come in the order of columns, then rules, and live in arena. FR_E_MEMORY only. */
fr_status fr_judge_record(fr_judge *judge, fr_record *record, fr_arena *arena, fr_verdicts *out);
/* Adds a verdict about a slot (-1: the whole record) to those of the record judged last, in its place. FR_E_MEMORY only. */
fr_status fr_judge_add(fr_judge *judge, fr_verdicts *verdicts, fr_level level, fr_code code, int slot, const fr_str args[FR_ERROR_ARGS]);
/* The record's key as people may see it: values of the key fields, personal ones masked, joined by "-"; the record's id when the form has no
 * key; or empty. FR_E_MEMORY only. */
fr_status fr_record_key(fr_judge *judge, const fr_record *record, fr_arena *arena, fr_str *out);
/* The record's name (instance_name) fit for a file name: no / \ : * ? " < > | nor control characters. Empty when there is none. FR_E_MEMORY only. */
fr_status fr_record_name(fr_judge *judge, fr_record *record, fr_arena *arena, fr_str *out);
/* What a value looks like to people, in words that may be shown: choices by their label. Lives in arena. */
fr_str fr_record_show(fr_judge *judge, uint32_t slot, const fr_value *value, fr_arena *arena);

#endif
