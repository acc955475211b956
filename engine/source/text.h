/* Text: a file's bytes as UTF-8, whatever encoding they are in.
 * Stage: rows. In: bytes in UTF-8, UTF-16 (with its mark) or GB18030. Out: valid UTF-8 without NUL, whole characters, in blocks; U+FFFD for bytes that are no character, where they
 * are let through. */
#ifndef FR_SOURCE_TEXT_H
#define FR_SOURCE_TEXT_H

#include "source/bytes.h"
#include "source/scan.h"

#include <iconv.h>

typedef enum fr_encoding { FR_ENCODING_UTF8, FR_ENCODING_GB18030, FR_ENCODING_UTF16LE, FR_ENCODING_UTF16BE } fr_encoding;

typedef struct fr_text {
	fr_allocator allocator;
	fr_bytes *bytes;
	fr_scan scan;
	fr_encoding encoding;
	iconv_t converter;
	char *raw; /* block bytes and those held, before they are converted; of UTF-8 what follows damage, else NULL */
	size_t raw_at, raw_n; /* of raw, not given out yet */
	size_t block; /* bytes of the file taken at once */
	bool last; /* the file has no more blocks */
	char held[8]; /* a character cut off at the end of the last block */
	size_t held_n;
	uint64_t offset; /* of the next byte in the file that was not given out */
	bool replaced; /* U+FFFD may stand in what was given out so far */
	fr_code broken; /* what the next read must say, at offset */
	bool strict; /* no damage is let through */
	size_t damaged; /* bytes that were no character so far */
	size_t hurt; /* of them, those that come next */
	uint64_t hurt_at; /* where the first of all was */
} fr_text;

/* So many of them may be let through in a file: more, and it is another encoding, or no text. */
#define FR_TEXT_DAMAGE_MOST 1000

/* Finds the encoding. A file is UTF-8 when it is valid, or nearly (then reading stops at the damage); else GB18030. */
fr_status fr_text_open(fr_text *text, const fr_allocator *allocator, fr_bytes *bytes, size_t block, bool portable, fr_error *error);
/* In an encoding that is known, with no mark in front; no damage is let through. */
fr_status fr_text_open_as(
	fr_text *text, const fr_allocator *allocator, fr_bytes *bytes, size_t block, fr_encoding encoding, fr_error *error);
/* The next characters, at least one, at most what room says; FR_END when there is none. A byte that is no character gives U+FFFD in a call of its own. FR_E_FORMAT with file and byte
 * offset when those are too many, or none is let through, and at a NUL; everything before it was given out. */
fr_status fr_text_read(fr_text *text, char *into, size_t *n, fr_error *error);
/* Says FR_E_FORMAT for the first byte that was no character. */
fr_status fr_text_refuse(fr_text *text, fr_error *error);
/* Bytes that into must have room for. */
size_t fr_text_room(const fr_text *text);
void fr_text_close(fr_text *text);

#endif
