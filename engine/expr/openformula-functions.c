/* OpenFormula of the functions that can travel.
 * Stage: outputs. In: a call. Out: formula text in the function's own kind. */
#include "expr/openformula.h"

#include <math.h>

of_kind of_call_kind(const of_writer *w, const fr_node *node)
{
	switch (node->function) {
	case FR_FN_IF: {
		of_kind a = of_kind_of(w, node->a[1]), b = of_kind_of(w, node->a[2]);
		return a == b ? a : OF_ANY;
	}
	case FR_FN_COALESCE: {
		of_kind a = of_kind_of(w, node->a[0]), b = of_kind_of(w, node->a[1]);
		return a == b && a != OF_CHOICE ? a : OF_ANY;
	}
	case FR_FN_MIN:
	case FR_FN_MAX: return of_kind_of(w, node->a[0]) == OF_DATE ? OF_DATE : OF_NUMBER;
	default: break;
	}
	switch (fr_functions[node->function].result) {
	case FR_STATIC_BOOLEAN: return OF_BOOL;
	case FR_STATIC_NUMBER: return OF_NUMBER;
	case FR_STATIC_DATE:
	case FR_STATIC_DATETIME: return OF_DATE;
	default: return OF_TEXT;
	}
}

/* name( args as kind ; … ) */
static void simple(of_writer *w, const char *name, const fr_node *node, of_kind kind)
{
	of_put(w, name);
	of_put(w, "(");
	for (size_t i = 0; i < node->n; i++) {
		if (i)
			of_put(w, ";");
		of_as(w, node->a[i], kind);
	}
	of_put(w, ")");
}

static bool whole_literal(const fr_node *node, long *out)
{
	const fr_node *x = node->kind == FR_NODE_UNARY ? node->a[0] : node;
	if (x->kind != FR_NODE_NUMBER || fabs(x->number) > 30000)
		return false;
	*out = (long)trunc(x->number) * (x == node ? 1 : -1);
	return true;
}

static void middle(of_writer *w, const fr_node *text, long from, long length)
{
	of_put(w, "MID(");
	of_as(w, text, OF_TEXT);
	of_put(w, ";");
	of_number(w, (double)(from + 1));
	of_put(w, ";");
	of_number(w, (double)(length < 0 ? 0 : length));
	of_put(w, ")");
}

static void substr(of_writer *w, const fr_node *node)
{
	long from, to = 32000;
	if (!whole_literal(node->a[1], &from) || (node->n > 2 && !whole_literal(node->a[2], &to)) || (from < 0 && node->n > 2) || to < 0) {
		of_refuse(w, node->text);
		return;
	}
	if (from < 0) {
		of_put(w, "RIGHT(");
		of_as(w, node->a[0], OF_TEXT);
		fr_buf_printf(w->out, ";%ld)", -from);
	} else
		middle(w, node->a[0], from, to - from);
}

static void substring(of_writer *w, const fr_node *node)
{
	long from, length = 32000;
	if (!whole_literal(node->a[1], &from) || (node->n > 2 && !whole_literal(node->a[2], &length))) {
		of_refuse(w, node->text);
		return;
	}
	long to = from + length - 1;
	from = from < 1 ? 1 : from;
	middle(w, node->a[0], from - 1, to - from + 1);
}

/* Text with the separators of several choices brought to one. */
static void choices(of_writer *w, const fr_node *field)
{
	of_put(w, "SUBSTITUTE(SUBSTITUTE(");
	of_cell(w, field);
	of_put(w, ";\",\";\"、\");\";\";\"、\")");
}

static void selected(of_writer *w, const fr_node *node)
{
	const fr_node *field = node->a[0], *name = node->a[1];
	if (!of_is_field(field) || name->kind != FR_NODE_STRING || name->text.n == 0) {
		of_refuse(w, node->text);
		return;
	}
	bool labels = of_kind_of(w, field) == OF_CHOICE;
	of_put(w, "ISNUMBER(FIND(\"、\"&");
	if (!labels)
		of_literal(w, name->text);
	else if (!of_choice_literal(w, field, name))
		of_refuse(w, name->text);
	of_put(w, "&\"、\";\"、\"&");
	if (labels)
		choices(w, field);
	else {
		of_put(w, "SUBSTITUTE(");
		of_cell(w, field);
		of_put(w, ";\" \";\"、\")");
	}
	of_put(w, "&\"、\"))");
}

