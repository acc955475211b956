/* Diagnostics: findings and messages. The one place where codes become words.
 * Stage: findings. In: codes and arguments. Out: text in the reader's language. */
#ifndef FR_DIAG_H
#define FR_DIAG_H

#include "base/base.h"
#include "formrule/messages.h"

/* A list of diagnostics about one definition; everything it holds lives in its arena. */
struct fr_lint {
	fr_arena arena;
	fr_diagnostic *items;
	size_t count, capacity;
	bool failed; /* memory refused: the list is not complete */
};

fr_lint *fr_lint_new(const fr_allocator *allocator);
/* Copies file, excerpt, args, suggestion. At most 1,000 are kept; the first error always is. */
void fr_lint_add(fr_lint *lint, const fr_diagnostic *diagnostic);
/* True when one more of this level would be dropped: worth asking before its place is looked for. */
bool fr_lint_full(const fr_lint *lint, fr_level level);
bool fr_lint_has_errors(const fr_lint *lint);
/* The first error of the list as an fr_error (status FR_E_FORM). */
fr_status fr_lint_fail(const fr_lint *lint, fr_error *error);
/* Sorts by file, line, column. */
void fr_lint_sort(fr_lint *lint);

/* The name closest to a wrong one: start with {.wanted = name}, offer each known name, take best (empty when none is close). Views are borrowed from the offers. */
typedef struct fr_nearest {
	fr_str wanted, best;
	size_t distance;
} fr_nearest;
void fr_nearest_offer(fr_nearest *nearest, fr_str candidate);

/* Appends the catalogue text of code with {0}…{3} filled. lang NULL: zh-CN. */
void fr_catalogue_write(fr_buf *out, int code, const char *lang, const fr_str *args, size_t count);
/* Appends text with {0}…{3} filled, for words (FR_WORD) that have places to fill. */
void fr_catalogue_fill(fr_buf *out, const char *text, const fr_str *args, size_t count);
/* Normalises "zh_CN.UTF-8", "en-GB", NULL to "zh-CN" or "en". */
const char *fr_lang(const char *lang);

#endif
