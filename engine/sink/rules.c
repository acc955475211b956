/* Rules: the named expressions that judge a row, or the card.
 * Stage: outputs. In: faults of the plan. Out: begun, relevant_x, fault_x, why_x, errors, warnings, check, reasons. */
#include "sink/workbook.h"
#include "expr/ast.h"

#include <math.h>

/* Conditions below are true when something is wrong. x is the cell. */

static void wrong_type(const book_column *c, const char *x, fr_buf *out)
{
	switch (c->field->type) {
	case FR_TYPE_INTEGER: fr_buf_printf(out, "IFERROR(INT(VALUE(%s))<>VALUE(%s);TRUE())", x, x); return;
	case FR_TYPE_DATE:
	case FR_TYPE_DATETIME: fr_buf_printf(out, "IFERROR(OR(VALUE(%s)<1;VALUE(%s)>=2958466);TRUE())", x, x); return;
	case FR_TYPE_TIME: fr_buf_printf(out, "IFERROR(OR(VALUE(%s)<0;VALUE(%s)>=1);TRUE())", x, x); return;
	default: fr_buf_printf(out, "ISERROR(VALUE(%s))", x); return;
	}
}

/* Several choices: as many of the list are found between separators as there are separators and one. */
static void wrong_choices(const book *b, const book_column *c, const char *x, fr_buf *out)
{
	fr_buf list, text;
	fr_buf_init(&list, &b->allocator, 4096);
	fr_buf_init(&text, &b->allocator, 65536);
	formula_list(b, c->field->choices, &list);
	fr_buf_printf(&text,
		"SUBSTITUTE(SUBSTITUTE(SUBSTITUTE(SUBSTITUTE(SUBSTITUTE(TRIM(%s);\"、\";\";\");\",\";\";\");\",\";\";\");\";\";\";\");\" "
		"\";\";\")",
		x);
	const char *t = fr_buf_z(&text), *l = fr_buf_z(&list);
	fr_buf_printf(out, "SUMPRODUCT((%s<>\"\")*ISNUMBER(FIND(\";\"&%s&\";\";\";\"&%s&\";\")))<>LEN(%s)-LEN(SUBSTITUTE(%s;\";\";\"\"))+1",
		l, l, t, t, t);
	out->failed |= list.failed || text.failed;
	fr_buf_free(&list);
	fr_buf_free(&text);
}

static void wrong_choice(const book *b, const book_column *c, const char *x, fr_buf *out)
{
	if (c->field->type == FR_TYPE_SELECT_MULTIPLE) {
		wrong_choices(b, c, x, out);
		return;
	}
	if (c->field->type == FR_TYPE_BOOLEAN)
		fr_buf_printf(out, "AND(NOT(ISLOGICAL(%s));", x);
	fr_buf_puts(out, "SUMPRODUCT(--(");
	formula_list(b, c->field->type == FR_TYPE_BOOLEAN ? NULL : c->field->choices, out);
	fr_buf_printf(out, "=TRIM(%s)&\"\"))=0%s", x, c->field->type == FR_TYPE_BOOLEAN ? ")" : "");
}

static void out_of_range(const fr_field *f, const char *x, fr_buf *out)
{
	fr_buf_puts(out, "OR(FALSE()");
	if (!isnan(f->start)) {
		fr_buf_printf(out, ";VALUE(%s)<", x);
		formula_number(out, f->start);
	}
	if (!isnan(f->end)) {
		fr_buf_printf(out, ";VALUE(%s)>", x);
		formula_number(out, f->end);
	}
	fr_buf_byte(out, ')');
}

static void between_steps(const fr_field *f, const char *x, fr_buf *out)
{
	fr_buf steps;
	fr_buf_init(&steps, &out->allocator, 4096);
	fr_buf_printf(&steps, "(VALUE(%s)-", x);
	formula_number(&steps, isnan(f->start) ? 0 : f->start);
	fr_buf_puts(&steps, ")/");
	formula_number(&steps, f->step);
	const char *s = fr_buf_z(&steps);
	fr_buf_printf(out, "ABS(%s-ROUND(%s;0))>0.000000001*MAX(1;ABS(%s))", s, s, s);
	out->failed |= steps.failed;
	fr_buf_free(&steps);
}

