/* Form linting: what can be loaded but is most likely not meant: fields, keys, deadlines, links.
 * Stage: definitions. In: a linked draft without errors. Out: diagnostics (some of them errors: values that can never be right). */
#include "form/draft.h"
#include "value/duration.h"

#include <math.h>

static const fr_str nothing = {NULL, 0};

/* Attributes and the types they work on, one bit a type. */
#define BIT(type) (1u << (type))
#define ANY_TYPE (BIT(FR_TYPE_COUNT) - 1)
#define SELECT_TYPES (BIT(FR_TYPE_SELECT_ONE) | BIT(FR_TYPE_SELECT_MULTIPLE))
#define TEXT_TYPES (BIT(FR_TYPE_STRING) | BIT(FR_TYPE_CALCULATE))
static const struct {
	const char *name;
	unsigned types;
} attribute_types[] = {
	{"start", BIT(FR_TYPE_RANGE)},
	{"end", BIT(FR_TYPE_RANGE)},
	{"step", BIT(FR_TYPE_RANGE)},
	{"pattern", TEXT_TYPES},
	{"min_length", TEXT_TYPES},
	{"max_length", TEXT_TYPES},
	{"choice_filter", SELECT_TYPES},
	{"identifier", TEXT_TYPES},
	{"required", ANY_TYPE & ~(BIT(FR_TYPE_NOTE) | BIT(FR_TYPE_CALCULATE))},
	{"constraint", ANY_TYPE & ~BIT(FR_TYPE_NOTE)},
	{"readonly", ANY_TYPE & ~(BIT(FR_TYPE_NOTE) | BIT(FR_TYPE_CALCULATE))},
	{"calculate", ANY_TYPE & ~BIT(FR_TYPE_NOTE)},
	{"default", ANY_TYPE & ~(BIT(FR_TYPE_NOTE) | BIT(FR_TYPE_CALCULATE))},
};

static void lint_attributes(fr_draft *draft, const xmlNode *node, const fr_field *field)
{
	for (size_t i = 0; i < sizeof attribute_types / sizeof *attribute_types; i++)
		if (!(attribute_types[i].types & BIT(field->type)) && xmlHasProp(node, (const xmlChar *)attribute_types[i].name))
			fr_draft_say(draft, FR_LEVEL_WARNING, FR_LINT_UNUSED_ATTRIBUTE, node, attribute_types[i].name,
				fr_str_from(attribute_types[i].name), fr_str_from(fr_type_name(field->type)));
	if (field->calculate.expr && field->type != FR_TYPE_CALCULATE && xmlHasProp(node, (const xmlChar *)"default"))
		fr_draft_say(draft, FR_LEVEL_WARNING, FR_LINT_UNUSED_ATTRIBUTE, node, "default", FR_STR("default"), FR_STR("calculate"));
	if (field->type == FR_TYPE_CALCULATE && !field->calculate.expr)
		fr_draft_say(draft, FR_LEVEL_ERROR, FR_LINT_CALCULATE, node, NULL, field->name, nothing);
	if (field->max_length && field->min_length > field->max_length)
		fr_draft_say(draft, FR_LEVEL_ERROR, FR_LINT_ORDER, node, "min_length", FR_STR("min_length"), FR_STR("max_length"));
}

static void lint_range(fr_draft *draft, const xmlNode *node, const fr_field *field)
{
	if (field->type != FR_TYPE_RANGE)
		return;
	if (isnan(field->start) || isnan(field->end)) {
		fr_draft_say(draft, FR_LEVEL_ERROR, FR_LINT_RANGE_ENDS, node, NULL, field->name, nothing);
		return;
	}
	if (field->start >= field->end)
		fr_draft_say(draft, FR_LEVEL_ERROR, FR_LINT_ORDER, node, "start", FR_STR("start"), FR_STR("end"));
	double steps = (field->end - field->start) / field->step;
	if (!isnan(field->step) && (field->step <= 0 || fabs(steps - round(steps)) > 1e-9))
		fr_draft_say(draft, FR_LEVEL_ERROR, FR_LINT_STEP, node, "step", field->name, nothing);
}

