/* Policies: decision tables that a team can edit without touching a form.
 * Stage: definitions. In: policy XML. Out: an immutable table; then, for the values of a record, the row that decides. */
#ifndef FR_FORM_POLICY_H
#define FR_FORM_POLICY_H

#include "form/model.h"

typedef enum fr_policy_type { FR_POLICY_TEXT = 0, FR_POLICY_NUMBER, FR_POLICY_DURATION } fr_policy_type;

typedef struct fr_policy_column {
	fr_str name;
	fr_words label;
	fr_policy_type type; /* of results */
} fr_policy_column;

typedef struct fr_policy_row {
	fr_str id;
	fr_words label; /* why, for people */
	const fr_str *when; /* by column: the values it is for, one space between; .n 0: any */
	size_t given; /* columns it names: the more, the more specific */
	const fr_str *then; /* by result; .p NULL: nothing said */
} fr_policy_row;

typedef struct fr_policy {
	fr_form texts; /* arena and language only, as reading words wants them */
	fr_str id, version;
	fr_words title;
	const fr_policy_column *columns, *results;
	size_t column_count, result_count;
	const fr_policy_row *rows;
	size_t row_count;
} fr_policy;

/* Reads, validates and lints one table; lint may be NULL. FR_E_FORM with the first error when it is wrong: two rows that may both decide, an unknown column, a limit that is
 * none. Free with fr_policy_free. */
fr_status fr_policy_read(const fr_allocator *allocator, const char *path, fr_policy **out, fr_lint *lint, fr_error *error);
fr_status fr_policy_parse(const fr_allocator *allocator, fr_str bytes, const char *path, fr_policy **out, fr_lint *lint, fr_error *error);
void fr_policy_free(fr_policy *policy);

/* Index by name, or -1. */
int fr_policy_column_named(const fr_policy *policy, fr_str name);
int fr_policy_result_named(const fr_policy *policy, fr_str name);
/* The most specific row that fits; values by column, .n 0: not given (only rows that take any fit). NULL when none does. */
const fr_policy_row *fr_policy_decide(const fr_policy *policy, const fr_str *values);

#endif
