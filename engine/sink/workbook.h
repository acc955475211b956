/* Workbook: what a template holds whatever its format: its plan (columns, card, rules), the words and formulas made from it, and its sheets, written through a pen.
 * Stage: outputs. In: a form. Out: sheets of an OpenDocument (ods-*.c) or Excel (xlsx-*.c) workbook. Everything lives in the workbook's arena.
 *
 * Rules become named expressions, so a thousand ready rows cost no more than one: fault_x is 0 when field x is as it should be, k > 0 for its
 * k-th error, -k for its k-th reminder; doubt_x is the part of it that the value alone decides. Names are relative to row 1, which is the only
 * base that other spreadsheet formats keep. The hidden sheet 规则 works them out, row for row beside 记录 (its first row for the card on 填写), and
 * everything that shows them looks there: a formula that names them all would be too long. Validity cannot look there, as a value is judged
 * before it stands in its cell. */
#ifndef FR_SINK_WORKBOOK_H
#define FR_SINK_WORKBOOK_H

#include "form/model.h"
#include "sink/sink.h"

#define BOOK_HEADER_ROW 2 /* of 记录; the band of groups is above it */
#define BOOK_FIRST_ROW 3
#define BOOK_FROZEN 2 /* columns that stay in sight, and stand on every page */
#define BOOK_NONE SIZE_MAX

/* How a cell looks and what it holds. */
typedef enum book_class {
	BOOK_TEXT = 0,
	BOOK_LONG,
	BOOK_CHOICE,
	BOOK_INTEGER,
	BOOK_DECIMAL,
	BOOK_DATE,
	BOOK_DATETIME,
	BOOK_TIME,
	BOOK_ANY,
	BOOK_SCORE
} book_class;

typedef enum book_kind {
	BOOK_CHECK = 0,
	BOOK_FIELD,
	BOOK_NOTE,
	BOOK_POINTS,
	BOOK_GRADE,
	BOOK_DEADLINE,
	BOOK_REASONS,
	BOOK_ID,
	BOOK_VERSION
} book_kind;

typedef enum book_test {
	TEST_CELL_ERROR = 0,
	TEST_REQUIRED,
	TEST_IRRELEVANT,
	TEST_TYPE, /* from here to TEST_PATTERN: of the value alone; what fails them is not used by other rules */
	TEST_CHOICE,
	TEST_MASKED,
	TEST_RANGE,
	TEST_STEP,
	TEST_LONGEST,
	TEST_SHORTEST,
	TEST_PATTERN,
	TEST_CONSTRAINT,
	TEST_UNEXCUSED,
	TEST_EXCUSED,
	TEST_UNIQUE
} book_test;

/* One thing that can be wrong with a field. */
typedef struct book_fault {
	book_test test;
	fr_level level; /* ERROR or WARNING */
	int number; /* value of fault_x: 1, 2 … for errors, -1, -2 … for reminders */
	const fr_constraint *constraint;
	fr_str message; /* in the workbook's language */
} book_fault;

typedef struct book_column {
	book_kind kind;
	const fr_field *field;
	const fr_score *score;
	const fr_deadline *deadline;
	fr_str title;
	fr_str note; /* of a note: its label, then all it says */
	fr_str name; /* what follows fault_, value_ … in names */
	char letter[8]; /* column of 记录; "" when it has none */
	char card[24]; /* "$B$5" on 填写; "" when it has none */
	book_class class;
	int decimals; /* of a score */
	int group; /* outermost group, -1: none */
	double width; /* centimetres on 记录 */
	bool required, computed, hidden;
	bool wide; /* across the whole card */
	bool relevant; /* has a relevance that travels: relevant_x is its name */
	bool live; /* computed, and its formula travels */
	size_t helper; /* column on 规则 of its fault, or of the first part of a score; 0: none */
	book_fault *faults;
	size_t fault_count, errors, reminders;
} book_column;

