/* forms: what is installed.
 * Stage: edge. In: the form folders. Out: one line a form: id, version, title, path. */
#include "cli/command.h"

int run_forms(cli *c)
{
	const fr_form_entry *entries;
	size_t count;
	fr_error error = {0};
	if (fr_form_list(c->engine, c->lang, &entries, &count, &error) != FR_OK)
		return terminal_error(c, &error);
	int widest = 0;
	for (size_t i = 0; i < count; i++)
		widest = (int)entries[i].id.n > widest ? (int)entries[i].id.n : widest;
	for (size_t i = 0; i < count; i++) {
		const fr_form_entry *e = &entries[i];
		printf("%-*.*s  %-8.*s  %.*s  (%.*s)\n", widest, (int)e->id.n, e->id.p, (int)e->version.n, e->version.p, (int)e->title.n,
			e->title.p, (int)e->path.n, e->path.p);
	}
	if (count == 0)
		fputs(SAY(c, "没有找到表单,可用 --forms 指明文件夹\n", "no forms found; name their folder with --forms\n"), stderr);
	return EXIT_CLEAN;
}