/* A clear value is told by what it lacks: no asterisk. What is more subtle is left to the engine. */
static void not_masked(const fr_field *f, const char *x, fr_buf *out)
{
	fr_buf_printf(out, "AND(ISERROR(FIND(\"*\";%s));ISERROR(FIND(\"＊\";%s))", x, x);
	if (f->identifier == FR_ID_NAME)
		fr_buf_printf(out, ";%s<>\"匿名\";NOT(AND(LEN(%s)=2;RIGHT(%s;1)=\".\"))", x, x, x);
	if (f->identifier == FR_ID_PHONE)
		fr_buf_printf(out, ";LEN(%s)>6;LEFT(%s;3)<>\"400\";LEFT(%s;3)<>\"800\"", x, x, x);
	fr_buf_byte(out, ')');
}

/* 0 unless a field the expression reads is wrong in itself: then nothing more is said about it. */
static void doubts(book_place p, const fr_expr *expr, fr_buf *out)
{
	const uint32_t *slots;
	size_t n = fr_expr_reads(expr, &slots);
	fr_buf_byte(out, '0');
	for (size_t i = 0; i < n; i++) {
		size_t at = slots[i] < p.book->form->slot_count ? p.book->of_slot[slots[i]] : BOOK_NONE;
		if (at == BOOK_NONE || p.book->columns[at].fault_count == 0)
			continue;
		fr_buf_byte(out, '+');
		formula_name(p, "doubt", &p.book->columns[at], out);
	}
}

static const book_fault *fault_of(const book_column *c, book_test test)
{
	for (size_t i = 0; i < c->fault_count; i++)
		if (c->faults[i].test == test)
			return &c->faults[i];
	return NULL;
}

/* More than 0 when a field the expression reads is empty and has to be filled in: that is the fault, and what follows from it is not said as well. */
static void lacks(book_place p, const fr_expr *expr, const book_column *self, fr_buf *out)
{
	const uint32_t *slots;
	size_t n = fr_expr_reads(expr, &slots);
	fr_buf_byte(out, '0');
	for (size_t i = 0; i < n; i++) {
		size_t at = slots[i] < p.book->form->slot_count ? p.book->of_slot[slots[i]] : BOOK_NONE;
		const book_column *c = at == BOOK_NONE ? NULL : &p.book->columns[at];
		if (!c || c == self || !fault_of(c, TEST_REQUIRED))
			continue;
		fr_buf_puts(out, "+IF(TRIM(");
		formula_cell(p, c, out);
		fr_buf_puts(out, ")=\"\";IF(AND(TRUE()");
		if (c->relevant) {
			fr_buf_byte(out, ';');
			formula_name(p, "relevant", c, out);
		}
		fr_buf_puts(out, ";IFERROR(");
		formula_expression(p, c->field->required.expr, c, FR_STATIC_BOOLEAN, out, NULL);
		fr_buf_puts(out, ";FALSE()));1;0);0)");
	}
}

static void broken(book_place p, const book_column *c, const fr_constraint *rule, fr_buf *out)
{
	bool own = false;
	for (size_t i = 0; i < c->field->constraint_count; i++)
		own |= &c->field->constraints[i] == rule;
	fr_buf_puts(out, "IF(");
	doubts(p, rule->test.expr, out);
	fr_buf_byte(out, '+');
	lacks(p, rule->test.expr, c, out);
	fr_buf_puts(out, ">0;FALSE();IFERROR(NOT(");
	formula_expression(p, rule->test.expr, own ? c : NULL, FR_STATIC_BOOLEAN, out, NULL);
	fr_buf_puts(out, ");FALSE()))");
}

static void excuse(book_place p, const book_column *c, const book_fault *fault, fr_buf *out)
{
	const book *b = p.book;
	fr_buf_puts(out, "AND(TRIM(");
	formula_cell(p, &b->columns[b->of_slot[fault->constraint->override_field]], out);
	fr_buf_puts(out, fault->test == TEST_EXCUSED ? ")<>\"\";" : ")=\"\";");
	broken(p, c, fault->constraint, out);
	fr_buf_byte(out, ')');
}

/* The row of the same key above this one; the card is looked for in all records. */
static void doubled(book_place p, fr_buf *out)
{
	const book *b = p.book;
	const char *sheet = fr_text("sheet.records", b->lang);
	fr_buf_puts(out, "SUMPRODUCT(1");
	for (size_t i = 0; i < b->form->key_count; i++) {
		const book_column *k = &b->columns[b->of_slot[b->form->key[i]]];
		fr_buf_printf(out, "*([$%s.$%s$%d:.$%s", sheet, k->letter, BOOK_FIRST_ROW, k->letter);
		if (p.card)
			fr_buf_printf(out, "$%zu]=", b->rows + BOOK_HEADER_ROW);
		else
			fr_buf_puts(out, "1]=");
		formula_cell(p, k, out);
		fr_buf_byte(out, ')');
	}
	fr_buf_printf(out, ")>%d", p.card ? 0 : 1);
}

