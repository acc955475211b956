/* key: key files for pseudonyms and sealed values.
 * Stage: edge. In: a path. Out: a key file that only its owner can read; or the ids of one. */
#include "cli/command.h"

#include <stdlib.h>
#include <string.h>

static int usage(const cli *c)
{
	fputs(SAY(c,
		      "用法:formrule key new -o 团队.key,formrule key new --pair -o 总部.key,formrule key rotate 团队.key,formrule key "
		      "show 团队.key\n",
		      "usage: formrule key new -o team.key, formrule key new --pair -o hq.key, formrule key rotate team.key, formrule key "
		      "show team.key\n"),
		stderr);
	return EXIT_CANNOT;
}

static int make_one(const cli *c)
{
	fr_error error = {0};
	if (fr_key_new(c->output, &error) != FR_OK)
		return terminal_error(c, &error);
	if (!c->quiet)
		fprintf(stderr,
			SAY(c, "密钥写入 %s。请妥善备份:丢了它,以前的代号再也对不上;谁有它,谁就能认出代号\n",
				"key written to %s. Keep a copy safe: without it older tokens match no more, and whoever has it can "
				"recognise tokens\n"),
			c->output);
	return EXIT_CLEAN;
}

/* hq.key and, beside it, hq.pub. */
static int make_pair(const cli *c)
{
	fr_error error = {0};
	size_t n = strlen(c->output), stem = n > 4 && strcmp(c->output + n - 4, ".key") == 0 ? n - 4 : n;
	char *public_path = malloc(stem + 5);
	if (!public_path)
		return EXIT_CANNOT;
	memcpy(public_path, c->output, stem);
	memcpy(public_path + stem, ".pub", 5);
	bool ok = fr_seal_key_new(c->output, public_path, &error) == FR_OK;
	if (ok && !c->quiet)
		fprintf(stderr,
			SAY(c, "私钥写入 %s,留在总部并备份:丢了它,加封的内容谁也打不开。公钥写入 %s,发给各分部\n",
				"the secret is in %s: it stays at headquarters, with a copy in a safe place, as nothing sealed can be "
				"opened without it. The public "
				"half is in %s: give it to the branches\n"),
			c->output, public_path);
	free(public_path);
	return ok ? EXIT_CLEAN : terminal_error(c, &error);
}

static int rotate(const cli *c, const char *path)
{
	fr_error error = {0};
	if (fr_key_rotate(path, &error) != FR_OK)
		return terminal_error(c, &error);
	if (!c->quiet)
		fputs(SAY(c, "已加入新密钥,今后的代号用它;以前的密钥还在文件里,要接上以前的代号,mask 时用 --key-id\n",
			      "a new key was added, tokens are made with it from now on; the older keys are still in the file: to match "
			      "older tokens, mask with "
			      "--key-id\n"),
			stderr);
	return EXIT_CLEAN;
}

static int show(cli *c, const char *path)
{
	static const char *const zh[] = {"", "代号密钥", "加封用的公钥", "启封用的私钥"};
	static const char *const en[] = {"", "for pseudonyms", "public, to seal", "secret, to open what is sealed"};
	char ids[64][FR_KEY_ID];
	fr_error error = {0};
	fr_key *key;
	if (fr_key_open(c->engine, path, &key, &error) != FR_OK)
		return terminal_error(c, &error);
	size_t n = fr_key_ids(key, ids, 64);
	for (size_t i = 0; i < n && i < 64; i++)
		printf("%s\t%s\n", ids[i], SAY(c, zh, en)[fr_key_kind_of(key)]);
	fr_key_close(key);
	return EXIT_CLEAN;
}

int run_key(cli *c)
{
	const char *action = c->inputs[0], *path = c->input_count > 1 ? c->inputs[1] : NULL;
	if (strcmp(action, "new") == 0 && c->output && !path)
		return c->pair ? make_pair(c) : make_one(c);
	if (strcmp(action, "rotate") == 0 && path && !c->output)
		return rotate(c, path);
	return strcmp(action, "show") == 0 && path && !c->output ? show(c, path) : usage(c);
}
