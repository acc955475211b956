/* Public types shared by every header: strings, status, allocation, errors.
 * Stage: none (vocabulary). In: nothing. Out: the words all other headers use. */
#ifndef FORMRULE_TYPES_H
#define FORMRULE_TYPES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#if defined(_WIN32)
#define FR_API
#else
#define FR_API __attribute__((visibility("default")))
#endif

/* A borrowed view of UTF-8 text: n bytes at p, not ended by NUL. p may be NULL only when n is 0. */
typedef struct fr_str {
	const char *p;
	size_t n;
} fr_str;

/* Whether the engine could work. Data that breaks a rule is a finding, never a status. */
typedef enum fr_status {
	FR_OK = 0,
	FR_END, /* nothing more to read; not a failure */
	FR_E_ARGUMENT, /* the caller passed something impossible */
	FR_E_MEMORY, /* the allocator refused */
	FR_E_LIMIT, /* input goes beyond a configured limit */
	FR_E_IO, /* the system refused: missing, unreadable, disk full */
	FR_E_FORMAT, /* bytes are not what they claim to be */
	FR_E_FORM, /* the form definition is broken */
	FR_E_UNSUPPORTED, /* understood, but not something this build can do */
	FR_E_CANCELLED /* the caller's progress callback said stop */
} fr_status;

/* realloc-like: size 0 frees; NULL with size > 0 means refusal. user is passed through. */
typedef struct fr_allocator {
	void *(*resize)(void *user, void *block, size_t size);
	void *user;
} fr_allocator;

#define FR_ERROR_ARGS 4
#define FR_ERROR_TEXT 256

/* Why the engine could not work. Plain storage: copy freely, nothing to free. Holds names of files, fields and
 * parts, never a value from a record. Text is made by fr_error_message (messages.h). */
typedef struct fr_error {
	fr_status status;
	int code; /* an fr_code (codes.h) */
	char source[FR_ERROR_TEXT]; /* file as the caller named it, "" when none */
	size_t line, column; /* 1-based, 0 when unknown */
	char excerpt[FR_ERROR_TEXT]; /* the source line for a caret, "" when none */
	char args[FR_ERROR_ARGS][FR_ERROR_TEXT]; /* fill {0}…{3} of the catalogue text */
	char suggestion[FR_ERROR_TEXT]; /* what was probably meant, "" when that is not known */
} fr_error;

/* How bad a finding is. Only FR_LEVEL_ERROR makes a record invalid. */
typedef enum fr_level { FR_LEVEL_INFO = 0, FR_LEVEL_WARNING, FR_LEVEL_ERROR } fr_level;

/* One cell as its program held it. Views live as long as the row they came with. */
typedef enum fr_cell_kind {
	FR_CELL_EMPTY = 0,
	FR_CELL_TEXT, /* text */
	FR_CELL_NUMBER, /* number; text is how it was written where known (else empty) */
	FR_CELL_BOOLEAN, /* number is 0 or 1 */
	FR_CELL_DATE, /* number is the serial day, 1899-12-30 = 0, fraction = time of day */
	FR_CELL_TIME, /* number is the fraction of a day */
	FR_CELL_ERROR /* a formula error; text is its name where known. Of record XML: number is the code of what is wrong with the element (element.twice, element.nested) */
} fr_cell_kind;

typedef struct fr_cell {
	fr_cell_kind kind;
	fr_str text;
	double number;
} fr_cell;

#ifdef __cplusplus
}
#endif
#endif
