/* Form linking: names to slots, expressions to programs, references to what they mean.
 * Stage: definitions. In: a draft as read. Out: the same draft, joined; diagnostics for what does not join. */
#include "form/draft.h"

#include <stdlib.h>

#define FILTERS_MOST 64
#define NEAREST_WHILE 100 /* diagnostics; a form that is wrong all over is not searched for near names any more */

/* ---- names ---- */

static int by_name(const void *a, const void *b)
{
	const fr_name *x = a, *y = b;
	int order = fr_str_cmp(x->name, y->name);
	return order ? order : (x->symbol.slot > y->symbol.slot) - (x->symbol.slot < y->symbol.slot);
}

static const xmlNode *node_of_slot(const fr_draft *draft, uint32_t slot)
{
	const fr_form *form = draft->form;
	if (slot < form->field_count)
		return draft->field_nodes[slot];
	for (size_t i = 0; i < form->score_count; i++)
		if (form->scores[i].slot == slot || form->scores[i].grade_slot == slot)
			return draft->score_nodes[i];
	for (size_t i = 0; i < form->repeat_count; i++)
		if (form->repeats[i].slot == slot)
			return draft->repeat_nodes[i];
	for (size_t i = 0; i < form->deadline_count; i++)
		if (form->deadlines[i].slot == slot)
			return draft->deadline_nodes[i];
	return NULL;
}

static fr_str path_name(fr_draft *draft, fr_str repeat, fr_str field)
{
	fr_buf path;
	fr_buf_init(&path, &draft->form->arena.allocator, 1 << 20);
	fr_buf_str(&path, repeat);
	fr_buf_byte(&path, '/');
	fr_buf_str(&path, field);
	fr_str copy = path.failed ? fr_str_of(NULL, 0) : fr_arena_str(&draft->form->arena, fr_buf_view(&path));
	draft->failed = draft->failed || !copy.p;
	fr_buf_free(&path);
	return copy;
}

/* Gives slots to everything that has a value and makes the sorted table of names. */
static void link_names(fr_draft *draft)
{
	fr_form *form = draft->form;
	fr_name *names =
		FR_DRAFT_ARRAY(draft, fr_name, form->field_count * 2 + form->score_count * 2 + form->repeat_count + form->deadline_count);
	if (!names)
		return;
	size_t n = 0;
	uint32_t slot = (uint32_t)form->field_count;
	for (size_t i = 0; i < form->score_count; i++) {
		fr_score *score = &draft->scores[i];
		score->slot = slot++, score->grade_slot = slot++;
		names[n++] = (fr_name){score->name, {score->slot, FR_TYPE_DECIMAL, false, NULL, false}, -1};
		names[n++] = (fr_name){score->grade_name, {score->grade_slot, FR_TYPE_STRING, false, NULL, false}, -1};
	}
	for (size_t i = 0; i < form->repeat_count; i++) {
		draft->repeats[i].slot = slot++;
		names[n++] = (fr_name){draft->repeats[i].name, {draft->repeats[i].slot, FR_TYPE_STRING, true, NULL, false}, (int)i};
	}
	for (size_t i = 0; i < form->deadline_count; i++) {
		draft->deadlines[i].slot = slot++;
		names[n++] = (fr_name){draft->deadlines[i].name, {draft->deadlines[i].slot, FR_TYPE_DATETIME, false, NULL, false}, -1};
	}
	form->slot_count = slot;
	for (size_t i = 0; i < form->field_count; i++) {
		const fr_field *field = &draft->fields[i];
		fr_symbol symbol = {field->slot, field->type, field->repeat >= 0, field->choices, field->identifier != FR_ID_NONE};
		names[n++] = (fr_name){field->name, symbol, field->repeat};
		if (field->repeat >= 0)
			names[n++] = (fr_name){path_name(draft, draft->repeats[field->repeat].name, field->name), symbol, field->repeat};
	}
	if (draft->failed)
		return;
	qsort(names, n, sizeof *names, by_name);
	for (size_t i = 1; i < n; i++)
		if (fr_str_eq(names[i].name, names[i - 1].name) && !memchr(names[i].name.p, '/', names[i].name.n) &&
			!memchr(names[i].name.p, '.', names[i].name.n))
			fr_draft_say(draft, FR_LEVEL_ERROR, FR_LINT_DUPLICATE_NAME, node_of_slot(draft, names[i].symbol.slot), "name",
				names[i].name, fr_str_of(NULL, 0));
	form->names = names, form->name_count = n;
}

