/* Report: findings as text, NDJSON or CSV.
 * Stage: outputs. In: results. Out: bytes for a terminal, a pipe or a file.
 * Text groups by record and lines columns up by how wide characters are shown: a Chinese one takes two columns. */
#include "diag/diag.h"
#include "sink/sink.h"

#include <stdio.h>
#include <utf8proc.h>

#define FLUSH_AT ((size_t)64 << 10)
#define LABEL_MOST 24 /* columns a label may take before its message moves over */

struct fr_report {
	fr_allocator allocator;
	fr_report_options options;
	fr_write write;
	void *user;
	fr_outfile *file; /* when it writes to one */
	fr_buf out;
	bool began;
};

static const char *const level_names[] = {"info", "warning", "error"};
static const char *const level_words[] = {"level.info", "level.warning", "level.error"};
static const char *const level_colours[] = {"\033[36m", "\033[33m", "\033[31m"};

/* Columns a terminal needs for text. */
static size_t text_width(fr_str s)
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

static void spaces(fr_buf *out, size_t n)
{
	while (n--)
		fr_buf_byte(out, ' ');
}

static void column_letters(fr_buf *out, size_t column)
{
	char letters[16];
	size_t n = sizeof letters;
	for (; column > 0 && n > 0; column = (column - 1) / 26)
		letters[--n] = (char)('A' + (column - 1) % 26);
	fr_buf_add(out, letters + n, sizeof letters - n);
}

/* "C12" where the file is a spreadsheet; nothing for CSV, whose lines are not rows once a cell holds a line break. */
static void cell_name(fr_buf *out, const fr_finding *f)
{
	if (f->column == 0 || f->sheet.n == 0)
		return;
	column_letters(out, f->column);
	fr_buf_printf(out, "%zu", f->row);
}

static void filled(fr_buf *out, const char *word, const char *lang, const fr_str *args, size_t count)
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

static void filled_number(fr_buf *out, const char *word, const char *lang, size_t n)
{
	char digits[24];
	fr_str arg = fr_str_of(digits, (size_t)snprintf(digits, sizeof digits, "%zu", n));
	filled(out, word, lang, &arg, 1);
}

static void message(fr_buf *out, const fr_finding *f, const char *lang)
{
	if (f->message.n)
		fr_buf_str(out, f->message);
	else
		fr_catalogue_write(out, f->code, lang, f->args, FR_ERROR_ARGS);
}

/* ---- text ---- */

static void coloured(fr_report *r, const char *colour, const char *text)
{
	if (r->options.colour)
		fr_buf_puts(&r->out, colour);
	fr_buf_puts(&r->out, text);
	if (r->options.colour)
		fr_buf_puts(&r->out, "\033[0m");
}

/* Text from column `at` on, broken to the terminal's width; the next lines begin under the first. Chinese may break anywhere, words at spaces. */
static void wrapped(fr_report *r, fr_str text, size_t at)
{
	size_t room = r->options.width > at + 20 ? r->options.width - at : SIZE_MAX;
	while (text_width(text) > room) {
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
		spaces(&r->out, at);
		text = fr_str_of(text.p + cut, text.n - cut);
	}
	fr_buf_str(&r->out, text);
	fr_buf_byte(&r->out, '\n');
}

static void text_heading(fr_report *r, const fr_result *result)
{
	const fr_finding *f = &result->findings[0];
	const char *lang = r->options.lang;
	if (r->began)
		fr_buf_byte(&r->out, '\n');
	r->began = true;
	if (r->options.colour)
		fr_buf_puts(&r->out, "\033[1m");
	if (f->source.n) {
		fr_buf_str(&r->out, f->source);
		fr_buf_byte(&r->out, ' ');
	}
	if (f->sheet.n) {
		fr_buf_str(&r->out, f->sheet);
		fr_buf_byte(&r->out, ' ');
	}
	filled_number(&r->out, f->sheet.n ? "report.row" : "report.line", lang, result->row);
	if (result->header) {
		fr_buf_byte(&r->out, ' ');
		fr_buf_puts(&r->out, fr_text("report.header", lang));
	} else if (result->record.n) {
		fr_buf_byte(&r->out, ' ');
		fr_buf_str(&r->out, result->record);
	}
	if (r->options.colour)
		fr_buf_puts(&r->out, "\033[0m");
	fr_buf_byte(&r->out, '\n');
}

