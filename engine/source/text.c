/* Text: which encoding, and conversion to UTF-8.
 * Stage: rows. In: bytes. Out: UTF-8. Conversion is iconv's of the C library (with encodings named, so that the locale plays no part). */
#include "source/text.h"
#include "formrule/codes.h"

#include <errno.h>
#include <stdio.h>

/* So many characters of three bytes that fit UTF-8 by chance do not happen in another encoding. */
#define EVIDENCE 256
#define WINDOW FR_HEAD_BYTES

/* Bytes at the end of p[0, n) that begin a UTF-8 character without ending it. */
static size_t cut_off(const char *p, size_t n)
{
	for (size_t back = 1; back <= 3 && back <= n; back++) {
		unsigned char c = (unsigned char)p[n - back];
		if ((c & 0xC0) == 0x80)
			continue;
		size_t needs = c >= 0xF0 ? 4 : c >= 0xE0 ? 3 : c >= 0xC2 ? 2 : 1;
		return needs > back ? back : 0;
	}
	return 0;
}

/* Counts characters of three bytes and more that are valid UTF-8, as all Chinese ones are, and places that are not valid. Two bytes prove little: one in seven
 * Chinese characters of GB18030 looks like that. */
static void weigh(fr_str s, size_t *good, size_t *bad)
{
	bool sound = true;
	for (size_t at = 0; at < s.n;) {
		uint32_t cp;
		size_t n = fr_utf8_decode(s, at, &cp);
		*good += n > 2;
		*bad += n == 0 && sound;
		sound = n != 0;
		at += n ? n : 1;
	}
}

/* UTF-8 when nothing speaks against it; damaged UTF-8 when nearly nothing does; else GB18030. */
static fr_status judge(fr_text *text, char *window, size_t most, fr_error *error)
{
	size_t good = 0, bad = 0, n;
	uint64_t offset = 0;
	do {
		fr_status status = fr_bytes_at(text->bytes, offset, window, most, &n, error);
		if (status != FR_OK)
			return status;
		size_t whole = n - (n == most ? cut_off(window, n) : 0);
		weigh(fr_str_of(window, whole), &good, &bad);
		offset += whole ? whole : n;
	} while (n == most && bad == 0 && good < EVIDENCE);
	text->encoding = bad == 0 || (good >= 8 && good / 8 >= bad) ? FR_ENCODING_UTF8 : FR_ENCODING_GB18030;
	return FR_OK;
}

static fr_status skip(fr_text *text, size_t n, fr_error *error)
{
	char unused[4];
	size_t got;
	text->offset = n;
	return n ? fr_bytes_read(text->bytes, unused, n, &got, error) : FR_OK;
}

static fr_status convert(fr_text *text, fr_error *error)
{
	static const char *const names[] = {NULL, "GB18030", "UTF-16LE", "UTF-16BE"};
	if (text->encoding == FR_ENCODING_UTF8)
		return FR_OK;
	text->converter = iconv_open("UTF-8", names[text->encoding]);
	if (text->converter == (iconv_t)-1)
		return fr_fail(error, FR_E_UNSUPPORTED, FR_SOURCE_CONVERTER, text->bytes->path, names[text->encoding], NULL);
	text->replaced = true; /* nobody looks */
	text->raw = fr_alloc(&text->allocator, text->block + sizeof text->held);
	return text->raw ? FR_OK : fr_fail(error, FR_E_MEMORY, FR_MEMORY, NULL);
}

fr_status fr_text_open(fr_text *text, const fr_allocator *allocator, fr_bytes *bytes, size_t block, bool portable, fr_error *error)
{
	*text = (fr_text){
		.allocator = *allocator, .bytes = bytes, .scan = fr_scan_choose(portable), .block = block, .converter = (iconv_t)-1};
	const unsigned char *h = (const unsigned char *)bytes->head;
	size_t n = bytes->head_n, mark = 0;
	fr_status status = FR_OK;
	if (n >= 3 && h[0] == 0xEF && h[1] == 0xBB && h[2] == 0xBF)
		mark = 3;
	else if (n >= 2 && h[0] == 0xFF && h[1] == 0xFE)
		mark = 2, text->encoding = FR_ENCODING_UTF16LE;
	else if (n >= 2 && h[0] == 0xFE && h[1] == 0xFF)
		mark = 2, text->encoding = FR_ENCODING_UTF16BE;
	else if (n >= 4 && h[0] == 0x84 && h[1] == 0x31 && h[2] == 0x95 && h[3] == 0x33)
		mark = 4, text->encoding = FR_ENCODING_GB18030;
	else {
		size_t most = bytes->size && bytes->size < WINDOW ? (size_t)bytes->size + 1 : WINDOW;
		char *window = fr_alloc(allocator, most);
		if (!window)
			return fr_fail(error, FR_E_MEMORY, FR_MEMORY, NULL);
		status = judge(text, window, most, error);
		fr_release(allocator, window);
	}
	if (status == FR_OK)
		status = skip(text, mark, error);
	return status == FR_OK ? convert(text, error) : status;
}

fr_status fr_text_open_as(
	fr_text *text, const fr_allocator *allocator, fr_bytes *bytes, size_t block, fr_encoding encoding, fr_error *error)
{
	*text = (fr_text){.allocator = *allocator,
		.bytes = bytes,
		.scan = fr_scan_choose(false),
		.encoding = encoding,
		.block = block,
		.strict = true,
		.converter = (iconv_t)-1};
	return convert(text, error);
}

void fr_text_close(fr_text *text)
{
	if (text->converter != (iconv_t)-1)
		iconv_close(text->converter);
	fr_release(&text->allocator, text->raw);
	text->raw = NULL;
	text->converter = (iconv_t)-1;
}

