/* Pseudonyms: normalising, hashing with a key.
 * Stage: values. In: values as people write them. Out: tokens. */
#include "privacy/pseudonym.h"

#include "formrule/codes.h"
#include "privacy/keys.h"
#include "privacy/lists.h"

#include <sodium.h>

#define TOKEN_BYTES 16 /* 128 bits: no two people in a billion share a token */

static const char letters[] = "?NPIBEAVT"; /* by kind */

/* ---- one spelling for what means the same ---- */

static bool is_separator(uint32_t c) { return c == ' ' || c == '-' || c == '(' || c == ')' || c == '.' || c == '\t'; }

/* Letters small, width normal, separators of numbers gone. */
static void put_folded(const fr_folded *v, bool number, fr_buf *out)
{
	for (size_t i = 0; i < v->n; i++) {
		uint32_t c = v->cp[i];
		if (number && is_separator(c))
			continue;
		fr_buf_utf8(out, c >= 'A' && c <= 'Z' ? c + 32 : c);
	}
}

bool fr_pseudonym_write(const fr_key *key, const fr_lists *lists, fr_mask_kind kind, fr_str value, fr_buf *out)
{
	static const char alphabet[] = "abcdefghijklmnopqrstuvwxyz234567";
	fr_folded v;
	value = fr_str_trim(value);
	if (!value.n || kind == FR_MASK_FREE_TEXT || fr_mask_done(lists, kind, value) || !fr_fold(value, &v))
		return false;
	fr_buf plain;
	fr_buf_init(&plain, &out->allocator, 1 << 16);
	fr_buf_reserve(&plain, 2 * value.n + 64); /* once: a block it grew out of would not be wiped */
	fr_buf_byte(&plain, letters[kind]); /* another kind is another domain */
	fr_buf_byte(&plain, 0);
	bool understood = kind != FR_MASK_PHONE || fr_phone_normal(value, &plain);
	if (kind != FR_MASK_PHONE)
		put_folded(&v, kind != FR_MASK_NAME && kind != FR_MASK_ADDRESS && kind != FR_MASK_EMAIL, &plain);
	unsigned char hash[crypto_auth_hmacsha256_BYTES];
	crypto_auth_hmacsha256_state state;
	bool ok = understood && !plain.failed;
	crypto_auth_hmacsha256_init(&state, fr_key_used(key)->bytes, KEY_BYTES);
	crypto_auth_hmacsha256_update(&state, (const unsigned char *)plain.p, plain.n);
	crypto_auth_hmacsha256_final(&state, hash);
	sodium_memzero(&state, sizeof state);
	if (plain.p)
		sodium_memzero(plain.p, plain.n);
	fr_buf_free(&plain);
	if (!ok)
		return false;
	fr_buf_printf(out, "%c-%s-", letters[kind], fr_key_used(key)->id);
	unsigned bits = 0, held = 0;
	for (size_t i = 0; i < TOKEN_BYTES; i++) {
		held = held << 8 | hash[i];
		for (bits += 8; bits >= 5; bits -= 5)
			fr_buf_byte(out, alphabet[held >> (bits - 5) & 31]);
		held &= (1u << bits) - 1;
	}
	fr_buf_byte(out, alphabet[held << (5 - bits) & 31]);
	sodium_memzero(hash, sizeof hash);
	return !out->failed;
}

bool fr_is_pseudonym(fr_mask_kind kind, fr_str value)
{
	const size_t token = (8 * TOKEN_BYTES + 4) / 5;
	value = fr_str_trim(value);
	if (value.n != 2 + KEY_ID_TEXT + token || value.p[0] != letters[kind] || value.p[1] != '-' || value.p[1 + KEY_ID_TEXT] != '-')
		return false;
	for (size_t i = 2; i < value.n; i++) {
		char c = value.p[i];
		bool id = i < 1 + KEY_ID_TEXT, digit = c >= '0' && c <= '9';
		if (i != 1 + KEY_ID_TEXT && (id ? !digit && !(c >= 'a' && c <= 'f') : !(c >= 'a' && c <= 'z') && !(c >= '2' && c <= '7')))
			return false;
	}
	return true;
}
