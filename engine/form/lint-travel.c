/* Form linting: rules that no spreadsheet formula can express, so that a workbook without the extension does not show them.
 * Stage: definitions. In: a linked draft. Out: notes with the function or construct that stays behind. */
#include "expr/ast.h"
#include "form/draft.h"

typedef struct sheet {
	const fr_draft *draft;
	const fr_field *self;
} sheet;

/* Any cell will do: only whether there is one matters. Rows of a repeat are on another sheet. */
static bool reference(const void *self, uint32_t slot, fr_buf *out)
{
	const fr_form *form = ((const sheet *)self)->draft->form;
	bool here = slot < form->field_count ? form->fields[slot].repeat < 0 : slot < form->field_count + 2 * form->score_count;
	if (here)
		fr_buf_puts(out, "[.A1]");
	return here;
}

static bool self_reference(const void *self, fr_buf *out)
{
	const sheet *s = self;
	return s->self && reference(self, s->self->slot, out);
}

/* Cells hold the labels of choices. */
static fr_str label_for(const void *self, const void *list, fr_str name)
{
	const fr_choice *choice = fr_choices_find(list, name);
	fr_str label = choice ? fr_words_in(&choice->label, ((const sheet *)self)->draft->form->lang.p) : fr_str_of(NULL, 0);
	return label.n ? label : name;
}

static fr_type type_of(const void *self, uint32_t slot)
{
	const fr_form *form = ((const sheet *)self)->draft->form;
	return slot < form->field_count ? form->fields[slot].type : FR_TYPE_CALCULATE;
}

/* True when it travels, or when there is nothing to say. */
static bool lint_rule(fr_draft *draft, const xmlNode *node, const char *attribute, const fr_expr *expr, const fr_field *self, int want)
{
	if (!expr)
		return true;
	sheet s = {draft, self};
	fr_cells cells = {&s, reference, self_reference, label_for, type_of, false};
	fr_expr_note why = {0};
	fr_buf formula;
	fr_buf_init(&formula, &draft->form->arena.allocator, 1 << 20);
	bool travels = fr_expr_openformula(expr, &cells, want, &formula, &why) || formula.failed;
	if (!travels) {
		fr_str text = fr_expr_text(expr), source = fr_draft_attr(draft, node, attribute);
		bool same = fr_str_eq(text, source); /* else groups were joined to it, and places are not those of the file */
		fr_definition_report(draft->definition, draft->lint, FR_LEVEL_INFO, FR_LINT_NO_TRAVEL, node, attribute, same ? why.at : 0,
			same ? why.width : SIZE_MAX, why.args, FR_ERROR_ARGS, fr_str_of(NULL, 0));
	}
	draft->failed = draft->failed || formula.failed;
	fr_buf_free(&formula);
	return travels;
}

void fr_draft_lint_travel(fr_draft *draft)
{
	bool *stays = FR_DRAFT_ARRAY(draft, bool, draft->form->group_count);
	for (size_t i = 0; stays && i < draft->form->group_count; i++) {
		stays[i] = draft->groups[i].repeat < 0 &&
			   !lint_rule(draft, draft->group_nodes[i], "relevant", draft->group_relevant[i], NULL, FR_STATIC_BOOLEAN);
		stays[i] = stays[i] || (draft->groups[i].parent >= 0 && stays[draft->groups[i].parent]);
	}
	for (size_t i = 0; i < draft->form->field_count; i++) {
		const fr_field *field = &draft->fields[i];
		const xmlNode *node = draft->field_nodes[i];
		if (!stays || field->repeat >= 0 || field->type == FR_TYPE_NOTE)
			continue;
		lint_rule(draft, node, "required", field->required.expr, field, FR_STATIC_BOOLEAN);
		if (field->group < 0 || !stays[field->group]) /* said of the group already */
			lint_rule(draft, node, "relevant", field->relevant.expr, field, FR_STATIC_BOOLEAN);
		lint_rule(draft, node, "calculate", field->calculate.expr, field, FR_STATIC_ANY);
	}
	for (size_t i = 0; i < draft->rule_count; i++) {
		const fr_draft_rule *rule = &draft->rules[i];
		const fr_field *self = rule->field >= 0 ? &draft->fields[rule->field] : NULL;
		if (!self || self->repeat < 0)
			lint_rule(draft, rule->node, rule->attribute ? "constraint" : "test", rule->constraint->test.expr, self,
				FR_STATIC_BOOLEAN);
	}
}