/* Two bytes can become three (GB18030, UTF-16). */
size_t fr_text_room(const fr_text *text) { return (text->block + sizeof text->held) * (text->encoding == FR_ENCODING_UTF8 ? 1 : 2); }

static fr_status broken(const fr_text *text, fr_error *error)
{
	static const char *const names[] = {"UTF-8", "UTF-8 / GB18030", "UTF-16", "UTF-16"};
	char place[32];
	snprintf(place, sizeof place, "%llu", (unsigned long long)text->offset + 1);
	return fr_fail(error, FR_E_FORMAT, text->broken, text->bytes->path, place, names[text->encoding], NULL);
}

fr_status fr_text_refuse(fr_text *text, fr_error *error)
{
	text->broken = FR_SOURCE_ENCODING;
	text->offset = text->hurt_at;
	return broken(text, error);
}

/* The next n bytes are no character. */
static void hurt(fr_text *text, size_t n)
{
	if (!text->damaged)
		text->hurt_at = text->offset;
	if (text->strict || text->damaged >= FR_TEXT_DAMAGE_MOST)
		text->broken = FR_SOURCE_ENCODING;
	text->hurt = n;
	text->replaced = true;
	text->damaged += n;
}

static void give_replacement(fr_text *text, char *into, size_t *n)
{
	*n = sizeof FR_REPLACEMENT - 1;
	memcpy(into, FR_REPLACEMENT, *n);
	text->offset += text->hurt;
	text->raw_at += text->hurt;
	text->hurt = 0;
}

/* Valid bytes of p[0, n), to be followed by what the next call is to say. */
static size_t valid_utf8(fr_text *text, const char *p, size_t n)
{
	size_t bad = text->scan.invalid(p, n, &text->replaced);
	text->offset += bad < n ? bad : n;
	if (bad == SIZE_MAX)
		return n;
	if (p[bad])
		hurt(text, 1);
	else
		text->broken = FR_SOURCE_NUL;
	return bad;
}

static fr_status read_utf8(fr_text *text, char *into, size_t *n, fr_error *error)
{
	size_t got = 0;
	if (text->raw_at < text->raw_n) {
		*n = valid_utf8(text, text->raw + text->raw_at, text->raw_n - text->raw_at);
		memcpy(into, text->raw + text->raw_at, *n);
		text->raw_at += *n;
		return FR_OK;
	}
	if (text->held_n)
		memcpy(into, text->held, text->held_n);
	fr_status status = fr_bytes_read(text->bytes, into + text->held_n, text->block, &got, error);
	if (status != FR_OK)
		return status;
	size_t have = text->held_n + got, whole = got ? have - cut_off(into, have) : have;
	text->held_n = have - whole;
	memcpy(text->held, into + whole, text->held_n);
	*n = valid_utf8(text, into, whole);
	if (text->hurt) { /* what follows is kept, since replacing makes it longer */
		if (!text->raw && !(text->raw = fr_alloc(&text->allocator, text->block + sizeof text->held)))
			return fr_fail(error, FR_E_MEMORY, FR_MEMORY, NULL);
		memcpy(text->raw, into + *n, whole - *n);
		text->raw_at = 0;
		text->raw_n = whole - *n;
	}
	return have == 0 ? FR_END : FR_OK;
}

/* Offset of the first NUL character of an encoding, or n. */
static size_t nul_at(const char *p, size_t n, fr_encoding encoding)
{
	if (encoding == FR_ENCODING_GB18030) {
		const char *nul = n ? memchr(p, 0, n) : NULL;
		return nul ? (size_t)(nul - p) : n;
	}
	for (size_t i = 0; i + 1 < n; i += 2)
		if (!p[i] && !p[i + 1])
			return i;
	return n;
}

static fr_status next_block(fr_text *text, fr_error *error)
{
	size_t got = 0;
	memcpy(text->raw, text->held, text->held_n);
	fr_status status = fr_bytes_read(text->bytes, text->raw + text->held_n, text->block, &got, error);
	text->raw_at = 0;
	text->raw_n = text->held_n + got;
	text->held_n = 0;
	text->last = got == 0;
	return status;
}

static fr_status read_converted(fr_text *text, char *into, size_t *n, fr_error *error)
{
	fr_status status = text->raw_at < text->raw_n ? FR_OK : next_block(text, error);
	size_t have = text->raw_n - text->raw_at;
	if (status != FR_OK || have == 0)
		return status == FR_OK ? FR_END : status;
	char *in = text->raw + text->raw_at, *out = into;
	size_t clean = nul_at(in, have, text->encoding), in_left = clean, out_left = fr_text_room(text);
	size_t done = iconv(text->converter, &in, &in_left, &out, &out_left);
	bool cut = done == (size_t)-1 && errno == EINVAL && !text->last && clean == have;
	size_t unit = text->encoding == FR_ENCODING_GB18030 ? 1 : 2;
	text->offset += clean - in_left;
	text->raw_at += clean - in_left;
	*n = (size_t)(out - into);
	if (cut) {
		text->held_n = in_left;
		memcpy(text->held, in, in_left);
		text->raw_at = text->raw_n;
	} else if (done == (size_t)-1)
		hurt(text, in_left < unit ? in_left : unit);
	else if (clean < have)
		text->broken = FR_SOURCE_NUL;
	return FR_OK;
}

fr_status fr_text_read(fr_text *text, char *into, size_t *n, fr_error *error)
{
	for (;;) { /* a small block may hold no whole character */
		if (text->broken)
			return broken(text, error);
		fr_status status = FR_OK;
		if (text->hurt)
			give_replacement(text, into, n);
		else
			status =
				text->encoding == FR_ENCODING_UTF8 ? read_utf8(text, into, n, error) : read_converted(text, into, n, error);
		if (status != FR_OK || *n)
			return status;
	}
}