/* The sheet of a repeat: fields of the key, then of the repeat. */
typedef struct book_repeat {
	book_column *columns;
	size_t count;
	fr_str title;
} book_repeat;

typedef enum book_line_kind { LINE_BAND = 0, LINE_PAIR, LINE_NOTE, LINE_SPACE } book_line_kind;
typedef struct book_line {
	book_line_kind kind;
	size_t left, right; /* columns, BOOK_NONE: empty */
	int group;
	size_t row;
} book_line;

/* A rule that only the extension and the command line keep. */
typedef struct book_stay {
	fr_str label, what;
} book_stay;

/* A rule or computed value under a name of its own. */
typedef struct book_named {
	fr_str name, formula; /* OpenFormula, relative to row 1, without "=" */
	const char *what;
	const book_column *column; /* whose rule it is; NULL: of all */
	bool card;
} book_named;

typedef struct book {
	fr_allocator allocator;
	fr_arena arena;
	const fr_form *form;
	const char *lang;
	size_t rows;
	const fr_template_data *data;
	book_column *columns;
	size_t count, visible; /* visible: those on 记录, hidden ones included */
	book_repeat *repeats; /* by the form's repeats */
	size_t *of_slot; /* slot: index into columns, or BOOK_NONE */
	book_line *lines;
	size_t line_count, card_last; /* card_last: its last row */
	size_t *list_first, *list_last;
	char (*list_columns)[8]; /* by list: rows and last column on 选项; one more for yes and no */
	book_stay *stays;
	size_t stay_count, stay_room;
	bool file_name; /* instance_name travels */
	size_t faults_first, faults_last, helpers; /* columns on 规则: those of faults, and how many in all */
	book_named *names;
	size_t name_count, name_room;
	bool excel; /* formulas keep to what Excel knows too */
	bool failed;
} book;

/* Which copy of the rules: a row of 记录 or the card. row: the one references are written for, 0 is 1 (names); conditional formats count from
 * their own first row. */
typedef struct book_place {
	const book *book;
	bool card;
	size_t row;
} book_place;

/* ---- plan.c ---- */
bool book_plan(book *b);
void book_letter(size_t index, char out[8]); /* 0: A */
/* Labels of a list joined as people write them, cut after a few. */
fr_str book_choices_text(book *b, const fr_choices *list, size_t most);
fr_str book_label(const book *b, const fr_words *words, fr_str name);
size_t book_first_line(const book *b); /* row of the card where people begin to write */
size_t book_width(fr_str text); /* in columns of a terminal: Chinese counts two */

/* ---- words.c: texts of the catalogue with {0} … filled ---- */
void book_say(const book *b, fr_buf *out, const char *word, fr_str a, fr_str c);
fr_str book_words(book *b, const char *word, fr_str a, fr_str c); /* in the arena */
fr_str book_message(book *b, int code, fr_str a, fr_str c, fr_str d);
static inline fr_str book_word(const book *b, const char *word) { return fr_str_from(fr_text(word, b->lang)); }
fr_str book_keep(book *b, fr_str text); /* copy in the arena; sets failed */

/* ---- faults.c ---- */
/* Lists what can be wrong with each field. */
bool book_find_faults(book *b);
/* Remembers a rule that does not travel. */
void book_stays(book *b, fr_str label, fr_str what);

