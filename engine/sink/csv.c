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

/* -12.5 is a number, +86 138****5678 a phone, - and -- stand for nothing: they must stay what they are, and no program can be made to do anything by them. */
static bool is_harmless(fr_str text)
{
	double x;
	size_t hyphens = 0;
	if (fr_number_read(text, false, &x))
		return true;
	while (hyphens < text.n && text.p[hyphens] == '-')
		hyphens++;
	if (hyphens == text.n)
		return true;
	bool phone = text.n > 3 && text.p[0] == '+' && text.p[1] >= '1' && text.p[1] <= '9';
	for (size_t i = 1; i < text.n && phone; i++)
		phone = (text.p[i] >= '0' && text.p[i] <= '9') || strchr(" -*()", text.p[i]);
	return phone;
}

bool fr_csv_is_formula(fr_str text)
{
	uint32_t first = 0;
	/* White space before the sign does not stop every program, so look behind it. */
	fr_str body = text;
	while (body.n && *body.p == ' ') {
		body.p++;
		body.n--;
	}
	if (body.n && *body.p == '\xEF') /* full width */
		fr_utf8_decode(body, 0, &first);
	else if (body.n)
		first = (unsigned char)*body.p;
	return body.n && starts_formula(first) && !is_harmless(body);
}

void fr_csv_put(fr_buf *out, fr_str text, char delimiter, bool guard)
{
	bool quote = guard || (text.n && (text.p[0] == ' ' || text.p[text.n - 1] == ' '));
	for (size_t i = 0; i < text.n && !quote; i++)
		quote = text.p[i] == '"' || text.p[i] == delimiter || text.p[i] == '\n' || text.p[i] == '\r';
	if (!quote) {
		fr_buf_str(out, text);
		return;
	}
	fr_buf_byte(out, '"');
	if (guard)
		fr_buf_byte(out, '\'');
	for (size_t at = 0; at < text.n;) {
		const char *next = memchr(text.p + at, '"', text.n - at);
		size_t to = next ? (size_t)(next - text.p) + 1 : text.n;
		fr_buf_add(out, text.p + at, to - at);
		if (next)
			fr_buf_byte(out, '"');
		at = to;
	}
	fr_buf_byte(out, '"');
}

void fr_csv_cell(fr_buf *out, fr_str text)
{
	/* Programs that guess what separates cells must not take these for it. */
	char delimiter = memchr(text.n ? text.p : "", ';', text.n) ? ';' : memchr(text.n ? text.p : "", '\t', text.n) ? '\t' : ',';
	fr_csv_put(out, text, delimiter, fr_csv_is_formula(text));
}
