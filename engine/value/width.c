/* Width: full-width forms of ASCII as Chinese input methods write them, to ASCII.
 * Stage: values. In: UTF-8 text. Out: the same text, or a copy in an arena. */
#include "value/value.h"

/* U+3000 and U+FF01 … U+FF5E (0xE3 80 80, 0xEF BC 81 … 0xEF BD 9E); 0 for everything else. */
static char narrow(const char *p, size_t left)
{
	const unsigned char *u = (const unsigned char *)p;
	if (left < 3)
		return 0;
	if (u[0] == 0xE3)
		return u[1] == 0x80 && u[2] == 0x80 ? ' ' : 0;
	if (u[0] != 0xEF || (u[1] != 0xBC && u[1] != 0xBD) || u[2] < 0x80 || u[2] > 0xBF)
		return 0;
	unsigned at = (unsigned)(u[1] - 0xBC) * 64 + (u[2] - 0x80u); /* U+FF00 is 0 */
	return at >= 1 && at <= 0x5E ? (char)(' ' + at) : 0;
}

fr_str fr_normalize_width(fr_arena *arena, fr_str s)
{
	size_t at = 0;
	while (at < s.n && ((unsigned char)s.p[at] < 0x80 || !narrow(s.p + at, s.n - at)))
		at++;
	if (at >= s.n)
		return s.p ? s : FR_STR("");
	char *copy = fr_arena_alloc(arena, s.n);
	if (!copy)
		return (fr_str){NULL, 0};
	memcpy(copy, s.p, at);
	size_t n = at;
	while (at < s.n) {
		char c = narrow(s.p + at, s.n - at);
		copy[n++] = c ? c : s.p[at];
		at += c ? 3 : 1;
	}
	return fr_str_of(copy, n);
}
