/* Seals: values that only headquarters can read, written by branches that hold no secret.
 * Stage: values. In: clear values, a public key; boxes, the secret key. Out: boxes, clear values. Boxes are libsodium's crypto_box_seal (X25519, XSalsa20-Poly1305) over the kind and the value. */
#ifndef FR_PRIVACY_SEAL_H
#define FR_PRIVACY_SEAL_H

#include "formrule/privacy.h"
#include "privacy/privacy.h"

/* Longest value that can be sealed, in bytes. */
#define FR_SEAL_MOST ((size_t)4096)

/* Whether a cell holds a box, by its shape: "SEAL1-", the key's id, "-", letters and digits. */
bool fr_is_sealed(fr_str value);
/* Appends the box. key is of kind SEAL. False, and nothing appended, when the value is too long or memory is refused. Values of similar length give boxes of one length. */
bool fr_seal_write(const fr_key *key, fr_mask_kind kind, fr_str value, fr_buf *out);

typedef enum fr_unsealed { FR_UNSEALED = 0, FR_UNSEAL_FOREIGN, FR_UNSEAL_DAMAGED, FR_UNSEAL_KIND, FR_UNSEAL_MEMORY } fr_unsealed;
/* Appends what a box holds. key is of kind OPEN; kind 0: any. FOREIGN: for another key; DAMAGED: changed or cut off; KIND: sealed as something else than the column holds. Nothing is appended then. */
fr_unsealed fr_seal_open(const fr_key *key, fr_mask_kind kind, fr_str box, fr_buf *out);

#endif
