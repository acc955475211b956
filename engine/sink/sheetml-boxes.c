/* Boxes of comments in XLSX: the VML drawing beside a sheet.
 * Stage: outputs. In: the drawing as it was, or nothing; places. Out: the drawing without boxes of comments that are gone, with boxes for those that came. It is looked through as text: what
 * Excel writes there need not be well-formed XML. Source: ECMA-376 part 4, 19.1. */
#include "sink/sheetml.h"

#include <stdio.h>
#include <stdlib.h>

#define SPACES \
	" xmlns:v=\"urn:schemas-microsoft-com:vml\" xmlns:o=\"urn:schemas-microsoft-com:office:office\" " \
	"xmlns:x=\"urn:schemas-microsoft-com:office:excel\""
#define BLOCK 1024 /* numbers of boxes in one block of a drawing */
#define NAME "_x0000_s"
#define COLUMNS_MOST 16384
#define ROWS_MOST 1048576
#define WIDTH 3 /* columns of a box */

/* The number between <…:name> and the next <; SIZE_MAX when there is none. */
static size_t number_in(fr_str shape, const char *name)
{
	size_t at = fr_str_find(shape, fr_str_from(name));
	if (at == SIZE_MAX)
		return SIZE_MAX;
	size_t n = 0, i = at + strlen(name);
	while (i < shape.n && (shape.p[i] == ' ' || shape.p[i] == '\n' || shape.p[i] == '\r'))
		i++;
	for (at = i; i < shape.n && shape.p[i] >= '0' && shape.p[i] <= '9' && n < ROWS_MOST * 2; i++)
		n = n * 10 + (size_t)(shape.p[i] - '0');
	return i > at ? n : SIZE_MAX;
}

/* The next shape from at on: its bytes. False: no more. */
static bool next_shape(fr_str text, size_t at, size_t *from, size_t *to)
{
	while (at < text.n) {
		size_t open = fr_str_find(fr_str_of(text.p + at, text.n - at), FR_STR("<"));
		if (open == SIZE_MAX)
			return false;
		at += open;
		size_t n = 1;
		while (at + n < text.n && !strchr(" \t\r\n>/", text.p[at + n]))
			n++;
		fr_str name = fr_str_of(text.p + at + 1, n - 1);
		if (fr_str_is(name, "shape") || fr_str_ends(name, FR_STR(":shape"))) {
			char end[64];
			int size = snprintf(end, sizeof end, "</%.*s>", (int)(name.n < 40 ? name.n : 40), name.p);
			size_t close = fr_str_find(fr_str_of(text.p + at, text.n - at), fr_str_of(end, (size_t)size));
			*from = at;
			*to = close == SIZE_MAX ? text.n : at + close + (size_t)size;
			return close != SIZE_MAX;
		}
		at += n;
	}
	return false;
}

static size_t box_number(fr_str shape)
{
	size_t n = number_in(shape, NAME);
	return n == SIZE_MAX || n > UINT32_MAX ? 0 : n;
}

static bool is_gone(const sheet_notes *k, fr_str shape)
{
	size_t row = number_in(shape, ":Row>"), column = number_in(shape, ":Column>");
	sheet_place place = {row + 1, column + 1};
	return row != SIZE_MAX && column != SIZE_MAX && fr_str_find(shape, FR_STR("Note")) != SIZE_MAX && k->gone_count &&
	       bsearch(&place, k->gone, k->gone_count, sizeof place, sheet_place_order);
}