static bool has_value(const fr_field *field, double score)
{
	if (field->type == FR_TYPE_RANGE)
		return score >= field->start && score <= field->end;
	if (!field->choices)
		return field->type == FR_TYPE_INTEGER || field->type == FR_TYPE_DECIMAL;
	for (size_t i = 0; i < field->choices->n; i++)
		if (field->choices->items[i].score == score)
			return true;
	return false;
}

static void lint_anchors(fr_draft *draft, const xmlNode *node, const fr_field *field)
{
	for (const xmlNode *n = NULL; field->anchor_count && (n = fr_draft_next(node, n, "anchor"));)
		if (!has_value(field, fr_draft_number(draft, n, "score")))
			fr_draft_say(draft, FR_LEVEL_WARNING, FR_LINT_ANCHOR, n, "score", fr_draft_attr(draft, n, "score"), nothing);
}

static void lint_appearance(fr_draft *draft, const xmlNode *node, const fr_field *field)
{
	static const char *const known[] = {"multiline", "tags", "minimal", "likert", "quick", "w1", "w2", "w3", "w4", "w5", "w6", "w7",
		"w8", "w9", "w10", "w11", "w12"};
	fr_str text = field->appearance;
	for (size_t at = 0, end; at < text.n; at = end + 1) {
		for (end = at; end < text.n && text.p[end] != ' ';)
			end++;
		fr_str word = fr_str_of(text.p + at, end - at);
		fr_nearest nearest = {.wanted = word};
		bool found = word.n == 0;
		for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
			fr_nearest_offer(&nearest, fr_str_from(known[i]));
			found = found || fr_str_is(word, known[i]);
		}
		if (!found)
			fr_definition_report(draft->definition, draft->lint, FR_LEVEL_WARNING, FR_LINT_APPEARANCE, node, "appearance",
				fr_utf8_length(fr_str_of(text.p, at)), fr_utf8_length(word), &word, 1, nearest.best);
	}
}

/* ---- personal data ---- */

static const char *fitting_styles(fr_identifier identifier)
{
	return identifier == FR_ID_NAME ? "surname, surname-length, title, role, anonymous" : "middle, anonymous";
}

/* Whole words only: fitting_styles lists them with ", " between. */
static bool style_fits(fr_identifier identifier, fr_str style)
{
	fr_str styles = fr_str_from(fitting_styles(identifier));
	for (size_t at = 0, end; at < styles.n; at = end + 2) {
		for (end = at; end < styles.n && styles.p[end] != ',';)
			end++;
		if (fr_str_eq(fr_str_of(styles.p + at, end - at), style))
			return true;
	}
	return false;
}

/* A field that is named like personal data but not said to be. Labels are compared at their end (客户姓名, 联系电话), so 电话回访 is none. */
static fr_identifier looks_like(const fr_field *field)
{
	static const struct {
		const char *text;
		fr_identifier kind;
	} labels[] =
		{
			{"姓名", FR_ID_NAME},
			{"手机", FR_ID_PHONE},
			{"手机号", FR_ID_PHONE},
			{"手机号码", FR_ID_PHONE},
			{"电话", FR_ID_PHONE},
			{"电话号码", FR_ID_PHONE},
			{"联系方式", FR_ID_PHONE},
			{"身份证", FR_ID_ID_CARD},
			{"身份证号", FR_ID_ID_CARD},
			{"身份证号码", FR_ID_ID_CARD},
			{"银行卡号", FR_ID_BANK_CARD},
			{"邮箱", FR_ID_EMAIL},
			{"住址", FR_ID_ADDRESS},
			{"联系地址", FR_ID_ADDRESS},
			{"车牌号", FR_ID_PLATE},
		},
	  names[] = {
		  {"phone", FR_ID_PHONE},
		  {"mobile", FR_ID_PHONE},
		  {"telephone", FR_ID_PHONE},
		  {"email", FR_ID_EMAIL},
		  {"id_card", FR_ID_ID_CARD},
		  {"bank_card", FR_ID_BANK_CARD},
		  {"address", FR_ID_ADDRESS},
		  {"plate_no", FR_ID_PLATE},
		  {"customer_name", FR_ID_NAME},
		  {"contact_name", FR_ID_NAME},
	  };
	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		if (fr_str_is(field->name, names[i].text))
			return names[i].kind;
	for (size_t i = 0; i < sizeof labels / sizeof *labels; i++)
		for (size_t j = 0; j < field->label.n; j++)
			if (fr_str_ends(field->label.items[j].text, fr_str_from(labels[i].text)))
				return labels[i].kind;
	return FR_ID_NONE;
}

