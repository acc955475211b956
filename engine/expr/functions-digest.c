/* Checksums of text.
 * Stage: rules. In: a call. Out: its value. Only algorithms that are not broken are offered, and the checker refuses personal data: whoever has all phone numbers can
 * undo a plain hash of one. */
#include "expr/functions.h"

#include <sodium.h>

fr_value fn_digest(fr_call *c)
{
	unsigned char sum[crypto_hash_sha512_BYTES];
	char text[sodium_base64_ENCODED_LEN(sizeof sum, sodium_base64_VARIANT_ORIGINAL) + sizeof sum];
	fr_str source = fr_call_text(c, 0), how = fr_call_text(c, 1), form = fr_call_text(c, 2);
	const unsigned char *bytes = (const unsigned char *)(source.n ? source.p : "");
	size_t n;
	if (fr_str_is(how, "SHA-256")) {
		crypto_hash_sha256(sum, bytes, source.n);
		n = crypto_hash_sha256_BYTES;
	} else if (fr_str_is(how, "SHA-512")) {
		crypto_hash_sha512(sum, bytes, source.n);
		n = crypto_hash_sha512_BYTES;
	} else
		return fr_value_empty();
	if (fr_str_is(form, "hex"))
		sodium_bin2hex(text, sizeof text, sum, n);
	else if (form.n == 0 || fr_str_is(form, "base64"))
		sodium_bin2base64(text, sizeof text, sum, n, sodium_base64_VARIANT_ORIGINAL);
	else
		return fr_value_empty();
	return fr_call_copy(c, fr_str_from(text));
}