/* ---- the scope expressions see ---- */

typedef struct scope {
	const fr_draft *draft;
	int repeat; /* the repeat the expression stands in, or -1 */
	bool choices; /* attributes of choices may be read as bare names */
} scope;

static bool scope_find(const void *self, fr_str name, fr_symbol *out)
{
	const scope *s = self;
	if (!fr_form_find(s->draft->form, name, out))
		return false;
	/* Within a repeat its own fields are those of the same row, not the list. */
	if (out->repeated && out->slot < s->draft->form->field_count && s->draft->fields[out->slot].repeat == s->repeat &&
		!(name.n && memchr(name.p, '/', name.n)))
		out->repeated = false;
	return true;
}

static bool scope_find_bare(const void *self, fr_str name, fr_symbol *out)
{
	const scope *s = self;
	const fr_form *form = s->draft->form;
	for (size_t i = 0; s->choices && i < form->filter_count; i++)
		if (fr_str_eq(form->filter_names[i], name)) {
			*out = (fr_symbol){form->slot_count + (uint32_t)i, FR_TYPE_STRING, false, NULL, false};
			return true;
		}
	return false;
}

static fr_str nearest_name(const fr_draft *draft, fr_str name)
{
	fr_nearest nearest = {.wanted = name};
	for (size_t i = 0; i < draft->form->name_count && draft->lint->count < NEAREST_WHILE; i++)
		fr_nearest_offer(&nearest, draft->form->names[i].name);
	return nearest.best;
}

static fr_str scope_nearest(const void *self, fr_str name)
{
	const scope *s = self;
	fr_nearest nearest = {.wanted = name, .best = nearest_name(s->draft, name)};
	if (!nearest.best.n)
		for (size_t i = 0; s->choices && i < s->draft->form->filter_count; i++)
			fr_nearest_offer(&nearest, s->draft->form->filter_names[i]);
	return nearest.best;
}

/* ---- expressions ---- */

typedef struct place {
	const xmlNode *node;
	const char *attribute;
	int repeat;
	const fr_field *self;
} place;

static fr_expr *compile_text(fr_draft *draft, const place *at, fr_str text, bool quiet)
{
	scope names = {draft, at->repeat, strcmp(at->attribute, "choice_filter") == 0};
	fr_scope known = {.self = &names,
		.find = scope_find,
		.nearest = scope_nearest,
		.find_bare = scope_find_bare,
		.self_list = at->self ? at->self->choices : NULL,
		.self_personal = at->self && at->self->identifier != FR_ID_NONE};
	fr_expr_notes notes = {.count = 0};
	fr_expr *expr = NULL;
	fr_status status = fr_expr_compile(
		&draft->form->arena, text, &known, at->self != NULL, at->self ? at->self->type : FR_TYPE_STRING, &expr, &notes);
	if (status == FR_E_MEMORY)
		draft->failed = true;
	for (size_t i = 0; i < notes.count && !quiet; i++) {
		const fr_expr_note *note = &notes.items[i];
		fr_definition_report(draft->definition, draft->lint, note->level, note->code, at->node, at->attribute, note->at,
			note->width, note->args, FR_ERROR_ARGS, note->suggestion);
	}
	return status == FR_OK ? expr : NULL;
}

static fr_rule_expr compile(fr_draft *draft, const xmlNode *node, const char *attribute, int repeat, const fr_field *self)
{
	fr_rule_expr none = {NULL, 0};
	if (draft->failed || !xmlHasProp(node, (const xmlChar *)attribute))
		return none;
	fr_str text = fr_draft_attr(draft, node, attribute);
	if (!text.n)
		return none;
	place at = {node, attribute, repeat, self};
	return (fr_rule_expr){compile_text(draft, &at, text, false), (size_t)xmlGetLineNo(node)};
}

