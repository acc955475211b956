/* Excel formulas: OpenFormula in the words of Excel and WPS.
 * Stage: outputs. In: formulas as expr/ and the plan write them. Out: the same with Excel's references, separators and names of functions.
 *
 * Both languages agree on operators, literals and most functions; what differs is told by tokens alone: [$sheet.$A1] is 'sheet'!$A1, ; is ,
 * and newer functions carry a prefix. Sources: ODF 1.3 part 4 (5.8 references), ECMA-376 part 1 (18.17 formulas). */
#include "sink/xlsx.h"

#define FORMULA_MOST 8192 /* UTF-16 units */
#define DEPTH_MOST 64
#define ARGUMENTS_MOST 255
#define LITERAL_MOST 255
#define LITERAL_PIECE 240

typedef struct writer {
	const book *book; /* NULL: references may lead anywhere */
	fr_str in;
	size_t at;
	fr_buf *out;
	unsigned depth, arguments[DEPTH_MOST];
	bool array[DEPTH_MOST]; /* what is open there is {…} */
	bool refused;
} writer;

size_t xlsx_units(fr_str text)
{
	size_t units = 0;
	for (size_t i = 0; i < text.n; i++)
		units += ((unsigned char)text.p[i] & 0xC0) != 0x80 ? 1 + ((unsigned char)text.p[i] >= 0xF0) : 0;
	return units;
}

void xlsx_sheet_ref(fr_buf *out, fr_str sheet)
{
	formula_sheet(out, sheet);
	fr_buf_byte(out, '!');
}

/* "…" with its marks; too long a one in pieces. */
static void literal(writer *w)
{
	size_t from = w->at++;
	while (w->at < w->in.n && (w->in.p[w->at] != '"' || (w->at + 1 < w->in.n && w->in.p[w->at + 1] == '"')))
		w->at += w->in.p[w->at] == '"' ? 2 : 1;
	if (w->at >= w->in.n) {
		w->refused = true;
		return;
	}
	fr_str text = fr_str_of(w->in.p + from + 1, w->at++ - from - 1);
	fr_buf_byte(w->out, '"');
	size_t units = 0;
	bool cut = xlsx_units(text) > LITERAL_MOST;
	for (size_t i = 0; i < text.n;) {
		uint32_t cp;
		size_t n = fr_utf8_decode(text, i, &cp);
		n = n ? n : 1;
		if (cp == '"')
			n = 2;
		if (cut && units >= LITERAL_PIECE) {
			fr_buf_puts(w->out, "\"&\"");
			units = 0;
		}
		fr_buf_add(w->out, text.p + i, n);
		units += n > 3 ? 2 : 1;
		i += n;
	}
	fr_buf_byte(w->out, '"');
}

/* The sheet of a reference, quotes taken off; at stands behind its point. False when there is none. */
static bool sheet_of(fr_str ref, fr_buf *sheet, size_t *at)
{
	size_t i = ref.n && ref.p[0] == '$';
	if (i < ref.n && ref.p[i] == '\'') {
		for (i++; i < ref.n; i++) {
			if (ref.p[i] == '\'' && !(i + 1 < ref.n && ref.p[i + 1] == '\''))
				break;
			i += ref.p[i] == '\'';
			fr_buf_byte(sheet, ref.p[i]);
		}
		i++;
	} else
		for (; i < ref.n && ref.p[i] != '.'; i++)
			fr_buf_byte(sheet, ref.p[i]);
	*at = i + 1;
	return i < ref.n && ref.p[i] == '.';
}

/* A cell of 规则 is seen by the name of its column: rule_B on the row it is asked from, card_rule_B for the card. */
static bool seen(writer *w, fr_str sheet, fr_str cell)
{
	size_t letters = 1;
	if (!fr_str_is(sheet, fr_text("sheet.rules", w->book->lang)) || cell.n < 3 || cell.p[0] != '$')
		return false;
	while (letters < cell.n && cell.p[letters] >= 'A' && cell.p[letters] <= 'Z')
		letters++;
	fr_buf_puts(w->out, letters < cell.n && cell.p[letters] == '$' ? "card_rule_" : "rule_");
	fr_buf_add(w->out, cell.p + 1, letters - 1);
	return true;
}