/* ---- formula.c: pieces of OpenFormula; b->failed is set by nothing here, buffers remember ---- */
void formula_text(fr_buf *out, fr_str text); /* "…", cut into pieces other programs can hold */
void formula_number(fr_buf *out, double x);
void formula_sheet(fr_buf *out, fr_str sheet); /* '…', as both formats quote the name of a sheet */
void formula_cell(book_place p, const book_column *c, fr_buf *out); /* [$记录.$C1] or [$填写.$B$5] */
void formula_name(book_place p, const char *what, const book_column *c, fr_buf *out); /* fault_x, card_fault_x; c NULL: begun, card_begun */
#define BOOK_NAME_ROOM 100
fr_str formula_name_in(char room[BOOK_NAME_ROOM], bool card, const char *what, const book_column *c); /* the same */
void formula_fault(book_place p, const book_column *c, fr_buf *out); /* cell of 规则 that holds fault_x */
void formula_begun(book_place p, fr_buf *out); /* cell of 规则 that says whether people wrote something into the row */
void formula_helper(book_place p, size_t column, fr_buf *out);
void formula_list(const book *b, const fr_choices *list, fr_buf *out); /* cells of all spellings of a list on 选项; list NULL: yes and no */
/* An expression; false when it cannot travel (nothing appended). self NULL: no "." in it. */
bool formula_expression(book_place p, const fr_expr *expr, const book_column *self, int want, fr_buf *out, fr_str *why);
/* True when the text does not match the pattern, without a regular expression; false when that cannot be said (pattern.c; nothing appended). */
bool formula_pattern(const book *b, fr_str pattern, const char *text, fr_buf *out);
void book_name(book *b, book_place p, const char *what, const book_column *c, const fr_buf *formula);

/* ---- rules.c, scores.c: the named expressions ---- */
bool book_write_rules(book *b);
void book_write_scores(book *b, book_place p);
/* A deadline a sheet can work out by itself: elapsed time from one field. */
bool book_deadline_counts(const fr_form *form, const fr_deadline *deadline);

/* ---- validity.c: what a cell takes while it is typed into, and what it looks like when something is wrong ---- */
typedef enum book_asks { ASKS_NOTHING = 0, ASKS_LIST, ASKS_RULE, ASKS_WHOLE, ASKS_DECIMAL, ASKS_DATE, ASKS_TIME, ASKS_LENGTH } book_asks;
typedef struct book_validity {
	book_asks asks;
	size_t list; /* of the form; list_count: yes and no */
	double low, high; /* ends of what is taken */
	bool enforced; /* other values are refused */
	fr_str rule; /* OpenFormula: true when the value is taken */
	fr_str help, refusal; /* what people read; empty: nothing */
} book_validity;
/* Of a column of 记录 or the card; of a column of a repeat. */
book_validity book_validity_of(book *b, const book_column *c, bool card);
book_validity book_repeat_validity(book *b, const book_column *c);
/* Titles and texts as long as other programs hold; longer ones end in …. */
fr_str book_cut_title(book *b, fr_str text);
fr_str book_cut_text(book *b, fr_str text);

typedef struct book_mark {
	const char *style; /* of book_marks */
	fr_str formula; /* OpenFormula: when it applies */
} book_mark;
typedef struct book_marked {
	char first[32], last[32]; /* cells, "C3" */
	book_mark marks[3];
	size_t count;
} book_marked;
/* Calls see for each range of 记录 or the card that is marked when something is wrong; formulas are written for row (see book_place). */
void book_each_marked(book *b, bool card, size_t row, void (*see)(void *user, const book_marked *marked), void *user);

