/* Formrule's public API, all of it. Include this one.
 *
 * A program loads a form (form.h), opens a run (run.h), pushes rows or attaches a file, pulls results, and turns them into text
 * (messages.h) or files (output.h). expression.h, privacy.h and calendar.h answer single questions.
 * Stage: none (vocabulary). In: nothing. Out: all public headers.
 * Errors: every function that can fail returns fr_status and fills *error (may be NULL). Strings are UTF-8. */
#ifndef FORMRULE_FORMRULE_H
#define FORMRULE_FORMRULE_H

#include "formrule/calendar.h"
#include "formrule/codes.h"
#include "formrule/expression.h"
#include "formrule/form.h"
#include "formrule/messages.h"
#include "formrule/output.h"
#include "formrule/privacy.h"
#include "formrule/run.h"
#include "formrule/types.h"

#ifdef __cplusplus
extern "C" {
#endif
/* "2026.1" style version of the engine. */
FR_API const char *fr_version(void);
#ifdef __cplusplus
}
#endif
#endif
