/* template: the workbook people fill in.
 * Stage: edge. In: a form. Out: an .ots, .ods or .xlsx file. */
#include "cli/command.h"

int run_template(cli *c)
{
	if (!c->output) {
		fputs(SAY(c, "formrule: 请用 -o 指明输出文件,如 -o 服务记录.ots\n",
			      "formrule: name the output with -o, such as -o record.ots\n"),
			stderr);
		return EXIT_CANNOT;
	}
	fr_form *form;
	fr_error error = {0};
	fr_template_options options = {.size = sizeof options, .lang = c->lang, .rows = c->rows, .records = c->records};
	if (fr_form_load(c->engine, c->inputs[0], &form, NULL, &error) != FR_OK ||
		fr_template_write(c->engine, form, c->output, &options, &error) != FR_OK)
		return terminal_error(c, &error);
	return EXIT_CLEAN;
}
