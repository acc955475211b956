/* Public API: masking personal values.
 * Stage: values. In: a value or free text. Out: its masked form. */
#ifndef FORMRULE_PRIVACY_H
#define FORMRULE_PRIVACY_H

#include "formrule/form.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Masks one value. kind: "name", "phone", "id-card", "bank-card", "email", "address", "plate", "free-text"; style: "surname" "surname-length"
 * "title" "title-female" "title-male" (*女士, *先生 for a name without a title) "role" "anonymous" "middle" or "" for the kind's default. Idempotent. A value that is not understood is hidden whole.
 * Buffer rules of fr_finding_message; *needed receives the size. FR_E_ARGUMENT for an unknown kind or style: then nothing is written. */
FR_API fr_status fr_mask(fr_engine *engine, fr_str value, const char *kind, const char *style, char *buffer, size_t capacity,
	size_t *needed, fr_error *error);
/* Free text with every identifier in it masked. */
FR_API fr_status fr_mask_text(fr_engine *engine, fr_str text, char *buffer, size_t capacity, size_t *needed, fr_error *error);

/* A key file in memory. Immutable but for fr_key_use; threads may share it. */
typedef struct fr_key fr_key;
typedef enum fr_key_kind {
	FR_KEY_PSEUDONYM =
		1, /* secret of a team: the same key gives the same person the same token, in every branch and every export; without it nobody can tell who a token is */
	FR_KEY_SEAL, /* public: whoever has it can seal values and open none */
	FR_KEY_OPEN /* headquarters' secret: opens what was sealed for it */
} fr_key_kind;
#define FR_KEY_ID 9 /* bytes of a key's id: eight hexadecimal digits and NUL */
/* Makes a new key for pseudonyms in a file that only its owner can read; never writes over one (FR_KEY_EXISTS). */
FR_API fr_status fr_key_new(const char *path, fr_error *error);
/* Adds a new key to a file of them, written beside and renamed. Tokens are made with the newest from then on; older tokens keep their id, and older keys stay in the file, so that fr_key_use can make
 * such tokens again. FR_KEY_MANY beyond 64. */
FR_API fr_status fr_key_rotate(const char *path, fr_error *error);
/* Makes a pair: the secret half in a file that only its owner can read, the public half for branches. */
FR_API fr_status fr_seal_key_new(const char *path, const char *public_path, fr_error *error);
/* Reads a key file of any kind; refuses a secret one that others may read (FR_KEY_SHARED) and what is none, or damaged (FR_KEY_WRONG). Wiped by fr_key_close. */
FR_API fr_status fr_key_open(fr_engine *engine, const char *path, fr_key **out, fr_error *error);
FR_API void fr_key_close(fr_key *key);
FR_API fr_key_kind fr_key_kind_of(const fr_key *key);
/* How many keys the file holds; the ids of the first capacity of them, the newest first. */
FR_API size_t fr_key_ids(const fr_key *key, char (*ids)[FR_KEY_ID], size_t capacity);
/* Uses the key of that id from now on (FR_KEY_ID_UNKNOWN). Before the key is shared among threads. */
FR_API fr_status fr_key_use(fr_key *key, const char *id, fr_error *error);
/* The token of a value of that kind (as in fr_mask): letter of the kind, the key's id, 26 letters and digits. Spellings of the same number give the same token; the same text as another kind
 * another one. "" for an empty value, for one that cannot be read, and for one that is masked already: it stands for many people. FR_E_ARGUMENT for free text, FR_KEY_NO_PSEUDONYM for a key of another kind. Buffer rules as for fr_mask. */
FR_API fr_status fr_pseudonym(fr_engine *engine, const fr_key *key, fr_str value, const char *kind, char *buffer, size_t capacity,
	size_t *needed, fr_error *error);
/* A value of that kind sealed for whoever has the secret half of key: "SEAL1-", the key's id, "-", letters and digits. The same value gives another box each time. FR_KEY_NO_SEAL for a key of another
 * kind, FR_E_LIMIT beyond 4096 bytes. Buffer rules as for fr_mask. */
FR_API fr_status fr_seal(fr_engine *engine, const fr_key *key, fr_str value, const char *kind, char *buffer, size_t capacity,
	size_t *needed, fr_error *error);
/* What a box holds. kind may be NULL. FR_E_FORMAT with FR_SEAL_FOREIGN (sealed for another key), FR_SEAL_DAMAGED, FR_SEAL_KIND (sealed as another kind of value); FR_KEY_NO_OPEN for a key of another
 * kind. */
FR_API fr_status fr_unseal(
	fr_engine *engine, const fr_key *key, fr_str box, const char *kind, char *buffer, size_t capacity, size_t *needed, fr_error *error);

#ifdef __cplusplus
}
#endif
#endif
