/* UTF-8: decoding, encoding, counting.
 * Stage: none. In: bytes. Out: code points and offsets. Well-formedness as in Unicode 15, table 3-7. */
#include "base/base.h"

size_t fr_utf8_decode(fr_str s, size_t at, uint32_t *cp)
{
	const unsigned char *p = (const unsigned char *)s.p + at;
	size_t left = s.n - at;
	*cp = 0xFFFD;
	if (p[0] < 0x80) {
		*cp = p[0];
		return 1;
	}
	if (p[0] < 0xC2 || p[0] > 0xF4)
		return 0;
	size_t n = p[0] < 0xE0 ? 2 : p[0] < 0xF0 ? 3 : 4;
	if (left < n)
		return 0;
	/* The second byte's range rules out overlong forms, surrogates and what lies beyond U+10FFFF. */
	unsigned low = p[0] == 0xE0 ? 0xA0 : p[0] == 0xF0 ? 0x90 : 0x80;
	unsigned high = p[0] == 0xED ? 0x9F : p[0] == 0xF4 ? 0x8F : 0xBF;
	if (p[1] < low || p[1] > high)
		return 0;
	uint32_t value = p[0] & (0xFFu >> (n + 1));
	for (size_t i = 1; i < n; i++) {
		if ((p[i] & 0xC0) != 0x80)
			return 0;
		value = value << 6 | (p[i] & 0x3F);
	}
	*cp = value;
	return n;
}

size_t fr_utf8_encode(uint32_t cp, char out[4])
{
	if (cp > 0x10FFFF || (cp >= 0xD800 && cp <= 0xDFFF))
		cp = 0xFFFD;
	if (cp < 0x80) {
		out[0] = (char)cp;
		return 1;
	}
	size_t n = cp < 0x800 ? 2 : cp < 0x10000 ? 3 : 4;
	for (size_t i = n - 1; i > 0; i--, cp >>= 6)
		out[i] = (char)(0x80 | (cp & 0x3F));
	out[0] = (char)((n == 2 ? 0xC0 : n == 3 ? 0xE0 : 0xF0) | cp);
	return n;
}

size_t fr_utf8_invalid(fr_str s)
{
	for (size_t at = 0; at < s.n;) {
		uint64_t eight;
		if (s.n - at >=
			sizeof eight) { /* most bytes of most files are plain ASCII runs or whole Chinese text; skip the former fast */
			memcpy(&eight, s.p + at, sizeof eight);
			if (!(eight & UINT64_C(0x8080808080808080))) {
				at += sizeof eight;
				continue;
			}
		}
		uint32_t cp;
		size_t n = fr_utf8_decode(s, at, &cp);
		if (n == 0)
			return at;
		at += n;
	}
	return SIZE_MAX;
}

size_t fr_utf8_length(fr_str s)
{
	size_t at = 0, continued = 0;
	for (; s.n - at >= 8; at += 8) { /* a byte 10xxxxxx goes on with a character: bit 7 set, bit 6 clear */
		uint64_t eight;
		memcpy(&eight, s.p + at, sizeof eight);
		uint64_t ones = eight >> 7 & ~eight >> 6 & UINT64_C(0x0101010101010101);
		continued += ones * UINT64_C(0x0101010101010101) >> 56;
	}
	for (; at < s.n; at++)
		continued += ((unsigned char)s.p[at] & 0xC0) == 0x80;
	return s.n - continued;
}

size_t fr_utf8_offset(fr_str s, size_t index)
{
	size_t at = 0;
	while (at < s.n) {
		if (((unsigned char)s.p[at] & 0xC0) != 0x80 && index-- == 0)
			break;
		at++;
	}
	return at;
}
