/* Preparing: a form's rules, taken apart once, so that a record meets only those that have work to do.
 * Stage: findings. In: a form and the columns of a table. Out: a judge's lists. */
#include "rules/judge.h"

static judge_test test_of(const fr_rule_expr *rule)
{
	judge_test test = {rule->expr, NULL, 0};
	if (rule->expr)
		test.n = fr_expr_reads(rule->expr, &test.reads);
	return test;
}

/* Whether an expression always gives the same truth; *truth is it. */
static bool settled(const fr_rule_expr *rule, bool *truth)
{
	fr_value value;
	if (!rule->expr || !fr_expr_constant(rule->expr, &value))
		return false;
	*truth = fr_value_to_boolean(&value);
	return true;
}

/* What the clock or chance decides is different each time: a value written down then is right now too. */
static bool changes(const fr_expr *expr)
{
	static const char *const calls[] = {"now(", "today(", "random(", "uuid(", "once("};
	fr_str text = expr ? fr_expr_text(expr) : fr_str_of(NULL, 0);
	for (size_t i = 0; text.n && i < sizeof calls / sizeof *calls; i++)
		if (fr_str_find(text, fr_str_from(calls[i])) != SIZE_MAX)
			return true;
	return false;
}

/* ---- what has to be worked out, in the order in which it can be ---- */

static bool field_node(const fr_field *field, judge_node *out)
{
	bool truth = false;
	if (field->type == FR_TYPE_NOTE)
		return false;
	*out = (judge_node){.slot = field->slot, .field = field, .score = -1, .deadline = -1};
	if (field->relevant.expr && !(settled(&field->relevant, &truth) && truth))
		out->relevant = test_of(&field->relevant);
	out->calculate = test_of(&field->calculate);
	if (!field->calculate.expr)
		out->preset = test_of(&field->default_value);
	out->changes = changes(field->calculate.expr);
	return out->relevant.expr || out->calculate.expr || out->preset.expr;
}

static bool score_node(const fr_form *form, uint32_t slot, judge_node *out)
{
	for (size_t i = 0; i < form->score_count; i++)
		if (form->scores[i].slot == slot || form->scores[i].grade_slot == slot) {
			*out = (judge_node){.slot = slot, .score = (int)i, .deadline = -1, .grade = form->scores[i].grade_slot == slot};
			return !out->grade || form->scores[i].grade_count || form->scores[i].veto_count;
		}
	for (size_t i = 0; i < form->deadline_count; i++)
		if (form->deadlines[i].slot == slot) {
			*out = (judge_node){.slot = slot, .score = -1, .deadline = (int)i};
			return true;
		}
	return false;
}

static bool node_of(const fr_form *form, uint32_t slot, judge_node *out)
{
	return slot < form->field_count ? field_node(&form->fields[slot], out) : score_node(form, slot, out);
}

/* A deadline waits for what its expressions read, and for the fields its policy looks at. */
static bool deadline_waits_for(const fr_judge *judge, size_t deadline, size_t index, uint32_t *out)
{
	const judge_deadline *rules = &judge->deadlines[deadline];
	const judge_test *tests[] = {&rules->from, &rules->done, &rules->when, &rules->who};
	for (size_t i = 0; i < 4; i++) {
		if (index < tests[i]->n)
			return *out = tests[i]->reads[index], true;
		index -= tests[i]->n;
	}
	if (!rules->policy || index >= rules->policy->column_count)
		return false;
	fr_symbol symbol;
	bool is = fr_form_find(judge->o.form, rules->policy->columns[index].name, &symbol) && symbol.slot < judge->o.form->slot_count;
	*out = is ? symbol.slot : judge->o.form->deadlines[deadline].slot;
	return true;
}

/* The index-th slot that must be known before slot; false when there are no more. */
static bool waits_for(const fr_judge *judge, uint32_t slot, size_t index, uint32_t *out)
{
	const fr_form *form = judge->o.form;
	if (slot < form->field_count) {
		const fr_rule_expr *rules[] = {
			&form->fields[slot].relevant, &form->fields[slot].calculate, &form->fields[slot].default_value};
		for (size_t i = 0; i < 3; i++) {
			judge_test test = test_of(rules[i]);
			if (index < test.n)
				return *out = test.reads[index], true;
			index -= test.n;
		}
		return false;
	}
	for (size_t i = 0; i < form->score_count; i++) {
		const fr_score *score = &form->scores[i];
		if (score->slot == slot && index < score->part_count) {
			const fr_part *part = &score->parts[index];
			*out = part->field >= 0 ? (uint32_t)part->field : form->scores[part->score].slot;
			return true;
		}
		if (score->grade_slot != slot)
			continue;
		if (index-- == 0)
			return *out = score->slot, true;
		for (size_t v = 0; v < score->veto_count; v++) {
			judge_test test = test_of(&score->vetoes[v].when);
			if (index < test.n)
				return *out = test.reads[index], true;
			index -= test.n;
		}
	}
	for (size_t i = 0; i < form->deadline_count; i++)
		if (form->deadlines[i].slot == slot)
			return deadline_waits_for(judge, i, index, out);
	return false;
}

