/* Deadlines: when something is due, by which row of which policy, and how it stands.
 * Stage: findings. In: a record's values, policies, a calendar, now. Out: a due moment for each deadline that applies, and its state.
 * Three clocks that are never mixed: elapsed time, working days, business hours. */
#include "rules/judge.h"
#include "value/duration.h"

static int64_t floor_day(int64_t ms) { return ms / FR_DAY_MS - (ms % FR_DAY_MS < 0); }

/* A limit that falls on a day is the last second of that day, or of the one before when the day itself is not included: what people read as "by the 12th". */
static fr_stamp end_of_day(int64_t day, int32_t offset_min, bool included)
{
	return (fr_stamp){(day + included) * FR_DAY_MS - 1000, offset_min};
}

/* from moved by length; false when the calendar cannot say, or it lies beyond what dates can hold. */
static bool move(
	const fr_judge *judge, const fr_deadline *d, const fr_value *from, const fr_duration *length, fr_stamp *out, bool *provisional)
{
	const fr_days *days = judge->o.calendar;
	int64_t day = floor_day(from->stamp.local_ms), to;
	*out = from->stamp;
	switch (length->clock) {
	case FR_CLOCK_WORKDAYS:
		if (!days)
			return false;
		if (length->count == 0)
			to = day;
		else if (fr_days_add(days, day - d->count_start, length->count, &to, provisional) != FR_OK)
			return false;
		*out = end_of_day(to, from->stamp.offset_min, d->include_last);
		return true;
	case FR_CLOCK_BUSINESS:
		return days && fr_days_business_add(
				       days, from->stamp.local_ms, length->count * INT64_C(3600000), &out->local_ms, provisional) == FR_OK;
	default: break;
	}
	if (!fr_duration_add(out, length))
		return false;
	if (from->kind == FR_KIND_DATE && length->days)
		*out = end_of_day(floor_day(out->local_ms) - (d->count_start && out->local_ms > from->stamp.local_ms),
			from->stamp.offset_min, d->include_last);
	return true;
}

/* What may start before its window begins at the start of that day, not at its end. */
static bool move_to_start(const fr_judge *judge, const fr_value *from, const fr_duration *length, fr_stamp *out, bool *provisional)
{
	const fr_deadline plain = {.include_last = false};
	if (!move(judge, &plain, from, length, out, provisional))
		return false;
	if (length->clock == FR_CLOCK_WORKDAYS || (from->kind == FR_KIND_DATE && length->days))
		out->local_ms += 1000; /* the second before a day begins → its beginning */
	return true;
}

fr_str judge_column_value(fr_judge *judge, const fr_form *form, fr_str column)
{
	fr_symbol symbol;
	if (fr_str_is(column, "form"))
		return form->id;
	if (!fr_form_find(form, column, &symbol) || symbol.slot >= form->slot_count || symbol.repeated)
		return fr_str_of(NULL, 0);
	return fr_value_to_string(&judge->record->values[symbol.slot], judge->arena);
}

/* The row that decides; NULL when none does. *doubtful when it hangs on a value that is wrong. */
static const fr_policy_row *decide(fr_judge *judge, const fr_policy *policy, bool *doubtful)
{
	const fr_form *form = judge->o.form;
	fr_str *values = FR_ARENA_ARRAY(judge->arena, fr_str, policy->column_count);
	if (!values) {
		judge->status = FR_E_MEMORY;
		return NULL;
	}
	for (size_t i = 0; i < policy->column_count; i++) {
		fr_symbol symbol;
		if (fr_form_find(form, policy->columns[i].name, &symbol) && symbol.slot < form->slot_count &&
			judge->record->doubtful[symbol.slot])
			*doubtful = true;
		values[i] = judge_column_value(judge, form, policy->columns[i].name);
	}
	return *doubtful ? NULL : fr_policy_decide(policy, values);
}

static fr_str said(const fr_policy *policy, const fr_policy_row *row, const char *result)
{
	int at = policy && row ? fr_policy_result_named(policy, fr_str_from(result)) : -1;
	return at >= 0 ? row->then[at] : fr_str_of(NULL, 0);
}

static bool is_moment(const fr_value *value) { return value->kind == FR_KIND_DATE || value->kind == FR_KIND_DATETIME; }

/* An expression's value as a moment; empty when it is none. */
static bool moment(fr_judge *judge, const judge_test *test, fr_value *out)
{
	*out = fr_value_empty();
	if (!test->expr)
		return true;
	if (judge_doubts(judge, test) || judge_eval(judge, test, -1, out) != FR_OK)
		return false;
	if (!is_moment(out) && out->kind == FR_KIND_STRING) {
		fr_stamp stamp;
		bool is = fr_iso_datetime(out->string, judge->o.now.offset_min, &stamp);
		*out = is ? (fr_value){.kind = out->string.n > 10 ? FR_KIND_DATETIME : FR_KIND_DATE, .stamp = stamp} : fr_value_empty();
	} else if (!is_moment(out))
		*out = fr_value_empty();
	return true;
}

