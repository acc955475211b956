/* Comparing two versions of a form.
 * Stage: definitions. In: two forms. Out: what changed, for people. */
#ifndef FR_FORM_COMPARE_H
#define FR_FORM_COMPARE_H

#include "form/model.h"

typedef enum fr_change_kind {
	FR_CHANGE_TITLE = 0,
	FR_CHANGE_FIELD_ADDED,
	FR_CHANGE_FIELD_REMOVED,
	FR_CHANGE_LABEL,
	FR_CHANGE_TYPE,
	FR_CHANGE_REQUIRED,
	FR_CHANGE_RELEVANT,
	FR_CHANGE_CALCULATE,
	FR_CHANGE_PATTERN,
	FR_CHANGE_START,
	FR_CHANGE_END,
	FR_CHANGE_LENGTH,
	FR_CHANGE_PERSONAL,
	FR_CHANGE_CHOICE_ADDED,
	FR_CHANGE_CHOICE_REMOVED,
	FR_CHANGE_CHOICE_LABEL,
	FR_CHANGE_CHOICE_SCORE,
	FR_CHANGE_ANCHOR,
	FR_CHANGE_RULE, /* before empty: new; after empty: gone */
	FR_CHANGE_SCORE, /* its method, scale or decimals */
	FR_CHANGE_SCORE_ADDED,
	FR_CHANGE_SCORE_REMOVED,
	FR_CHANGE_PART_ADDED,
	FR_CHANGE_PART_REMOVED,
	FR_CHANGE_WEIGHT,
	FR_CHANGE_GRADE,
	FR_CHANGE_VETO,
	FR_CHANGE_DEADLINE
} fr_change_kind;

typedef struct fr_change {
	fr_change_kind kind;
	fr_str what, before, after; /* in the reader's language where there is one */
} fr_change;
typedef struct fr_changes {
	fr_change *items;
	size_t count, capacity;
} fr_changes;

/* Everything lives in arena or borrows from the forms. FR_E_MEMORY only. */
fr_status fr_forms_compare(const fr_form *old, const fr_form *new, const char *lang, fr_arena *arena, fr_changes *out);
/* Name of its word in the catalogue: "change.weight". */
const char *fr_change_name(fr_change_kind kind);
/* Figures before and after it are not to be compared as they are: scales, anchors, parts, weights, grades. */
bool fr_change_breaks_trend(fr_change_kind kind);

#endif
