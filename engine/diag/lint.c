/* Lint list: diagnostics about one definition, kept with their own memory.
 * Stage: findings. In: diagnostics. Out: a sorted list, or the first error. */
#include "diag/diag.h"

#include <stdlib.h>

#define LINT_MOST 1000

fr_lint *fr_lint_new(const fr_allocator *allocator)
{
	const fr_allocator *a = allocator && allocator->resize ? allocator : &fr_system_allocator;
	fr_lint *lint = fr_alloc(a, sizeof *lint);
	if (lint) {
		memset(lint, 0, sizeof *lint);
		fr_arena_init(&lint->arena, a, 0);
	}
	return lint;
}

void fr_lint_free(fr_lint *lint)
{
	if (!lint)
		return;
	fr_allocator a = lint->arena.allocator;
	fr_release(&a, lint->items);
	fr_arena_free(&lint->arena);
	fr_release(&a, lint);
}

static fr_str keep(fr_lint *lint, fr_str s)
{
	fr_str copy = s.n ? fr_arena_str(&lint->arena, s) : (fr_str){"", 0};
	if (!copy.p) {
		lint->failed = true;
		copy = (fr_str){"", 0};
	}
	return copy;
}

bool fr_lint_full(const fr_lint *lint, fr_level level)
{
	return lint->count >= LINT_MOST && (level != FR_LEVEL_ERROR || lint->items[LINT_MOST - 1].level == FR_LEVEL_ERROR);
}

void fr_lint_add(fr_lint *lint, const fr_diagnostic *diagnostic)
{
	if (!lint || fr_lint_full(lint, diagnostic->level))
		return;
	if (lint->count == LINT_MOST) /* a definition is not right because its first thousand messages are warnings */
		lint->count--;
	if (lint->count == lint->capacity) {
		size_t capacity = lint->capacity ? lint->capacity * 2 : 16;
		fr_diagnostic *items = fr_resize(&lint->arena.allocator, lint->items, capacity * sizeof *items);
		if (!items) {
			lint->failed = true;
			return;
		}
		lint->items = items;
		lint->capacity = capacity;
	}
	fr_diagnostic *d = &lint->items[lint->count++];
	*d = *diagnostic;
	d->file = keep(lint, d->file);
	d->excerpt = keep(lint, d->excerpt);
	d->suggestion = keep(lint, d->suggestion);
	for (size_t i = 0; i < FR_ERROR_ARGS; i++)
		d->args[i] = keep(lint, d->args[i]);
	if (d->width == 0)
		d->width = 1;
}

size_t fr_lint_count(const fr_lint *lint) { return lint ? lint->count : 0; }

const fr_diagnostic *fr_lint_at(const fr_lint *lint, size_t index) { return lint && index < lint->count ? &lint->items[index] : NULL; }

static const fr_diagnostic *first_error(const fr_lint *lint)
{
	for (size_t i = 0; lint && i < lint->count; i++)
		if (lint->items[i].level == FR_LEVEL_ERROR)
			return &lint->items[i];
	return NULL;
}

bool fr_lint_has_errors(const fr_lint *lint) { return first_error(lint) != NULL; }

fr_status fr_lint_fail(const fr_lint *lint, fr_error *error)
{
	const fr_diagnostic *d = first_error(lint);
	if (lint && lint->failed && !d)
		return fr_fail(error, FR_E_MEMORY, FR_MEMORY, NULL);
	if (!d || !error)
		return fr_fail(error, FR_E_FORM, FR_FORM_BROKEN, NULL);
	memset(error, 0, sizeof *error);
	error->status = FR_E_FORM;
	error->code = d->code;
	fr_text_out(d->file, error->source, sizeof error->source);
	error->line = d->line;
	error->column = d->column;
	fr_text_out(d->excerpt, error->excerpt, sizeof error->excerpt);
	for (size_t i = 0; i < FR_ERROR_ARGS; i++)
		fr_text_out(d->args[i], error->args[i], sizeof error->args[i]);
	fr_text_out(d->suggestion, error->suggestion, sizeof error->suggestion);
	return FR_E_FORM;
}

static int by_place(const void *a, const void *b)
{
	const fr_diagnostic *x = a, *y = b;
	int order = fr_str_cmp(x->file, y->file);
	if (order)
		return order;
	if (x->line != y->line)
		return x->line < y->line ? -1 : 1;
	if (x->column != y->column)
		return x->column < y->column ? -1 : 1;
	return x->code - y->code;
}

void fr_lint_sort(fr_lint *lint)
{
	if (lint && lint->count > 1)
		qsort(lint->items, lint->count, sizeof *lint->items, by_place);
}
