/* mask: a copy that may leave the team.
 * Stage: edge. In: a data file. Out: a masked copy, and a word on what was hidden and removed. */
#include "cli/command.h"

#include <string.h>

/* The form asked for or recognised; none is no fault: then everything is looked through. */
static bool find_form(cli *c, fr_form **form, fr_error *error)
{
	char name[256] = "";
	*form = NULL;
	fr_status status = fr_input_form(c->engine, c->inputs[0], c->forms, c->form_count, name, sizeof name, error);
	if (status == FR_OK)
		return fr_form_load(c->engine, name, form, NULL, error) == FR_OK;
	if (error->code != FR_INPUT_FORM || c->form_count)
		return false;
	if (!c->quiet)
		fprintf(stderr,
			SAY(c, "没有认出表单:所有单元格都按文本检查\n", "no form was recognised: every cell is looked through as text\n"));
	return true;
}

int run_mask(cli *c)
{
	fr_form *form;
	fr_error error = {0};
	fr_mask_summary done;
	progress_bar bar;
	if (!c->output) {
		fputs(SAY(c, "formrule: 请用 -o 指明脱敏后的文件\n", "formrule: name the masked file with -o\n"), stderr);
		return EXIT_CANNOT;
	}
	if (c->pseudonym_count && !c->key) {
		fputs(SAY(c, "formrule: --pseudonym 要与 --key 同用;formrule key new 生成密钥\n",
			      "formrule: --pseudonym goes with --key; formrule key new makes one\n"),
			stderr);
		return EXIT_CANNOT;
	}
	fr_key *key = NULL;
	if (c->key && fr_key_open(c->engine, c->key, &key, &error) != FR_OK)
		return terminal_error(c, &error);
	progress_start(&bar, c);
	const fr_mask_options options = {.size = sizeof options,
		.limits = c->limits,
		.map = c->map,
		.progress = progress_step,
		.progress_user = &bar,
		.key = key,
		.pseudonyms = c->pseudonyms,
		.pseudonym_count = c->pseudonym_count};
	bool ok = find_form(c, &form, &error) && fr_mask_file(c->engine, form, c->inputs[0], c->output, &options, &done, &error) == FR_OK;
	progress_clear(&bar);
	fr_key_close(key);
	if (!ok)
		return terminal_error(c, &error);
	if (c->quiet)
		return EXIT_CLEAN;
	fprintf(stderr, SAY(c, "%zu 行,%zu 个单元格已脱敏,写入 %s\n", "%zu rows, %zu cells masked, written to %s\n"), done.rows, done.cells,
		c->output);
	if (done.texts || done.comments || done.changes || done.shapes || done.parts)
		fprintf(stderr,
			SAY(c, "另有 %zu 处文字已脱敏;已去掉:批注 %zu、修订 %zu、图形 %zu、文件内其他部分 %zu;作者、日期和路径也已去掉\n",
				"also masked: %zu texts outside of cells; removed: %zu comments, %zu tracked changes, %zu drawings, %zu "
				"other parts; author, dates and paths are gone\n"),
			done.texts, done.comments, done.changes, done.shapes, done.parts);
	return EXIT_CLEAN;
}
