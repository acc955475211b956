/* Mask: one door for all kinds and styles.
 * Stage: values. In: a value, its kind and style. Out: its masked form. Idempotent; what is not understood is hidden whole. */
#include "privacy/lists.h"
#include "privacy/pseudonym.h"
#include "privacy/seal.h"

static const char *const kind_names[] = {"", "name", "phone", "id-card", "bank-card", "email", "address", "plate", "free-text"};
static const char *const style_names[] = {
	"", "surname", "surname-length", "title", "role", "anonymous", "middle", "title-female", "title-male"};

bool fr_mask_kind_from(fr_str name, fr_mask_kind *out)
{
	for (size_t i = 1; i < sizeof kind_names / sizeof *kind_names; i++)
		if (fr_str_is(name, kind_names[i])) {
			*out = (fr_mask_kind)i;
			return true;
		}
	return false;
}

bool fr_mask_style_from(fr_str name, fr_mask_style *out)
{
	for (size_t i = 0; i < sizeof style_names / sizeof *style_names; i++)
		if (fr_str_is(name, style_names[i])) {
			*out = (fr_mask_style)i;
			return true;
		}
	return false;
}

/* ---- mails ---- */

static bool is_email_character(uint32_t c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' || c == '-' || c == '_' || c == '+' ||
	       c == '%';
}

/* Where the @ stands whose other side is a domain; 0 for none. A domain that could hold a phone is none. */
static size_t at_domain(const fr_folded *v)
{
	size_t at = 0, dot = 0, digits = 0;
	for (size_t i = 0; i < v->n; i++) {
		bool digit = v->cp[i] >= '0' && v->cp[i] <= '9';
		if (v->cp[i] == '@') {
			if (at || i == 0)
				return 0;
			at = i;
		} else if (at && (!is_email_character(v->cp[i]) || (digits = digit ? digits + 1 : 0) > 6))
			return 0;
		else if (at && v->cp[i] == '.')
			dot = i;
	}
	return at && dot > at + 1 && dot + 1 < v->n ? at : 0;
}

static bool mask_email(const fr_folded *v, fr_buf *out)
{
	size_t at = at_domain(v);
	for (size_t i = 0; i < at; i++)
		if (!is_email_character(v->cp[i]))
			return false;
	if (at == 0)
		return false;
	if (at > 1) {
		fr_buf_utf8(out, v->cp[0]);
		fr_buf_puts(out, "****");
	} else
		fr_buf_byte(out, '*');
	for (size_t i = at; i < v->n; i++)
		fr_buf_utf8(out, v->cp[i]);
	return true;
}

static bool email_is_masked(const fr_folded *v)
{
	size_t at = at_domain(v), from = at > 1 && is_email_character(v->cp[0]);
	for (size_t i = from; i < at; i++)
		if (v->cp[i] != '*')
			return false;
	return at > from;
}

/* ---- addresses ---- */

/* Whether the district sign at i is one: 自治区, 小区, 园区 and the like are not. */
static bool is_district(const fr_folded *v, size_t i)
{
	static const uint32_t not_before[] = {
		0x6CBB /* 治 */, 0x5C0F /* 小 */, 0x793E /* 社 */, 0x6821 /* 校 */, 0x666F /* 景 */, 0x5C71 /* 山 */, 0x5730 /* 地 */};
	uint32_t c = v->cp[i];
	if (c != 0x533A /* 区 */ && c != 0x53BF /* 县 */ && c != 0x65D7 /* 旗 */)
		return false;
	for (size_t k = 0; c == 0x533A && i > 0 && k < sizeof not_before / sizeof *not_before; k++)
		if (v->cp[i - 1] == not_before[k] && k != 5)
			return false;
	return i > 0;
}

/* Characters up to the district, or else the city; 0 when there is neither. */
static size_t shown_of_address(const fr_folded *v)
{
	size_t city = 0;
	for (size_t i = 0; i < v->n; i++) {
		uint32_t c = v->cp[i];
		if (c < 0x3400 || c > 0x9FFF) /* a house number, a letter: what comes behind it is no district */
			break;
		if (i && is_district(v, i))
			return i + 1;
		if (i && (c == 0x5E02 /* 市 */ || c == 0x5DDE /* 州 */))
			city = i + 1;
	}
	return city;
}

static bool mask_address(const fr_folded *v, fr_buf *out)
{
	size_t end = shown_of_address(v);
	if (end == 0)
		return false;
	fr_buf_add(out, v->text.p, v->at[end]);
	fr_buf_puts(out, "****");
	return true;
}

