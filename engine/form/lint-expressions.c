/* Form linting: expressions that are well-formed but can never be what is meant: constants, wrong types, choices that do not exist, rules that cannot travel.
 * Stage: definitions. In: a linked draft. Out: diagnostics. */
#include "expr/ast.h"
#include "form/draft.h"

static const fr_str nothing = {NULL, 0};

static fr_str static_name(fr_static type)
{
	static const char *const names[] = {"any", "boolean", "number", "string", "date", "dateTime", "time", "list"};
	return fr_str_from((unsigned)type < sizeof names / sizeof *names ? names[type] : "");
}

/* ---- constants ---- */

static bool constant(const fr_expr *expr, bool *truth)
{
	fr_value value;
	if (!expr || !fr_expr_constant(expr, &value))
		return false;
	*truth = fr_value_to_boolean(&value);
	return true;
}

/* Said of the group already. */
static bool in_dead_group(const fr_draft *draft, const fr_field *field)
{
	bool truth = false;
	for (int g = field->group; g >= 0; g = draft->groups[g].parent)
		if (constant(draft->group_relevant[g], &truth) && !truth)
			return true;
	return false;
}

static void lint_constants(fr_draft *draft)
{
	bool truth = false, required = false;
	for (size_t i = 0; i < draft->form->group_count; i++)
		if (constant(draft->group_relevant[i], &truth) && !truth)
			fr_draft_say(draft, FR_LEVEL_WARNING, FR_LINT_NEVER_RELEVANT, draft->group_nodes[i], "relevant",
				draft->groups[i].name, nothing);
	for (size_t i = 0; i < draft->form->field_count; i++) {
		const fr_field *field = &draft->fields[i];
		if (in_dead_group(draft, field))
			continue;
		if (!constant(field->relevant.expr, &truth) || truth)
			continue;
		bool own = xmlHasProp(draft->field_nodes[i], (const xmlChar *)"relevant");
		bool asked = constant(field->required.expr, &required) && required;
		fr_draft_say(draft, FR_LEVEL_WARNING, asked ? FR_LINT_REQUIRED_IRRELEVANT : FR_LINT_NEVER_RELEVANT, draft->field_nodes[i],
			own ? "relevant" : NULL, field->name, nothing);
	}
	for (size_t i = 0; i < draft->rule_count; i++) {
		const fr_draft_rule *rule = &draft->rules[i];
		if (constant(rule->constraint->test.expr, &truth))
			fr_draft_say(draft, FR_LEVEL_WARNING, FR_LINT_CONSTANT, rule->node, rule->attribute ? "constraint" : "test",
				rule->attribute ? FR_STR("constraint") : FR_STR("test"), truth ? FR_STR("true") : FR_STR("false"));
	}
}

/* ---- types ---- */

/* What a value of that type cannot become. */
static bool impossible(fr_type wanted, fr_static found)
{
	bool moment = found == FR_STATIC_DATE || found == FR_STATIC_DATETIME;
	switch (wanted) {
	case FR_TYPE_DATE:
	case FR_TYPE_DATETIME:
		return found == FR_STATIC_BOOLEAN || found == FR_STATIC_TIME ||
		       found == FR_STATIC_LIST; /* numbers are days since 1970-01-01 */
	case FR_TYPE_TIME: return found == FR_STATIC_BOOLEAN || found == FR_STATIC_DATE || found == FR_STATIC_LIST;
	case FR_TYPE_INTEGER:
	case FR_TYPE_DECIMAL:
	case FR_TYPE_RANGE: return found == FR_STATIC_LIST || found == FR_STATIC_TIME;
	case FR_TYPE_BOOLEAN: return moment || found == FR_STATIC_TIME || found == FR_STATIC_LIST;
	case FR_TYPE_SELECT_ONE:
	case FR_TYPE_SELECT_MULTIPLE: return moment || found == FR_STATIC_TIME || found == FR_STATIC_BOOLEAN;
	default: return found == FR_STATIC_LIST;
	}
}

