/* Arguments: the command line to a filled cli.
 * Stage: edge. In: argv. Out: options and inputs, or a clear word on standard error. */
#include "cli/command.h"

#include <string.h>

/* Small edit distance for "did you mean"; names are short. */
static size_t distance(const char *a, const char *b)
{
	size_t row[64], n = strlen(b);
	if (n >= 63)
		return 99;
	for (size_t j = 0; j <= n; j++)
		row[j] = j;
	for (size_t i = 0; a[i]; i++) {
		size_t corner = row[0];
		row[0] = i + 1;
		for (size_t j = 0; j < n; j++) {
			size_t swap = corner + (a[i] != b[j]);
			corner = row[j + 1];
			size_t best = row[j] < corner ? row[j] : corner;
			row[j + 1] = best + 1 < swap ? best + 1 : swap;
		}
	}
	return row[n];
}

static const char *nearest_command(const char *name)
{
	const char *best = NULL;
	size_t least = 3;
	for (const command *k = commands; k->name; k++)
		if (distance(name, k->name) < least) {
			least = distance(name, k->name);
			best = k->name;
		}
	return best;
}

static const char *nearest_option(const char *name, const command *command)
{
	const char *best = NULL;
	size_t least = 3;
	for (const option_row *o = options; o->name; o++)
		if (option_fits(o, command) && distance(name, o->name) < least) {
			least = distance(name, o->name);
			best = o->name;
		}
	return best;
}

static const option_row *find_option(const char *name, size_t n, const command *command)
{
	for (const option_row *o = options; o->name; o++)
		if (strlen(o->name) == n && memcmp(o->name, name, n) == 0 && option_fits(o, command))
			return o;
	return NULL;
}

static const option_row *find_letter(char letter, const command *command)
{
	for (const option_row *o = options; o->name; o++)
		if (o->letter == letter && option_fits(o, command))
			return o;
	return NULL;
}

/* Says what is wrong; always false, so a caller can return it. */
static bool complain(const cli *c, const char *zh, const char *en, const char *what, const char *hint)
{
	fprintf(stderr, "formrule: ");
	fprintf(stderr, SAY(c, zh, en), what);
	if (hint)
		fprintf(stderr, SAY(c, ";是否应为 %s?", "; did you mean %s?"), hint);
	fputc('\n', stderr);
	return false;
}

/* Takes one option at argv[*at], long or short, with its value from the same word or the next. */
static bool take_option(cli *c, const command *command, int argc, char **argv, int *at)
{
	char *word = argv[*at];
	bool is_long = word[1] == '-';
	char *equals = is_long ? strchr(word, '=') : NULL;
	size_t n = equals ? (size_t)(equals - word - 2) : strlen(word + 1) - is_long;
	const option_row *o = is_long ? find_option(word + 2, n, command) : find_letter(word[1], command);
	if (!o) {
		char name[64] = "", hint[66];
		if (is_long && n < sizeof name)
			memcpy(name, word + 2, n);
		const char *near = is_long ? nearest_option(name, command) : NULL;
		snprintf(hint, sizeof hint, "--%s", near ? near : "");
		return complain(c, "没有选项 %s", "there is no option %s", word, near ? hint : NULL);
	}
	const char *value = equals ? equals + 1 : NULL;
	if (o->value && !is_long && word[2])
		value = word + 2;
	if (o->value && !value) {
		if (*at + 1 >= argc)
			return complain(c, "选项 %s 后面缺少值", "option %s needs a value", word, NULL);
		value = argv[++*at];
	}
	if (!o->value && (value || (!is_long && word[2])))
		return complain(c, "选项 %s 不带值", "option %s takes no value", word, NULL);
	if (o->set(c, value))
		return true;
	fprintf(stderr,
		SAY(c, "formrule: 选项 --%s 的值“%s”不对,应为 %s\n", "formrule: option --%s does not understand “%s”; it takes %s\n"),
		o->name, value ? value : "", o->value ? o->value : "");
	return false;
}

/* --lang anywhere decides the language of every message, so it is looked for first. */
static void find_language(cli *c, int argc, char **argv)
{
	for (int i = 1; i < argc; i++) {
		const char *value = strncmp(argv[i], "--lang=", 7) == 0              ? argv[i] + 7
				    : strcmp(argv[i], "--lang") == 0 && i + 1 < argc ? argv[i + 1]
										     : NULL;
		if (value)
			c->lang = strncmp(value, "zh", 2) == 0 ? "zh-CN" : "en";
	}
}

const command *arguments_parse(cli *c, int argc, char **argv, bool *help_wanted)
{
	find_language(c, argc, argv);
	const command *chosen = NULL;
	for (const command *k = commands; k->name; k++)
		if (strcmp(k->name, argv[1]) == 0)
			chosen = k;
	if (!chosen) {
		complain(c, "没有命令 %s", "there is no command %s", argv[1], nearest_command(argv[1]));
		fputs(SAY(c, "用 formrule --help 查看所有命令\n", "see formrule --help for all commands\n"), stderr);
		return NULL;
	}
	bool only_inputs = false;
	for (int i = 2; i < argc; i++) {
		char *word = argv[i];
		if (only_inputs || word[0] != '-' || word[1] == 0)
			c->inputs[c->input_count++] = word;
		else if (strcmp(word, "--") == 0)
			only_inputs = true;
		else if (strcmp(word, "--help") == 0 || strcmp(word, "-h") == 0) {
			*help_wanted = true;
			return chosen;
		} else if (!take_option(c, chosen, argc, argv, &i))
			return NULL;
	}
	if (c->input_count < chosen->least || c->input_count > chosen->most) {
		fprintf(stderr, SAY(c, "用法:formrule %s %s\n", "usage: formrule %s %s\n"), chosen->name, chosen->synopsis);
		return NULL;
	}
	return chosen;
}