static void count_selected(of_writer *w, const fr_node *node)
{
	const fr_node *field = node->a[0];
	if (!of_is_field(field) || of_kind_of(w, field) != OF_CHOICE) {
		of_refuse(w, node->text);
		return;
	}
	of_put(w, "IF(");
	of_cell(w, field);
	of_put(w, "=\"\";0;LEN(");
	choices(w, field);
	of_put(w, ")-LEN(SUBSTITUTE(");
	choices(w, field);
	of_put(w, ";\"、\";\"\"))+1)");
}

static void around(of_writer *w, const fr_node *node, bool before)
{
	of_put(w, before ? "IFERROR(LEFT(" : "IFERROR(MID(");
	of_as(w, node->a[0], OF_TEXT);
	of_put(w, ";FIND(");
	of_as(w, node->a[1], OF_TEXT);
	of_put(w, ";");
	of_as(w, node->a[0], OF_TEXT);
	of_put(w, before ? ")-1" : ")+LEN(");
	if (!before) {
		of_as(w, node->a[1], OF_TEXT);
		of_put(w, ");32000");
	}
	of_put(w, ");\"\")");
}

/* Every text contains the empty one, which FIND does not find. */
static void contains(of_writer *w, const fr_node *node)
{
	bool literal = node->a[1]->kind == FR_NODE_STRING && node->a[1]->text.n > 0;
	if (!literal) {
		of_put(w, "OR(LEN(");
		of_as(w, node->a[1], OF_TEXT);
		of_put(w, ")=0;");
	}
	of_put(w, "ISNUMBER(FIND(");
	of_as(w, node->a[1], OF_TEXT);
	of_put(w, ";");
	of_as(w, node->a[0], OF_TEXT);
	of_put(w, literal ? "))" : ")))");
}

static void edge(of_writer *w, const fr_node *node, const char *side)
{
	of_put(w, "EXACT(");
	of_put(w, side);
	of_put(w, "(");
	of_as(w, node->a[0], OF_TEXT);
	of_put(w, ";LEN(");
	of_as(w, node->a[1], OF_TEXT);
	of_put(w, "));");
	of_as(w, node->a[1], OF_TEXT);
	of_put(w, ")");
}

static void joined(of_writer *w, const fr_node *node)
{
	if (node->n == 0)
		of_put(w, "\"\"");
	for (size_t i = 0; i < node->n; i++) {
		if (i)
			of_put(w, "&");
		of_as(w, node->a[i], OF_TEXT);
	}
}

/* Each blank argument left out: IF(c="";0;value) + … */
static void sum_of(of_writer *w, const fr_node *node, bool count)
{
	of_put(w, "(");
	for (size_t i = 0; i < node->n; i++) {
		const fr_node *a = node->a[i];
		if (i)
			of_put(w, "+");
		if (!of_is_field(a)) {
			if (count)
				of_put(w, "1");
			else
				of_as(w, a, OF_NUMBER);
			continue;
		}
		of_put(w, "IF(");
		of_cell(w, a);
		of_put(w, "=\"\";0;");
		if (count)
			of_put(w, "1");
		else
			of_as(w, a, OF_NUMBER);
		of_put(w, ")");
	}
	of_put(w, ")");
}

