/* Keys: making, reading, rotating key files.
 * Stage: values. In: key files. Out: keys. A file is text: its kind, then an id and a secret for each key, the newest first. Secrets are wiped wherever they stood. */
#include "privacy/keys.h"

#include "formrule/codes.h"

#include <errno.h>
#include <fcntl.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#define TEXT_MOST (64 + KEYS_MOST * 128)

static const struct {
	const char *head, *word;
} forms[] = {
	[FR_KEY_PSEUDONYM] = {"formrule-key 1\n", "secret "},
	[FR_KEY_SEAL] = {"formrule-seal-key 1\n", "public "},
	[FR_KEY_OPEN] = {"formrule-open-key 1\n", "secret "},
};

/* ---- writing ---- */

static bool write_all(int fd, const char *p, size_t n)
{
	while (n) {
		ssize_t done = write(fd, p, n);
		if (done < 0 && errno == EINTR)
			continue;
		if (done <= 0)
			return false;
		p += done;
		n -= (size_t)done;
	}
	return true;
}

/* A new file, whole or not at all; mode says who may read it. */
static fr_status write_file(const char *path, mode_t mode, const char *text, size_t n, fr_error *error)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode);
	if (fd < 0)
		return fr_fail(error, FR_E_IO, errno == EEXIST ? FR_KEY_EXISTS : FR_IO_WRITE, path, strerror(errno), NULL);
	bool ok = fchmod(fd, mode) == 0 && write_all(fd, text, n) && fsync(fd) == 0;
	int problem = errno;
	ok = close(fd) == 0 && ok;
	if (ok)
		return FR_OK;
	unlink(path);
	return fr_fail(error, FR_E_IO, FR_IO_WRITE, path, strerror(problem), NULL);
}

static size_t put_text(const fr_key *key, char text[TEXT_MOST])
{
	char hex[2 * KEY_BYTES + 1];
	size_t n = (size_t)snprintf(text, TEXT_MOST, "%s", forms[key->kind].head);
	for (size_t i = 0; i < key->count; i++) {
		sodium_bin2hex(hex, sizeof hex, key->items[i].bytes, KEY_BYTES);
		n += (size_t)snprintf(text + n, TEXT_MOST - n, "id %s\n%s%s\n", key->items[i].id, forms[key->kind].word, hex);
	}
	sodium_memzero(hex, sizeof hex);
	return n;
}

static fr_status write_key(const char *path, mode_t mode, const fr_key *key, fr_error *error)
{
	char text[TEXT_MOST];
	size_t n = put_text(key, text);
	fr_status status = write_file(path, mode, text, n, error);
	sodium_memzero(text, sizeof text);
	return status;
}

/* Puts a new secret before the others. */
static void add_secret(fr_key *key)
{
	unsigned char id[KEY_ID_BYTES];
	memmove(key->items + 1, key->items, key->count * sizeof *key->items);
	key->count++;
	randombytes_buf(id, sizeof id);
	randombytes_buf(key->items[0].bytes, KEY_BYTES);
	sodium_bin2hex(key->items[0].id, KEY_ID_TEXT, id, sizeof id);
}

fr_status fr_key_new(const char *path, fr_error *error)
{
	if (!path || !*path)
		return fr_fail(error, FR_E_ARGUMENT, FR_ARGUMENT, "path", NULL);
	if (sodium_init() < 0)
		return fr_fail(error, FR_E_MEMORY, FR_MEMORY, NULL);
	fr_key key = {.kind = FR_KEY_PSEUDONYM};
	add_secret(&key);
	fr_status status = write_key(path, 0600, &key, error);
	sodium_memzero(&key, sizeof key);
	return status;
}

/* The id of a pair is a digest of its public half, so that two pairs cannot be taken for each other. */
static void id_of_public(fr_key_item *item, const unsigned char public_half[KEY_BYTES])
{
	unsigned char id[crypto_generichash_BYTES_MIN];
	crypto_generichash(id, sizeof id, public_half, KEY_BYTES, NULL, 0);
	sodium_bin2hex(item->id, KEY_ID_TEXT, id, KEY_ID_BYTES);
}

fr_status fr_seal_key_new(const char *path, const char *public_path, fr_error *error)
{
	if (!path || !*path || !public_path || !*public_path)
		return fr_fail(error, FR_E_ARGUMENT, FR_ARGUMENT, "path", NULL);
	if (sodium_init() < 0)
		return fr_fail(error, FR_E_MEMORY, FR_MEMORY, NULL);
	fr_key secret = {.kind = FR_KEY_OPEN, .count = 1}, seal = {.kind = FR_KEY_SEAL, .count = 1};
	crypto_box_keypair(seal.items[0].bytes, secret.items[0].bytes);
	id_of_public(&seal.items[0], seal.items[0].bytes);
	memcpy(secret.items[0].id, seal.items[0].id, KEY_ID_TEXT);
	fr_status status = write_key(path, 0600, &secret, error);
	if (status == FR_OK) {
		status = write_key(public_path, 0644, &seal, error);
		if (status != FR_OK)
			unlink(path); /* made a moment ago; half a pair is of no use */
	}
	sodium_memzero(&secret, sizeof secret);
	return status;
}