/* [$sheet.$A$1:.$B$2] */
static void reference(writer *w)
{
	size_t from = ++w->at, at;
	while (w->at < w->in.n && w->in.p[w->at] != ']')
		w->at++;
	if (w->at >= w->in.n) {
		w->refused = true;
		return;
	}
	fr_str ref = fr_str_of(w->in.p + from, w->at++ - from);
	fr_buf sheet;
	fr_buf_init(&sheet, &w->out->allocator, 4096);
	w->refused |= !sheet_of(ref, &sheet, &at);
	if (!w->refused) {
		fr_str cells = fr_str_of(ref.p + at, ref.n - at);
		size_t colon = fr_str_find(cells, FR_STR(":."));
		if (w->book)
			w->refused |= colon != SIZE_MAX || !seen(w, fr_buf_view(&sheet), cells);
		else {
			if (sheet.n)
				xlsx_sheet_ref(w->out, fr_buf_view(&sheet));
			fr_buf_add(w->out, cells.p, colon == SIZE_MAX ? cells.n : colon);
			if (colon != SIZE_MAX) {
				fr_buf_byte(w->out, ':');
				fr_buf_add(w->out, cells.p + colon + 2, cells.n - colon - 2);
			}
		}
	}
	w->out->failed |= sheet.failed;
	fr_buf_free(&sheet);
}

static bool of_word(char c)
{
	return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' || c == '.' ||
	       (unsigned char)c >= 0x80;
}

/* A name, a number or a function. */
static void word(writer *w)
{
	size_t from = w->at;
	while (w->at < w->in.n && of_word(w->in.p[w->at]))
		w->at++;
	fr_str text = fr_str_of(w->in.p + from, w->at - from), newer = FR_STR("COM.MICROSOFT.");
	bool call = w->at < w->in.n && w->in.p[w->at] == '(';
	if (call && fr_str_starts(text, newer)) {
		fr_buf_puts(w->out, "_xlfn.");
		text = fr_str_of(text.p + newer.n, text.n - newer.n);
	} else if (call && fr_str_starts(text, FR_STR("ORG.")))
		w->refused = true;
	fr_buf_str(w->out, text);
}

static void mark(writer *w, char c)
{
	if (c == '(' || c == '{') {
		if (w->depth == DEPTH_MOST) {
			w->refused = true;
			return;
		}
		w->array[w->depth] = c == '{';
		w->arguments[w->depth++] = 1;
	} else if ((c == ')' || c == '}') && w->depth)
		w->depth--;
	else if (c == ';') {
		c = ',';
		if (w->depth && ++w->arguments[w->depth - 1] > ARGUMENTS_MOST && !w->array[w->depth - 1])
			w->refused = true;
	} else if (c == '|' && w->depth && w->array[w->depth - 1])
		c = ';';
	fr_buf_byte(w->out, c);
}

static bool translate(writer *w)
{
	size_t before = w->out->n;
	while (w->at < w->in.n && !w->refused) {
		char c = w->in.p[w->at];
		if (c == '"')
			literal(w);
		else if (c == '[')
			reference(w);
		else if (of_word(c))
			word(w);
		else {
			mark(w, c);
			w->at++;
		}
	}
	if (!w->refused && xlsx_units(fr_str_of(w->out->p + before, w->out->n - before)) < FORMULA_MOST)
		return true;
	w->out->n = before;
	return false;
}

bool xlsx_formula(fr_str openformula, fr_buf *out) { return translate(&(writer){.in = openformula, .out = out}); }

bool xlsx_mark_formula(const book *b, fr_str openformula, fr_buf *out)
{
	return translate(&(writer){.book = b, .in = openformula, .out = out});
}
