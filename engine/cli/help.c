/* Help: overview, one command, man page, bash completion, all from the tables.
 * Stage: edge. In: tables. Out: text. */
#include "cli/command.h"

#include <string.h>

static bool zh(const char *lang) { return lang[0] == 'z'; }

void help_overview(FILE *out, const char *lang)
{
	fprintf(out,
		zh(lang) ? "Formrule(规表)%s:表格里的记录,按表单的规则检查\n\n用法:formrule 命令 [选项] …\n\n命令:\n"
			 : "Formrule %s: records in spreadsheets, checked by the rules of their form\n\nusage: formrule COMMAND [options] "
			   "…\n\ncommands:\n",
		fr_version());
	for (const command *k = commands; k->name; k++)
		fprintf(out, "  %-11s %s\n", k->name, zh(lang) ? k->zh : k->en);
	fputs(zh(lang) ? "\n“formrule 命令 --help”说明一个命令。退出状态:0 没有错误,1 发现错误,2 无法进行。\n"
		       : "\n“formrule COMMAND --help” explains one command. Exit status: 0 nothing wrong, 1 errors found, 2 could not "
			 "work.\n",
		out);
}

static void option_line(FILE *out, const option_row *o, const char *lang)
{
	char left[80];
	char letter[8] = "    ";
	if (o->letter)
		snprintf(letter, sizeof letter, "-%c, ", o->letter);
	snprintf(left, sizeof left, "%s--%s%s%s", letter, o->name, o->value ? " " : "", o->value ? o->value : "");
	fprintf(out, "  %-34s %s\n", left, zh(lang) ? o->zh : o->en);
}

void help_command(FILE *out, const command *k, const char *lang)
{
	fprintf(out, zh(lang) ? "用法:formrule %s %s\n%s\n\n选项:\n" : "usage: formrule %s %s\n%s\n\noptions:\n", k->name, k->synopsis,
		zh(lang) ? k->zh : k->en);
	for (const option_row *o = options; o->name; o++)
		if (option_fits(o, k))
			option_line(out, o, lang);
	fputs(zh(lang) ? "\n例:\n" : "\nexamples:\n", out);
	for (const char *line = zh(lang) ? k->example_zh : k->example_en; *line;) {
		size_t n = strcspn(line, "\n");
		fprintf(out, "  %.*s\n", (int)n, line);
		line += n + (line[n] == '\n');
	}
}

/* troff reads a leading dot or quote and every backslash as its own. */
static void troff(FILE *out, const char *text)
{
	if (*text == '.' || *text == '\'')
		fputs("\\&", out);
	for (; *text; text++) {
		if (*text == '\\')
			fputs("\\e", out);
		else if (*text == '-')
			fputs("\\-", out);
		else
			fputc(*text, out);
	}
}

void help_man(FILE *out)
{
	fprintf(out,
		".TH FORMRULE 1 \"\" \"Formrule %s\"\n.SH NAME\nformrule \\- check records in spreadsheets by the rules of their form\n",
		fr_version());
	fputs(".SH SYNOPSIS\n.B formrule\n.I COMMAND\n[options] ...\n.SH COMMANDS\n", out);
	for (const command *k = commands; k->name; k++) {
		fprintf(out, ".TP\n.B %s \n", k->name);
		troff(out, k->en);
		fputs("\n.br\nformrule ", out);
		troff(out, k->name);
		fputc(' ', out);
		troff(out, k->synopsis);
		fputc('\n', out);
	}
	fputs(".SH OPTIONS\n", out);
	for (const option_row *o = options; o->name; o++) {
		fputs(".TP\n.B ", out);
		if (o->letter)
			fprintf(out, "\\-%c, ", o->letter);
		fputs("\\-\\-", out);
		troff(out, o->name);
		if (o->value) {
			fputc(' ', out);
			troff(out, o->value);
		}
		fputc('\n', out);
		troff(out, o->en);
		if (strcmp(o->uses, "*") != 0) {
			fputs(" (", out);
			troff(out, o->uses);
			fputc(')', out);
		}
		fputc('\n', out);
	}
	fputs(".SH EXAMPLES\n.nf\n", out);
	for (const command *k = commands; k->name; k++)
		for (const char *line = k->example_en; *line;) {
			char one[256];
			size_t n = strcspn(line, "\n");
			snprintf(one, sizeof one, "%.*s", (int)n, line);
			troff(out, one);
			fputc('\n', out);
			line += n + (line[n] == '\n');
		}
	fputs(".fi\n.SH EXIT STATUS\n0 nothing wrong (warnings allowed), 1 findings of level error, 2 could not work.\n"
	      ".SH ENVIRONMENT\n.TP\n.B FORMRULE_FORMS\nfolders with forms, separated by colons\n",
		out);
}

void help_completion(FILE *out)
{
	fputs("# bash completion for formrule\n_formrule() {\n\tlocal word=${COMP_WORDS[COMP_CWORD]} "
	      "before=${COMP_WORDS[COMP_CWORD-1]}\n\tif [ \"$COMP_CWORD\" -eq 1 ]; then\n\t\tCOMPREPLY=($(compgen -W '",
		out);
	for (const command *k = commands; k->name; k++)
		fprintf(out, "%s ", k->name);
	fputs("' -- \"$word\"))\n\t\treturn\n\tfi\n\tcase $before in\n", out);
	for (const option_row *o = options; o->name; o++)
		if (o->value && strchr(o->value, '|')) {
			fprintf(out, "\t--%s) COMPREPLY=($(compgen -W '", o->name);
			for (const char *p = o->value; *p; p++)
				fputc(*p == '|' ? ' ' : *p, out);
			fputs("' -- \"$word\")); return ;;\n", out);
		}
	fputs("\t--form|-f) COMPREPLY=($(compgen -W \"$(formrule forms 2>/dev/null | cut -d' ' -f1)\" -f -- \"$word\")); return "
	      ";;\n\tesac\n\tcase ${COMP_WORDS[1]} in\n",
		out);
	for (const command *k = commands; k->name; k++) {
		fprintf(out, "\t%s) local known='--help", k->name);
		for (const option_row *o = options; o->name; o++)
			if (option_fits(o, k))
				fprintf(out, " --%s", o->name);
		fputs("' ;;\n", out);
	}
	fputs("\tesac\n\tcase $word in\n\t-*) COMPREPLY=($(compgen -W \"$known\" -- \"$word\")) ;;\n\t*) COMPREPLY=($(compgen -f -- "
	      "\"$word\")) ;;\n\tesac\n}\ncomplete -o filenames -F _formrule formrule\n",
		out);
}

int run_man(cli *c)
{
	(void)c;
	help_man(stdout);
	return EXIT_CLEAN;
}

int run_completion(cli *c)
{
	(void)c;
	help_completion(stdout);
	return EXIT_CLEAN;
}
