/* Lines: the pieces reports are made of: widths, wrapping, JSON strings, CSV cells.
 * Stage: outputs. In: text. Out: text in a buffer.
 * Columns are lined up by how wide characters are shown: a Chinese one takes two. */
#include "sink/report.h"

#include <stdio.h>
#include <utf8proc.h>

/* Columns a terminal needs for text. */
size_t report_width(fr_str s)
{
	size_t width = 0;
	for (size_t at = 0; at < s.n;) {
		uint32_t cp;
		size_t n = fr_utf8_decode(s, at, &cp);
		int columns = n ? utf8proc_charwidth((utf8proc_int32_t)cp) : 1;
		width += columns > 0 ? (size_t)columns : 0;
		at += n ? n : 1;
	}
	return width;
}

void report_spaces(fr_buf *out, size_t n)
{
	while (n--)
		fr_buf_byte(out, ' ');
}

void report_letters(fr_buf *out, size_t column)
{
	char letters[16];
	size_t n = sizeof letters;
	for (; column > 0 && n > 0; column = (column - 1) / 26)
		letters[--n] = (char)('A' + (column - 1) % 26);
	fr_buf_add(out, letters + n, sizeof letters - n);
}

void report_filled(fr_buf *out, const char *word, const char *lang, const fr_str *args, size_t count)
{
	for (const char *p = fr_text(word, lang); *p; p++) {
		size_t index = p[0] == '{' && p[2] == '}' ? (size_t)(p[1] - '0') : FR_ERROR_ARGS + 9;
		if (index < count) {
			fr_buf_str(out, args[index]);
			p += 2;
		} else
			fr_buf_byte(out, *p);
	}
}

void report_filled_number(fr_buf *out, const char *word, const char *lang, size_t n)
{
	char digits[24];
	fr_str arg = fr_str_of(digits, (size_t)snprintf(digits, sizeof digits, "%zu", n));
	report_filled(out, word, lang, &arg, 1);
}

void report_coloured(fr_report *r, const char *colour, const char *text)
{
	if (r->options.colour)
		fr_buf_puts(&r->out, colour);
	fr_buf_puts(&r->out, text);
	if (r->options.colour)
		fr_buf_puts(&r->out, "\033[0m");
}

/* Text from column `at` on, broken to the terminal's width; the next lines begin under the first. Chinese may break anywhere, words at spaces. */
void report_wrapped(fr_report *r, fr_str text, size_t at)
{
	size_t room = r->options.width > at + 20 ? r->options.width - at : SIZE_MAX;
	while (report_width(text) > room) {
		size_t cut = 0, width = 0, space = 0;
		for (size_t i = 0; i < text.n;) {
			uint32_t cp;
			size_t n = fr_utf8_decode(text, i, &cp);
			int columns = n ? utf8proc_charwidth((utf8proc_int32_t)cp) : 1;
			width += columns > 0 ? (size_t)columns : 0;
			if (width > room)
				break;
			i += n ? n : 1;
			if (cp == ' ')
				space = i;
			cut = cp >= 0x2E80 || cp == ' ' ? i : space;
			if (cut == 0)
				cut = i;
		}
		if (cut == 0)
			break;
		fr_buf_add(&r->out, text.p, cut);
		fr_buf_byte(&r->out, '\n');
		report_spaces(&r->out, at);
		text = fr_str_of(text.p + cut, text.n - cut);
	}
	fr_buf_str(&r->out, text);
	fr_buf_byte(&r->out, '\n');
}

void report_json(fr_buf *out, fr_str s)
{
	size_t from = 0; /* what stands before i and after from is not written yet */
	fr_buf_byte(out, '"');
	for (size_t i = 0; i < s.n; i++) {
		unsigned char c = (unsigned char)s.p[i];
		if (c >= 0x20 && c != 0x7F && c != '"' && c != '\\')
			continue;
		fr_buf_add(out, s.p + from, i - from);
		from = i + 1;
		if (c == '"' || c == '\\') {
			fr_buf_byte(out, '\\');
			fr_buf_byte(out, (char)c);
		} else if (c == '\n')
			fr_buf_puts(out, "\\n");
		else
			fr_buf_printf(out, "\\u%04x", c);
	}
	if (from < s.n)
		fr_buf_add(out, s.p + from, s.n - from);
	fr_buf_byte(out, '"');
}

void report_member(fr_buf *out, const char *name, fr_str value)
{
	if (value.n == 0)
		return;
	fr_buf_puts(out, ",\"");
	fr_buf_puts(out, name);
	fr_buf_puts(out, "\":");
	report_json(out, value);
}

void report_count(fr_buf *out, size_t n)
{
	char digits[24];
	size_t at = sizeof digits;
	do
		digits[--at] = (char)('0' + n % 10);
	while ((n /= 10));
	fr_buf_add(out, digits + at, sizeof digits - at);
}

void report_csv(fr_buf *out, fr_str text, char end)
{
	fr_csv_cell(out, text);
	fr_buf_byte(out, end);
}

void report_padded(fr_buf *out, fr_str s, size_t width)
{
	size_t n = report_width(s);
	fr_buf_str(out, s);
	report_spaces(out, n < width ? width - n : 0);
}

void report_place(fr_report *r, fr_str source, fr_str sheet, size_t row, fr_str record)
{
	if (source.n) {
		fr_buf_str(&r->out, source);
		fr_buf_byte(&r->out, ' ');
	}
	if (sheet.n) {
		fr_buf_str(&r->out, sheet);
		fr_buf_byte(&r->out, ' ');
	}
	report_filled_number(&r->out, sheet.n ? "report.row" : "report.line", r->options.lang, row);
	if (record.n) {
		fr_buf_byte(&r->out, ' ');
		fr_buf_str(&r->out, record);
	}
}