static void lint_privacy(fr_draft *draft, const xmlNode *node, const fr_field *field)
{
	if (field->identifier == FR_ID_NONE) {
		if (field->mask.n)
			fr_draft_say(draft, FR_LEVEL_ERROR, FR_LINT_NO_IDENTIFIER, node, "mask", FR_STR("mask"), nothing);
		if (field->stored == FR_STORED_MASKED)
			fr_draft_say(draft, FR_LEVEL_ERROR, FR_LINT_NO_IDENTIFIER, node, "stored", FR_STR("stored"), nothing);
		fr_identifier kind = field->type == FR_TYPE_STRING && !field->calculate.expr ? looks_like(field) : FR_ID_NONE;
		if (kind != FR_ID_NONE)
			fr_draft_say(
				draft, FR_LEVEL_INFO, FR_LINT_IDENTIFIER, node, NULL, field->name, fr_str_from(fr_identifier_name(kind)));
	} else if (field->mask.n && !style_fits(field->identifier, field->mask)) {
		fr_str args[3] = {
			field->mask, fr_str_from(fr_identifier_name(field->identifier)), fr_str_from(fitting_styles(field->identifier))};
		fr_definition_report(
			draft->definition, draft->lint, FR_LEVEL_ERROR, FR_LINT_MASK, node, "mask", 0, SIZE_MAX, args, 3, nothing);
	}
}

/* ---- the rest ---- */

static bool never_empty(const fr_field *field)
{
	fr_value value;
	return field->calculate.expr ||
	       (field->required.expr && fr_expr_constant(field->required.expr, &value) && fr_value_to_boolean(&value));
}

static void lint_key(fr_draft *draft)
{
	for (size_t i = 0; i < draft->form->key_count; i++) {
		const fr_field *field = &draft->fields[draft->form->key[i]];
		if (field->type == FR_TYPE_NOTE)
			fr_draft_suggest(draft, FR_LEVEL_ERROR, FR_LINT_KEY_FIELD, draft->key, "fields", field->name, nothing);
		else if (!never_empty(field) && !fr_draft_wrong(draft))
			fr_draft_say(
				draft, FR_LEVEL_WARNING, FR_LINT_KEY_EMPTY, draft->field_nodes[field->slot], NULL, field->name, nothing);
	}
}

/* A length of time ahead: a limit in the past is no limit. */
static bool is_length(fr_str text, bool clocks)
{
	fr_duration duration;
	return fr_duration_read(text, clocks, &duration) && text.p[0] != '-';
}

