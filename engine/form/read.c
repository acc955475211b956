/* Form reading: a tree that matches the grammar to the model's arrays.
 * Stage: definitions. In: XML tree. Out: a draft: everything but what needs names (link.c).
 *
 * The tree is walked twice with the same code: once to count, once to fill, so that each array is asked for once. */
#include "form/draft.h"

#include <math.h>
#include <stdlib.h>

#define ANCHORS_MOST 200
#define GRADES_MOST 200

typedef struct counts {
	size_t fields, groups, lists, repeats, constraints, rules, scores, deadlines, links, deny;
} counts;

/* NaN in a scale that is not given. */
static bool read_scale(fr_draft *draft, const xmlNode *node, double *min, double *max)
{
	fr_str text = fr_draft_attr(draft, node, "scale");
	*min = *max = NAN;
	size_t at = 0;
	while (at < text.n && !strchr(" \t\r\n", text.p[at]))
		at++;
	return text.p && fr_number_read(fr_str_of(text.p, at), false, min) &&
	       fr_number_read(fr_str_trim(fr_str_of(text.p + at, text.n - at)), false, max);
}

static size_t read_size(fr_draft *draft, const xmlNode *node, const char *name, size_t otherwise)
{
	double number = fr_draft_number(draft, node, name);
	return isnan(number) || number < 0 ? otherwise : (size_t)number;
}

static fr_level read_level(fr_draft *draft, const xmlNode *node)
{
	fr_str level = fr_draft_attr(draft, node, "level");
	return fr_str_is(level, "warning") ? FR_LEVEL_WARNING : fr_str_is(level, "info") ? FR_LEVEL_INFO : FR_LEVEL_ERROR;
}

/* ---- choices ---- */

static bool is_known_attribute(const xmlAttr *a)
{
	const char *name = (const char *)a->name;
	return a->ns || strcmp(name, "name") == 0 || strcmp(name, "score") == 0 || strcmp(name, "na") == 0;
}

static void read_filters(fr_draft *draft, const xmlNode *node, fr_choice *choice)
{
	size_t count = 0;
	for (const xmlAttr *a = node->properties; a; a = a->next)
		count += !is_known_attribute(a);
	if (!count)
		return;
	fr_str *names = FR_DRAFT_ARRAY(draft, fr_str, count), *values = FR_DRAFT_ARRAY(draft, fr_str, count);
	if (!names || !values)
		return;
	size_t n = 0;
	for (const xmlAttr *a = node->properties; a; a = a->next) {
		if (is_known_attribute(a))
			continue;
		names[n] = fr_arena_str(&draft->form->arena, fr_str_from((const char *)a->name));
		values[n] = fr_draft_attr(draft, node, (const char *)a->name);
		draft->failed = draft->failed || !names[n].p;
		n++;
	}
	choice->filter_names = names, choice->filter_values = values, choice->filters = count;
}

static int choice_order(const void *a, const void *b, void *user)
{
	const fr_choice *items = user;
	uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
	int order = fr_str_cmp(items[x].name, items[y].name);
	return order ? order : (x > y) - (x < y);
}

static void read_choices(fr_draft *draft, const xmlNode *node, fr_choices *list)
{
	list->name = fr_draft_attr(draft, node, "list");
	size_t count = 0;
	for (const xmlNode *n = NULL; (n = fr_draft_next(node, n, "choice"));)
		count++;
	fr_choice *items = FR_DRAFT_ARRAY(draft, fr_choice, count);
	uint32_t *by_name = FR_DRAFT_ARRAY(draft, uint32_t, count);
	const xmlNode **nodes = FR_DRAFT_ARRAY(draft, const xmlNode *, count);
	if (!items || !by_name || !nodes)
		return;
	size_t i = 0;
	for (const xmlNode *n = NULL; (n = fr_draft_next(node, n, "choice")) && !draft->failed; i++) {
		nodes[i] = n;
		by_name[i] = (uint32_t)i;
		items[i] = (fr_choice){.name = fr_draft_attr(draft, n, "name"),
			.label = fr_draft_words(draft, n, "label"),
			.hint = fr_draft_words(draft, n, "hint"),
			.score = fr_draft_number(draft, n, "score"),
			.not_applicable = fr_draft_true(draft, n, "na")};
		read_filters(draft, n, &items[i]);
	}
	if (draft->failed)
		return;
	qsort_r(by_name, count, sizeof *by_name, choice_order, items);
	for (i = 1; i < count; i++)
		if (fr_str_eq(items[by_name[i]].name, items[by_name[i - 1]].name))
			fr_draft_say(draft, FR_LEVEL_ERROR, FR_LINT_DUPLICATE_CHOICE, nodes[by_name[i]], "name", items[by_name[i]].name,
				list->name);
	list->items = items, list->n = count, list->by_name = by_name;
}

