/* Public API: one expression, for form authors and tests.
 * Stage: rules. In: expression text and named values. Out: its value, or where it is wrong. */
#ifndef FORMRULE_EXPRESSION_H
#define FORMRULE_EXPRESSION_H

#include "formrule/form.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct fr_binding {
	const char *name, *value; /* both UTF-8; a value is read as the text a person wrote */
} fr_binding;

typedef enum fr_result_type { FR_RESULT_STRING = 0, FR_RESULT_NUMBER, FR_RESULT_BOOLEAN } fr_result_type;

/* Evaluates text with the bindings as fields of type string. now: ISO with offset, NULL the clock in +08:00. The value as text (boolean: true or false;
 * numbers as XPath writes them) is put into buffer, as fr_finding_message does; *needed receives its size. FR_E_FORM with place and
 * excerpt in error when the expression is wrong. */
FR_API fr_status fr_expression_eval(fr_engine *engine, const char *text, const fr_binding *bindings, size_t count, const char *now,
	fr_result_type type, char *buffer, size_t capacity, size_t *needed, fr_error *error);

/* The compiled program as people can read it, one instruction a line, and its OpenFormula text where it can travel. Same buffer rules. */
FR_API fr_status fr_expression_explain(fr_engine *engine, const char *text, const fr_binding *bindings, size_t count, char *buffer,
	size_t capacity, size_t *needed, fr_error *error);

#ifdef __cplusplus
}
#endif
#endif
