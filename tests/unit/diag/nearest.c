/* Near names, and the list of diagnostics when it is full. */
#include "diag/diag.h"
#include "suite.h"

static void near_names(void)
{
	static const struct {
		const char *wanted, *best;
	} cases[] = {
		{"overal", "overall"}, /* one missing */
		{"overalll", "overall"}, /* one too many */
		{"ovreall", "overall"}, /* two exchanged count once */
		{"OVERALL", "overall"}, /* case is no difference */
		{"visited-on", "visited_on"}, /* nor is - for _ */
		{"满意渡", "满意度"}, /* characters, not bytes */
		{"xyz", ""}, {"", ""}, {"a", ""}, /* every short name would be near */
	};
	static const char *const names[] = {"attitude", "overall", "visited_on", "满意度", "b"};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		fr_nearest nearest = {.wanted = fr_str_from(cases[i].wanted)};
		for (size_t j = 0; j < sizeof names / sizeof *names; j++)
			fr_nearest_offer(&nearest, fr_str_from(names[j]));
		CASE_TRUE(fr_str_is(nearest.best, cases[i].best), "%s: %.*s\n", cases[i].wanted, (int)nearest.best.n, nearest.best.p);
	}
}

static void the_first_error_is_kept(void)
{
	fr_lint *lint = fr_lint_new(NULL);
	fr_diagnostic d = {.level = FR_LEVEL_WARNING, .code = FR_REQUIRED, .line = 1};
	for (int i = 0; i < 5000; i++)
		fr_lint_add(lint, &d);
	CU_ASSERT(fr_lint_count(lint) == 1000 && !fr_lint_has_errors(lint));
	CU_ASSERT(fr_lint_full(lint, FR_LEVEL_WARNING) && !fr_lint_full(lint, FR_LEVEL_ERROR));
	d.level = FR_LEVEL_ERROR;
	fr_lint_add(lint, &d);
	fr_lint_add(lint, &d);
	CU_ASSERT(fr_lint_count(lint) == 1000 && fr_lint_has_errors(lint) && fr_lint_full(lint, FR_LEVEL_ERROR));
	fr_lint_free(lint);
}

TESTS(nearest, {"near names", near_names}, {"the first error is kept", the_first_error_is_kept})
