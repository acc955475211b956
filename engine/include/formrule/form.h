/* Public API: form definitions: load, look at, lint.
 * Stage: definitions. In: form XML. Out: an immutable form that threads may share, and its diagnostics. */
#ifndef FORMRULE_FORM_H
#define FORMRULE_FORM_H

#include "formrule/codes.h"
#include "formrule/types.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct fr_engine fr_engine;
typedef struct fr_form fr_form;

typedef struct fr_engine_options {
	size_t size; /* sizeof(fr_engine_options) */
	fr_allocator allocator; /* resize NULL: the C library's */
	const char *const *form_dirs; /* folders searched for forms, first match wins; may be NULL */
	size_t form_dir_count;
} fr_engine_options;

/* Makes an engine. Thread: one engine may be shared by threads once made. Free with fr_engine_free, after everything
 * that came from it. FR_E_MEMORY, FR_E_ARGUMENT. */
FR_API fr_status fr_engine_new(const fr_engine_options *options, fr_engine **out, fr_error *error);
FR_API void fr_engine_free(fr_engine *engine);

/* A message about a form definition. Views live as long as the fr_lint that gave it. */
typedef struct fr_diagnostic {
	fr_level level;
	int code; /* an fr_code */
	fr_str file; /* as the caller named it */
	size_t line, column; /* 1-based; column counts characters */
	size_t width; /* characters to underline, at least 1 */
	fr_str excerpt; /* the source line */
	fr_str args[FR_ERROR_ARGS];
	fr_str suggestion; /* text to put instead, empty when none */
} fr_diagnostic;

typedef struct fr_lint fr_lint;

/* Reads and checks a form definition. name is an id (looked up in the engine's folders, newest version), "id@version",
 * or a path (has a slash or ends in .xml). On success *out is the form, owned by the engine: valid until fr_engine_free, never freed by
 * the caller; the same file is loaded once. lint, when not NULL, receives all diagnostics (free with fr_lint_free), warnings
 * included; a definition with an error gives FR_E_FORM and *out NULL, error holding the first error. */
FR_API fr_status fr_form_load(fr_engine *engine, const char *name, fr_form **out, fr_lint **lint, fr_error *error);
/* Lints a definition of any kind, named as for fr_form_load: a form with what it leans on (its policies and calendar must be there), or the path of a policy, calendar or lists of names. FR_OK or
 * FR_E_FORM when it could be read, *lint holding everything there is to say; other errors when it could not. */
FR_API fr_status fr_definition_lint(fr_engine *engine, const char *name, fr_lint **lint, fr_error *error);
FR_API size_t fr_lint_count(const fr_lint *lint);
FR_API const fr_diagnostic *fr_lint_at(const fr_lint *lint, size_t index);
FR_API void fr_lint_free(fr_lint *lint);

/* The forms found in the engine's folders, sorted by id then version: id, version, title in lang, path. Views live as long as the
 * engine. A file that is not a readable form is skipped (lint it to learn why). */
typedef struct fr_form_entry {
	fr_str id, version, title, path;
} fr_form_entry;
FR_API fr_status fr_form_list(fr_engine *engine, const char *lang, const fr_form_entry **out, size_t *count, fr_error *error);

FR_API fr_str fr_form_id(const fr_form *form);
FR_API fr_str fr_form_version(const fr_form *form);
FR_API fr_str fr_form_title(const fr_form *form, const char *lang);
FR_API size_t fr_form_field_count(const fr_form *form);

/* One difference between two versions of a form: its kind ("weight"), what it is about, before and after (either may be empty), a sentence in the reader's language, and whether
 * scores before and after it cannot be compared as they are. Views live until it returns. False stops. */
typedef bool (*fr_change_taker)(void *user, fr_str kind, fr_str what, fr_str before, fr_str after, fr_str text, bool breaks_trend);
/* Gives every difference that people or figures notice, in the order of the new form. FR_E_CANCELLED when the taker stopped. */
FR_API fr_status fr_form_compare(fr_engine *engine, const fr_form *old_form, const fr_form *new_form, const char *lang,
	fr_change_taker take, void *user, fr_error *error);

/* What a program needs to know of a field to show it. Views live as long as the form. */
typedef struct fr_field_info {
	fr_str name, label, hint, type;
	bool computed; /* the engine gives the value: calculate, score, instance name */
	bool always_required; /* required is the constant true() */
} fr_field_info;
FR_API bool fr_form_field(const fr_form *form, size_t index, const char *lang, fr_field_info *out);

#ifdef __cplusplus
}
#endif
#endif
