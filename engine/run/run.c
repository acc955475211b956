/* Runs: opening with options, closing, rows in, results out.
 * Stage: pipeline. In: pushed rows or a file. Out: results, one for each record. */
#include "run/pipeline.h"

#include <stdio.h>
#include <time.h>

#define PROGRESS_EVERY 1024 /* records */

/* ---- opening ---- */

fr_status fr_read_now(const char *text, fr_stamp *out, fr_error *error)
{
	const int32_t china = 8 * 60;
	if (text)
		return fr_iso_datetime(fr_str_from(text), china, out) ? FR_OK : fr_fail(error, FR_E_ARGUMENT, FR_TIME_WRONG, text, NULL);
	struct timespec clock;
	clock_gettime(CLOCK_REALTIME, &clock);
	*out = (fr_stamp){(int64_t)clock.tv_sec * 1000 + clock.tv_nsec / 1000000 + (int64_t)china * 60000, china};
	return FR_OK;
}

/* Texts of the options are kept: the caller may let go of them. */
static fr_status read_options(fr_run *run, const fr_run_options *given, fr_error *error)
{
	fr_run_options o = {0};
	if (given) {
		if (given->size < sizeof(size_t))
			return fr_fail(error, FR_E_ARGUMENT, FR_ARGUMENT, "options.size", NULL);
		memcpy(&o, given, given->size < sizeof o ? given->size : sizeof o);
	}
	run->lang = fr_lang(o.lang);
	run->limits = o.limits;
	fr_limits_inherit(&run->limits, &run->engine->limits);
	run_unique_init(&run->unique, &run->allocator, run->limits.unique_bytes);
	run->progress = o.progress;
	run->progress_user = o.progress_user;
	run->unique_off = o.unique_off;
	run->outputs_off = o.outputs_off;
	run->explain = o.explain;
	run->jobs = o.jobs < RUN_JOBS_MOST ? o.jobs : RUN_JOBS_MOST;
	run->batch_bytes = run->jobs > RUN_JOBS_FEW ? RUN_BATCH_BYTES / 2 : RUN_BATCH_BYTES;
	run->limits.ahead = run->limits.ahead || run->jobs > 1;
	run->due_soon_hours = o.due_soon_hours > 0 ? o.due_soon_hours : 24;
	run->sheet_wanted = fr_arena_str(&run->arena, fr_str_from(o.sheet));
	fr_str map = fr_arena_str(&run->arena, fr_str_from(o.map));
	if (!run->sheet_wanted.p || !map.p)
		return run_memory(error);
	run->map = map.n ? map.p : NULL;
	fr_status status = fr_read_now(o.now, &run->now, error);
	if (status == FR_OK)
		status = fr_header_new(run->form, -1, run->map, &run->arena, &run->header, error);
	return status == FR_OK ? run_gather_prepare(run, error) : status;
}

/* Lists that are there but broken are told; missing ones make masking hide everything. */
static fr_status load_shared(fr_run *run, fr_error *error)
{
	fr_error why = {0};
	run->lists = fr_engine_lists(run->engine, &why);
	if (why.status == FR_OK)
		return run_check_shelves(run, run->form, error);
	if (error)
		*error = why;
	return why.status;
}

fr_status fr_run_open(fr_engine *engine, const fr_form *form, const fr_run_options *options, fr_run **out, fr_error *error)
{
	if (!engine || !form || !out)
		return fr_fail(error, FR_E_ARGUMENT, FR_ARGUMENT, "form", NULL);
	*out = NULL;
	fr_run *run = fr_alloc(&engine->allocator, sizeof *run);
	if (!run)
		return run_memory(error);
	*run = (fr_run){.engine = engine, .form = form, .allocator = engine->allocator};
	fr_arena_init(&run->arena, &run->allocator, 0);
	fr_arena_init(&run->table, &run->allocator, 0);
	fr_arena_init(&run->noted, &run->allocator, (size_t)256 << 20);
	fr_arena_init(&run->record, &run->allocator, (size_t)256 << 20);
	fr_arena_init(&run->pushed_arena, &run->allocator, 0);
	fr_arena_init(&run->gathered, &run->allocator, 0);
	fr_buf_init(&run->sheets, &run->allocator, 0);
	fr_status status = read_options(run, options, error);
	if (status == FR_OK)
		status = load_shared(run, error);
	if (status != FR_OK) {
		fr_run_close(run);
		return status;
	}
	*out = run;
	return FR_OK;
}

static void close_source(fr_run *run)
{
	run_crew_forget(run);
	fr_source_close(run->source);
	run->source = NULL;
}