static void portable_pattern(book_place p, const book_column *c, const char *x, fr_buf *out)
{
	fr_buf text;
	fr_buf_init(&text, &out->allocator, 4096);
	fr_buf_printf(&text, "ASC(TRIM(%s))", x);
	if (!formula_pattern(p.book, c->field->pattern_text, fr_buf_z(&text), out))
		fr_buf_puts(out, "FALSE()"); /* the guide says that it stays behind */
	out->failed |= text.failed;
	fr_buf_free(&text);
}

static void condition(book_place p, const book_column *c, const book_fault *fault, const char *x, fr_buf *out)
{
	switch (fault->test) {
	case TEST_TYPE:
		if (c->field->type == FR_TYPE_BOOLEAN)
			wrong_choice(p.book, c, x, out);
		else
			wrong_type(c, x, out);
		return;
	case TEST_CHOICE: wrong_choice(p.book, c, x, out); return;
	case TEST_RANGE: out_of_range(c->field, x, out); return;
	case TEST_STEP: between_steps(c->field, x, out); return;
	case TEST_LONGEST: fr_buf_printf(out, "LEN(%s)>%zu", x, c->field->max_length); return;
	case TEST_SHORTEST: fr_buf_printf(out, "LEN(%s)<%zu", x, c->field->min_length); return;
	case TEST_PATTERN:
		if (p.book->excel) {
			portable_pattern(p, c, x, out);
			return;
		}
		/* Where a program has no regular expressions the rule is silent, not wrong: its error is not #N/A. */
		fr_buf_printf(out, "ISNA(ORG.LIBREOFFICE.REGEX(ASC(TRIM(%s));", x);
		formula_text(out, FR_STR("\\A(?:"));
		fr_buf_byte(out, '&');
		formula_text(out, c->field->pattern_text);
		fr_buf_puts(out, "&\")\\z\"))");
		return;
	case TEST_MASKED: not_masked(c->field, x, out); return;
	case TEST_CONSTRAINT: broken(p, c, fault->constraint, out); return;
	case TEST_EXCUSED:
	case TEST_UNEXCUSED: excuse(p, c, fault, out); return;
	case TEST_UNIQUE: doubled(p, out); return;
	default: fr_buf_puts(out, "FALSE()"); return;
	}
}

static bool of_value(book_test test) { return test >= TEST_TYPE && test <= TEST_PATTERN; }

/* IF(wrong;number; for each fault of the kind asked for, then 0; how many were opened. */
static size_t tests(book_place p, const book_column *c, const char *x, bool value, fr_buf *f)
{
	size_t open = 0;
	for (size_t i = 0; i < c->fault_count; i++) {
		book_test test = c->faults[i].test;
		if (of_value(test) != value || test <= TEST_IRRELEVANT)
			continue;
		fr_buf_puts(f, "IF(");
		condition(p, c, &c->faults[i], x, f);
		fr_buf_printf(f, ";%d;", c->faults[i].number);
		open++;
	}
	fr_buf_byte(f, '0');
	return open;
}

/* What is wrong with the value alone. */
static void write_doubt(book *b, book_place p, const book_column *c, const char *x)
{
	fr_buf f;
	fr_buf_init(&f, &b->allocator, 1 << 20);
	size_t open = 2;
	fr_buf_printf(&f, "IF(ISERROR(%s);1;IF(", x);
	if (c->relevant) {
		fr_buf_puts(&f, "OR(NOT(");
		formula_name(p, "relevant", c, &f);
		fr_buf_printf(&f, ");TRIM(%s)=\"\");0;", x);
	} else
		fr_buf_printf(&f, "TRIM(%s)=\"\";0;", x);
	open += tests(p, c, x, true, &f);
	while (open--)
		fr_buf_byte(&f, ')');
	book_name(b, p, "doubt", c, &f);
	fr_buf_free(&f);
}

static void when_empty(book_place p, const book_column *c, fr_buf *f)
{
	const book_fault *required = fault_of(c, TEST_REQUIRED);
	if (!required) {
		fr_buf_puts(f, "0;");
		return;
	}
	fr_buf_puts(f, "IF(NOT(");
	formula_begun(p, f);
	fr_buf_puts(f, ");0;IF(");
	doubts(p, c->field->required.expr, f);
	fr_buf_puts(f, ">0;0;IF(IFERROR(");
	formula_expression(p, c->field->required.expr, c, FR_STATIC_BOOLEAN, f, NULL);
	fr_buf_printf(f, ";FALSE());%d;0)));", required->number);
}

