/* Spelled: id cards, bank cards, mobile and landline numbers by their digits and the groups people write them in.
 * Stage: values. In: groups of digits. Out: the identifier they spell. Sums are tested here, as a text holds many numbers that are no identifiers. */
#include "privacy/spelled.h"

#include <string.h>

/* The digits of the first groups in a row; 0 when they are more than most. */
static size_t join(const fr_digits *g, size_t groups, size_t most, char *out)
{
	size_t n = 0;
	for (size_t i = 0; i < groups; i++) {
		if (g[i].n > most || n + g[i].n > most)
			return 0;
		memcpy(out + n, g[i].digits, g[i].n);
		n += g[i].n;
	}
	out[n] = 0;
	return n;
}

/* ---- id cards ---- */

static int two(const char *d) { return (d[0] - '0') * 10 + d[1] - '0'; }

static bool is_province(const char *d)
{
	static const char provinces[] =
		"11 12 13 14 15 21 22 23 31 32 33 34 35 36 37 41 42 43 44 45 46 50 51 52 53 54 61 62 63 64 65 71 81 82 83";
	return strstr(provinces, (char[]){d[0], d[1], 0}) != NULL;
}

/* GB 11643: province, date of birth; 18 digits end with the check digit of ISO 7064 MOD 11-2, which may be X. */
static bool is_id_card(const char *d, size_t n, bool x)
{
	static const int weights[] = {7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2};
	static const char check[] = "10X98765432";
	bool modern = n + x == 18;
	if (!modern && (n != 15 || x))
		return false;
	if (!is_province(d))
		return false;
	int at = modern ? 10 : 8, year = modern ? two(d + 6) * 100 + two(d + 8) : 1900 + two(d + 6);
	if (year < 1850 || year > 2100 || !fr_civil_valid(year, (unsigned)two(d + at), (unsigned)two(d + at + 2)))
		return false;
	int sum = 0;
	for (int i = 0; modern && i < 17; i++)
		sum += (d[i] - '0') * weights[i];
	return !modern || check[sum % 11] == (x ? 'X' : d[17]);
}

/* In one piece, or in groups such as 110105 19491231 002X. */
static size_t id_card_groups(const fr_digits *g, size_t n)
{
	char d[FR_RUN_MOST + 1];
	if (is_id_card(g[0].digits, g[0].n, g[0].x))
		return 1;
	if (g[0].n < 3 || g[0].n > 17)
		return 0;
	for (size_t groups = 2; groups <= n && groups <= 5; groups++) {
		size_t total = join(g, groups, 18, d);
		if (total == 0)
			return 0;
		if (total >= 17 && is_id_card(d, total, total == 17 && g[groups - 1].x))
			return groups;
	}
	return 0;
}

/* ---- bank cards ---- */

static bool luhn_valid(const char *d, size_t n)
{
	int sum = 0;
	for (size_t i = 0; i < n; i++) {
		int x = d[n - 1 - i] - '0';
		if (i % 2 == 1)
			x = x * 2 > 9 ? x * 2 - 9 : x * 2;
		sum += x;
	}
	return sum % 10 == 0;
}

/* GB 32100, a firm's code in digits, the last sign of which may be a letter: who registered it, province, and a check sign by powers of 3 modulo 31. */
static bool is_credit_code(const fr_digits *g)
{
	static const char signs[] = "0123456789ABCDEFGHJKLMNPQRTUWXY";
	char last = g->n == 18 ? g->digits[17] : g->after;
	if ((g->n != 18 && (g->n != 17 || !last)) || !strchr("159", g->digits[0]) || !is_province(g->digits + 2))
		return false;
	int sum = 0;
	for (int i = 0, weight = 1; i < 17; i++, weight = weight * 3 % 31)
		sum += (g->digits[i] - '0') * weight;
	return signs[(31 - sum % 31) % 31] == last;
}

