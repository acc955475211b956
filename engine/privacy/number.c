/* Numbers: phones, id cards, bank cards: reading any spelling, writing the masked one.
 * Stage: values. In: a number as people write it. Out: its masked form, or false when it is not understood. Checksums play no part in masking. */
#include "privacy/lists.h"

#define DIGITS_MOST 24

/* Digits of a value whose other characters are only separators; false otherwise. */
typedef struct number {
	char digits[DIGITS_MOST + 1];
	size_t n;
	bool plus;
} number;

static bool read_number(const fr_folded *v, number *out)
{
	*out = (number){.n = 0};
	for (size_t i = 0; i < v->n; i++) {
		uint32_t c = v->cp[i];
		if (c >= '0' && c <= '9') {
			if (out->n == DIGITS_MOST)
				return false;
			out->digits[out->n++] = (char)c;
		} else if (c == '+' && out->n == 0 && !out->plus)
			out->plus = true;
		else if (c != ' ' && c != '-' && c != '(' && c != ')' && c != '.' && c != 0xB7)
			return false;
	}
	return out->n > 0;
}

static bool is_mobile(const char *d, size_t n) { return n == 11 && d[0] == '1' && d[1] >= '3' && d[1] <= '9'; }

/* Length of an area code at d: 010 and 02x have three digits, all others four. 0 when it is none. */
static size_t area_code(const char *d, size_t n)
{
	if (n < 3 || d[0] != '0' || d[1] == '0')
		return 0;
	if (d[1] == '1')
		return d[2] == '0' ? 3 : 0;
	return d[1] == '2' ? 3 : 4;
}

static bool is_service(const char *d, size_t n)
{
	if (n == 10)
		return (d[0] == '4' || d[0] == '8') && d[1] == '0' && d[2] == '0';
	if (d[0] == '9' && n >= 5 && n <= 8)
		return d[1] == '5';
	return (n == 5 && d[0] == '1' && (d[1] == '2' || d[1] == '0')) || (n == 3 && d[0] == '1');
}

static bool starts(const number *x, const char *prefix)
{
	size_t n = strlen(prefix);
	return x->n > n && memcmp(x->digits, prefix, n) == 0;
}

typedef struct phone {
	const char *national; /* mobile, or landline without its area code */
	size_t n, area; /* digits of the area code before it */
	bool country, mobile, service;
} phone;

static bool read_phone(const number *x, phone *out)
{
	size_t skip = x->plus && starts(x, "86") ? 2 : starts(x, "0086") ? 4 : x->n == 13 && starts(x, "86") ? 2 : 0;
	const char *d = x->digits + skip;
	size_t n = x->n - skip;
	*out = (phone){.national = d, .n = n, .country = skip > 0};
	if (x->plus && skip == 0)
		return false; /* another country */
	out->mobile = is_mobile(d, n);
	out->service = !skip && is_service(d, n);
	if (out->mobile || out->service)
		return true;
	if (skip && d[0] != '0' && n >= 9 && n <= 11) { /* +86 10 8899 3108: the 0 is left out */
		size_t area = d[0] == '1' || d[0] == '2' ? 2 : 3;
		out->area = area;
		out->national = d + area;
		out->n = n - area;
		return out->n == 7 || out->n == 8;
	}
	size_t area = area_code(d, n);
	if (area) {
		out->area = area;
		out->national = d + area;
		out->n = n - area;
	}
	return (out->n == 7 || out->n == 8) && out->national[0] >= '2' && out->national[0] <= '8';
}

bool fr_mask_phone(const fr_folded *v, fr_buf *out)
{
	number x;
	phone p;
	if (!read_number(v, &x) || !read_phone(&x, &p))
		return false;
	if (p.service) {
		fr_buf_str(out, v->text);
		return true;
	}
	if (p.country)
		fr_buf_puts(out, "+86 ");
	if (p.mobile)
		fr_buf_add(out, p.national, 3);
	else if (p.area) {
		fr_buf_add(out, p.national - p.area, p.area);
		fr_buf_byte(out, '-');
	}
	fr_buf_puts(out, "****");
	fr_buf_add(out, p.national + p.n - 4, 4);
	return true;
}

bool fr_phone_normal(fr_str value, fr_buf *out)
{
	fr_folded v;
	number x;
	phone p;
	if (!fr_fold(value, &v) || !read_number(&v, &x) || !read_phone(&x, &p) || p.service || (!p.mobile && !p.area))
		return false;
	size_t area = p.mobile ? 0 : p.area;
	const char *first = p.national - area;
	size_t n = p.n + area;
	if (area && *first == '0') { /* the trunk prefix is for calls within the country */
		first++;
		n--;
	}
	fr_buf_puts(out, "+86");
	fr_buf_add(out, first, n);
	return true;
}

