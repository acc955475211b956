/* Fuzzer: any text through the detector and through every kind and style of mask: spans in order and on whole characters, masking twice changes nothing, no long run of digits is left of a single value.
 * Stage: test. In: a kind, a style, perhaps a name up to a line end, a text. Out: nothing, or an abort. */
#include "privacy/privacy.h"
#include "privacy/pseudonym.h"
#include "privacy/seal.h"

#include <stdlib.h>

static fr_lists *lists;

static void fail(void) { abort(); }

static void look_at_spans(fr_str text, const fr_people *names)
{
	fr_span spans[8];
	size_t n = fr_detect(lists, text, names, spans, 8), at = 0;
	for (size_t i = 0; i < n; i++) {
		if (spans[i].at < at || spans[i].n == 0 || spans[i].at + spans[i].n > text.n)
			fail();
		if (fr_utf8_invalid(text) == SIZE_MAX && fr_utf8_invalid(fr_str_of(text.p + spans[i].at, spans[i].n)) != SIZE_MAX)
			fail();
		at = spans[i].at + spans[i].n;
	}
}

/* Digits in a row, in any width. */
static size_t longest_run(fr_str s)
{
	size_t best = 0, run = 0;
	for (size_t at = 0; at < s.n;) {
		uint32_t cp;
		size_t n = fr_utf8_decode(s, at, &cp);
		run = (cp >= '0' && cp <= '9') || (cp >= 0xFF10 && cp <= 0xFF19) ? run + 1 : 0;
		best = run > best ? run : best;
		at += n ? n : 1;
	}
	return best;
}

static bool is_kept(fr_mask_kind kind, fr_str value)
{
	bool known;
	if (fr_is_sealed(value) || fr_is_pseudonym(kind, value))
		return true;
	return kind == FR_MASK_PHONE && !fr_phone_is(lists, FR_STR("x"), &known) && fr_mask_done(lists, kind, value); /* a public number */
}

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n);
int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
	if (!lists && fr_lists_load(NULL, FR_SOURCE_DIR "/forms/privacy/lists.xml", &lists, NULL) != FR_OK)
		fail();
	if (n < 2)
		return 0;
	fr_mask_kind kind = FR_MASK_NAME + p[0] % FR_MASK_FREE_TEXT;
	fr_mask_style style = (fr_mask_style)(p[1] % (FR_STYLE_MIDDLE + 1));
	fr_str text = fr_str_of((const char *)p + 2, n - 2);
	fr_people *names = fr_people_new(NULL);
	const char *end = p[1] & 0x80 ? memchr(text.p, '\n', text.n) : NULL;
	if (end) {
		fr_str name = fr_str_of(text.p, (size_t)(end - text.p));
		if (fr_utf8_invalid(name) == SIZE_MAX && !fr_people_add(names, lists, name))
			fail();
		text = fr_str_of(end + 1, text.n - name.n - 1);
	}
	look_at_spans(text, names);
	fr_buf once, twice;
	fr_buf_init(&once, NULL, 1 << 20);
	fr_buf_init(&twice, NULL, 1 << 20);
	fr_mask_write(lists, kind, style, text, names, &once);
	fr_mask_write(lists, kind, style, fr_buf_view(&once), names, &twice);
	if (!fr_str_eq(fr_buf_view(&once), fr_buf_view(&twice)))
		fail();
	if (kind != FR_MASK_FREE_TEXT && !is_kept(kind, text) && longest_run(fr_buf_view(&once)) > (kind == FR_MASK_EMAIL ? 6 : 4))
		fail();
	if (fr_utf8_invalid(fr_buf_view(&once)) != SIZE_MAX)
		fail();
	fr_buf_free(&once);
	fr_buf_free(&twice);
	fr_people_free(names);
	return 0;
}