/* ---- fields ---- */

static fr_identifier identifier_from(fr_str name)
{
	for (int id = FR_ID_NAME; id <= FR_ID_FREE_TEXT; id++)
		if (fr_str_is(name, fr_identifier_name((fr_identifier)id)))
			return (fr_identifier)id;
	return FR_ID_NONE;
}

static void read_pattern(fr_draft *draft, const xmlNode *node, fr_field *field)
{
	field->pattern_text = fr_draft_attr(draft, node, "pattern");
	if (!field->pattern_text.n)
		return;
	char why[256];
	size_t at = 0;
	field->pattern = fr_pattern_compile(field->pattern_text, why, sizeof why, &at);
	if (field->pattern) {
		fr_shape_of(field->pattern_text, &field->shape);
		return;
	}
	/* PCRE2 stops behind what it could not take. */
	size_t offset = fr_utf8_length(fr_str_of(field->pattern_text.p, at));
	fr_str args[2] = {field->name, fr_str_from(why)};
	fr_definition_report(draft->definition, draft->lint, FR_LEVEL_ERROR, FR_LINT_PATTERN, node, "pattern", offset ? offset - 1 : 0, 1,
		args, 2, fr_str_of(NULL, 0));
}

/* One anchor a score: several <anchor> of the same score are its texts by language. */
static void read_anchors(fr_draft *draft, const xmlNode *node, fr_field *field)
{
	size_t count = 0;
	for (const xmlNode *n = NULL; (n = fr_draft_next(node, n, "anchor"));)
		count++;
	if (count > ANCHORS_MOST) {
		fr_draft_say(draft, FR_LEVEL_ERROR, FR_DEF_MANY, node, NULL, FR_STR(FR_DIGITS(ANCHORS_MOST)), fr_str_of(NULL, 0));
		return;
	}
	fr_anchor *anchors = count ? FR_DRAFT_ARRAY(draft, fr_anchor, count) : NULL;
	size_t filled = 0;
	for (const xmlNode *n = NULL; anchors && (n = fr_draft_next(node, n, "anchor"));) {
		double score = fr_draft_number(draft, n, "score");
		bool known = false;
		for (size_t i = 0; i < filled; i++)
			known = known || anchors[i].score == score;
		if (!known && !isnan(score))
			anchors[filled++] = (fr_anchor){score, fr_draft_words_of(draft, node, "anchor", score)};
	}
	field->anchors = anchors;
	field->anchor_count = filled;
}

static void read_field(fr_draft *draft, const xmlNode *node, fr_field *field)
{
	*field = (fr_field){.name = fr_draft_attr(draft, node, "name"),
		.label = fr_draft_words(draft, node, "label"),
		.hint = fr_draft_words(draft, node, "hint"),
		.guidance = fr_draft_words(draft, node, "guidance"),
		.required_message = fr_draft_words(draft, node, "required_message"),
		.pattern_message = fr_draft_words(draft, node, "pattern_message"),
		.start = fr_draft_number(draft, node, "start"),
		.end = fr_draft_number(draft, node, "end"),
		.step = fr_draft_number(draft, node, "step"),
		.min_length = read_size(draft, node, "min_length", 0),
		.max_length = read_size(draft, node, "max_length", 0),
		.identifier = identifier_from(fr_draft_attr(draft, node, "identifier")),
		.mask = fr_draft_attr(draft, node, "mask"),
		.stored = fr_str_is(fr_draft_attr(draft, node, "stored"), "masked") ? FR_STORED_MASKED : FR_STORED_CLEAR,
		.appearance = fr_draft_attr(draft, node, "appearance"),
		.line = (size_t)xmlGetLineNo(node)};
	fr_type_from_name(fr_draft_attr(draft, node, "type"), &field->type);
	read_pattern(draft, node, field);
	read_anchors(draft, node, field);
}