static void put_box(const sheet_box *box, size_t number, bool declared, fr_buf *out)
{
	size_t lines = 2 + box->cells / 26, row = box->place.row - 1, column = box->place.column - 1;
	lines = lines > 20 ? 20 : lines;
	size_t left = column + 1 + WIDTH + 1 < COLUMNS_MOST ? column + 1 : COLUMNS_MOST - WIDTH - 2;
	size_t top = row + lines + 1 < ROWS_MOST ? row : ROWS_MOST - lines - 1;
	fr_buf_printf(out,
		"<v:shape%s id=\"" NAME "%zu\" type=\"#_x0000_t202\" style=\"position:absolute;margin-left:60pt;margin-top:2pt;width:160pt;"
		"height:%zupt;z-index:%zu;visibility:hidden\" fillcolor=\"#ffffe1\" o:insetmode=\"auto\"><v:fill color2=\"#ffffe1\"/>"
		"<v:shadow on=\"t\" color=\"black\" obscured=\"t\"/><v:path o:connecttype=\"none\"/>"
		"<v:textbox style=\"mso-direction-alt:auto\"><div style=\"text-align:left\"></div></v:textbox>"
		"<x:ClientData ObjectType=\"Note\"><x:MoveWithCells/><x:SizeWithCells/><x:Anchor>%zu, 15, %zu, 2, %zu, 15, %zu, "
		"4</x:Anchor>"
		"<x:AutoFill>False</x:AutoFill><x:Row>%zu</x:Row><x:Column>%zu</x:Column></x:ClientData></v:shape>",
		declared ? "" : SPACES, number, lines * 15, number % BLOCK ? number % BLOCK : 1, left, top, left + WIDTH, top + lines, row,
		column);
}

static void put_new_drawing(size_t first, size_t count, fr_buf *out)
{
	fr_buf_puts(out, "<xml" SPACES "><o:shapelayout v:ext=\"edit\"><o:idmap v:ext=\"edit\" data=\"");
	for (size_t i = 0; i == 0 || i * (BLOCK - 1) < count; i++)
		fr_buf_printf(out, "%s%zu", i ? "," : "", first + i);
	fr_buf_puts(out, "\"/></o:shapelayout></xml>");
}

/* Whether the root declares the prefixes we write. */
static bool declares(fr_str text)
{
	static const char *const spaces[] = {"xmlns:v=\"urn:schemas-microsoft-com:vml\"",
		"xmlns:o=\"urn:schemas-microsoft-com:office:office\"", "xmlns:x=\"urn:schemas-microsoft-com:office:excel\""};
	size_t from = 0, to = 0;
	while (from + 1 < text.n && (text.p[from] != '<' || text.p[from + 1] == '?' || text.p[from + 1] == '!'))
		from++;
	for (to = from; to < text.n && text.p[to] != '>';)
		to++;
	for (size_t i = 0; i < sizeof spaces / sizeof *spaces; i++)
		if (fr_str_find(fr_str_of(text.p + from, to - from), fr_str_from(spaces[i])) == SIZE_MAX)
			return false;
	return true;
}

bool sheet_boxes_write(sheet_notes *k, size_t block, fr_buf *out)
{
	if (!k->drawing.n)
		put_new_drawing(block, k->boxes_count, &k->drawing);
	fr_str text = fr_buf_view(&k->drawing);
	size_t done = 0, from, to, number = block * BLOCK, end = text.n;
	while (next_shape(text, done, &from, &to)) {
		fr_str shape = fr_str_of(text.p + from, to - from);
		bool gone = is_gone(k, shape);
		fr_buf_add(out, text.p + done, gone ? from - done : to - done);
		if (!gone && box_number(shape) > number)
			number = box_number(shape);
		done = to;
	}
	while (end > done && text.p[end - 1] != '<')
		end--;
	if (end <= done || !fr_str_starts(fr_str_of(text.p + end, text.n - end), FR_STR("/")))
		return false;
	end--;
	fr_buf_add(out, text.p + done, end - done);
	bool declared = declares(text);
	if (k->boxes_count && fr_str_find(text, FR_STR("id=\"_x0000_t202\"")) == SIZE_MAX)
		fr_buf_printf(out,
			"<v:shapetype%s id=\"_x0000_t202\" coordsize=\"21600,21600\" o:spt=\"202\" path=\"m,l,21600r21600,l21600,xe\">"
			"<v:stroke joinstyle=\"miter\"/><v:path gradientshapeok=\"t\" o:connecttype=\"rect\"/></v:shapetype>",
			declared ? "" : SPACES);
	for (size_t i = 0; i < k->boxes_count; i++)
		put_box(&k->boxes[i], ++number, declared, out);
	fr_buf_add(out, text.p + end, text.n - end);
	return !out->failed;
}
