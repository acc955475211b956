/* Records: the state of a reader of record XML, between what the parser says (records_element.c) and what is given out (records.c).
 * Stage: rows. In: elements. Out: rows. */
#ifndef FR_SOURCE_RECORDS_H
#define FR_SOURCE_RECORDS_H

#include "source/markup.h"
#include "source/records_names.h"

/* What an element is that holds elements. */
typedef enum fr_frame_kind { FR_FRAME_RECORD, FR_FRAME_ROW, FR_FRAME_GROUP, FR_FRAME_ABOUT } fr_frame_kind;

typedef struct fr_frame {
	fr_frame_kind kind;
	size_t table; /* what stands in it is of */
	fr_element *element, *last; /* itself, and the last one met in it */
} fr_frame;

typedef struct fr_row_cells {
	fr_cell *items; /* until the record is whole the number of a text is where it begins */
	size_t count, capacity;
} fr_row_cells;

typedef struct fr_nested {
	size_t table, line, first, count;
} fr_nested;

#define FR_BATCH_ATTRIBUTES 5
extern const char *const fr_batch_attributes[]; /* the form and its version first */

typedef struct fr_records {
	fr_allocator allocator;
	fr_limits limits;
	fr_bytes *bytes;
	fr_part part;
	fr_markup markup;
	bool submission;
	fr_names names;
	fr_element record; /* stands for any record */
	fr_element *id, *version;
	unsigned prefixes; /* in force at the root */
	fr_str about[FR_BATCH_ATTRIBUTES], property;

	fr_element *value; /* the element at hand, a value until elements turn up in it; NULL between values */
	size_t value_at, value_line; /* where its text begins; its line where that was worth asking for, or 0 */
	bool spoilt; /* it holds elements all the same */
	fr_frame *frames;
	size_t frame_n, frame_capacity;
	fr_buf text; /* of all values of the record */
	fr_row_cells own, below; /* of the record; of the rows of its repeats, one row after the other */
	fr_nested *rows;
	size_t row_n, row_capacity;
	size_t count, line; /* records so far; where this one begins */

	bool whole, ended; /* the record at hand has ended; so has the file */
	size_t given; /* rows of it that were given out */
} fr_records;

/* What the parser says; user is the reader. */
void fr_records_start(void *user, fr_name name, const char **attributes);
void fr_records_end(void *user, fr_name name);
void fr_records_text(void *user, const char *p, size_t n);

#endif
