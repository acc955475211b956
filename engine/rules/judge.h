/* Judge: what the files of rules/ share: a form's rules, taken apart into lists that hold only work that has to be done.
 * Stage: findings. In: a form. Out: prepared rules. */
#ifndef FR_RULES_JUDGE_H
#define FR_RULES_JUDGE_H

#include "diag/diag.h"
#include "privacy/known.h"
#include "rules/rules.h"

/* An expression with what it reads. */
typedef struct judge_test {
	const fr_expr *expr; /* NULL: none */
	const uint32_t *reads;
	size_t n;
} judge_test;

/* A slot that has to be worked out before it can be read. */
typedef struct judge_node {
	uint32_t slot;
	const fr_field *field; /* NULL: a score or a grade */
	int score; /* index, for scores and grades; -1 */
	int deadline; /* index, or -1 */
	bool grade;
	bool changes; /* reads the clock or chance: a value that is there is kept */
	judge_test relevant, calculate, preset;
} judge_node;

/* What the value of a limited field may be seen to be at once, so that nearly all are done with; the rest is looked at in order. */
typedef enum judge_glance { GLANCE_NONE = 0, GLANCE_WHOLE, GLANCE_TEXT, GLANCE_NAME, GLANCE_MASKED, GLANCE_PATTERN } judge_glance;

/* Limits of a field's own value. */
typedef struct judge_limit {
	uint32_t slot;
	const fr_field *field;
	fr_mask_kind kind; /* of its identifier */
	bool range, pattern, length, masked, phone, deny;
	bool computed; /* looked at once it is worked out */
	int repeat; /* of the field */
	judge_glance glance;
	double least, most; /* GLANCE_WHOLE: whole numbers between them are right */
	size_t short_most, long_least; /* texts of so many bytes have no less and no more characters than they may */
} judge_limit;

/* A constraint, of a field (self) or of the record. */
typedef struct judge_constraint {
	const fr_constraint *constraint;
	int self; /* slot, or -1 */
	int stand; /* slot its finding stands at, or -1: it is not tried when that is empty */
	int repeat;
	judge_test test;
	bool alone; /* hangs on the field's own value only: which of the whole numbers from 0 to 63 keep it is remembered */
	uint64_t kept; /* by these: a bit each */
} judge_constraint;

typedef struct judge_need {
	const fr_field *field;
	judge_test test; /* expr NULL: always */
} judge_need;
typedef struct judge_filter {
	const fr_field *field;
	judge_test test;
} judge_filter;
typedef struct judge_deadline {
	judge_test from, done, when, who;
	const fr_policy *policy; /* NULL: within decides */
} judge_deadline;
typedef struct judge_veto {
	judge_test test;
} judge_veto;

/* A word that must not be recorded, in plain spelling: normal width, small letters. */
typedef struct judge_word {
	fr_str plain;
	size_t deny;
} judge_word;

/* What tells that a word may stand in a text: bytes of its first character (sieve.c). */
#define SIEVE_MOST 8
typedef struct judge_sieve {
	unsigned char second[SIEVE_MOST][16], third[SIEVE_MOST][16], single[SIEVE_MOST][16]; /* each byte sixteen times */
	size_t pairs, singles;
	bool all;
	unsigned char is[256];
} judge_sieve;
typedef struct judge_sifted {
	size_t digits; /* in any width */
	bool at_sign, word, letter;
} judge_sifted;

#define NAMES_OF_ROWS 256 /* of a record, from the rows of its repeats */
/* The slots of a repeat's fields. */
typedef struct judge_span {
	uint32_t first, count;
} judge_span;

/* Policies that lookup() asked for. */
#define POLICIES_KNOWN 16
typedef struct judge_policies {
	struct {
		fr_str name;
		const fr_policy *policy;
	} items[POLICIES_KNOWN];
	size_t count;
} judge_policies;

struct fr_judge {
	fr_judge_options o;
	fr_host host;
	fr_env env;
	fr_arena *arena; /* of the record judged */
	fr_record *record;
	const fr_columns *columns; /* of the table the row at hand stands in */
	int scope; /* whose rules are tried: a repeat's, or -1: the record's */
	const fr_child *child; /* the row at hand, or NULL */
	judge_span *spans; /* by repeat */
	fr_children *children; /* by repeat, of the record at hand */
	fr_verdicts *out;
	fr_status status; /* FR_OK or FR_E_MEMORY */
	fr_buf text; /* used again */

