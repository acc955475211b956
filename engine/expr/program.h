/* Program: the parts of an expression that only expr/ sees.
 * Stage: rules. In: made by parse.c, check.c, compile.c. Out: run by machine.c. */
#ifndef FR_EXPR_PROGRAM_H
#define FR_EXPR_PROGRAM_H

#include "expr/ast.h"

#define FR_EXPR_TEXT_MOST ((size_t)64 << 10)
#define FR_EXPR_DEPTH 200 /* brackets and calls within each other */
#define FR_EXPR_HEIGHT 1000 /* of the tree: a chain of + is as tall as it is long */
#define FR_EXPR_ARGUMENTS 250
#define FR_EXPR_STACK 2000 /* values at once */
#define FR_EXPR_PATTERN_MOST 1000 /* bytes of a pattern */

/* OPCODE(ID, "mnemonic"): feeds machine and disassembler. The operators stand in the order of fr_op. */
#define FR_OPCODES(OPCODE) \
	OPCODE(CONST, "const") /* push constants[operand] */ \
	OPCODE(MOMENT, "moment") /* the same, a date without an offset: told in the run's zone */ \
	OPCODE(FIELD, "field") /* push the value of slot operand */ \
	OPCODE(SELF, "self") /* push the field's own value */ \
	OPCODE(EQ, "=") /* this and what follows: pop two, push one */ \
	OPCODE(NE, "!=") \
	OPCODE(LT, "<") \
	OPCODE(LE, "<=") \
	OPCODE(GT, ">") \
	OPCODE(GE, ">=") \
	OPCODE(ADD, "+") \
	OPCODE(SUB, "-") \
	OPCODE(MUL, "*") \
	OPCODE(DIV, "div") \
	OPCODE(MOD, "mod") \
	OPCODE(NEG, "neg") /* turn the top into the opposite number */ \
	OPCODE(BOOL, "bool") /* turn the top into a boolean */ \
	OPCODE(JUMP, "jump") /* go to operand, always forward */ \
	OPCODE(JUMP_FALSE, "jump-false") /* pop; go to operand when it is false */ \
	OPCODE(AND_ELSE, "and-else") /* top false: make it false() and go to operand; else pop */ \
	OPCODE(OR_ELSE, "or-else") /* top true: make it true() and go to operand; else pop */ \
	OPCODE(CALL, "call") /* pop `count` arguments, push what sites[operand] gives */

typedef enum fr_opcode {
#define OPCODE(id, name) FR_OPCODE_##id,
	FR_OPCODES(OPCODE)
#undef OPCODE
} fr_opcode;

typedef struct fr_instruction {
	uint8_t opcode;
	uint8_t count;
	uint16_t operand;
} fr_instruction;

/* What a call has beside its arguments: known when it is compiled, so no record pays for it. */
typedef struct fr_site {
	int function;
	const void *list; /* choices of the field a call is about */
	const void *pattern; /* compiled, of regex() */
} fr_site;

struct fr_expr {
	fr_str text;
	fr_node *root;
	fr_instruction *code;
	size_t length;
	fr_value *constants;
	size_t constant_count;
	fr_site *sites; /* operand of CALL */
	size_t site_count;
	uint32_t *reads; /* slots, ascending */
	size_t read_count;
	size_t depth; /* stack the program needs */
	bool simple; /* nothing but comparisons of fields and constants, joined by and/or: run without a stack */
	bool constant;
	fr_value value; /* when constant */
};

/* What a C function of functions.def sees: its arguments, and where they come from. */
typedef struct fr_call {
	fr_env *env;
	const fr_site *site;
	const fr_value *a;
	size_t n;
} fr_call;
typedef fr_value (*fr_function_c)(fr_call *call);

enum { FR_FN_PURE = 1, FR_FN_TRAVELS = 2 };
typedef struct fr_function {
	const char *name;
	uint8_t least, most;
	const char *kinds;
	fr_static result;
	int flags;
	fr_function_c call;
	const char *en, *zh;
} fr_function;

typedef enum fr_function_id {
#define FN(id, name, least, most, kinds, result, flags, call, en, zh) FR_FN_##id,
#include "expr/functions.def"
#undef FN
	FR_FUNCTIONS
} fr_function_id;
extern const fr_function fr_functions[FR_FUNCTIONS];

/* Everything compile-time shares. */
typedef struct fr_compiling {
	fr_arena *arena;
	fr_str text; /* as given; positions count its characters */
	const fr_scope *scope;
	bool has_self;
	fr_type self_type;
	fr_expr_notes *notes;
	fr_status status; /* first thing that went wrong */
} fr_compiling;

void fr_expr_report(fr_compiling *c, fr_level level, int code, size_t at, size_t width, fr_str a, fr_str b, fr_str suggestion);
fr_node *fr_expr_parse(fr_compiling *c);
void fr_expr_check(fr_compiling *c, fr_node *root);
void fr_expr_emit(fr_compiling *c, fr_expr *expr);
/* string(), number() and their like without an argument are about the field itself. */
bool fr_function_means_self(int function, size_t count);

/* Compiles a pattern (PCRE2: UTF, UCP, JIT where there is one); it lives and dies with the arena. often: worth machine code. NULL and *message when it is wrong, *message "" when memory was refused. */
void *fr_regex_compile(fr_arena *arena, fr_str pattern, bool often, char message[128], size_t *offset);
/* 1 found, 0 not, -1 over its match limit, -2 memory refused. matcher NULL: room for the match is taken from arena. */
int fr_regex_find(fr_matcher *matcher, fr_arena *arena, const void *pattern, fr_str text);

/* Runs code[from..to) on an empty stack. FR_E_LIMIT, FR_E_MEMORY. */
fr_status fr_machine_run(const fr_expr *expr, size_t from, size_t to, fr_env *env, fr_value *out);

/* Text of a number, date or boolean as XPath writes it; views into arena. */
bool fr_value_is_text(const fr_value *value);
bool fr_text_moment(fr_str text, int32_t offset_min, fr_stamp *out); /* ISO date or date-time, cheap refusal */
double fr_stamp_number(fr_stamp stamp); /* days since 1970-01-01 UTC */
/* Numbers compare as spreadsheets compare them: what only differs beyond the fifteenth digit is equal. */
bool fr_numbers_compare(double a, double b, fr_op op);
bool fr_value_compare(const fr_value *a, const fr_value *b, fr_op op, const fr_env *env);
/* Writes x with leading zeros; returns the place after it. */
char *fr_digits_write(char *out, unsigned x, int width);
/* What C functions share: arguments as text, number, truth (past the last: "", NaN, false), and text that the arena holds. */
fr_str fr_call_text(fr_call *call, size_t index);
double fr_call_number(fr_call *call, size_t index);
bool fr_call_truth(fr_call *call, size_t index);
char *fr_call_room(fr_call *call, size_t bytes); /* NULL: refused, and noted */
fr_value fr_call_copy(fr_call *call, fr_str text);
/* Walks the values of the arguments from index on, lists opened; NULL at the end. */
typedef struct fr_walk {
	fr_call *call;
	size_t argument, item;
} fr_walk;
static inline const fr_value *fr_walk_next(fr_walk *w)
{
	while (w->argument < w->call->n) {
		const fr_value *v = &w->call->a[w->argument];
		if (v->kind == FR_KIND_LIST && w->item < v->list.n)
			return &v->list.items[w->item++];
		w->argument++;
		w->item = 0;
		if (v->kind != FR_KIND_LIST)
			return v;
	}
	return NULL;
}

/* Steps the machine may still take, less n; false when they are used up. */
bool fr_env_spend(fr_env *env, size_t n);

#endif