void fr_run_close(fr_run *run)
{
	if (!run)
		return;
	run_crew_free(run);
	close_source(run);
	run_table_close(run);
	run_unique_free(&run->unique);
	run_gather_free(run);
	fr_release(&run->allocator, run->places);
	fr_buf_free(&run->sheets);
	fr_arena_free(&run->arena);
	fr_arena_free(&run->table);
	fr_arena_free(&run->noted);
	fr_arena_free(&run->record);
	fr_arena_free(&run->pushed_arena);
	fr_allocator allocator = run->allocator;
	fr_release(&allocator, run);
}

void fr_run_summary(const fr_run *run, fr_summary *out) { *out = run ? run->summary : (fr_summary){0}; }

/* ---- pushed rows ---- */

static fr_status not_now(fr_error *error) { return fr_fail(error, FR_E_ARGUMENT, FR_ARGUMENT, "fr_run_next", NULL); }

fr_status fr_run_table(fr_run *run, fr_str source, fr_str sheet, fr_error *error)
{
	if (!run || run->source || run->pushed)
		return not_now(error);
	fr_str wanted = run->sheet_wanted;
	run->sheet_wanted = fr_str_of(NULL, 0); /* whoever pushes a table wants it */
	fr_buf_clear(&run->sheets);
	run->nearest = (run_nearest){0};
	run->any_table = false;
	run->version = fr_str_of(NULL, 0);
	fr_status status = run_table_start(run, source, sheet, error);
	run->sheet_wanted = wanted;
	return status;
}

/* The border: bytes that are no text become U+FFFD here, and a finding later. */
static fr_str valid_copy(fr_arena *arena, fr_str text)
{
	if (fr_utf8_invalid(text) == SIZE_MAX)
		return fr_arena_str(arena, text);
	char *out = text.n < SIZE_MAX / 8 ? fr_arena_alloc(arena, text.n * 3 + 1) : NULL;
	size_t n = 0;
	for (size_t at = 0; out && at < text.n;) {
		uint32_t cp;
		size_t bytes = fr_utf8_decode(text, at, &cp);
		if (bytes)
			memcpy(out + n, text.p + at, bytes);
		else
			memcpy(out + n, FR_REPLACEMENT, 3);
		n += bytes ? bytes : 3;
		at += bytes ? bytes : 1;
	}
	return fr_str_of(out, n);
}

/* The table by the name people know it by, the row, and the most there may be. */
static fr_status over_limit(const fr_run *run, int code, size_t row, size_t most, fr_error *error)
{
	char name[FR_ERROR_TEXT], at[32], limit[32];
	fr_text_out(run->source_name.n ? run->source_name : run->sheet, name, sizeof name);
	snprintf(at, sizeof at, "%zu", row);
	snprintf(limit, sizeof limit, "%zu", most);
	return fr_fail(error, FR_E_LIMIT, code, name, at, limit, NULL);
}

static fr_status copy_row(fr_run *run, const fr_cell *cells, size_t count, size_t row, run_row **out, fr_error *error)
{
	if (count > run->limits.columns)
		return over_limit(run, FR_SOURCE_COLUMNS, row, run->limits.columns, error);
	run_row *copy = FR_ARENA_NEW(&run->pushed_arena, run_row);
	fr_cell *kept = copy ? FR_ARENA_ARRAY(&run->pushed_arena, fr_cell, count) : NULL;
	if (!kept)
		return run_memory(error);
	for (size_t i = 0; i < count; i++) {
		kept[i] = cells[i];
		if (kept[i].text.n == 0)
			continue;
		if (kept[i].text.n > run->limits.cell_bytes)
			return over_limit(run, FR_SOURCE_CELL, row, run->limits.cell_bytes, error);
		kept[i].text = valid_copy(&run->pushed_arena, cells[i].text);
		if (!kept[i].text.p)
			return run_memory(error);
	}
	*copy = (run_row){kept, count, row, NULL, false};
	*out = copy;
	return FR_OK;
}

static bool is_blank(const fr_cell *cells, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (cells[i].kind != FR_CELL_EMPTY && !(cells[i].kind == FR_CELL_TEXT && cells[i].text.n == 0))
			return false;
	return true;
}

static void forget_pushed(fr_run *run)
{
	run->pushed = run->pushed_last = NULL;
	fr_arena_reset(&run->pushed_arena);
}

