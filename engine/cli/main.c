/* Main: finds the forms, opens the engine, runs one command.
 * Stage: edge. In: argv. Out: an exit status: 0 clean, 1 findings, 2 could not work. */
#include "cli/command.h"

#include <limits.h>
#include <locale.h>
#include <sched.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#define PROCESSORS_MOST 8

/* Folders searched for forms, in this order: --forms, FORMRULE_FORMS, the user's own, the installed ones beside the program, the source tree's. */
typedef struct folders {
	char text[8][PATH_MAX];
	size_t n;
} folders;

static void add(cli *c, folders *f, const char *format, const char *a, size_t a_length)
{
	if (f->n == sizeof f->text / sizeof *f->text || c->dir_count == MANY || a_length >= PATH_MAX - 64)
		return;
	snprintf(f->text[f->n], sizeof f->text[f->n], format, (int)a_length, a);
	if (access(f->text[f->n], R_OK | X_OK) == 0)
		c->dirs[c->dir_count++] = f->text[f->n++];
}

static void find_forms(cli *c, folders *f)
{
	const char *list = getenv("FORMRULE_FORMS");
	while (list && *list) {
		size_t n = strcspn(list, ":");
		if (n)
			add(c, f, "%.*s", list, n);
		list += n + (list[n] == ':');
	}
	const char *data = getenv("XDG_DATA_HOME"), *home = getenv("HOME");
	if (data && *data)
		add(c, f, "%.*s/formrule/forms", data, strlen(data));
	else if (home && *home)
		add(c, f, "%.*s/.local/share/formrule/forms", home, strlen(home));
	char program[PATH_MAX];
	ssize_t n = readlink("/proc/self/exe", program, sizeof program - 1);
	if (n <= 0)
		return;
	program[n] = 0;
	for (int up = 0; up < 2; up++) { /* the folder above bin/ */
		char *slash = strrchr(program, '/');
		if (!slash)
			return;
		*slash = 0;
	}
	add(c, f, "%.*s/share/formrule/forms", program, strlen(program));
	add(c, f, "%.*s/../forms", program, strlen(program));
}

/* What a program holds in memory must not lie about in a file when it ends badly. */
static void no_core_file(void)
{
	const struct rlimit none = {0, 0};
	setrlimit(RLIMIT_CORE, &none);
}

/* Those this process may use; more than a few would wait for the one that reads. */
static size_t processors(void)
{
	cpu_set_t set;
	int n = sched_getaffinity(0, sizeof set, &set) == 0 ? CPU_COUNT(&set) : 1;
	return n < 1 ? 1 : n < PROCESSORS_MOST ? (size_t)n : PROCESSORS_MOST;
}

static int with_engine(cli *c, const command *chosen)
{
	static folders found;
	find_forms(c, &found);
	fr_engine_options options = {.size = sizeof options, .form_dirs = c->dirs, .form_dir_count = c->dir_count};
	fr_error error = {0};
	if (fr_engine_new(&options, &c->engine, &error) != FR_OK)
		return terminal_error(c, &error);
	c->jobs = c->jobs ? c->jobs : processors();
	progress_limits(c);
	int status = chosen->run(c);
	fr_engine_free(c->engine);
	return status;
}

/* Bytes that could not be written (a full disk, a closed pipe) must not pass for success. */
static int finish(const cli *c, int status)
{
	if (fflush(stdout) == 0 && !ferror(stdout))
		return status;
	fputs(SAY(c, "formrule: 无法写到标准输出\n", "formrule: cannot write to standard output\n"), stderr);
	return EXIT_CANNOT;
}

int main(int argc, char **argv)
{
	setlocale(LC_CTYPE, "");
	no_core_file();
	cli c = {.lang = terminal_language(), .colour = isatty(STDOUT_FILENO) && !getenv("NO_COLOR")};
	if (argc < 2 || strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0 || strcmp(argv[1], "help") == 0) {
		help_overview(argc < 2 ? stderr : stdout, c.lang);
		return argc < 2 ? EXIT_CANNOT : finish(&c, EXIT_CLEAN);
	}
	if (strcmp(argv[1], "--version") == 0) {
		printf("formrule %s\n", fr_version());
		return finish(&c, EXIT_CLEAN);
	}
	c.inputs = calloc((size_t)argc, sizeof *c.inputs);
	if (!c.inputs)
		return EXIT_CANNOT;
	bool help_wanted = false;
	const command *chosen = arguments_parse(&c, argc, argv, &help_wanted);
	int status = EXIT_CANNOT;
	if (chosen && help_wanted) {
		help_command(stdout, chosen, c.lang);
		status = EXIT_CLEAN;
	} else if (chosen)
		status = with_engine(&c, chosen);
	free(c.inputs);
	status = finish(&c, status);
	progress_end();
	return status;
}
