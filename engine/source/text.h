/* Text: a file's bytes as UTF-8, whatever encoding they are in.
 * Stage: rows. In: bytes in UTF-8, UTF-16 (with its mark) or GB18030. Out: valid UTF-8 without NUL, whole characters, in blocks. */
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
	char *raw; /* block bytes and those held, before they are converted; NULL for UTF-8 */
	size_t block; /* bytes of the file taken at once */
	char held[8]; /* a character cut off at the end of the last block */
	size_t held_n;
	uint64_t offset; /* of the next byte in the file that was not given out */
	fr_code broken; /* what the next read must say, at offset */
} fr_text;

/* Finds the encoding. A file is UTF-8 when it is valid, or nearly (then reading stops at the damage); else GB18030. */
fr_status fr_text_open(fr_text *text, const fr_allocator *allocator, fr_bytes *bytes, size_t block, bool portable, fr_error *error);
/* In an encoding that is known, with no mark in front. */
fr_status fr_text_open_as(
	fr_text *text, const fr_allocator *allocator, fr_bytes *bytes, size_t block, fr_encoding encoding, fr_error *error);
/* The next characters, at least one, at most what room says; FR_END when there is none. FR_E_FORMAT with file and byte offset when the bytes are no text;
 * everything before them was given out. */
fr_status fr_text_read(fr_text *text, char *into, size_t *n, fr_error *error);
/* Bytes that into must have room for. */
size_t fr_text_room(const fr_text *text);
void fr_text_close(fr_text *text);

#endif
