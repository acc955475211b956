/* check: records against their form.
 * Stage: edge. In: data files. Out: findings on standard output (or -o), a summary on standard error, perhaps an annotated copy. */
#include "cli/command.h"

#include <string.h>

typedef struct checking {
	cli *c;
	fr_run *run;
	fr_report *report;
	fr_annotation *annotation; /* NULL: no copy asked for */
	fr_error error;
} checking;

static bool pass_on(checking *k)
{
	const fr_result *result;
	fr_status status;
	while ((status = fr_run_next(k->run, &result, &k->error)) == FR_OK) {
		if (k->annotation && fr_annotation_add(k->annotation, result, &k->error) != FR_OK)
			return false;
		if (fr_report_add(k->report, result, &k->error) != FR_OK)
			return false;
	}
	return status == FR_END;
}

/* The form asked for, or the one the first workbook names. */
static fr_status choose_form(checking *k, fr_form **form)
{
	cli *c = k->c;
	char named[256] = "";
	const char *name = c->form;
	if (!name) {
		fr_status status = fr_workbook_form(c->inputs[0], named, sizeof named, &k->error);
		if (status != FR_OK)
			return status;
		if (!named[0]) {
			fprintf(stderr,
				SAY(c, "formrule: %s 没有写明是哪种表单,请用 --form 指明(formrule forms 列出可用的表单)\n",
					"formrule: %s does not name its form; say which with --form (formrule forms lists them)\n"),
				c->inputs[0]);
			return FR_E_ARGUMENT;
		}
		name = named;
	}
	return fr_form_load(c->engine, name, form, NULL, &k->error);
}

static bool check_inputs(checking *k)
{
	for (size_t i = 0; i < k->c->input_count; i++)
		if (fr_run_attach(k->run, strcmp(k->c->inputs[i], "-") == 0 ? "/dev/stdin" : k->c->inputs[i], &k->error) != FR_OK ||
			!pass_on(k))
			return false;
	return true;
}

static bool usable(const cli *c)
{
	if (c->annotate && (!c->output || c->input_count != 1)) {
		fputs(SAY(c, "formrule: --annotate 要与 -o 同用,且只能有一个输入文件\n",
			      "formrule: --annotate goes with -o and exactly one input\n"),
			stderr);
		return false;
	}
	for (size_t i = 0; c->output && !c->annotate && i < c->input_count; i++)
		if (strcmp(c->output, c->inputs[i]) == 0) {
			fprintf(stderr,
				SAY(c, "formrule: 输出不能覆盖输入文件 %s\n", "formrule: the output would overwrite the input %s\n"),
				c->output);
			return false;
		}
	return true;
}

static bool open_outputs(checking *k)
{
	cli *c = k->c;
	const char *path = c->annotate ? NULL : c->output;
	fr_report_options report = {.size = sizeof report,
		.format = c->format,
		.lang = c->lang,
		.colour = c->colour && !path,
		.width = path ? 0 : terminal_width(stdout)};
	fr_status status = path ? fr_report_create(&report, path, &k->report, &k->error)
				: fr_report_open(&report, terminal_write, stdout, &k->report, &k->error);
	if (status == FR_OK && c->annotate)
		status = fr_annotation_open(c->engine, c->inputs[0], c->output, c->lang, &k->annotation, &k->error);
	return status == FR_OK;
}

/* The first thing that went wrong is the one that is told. */
static bool close_outputs(checking *k, bool ok)
{
	fr_error late = {0};
	if (fr_report_close(k->report, ok, &late) != FR_OK && ok) {
		ok = false;
		k->error = late;
	}
	if (k->annotation && fr_annotation_close(k->annotation, ok, &late) != FR_OK && ok) {
		ok = false;
		k->error = late;
	}
	return ok;
}

int run_check(cli *c)
{
	checking k = {.c = c};
	fr_form *form = NULL;
	fr_summary summary = {0};
	progress_bar bar;
	if (!usable(c))
		return EXIT_CANNOT;
	if (choose_form(&k, &form) != FR_OK)
		return k.error.status ? terminal_error(c, &k.error) : EXIT_CANNOT;
	progress_start(&bar, c);
	fr_run_options run = {.size = sizeof run,
		.lang = c->lang,
		.now = c->now,
		.limits = c->limits,
		.sheet = c->sheet,
		.map = c->map,
		.outputs_off = true,
		.progress = progress_step,
		.progress_user = &bar};
	bool ok = fr_run_open(c->engine, form, &run, &k.run, &k.error) == FR_OK && open_outputs(&k) && check_inputs(&k);
	progress_clear(&bar);
	ok = close_outputs(&k, ok);
	if (ok)
		fr_run_summary(k.run, &summary);
	fr_run_close(k.run);
	if (!ok)
		return terminal_error(c, &k.error);
	if (!c->quiet) {
		char text[512];
		fflush(stdout);
		fr_summary_message(&summary, clock_seconds() - bar.started, c->lang, text, sizeof text);
		fprintf(stderr, "%s\n", text);
	}
	return summary.errors ? EXIT_FINDINGS : EXIT_CLEAN;
}
