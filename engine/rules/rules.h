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
	fr_str rule;              /* constraint id, or empty: the code's name */
	int slot;                 /* field it is about, or -1 */
	fr_str args[FR_ERROR_ARGS];
	const fr_words *message;  /* the author's words, or NULL */
	fr_str repair;
} fr_verdict;

typedef struct fr_verdicts { fr_verdict *items; size_t count, capacity; } fr_verdicts; /* in the record's arena */

typedef struct fr_judge {
	const fr_form *form;
	const fr_lists *lists;    /* NULL: masking hides everything */
	const fr_days *calendar;  /* may be NULL */
	fr_stamp now;
	const char *lang;
	fr_arena *arena;          /* of the record */
} fr_judge;

/* Judges one record; record->values holds the computed values afterwards. FR_E_MEMORY only. */
fr_status fr_judge_record(fr_judge *judge, fr_record *record, fr_verdicts *out);
/* Score by its index over record->values (empty when nothing is rated), and its grade ("" when none). */
fr_status fr_score_compute(fr_judge *judge, const fr_record *record, size_t score, fr_value *out, fr_str *grade);
/* The record's key as people may see it: values of the key fields, personal ones masked, joined by "-"; or empty. */
fr_str fr_record_key(const fr_judge *judge, const fr_record *record);
/* The host functions for expressions over these lists and form. */
fr_host fr_judge_host(const fr_judge *judge);

#endif