static void write_fault(book *b, book_place p, const book_column *c)
{
	fr_buf cell, f;
	fr_buf_init(&cell, &b->allocator, 4096);
	fr_buf_init(&f, &b->allocator, 1 << 20);
	formula_cell(p, c, &cell);
	const char *x = fr_buf_z(&cell);
	write_doubt(b, p, c, x);
	fr_buf_printf(&f, "IF(ISERROR(%s);1;", x);
	size_t open = 3;
	const book_fault *irrelevant = fault_of(c, TEST_IRRELEVANT);
	if (irrelevant) {
		fr_buf_puts(&f, "IF(NOT(");
		formula_name(p, "relevant", c, &f);
		fr_buf_printf(&f, ");IF(TRIM(%s)=\"\";0;IF(", x);
		lacks(p, c->field->relevant.expr, c, &f);
		fr_buf_printf(&f, ">0;0;%d));", irrelevant->number);
		open++;
	}
	fr_buf_printf(&f, "IF(TRIM(%s)=\"\";", x);
	when_empty(p, c, &f);
	fr_buf_puts(&f, "IF(");
	formula_name(p, "doubt", c, &f);
	fr_buf_puts(&f, ">0;");
	formula_name(p, "doubt", c, &f);
	fr_buf_byte(&f, ';');
	open += tests(p, c, x, false, &f);
	while (open--)
		fr_buf_byte(&f, ')');
	book_name(b, p, "fault", c, &f);
	fr_buf_free(&cell);
	fr_buf_free(&f);
}

static void choose(book_place p, const book_column *c, fr_level level, fr_buf *f)
{
	fr_buf_puts(f, level == FR_LEVEL_ERROR ? "CHOOSE(" : "CHOOSE(0-");
	formula_fault(p, c, f);
	for (size_t i = 0; i < c->fault_count; i++)
		if (c->faults[i].level == level) {
			fr_buf_byte(f, ';');
			formula_text(f, c->faults[i].message);
		}
	fr_buf_byte(f, ')');
}

static void write_why(book *b, book_place p, const book_column *c)
{
	fr_buf f;
	fr_buf_init(&f, &b->allocator, 1 << 20);
	fr_buf_puts(&f, "IF(");
	formula_fault(p, c, &f);
	fr_buf_puts(&f, "=0;\"\";");
	if (c->reminders) {
		fr_buf_puts(&f, "IF(");
		formula_fault(p, c, &f);
		fr_buf_puts(&f, "<0;");
		choose(p, c, FR_LEVEL_WARNING, &f);
		fr_buf_byte(&f, ';');
	}
	choose(p, c, FR_LEVEL_ERROR, &f);
	fr_buf_puts(&f, c->reminders ? "))" : ")");
	book_name(b, p, "why", c, &f);
	fr_buf_free(&f);
}

static bool is_input(const book_column *c) { return c->kind == BOOK_FIELD && !c->computed; }

/* A row has begun when people wrote something into it. */
static void write_begun(book *b, book_place p)
{
	fr_buf f;
	fr_buf_init(&f, &b->allocator, 1 << 20);
	fr_buf_puts(&f, "COUNTA(");
	bool any = false;
	for (size_t i = 0; i < b->count; i++) {
		if (!is_input(&b->columns[i]))
			continue;
		fr_buf_puts(&f, any ? ";" : "");
		any = true;
		formula_cell(p, &b->columns[i], &f);
	}
	fr_buf_puts(&f, any ? ")>0" : "\"\")>0");
	book_name(b, p, "begun", NULL, &f);
	fr_buf_free(&f);
}

static void write_counts(book *b, book_place p, const char *name, const char *test)
{
	fr_buf f;
	fr_buf_init(&f, &b->allocator, 1 << 16);
	if (b->faults_last >= b->faults_first) {
		char first[8], last[8];
		const char *row = p.card ? "$1" : "1", *sheet = fr_text("sheet.rules", b->lang);
		book_letter(b->faults_first, first);
		book_letter(b->faults_last, last);
		fr_buf_printf(&f, "COUNTIF([$%s.$%s%s:.$%s%s];\"%s\")", sheet, first, row, last, row, test);
	} else
		fr_buf_byte(&f, '0');
	book_name(b, p, name, NULL, &f);
	fr_buf_free(&f);
}

