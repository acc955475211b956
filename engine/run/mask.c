/* Masking, as programs ask for it.
 * Stage: values. In: a value or free text. Out: its masked form. */
#include "run/engine.h"

#include "formrule/formrule.h"
#include "privacy/pseudonym.h"

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

fr_status fr_key_new(const char *path, fr_error *error)
{
	return path && *path ? fr_key_create(path, error) : fr_fail(error, FR_E_ARGUMENT, FR_ARGUMENT, "path", NULL);
}

fr_status fr_key_open(fr_engine *engine, const char *path, fr_key **out, fr_error *error)
{
	if (!engine || !path || !out)
		return fr_fail(error, FR_E_ARGUMENT, FR_ARGUMENT, "path", NULL);
	return fr_key_load(&engine->allocator, path, out, error);
}

void fr_key_close(fr_key *key) { fr_key_free(key); }

fr_status fr_pseudonym(fr_engine *engine, const fr_key *key, fr_str value, const char *kind, char *buffer, size_t capacity, size_t *needed,
	fr_error *error)
{
	fr_mask_kind k;
	if (!engine || !key || !kind || !fr_mask_kind_from(fr_str_from(kind), &k))
		return fr_fail(error, FR_E_ARGUMENT, FR_ARGUMENT, kind ? kind : "kind", NULL);
	if (fr_utf8_invalid(value) != SIZE_MAX)
		return fr_fail(error, FR_E_ARGUMENT, FR_ARGUMENT, "value", NULL);
	fr_buf text;
	fr_buf_init(&text, &engine->allocator, 4096);
	fr_pseudonym_write(key, fr_engine_lists(engine, NULL), k, value, &text);
	return fr_give_text(&text, buffer, capacity, needed, error);
}
