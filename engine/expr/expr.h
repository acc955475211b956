/* Expressions: ODK XPath over one record.
 * Stage: rules. In: expression text and a scope of names; then values. Out: a compiled program; then a value.
 * Semantics: shared vocabulary of the ODK XForms specification; what is settled differently stands in schemas/README.md. */
#ifndef FR_EXPR_H
#define FR_EXPR_H

#include "calendar/calendar.h"
#include "diag/diag.h"
#include "value/value.h"

/* What a name means. */
typedef struct fr_symbol {
	uint32_t slot; /* index into fr_env.values */
	fr_type type;
	bool repeated; /* stands for a list (a field inside a repeat, or the repeat itself) */
	const void *list; /* the choice list, for choice-label(): opaque here */
	bool personal; /* holds personal data: no plain hash of it is made */
} fr_symbol;

/* Who knows the names of a form. find: true and *out when there is one; nearest: a known name close to it, empty when none. */
typedef struct fr_scope {
	const void *self;
	bool (*find)(const void *self, fr_str name, fr_symbol *out);
	fr_str (*nearest)(const void *self, fr_str name);
	/* Asked before find for a name written bare (state, not ${state}): attributes of choices in a choice_filter. NULL: none. */
	bool (*find_bare)(const void *self, fr_str name, fr_symbol *out);
	/* Of the field "." stands for, when it is one: its choices, and whether it holds personal data. */
	const void *self_list;
	bool self_personal;
} fr_scope;

/* Functions whose knowledge lives in higher layers. A NULL entry makes the function give empty. Results live in arena. */
typedef struct fr_host {
	const void *self;
	fr_str (*mask)(const void *self, fr_str value, fr_str kind, fr_str style, fr_arena *arena);
	bool (*is_masked)(const void *self, fr_str value, fr_str kind);
	bool (*is_phone)(const void *self, fr_str value);
	bool (*has_identifier)(const void *self, fr_str value);
	fr_str (*choice_label)(const void *self, const void *list, fr_str name);
	fr_value (*lookup)(const void *self, fr_str table, const fr_value *keys, size_t count, fr_str column, fr_arena *arena);
	/* The calendar an expression names; NULL there is none of that name. Without this entry only fr_env.calendar is known, as "cn". */
	const fr_days *(*calendar)(const void *self, fr_str name);
} fr_host;

/* Room for matching patterns, for who evaluates many times; used by one thread at a time. NULL when memory is refused. */
typedef struct fr_matcher fr_matcher;
fr_matcher *fr_matcher_new(const fr_allocator *allocator);
void fr_matcher_free(fr_matcher *matcher);

typedef struct fr_expr fr_expr;

/* Something wrong in an expression's text. at and width in characters. */
typedef struct fr_expr_note {
	fr_level level;
	int code;
	size_t at, width;
	fr_str args[FR_ERROR_ARGS];
	fr_str suggestion;
} fr_expr_note;
typedef struct fr_expr_notes {
	fr_expr_note items[16]; /* more are dropped */
	size_t count;
} fr_expr_notes;

/* Compiles text (valid UTF-8, at most 64 KiB, depth at most 200). has_self: "." may be used, and is of type self_type. Everything lives in arena. notes may be filled
 * with warnings on success (full-width punctuation, = on a date and a number, regex that should be pattern). FR_E_FORM, FR_E_MEMORY, FR_E_LIMIT. */
fr_status fr_expr_compile(
	fr_arena *arena, fr_str text, const fr_scope *scope, bool has_self, fr_type self_type, fr_expr **out, fr_expr_notes *notes);

/* Slots the expression reads, ascending without doubles; for ordering and cycles. */
size_t fr_expr_reads(const fr_expr *expr, const uint32_t **slots);
/* True when the value can never change with the record (true(), 1+1); then *out is it. now() and today() are not constant. */
bool fr_expr_constant(const fr_expr *expr, fr_value *out);
/* True when the value hangs on nothing but "." and the run's zone: comparisons of "." with constants. */
bool fr_expr_alone(const fr_expr *expr);
fr_str fr_expr_text(const fr_expr *expr);

typedef struct fr_env {
	const fr_value *values; /* by slot */
	size_t count;
	fr_value self;
	fr_stamp now; /* now(), and its offset is the run's zone */
	const fr_days *calendar; /* NULL: workday functions give empty */
	bool provisional; /* set when a calendar year was not announced */
	const fr_host *host; /* may be NULL */
	fr_matcher *matcher; /* NULL: regex() takes room from arena each time */
	fr_str lang; /* for format-date month names: "en" or "zh-CN" */
	fr_arena *arena; /* results live here */
	size_t steps; /* budget left, instructions and characters; 0: FR_E_LIMIT */
	bool refused; /* set when memory was refused on the way: the value is not to be used */
	uint64_t seed; /* random(), uuid(), once(): stated, so runs can be repeated */
} fr_env;
#define FR_EXPR_STEPS 1000000

/* FR_OK with *out; FR_E_LIMIT when the budget is used up; FR_E_MEMORY. Never fails on data: nonsense is NaN, empty or false as XPath says. */
fr_status fr_expr_eval(const fr_expr *expr, fr_env *env, fr_value *out);
/* XPath conversions of any value. */
bool fr_value_to_boolean(const fr_value *value);
double fr_value_to_number(const fr_value *value);
/* The same with dates in text taken in the run's zone. */
double fr_expr_number(const fr_value *value, const fr_env *env);
fr_str fr_value_to_string(const fr_value *value, fr_arena *arena);

/* The program, one instruction a line. */
void fr_expr_disassemble(const fr_expr *expr, fr_buf *out);

/* ---- OpenFormula (openformula.c) ---- */

/* How a slot is written in a formula: "[.C3]" for a cell reference. label_for: when cells hold labels of choices instead of names, gives the label a name is shown as (NULL: names). */
typedef struct fr_cells {
	const void *self;
	bool (*reference)(const void *self, uint32_t slot, fr_buf *out); /* false: no cell for it */
	bool (*self_reference)(const void *self, fr_buf *out);
	fr_str (*label_for)(const void *self, const void *list, fr_str name);
	fr_type (*type_of)(const void *self, uint32_t slot);
	bool no_regex; /* the program that reads it has no regular expressions: what needs one stays */
} fr_cells;

/* Appends the expression as OpenFormula (no leading "of:="), argument separator ;. want: FR_STATIC_BOOLEAN forces the XPath boolean() of the value and so on (ast.h). When it cannot travel: false and *why is the note
 * (code FR_LINT_NO_TRAVEL, args[0] the function or construct); what was appended is taken back. */
bool fr_expr_openformula(const fr_expr *expr, const fr_cells *cells, int want, fr_buf *out, fr_expr_note *why);

#endif