static void lint_type(fr_draft *draft, const xmlNode *node, const char *attribute, const fr_expr *expr, fr_type wanted)
{
	fr_static found = expr ? fr_expr_root(expr)->type : FR_STATIC_ANY;
	if (!expr || !impossible(wanted, found))
		return;
	fr_str args[3] = {fr_str_from(attribute), static_name(found), fr_str_from(fr_type_name(wanted))};
	fr_definition_report(draft->definition, draft->lint, FR_LEVEL_ERROR, FR_LINT_TYPE, node, attribute, 0, SIZE_MAX, args, 3, nothing);
}

/* Whether a person could have written this text into the field. */
static bool takes(fr_draft *draft, const fr_field *field, fr_str text)
{
	fr_value read = fr_value_empty();
	fr_cell cell = {FR_CELL_TEXT, text, 0};
	bool fits = fr_value_read(field->type, &cell, 0, &draft->form->arena, &read, NULL) == FR_CODE_NONE;
	for (size_t at = 0, end; field->choices && at < text.n; at = end + 1) {
		for (end = at; end < text.n && (field->type == FR_TYPE_SELECT_ONE || text.p[end] != ' ');)
			end++;
		fits = fits && fr_choices_find(field->choices, fr_str_of(text.p + at, end - at));
	}
	if (fits && field->type == FR_TYPE_RANGE && read.kind == FR_KIND_NUMBER)
		fits = read.number >= field->start && read.number <= field->end;
	return fits;
}

/* A default that can never be right; when its quotes were forgotten (2023-10-01 is a subtraction), that is suggested. */
static void lint_default(fr_draft *draft, const xmlNode *node, const fr_field *field)
{
	const fr_expr *expr = field->default_value.expr;
	fr_value value;
	if (!expr)
		return;
	bool wrong = impossible(field->type, fr_expr_root(expr)->type);
	if (!wrong && fr_expr_constant(expr, &value))
		wrong = !takes(draft, field, fr_value_to_string(&value, &draft->form->arena));
	if (!wrong)
		return;
	fr_str text = fr_expr_text(expr), args[2] = {field->name, fr_str_from(fr_type_name(field->type))};
	fr_buf quoted;
	fr_buf_init(&quoted, &draft->form->arena.allocator, 1 << 20);
	if (!memchr(text.p, '\'', text.n) && takes(draft, field, text)) {
		fr_buf_byte(&quoted, '\'');
		fr_buf_str(&quoted, text);
		fr_buf_byte(&quoted, '\'');
	}
	fr_definition_report(draft->definition, draft->lint, FR_LEVEL_ERROR, FR_LINT_DEFAULT, node, "default", 0, SIZE_MAX, args, 2,
		fr_buf_view(&quoted));
	fr_buf_free(&quoted);
}

static void lint_types(fr_draft *draft)
{
	for (size_t i = 0; i < draft->form->field_count && !draft->failed; i++) {
		const fr_field *field = &draft->fields[i];
		const xmlNode *node = draft->field_nodes[i];
		lint_type(draft, node, "calculate", field->calculate.expr, field->type);
		lint_default(draft, node, field);
	}
	for (size_t i = 0; i < draft->form->deadline_count; i++) {
		lint_type(draft, draft->deadline_nodes[i], "from", draft->deadlines[i].from.expr, FR_TYPE_DATETIME);
		lint_type(draft, draft->deadline_nodes[i], "done", draft->deadlines[i].done.expr, FR_TYPE_DATETIME);
	}
}

/* ---- choices that do not exist ---- */

typedef struct place {
	fr_draft *draft;
	const xmlNode *node;
	const char *attribute;
} place;