static void extreme(of_writer *w, const fr_node *node, const char *name)
{
	for (size_t i = 0; i < node->n; i++)
		if (!of_is_field(node->a[i]) || of_kind_of(w, node->a[i]) != of_kind_of(w, node->a[0]) ||
			(of_kind_of(w, node->a[0]) != OF_NUMBER && of_kind_of(w, node->a[0]) != OF_DATE)) {
			of_refuse(w, node->text);
			return;
		}
	of_put(w, "IF(COUNT(");
	for (int pass = 0; pass < 2; pass++) {
		for (size_t i = 0; i < node->n; i++) {
			if (i)
				of_put(w, ";");
			of_cell(w, node->a[i]);
		}
		if (pass == 0) {
			of_put(w, ")=0;NA();");
			of_put(w, name);
			of_put(w, "(");
		}
	}
	of_put(w, "))");
}

static void checklist(of_writer *w, const fr_node *node, bool weighted)
{
	long least, most;
	if (!whole_literal(node->a[0], &least) || !whole_literal(node->a[1], &most)) {
		of_refuse(w, node->text);
		return;
	}
	of_put(w, "AND(TRUE()");
	for (int bound = 0; bound < 2; bound++) {
		long limit = bound ? most : least;
		if (limit < 0)
			continue;
		of_put(w, ";(");
		for (size_t i = 2; i + weighted < node->n; i += 1 + (size_t)weighted) {
			if (i > 2)
				of_put(w, "+");
			of_put(w, "IF(");
			of_as(w, node->a[i], OF_BOOL);
			of_put(w, ";");
			if (weighted)
				of_as(w, node->a[i + 1], OF_NUMBER);
			else
				of_put(w, "1");
			of_put(w, ";0)");
		}
		fr_buf_printf(w->out, ")%s%ld", bound ? "<=" : ">=", limit);
	}
	of_put(w, ")");
}

/* A pattern of numbers as TEXT writes it; names of months and days differ between programs. */
static bool text_pattern(fr_str pattern, fr_buf *out)
{
	for (size_t i = 0; i < pattern.n; i++) {
		char c = pattern.p[i];
		if (c == '%') {
			static const struct {
				char letter;
				const char *code;
			} codes[] = {{'Y', "YYYY"}, {'y', "YY"}, {'m', "MM"}, {'n', "M"}, {'d', "DD"}, {'e', "D"}, {'H', "HH"}, {'M', "MM"},
				{'S', "SS"}};
			const char *code = NULL;
			for (size_t k = 0; i + 1 < pattern.n && k < sizeof codes / sizeof *codes; k++)
				if (codes[k].letter == pattern.p[i + 1])
					code = codes[k].code;
			/* A lone %M would be read as the month. */
			if (!code || (pattern.p[i + 1] == 'M' && (i == 0 || !memmem(pattern.p, i, "%H", 2))))
				return false;
			fr_buf_puts(out, code);
			i++;
		} else if (c == '-' || c == '/' || c == '.' || c == ':' || c == ' ')
			fr_buf_byte(out, c);
		else
			return false;
	}
	return true;
}

static void format_date(of_writer *w, const fr_node *node)
{
	fr_buf pattern;
	fr_buf_init(&pattern, &w->out->allocator, 1024);
	if (of_kind_of(w, node->a[0]) != OF_DATE || node->a[1]->kind != FR_NODE_STRING || node->a[1]->text.n == 0 ||
		!text_pattern(node->a[1]->text, &pattern))
		of_refuse(w, node->text);
	else {
		of_put(w, "IFERROR(TEXT(");
		of_as(w, node->a[0], OF_DATE);
		of_put(w, ";");
		of_literal(w, fr_buf_view(&pattern));
		of_put(w, ");\"\")");
	}
	fr_buf_free(&pattern);
}

static void date(of_writer *w, const fr_node *node)
{
	const fr_node *a = node->a[0];
	/* The day of a moment, as date(format-date(…, '%Y-%m-%d')) says it. */
	if (a->kind == FR_NODE_CALL && a->function == FR_FN_FORMAT_DATE && a->a[1]->kind == FR_NODE_STRING &&
		fr_str_is(a->a[1]->text, "%Y-%m-%d") && of_kind_of(w, a->a[0]) == OF_DATE) {
		of_put(w, "INT(");
		of_as(w, a->a[0], OF_DATE);
		of_put(w, ")");
	} else
		of_as(w, a, OF_DATE);
}

