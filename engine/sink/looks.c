/* Looks: how a workbook looks: quiet, fit for print in grey, nothing loud but what is wrong; and how large its rows, columns and pages are.
 * Stage: outputs. In: the plan. Out: looks by the name of their style, centimetres, pages. */
#include "sink/workbook.h"

#include <math.h>
#include <stdio.h>

#define INK BOOK_INK
#define MUTED BOOK_MUTED
#define LINES BOOK_LINES
#define ACCENT BOOK_ACCENT
#define BAND "#e6f4f1"
#define ERROR_FILL "#fdecea"
#define ERROR_INK BOOK_ERROR_INK
#define REMINDER_FILL "#fff6e0"
#define REMINDER_INK "#8a5a00"
#define COMPUTED_FILL "#f3f4f6"
#define IDLE_FILL "#e5e7eb"
#define IDLE_INK "#9ca3af"
#define WHITE BOOK_WHITE

#define PAGE_WIDTH 26.9 /* centimetres between the margins of A4 landscape */
#define SMALLEST 0.6 /* print is made no smaller than this */
#define PAGE_HEIGHT 25.9 /* of an upright A4, without margins, header and footer */
#define SMALLEST_CARD 0.6 /* a card's text is 10 pt: 6 pt can still be read on paper */

/* What conditional formats apply, and what people may want to change. */
static const book_look marks[] = {
	{.name = "Formrule_20_Error", .fill = ERROR_FILL, .ink = ERROR_INK},
	{.name = "Formrule_20_Reminder", .fill = REMINDER_FILL, .ink = REMINDER_INK},
	{.name = "Formrule_20_Hint", .ink = REMINDER_INK},
	{.name = "Formrule_20_Idle", .fill = IDLE_FILL, .ink = IDLE_INK},
	{.name = "Formrule_20_Count", .fill = ERROR_FILL, .ink = ERROR_INK, .bold = true},
	{.name = "Formrule_20_Note", .fill = REMINDER_FILL, .ink = REMINDER_INK, .bold = true},
	{.name = "Formrule_20_Fine", .ink = ACCENT, .bold = true},
	{.name = "Formrule_20_Warn", .ink = REMINDER_INK, .bold = true},
};

#define BANDED .fill = ACCENT, .ink = WHITE, .bold = true, .align = "start", .middle = true
#define HEADED .fill = BAND, .ink = ACCENT, .bold = true, .below = BORDER_ACCENT, .middle = true, .wrap = true, .pad = 0.08

static const book_look furniture[] = {
	/* the table */
	{.name = "band", BANDED},
	{.name = "band-first", BANDED, .left = BORDER_WHITE, .pad = 0.08},
	{.name = "head", HEADED, .align = "start"},
	{.name = "head-center", HEADED, .align = "center"},
	{.name = "check", .below = BORDER_LINE, .right = BORDER_LINE, .middle = true, .pad = 0.08, .align = "center", .bold = true},
	{.name = "reasons",
		.below = BORDER_LINE,
		.fill = COMPUTED_FILL,
		.middle = true,
		.wrap = true,
		.pad = 0.08,
		.align = "start",
		.ink = ERROR_INK,
		.size = 9},
	{.name = "quiet", .below = BORDER_LINE, .middle = true, .pad = 0.08, .align = "start", .ink = MUTED, .size = 8},
	/* the card and the guide */
	{.name = "title", .middle = true, .pad = 0.05, .align = "start", .ink = INK, .size = 18, .bold = true},
	{.name = "subtitle", .middle = true, .wrap = true, .pad = 0.05, .align = "start", .ink = MUTED, .size = 8.5},
	{.name = "note", .top = true, .wrap = true, .pad = 0.08, .align = "start", .ink = MUTED, .size = 8.5},
	{.name = "section", .fill = BAND, .middle = true, .pad = 0.15, .align = "start", .ink = ACCENT, .size = 11, .bold = true},
	{.name = "label", .middle = true, .wrap = true, .pad = 0.15, .align = "end", .ink = MUTED},
	{.name = "message", .middle = true, .wrap = true, .pad = 0.12, .pad_start = true, .align = "start", .ink = ERROR_INK, .size = 8.5},
	{.name = "state", .above = BORDER_ACCENT, .middle = true, .wrap = true, .pad = 0.15, .align = "start", .ink = MUTED, .bold = true},
	{.name = "cell", .below = BORDER_LINE, .top = true, .wrap = true, .pad = 0.12, .align = "start", .ink = INK, .size = 9},
	{.name = "cell-bold",
		.below = BORDER_LINE,
		.top = true,
		.wrap = true,
		.pad = 0.12,
		.align = "start",
		.ink = INK,
		.size = 9,
		.bold = true},
	{.name = "prose", .middle = true, .wrap = true, .pad = 0.08, .align = "start", .ink = INK, .size = 9.5},
};

