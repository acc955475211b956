/* OpenFormula: an expression as a formula that a spreadsheet computes by itself.
 * Stage: outputs. In: a checked tree, where fields stand. Out: formula text (ODF 1.3, part 4), or what cannot travel.
 *
 * A sheet knows neither NaN nor XPath's comparisons. Not-a-number becomes an error value, caught by IFERROR at each comparison; text is compared by EXACT, since "=" ignores case;
 * a cell's content is brought to the kind its field has. Dates are serial days; as numbers they are days since 1970-01-01 UTC in China's zone, as the engine has them. */
#include "expr/openformula.h"

#include <math.h>

#define FORMULA_MOST ((size_t)8 << 10) /* longer ones are refused by other programs */

void of_put(of_writer *w, const char *text) { fr_buf_puts(w->out, text); }

void of_refuse(of_writer *w, fr_str what)
{
	if (!w->refused.p)
		w->refused = what;
}

void of_literal(of_writer *w, fr_str text)
{
	fr_buf_byte(w->out, '"');
	for (size_t i = 0; i < text.n; i++) {
		if (text.p[i] == '"')
			fr_buf_byte(w->out, '"');
		fr_buf_byte(w->out, text.p[i]);
	}
	fr_buf_byte(w->out, '"');
}

void of_number(of_writer *w, double x)
{
	char text[400];
	if (!isfinite(x)) {
		of_put(w, "NA()");
		return;
	}
	size_t n = fr_number_write(x, text);
	fr_buf_puts(w->out, x < 0 ? "(" : "");
	fr_buf_add(w->out, text, n);
	fr_buf_puts(w->out, x < 0 ? ")" : "");
}

bool of_is_field(const fr_node *node) { return node->kind == FR_NODE_FIELD || node->kind == FR_NODE_SELF; }

fr_type of_field_type(const of_writer *w, const fr_node *node)
{
	if (node->kind == FR_NODE_FIELD && w->cells->type_of)
		return w->cells->type_of(w->cells->self, node->symbol.slot);
	return node->symbol.type;
}

static of_kind field_kind(const of_writer *w, const fr_node *node)
{
	switch (of_field_type(w, node)) {
	case FR_TYPE_INTEGER:
	case FR_TYPE_DECIMAL:
	case FR_TYPE_RANGE: return OF_NUMBER;
	case FR_TYPE_BOOLEAN: return OF_BOOL;
	case FR_TYPE_DATE:
	case FR_TYPE_DATETIME: return OF_DATE;
	case FR_TYPE_SELECT_ONE:
	case FR_TYPE_SELECT_MULTIPLE: return w->cells->label_for ? OF_CHOICE : OF_TEXT;
	case FR_TYPE_CALCULATE:
	case FR_TYPE_TIME: return OF_ANY;
	default: return OF_TEXT;
	}
}

of_kind of_kind_of(const of_writer *w, const fr_node *node)
{
	switch (node->kind) {
	case FR_NODE_NUMBER:
	case FR_NODE_UNARY: return OF_NUMBER;
	case FR_NODE_STRING: return OF_TEXT;
	case FR_NODE_BINARY: return node->op <= FR_OP_GE ? OF_BOOL : OF_NUMBER;
	case FR_NODE_CALL: return of_call_kind(w, node);
	default: return field_kind(w, node);
	}
}

void of_cell(of_writer *w, const fr_node *node)
{
	if (node->kind == FR_NODE_FIELD && node->symbol.repeated) {
		of_refuse(w, node->text);
		return;
	}
	size_t before = w->out->n;
	bool ok = node->kind == FR_NODE_SELF ? w->cells->self_reference && w->cells->self_reference(w->cells->self, w->out)
					     : w->cells->reference && w->cells->reference(w->cells->self, node->symbol.slot, w->out);
	if (!ok || w->out->n == before)
		of_refuse(w, node->kind == FR_NODE_SELF ? FR_STR(".") : node->text);
}

/* ---- fields as what their type says ---- */

static void field(of_writer *w, const fr_node *node, of_kind kind)
{
	switch (kind) {
	case OF_NUMBER: /* an empty cell must not be 0 */
		of_put(w, "VALUE(");
		of_cell(w, node);
		of_put(w, "&\"\")");
		break;
	case OF_DATE:
		of_put(w, "IF(ISNUMBER(");
		of_cell(w, node);
		of_put(w, ");");
		of_cell(w, node);
		of_put(w, ";NA())");
		break;
	case OF_BOOL:
		of_put(w, "OR(");
		static const char *const yes[] = {"=\"是\";", "=\"yes\";", "=\"true\";", "=1)"};
		for (size_t i = 0; i < sizeof yes / sizeof *yes; i++) {
			of_cell(w, node);
			of_put(w, yes[i]);
		}
		break;
	case OF_TEXT:
		of_cell(w, node);
		of_put(w, "&\"\"");
		break;
	default: of_cell(w, node);
	}
}

