/* Policy reading, linting and deciding.
 * Stage: definitions. In: policy XML that matches schemas/policy.rng. Out: a table whose rows never leave two answers open. */
#include "form/policy.h"

#include "form/draft.h"
#include "value/duration.h"

#define ROWS_MOST 2000 /* every pair of rows is compared */

static const fr_str nothing = {NULL, 0};

/* ---- reading ---- */

static size_t count_of(const xmlNode *root, const char *element)
{
	size_t n = 0;
	for (const xmlNode *node = NULL; (node = fr_draft_next(root, node, element));)
		n++;
	return n;
}

static int named(const fr_policy_column *columns, size_t count, fr_str name)
{
	for (size_t i = 0; i < count; i++)
		if (fr_str_eq(columns[i].name, name))
			return (int)i;
	return -1;
}

static const fr_policy_column *read_columns(fr_draft *draft, const xmlNode *root, const char *element, size_t *count)
{
	*count = count_of(root, element);
	fr_policy_column *columns = FR_DRAFT_ARRAY(draft, fr_policy_column, *count);
	size_t i = 0;
	for (const xmlNode *node = NULL; columns && (node = fr_draft_next(root, node, element)); i++) {
		fr_str type = fr_draft_attr(draft, node, "type");
		columns[i] = (fr_policy_column){.name = fr_draft_attr(draft, node, "name"),
			.label = fr_draft_words(draft, node, "label"),
			.type = fr_str_is(type, "duration") ? FR_POLICY_DURATION
				: fr_str_is(type, "number") ? FR_POLICY_NUMBER
							    : FR_POLICY_TEXT};
		if (named(columns, i, columns[i].name) >= 0)
			fr_draft_say(draft, FR_LEVEL_ERROR, FR_LINT_DUPLICATE_NAME, node, "name", columns[i].name, nothing);
	}
	if (!columns)
		*count = 0;
	return columns;
}

/* An element's text with single spaces. */
static fr_str content(fr_draft *draft, const xmlNode *node)
{
	xmlChar *raw = xmlNodeGetContent(node);
	fr_str text = fr_arena_str(&draft->form->arena, fr_str_trim(fr_str_from(raw ? (const char *)raw : "")));
	xmlFree(raw);
	draft->failed = draft->failed || !text.p;
	char *p = (char *)text.p;
	size_t n = 0;
	for (size_t i = 0; p && i < text.n; i++) {
		bool space = strchr(" \t\r\n", p[i]) != NULL;
		if (!space || (n && p[n - 1] != ' '))
			p[n++] = space ? ' ' : p[i];
	}
	return fr_str_of(text.p, p ? n : 0);
}

/* Which column or result an element is about; said with the nearest name when there is none. */
static int about(fr_draft *draft, const xmlNode *node, const char *attribute, const fr_policy_column *columns, size_t count)
{
	fr_str name = fr_draft_attr(draft, node, attribute);
	int at = named(columns, count, name);
	fr_nearest nearest = {.wanted = name};
	for (size_t i = 0; at < 0 && i < count; i++)
		fr_nearest_offer(&nearest, columns[i].name);
	if (at < 0)
		fr_draft_suggest(draft, FR_LEVEL_ERROR, FR_LINT_UNKNOWN_NAME, node, attribute, name, nearest.best);
	return at;
}

static void check_result(fr_draft *draft, const xmlNode *node, fr_policy_type type, fr_str text)
{
	fr_duration duration;
	double number;
	if (type == FR_POLICY_DURATION && (!fr_duration_read(text, true, &duration) || text.p[0] == '-'))
		fr_draft_say(draft, FR_LEVEL_ERROR, FR_LINT_DURATION, node, NULL, text, nothing);
	if (type == FR_POLICY_NUMBER && !fr_number_read(text, false, &number))
		fr_draft_say(draft, FR_LEVEL_ERROR, FR_DEF_VALUE_NUMBER, node, NULL, FR_STR("then"), text);
}

