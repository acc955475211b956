/* Scores: computed values as formulas: calculate, scores, grades.
 * Stage: outputs. In: scores and calculated fields of the plan. Out: named expressions part1_x, value_x that agree with what the engine computes. */
#include "sink/workbook.h"
#include "value/duration.h"
#include "expr/ast.h"

#include <math.h>
#include <stdio.h>

/* What a part is when it is no number. */
#define MISSING "\"\""
#define NOT_APPLICABLE "\"-\""
#define DOUBTFUL "\"?\"" /* wrong in itself: there is no score then */

/* The row of 选项 on which a choice stands, whichever way it is spelled; 0 when none. */
static void choice_row(const book *b, const fr_choices *list, const char *x, fr_buf *f)
{
	fr_buf cells;
	fr_buf_init(&cells, &b->allocator, 4096);
	formula_list(b, list, &cells);
	const char *l = fr_buf_z(&cells);
	fr_buf_printf(f, "SUMPRODUCT(MAX((%s=TRIM(%s)&\"\")*ROW(%s)))", l, x, l);
	f->failed |= cells.failed;
	fr_buf_free(&cells);
}

static void choice_rating(const book *b, const fr_choices *list, const char *x, fr_buf *f)
{
	fr_buf row;
	fr_buf_init(&row, &b->allocator, 8192);
	choice_row(b, list, x, &row);
	const char *r = fr_buf_z(&row);
	size_t last = b->list_last[b->form->list_count];
	const char *sheet = fr_text("sheet.lists", b->lang);
	fr_buf_printf(f, "IF(%s=0;" MISSING ";INDEX([$%s.$A$1:.$A$%zu];%s)&\"\")", r, sheet, last, r);
	f->failed |= row.failed;
	fr_buf_free(&row);
}

/* What a field was rated: a number, or one of the above. */
static void rating(book_place p, const book_column *c, fr_buf *f)
{
	fr_buf cell;
	fr_buf_init(&cell, &p.book->allocator, 4096);
	formula_cell(p, c, &cell);
	const char *x = fr_buf_z(&cell);
	if (c->relevant) {
		fr_buf_puts(f, "IF(NOT(");
		formula_name(p, "relevant", c, f);
		fr_buf_puts(f, ");" NOT_APPLICABLE ";");
	}
	fr_buf_puts(f, "IF(");
	formula_name(p, "doubt", c, f);
	fr_buf_printf(f, ">0;" DOUBTFUL ";IF(TRIM(%s)=\"\";" MISSING ";", x);
	if (c->field->choices) { /* the list says a number, "-" or nothing */
		fr_buf list;
		fr_buf_init(&list, &p.book->allocator, 1 << 16);
		choice_rating(p.book, c->field->choices, x, &list);
		const char *l = fr_buf_z(&list);
		fr_buf_printf(f, "IFERROR(VALUE(%s);%s)", l, l);
		f->failed |= list.failed;
		fr_buf_free(&list);
	} else
		fr_buf_printf(f, "IFERROR(VALUE(%s);" MISSING ")", x);
	fr_buf_puts(f, c->relevant ? ")))" : "))");
	f->failed |= cell.failed;
	fr_buf_free(&cell);
}

static const book_column *part_column(const book *b, const fr_part *part)
{
	size_t at = part->field >= 0   ? b->of_slot[part->field]
		    : part->score >= 0 ? b->of_slot[b->form->scores[part->score].slot]
				       : BOOK_NONE;
	return at == BOOK_NONE ? NULL : &b->columns[at];
}

static void write_part(book *b, book_place p, const book_column *c, size_t k)
{
	const fr_part *part = &c->score->parts[k];
	const book_column *from = part_column(b, part);
	fr_buf raw, f;
	fr_buf_init(&raw, &b->allocator, 1 << 16);
	fr_buf_init(&f, &b->allocator, 1 << 20);
	char what[32];
	snprintf(what, sizeof what, "part%zu", k + 1);
	if (!from)
		fr_buf_puts(&raw, "\"\"");
	else if (part->score >= 0 || from->computed) {
		fr_buf cell;
		fr_buf_init(&cell, &b->allocator, 4096);
		formula_cell(p, from, &cell);
		fr_buf_printf(&raw, "IF(ISNUMBER(%s);%s;\"\")", fr_buf_z(&cell), fr_buf_z(&cell));
		fr_buf_free(&cell);
	} else
		rating(p, from, &raw);
	if (c->score->rescale && !isnan(part->min) && !isnan(part->max) && part->max != part->min) {
		const char *r = fr_buf_z(&raw);
		fr_buf_printf(&f, "IF(ISNUMBER(%s);(%s-", r, r);
		formula_number(&f, part->min);
		fr_buf_puts(&f, ")/");
		formula_number(&f, part->max - part->min);
		fr_buf_byte(&f, '*');
		formula_number(&f, c->score->max - c->score->min);
		fr_buf_byte(&f, '+');
		formula_number(&f, c->score->min);
		fr_buf_printf(&f, ";%s)", r);
	} else
		fr_buf_str(&f, fr_buf_view(&raw));
	b->failed |= raw.failed;
	book_name(b, p, what, c, &f);
	fr_buf_free(&raw);
	fr_buf_free(&f);
}

