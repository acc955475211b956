/* Feed: notes on their way from the check to a copy that is made meanwhile.
 * Stage: outputs. In: notes in the order of the check. Out: those of each row, once nothing more will be said of it. That results come in the order of sheets and rows is a hope, not a promise: a note
 * about what the copy has passed makes the feed late, and then the copy is made again when everything is known. */
#ifndef FR_SINK_FEED_H
#define FR_SINK_FEED_H

#include "sink/copying.h"

#include <pthread.h>

typedef struct copy_feed {
	fr_allocator allocator;
	pthread_mutex_t lock; /* guards what follows, up to the copy's own */
	pthread_cond_t changed;
	const copy_note *notes; /* all so far */
	size_t count;
	fr_str sheet; /* where the check is: of its rows before that one everything is said, and of the sheets before it */
	size_t row;
	bool over, late, waiting;
	fr_str here, *passed; /* the sheet the copy is at; those behind it */
	size_t passed_n, passed_notes; /* so many notes, from the first on, are about those */
	const char *ahead; /* name of a sheet, by its place in memory, that is known not to be behind it */
	size_t granted, wanted; /* rows before granted may be passed; wanted: for which row the copy waits */
	/* The copy's own: notes of its sheet, in order, and how many of all it has looked at. */
	copy_note *mine;
	size_t mine_n, mine_room, seen;
} copy_feed;

/* Both false when memory is refused; the feed is to be closed in any case. */
bool copy_feed_open(copy_feed *feed, const fr_allocator *allocator);
void copy_feed_close(copy_feed *feed);

/* The side of the check, which holds the lock for both: a note was added, the last of notes; all of a row were. Names of sheets must live as long as the feed. */
void copy_feed_note(copy_feed *feed, const copy_note *notes, size_t count);
void copy_feed_row(copy_feed *feed, fr_str sheet, size_t row);
/* Nothing will be added. wanted: the copy is to be whole; else it ends as soon as it can. Takes the lock. */
void copy_feed_over(copy_feed *feed, bool wanted);

/* The side of the copy. A sheet begins. FR_E_CANCELLED, with nothing said: the feed is late. */
fr_status copy_feed_sheet(copy_feed *feed, fr_str name, fr_error *error);
/* Waits until everything is said of that row (from 1) of the sheet. [*notes, *count) are those that are left, and become those that are left then. */
fr_status copy_feed_upto(copy_feed *feed, size_t row, const copy_note **notes, size_t *count, fr_error *error);

#endif