static void check_choice(const place *at, const fr_node *field, const fr_node *literal)
{
	const fr_choices *list = field->kind == FR_NODE_FIELD ? field->symbol.list : NULL;
	if (!list || literal->kind != FR_NODE_STRING || !literal->text.n || fr_choices_find(list, literal->text))
		return;
	fr_nearest nearest = {.wanted = literal->text};
	for (size_t i = 0; i < list->n; i++) {
		fr_nearest_offer(&nearest, list->items[i].name);
		for (size_t j = 0; j < list->items[i].label.n; j++)
			if (fr_str_eq(list->items[i].label.items[j].text, literal->text)) {
				nearest.best = list->items[i].name; /* the label was written where the name is meant */
				nearest.distance = 0;
				i = list->n - 1;
				break;
			}
	}
	fr_str args[2] = {literal->text, list->name};
	fr_definition_report(at->draft->definition, at->draft->lint, FR_LEVEL_WARNING, FR_LINT_UNKNOWN_CHOICE, at->node, at->attribute,
		literal->at, literal->width, args, 2, nearest.best);
}

/* Depth is bounded by the parser of expressions. */
static void walk(const place *at, const fr_node *node)
{
	if (node->kind == FR_NODE_BINARY && (node->op == FR_OP_EQ || node->op == FR_OP_NE)) {
		check_choice(at, node->a[0], node->a[1]);
		check_choice(at, node->a[1], node->a[0]);
	} else if (node->kind == FR_NODE_CALL && node->n == 2 && strcmp(fr_function_name(node->function), "selected") == 0)
		check_choice(at, node->a[0], node->a[1]);
	size_t n = node->kind == FR_NODE_CALL ? node->n : node->kind == FR_NODE_BINARY ? 2 : node->kind == FR_NODE_UNARY ? 1 : 0;
	for (size_t i = 0; i < n; i++)
		walk(at, node->a[i]);
}

static void lint_choices(fr_draft *draft, const xmlNode *node, const char *attribute, const fr_expr *expr)
{
	place at = {draft, node, attribute};
	if (expr)
		walk(&at, fr_expr_root(expr));
}

static void each_expression(fr_draft *draft, const xmlNode *root, void (*visit)(fr_draft *, const xmlNode *, const char *, const fr_expr *))
{
	const fr_form *form = draft->form;
	for (size_t i = 0; i < form->group_count; i++)
		visit(draft, draft->group_nodes[i], "relevant", draft->group_relevant[i]);
	for (size_t i = 0; i < form->field_count; i++) {
		const fr_field *f = &form->fields[i];
		const xmlNode *node = draft->field_nodes[i];
		visit(draft, node, "required", f->required.expr);
		/* With groups around it the compiled text is not the one of the file. */
		bool alone = f->group < 0 ||
			     (f->relevant.expr && fr_str_eq(fr_expr_text(f->relevant.expr), fr_draft_attr(draft, node, "relevant")));
		visit(draft, node, "relevant", alone ? f->relevant.expr : NULL);
		visit(draft, node, "readonly", f->readonly.expr);
		visit(draft, node, "calculate", f->calculate.expr);
		visit(draft, node, "default", f->default_value.expr);
		visit(draft, node, "choice_filter", f->choice_filter.expr);
	}
	for (size_t i = 0; i < draft->rule_count; i++)
		visit(draft, draft->rules[i].node, draft->rules[i].attribute ? "constraint" : "test",
			draft->rules[i].constraint->test.expr);
	for (size_t i = 0; i < form->score_count; i++) {
		size_t v = 0;
		for (const xmlNode *n = NULL; v < form->scores[i].veto_count && (n = fr_draft_next(draft->score_nodes[i], n, "veto")); v++)
			visit(draft, n, "when", form->scores[i].vetoes[v].when.expr);
	}
	for (size_t i = 0; i < form->deadline_count; i++) {
		visit(draft, draft->deadline_nodes[i], "from", form->deadlines[i].from.expr);
		visit(draft, draft->deadline_nodes[i], "done", form->deadlines[i].done.expr);
		visit(draft, draft->deadline_nodes[i], "when", form->deadlines[i].when.expr);
		visit(draft, draft->deadline_nodes[i], "who", form->deadlines[i].who.expr);
	}
	visit(draft, root, "instance_name", form->instance_name.expr);
}

void fr_draft_lint_expressions(fr_draft *draft, const xmlNode *root)
{
	lint_constants(draft);
	lint_types(draft);
	each_expression(draft, root, lint_choices);
}
