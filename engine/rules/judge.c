/* Judging a record: the settled order, from what was read to what is wrong.
 * Stage: findings. In: a record. Out: verdicts, and the record with its computed values.
 * One fault, one finding: what is wrong is not tried against further rules, nor are rules that read it. */
#define PCRE2_CODE_UNIT_WIDTH 8
#include "rules/judge.h"

#include <pcre2.h>

/* A pattern that needs more is a finding, not a machine that stands still. */
#define MATCH_STEPS 200000
#define MATCH_DEPTH 20000
#define MATCH_HEAP_KIB 4096

static void *pcre2_take(PCRE2_SIZE size, void *user) { return fr_alloc(user, size); }
static void pcre2_give(void *block, void *user) { fr_release(user, block); }

static fr_status prepare_matching(fr_judge *judge)
{
	pcre2_general_context *general = pcre2_general_context_create(pcre2_take, pcre2_give, &judge->o.allocator);
	if (!general)
		return FR_E_MEMORY;
	judge->match_context = pcre2_match_context_create(general);
	judge->match_data = pcre2_match_data_create(1, general);
	pcre2_general_context_free(general);
	if (!judge->match_context || !judge->match_data)
		return FR_E_MEMORY;
	pcre2_set_match_limit(judge->match_context, MATCH_STEPS);
	pcre2_set_depth_limit(judge->match_context, MATCH_DEPTH);
	pcre2_set_heap_limit(judge->match_context, MATCH_HEAP_KIB);
	return FR_OK;
}

fr_status fr_judge_new(const fr_judge_options *options, fr_arena *arena, fr_judge **out)
{
	*out = NULL;
	fr_judge *judge = FR_ARENA_NEW(arena, fr_judge);
	if (!judge)
		return FR_E_MEMORY;
	judge->o = *options;
	judge->columns = options->columns;
	judge->scope = -1;
	if (!judge->o.allocator.resize)
		judge->o.allocator = fr_system_allocator;
	fr_buf_init(&judge->text, &judge->o.allocator, (size_t)16 << 20);
	judge->host = judge_host(judge);
	judge->env = (fr_env){.count = options->form->slot_count + options->form->filter_count,
		.now = options->now,
		.calendar = options->calendar,
		.host = &judge->host,
		.lang = fr_str_from(fr_lang(options->lang))};
	fr_status status = judge_prepare(judge, arena);
	if (status == FR_OK)
		status = prepare_matching(judge);
	if (status == FR_OK) {
		judge->env.matcher = fr_matcher_new(&judge->o.allocator);
		status = judge->env.matcher ? FR_OK : FR_E_MEMORY;
	}
	if (status != FR_OK)
		fr_judge_free(judge);
	else
		*out = judge;
	return status;
}

void fr_judge_free(fr_judge *judge)
{
	if (!judge)
		return;
	pcre2_match_data_free(judge->match_data);
	pcre2_match_context_free(judge->match_context);
	judge->match_data = judge->match_context = NULL;
	fr_matcher_free(judge->env.matcher);
	judge->env.matcher = NULL;
	fr_buf_free(&judge->text);
}

bool judge_doubts(const fr_judge *judge, const judge_test *test)
{
	for (size_t i = 0; i < test->n; i++)
		if (test->reads[i] < judge->o.form->slot_count && judge->record->doubtful[test->reads[i]])
			return true;
	return false;
}

fr_status judge_eval(fr_judge *judge, const judge_test *test, int self, fr_value *out)
{
	judge->env.self = self >= 0 ? judge->record->values[self] : fr_value_empty();
	judge->env.steps = FR_EXPR_STEPS;
	judge->env.refused = false;
	fr_status status = fr_expr_eval(test->expr, &judge->env, out);
	if (judge->env.refused)
		status = FR_E_MEMORY;
	if (status == FR_E_MEMORY)
		judge->status = status;
	return status;
}

static fr_verdict *beyond_limit(fr_judge *judge, int slot, fr_str rule)
{
	fr_verdict *v = judge_add(judge, FR_LEVEL_ERROR, FR_EVALUATION, slot);
	if (v)
		v->rule = v->args[0] = rule;
	return v;
}

