/* Form model: what a definition says, linked and ready to judge records by.
 * Stage: definitions. In: made by read.c and link.c. Out: immutable once loaded; everything lives in the form's arena. */
#ifndef FR_FORM_MODEL_H
#define FR_FORM_MODEL_H

#include "expr/expr.h"
#include "formrule/form.h"
#include "privacy/privacy.h"

#include <pthread.h>

/* A text in several languages; at least one, the first is the definition's own language. */
typedef struct fr_text_in {
	fr_str lang, text;
} fr_text_in;
typedef struct fr_words {
	const fr_text_in *items;
	size_t n;
} fr_words;
/* The text in lang, else in the definition's language, else empty. */
fr_str fr_words_in(const fr_words *words, const char *lang);
/* The label as a sheet may be called: at most 31 UTF-16 units, without []:*?/\ and control characters, which become _. The result lives in out. */
#define FR_SHEET_NAME_ROOM 128
fr_str fr_sheet_name(fr_str label, char out[FR_SHEET_NAME_ROOM]);

typedef struct fr_choice {
	fr_str name;
	fr_words label, hint;
	double score; /* NaN when not given */
	bool not_applicable; /* left out of scores */
	const fr_str *filter_names, *filter_values;
	size_t filters; /* further attributes, for choice_filter */
} fr_choice;
typedef struct fr_choices {
	fr_str name;
	const fr_choice *items; /* in the order of the definition */
	size_t n;
	const uint32_t *by_name; /* indexes into items, ascending by name */
} fr_choices;
const fr_choice *fr_choices_find(const fr_choices *list, fr_str name);

typedef struct fr_anchor {
	double score;
	fr_words text;
} fr_anchor;

typedef enum fr_identifier {
	FR_ID_NONE = 0,
	FR_ID_NAME,
	FR_ID_PHONE,
	FR_ID_ID_CARD,
	FR_ID_BANK_CARD,
	FR_ID_EMAIL,
	FR_ID_ADDRESS,
	FR_ID_PLATE,
	FR_ID_FREE_TEXT
} fr_identifier;
typedef enum fr_stored { FR_STORED_CLEAR = 0, FR_STORED_MASKED } fr_stored;

typedef struct fr_group {
	fr_str name;
	fr_words label, hint;
	int parent; /* index or -1 */
	int repeat; /* index of the repeat it is in, or -1 */
} fr_group; /* its relevant is part of its fields' relevant */

/* An expression with where it stands, for messages. */
typedef struct fr_rule_expr {
	fr_expr *expr; /* NULL: none */
	size_t line;
} fr_rule_expr;

typedef struct fr_constraint {
	fr_str id; /* unique in the form */
	fr_level level;
	fr_rule_expr test; /* true when all is well */
	fr_words message;
	const uint32_t *fields; /* slots it is about; the first carries the finding */
	size_t n;
	int override_field; /* slot of the reason, or -1 */
} fr_constraint;

/* What nearly all patterns of numbers are: so many characters of ASCII, each one of a range: KH[0-9]{7}. */
#define FR_SHAPE_MOST 32
typedef struct fr_shape {
	unsigned char n; /* 0: the pattern is something else */
	unsigned char low[FR_SHAPE_MOST], span[FR_SHAPE_MOST]; /* from low to low + span */
} fr_shape;

typedef struct fr_field {
	fr_str name;
	uint32_t slot; /* its index in fr_form.fields */
	fr_type type;
	int group; /* index or -1 */
	int repeat; /* index or -1 */
	fr_words label, hint;
	fr_words guidance; /* longer help: 说明 sheet, never a column */
	fr_rule_expr required, relevant, readonly, calculate, default_value, choice_filter;
	fr_words required_message;
	const fr_choices *choices;
	double start, end, step; /* range; NaN when not given */
	fr_str pattern_text;
	void *pattern; /* pcre2_code, anchored both ends; read by rules/ only */
	fr_shape shape; /* the same, where it is so simple */
	fr_words pattern_message;
	size_t max_length, min_length; /* characters; 0: no limit */
	const fr_anchor *anchors;
	size_t anchor_count;
	fr_identifier identifier;
	fr_str mask; /* style, empty: the kind's default */
	fr_stored stored;
	fr_str appearance; /* "multiline", "w1".. : schemas/README.md */
	const fr_constraint *constraints;
	size_t constraint_count; /* its own; "." is the field */
	size_t line;
} fr_field;

typedef enum fr_missing { FR_MISSING_SKIP = 0, FR_MISSING_ZERO, FR_MISSING_INVALID } fr_missing;
typedef struct fr_part {
	int field; /* slot, or -1 */
	int score; /* index of another score, or -1 */
	double weight;
	double min, max; /* scale of the part, for rescaling */
} fr_part;
typedef struct fr_grade {
	double from;
	fr_str name;
	fr_words label;
} fr_grade;
typedef struct fr_veto {
	fr_rule_expr when;
	fr_str grade;
	fr_words message;
} fr_veto;
typedef enum fr_method { FR_METHOD_MEAN = 0, FR_METHOD_WEIGHTED_MEAN, FR_METHOD_SUM } fr_method;
typedef struct fr_score {
	fr_str name;
	uint32_t slot; /* its value in expressions; slots after the fields */
	uint32_t grade_slot; /* of "<name>.grade" */
	fr_str grade_name; /* "<name>.grade" */
	fr_words label;
	fr_method method;
	bool rescale; /* scale given: parts are rescaled to it */
	double min, max;
	fr_missing missing;
	int decimals;
	const fr_part *parts;
	size_t part_count;
	const fr_grade *grades;
	size_t grade_count; /* descending by from */
	const fr_veto *vetoes;
	size_t veto_count;
} fr_score;