static const char *const symbols[] = {NULL, NULL, "=", "<>", "<", "<=", ">", ">=", "+", "-", "*", "/"};

bool of_choice_literal(of_writer *w, const fr_node *of, const fr_node *literal)
{
	if (!of_is_field(of) || literal->kind != FR_NODE_STRING || !of->symbol.list || !w->cells->label_for)
		return false;
	of_literal(w, literal->text.n ? w->cells->label_for(w->cells->self, of->symbol.list, literal->text) : literal->text);
	return true;
}

static bool is_empty_literal(const fr_node *node) { return node->kind == FR_NODE_STRING && node->text.n == 0; }

static bool date_literal(const fr_node *node, fr_stamp *stamp)
{
	return node->kind == FR_NODE_STRING && fr_text_moment(node->text, 480, stamp);
}

/* Never an error. */
static bool is_sure(const fr_node *node)
{
	if (node->kind == FR_NODE_NUMBER)
		return true;
	return node->kind == FR_NODE_CALL &&
	       (node->function == FR_FN_STRING_LENGTH || node->function == FR_FN_COUNT_SELECTED || node->function == FR_FN_COUNT_NON_EMPTY);
}

/* The field whose emptiness leaves the value empty: two such are equal, where two that are no numbers are not. NULL when there is none. */
static const fr_node *blank_field(const of_writer *w, const fr_node *node)
{
	for (int depth = 0; depth < 3 && node->kind == FR_NODE_CALL && node->n; depth++) {
		if (node->function != FR_FN_DATE && node->function != FR_FN_DATE_TIME && node->function != FR_FN_FORMAT_DATE &&
			node->function != FR_FN_FORMAT_DATE_TIME)
			return NULL;
		node = node->a[0];
	}
	if (!of_is_field(node))
		return NULL;
	of_kind kind = of_kind_of(w, node);
	return kind == OF_NUMBER || kind == OF_DATE ? node : NULL;
}

static void numeric(of_writer *w, const fr_node *a, const fr_node *b, fr_op op, of_kind kind)
{
	bool sure = is_sure(a) && is_sure(b);
	const fr_node *x = blank_field(w, a), *y = blank_field(w, b);
	bool blanks = x && y && (op == FR_OP_EQ || op == FR_OP_NE);
	if (blanks) {
		of_put(w, "IF(AND(");
		of_cell(w, x);
		of_put(w, "=\"\";");
		of_cell(w, y);
		of_put(w, op == FR_OP_EQ ? "=\"\");TRUE();" : "=\"\");FALSE();");
	}
	of_put(w, sure ? "(" : "IFERROR(");
	of_as(w, a, kind);
	of_put(w, symbols[op]);
	of_as(w, b, kind);
	of_put(w, sure ? ")" : op == FR_OP_NE ? ";TRUE())" : ";FALSE())");
	of_put(w, blanks ? ")" : "");
}

static void exact(of_writer *w, const fr_node *a, const fr_node *b, fr_op op)
{
	of_put(w, op == FR_OP_NE ? "NOT(EXACT(" : "EXACT(");
	for (int i = 0; i < 2; i++) {
		const fr_node *x = i ? b : a, *other = i ? a : b;
		if (i)
			of_put(w, ";");
		if (of_is_field(x))
			of_cell(w, x);
		else if (of_kind_of(w, other) == OF_CHOICE && x->kind == FR_NODE_STRING) {
			if (!of_choice_literal(w, other, x))
				of_refuse(w, x->text);
		} else
			of_as(w, x, OF_TEXT);
	}
	of_put(w, op == FR_OP_NE ? "))" : ")");
}

/* A field against '' asks whether anything was written. */
static bool emptiness(of_writer *w, const fr_node *a, const fr_node *b, fr_op op)
{
	const fr_node *x = is_empty_literal(b) ? a : is_empty_literal(a) ? b : NULL;
	if (!x || !of_is_field(x) || (op != FR_OP_EQ && op != FR_OP_NE))
		return false;
	of_put(w, "(");
	of_cell(w, x);
	of_put(w, op == FR_OP_EQ ? "=\"\")" : "<>\"\")");
	return true;
}

