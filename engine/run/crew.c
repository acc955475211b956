/* Crew: who reads, who judges, who waits; and the results in the order of the rows, whoever made them.
 * Stage: pipeline. In: a table whose header was found. Out: its results. Doubles are looked for here, where the order of the records is known. */
#include "run/crew.h"

#include <signal.h>

#define FETCH_AHEAD 8 /* items whose place among the keys is fetched while others are given out */

/* ---- threads ---- */

static bool may_read(const run_crew *c) { return c->open && !c->ended && !c->reading && c->read - c->taken < c->batch_count; }

/* Both are called and left with the lock held. */
static void read_one(run_crew *c)
{
	run_batch *batch = &c->batches[c->read % c->batch_count];
	bool last = false;
	c->reading = true;
	pthread_mutex_unlock(&c->lock);
	bool any = run_batch_read(c, batch, &last);
	pthread_mutex_lock(&c->lock);
	c->reading = false;
	c->ended = c->ended || last;
	c->read += any;
	pthread_cond_broadcast(&c->changed);
}

static void judge_one(run_crew *c, fr_run *run, fr_pieces **pieces)
{
	run_batch *batch = &c->batches[c->begun++ % c->batch_count];
	c->judging++;
	pthread_mutex_unlock(&c->lock);
	run_batch_judge(batch, run, pieces, c);
	pthread_mutex_lock(&c->lock);
	batch->ready = true;
	c->judging--;
	pthread_cond_broadcast(&c->changed);
}

/* Rows take longer to be read than to be judged: who reads goes on with it while others judge. Pieces take no time at all, and are judged by who has just had them in hand.
 * False: there is nothing to do. */
static bool work(run_crew *c, fr_run *run, fr_pieces **pieces)
{
	bool reads = may_read(c);
	if (reads)
		read_one(c);
	if ((reads && !c->pieces) || c->begun == c->read)
		return reads;
	judge_one(c, run, pieces);
	return true;
}

static void *help(void *user)
{
	run_helper *helper = user;
	run_crew *c = helper->crew;
	pthread_mutex_lock(&c->lock);
	while (!c->stopped) {
		if (!c->open || !work(c, &helper->run, &helper->pieces))
			pthread_cond_wait(&c->changed, &c->lock);
	}
	pthread_mutex_unlock(&c->lock);
	return NULL;
}

/* Threads take no signals: those are for whoever called. Fewer threads than asked for are no error. */
static void start_helpers(run_crew *c)
{
	sigset_t all, was;
	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &was);
	while (c->started < c->helper_count && pthread_create(&c->helpers[c->started].thread, NULL, help, &c->helpers[c->started]) == 0)
		c->started++;
	pthread_sigmask(SIG_SETMASK, &was, NULL);
	c->helper_count = c->started;
}

/* ---- sections ---- */

static bool crew_new(fr_run *run)
{
	run_crew *c = fr_alloc(&run->allocator, sizeof *c);
	if (!c)
		return false;
	*c = (run_crew){.run = run, .helper_count = run->jobs - 1, .batch_count = run->jobs + 2}; /* one is given out, one waits */
	c->helpers = fr_alloc(&run->allocator, c->helper_count * sizeof *c->helpers);
	c->batches = fr_alloc(&run->allocator, c->batch_count * sizeof *c->batches);
	if (!c->helpers || !c->batches || pthread_mutex_init(&c->lock, NULL) != 0) {
		fr_release(&run->allocator, c->helpers);
		fr_release(&run->allocator, c->batches);
		fr_release(&run->allocator, c);
		return false;
	}
	pthread_cond_init(&c->changed, NULL);
	for (size_t i = 0; i < c->helper_count; i++)
		c->helpers[i] = (run_helper){.crew = c};
	for (size_t i = 0; i < c->batch_count; i++) {
		c->batches[i] = (run_batch){0};
		fr_arena_init(&c->batches[i].arena, &run->allocator, RUN_BATCH_MOST);
	}
	run->crew = c;
	return true;
}

/* A copy of the run with arenas of its own. It never sees the keys, nor what is given out. */
static void enlist(run_helper *helper, const fr_run *run)
{
	fr_run *own = &helper->run;
	*own = *run;
	own->source = NULL;
	own->crew = NULL;
	own->progress = NULL;
	own->judging = NULL;
	own->judging_count = 0;
	own->unique.items = NULL;
	own->unique.count = own->unique.mask = 0;
	own->notes = own->last_note = NULL;
	own->note_count = 0;
	fr_arena_init(&own->table, &run->allocator, run->table.ceiling);
	fr_arena_init(&own->noted, &run->allocator, run->noted.ceiling);
	fr_arena_init(&own->record, &run->allocator, run->record.ceiling);
}

static void dismiss(run_helper *helper)
{
	run_table_forget(&helper->run);
	fr_arena_free(&helper->run.table);
	fr_arena_free(&helper->run.noted);
	fr_pieces_free(helper->pieces);
	helper->pieces = NULL;
}

