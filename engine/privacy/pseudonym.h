/* Pseudonyms: the same person gives the same token, and the token tells nobody who it is.
 * Stage: values. In: clear values, a key. Out: tokens. HMAC-SHA-256 (RFC 2104) over the kind and the normalised value; plain hashes are not offered, as they can be undone by trying all numbers. */
#ifndef FR_PRIVACY_PSEUDONYM_H
#define FR_PRIVACY_PSEUDONYM_H

#include "formrule/privacy.h"
#include "privacy/privacy.h"

/* fr_key (formrule/privacy.h) is immutable; threads may share it. */

/* Makes a new key in a file that only its owner can read. FR_E_IO when there is a file of that name already, or it cannot be written: then nothing is left behind. */
fr_status fr_key_create(const char *path, fr_error *error);
/* FR_E_IO when it is missing or others may read it (FR_KEY_SHARED), FR_E_FORMAT when it is no key. */
fr_status fr_key_load(const fr_allocator *allocator, const char *path, fr_key **out, fr_error *error);
/* Wipes it. */
void fr_key_free(fr_key *key);

/* Appends the token: letter of the kind, the key's id, 26 letters and digits: "N-3f9a1c2e-…". False, and nothing appended, for an empty value for one that is masked already (it stands
 * for many people), and for a phone that is none. */
bool fr_pseudonym_write(const fr_key *key, const fr_lists *lists, fr_mask_kind kind, fr_str value, fr_buf *out);

#endif
