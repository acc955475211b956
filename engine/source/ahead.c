/* Ahead: a part whose bytes are got ready by a thread of its own: a workbook is inflated while what was inflated before is read.
 * Stage: rows. In: a part. Out: the same part, with the same bytes and the same failure behind them; some blocks are ready at a time. */
#include "source/part.h"

#include <pthread.h>
#include <signal.h>

#define BLOCKS 16 /* waking a thread takes as long as reading a small block: who filled all of them sleeps until half of them are used */

typedef struct ahead {
	fr_allocator allocator;
	fr_part inner; /* the thread's, from the first read on */
	pthread_t thread;
	bool begun, alone; /* alone: there is no thread, reading goes as it did */
	size_t size; /* of a block: what the first read asked for, so that the inner part is asked for the same as ever */
	char *blocks;
	size_t at; /* given out of the block at hand */

	pthread_mutex_t lock; /* guards what follows */
	pthread_cond_t changed;
	size_t filled, used, n[BLOCKS]; /* blocks so far; bytes in each of the ring */
	bool full, over, stopped; /* full: nothing is read until there is room again */
	fr_status status; /* behind the last block */
	fr_error error;
} ahead;

static void *run(void *user)
{
	ahead *a = user;
	pthread_mutex_lock(&a->lock);
	while (!a->stopped && !a->over) {
		a->full = a->filled - a->used > (a->full ? BLOCKS / 2 : BLOCKS - 1);
		if (a->full) {
			pthread_cond_wait(&a->changed, &a->lock);
			continue;
		}
		size_t slot = a->filled % BLOCKS, got = 0;
		pthread_mutex_unlock(&a->lock);
		fr_error error = {0};
		fr_status status = a->inner.read(&a->inner, a->blocks + slot * a->size, a->size, &got, &error);
		pthread_mutex_lock(&a->lock);
		a->over = status != FR_OK || got == 0;
		a->status = status;
		a->error = error;
		a->n[slot] = got;
		a->filled += !a->over;
		pthread_cond_signal(&a->changed);
	}
	pthread_mutex_unlock(&a->lock);
	return NULL;
}

static void begin(ahead *a, size_t size)
{
	sigset_t all, was;
	a->begun = true;
	a->size = size;
	a->blocks = fr_alloc(&a->allocator, BLOCKS * size);
	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &was); /* signals are for whoever called */
	a->alone = !a->blocks || pthread_create(&a->thread, NULL, run, a) != 0;
	pthread_sigmask(SIG_SETMASK, &was, NULL);
}

static fr_status ahead_read(fr_part *part, void *into, size_t n, size_t *got, fr_error *error)
{
	ahead *a = part->state;
	*got = 0;
	if (!n)
		return FR_OK;
	if (!a->begun)
		begin(a, n);
	if (a->alone) {
		fr_status status = a->inner.read(&a->inner, into, n, got, error);
		part->done = a->inner.done;
		return status;
	}
	pthread_mutex_lock(&a->lock);
	while (a->used == a->filled && !a->over)
		pthread_cond_wait(&a->changed, &a->lock);
	bool ready = a->used < a->filled;
	size_t slot = a->used % BLOCKS, left = ready ? a->n[slot] - a->at : 0;
	pthread_mutex_unlock(&a->lock);
	if (!ready) {
		if (a->status != FR_OK && error)
			*error = a->error;
		return a->status;
	}
	*got = n < left ? n : left;
	memcpy(into, a->blocks + slot * a->size + a->at, *got);
	a->at += *got;
	part->done += *got;
	if (*got < left)
		return FR_OK;
	a->at = 0;
	pthread_mutex_lock(&a->lock);
	a->used++;
	if (a->full && a->filled - a->used == BLOCKS / 2)
		pthread_cond_signal(&a->changed);
	pthread_mutex_unlock(&a->lock);
	return FR_OK;
}

static void ahead_close(fr_part *part)
{
	ahead *a = part->state;
	if (!a)
		return;
	if (a->begun && !a->alone) {
		pthread_mutex_lock(&a->lock);
		a->stopped = true;
		pthread_cond_signal(&a->changed);
		pthread_mutex_unlock(&a->lock);
		pthread_join(a->thread, NULL);
	}
	a->inner.close(&a->inner);
	pthread_cond_destroy(&a->changed);
	pthread_mutex_destroy(&a->lock);
	fr_allocator allocator = a->allocator;
	fr_release(&allocator, a->blocks);
	fr_release(&allocator, a);
	part->state = NULL;
}

void fr_part_ahead(fr_part *part, const fr_allocator *allocator)
{
	ahead *a = fr_alloc(allocator, sizeof *a);
	if (!a)
		return;
	*a = (ahead){.allocator = *allocator, .inner = *part};
	if (pthread_mutex_init(&a->lock, NULL) != 0) {
		fr_release(allocator, a);
		return;
	}
	pthread_cond_init(&a->changed, NULL);
	*part = (fr_part){.name = part->name, .state = a, .total = part->total, .read = ahead_read, .close = ahead_close};
}