static bool is_bank_card(const char *d, size_t n) { return n >= 16 && n <= 19 && d[0] >= '3' && luhn_valid(d, n); }

/* In one piece, in groups of four, or as 622202 0200112233446. */
static size_t bank_groups(const fr_digits *g, size_t n)
{
	char d[FR_RUN_MOST + 1];
	if (g[0].n >= 16)
		return is_bank_card(g[0].digits, g[0].n) && !is_credit_code(g) ? 1 : 0;
	if (g[0].n == 6 && n > 1 && g[0].digits[0] == '6' && g[0].digits[1] == '2')
		return is_bank_card(d, join(g, 2, 19, d)) ? 2 : 0;
	size_t groups = 0;
	while (groups < n && g[groups].n == 4 && groups < 5)
		groups++;
	if (groups < 3)
		return 0;
	if (groups < n && g[groups].n <= 3)
		groups++;
	/* A last group of four may be something else (a year); a shorter one belongs to the card. */
	for (bool whole = true; groups >= 4 && (whole || g[groups].n == 4); groups--, whole = false)
		if (is_bank_card(d, join(g, groups, 19, d)))
			return groups;
	return 0;
}

/* ---- phones ---- */

static bool is_mobile(const char *d) { return d[0] == '1' && d[1] >= '3' && d[1] <= '9'; }

/* Eleven digits one by one. */
static bool is_one_by_one(const fr_digits *g, size_t n)
{
	for (size_t i = 0; i < n && i < 11; i++)
		if (g[i].n != 1)
			return false;
	return n >= 11 && is_mobile((char[]){g[0].digits[0], g[1].digits[0], 0});
}

/* Eleven digits in the groups people write: all together, 3-8, 7-4, 3-4-4, 3-3-5, with hyphens or behind a country code 4-4-3 and 4-3-4 too. A point separates three groups only: 138.12345678 is a
 * number. */
static size_t mobile_of(const fr_digits *g, size_t n, bool country)
{
	if (n == 0 || (g[0].n < 3 && !is_one_by_one(g, n)))
		return 0;
	if (g[0].n < 3)
		return 11;
	if (!is_mobile(g[0].digits))
		return 0;
	if (g[0].n == 11)
		return 1;
	size_t a = g[0].n, b = n > 1 ? g[1].n : 0, c = n > 2 ? g[2].n : 0;
	if (((a == 3 && b == 8) || (a == 7 && b == 4)) && g[1].before != '.')
		return 2;
	if (a == 3 && ((b == 4 && c == 4) || (b == 3 && c == 5)))
		return 3;
	bool hyphens = n > 2 && g[1].before == '-' && g[2].before == '-';
	return (country || hyphens) && a == 4 && ((b == 4 && c == 3) || (b == 3 && c == 4)) ? 3 : 0;
}

static bool is_country(const fr_digits *g)
{
	return (g->n == 2 && memcmp(g->digits, "86", 2) == 0) || (g->n == 4 && memcmp(g->digits, "0086", 4) == 0);
}

/* The country code without what separates it: 8613812345678, +86138 1234 5678. */
static bool without_country(const fr_digits *g, fr_digits *rest)
{
	size_t skip = g->n > 4 && memcmp(g->digits, "0086", 4) == 0 ? 4 : g->n > 2 && memcmp(g->digits, "86", 2) == 0 ? 2 : 0;
	if (!skip || g->n > FR_RUN_MOST || (skip == 2 && !g->plus && g->n != 13))
		return false;
	*rest = *g;
	rest->n -= skip;
	memmove(rest->digits, g->digits + skip, rest->n);
	return true;
}

static bool is_local(const fr_digits *g) { return g->digits[0] >= '2' && g->digits[0] <= '8'; }

/* Groups of a number without its area code: 88993108, 8899 3108, 889 3108. */
static size_t local_of(const fr_digits *g, size_t n)
{
	if (n == 0 || !is_local(g))
		return 0;
	if (g[0].n == 7 || g[0].n == 8)
		return 1;
	return n > 1 && (g[0].n == 3 || g[0].n == 4) && g[1].n == 4 ? 2 : 0;
}