/* Sum over the parts of before, the cell of 规则 that holds the part, after and its weight. */
static void sum(book_place p, const book_column *c, const char *before, const char *after, bool weighted, fr_buf *f)
{
	const fr_score *s = c->score;
	fr_buf_puts(f, "(0");
	for (size_t k = 0; k < s->part_count; k++) {
		fr_buf_byte(f, '+');
		fr_buf_puts(f, before);
		formula_helper(p, c->helper + k, f);
		fr_buf_puts(f, after);
		if (weighted) {
			fr_buf_byte(f, '*');
			formula_number(f, s->parts[k].weight);
		}
	}
	fr_buf_byte(f, ')');
}

static void write_score(book *b, book_place p, const book_column *c)
{
	const fr_score *s = c->score;
	bool weighted = s->method != FR_METHOD_MEAN;
	const char *counts = s->missing == FR_MISSING_ZERO ? "<>" NOT_APPLICABLE ")" : ")";
	const char *counted = s->missing == FR_MISSING_ZERO ? "(" : "ISNUMBER(";
	for (size_t k = 0; k < s->part_count; k++)
		write_part(b, p, c, k);
	fr_buf f;
	fr_buf_init(&f, &b->allocator, 1 << 20);
	fr_buf_puts(&f, "IF(OR(NOT(");
	formula_begun(p, &f);
	fr_buf_puts(&f, ");");
	sum(p, c, "(", "=" DOUBTFUL ")", false, &f);
	fr_buf_puts(&f, ">0;");
	if (s->missing == FR_MISSING_INVALID) {
		sum(p, c, "(", "=" MISSING ")", false, &f);
		fr_buf_puts(&f, ">0;");
	}
	sum(p, c, counted, counts, weighted, &f);
	fr_buf_puts(&f, "=0);\"\";ROUND(");
	sum(p, c, "N(", ")", weighted, &f);
	if (s->method != FR_METHOD_SUM) {
		fr_buf_byte(&f, '/');
		sum(p, c, counted, counts, weighted, &f);
	}
	fr_buf_printf(&f, ";%d))", c->decimals);
	book_name(b, p, "value", c, &f);
	fr_buf_free(&f);
}

static fr_str grade_label(const book *b, const fr_score *s, fr_str name)
{
	for (size_t i = 0; i < s->grade_count; i++)
		if (fr_str_eq(s->grades[i].name, name))
			return book_label(b, &s->grades[i].label, name);
	return name;
}

static void write_grade(book *b, book_place p, const book_column *c)
{
	const fr_score *s = c->score;
	const book_column *points = &b->columns[b->of_slot[s->slot]];
	fr_buf f;
	fr_buf_init(&f, &b->allocator, 1 << 20);
	size_t open = 2;
	fr_buf_puts(&f, "IF(NOT(");
	formula_begun(p, &f);
	fr_buf_puts(&f, ");\"\";");
	for (size_t i = 0; i < s->veto_count; i++) {
		fr_buf_puts(&f, "IF(IFERROR(");
		formula_expression(p, s->vetoes[i].when.expr, NULL, FR_STATIC_BOOLEAN, &f, NULL);
		fr_buf_puts(&f, ";FALSE());");
		formula_text(&f, grade_label(b, s, s->vetoes[i].grade));
		fr_buf_byte(&f, ';');
		open++;
	}
	fr_buf_puts(&f, "IF(NOT(ISNUMBER(");
	formula_cell(p, points, &f);
	fr_buf_puts(&f, "));\"\";");
	for (size_t i = 0; i < s->grade_count; i++) {
		fr_buf_puts(&f, "IF(");
		formula_cell(p, points, &f);
		fr_buf_puts(&f, ">=");
		formula_number(&f, s->grades[i].from);
		fr_buf_byte(&f, ';');
		formula_text(&f, book_label(b, &s->grades[i].label, s->grades[i].name));
		fr_buf_byte(&f, ';');
		open++;
	}
	fr_buf_puts(&f, "\"\"");
	while (open--)
		fr_buf_byte(&f, ')');
	book_name(b, p, "value", c, &f);
	fr_buf_free(&f);
}