static void text_result(fr_report *r, const fr_result *result)
{
	const char *lang = r->options.lang;
	size_t level_width = 0, cell_width = 0, label_width = 0;
	fr_buf part;
	fr_buf_init(&part, &r->allocator, 1 << 16);
	for (size_t i = 0; i < result->finding_count; i++) {
		const fr_finding *f = &result->findings[i];
		size_t width = text_width(fr_str_from(fr_text(level_words[f->level], lang)));
		level_width = width > level_width ? width : level_width;
		fr_buf_clear(&part);
		cell_name(&part, f);
		cell_width = part.n > cell_width ? part.n : cell_width;
		width = text_width(f->label);
		if (width <= LABEL_MOST && width > label_width)
			label_width = width;
	}
	text_heading(r, result);
	for (size_t i = 0; i < result->finding_count; i++) {
		const fr_finding *f = &result->findings[i];
		const char *word = fr_text(level_words[f->level], lang);
		size_t at = 2 + level_width + 2;
		fr_buf_puts(&r->out, "  ");
		coloured(r, level_colours[f->level], word);
		spaces(&r->out, level_width - text_width(fr_str_from(word)) + 2);
		if (cell_width) {
			fr_buf_clear(&part);
			cell_name(&part, f);
			fr_buf_str(&r->out, fr_buf_view(&part));
			spaces(&r->out, cell_width - part.n + 2);
			at += cell_width + 2;
		}
		if (label_width) {
			size_t width = text_width(f->label);
			fr_buf_str(&r->out, f->label);
			spaces(&r->out, (width < label_width ? label_width - width : 0) + 2);
			at += (width > label_width ? width : label_width) + 2;
		}
		fr_buf_clear(&part);
		message(&part, f, lang);
		if (f->repair.n && !fr_str_eq(f->repair, f->args[1])) { /* some messages say it themselves */
			fr_buf_puts(&part, fr_lang(lang)[0] == 'z' ? ";" : "; ");
			filled(&part, "report.repair", lang, &f->repair, 1);
		}
		wrapped(r, fr_buf_view(&part), at);
		r->out.failed = r->out.failed || part.failed;
	}
	fr_buf_free(&part);
}

/* ---- NDJSON (RFC 8259), one finding a line ---- */

static void json_string(fr_buf *out, fr_str s)
{
	fr_buf_byte(out, '"');
	for (size_t i = 0; i < s.n; i++) {
		unsigned char c = (unsigned char)s.p[i];
		if (c == '"' || c == '\\') {
			fr_buf_byte(out, '\\');
			fr_buf_byte(out, (char)c);
		} else if (c == '\n')
			fr_buf_puts(out, "\\n");
		else if (c < 0x20 || c == 0x7F)
			fr_buf_printf(out, "\\u%04x", c);
		else
			fr_buf_byte(out, (char)c);
	}
	fr_buf_byte(out, '"');
}

static void json_member(fr_buf *out, const char *name, fr_str value)
{
	if (value.n == 0)
		return;
	fr_buf_printf(out, ",\"%s\":", name);
	json_string(out, value);
}

static void ndjson_finding(fr_report *r, const fr_finding *f)
{
	fr_buf *out = &r->out;
	fr_buf part;
	fr_buf_init(&part, &r->allocator, 1 << 16);
	fr_buf_puts(out, "{\"source\":");
	json_string(out, f->source);
	json_member(out, "sheet", f->sheet);
	fr_buf_printf(out, ",\"row\":%zu", f->row);
	if (f->column)
		fr_buf_printf(out, ",\"column\":%zu", f->column);
	cell_name(&part, f);
	json_member(out, "cell", fr_buf_view(&part));
	json_member(out, "record", f->record);
	json_member(out, "form", f->form);
	json_member(out, "version", f->version);
	json_member(out, "field", f->field);
	json_member(out, "label", f->label);
	json_member(out, "rule", f->rule);
	json_member(out, "code", fr_str_from(fr_code_name(f->code)));
	json_member(out, "level", fr_str_from(level_names[f->level]));
	fr_buf_clear(&part);
	message(&part, f, r->options.lang);
	json_member(out, "message", fr_buf_view(&part));
	json_member(out, "repair", f->repair);
	fr_buf_puts(out, "}\n");
	out->failed = out->failed || part.failed;
	fr_buf_free(&part);
}

/* ---- CSV (RFC 4180), with a byte order mark: these files are opened in spreadsheets ---- */

static void csv_field(fr_buf *out, fr_str text, char end)
{
	fr_csv_cell(out, text);
	fr_buf_byte(out, end);
}

