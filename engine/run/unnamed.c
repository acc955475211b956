/* Unnamed: columns that hold something where the header says nothing.
 * Stage: pipeline. In: rows. Out: a result for each such column, when it is met first; what stands in it nobody looks at. */
#include "run/pipeline.h"

#include <stdio.h>

static bool take(uint64_t *set, size_t column)
{
	uint64_t bit = (uint64_t)1 << column % 64;
	bool fresh = !(set[column / 64] & bit);
	set[column / 64] |= bit;
	return fresh;
}

static bool holds(const fr_cell *cell) { return cell->kind == FR_CELL_TEXT ? fr_str_trim(cell->text).n > 0 : cell->kind != FR_CELL_EMPTY; }

void run_unnamed_begin(fr_run *run)
{
	run_unnamed *u = &run->unnamed;
	*u = (run_unnamed){0};
	while (u->first < run->header_count && holds(&run->header_cells[u->first]))
		u->first++;
}

void run_unnamed_see(fr_run *run, const run_row *row)
{
	run_unnamed *u = &run->unnamed;
	for (size_t i = u->first; i < row->count && i < RUN_UNNAMED_MOST; i++) {
		if ((i < run->header_count && holds(&run->header_cells[i])) || !holds(&row->cells[i]) || !take(u->seen, i))
			continue;
		take(u->due, i);
		u->due_count++;
		u->row = row->row;
	}
}

static fr_status give(fr_run *run, size_t column, fr_error *error)
{
	char letters[16], row[32];
	size_t at = sizeof letters;
	for (size_t n = column + 1; n > 0; n = (n - 1) / 26)
		letters[--at] = (char)('A' + (n - 1) % 26);
	snprintf(row, sizeof row, "%zu", run->unnamed.row);
	fr_str name = fr_arena_str(&run->record, fr_str_of(letters + at, sizeof letters - at)),
	       first = fr_arena_str(&run->record, fr_str_from(row));
	return name.p && first.p ? run_give_unnamed(run, column, name, first, error) : run_memory(error);
}

fr_status run_unnamed_next(fr_run *run, size_t *column, fr_error *error)
{
	run_unnamed *u = &run->unnamed;
	if (!u->due_count)
		return FR_END;
	size_t i = 0;
	while (!u->due[i])
		i++;
	*column = i * 64 + (size_t)__builtin_ctzll(u->due[i]);
	u->due[i] &= u->due[i] - 1;
	u->due_count--;
	return give(run, *column, error);
}

bool run_unnamed_tell(fr_run *run, size_t column) { return take(run->unnamed.told, column); }
