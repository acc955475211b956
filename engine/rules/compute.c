/* Computing: relevance, defaults, calculated values, in the order in which they depend on each other.
 * Stage: findings. In: a record as read. Out: the record with its computed values; fields not asked for seen as empty. */
#include "rules/judge.h"

#include <math.h>
#include <stdlib.h>

static fr_value moment_of(fr_judge *judge, fr_type type, const fr_value *value)
{
	fr_stamp stamp;
	int32_t offset = judge->o.now.offset_min;
	if (value->kind == FR_KIND_DATE || value->kind == FR_KIND_DATETIME || value->kind == FR_KIND_TIME)
		stamp = value->stamp;
	else if (value->kind == FR_KIND_STRING) {
		bool is =
			type == FR_TYPE_TIME ? fr_iso_time(value->string, offset, &stamp) : fr_iso_datetime(value->string, offset, &stamp);
		if (!is)
			return fr_value_empty();
	} else { /* XPath: a date in sums is a number of days since 1970-01-01 */
		double days = fr_value_to_number(value);
		if (!isfinite(days) || fabs(days) > 1e7)
			return fr_value_empty();
		stamp = (fr_stamp){llround(days * (double)FR_DAY_MS), offset};
	}
	int64_t of_day = (stamp.local_ms % FR_DAY_MS + FR_DAY_MS) % FR_DAY_MS;
	if (type == FR_TYPE_DATE)
		stamp.local_ms -= of_day;
	else if (type == FR_TYPE_TIME)
		stamp.local_ms = of_day;
	return (fr_value){.kind = type == FR_TYPE_DATE   ? FR_KIND_DATE
				  : type == FR_TYPE_TIME ? FR_KIND_TIME
							 : FR_KIND_DATETIME,
		.stamp = stamp};
}

/* A result as its field holds it. Empty text and NaN are no value. */
static fr_value as_type(fr_judge *judge, fr_type type, const fr_value *value)
{
	double number;
	fr_str text;
	if (value->kind == FR_KIND_EMPTY || (value->kind == FR_KIND_NUMBER && !isfinite(value->number)) ||
		(value->kind == FR_KIND_STRING && !value->string.n))
		return fr_value_empty();
	switch (type) {
	case FR_TYPE_INTEGER:
	case FR_TYPE_DECIMAL:
	case FR_TYPE_RANGE: number = fr_value_to_number(value); return isfinite(number) ? fr_value_number(number) : fr_value_empty();
	case FR_TYPE_BOOLEAN:
		return fr_value_bool(value->kind == FR_KIND_STRING ? !fr_str_is(value->string, "false") && !fr_str_is(value->string, "0")
								   : fr_value_to_boolean(value));
	case FR_TYPE_DATE:
	case FR_TYPE_TIME:
	case FR_TYPE_DATETIME: return moment_of(judge, type, value);
	default:
		if (type == FR_TYPE_CALCULATE && value->kind != FR_KIND_LIST)
			return *value;
		text = fr_value_to_string(value, judge->arena);
		return text.n ? fr_value_string(text) : fr_value_empty();
	}
}

static void work_out(fr_judge *judge, const judge_node *node, const judge_test *test)
{
	fr_record *record = judge->record;
	fr_value result = fr_value_empty();
	if (judge_doubts(judge, test)) {
		record->values[node->slot] = result;
		record->doubtful[node->slot] = true;
		return;
	}
	fr_status status = judge_eval(judge, test, (int)node->slot, &result);
	if (status == FR_E_LIMIT) {
		fr_verdict *v = judge_add(judge, FR_LEVEL_ERROR, FR_EVALUATION, (int)node->slot);
		if (v)
			v->args[0] = node->field->name;
		record->doubtful[node->slot] = true;
	}
	record->values[node->slot] = status == FR_OK ? as_type(judge, node->field->type, &result) : fr_value_empty();
}

static void compute_field(fr_judge *judge, const void *what)
{
	const judge_node *node = what;
	fr_record *record = judge->record;
	uint32_t slot = node->slot;
	judge->unsure[slot] = false;
	record->relevant[slot] = true;
	if (node->calculate.expr)
		judge->given[slot] = judge->columns->of_slot[slot] == FR_NO_COLUMN ? fr_value_empty() : record->values[slot];
	if (node->relevant.expr) {
		fr_value value;
		judge->unsure[slot] = judge_doubts(judge, &node->relevant);
		fr_status status = judge->unsure[slot] ? FR_OK : judge_eval(judge, &node->relevant, (int)slot, &value);
		if (status == FR_E_LIMIT)
			judge->unsure[slot] = true;
		else if (status == FR_OK && !judge->unsure[slot])
			record->relevant[slot] = fr_value_to_boolean(&value);
		if (!record->relevant[slot]) {
			record->values[slot] = fr_value_empty();
			record->doubtful[slot] = false; /* not asked for: whatever stands there has no consequences */
			return;
		}
	}
	bool there = judge->columns->of_slot[slot] != FR_NO_COLUMN && record->readings[slot].cell;
	if (node->calculate.expr) {
		if (!(node->changes && there && !record->readings[slot].problem)) {
			record->doubtful[slot] = false; /* a wrong computed cell is replaced by the right value */
			work_out(judge, node, &node->calculate);
		}
	} else if (node->preset.expr) {
		if (judge->columns->of_slot[slot] == FR_NO_COLUMN)
			record->values[slot] = fr_value_empty();
		if (!there)
			work_out(judge, node, &node->preset);
	}
}

