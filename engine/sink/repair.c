/* Repair: a copy of a data file in which proposed repairs are made, those that were accepted and no others.
 * Stage: outputs. In: a CSV or ODS file, results of checking it. Out: a new file. */
#include "diag/diag.h"
#include "sink/copy.h"

struct fr_repair {
	fr_allocator allocator;
	fr_arena arena;
	const fr_str *accepted;
	size_t accepted_count;
	bool all;
	fr_copy *copy;
	size_t made;
};

static void discard(fr_repair *r)
{
	fr_allocator allocator = r->allocator;
	fr_arena_free(&r->arena);
	fr_release(&allocator, r);
}

static fr_status keep(fr_repair *r, const char *const *codes, size_t count, fr_error *error)
{
	fr_str *accepted = FR_ARENA_ARRAY(&r->arena, fr_str, count);
	if (!accepted)
		return fr_fail(error, FR_E_MEMORY, FR_MEMORY, NULL);
	for (size_t i = 0; i < count; i++) {
		accepted[i] = fr_arena_str(&r->arena, fr_str_from(codes[i]));
		if (!accepted[i].p)
			return fr_fail(error, FR_E_MEMORY, FR_MEMORY, NULL);
		r->all = r->all || fr_str_is(accepted[i], "all");
	}
	r->accepted = accepted;
	r->accepted_count = count;
	return FR_OK;
}

fr_status fr_repair_new(const fr_allocator *allocator, const fr_limits *limits, const char *input, const char *output,
	const char *const *codes, size_t count, fr_repair **out, fr_error *error)
{
	*out = NULL;
	if (count && !codes)
		return fr_fail(error, FR_E_ARGUMENT, FR_ARGUMENT, "codes", NULL);
	fr_allocator system = allocator && allocator->resize ? *allocator : fr_system_allocator;
	fr_repair *r = fr_alloc(&system, sizeof *r);
	if (!r)
		return fr_fail(error, FR_E_MEMORY, FR_MEMORY, NULL);
	*r = (fr_repair){.allocator = system};
	fr_arena_init(&r->arena, &system, 0);
	fr_status status = keep(r, codes, count, error);
	if (status == FR_OK)
		status = fr_copy_new(&system, limits, input, output, &r->copy, error);
	if (status == FR_OK)
		*out = r;
	else
		discard(r);
	return status;
}

static bool is_accepted(const fr_repair *r, const fr_finding *finding)
{
	fr_str code = fr_str_from(fr_code_name(finding->code));
	for (size_t i = 0; i < r->accepted_count; i++)
		if (fr_str_eq(r->accepted[i], code) || fr_str_eq(r->accepted[i], finding->rule))
			return true;
	return r->all;
}

fr_status fr_repair_add(fr_repair *repair, const fr_result *result, fr_error *error)
{
	for (size_t i = 0; i < result->finding_count; i++) {
		const fr_finding *f = &result->findings[i];
		if (!f->repair.n || !f->repair_exact || !f->column || !is_accepted(repair, f))
			continue;
		if (!fr_copy_put(repair->copy, f->sheet, f->row, f->column, f->repair))
			return fr_fail(error, FR_E_MEMORY, FR_MEMORY, NULL);
		repair->made++;
	}
	return FR_OK;
}

fr_status fr_repair_close(fr_repair *repair, bool commit, size_t *made, fr_error *error)
{
	if (!repair)
		return FR_OK;
	if (made)
		*made = repair->made;
	fr_status status = fr_copy_close(repair->copy, commit, NULL, error);
	discard(repair);
	return status;
}