static void csv_finding(fr_report *r, const fr_finding *f)
{
	fr_buf *out = &r->out;
	if (!r->began)
		fr_buf_puts(
			out, "\xEF\xBB\xBFsource,sheet,row,column,cell,record,form,version,field,label,rule,code,level,message,repair\r\n");
	r->began = true;
	fr_buf part;
	fr_buf_init(&part, &r->allocator, 1 << 16);
	csv_field(out, f->source, ',');
	csv_field(out, f->sheet, ',');
	fr_buf_printf(out, "%zu,", f->row);
	if (f->column)
		fr_buf_printf(out, "%zu", f->column);
	fr_buf_byte(out, ',');
	cell_name(&part, f);
	csv_field(out, fr_buf_view(&part), ',');
	csv_field(out, f->record, ',');
	csv_field(out, f->form, ',');
	csv_field(out, f->version, ',');
	csv_field(out, f->field, ',');
	csv_field(out, f->label, ',');
	csv_field(out, f->rule, ',');
	csv_field(out, fr_str_from(fr_code_name(f->code)), ',');
	csv_field(out, fr_str_from(level_names[f->level]), ',');
	fr_buf_clear(&part);
	message(&part, f, r->options.lang);
	csv_field(out, fr_buf_view(&part), ',');
	fr_csv_cell(out, f->repair);
	fr_buf_puts(out, "\r\n");
	out->failed = out->failed || part.failed;
	fr_buf_free(&part);
}

/* ---- the public side ---- */

static fr_status flush(fr_report *r, fr_error *error)
{
	if (r->out.failed)
		return fr_fail(error, FR_E_MEMORY, FR_MEMORY, NULL);
	if (r->out.n && !r->write(r->user, r->out.p, r->out.n))
		return fr_fail(error, FR_E_IO, FR_IO_WRITE, "-", "", NULL);
	fr_buf_clear(&r->out);
	return FR_OK;
}

fr_status fr_report_open(const fr_report_options *options, fr_write write, void *user, fr_report **out, fr_error *error)
{
	*out = NULL;
	if (!options || options->size < sizeof *options || !write)
		return fr_fail(error, FR_E_ARGUMENT, FR_ARGUMENT, "fr_report_open", NULL);
	fr_report *r = fr_alloc(&fr_system_allocator, sizeof *r);
	if (!r)
		return fr_fail(error, FR_E_MEMORY, FR_MEMORY, NULL);
	*r = (fr_report){.allocator = fr_system_allocator, .options = *options, .write = write, .user = user};
	fr_buf_init(&r->out, &r->allocator, (size_t)64 << 20);
	*out = r;
	return FR_OK;
}

fr_status fr_report_add(fr_report *report, const fr_result *result, fr_error *error)
{
	if (result->finding_count == 0)
		return FR_OK;
	if (report->options.format == FR_FORMAT_TEXT)
		text_result(report, result);
	else
		for (size_t i = 0; i < result->finding_count; i++) {
			if (report->options.format == FR_FORMAT_NDJSON)
				ndjson_finding(report, &result->findings[i]);
			else
				csv_finding(report, &result->findings[i]);
		}
	return report->out.n >= FLUSH_AT ? flush(report, error) : FR_OK;
}

static bool write_file(void *user, const char *bytes, size_t count) { return fr_outfile_write(user, bytes, count); }

fr_status fr_report_create(const fr_report_options *options, const char *path, fr_report **out, fr_error *error)
{
	fr_outfile *file = NULL;
	*out = NULL;
	fr_status status = fr_outfile_open(NULL, path, &file, error);
	if (status == FR_OK)
		status = fr_report_open(options, write_file, file, out, error);
	if (status == FR_OK)
		(*out)->file = file;
	else if (file)
		fr_outfile_close(file, false, NULL);
	return status;
}

fr_status fr_report_close(fr_report *report, bool commit, fr_error *error)
{
	if (!report)
		return FR_OK;
	fr_status status = commit || !report->file ? flush(report, error) : FR_OK;
	if (report->file) {
		fr_status closed = fr_outfile_close(report->file, commit && status == FR_OK, status == FR_OK ? error : NULL);
		status = status == FR_OK ? closed : status;
	}
	fr_buf_free(&report->out);
	fr_allocator a = report->allocator;
	fr_release(&a, report);
	return status;
}

size_t fr_summary_message(const fr_summary *summary, double seconds, const char *lang, char *buffer, size_t capacity)
{
	char texts[5][32];
	fr_str args[5];
	const size_t numbers[] = {summary->records, summary->records_with_errors, summary->errors, summary->warnings};
	bool clean = summary->errors == 0 && summary->warnings == 0;
	for (size_t i = 0; i < 4; i++)
		args[i] = fr_str_of(texts[i], (size_t)snprintf(texts[i], sizeof texts[i], "%zu", numbers[i]));
	char full[400];
	size_t n = fr_number_write(fr_number_round(seconds, 2), full);
	args[clean ? 1 : 4] = fr_str_of(full, n);
	fr_buf text;
	fr_buf_init(&text, NULL, 4096);
	filled(&text, clean ? "summary.clean" : "summary.found", lang, args, clean ? 2 : 5);
	n = fr_text_out(fr_buf_view(&text), buffer, capacity);
	fr_buf_free(&text);
	return n;
}
