/* Public codes: every finding, lint message and error has one, with a stable name that scripts may rely on.
 * Stage: none (vocabulary). In: codes.def. Out: enum fr_code. */
#ifndef FORMRULE_CODES_H
#define FORMRULE_CODES_H

#include "formrule/types.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef enum fr_code {
	FR_CODE_NONE = 0,
#define FR_CODE(id, name) FR_##id,
#include "formrule/codes.def"
#undef FR_CODE
	FR_CODE_COUNT
} fr_code;

/* Stable name of a code ("required", "lint.unknown-field", "io.missing"); "" for FR_CODE_NONE. Static storage. */
FR_API const char *fr_code_name(int code);

#ifdef __cplusplus
}
#endif
#endif