/* Depth first with a stack of its own. The form has no cycles among calculations (linking refuses them); a default that reads what reads it
 * back is simply read as it stands. */
static fr_status order_nodes(fr_judge *judge, const bool *wanted, fr_arena *arena)
{
	const fr_form *form = judge->o.form;
	typedef struct frame {
		uint32_t slot;
		size_t next;
	} frame;
	frame *stack = FR_ARENA_ARRAY(arena, frame, form->slot_count);
	bool *seen = FR_ARENA_ARRAY(arena, bool, form->slot_count);
	judge->nodes = FR_ARENA_ARRAY(arena, judge_node, form->slot_count);
	if (!stack || !seen || !judge->nodes)
		return FR_E_MEMORY;
	for (uint32_t start = 0; start < form->slot_count; start++) {
		size_t depth = 0;
		if (!seen[start] && wanted[start])
			stack[depth++] = (frame){start, 0};
		seen[start] = seen[start] || wanted[start];
		while (depth) {
			frame *top = &stack[depth - 1];
			uint32_t next;
			if (waits_for(judge, top->slot, top->next++, &next)) {
				if (next < form->slot_count && !seen[next]) {
					seen[next] = true;
					stack[depth++] = (frame){next, 0};
				}
				continue;
			}
			judge->node_count += node_of(form, top->slot, &judge->nodes[judge->node_count]);
			depth--;
		}
	}
	return FR_OK;
}

static void want(bool *wanted, const fr_form *form, const fr_rule_expr *rule)
{
	judge_test test = test_of(rule);
	for (size_t i = 0; i < test.n; i++)
		if (test.reads[i] < form->slot_count)
			wanted[test.reads[i]] = true;
}

/* Fields always; scores and grades when somebody looks at them. */
static bool *wanted_slots(const fr_judge *judge, fr_arena *arena)
{
	const fr_form *form = judge->o.form;
	bool *wanted = FR_ARENA_ARRAY(arena, bool, form->slot_count);
	if (!wanted)
		return NULL;
	memset(wanted, true, form->field_count);
	for (uint32_t slot = (uint32_t)form->field_count; slot < form->slot_count; slot++)
		wanted[slot] = !judge->o.no_scores || judge->o.columns->of_slot[slot] != FR_NO_COLUMN;
	for (size_t i = 0; i < form->score_count; i++)
		for (size_t v = 0; v < form->scores[i].veto_count; v++)
			wanted[form->scores[i].grade_slot] = wanted[form->scores[i].grade_slot] || form->scores[i].vetoes[v].message.n;
	for (size_t i = 0; i < form->constraint_count; i++)
		want(wanted, form, &form->constraints[i].test);
	for (size_t i = 0; i < form->field_count; i++) {
		const fr_field *field = &form->fields[i];
		want(wanted, form, &field->required);
		for (size_t c = 0; c < field->constraint_count; c++)
			want(wanted, form, &field->constraints[c].test);
	}
	return wanted;
}

/* ---- rules about values ---- */

/* A whole number that fits an int. */
static bool is_small(double x) { return x >= -1e9 && x <= 1e9 && x == (double)(int)x; }

static judge_glance glance_of(const judge_limit *limit, bool number)
{
	const fr_field *field = limit->field;
	if (number)
		return !limit->pattern && field->step == 1 && is_small(field->start) && is_small(field->end) ? GLANCE_WHOLE : GLANCE_NONE;
	if (limit->deny || limit->phone || (limit->pattern && limit->masked))
		return GLANCE_NONE;
	if (limit->masked)
		return limit->kind == FR_MASK_NAME ? GLANCE_NAME : limit->kind == FR_MASK_FREE_TEXT ? GLANCE_NONE : GLANCE_MASKED;
	return limit->pattern ? GLANCE_PATTERN : GLANCE_TEXT;
}

