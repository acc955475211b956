/* Host functions: what expressions ask of privacy lists and choices.
 * Stage: findings. In: arguments of a function call. Out: its value. */
#include "rules/judge.h"

static fr_str host_mask(const void *self, fr_str value, fr_str kind, fr_str style, fr_arena *arena)
{
	const fr_judge *judge = self;
	fr_mask_kind k;
	fr_mask_style s;
	if (!fr_mask_kind_from(kind, &k) || !fr_mask_style_from(style, &s))
		return fr_str_of("", 0);
	fr_buf text;
	fr_buf_init(&text, &judge->o.allocator, (size_t)16 << 20);
	fr_mask_write(judge->o.lists, k, s, value, NULL, 0, &text);
	fr_str out = text.failed ? fr_str_of(NULL, 0) : fr_arena_str(arena, fr_buf_view(&text));
	fr_buf_free(&text);
	return out;
}

static bool host_is_masked(const void *self, fr_str value, fr_str kind)
{
	const fr_judge *judge = self;
	fr_mask_kind k;
	return fr_mask_kind_from(kind, &k) && fr_mask_done(judge->o.lists, k, value);
}

static bool host_is_phone(const void *self, fr_str value)
{
	const fr_judge *judge = self;
	return fr_phone_is(judge->o.lists, value, NULL);
}

static bool host_has_identifier(const void *self, fr_str value)
{
	const fr_judge *judge = self;
	fr_span span;
	return fr_detect(judge->o.lists, value, NULL, 0, &span, 1) > 0;
}

/* In the form's own language whatever the reader's: a computed value must not depend on who looks at it. */
static fr_str host_choice_label(const void *self, const void *list, fr_str name)
{
	const fr_judge *judge = self;
	const fr_choice *choice = list ? fr_choices_find(list, name) : NULL;
	char lang[32];
	fr_text_out(judge->o.form->lang, lang, sizeof lang);
	return choice ? fr_words_in(&choice->label, lang) : fr_str_of("", 0);
}

/* The form's calendar is the only one loaded so far, and its name is cn. */
static const fr_days *host_calendar(const void *self, fr_str name)
{
	const fr_judge *judge = self;
	return fr_str_is(name, "cn") ? judge->o.calendar : NULL;
}

fr_host judge_host(const fr_judge *judge)
{
	return (fr_host){.self = judge,
		.mask = host_mask,
		.is_masked = host_is_masked,
		.is_phone = host_is_phone,
		.has_identifier = host_has_identifier,
		.choice_label = host_choice_label,
		.calendar = host_calendar};
}
