/* Form loading: one definition from bytes to a form ready to judge records by.
 * Stage: definitions. In: path or bytes. Out: an immutable form, and everything there is to say about its definition. */
#include "form/draft.h"

#define FORM_BYTES ((size_t)256 << 20) /* what one form may take in memory */

static fr_form *form_new(const fr_allocator *allocator)
{
	fr_arena arena;
	fr_arena_init(&arena, allocator, FORM_BYTES);
	fr_form *form = FR_ARENA_NEW(&arena, fr_form);
	if (form)
		form->arena = arena;
	else
		fr_arena_free(&arena);
	return form;
}

/* The definition matches its grammar: makes the form of it. */
static fr_status make(
	const fr_allocator *allocator, const fr_definition *definition, fr_form **out, fr_lint *lint, size_t first, fr_error *error)
{
	fr_form *form = form_new(allocator);
	if (!form)
		return fr_fail(error, FR_E_MEMORY, FR_MEMORY, NULL);
	fr_draft draft = {.form = form, .definition = definition, .lint = lint, .first = first};
	const xmlNode *root = xmlDocGetRootElement(definition->document);
	fr_draft_read(&draft, root);
	if (!draft.failed && draft.fields)
		fr_draft_link(&draft, root);
	if (!draft.failed && draft.fields)
		fr_draft_lint(&draft, root);
	fr_status status = FR_OK;
	if (draft.failed || lint->failed)
		status = fr_fail(error, FR_E_MEMORY, FR_MEMORY, NULL);
	else if (fr_draft_wrong(&draft))
		status = fr_lint_fail(lint, error);
	if (status == FR_OK)
		*out = form;
	else
		fr_form_free(form);
	return status;
}

static fr_status load(const fr_allocator *allocator, const fr_str *bytes, const char *path, fr_form **out, fr_lint *lint, fr_error *error)
{
	*out = NULL;
	fr_lint *own = lint ? NULL : fr_lint_new(allocator);
	fr_lint *list = lint ? lint : own;
	if (!list)
		return fr_fail(error, FR_E_MEMORY, FR_MEMORY, NULL);
	size_t first = list->count;
	fr_definition definition;
	fr_status status = bytes ? fr_definition_parse(allocator, *bytes, path, FR_GRAMMAR_FORM, &definition, list, error)
				 : fr_definition_open(allocator, path, FR_GRAMMAR_FORM, &definition, list, error);
	if (status == FR_OK)
		status = make(allocator, &definition, out, list, first, error);
	fr_definition_close(&definition);
	fr_lint_sort(list);
	fr_lint_free(own);
	return status;
}

fr_status fr_form_read(const fr_allocator *allocator, const char *path, fr_form **out, fr_lint *lint, fr_error *error)
{
	return load(allocator, NULL, path, out, lint, error);
}

fr_status fr_form_parse(const fr_allocator *allocator, fr_str bytes, const char *path, fr_form **out, fr_lint *lint, fr_error *error)
{
	return load(allocator, &bytes, path, out, lint, error);
}

bool fr_form_glance(fr_arena *arena, const char *path, fr_str *id, fr_str *version, fr_words *title)
{
	fr_lint *lint = fr_lint_new(&arena->allocator);
	fr_definition definition = {.document = NULL};
	bool is_form = false;
	if (lint && fr_definition_open(&arena->allocator, path, FR_GRAMMAR_NONE, &definition, lint, NULL) == FR_OK) {
		const xmlNode *root = xmlDocGetRootElement(definition.document);
		if (fr_draft_is(root, "form") && root->ns && strcmp((const char *)root->ns->href, "urn:formrule:form") == 0) {
			fr_form scratch = {.arena = *arena};
			fr_draft draft = {.form = &scratch, .definition = &definition, .lint = lint};
			scratch.lang = fr_definition_lang(&scratch.arena, root);
			*id = fr_draft_attr(&draft, root, "id");
			*version = fr_draft_attr(&draft, root, "version");
			*title = fr_draft_words(&draft, root, "title");
			*arena = scratch.arena;
			is_form = !draft.failed && id->n && version->n;
		}
	}
	if (lint)
		fr_definition_close(&definition);
	fr_lint_free(lint);
	return is_form;
}