/* What a constraint says of itself; link.c adds its test and the fields it names. */
static void read_constraint(fr_draft *draft, const xmlNode *node, fr_constraint *constraint)
{
	*constraint = (fr_constraint){.id = fr_draft_attr(draft, node, "id"),
		.level = read_level(draft, node),
		.message = fr_draft_words(draft, node, "message"),
		.override_field = -1};
}

/* The field's own constraints: constraint="…" first (its id is the field's name), then its elements. */
static void read_field_rules(fr_draft *draft, const xmlNode *node, fr_field *field, counts *n)
{
	bool attribute = xmlHasProp(node, (const xmlChar *)"constraint") != NULL;
	size_t count = attribute;
	for (const xmlNode *c = NULL; (c = fr_draft_next(node, c, "constraint"));)
		count++;
	fr_constraint *constraints = count ? FR_DRAFT_ARRAY(draft, fr_constraint, count) : NULL;
	if (!constraints)
		return;
	size_t filled = 0;
	if (attribute) {
		constraints[0] = (fr_constraint){.id = field->name,
			.level = FR_LEVEL_ERROR,
			.message = fr_draft_words(draft, node, "constraint_message"),
			.override_field = -1};
		draft->rules[n->rules++] = (fr_draft_rule){&constraints[filled++], node, (int)field->slot, true};
	}
	for (const xmlNode *c = NULL; (c = fr_draft_next(node, c, "constraint")); filled++) {
		read_constraint(draft, c, &constraints[filled]);
		draft->rules[n->rules++] = (fr_draft_rule){&constraints[filled], c, (int)field->slot, false};
	}
	field->constraints = constraints, field->constraint_count = count;
}

/* Fields and groups within parent; counts them while draft->fields is NULL. */
static void read_body(fr_draft *draft, const xmlNode *parent, int group, int repeat, counts *n)
{
	for (const xmlNode *node = parent->children; node && !draft->failed; node = node->next) {
		if (fr_draft_is(node, "field")) {
			if (!draft->fields) {
				n->fields++;
				n->rules += xmlHasProp(node, (const xmlChar *)"constraint") != NULL;
				for (const xmlNode *c = NULL; (c = fr_draft_next(node, c, "constraint"));)
					n->rules++;
				continue;
			}
			fr_field *field = &draft->fields[n->fields];
			draft->field_nodes[n->fields] = node;
			read_field(draft, node, field);
			field->slot = (uint32_t)n->fields++;
			field->group = group, field->repeat = repeat;
			read_field_rules(draft, node, field, n);
		} else if (fr_draft_is(node, "group")) {
			int index = (int)n->groups++;
			if (draft->fields) {
				draft->group_nodes[index] = node;
				draft->groups[index] = (fr_group){fr_draft_attr(draft, node, "name"), fr_draft_words(draft, node, "label"),
					fr_draft_words(draft, node, "hint"), group, repeat};
			}
			read_body(draft, node, index, repeat, n);
		} else if (fr_draft_is(node, "repeat")) {
			int index = (int)n->repeats++;
			if (draft->fields) {
				draft->repeat_nodes[index] = node;
				draft->repeats[index] = (fr_repeat){.name = fr_draft_attr(draft, node, "name"),
					.label = fr_draft_words(draft, node, "label"),
					.min = read_size(draft, node, "min", 0),
					.max = read_size(draft, node, "max", SIZE_MAX)};
			}
			read_body(draft, node, -1, index, n);
		}
	}
}

/* ---- scores ---- */

static size_t count_children(const xmlNode *node, const char *element)
{
	size_t count = 0;
	for (const xmlNode *n = NULL; (n = fr_draft_next(node, n, element));)
		count++;
	return count;
}

static int grade_order(const void *a, const void *b)
{
	double x = ((const fr_grade *)a)->from, y = ((const fr_grade *)b)->from;
	return (x < y) - (x > y);
}

