/* Memory: the allocator's door, arenas, growing buffers.
 * Stage: none. In: sizes. Out: blocks; refusal is NULL or a flag, never an abort. */
#include "base/base.h"

#include <stdarg.h>
#include <stdalign.h>
#include <stdio.h>
#include <stdlib.h>

static void *system_resize(void *user, void *block, size_t size)
{
	(void)user;
	if (size == 0) {
		free(block);
		return NULL;
	}
	return realloc(block, size);
}

const fr_allocator fr_system_allocator = {system_resize, NULL};

void *fr_alloc(const fr_allocator *a, size_t size) { return a->resize(a->user, NULL, size); }
void *fr_resize(const fr_allocator *a, void *block, size_t size) { return a->resize(a->user, block, size); }
void fr_release(const fr_allocator *a, void *block)
{
	if (block)
		a->resize(a->user, block, 0);
}

struct fr_arena_block {
	fr_arena_block *next;
	size_t size, used; /* bytes after the header */
};

#define BLOCK_HEADER ((sizeof(fr_arena_block) + alignof(max_align_t) - 1) / alignof(max_align_t) * alignof(max_align_t))
#define BLOCK_SIZE ((size_t)16 << 10)

void fr_arena_init(fr_arena *arena, const fr_allocator *allocator, size_t ceiling)
{
	*arena = (fr_arena){.allocator = allocator && allocator->resize ? *allocator : fr_system_allocator, .ceiling = ceiling};
}

void *fr_arena_alloc(fr_arena *arena, size_t size)
{
	size_t align = alignof(max_align_t);
	if (size > SIZE_MAX / 2)
		return NULL;
	size = size ? (size + align - 1) / align * align : align;
	if (arena->ceiling && size > arena->ceiling - arena->used)
		return NULL;
	fr_arena_block *block = arena->head;
	if (!block || block->size - block->used < size) {
		/* Each block doubles the last, so an arena of n bytes costs log n allocations. */
		size_t want = block ? block->size * 2 : BLOCK_SIZE;
		if (want > ((size_t)4 << 20))
			want = (size_t)4 << 20;
		if (want < size)
			want = size;
		block = fr_alloc(&arena->allocator, BLOCK_HEADER + want);
		if (!block)
			return NULL;
		*block = (fr_arena_block){arena->head, want, 0};
		arena->head = block;
	}
	void *p = (char *)block + BLOCK_HEADER + block->used;
	block->used += size;
	arena->used += size;
	return memset(p, 0, size);
}

void *fr_arena_array(fr_arena *arena, size_t size, size_t count)
{
	if (size && count > SIZE_MAX / 2 / size)
		return NULL;
	return fr_arena_alloc(arena, size * count);
}

fr_str fr_arena_str(fr_arena *arena, fr_str s)
{
	char *copy = s.n < SIZE_MAX / 2 ? fr_arena_alloc(arena, s.n + 1) : NULL;
	if (!copy)
		return (fr_str){NULL, 0};
	if (s.n)
		memcpy(copy, s.p, s.n);
	return fr_str_of(copy, s.n);
}

struct fr_arena_duty {
	fr_arena_duty *next;
	void (*run)(void *subject);
	void *subject;
};

bool fr_arena_defer(fr_arena *arena, void (*run)(void *subject), void *subject)
{
	fr_arena_duty *duty = FR_ARENA_NEW(arena, fr_arena_duty);
	if (!duty)
		return false;
	*duty = (fr_arena_duty){arena->duties, run, subject};
	arena->duties = duty;
	return true;
}

/* What was put off since then. */
static void do_duties(fr_arena *arena, fr_arena_duty *until)
{
	for (; arena->duties != until; arena->duties = arena->duties->next)
		arena->duties->run(arena->duties->subject);
}

fr_arena_mark fr_arena_here(const fr_arena *arena)
{
	return (fr_arena_mark){arena->head, arena->duties, arena->head ? arena->head->used : 0, arena->used};
}

void fr_arena_rewind(fr_arena *arena, fr_arena_mark mark)
{
	if (!mark.head) {
		fr_arena_reset(arena);
		return;
	}
	do_duties(arena, mark.duties);
	while (arena->head != mark.head) {
		fr_arena_block *block = arena->head;
		arena->head = block->next;
		fr_release(&arena->allocator, block);
	}
	mark.head->used = mark.in_block;
	arena->used = mark.used;
}

void fr_arena_reset(fr_arena *arena)
{
	do_duties(arena, NULL);
	fr_arena_block *keep = arena->head;
	if (keep) {
		for (fr_arena_block *b = keep->next, *next; b; b = next) {
			next = b->next;
			fr_release(&arena->allocator, b);
		}
		keep->next = NULL;
		keep->used = 0;
	}
	arena->used = 0;
}

void fr_arena_free(fr_arena *arena)
{
	fr_arena_reset(arena);
	fr_release(&arena->allocator, arena->head);
	arena->head = NULL;
}

void fr_buf_init(fr_buf *buf, const fr_allocator *allocator, size_t ceiling)
{
	*buf = (fr_buf){.allocator = allocator && allocator->resize ? *allocator : fr_system_allocator, .ceiling = ceiling};
}

void fr_buf_free(fr_buf *buf)
{
	fr_release(&buf->allocator, buf->p);
	buf->p = NULL;
	buf->n = buf->capacity = 0;
}

void fr_buf_wipe(fr_buf *buf)
{
	volatile char *p = buf->p;
	for (size_t i = 0; i < buf->capacity; i++)
		p[i] = 0;
	fr_buf_free(buf);
}

bool fr_buf_reserve(fr_buf *buf, size_t extra)
{
	if (buf->failed)
		return false;
	size_t ceiling = buf->ceiling ? buf->ceiling : SIZE_MAX / 2;
	if (extra > ceiling || buf->n > ceiling - extra) {
		buf->failed = true;
		return false;
	}
	size_t need = buf->n + extra;
	if (need <= buf->capacity)
		return true;
	size_t capacity = buf->capacity ? buf->capacity : 64;
	while (capacity < need)
		capacity *= 2;
	char *p = fr_resize(&buf->allocator, buf->p, capacity);
	if (!p) {
		buf->failed = true;
		return false;
	}
	buf->p = p;
	buf->capacity = capacity;
	return true;
}

void fr_buf_add(fr_buf *buf, const char *p, size_t n)
{
	if (n && fr_buf_reserve(buf, n)) {
		memcpy(buf->p + buf->n, p, n);
		buf->n += n;
	}
}

void fr_buf_byte(fr_buf *buf, char c) { fr_buf_add(buf, &c, 1); }

void fr_buf_utf8(fr_buf *buf, uint32_t cp)
{
	char bytes[4];
	fr_buf_add(buf, bytes, fr_utf8_encode(cp, bytes));
}

void fr_buf_printf(fr_buf *buf, const char *format, ...)
{
	va_list args, again;
	va_start(args, format);
	va_copy(again, args);
	int n = vsnprintf(NULL, 0, format, args);
	va_end(args);
	if (n < 0)
		buf->failed = true;
	else if (fr_buf_reserve(buf, (size_t)n + 1)) {
		vsnprintf(buf->p + buf->n, (size_t)n + 1, format, again);
		buf->n += (size_t)n;
	}
	va_end(again);
}

const char *fr_buf_z(fr_buf *buf)
{
	if (buf->failed || !fr_buf_reserve(buf, 1))
		return "";
	buf->p[buf->n] = 0;
	return buf->p;
}