/* A name as it may be shown: masked when it is not yet. */
static void put_name(fr_judge *judge, fr_str name, fr_buf *out)
{
	if (fr_mask_done(judge->o.lists, FR_MASK_NAME, name)) {
		fr_buf_str(out, name);
		return;
	}
	fr_mask_style style = fr_str_find(name, FR_STR("-")) != SIZE_MAX ? FR_STYLE_ROLE : FR_STYLE_DEFAULT;
	fr_mask_write(judge->o.lists, FR_MASK_NAME, style, name, NULL, out);
}

/* Who has to act, several joined by 、; what the policy says when the deadline does not. */
static fr_str who(fr_judge *judge, const judge_node *node, const fr_policy *policy, const fr_policy_row *row)
{
	const judge_deadline *rules = &judge->deadlines[node->deadline];
	const fr_str between = FR_STR("、");
	fr_value value;
	if (!rules->who.expr || judge_doubts(judge, &rules->who) || judge_eval(judge, &rules->who, -1, &value) != FR_OK)
		return said(policy, row, "by");
	fr_str rest = fr_value_to_string(&value, judge->arena);
	fr_buf_clear(&judge->text);
	while (rest.n) {
		size_t at = fr_str_find(rest, between), n = at == SIZE_MAX ? rest.n : at;
		fr_str name = fr_str_trim(fr_str_of(rest.p, n));
		n += at == SIZE_MAX ? 0 : between.n;
		rest = fr_str_of(rest.p + n, rest.n - n);
		if (!name.n)
			continue;
		if (judge->text.n)
			fr_buf_str(&judge->text, between);
		put_name(judge, name, &judge->text);
	}
	return judge->text.n ? judge_keep(judge, &judge->text) : said(policy, row, "by");
}

static fr_due_status state(const fr_judge *judge, const fr_judged_due *due)
{
	int64_t limit = fr_stamp_utc(due->due), now = fr_stamp_utc(judge->o.now);
	if (due->done.kind != FR_KIND_EMPTY)
		return fr_stamp_utc(due->done.stamp) <= limit ? FR_DUE_DONE : FR_DUE_DONE_LATE;
	if (now > limit)
		return FR_DUE_OVERDUE;
	return limit - now <= judge->o.due_soon_ms ? FR_DUE_SOON : FR_DUE_OPEN;
}

/* True when there is a limit to work out from. */
static bool applies(fr_judge *judge, const judge_deadline *rules, bool *doubtful)
{
	fr_value value;
	if (!rules->when.expr)
		return true;
	*doubtful = judge_doubts(judge, &rules->when);
	return !*doubtful && judge_eval(judge, &rules->when, -1, &value) == FR_OK && fr_value_to_boolean(&value);
}

void judge_due(fr_judge *judge, const judge_node *node)
{
	fr_record *record = judge->record;
	const fr_deadline *d = &judge->o.form->deadlines[node->deadline];
	const judge_deadline *rules = &judge->deadlines[node->deadline];
	fr_judged_due *due = &judge->dues[node->deadline];
	fr_value from;
	fr_duration length;
	bool doubtful = false;
	*due = (fr_judged_due){0};
	record->values[node->slot] = fr_value_empty();
	record->doubtful[node->slot] = false;
	if (!applies(judge, rules, &doubtful) || !moment(judge, &rules->from, &from) || !moment(judge, &rules->done, &due->done)) {
		record->doubtful[node->slot] = true;
		if (!doubtful && rules->when.expr)
			record->doubtful[node->slot] = judge_doubts(judge, &rules->from) || judge_doubts(judge, &rules->done);
		return;
	}
	due->within = d->within;
	if (rules->policy) {
		due->row = decide(judge, rules->policy, &doubtful);
		due->within = said(rules->policy, due->row, "within");
	}
	record->doubtful[node->slot] = doubtful;
	if (!is_moment(&from) || !due->within.n || !fr_duration_read(due->within, true, &length) ||
		!move(judge, d, &from, &length, &due->due, &due->provisional))
		return;
	fr_str earliest = said(rules->policy, due->row, "earliest");
	if (earliest.n && fr_duration_read(earliest, true, &length))
		due->has_earliest = move_to_start(judge, &from, &length, &due->earliest, &due->provisional);
	due->set = true;
	due->who = who(judge, node, rules->policy, due->row);
	due->status = state(judge, due);
	record->values[node->slot] = (fr_value){.kind = FR_KIND_DATETIME, .stamp = due->due};
}

const fr_judged_due *fr_judge_dues(const fr_judge *judge) { return judge->dues; }
