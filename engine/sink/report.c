/* Report: findings as text, NDJSON or CSV.
 * Stage: outputs. In: results. Out: bytes for a terminal, a pipe or a file.
 * Text groups by record and lines columns up by how wide characters are shown: a Chinese one takes two columns. */
#include "sink/report.h"

#include <stdio.h>

#define FLUSH_AT ((size_t)64 << 10)
#define LABEL_MOST 24 /* columns a label may take before its message moves over */

static const char *const level_names[] = {"info", "warning", "error"};
static const char *const level_words[] = {"level.info", "level.warning", "level.error"};
static const char *const level_colours[] = {"\033[36m", "\033[33m", "\033[31m"};

/* "C12" where the file is a spreadsheet; nothing for CSV, whose lines are not rows once a cell holds a line break. */
static void cell_name(fr_buf *out, const fr_finding *f)
{
	if (f->column == 0 || f->sheet.n == 0)
		return;
	report_letters(out, f->column);
	report_count(out, f->row);
}

static void message(fr_buf *out, const fr_finding *f, const char *lang)
{
	if (f->message.n)
		fr_buf_str(out, f->message);
	else
		fr_catalogue_write(out, f->code, lang, f->args, FR_ERROR_ARGS);
}

/* ---- text ---- */

static void text_heading(fr_report *r, const fr_result *result)
{
	const fr_finding *f = &result->findings[0];
	const char *lang = r->options.lang;
	if (r->began)
		fr_buf_byte(&r->out, '\n');
	r->began = true;
	if (r->options.colour)
		fr_buf_puts(&r->out, "\033[1m");
	report_place(r, f->source, f->sheet, f->row,
		result->header && f->code != FR_ELEMENT_UNKNOWN ? fr_str_from(fr_text("report.header", lang)) : result->record);
	if (r->options.colour)
		fr_buf_puts(&r->out, "\033[0m");
	fr_buf_byte(&r->out, '\n');
}

/* Findings of one row: of the record itself, or of one row of a repeat. */
static void text_block(fr_report *r, const fr_result *result)
{
	const char *lang = r->options.lang;
	size_t level_width = 0, cell_width = 0, label_width = 0;
	fr_buf part;
	fr_buf_init(&part, &r->allocator, 1 << 16);
	for (size_t i = 0; i < result->finding_count; i++) {
		const fr_finding *f = &result->findings[i];
		size_t width = report_width(fr_str_from(fr_text(level_words[f->level], lang)));
		level_width = width > level_width ? width : level_width;
		fr_buf_clear(&part);
		cell_name(&part, f);
		cell_width = part.n > cell_width ? part.n : cell_width;
		width = report_width(f->label);
		if (width <= LABEL_MOST && width > label_width)
			label_width = width;
	}
	text_heading(r, result);
	for (size_t i = 0; i < result->finding_count; i++) {
		const fr_finding *f = &result->findings[i];
		const char *word = fr_text(level_words[f->level], lang);
		size_t at = 2 + level_width + 2;
		fr_buf_puts(&r->out, "  ");
		report_coloured(r, level_colours[f->level], word);
		report_spaces(&r->out, level_width - report_width(fr_str_from(word)) + 2);
		if (cell_width) {
			fr_buf_clear(&part);
			cell_name(&part, f);
			fr_buf_str(&r->out, fr_buf_view(&part));
			report_spaces(&r->out, cell_width - part.n + 2);
			at += cell_width + 2;
		}
		if (label_width) {
			size_t width = report_width(f->label);
			fr_buf_str(&r->out, f->label);
			report_spaces(&r->out, (width < label_width ? label_width - width : 0) + 2);
			at += (width > label_width ? width : label_width) + 2;
		}
		fr_buf_clear(&part);
		message(&part, f, lang);
		if (f->repair.n && !fr_str_eq(f->repair, f->args[1])) { /* some messages say it themselves */
			fr_buf_puts(&part, fr_lang(lang)[0] == 'z' ? ";" : "; ");
			report_filled(&part, "report.repair", lang, &f->repair, 1);
		}
		report_wrapped(r, fr_buf_view(&part), at);
		r->out.failed = r->out.failed || part.failed;
	}
	fr_buf_free(&part);
}

static void text_result(fr_report *r, const fr_result *result)
{
	for (size_t from = 0, to; from < result->finding_count; from = to) {
		const fr_finding *first = &result->findings[from];
		for (to = from + 1; to < result->finding_count; to++) {
			const fr_finding *f = &result->findings[to];
			if (f->row != first->row || !fr_str_eq(f->sheet, first->sheet) || !fr_str_eq(f->source, first->source))
				break;
		}
		fr_result block = *result;
		block.findings = first;
		block.finding_count = to - from;
		text_block(r, &block);
	}
}