static void compare(of_writer *w, const fr_node *node)
{
	const fr_node *a = node->a[0], *b = node->a[1];
	of_kind x = of_kind_of(w, a), y = of_kind_of(w, b);
	bool equality = node->op == FR_OP_EQ || node->op == FR_OP_NE;
	fr_stamp stamp;
	if (equality && (x == OF_BOOL || y == OF_BOOL)) {
		of_put(w, "(");
		of_as(w, a, OF_BOOL);
		of_put(w, symbols[node->op]);
		of_as(w, b, OF_BOOL);
		of_put(w, ")");
	} else if (emptiness(w, a, b, node->op))
		return;
	else if (x == OF_DATE || y == OF_DATE) {
		bool dates = (x == OF_DATE || date_literal(a, &stamp)) && (y == OF_DATE || date_literal(b, &stamp));
		if (!dates && (x == OF_TEXT || y == OF_TEXT || x == OF_ANY || y == OF_ANY))
			of_refuse(w, FR_STR("date"));
		numeric(w, a, b, node->op, dates ? OF_DATE : OF_NUMBER);
	} else if (!equality || x == OF_NUMBER || y == OF_NUMBER)
		numeric(w, a, b, node->op, OF_NUMBER);
	else if (x == OF_ANY && y == OF_ANY) {
		of_put(w, "IF(AND(ISNUMBER(");
		of_cell(w, a);
		of_put(w, ");ISNUMBER(");
		of_cell(w, b);
		of_put(w, "));");
		of_cell(w, a);
		of_put(w, symbols[node->op]);
		of_cell(w, b);
		of_put(w, ";");
		exact(w, a, b, node->op);
		of_put(w, ")");
	} else
		exact(w, a, b, node->op);
}

static void binary(of_writer *w, const fr_node *node)
{
	const fr_node *a = node->a[0], *b = node->a[1];
	if (node->op == FR_OP_AND || node->op == FR_OP_OR) {
		of_put(w, node->op == FR_OP_AND ? "AND(" : "OR(");
		of_as(w, a, OF_BOOL);
		of_put(w, ";");
		of_as(w, b, OF_BOOL);
		of_put(w, ")");
	} else if (node->op <= FR_OP_GE)
		compare(w, node);
	else if (node->op == FR_OP_MOD) { /* the sign of the dividend, where MOD takes the divisor's */
		of_put(w, "(");
		of_as(w, a, OF_NUMBER);
		of_put(w, "-");
		of_as(w, b, OF_NUMBER);
		of_put(w, "*TRUNC(");
		of_as(w, a, OF_NUMBER);
		of_put(w, "/");
		of_as(w, b, OF_NUMBER);
		of_put(w, "))");
	} else {
		bool days = node->op == FR_OP_SUB && of_kind_of(w, a) == OF_DATE && of_kind_of(w, b) == OF_DATE;
		of_put(w, days ? "(ROUND((" : "("); /* serial days hold too few digits for milliseconds: 10 minutes must be 10 minutes */
		of_as(w, a, days ? OF_DATE : OF_NUMBER);
		of_put(w, symbols[node->op]);
		of_as(w, b, days ? OF_DATE : OF_NUMBER);
		of_put(w, days ? ")*86400000;0)/86400000)" : ")");
	}
}

/* The node in its own kind. */
static void plain(of_writer *w, const fr_node *node)
{
	switch (node->kind) {
	case FR_NODE_NUMBER: of_number(w, node->number); break;
	case FR_NODE_STRING: of_literal(w, node->text); break;
	case FR_NODE_UNARY:
		of_put(w, "(-");
		of_as(w, node->a[0], OF_NUMBER);
		of_put(w, ")");
		break;
	case FR_NODE_BINARY: binary(w, node); break;
	case FR_NODE_CALL: of_call(w, node); break;
	default: field(w, node, of_kind_of(w, node));
	}
}

static void to_bool(of_writer *w, const fr_node *node, of_kind from)
{
	if (from == OF_NUMBER) {
		of_put(w, "IFERROR(");
		plain(w, node);
		of_put(w, "<>0;FALSE())");
	} else if (from == OF_DATE) {
		of_put(w, "ISNUMBER(");
		plain(w, node);
		of_put(w, ")");
	} else {
		of_put(w, "(");
		if (of_is_field(node))
			of_cell(w, node);
		else
			plain(w, node);
		of_put(w, "<>\"\")");
	}
}

/* A field that was left empty is neither true nor false where its value is shown or calculated with. */
static void unless_blank(of_writer *w, const fr_node *node, const char *blank)
{
	if (!of_is_field(node))
		return;
	of_put(w, "IF(");
	of_cell(w, node);
	of_put(w, "=\"\";");
	of_put(w, blank);
	of_put(w, ";");
}

