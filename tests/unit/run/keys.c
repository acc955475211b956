/* Keys and what is made with them, through the public API: boxes of hostile lengths, boxes changed at each place, keys of the wrong kind, blocks that are wiped. */
#include "running.h"

#include <sodium.h>
#include <stdlib.h>
#include <unistd.h>

static const char *key_path(const char *name)
{
	static char path[512];
	snprintf(path, sizeof path, "%s/test-data/%s", FR_BUILD_DIR, name);
	return path;
}

static void open_pair(fr_engine *engine, fr_key **secret, fr_key **seal)
{
	char path[512];
	snprintf(path, sizeof path, "%s", key_path("unit.key"));
	unlink(path);
	unlink(key_path("unit.pub"));
	CU_ASSERT_EQUAL_FATAL(fr_seal_key_new(path, key_path("unit.pub"), NULL), FR_OK);
	CU_ASSERT_EQUAL_FATAL(fr_key_open(engine, path, secret, NULL), FR_OK);
	CU_ASSERT_EQUAL_FATAL(fr_key_open(engine, key_path("unit.pub"), seal, NULL), FR_OK);
}

static void lengths(void)
{
	static char clear[4200], box[8192], back[8192];
	fr_engine *engine = engine_over(FORMS);
	fr_key *secret, *seal;
	size_t n = 0, m = 0;
	open_pair(engine, &secret, &seal);
	memset(clear, 'x', sizeof clear);
	for (size_t length = 0; length <= 4096; length = length < 70 ? length + 1 : length * 2) {
		CU_ASSERT_EQUAL_FATAL(fr_seal(engine, seal, fr_str_of(clear, length), "phone", box, sizeof box, &n, NULL), FR_OK);
		CU_ASSERT_EQUAL_FATAL(fr_unseal(engine, secret, fr_str_of(box, strlen(box)), "phone", back, sizeof back, &m, NULL), FR_OK);
		CU_ASSERT(strlen(back) == length && memcmp(back, clear, length) == 0);
	}
	CU_ASSERT_EQUAL(fr_seal(engine, seal, fr_str_of(clear, 4097), "phone", box, sizeof box, &n, NULL), FR_E_LIMIT);
	CU_ASSERT_EQUAL(fr_seal(engine, seal, fr_str_of("\xFF", 1), "phone", box, sizeof box, &n, NULL), FR_E_ARGUMENT);
	fr_key_close(secret);
	fr_key_close(seal);
	fr_engine_free(engine);
}

static void changed_anywhere(void)
{
	char box[512], back[512];
	size_t n = 0;
	fr_engine *engine = engine_over(FORMS);
	fr_key *secret, *seal;
	fr_error error = {0};
	open_pair(engine, &secret, &seal);
	CU_ASSERT_EQUAL_FATAL(fr_seal(engine, seal, fr_str_from("李小明"), "name", box, sizeof box, &n, NULL), FR_OK);
	size_t length = strlen(box);
	for (size_t i = 0; i < length; i++) {
		char was = box[i];
		box[i] = was == 'b' ? 'c' : 'b'; /* the last letter holds bits that must be zero: changed, it is no box either */
		CU_ASSERT_EQUAL(fr_unseal(engine, secret, fr_str_from(box), "name", back, sizeof back, &n, &error), FR_E_FORMAT);
		box[i] = was;
	}
	for (size_t i = 0; i < length; i++)
		CU_ASSERT_EQUAL(fr_unseal(engine, secret, fr_str_of(box, i), NULL, back, sizeof back, &n, &error), FR_E_FORMAT);
	CU_ASSERT_EQUAL(fr_unseal(engine, secret, fr_str_from(box), "phone", back, sizeof back, &n, &error), FR_E_FORMAT);
	CU_ASSERT_EQUAL(error.code, FR_SEAL_KIND);
	CU_ASSERT_EQUAL(fr_unseal(engine, secret, fr_str_from(box), "name", back, sizeof back, &n, NULL), FR_OK);
	CU_ASSERT_STRING_EQUAL(back, "李小明");
	fr_key_close(secret);
	fr_key_close(seal);
	fr_engine_free(engine);
}

