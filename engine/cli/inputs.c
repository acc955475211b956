/* Inputs: every file through the checks of its form; what check, score and due have in common.
 * Stage: edge. In: paths, options. Out: results, one after the other. */
#include "cli/command.h"

#include <string.h>
#include <sys/stat.h>

typedef struct reading {
	fr_form *form;
	fr_run *run;
} reading;

typedef struct pass {
	cli *c;
	fr_run_options options;
	reading readings[MANY]; /* one for each form */
	size_t count;
	size_t *of_input; /* index into readings */
	progress_bar bar;
	inputs_each each;
	void *user;
	fr_error *error;
} pass;

static bool path_is_file(const char *path)
{
	struct stat about;
	return stat(path, &about) == 0 && S_ISREG(about.st_mode);
}

static uint64_t size_of(const char *path)
{
	struct stat about;
	return stat(path, &about) == 0 && S_ISREG(about.st_mode) ? (uint64_t)about.st_size : 0;
}

static const char *path_of(const cli *c, size_t input) { return strcmp(c->inputs[input], "-") == 0 ? "/dev/stdin" : c->inputs[input]; }

bool inputs_spared(const cli *c)
{
	for (size_t i = 0; c->output && i < c->input_count; i++)
		if (strcmp(c->output, c->inputs[i]) == 0) {
			fprintf(stderr,
				SAY(c, "formrule: 输出不能覆盖输入文件 %s\n", "formrule: the output would overwrite the input %s\n"),
				c->output);
			return false;
		}
	return true;
}

bool inputs_report(const cli *c, fr_report_content content, const char *path, fr_report **out, fr_error *error)
{
	const fr_report_options options = {.size = sizeof options,
		.format = c->format,
		.lang = c->lang,
		.colour = c->colour && !path,
		.width = path ? 0 : terminal_width(stdout),
		.content = content,
		.done_too = c->all};
	return (path ? fr_report_create(&options, path, out, error) : fr_report_open(&options, terminal_write, stdout, out, error)) ==
	       FR_OK;
}

/* The run for a form, opened when it is first asked for. */
static bool run_for(pass *p, fr_form *form, size_t *out)
{
	for (*out = 0; *out < p->count; ++*out)
		if (p->readings[*out].form == form)
			return true;
	if (p->count == MANY)
		return false;
	p->readings[p->count].form = form;
	return fr_run_open(p->c->engine, form, &p->options, &p->readings[p->count++].run, p->error) == FR_OK;
}

/* The form a workbook names, the only one asked for, or the one whose fields its header names. */
static bool choose_form(pass *p, size_t input)
{
	cli *c = p->c;
	char name[256] = "";
	fr_form *form;
	if (fr_input_form(c->engine, path_of(c, input), c->forms, c->form_count, name, sizeof name, p->error) != FR_OK)
		return false;
	return fr_form_load(c->engine, name, &form, NULL, p->error) == FR_OK && run_for(p, form, &p->of_input[input]);
}

static bool drain(pass *p, fr_run *run, bool give)
{
	const fr_result *result;
	fr_status status;
	while ((status = fr_run_next(run, &result, p->error)) == FR_OK)
		if (give && !p->each(p->user, result, p->error))
			return false;
	return status == FR_END;
}

static bool is_gathered(const pass *p, size_t input)
{
	return fr_run_gathers(p->readings[p->of_input[input]].run) && path_is_file(path_of(p->c, input));
}

/* Bytes to be read in all: what is gathered first is read twice. Of a pipe nobody knows. */
static void measure(pass *p)
{
	bool known = true;
	for (size_t i = 0; i < p->c->input_count; i++) {
		uint64_t size = size_of(path_of(p->c, i));
		known = known && size;
		p->bar.all += is_gathered(p, i) ? 2 * size : size;
	}
	p->bar.all = known ? p->bar.all : 0;
}

static bool read_one(pass *p, size_t input)
{
	fr_run *run = p->readings[p->of_input[input]].run;
	bool ok = fr_run_attach(run, path_of(p->c, input), p->error) == FR_OK && drain(p, run, true);
	p->bar.before += size_of(path_of(p->c, input));
	return ok;
}

/* Links between the forms at hand, and rows of repeats: they are looked at before the records. What comes through a pipe can only be read once. */
static bool gather(pass *p)
{
	for (size_t i = 0; i < p->count; i++)
		for (size_t k = 0; k < p->count; k++)
			if (fr_run_connect(p->readings[i].run, p->readings[k].run, p->error) != FR_OK)
				return false;
	measure(p);
	for (size_t i = 0; i < p->c->input_count; i++) {
		fr_run *run = p->readings[p->of_input[i]].run;
		if (is_gathered(p, i) &&
			(fr_run_gather(run, true, p->error) != FR_OK || !read_one(p, i) || fr_run_gather(run, false, p->error) != FR_OK))
			return false;
	}
	return true;
}

static bool read_all(pass *p)
{
	for (size_t i = 0; i < p->c->input_count; i++)
		if (!read_one(p, i))
			return false;
	for (size_t i = 0; i < p->count; i++) {
		const fr_result *result;
		fr_status status;
		while ((status = fr_run_rest(p->readings[i].run, &result, p->error)) == FR_OK)
			if (!p->each(p->user, result, p->error))
				return false;
		if (status != FR_END)
			return false;
	}
	return true;
}

static void add_up(const pass *p, fr_summary *out)
{
	for (size_t i = 0; i < p->count; i++) {
		fr_summary one;
		fr_run_summary(p->readings[i].run, &one);
		out->records += one.records;
		out->errors += one.errors;
		out->warnings += one.warnings;
		out->infos += one.infos;
		out->records_with_errors += one.records_with_errors;
		out->overdue += one.overdue;
		out->due_soon += one.due_soon;
		out->open += one.open;
	}
}

bool inputs_pass(cli *c, const fr_run_options *wanted, inputs_each each, void *user, fr_summary *summary, fr_error *error)
{
	size_t of_input[c->input_count];
	pass p = {.c = c, .options = *wanted, .of_input = of_input, .each = each, .user = user, .error = error};
	p.options.lang = c->lang;
	p.options.now = c->now;
	p.options.sheet = c->sheet;
	p.options.map = c->map;
	p.options.jobs = c->jobs;
	p.options.progress = progress_step;
	p.options.progress_user = &p.bar;
	progress_start(&p.bar, c);
	bool ok = true;
	for (size_t i = 0; i < c->input_count && ok; i++)
		ok = choose_form(&p, i);
	ok = ok && gather(&p) && read_all(&p);
	progress_clear(&p.bar);
	*summary = (fr_summary){0};
	if (ok)
		add_up(&p, summary);
	for (size_t i = 0; i < p.count; i++) {
		if (ok && !c->quiet)
			sheets_tell(c, p.readings[i].run);
		fr_run_close(p.readings[i].run);
	}
	return ok;
}
