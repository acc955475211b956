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

/* ---- preparing ---- */

static void forget_names(void *names) { fr_people_free(names); }

static fr_status prepare_names(fr_judge *judge, fr_arena *arena)
{
	const fr_form *form = judge->o.form;
	uint32_t *slots = FR_ARENA_ARRAY(arena, uint32_t, form->field_count);
	judge->names = fr_people_new(&judge->o.allocator);
	judge->known = FR_ARENA_NEW(arena, fr_known);
	if (!slots || !judge->names || !judge->known || !fr_arena_defer(arena, forget_names, judge->names)) {
		fr_people_free(judge->names);
		return FR_E_MEMORY;
	}
	for (size_t i = 0; i < form->field_count; i++)
		judge->texts = judge->texts || form->fields[i].identifier == FR_ID_FREE_TEXT;
	for (size_t i = 0; i < form->field_count; i++)
		if (form->fields[i].identifier == FR_ID_NAME && (form->fields[i].repeat >= 0 || judge->columns->of_slot[i] != FR_NO_COLUMN))
			slots[judge->name_slot_count++] = (uint32_t)i;
	judge->name_slots = slots;
	return FR_OK;
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
			fr_mask_kind kind = fr_identifier_kind(deny->kind);
			judge->deny_kind[kind] = true;
			judge->deny_of_kind[kind] = i;
		}
		for (size_t w = 0; w < deny->word_count; w++) {
			fr_str plain = fr_spelling_plain(deny->words[w], arena);
			if (!plain.p)
				return FR_E_MEMORY;
			if (!plain.n)
				continue;
			judge->words[judge->word_count++] = (judge_word){plain, i};
			judge_sieve_add(&judge->sieve, plain);
		}
	}
	judge_sieve_finish(&judge->sieve);
	judge->deny_any = form->deny_count > 0;
	judge->deny_digits = SIZE_MAX;
	for (fr_mask_kind kind = FR_MASK_NAME; kind <= FR_MASK_FREE_TEXT; kind++)
		if (judge->deny_kind[kind] && kind != FR_MASK_EMAIL && least_digits(kind) < judge->deny_digits)
			judge->deny_digits = least_digits(kind);
	judge->deny_email = judge->deny_kind[FR_MASK_EMAIL];
	return prepare_names(judge, arena);
}

static bool may_hold(const fr_judge *judge, const judge_sifted *seen)
{
	return seen->digits >= judge->deny_digits || (judge->deny_email && seen->at_sign);
}

/* The character at s.p[*at] in plain spelling; 0 for white space. Moves on. */
static uint32_t plain_at(fr_str s, size_t *at)
{
	uint32_t cp;
	size_t n = fr_utf8_decode(s, *at, &cp);
	*at += n ? n : 1;
	if (cp >= 0xFF01 && cp <= 0xFF5E)
		cp -= 0xFEE0;
	if (cp >= 'A' && cp <= 'Z')
		cp += 'a' - 'A';
	return cp == ' ' || cp == 0x3000 || cp == 0xA0 || (cp >= 9 && cp <= 13) ? 0 : cp;
}

/* Whether word stands at s.p[at]; white space within is passed over. */
static bool word_at(fr_str word, fr_str s, size_t at)
{
	for (size_t i = 0; i < word.n;) {
		uint32_t want, have = 0;
		i += fr_utf8_decode(word, i, &want);
		while (at < s.n && (have = plain_at(s, &at)) == 0)
			;
		if (have != want)
			return false;
	}
	return true;
}

static const judge_word *word_in(const fr_judge *judge, fr_str s)
{
	for (size_t at = 0; at < s.n; at++)
		for (size_t i = 0; ((unsigned char)s.p[at] & 0xC0) != 0x80 && i < judge->word_count; i++)
			if (word_at(judge->words[i].plain, s, at))
				return &judge->words[i];
	return NULL;
}

/* ---- what must never be recorded ---- */