bool run_crew_open(fr_run *run)
{
	if (run->jobs < 2 || !run->source || run->state != RUN_FOUND || run->gathering || run->form->repeat_count || run_named_nested(run))
		return false;
	if (!run->crew && !crew_new(run))
		return false; /* without threads it goes as well */
	run_crew *c = run->crew;
	run_batch *batch = &c->batches[0];
	bool last = false;
	if (c->has_pending)
		return false;
	c->pieces = fr_source_can_cut(run->source);
	c->read = c->begun = c->taken = c->rows = c->cells = 0;
	if (!run_batch_read(c, batch, &last))
		return false;
	for (size_t i = 0; i < c->helper_count; i++)
		enlist(&c->helpers[i], run);
	pthread_mutex_lock(&c->lock);
	c->open = true;
	c->ended = last;
	c->read = c->begun = 1;
	if (!last)
		start_helpers(c);
	pthread_cond_broadcast(&c->changed);
	pthread_mutex_unlock(&c->lock);
	run_batch_judge(batch, run, &c->own, c);
	batch->ready = true;
	return true;
}

void run_crew_rest(fr_run *run)
{
	run_crew *c = run->crew;
	if (!c || !c->open)
		return;
	pthread_mutex_lock(&c->lock);
	c->ended = true;
	c->begun = c->read; /* what waits is not wanted any more */
	while (c->reading || c->judging)
		pthread_cond_wait(&c->changed, &c->lock);
	c->open = false;
	pthread_mutex_unlock(&c->lock);
	for (size_t i = 0; i < c->helper_count; i++)
		dismiss(&c->helpers[i]);
	fr_pieces_free(c->own);
	c->own = NULL;
	c->at_hand = NULL;
}

void run_crew_forget(fr_run *run)
{
	run_crew_rest(run);
	if (!run->crew)
		return;
	run->crew->has_pending = false;
	run->crew->failed = FR_OK;
}

void run_crew_free(fr_run *run)
{
	run_crew *c = run->crew;
	if (!c)
		return;
	run_crew_rest(run);
	pthread_mutex_lock(&c->lock);
	c->stopped = true;
	pthread_cond_broadcast(&c->changed);
	pthread_mutex_unlock(&c->lock);
	for (size_t i = 0; i < c->started; i++)
		pthread_join(c->helpers[i].thread, NULL);
	for (size_t i = 0; i < c->batch_count; i++)
		run_batch_free(&c->batches[i], &run->allocator);
	pthread_cond_destroy(&c->changed);
	pthread_mutex_destroy(&c->lock);
	fr_release(&run->allocator, c->helpers);
	fr_release(&run->allocator, c->batches);
	fr_release(&run->allocator, c);
	run->crew = NULL;
}

bool run_crew_pending(fr_run *run, fr_row *out)
{
	if (!run->crew || !run->crew->has_pending)
		return false;
	*out = run->crew->pending;
	run->crew->has_pending = false;
	return true;
}

/* ---- results ---- */

/* The next batch in order; the one before is let go of. NULL: the section is over. */
static run_batch *take(run_crew *c)
{
	run_batch *batch = c->at_hand;
	pthread_mutex_lock(&c->lock);
	if (batch) {
		c->rows += batch->source_rows;
		c->cells += batch->cells;
		c->taken++;
		pthread_cond_broadcast(&c->changed);
	}
	for (;;) {
		batch = &c->batches[c->taken % c->batch_count];
		if (c->taken < c->read && batch->ready)
			break;
		if (c->taken == c->read && c->ended && !c->reading) {
			batch = NULL;
			break;
		}
		if (!work(c, c->run, &c->own))
			pthread_cond_wait(&c->changed, &c->lock);
	}
	pthread_mutex_unlock(&c->lock);
	return c->at_hand = batch;
}

static void add_up(fr_summary *to, const fr_summary *from)
{
	to->records += from->records;
	to->errors += from->errors;
	to->warnings += from->warnings;
	to->infos += from->infos;
	to->records_with_errors += from->records_with_errors;
	to->overdue += from->overdue;
	to->due_soon += from->due_soon;
	to->open += from->open;
}

/* FR_END: it says what was said before. */
static fr_status give(fr_run *run, run_batch *batch, fr_error *error)
{
	const run_item *item = &batch->items[batch->at++];
	if (item->unnamed && !run_unnamed_tell(run, item->unnamed - 1))
		return FR_END;
	if (batch->at + FETCH_AHEAD < batch->count)
		run_unique_fetch(&run->unique, batch->items[batch->at + FETCH_AHEAD].key.hash);
	fr_status status = run_tick(run, batch->done, batch->total, error);
	if (status != FR_OK)
		return status;
	if (item->given) {
		run->result = item->given->result;
		add_up(&run->summary, &item->given->counts);
	} else {
		run_give_plain(run, item->key.judging, item->row);
		run->summary.records++;
	}
	return run_look_for_double(run, &item->key, &item->name, error);
}

fr_status run_crew_next(fr_run *run, fr_error *error)
{
	run_crew *c = run->crew;
	if (!c || (c->failed == FR_OK && !c->open))
		return FR_END;
	while (c->failed == FR_OK) {
		run_batch *batch = c->at_hand;
		if (batch && batch->at < batch->count) {
			fr_status status = give(run, batch, error);
			if (status != FR_END)
				return status;
		} else if (batch && batch->status != FR_OK) {
			c->failed = batch->status;
			c->why = batch->error;
			run_crew_rest(run);
		} else if (!take(c)) {
			fr_source_cut_end(run->source, c->rows, c->cells);
			run_crew_rest(run);
			return FR_END;
		}
	}
	if (error)
		*error = c->why;
	return c->failed;
}
