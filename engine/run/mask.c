/* Masking, as programs ask for it.
 * Stage: values. In: a value or free text. Out: its masked form. */
#include "run/engine.h"

#include "formrule/formrule.h"

#define TEXT_MOST ((size_t)64 << 20)

fr_status fr_mask(fr_engine *engine, fr_str value, const char *kind, const char *style, char *buffer, size_t capacity, size_t *needed,
	fr_error *error)
{
	fr_mask_kind k;
	fr_mask_style s;
	if (!engine || !kind || !fr_mask_kind_from(fr_str_from(kind), &k))
		return fr_fail(error, FR_E_ARGUMENT, FR_ARGUMENT, kind ? kind : "kind", NULL);
	if (!fr_mask_style_from(fr_str_from(style ? style : ""), &s))
		return fr_fail(error, FR_E_ARGUMENT, FR_ARGUMENT, style, NULL);
	if (fr_utf8_invalid(value) != SIZE_MAX)
		return fr_fail(error, FR_E_ARGUMENT, FR_ARGUMENT, "value", NULL);
	fr_buf text;
	fr_buf_init(&text, &engine->allocator, TEXT_MOST);
	fr_mask_write(fr_engine_lists(engine, NULL), k, s, value, NULL, 0, &text);
	return fr_give_text(&text, buffer, capacity, needed, error);
}

fr_status fr_mask_text(fr_engine *engine, fr_str value, char *buffer, size_t capacity, size_t *needed, fr_error *error)
{
	return fr_mask(engine, value, "free-text", "", buffer, capacity, needed, error);
}