/* A field is relevant when it and every group around it are. */
static fr_rule_expr compile_relevant(fr_draft *draft, fr_field *field)
{
	const xmlNode *node = draft->field_nodes[field->slot];
	fr_rule_expr own = compile(draft, node, "relevant", field->repeat, field);
	fr_str text = own.expr ? fr_draft_attr(draft, node, "relevant") : fr_str_of("", 0);
	fr_buf joined;
	fr_buf_init(&joined, &draft->form->arena.allocator, 1 << 16);
	size_t groups = 0;
	for (int g = field->group; g >= 0; g = draft->groups[g].parent) {
		if (!draft->group_relevant[g])
			continue;
		fr_buf_puts(&joined, groups++ ? " and (" : "(");
		fr_buf_str(&joined, fr_draft_attr(draft, draft->group_nodes[g], "relevant"));
		fr_buf_byte(&joined, ')');
	}
	if (groups && text.n) {
		fr_buf_puts(&joined, " and (");
		fr_buf_str(&joined, text);
		fr_buf_byte(&joined, ')');
	}
	if (groups) {
		place at = {node, "relevant", field->repeat, field};
		own.expr = compile_text(draft, &at, fr_buf_view(&joined), true);
		own.line = (size_t)xmlGetLineNo(node);
		if (joined.failed || (!own.expr && !fr_draft_wrong(draft)))
			fr_draft_say(draft, FR_LEVEL_ERROR, FR_DEF_VALUE, node, NULL, FR_STR("relevant"), field->name);
	}
	fr_buf_free(&joined);
	return own;
}

/* A default is an expression; default="yes" where 'yes' is a choice is the mistake most often made. */
static fr_rule_expr compile_default(fr_draft *draft, const fr_field *field, const xmlNode *node)
{
	fr_symbol symbol;
	double number;
	fr_str text = field->choices ? fr_draft_attr(draft, node, "default") : fr_str_of(NULL, 0);
	if (!text.n || fr_number_read(text, false, &number) || !fr_choices_find(field->choices, text) ||
		fr_form_find(draft->form, text, &symbol))
		return compile(draft, node, "default", field->repeat, field);
	fr_str args[2] = {field->name, fr_str_from(fr_type_name(field->type))};
	fr_buf quoted;
	fr_buf_init(&quoted, &draft->form->arena.allocator, 1 << 20);
	fr_buf_byte(&quoted, '\'');
	fr_buf_str(&quoted, text);
	fr_buf_byte(&quoted, '\'');
	fr_definition_report(draft->definition, draft->lint, FR_LEVEL_ERROR, FR_LINT_DEFAULT, node, "default", 0, SIZE_MAX, args, 2,
		fr_buf_view(&quoted));
	fr_buf_free(&quoted);
	return (fr_rule_expr){NULL, 0};
}

static void link_expressions(fr_draft *draft, const xmlNode *root)
{
	fr_form *form = draft->form;
	for (size_t i = 0; i < form->group_count; i++)
		draft->group_relevant[i] = compile(draft, draft->group_nodes[i], "relevant", draft->groups[i].repeat, NULL).expr;
	for (size_t i = 0; i < form->field_count && !draft->failed; i++) {
		fr_field *f = &draft->fields[i];
		const xmlNode *node = draft->field_nodes[i];
		f->required = compile(draft, node, "required", f->repeat, f);
		f->relevant = compile_relevant(draft, f);
		f->readonly = compile(draft, node, "readonly", f->repeat, f);
		f->calculate = compile(draft, node, "calculate", f->repeat, f);
		f->choice_filter = compile(draft, node, "choice_filter", f->repeat, f);
		f->default_value = compile_default(draft, f, node);
	}
	for (size_t i = 0; i < draft->rule_count; i++) {
		const fr_draft_rule *rule = &draft->rules[i];
		const fr_field *self = rule->field >= 0 ? &draft->fields[rule->field] : NULL;
		rule->constraint->test =
			compile(draft, rule->node, rule->attribute ? "constraint" : "test", self ? self->repeat : -1, self);
	}
	for (size_t i = 0; i < form->score_count; i++) {
		fr_veto *vetoes = (fr_veto *)form->scores[i].vetoes;
		size_t v = 0;
		for (const xmlNode *n = NULL; v < form->scores[i].veto_count && (n = fr_draft_next(draft->score_nodes[i], n, "veto")); v++)
			vetoes[v].when = compile(draft, n, "when", -1, NULL);
	}
	for (size_t i = 0; i < form->deadline_count; i++) {
		fr_deadline *d = &draft->deadlines[i];
		d->from = compile(draft, draft->deadline_nodes[i], "from", -1, NULL);
		d->done = compile(draft, draft->deadline_nodes[i], "done", -1, NULL);
		d->when = compile(draft, draft->deadline_nodes[i], "when", -1, NULL);
		d->who = compile(draft, draft->deadline_nodes[i], "who", -1, NULL);
	}
	form->instance_name = compile(draft, root, "instance_name", -1, NULL);
}