static void to_number(of_writer *w, const fr_node *node, of_kind from)
{
	double x;
	fr_stamp stamp;
	if (node->kind == FR_NODE_STRING) {
		if (date_literal(node, &stamp))
			of_number(w, fr_stamp_number(stamp));
		else
			of_number(w, fr_number_read(fr_str_trim(node->text), false, &x) ? x : NAN);
	} else if (from == OF_BOOL) {
		unless_blank(w, node, "NA()");
		of_put(w, "IF(");
		plain(w, node);
		of_put(w, of_is_field(node) ? ";1;0))" : ";1;0)");
	} else if (from == OF_DATE) {
		of_put(w, "(");
		plain(w, node);
		of_put(w, "-25569-1/3)");
	} else if (of_is_field(node)) {
		/* VALUE takes the words of truth for 1 and 0 */
		static const char *const guard[] = {"IF(OR(", "=\"true\";", "=\"false\");NA();"};
		for (size_t i = 0; from == OF_TEXT && i < 3; i++) {
			of_put(w, guard[i]);
			if (i < 2)
				of_cell(w, node);
		}
		field(w, node, OF_NUMBER);
		of_put(w, from == OF_TEXT ? ")" : "");
	} else {
		of_put(w, "VALUE(");
		plain(w, node);
		of_put(w, "&\"\")");
	}
}

static void to_text(of_writer *w, const fr_node *node, of_kind from)
{
	if (from == OF_BOOL) {
		unless_blank(w, node, "\"\"");
		of_put(w, "IF(");
		plain(w, node);
		of_put(w, of_is_field(node) ? ";\"true\";\"false\"))" : ";\"true\";\"false\")");
	} else if (from == OF_DATE) {
		if (node->type != FR_STATIC_DATE)
			of_refuse(w, FR_STR("string(dateTime)"));
		of_put(w, "IFERROR(TEXT(");
		plain(w, node);
		of_put(w, ";\"YYYY-MM-DD\");\"\")");
	} else if (of_is_field(node)) /* an empty cell is empty text, not NaN */
		field(w, node, OF_TEXT);
	else {
		of_put(w, "IFERROR(");
		plain(w, node);
		of_put(w, "&\"\";\"NaN\")");
	}
}

static void to_date(of_writer *w, const fr_node *node)
{
	fr_stamp stamp;
	if (!date_literal(node, &stamp)) {
		of_refuse(w, FR_STR("date"));
		return;
	}
	of_number(w, fr_stamp_serial(stamp));
}

void of_as(of_writer *w, const fr_node *node, of_kind kind)
{
	if (w->refused.p || w->out->failed)
		return;
	if (w->out->n > FORMULA_MOST) {
		of_refuse(w, FR_STR("…"));
		return;
	}
	of_kind from = of_kind_of(w, node);
	if (from == OF_CHOICE && kind != OF_BOOL)
		of_refuse(w, node->text);
	else if (from == kind || kind == OF_ANY)
		plain(w, node);
	else if (kind == OF_BOOL)
		to_bool(w, node, from);
	else if (kind == OF_NUMBER)
		to_number(w, node, from);
	else if (kind == OF_TEXT)
		to_text(w, node, from);
	else
		to_date(w, node);
}

/* A number at the top must not show an error: what is none is an empty text. */
static void top(of_writer *w, const fr_node *node, int want)
{
	of_kind from = of_kind_of(w, node);
	of_kind kind = want == FR_STATIC_BOOLEAN  ? OF_BOOL
		       : want == FR_STATIC_NUMBER ? OF_NUMBER
		       : want == FR_STATIC_STRING ? OF_TEXT
						  : from;
	bool guard = kind == OF_NUMBER || kind == OF_DATE;
	bool blank = kind == OF_BOOL && want == FR_STATIC_ANY && of_is_field(node);
	if (blank)
		unless_blank(w, node, "\"\"");
	of_put(w, guard ? "IFERROR(" : "");
	of_as(w, node, kind);
	of_put(w, guard ? ";\"\")" : blank ? ")" : "");
}

bool fr_expr_openformula(const fr_expr *expr, const fr_cells *cells, int want, fr_buf *out, fr_expr_note *why)
{
	fr_buf text;
	fr_buf_init(&text, &out->allocator, FORMULA_MOST * 4);
	of_writer w = {.cells = cells, .out = &text};
	top(&w, expr->root, want);
	out->failed = out->failed || (text.failed && text.n <= FORMULA_MOST); /* memory refused, not a formula too long */
	if (!w.refused.p && (text.failed || text.n > FORMULA_MOST))
		of_refuse(&w, FR_STR("…"));
	if (!w.refused.p)
		fr_buf_str(out, fr_buf_view(&text));
	fr_buf_free(&text);
	if (w.refused.p && why)
		*why = (fr_expr_note){.level = FR_LEVEL_INFO,
			.code = FR_LINT_NO_TRAVEL,
			.at = expr->root->at,
			.width = expr->root->width,
			.args = {w.refused}};
	return !w.refused.p;
}
