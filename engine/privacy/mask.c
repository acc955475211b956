/* Mask: one door for all kinds and styles.
 * Stage: values. In: a value, its kind and style. Out: its masked form. Idempotent; what is not understood is hidden whole. */
#include "privacy/lists.h"
#include "privacy/seal.h"

static const char *const kind_names[] = {"", "name", "phone", "id-card", "bank-card", "email", "address", "plate", "free-text"};
static const char *const style_names[] = {"", "surname", "surname-length", "title", "role", "anonymous", "middle"};

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

static bool is_email_character(uint32_t c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' || c == '-' || c == '_' || c == '+' ||
	       c == '%';
}

static bool mask_email(const fr_folded *v, fr_buf *out)
{
	size_t at = v->n, dot = 0;
	for (size_t i = 0; i < v->n; i++) {
		if (v->cp[i] == '@') {
			if (at != v->n || i == 0)
				return false;
			at = i;
		} else if (!is_email_character(v->cp[i]))
			return false;
		else if (v->cp[i] == '.' && at != v->n)
			dot = i;
	}
	if (at == v->n || dot <= at + 1 || dot + 1 >= v->n)
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

static bool mask_address(const fr_folded *v, fr_buf *out)
{
	size_t city = 0, end = 0;
	for (size_t i = 1; i < v->n && end == 0; i++) {
		if (v->cp[i] >= '0' && v->cp[i] <= '9')
			break; /* a house number: what comes behind it is no district */
		if (is_district(v, i))
			end = i + 1;
		else if (v->cp[i] == 0x5E02 /* 市 */ || v->cp[i] == 0x5DDE /* 州 */)
			city = i + 1;
	}
	end = end ? end : city;
	if (end == 0)
		return false;
	fr_buf_add(out, v->text.p, v->at[end]);
	fr_buf_puts(out, "****");
	return true;
}

static bool mask_plate(const fr_lists *lists, const fr_folded *v, fr_buf *out)
{
	size_t first = v->n > 2 && (v->cp[2] == 0xB7 || v->cp[2] == ' ') ? 3 : 2;
	if (v->n < first + 5 || v->n > first + 6 || fr_str_find(lists->plates, fr_str_of(v->text.p, v->at[1])) == SIZE_MAX)
		return false;
	for (size_t i = 1; i < v->n; i++) {
		uint32_t c = v->cp[i];
		if (i >= first ? !((c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'))
			       : i == 1 && !((c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z')))
			return false;
	}
	fr_buf_add(out, v->text.p, v->at[1]);
	fr_buf_utf8(out, v->cp[1]);
	fr_buf_utf8(out, v->cp[first]);
	for (size_t i = first + 1; i + 1 < v->n; i++)
		fr_buf_byte(out, '*');
	fr_buf_utf8(out, v->cp[v->n - 1]);
	return true;
}

#define SPANS 32

static void mask_text(const fr_lists *lists, fr_str text, const fr_str *names, size_t name_count, fr_buf *out)
{
	if (fr_utf8_invalid(text) != SIZE_MAX) {
		fr_buf_puts(out, "****");
		return;
	}
	while (text.n) {
		fr_span spans[SPANS];
		size_t found = fr_detect(lists, text, names, name_count, spans, SPANS), done = 0;
		size_t n = found < SPANS ? found : SPANS;
		for (size_t i = 0; i < n; i++) {
			fr_buf_add(out, text.p + done, spans[i].at - done);
			fr_mask_write(lists, spans[i].kind, FR_STYLE_DEFAULT, fr_str_of(text.p + spans[i].at, spans[i].n), NULL, 0, out);
			done = spans[i].at + spans[i].n;
		}
		if (found <= SPANS) {
			fr_buf_add(out, text.p + done, text.n - done);
			return;
		}
		text = fr_str_of(text.p + done, text.n - done);
	}
}

static bool mask_kind(const fr_lists *lists, fr_mask_kind kind, fr_mask_style style, const fr_folded *v, fr_buf *out)
{
	switch (kind) {
	case FR_MASK_NAME: fr_mask_name(lists, style, v, out); return true;
	case FR_MASK_PHONE: return fr_mask_phone(v->text, out);
	case FR_MASK_ID_CARD: return fr_mask_id_card(v, out);
	case FR_MASK_BANK_CARD: return fr_mask_bank_card(v, out);
	case FR_MASK_EMAIL: return mask_email(v, out);
	case FR_MASK_ADDRESS: return mask_address(v, out);
	case FR_MASK_PLATE: return mask_plate(lists, v, out);
	default: return false;
	}
}

void fr_mask_write(
	const fr_lists *lists, fr_mask_kind kind, fr_mask_style style, fr_str value, const fr_str *names, size_t name_count, fr_buf *out)
{
	fr_folded v;
	const char *hidden = kind == FR_MASK_NAME ? "*" : "****";
	if (fr_str_trim(value).n == 0)
		return;
	if (style == FR_STYLE_ANONYMOUS)
		fr_buf_puts(out, "匿名");
	else if (!lists)
		fr_buf_puts(out, hidden);
	else if (kind == FR_MASK_FREE_TEXT && !fr_is_sealed(value))
		mask_text(lists, value, names, name_count, out);
	else if (fr_mask_done(lists, kind, value))
		fr_buf_str(out, fr_str_trim(value));
	else if (!fr_fold(value, &v) || !mask_kind(lists, kind, style, &v, out))
		fr_buf_puts(out, hidden);
}
