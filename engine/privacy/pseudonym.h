/* Pseudonyms: the same person gives the same token, and the token tells nobody who it is.
 * Stage: values. In: clear values, a key. Out: tokens. HMAC-SHA-256 (RFC 2104) over the kind and the normalised value; plain hashes are not offered, as they can be undone by trying all numbers. */
#ifndef FR_PRIVACY_PSEUDONYM_H
#define FR_PRIVACY_PSEUDONYM_H

#include "formrule/privacy.h"
#include "privacy/privacy.h"

/* Appends the token: letter of the kind, the key's id, 26 letters and digits: "N-3f9a1c2e-…". False, and nothing appended, for an empty value for one that is masked already (it stands
 * for many people), and for a phone that is none. */
bool fr_pseudonym_write(const fr_key *key, const fr_lists *lists, fr_mask_kind kind, fr_str value, fr_buf *out);

/* True for a token of that kind. */
bool fr_is_pseudonym(fr_mask_kind kind, fr_str value);

#endif