	judge_node *nodes;
	size_t node_count;
	judge_limit *limits; /* those of computed fields last */
	size_t limit_count, limit_computed; /* limit_computed: the first of these */
	judge_need *needs;
	size_t need_count;
	size_t *need_of_slot; /* index, or SIZE_MAX; of fields whose column reading tells to be blank, when there are no repeats */
	size_t *needs_always; /* indexes of the others */
	size_t need_always_count;
	judge_filter *filters;
	size_t filter_count;
	judge_constraint *constraints;
	size_t constraint_count;
	judge_veto **vetoes; /* by score, by veto */
	fr_part_use **uses; /* by score, by part; NULL unless explained */
	judge_deadline *deadlines; /* by deadline */
	fr_judged_due *dues; /* by deadline, of the record at hand */
	judge_word *words;
	size_t word_count;
	bool deny_kind[FR_MASK_FREE_TEXT + 1];
	size_t deny_of_kind[FR_MASK_FREE_TEXT + 1];
	bool deny_any;
	bool deny_email;
	size_t deny_digits; /* digits from which on a text may hold one of the kinds */
	judge_sieve sieve;
	fr_known *known;
	judge_policies *policies;
	fr_people *names; /* those this record holds in clear */
	bool texts; /* the form has free texts: names are collected before they are looked at; else when something is told of the record */
	bool collected, named; /* names were looked for in this record; it holds some */
	const uint32_t *name_slots;
	size_t name_slot_count;

	fr_value *given; /* by slot: what a computed column holds */
	bool *unsure; /* by slot: whether it is asked for depends on something wrong */
	bool *computed; /* by slot: has a calculate or is a score or grade */
	bool *lacking; /* by slot: needed and empty, or hangs on one that is */
	bool lacks; /* one of them is */
	void *match_data, *match_context; /* PCRE2 */
};

/* judge.c */
bool judge_doubts(const fr_judge *judge, const judge_test *test);
/* FR_OK with *out, FR_E_LIMIT, FR_E_MEMORY; self is the slot "." stands for, or -1. */
fr_status judge_eval(fr_judge *judge, const judge_test *test, int self, fr_value *out);

bool judge_passes(fr_judge *judge, const judge_filter *filter, const fr_choice *choice); /* choice_filter */

/* prepare.c */
fr_status judge_prepare(fr_judge *judge, fr_arena *arena);

/* compute.c: relevance, defaults, calculated values, scores, grades */
void judge_compute(fr_judge *judge);
void judge_compare_computed(fr_judge *judge);

/* score.c */
void judge_score(fr_judge *judge, const judge_node *node);
void judge_grade(fr_judge *judge, const judge_node *node);

/* repeat.c */
void judge_spans(fr_judge *judge);
void judge_lists(fr_judge *judge); /* the slots of repeats as lists */
void judge_each_row(fr_judge *judge, size_t repeat, void (*look)(fr_judge *judge, const void *what), const void *what);
void judge_row_node(
	fr_judge *judge, const judge_node *node, void (*look)(fr_judge *judge, const void *what)); /* then the lists of its repeat anew */
void judge_row_counts(fr_judge *judge);

/* deadline.c */
void judge_due(fr_judge *judge, const judge_node *node);
/* What a policy's column is for the record at hand: the field of that name, or the form's id. */
fr_str judge_column_value(fr_judge *judge, const fr_form *form, fr_str column);

/* limits.c, identifiers.c: problems of single values; the first one found is put into the field's reading */
void judge_limits(fr_judge *judge, bool computed);
void judge_begin_names(fr_judge *judge); /* those of the record before are forgotten */
void judge_collect_names(fr_judge *judge);
void judge_look_for_denied(fr_judge *judge, const judge_limit *limit, const judge_sifted *seen);
bool judge_name_is_masked(fr_judge *judge, fr_str name);
void judge_look_at_identifier(fr_judge *judge, const judge_limit *limit, const judge_sifted *seen);
fr_code judge_denied(fr_judge *judge, fr_str text, const judge_sifted *seen, size_t *deny, fr_str *word);
fr_status judge_prepare_denied(fr_judge *judge, fr_arena *arena);

/* sieve.c */
void judge_sieve_add(judge_sieve *sieve, fr_str plain);
void judge_sieve_finish(judge_sieve *sieve);
judge_sifted judge_sift(const judge_sieve *sieve, fr_str s);

/* verdict.c */
fr_verdict *judge_add(
	fr_judge *judge, fr_level level, fr_code code, int slot); /* NULL when memory is refused: then judge->status says so */
void judge_problem(fr_judge *judge, const fr_field *field, const fr_reading *reading);
fr_str judge_label(const fr_judge *judge, uint32_t slot);
fr_str judge_number(fr_judge *judge, double x);
/* Text that may be told: what it says of people masked, the names of the record too; the text itself when that is nothing. .p is NULL when memory is refused: then judge->status says so. */
fr_str judge_hidden(fr_judge *judge, fr_str text, fr_arena *arena);
fr_str judge_keep(fr_judge *judge, const fr_buf *text); /* copies into the record's arena */
fr_str judge_masked(fr_judge *judge, const fr_field *field, fr_str value);
fr_str judge_choice_labels(fr_judge *judge, const fr_field *field, const judge_filter *filter);
void judge_sort(fr_judge *judge);

/* host.c */
fr_host judge_host(const fr_judge *judge);

#endif
