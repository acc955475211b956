/* Base: strings, arena, growing buffer, UTF-8, civil dates, errors. Everything else stands on this.
 * Stage: none. In: bytes and sizes. Out: memory and views with stated lifetimes. */
#ifndef FR_BASE_H
#define FR_BASE_H

#include "formrule/types.h"

#include <string.h>

/* ---- strings: borrowed views ---- */

#define FR_STR(literal) ((fr_str){(literal), sizeof(literal) - 1})
static inline fr_str fr_str_from(const char *z) { return (fr_str){z, z ? strlen(z) : 0}; }
static inline fr_str fr_str_of(const char *p, size_t n) { return (fr_str){p, n}; }
static inline bool fr_str_eq(fr_str a, fr_str b) { return a.n == b.n && (a.n == 0 || memcmp(a.p, b.p, a.n) == 0); }
static inline bool fr_str_is(fr_str a, const char *z) { return fr_str_eq(a, fr_str_from(z)); }
/* Bytes of the beginning, middle and end of a text that is not empty, as two words: cheap to hash and to compare. Up to 12 bytes they and its length tell it from every other
 * one. */
#define FR_STR_WORDS 12
static inline void fr_str_words(fr_str s, uint64_t words[2])
{
	uint32_t part[3];
	if (s.n >= 4) {
		memcpy(&part[0], s.p, 4);
		memcpy(&part[1], s.p + s.n - 4, 4);
		memcpy(&part[2], s.p + s.n / 2 - 2, 4);
		words[0] = part[0] | (uint64_t)part[1] << 32;
		words[1] = part[2];
	} else {
		words[0] = (unsigned char)s.p[0] | (uint64_t)(unsigned char)s.p[s.n / 2] << 8 | (uint64_t)(unsigned char)s.p[s.n - 1] << 16;
		words[1] = 0;
	}
}
/* Thirty-two bits of them and of the length, well mixed. */
static inline uint32_t fr_str_words_hash(fr_str s, const uint64_t words[2])
{
	uint64_t h = (words[0] ^ s.n) * UINT64_C(0xD6E8FEB86659FD93);
	h = (h ^ h >> 32 ^ words[1]) * UINT64_C(0x9E3779B97F4A7C15);
	return (uint32_t)(h >> 32);
}
/* Bytewise order, which for UTF-8 is code point order. */
int fr_str_cmp(fr_str a, fr_str b);
bool fr_str_starts(fr_str s, fr_str prefix);
bool fr_str_ends(fr_str s, fr_str suffix);
/* Byte offset of needle, or SIZE_MAX. An empty needle is found at 0. */
size_t fr_str_find(fr_str s, fr_str needle);
/* Without leading and trailing white space (ASCII, U+00A0, U+3000, U+FEFF). */
fr_str fr_str_trim(fr_str s);

/* ---- allocation ---- */

extern const fr_allocator fr_system_allocator;
/* All give NULL on refusal; size 0 is never asked for. */
void *fr_alloc(const fr_allocator *a, size_t size);
void *fr_resize(const fr_allocator *a, void *block, size_t size);
void fr_release(const fr_allocator *a, void *block);

/* ---- arena: many small things with one lifetime ---- */

typedef struct fr_arena_block fr_arena_block;
typedef struct fr_arena_duty fr_arena_duty;
typedef struct fr_arena {
	fr_allocator allocator;
	fr_arena_block *head; /* newest first */
	fr_arena_duty *duties; /* newest first */
	size_t used, ceiling; /* bytes given out in all; ceiling 0: none */
} fr_arena;

void fr_arena_init(fr_arena *arena, const fr_allocator *allocator, size_t ceiling);
/* Zeroed, aligned for any type; NULL when refused or over the ceiling. size 0 gives a unique non-NULL pointer. */
void *fr_arena_alloc(fr_arena *arena, size_t size);
#define FR_ARENA_NEW(arena, type) ((type *)fr_arena_alloc((arena), sizeof(type)))
#define FR_ARENA_ARRAY(arena, type, count) ((type *)fr_arena_array((arena), sizeof(type), (count)))
void *fr_arena_array(fr_arena *arena, size_t size, size_t count); /* NULL on overflow too */
/* A copy that ends in NUL (not counted in n). .p is NULL when refused. */
fr_str fr_arena_str(fr_arena *arena, fr_str s);
/* run(subject) will be called when the arena forgets what it gave out, for what is held outside of it. False when memory is refused: nothing will be called. */
bool fr_arena_defer(fr_arena *arena, void (*run)(void *subject), void *subject);
/* Where an arena stands; rewinding forgets what was given out since. */
typedef struct fr_arena_mark {
	fr_arena_block *head;
	fr_arena_duty *duties;
	size_t in_block, used;
} fr_arena_mark;
fr_arena_mark fr_arena_here(const fr_arena *arena);
void fr_arena_rewind(fr_arena *arena, fr_arena_mark mark);
/* Forgets everything given out, keeps one block for reuse. */
void fr_arena_reset(fr_arena *arena);
void fr_arena_free(fr_arena *arena);

