/* Worklist: deadlines of all records, the most urgent first: what is due, for whom, when, and which rule says so.
 * Stage: outputs. In: results with deadlines. Out: a table, NDJSON or CSV; nothing is written before all is known. */
#include "sink/report.h"

#include "value/duration.h"

#include <stdlib.h>

typedef struct report_due {
	fr_due due;
	fr_str source, sheet, record, form;
	size_t row;
	struct report_due *next;
} report_due;

static const char *const status_words[] = {"", "due.open", "due.soon", "due.overdue", "due.done", "due.done-late"};
static const char *const status_colours[] = {"", "", "\033[33m", "\033[31m", "\033[32m", "\033[35m"};

static bool keep(fr_report *r, fr_str *text)
{
	*text = fr_arena_str(&r->kept, *text);
	return text->p != NULL;
}

bool report_keep_dues(fr_report *r, const fr_result *result)
{
	for (size_t i = 0; i < result->due_count; i++) {
		const fr_due *d = &result->dues[i];
		bool done = d->status == FR_DUE_DONE || d->status == FR_DUE_DONE_LATE;
		if (d->status == FR_DUE_NONE || (done && !r->options.done_too))
			continue;
		report_due *kept = FR_ARENA_NEW(&r->kept, report_due);
		if (!kept)
			return false;
		*kept = (report_due){*d, result->source, result->sheet, result->record, result->form, result->row, r->dues};
		fr_str *texts[] = {&kept->due.name, &kept->due.label, &kept->due.due_text, &kept->due.earliest_text, &kept->due.done_text,
			&kept->due.within, &kept->due.policy, &kept->due.row, &kept->due.why, &kept->due.who, &kept->source, &kept->sheet,
			&kept->record, &kept->form};
		for (size_t t = 0; t < sizeof texts / sizeof *texts; t++)
			if (!keep(r, texts[t]))
				return false;
		r->dues = kept;
		r->due_count++;
	}
	return true;
}

/* Overdue, due soon, open, then what is done; within each the earliest limit first, then as they came. */
static int rank(fr_due_status status)
{
	static const int ranks[] = {9, 3, 2, 1, 5, 4};
	return ranks[status];
}

static int by_urgency(const void *a, const void *b)
{
	const report_due *x = *(const report_due *const *)a, *y = *(const report_due *const *)b;
	int order = rank(x->due.status) - rank(y->due.status);
	if (order)
		return order;
	if (x->due.due != y->due.due)
		return x->due.due < y->due.due ? -1 : 1;
	order = fr_str_cmp(x->source, y->source);
	if (order)
		return order;
	return x->row != y->row ? (x->row < y->row ? -1 : 1) : fr_str_cmp(x->due.name, y->due.name);
}

/* "24 小时内", "3 个工作日内"; nothing for a limit that was stated as a day or moment. */
static fr_str in_words(fr_report *r, fr_str within)
{
	fr_duration d;
	const char *word = NULL;
	int64_t n = 0;
	if (!fr_duration_read(within, true, &d))
		return within;
	if (d.clock != FR_CLOCK_ELAPSED)
		word = d.clock == FR_CLOCK_WORKDAYS ? "due.workdays" : "due.business-hours", n = d.count;
	else if (!d.months && !d.ms)
		return fr_str_of("", 0);
	else if (!d.months)
		word = d.ms % FR_DAY_MS == 0 ? "due.days"
		       : d.ms % 3600000 == 0 ? "due.hours"
					     : "due.minutes",
		n = d.ms / (d.ms % FR_DAY_MS == 0        ? FR_DAY_MS
				   : d.ms % 3600000 == 0 ? 3600000
							 : 60000);
	else if (!d.ms)
		word = "due.months", n = d.months;
	if (!word)
		return within;
	char digits[400];
	fr_str number = fr_str_of(digits, fr_number_write((double)n, digits));
	fr_buf text;
	fr_buf_init(&text, &r->allocator, 4096);
	report_filled(&text, word, r->options.lang, &number, 1);
	fr_str kept = fr_arena_str(&r->kept, fr_buf_view(&text));
	r->out.failed = r->out.failed || text.failed || !kept.p;
	fr_buf_free(&text);
	return kept;
}

/* What a policy says in words; else how long. */
static fr_str reason(fr_report *r, const report_due *d)
{
	if (d->due.why.n || d->due.row.n)
		return d->due.why.n ? d->due.why : d->due.row;
	return in_words(r, d->due.within);
}

static void widen(size_t *width, fr_str text)
{
	size_t n = report_width(text);
	*width = n > *width ? n : *width;
}

