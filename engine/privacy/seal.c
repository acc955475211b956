/* Seals: boxes around single values.
 * Stage: values. In: clear values or boxes, keys. Out: boxes or clear values. */
#include "privacy/seal.h"

#include "privacy/keys.h"

#include <sodium.h>

#define HEAD "SEAL1-"
#define HEAD_BYTES (sizeof HEAD - 1)
#define BODY_AT (HEAD_BYTES + KEY_ID_TEXT) /* the id and a hyphen */
#define STEP 32 /* lengths are hidden in steps of so many bytes: a short name looks like a long one */
#define PLAIN_MOST (FR_SEAL_MOST + 1 + STEP)
#define BOX_MOST (PLAIN_MOST + crypto_box_SEALBYTES)
#define VARIANT sodium_base64_VARIANT_URLSAFE_NO_PADDING

bool fr_is_sealed(fr_str value)
{
	if (value.n < BODY_AT + crypto_box_SEALBYTES)
		return false;
	value = fr_str_trim(value);
	if (value.n < BODY_AT + crypto_box_SEALBYTES || memcmp(value.p, HEAD, HEAD_BYTES) != 0 || value.p[BODY_AT - 1] != '-')
		return false;
	for (size_t i = HEAD_BYTES; i < value.n; i++) {
		char c = value.p[i];
		bool hex = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
		bool letter = hex || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-' || c == '_';
		if (i < BODY_AT - 1 ? !hex : !letter)
			return false;
	}
	return true;
}

bool fr_seal_write(const fr_key *key, fr_mask_kind kind, fr_str value, fr_buf *out)
{
	unsigned char plain[PLAIN_MOST], box[BOX_MOST];
	char text[sodium_base64_ENCODED_LEN(BOX_MOST, VARIANT)];
	size_t n = 0;
	if (value.n > FR_SEAL_MOST)
		return false;
	plain[0] = (unsigned char)kind;
	memcpy(plain + 1, value.p, value.n);
	bool ok =
		sodium_pad(&n, plain, value.n + 1, STEP, sizeof plain) == 0 && crypto_box_seal(box, plain, n, fr_key_used(key)->bytes) == 0;
	sodium_memzero(plain, sizeof plain);
	if (!ok)
		return false;
	sodium_bin2base64(text, sizeof text, box, n + crypto_box_SEALBYTES, VARIANT);
	fr_buf_printf(out, HEAD "%s-%s", fr_key_used(key)->id, text);
	return !out->failed;
}

static const fr_key_item *key_of(const fr_key *key, fr_str box)
{
	for (size_t i = 0; i < key->count; i++)
		if (memcmp(key->items[i].id, box.p + HEAD_BYTES, KEY_ID_TEXT - 1) == 0)
			return &key->items[i];
	return NULL;
}

fr_unsealed fr_seal_open(const fr_key *key, fr_mask_kind kind, fr_str value, fr_buf *out)
{
	unsigned char plain[PLAIN_MOST], box[BOX_MOST], public_half[KEY_BYTES];
	size_t n = 0, length = 0;
	const char *end = NULL;
	value = fr_str_trim(value);
	const fr_key_item *item = fr_is_sealed(value) ? key_of(key, value) : NULL;
	if (!item)
		return fr_is_sealed(value) ? FR_UNSEAL_FOREIGN : FR_UNSEAL_DAMAGED;
	if (sodium_base642bin(box, sizeof box, value.p + BODY_AT, value.n - BODY_AT, NULL, &n, &end, VARIANT) != 0 ||
		end != value.p + value.n || n <= crypto_box_SEALBYTES || n - crypto_box_SEALBYTES > sizeof plain ||
		crypto_scalarmult_base(public_half, item->bytes) != 0 || crypto_box_seal_open(plain, box, n, public_half, item->bytes) != 0)
		return FR_UNSEAL_DAMAGED;
	fr_unsealed result = FR_UNSEALED;
	if (sodium_unpad(&length, plain, n - crypto_box_SEALBYTES, STEP) != 0 || length < 1 ||
		fr_utf8_invalid(fr_str_of((const char *)plain + 1, length - 1)) != SIZE_MAX)
		result = FR_UNSEAL_DAMAGED;
	else if (kind && kind != FR_MASK_FREE_TEXT && plain[0] != (unsigned char)kind)
		result = FR_UNSEAL_KIND;
	else {
		fr_buf_add(out, (const char *)plain + 1, length - 1);
		result = out->failed ? FR_UNSEAL_MEMORY : FR_UNSEALED;
	}
	sodium_memzero(plain, sizeof plain);
	return result;
}