/* 138****5678, +86 138****5678, 010-****3108, ****3108, 0755-****3108: what fr_mask_phone writes, in full width too. */
static bool phone_is_masked(const fr_folded *v)
{
	size_t i = 0, digits = 0;
	if (v->n >= 4 && v->cp[0] == '+' && v->cp[1] == '8' && v->cp[2] == '6' && v->cp[3] == ' ')
		i = 4;
	size_t from = i;
	while (i < v->n && v->cp[i] >= '0' && v->cp[i] <= '9')
		i++;
	digits = i - from;
	bool area = digits >= 2 && digits <= 4 && (v->cp[from] == '0' || from > 0);
	bool mobile = digits == 3 && v->cp[from] == '1';
	if (i < v->n && v->cp[i] == '-' && area)
		i++;
	else if (digits && !mobile)
		return false;
	size_t star = i;
	while (i < v->n && v->cp[i] == '*')
		i++;
	if (i - star < 3 || i - star > 5)
		return false;
	size_t last = i;
	while (i < v->n && v->cp[i] >= '0' && v->cp[i] <= '9')
		i++;
	return i == v->n && i - last == 4;
}

static bool digit_or(uint32_t c, char also) { return (c >= '0' && c <= '9') || c == (uint32_t)also; }

bool fr_mask_id_card(const fr_folded *v, fr_buf *out)
{
	if (v->n != 15 && v->n != 18)
		return false;
	for (size_t i = 0; i < v->n; i++)
		if (!digit_or(v->cp[i], i == 17 ? 'X' : '0') && !(i == 17 && v->cp[i] == 'x'))
			return false;
	fr_buf_byte(out, (char)v->cp[0]);
	for (size_t i = 1; i + 1 < v->n; i++)
		fr_buf_byte(out, '*');
	fr_buf_byte(out, (char)v->cp[v->n - 1]);
	return true;
}

static bool id_card_is_masked(const fr_folded *v)
{
	if (v->n != 15 && v->n != 18)
		return false;
	for (size_t i = 1; i + 1 < v->n; i++)
		if (v->cp[i] != '*')
			return false;
	return digit_or(v->cp[0], '*') && (digit_or(v->cp[v->n - 1], '*') || v->cp[v->n - 1] == 'X' || v->cp[v->n - 1] == 'x');
}

/* Groups of four, the first and the last shown: 6227 **** **** **** 123. */
bool fr_mask_bank_card(const fr_folded *v, fr_buf *out)
{
	number x;
	if (!read_number(v, &x) || x.plus || x.n < 12 || x.n > 19)
		return false;
	for (size_t i = 0; i < x.n; i += 4) {
		size_t width = x.n - i < 4 ? x.n - i : 4;
		if (i)
			fr_buf_byte(out, ' ');
		if (i == 0 || i + 4 >= x.n)
			fr_buf_add(out, x.digits + i, width);
		else
			fr_buf_puts(out, "****");
	}
	return true;
}

static bool bank_card_is_masked(const fr_folded *v)
{
	size_t shown = 0, hidden = 0, run = 0;
	for (size_t i = 0; i < v->n; i++) {
		bool digit = v->cp[i] >= '0' && v->cp[i] <= '9';
		hidden += v->cp[i] == '*';
		shown += digit;
		run = digit ? run + 1 : 0;
		if (run > 4 || (!digit && v->cp[i] != '*' && v->cp[i] != ' '))
			return false;
	}
	return hidden >= 4 && shown <= 8;
}

bool fr_number_done(fr_mask_kind kind, const fr_folded *v)
{
	number x;
	phone p;
	switch (kind) {
	case FR_MASK_PHONE: return phone_is_masked(v) || (read_number(v, &x) && read_phone(&x, &p) && p.service);
	case FR_MASK_ID_CARD: return id_card_is_masked(v);
	case FR_MASK_BANK_CARD: return bank_card_is_masked(v);
	default: return false;
	}
}

bool fr_phone_is(const fr_lists *lists, fr_str value, bool *known_prefix)
{
	fr_folded v;
	number x;
	phone p;
	if (known_prefix)
		*known_prefix = true;
	if (!fr_fold(value, &v) || !read_number(&v, &x) || !read_phone(&x, &p))
		return false;
	if (known_prefix && p.mobile && lists)
		*known_prefix = lists->prefix[(p.national[0] - '0') * 1000 + (p.national[1] - '0') * 100 + (p.national[2] - '0') * 10 +
					      (p.national[3] - '0')];
	return true;
}