static void read_grades(fr_draft *draft, const xmlNode *node, fr_score *score)
{
	size_t i = 0, grade_count = count_children(node, "grade"), veto_count = count_children(node, "veto");
	if (grade_count > GRADES_MOST) {
		fr_draft_say(draft, FR_LEVEL_ERROR, FR_DEF_MANY, node, NULL, FR_STR(FR_DIGITS(GRADES_MOST)), fr_str_of(NULL, 0));
		return;
	}
	fr_grade *grades = FR_DRAFT_ARRAY(draft, fr_grade, grade_count);
	fr_veto *vetoes = FR_DRAFT_ARRAY(draft, fr_veto, veto_count);
	if (!grades || !vetoes)
		return;
	for (const xmlNode *n = NULL; (n = fr_draft_next(node, n, "grade")); i++) {
		grades[i] =
			(fr_grade){fr_draft_number(draft, n, "from"), fr_draft_attr(draft, n, "name"), fr_draft_words(draft, n, "label")};
		if (i && grades[i].from >= grades[i - 1].from)
			fr_draft_say(draft, FR_LEVEL_WARNING, FR_LINT_GRADE_ORDER, n, "from", grades[i].name, fr_str_of(NULL, 0));
		for (size_t j = 0; j < i; j++)
			if (fr_str_eq(grades[j].name, grades[i].name) || grades[j].from == grades[i].from)
				fr_draft_say(draft, FR_LEVEL_ERROR, FR_LINT_DUPLICATE_NAME, n, "name", grades[i].name, fr_str_of(NULL, 0));
	}
	qsort(grades, grade_count, sizeof *grades, grade_order);
	i = 0;
	for (const xmlNode *n = NULL; (n = fr_draft_next(node, n, "veto")); i++)
		vetoes[i] = (fr_veto){.grade = fr_draft_attr(draft, n, "grade"), .message = fr_draft_words(draft, n, "message")};
	score->grades = grades, score->grade_count = grade_count;
	score->vetoes = vetoes, score->veto_count = veto_count;
}

static void read_score(fr_draft *draft, const xmlNode *node, fr_score *score)
{
	fr_str method = fr_draft_attr(draft, node, "method"), missing = fr_draft_attr(draft, node, "missing");
	*score = (fr_score){.name = fr_draft_attr(draft, node, "name"),
		.label = fr_draft_words(draft, node, "label"),
		.method = fr_str_is(method, "weighted-mean") ? FR_METHOD_WEIGHTED_MEAN
			  : fr_str_is(method, "sum")         ? FR_METHOD_SUM
							     : FR_METHOD_MEAN,
		.missing = fr_str_is(missing, "zero")      ? FR_MISSING_ZERO
			   : fr_str_is(missing, "invalid") ? FR_MISSING_INVALID
							   : FR_MISSING_SKIP,
		.decimals = (int)read_size(draft, node, "decimals", 2)};
	score->rescale = read_scale(draft, node, &score->min, &score->max);
	fr_buf name;
	fr_buf_init(&name, &draft->form->arena.allocator, 1 << 16);
	fr_buf_str(&name, score->name);
	fr_buf_puts(&name, ".grade");
	score->grade_name = fr_arena_str(&draft->form->arena, fr_buf_view(&name));
	draft->failed = draft->failed || name.failed || !score->grade_name.p;
	fr_buf_free(&name);
	size_t i = 0, count = count_children(node, "part");
	fr_part *parts = FR_DRAFT_ARRAY(draft, fr_part, count);
	for (const xmlNode *n = NULL; parts && (n = fr_draft_next(node, n, "part")); i++) {
		double weight = fr_draft_number(draft, n, "weight");
		parts[i] = (fr_part){.field = -1, .score = -1, .weight = isnan(weight) ? 1 : weight};
		read_scale(draft, n, &parts[i].min, &parts[i].max);
	}
	score->parts = parts, score->part_count = parts ? count : 0;
	read_grades(draft, node, score);
}

/* ---- the rest ---- */

static void read_deadline(fr_draft *draft, const xmlNode *node, fr_deadline *deadline)
{
	fr_str include_last = fr_draft_attr(draft, node, "include_last");
	*deadline = (fr_deadline){.name = fr_draft_attr(draft, node, "name"),
		.label = fr_draft_words(draft, node, "label"),
		.line = (size_t)xmlGetLineNo(node),
		.policy = fr_draft_attr(draft, node, "policy"),
		.within = fr_draft_attr(draft, node, "within"),
		.count_start = fr_draft_true(draft, node, "count_start"),
		.include_last = !fr_str_is(include_last, "false")};
}