/* ---- references ---- */

static void link_lists(fr_draft *draft)
{
	fr_form *form = draft->form;
	for (size_t i = 0; i < form->list_count; i++)
		for (size_t j = 0; j < i; j++)
			if (fr_str_eq(draft->lists[j].name, draft->lists[i].name))
				fr_draft_say(draft, FR_LEVEL_ERROR, FR_LINT_DUPLICATE_NAME, draft->list_nodes[i], "list",
					draft->lists[i].name, fr_str_of(NULL, 0));
	for (size_t i = 0; i < form->field_count && !draft->failed; i++) {
		fr_field *field = &draft->fields[i];
		const xmlNode *node = draft->field_nodes[i];
		bool select = field->type == FR_TYPE_SELECT_ONE || field->type == FR_TYPE_SELECT_MULTIPLE;
		fr_str name = fr_draft_attr(draft, node, "list");
		if (select != (name.n > 0)) {
			fr_draft_say(draft, FR_LEVEL_ERROR, select ? FR_LINT_NO_LIST : FR_LINT_UNUSED_ATTRIBUTE, node,
				select ? NULL : "list", select ? field->name : FR_STR("list"), fr_str_from(fr_type_name(field->type)));
			continue;
		}
		for (size_t j = 0; select && j < form->list_count && !field->choices; j++)
			if (fr_str_eq(draft->lists[j].name, name)) {
				field->choices = &draft->lists[j];
				draft->list_used[j] = true;
			}
		fr_nearest nearest = {.wanted = name};
		for (size_t j = 0; select && !field->choices && j < form->list_count && draft->lint->count < NEAREST_WHILE; j++)
			fr_nearest_offer(&nearest, draft->lists[j].name);
		if (select && !field->choices)
			fr_draft_suggest(draft, FR_LEVEL_ERROR, FR_LINT_UNKNOWN_LIST, node, "list", name, nearest.best);
	}
}

/* Every attribute of a choice that is not settled by the language gets a slot of its own. */
static void link_filters(fr_draft *draft)
{
	fr_form *form = draft->form;
	fr_str *names = FR_DRAFT_ARRAY(draft, fr_str, FILTERS_MOST);
	size_t n = 0;
	if (!names)
		return;
	names[n++] = FR_STR("name");
	for (size_t i = 0; i < form->list_count; i++)
		for (size_t j = 0; j < form->lists[i].n; j++)
			for (size_t k = 0; k < form->lists[i].items[j].filters; k++) {
				fr_str name = form->lists[i].items[j].filter_names[k];
				size_t at = 0;
				while (at < n && !fr_str_eq(names[at], name))
					at++;
				if (at == n && n == FILTERS_MOST) {
					fr_draft_say(draft, FR_LEVEL_ERROR, FR_DEF_MANY, draft->list_nodes[i], NULL,
						FR_STR(FR_DIGITS(FILTERS_MOST)), fr_str_of(NULL, 0));
					return;
				}
				if (at == n)
					names[n++] = name;
			}
	form->filter_names = names, form->filter_count = n;
}

/* The field an attribute names; -1 and a diagnostic when there is none. offset: characters into the attribute's value. */
static int field_named(fr_draft *draft, const xmlNode *node, const char *attribute, size_t offset, fr_str name)
{
	const fr_field *field = fr_form_field_named(draft->form, name);
	if (field)
		return (int)field->slot;
	fr_definition_report(draft->definition, draft->lint, FR_LEVEL_ERROR, FR_LINT_UNKNOWN_NAME, node, attribute, offset,
		fr_utf8_length(name), &name, 1, nearest_name(draft, name));
	return -1;
}