static void regex(of_writer *w, const fr_node *node)
{
	if (node->a[1]->kind != FR_NODE_STRING || w->cells->no_regex) {
		of_refuse(w, node->text);
		return;
	}
	of_put(w, "NOT(ISERROR(ORG.LIBREOFFICE.REGEX(");
	of_as(w, node->a[0], OF_TEXT);
	of_put(w, ";");
	of_literal(w, node->a[1]->text);
	of_put(w, ")))");
}

static void normalize_space(of_writer *w, const fr_node *node)
{
	of_put(w, "TRIM(SUBSTITUTE(SUBSTITUTE(SUBSTITUTE(");
	of_as(w, node->a[0], OF_TEXT);
	of_put(w, ";CHAR(10);\" \");CHAR(13);\" \");CHAR(9);\" \"))");
}

/* if() and coalesce(): both values in one kind where they have one, each as its cell has it otherwise. */
static void choose(of_writer *w, const fr_node *node)
{
	bool coalesce = node->function == FR_FN_COALESCE;
	const fr_node *a = node->a[coalesce ? 0 : 1], *b = node->a[coalesce ? 1 : 2];
	of_kind x = of_kind_of(w, a), y = of_kind_of(w, b);
	if (x == OF_CHOICE || y == OF_CHOICE || x == OF_DATE || y == OF_DATE || (x != y && (x == OF_BOOL || y == OF_BOOL))) {
		of_refuse(w, node->text);
		return;
	}
	of_put(w, "IF(");
	if (coalesce && of_is_field(a)) {
		of_cell(w, a);
		of_put(w, "<>\"\"");
	} else if (coalesce && x == OF_NUMBER) { /* 0 is a value, NaN is none */
		of_put(w, "ISNUMBER(");
		of_as(w, a, x);
		of_put(w, ")");
	} else if (coalesce && x == OF_BOOL)
		of_put(w, "TRUE()");
	else
		of_as(w, coalesce ? a : node->a[0], OF_BOOL);
	of_put(w, ";");
	of_as(w, a, x);
	of_put(w, ";");
	of_as(w, b, y);
	of_put(w, ")");
}

static bool text_call(of_writer *w, const fr_node *node)
{
	switch (node->function) {
	case FR_FN_CONCAT: joined(w, node); return true;
	case FR_FN_STRING: of_as(w, node->a[0], OF_TEXT); return true;
	case FR_FN_SUBSTR: substr(w, node); return true;
	case FR_FN_SUBSTRING: substring(w, node); return true;
	case FR_FN_SUBSTRING_BEFORE: around(w, node, true); return true;
	case FR_FN_SUBSTRING_AFTER: around(w, node, false); return true;
	case FR_FN_STRING_LENGTH: simple(w, "LEN", node, OF_TEXT); return true;
	case FR_FN_CONTAINS: contains(w, node); return true;
	case FR_FN_STARTS_WITH: edge(w, node, "LEFT"); return true;
	case FR_FN_ENDS_WITH: edge(w, node, "RIGHT"); return true;
	case FR_FN_NORMALIZE_SPACE: normalize_space(w, node); return true;
	case FR_FN_REGEX: regex(w, node); return true;
	case FR_FN_SELECTED: selected(w, node); return true;
	case FR_FN_COUNT_SELECTED: count_selected(w, node); return true;
	case FR_FN_CHOICE_LABEL:
	case FR_FN_CHOICE_NAME:
		if (!of_is_field(node->a[0]))
			return false;
		of_cell(w, node->a[0]);
		of_put(w, "&\"\"");
		return true;
	case FR_FN_COALESCE:
	case FR_FN_IF: choose(w, node); return true;
	case FR_FN_FORMAT_DATE:
	case FR_FN_FORMAT_DATE_TIME: format_date(w, node); return true;
	default: return false;
	}
}

