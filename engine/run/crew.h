/* Crew: the threads of a run and the batches that go round between them.
 * Stage: pipeline. In: rows of the table at hand. Out: items in the order of the rows. */
#ifndef FR_RUN_CREW_H
#define FR_RUN_CREW_H

#include "run/pipeline.h"

#include <pthread.h>

#define RUN_BATCH_MOST ((size_t)256 << 20) /* bytes a batch may hold */

/* A result that has something to say, with what it adds to the summary. */
typedef struct run_given {
	fr_result result;
	fr_summary counts;
} run_given;

/* What became of one row. */
typedef struct run_item {
	size_t row;
	run_key key;
	fr_str name; /* of the record, where its key is whole */
	const run_given *given; /* NULL: nothing is wrong and nothing was computed */
	size_t unnamed; /* column it tells of, from 1; 0: none */
} run_item;

/* A row with the comments on its cells. */
typedef struct run_noted_row {
	run_row row;
	const char *packed; /* its cells, as batch.c keeps them */
	const fr_note *notes;
	size_t note_count;
	struct run_noted_row *next;
} run_noted_row;

/* Rows read at once and judged by one thread. What it holds lives until its last item was given out. */
typedef struct run_batch {
	fr_piece piece; /* of a text that can be cut */
	run_noted_row *rows; /* of other formats: in arena */
	fr_arena arena;
	fr_cell *cells_of_row; /* at hand, unpacked */
	size_t cell_capacity;
	run_item *items;
	size_t count, capacity, at; /* at: the next to be given out */
	uint64_t source_rows, cells; /* of the piece */
	uint64_t done, total; /* bytes of the input, as it was read */
	fr_status status; /* what ends the table behind the items */
	fr_error error;
	bool ready; /* judged */
} run_batch;

/* A thread beside the caller's. run is a copy that judges for itself: what it shares with the caller's is only read while a section is open. */
typedef struct run_helper {
	struct run_crew *crew;
	pthread_t thread;
	fr_run run;
	fr_pieces *pieces;
} run_helper;

/* A section is the part of a table that is read and judged by all: opened under its header, over when the source has something for the caller to decide (a new sheet, an error, the end).
 * Who is free reads a batch when nobody does, or judges one that was read; the caller gives the items out in order, and works like the others while it waits. */
typedef struct run_crew {
	fr_run *run;
	run_helper *helpers;
	size_t helper_count, started;
	run_batch *batches;
	size_t batch_count;
	bool pieces; /* the source is cut; else rows are copied */
	fr_pieces *own; /* the caller's */
	run_batch *at_hand; /* whose items are given out */
	uint64_t rows, cells; /* of pieces, given out in this section */
	fr_row pending; /* the row that ended the section; as the source gave it */
	bool has_pending;
	fr_status failed; /* why the last section ended early: said again until another file is attached */
	fr_error why;

	pthread_mutex_t lock; /* guards what follows */
	pthread_cond_t changed;
	uint64_t read, begun, taken; /* batches; those from taken to read are in the ring, those from begun on wait to be judged */
	size_t judging; /* threads at it */
	bool open, ended, reading, stopped; /* ended: nothing is left to be read */
} run_crew;

/* batch.c. Reading: false when there was nothing; *last: nothing will follow. */
bool run_batch_read(run_crew *crew, run_batch *batch, bool *last);
void run_batch_judge(run_batch *batch, fr_run *run, fr_pieces **pieces, const run_crew *crew);
void run_batch_free(run_batch *batch, const fr_allocator *allocator);

#endif