static void read_row(fr_draft *draft, const xmlNode *node, const fr_policy *policy, fr_policy_row *row)
{
	fr_str *when = FR_DRAFT_ARRAY(draft, fr_str, policy->column_count), *then = FR_DRAFT_ARRAY(draft, fr_str, policy->result_count);
	*row = (fr_policy_row){
		.id = fr_draft_attr(draft, node, "id"), .label = fr_draft_words(draft, node, "label"), .when = when, .then = then};
	for (const xmlNode *n = NULL; when && then && (n = fr_draft_next(node, n, "when"));) {
		int at = about(draft, n, "column", policy->columns, policy->column_count);
		if (at >= 0 && when[at].n)
			fr_draft_say(draft, FR_LEVEL_ERROR, FR_LINT_DUPLICATE_NAME, n, "column", policy->columns[at].name, nothing);
		else if (at >= 0) {
			when[at] = content(draft, n);
			row->given++;
		}
	}
	for (const xmlNode *n = NULL; when && then && (n = fr_draft_next(node, n, "then"));) {
		int at = about(draft, n, "result", policy->results, policy->result_count);
		if (at >= 0 && then[at].p)
			fr_draft_say(draft, FR_LEVEL_ERROR, FR_LINT_DUPLICATE_NAME, n, "result", policy->results[at].name, nothing);
		else if (at >= 0) {
			then[at] = content(draft, n);
			check_result(draft, n, policy->results[at].type, then[at]);
		}
	}
}

/* ---- ambiguity ---- */

/* The next of several values; false at the end. */
static bool next_word(fr_str *rest, fr_str *word)
{
	if (!rest->n)
		return false;
	const char *space = memchr(rest->p, ' ', rest->n);
	size_t n = space ? (size_t)(space - rest->p) : rest->n;
	*word = fr_str_of(rest->p, n);
	n += space != NULL;
	*rest = fr_str_of(rest->p + n, rest->n - n);
	return true;
}

static bool holds(fr_str words, fr_str wanted)
{
	for (fr_str word; next_word(&words, &word);)
		if (fr_str_eq(word, wanted))
			return true;
	return false;
}

static bool meet(fr_str a, fr_str b)
{
	for (fr_str word; next_word(&a, &word);)
		if (holds(b, word))
			return true;
	return false;
}

/* Whether one record may fit both, and neither is more specific. */
static bool both_decide(const fr_policy *policy, const fr_policy_row *a, const fr_policy_row *b)
{
	bool possible = a->given == b->given;
	for (size_t c = 0; possible && c < policy->column_count; c++)
		possible = !a->when[c].n || !b->when[c].n || meet(a->when[c], b->when[c]);
	return possible;
}

static void read_rows(fr_draft *draft, const xmlNode *root, fr_policy *policy)
{
	size_t count = count_of(root, "row"), i = 0;
	if (count > ROWS_MOST) {
		fr_draft_say(draft, FR_LEVEL_ERROR, FR_DEF_MANY, root, NULL, FR_STR(FR_DIGITS(ROWS_MOST)), nothing);
		return;
	}
	fr_policy_row *rows = FR_DRAFT_ARRAY(draft, fr_policy_row, count);
	for (const xmlNode *node = NULL; rows && !draft->failed && (node = fr_draft_next(root, node, "row")); i++) {
		read_row(draft, node, policy, &rows[i]);
		for (size_t k = 0; k < i && !draft->failed; k++) {
			if (fr_str_eq(rows[k].id, rows[i].id))
				fr_draft_say(draft, FR_LEVEL_ERROR, FR_LINT_DUPLICATE_RULE, node, "id", rows[i].id, nothing);
			else if (both_decide(policy, &rows[k], &rows[i]))
				fr_draft_say(draft, FR_LEVEL_ERROR, FR_LINT_POLICY_AMBIGUOUS, node, "id", rows[i].id, rows[k].id);
		}
	}
	policy->rows = rows;
	policy->row_count = rows ? i : 0;
}

