/* Strings: comparing, searching and trimming borrowed views.
 * Stage: none. In: views. Out: views into the same bytes. */
#include "base/base.h"

int fr_str_cmp(fr_str a, fr_str b)
{
	size_t n = a.n < b.n ? a.n : b.n;
	int order = n ? memcmp(a.p, b.p, n) : 0;
	return order ? order : (a.n > b.n) - (a.n < b.n);
}

bool fr_str_starts(fr_str s, fr_str prefix) { return s.n >= prefix.n && fr_str_eq(fr_str_of(s.p, prefix.n), prefix); }

bool fr_str_ends(fr_str s, fr_str suffix)
{
	return s.n >= suffix.n && (suffix.n == 0 || memcmp(s.p + s.n - suffix.n, suffix.p, suffix.n) == 0);
}

size_t fr_str_find(fr_str s, fr_str needle)
{
	if (needle.n == 0)
		return 0;
	const char *hit = s.n ? memmem(s.p, s.n, needle.p, needle.n) : NULL;
	return hit ? (size_t)(hit - s.p) : SIZE_MAX;
}

static bool is_space(uint32_t cp) { return (cp >= 9 && cp <= 13) || cp == ' ' || cp == 0xA0 || cp == 0x3000 || cp == 0xFEFF; }

/* Whether a byte can begin or end white space: ASCII, U+00A0, U+3000, U+FEFF in UTF-8. */
static bool may_space(unsigned char first, unsigned char last)
{
	return first <= ' ' || first == 0xC2 || first == 0xE3 || first == 0xEF || last <= ' ' || last == 0xA0 || last == 0x80 ||
	       last == 0xBF;
}

fr_str fr_str_trim(fr_str s)
{
	if (s.n && !may_space((unsigned char)s.p[0], (unsigned char)s.p[s.n - 1]))
		return s;
	while (s.n) {
		uint32_t cp;
		size_t n = fr_utf8_decode(s, 0, &cp);
		if (!n || !is_space(cp))
			break;
		s.p += n, s.n -= n;
	}
	while (s.n) {
		size_t back = 1;
		while (back < 4 && back < s.n && ((unsigned char)s.p[s.n - back] & 0xC0) == 0x80)
			back++;
		uint32_t cp;
		if (fr_utf8_decode(s, s.n - back, &cp) != back || !is_space(cp))
			break;
		s.n -= back;
	}
	return s;
}

size_t fr_text_out(fr_str text, char *buffer, size_t capacity)
{
	if (capacity == 0)
		return text.n;
	size_t n = text.n;
	if (n > capacity - 1) {
		n = capacity - 1;
		while (n > 0 && ((unsigned char)text.p[n] & 0xC0) == 0x80)
			n--;
	}
	if (n)
		memcpy(buffer, text.p, n);
	buffer[n] = 0;
	return text.n;
}
