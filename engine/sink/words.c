/* Words: texts of the catalogue and the form, in the workbook's language.
 * Stage: outputs. In: names of words, codes. Out: text in the workbook's arena. */
#include "sink/workbook.h"
#include "diag/diag.h"

#include <utf8proc.h>

fr_str book_keep(book *b, fr_str text)
{
	fr_str kept = fr_arena_str(&b->arena, text);
	if (!kept.p) {
		b->failed = true;
		return FR_STR("");
	}
	return kept;
}

void book_say(const book *b, fr_buf *out, const char *word, fr_str a, fr_str c)
{
	fr_str args[] = {a, c};
	fr_catalogue_fill(out, fr_text(word, b->lang), args, 2);
}

static fr_str take(book *b, fr_buf *text)
{
	fr_str kept = text->failed ? FR_STR("") : book_keep(b, fr_buf_view(text));
	b->failed |= text->failed;
	fr_buf_free(text);
	return kept;
}

fr_str book_words(book *b, const char *word, fr_str a, fr_str c)
{
	fr_buf text;
	fr_buf_init(&text, &b->allocator, 1 << 20);
	book_say(b, &text, word, a, c);
	return take(b, &text);
}

fr_str book_message(book *b, int code, fr_str a, fr_str c, fr_str d)
{
	fr_buf text;
	fr_buf_init(&text, &b->allocator, 1 << 20);
	fr_str args[] = {a, c, d};
	fr_catalogue_write(&text, code, b->lang, args, 3);
	return take(b, &text);
}

fr_str book_label(const book *b, const fr_words *words, fr_str name)
{
	fr_str label = fr_str_trim(fr_words_in(words, b->lang));
	return label.n ? label : name;
}

fr_str book_choices_text(book *b, const fr_choices *list, size_t most)
{
	fr_buf text;
	fr_buf_init(&text, &b->allocator, 1 << 20);
	fr_str between = book_word(b, "template.between");
	for (size_t i = 0; i < list->n && i < most; i++) {
		if (i)
			fr_buf_str(&text, between);
		fr_buf_str(&text, book_label(b, &list->items[i].label, list->items[i].name));
	}
	if (list->n > most)
		fr_buf_puts(&text, "…");
	return take(b, &text);
}

size_t book_width(fr_str text)
{
	size_t width = 0;
	for (size_t at = 0; at < text.n;) {
		uint32_t cp;
		size_t n = fr_utf8_decode(text, at, &cp);
		int w = n ? utf8proc_charwidth((utf8proc_int32_t)cp) : 1;
		width += w > 0 ? (size_t)w : 0;
		at += n ? n : 1;
	}
	return width;
}
