/* check: records against their form.
 * Stage: edge. In: data files. Out: findings on standard output (or -o), a summary on standard error, perhaps an annotated copy. */
#include "cli/command.h"

typedef struct checking {
	cli *c;
	fr_report *report;
	fr_annotation *annotation; /* NULL: no copy asked for */
	fr_error error;
} checking;

static bool take(void *user, const fr_result *result, fr_error *error)
{
	checking *k = user;
	return (!k->annotation || fr_annotation_add(k->annotation, result, error) == FR_OK) &&
	       fr_report_add(k->report, result, error) == FR_OK;
}

static bool usable(const cli *c)
{
	if (c->annotate && (!c->output || c->input_count != 1)) {
		fputs(SAY(c, "formrule: --annotate 要与 -o 同用,且只能有一个输入文件\n",
			      "formrule: --annotate goes with -o and exactly one input\n"),
			stderr);
		return false;
	}
	return c->annotate || inputs_spared(c);
}

static bool open_outputs(checking *k)
{
	cli *c = k->c;
	if (!inputs_report(c, FR_REPORT_FINDINGS, c->annotate ? NULL : c->output, &k->report, &k->error))
		return false;
	return !c->annotate || fr_annotation_open(c->engine, c->inputs[0], c->output, c->lang, &k->annotation, &k->error) == FR_OK;
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
	fr_summary summary = {0};
	double started = clock_seconds();
	if (!usable(c))
		return EXIT_CANNOT;
	const fr_run_options options = {.size = sizeof options, .outputs_off = true};
	bool ok = open_outputs(&k) && inputs_pass(c, &options, take, &k, &summary, &k.error);
	if (!close_outputs(&k, ok))
		return terminal_error(c, &k.error);
	if (!c->quiet) {
		char text[512];
		fflush(stdout);
		fr_summary_message(&summary, clock_seconds() - started, c->lang, text, sizeof text);
		fprintf(stderr, "%s\n", text);
	}
	return summary.errors ? EXIT_FINDINGS : EXIT_CLEAN;
}
