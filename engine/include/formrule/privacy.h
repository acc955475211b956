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

/* A secret key for pseudonyms. The same key gives the same person the same token, in every branch and every export; without it nobody can tell who a token is. */
typedef struct fr_key fr_key;
/* Makes a new key file that only its owner can read; never writes over one (FR_KEY_EXISTS). */
FR_API fr_status fr_key_new(const char *path, fr_error *error);
/* Reads a key file; refuses one that others may read (FR_KEY_SHARED) or that is none (FR_KEY_WRONG). Wiped by fr_key_close. */
FR_API fr_status fr_key_open(fr_engine *engine, const char *path, fr_key **out, fr_error *error);
FR_API void fr_key_close(fr_key *key);
/* The token of a value of that kind (as in fr_mask): letter of the kind, the key's id, 26 letters and digits. Spellings of the same number give the same token; the same text as another kind
 * another one. "" for an empty value and for one that is masked already: it stands for many people. Buffer rules as for fr_mask. */
FR_API fr_status fr_pseudonym(fr_engine *engine, const fr_key *key, fr_str value, const char *kind, char *buffer, size_t capacity,
	size_t *needed, fr_error *error);

#ifdef __cplusplus
}
#endif
#endif