/* ---- type, a value where none is asked for, and none where one is ---- */

static bool lacks(const fr_judge *judge, const judge_test *test)
{
	for (size_t i = 0; judge->lacks && i < test->n; i++)
		if (test->reads[i] < judge->o.form->slot_count && judge->lacking[test->reads[i]])
			return true;
	return false;
}

/* What hangs on an empty field that has to be filled in cannot be told either. Nodes stand in the order of their dependence. */
static void spread_lack(fr_judge *judge)
{
	for (size_t i = 0; judge->lacks && i < judge->node_count; i++) {
		const judge_node *node = &judge->nodes[i];
		if (node->field && node->field->repeat == judge->scope && (lacks(judge, &node->relevant) || lacks(judge, &node->calculate)))
			judge->lacking[node->slot] = true;
	}
}

static void judge_values(fr_judge *judge)
{
	fr_record *record = judge->record;
	const fr_form *form = judge->o.form;
	for (size_t i = 0; i < form->field_count && (record->problems || judge->child) && judge->status == FR_OK; i++) {
		const fr_reading *reading = &record->readings[i];
		bool here = judge->columns->of_slot[i] != FR_NO_COLUMN || judge->computed[i];
		if (here && form->fields[i].repeat == judge->scope && reading->problem && record->relevant[i])
			judge_problem(judge, &form->fields[i], reading);
	}
}

static void judge_strays(fr_judge *judge)
{
	const fr_record *record = judge->record;
	for (size_t i = 0; i < judge->node_count && judge->status == FR_OK; i++) {
		const judge_node *node = &judge->nodes[i];
		if (node->relevant.expr && node->field->repeat == judge->scope && !record->relevant[node->slot] &&
			!lacks(judge, &node->relevant) && judge->columns->of_slot[node->slot] != FR_NO_COLUMN &&
			record->readings[node->slot].cell)
			judge_add(judge, FR_LEVEL_WARNING, FR_IRRELEVANT, (int)node->slot);
	}
}

/* ---- required ---- */

/* A field that is empty and may have to be filled in. */
static void judge_need_of(fr_judge *judge, const judge_need *need)
{
	fr_record *record = judge->record;
	uint32_t slot = need->field->slot;
	bool column = judge->columns->of_slot[slot] != FR_NO_COLUMN;
	if ((column && record->readings[slot].cell) || !record->relevant[slot] || judge->unsure[slot] || record->doubtful[slot])
		return;
	if (need->test.expr) {
		fr_value value;
		if (judge_doubts(judge, &need->test))
			return;
		fr_status status = judge_eval(judge, &need->test, (int)slot, &value);
		if (status == FR_E_LIMIT)
			beyond_limit(judge, (int)slot, need->field->name);
		if (status != FR_OK || !fr_value_to_boolean(&value))
			return;
	}
	judge->lacking[slot] = judge->lacks = true;
	fr_verdict *v = judge_add(judge, FR_LEVEL_ERROR, FR_REQUIRED, (int)slot);
	if (v && need->field->required_message.n)
		v->message = &need->field->required_message;
}

static void judge_need_if_empty(fr_judge *judge, size_t index)
{
	const judge_need *need = index < judge->need_count ? &judge->needs[index] : NULL;
	if (need && judge->record->values[need->field->slot].kind == FR_KIND_EMPTY && need->field->repeat == judge->scope)
		judge_need_of(judge, need);
}

/* Where reading met something, nothing is needed, even if it was emptied since: so of the fields with a column those are enough that reading found blank. */
static void judge_needs(fr_judge *judge)
{
	const fr_record *record = judge->record;
	for (size_t i = 0; i < judge->need_always_count && judge->status == FR_OK; i++)
		judge_need_if_empty(judge, judge->needs_always[i]);
	for (size_t i = 0; i < record->blank_count && judge->status == FR_OK; i++)
		judge_need_if_empty(judge, judge->need_of_slot[record->blanks[i]]);
}

/* ---- choice_filter ---- */