/* ---- looks.c: how cells look and how large they are, by the names of their styles ---- */
#define BOOK_NOTE_MOST 24 /* lines of a note that are seen */
#define BOOK_PROSE_MOST 12
#define BOOK_LABEL_MOST 4.4 /* centimetres of the card's labels; longer ones take two lines */
#define BOOK_GUIDE_COLUMNS 6
#define BOOK_LIST_WIDTH 4
typedef enum book_border { BORDER_NONE = 0, BORDER_LINE, BORDER_ACCENT, BORDER_WHITE } book_border;
typedef struct book_look {
	const char *name;
	const char *fill, *ink; /* "#1f2937"; NULL: as the rest */
	const char *align; /* "start", "center", "end"; NULL: by what it holds */
	double size; /* points; 0: 10 */
	bool bold, top, middle, wrap;
	bool input; /* people may write into it */
	book_border below, above, left, right;
	double pad; /* centimetres around the text; pad_start: where it begins only */
	bool pad_start;
} book_look;
#define BOOK_INK "#1f2937"
#define BOOK_MUTED "#64748b"
#define BOOK_ACCENT "#0f766e"
#define BOOK_LINES "#cbd5e1"
#define BOOK_WHITE "#ffffff"
#define BOOK_ERROR_INK "#b42318"
const book_look *book_marks(size_t *count); /* of what conditional formats mark */
const book_look *book_furniture(size_t *count);
/* A field's cell. area: r input on 记录, g computed there, c input on the card, k computed there. */
book_look book_field_look(char area, book_class class);
typedef struct book_measure {
	const char *name;
	double size;
} book_measure;
const book_measure *book_heights(size_t *count);
double book_row_height(const char *style); /* centimetres; 0: as high as its text takes */
double book_note_height(size_t lines);
double book_prose_height(size_t lines);
double book_card_width(const book *b, const char *style); /* "card-label", "card-value", "card-message" */
double book_guide_width(int column); /* from 1 */
size_t book_card_pages(const book *b);
size_t book_pages_wide(const book *b);

/* ---- the pen: sheets are written row by row, cell by cell, in either format ---- */
typedef enum book_sheet_kind { SHEET_CARD = 0, SHEET_RECORDS, SHEET_REPEAT, SHEET_GUIDE, SHEET_HIDDEN } book_sheet_kind;
typedef struct book_cell {
	const char *style; /* NULL: none */
	unsigned span; /* columns it takes; 0: its own */
	const char *validation; /* its name in OpenDocument */
	fr_str formula; /* OpenFormula without "="; empty: none */
	fr_value value; /* number or moment; empty: text says it */
	fr_str text;
	bool starred; /* a red * follows the text */
} book_cell;
typedef struct book_pen book_pen;
typedef void (*book_row_writer)(book_pen *pen, const void *what);
struct book_pen {
	book *book;
	void (*open)(book_pen *pen, book_sheet_kind kind, fr_str name);
	void (*column)(
		book_pen *pen, const char *style, double centimetres, unsigned count, bool hidden); /* in their order, before the rows */
	void (*heading)(book_pen *pen, bool columns, bool open); /* what stands on every page begins or ends */
	void (*row)(book_pen *pen, const char *style); /* NULL: as high as any */
	void (*row_end)(book_pen *pen);
	void (*cell)(book_pen *pen, const book_cell *cell);
	void (*empty)(book_pen *pen, const char *style, unsigned count);
	void (*same_rows)(book_pen *pen, size_t count, book_row_writer row, const void *what); /* row writes one of them */
	void (*close)(book_pen *pen, book_sheet_kind kind);
};
static inline void pen_text(book_pen *pen, const char *style, fr_str text) { pen->cell(pen, &(book_cell){.style = style, .text = text}); }

/* ---- the sheets ---- */
void book_sheets(book_pen *pen); /* template.c: all of them, in their order */
void book_sheet_card(book_pen *pen);
void book_sheet_records(book_pen *pen);
void book_sheets_of_repeats(book_pen *pen);
void book_sheet_guide(book_pen *pen);
void book_sheet_lists(book_pen *pen);
void book_sheet_rules(book_pen *pen);
/* pieces they share */
size_t book_note_lines(fr_str text);
double book_label_size(const book_column *c); /* centimetres on one line */
const char *book_line_style(
	const book *b, const book_line *l); /* of a pair on the card: as high as its labels and what people may write take */
void book_head_cell(book_pen *pen, const book_column *c);
void book_class_style(const book_column *c, char area, char out[24]);
const char *book_class_name(book_class class);
/* Name of the content validation of a column. */
void book_validation_name(const book_column *c, bool card, char out[40]);
void book_repeat_name(size_t repeat, const book_column *c, char out[40]); /* of its validation, and of its column's style */

#endif