void judge_compute(fr_judge *judge)
{
	for (size_t i = 0; i < judge->node_count && judge->status == FR_OK; i++) {
		const judge_node *node = &judge->nodes[i];
		if (node->field) {
			if (node->field->repeat >= 0)
				judge_row_node(judge, node, compute_field);
			else
				compute_field(judge, node);
			continue;
		}
		if (node->deadline >= 0) {
			judge_due(judge, node);
			continue;
		}
		bool column = judge->columns->of_slot[node->slot] != FR_NO_COLUMN;
		judge->given[node->slot] = column ? judge->record->values[node->slot] : fr_value_empty();
		if (node->grade)
			judge_grade(judge, node);
		else
			judge_score(judge, node);
	}
}

/* ---- computed columns that hold something else ---- */

static size_t places_of(fr_str text)
{
	const char *point = text.n ? memchr(text.p, '.', text.n) : NULL;
	return point ? text.n - (size_t)(point - text.p) - 1 : 0;
}

/* A sheet may show fewer places than were computed. */
static bool same_number(double given, double right, fr_str text)
{
	double bound = 1e-9 * (fabs(right) > 1 ? fabs(right) : 1);
	if (fabs(given - right) <= bound)
		return true;
	size_t places = places_of(text);
	return text.n && places < 16 && fabs(fr_number_round(right, (int)places) - given) <= bound;
}

static bool same_words(const fr_words *words, fr_str text)
{
	for (size_t i = 0; i < words->n; i++)
		if (fr_str_eq(words->items[i].text, text))
			return true;
	return false;
}

static bool is_grade_named(const fr_score *score, fr_str name, fr_str text)
{
	for (size_t i = 0; i < score->grade_count; i++)
		if (fr_str_eq(score->grades[i].name, name) && same_words(&score->grades[i].label, text))
			return true;
	return false;
}

static bool same_value(fr_judge *judge, const judge_node *node, const fr_value *given, const fr_value *right)
{
	const fr_cell *cell = judge->record->readings[node->slot].cell;
	if (right->kind == FR_KIND_NUMBER) {
		double number = fr_value_to_number(given);
		fr_str text = cell ? fr_str_trim(cell->text) : fr_str_of(NULL, 0);
		return isfinite(number) && same_number(number, right->number, text);
	}
	if (right->kind == FR_KIND_DATE || right->kind == FR_KIND_DATETIME || right->kind == FR_KIND_TIME) {
		fr_value read = fr_value_empty();
		fr_type type = right->kind == FR_KIND_DATE ? FR_TYPE_DATE : right->kind == FR_KIND_TIME ? FR_TYPE_TIME : FR_TYPE_DATETIME;
		if (cell && fr_value_read(type, cell, judge->o.now.offset_min, judge->arena, &read, NULL) == FR_CODE_NONE &&
			read.kind == right->kind)
			return llabs(read.stamp.local_ms - right->stamp.local_ms) < 60000; /* people see minutes */
		return false;
	}
	if (right->kind == FR_KIND_BOOLEAN) {
		fr_value read = fr_value_empty();
		return cell && fr_value_read(FR_TYPE_BOOLEAN, cell, 0, judge->arena, &read, NULL) == FR_CODE_NONE &&
		       read.kind == FR_KIND_BOOLEAN && read.boolean == right->boolean;
	}
	fr_str a = fr_str_trim(fr_value_to_string(given, judge->arena)), b = fr_value_to_string(right, judge->arena);
	return fr_str_eq(a, b) || (node->grade && is_grade_named(&judge->o.form->scores[node->score], b, a));
}

void judge_compare_computed(fr_judge *judge)
{
	fr_record *record = judge->record;
	for (size_t i = 0; i < judge->node_count && judge->status == FR_OK; i++) {
		const judge_node *node = &judge->nodes[i];
		uint32_t slot = node->slot;
		if (!judge->computed[slot] || (node->field ? node->field->repeat : -1) != judge->scope ||
			judge->columns->of_slot[slot] == FR_NO_COLUMN)
			continue;
		const fr_value *given = &judge->given[slot], *right = &record->values[slot];
		if (given->kind == FR_KIND_EMPTY || record->doubtful[slot] || !record->relevant[slot] ||
			same_value(judge, node, given, right))
			continue;
		bool none = right->kind == FR_KIND_EMPTY;
		fr_str text = none ? fr_str_of("", 0) : fr_record_show(judge, slot, right, judge->arena);
		fr_verdict *v = judge_add(judge, FR_LEVEL_WARNING, none ? FR_READONLY_EMPTY : FR_READONLY, (int)slot);
		if (v)
			v->args[1] = v->repair = text;
	}
}