static bool limit_of(const fr_judge *judge, const fr_field *field, judge_limit *out)
{
	bool computed = field->calculate.expr != NULL, text = field->type == FR_TYPE_STRING || field->type == FR_TYPE_CALCULATE;
	bool number = field->type == FR_TYPE_INTEGER || field->type == FR_TYPE_DECIMAL || field->type == FR_TYPE_RANGE;
	bool step = field->step == field->step && field->step > 0;
	*out = (judge_limit){.slot = field->slot, .field = field, .computed = computed, .repeat = field->repeat};
	if (field->repeat < 0 && judge->o.columns->of_slot[field->slot] == FR_NO_COLUMN && !computed)
		return false;
	out->range = number && (field->start == field->start || field->end == field->end || step);
	out->pattern = field->pattern != NULL;
	out->length = text && (field->max_length || field->min_length);
	if (text && field->identifier != FR_ID_NONE) {
		out->kind = fr_identifier_kind(field->identifier);
		out->masked = field->stored == FR_STORED_MASKED;
		out->phone = field->identifier == FR_ID_PHONE && !out->masked;
	}
	out->deny = text && judge->deny_any;
	out->glance = glance_of(out, number);
	out->least = field->start;
	out->most = field->end;
	out->short_most = field->max_length ? field->max_length : SIZE_MAX; /* a character has 1 to 4 bytes */
	out->long_least = field->min_length * 4;
	return out->range || out->pattern || out->length || out->masked || out->phone || out->deny;
}

static void prepare_limits(fr_judge *judge)
{
	const fr_form *form = judge->o.form;
	for (int computed = 0; computed < 2; computed++) {
		for (size_t i = 0; i < form->field_count; i++) {
			const fr_field *field = &form->fields[i];
			if ((field->calculate.expr != NULL) == computed && field->type != FR_TYPE_NOTE)
				judge->limit_count += limit_of(judge, field, &judge->limits[judge->limit_count]);
		}
		if (!computed)
			judge->limit_computed = judge->limit_count;
	}
}

/* Columns that records name themselves turn up as they come, and rows of repeats are read by others: their needs are always looked at. */
static void add_need(fr_judge *judge, judge_need need)
{
	const fr_columns *columns = judge->o.columns;
	bool told = !columns->open && !judge->o.form->repeat_count && columns->of_slot[need.field->slot] != FR_NO_COLUMN;
	if (told)
		judge->need_of_slot[need.field->slot] = judge->need_count;
	else
		judge->needs_always[judge->need_always_count++] = judge->need_count;
	judge->needs[judge->need_count++] = need;
}

static fr_status prepare_fields(fr_judge *judge, fr_arena *arena)
{
	const fr_form *form = judge->o.form;
	judge->limits = FR_ARENA_ARRAY(arena, judge_limit, form->field_count);
	judge->needs = FR_ARENA_ARRAY(arena, judge_need, form->field_count);
	judge->need_of_slot = FR_ARENA_ARRAY(arena, size_t, form->slot_count);
	judge->needs_always = FR_ARENA_ARRAY(arena, size_t, form->field_count);
	judge->filters = FR_ARENA_ARRAY(arena, judge_filter, form->field_count);
	if (!judge->limits || !judge->needs || !judge->need_of_slot || !judge->needs_always || !judge->filters)
		return FR_E_MEMORY;
	memset(judge->need_of_slot, 0xFF, form->slot_count * sizeof *judge->need_of_slot);
	prepare_limits(judge);
	for (size_t i = 0; i < form->field_count; i++) {
		const fr_field *field = &form->fields[i];
		bool truth = false;
		if (field->type == FR_TYPE_NOTE)
			continue;
		bool always = settled(&field->required, &truth);
		bool column = field->repeat >= 0 || judge->o.columns->open || judge->o.columns->of_slot[field->slot] != FR_NO_COLUMN;
		/* A column that is missing and always needed is one fault of the header, not one of each record; whether one is needed that is not always
		   asked for shows record by record. */
		if (field->required.expr && !field->calculate.expr && (always ? truth && (column || field->relevant.expr) : true))
			add_need(judge, (judge_need){field, always ? (judge_test){0} : test_of(&field->required)});
		if (field->choice_filter.expr && field->choices && column)
			judge->filters[judge->filter_count++] = (judge_filter){field, test_of(&field->choice_filter)};
	}
	return FR_OK;
}