bool judge_passes(fr_judge *judge, const judge_filter *filter, const fr_choice *choice)
{
	const fr_form *form = judge->o.form;
	fr_value *attributes = judge->record->values + form->slot_count, value;
	for (size_t i = 0; i < form->filter_count; i++) {
		attributes[i] = fr_value_empty();
		if (fr_str_is(form->filter_names[i], "name"))
			attributes[i] = fr_value_string(choice->name);
		for (size_t f = 0; f < choice->filters; f++)
			if (fr_str_eq(choice->filter_names[f], form->filter_names[i]) && choice->filter_values[f].n)
				attributes[i] = fr_value_string(choice->filter_values[f]);
	}
	fr_status status = judge_eval(judge, &filter->test, (int)filter->field->slot, &value);
	return status != FR_OK || fr_value_to_boolean(&value);
}

static bool all_pass(fr_judge *judge, const judge_filter *filter, fr_str names)
{
	while (names.n) {
		const char *space = memchr(names.p, ' ', names.n);
		size_t n = space ? (size_t)(space - names.p) : names.n;
		const fr_choice *choice = fr_choices_find(filter->field->choices, fr_str_of(names.p, n));
		if (choice && !judge_passes(judge, filter, choice))
			return false;
		n += space != NULL;
		names = fr_str_of(names.p + n, names.n - n);
	}
	return true;
}

static void judge_filters(fr_judge *judge)
{
	fr_record *record = judge->record;
	for (size_t i = 0; i < judge->filter_count && judge->status == FR_OK; i++) {
		const judge_filter *filter = &judge->filters[i];
		uint32_t slot = filter->field->slot;
		if (filter->field->repeat != judge->scope || record->values[slot].kind != FR_KIND_STRING || record->doubtful[slot] ||
			judge_doubts(judge, &filter->test) || lacks(judge, &filter->test) ||
			all_pass(judge, filter, record->values[slot].string))
			continue;
		record->doubtful[slot] = true;
		fr_verdict *v = judge_add(judge, FR_LEVEL_ERROR, FR_CHOICE_FILTERED, (int)slot);
		if (v)
			v->args[1] = judge_choice_labels(judge, filter->field, filter);
	}
}

/* ---- constraints ---- */

/* Not tried on an empty value: of the field itself, or of the one the finding would stand at. */
static bool is_tried(const fr_judge *judge, const judge_constraint *c)
{
	if (c->stand >= 0 && (judge->record->values[c->stand].kind == FR_KIND_EMPTY || judge->record->doubtful[c->stand]))
		return false;
	return !judge_doubts(judge, &c->test) && !lacks(judge, &c->test);
}

/* The author's message, or the catalogue's. */
static fr_str rule_message(fr_judge *judge, const fr_constraint *constraint, int slot)
{
	fr_str own = fr_words_in(&constraint->message, judge->o.lang);
	if (own.n)
		return own;
	fr_str args[FR_ERROR_ARGS] = {slot >= 0 ? judge_label(judge, (uint32_t)slot) : constraint->id};
	fr_buf_clear(&judge->text);
	fr_catalogue_write(&judge->text, FR_CONSTRAINT, judge->o.lang, args, FR_ERROR_ARGS);
	return judge_keep(judge, &judge->text);
}

static void report_constraint(fr_judge *judge, const judge_constraint *c)
{
	const fr_constraint *constraint = c->constraint;
	int slot = c->stand;
	int reason = constraint->override_field;
	bool excused = reason >= 0 && judge->record->values[reason].kind != FR_KIND_EMPTY && constraint->level == FR_LEVEL_ERROR;
	fr_verdict *v = judge_add(judge, excused ? FR_LEVEL_WARNING : constraint->level, excused ? FR_OVERRIDDEN : FR_CONSTRAINT, slot);
	if (!v)
		return;
	v->rule = constraint->id;
	if (excused) {
		v->args[0] = rule_message(judge, constraint, slot);
		v->args[1] = judge_label(judge, (uint32_t)reason);
	} else {
		if (slot < 0)
			v->args[0] = constraint->id;
		v->message = constraint->message.n ? &constraint->message : NULL;
	}
}