/* {0} of a word becomes a number worked out in the sheet. */
static void counted(const book *b, fr_buf *f, const char *word, const char *number)
{
	const char *text = fr_text(word, b->lang), *hole = strstr(text, "{0}");
	size_t before = hole ? (size_t)(hole - text) : strlen(text);
	formula_text(f, fr_str_of(text, before));
	if (hole) {
		fr_buf_printf(f, "&%s&", number);
		formula_text(f, fr_str_from(hole + 3));
	}
}

/* What is said of each field, joined; TEXTJOIN is not in every program. */
static void write_reasons(book *b, book_place p, fr_buf *f)
{
	fr_str join = book_word(b, "template.join");
	fr_buf_puts(f, "MID(\"\"");
	for (size_t i = 0; i < b->count; i++)
		if (is_input(&b->columns[i])) {
			fr_buf_puts(f, "&IF(");
			formula_fault(p, &b->columns[i], f);
			fr_buf_puts(f, "=0;\"\";");
			formula_text(f, join);
			fr_buf_byte(f, '&');
			formula_name(p, "why", &b->columns[i], f);
			fr_buf_byte(f, ')');
		}
	fr_buf_printf(f, ";%zu;32000)", fr_utf8_length(join) + 1);
	book_name(b, p, "reasons", NULL, f);
}

static void write_check(book *b)
{
	book_place p = {b, false, 0};
	fr_buf f;
	fr_buf_init(&f, &b->allocator, 1 << 20);
	fr_buf_puts(&f, "IF(NOT(");
	formula_begun(p, &f);
	fr_buf_puts(&f, ");\"\";IF(errors>0;");
	counted(b, &f, "template.count", "errors");
	fr_buf_puts(&f, ";IF(warnings>0;");
	formula_text(&f, book_word(b, "template.reminder"));
	fr_buf_puts(&f, ";\"✓\")))");
	book_name(b, p, "check", NULL, &f);
	fr_buf_clear(&f);
	write_reasons(b, p, &f);
	fr_buf_clear(&f);
	fr_buf_puts(&f, "IF(");
	formula_begun(p, &f);
	fr_buf_byte(&f, ';');
	formula_text(&f, b->form->version);
	fr_buf_puts(&f, ";\"\")");
	book_name(b, p, "version", NULL, &f);
	fr_buf_free(&f);
}

static void write_state(book *b)
{
	fr_buf f;
	fr_buf_init(&f, &b->allocator, 1 << 20);
	fr_buf_puts(&f, "IF(NOT(");
	formula_begun((book_place){b, true, 0}, &f);
	fr_buf_puts(&f, ");");
	formula_text(&f, book_word(b, "template.card.blank"));
	fr_buf_puts(&f, ";IF(card_errors>0;");
	counted(b, &f, "template.card.count", "card_errors");
	fr_buf_puts(&f, ";IF(card_warnings>0;");
	counted(b, &f, "template.card.reminders", "card_warnings");
	fr_buf_byte(&f, ';');
	formula_text(&f, book_word(b, "template.card.fine"));
	fr_buf_puts(&f, ")))");
	book_name(b, (book_place){b, true, 0}, "state", NULL, &f);
	fr_buf_free(&f);
}

static void write_relevance(book *b, book_place p, const book_column *c)
{
	fr_buf f;
	fr_buf_init(&f, &b->allocator, 1 << 20);
	fr_buf_puts(&f, "IFERROR(");
	formula_expression(p, c->field->relevant.expr, NULL, FR_STATIC_BOOLEAN, &f, NULL);
	fr_buf_puts(&f, ";TRUE())");
	book_name(b, p, "relevant", c, &f);
	fr_buf_free(&f);
}

bool book_write_rules(book *b)
{
	for (int card = 0; card < 2; card++) {
		book_place p = {b, card == 1, 0};
		write_begun(b, p);
		for (size_t i = 0; i < b->count; i++)
			if (b->columns[i].relevant)
				write_relevance(b, p, &b->columns[i]);
		for (size_t i = 0; i < b->count; i++)
			if (is_input(&b->columns[i])) {
				write_fault(b, p, &b->columns[i]);
				write_why(b, p, &b->columns[i]);
			}
		write_counts(b, p, "errors", ">0");
		write_counts(b, p, "warnings", "<0");
		book_write_scores(b, p);
	}
	write_check(b);
	write_state(b);
	return !b->failed;
}
