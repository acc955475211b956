/* Functions whose knowledge lives in higher layers: privacy and decision tables, asked through fr_host.
 * Stage: rules. In: a call. Out: the host's answer; without a host empty, and masked values hidden whole. */
#include "expr/functions.h"

fr_value fn_mask(fr_call *c)
{
	const fr_host *h = c->env->host;
	fr_str value = fr_call_text(c, 0);
	if (value.n == 0)
		return fr_value_string(FR_STR(""));
	if (!h || !h->mask)
		return fr_value_string(FR_STR("****"));
	fr_str masked = h->mask(h->self, value, fr_call_text(c, 1), fr_call_text(c, 2), c->env->arena);
	c->env->refused = c->env->refused || !masked.p;
	return fr_value_string(masked.p ? masked : FR_STR("****"));
}

fr_value fn_is_masked(fr_call *c)
{
	const fr_host *h = c->env->host;
	return fr_value_bool(h && h->is_masked && h->is_masked(h->self, fr_call_text(c, 0), fr_call_text(c, 1)));
}

fr_value fn_is_phone(fr_call *c)
{
	const fr_host *h = c->env->host;
	return fr_value_bool(h && h->is_phone && h->is_phone(h->self, fr_call_text(c, 0)));
}

fr_value fn_has_identifier(fr_call *c)
{
	const fr_host *h = c->env->host;
	fr_str text = fr_call_text(c, 0);
	return fr_value_bool(h && h->has_identifier && fr_env_spend(c->env, text.n / 8) && h->has_identifier(h->self, text));
}

fr_value fn_lookup(fr_call *c)
{
	const fr_host *h = c->env->host;
	if (!h || !h->lookup)
		return fr_value_empty();
	return h->lookup(h->self, fr_call_text(c, 0), c->a + 1, c->n - 2, fr_call_text(c, c->n - 1), c->env->arena);
}