static void wrong_kinds(void)
{
	char text[512], ids[4][FR_KEY_ID];
	size_t n = 0;
	fr_error error = {0};
	fr_engine *engine = engine_over(FORMS);
	fr_key *secret, *seal, *team;
	open_pair(engine, &secret, &seal);
	unlink(key_path("unit-team.key"));
	CU_ASSERT_EQUAL_FATAL(fr_key_new(key_path("unit-team.key"), NULL), FR_OK);
	CU_ASSERT_EQUAL(fr_key_rotate(key_path("unit-team.key"), NULL), FR_OK);
	CU_ASSERT_EQUAL_FATAL(fr_key_open(engine, key_path("unit-team.key"), &team, NULL), FR_OK);
	CU_ASSERT_EQUAL(fr_key_ids(team, ids, 4), 2);
	CU_ASSERT_EQUAL(fr_key_use(team, ids[1], NULL), FR_OK);
	CU_ASSERT_EQUAL(fr_key_use(team, "none", &error), FR_E_ARGUMENT);
	CU_ASSERT_EQUAL(error.code, FR_KEY_ID_UNKNOWN);
	CU_ASSERT_EQUAL(fr_pseudonym(engine, seal, fr_str_from("李小明"), "name", text, sizeof text, &n, &error), FR_E_ARGUMENT);
	CU_ASSERT_EQUAL(error.code, FR_KEY_NO_PSEUDONYM);
	CU_ASSERT_EQUAL(fr_seal(engine, secret, fr_str_from("李小明"), "name", text, sizeof text, &n, &error), FR_E_ARGUMENT);
	CU_ASSERT_EQUAL(error.code, FR_KEY_NO_SEAL);
	CU_ASSERT_EQUAL(fr_unseal(engine, team, fr_str_from("SEAL1-"), "name", text, sizeof text, &n, &error), FR_E_ARGUMENT);
	CU_ASSERT_EQUAL(error.code, FR_KEY_NO_OPEN);
	CU_ASSERT_EQUAL(fr_pseudonym(engine, team, fr_str_from("李小明"), "free-text", text, sizeof text, &n, &error), FR_E_ARGUMENT);
	CU_ASSERT_EQUAL(error.code, FR_ARGUMENT);
	CU_ASSERT_EQUAL(fr_key_rotate(key_path("unit.key"), &error), FR_E_ARGUMENT);
	fr_key_close(team);
	fr_key_close(secret);
	fr_key_close(seal);
	fr_engine_free(engine);
}

/* An allocator that looks at every block before it goes. */
typedef struct watch {
	unsigned char secret[32];
	size_t sizes, found;
} watch;

static void *watching(void *user, void *block, size_t size)
{
	watch *w = user;
	size_t *head = block ? (size_t *)block - 2 : NULL;
	for (size_t i = 0; head && i + sizeof w->secret <= *head; i++)
		w->found += memcmp((char *)block + i, w->secret, sizeof w->secret) == 0;
	size_t *next = NULL;
	if (size) {
		next = malloc(size + 2 * sizeof *next);
		if (!next)
			return NULL;
		*next = size;
		if (head)
			memcpy(next + 2, block, *head < size ? *head : size);
	}
	free(head);
	return next ? next + 2 : NULL;
}

static void keys_are_wiped(void)
{
	watch w = {0};
	char text[256], line[256];
	size_t n = 0;
	unlink(key_path("unit-wipe.key"));
	CU_ASSERT_EQUAL_FATAL(fr_key_new(key_path("unit-wipe.key"), NULL), FR_OK);
	FILE *file = fopen(key_path("unit-wipe.key"), "r");
	CU_ASSERT_PTR_NOT_NULL_FATAL(file);
	while (fgets(line, sizeof line, file))
		if (strncmp(line, "secret ", 7) == 0)
			sodium_hex2bin(w.secret, sizeof w.secret, line + 7, 64, NULL, NULL, NULL);
	fclose(file);
	const char *dirs[] = {FORMS};
	const fr_engine_options options = {.size = sizeof options, .form_dirs = dirs, .form_dir_count = 1, .allocator = {watching, &w}};
	fr_engine *engine;
	fr_key *key;
	CU_ASSERT_EQUAL_FATAL(fr_engine_new(&options, &engine, NULL), FR_OK);
	CU_ASSERT_EQUAL_FATAL(fr_key_open(engine, key_path("unit-wipe.key"), &key, NULL), FR_OK);
	CU_ASSERT_EQUAL(fr_pseudonym(engine, key, fr_str_from("13812345678"), "phone", text, sizeof text, &n, NULL), FR_OK);
	CU_ASSERT(strlen(text) > 20);
	fr_key_close(key);
	fr_engine_free(engine);
	CU_ASSERT_EQUAL(w.found, 0);
}

TESTS(keys, {"lengths", lengths}, {"changed anywhere", changed_anywhere}, {"wrong kinds", wrong_kinds}, {"keys are wiped", keys_are_wiped})