/* The bit of a small whole number; 0 for any other value. */
static inline uint64_t small(const fr_value *value)
{
	if (value->kind != FR_KIND_NUMBER || !(value->number >= 0 && value->number < 64))
		return 0;
	unsigned whole = (unsigned)value->number;
	return whole == value->number ? UINT64_C(1) << whole : 0;
}

static void judge_constraints(fr_judge *judge)
{
	for (size_t i = 0; i < judge->constraint_count && judge->status == FR_OK; i++) {
		judge_constraint *c = &judge->constraints[i];
		uint64_t bit = c->alone ? small(&judge->record->values[c->self]) : 0;
		fr_value value;
		if (!c->test.expr || c->repeat != judge->scope || c->kept & bit || !is_tried(judge, c))
			continue;
		fr_status status = judge_eval(judge, &c->test, c->self, &value);
		if (status == FR_E_LIMIT)
			beyond_limit(judge, c->self, c->constraint->id);
		else if (status == FR_OK && fr_value_to_boolean(&value))
			c->kept |= bit;
		else if (status == FR_OK)
			report_constraint(judge, c);
	}
}

static void judge_rules(fr_judge *judge, const void *what)
{
	(void)what;
	if (judge->lacks && judge->scope < 0)
		memset(judge->lacking, 0, judge->o.form->slot_count * sizeof *judge->lacking);
	judge->lacks = judge->lacks && judge->scope >= 0;
	judge_values(judge);
	judge_needs(judge);
	spread_lack(judge);
	judge_strays(judge);
	judge_filters(judge);
	judge_constraints(judge);
	judge_compare_computed(judge);
}

static void first_look(fr_judge *judge, const void *what)
{
	(void)what;
	judge_limits(judge, false);
}

static void second_look(fr_judge *judge, const void *what)
{
	const judge_span *span = &judge->spans[judge->scope];
	judge_limits(judge, true);
	judge_rules(judge, what);
	if (judge->lacks)
		memset(judge->lacking + span->first, 0, span->count * sizeof *judge->lacking);
}

/* Every row of every repeat, by the rules of its repeat. */
static void each_scope(fr_judge *judge, void (*look)(fr_judge *judge, const void *what))
{
	for (size_t r = 0; r < judge->o.form->repeat_count; r++) {
		judge->scope = (int)r;
		judge_each_row(judge, r, look, NULL);
	}
	judge->scope = -1;
}

void fr_judge_children(fr_judge *judge, const fr_children *children)
{
	if (children)
		memcpy(judge->children, children, judge->o.form->repeat_count * sizeof *children);
}

fr_status fr_judge_record(fr_judge *judge, fr_record *record, fr_arena *arena, fr_verdicts *out)
{
	*out = (fr_verdicts){0};
	judge->record = record;
	judge->arena = judge->env.arena = arena;
	judge->env.values = record->values;
	judge->env.seed = record->row * UINT64_C(0x9E3779B97F4A7C15) + 1;
	judge->out = out;
	judge->status = FR_OK;
	judge->columns = judge->o.columns;
	if (judge->o.form->repeat_count)
		judge_lists(judge);
	judge_begin_names(judge);
	judge_limits(judge, false);
	if (judge->o.form->repeat_count) {
		each_scope(judge, first_look);
		judge_lists(judge);
	}
	judge_compute(judge);
	if (judge->limit_computed < judge->limit_count)
		judge_limits(judge, true);
	judge_rules(judge, NULL);
	if (judge->o.form->repeat_count) {
		judge_row_counts(judge);
		each_scope(judge, second_look);
	}
	if (out->count > 1)
		judge_sort(judge);
	if (judge->o.form->repeat_count)
		memset(judge->children, 0, judge->o.form->repeat_count * sizeof *judge->children);
	return judge->status;
}

fr_status fr_judge_add(fr_judge *judge, fr_verdicts *verdicts, fr_level level, fr_code code, int slot, const fr_str args[FR_ERROR_ARGS],
	const fr_words *message)
{
	judge->out = verdicts;
	fr_verdict *v = judge_add(judge, level, code, slot);
	if (!v)
		return judge->status;
	memcpy(v->args, args, sizeof v->args);
	v->message = message;
	judge_sort(judge);
	return FR_OK;
}