const book_look *book_marks(size_t *count)
{
	*count = sizeof marks / sizeof *marks;
	return marks;
}

const book_look *book_furniture(size_t *count)
{
	*count = sizeof furniture / sizeof *furniture;
	return furniture;
}

book_look book_field_look(char area, book_class class)
{
	bool card = area == 'c' || area == 'k', computed = area == 'g' || area == 'k';
	bool number = class == BOOK_INTEGER || class == BOOK_DECIMAL || class == BOOK_TIME || class == BOOK_SCORE;
	book_look look = {.align = !card && number ? "center" : "start",
		.fill = computed ? COMPUTED_FILL : NULL,
		.wrap = true,
		.input = !computed,
		.below = BORDER_LINE,
		.pad = card ? 0.15 : 0.08};
	if (card)
		look.above = look.left = look.right = BORDER_LINE;
	look.top = card && class == BOOK_LONG;
	look.middle = !look.top;
	return look;
}

/* Heights of rows by their style, in centimetres. */
static const book_measure heights[] = {
	{"row-title", 1.1},
	{"row-small", 0.6},
	{"row-space", 0.25},
	{"row-band", 0.75},
	{"row-line", 0.78},
	{"row-double", 1.15},
	{"row-long", 1.3},
	{"row-longer", 1.6},
	{"row-longest", 2.1},
	{"row-head", 1.15},
};

const book_measure *book_heights(size_t *count)
{
	*count = sizeof heights / sizeof *heights;
	return heights;
}

double book_note_height(size_t lines) { return 0.35 + 0.42 * (double)lines; }

double book_prose_height(size_t lines) { return 0.2 + 0.5 * (double)lines; }

double book_row_height(const char *style)
{
	size_t lines;
	if (!style)
		return 0;
	if (sscanf(style, "row-note%zu", &lines) == 1)
		return book_note_height(lines);
	if (sscanf(style, "prose-%zu", &lines) == 1)
		return book_prose_height(lines);
	for (size_t i = 0; i < sizeof heights / sizeof *heights; i++)
		if (strcmp(heights[i].name, style) == 0)
			return heights[i].size;
	return 0;
}

double book_label_size(const book_column *c) { return 0.19 * (double)(book_width(c->title) + (c->required ? 2 : 0)) + 0.45; }

/* Centimetres for the longest label of the card on one line, as far as there is room. */
static double label_width(const book *b)
{
	double longest = 2.4;
	for (size_t i = 0; i < b->count; i++)
		if (b->columns[i].card[0])
			longest = fmax(longest, book_label_size(&b->columns[i]));
	return fmin(longest, BOOK_LABEL_MOST);
}

double book_card_width(const book *b, const char *style)
{
	if (strcmp(style, "card-message") == 0)
		return 3.7;
	double label = label_width(b);
	return strcmp(style, "card-label") == 0 ? label : fmax(3.5, (14.5 - 2 * label) / 2);
}

double book_guide_width(int column)
{
	static const double widths[BOOK_GUIDE_COLUMNS] = {3.2, 1.4, 1.9, 5.2, 4.6, 2.1};
	return widths[column - 1];
}

/* The card is one page when its text can still be read at that size, else as many as that takes. */
size_t book_card_pages(const book *b)
{
	double height = book_row_height("row-title") + 2 * book_row_height("row-small");
	for (size_t i = 0; i < b->line_count; i++) {
		const book_line *l = &b->lines[i];
		height += l->kind == LINE_NOTE    ? book_note_height(book_note_lines(b->columns[l->left].note))
			  : l->kind == LINE_BAND  ? book_row_height("row-band")
			  : l->kind == LINE_SPACE ? book_row_height("row-space")
						  : book_row_height(book_line_style(b, l));
	}
	return (size_t)(height * SMALLEST_CARD / PAGE_HEIGHT) + 1;
}

/* One page wide when its text can still be read at that size, else as many as that takes; the first columns stand on each. */
size_t book_pages_wide(const book *b)
{
	double width = 0;
	for (size_t i = 0; i < b->count; i++)
		width += b->columns[i].letter[0] && !b->columns[i].hidden ? b->columns[i].width : 0;
	size_t pages = (size_t)(width * SMALLEST / PAGE_WIDTH) + 1;
	return pages < 8 ? pages : 8;
}
