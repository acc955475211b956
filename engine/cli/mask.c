/* mask: a copy that may leave the team.
 * Stage: edge. In: a data file. Out: a masked copy, and a word on what was hidden and removed. */
#include "cli/command.h"

#include <string.h>

/* The form asked for or recognised; none is no fault: then everything is looked through. */
bool find_form(cli *c, fr_form **form, fr_error *error)
{
	char name[256] = "";
	*form = NULL;
	fr_status status = fr_input_form(c->engine, c->inputs[0], c->forms, c->form_count, name, sizeof name, error);
	if (status == FR_OK)
		return fr_form_load(c->engine, name, form, NULL, error) == FR_OK;
	return error->code == FR_INPUT_FORM && !c->form_count;
}

/* What was asked for can be done: fields and the key they need come together. */
static bool is_complete(const cli *c)
{
	const char *word = NULL;
	if (!c->output)
		word = SAY(c, "请用 -o 指明脱敏后的文件", "name the masked file with -o");
	else if ((c->pseudonym_count || c->key_id) && !c->key)
		word = SAY(c, "--pseudonym 要与 --key 同用;formrule key new 生成密钥",
			"--pseudonym goes with --key; formrule key new makes one");
	else if ((c->seal_count > 0) != (c->to != NULL))
		word = SAY(c, "--seal 要与 --to 同用:--to 指明总部的公钥文件",
			"--seal goes with --to, which names the public key file of headquarters");
	else if (c->least && !c->group_count)
		word = SAY(c, "--least 要与 --group 同用", "--least goes with --group");
	if (word)
		fprintf(stderr, "formrule: %s\n", word);
	return !word;
}

/* What was hidden, by kind: "姓名 200、电话 198" in brackets; nothing when nothing was. */
static void kinds(const cli *c, const fr_mask_summary *done)
{
	static const char *const words[FR_MASKED_KINDS][2] = {[FR_MASKED_NAME] = {"姓名", "names"},
		[FR_MASKED_PHONE] = {"电话", "phones"},
		[FR_MASKED_ID_CARD] = {"身份证号", "id cards"},
		[FR_MASKED_BANK_CARD] = {"银行卡号", "bank cards"},
		[FR_MASKED_EMAIL] = {"邮箱", "mails"},
		[FR_MASKED_ADDRESS] = {"地址", "addresses"},
		[FR_MASKED_PLATE] = {"车牌", "plates"},
		[FR_MASKED_TEXT] = {"整段文字", "whole texts"}};
	bool any = false;
	for (size_t i = 1; i < FR_MASKED_KINDS; i++)
		if (done->kinds[i]) {
			fprintf(stderr, SAY(c, "%s%s %zu", "%s%s: %zu"), any ? SAY(c, "、", ", ") : SAY(c, "(", " ("),
				SAY(c, words[i][0], words[i][1]), done->kinds[i]);
			any = true;
		}
	if (any)
		fputc(')', stderr);
}

static void summary(const cli *c, const fr_mask_summary *done)
{
	fprintf(stderr, SAY(c, "%zu 行,%zu 个单元格已脱敏", "%zu rows, %zu cells masked"), done->rows, done->cells);
	kinds(c, done);
	fprintf(stderr, SAY(c, ",写入 %s\n", ", written to %s\n"), c->output);
	if (done->pseudonyms || done->sealed)
		fprintf(stderr, SAY(c, "其中写成代号 %zu 个,加封 %zu 个\n", "of these %zu got a pseudonym, %zu were sealed\n"),
			done->pseudonyms, done->sealed);
	if (done->formulas)
		fprintf(stderr,
			SAY(c, "%zu 个单元格以 = + - @ 等开头,前面加了 ',以免被当作公式\n",
				"%zu cells begin like formulas (= + - @); a ' was put before them\n"),
			done->formulas);
	if (c->group_count)
		fprintf(stderr,
			SAY(c, "人数不足 %zu 的组 %zu 个,其中 %zu 个单元格以 * 代替\n",
				"groups of fewer than %zu people: %zu; %zu of their cells show *\n"),
			c->least ? c->least : 5, done->groups, done->suppressed);
	if (done->texts || done->comments || done->changes || done->shapes || done->links || done->parts)
		fprintf(stderr,
			SAY(c,
				"另有 %zu 处文字已脱敏;已去掉:批注 %zu、修订 %zu、图形 %zu、超链接 %zu、文件内其他部分 "
				"%zu;作者、日期和路径也已去掉\n",
				"also masked: %zu texts outside of cells; removed: %zu comments, %zu tracked changes, %zu drawings, %zu "
				"hyperlinks, %zu other parts; author, dates and paths are gone\n"),
			done->texts, done->comments, done->changes, done->shapes, done->links, done->parts);
}

static bool mask_file(cli *c, const fr_key *key, const fr_key *seal_key, fr_mask_summary *done, fr_error *error)
{
	fr_form *form;
	progress_bar bar;
	progress_start(&bar, c);
	const fr_mask_options options = {.size = sizeof options,
		.limits = c->limits,
		.map = c->map,
		.progress = progress_step,
		.progress_user = &bar,
		.key = key,
		.pseudonyms = c->pseudonyms,
		.pseudonym_count = c->pseudonym_count,
		.seal_key = seal_key,
		.seals = c->seals,
		.seal_count = c->seal_count,
		.groups = c->groups,
		.group_count = c->group_count,
		.group_least = c->least};
	bool ok = find_form(c, &form, error);
	if (ok && !form && !c->quiet)
		fputs(SAY(c, "没有认出表单:所有单元格都按文本检查,成列的姓名认不出来,请看一遍再发出\n",
			      "no form was recognised: every cell is looked through as text, and columns of names are not known; look "
			      "through it before it goes out\n"),
			stderr);
	ok = ok && fr_mask_file(c->engine, form, c->inputs[0], c->output, &options, done, error) == FR_OK;
	progress_clear(&bar);
	if (ok && form && !done->known && !c->quiet)
		fputs(SAY(c, "没有一张表的表头符合表单,不知道哪些列是姓名:请看一遍再发出\n",
			      "no table has the form's header, so nobody knows which columns hold names: look through it before it goes "
			      "out\n"),
			stderr);
	return ok;
}

int run_mask(cli *c)
{
	fr_error error = {0};
	fr_mask_summary done;
	fr_key *key = NULL, *seal_key = NULL;
	if (!is_complete(c))
		return EXIT_CANNOT;
	bool ok = (!c->key || fr_key_open(c->engine, c->key, &key, &error) == FR_OK) &&
		  (!c->key_id || fr_key_use(key, c->key_id, &error) == FR_OK) &&
		  (!c->to || fr_key_open(c->engine, c->to, &seal_key, &error) == FR_OK) && mask_file(c, key, seal_key, &done, &error);
	fr_key_close(key);
	fr_key_close(seal_key);
	if (!ok)
		return terminal_error(c, &error);
	if (!c->quiet)
		summary(c, &done);
	return EXIT_CLEAN;
}