static bool other_call(of_writer *w, const fr_node *node)
{
	switch (node->function) {
	case FR_FN_BOOLEAN: of_as(w, node->a[0], OF_BOOL); return true;
	case FR_FN_NOT: simple(w, "NOT", node, OF_BOOL); return true;
	case FR_FN_BOOLEAN_FROM_STRING:
		of_put(w, "OR(EXACT(");
		of_as(w, node->a[0], OF_TEXT);
		of_put(w, ";\"true\");EXACT(");
		of_as(w, node->a[0], OF_TEXT);
		of_put(w, ";\"1\"))");
		return true;
	case FR_FN_CHECKLIST: checklist(w, node, false); return true;
	case FR_FN_WEIGHTED_CHECKLIST: checklist(w, node, true); return true;
	case FR_FN_NUMBER: of_as(w, node->a[0], OF_NUMBER); return true;
	case FR_FN_ROUND:
		of_put(w, "ROUND(");
		of_as(w, node->a[0], OF_NUMBER);
		of_put(w, ";");
		if (node->n > 1)
			of_as(w, node->a[1], OF_NUMBER);
		else
			of_put(w, "0");
		of_put(w, ")");
		return true;
	case FR_FN_CEILING:
		of_put(w, "(-INT(-");
		of_as(w, node->a[0], OF_NUMBER);
		of_put(w, "))");
		return true;
	case FR_FN_EXP10:
		of_put(w, "POWER(10;");
		of_as(w, node->a[0], OF_NUMBER);
		of_put(w, ")");
		return true;
	case FR_FN_ATAN2:
		of_put(w, "ATAN2(");
		of_as(w, node->a[1], OF_NUMBER);
		of_put(w, ";");
		of_as(w, node->a[0], OF_NUMBER);
		of_put(w, ")");
		return true;
	case FR_FN_SUM: sum_of(w, node, false); return true;
	case FR_FN_COUNT_NON_EMPTY: sum_of(w, node, true); return true;
	case FR_FN_MEAN:
		of_put(w, "(");
		sum_of(w, node, false);
		of_put(w, "/");
		sum_of(w, node, true);
		of_put(w, ")");
		return true;
	case FR_FN_MIN: extreme(w, node, "MIN"); return true;
	case FR_FN_MAX: extreme(w, node, "MAX"); return true;
	case FR_FN_DATE:
	case FR_FN_DATE_TIME: date(w, node); return true;
	default: return false;
	}
}

/* Functions that a sheet has under another name with the same meaning. */
static bool same_call(of_writer *w, const fr_node *node)
{
	static const struct {
		int function;
		const char *name;
	} same[] = {{FR_FN_TRUE, "TRUE"}, {FR_FN_FALSE, "FALSE"}, {FR_FN_INT, "TRUNC"}, {FR_FN_FLOOR, "INT"}, {FR_FN_ABS, "ABS"},
		{FR_FN_POW, "POWER"}, {FR_FN_EXP, "EXP"}, {FR_FN_LOG, "LN"}, {FR_FN_LOG10, "LOG10"}, {FR_FN_SQRT, "SQRT"},
		{FR_FN_SIN, "SIN"}, {FR_FN_COS, "COS"}, {FR_FN_TAN, "TAN"}, {FR_FN_ASIN, "ASIN"}, {FR_FN_ACOS, "ACOS"},
		{FR_FN_ATAN, "ATAN"}, {FR_FN_PI, "PI"}, {FR_FN_TODAY, "TODAY"}, {FR_FN_NOW, "NOW"}};
	for (size_t i = 0; i < sizeof same / sizeof *same; i++)
		if (same[i].function == node->function) {
			simple(w, same[i].name, node, OF_NUMBER);
			return true;
		}
	return false;
}

void of_call(of_writer *w, const fr_node *node)
{
	if (node->n == 0 && fr_functions[node->function].most ==
				    1) /* string() and the like mean the field itself: written as string(.) where it must travel */
		of_refuse(w, node->text);
	else if (!text_call(w, node) && !other_call(w, node) && !same_call(w, node))
		of_refuse(w, node->text);
}