static void text_list(fr_report *r, report_due *const *items, size_t n)
{
	const char *lang = r->options.lang;
	size_t status = 0, record = 0, label = 0, who = 0;
	for (size_t i = 0; i < n; i++) {
		widen(&status, fr_str_from(fr_text(status_words[items[i]->due.status], lang)));
		widen(&record, items[i]->record);
		widen(&label, items[i]->due.label);
		widen(&who, items[i]->due.who);
	}
	for (size_t i = 0; i < n; i++) {
		const report_due *d = items[i];
		const char *word = fr_text(status_words[d->due.status], lang);
		report_coloured(r, status_colours[d->due.status], word);
		report_spaces(&r->out, status - report_width(fr_str_from(word)) + 2);
		report_padded(&r->out, d->due.due_text, 18);
		report_padded(&r->out, d->record, record + 2);
		report_padded(&r->out, d->due.label, label + 2);
		if (who)
			report_padded(&r->out, d->due.who, who + 2);
		fr_buf_str(&r->out, reason(r, d));
		if (d->due.provisional)
			fr_buf_puts(&r->out, fr_text("due.provisional", lang));
		while (r->out.n && r->out.p[r->out.n - 1] == ' ')
			r->out.n--;
		fr_buf_byte(&r->out, '\n');
	}
}

static void ndjson_list(fr_report *r, report_due *const *items, size_t n)
{
	fr_buf *out = &r->out;
	for (size_t i = 0; i < n; i++) {
		const report_due *d = items[i];
		fr_buf_puts(out, "{\"source\":");
		report_json(out, d->source);
		report_member(out, "sheet", d->sheet);
		fr_buf_printf(out, ",\"row\":%zu", d->row);
		report_member(out, "record", d->record);
		report_member(out, "form", d->form);
		report_member(out, "deadline", d->due.name);
		report_member(out, "label", d->due.label);
		report_member(out, "status", fr_str_from(fr_due_status_name(d->due.status)));
		report_member(out, "due", d->due.due_text);
		report_member(out, "earliest", d->due.earliest_text);
		report_member(out, "done", d->due.done_text);
		report_member(out, "who", d->due.who);
		report_member(out, "within", d->due.within);
		report_member(out, "policy", d->due.policy);
		report_member(out, "row_id", d->due.row);
		report_member(out, "why", d->due.why);
		fr_buf_printf(out, ",\"provisional\":%s}\n", d->due.provisional ? "true" : "false");
	}
}

static void csv_list(fr_report *r, report_due *const *items, size_t n)
{
	static const char *const heads[] = {"due.status", "due.when", "values.record", "due.what", "due.who", "due.why", "due.row",
		"due.earliest", "due.finished", "due.unsure", "values.source", "values.sheet", "values.row"};
	const size_t count = sizeof heads / sizeof *heads;
	const char *lang = r->options.lang;
	fr_buf *out = &r->out;
	fr_buf_puts(out, "\xEF\xBB\xBF");
	for (size_t i = 0; i < count; i++)
		report_csv(out, fr_str_from(fr_text(heads[i], lang)), i + 1 < count ? ',' : '\r');
	fr_buf_byte(out, '\n');
	for (size_t i = 0; i < n; i++) {
		const report_due *d = items[i];
		report_csv(out, fr_str_from(fr_text(status_words[d->due.status], lang)), ',');
		report_csv(out, d->due.due_text, ',');
		report_csv(out, d->record, ',');
		report_csv(out, d->due.label, ',');
		report_csv(out, d->due.who, ',');
		report_csv(out, reason(r, d), ',');
		report_csv(out, d->due.row, ',');
		report_csv(out, d->due.earliest_text, ',');
		report_csv(out, d->due.done_text, ',');
		report_csv(out, d->due.provisional ? FR_STR("1") : fr_str_of("", 0), ',');
		report_csv(out, d->source, ',');
		report_csv(out, d->sheet, ',');
		fr_buf_printf(out, "%zu\r\n", d->row);
	}
}

void report_worklist(fr_report *r)
{
	report_due **items = FR_ARENA_ARRAY(&r->kept, report_due *, r->due_count);
	if (!items) {
		r->out.failed = true;
		return;
	}
	size_t n = 0;
	for (report_due *d = r->dues; d; d = d->next)
		items[n++] = d;
	if (n)
		qsort(items, n, sizeof *items, by_urgency);
	if (r->options.format == FR_FORMAT_TEXT)
		text_list(r, items, n);
	else if (r->options.format == FR_FORMAT_NDJSON)
		ndjson_list(r, items, n);
	else
		csv_list(r, items, n);
}
