/* Public API: text for people. The engine itself writes no prose; this is the only door to the catalogue.
 * Stage: edge. In: codes and arguments. Out: text in zh-CN or en. */
#ifndef FORMRULE_MESSAGES_H
#define FORMRULE_MESSAGES_H

#include "formrule/run.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Writes text (UTF-8, always ended by NUL, cut at a character border when capacity is too small) and returns the bytes the whole text
 * needs without the NUL. lang: "zh-CN" or "en", anything else is treated as "en"; NULL is zh-CN. */
FR_API size_t fr_finding_message(const fr_finding *finding, const char *lang, char *buffer, size_t capacity);
FR_API size_t fr_error_message(const fr_error *error, const char *lang, char *buffer, size_t capacity);
FR_API size_t fr_diagnostic_message(const fr_diagnostic *diagnostic, const char *lang, char *buffer, size_t capacity);

/* Text of the catalogue by the stable name of its row, for words the edges share ("level.error"); "" when there is none. Static. */
FR_API const char *fr_text(const char *name, const char *lang);

#ifdef __cplusplus
}
#endif
#endif