/* Fields of a list attribute ("a b c"); repeated fields are refused unless in the given repeat. */
static size_t fields_named(fr_draft *draft, const xmlNode *node, const char *attribute, int repeat, const uint32_t **out)
{
	fr_str text = fr_draft_attr(draft, node, attribute);
	uint32_t *slots = FR_DRAFT_ARRAY(draft, uint32_t, text.n / 2 + 1);
	size_t n = 0;
	*out = slots;
	for (size_t at = 0, end; slots && at < text.n; at = end + 1) {
		for (end = at; end < text.n && !strchr(" \t\r\n", text.p[end]);)
			end++;
		if (end == at)
			continue;
		fr_str name = fr_str_of(text.p + at, end - at);
		size_t offset = fr_utf8_length(fr_str_of(text.p, at));
		int slot = field_named(draft, node, attribute, offset, name);
		if (slot >= 0 && draft->fields[slot].repeat != repeat && draft->fields[slot].repeat >= 0)
			fr_definition_report(draft->definition, draft->lint, FR_LEVEL_ERROR, FR_LINT_REPEATED, node, attribute, offset,
				fr_utf8_length(name), &name, 1, fr_str_of(NULL, 0));
		else if (slot >= 0)
			slots[n++] = (uint32_t)slot;
	}
	return n;
}

/* Of one id, the one that is read later is told. */
static int rule_order(const void *a, const void *b)
{
	const fr_draft_rule *x = *(const fr_draft_rule *const *)a, *y = *(const fr_draft_rule *const *)b;
	int order = fr_str_cmp(x->constraint->id, y->constraint->id);
	return order ? order : (x > y) - (x < y);
}

static void link_rules(fr_draft *draft)
{
	for (size_t i = 0; i < draft->rule_count && !draft->failed; i++) {
		const fr_draft_rule *rule = &draft->rules[i];
		int repeat = rule->field >= 0 ? draft->fields[rule->field].repeat : -1;
		if (!rule->attribute && xmlHasProp(rule->node, (const xmlChar *)"fields"))
			rule->constraint->n = fields_named(draft, rule->node, "fields", repeat, &rule->constraint->fields);
		else if (rule->field >= 0) {
			uint32_t *self = FR_DRAFT_ARRAY(draft, uint32_t, 1);
			if (self)
				*self = (uint32_t)rule->field;
			rule->constraint->fields = self, rule->constraint->n = self != NULL;
		}
		if (!rule->attribute && xmlHasProp(rule->node, (const xmlChar *)"override")) {
			fr_str name = fr_draft_attr(draft, rule->node, "override");
			rule->constraint->override_field = field_named(draft, rule->node, "override", 0, name);
			if (rule->constraint->override_field >= 0 && draft->fields[rule->constraint->override_field].type != FR_TYPE_STRING)
				fr_draft_say(
					draft, FR_LEVEL_ERROR, FR_LINT_OVERRIDE_TYPE, rule->node, "override", name, fr_str_of(NULL, 0));
		}
	}
	const fr_draft_rule **sorted = FR_DRAFT_ARRAY(draft, const fr_draft_rule *, draft->rule_count);
	if (!sorted || !draft->rule_count)
		return;
	for (size_t i = 0; i < draft->rule_count; i++)
		sorted[i] = &draft->rules[i];
	qsort(sorted, draft->rule_count, sizeof *sorted, rule_order);
	for (size_t i = 1; i < draft->rule_count; i++)
		if (fr_str_eq(sorted[i]->constraint->id, sorted[i - 1]->constraint->id))
			fr_draft_say(draft, FR_LEVEL_ERROR, FR_LINT_DUPLICATE_RULE, sorted[i]->node, sorted[i]->attribute ? "name" : "id",
				sorted[i]->constraint->id, fr_str_of(NULL, 0));
}

/* The scale a field's values stand on, for rescaling; NaN when it has none. */
static void field_scale(const fr_field *field, double *min, double *max)
{
	*min = field->start, *max = field->end;
	bool first = true;
	for (size_t i = 0; field->choices && i < field->choices->n; i++) {
		double score = field->choices->items[i].score;
		if (score != score)
			continue;
		*min = first || score < *min ? score : *min;
		*max = first || score > *max ? score : *max;
		first = false;
	}
}