static fr_status push(fr_run *run, const fr_cell *cells, size_t count, size_t row, bool header, fr_error *error)
{
	if (!run || run->source || (count && !cells) || run->state == RUN_IDLE || (header && run->state != RUN_SEARCHING))
		return not_now(error);
	if (run->state == RUN_SKIPPING || is_blank(cells, count))
		return FR_OK;
	run_row *copy = NULL;
	fr_status status = copy_row(run, cells, count, row, &copy, error);
	if (status != FR_OK)
		return status;
	if (run->state == RUN_SEARCHING) {
		status = run_table_try(run, copy->cells, copy->count, row, header, error);
		if (!run->pushed)
			forget_pushed(run);
		return status;
	}
	if (run->pushed_last)
		run->pushed_last->next = copy;
	else
		run->pushed = copy;
	run->pushed_last = copy;
	return FR_OK;
}

static fr_status no_header(fr_run *run, fr_error *error)
{
	if (run->sheet_wanted.n && !run->sheet_seen && run->source)
		return fr_fail_str(error, FR_E_FORMAT, FR_SHEET_UNKNOWN, run->sheet_wanted, fr_buf_view(&run->sheets));
	return run_no_header(run, error);
}

fr_status fr_run_header(fr_run *run, const fr_cell *cells, size_t count, size_t row, fr_error *error)
{
	fr_status status = push(run, cells, count, row, true, error);
	return status == FR_OK && run->state != RUN_FOUND && run->state != RUN_CHILDREN ? no_header(run, error) : status;
}

fr_status fr_run_push(fr_run *run, const fr_cell *cells, size_t count, size_t row, fr_error *error)
{
	return push(run, cells, count, row, false, error);
}

fr_status fr_run_end(fr_run *run, fr_error *error)
{
	if (!run || run->source)
		return not_now(error);
	if (run->gathering) { /* any sheet may be given then, also those that hold nothing of the form */
		run->state = RUN_IDLE;
		return FR_OK;
	}
	if (run->state == RUN_SEARCHING || (run->state == RUN_SKIPPING && !run->any_table)) {
		run->state = RUN_IDLE;
		return no_header(run, error);
	}
	return FR_OK;
}

/* ---- files ---- */

/* "id@version" of the document; the version when the id is this form's. */
static fr_status read_property(fr_run *run, fr_error *error)
{
	fr_str property = fr_source_property(run->source, "formrule");
	size_t at = fr_str_find(property, FR_STR("@"));
	if (at == SIZE_MAX || !fr_str_eq(fr_str_of(property.p, at), run->form->id))
		return FR_OK;
	run->version = fr_arena_str(&run->arena, fr_str_of(property.p + at + 1, property.n - at - 1));
	return run->version.p ? FR_OK : run_memory(error);
}

fr_status fr_run_attach(fr_run *run, const char *path, fr_error *error)
{
	if (!run || !path || run->pushed)
		return not_now(error);
	close_source(run);
	run_table_close(run);
	run->any_table = run->sheet_seen = false;
	run->version = fr_str_of(NULL, 0);
	fr_buf_clear(&run->sheets);
	run->nearest = (run_nearest){0};
	fr_status status = fr_source_open(&run->allocator, path, &run->limits, &run->source, error);
	if (status != FR_OK)
		return run_source_error(run->engine, status, error);
	run->source_name = fr_arena_str(&run->arena, fr_str_from(path));
	status = run->source_name.p ? read_property(run, error) : run_memory(error);
	if (status == FR_OK && fr_source_named(run->source))
		status = run_named_attach(run, error);
	run->any_table = status == FR_OK && fr_source_named(run->source) && run->gathering && !run_gather_records(run);
	if (status != FR_OK || run->any_table) /* rows of repeats are inside their record: nothing to gather */
		close_source(run);
	return status;
}

/* The next row of a found table that may be a record. FR_END when the source or what was pushed is used up. */
static fr_status next_row(fr_run *run, run_row *out, fr_error *error)
{
	if (!run->source) {
		if (!run->pushed)
			return FR_END;
		*out = *run->pushed;
		run->pushed = run->pushed->next;
		return FR_OK;
	}
	run->inner = run->last_inner = NULL;
	for (;;) {
		fr_row row;
		fr_status status = run_crew_pending(run, &row) ? FR_OK : fr_source_next(run->source, &row, error);
		if (status != FR_OK)
			return run_source_error(run->engine, status, error);
		if (row.new_sheet || run->state == RUN_IDLE) {
			fr_str source = run->source_name;
			status = run_table_start(run, source, row.sheet, error);
			if (status == FR_OK)
				run->places[run->place_count - 1].about.hidden = row.sheet_hidden;
		}
		if (status == FR_OK && row.note_count && run_note_take(run, row.row, row.notes, row.note_count) != FR_OK)
			return run_memory(error);
		bool taken = false;
		if (status == FR_OK && fr_source_named(run->source))
			status = run_named_row(run, &row, &taken, error);
		if (status == FR_OK && !taken && (run->state == RUN_FOUND || run->state == RUN_CHILDREN)) {
			*out = (run_row){row.cells, row.count, row.row, NULL, row.clean};
			return FR_OK;
		}
		if (status == FR_OK && !taken && run->state == RUN_SEARCHING)
			status = run_table_try(run, row.cells, row.count, row.row, false, error);
		if (status == FR_OK && run->state == RUN_FOUND && run->judging)
			run->judging->columns.width = row.width;
		if (status != FR_OK)
			return status;
		if (run->header_due) {
			*out = (run_row){0};
			return FR_OK;
		}
	}
}

