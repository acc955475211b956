/* Names: the elements of record XML, what columns they are, and which comes after which.
 * Stage: rows. In: names as they are met. Out: columns. Records name their fields mostly in the same order: the next name is guessed and compared, not looked up. */
#ifndef FR_SOURCE_RECORDS_NAMES_H
#define FR_SOURCE_RECORDS_NAMES_H

#include "source/source.h"

#define FR_NO_PLACE SIZE_MAX
#define FR_NAME_MOST 1024 /* bytes of a name */
#define FR_NAMES_SLOTS 1024 /* a power of 2 */

/* What columns are called that hold attributes of a record; no element can be called so. */
#define FR_NAME_ID "@id"
#define FR_NAME_VERSION "@version"

/* A table: the records, or the rows of one repeat. */
typedef struct fr_table_names {
	fr_str repeat;
	fr_cell *cells; /* by column: its name */
	size_t count, capacity;
	size_t told; /* columns the reader's user knows of */
} fr_table_names;

/* An element met in a table. */
typedef struct fr_element fr_element;
struct fr_element {
	const char *raw; /* as it was met first: with its prefix, ended by NUL */
	fr_str key; /* what its column is called */
	size_t table; /* it stands in */
	size_t column; /* of that table, or FR_NO_PLACE: nothing was in it yet */
	size_t rows; /* table of the rows it is one of, or FR_NO_PLACE: none was yet */
	bool value; /* expected to hold a value: elements in it are a fault */
	bool about; /* holds what a submission says about itself */
	fr_element *inner, *next; /* met first in it, and met after it, last time */
	fr_element *chain;
};

typedef struct fr_names {
	fr_arena arena;
	fr_allocator allocator;
	size_t most; /* elements, and columns of all tables */
	size_t elements, columns;
	uint64_t seed;
	fr_table_names *tables; /* the first holds the records */
	size_t table_count, table_capacity;
	fr_element *slots[FR_NAMES_SLOTS];
	bool grown; /* a table has columns its user does not know of */
	fr_code refused; /* why something could not be put in: FR_MEMORY, FR_SOURCE_COLUMNS, FR_SOURCE_TOKEN */
} fr_names;

/* False when memory is refused; free it in any case. */
bool fr_names_init(fr_names *names, const fr_allocator *allocator, size_t most);
void fr_names_free(fr_names *names);
/* The element of that name in a table; new ones are put in. raw NULL: as key. NULL: look at refused. */
fr_element *fr_names_element(fr_names *names, size_t table, fr_str key, const char *raw);
/* The table of rows of a repeat. FR_NO_PLACE: look at refused. */
size_t fr_names_rows(fr_names *names, fr_str repeat);
/* Gives the element a column when it has none. False: look at refused. */
bool fr_names_column(fr_names *names, fr_element *element);

#endif
