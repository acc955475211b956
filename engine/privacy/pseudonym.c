/* Pseudonyms: normalising, hashing with a key, key files.
 * Stage: values. In: values as people write them, key files. Out: tokens. */
#include "privacy/pseudonym.h"

#include "formrule/codes.h"
#include "privacy/lists.h"

#include <errno.h>
#include <fcntl.h>
#include <sodium.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#define HEAD "formrule-key 1\n"
#define ID_BYTES 4
#define SECRET_BYTES crypto_auth_hmacsha256_KEYBYTES
#define TOKEN_BYTES 16 /* 128 bits: no two people in a billion share a token */

struct fr_key {
	fr_allocator allocator;
	char id[2 * ID_BYTES + 1];
	unsigned char secret[SECRET_BYTES];
};

/* ---- key files ---- */

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

fr_status fr_key_create(const char *path, fr_error *error)
{
	unsigned char id[ID_BYTES], secret[SECRET_BYTES];
	char id_text[2 * ID_BYTES + 1], secret_text[2 * SECRET_BYTES + 1], text[256];
	if (sodium_init() < 0)
		return fr_fail(error, FR_E_MEMORY, FR_MEMORY, NULL);
	int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	if (fd < 0)
		return fr_fail(error, FR_E_IO, errno == EEXIST ? FR_KEY_EXISTS : FR_IO_WRITE, path, strerror(errno), NULL);
	randombytes_buf(id, sizeof id);
	randombytes_buf(secret, sizeof secret);
	sodium_bin2hex(id_text, sizeof id_text, id, sizeof id);
	sodium_bin2hex(secret_text, sizeof secret_text, secret, sizeof secret);
	int n = snprintf(text, sizeof text, HEAD "id %s\nsecret %s\n", id_text, secret_text);
	bool ok = fchmod(fd, 0600) == 0 && write_all(fd, text, (size_t)n) && fsync(fd) == 0;
	ok = close(fd) == 0 && ok;
	sodium_memzero(secret, sizeof secret);
	sodium_memzero(secret_text, sizeof secret_text);
	sodium_memzero(text, sizeof text);
	if (ok)
		return FR_OK;
	fr_status status = fr_fail(error, FR_E_IO, FR_IO_WRITE, path, strerror(errno), NULL);
	unlink(path);
	return status;
}

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

static bool read_key(const char *text, fr_key *key)
{
	unsigned char id[ID_BYTES];
	const char *p = text + strlen(HEAD);
	if (strncmp(text, HEAD, strlen(HEAD)) != 0 || !read_line(&p, "id ", id, sizeof id) ||
		!read_line(&p, "secret ", key->secret, sizeof key->secret) || *p)
		return false;
	sodium_bin2hex(key->id, sizeof key->id, id, sizeof id);
	return true;
}

fr_status fr_key_load(const fr_allocator *allocator, const char *path, fr_key **out, fr_error *error)
{
	const fr_allocator *a = allocator && allocator->resize ? allocator : &fr_system_allocator;
	struct stat about;
	char text[512] = "";
	*out = NULL;
	if (sodium_init() < 0)
		return fr_fail(error, FR_E_MEMORY, FR_MEMORY, NULL);
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return fr_fail(error, FR_E_IO, errno == ENOENT ? FR_IO_MISSING : FR_IO_READ, path, strerror(errno), NULL);
	bool plain = fstat(fd, &about) == 0 && S_ISREG(about.st_mode), shared = plain && (about.st_mode & 077);
	ssize_t n = plain && !shared ? read(fd, text, sizeof text - 1) : -1;
	close(fd);
	if (shared)
		return fr_fail(error, FR_E_IO, FR_KEY_SHARED, path, NULL);
	fr_key *key = fr_alloc(a, sizeof *key);
	if (!key) {
		sodium_memzero(text, sizeof text);
		return fr_fail(error, FR_E_MEMORY, FR_MEMORY, NULL);
	}
	*key = (fr_key){.allocator = *a};
	bool ok = n > 0 && read_key(text, key);
	sodium_memzero(text, sizeof text);
	if (ok) {
		*out = key;
		return FR_OK;
	}
	fr_key_free(key);
	return fr_fail(error, FR_E_FORMAT, FR_KEY_WRONG, path, NULL);
}

void fr_key_free(fr_key *key)
{
	if (!key)
		return;
	fr_allocator a = key->allocator;
	sodium_memzero(key, sizeof *key);
	fr_release(&a, key);
}

/* ---- one spelling for what means the same ---- */

static bool is_separator(uint32_t c) { return c == ' ' || c == '-' || c == '(' || c == ')' || c == '.' || c == '\t'; }

/* Letters small, width normal, separators of numbers gone. */
static void put_folded(const fr_folded *v, bool number, fr_buf *out)
{
	for (size_t i = 0; i < v->n; i++) {
		uint32_t c = v->cp[i];
		if (number && is_separator(c))
			continue;
		fr_buf_utf8(out, c >= 'A' && c <= 'Z' ? c + 32 : c);
	}
}

bool fr_pseudonym_write(const fr_key *key, const fr_lists *lists, fr_mask_kind kind, fr_str value, fr_buf *out)
{
	static const char letters[] = "?NPIBEAVT", alphabet[] = "abcdefghijklmnopqrstuvwxyz234567";
	fr_folded v;
	value = fr_str_trim(value);
	if (!value.n || kind == FR_MASK_FREE_TEXT || fr_mask_done(lists, kind, value) || !fr_fold(value, &v))
		return false;
	fr_buf plain;
	fr_buf_init(&plain, &out->allocator, 1 << 16);
	fr_buf_byte(&plain, letters[kind]); /* another kind is another domain */
	fr_buf_byte(&plain, 0);
	bool understood = kind != FR_MASK_PHONE || fr_phone_normal(value, &plain);
	if (kind != FR_MASK_PHONE)
		put_folded(&v, kind != FR_MASK_NAME && kind != FR_MASK_ADDRESS && kind != FR_MASK_EMAIL, &plain);
	unsigned char hash[crypto_auth_hmacsha256_BYTES];
	crypto_auth_hmacsha256_state state;
	bool ok = understood && !plain.failed;
	crypto_auth_hmacsha256_init(&state, key->secret, sizeof key->secret);
	crypto_auth_hmacsha256_update(&state, (const unsigned char *)plain.p, plain.n);
	crypto_auth_hmacsha256_final(&state, hash);
	sodium_memzero(&state, sizeof state);
	if (plain.p)
		sodium_memzero(plain.p, plain.n);
	fr_buf_free(&plain);
	if (!ok)
		return false;
	fr_buf_printf(out, "%c-%s-", letters[kind], key->id);
	unsigned bits = 0, held = 0;
	for (size_t i = 0; i < TOKEN_BYTES; i++) {
		held = held << 8 | hash[i];
		for (bits += 8; bits >= 5; bits -= 5)
			fr_buf_byte(out, alphabet[held >> (bits - 5) & 31]);
		held &= (1u << bits) - 1;
	}
	fr_buf_byte(out, alphabet[held << (5 - bits) & 31]);
	sodium_memzero(hash, sizeof hash);
	return !out->failed;
}