fr_status fr_key_rotate(const char *path, fr_error *error)
{
	fr_key *key = NULL;
	fr_status status = fr_key_load(NULL, path, &key, error);
	if (status == FR_OK)
		status = fr_key_must(key, FR_KEY_PSEUDONYM, error);
	if (status == FR_OK && key->count == KEYS_MOST)
		status = fr_fail(error, FR_E_LIMIT, FR_KEY_MANY, path, NULL);
	char *beside = status == FR_OK ? malloc(strlen(path) + 8) : NULL;
	if (status == FR_OK && !beside)
		status = fr_fail(error, FR_E_MEMORY, FR_MEMORY, NULL);
	if (status == FR_OK) {
		add_secret(key);
		sprintf(beside, "%s.new", path);
		status = write_key(beside, 0600, key, error);
	}
	if (status == FR_OK && rename(beside, path) != 0) {
		status = fr_fail(error, FR_E_IO, FR_IO_WRITE, path, strerror(errno), NULL);
		unlink(beside);
	}
	free(beside);
	fr_key_close(key);
	return status;
}

/* ---- reading ---- */

static bool read_line(const char **p, const char *word, unsigned char *out, size_t bytes)
{
	size_t n = strlen(word), got = 0;
	if (strncmp(*p, word, n) != 0)
		return false;
	const char *end = NULL;
	if (sodium_hex2bin(out, bytes, *p + n, 2 * bytes, NULL, &got, &end) != 0 || got != bytes || *end != '\n')
		return false;
	*p = end + 1;
	return true;
}

static bool read_keys(const char *p, fr_key *key)
{
	unsigned char id[KEY_ID_BYTES];
	while (*p && key->count < KEYS_MOST) {
		fr_key_item *item = &key->items[key->count++];
		if (!read_line(&p, "id ", id, sizeof id) || !read_line(&p, forms[key->kind].word, item->bytes, KEY_BYTES))
			return false;
		sodium_bin2hex(item->id, KEY_ID_TEXT, id, sizeof id);
	}
	return !*p && key->count > 0;
}

/* Half of a pair, put together with another id, is no key. */
static bool is_pair(const fr_key *key)
{
	for (size_t i = 0; key->kind != FR_KEY_PSEUDONYM && i < key->count; i++) {
		unsigned char half[KEY_BYTES];
		fr_key_item right;
		memcpy(half, key->items[i].bytes, KEY_BYTES);
		if (key->kind == FR_KEY_OPEN && crypto_scalarmult_base(half, key->items[i].bytes) != 0)
			return false;
		id_of_public(&right, half);
		if (memcmp(right.id, key->items[i].id, KEY_ID_TEXT) != 0)
			return false;
	}
	return true;
}

static bool read_text(const char *text, fr_key *key)
{
	for (fr_key_kind kind = FR_KEY_PSEUDONYM; kind <= FR_KEY_OPEN; kind++) {
		size_t n = strlen(forms[kind].head);
		if (strncmp(text, forms[kind].head, n) == 0) {
			key->kind = kind;
			return read_keys(text + n, key) && is_pair(key);
		}
	}
	return false;
}

static fr_status load(const char *path, char text[TEXT_MOST], fr_key *key, fr_error *error)
{
	struct stat about;
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return fr_fail(error, FR_E_IO, errno == ENOENT ? FR_IO_MISSING : FR_IO_READ, path, strerror(errno), NULL);
	bool plain = fstat(fd, &about) == 0 && S_ISREG(about.st_mode);
	ssize_t n = plain ? read(fd, text, TEXT_MOST - 1) : -1;
	close(fd);
	text[n > 0 ? n : 0] = 0;
	if (n <= 0 || strlen(text) != (size_t)n || !read_text(text, key))
		return fr_fail(error, FR_E_FORMAT, FR_KEY_WRONG, path, NULL);
	if (key->kind != FR_KEY_SEAL && (about.st_mode & 077)) /* what only seals may be known to all */
		return fr_fail(error, FR_E_IO, FR_KEY_SHARED, path, NULL);
	return FR_OK;
}

fr_status fr_key_load(const fr_allocator *allocator, const char *path, fr_key **out, fr_error *error)
{
	const fr_allocator *a = allocator && allocator->resize ? allocator : &fr_system_allocator;
	char text[TEXT_MOST];
	*out = NULL;
	fr_key *key = sodium_init() < 0 ? NULL : fr_alloc(a, sizeof *key);
	if (!key)
		return fr_fail(error, FR_E_MEMORY, FR_MEMORY, NULL);
	*key = (fr_key){.allocator = *a};
	fr_status status = load(path, text, key, error);
	sodium_memzero(text, sizeof text);
	if (status == FR_OK)
		*out = key;
	else
		fr_key_close(key);
	return status;
}

void fr_key_close(fr_key *key)
{
	if (!key)
		return;
	fr_allocator a = key->allocator;
	sodium_memzero(key, sizeof *key);
	fr_release(&a, key);
}

/* ---- asking ---- */

fr_key_kind fr_key_kind_of(const fr_key *key) { return key->kind; }

size_t fr_key_ids(const fr_key *key, char (*ids)[FR_KEY_ID], size_t capacity)
{
	for (size_t i = 0; i < key->count && i < capacity; i++)
		memcpy(ids[i], key->items[i].id, FR_KEY_ID);
	return key->count;
}

fr_status fr_key_use(fr_key *key, const char *id, fr_error *error)
{
	for (size_t i = 0; i < key->count; i++)
		if (strcmp(key->items[i].id, id) == 0) {
			key->used = i;
			return FR_OK;
		}
	return fr_fail(error, FR_E_ARGUMENT, FR_KEY_ID_UNKNOWN, id, NULL);
}

fr_status fr_key_must(const fr_key *key, fr_key_kind kind, fr_error *error)
{
	static const int codes[] = {
		[FR_KEY_PSEUDONYM] = FR_KEY_NO_PSEUDONYM, [FR_KEY_SEAL] = FR_KEY_NO_SEAL, [FR_KEY_OPEN] = FR_KEY_NO_OPEN};
	return key->kind == kind ? FR_OK : fr_fail(error, FR_E_ARGUMENT, codes[kind], key->items[0].id, NULL);
}