/* One <deny> may name several kinds and words: each kind becomes one rule, the words another. */
static size_t read_deny(fr_draft *draft, const xmlNode *node, fr_deny *out)
{
	fr_words message = fr_draft_words(draft, node, "message");
	fr_str kinds = fr_draft_attr(draft, node, "identifier");
	size_t n = 0, words = 0, count = count_children(node, "word");
	for (size_t at = 0, end; at < kinds.n; at = end + 1) {
		for (end = at; end < kinds.n && !strchr(" \t\r\n", kinds.p[end]);)
			end++;
		fr_identifier kind = identifier_from(fr_str_of(kinds.p + at, end - at));
		if (kind != FR_ID_NONE && out)
			out[n] = (fr_deny){.kind = kind, .message = message};
		n += kind != FR_ID_NONE;
	}
	if (!count)
		return n;
	fr_str *list = out ? FR_DRAFT_ARRAY(draft, fr_str, count) : NULL;
	for (const xmlNode *w = NULL; list && (w = fr_draft_next(node, w, "word"));) {
		xmlChar *content = xmlNodeGetContent(w);
		fr_str word = fr_arena_str(&draft->form->arena, fr_str_trim(fr_str_from(content ? (const char *)content : "")));
		xmlFree(content);
		draft->failed = draft->failed || !word.p;
		if (word.n)
			list[words++] = word;
		else
			fr_draft_say(draft, FR_LEVEL_ERROR, FR_LINT_DENY_EMPTY, w, NULL, fr_str_of(NULL, 0), fr_str_of(NULL, 0));
	}
	if (out)
		out[n] = (fr_deny){.kind = FR_ID_NONE, .words = list, .word_count = words, .message = message};
	return n + 1;
}

static void only_once(fr_draft *draft, const xmlNode *node, const xmlNode **kept)
{
	if (*kept)
		fr_draft_say(draft, FR_LEVEL_ERROR, FR_LINT_DUPLICATE_ELEMENT, node, NULL, fr_str_from((const char *)node->name),
			fr_str_of(NULL, 0));
	else
		*kept = node;
}

/* What stands beside the fields; counts while draft->fields is NULL. */
static void read_others(fr_draft *draft, const xmlNode *root, counts *n)
{
	bool fill = draft->fields != NULL;
	for (const xmlNode *node = root->children; node && !draft->failed; node = node->next) {
		if (fr_draft_is(node, "choices")) {
			if (fill)
				read_choices(draft, draft->list_nodes[n->lists] = node, &draft->lists[n->lists]);
			n->lists++;
		} else if (fr_draft_is(node, "constraint")) {
			if (fill) {
				fr_constraint *constraint = (fr_constraint *)&draft->form->constraints[n->constraints];
				read_constraint(draft, node, constraint);
				draft->rules[n->rules] = (fr_draft_rule){constraint, node, -1, false};
			}
			n->rules++, n->constraints++;
		} else if (fr_draft_is(node, "score")) {
			if (fill)
				read_score(draft, draft->score_nodes[n->scores] = node, &draft->scores[n->scores]);
			n->scores++;
		} else if (fr_draft_is(node, "deadline")) {
			if (fill)
				read_deadline(draft, draft->deadline_nodes[n->deadlines] = node, &draft->deadlines[n->deadlines]);
			n->deadlines++;
		} else if (fr_draft_is(node, "link")) {
			if (fill) {
				draft->link_nodes[n->links] = node;
				draft->links[n->links] = (fr_link){0, fr_draft_attr(draft, node, "form"), fr_draft_attr(draft, node, "to"),
					read_level(draft, node), fr_draft_words(draft, node, "message")};
			}
			n->links++;
		} else if (fr_draft_is(node, "deny")) {
			size_t rules = read_deny(draft, node, fill ? draft->deny + n->deny : NULL);
			if (!rules && fill)
				fr_draft_say(draft, FR_LEVEL_ERROR, FR_LINT_DENY_EMPTY, node, NULL, fr_str_of(NULL, 0), fr_str_of(NULL, 0));
			n->deny += rules;
		} else if (fill && fr_draft_is(node, "key"))
			only_once(draft, node, &draft->key);
		else if (fill && fr_draft_is(node, "keep"))
			only_once(draft, node, &draft->keep);
		else if (fill && fr_draft_is(node, "use"))
			only_once(draft, node, &draft->use);
		else if (fill && fr_draft_is(node, "report"))
			fr_draft_say(draft, FR_LEVEL_INFO, FR_LINT_RESERVED, node, NULL, fr_str_from((const char *)node->name),
				fr_str_of(NULL, 0));
	}
}