fr_status run_tick(fr_run *run, uint64_t done, uint64_t total, fr_error *error)
{
	if (!run->progress || ++run->ticks % PROGRESS_EVERY)
		return FR_OK;
	return run->progress(run->progress_user, done, total, run->summary.records) ? FR_OK
										    : fr_fail(error, FR_E_CANCELLED, FR_CANCELLED, NULL);
}

static fr_status tick(fr_run *run, fr_error *error)
{
	uint64_t done = 0, total = 0;
	if (run->source && run->progress && (run->ticks + 1) % PROGRESS_EVERY == 0)
		fr_source_position(run->source, &done, &total);
	return run_tick(run, done, total, error);
}

/* ---- results ---- */

static fr_status give_header(fr_run *run, fr_error *error)
{
	return run->state == RUN_CHILDREN ? run_give_child_header(run, error) : run_give_header(run, error);
}

/* One row on the caller's own thread. FR_END: it gives nothing, or a header was found. */
static fr_status step(fr_run *run, bool *over, fr_error *error)
{
	run_row row = {0};
	run_key key = {0};
	fr_status status = next_row(run, &row, error);
	if (status == FR_END && run->source && !run->any_table)
		status = no_header(run, error);
	if (status == FR_END) {
		if (run->source)
			run_table_close(run);
		close_source(run);
		forget_pushed(run);
		*over = true;
	}
	if (status == FR_OK)
		status = tick(run, error);
	if (status != FR_OK)
		return status;
	if (run->header_due)
		return FR_END;
	if (run->gathering)
		return run_gather_row(run, &row, error);
	status = run_judge_row(run, &row, &key, error);
	return status == FR_OK ? run_look_for_double(run, &key, NULL, error) : status;
}

fr_status fr_run_next(fr_run *run, const fr_result **out, fr_error *error)
{
	if (!run || !out)
		return fr_fail(error, FR_E_ARGUMENT, FR_ARGUMENT, "run", NULL);
	*out = NULL;
	fr_status status = FR_END;
	for (bool over = false; status == FR_END && !over;) {
		fr_arena_reset(&run->record);
		if (run->header_due) {
			status = give_header(run, error);
			if (status == FR_OK && run->result.finding_count == 0)
				status = FR_END;
			continue;
		}
		status = run_crew_next(run, error);
		size_t column;
		if (status == FR_END && (status = run_unnamed_next(run, &column, error)) == FR_OK)
			run_unnamed_tell(run, column);
		if (status == FR_END)
			status = run_give_note(run, error);
		if (status == FR_END && !run_crew_open(run))
			status = step(run, &over, error);
	}
	if (status == FR_OK)
		*out = &run->result;
	return status;
}

/* ---- before and after ---- */

bool fr_run_gathers(const fr_run *run) { return run && (run->form->repeat_count || run_gather_records(run)); }

fr_status fr_run_gather(fr_run *run, bool on, fr_error *error)
{
	if (!run || run->source || run->pushed)
		return not_now(error);
	run->gathering = on;
	return FR_OK;
}

fr_status fr_run_rest(fr_run *run, const fr_result **out, fr_error *error)
{
	if (!run || !out || run->source || run->pushed)
		return not_now(error);
	*out = NULL;
	fr_arena_reset(&run->record);
	if (!run->rest_begun)
		run->rest = run->children;
	run->rest_begun = true;
	while (run->rest && run->rest->claimed)
		run->rest = run->rest->after;
	if (!run->rest)
		return FR_END;
	const run_child *child = run->rest;
	run->rest = child->after;
	fr_status status = run_give_orphan(run, child, error);
	if (status == FR_OK)
		*out = &run->result;
	return status;
}
