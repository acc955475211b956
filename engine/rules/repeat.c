/* Repeats: the rows a record has of a repeat, seen one by one while they are judged, and as lists by everything else.
 * Stage: findings. In: a record and its rows. Out: the record's slots filled with one row, or with lists.
 * A row's values take the place of its fields' slots while it is looked at, so the rules of a row are judged by the same code as those of a record. */
#include "rules/judge.h"

static void swap_in(fr_judge *judge, const judge_span *span, fr_child *child)
{
	fr_record *record = judge->record;
	memcpy(record->values + span->first, child->values, span->count * sizeof(fr_value));
	memcpy(record->readings + span->first, child->readings, span->count * sizeof(fr_reading));
	memcpy(record->relevant + span->first, child->relevant, span->count * sizeof(bool));
	memcpy(record->doubtful + span->first, child->doubtful, span->count * sizeof(bool));
	memcpy(judge->given + span->first, child->given, span->count * sizeof(fr_value));
	memcpy(judge->unsure + span->first, child->unsure, span->count * sizeof(bool));
	judge->columns = child->columns;
	judge->child = child;
}

static void swap_out(fr_judge *judge, const judge_span *span, fr_child *child)
{
	const fr_record *record = judge->record;
	memcpy(child->values, record->values + span->first, span->count * sizeof(fr_value));
	memcpy(child->readings, record->readings + span->first, span->count * sizeof(fr_reading));
	memcpy(child->relevant, record->relevant + span->first, span->count * sizeof(bool));
	memcpy(child->doubtful, record->doubtful + span->first, span->count * sizeof(bool));
	memcpy(child->given, judge->given + span->first, span->count * sizeof(fr_value));
	memcpy(child->unsure, judge->unsure + span->first, span->count * sizeof(bool));
	judge->columns = judge->o.columns;
	judge->child = NULL;
}

void judge_spans(fr_judge *judge)
{
	const fr_form *form = judge->o.form;
	for (size_t i = 0; i < form->field_count; i++) {
		int repeat = form->fields[i].repeat;
		if (repeat < 0)
			continue;
		judge_span *span = &judge->spans[repeat];
		span->first = span->count ? span->first : (uint32_t)i;
		span->count++; /* a repeat's fields follow each other */
	}
}

/* What expressions outside see: a list of the rows' values, of which those that are wrong make the list doubtful. */
static void list_of(fr_judge *judge, uint32_t slot, size_t repeat)
{
	const judge_span *span = &judge->spans[repeat];
	const fr_children *children = &judge->children[repeat];
	fr_value *items = FR_ARENA_ARRAY(judge->arena, fr_value, children->n);
	fr_record *record = judge->record;
	if (!items) {
		judge->status = FR_E_MEMORY;
		return;
	}
	record->doubtful[slot] = false;
	record->relevant[slot] = true;
	for (size_t i = 0; i < children->n; i++) {
		items[i] = children->items[i].values[slot - span->first];
		record->doubtful[slot] = record->doubtful[slot] || children->items[i].doubtful[slot - span->first];
	}
	record->values[slot] = (fr_value){.kind = FR_KIND_LIST, .list = {items, children->n}};
	record->readings[slot] = (fr_reading){0};
}

static void relist(fr_judge *judge, size_t repeat)
{
	const judge_span *span = &judge->spans[repeat];
	for (uint32_t slot = span->first; slot < span->first + span->count && judge->status == FR_OK; slot++)
		list_of(judge, slot, repeat);
}

void judge_lists(fr_judge *judge)
{
	const fr_form *form = judge->o.form;
	for (size_t r = 0; r < form->repeat_count && judge->status == FR_OK; r++) {
		relist(judge, r);
		fr_value *rows = FR_ARENA_ARRAY(judge->arena, fr_value, judge->children[r].n);
		if (!rows) {
			judge->status = FR_E_MEMORY;
			return;
		}
		for (size_t i = 0; i < judge->children[r].n; i++)
			rows[i] = fr_value_number((double)(i + 1));
		judge->record->values[form->repeats[r].slot] = (fr_value){.kind = FR_KIND_LIST, .list = {rows, judge->children[r].n}};
	}
}

void judge_each_row(fr_judge *judge, size_t repeat, void (*look)(fr_judge *judge, const void *what), const void *what)
{
	const fr_children *children = &judge->children[repeat];
	const judge_span *span = &judge->spans[repeat];
	for (size_t i = 0; i < children->n && judge->status == FR_OK; i++) {
		swap_in(judge, span, &children->items[i]);
		look(judge, what);
		swap_out(judge, span, &children->items[i]);
	}
}

void judge_row_node(fr_judge *judge, const judge_node *node, void (*look)(fr_judge *judge, const void *what))
{
	judge_each_row(judge, (size_t)node->field->repeat, look, node);
	relist(judge, (size_t)node->field->repeat); /* the rows took the place of the lists */
}

/* How many rows there may be. Without any table of the repeat nobody can tell. */
void judge_row_counts(fr_judge *judge)
{
	const fr_form *form = judge->o.form;
	for (size_t r = 0; r < form->repeat_count && judge->status == FR_OK; r++) {
		const fr_repeat *repeat = &form->repeats[r];
		size_t n = judge->children[r].n;
		bool few = n<repeat->min, many = n> repeat->max;
		if (!judge->children[r].known || (!few && !many))
			continue;
		fr_verdict *v = judge_add(judge, FR_LEVEL_ERROR, few ? FR_REPEAT_FEW : FR_REPEAT_MANY, (int)repeat->slot);
		if (!v)
			return;
		v->args[1] = judge_number(judge, (double)(few ? repeat->min : repeat->max));
		v->args[2] = judge_number(judge, (double)n);
	}
}

fr_status fr_child_read(fr_reader *reader, int repeat, const fr_columns *columns, fr_arena *arena, fr_child *out)
{
	const fr_record *record = fr_reader_record(reader);
	const fr_form *form = record->form;
	uint32_t first = 0, count = 0;
	for (uint32_t i = 0; i < form->field_count; i++)
		if (form->fields[i].repeat == repeat) {
			first = count++ ? first : i;
		}
	*out = (fr_child){.columns = columns, .row = record->row};
	out->values = FR_ARENA_ARRAY(arena, fr_value, count);
	out->given = FR_ARENA_ARRAY(arena, fr_value, count);
	out->readings = FR_ARENA_ARRAY(arena, fr_reading, count);
	out->relevant = FR_ARENA_ARRAY(arena, bool, count);
	out->doubtful = FR_ARENA_ARRAY(arena, bool, count);
	out->unsure = FR_ARENA_ARRAY(arena, bool, count);
	if (!out->values || !out->given || !out->readings || !out->relevant || !out->doubtful || !out->unsure)
		return FR_E_MEMORY;
	for (uint32_t i = 0; i < count; i++) {
		bool here = columns->of_slot[first + i] != FR_NO_COLUMN;
		out->values[i] = here ? record->values[first + i] : fr_value_empty();
		if (here)
			out->readings[i] = record->readings[first + i];
		out->relevant[i] = true;
		out->doubtful[i] = here && record->doubtful[first + i];
	}
	return FR_OK;
}