/* ---- NDJSON (RFC 8259), one finding a line ---- */

static void ndjson_finding(fr_report *r, const fr_finding *f)
{
	fr_buf *out = &r->out;
	fr_buf part;
	fr_buf_init(&part, &r->allocator, 1 << 16);
	fr_buf_puts(out, "{\"source\":");
	report_json(out, f->source);
	report_member(out, "sheet", f->sheet);
	fr_buf_puts(out, ",\"row\":");
	report_count(out, f->row);
	if (f->column) {
		fr_buf_puts(out, ",\"column\":");
		report_count(out, f->column);
	}
	cell_name(&part, f);
	report_member(out, "cell", fr_buf_view(&part));
	report_member(out, "record", f->record);
	report_member(out, "form", f->form);
	report_member(out, "version", f->version);
	report_member(out, "field", f->field);
	report_member(out, "label", f->label);
	report_member(out, "rule", f->rule);
	report_member(out, "code", fr_str_from(fr_code_name(f->code)));
	report_member(out, "level", fr_str_from(level_names[f->level]));
	fr_buf_clear(&part);
	message(&part, f, r->options.lang);
	report_member(out, "message", fr_buf_view(&part));
	report_member(out, "repair", f->repair);
	fr_buf_puts(out, "}\n");
	out->failed = out->failed || part.failed;
	fr_buf_free(&part);
}

/* ---- CSV (RFC 4180), with a byte order mark: these files are opened in spreadsheets ---- */

static void csv_finding(fr_report *r, const fr_finding *f)
{
	fr_buf *out = &r->out;
	if (!r->began)
		fr_buf_puts(
			out, "\xEF\xBB\xBFsource,sheet,row,column,cell,record,form,version,field,label,rule,code,level,message,repair\r\n");
	r->began = true;
	fr_buf part;
	fr_buf_init(&part, &r->allocator, 1 << 16);
	report_csv(out, f->source, ',');
	report_csv(out, f->sheet, ',');
	report_count(out, f->row);
	fr_buf_byte(out, ',');
	if (f->column)
		report_count(out, f->column);
	fr_buf_byte(out, ',');
	cell_name(&part, f);
	report_csv(out, fr_buf_view(&part), ',');
	report_csv(out, f->record, ',');
	report_csv(out, f->form, ',');
	report_csv(out, f->version, ',');
	report_csv(out, f->field, ',');
	report_csv(out, f->label, ',');
	report_csv(out, f->rule, ',');
	report_csv(out, fr_str_from(fr_code_name(f->code)), ',');
	report_csv(out, fr_str_from(level_names[f->level]), ',');
	fr_buf_clear(&part);
	message(&part, f, r->options.lang);
	report_csv(out, fr_buf_view(&part), ',');
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
	if (!options || options->size < sizeof(size_t) || !write)
		return fr_fail(error, FR_E_ARGUMENT, FR_ARGUMENT, "fr_report_open", NULL);
	fr_report *r = fr_alloc(&fr_system_allocator, sizeof *r);
	if (!r)
		return fr_fail(error, FR_E_MEMORY, FR_MEMORY, NULL);
	*r = (fr_report){.allocator = fr_system_allocator, .write = write, .user = user};
	memcpy(&r->options, options, options->size < sizeof r->options ? options->size : sizeof r->options);
	fr_buf_init(&r->out, &r->allocator, (size_t)1 << 30);
	fr_arena_init(&r->kept, &r->allocator, 0);
	*out = r;
	return FR_OK;
}

fr_status fr_report_add(fr_report *report, const fr_result *result, fr_error *error)
{
	if (report->options.content == FR_REPORT_DUES)
		return report_keep_dues(report, result) ? FR_OK : fr_fail(error, FR_E_MEMORY, FR_MEMORY, NULL);
	if (report->options.content == FR_REPORT_VALUES) {
		report_values(report, result);
		return report->out.n >= FLUSH_AT || report->out.failed ? flush(report, error) : FR_OK;
	}
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
	if (report->options.content == FR_REPORT_DUES && commit)
		report_worklist(report);
	fr_status status = commit || !report->file ? flush(report, error) : FR_OK;
	if (report->file) {
		fr_status closed = fr_outfile_close(report->file, commit && status == FR_OK, status == FR_OK ? error : NULL);
		status = status == FR_OK ? closed : status;
	}
	fr_buf_free(&report->out);
	fr_arena_free(&report->kept);
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
	report_filled(&text, clean ? "summary.clean" : "summary.found", lang, args, clean ? 2 : 5);
	n = fr_text_out(fr_buf_view(&text), buffer, capacity);
	fr_buf_free(&text);
	return n;
}