/* ---- buffer: text that grows up to a ceiling; the first refusal is remembered, so append freely and look once at the end ---- */

typedef struct fr_buf {
	fr_allocator allocator;
	char *p; /* NULL while empty; never ended by NUL unless fr_buf_z was called */
	size_t n, capacity, ceiling;
	bool failed; /* memory refused or ceiling reached: contents are incomplete */
} fr_buf;

void fr_buf_init(fr_buf *buf, const fr_allocator *allocator, size_t ceiling);
void fr_buf_free(fr_buf *buf);
void fr_buf_wipe(fr_buf *buf); /* frees too; for what must not stay in memory. Reserve first: blocks it grew out of are not wiped */
static inline void fr_buf_clear(fr_buf *buf)
{
	buf->n = 0;
	buf->failed = false;
}
bool fr_buf_reserve(fr_buf *buf, size_t extra);
void fr_buf_add(fr_buf *buf, const char *p, size_t n);
static inline void fr_buf_str(fr_buf *buf, fr_str s) { fr_buf_add(buf, s.p, s.n); }
static inline void fr_buf_puts(fr_buf *buf, const char *z) { fr_buf_add(buf, z, strlen(z)); }
void fr_buf_byte(fr_buf *buf, char c);
void fr_buf_utf8(fr_buf *buf, uint32_t code_point);
void fr_buf_printf(fr_buf *buf, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* Ends the contents with NUL (not counted) and gives them; "" when nothing or failed. */
const char *fr_buf_z(fr_buf *buf);
static inline fr_str fr_buf_view(const fr_buf *buf) { return (fr_str){buf->p, buf->n}; }

/* Text put into a caller's buffer by the rule of the public API: cut at a character border, ended by NUL, whole size returned. */
size_t fr_text_out(fr_str text, char *buffer, size_t capacity);

/* ---- UTF-8 ---- */

#define FR_REPLACEMENT "\xEF\xBF\xBD" /* U+FFFD */
/* Decodes the character at s.p[at] (at < s.n); returns its bytes (1–4) and sets *cp. Invalid input gives 0 and U+FFFD. Surrogates and overlong forms are invalid. */
size_t fr_utf8_decode(fr_str s, size_t at, uint32_t *cp);
/* Bytes written to out (1–4); U+FFFD for what is no scalar value. */
size_t fr_utf8_encode(uint32_t cp, char out[4]);
/* Offset of the first invalid byte, or SIZE_MAX when all of s is valid. */
size_t fr_utf8_invalid(fr_str s);
/* Characters (code points) in valid UTF-8. */
size_t fr_utf8_length(fr_str s);
/* Byte offset of character index (s.n when past the end). */
size_t fr_utf8_offset(fr_str s, size_t index);

/* ---- civil dates, proleptic Gregorian, no time zone (H. Hinnant, chrono-compatible low-level date algorithms) ---- */

#define FR_SERIAL_EPOCH 25569 /* days from 1899-12-30 to 1970-01-01 */
int64_t fr_days_from_civil(int64_t year, unsigned month, unsigned day); /* days since 1970-01-01 */
void fr_civil_from_days(int64_t days, int64_t *year, unsigned *month, unsigned *day);
/* True when the date exists (month 1–12, day within the month, year 1–9999). */
bool fr_civil_valid(int64_t year, unsigned month, unsigned day);

/* ---- numbers: independent of the C locale ---- */

/* Shortest decimal text that reads back as the same double, plain notation as XPath writes it (no exponent for |x| < 1e21); out needs 400 bytes. Returns the bytes written. */
size_t fr_number_write(double x, char out[400]);
/* Decimal number: optional sign, digits, optional point and digits; optional exponent when allowed. The whole of s must match. */
bool fr_number_read(fr_str s, bool exponent, double *out);
/* Rounds half away from zero on the decimal value people see: 15 significant digits first, as spreadsheets do. 2.675 to 2 places is 2.68. places may be negative. */
double fr_number_round(double x, int places);

/* ---- errors ---- */

/* Fills *error (may be NULL) with status and code and copies up to 4 arguments (NULL ends them); returns status. Long arguments are cut at a character border. */
fr_status fr_fail(fr_error *error, fr_status status, int code, ...) __attribute__((sentinel));
/* As fr_fail with views as arguments. */
fr_status fr_fail_str(fr_error *error, fr_status status, int code, fr_str a, fr_str b);
void fr_error_at(fr_error *error, const char *source, size_t line, size_t column); /* adds a place; source NULL keeps what is there */

#endif
