/* Computed values of records: scores, grades, deadlines, as text, NDJSON or CSV.
 * Stage: outputs. In: results with outputs. Out: a block or line for each record. */
#include "sink/report.h"

#include <math.h>

static const char *const state_words[] = {"score.counted", "score.zero", "score.skipped", "score.not-applicable", "score.invalid"};
static const char *const state_names[] = {"counted", "zero", "skipped", "not-applicable", "invalid"};

static void number(fr_buf *out, double x)
{
	char digits[400];
	if (isfinite(x))
		fr_buf_add(out, digits, fr_number_write(fr_number_round(x, 10), digits));
}

/* ---- text ---- */

/* "    服务态度  4 → 75 × 2". */
static void text_parts(fr_report *r, const fr_output *o)
{
	const char *lang = r->options.lang;
	size_t width = 0;
	for (size_t i = 0; i < o->part_count; i++) {
		size_t n = report_width(o->parts[i].label);
		width = n > width ? n : width;
	}
	for (size_t i = 0; i < o->part_count; i++) {
		const fr_part_use *p = &o->parts[i];
		report_spaces(&r->out, 6);
		report_padded(&r->out, p->label, width + 2);
		if (p->state == FR_PART_COUNTED) {
			number(&r->out, p->value);
			if (p->scaled != p->value) {
				fr_buf_puts(&r->out, " → ");
				number(&r->out, p->scaled);
			}
			fr_buf_puts(&r->out, " × ");
			number(&r->out, p->weight);
		} else
			fr_buf_puts(&r->out, fr_text(state_words[p->state], lang));
		fr_buf_byte(&r->out, '\n');
	}
}

static void text_values(fr_report *r, const fr_result *result)
{
	const char *bold = r->options.colour ? "\033[1m" : "", *plain = r->options.colour ? "\033[0m" : "";
	size_t width = 0;
	for (size_t i = 0; i < result->output_count; i++) {
		size_t n = report_width(result->outputs[i].label);
		width = result->outputs[i].kind != FR_OUTPUT_EMPTY && n > width ? n : width;
	}
	if (r->began)
		fr_buf_byte(&r->out, '\n');
	r->began = true;
	fr_buf_puts(&r->out, bold);
	report_place(r, result->source, result->sheet, result->row, result->record);
	fr_buf_puts(&r->out, plain);
	fr_buf_byte(&r->out, '\n');
	for (size_t i = 0; i < result->output_count; i++) {
		const fr_output *o = &result->outputs[i];
		if (o->kind == FR_OUTPUT_EMPTY && !o->part_count)
			continue;
		report_spaces(&r->out, 2);
		report_padded(&r->out, o->label, width + 2);
		fr_buf_str(&r->out, o->kind == FR_OUTPUT_EMPTY ? FR_STR("–") : o->text);
		fr_buf_byte(&r->out, '\n');
		text_parts(r, o);
	}
}

/* ---- NDJSON ---- */

static void json_parts(fr_buf *out, const fr_output *o)
{
	for (size_t i = 0; i < o->part_count; i++) {
		const fr_part_use *p = &o->parts[i];
		fr_buf_puts(out, i ? ",{\"part\":" : "{\"part\":");
		report_json(out, p->name);
		fr_buf_printf(out, ",\"state\":\"%s\",\"weight\":", state_names[p->state]);
		number(out, p->weight);
		if (isfinite(p->value)) {
			fr_buf_puts(out, ",\"value\":");
			number(out, p->value);
		}
		if (isfinite(p->scaled)) {
			fr_buf_puts(out, ",\"scaled\":");
			number(out, p->scaled);
		}
		fr_buf_byte(out, '}');
	}
}

static void json_value(fr_buf *out, const fr_output *o)
{
	if (o->kind == FR_OUTPUT_NUMBER)
		number(out, o->number);
	else if (o->kind == FR_OUTPUT_STATUS)
		report_json(out, fr_str_from(fr_due_status_name((fr_due_status)o->number)));
	else if (o->kind == FR_OUTPUT_BOOLEAN)
		fr_buf_puts(out, o->number != 0 ? "true" : "false");
	else
		report_json(out, o->text);
}

static void ndjson_values(fr_report *r, const fr_result *result)
{
	fr_buf *out = &r->out;
	bool parts = false, first = true;
	fr_buf_puts(out, "{\"source\":");
	report_json(out, result->source);
	report_member(out, "sheet", result->sheet);
	fr_buf_printf(out, ",\"row\":%zu", result->row);
	report_member(out, "record", result->record);
	report_member(out, "form", result->form);
	report_member(out, "version", result->version);
	fr_buf_printf(out, ",\"valid\":%s,\"values\":{", result->valid ? "true" : "false");
	for (size_t i = 0; i < result->output_count; i++) {
		const fr_output *o = &result->outputs[i];
		parts = parts || o->part_count;
		if (o->kind == FR_OUTPUT_EMPTY)
			continue;
		fr_buf_puts(out, first ? "" : ",");
		first = false;
		report_json(out, o->name);
		fr_buf_byte(out, ':');
		json_value(out, o);
	}
	fr_buf_byte(out, '}');
	if (parts) {
		fr_buf_puts(out, ",\"explain\":{");
		first = true;
		for (size_t i = 0; i < result->output_count; i++)
			if (result->outputs[i].part_count) {
				fr_buf_puts(out, first ? "" : ",");
				first = false;
				report_json(out, result->outputs[i].name);
				fr_buf_puts(out, ":[");
				json_parts(out, &result->outputs[i]);
				fr_buf_byte(out, ']');
			}
		fr_buf_byte(out, '}');
	}
	fr_buf_puts(out, "}\n");
}

/* ---- CSV: opened in sheets and made into pivot tables, so its header is what people call things ---- */

static void csv_values(fr_report *r, const fr_result *result)
{
	fr_buf *out = &r->out;
	const char *lang = r->options.lang;
	if (!r->began) {
		static const char *const ours[] = {
			"values.source", "values.sheet", "values.row", "values.record", "values.version", "values.valid"};
		fr_buf_puts(out, "\xEF\xBB\xBF");
		for (size_t i = 0; i < sizeof ours / sizeof *ours; i++)
			report_csv(out, fr_str_from(fr_text(ours[i], lang)),
				i + 1 < sizeof ours / sizeof *ours || result->output_count ? ',' : '\r');
		for (size_t i = 0; i < result->output_count; i++)
			report_csv(out, result->outputs[i].label, i + 1 < result->output_count ? ',' : '\r');
		fr_buf_byte(out, '\n');
	}
	r->began = true;
	report_csv(out, result->source, ',');
	report_csv(out, result->sheet, ',');
	fr_buf_printf(out, "%zu,", result->row);
	report_csv(out, result->record, ',');
	report_csv(out, result->version, ',');
	fr_buf_puts(out, result->valid ? "1" : "0");
	for (size_t i = 0; i < result->output_count; i++) {
		fr_buf_byte(out, ',');
		fr_csv_cell(out, result->outputs[i].kind == FR_OUTPUT_EMPTY ? fr_str_of("", 0) : result->outputs[i].text);
	}
	fr_buf_puts(out, "\r\n");
}

void report_values(fr_report *r, const fr_result *result)
{
	if (result->header || !result->form.n)
		return;
	if (r->options.format == FR_FORMAT_TEXT)
		text_values(r, result);
	else if (r->options.format == FR_FORMAT_NDJSON)
		ndjson_values(r, result);
	else
		csv_values(r, result);
}