static void link_part(fr_draft *draft, const xmlNode *node, fr_part *part)
{
	bool given = part->min == part->min;
	double min = part->min, max = part->max;
	fr_str name = fr_draft_attr(draft, node, "score");
	if (name.p) {
		fr_nearest nearest = {.wanted = name};
		for (size_t i = 0; i < draft->form->score_count; i++) {
			fr_nearest_offer(&nearest, draft->scores[i].name);
			if (fr_str_eq(draft->scores[i].name, name)) {
				part->score = (int)i;
				min = draft->scores[i].min, max = draft->scores[i].max;
			}
		}
		if (part->score < 0)
			fr_draft_suggest(draft, FR_LEVEL_ERROR, FR_LINT_UNKNOWN_NAME, node, "score", name, nearest.best);
	} else {
		name = fr_draft_attr(draft, node, "field");
		part->field = field_named(draft, node, "field", 0, name);
		if (part->field < 0)
			return;
		const fr_field *field = &draft->fields[part->field];
		if (field->repeat >= 0)
			fr_draft_say(draft, FR_LEVEL_ERROR, FR_LINT_REPEATED, node, "field", name, fr_str_of(NULL, 0));
		field_scale(field, &min, &max);
	}
	if (!given)
		part->min = min, part->max = max;
}

static void link_scores(fr_draft *draft)
{
	for (size_t i = 0; i < draft->form->score_count && !draft->failed; i++) {
		fr_score *score = &draft->scores[i];
		fr_part *parts = (fr_part *)score->parts;
		size_t p = 0;
		for (const xmlNode *n = NULL; p < score->part_count && (n = fr_draft_next(draft->score_nodes[i], n, "part")); p++)
			link_part(draft, n, &parts[p]);
		size_t v = 0;
		for (const xmlNode *n = NULL; v < score->veto_count && (n = fr_draft_next(draft->score_nodes[i], n, "veto")); v++) {
			fr_nearest nearest = {.wanted = score->vetoes[v].grade};
			bool known = false;
			for (size_t g = 0; g < score->grade_count; g++) {
				fr_nearest_offer(&nearest, score->grades[g].name);
				known = known || fr_str_eq(score->grades[g].name, score->vetoes[v].grade);
			}
			if (!known)
				fr_draft_suggest(
					draft, FR_LEVEL_ERROR, FR_LINT_UNKNOWN_GRADE, n, "grade", score->vetoes[v].grade, nearest.best);
		}
	}
}

/* "${archived_on}" or "archived_on". */
static fr_str bare_name(fr_str text)
{
	return fr_str_starts(text, FR_STR("${")) && fr_str_ends(text, FR_STR("}")) ? fr_str_trim(fr_str_of(text.p + 2, text.n - 3)) : text;
}

static void link_rest(fr_draft *draft)
{
	fr_form *form = draft->form;
	form->keep_from = -1;
	if (draft->key)
		form->key_count = fields_named(draft, draft->key, "fields", -1, &form->key);
	if (draft->keep) {
		fr_str from = fr_draft_attr(draft, draft->keep, "from");
		form->keep_for = fr_draft_attr(draft, draft->keep, "for");
		form->keep_from = field_named(draft, draft->keep, "from", from.n && from.p[0] == '$' ? 2 : 0, bare_name(from));
	}
	if (draft->use) {
		form->policy = fr_draft_attr(draft, draft->use, "policy");
		form->calendar = fr_draft_attr(draft, draft->use, "calendar");
	}
	for (size_t i = 0; i < form->link_count; i++) {
		fr_str name = fr_draft_attr(draft, draft->link_nodes[i], "field");
		int slot = field_named(draft, draft->link_nodes[i], "field", 0, name);
		draft->links[i].field = slot >= 0 ? (uint32_t)slot : 0;
	}
}

void fr_draft_link(fr_draft *draft, const xmlNode *root)
{
	link_lists(draft);
	link_filters(draft);
	link_names(draft);
	if (draft->failed)
		return;
	link_rules(draft);
	link_scores(draft);
	link_rest(draft);
	link_expressions(draft, root);
	if (!draft->failed && !fr_draft_wrong(draft))
		fr_draft_order(draft);
}
