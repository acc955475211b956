/* unseal: headquarters opens what branches sealed for it.
 * Stage: edge. In: a data file, the secret key. Out: a copy; a line for each value that stays closed. */
#include "cli/command.h"

typedef struct opening {
	cli *c;
	fr_report *report;
	bool failed;
	fr_error error;
} opening;

static void stays_closed(void *user, const fr_finding *finding)
{
	opening *o = user;
	const fr_result result = {
		.row = finding->row, .source = finding->source, .sheet = finding->sheet, .findings = finding, .finding_count = 1};
	o->failed = o->failed || fr_report_add(o->report, &result, &o->error) != FR_OK;
}

static bool open_file(opening *o, const fr_key *key, progress_bar *bar, fr_unseal_summary *done)
{
	cli *c = o->c;
	fr_form *form;
	const fr_unseal_options options = {.size = sizeof options,
		.limits = c->limits,
		.lang = c->lang,
		.map = c->map,
		.progress = progress_step,
		.progress_user = bar,
		.key = key,
		.fault = stays_closed,
		.fault_user = o};
	return find_form(c, &form, &o->error) && inputs_report(c, FR_REPORT_FINDINGS, NULL, &o->report, &o->error) &&
	       fr_unseal_file(c->engine, form, c->inputs[0], c->output, &options, done, &o->error) == FR_OK && !o->failed;
}

int run_unseal(cli *c)
{
	opening o = {.c = c};
	fr_unseal_summary done;
	progress_bar bar;
	fr_key *key;
	if (!c->output || !c->key) {
		fputs(SAY(c, "formrule: 请用 -o 指明启封后的文件,用 --key 指明总部的私钥\n",
			      "formrule: name the opened file with -o and the secret key of headquarters with --key\n"),
			stderr);
		return EXIT_CANNOT;
	}
	if (fr_key_open(c->engine, c->key, &key, &o.error) != FR_OK)
		return terminal_error(c, &o.error);
	progress_start(&bar, c);
	bool ok = open_file(&o, key, &bar, &done);
	progress_clear(&bar);
	fr_key_close(key);
	if (fr_report_close(o.report, ok, ok ? &o.error : NULL) != FR_OK || !ok)
		return terminal_error(c, &o.error);
	fflush(stdout);
	if (!c->quiet)
		fprintf(stderr,
			SAY(c, "启封 %zu 个值,未能启封 %zu 个(原样保留),写入 %s\n", "%zu values opened, %zu stay closed, written to %s\n"),
			done.opened, done.left, c->output);
	return done.left ? EXIT_FINDINGS : EXIT_CLEAN;
}
