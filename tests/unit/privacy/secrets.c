/* Secrets: keys and what they were used on are gone from every block that is given back; boxes that were changed anywhere, cut off anywhere, sealed for somebody else or as something else stay closed;
 * one person has one token in every spelling, and kinds never share one. S1-7, S3-6. */
#include "formrule/codes.h"
#include "privacy/keys.h"
#include "privacy/pseudonym.h"
#include "privacy/seal.h"
#include "suite.h"

#include <stdlib.h>
#include <unistd.h>

static fr_lists *lists;
static char folder[] = "/tmp/formrule-secrets-XXXXXX";
static char team[64], secret[64], public_half[64], other[64], other_public[64];

/* An allocator that looks at what it gets back. */
typedef struct block {
	size_t size;
	max_align_t bytes[];
} block;
static const void *needles[8];
static size_t lengths[8], needle_count, left, blocks;

static void look_at(const block *b)
{
	blocks++;
	for (size_t i = 0; i < needle_count; i++)
		if (memmem(b->bytes, b->size, needles[i], lengths[i]))
			left++;
}

static void *resize(void *user, void *old, size_t size)
{
	(void)user;
	block *from = old ? (block *)((char *)old - offsetof(block, bytes)) : NULL;
	block *to = NULL;
	if (size) {
		to = malloc(sizeof *to + size);
		if (!to)
			return NULL;
		to->size = size;
		memset(to->bytes, 0, size);
		if (from)
			memcpy(to->bytes, from->bytes, from->size < size ? from->size : size);
	}
	if (from) {
		look_at(from);
		free(from);
	}
	return to ? to->bytes : NULL;
}

static const fr_allocator watched = {resize, NULL};

static void look_for(const void *p, size_t n)
{
	needles[needle_count] = p;
	lengths[needle_count++] = n;
}

static void load(void)
{
	fr_error error = {0};
	if (lists)
		return;
	CU_ASSERT_FATAL(fr_lists_load(NULL, FR_SOURCE_DIR "/forms/privacy/lists.xml", &lists, &error) == FR_OK);
	CU_ASSERT_FATAL(mkdtemp(folder) != NULL);
	snprintf(team, sizeof team, "%s/team.key", folder);
	snprintf(secret, sizeof secret, "%s/hq.key", folder);
	snprintf(public_half, sizeof public_half, "%s/hq.pub", folder);
	snprintf(other, sizeof other, "%s/b.key", folder);
	snprintf(other_public, sizeof other_public, "%s/b.pub", folder);
	CU_ASSERT_FATAL(fr_key_new(team, &error) == FR_OK && fr_seal_key_new(secret, public_half, &error) == FR_OK &&
			fr_seal_key_new(other, other_public, &error) == FR_OK);
}

static fr_key *open_key(const fr_allocator *a, const char *path)
{
	fr_key *key = NULL;
	fr_error error = {0};
	CU_ASSERT_FATAL(fr_key_load(a, path, &key, &error) == FR_OK);
	return key;
}

static void nothing_is_left_in_memory(void)
{
	load();
	static const char name[] = "慕容雪村与一个相当长的名字以便缓冲区增长", phone[] = "+8613812345678";
	unsigned char bytes[3][KEY_BYTES];
	fr_key *keys[] = {open_key(&watched, team), open_key(&watched, secret), open_key(&watched, public_half)};
	for (int i = 0; i < 2; i++) {
		memcpy(bytes[i], fr_key_used(keys[i])->bytes, KEY_BYTES);
		look_for(bytes[i], KEY_BYTES);
	}
	look_for(name, sizeof name - 1);
	look_for(phone, sizeof phone - 1);
	fr_buf token, box;
	fr_buf_init(&token, &watched, 1 << 16);
	fr_buf_init(&box, &watched, 1 << 16);
	CU_ASSERT(fr_pseudonym_write(keys[0], lists, FR_MASK_NAME, fr_str_from(name), &token));
	CU_ASSERT(fr_pseudonym_write(keys[0], lists, FR_MASK_PHONE, FR_STR("138-1234-5678"), &token));
	CU_ASSERT(fr_seal_write(keys[2], FR_MASK_NAME, fr_str_from(name), &box));
	for (size_t i = 0; i < 3; i++)
		fr_key_close(keys[i]);
	fr_buf_free(&token);
	fr_buf_free(&box);
	CASE_TRUE(blocks > 5 && left == 0, "%zu blocks given back, %zu of them tell\n", blocks, left);
	/* The watch itself works: a copy that nobody wipes is seen. */
	char *copy = fr_alloc(&watched, sizeof name);
	memcpy(copy, name, sizeof name);
	fr_release(&watched, copy);
	CU_ASSERT(left == 1);
	needle_count = 0;
}

