/* Batches: rows taken from the source in one go, and what one thread makes of them.
 * Stage: pipeline. In: a piece of text, or rows. Out: items, in the order of the rows. */
#include "run/crew.h"

#define ROWS_MORE 3 /* so many times what a piece of text has: other threads judge them, and to wake one takes as long as to read a few */

/* ---- reading: one thread at a time ---- */

static bool copy_notes(run_batch *batch, const fr_row *row, run_noted_row *to)
{
	fr_note *notes = FR_ARENA_ARRAY(&batch->arena, fr_note, row->note_count);
	for (size_t i = 0; notes && i < row->note_count; i++) {
		notes[i] = (fr_note){row->notes[i].column, fr_arena_str(&batch->arena, row->notes[i].text)};
		if (!notes[i].text.p)
			return false;
	}
	to->notes = notes;
	to->note_count = row->note_count;
	return notes != NULL;
}

/* A cell as it goes from one processor to the other, which takes longer than to pack it: half as large when it is text. What is no text has its number behind it. */
typedef struct packed {
	const char *p;
	uint64_t n : 56, kind : 8;
} packed;

static size_t packed_size(const fr_row *row)
{
	size_t n = 0;
	for (size_t i = 0; i < row->count; i++)
		n += sizeof(packed) + (row->cells[i].kind > FR_CELL_TEXT) * sizeof(double);
	return n;
}

/* Cells and their texts in one block. */
static run_noted_row *copy_row(run_batch *batch, const fr_row *row, size_t *bytes)
{
	size_t cells = packed_size(row);
	char *block = fr_arena_alloc(&batch->arena, sizeof(run_noted_row) + cells + row->texts.n);
	if (!block)
		return NULL;
	run_noted_row *copy = (run_noted_row *)block;
	char *to = block + sizeof *copy, *texts = to + cells;
	copy->row = (run_row){NULL, row->count, row->row, NULL, row->clean};
	copy->packed = to;
	if (row->texts.n)
		memcpy(texts, row->texts.p, row->texts.n);
	for (size_t i = 0; i < row->count; i++) {
		const fr_cell *cell = &row->cells[i];
		uintptr_t at = (uintptr_t)cell->text.p - (uintptr_t)row->texts.p;
		packed *p = (packed *)to;
		p->p = at < row->texts.n ? texts + at : cell->text.p;
		p->n = cell->text.n;
		p->kind = cell->kind;
		to += sizeof *p;
		if (cell->kind > FR_CELL_TEXT) {
			memcpy(to, &cell->number, sizeof cell->number);
			to += sizeof cell->number;
		}
	}
	*bytes += row->count * sizeof(fr_cell) + row->texts.n;
	return row->note_count && !copy_notes(batch, row, copy) ? NULL : copy;
}

/* The cells of that row, in room that the next row uses again. */
static bool unpack(run_batch *batch, const fr_allocator *allocator, run_noted_row *row)
{
	if (row->row.count > batch->cell_capacity) {
		size_t capacity = row->row.count * 2;
		fr_cell *cells = fr_resize(allocator, batch->cells_of_row, capacity * sizeof *cells);
		if (!cells)
			return false;
		batch->cells_of_row = cells;
		batch->cell_capacity = capacity;
	}
	const char *from = row->packed;
	for (size_t i = 0; i < row->row.count; i++) {
		const packed *p = (const packed *)from;
		fr_cell *cell = &batch->cells_of_row[i];
		cell->kind = (fr_cell_kind)p->kind;
		cell->text = fr_str_of(p->p, p->n);
		cell->number = 0;
		from += sizeof *p;
		if (cell->kind > FR_CELL_TEXT) {
			memcpy(&cell->number, from, sizeof cell->number);
			from += sizeof cell->number;
		}
	}
	row->row.cells = batch->cells_of_row;
	return true;
}

/* Until the batch is full, a sheet begins, columns turn up, or the source has no more: why, it says again to the caller. */
static bool read_rows(run_crew *crew, run_batch *batch, bool *last)
{
	run_noted_row **end = &batch->rows;
	fr_error unused;
	for (size_t bytes = 0; bytes < ROWS_MORE * crew->run->batch_bytes && !*last;) {
		fr_row row;
		*last = fr_source_next(crew->run->source, &row, &unused) != FR_OK;
		if (*last)
			break;
		if (row.new_sheet || row.names) {
			crew->pending = row;
			crew->has_pending = *last = true;
			break;
		}
		*end = copy_row(batch, &row, &bytes);
		if (!*end) {
			batch->status = run_memory(&batch->error);
			*last = true;
			break;
		}
		end = &(*end)->next;
	}
	return batch->rows || batch->status != FR_OK;
}

bool run_batch_read(run_crew *crew, run_batch *batch, bool *last)
{
	fr_arena_reset(&batch->arena);
	batch->rows = NULL;
	batch->count = batch->at = 0;
	batch->source_rows = batch->cells = 0;
	batch->status = FR_OK;
	batch->ready = false;
	bool any = crew->pieces ? fr_source_cut(crew->run->source, crew->run->batch_bytes, crew->read == 0, &batch->piece)
				: read_rows(crew, batch, last);
	fr_source_position(crew->run->source, &batch->done, &batch->total);
	*last = *last || !any;
	return any;
}

/* ---- judging: as many threads as there are ---- */

static run_item *item_new(run_batch *batch, const fr_allocator *allocator)
{
	if (batch->count == batch->capacity) {
		size_t capacity = batch->capacity ? batch->capacity * 2 : 64;
		run_item *items = fr_resize(allocator, batch->items, capacity * sizeof *items);
		if (!items)
			return NULL;
		batch->items = items;
		batch->capacity = capacity;
	}
	return &batch->items[batch->count++];
}