/* ---- loading ---- */

static fr_status read_definition(fr_policy *policy, const fr_definition *definition, fr_lint *lint, fr_error *error)
{
	fr_draft draft = {.form = &policy->texts, .definition = definition, .lint = lint, .first = lint->count};
	const xmlNode *root = xmlDocGetRootElement(definition->document);
	policy->texts.lang = fr_definition_lang(&policy->texts.arena, root);
	draft.failed = !policy->texts.lang.p;
	policy->id = fr_draft_attr(&draft, root, "id");
	policy->version = fr_draft_attr(&draft, root, "version");
	policy->title = fr_draft_words(&draft, root, "title");
	policy->columns = read_columns(&draft, root, "column", &policy->column_count);
	policy->results = read_columns(&draft, root, "result", &policy->result_count);
	if (!draft.failed)
		read_rows(&draft, root, policy);
	if (draft.failed || lint->failed)
		return fr_fail(error, FR_E_MEMORY, FR_MEMORY, NULL);
	return fr_draft_wrong(&draft) ? fr_lint_fail(lint, error) : FR_OK;
}

static fr_status load(const fr_allocator *allocator, const fr_str *bytes, const char *path, fr_policy **out, fr_lint *lint, fr_error *error)
{
	*out = NULL;
	const fr_allocator *a = allocator && allocator->resize ? allocator : &fr_system_allocator;
	fr_lint *own = lint ? NULL : fr_lint_new(a);
	fr_policy *policy = fr_alloc(a, sizeof *policy);
	lint = lint ? lint : own;
	if (!lint || !policy) {
		fr_lint_free(own);
		fr_release(a, policy);
		return fr_fail(error, FR_E_MEMORY, FR_MEMORY, NULL);
	}
	*policy = (fr_policy){0};
	fr_arena_init(&policy->texts.arena, a, (size_t)64 << 20);
	fr_definition definition = {0};
	fr_status status = bytes ? fr_definition_parse(a, *bytes, path, FR_GRAMMAR_POLICY, &definition, lint, error)
				 : fr_definition_open(a, path, FR_GRAMMAR_POLICY, &definition, lint, error);
	if (status == FR_OK)
		status = read_definition(policy, &definition, lint, error);
	else if (status == FR_E_FORM)
		status = fr_lint_fail(lint, error);
	fr_definition_close(&definition);
	fr_lint_free(own);
	if (status == FR_OK)
		*out = policy;
	else
		fr_policy_free(policy);
	return status;
}

fr_status fr_policy_read(const fr_allocator *allocator, const char *path, fr_policy **out, fr_lint *lint, fr_error *error)
{
	return load(allocator, NULL, path, out, lint, error);
}

fr_status fr_policy_parse(const fr_allocator *allocator, fr_str bytes, const char *path, fr_policy **out, fr_lint *lint, fr_error *error)
{
	return load(allocator, &bytes, path, out, lint, error);
}

void fr_policy_free(fr_policy *policy)
{
	if (!policy)
		return;
	fr_allocator a = policy->texts.arena.allocator;
	fr_arena_free(&policy->texts.arena);
	fr_release(&a, policy);
}

/* ---- deciding ---- */

int fr_policy_column_named(const fr_policy *policy, fr_str name) { return named(policy->columns, policy->column_count, name); }
int fr_policy_result_named(const fr_policy *policy, fr_str name) { return named(policy->results, policy->result_count, name); }

const fr_policy_row *fr_policy_decide(const fr_policy *policy, const fr_str *values)
{
	const fr_policy_row *best = NULL;
	for (size_t i = 0; i < policy->row_count; i++) {
		const fr_policy_row *row = &policy->rows[i];
		bool fits = !best || row->given > best->given;
		for (size_t c = 0; fits && c < policy->column_count; c++)
			fits = !row->when[c].n || (values[c].n && holds(row->when[c], values[c]));
		if (fits)
			best = row;
	}
	return best;
}
