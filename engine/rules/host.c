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
	fr_mask_write(judge->o.lists, k, s, value, NULL, &text);
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
	return fr_detect(judge->o.lists, value, NULL, &span, 1) > 0;
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

static const fr_days *host_calendar(const void *self, fr_str name)
{
	const fr_judge *judge = self;
	const fr_form *form = judge->o.form; /* none when an expression stands alone */
	fr_str own = form && form->calendar.n ? form->calendar : FR_STR("cn");
	if (form && fr_str_eq(name, own))
		return judge->o.calendar;
	return judge->o.shelves.calendar ? judge->o.shelves.calendar(judge->o.shelves.self, name) : NULL;
}

/* Asked again and again by lookup(): the few a form names are remembered. */
static const fr_policy *policy_named(const fr_judge *judge, fr_str name)
{
	judge_policies *known = judge->policies;
	for (size_t i = 0; i < known->count; i++)
		if (fr_str_eq(known->items[i].name, name))
			return known->items[i].policy;
	const fr_policy *policy = judge->o.shelves.policy ? judge->o.shelves.policy(judge->o.shelves.self, name) : NULL;
	if (policy && known->count < POLICIES_KNOWN) {
		known->items[known->count].name = policy->id;
		known->items[known->count].policy = policy;
		known->count += fr_str_eq(policy->id, name);
	}
	return policy;
}

/* Keys stand in the order of the table's columns; those that are left out are not given. */
static fr_value host_lookup(const void *self, fr_str table, const fr_value *keys, size_t count, fr_str column, fr_arena *arena)
{
	const fr_judge *judge = self;
	const fr_policy *policy = policy_named(judge, table);
	int result = policy ? fr_policy_result_named(policy, column) : -1;
	fr_str *values = result >= 0 && count <= policy->column_count ? FR_ARENA_ARRAY(arena, fr_str, policy->column_count) : NULL;
	if (!values)
		return fr_value_empty();
	for (size_t i = 0; i < count; i++)
		values[i] = fr_value_to_string(&keys[i], arena);
	const fr_policy_row *row = fr_policy_decide(policy, values);
	fr_str text = row ? row->then[result] : fr_str_of(NULL, 0);
	double number;
	if (!text.n)
		return fr_value_empty();
	if (policy->results[result].type == FR_POLICY_NUMBER && fr_number_read(text, false, &number))
		return fr_value_number(number);
	return fr_value_string(text);
}

fr_host judge_host(const fr_judge *judge)
{
	return (fr_host){.self = judge,
		.mask = host_mask,
		.is_masked = host_is_masked,
		.is_phone = host_is_phone,
		.has_identifier = host_has_identifier,
		.choice_label = host_choice_label,
		.lookup = host_lookup,
		.calendar = host_calendar};
}
