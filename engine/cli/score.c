/* score: what the form computes for each record.
 * Stage: edge. In: data files. Out: scores, grades, deadlines and other computed values. */
#include "cli/command.h"

static bool take(void *user, const fr_result *result, fr_error *error) { return fr_report_add(user, result, error) == FR_OK; }

int run_score(cli *c)
{
	fr_report *report = NULL;
	fr_error error = {0}, late = {0};
	fr_summary summary;
	if (!inputs_spared(c))
		return EXIT_CANNOT;
	const fr_run_options options = {.size = sizeof options, .explain = c->explain};
	bool ok =
		inputs_report(c, FR_REPORT_VALUES, c->output, &report, &error) && inputs_pass(c, &options, take, report, &summary, &error);
	if (fr_report_close(report, ok, &late) != FR_OK && ok) {
		ok = false;
		error = late;
	}
	if (!ok)
		return terminal_error(c, &error);
	if (!c->quiet)
		fprintf(stderr, SAY(c, "%zu 条记录,%zu 条有错误\n", "%zu records, %zu with errors\n"), summary.records,
			summary.records_with_errors);
	return summary.errors ? EXIT_FINDINGS : EXIT_CLEAN;
}