static fr_status prepare_constraints(fr_judge *judge, fr_arena *arena)
{
	const fr_form *form = judge->o.form;
	size_t room = form->constraint_count;
	for (size_t i = 0; i < form->field_count; i++)
		room += form->fields[i].constraint_count;
	judge->constraints = FR_ARENA_ARRAY(arena, judge_constraint, room);
	if (!judge->constraints)
		return FR_E_MEMORY;
	for (size_t i = 0; i < form->field_count; i++) {
		const fr_field *field = &form->fields[i];
		for (size_t c = 0; c < field->constraint_count; c++) {
			judge_test test = test_of(&field->constraints[c].test);
			judge->constraints[judge->constraint_count++] = (judge_constraint){.constraint = &field->constraints[c],
				.self = (int)field->slot,
				.stand = (int)field->slot,
				.repeat = field->repeat,
				.test = test,
				.alone = test.expr && fr_expr_alone(test.expr)};
		}
	}
	for (size_t i = 0; i < form->constraint_count; i++) {
		const fr_constraint *constraint = &form->constraints[i];
		judge->constraints[judge->constraint_count++] = (judge_constraint){.constraint = constraint,
			.self = -1,
			.stand = constraint->n ? (int)constraint->fields[0] : -1,
			.repeat = -1,
			.test = test_of(&constraint->test)};
	}
	return FR_OK;
}

static fr_status prepare_vetoes(fr_judge *judge, fr_arena *arena)
{
	const fr_form *form = judge->o.form;
	judge->vetoes = FR_ARENA_ARRAY(arena, judge_veto *, form->score_count);
	if (!judge->vetoes)
		return FR_E_MEMORY;
	if (judge->o.explain && !(judge->uses = FR_ARENA_ARRAY(arena, fr_part_use *, form->score_count)))
		return FR_E_MEMORY;
	for (size_t i = 0; i < form->score_count; i++) {
		if (judge->uses && !(judge->uses[i] = FR_ARENA_ARRAY(arena, fr_part_use, form->scores[i].part_count)))
			return FR_E_MEMORY;
		judge->vetoes[i] = FR_ARENA_ARRAY(arena, judge_veto, form->scores[i].veto_count);
		if (!judge->vetoes[i])
			return FR_E_MEMORY;
		for (size_t v = 0; v < form->scores[i].veto_count; v++)
			judge->vetoes[i][v].test = test_of(&form->scores[i].vetoes[v].when);
	}
	return FR_OK;
}

static fr_status prepare_deadlines(fr_judge *judge, fr_arena *arena)
{
	const fr_form *form = judge->o.form;
	judge->deadlines = FR_ARENA_ARRAY(arena, judge_deadline, form->deadline_count);
	judge->dues = FR_ARENA_ARRAY(arena, fr_judged_due, form->deadline_count);
	judge->policies = FR_ARENA_NEW(arena, judge_policies);
	if (!judge->deadlines || !judge->dues || !judge->policies)
		return FR_E_MEMORY;
	for (size_t i = 0; i < form->deadline_count; i++) {
		const fr_deadline *d = &form->deadlines[i];
		judge->deadlines[i] = (judge_deadline){
			.from = test_of(&d->from), .done = test_of(&d->done), .when = test_of(&d->when), .who = test_of(&d->who)};
		if (d->policy.n && judge->o.shelves.policy)
			judge->deadlines[i].policy = judge->o.shelves.policy(judge->o.shelves.self, d->policy);
		if (d->policy.n && judge->o.shelves.policy && !judge->deadlines[i].policy)
			return FR_E_MEMORY; /* it was there when the run was opened */
	}
	return FR_OK;
}

fr_status judge_prepare(fr_judge *judge, fr_arena *arena)
{
	const fr_form *form = judge->o.form;
	judge->given = FR_ARENA_ARRAY(arena, fr_value, form->slot_count);
	judge->unsure = FR_ARENA_ARRAY(arena, bool, form->slot_count);
	judge->computed = FR_ARENA_ARRAY(arena, bool, form->slot_count);
	judge->lacking = FR_ARENA_ARRAY(arena, bool, form->slot_count);
	judge->spans = FR_ARENA_ARRAY(arena, judge_span, form->repeat_count);
	judge->children = FR_ARENA_ARRAY(arena, fr_children, form->repeat_count);
	if (!judge->given || !judge->unsure || !judge->computed || !judge->lacking || !judge->spans || !judge->children)
		return FR_E_MEMORY;
	judge_spans(judge);
	for (size_t i = 0; i < form->field_count; i++)
		judge->computed[i] = form->fields[i].calculate.expr != NULL;
	for (size_t i = 0; i < form->score_count; i++)
		judge->computed[form->scores[i].slot] = judge->computed[form->scores[i].grade_slot] = true;
	bool *wanted = wanted_slots(judge, arena);
	fr_status status = wanted ? prepare_deadlines(judge, arena) : FR_E_MEMORY;
	if (status == FR_OK)
		status = order_nodes(judge, wanted, arena);
	if (status == FR_OK)
		status = prepare_vetoes(judge, arena);
	if (status == FR_OK)
		status = judge_prepare_denied(judge, arena);
	if (status == FR_OK)
		status = prepare_fields(judge, arena);
	return status == FR_OK ? prepare_constraints(judge, arena) : status;
}