typedef struct fr_repeat {
	fr_str name;
	uint32_t slot;
	fr_words label;
	size_t min, max; /* rows; SIZE_MAX: no limit */
} fr_repeat;
typedef struct fr_deadline {
	fr_str name;
	uint32_t slot;
	fr_words label;
	fr_str policy; /* empty: within decides */
	fr_rule_expr from, done, when;
	size_t line;
	fr_rule_expr who; /* who has to act: for worklists */
	fr_str within; /* "PT24H", "3 workdays", "8 business-hours" */
	bool count_start, include_last;
} fr_deadline;
typedef struct fr_link {
	uint32_t field;
	fr_str form, to;
	fr_level level;
	fr_words message;
} fr_link;

/* What must never be recorded anywhere in a record (S0-14). */
typedef struct fr_deny {
	fr_identifier kind; /* FR_ID_NONE: words */
	const fr_str *words;
	size_t word_count;
	fr_words message;
} fr_deny;

struct fr_form {
	fr_arena arena;
	fr_str id, version, lang, path;
	fr_words title, description;
	const fr_group *groups;
	size_t group_count;
	const fr_choices *lists;
	size_t list_count;
	const fr_field *fields;
	size_t field_count; /* in the order of the definition */
	const fr_constraint *constraints;
	size_t constraint_count; /* of the record */
	const fr_score *scores;
	size_t score_count;
	const fr_repeat *repeats;
	size_t repeat_count;
	const fr_deadline *deadlines;
	size_t deadline_count;
	const fr_link *links;
	size_t link_count;
	const fr_deny *deny;
	size_t deny_count;
	const uint32_t *key;
	size_t key_count; /* slots */
	fr_rule_expr instance_name;
	fr_str keep_for;
	int keep_from; /* slot or -1 */
	fr_str policy, calendar; /* of <use> */
	const fr_str *filter_names;
	size_t filter_count; /* attributes of choices that choice_filter expressions read as bare names; their slots are slot_count + index, values those of the choice tried */
	uint32_t slot_count; /* fields, then scores and their grades, repeats, deadlines */
	const uint32_t *order;
	size_t order_count; /* slots in the order in which calculate (fields), scores and their grades (slots of their own, always after the score's) must be worked out */
	const struct fr_name *names;
	size_t name_count; /* every name of expressions, ascending */
};
typedef struct fr_name {
	fr_str name;
	fr_symbol symbol;
	int repeat; /* index of the repeat a field stands in, or -1 */
} fr_name;

/* Name → symbol over a form's fields, scores, repeats and deadlines. */
bool fr_form_find(const fr_form *form, fr_str name, fr_symbol *out);
const fr_field *fr_form_field_named(const fr_form *form, fr_str name);
/* Name of a slot, for messages: field, score, "<score>.grade", repeat, deadline. */
fr_str fr_form_slot_name(const fr_form *form, uint32_t slot);
fr_words fr_form_slot_words(const fr_form *form, uint32_t slot);
const char *fr_identifier_name(fr_identifier id); /* "id-card" */
fr_mask_kind fr_identifier_kind(fr_identifier id); /* FR_MASK_FREE_TEXT for none */

/* Patterns of fields (pattern.c): anchored at both ends, Unicode, with match limits. */
void *fr_pattern_compile(fr_str text, char *why, size_t size, size_t *offset); /* NULL: why and the byte offset of it */
void fr_pattern_free(void *pattern);
/* What can be told of a value without them. */
void fr_shape_of(fr_str pattern, fr_shape *out);
bool fr_shape_has(const fr_shape *shape, fr_str value);
typedef enum fr_matched { FR_MATCH_NO = 0, FR_MATCH_YES, FR_MATCH_LIMIT } fr_matched;
fr_matched fr_pattern_matches(const void *pattern, fr_str value); /* LIMIT: too many steps, or no memory */

/* Reads, validates, links and lints one definition. *out is NULL when lint has an error (FR_E_FORM). Free with fr_form_free. */
fr_status fr_form_read(const fr_allocator *allocator, const char *path, fr_form **out, fr_lint *lint, fr_error *error);
fr_status fr_form_parse(const fr_allocator *allocator, fr_str bytes, const char *path, fr_form **out, fr_lint *lint, fr_error *error);
void fr_form_free(fr_form *form);

/* Id, version and titles only, for listing a folder; cheap. False when path is no form. Words live in arena. */
bool fr_form_glance(fr_arena *arena, const char *path, fr_str *id, fr_str *version, fr_words *title);

#endif
