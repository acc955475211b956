/* Lexer: what it hands to the parser.
 * Stage: rules. In: expression text. Out: one token at a time. */
#ifndef FR_EXPR_LEX_H
#define FR_EXPR_LEX_H

#include "expr/program.h"

typedef enum fr_token_kind {
	FR_TOKEN_END,
	FR_TOKEN_NUMBER,
	FR_TOKEN_STRING,
	FR_TOKEN_NAME,
	FR_TOKEN_FIELD, /* ${name} */
	FR_TOKEN_PUNCTUATION, /* operators and their words too */
	FR_TOKEN_BAD
} fr_token_kind;

typedef struct fr_token {
	fr_token_kind kind;
	fr_str text; /* name, contents of a string, punctuation as ASCII */
	double number;
	size_t at, width; /* characters */
	int code; /* BAD: what is wrong with it, when more is known than that it cannot stand here */
	fr_str hint; /* BAD: what was probably meant */
} fr_token;

typedef struct fr_lexer {
	fr_compiling *c;
	size_t byte, character; /* of what comes next */
	fr_token now;
} fr_lexer;

/* Reads the next token into now. after_value: an operator is due, so that "and", "div" and their like are operators and no names. */
void fr_lex_next(fr_lexer *lexer, bool after_value);
/* The token as it was written, for messages. */
fr_str fr_lex_written(const fr_lexer *lexer);

#endif
