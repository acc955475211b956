/* Form in the making: the model's arrays while they can still be written, each beside the XML node it came from.
 * Stage: definitions. In: read.c fills it. Out: link.c joins it, lint*.c judge it. */
#ifndef FR_FORM_DRAFT_H
#define FR_FORM_DRAFT_H

#include "definition/definition.h"
#include "form/model.h"

#define FORM_FIELDS_MOST 4096 /* as many as a sheet's columns by default */

/* A limit as text, for messages. */
#define FR_DIGITS_(n) #n
#define FR_DIGITS(n) FR_DIGITS_(n)

/* A constraint with its node; field -1: of the record. */
typedef struct fr_draft_rule {
	fr_constraint *constraint;
	const xmlNode *node;
	int field;
	bool attribute; /* written as constraint="…" */
} fr_draft_rule;

typedef struct fr_draft {
	fr_form *form;
	const fr_definition *definition;
	fr_lint *lint;
	size_t first; /* diagnostics the list held before this form */
	bool failed; /* memory refused */
	fr_field *fields;
	const xmlNode **field_nodes;
	fr_group *groups;
	const xmlNode **group_nodes;
	fr_choices *lists;
	const xmlNode **list_nodes;
	bool *list_used;
	fr_repeat *repeats;
	const xmlNode **repeat_nodes;
	fr_score *scores;
	const xmlNode **score_nodes;
	fr_deadline *deadlines;
	const xmlNode **deadline_nodes;
	fr_link *links;
	const xmlNode **link_nodes;
	fr_deny *deny;
	fr_draft_rule *rules;
	size_t rule_count;
	const xmlNode *use, *key, *keep;
	const fr_expr **group_relevant; /* by group: compiled alone, for messages; NULL none */
} fr_draft;

/* read.c: everything that needs no other part of the form. */
void fr_draft_read(fr_draft *draft, const xmlNode *root);
/* link.c: names, expressions, references, order. */
void fr_draft_link(fr_draft *draft, const xmlNode *root);
/* order.c: form->order, or the cycles. */
void fr_draft_order(fr_draft *draft);
/* lint*.c: what is allowed but most likely wrong. The draft may have errors: references and expressions that are missing are not judged. */
void fr_draft_lint(fr_draft *draft, const xmlNode *root);
void fr_draft_lint_scores(fr_draft *draft);
void fr_draft_lint_words(fr_draft *draft, const xmlNode *root);
void fr_draft_lint_expressions(fr_draft *draft, const xmlNode *root);
void fr_draft_lint_questions(fr_draft *draft, const xmlNode *root);
void fr_draft_lint_travel(fr_draft *draft);

/* ---- helpers all of them use; args up to two ---- */
bool fr_draft_wrong(const fr_draft *draft); /* an error was reported */
void *fr_draft_array(fr_draft *draft, size_t size, size_t count); /* zeroed; NULL sets failed */
#define FR_DRAFT_ARRAY(draft, type, count) ((type *)fr_draft_array((draft), sizeof(type), (count)))
fr_str fr_draft_attr(fr_draft *draft, const xmlNode *node, const char *name); /* .p NULL when absent */
bool fr_draft_true(fr_draft *draft, const xmlNode *node, const char *name); /* "true" */
double fr_draft_number(fr_draft *draft, const xmlNode *node, const char *name); /* NaN when absent */
fr_words fr_draft_words(fr_draft *draft, const xmlNode *node, const char *element);
/* Only those whose attribute score is score. */
fr_words fr_draft_words_of(fr_draft *draft, const xmlNode *node, const char *element, double score);
bool fr_draft_is(const xmlNode *node, const char *element);
/* The next child element named element after child (NULL: the first). */
const xmlNode *fr_draft_next(const xmlNode *parent, const xmlNode *child, const char *element);
/* At the whole value of an attribute, or at the node's tag (attribute NULL). */
void fr_draft_say(fr_draft *draft, fr_level level, int code, const xmlNode *node, const char *attribute, fr_str a, fr_str b);
void fr_draft_suggest(fr_draft *draft, fr_level level, int code, const xmlNode *node, const char *attribute, fr_str a, fr_str suggestion);

#endif
