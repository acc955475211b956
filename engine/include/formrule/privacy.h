/* Public API: masking personal values.
 * Stage: values. In: a value or free text. Out: its masked form. */
#ifndef FORMRULE_PRIVACY_H
#define FORMRULE_PRIVACY_H

#include "formrule/form.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Masks one value. kind: "name", "phone", "id-card", "bank-card", "email", "address", "plate", "free-text"; style: "surname" "surname-length"
 * "title" "role" "anonymous" "middle" or "" for the kind's default. Idempotent. A value that is not understood is hidden whole.
 * Buffer rules of fr_finding_message; *needed receives the size. FR_E_ARGUMENT for an unknown kind or style: then nothing is written. */
FR_API fr_status fr_mask(fr_engine *engine, fr_str value, const char *kind, const char *style, char *buffer, size_t capacity,
	size_t *needed, fr_error *error);
/* Free text with every identifier in it masked. */
FR_API fr_status fr_mask_text(fr_engine *engine, fr_str text, char *buffer, size_t capacity, size_t *needed, fr_error *error);

#ifdef __cplusplus
}
#endif
#endif
