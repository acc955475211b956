/* Two versions of a form, compared for people.
 * Stage: pipeline. In: two forms. Out: a line for each change. */
#include "form/compare.h"
#include "formrule/formrule.h"
#include "run/engine.h"

fr_status fr_form_compare(
	fr_engine *engine, const fr_form *old, const fr_form *new, const char *lang, fr_change_taker take, void *user, fr_error *error)
{
	if (!engine || !old || !new || !take)
		return fr_fail(error, FR_E_ARGUMENT, FR_ARGUMENT, "form", NULL);
	lang = fr_lang(lang);
	fr_arena arena;
	fr_arena_init(&arena, &engine->allocator, 0);
	fr_buf text;
	fr_buf_init(&text, &engine->allocator, 1 << 20);
	fr_changes changes;
	fr_status status = fr_forms_compare(old, new, lang, &arena, &changes);
	for (size_t i = 0; status == FR_OK && i < changes.count; i++) {
		const fr_change *c = &changes.items[i];
		const fr_str none = fr_str_from(fr_text("change.none", lang));
		fr_str args[] = {c->what, c->before.n ? c->before : none, c->after.n ? c->after : none};
		fr_buf_clear(&text);
		fr_catalogue_fill(&text, fr_text(fr_change_name(c->kind), lang), args, 3);
		if (text.failed)
			status = FR_E_MEMORY;
		else if (!take(user, fr_str_from(fr_change_name(c->kind) + strlen("change.")), c->what, c->before, c->after,
				 fr_buf_view(&text), fr_change_breaks_trend(c->kind)))
			status = FR_E_CANCELLED;
	}
	fr_buf_free(&text);
	fr_arena_free(&arena);
	if (status == FR_E_MEMORY)
		return fr_fail(error, status, FR_MEMORY, NULL);
	return status == FR_OK ? FR_OK : fr_fail(error, status, FR_CANCELLED, NULL);
}
