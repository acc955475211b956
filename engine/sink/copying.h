/* Copying: what a file format must offer so that copies of its workbooks can be made: annotated, repaired, unsealed, masked.
 * Stage: outputs. In: a workbook, what is to stand on its cells. Out: another workbook, whole or not at all. */
#ifndef FR_SINK_COPYING_H
#define FR_SINK_COPYING_H

#include "sink/copy.h"
#include "sink/package.h"
#include "sink/scratch.h"
#include "source/source.h"

/* What is said at one cell. */
typedef struct copy_note {
	fr_str sheet;
	size_t row, column; /* 1-based */
	fr_level level;
	fr_str text;
	size_t order; /* among those at one cell */
	bool replaces; /* the text takes the place of what the cell holds, instead of being said about it */
} copy_note;

typedef struct copy_job {
	fr_allocator allocator;
	fr_limits limits;
	const char *input, *output;
	const copy_note *notes; /* by sheet, row, column, order */
	size_t count;
	struct copy_feed *feed; /* feed.h: they come while the copy is made; NULL: all are known */
	fr_scratch *content; /* what was made of it so; taken over by who writes the copy; NULL: nothing */
	fr_scrub *scrub; /* NULL: nothing but cells is changed */
	fr_str form; /* what the property that names the form says */
} copy_job;

/* A format: annotate.c chooses by what the input is. */
typedef struct copy_format {
	const char *format; /* as fr_source_format calls it */
	const char *endings; /* of outputs, each before a space */
	fr_status (*write)(const copy_job *job, fr_error *error);
	fr_status (*content)(const copy_job *job, fr_scratch **out,
		fr_error *error); /* the part that takes long, with job->feed; NULL: it is not made before all is known */
} copy_format;
fr_status copy_content_ods(const copy_job *job, fr_scratch **out, fr_error *error);
fr_status copy_write_ods(const copy_job *job, fr_error *error);
fr_status copy_write_fods(const copy_job *job, fr_error *error);
fr_status copy_write_xlsx(const copy_job *job, fr_error *error);

/* For a part of the copy; deflated: of a package. */
fr_status copy_scratch(const copy_job *job, bool deflated, fr_scratch **out, fr_error *error);
/* By sheet, row, column, order. */
void copy_notes_sort(copy_note *notes, size_t count);
/* The notes of that sheet: how many, from *first on. */
size_t copy_notes_of(const copy_job *job, fr_str sheet, const copy_note **first);
#define COPY_RULE "——— Formrule ———" /* what stands below it in a user's comment is ours */
#define COPY_ERROR_FILL "fdecea"
#define COPY_REMINDER_FILL "fff6e0"
#define COPY_PART_MOST ((size_t)1 << 30)

#endif
