/* Values: what a cell means once its field's type is known, and back to text.
 * Stage: values. In: cells. Out: typed values, or the code of what is wrong with a proposed repair. */
#ifndef FR_VALUE_H
#define FR_VALUE_H

#include "base/base.h"
#include "formrule/codes.h"

/* A moment in civil terms: milliseconds since 1970-01-01T00:00 on the local clock, and that clock's offset from UTC in minutes.
 * The instant is local_ms - offset_min * 60000. */
typedef struct fr_stamp {
	int64_t local_ms;
	int32_t offset_min;
} fr_stamp;
#define FR_DAY_MS INT64_C(86400000)
static inline int64_t fr_stamp_utc(fr_stamp s) { return s.local_ms - (int64_t)s.offset_min * 60000; }

typedef enum fr_kind {
	FR_KIND_EMPTY = 0, /* no value; "" in expressions */
	FR_KIND_BOOLEAN,
	FR_KIND_NUMBER,
	FR_KIND_STRING, /* choices too: their name; several: names separated by one space */
	FR_KIND_DATE, /* stamp.local_ms is a multiple of a day */
	FR_KIND_DATETIME,
	FR_KIND_TIME, /* stamp.local_ms within one day */
	FR_KIND_LIST /* of values, from a repeat or several fields */
} fr_kind;

typedef struct fr_value fr_value;
struct fr_value {
	fr_kind kind;
	union {
		bool boolean;
		double number;
		fr_str string;
		fr_stamp stamp;
		struct {
			const fr_value *items;
			size_t n;
		} list;
	};
};

static inline fr_value fr_value_empty(void) { return (fr_value){.kind = FR_KIND_EMPTY}; }
static inline fr_value fr_value_bool(bool b) { return (fr_value){.kind = FR_KIND_BOOLEAN, .boolean = b}; }
static inline fr_value fr_value_number(double x) { return (fr_value){.kind = FR_KIND_NUMBER, .number = x}; }
static inline fr_value fr_value_string(fr_str s) { return (fr_value){.kind = FR_KIND_STRING, .string = s}; }

/* The same into a place, member by member: a whole value made elsewhere and copied would have to wait for its own bytes, and this is done for every cell. */
static inline void fr_value_set_empty(fr_value *v) { v->kind = FR_KIND_EMPTY; }
static inline void fr_value_set_bool(fr_value *v, bool b)
{
	v->kind = FR_KIND_BOOLEAN;
	v->boolean = b;
}
static inline void fr_value_set_number(fr_value *v, double x)
{
	v->kind = FR_KIND_NUMBER;
	v->number = x;
}
static inline void fr_value_set_string(fr_value *v, fr_str s)
{
	v->kind = FR_KIND_STRING;
	v->string = s;
}
static inline void fr_value_set_stamp(fr_value *v, fr_kind kind, int64_t local_ms, int32_t offset_min)
{
	v->kind = kind;
	v->stamp.local_ms = local_ms;
	v->stamp.offset_min = offset_min;
}

/* Types of fields, names as in XLSForm. */
typedef enum fr_type {
	FR_TYPE_STRING = 0,
	FR_TYPE_INTEGER,
	FR_TYPE_DECIMAL,
	FR_TYPE_BOOLEAN,
	FR_TYPE_DATE,
	FR_TYPE_TIME,
	FR_TYPE_DATETIME,
	FR_TYPE_SELECT_ONE,
	FR_TYPE_SELECT_MULTIPLE,
	FR_TYPE_RANGE, /* a number between start and end in steps */
	FR_TYPE_CALCULATE, /* computed, any kind */
	FR_TYPE_NOTE, /* text for people, no value */
	FR_TYPE_COUNT
} fr_type;
const char *fr_type_name(fr_type type); /* "select_one" */
bool fr_type_from_name(fr_str name, fr_type *out);

/* Reads a cell as the scalar type says (choices are matched by record/, which knows the list: here they give their trimmed text in normal width).
 * Text is trimmed; only text all of full-width ASCII forms with a letter or digit among them (ＫＨ００１, １３８＊＊＊＊５６７８) is brought to normal width, prose stays as written.
 * A number cell read as text gives its digits (13812345678, never an exponent), with the zeros the sheet shows (007). FR_TYPE_CALCULATE takes the cell's own kind.
 * People's spellings are understood: full-width digits and punctuation, 2023/10/1, 2023年10月1日 14:30, 2023-10-01T14:30, serial numbers, 1,234.5, 是/否/yes/no/true/false/1/0.
 * offset_min: the run's zone. *out lives in arena or borrows from cell. Returns FR_CODE_NONE, or an FR_WRONG_… code; then *repair (may be NULL) proposes a text,
 * empty when none (2023-10-1014:30 → 2023-10-10 14:30). An empty or blank cell gives FR_KIND_EMPTY and FR_CODE_NONE. An error cell gives FR_ERROR_CELL.
 * Moments with an offset are brought to the run's zone. FR_MEMORY when memory is refused. Number cells that look like a year (1900 to 2100) are no dates. */
fr_code fr_value_read(fr_type type, const fr_cell *cell, int32_t offset_min, fr_arena *arena, fr_value *out, fr_str *repair);

/* The same for text, not empty, that is written as programs write it and most people (quick.c); false says nothing about other spellings.
 * A string that is its own value; clean: it is known to hold no U+FFFD. A number of digits only. A date, or with time a date-time, as milliseconds of the local clock. */
bool fr_quick_text(fr_str s, bool clean);
bool fr_quick_number(fr_str s, double *out);
bool fr_quick_moment(fr_str s, bool time, int64_t *out);

/* Full-width ASCII forms and the ideographic space to ASCII, U+30FB U+2022 U+2027 to U+00B7 left alone; gives s itself when nothing changes. .p NULL when memory is refused. */
fr_str fr_normalize_width(fr_arena *arena, fr_str s);

/* ISO 8601 as ODK writes it: 2023-10-01, 2023-10-01T14:30:00.000+08:00, 14:30:00.000+08:00. Missing offsets are offset_min. False when it is not one. */
bool fr_iso_date(fr_str s, int32_t offset_min, fr_stamp *out);
bool fr_iso_datetime(fr_str s, int32_t offset_min, fr_stamp *out); /* a date alone is its midnight */
bool fr_iso_time(fr_str s, int32_t offset_min, fr_stamp *out);

/* How people read it in a sheet: 2023-10-01, 2023-10-01 14:30 (seconds and milliseconds only when not 0), 14:30, 4.33 (15 digits, as sheets show; NaN nothing), true/false
 * (是/否 is left to labels), lists joined by ", ". */
void fr_value_show(const fr_value *value, fr_buf *out);
/* Serial day as sheets count, 1899-12-30 = 0. fr_stamp_serial is for dates and date-times; fr_value_serial also knows times (fraction of a day); other kinds give NaN.
 * From a serial: to the nearest millisecond; what lies outside the years 1 to 9999 gives the nearest moment inside (NaN the first). */
#define FR_SERIAL_FIRST INT64_C(-693593) /* 0001-01-01 */
#define FR_SERIAL_LAST INT64_C(2958465) /* 9999-12-31 */
double fr_stamp_serial(fr_stamp stamp);
double fr_value_serial(const fr_value *value);
fr_stamp fr_stamp_from_serial(double serial, int32_t offset_min);

#endif