static void write_calculate(book *b, book_place p, const book_column *c)
{
	fr_buf f;
	fr_buf_init(&f, &b->allocator, 1 << 20);
	fr_buf_puts(&f, "IF(");
	if (c->relevant) {
		fr_buf_puts(&f, "AND(");
		formula_begun(p, &f);
		fr_buf_byte(&f, ';');
		formula_name(p, "relevant", c, &f);
		fr_buf_byte(&f, ')');
	} else
		formula_begun(p, &f);
	fr_buf_puts(&f, ";IFERROR(");
	formula_expression(p, c->field->calculate.expr, NULL, FR_STATIC_ANY, &f, NULL);
	fr_buf_puts(&f, ";\"\");\"\")");
	book_name(b, p, "value", c, &f);
	fr_buf_free(&f);
}

bool book_deadline_counts(const fr_form *form, const fr_deadline *deadline)
{
	fr_duration length;
	const uint32_t *slots;
	if (deadline->policy.n || !fr_duration_read(deadline->within, true, &length) || length.clock != FR_CLOCK_ELAPSED ||
		!deadline->from.expr || fr_expr_reads(deadline->from.expr, &slots) != 1 || slots[0] >= form->field_count)
		return false;
	/* The field itself, so that its type says whether it has a time of day. */
	fr_str text = fr_str_trim(fr_expr_text(deadline->from.expr)), name = form->fields[slots[0]].name;
	fr_type type = form->fields[slots[0]].type;
	return text.n == name.n + 3 && fr_str_eq(fr_str_of(text.p + 2, name.n), name) && (type == FR_TYPE_DATE || type == FR_TYPE_DATETIME);
}

/* The last moment in time, as the engine counts it: a day is due at its last second. */
static void write_deadline(book *b, book_place p, const book_column *c)
{
	const fr_deadline *d = c->deadline;
	fr_duration length;
	const uint32_t *slots;
	fr_buf f, from;
	fr_buf_init(&f, &b->allocator, 1 << 20);
	fr_buf_init(&from, &b->allocator, 1 << 20);
	fr_duration_read(d->within, true, &length);
	fr_expr_reads(d->from.expr, &slots);
	formula_expression(p, d->from.expr, NULL, FR_STATIC_ANY, &from, NULL);
	bool day = b->form->fields[slots[0]].type == FR_TYPE_DATE && length.days;
	fr_buf_puts(&f, "IF(AND(");
	formula_begun(p, &f);
	if (d->when.expr) {
		fr_buf_byte(&f, ';');
		formula_expression(p, d->when.expr, NULL, FR_STATIC_BOOLEAN, &f, NULL);
	}
	fr_buf_puts(&f, ";(");
	fr_buf_str(&f, fr_buf_view(&from));
	fr_buf_puts(&f, ")<>\"\");IFERROR(");
	if (length.months) {
		fr_buf_puts(&f, "EDATE(");
		fr_buf_str(&f, fr_buf_view(&from));
		fr_buf_printf(&f, ";%lld)+MOD(", (long long)length.months);
		fr_buf_str(&f, fr_buf_view(&from));
		fr_buf_puts(&f, ";1)");
	} else
		fr_buf_str(&f, fr_buf_view(&from));
	fr_buf_printf(&f, "+%lld/86400",
		(long long)(length.ms / 1000 + (day ? (d->include_last ? 86399 : -1) - (d->count_start && length.ms ? 86400 : 0) : 0)));
	fr_buf_puts(&f, ";\"\");\"\")");
	b->failed |= from.failed;
	book_name(b, p, "value", c, &f);
	fr_buf_free(&f);
	fr_buf_free(&from);
}

void book_write_scores(book *b, book_place p)
{
	for (size_t i = 0; i < b->count; i++) {
		const book_column *c = &b->columns[i];
		if (!c->live)
			continue;
		if (c->kind == BOOK_POINTS)
			write_score(b, p, c);
		else if (c->kind == BOOK_GRADE)
			write_grade(b, p, c);
		else if (c->kind == BOOK_DEADLINE)
			write_deadline(b, p, c);
		else if (c->kind == BOOK_FIELD)
			write_calculate(b, p, c);
	}
	if (p.card && b->file_name) {
		fr_buf f;
		fr_buf_init(&f, &b->allocator, 1 << 20);
		fr_buf_puts(&f, "IF(");
		formula_begun(p, &f);
		fr_buf_byte(&f, ';');
		formula_text(&f, book_word(b, "template.card.name"));
		fr_buf_puts(&f, "&IFERROR(");
		formula_expression(p, b->form->instance_name.expr, NULL, FR_STATIC_STRING, &f, NULL);
		fr_buf_puts(&f, ";\"\");\"\")");
		book_name(b, p, "file_name", NULL, &f);
		fr_buf_free(&f);
	}
}