/* Length of the area code at d: 010 and 02x have three digits, all others four. 0 when it is none. */
static size_t area_of(const char *d, size_t n)
{
	if (n < 3 || d[0] != '0' || d[1] == '0')
		return 0;
	if (d[1] == '1')
		return d[2] == '0' ? 3 : 0;
	return d[1] == '2' ? 3 : n >= 4 ? 4 : 0;
}

/* country: the 0 before the area code may be missing, or stand alone: +86 (0) 10. */
static size_t landline_of(const fr_digits *g, size_t n, bool country)
{
	if (country && n > 1 && g[0].n == 1 && g[0].digits[0] == '0') {
		size_t used = landline_of(g + 1, n - 1, true);
		return used ? used + 1 : 0;
	}
	if (n == 0)
		return 0;
	size_t area = area_of(g[0].digits, g[0].n);
	if (country && !area && (g[0].n == 2 || g[0].n == 3) && g[0].digits[0] != '0')
		area = g[0].n;
	if (area && area == g[0].n) {
		size_t used = local_of(g + 1, n - 1);
		return used ? used + 1 : 0;
	}
	if (country && !area && g[0].digits[0] != '0' && g[0].n >= 9 && g[0].n <= 11)
		area = g[0].digits[0] == '1' || g[0].digits[0] == '2' ? 2 : 3;
	size_t left = g[0].n - area;
	return area && (left == 7 || left == 8) && g[0].digits[area] >= '2' && g[0].digits[area] <= '8' ? 1 : 0;
}

/* A number of another country: + and 8 to 15 digits (ITU-T E.164). */
static size_t foreign_of(const fr_digits *g, size_t n)
{
	size_t total = 0, groups = 0;
	if (!g[0].plus || g[0].digits[0] == '0' || (g[0].n >= 2 && memcmp(g[0].digits, "86", 2) == 0))
		return 0;
	while (groups < n && groups < 6 && total + g[groups].n <= 15)
		total += g[groups++].n;
	return (groups > 1 && total >= 8) || total >= 10 ? groups : 0;
}

static size_t phone_groups(const fr_digits *g, size_t n)
{
	fr_digits rest;
	size_t used = 0;
	if (!g[0].plus && g[0].digits[0] != '0' && g[0].digits[0] != '1' && g[0].digits[0] != '8') /* most numbers are none */
		return 0;
	if (n > 1 && is_country(g)) {
		used = mobile_of(g + 1, n - 1, true);
		if (!used && (g[0].plus || g[0].n == 4))
			used = landline_of(g + 1, n - 1, true);
		if (used)
			return used + 1;
	} else if (without_country(g, &rest)) {
		used = mobile_of(&rest, 1, true);
		if (!used && n > 2) {
			fr_digits all[3] = {rest, g[1], g[2]};
			used = mobile_of(all, 3, true);
		}
		if (!used && (g[0].plus || g[0].n > 12))
			used = landline_of(&rest, 1, true);
		if (used)
			return used;
	}
	used = mobile_of(g, n, false);
	if (!used)
		used = landline_of(g, n, false);
	return used ? used : foreign_of(g, n);
}

fr_spelled fr_spelled_by(const fr_digits *g, size_t n)
{
	if (g[0].n > FR_RUN_MOST)
		return (fr_spelled){g[0].n > FR_RUN_HIDDEN, FR_MASK_PHONE};
	size_t used = id_card_groups(g, n);
	if (used)
		return (fr_spelled){used, FR_MASK_ID_CARD};
	used = bank_groups(g, n);
	if (used)
		return (fr_spelled){used, FR_MASK_BANK_CARD};
	return (fr_spelled){phone_groups(g, n), FR_MASK_PHONE};
}