#define NAME_MOST 256

/* What was worked out on the way to nothing is forgotten, so that a batch of good records needs little; the name is all that may be asked for. */
static bool keep_plain(fr_run *run, fr_arena_mark mark, run_item *item)
{
	char name[NAME_MOST];
	size_t n = item->name.n;
	if (n > sizeof name)
		return true;
	if (n)
		memcpy(name, item->name.p, n);
	fr_arena_rewind(&run->record, mark);
	if (n)
		item->name = fr_arena_str(&run->record, fr_str_of(name, n));
	return !n || item->name.p;
}

static bool keep(fr_run *run, run_batch *batch, fr_arena_mark mark, const run_key *key)
{
	const fr_result *result = &run->result;
	run_item *item = item_new(batch, &run->allocator);
	if (!item)
		return false;
	*item = (run_item){.row = result->row, .key = *key, .name = result->record};
	if (key->judging && !result->finding_count && !result->output_count && !result->due_count)
		return keep_plain(run, mark, item);
	run_given *given = FR_ARENA_NEW(&run->record, run_given);
	if (!given)
		return false;
	*given = (run_given){*result, run->summary};
	item->given = given;
	return true;
}

static fr_status judge_row(fr_run *run, run_batch *batch, const run_row *row, fr_error *error)
{
	fr_arena_mark mark = fr_arena_here(&run->record);
	run_key key;
	run->summary = (fr_summary){0};
	fr_status status = run_judge_row(run, row, &key, error);
	if (status == FR_END)
		fr_arena_rewind(&run->record, mark);
	else if (status == FR_OK && !keep(run, batch, mark, &key))
		status = run_memory(error);
	return status == FR_END ? FR_OK : status;
}

/* Columns without a name follow the record that has something there. */
static fr_status judge_unnamed(fr_run *run, run_batch *batch, fr_error *error)
{
	const run_key none = {0};
	fr_status status = FR_OK;
	while (status == FR_OK) {
		fr_arena_mark mark = fr_arena_here(&run->record);
		size_t column;
		run->summary = (fr_summary){0};
		status = run_unnamed_next(run, &column, error);
		if (status == FR_OK && !keep(run, batch, mark, &none))
			status = run_memory(error);
		if (status == FR_OK)
			batch->items[batch->count - 1].unnamed = column + 1;
	}
	return status == FR_END ? FR_OK : status;
}

/* What comments hold follows the record they stand on. */
static fr_status judge_notes(fr_run *run, run_batch *batch, const run_noted_row *row, fr_error *error)
{
	const run_key none = {0};
	fr_status status = run_note_take(run, row->row.row, row->notes, row->note_count) == FR_OK ? FR_OK : run_memory(error);
	while (status == FR_OK) {
		fr_arena_mark mark = fr_arena_here(&run->record);
		run->summary = (fr_summary){0};
		status = run_give_note(run, error);
		if (status == FR_OK && !keep(run, batch, mark, &none))
			status = run_memory(error);
	}
	return status == FR_END ? FR_OK : status;
}

static fr_status judge_piece(fr_run *run, run_batch *batch, fr_pieces **pieces, const run_crew *crew, fr_error *error)
{
	if (!*pieces && fr_pieces_new(crew->run->source, pieces) != FR_OK)
		return run_memory(error);
	fr_pieces_begin(*pieces, &batch->piece);
	fr_row row;
	fr_status status;
	while ((status = fr_pieces_next(*pieces, &row, error)) == FR_OK) {
		const run_row one = {row.cells, row.count, row.row, NULL, row.clean};
		batch->source_rows++;
		batch->cells += row.count;
		status = judge_row(run, batch, &one, error);
		if (status == FR_OK && run->unnamed.due_count)
			status = judge_unnamed(run, batch, error);
		if (status != FR_OK)
			return status;
	}
	return status == FR_END ? FR_OK : status;
}

static fr_status judge_rows(fr_run *run, run_batch *batch, fr_error *error)
{
	fr_status status = FR_OK;
	for (run_noted_row *row = batch->rows; row && status == FR_OK; row = row->next) {
		status = unpack(batch, &run->allocator, row) ? judge_row(run, batch, &row->row, error) : run_memory(error);
		if (status == FR_OK && run->unnamed.due_count)
			status = judge_unnamed(run, batch, error);
		if (status == FR_OK && row->note_count)
			status = judge_notes(run, batch, row, error);
	}
	return status;
}

/* The batch's arena stands in for that of the record, and its summary for that of the run. */
void run_batch_judge(run_batch *batch, fr_run *run, fr_pieces **pieces, const run_crew *crew)
{
	const fr_summary summary = run->summary;
	const fr_arena record = run->record;
	fr_error error = {0};
	run->record = batch->arena;
	run->ahead = true;
	fr_status status = run->judging ? FR_OK : run_table_again(run, crew->run->judging, &error);
	if (status == FR_OK)
		status = crew->pieces ? judge_piece(run, batch, pieces, crew, &error) : judge_rows(run, batch, &error);
	run->ahead = false;
	batch->arena = run->record;
	run->record = record;
	run->summary = summary;
	if (status != FR_OK) { /* it comes before what reading met with */
		batch->status = status;
		batch->error = error;
	}
}

void run_batch_free(run_batch *batch, const fr_allocator *allocator)
{
	fr_arena_free(&batch->arena);
	fr_release(allocator, batch->items);
	fr_release(allocator, batch->cells_of_row);
	fr_release(allocator, batch->piece.block);
}
