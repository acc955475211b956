/* Doubles among many keys: a table that goes on in a file says the same as one in memory, and what happens when there is no room for the file. */
#include "run/pipeline.h"
#include "running.h"

#include <dirent.h>
#include <signal.h>
#include <sys/resource.h>
#include <unistd.h>

#define KEYS 100000
#define IN_MEMORY ((size_t)1 << 30)
#define FEW_BYTES ((size_t)64 << 10)

static void hash_of(const run_unique *unique, size_t number, uint64_t hash[2])
{
	char text[32];
	run_unique_hash(unique, fr_str_of(text, (size_t)snprintf(text, sizeof text, "KH%zu", number)), hash);
}

/* Every third key comes twice: the second time it is known, with the row it was first put in with. */
static void both_say_the_same(void)
{
	run_unique tables[2];
	run_unique_init(&tables[0], &fr_system_allocator, IN_MEMORY);
	run_unique_init(&tables[1], &fr_system_allocator, FEW_BYTES);
	size_t wrong = 0;
	for (size_t t = 0; t < 2; t++) {
		uint64_t hash[2];
		const run_seen *first;
		for (size_t row = 1; row <= KEYS; row++) {
			hash_of(&tables[t], row, hash);
			wrong += run_unique_see(&tables[t], hash, row, 7, &first, NULL) != FR_OK || first;
			if (row % 3)
				continue;
			hash_of(&tables[t], row / 3, hash);
			wrong += run_unique_see(&tables[t], hash, row, 8, &first, NULL) != FR_OK || !first || first->row != row / 3 ||
				 first->table != 7;
		}
		hash_of(&tables[t], KEYS, hash);
		wrong += !run_unique_has(&tables[t], hash);
		hash_of(&tables[t], KEYS + 1, hash);
		wrong += run_unique_has(&tables[t], hash);
		CU_ASSERT_EQUAL(tables[t].count, KEYS);
		CU_ASSERT_EQUAL(tables[t].spilled, t == 1);
	}
	CU_ASSERT_EQUAL(wrong, 0);
	run_unique_free(&tables[0]);
	run_unique_free(&tables[1]);
}

static size_t entries_of(const char *folder)
{
	DIR *dir = opendir(folder);
	size_t n = 0;
	CU_ASSERT_PTR_NOT_NULL_FATAL(dir);
	while (readdir(dir))
		n++;
	closedir(dir);
	return n;
}

/* Puts keys in until the table refuses; how many went in. */
static size_t fill(const char *folder, size_t most, fr_error *error)
{
	run_unique unique;
	uint64_t hash[2];
	const run_seen *first;
	size_t n = 0;
	setenv("TMPDIR", folder, 1);
	run_unique_init(&unique, &fr_system_allocator, FEW_BYTES);
	for (fr_status status = FR_OK; n < most && status == FR_OK; n += status == FR_OK) {
		hash_of(&unique, n, hash);
		status = run_unique_see(&unique, hash, n + 1, 0, &first, error);
		if (status != FR_OK) {
			CU_ASSERT(error->status == FR_E_IO && error->code == FR_SPILL && strcmp(error->args[0], folder) == 0);
			CU_ASSERT(error->args[1][0] != 0);
			/* what is there is still there */
			hash_of(&unique, 0, hash);
			CU_ASSERT_TRUE(run_unique_has(&unique, hash));
		}
	}
	CU_ASSERT(!unique.spilled || entries_of(folder) == 2); /* . and .. only: the file has no name */
	run_unique_free(&unique);
	unsetenv("TMPDIR");
	return n;
}

static void where_the_file_goes(void)
{
	fr_error error = {0};
	const char *folder = in_folder("unique", NULL);
	CU_ASSERT_EQUAL(fill(folder, KEYS, &error), KEYS);
	CU_ASSERT_EQUAL(fill(FR_BUILD_DIR "/test-data/no-such-folder", KEYS, &error),
		2048 / 4 * 3); /* 2048 entries are 48 KiB, 4096 are too many */
	/* A disk without room, as a limit on the size of files stands for it. */
	struct rlimit was, small = {200 << 10, 0};
	CU_ASSERT_EQUAL_FATAL(getrlimit(RLIMIT_FSIZE, &was), 0);
	small.rlim_max = was.rlim_max;
	signal(SIGXFSZ, SIG_IGN);
	CU_ASSERT_EQUAL_FATAL(setrlimit(RLIMIT_FSIZE, &small), 0);
	size_t n = fill(folder, KEYS, &error);
	setrlimit(RLIMIT_FSIZE, &was);
	signal(SIGXFSZ, SIG_DFL);
	CU_ASSERT_EQUAL(n, 8192 / 4 * 3); /* 8192 entries are 192 KiB, 16384 are too many */
}

/* Through a run: the same findings, and an error that says what to do. */
static void runs_spill(void)
{
	write_file("unique-run", "form.xml", SMALL_FORM("1", "5"));
	FILE *file = fopen(in_folder("unique-run", "many.csv"), "wb");
	CU_ASSERT_PTR_NOT_NULL_FATAL(file);
	fputs("编号,姓名,评分\n", file);
	for (size_t i = 2; i <= 5001; i++)
		fprintf(file, "A%zu,张*,3\n", i % 4000);
	fclose(file);
	static const size_t bytes[] = {0, 1};
	for (size_t i = 0; i < 2; i++) {
		fr_engine *engine = engine_over(in_folder("unique-run", NULL));
		fr_form *form = NULL;
		fr_run *run = NULL;
		fr_buf said;
		fr_error error = {0};
		fr_summary summary;
		const fr_run_options options = {.size = sizeof options, .limits.unique_bytes = bytes[i]};
		fr_buf_init(&said, NULL, 0);
		CU_ASSERT_EQUAL_FATAL(fr_form_load(engine, "small", &form, NULL, NULL), FR_OK);
		CU_ASSERT_EQUAL_FATAL(fr_run_open(engine, form, &options, &run, NULL), FR_OK);
		CU_ASSERT_EQUAL(fr_run_attach(run, in_folder("unique-run", "many.csv"), &error), FR_OK);
		CU_ASSERT_EQUAL(drain(run, &said, &error), FR_OK);
		fr_run_summary(run, &summary);
		CU_ASSERT_EQUAL(summary.records, 5000);
		CU_ASSERT_EQUAL(summary.errors, 1000); /* 5000 records, 4000 keys */
		CU_ASSERT_TRUE(fr_str_starts(fr_buf_view(&said), FR_STR("4002:1 no unique; ")));
		fr_run_close(run);
		if (bytes[i]) {
			setenv("TMPDIR", FR_BUILD_DIR "/test-data/no-such-folder", 1);
			CU_ASSERT_EQUAL_FATAL(fr_run_open(engine, form, &options, &run, NULL), FR_OK);
			CU_ASSERT_EQUAL(fr_run_attach(run, in_folder("unique-run", "many.csv"), &error), FR_OK);
			CU_ASSERT_EQUAL(drain(run, &said, &error), FR_E_IO);
			CU_ASSERT_EQUAL(error.code, FR_SPILL);
			fr_run_close(run);
			unsetenv("TMPDIR");
		}
		fr_buf_free(&said);
		fr_engine_free(engine);
	}
}

TESTS(unique, {"both say the same", both_say_the_same}, {"where the file goes", where_the_file_goes}, {"runs spill", runs_spill})
