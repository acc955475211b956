/* due: the worklist: what is overdue, due soon and open, and which rule says so.
 * Stage: edge. In: data files. Out: deadlines, the most urgent first; exit 1 when something is overdue. */
#include "cli/command.h"

static bool take(void *user, const fr_result *result, fr_error *error) { return fr_report_add(user, result, error) == FR_OK; }

int run_due(cli *c)
{
	fr_report *report = NULL;
	fr_error error = {0}, late = {0};
	fr_summary summary;
	if (!inputs_spared(c))
		return EXIT_CANNOT;
	const fr_run_options options = {.size = sizeof options, .due_soon_hours = c->soon_hours};
	bool ok = inputs_report(c, FR_REPORT_DUES, c->output, &report, &error) && inputs_pass(c, &options, take, report, &summary, &error);
	if (fr_report_close(report, ok, &late) != FR_OK && ok) {
		ok = false;
		error = late;
	}
	if (!ok)
		return terminal_error(c, &error);
	if (!c->quiet) {
		fflush(stdout);
		fprintf(stderr,
			SAY(c, "%zu 条记录:已逾期 %zu,即将到期 %zu,未到期 %zu\n", "%zu records: %zu overdue, %zu due soon, %zu open\n"),
			summary.records, summary.overdue, summary.due_soon, summary.open);
	}
	return summary.overdue ? EXIT_FINDINGS : EXIT_CLEAN;
}