static void allocate(fr_draft *draft, const counts *n)
{
	fr_form *form = draft->form;
	draft->group_nodes = FR_DRAFT_ARRAY(draft, const xmlNode *, n->groups);
	draft->groups = FR_DRAFT_ARRAY(draft, fr_group, n->groups);
	draft->group_relevant = FR_DRAFT_ARRAY(draft, const fr_expr *, n->groups);
	draft->field_nodes = FR_DRAFT_ARRAY(draft, const xmlNode *, n->fields);
	draft->list_nodes = FR_DRAFT_ARRAY(draft, const xmlNode *, n->lists);
	draft->lists = FR_DRAFT_ARRAY(draft, fr_choices, n->lists);
	draft->list_used = FR_DRAFT_ARRAY(draft, bool, n->lists);
	draft->repeat_nodes = FR_DRAFT_ARRAY(draft, const xmlNode *, n->repeats);
	draft->repeats = FR_DRAFT_ARRAY(draft, fr_repeat, n->repeats);
	draft->score_nodes = FR_DRAFT_ARRAY(draft, const xmlNode *, n->scores);
	draft->scores = FR_DRAFT_ARRAY(draft, fr_score, n->scores);
	draft->deadline_nodes = FR_DRAFT_ARRAY(draft, const xmlNode *, n->deadlines);
	draft->deadlines = FR_DRAFT_ARRAY(draft, fr_deadline, n->deadlines);
	draft->link_nodes = FR_DRAFT_ARRAY(draft, const xmlNode *, n->links);
	draft->links = FR_DRAFT_ARRAY(draft, fr_link, n->links);
	draft->deny = FR_DRAFT_ARRAY(draft, fr_deny, n->deny);
	draft->rules = FR_DRAFT_ARRAY(draft, fr_draft_rule, n->rules);
	draft->rule_count = n->rules;
	form->constraints = FR_DRAFT_ARRAY(draft, fr_constraint, n->constraints);
	if (!draft->failed)
		draft->fields = FR_DRAFT_ARRAY(draft, fr_field, n->fields);
	form->fields = draft->fields, form->groups = draft->groups, form->lists = draft->lists, form->repeats = draft->repeats;
	form->scores = draft->scores, form->deadlines = draft->deadlines, form->links = draft->links, form->deny = draft->deny;
}

void fr_draft_read(fr_draft *draft, const xmlNode *root)
{
	fr_form *form = draft->form;
	form->lang = fr_definition_lang(&form->arena, root);
	form->id = fr_draft_attr(draft, root, "id");
	form->version = fr_draft_attr(draft, root, "version");
	form->path = fr_arena_str(&form->arena, fr_str_from(draft->definition->path ? draft->definition->path : ""));
	draft->failed = draft->failed || !form->lang.p || !form->path.p;
	form->title = fr_draft_words(draft, root, "title");
	form->description = fr_draft_words(draft, root, "description");
	counts n = {0};
	read_body(draft, root, -1, -1, &n);
	read_others(draft, root, &n);
	if (n.fields > FORM_FIELDS_MOST || n.groups > FORM_FIELDS_MOST || n.lists > FORM_FIELDS_MOST ||
		n.scores + n.deadlines + n.repeats > FORM_FIELDS_MOST) {
		fr_draft_say(draft, FR_LEVEL_ERROR, FR_DEF_MANY, root, NULL, FR_STR(FR_DIGITS(FORM_FIELDS_MOST)), fr_str_of(NULL, 0));
		return;
	}
	if (n.fields == 0) {
		fr_draft_say(draft, FR_LEVEL_ERROR, FR_LINT_NO_FIELDS, root, NULL, fr_str_of(NULL, 0), fr_str_of(NULL, 0));
		return;
	}
	allocate(draft, &n);
	n = (counts){0};
	if (!draft->failed)
		read_body(draft, root, -1, -1, &n);
	/* fr_form_free looks at the patterns of as many fields as were read. */
	form->field_count = draft->fields ? n.fields : 0;
	if (!draft->failed)
		read_others(draft, root, &n);
	form->group_count = n.groups, form->list_count = n.lists, form->repeat_count = n.repeats, form->constraint_count = n.constraints;
	form->score_count = n.scores, form->deadline_count = n.deadlines, form->link_count = n.links, form->deny_count = n.deny;
}
