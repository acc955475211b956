/* Feed: what the check knows and how far the copy may go.
 * Stage: outputs. In: notes. Out: notes of one row after the other, on another thread. */
#include "sink/feed.h"

#define STRIDE 512 /* rows: so many are waited for at once, for to wake a thread takes long */

bool copy_feed_open(copy_feed *f, const fr_allocator *allocator)
{
	*f = (copy_feed){.allocator = *allocator};
	pthread_cond_init(&f->changed, NULL);
	return pthread_mutex_init(&f->lock, NULL) == 0;
}

void copy_feed_close(copy_feed *f)
{
	pthread_cond_destroy(&f->changed);
	pthread_mutex_destroy(&f->lock);
	for (size_t i = 0; i < f->passed_n; i++)
		fr_release(&f->allocator, (char *)f->passed[i].p);
	fr_release(&f->allocator, f->passed);
	fr_release(&f->allocator, (char *)f->here.p);
	fr_release(&f->allocator, f->mine);
}

static bool is_passed(const copy_feed *f, fr_str sheet)
{
	for (size_t i = 0; i < f->passed_n; i++)
		if (fr_str_eq(f->passed[i], sheet))
			return true;
	return false;
}

/* ---- the check ---- */

void copy_feed_note(copy_feed *f, const copy_note *notes, size_t count)
{
	const copy_note *note = &notes[count - 1];
	f->notes = notes;
	f->count = count;
	f->late = f->late || (note->sheet.p != f->ahead && is_passed(f, note->sheet)) ||
		  (f->here.p && note->row < f->granted && fr_str_eq(f->here, note->sheet));
	f->ahead = note->sheet.p;
}

void copy_feed_row(copy_feed *f, fr_str sheet, size_t row)
{
	bool elsewhere = !fr_str_eq(sheet, f->sheet);
	f->sheet = sheet;
	f->row = row;
	if (f->waiting && (elsewhere || row >= f->wanted || f->late))
		pthread_cond_signal(&f->changed);
}

void copy_feed_over(copy_feed *f, bool wanted)
{
	pthread_mutex_lock(&f->lock);
	f->over = true;
	f->late = f->late || !wanted;
	pthread_cond_signal(&f->changed);
	pthread_mutex_unlock(&f->lock);
}

/* ---- the copy ---- */

static fr_status no_memory(fr_error *error) { return fr_fail(error, FR_E_MEMORY, FR_MEMORY, NULL); }

/* The sheet at hand is behind us. */
static bool pass(copy_feed *f)
{
	fr_str *more = f->here.p ? fr_resize(&f->allocator, f->passed, (f->passed_n + 1) * sizeof *more) : f->passed;
	if (f->here.p && !more)
		return false;
	f->passed = more;
	while (f->here.p && f->passed_notes < f->count && fr_str_eq(f->notes[f->passed_notes].sheet, f->here))
		f->passed_notes++;
	if (f->here.p)
		f->passed[f->passed_n++] = f->here;
	f->here = fr_str_of(NULL, 0);
	f->ahead = NULL;
	return true;
}

fr_status copy_feed_sheet(copy_feed *f, fr_str name, fr_error *error)
{
	char *kept = fr_alloc(&f->allocator, name.n + 1);
	pthread_mutex_lock(&f->lock);
	bool passed = kept && pass(f);
	if (passed) {
		memcpy(kept, name.p, name.n);
		f->here = fr_str_of(kept, name.n);
		f->granted = 0;
		f->late = f->late || is_passed(f, name); /* two of one name are not to be told apart */
	} else
		fr_release(&f->allocator, kept);
	bool late = f->late;
	f->mine_n = 0;
	f->seen = f->passed_notes;
	pthread_mutex_unlock(&f->lock);
	return !passed ? no_memory(error) : late ? FR_E_CANCELLED : FR_OK;
}

/* What was added since to this sheet. Called with the lock held. */
static bool collect(copy_feed *f)
{
	for (; f->seen < f->count; f->seen++) {
		const copy_note *note = &f->notes[f->seen];
		if (!fr_str_eq(note->sheet, f->here))
			continue;
		if (f->mine_n == f->mine_room) {
			size_t room = f->mine_room ? f->mine_room * 2 : 256;
			copy_note *more = fr_resize(&f->allocator, f->mine, room * sizeof *more);
			if (!more)
				return false;
			f->mine = more;
			f->mine_room = room;
		}
		f->mine[f->mine_n++] = *note;
	}
	return true;
}

/* How far the copy may go. Called with the lock held; false: not as far as that row yet. */
static bool grant(copy_feed *f, size_t row)
{
	bool here = fr_str_eq(f->sheet, f->here);
	if (f->over || (f->sheet.p && !here && !is_passed(f, f->sheet)))
		f->granted = SIZE_MAX;
	else if (here && f->row > f->granted)
		f->granted = f->row;
	return f->granted > row;
}

fr_status copy_feed_upto(copy_feed *f, size_t row, const copy_note **notes, size_t *count, fr_error *error)
{
	if (f->granted > row) /* written by this side only */
		return FR_OK;
	if (*count)
		memmove(f->mine, *notes, *count * sizeof **notes);
	f->mine_n = *count;
	pthread_mutex_lock(&f->lock);
	f->wanted = row + STRIDE;
	f->waiting = true;
	while (!f->late && !grant(f, row))
		pthread_cond_wait(&f->changed, &f->lock);
	f->waiting = false;
	bool late = f->late, collected = late || collect(f);
	pthread_mutex_unlock(&f->lock);
	if (late || !collected)
		return late ? FR_E_CANCELLED : no_memory(error);
	if (f->mine_n > *count)
		copy_notes_sort(f->mine, f->mine_n);
	*notes = f->mine;
	*count = f->mine_n;
	return FR_OK;
}
