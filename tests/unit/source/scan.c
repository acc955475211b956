/* The scanners agree with the plainest one that can be written, at every length and place. */
#include "source/scan.h"
#include "suite.h"

#include <stdlib.h>

static unsigned seed = 7;
static unsigned any(unsigned most)
{
	seed = seed * 1103515245u + 12345u;
	return (seed >> 16) % most;
}

static void marks_agree(void)
{
	fr_scan scans[FR_SCAN_MOST];
	size_t kinds = fr_scan_all(scans);
	static const char letters[] = "ab,\"\n\r\t;|:*-=\xE5\xAE\x80\x2D\x0B\x8D\xA2"; /* some differ from a mark in one bit */
	char bytes[400];
	uint32_t plain[400], found[400 + FR_SCAN_SLACK];
	for (int round = 0; round < 20000; round++) {
		size_t n = any(300), from = n ? any((unsigned)n) : 0;
		unsigned density = 1 + any(16);
		char delimiter = ",\t;|:*-"[any(7)]; /* the last three share the low half of another mark */
		for (size_t i = 0; i < n; i++)
			bytes[i] = any(16) < density ? letters[any(sizeof letters - 1)] : 'x';
		size_t count = 0;
		for (size_t i = from; i < n; i++)
			if (bytes[i] == delimiter || bytes[i] == '"' || bytes[i] == '\n' || bytes[i] == '\r')
				plain[count++] = (uint32_t)i;
		for (size_t kind = 0; kind < kinds; kind++) {
			size_t got = scans[kind].marks(bytes, from, n, delimiter, found);
			if (got != count || memcmp(found, plain, count * sizeof *plain) != 0) {
				CASE_TRUE(false, "round %d kind %zu: %zu marks, not %zu\n", round, kind, got, count);
				return;
			}
		}
	}
	CU_PASS("agreed");
}

static size_t plain_invalid(const char *p, size_t n)
{
	size_t bad = fr_utf8_invalid(fr_str_of(p, n));
	for (size_t i = 0; i < n && i < bad; i++)
		if (!p[i])
			return i;
	return bad;
}

static bool plain_replaced(const char *p, size_t n)
{
	for (size_t i = 0; i + 2 < n; i++)
		if (memcmp(p + i, "\xEF\xBF\xBD", 3) == 0)
			return true;
	return false;
}

static void validity_agrees(void)
{
	fr_scan scans[FR_SCAN_MOST];
	size_t kinds = fr_scan_all(scans);
	static const char *const pieces[] = {"a", "客", "é", "😀", "abcdefghijklmnopqrstuvwxyz0123456789", "\xC0\x80", "\xED\xA0\x80",
		"\xF4\x90\x80\x80", "\xE0\x9F\xBF", "\xF0\x8F\xBF\xBF", "\xC1\xBF", "\xF5\x80\x80\x80", "\x80", "\xE5\xAE", "\xF0\x9F\x98",
		"\xFF", "\xF4\x8F\xBF\xBF", "\xEF\xBF\xBF", "\xDF\xBF", "\xEE\x80\x80", "\xED\x9F\xBF"};
	static const char *const near[] = {
		"\xEF\xBF\xBD", "\xE5\xBF\xBD", "\xEF\xBC\xBD", "\xEF\xBF\xBC"}; /* U+FFFD, and what it could be taken for */
	for (int round = 0; round < 60000; round++) {
		char bytes[1024];
		size_t n = 0;
		unsigned most = any(24), bad_in = any(3) ? 5 : 21;
		for (unsigned i = 0; i < most; i++) {
			const char *piece = any(20) ? pieces[any(bad_in)] : near[any(4)];
			memcpy(bytes + n, piece, strlen(piece));
			n += strlen(piece);
		}
		if (n && any(4) == 0)
			bytes[any((unsigned)n)] = (char)any(256);
		if (n && any(4) == 0)
			n -= any((unsigned)(n < 4 ? n : 4));
		char *exact = malloc(n ? n : 1);
		memcpy(exact, bytes, n);
		size_t want = plain_invalid(exact, n);
		for (size_t kind = 0; kind < kinds; kind++) {
			bool replaced = false, kept = true;
			size_t got = scans[kind].invalid(exact, n, &replaced);
			if (got != want)
				CASE_TRUE(false, "round %d kind %zu: %zd, not %zd\n", round, kind, (ssize_t)got, (ssize_t)want);
			if (want == SIZE_MAX && replaced != plain_replaced(exact, n))
				CASE_TRUE(false, "round %d kind %zu: replaced %d\n", round, kind, replaced);
			scans[kind].invalid(exact, n, &kept);
			CASE_TRUE(kept, "round %d kind %zu: forgotten\n", round, kind);
		}
		free(exact);
	}
	CU_PASS("agreed");
}

