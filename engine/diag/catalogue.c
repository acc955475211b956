/* Catalogue: codes and names to words, one .def file a language.
 * Stage: findings. In: codes with arguments. Out: text. A test sees to it that every code has a text in every language. */
#include "diag/diag.h"

#include <stdlib.h>

static const char *const code_names[FR_CODE_COUNT] = {
#define FR_CODE(id, name) [FR_##id] = name,
#include "formrule/codes.def"
#undef FR_CODE
};

static const char *const texts_zh[FR_CODE_COUNT] = {
#define FR_TEXT(id, text) [FR_##id] = text,
#define FR_WORD(name, text)
#include "diag/catalogue-zh-CN.def"
#undef FR_TEXT
#undef FR_WORD
};

static const char *const texts_en[FR_CODE_COUNT] = {
#define FR_TEXT(id, text) [FR_##id] = text,
#define FR_WORD(name, text)
#include "diag/catalogue-en.def"
#undef FR_TEXT
#undef FR_WORD
};

typedef struct word {
	const char *name, *text;
} word;

static const word words_zh[] = {
#define FR_TEXT(id, text)
#define FR_WORD(name, text) {name, text},
#include "diag/catalogue-zh-CN.def"
#undef FR_TEXT
#undef FR_WORD
};

static const word words_en[] = {
#define FR_TEXT(id, text)
#define FR_WORD(name, text) {name, text},
#include "diag/catalogue-en.def"
#undef FR_TEXT
#undef FR_WORD
};

const char *fr_lang(const char *lang) { return lang == NULL || strncmp(lang, "zh", 2) == 0 ? "zh-CN" : "en"; }

static bool is_zh(const char *lang) { return fr_lang(lang)[0] == 'z'; }

const char *fr_code_name(int code)
{
	const char *name = code > 0 && code < FR_CODE_COUNT ? code_names[code] : NULL;
	return name ? name : "";
}

const char *fr_text(const char *name, const char *lang)
{
	bool zh = is_zh(lang);
	const word *words = zh ? words_zh : words_en;
	size_t n = zh ? sizeof words_zh / sizeof *words_zh : sizeof words_en / sizeof *words_en;
	for (size_t i = 0; i < n; i++)
		if (strcmp(words[i].name, name) == 0)
			return words[i].text;
	return "";
}

void fr_catalogue_fill(fr_buf *out, const char *text, const fr_str *args, size_t count)
{
	for (const char *p = text; *p; p++) {
		if (p[0] == '{' && p[1] >= '0' && p[1] < '0' + FR_ERROR_ARGS && p[2] == '}') {
			size_t index = (size_t)(p[1] - '0');
			if (index < count)
				fr_buf_str(out, args[index]);
			p += 2;
		} else
			fr_buf_byte(out, *p);
	}
}

static const char *text_of(int code, const char *lang)
{
	return code > 0 && code < FR_CODE_COUNT ? (is_zh(lang) ? texts_zh : texts_en)[code] : NULL;
}

void fr_catalogue_write(fr_buf *out, int code, const char *lang, const fr_str *args, size_t count)
{
	const char *text = text_of(code, lang);
	if (text)
		fr_catalogue_fill(out, text, args, count);
	else
		fr_buf_puts(out, fr_code_name(code));
}

static size_t finish(fr_buf *text, char *buffer, size_t capacity)
{
	size_t n = fr_text_out(fr_buf_view(text), buffer, capacity);
	fr_buf_free(text);
	return n;
}

size_t fr_finding_message(const fr_finding *finding, const char *lang, char *buffer, size_t capacity)
{
	if (finding->message.n)
		return fr_text_out(finding->message, buffer, capacity);
	fr_buf text;
	fr_buf_init(&text, NULL, 1 << 16);
	fr_catalogue_write(&text, finding->code, lang, finding->args, FR_ERROR_ARGS);
	return finish(&text, buffer, capacity);
}

static void suggest(fr_buf *text, fr_str suggestion, const char *lang)
{
	if (suggestion.n == 0)
		return;
	fr_buf_puts(text, fr_text("lint.suggestion.before", lang));
	fr_buf_str(text, suggestion);
	fr_buf_puts(text, fr_text("lint.suggestion.after", lang));
}

size_t fr_diagnostic_message(const fr_diagnostic *diagnostic, const char *lang, char *buffer, size_t capacity)
{
	fr_buf text;
	fr_buf_init(&text, NULL, 1 << 16);
	fr_catalogue_write(&text, diagnostic->code, lang, diagnostic->args, FR_ERROR_ARGS);
	suggest(&text, diagnostic->suggestion, lang);
	return finish(&text, buffer, capacity);
}

/* What is said of a part of a file may be said of the file itself, whose name stands before the message already. */
static void write_error(fr_buf *out, const fr_error *error, const fr_str *args, const char *lang)
{
	const char *text = text_of(error->code, lang);
	if (text && error->source[0] && strncmp(text, "{0}", 3) == 0 && strcmp(error->source, error->args[0]) == 0) {
		fr_buf_puts(out, fr_text("error.file", lang));
		text += is_zh(lang) && text[3] == ' ' ? 4 : 3;
		fr_catalogue_fill(out, text, args, FR_ERROR_ARGS);
	} else
		fr_catalogue_write(out, error->code, lang, args, FR_ERROR_ARGS);
}

size_t fr_error_message(const fr_error *error, const char *lang, char *buffer, size_t capacity)
{
	fr_buf text;
	fr_buf_init(&text, NULL, 1 << 16);
	if (error->source[0]) {
		fr_buf_puts(&text, error->source);
		if (error->line) {
			fr_buf_printf(&text, ":%zu", error->line);
			if (error->column)
				fr_buf_printf(&text, ":%zu", error->column);
		}
		fr_buf_puts(&text, is_zh(lang) ? ":" : ": ");
	}
	fr_str args[FR_ERROR_ARGS];
	for (size_t i = 0; i < FR_ERROR_ARGS; i++)
		args[i] = fr_str_from(error->args[i]);
	write_error(&text, error, args, lang);
	suggest(&text, fr_str_from(error->suggestion), lang);
	return finish(&text, buffer, capacity);
}
