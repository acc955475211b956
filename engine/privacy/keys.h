/* Keys: the secret files of a team, what is in them, and that nobody else can read them.
 * Stage: values. In: key files. Out: keys in memory that are wiped when they are freed. */
#ifndef FR_PRIVACY_KEYS_H
#define FR_PRIVACY_KEYS_H

#include "formrule/privacy.h"
#include "privacy/privacy.h"

#define KEY_ID_BYTES 4
#define KEY_ID_TEXT (2 * KEY_ID_BYTES + 1) /* in hexadecimal digits, with its end */
#define KEY_BYTES 32 /* of HMAC-SHA-256 here, and of X25519, both ways */
#define KEYS_MOST 64 /* in one file: a team that rotates every month has years */

typedef struct fr_key_item {
	char id[KEY_ID_TEXT];
	unsigned char bytes[KEY_BYTES]; /* of an OPEN key the secret half */
} fr_key_item;

/* Immutable but for fr_key_use; threads may share it. */
struct fr_key {
	fr_allocator allocator;
	fr_key_kind kind;
	size_t count, used; /* the newest comes first and is used, unless another was asked for */
	fr_key_item items[KEYS_MOST];
};

static inline const fr_key_item *fr_key_used(const fr_key *key) { return &key->items[key->used]; }

/* FR_E_IO when it is missing or others may read it (FR_KEY_SHARED), FR_E_FORMAT when it is no key. */
fr_status fr_key_load(const fr_allocator *allocator, const char *path, fr_key **out, fr_error *error);
/* An error that says which kind is asked for when the key is of another kind. */
fr_status fr_key_must(const fr_key *key, fr_key_kind kind, fr_error *error);

#endif
