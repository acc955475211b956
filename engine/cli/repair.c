/* repair: proposed repairs made in a copy, those that were accepted.
 * Stage: edge. In: a data file. Out: a new file; without --accept the list of what could be repaired. */
#include "cli/command.h"

typedef struct repairing {
	fr_repair *repair; /* NULL: only listing */
	fr_report *report;
	size_t possible;
} repairing;

static bool take(void *user, const fr_result *result, fr_error *error)
{
	repairing *r = user;
	for (size_t i = 0; i < result->finding_count; i++)
		r->possible += result->findings[i].repair.n && result->findings[i].repair_exact && result->findings[i].column;
	if (r->repair)
		return fr_repair_add(r->repair, result, error) == FR_OK;
	for (size_t i = 0; i < result->finding_count; i++) {
		fr_result one = *result;
		one.findings = &result->findings[i];
		one.finding_count = 1;
		if (one.findings->repair.n && one.findings->repair_exact && fr_report_add(r->report, &one, error) != FR_OK)
			return false;
	}
	return true;
}

static int list(cli *c, fr_error *error)
{
	repairing r = {0};
	fr_summary summary;
	const fr_run_options options = {.size = sizeof options, .outputs_off = true};
	bool ok = inputs_report(c, FR_REPORT_FINDINGS, NULL, &r.report, error) && inputs_pass(c, &options, take, &r, &summary, error);
	if (fr_report_close(r.report, ok, ok ? error : NULL) != FR_OK || !ok)
		return terminal_error(c, error);
	fflush(stdout);
	fprintf(stderr,
		SAY(c, "%zu 处可以修复,尚未写出任何文件;用 --accept 指明采用哪些(如 --accept type.datetime,或 --accept all)\n",
			"%zu repairs are possible, nothing was written; say with --accept which to make (such as --accept type.datetime, "
			"or --accept all)\n"),
		r.possible);
	return r.possible ? EXIT_FINDINGS : EXIT_CLEAN;
}

int run_repair(cli *c)
{
	repairing r = {0};
	fr_error error = {0}, late = {0};
	fr_summary summary;
	size_t made = 0;
	if (!c->accepted_count)
		return list(c, &error);
	if (!c->output) {
		fputs(SAY(c, "formrule: 请用 -o 指明修复后的文件\n", "formrule: name the repaired file with -o\n"), stderr);
		return EXIT_CANNOT;
	}
	const fr_run_options options = {.size = sizeof options, .outputs_off = true};
	bool ok = fr_repair_open(c->engine, c->inputs[0], c->output, c->accepted, c->accepted_count, &r.repair, &error) == FR_OK &&
		  inputs_pass(c, &options, take, &r, &summary, &error);
	if (fr_repair_close(r.repair, ok, &made, &late) != FR_OK && ok) {
		ok = false;
		error = late;
	}
	if (!ok)
		return terminal_error(c, &error);
	if (!c->quiet)
		fprintf(stderr, SAY(c, "修复了 %zu 处(可修复 %zu 处),写入 %s\n", "%zu of %zu possible repairs made, written to %s\n"), made,
			r.possible, c->output);
	return EXIT_CLEAN;
}
