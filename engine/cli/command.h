/* Command line: what every command shares: the parsed options, the tables help is made from, and the ways out.
 * Stage: edge. In: arguments. Out: calls of the public API; no rule is decided here. */
#ifndef FR_CLI_COMMAND_H
#define FR_CLI_COMMAND_H

#include "formrule/formrule.h"

#include <stdio.h>

/* Exit status of every command. */
enum { EXIT_CLEAN = 0, EXIT_FINDINGS = 1, EXIT_CANNOT = 2 };

typedef enum progress_mode { PROGRESS_AUTO = 0, PROGRESS_ALWAYS, PROGRESS_NEVER } progress_mode;

#define MANY 64
typedef struct cli {
	fr_engine *engine;
	const char *lang;
	const char *now, *output, *sheet, *map, *type, *records;
	const char *key, *key_id, *to;
	const char *pseudonyms[MANY], *seals[MANY], *groups[MANY];
	size_t pseudonym_count, seal_count, group_count, least;
	const char *accepted[MANY];
	size_t accepted_count;
	const char *dirs[MANY];
	size_t dir_count;
	const char *forms[MANY];
	size_t form_count;
	fr_binding bindings[MANY];
	size_t binding_count;
	fr_format format;
	progress_mode progress;
	bool colour, quiet, annotate, explain, all, pair;
	double soon_hours;
	size_t rows, jobs; /* jobs: threads, also where nobody said how many */
	fr_limits limits;
	size_t seconds; /* --limit-time; 0: none */
	const char **inputs;
	size_t input_count;
} cli;

/* One command: a row of the table in tables.c. */
typedef struct command {
	const char *name;
	const char *synopsis; /* after "formrule NAME" */
	const char *zh, *en; /* one line */
	const char *example_zh, *example_en; /* commented example calls, one a line */
	size_t least, most; /* arguments besides options; most SIZE_MAX: any number */
	int (*run)(cli *c);
} command;
extern const command commands[]; /* ended by name NULL */

/* One option: a row of the table in tables.c. uses: names of the commands it belongs to, separated by spaces; "*" for all. */
typedef struct option_row {
	char letter; /* 0: none */
	const char *name, *value; /* value NULL: a switch */
	const char *uses;
	const char *zh, *en;
	bool (*set)(cli *c, const char *value); /* false: value not understood */
} option_row;
extern const option_row options[]; /* ended by name NULL */
bool option_fits(const option_row *option, const command *command);

/* arguments.c: fills c; on failure says why on standard error and returns NULL. help_wanted: --help was given. */
const command *arguments_parse(cli *c, int argc, char **argv, bool *help_wanted);

/* help.c: all from the tables. */
void help_overview(FILE *out, const char *lang);
void help_command(FILE *out, const command *command, const char *lang);
void help_man(FILE *out); /* man page, troff */
void help_completion(FILE *out); /* bash */

/* terminal.c */
const char *terminal_language(void); /* from the locale: "zh-CN" or "en" */
size_t terminal_width(FILE *stream); /* columns; 0 when it is no terminal */
bool terminal_write(void *user, const char *bytes, size_t count); /* an fr_write; user is the FILE */
/* Prints the error with the source line and a caret when there is one; returns EXIT_CANNOT. */
int terminal_error(const cli *c, const fr_error *error);
void terminal_diagnostic(const cli *c, FILE *out, const fr_diagnostic *diagnostic);
double clock_seconds(void);

/* progress.c */
typedef struct progress_bar {
	const cli *c;
	double started, drawn, first_after;
	size_t columns; /* of the terminal; 0: none */
	uint64_t before, all; /* bytes of inputs done, and of all of them; all 0: there is but the one at hand */
	bool wanted, shown;
} progress_bar;
void progress_limits(
	cli *c); /* gives the engine its limits, before anything is opened: work that is not wanted any more ends with FR_E_CANCELLED */
void progress_start(progress_bar *bar, const cli *c); /* begins to listen to signals and to count time */
bool progress_step(void *bar, uint64_t done, uint64_t total, size_t records); /* an fr_progress; user is the bar */
void progress_clear(progress_bar *bar);
void progress_aside(void); /* something else is about to be written to the terminal */
bool progress_stopped(const cli *c); /* says why work was stopped from outside; false when it was not */
void progress_end(void); /* the last thing before the program ends */

/* Picks the text of the user's language. */
#define SAY(c, zh, en) ((c)->lang[0] == 'z' ? (zh) : (en))

/* inputs.c: every input through the checks of its form */
typedef bool (*inputs_each)(void *user, const fr_result *result, fr_error *error); /* false stops, with *error filled */
/* Results of all inputs, in order. Takes the common options from c and the rest from wanted. False with *error filled (status FR_OK in it: it was said already). */
bool inputs_pass(cli *c, const fr_run_options *wanted, inputs_each each, void *user, fr_summary *summary, fr_error *error);
void sheets_tell(const cli *c, const fr_run *run); /* sheets.c: which tables of its inputs the run has checked, where that is not plain */
bool inputs_spared(const cli *c); /* -o does not overwrite an input; says so otherwise */
bool inputs_report(
	const cli *c, fr_report_content content, const char *path, fr_report **out, fr_error *error); /* path NULL: standard output */

/* mask.c: the form of the first input, asked for or recognised, or NULL: then nothing is known of its fields, which is said. */
bool find_form(cli *c, fr_form **form, fr_error *error);

int run_lint(cli *c);
int run_forms(cli *c);
int run_check(cli *c);
int run_score(cli *c);
int run_diff_form(cli *c);
int run_repair(cli *c);
int run_mask(cli *c);
int run_key(cli *c);
int run_unseal(cli *c);
int run_due(cli *c);
int run_template(cli *c);
int run_eval(cli *c);
int run_man(cli *c);
int run_completion(cli *c);

#endif
