/* Expression tree: what the parser makes, what checker, compiler and OpenFormula read.
 * Stage: rules. In: tokens. Out: nodes in the expression's arena. */
#ifndef FR_EXPR_AST_H
#define FR_EXPR_AST_H

#include "expr/expr.h"

typedef enum fr_node_kind {
	FR_NODE_NUMBER = 0, /* number */
	FR_NODE_STRING, /* text */
	FR_NODE_FIELD, /* symbol: ${name}, name, ${repeat/name} */
	FR_NODE_SELF, /* . */
	FR_NODE_UNARY, /* op FR_OP_NEG, a[0] */
	FR_NODE_BINARY, /* op, a[0], a[1] */
	FR_NODE_CALL /* function, a[0..n) */
} fr_node_kind;

typedef enum fr_op {
	FR_OP_OR = 0,
	FR_OP_AND,
	FR_OP_EQ,
	FR_OP_NE,
	FR_OP_LT,
	FR_OP_LE,
	FR_OP_GT,
	FR_OP_GE,
	FR_OP_ADD,
	FR_OP_SUB,
	FR_OP_MUL,
	FR_OP_DIV,
	FR_OP_MOD,
	FR_OP_NEG
} fr_op;

/* What the checker knows of a node's value before any record is seen. */
typedef enum fr_static {
	FR_STATIC_ANY = 0,
	FR_STATIC_BOOLEAN,
	FR_STATIC_NUMBER,
	FR_STATIC_STRING,
	FR_STATIC_DATE,
	FR_STATIC_DATETIME,
	FR_STATIC_TIME,
	FR_STATIC_LIST
} fr_static;

typedef struct fr_node fr_node;
struct fr_node {
	fr_node_kind kind;
	fr_static type; /* set by the checker */
	size_t at, width; /* characters in the source text */
	fr_op op;
	double number;
	fr_str text; /* string literal; name of a field or function as written */
	fr_symbol symbol; /* FIELD; SELF: its type; CALL: the field whose choices choice-label() is about */
	bool bare; /* FIELD: written as name, not ${name} */
	uint16_t height; /* of the tree below */
	int function; /* CALL: fr_function id of functions.def */
	fr_node **a;
	size_t n;
};

/* Root of a compiled expression. */
const fr_node *fr_expr_root(const fr_expr *expr);
/* Name of a function ("count-selected"). */
const char *fr_function_name(int function);

#endif
