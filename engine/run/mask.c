/* Masking, as programs ask for it, and of what messages say in a file's own words.
 * Stage: values. In: a value or free text. Out: its masked form, its token, its box. */
#include "run/pipeline.h"

#include "formrule/formrule.h"
#include "privacy/keys.h"
#include "privacy/pseudonym.h"
#include "privacy/seal.h"

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
	fr_mask_write(fr_engine_lists(engine, NULL), k, s, value, NULL, &text);
	return fr_give_text(&text, buffer, capacity, needed, error);
}

fr_status fr_mask_text(fr_engine *engine, fr_str value, char *buffer, size_t capacity, size_t *needed, fr_error *error)
{
	return fr_mask(engine, value, "free-text", "", buffer, capacity, needed, error);
}

fr_str run_shown(fr_run *run, fr_str text)
{
	fr_buf shown;
	fr_buf_init(&shown, &run->allocator, (size_t)16 << 20);
	if (fr_mask_found(run->lists, text, NULL, NULL, &shown))
		text = shown.failed ? fr_str_of(NULL, 0) : fr_arena_str(&run->record, fr_buf_view(&shown));
	fr_buf_free(&shown);
	return text;
}

fr_status run_source_error(fr_engine *engine, fr_status status, fr_error *error)
{
	if (status == FR_OK || status == FR_END || !error)
		return status;
	const fr_lists *lists = fr_engine_lists(engine, NULL);
	for (int i = 1; i < FR_ERROR_ARGS; i++) {
		fr_buf text;
		fr_buf_init(&text, &engine->allocator, TEXT_MOST);
		if (fr_mask_found(lists, fr_str_from(error->args[i]), NULL, NULL, &text))
			fr_text_out(fr_buf_view(&text), error->args[i], sizeof error->args[i]);
		fr_buf_free(&text);
	}
	return status;
}

fr_status fr_key_open(fr_engine *engine, const char *path, fr_key **out, fr_error *error)
{
	if (!engine || !path || !out)
		return fr_fail(error, FR_E_ARGUMENT, FR_ARGUMENT, "path", NULL);
	return fr_key_load(&engine->allocator, path, out, error);
}

/* A value, its kind and a key that fits. */
static fr_status understand(
	fr_engine *engine, const fr_key *key, fr_key_kind wanted, fr_str value, const char *kind, fr_mask_kind *k, fr_error *error)
{
	if (!engine || !key || (kind && !fr_mask_kind_from(fr_str_from(kind), k)))
		return fr_fail(error, FR_E_ARGUMENT, FR_ARGUMENT, kind ? kind : "key", NULL);
	if (fr_utf8_invalid(value) != SIZE_MAX)
		return fr_fail(error, FR_E_ARGUMENT, FR_ARGUMENT, "value", NULL);
	return fr_key_must(key, wanted, error);
}

fr_status fr_pseudonym(fr_engine *engine, const fr_key *key, fr_str value, const char *kind, char *buffer, size_t capacity, size_t *needed,
	fr_error *error)
{
	fr_mask_kind k = 0;
	fr_status status = understand(engine, key, FR_KEY_PSEUDONYM, value, kind ? kind : "", &k, error);
	if (status == FR_OK && k == FR_MASK_FREE_TEXT) /* it is nobody's, and may hold many */
		status = fr_fail(error, FR_E_ARGUMENT, FR_ARGUMENT, kind, NULL);
	if (status != FR_OK)
		return status;
	fr_buf text;
	fr_buf_init(&text, &engine->allocator, 4096);
	fr_pseudonym_write(key, fr_engine_lists(engine, NULL), k, value, &text);
	return fr_give_text(&text, buffer, capacity, needed, error);
}

fr_status fr_seal(fr_engine *engine, const fr_key *key, fr_str value, const char *kind, char *buffer, size_t capacity, size_t *needed,
	fr_error *error)
{
	fr_mask_kind k = 0;
	fr_status status = understand(engine, key, FR_KEY_SEAL, value, kind ? kind : "", &k, error);
	if (status != FR_OK)
		return status;
	if (value.n > FR_SEAL_MOST)
		return fr_fail(error, FR_E_LIMIT, FR_ARGUMENT, "value", NULL);
	fr_buf text;
	fr_buf_init(&text, &engine->allocator, 4 * FR_SEAL_MOST);
	fr_seal_write(key, k, value, &text);
	return fr_give_text(&text, buffer, capacity, needed, error);
}

fr_status fr_unseal(
	fr_engine *engine, const fr_key *key, fr_str box, const char *kind, char *buffer, size_t capacity, size_t *needed, fr_error *error)
{
	static const int codes[] = {
		[FR_UNSEAL_FOREIGN] = FR_SEAL_FOREIGN, [FR_UNSEAL_DAMAGED] = FR_SEAL_DAMAGED, [FR_UNSEAL_KIND] = FR_SEAL_KIND};
	fr_mask_kind k = 0;
	fr_status status = understand(engine, key, FR_KEY_OPEN, box, kind, &k, error);
	if (status != FR_OK)
		return status;
	fr_buf text;
	fr_buf_init(&text, &engine->allocator, 2 * FR_SEAL_MOST);
	fr_unsealed opened = fr_seal_open(key, k, box, &text);
	if (opened == FR_UNSEALED)
		return fr_give_text(&text, buffer, capacity, needed, error);
	fr_buf_free(&text);
	return opened == FR_UNSEAL_MEMORY ? fr_fail(error, FR_E_MEMORY, FR_MEMORY, NULL)
					  : fr_fail(error, FR_E_FORMAT, codes[opened], "", NULL);
}