/* All two-byte beginnings and all lengths of what follows, at borders of 32 and 64 bytes. */
static void validity_at_borders(void)
{
	fr_scan scans[FR_SCAN_MOST];
	size_t kinds = fr_scan_all(scans);
	char bytes[160];
	for (unsigned first = 0x80; first < 0x100; first++)
		for (unsigned second = 0x70; second < 0x100; second++)
			for (size_t place = 28; place < 66; place += place == 32 ? 28 : 1)
				for (size_t more = 0; more < 3; more++) {
					memset(bytes, 'a', sizeof bytes);
					bytes[place] = (char)first;
					bytes[place + 1] = (char)second;
					memset(bytes + place + 2, 0x80, more);
					size_t want = plain_invalid(bytes, 128);
					for (size_t kind = 0; kind < kinds; kind++) {
						bool unused = false;
						size_t got = scans[kind].invalid(bytes, 128, &unused);
						if (got != want) {
							CASE_TRUE(false, "%02X %02X at %zu with %zu more: %zd, not %zd\n", first, second,
								place, more, (ssize_t)got, (ssize_t)want);
							return;
						}
					}
				}
	CU_PASS("agreed");
}

static void replaced_at_borders(void)
{
	fr_scan scans[FR_SCAN_MOST];
	size_t kinds = fr_scan_all(scans);
	char bytes[200];
	for (size_t n = 3; n <= sizeof bytes; n++)
		for (size_t place = 0; place + 3 <= n; place++)
			for (size_t kind = 0; kind < kinds; kind++) {
				bool none = false, one = false;
				memset(bytes, 'a', n);
				scans[kind].invalid(bytes, n, &none);
				memcpy(bytes + place, "\xEF\xBF\xBD", 3);
				scans[kind].invalid(bytes, n, &one);
				if (none || !one) {
					CASE_TRUE(false, "%zu of %zu kind %zu: %d %d\n", place, n, kind, none, one);
					return;
				}
			}
	CU_PASS("agreed");
}

static void tallies_agree(void)
{
	fr_scan scans[FR_SCAN_MOST];
	size_t kinds = fr_scan_all(scans);
	char bytes[300];
	for (int round = 0; round < 20000; round++) {
		size_t n = any(300), quotes = 0, lines = 0;
		unsigned density = 1 + any(16);
		for (size_t i = 0; i < n; i++)
			bytes[i] = any(16) < density ? "ab\"\n\r"[any(5)] : 'x';
		for (size_t i = 0; i < n; i++) {
			quotes += bytes[i] == '"';
			lines += bytes[i] == '\n' ? !i || bytes[i - 1] != '\r' : bytes[i] == '\r';
		}
		for (size_t kind = 0; kind < kinds; kind++) {
			fr_tally got = scans[kind].tally(bytes, n);
			if (got.quotes != quotes || got.lines != lines) {
				CASE_TRUE(false, "round %d kind %zu: %zu %zu, not %zu %zu\n", round, kind, got.quotes, got.lines, quotes,
					lines);
				return;
			}
		}
	}
	CU_PASS("agreed");
}

TESTS(scan, {"marks agree", marks_agree}, {"validity agrees", validity_agrees}, {"validity at borders", validity_at_borders},
	{"U+FFFD at borders", replaced_at_borders}, {"tallies agree", tallies_agree})
