/* Identifiers: values that must be masked, phone prefixes, and what must never be recorded anywhere in a record.
 * Stage: findings. In: texts of a record. Out: problems. Texts are sifted cheaply first: hardly any holds an identifier. */
#include "rules/judge.h"

#define SPANS 64

/* How many digits a kind has at least, in whatever spelling. */
static size_t least_digits(fr_mask_kind kind)
{
	switch (kind) {
	case FR_MASK_ID_CARD: return 15;
	case FR_MASK_BANK_CARD: return 12;
	case FR_MASK_PHONE: return 7;
	default: return 0;
	}
}

fr_status judge_prepare_denied(fr_judge *judge, fr_arena *arena)
{
	const fr_form *form = judge->o.form;
	size_t words = 0;
	for (size_t i = 0; i < form->deny_count; i++)
		words += form->deny[i].word_count;
	judge->words = FR_ARENA_ARRAY(arena, judge_word, words);
	if (!judge->words)
		return FR_E_MEMORY;
	for (size_t i = 0; i < form->deny_count; i++) {
		const fr_deny *deny = &form->deny[i];
		if (deny->kind != FR_ID_NONE) {
			fr_mask_kind kind = judge_kind(deny->kind);
			judge->deny_kind[kind] = true;
			judge->deny_of_kind[kind] = i;
		}
		for (size_t w = 0; w < deny->word_count; w++) {
			fr_str word = deny->words[w];
			if (!word.n)
				continue;
			/* The last byte of a Chinese character varies most. */
			judge->words[judge->word_count++] = (judge_word){word, (unsigned char)word.p[word.n - 1], word.n - 1, i};
		}
	}
	judge->deny_any = form->deny_count > 0;
	return FR_OK;
}

static bool holds_word(const judge_word *word, fr_str text)
{
	if (text.n < word->word.n)
		return false;
	const char *at = text.p + word->rare_at, *end = text.p + text.n - (word->word.n - 1 - word->rare_at);
	while (at < end && (at = memchr(at, word->rare, (size_t)(end - at))) != NULL) {
		if (memcmp(at - word->rare_at, word->word.p, word->word.n) == 0)
			return true;
		at++;
	}
	return false;
}

/* Digits, ASCII or full-width (EF BC 90 … 99), and whether there is an @ or its full-width form (EF BC A0). Counts eight bytes at a time. */
static size_t count_digits(fr_str s, bool *at_sign)
{
	size_t digits = 0, wide = 0;
	bool sign = false;
	for (size_t i = 0; i < s.n; i++) {
		unsigned char c = (unsigned char)s.p[i];
		digits += (unsigned char)(c - '0') < 10;
		wide += c == 0xEF;
		sign |= c == '@';
	}
	*at_sign = sign;
	for (size_t i = 0; wide && i + 2 < s.n; i++)
		if ((unsigned char)s.p[i] == 0xEF && (unsigned char)s.p[i + 1] == 0xBC) {
			unsigned char c = (unsigned char)s.p[i + 2];
			digits += c >= 0x90 && c <= 0x99;
			*at_sign = *at_sign || c == 0xA0;
		}
	return digits;
}

static bool may_hold(const fr_judge *judge, fr_str text)
{
	bool at_sign;
	size_t digits = count_digits(text, &at_sign);
	for (fr_mask_kind kind = FR_MASK_NAME; kind <= FR_MASK_FREE_TEXT; kind++) {
		if (!judge->deny_kind[kind])
			continue;
		if (kind == FR_MASK_EMAIL ? at_sign : digits >= least_digits(kind))
			return true;
	}
	return false;
}

fr_code judge_denied(fr_judge *judge, fr_str text, size_t *deny, fr_str *word)
{
	if (may_hold(judge, text)) {
		fr_span spans[SPANS];
		size_t n = fr_detect(judge->o.lists, text, NULL, 0, spans, SPANS);
		for (size_t i = 0; i < n && i < SPANS; i++)
			if (judge->deny_kind[spans[i].kind] || judge->deny_kind[FR_MASK_FREE_TEXT]) {
				bool own = judge->deny_kind[spans[i].kind];
				*deny = judge->deny_of_kind[own ? spans[i].kind : FR_MASK_FREE_TEXT];
				*word = fr_str_of(NULL, 0);
				return FR_IDENTIFIER_DENIED;
			}
	}
	for (size_t i = 0; i < judge->word_count; i++)
		if (holds_word(&judge->words[i], text)) {
			*deny = judge->words[i].deny;
			*word = judge->words[i].word;
			return FR_WORD_DENIED;
		}
	return FR_CODE_NONE;
}

/* A field made for a kind of identifier may hold it, whatever the list says of others. */
void judge_look_for_denied(fr_judge *judge, const judge_limit *limit)
{
	const fr_value *value = &judge->record->values[limit->slot];
	size_t deny;
	fr_str word;
	if (value->kind != FR_KIND_STRING)
		return;
	fr_code code = judge_denied(judge, value->string, &deny, &word);
	if (code == FR_IDENTIFIER_DENIED && limit->kind && judge->o.form->deny[deny].kind == limit->field->identifier)
		return;
	judge->record->readings[limit->slot].problem = code;
}

static bool is_digits(fr_str s)
{
	for (size_t i = 0; i < s.n; i++)
		if (s.p[i] < '0' || s.p[i] > '9')
			return false;
	return s.n > 0;
}

void judge_look_at_identifier(fr_judge *judge, const judge_limit *limit)
{
	const fr_value *value = &judge->record->values[limit->slot];
	fr_reading *reading = &judge->record->readings[limit->slot];
	if (value->kind != FR_KIND_STRING)
		return;
	fr_str text = value->string;
	if (limit->masked && !fr_mask_done(judge->o.lists, limit->kind, text)) {
		reading->problem = FR_IDENTIFIER_CLEAR;
		/* 1385678: a masked mobile number that lost its asterisks on the way */
		bool lost = limit->kind == FR_MASK_PHONE && text.n == 7 && is_digits(text) && text.p[0] == '1' && text.p[1] >= '3';
		fr_buf_clear(&judge->text);
		if (lost) {
			fr_buf_add(&judge->text, text.p, 3);
			fr_buf_puts(&judge->text, "****");
			fr_buf_add(&judge->text, text.p + 3, 4);
			reading->repair = judge_keep(judge, &judge->text);
		} else
			reading->repair = judge_masked(judge, limit->field, text);
		return;
	}
	bool known = true;
	if (limit->phone && fr_phone_is(judge->o.lists, text, &known) && !known)
		reading->problem = FR_PHONE_PREFIX;
}
