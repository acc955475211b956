/* What the two files that write OpenFormula share.
 * Stage: rules. In: a tree. Out: formula text. */
#ifndef FR_EXPR_OPENFORMULA_H
#define FR_EXPR_OPENFORMULA_H

#include "expr/program.h"

/* What a piece of formula gives in a sheet. A number that is none (NaN) is an error there, and every comparison catches it. */
typedef enum of_kind {
	OF_BOOL,
	OF_NUMBER,
	OF_TEXT,
	OF_DATE, /* a serial day, or an error */
	OF_ANY, /* a cell whose contents are known only when it is computed */
	OF_CHOICE /* a cell that holds labels where the engine has names */
} of_kind;

typedef struct of_writer {
	const fr_cells *cells;
	fr_buf *out;
	fr_str refused; /* what cannot travel; .p NULL while all is well */
} of_writer;

of_kind of_kind_of(const of_writer *w, const fr_node *node);
void of_as(of_writer *w, const fr_node *node, of_kind kind); /* the node's value as that kind */
void of_cell(of_writer *w, const fr_node *node); /* the bare reference of a field */
void of_call(of_writer *w, const fr_node *node); /* a function, in its own kind */
of_kind of_call_kind(const of_writer *w, const fr_node *node);
void of_put(of_writer *w, const char *text);
void of_literal(of_writer *w, fr_str text);
void of_number(of_writer *w, double x);
void of_refuse(of_writer *w, fr_str what);
/* The cell whose choices are asked about, and a label of it for a name written out; false when it cannot be said. */
bool of_choice_literal(of_writer *w, const fr_node *field, const fr_node *literal);
bool of_is_field(const fr_node *node);
fr_type of_field_type(const of_writer *w, const fr_node *node);

#endif