fr_code judge_denied(fr_judge *judge, fr_str text, const judge_sifted *seen, size_t *deny, fr_str *word)
{
	*word = fr_str_of(NULL, 0);
	if (may_hold(judge, seen)) {
		fr_span spans[SPANS];
		size_t n = fr_detect(judge->o.lists, text, NULL, spans, SPANS);
		for (size_t i = 0; i < n && i < SPANS; i++)
			if (judge->deny_kind[spans[i].kind] || judge->deny_kind[FR_MASK_FREE_TEXT]) {
				bool own = judge->deny_kind[spans[i].kind];
				*deny = judge->deny_of_kind[own ? spans[i].kind : FR_MASK_FREE_TEXT];
				return FR_IDENTIFIER_DENIED;
			}
	}
	const judge_word *found = seen->word ? word_in(judge, text) : NULL;
	if (!found)
		return FR_CODE_NONE;
	*deny = found->deny;
	*word = found->plain;
	return FR_IDENTIFIER_DENIED;
}

/* A field made for a kind of identifier may hold it, whatever the list says of others. */
void judge_look_for_denied(fr_judge *judge, const judge_limit *limit, const judge_sifted *seen)
{
	const fr_value *value = &judge->record->values[limit->slot];
	size_t deny;
	fr_str word;
	if (value->kind != FR_KIND_STRING)
		return;
	fr_code code = judge_denied(judge, value->string, seen, &deny, &word);
	if (code && !word.n && limit->kind && judge->o.form->deny[deny].kind == limit->field->identifier)
		return;
	judge->record->readings[limit->slot].problem = code;
}

/* ---- what must be masked ---- */

bool judge_name_is_masked(fr_judge *judge, fr_str name) { return fr_known_done(judge->known, judge->o.lists, name); }

/* Names in clear are looked for in the record's free texts too. */
static void collect_name(fr_judge *judge, const fr_value *value)
{
	if (value->kind != FR_KIND_STRING || !value->string.n || judge_name_is_masked(judge, value->string))
		return;
	if (!fr_people_add(judge->names, judge->o.lists, value->string))
		judge->status = FR_E_MEMORY;
	judge->named = true;
}

void judge_collect_names(fr_judge *judge)
{
	judge->collected = true;
	for (size_t i = 0; i < judge->name_slot_count; i++) {
		const fr_value *value = &judge->record->values[judge->name_slots[i]];
		for (size_t k = 0; value->kind == FR_KIND_LIST && k < value->list.n; k++)
			collect_name(judge, &value->list.items[k]);
		collect_name(judge, value);
	}
}

void judge_begin_names(fr_judge *judge)
{
	if (judge->named)
		fr_people_clear(judge->names);
	judge->named = judge->collected = false;
	if (judge->texts)
		judge_collect_names(judge);
}

static bool is_masked(fr_judge *judge, const judge_limit *limit, fr_str text, const judge_sifted *seen)
{
	if (limit->kind == FR_MASK_NAME)
		return judge_name_is_masked(judge, text);
	if (limit->kind != FR_MASK_FREE_TEXT)
		return fr_mask_done(judge->o.lists, limit->kind, text);
	/* Every identifier but a name has an @, or seven digits, or is a plate: a letter and three digits. */
	fr_span span;
	bool none = seen->digits < 7 && !seen->at_sign && !(seen->letter && seen->digits >= 3);
	return (!judge->named && none) || fr_detect(judge->o.lists, text, judge->names, &span, 1) == 0;
}

static bool is_digits(fr_str s)
{
	for (size_t i = 0; i < s.n; i++)
		if (s.p[i] < '0' || s.p[i] > '9')
			return false;
	return s.n > 0;
}

void judge_look_at_identifier(fr_judge *judge, const judge_limit *limit, const judge_sifted *seen)
{
	const fr_value *value = &judge->record->values[limit->slot];
	fr_reading *reading = &judge->record->readings[limit->slot];
	if (value->kind != FR_KIND_STRING)
		return;
	fr_str text = value->string;
	if (limit->masked && !is_masked(judge, limit, text, seen)) {
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