static void boxes_that_were_touched_stay_closed(void)
{
	load();
	fr_key *open = open_key(NULL, secret), *seal = open_key(NULL, public_half), *foreign = open_key(NULL, other);
	fr_buf box, out;
	fr_buf_init(&box, NULL, 1 << 16);
	fr_buf_init(&out, NULL, 1 << 16);
	CU_ASSERT_FATAL(fr_seal_write(seal, FR_MASK_PHONE, FR_STR("13812345678"), &box));
	fr_str whole = fr_buf_view(&box);
	CU_ASSERT(fr_seal_open(open, FR_MASK_PHONE, whole, &out) == FR_UNSEALED && fr_str_is(fr_buf_view(&out), "13812345678"));
	CU_ASSERT(fr_seal_open(foreign, FR_MASK_PHONE, whole, &out) == FR_UNSEAL_FOREIGN);
	CU_ASSERT(fr_seal_open(open, FR_MASK_NAME, whole, &out) == FR_UNSEAL_KIND);
	fr_buf_clear(&out);
	for (size_t n = 0; n < whole.n; n++)
		CASE_TRUE(fr_seal_open(open, 0, fr_str_of(whole.p, n), &out) != FR_UNSEALED && out.n == 0, "%zu bytes open\n", n);
	for (size_t i = 0; i < whole.n; i++)
		for (int bit = 0; bit < 8; bit++) {
			box.p[i] = (char)(box.p[i] ^ 1 << bit);
			fr_unsealed got = fr_seal_open(open, 0, whole, &out);
			CASE_TRUE(got != FR_UNSEALED && out.n == 0, "bit %d of byte %zu makes no difference\n", bit, i);
			box.p[i] = (char)(box.p[i] ^ 1 << bit);
		}
	fr_buf_byte(&box, 'A');
	CU_ASSERT(fr_seal_open(open, 0, fr_buf_view(&box), &out) != FR_UNSEALED && out.n == 0);
	fr_key_close(open);
	fr_key_close(seal);
	fr_key_close(foreign);
	fr_buf_free(&box);
	fr_buf_free(&out);
}

static void one_person_one_token(void)
{
	load();
	static const char *const same[][6] = {
		{"13812345678", "138 1234 5678", "+86-138-1234-5678", "１３８１２３４５６７８", "(0086)13812345678", "138.1234.5678"},
		{"010-88993108", "+86 10 8899 3108", "（010）88993108", "+86 (0)10 8899 3108", "0086 10 88993108", "010 8899 3108"}};
	fr_key *key = open_key(NULL, team);
	fr_buf first, token, all;
	fr_buf_init(&first, NULL, 1 << 16);
	fr_buf_init(&token, NULL, 1 << 16);
	fr_buf_init(&all, NULL, 1 << 20);
	for (size_t i = 0; i < 2; i++)
		for (size_t k = 0; k < 6; k++) {
			fr_buf *to = k ? &token : &first;
			fr_buf_clear(to);
			CASE_TRUE(fr_pseudonym_write(key, lists, FR_MASK_PHONE, fr_str_from(same[i][k]), to), "%s has no token\n",
				same[i][k]);
			CASE_TRUE(k == 0 || fr_str_eq(fr_buf_view(&token), fr_buf_view(&first)), "%s has another token\n", same[i][k]);
		}
	/* The same text as every kind, and a thousand people: all different. */
	size_t count = 0;
	for (int kind = FR_MASK_NAME; kind < FR_MASK_FREE_TEXT; kind++)
		for (int i = 0; i < 200; i++) {
			char value[40];
			snprintf(value, sizeof value, "139%08d", i * 7919);
			fr_buf_clear(&token);
			if (!fr_pseudonym_write(key, lists, (fr_mask_kind)kind, fr_str_from(value), &token))
				continue;
			CU_ASSERT(fr_is_pseudonym((fr_mask_kind)kind, fr_buf_view(&token)));
			fr_str body = fr_str_of(token.p + 2 + KEY_ID_TEXT, token.n - 2 - KEY_ID_TEXT); /* without the letter of its kind */
			CASE_TRUE(fr_str_find(fr_buf_view(&all), body) == SIZE_MAX, "%s as kind %d shares its token\n", value, kind);
			fr_buf_str(&all, body);
			fr_buf_byte(&all, '\n');
			count++;
		}
	CU_ASSERT(count >= 1000);
	fr_key_close(key);
	fr_buf_free(&first);
	fr_buf_free(&token);
	fr_buf_free(&all);
	const char *const files[] = {team, secret, public_half, other, other_public};
	for (size_t i = 0; i < 5; i++)
		unlink(files[i]);
	rmdir(folder);
	fr_lists_free(lists);
}

TESTS(secrets, {"nothing is left in memory", nothing_is_left_in_memory},
	{"boxes that were touched stay closed", boxes_that_were_touched_stay_closed}, {"one person, one token", one_person_one_token})