static bool address_is_masked(const fr_folded *v)
{
	size_t end = shown_of_address(v);
	for (size_t i = end; i < v->n; i++)
		if (v->cp[i] != '*')
			return false;
	return end && v->n - end >= 3;
}

/* ---- plates ---- */

static bool is_plate_character(uint32_t c) { return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'); }

static bool mask_plate(const fr_lists *lists, const fr_folded *v, fr_buf *out)
{
	size_t first = v->n > 2 && (v->cp[2] == 0xB7 || v->cp[2] == ' ' || v->cp[2] == '-') ? 3 : 2;
	if (v->n < first + 5 || v->n > first + 6 || fr_str_find(lists->plates, fr_str_of(v->text.p, v->at[1])) == SIZE_MAX)
		return false;
	for (size_t i = 1; i < v->n; i++)
		if ((i == 1 || i >= first) && !is_plate_character(v->cp[i]) && i + 1 < v->n)
			return false;
	fr_buf_add(out, v->text.p, v->at[1]);
	fr_buf_utf8(out, v->cp[1]);
	fr_buf_utf8(out, v->cp[first]);
	for (size_t i = first + 1; i + 1 < v->n; i++)
		fr_buf_byte(out, '*');
	fr_buf_utf8(out, is_plate_character(v->cp[v->n - 1]) ? v->cp[v->n - 1] : '*');
	return true;
}

static bool plate_is_masked(const fr_lists *lists, const fr_folded *v)
{
	size_t hidden = 0;
	for (size_t i = 1; i < v->n; i++) {
		hidden += v->cp[i] == '*';
		if (!is_plate_character(v->cp[i]) && v->cp[i] != '*' && v->cp[i] != 0xB7 && v->cp[i] != ' ')
			return false;
	}
	return hidden >= 3 && v->n - hidden <= 4 &&
	       (v->cp[0] == '*' || fr_str_find(lists->plates, fr_str_of(v->text.p, v->at[1])) != SIZE_MAX);
}

/* ---- all of them ---- */

static bool is_done(const fr_lists *lists, fr_mask_kind kind, const fr_folded *v)
{
	size_t stars = 0;
	while (stars < v->n && v->cp[stars] == '*')
		stars++;
	if (stars == v->n)
		return true;
	switch (kind) {
	case FR_MASK_NAME: return lists && fr_name_is_masked(lists, v);
	case FR_MASK_EMAIL: return email_is_masked(v);
	case FR_MASK_ADDRESS: return address_is_masked(v);
	case FR_MASK_PLATE: return lists && plate_is_masked(lists, v);
	default: return fr_number_done(kind, v);
	}
}

/* Whether each byte of a word is '0' to '9'. */
static bool are_digits(uint32_t four)
{
	return !((four | (four + UINT32_C(0x46464646)) | (four - UINT32_C(0x30303030))) & UINT32_C(0x80808080));
}

/* 138****5678, as nearly all of them are: told at a glance. */
static bool is_masked_mobile(fr_str s)
{
	uint32_t stars, last;
	if (s.n != 11 || s.p[0] != '1')
		return false;
	memcpy(&stars, s.p + 3, 4);
	memcpy(&last, s.p + 7, 4);
	return stars == UINT32_C(0x2A2A2A2A) && are_digits(last) && (unsigned char)(s.p[1] - '0') < 10 &&
	       (unsigned char)(s.p[2] - '0') < 10;
}

bool fr_mask_done(const fr_lists *lists, fr_mask_kind kind, fr_str value)
{
	fr_folded v;
	fr_span span;
	if (kind == FR_MASK_FREE_TEXT)
		return fr_is_sealed(value) || fr_detect(lists, value, NULL, &span, 1) == 0;
	if (kind == FR_MASK_PHONE && is_masked_mobile(value))
		return true;
	value = fr_str_trim(value);
	if (value.n == 0 || fr_is_pseudonym(kind, value) || fr_is_sealed(value))
		return true;
	return fr_fold(value, &v) && is_done(lists, kind, &v);
}

#define SPANS 32
#define ROUNDS 4

static size_t mask_once(const fr_lists *lists, fr_str text, const fr_people *names, size_t *by_kind, fr_buf *out)
{
	fr_span spans[SPANS];
	size_t all = 0, done = 0, n;
	do {
		n = fr_detect_from(lists, text, done, names, spans, SPANS);
		for (size_t i = 0; i < n; i++) {
			fr_buf_add(out, text.p + done, spans[i].at - done);
			fr_mask_write(lists, spans[i].kind, FR_STYLE_DEFAULT, fr_str_of(text.p + spans[i].at, spans[i].n), NULL, out);
			done = spans[i].at + spans[i].n;
			if (by_kind)
				by_kind[spans[i].kind]++;
		}
		all += n;
	} while (n == SPANS);
	if (all)
		fr_buf_add(out, text.p + done, text.n - done);
	return all;
}

size_t fr_mask_found(const fr_lists *lists, fr_str text, const fr_people *names, size_t *by_kind, fr_buf *out)
{
	size_t base = out->n, all = mask_once(lists, text, names, by_kind, out);
	fr_span span;
	fr_buf again;
	if (!all)
		return 0;
	fr_buf_init(&again, &out->allocator, out->ceiling);
	/* What a mask leaves may make an identifier with what stands beside it: nothing is given that would be masked again. */
	for (int round = 0; !out->failed; round++) {
		fr_str shown = fr_str_of(out->p + base, out->n - base);
		if (!fr_detect(lists, shown, names, &span, 1))
			break;
		fr_buf_clear(&again);
		if (round < ROUNDS)
			mask_once(lists, shown, names, NULL, &again);
		else
			fr_buf_puts(&again, "****");
		out->n = base;
		fr_buf_str(out, fr_buf_view(&again));
		out->failed = out->failed || again.failed;
	}
	fr_buf_free(&again);
	return all;
}

static void mask_text(const fr_lists *lists, fr_str text, const fr_people *names, fr_buf *out)
{
	if (fr_utf8_invalid(text) != SIZE_MAX)
		fr_buf_puts(out, "****");
	else if (!fr_mask_found(lists, text, names, NULL, out))
		fr_buf_str(out, text);
}

static bool mask_kind(const fr_lists *lists, fr_mask_kind kind, fr_mask_style style, const fr_folded *v, fr_buf *out)
{
	switch (kind) {
	case FR_MASK_NAME: fr_mask_name(lists, style, v, out); return true;
	case FR_MASK_PHONE: return fr_mask_phone(v, out);
	case FR_MASK_ID_CARD: return fr_mask_id_card(v, out);
	case FR_MASK_BANK_CARD: return fr_mask_bank_card(v, out);
	case FR_MASK_EMAIL: return mask_email(v, out);
	case FR_MASK_ADDRESS: return mask_address(v, out);
	case FR_MASK_PLATE: return mask_plate(lists, v, out);
	default: return false;
	}
}

/* What an address may show is no place for a name of the record. */
static bool is_named(const fr_lists *lists, fr_mask_kind kind, fr_str value, const fr_people *names)
{
	fr_span span;
	return names && kind == FR_MASK_ADDRESS && fr_detect(lists, value, names, &span, 1) > 0 && span.kind == FR_MASK_NAME;
}

bool fr_mask_hide(const fr_lists *lists, fr_mask_kind kind, fr_mask_style style, fr_str value, const fr_people *names, fr_buf *out)
{
	fr_folded v;
	const char *hidden = kind == FR_MASK_NAME ? "*" : "****";
	value = fr_str_trim(value);
	if (value.n == 0 || (kind == FR_MASK_PHONE && is_masked_mobile(value)))
		return false;
	bool whole = fr_fold(value, &v) && !is_named(lists, kind, value, names);
	if (lists && (fr_is_sealed(value) || fr_is_pseudonym(kind, value) || (whole && is_done(lists, kind, &v))))
		return false;
	if (style == FR_STYLE_ANONYMOUS)
		fr_buf_puts(out, "匿名");
	else if (!lists || !whole || !mask_kind(lists, kind, style, &v, out))
		fr_buf_puts(out, hidden);
	return true;
}

void fr_mask_write(const fr_lists *lists, fr_mask_kind kind, fr_mask_style style, fr_str value, const fr_people *names, fr_buf *out)
{
	if (fr_str_trim(value).n == 0)
		return;
	if (style == FR_STYLE_ANONYMOUS)
		fr_buf_puts(out, "匿名");
	else if (lists && kind == FR_MASK_FREE_TEXT && !fr_is_sealed(value))
		mask_text(lists, value, names, out);
	else if (!fr_mask_hide(lists, kind, style, value, names, out))
		fr_buf_str(out, fr_str_trim(value));
}
