/* CSV cells that are safe to open in a spreadsheet.
 * Stage: outputs. In: any UTF-8. Out: one RFC 4180 cell, formula injection neutralised (OWASP, CSV Injection). */
#include "sink/sink.h"

/* Spreadsheets take these as the beginning of a formula; Japanese and Chinese input modes write the full-width ones. */
static bool starts_formula(uint32_t cp)
{
	switch (cp) {
	case '=':
	case '+':
	case '-':
	case '@':
	case '\t':
	case '\r':
	case '\n':
	case 0xFF1D:
	case 0xFF0B:
	case 0xFF0D:
	case 0xFF20: return true;
	default: return false;
	}
}

/* -12.5 is a number, not a formula: it must stay one. */
static bool is_number(fr_str text)
{
	double x;
	return fr_number_read(text, false, &x);
}

void fr_csv_cell(fr_buf *out, fr_str text)
{
	uint32_t first = 0;
	/* White space before the sign does not stop every program, so look behind it. */
	fr_str body = text;
	while (body.n && *body.p == ' ') {
		body.p++;
		body.n--;
	}
	if (body.n)
		fr_utf8_decode(body, 0, &first);
	bool guard = body.n && starts_formula(first) && !is_number(text);
	bool quote = guard;
	for (size_t i = 0; i < text.n && !quote; i++)
		quote = text.p[i] == '"' || text.p[i] == ',' || text.p[i] == ';' || text.p[i] == '\n' || text.p[i] == '\r' ||
			text.p[i] == '\t';
	if (text.n && (text.p[0] == ' ' || text.p[text.n - 1] == ' '))
		quote = true;
	if (!quote) {
		fr_buf_str(out, text);
		return;
	}
	fr_buf_byte(out, '"');
	if (guard)
		fr_buf_byte(out, '\'');
	for (size_t i = 0; i < text.n; i++) {
		if (text.p[i] == '"')
			fr_buf_byte(out, '"');
		fr_buf_byte(out, text.p[i]);
	}
	fr_buf_byte(out, '"');
}
