/* The package of XLSX copies: which parts are changed, new or gone, and what the package says of its parts.
 * Stage: outputs. In: changes. Out: a package in which everything else lies as it lay. Source: ECMA-376 part 2 (content types, relationships). */
#ifndef FR_SINK_SHEETML_PACKAGE_H
#define FR_SINK_SHEETML_PACKAGE_H

#include "sink/copying.h"
#include "source/xlsx.h"

typedef struct book_change {
	struct book_change *next;
	const char *name;
	fr_scratch *scratch; /* what stands in it now; NULL: it is gone */
	const char *type; /* its content type when it is new; NULL: it was there */
} book_change;

/* One more relation, or one fewer. */
typedef struct book_relation {
	struct book_relation *next;
	const char *base; /* part it belongs to */
	const char *id, *kind, *part; /* part NULL: the one of that id goes */
} book_relation;

typedef struct book_copy {
	const copy_job *job;
	fr_zip *zip;
	fr_xlsx_book book;
	fr_arena arena;
	book_change *changes;
	book_relation *relations;
	bool strict, boxes; /* boxes: VML drawings must be among the content types */
} book_copy;

fr_status book_text(const copy_job *job, const fr_buf *text, fr_scratch **out, fr_error *error);
/* Each false when memory is refused. scratch is taken over. */
bool book_change_part(book_copy *copy, const char *name, fr_scratch *scratch, const char *type);
bool book_add_relation(book_copy *copy, const char *base, const char *id, const char *kind, const char *part);
/* A name of a part that is not used yet: folder/stem1.ending and so on. NULL when memory is refused. */
const char *book_new_name(book_copy *copy, const char *stem, const char *ending);
/* Writes the package. */
fr_status book_write(book_copy *copy, fr_error *error);
void book_free(book_copy *copy);

#define BOOK_RELATION "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
#define BOOK_RELATION_STRICT "http://purl.oclc.org/ooxml/officeDocument/relationships"
#define BOOK_TYPE(name) "application/vnd.openxmlformats-officedocument.spreadsheetml." name "+xml"

/* copy-xlsx-masked.c: only what is understood goes along. */
fr_status book_write_masked(book_copy *copy, fr_error *error);

#endif