static void lint_durations(fr_draft *draft)
{
	for (size_t i = 0; i < draft->form->deadline_count; i++) {
		const fr_deadline *d = &draft->deadlines[i];
		const xmlNode *node = draft->deadline_nodes[i];
		if ((d->within.n > 0) == (d->policy.n > 0))
			fr_draft_say(draft, FR_LEVEL_ERROR, FR_LINT_DEADLINE, node, NULL, d->name, nothing);
		if (d->within.n && !is_length(d->within, true))
			fr_draft_say(draft, FR_LEVEL_ERROR, FR_LINT_DURATION, node, "within", d->within, nothing);
		if (!d->from.expr)
			fr_draft_say(draft, FR_LEVEL_ERROR, FR_LINT_DEADLINE, node, "from", d->name, nothing);
	}
	if (draft->keep && !is_length(draft->form->keep_for, false))
		fr_draft_say(draft, FR_LEVEL_ERROR, FR_LINT_DURATION, draft->keep, "for", draft->form->keep_for, nothing);
	if (draft->keep && draft->form->keep_from >= 0) {
		fr_type type = draft->fields[draft->form->keep_from].type;
		if (type != FR_TYPE_DATE && type != FR_TYPE_DATETIME && type != FR_TYPE_CALCULATE) {
			fr_str args[3] = {FR_STR("from"), fr_str_from(fr_type_name(type)), FR_STR("date")};
			fr_definition_report(draft->definition, draft->lint, FR_LEVEL_ERROR, FR_LINT_TYPE, draft->keep, "from", 0, SIZE_MAX,
				args, 3, nothing);
		}
	}
}

static void lint_lists(fr_draft *draft)
{
	for (size_t i = 0; i < draft->form->list_count && !fr_draft_wrong(draft); i++)
		if (!draft->list_used[i])
			fr_draft_say(
				draft, FR_LEVEL_WARNING, FR_LINT_UNUSED_LIST, draft->list_nodes[i], "list", draft->lists[i].name, nothing);
}

static void lint_rules(fr_draft *draft)
{
	for (size_t i = 0; i < draft->rule_count; i++) {
		const fr_draft_rule *rule = &draft->rules[i];
		if (rule->constraint->override_field >= 0 && rule->constraint->level != FR_LEVEL_ERROR)
			fr_draft_say(draft, FR_LEVEL_WARNING, FR_LINT_OVERRIDE, rule->node, "override", nothing, nothing);
		if (!rule->constraint->message.n)
			fr_draft_say(draft, FR_LEVEL_WARNING, FR_LINT_MESSAGE, rule->node, rule->attribute ? "constraint" : "id",
				rule->constraint->id, nothing);
	}
	for (size_t i = 0; i < draft->form->repeat_count; i++)
		if (draft->repeats[i].min > draft->repeats[i].max)
			fr_draft_say(draft, FR_LEVEL_ERROR, FR_LINT_ORDER, draft->repeat_nodes[i], "min", FR_STR("min"), FR_STR("max"));
	for (size_t i = 0; i < draft->form->link_count; i++) {
		const fr_link *link = &draft->links[i];
		if (fr_str_eq(link->form, draft->form->id) && fr_str_eq(link->to, draft->fields[link->field].name))
			fr_draft_say(draft, FR_LEVEL_ERROR, FR_LINT_LINK_SELF, draft->link_nodes[i], "to", link->to, nothing);
	}
}

void fr_draft_lint(fr_draft *draft, const xmlNode *root)
{
	for (size_t i = 0; i < draft->form->field_count && !draft->failed; i++) {
		const fr_field *field = &draft->fields[i];
		const xmlNode *node = draft->field_nodes[i];
		lint_attributes(draft, node, field);
		lint_range(draft, node, field);
		lint_anchors(draft, node, field);
		lint_appearance(draft, node, field);
		lint_privacy(draft, node, field);
	}
	lint_key(draft);
	lint_durations(draft);
	lint_lists(draft);
	lint_rules(draft);
	fr_draft_lint_scores(draft);
	fr_draft_lint_words(draft, root);
	fr_draft_lint_questions(draft, root);
	fr_draft_lint_expressions(draft, root);
	if (!draft->failed && !fr_draft_wrong(draft))
		fr_draft_lint_travel(draft);
}
