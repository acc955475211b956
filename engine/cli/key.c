/* key: a new key for pseudonyms.
 * Stage: edge. In: nothing. Out: a key file that only its owner can read. */
#include "cli/command.h"

#include <string.h>

int run_key(cli *c)
{
	fr_error error = {0};
	if (strcmp(c->inputs[0], "new") != 0 || !c->output) {
		fputs(SAY(c, "用法:formrule key new -o 团队.key\n", "usage: formrule key new -o team.key\n"), stderr);
		return EXIT_CANNOT;
	}
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
