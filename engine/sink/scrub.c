/* Scrub: the texts of a workbook beyond its cells, looked through for identifiers and for the names its records hold.
 * Stage: outputs. In: text. Out: masked text. Names are found by their first bytes, so that a text costs the same whether there are ten of them or ten thousand. */
#include "sink/copy.h"

#define SLOTS 65536 /* a power of 2 */
#define CANDIDATES 64
#define LONG 6 /* two Chinese characters */
#define SHORT 2

struct fr_scrub_index {
	fr_allocator allocator;
	uint32_t first[2][SLOTS]; /* by their first LONG or SHORT bytes: a name, counted from 1 */
	uint32_t *next; /* of the same slot */
};

static size_t slot(const char *p, size_t n)
{
	uint64_t h = 0;
	for (size_t i = 0; i < n; i++)
		h = (h ^ (unsigned char)p[i]) * 0x100000001B3u;
	return (size_t)(h ^ h >> 17) & (SLOTS - 1);
}

bool fr_scrub_begin(fr_scrub *k, const fr_allocator *allocator)
{
	if (k->index || !k->name_count)
		return true;
	struct fr_scrub_index *x = fr_alloc(allocator, sizeof *x);
	uint32_t *next = x ? fr_alloc(allocator, k->name_count * sizeof *next) : NULL;
	if (!next) {
		fr_release(allocator, x);
		return false;
	}
	memset(x, 0, sizeof *x);
	x->allocator = *allocator;
	x->next = next;
	for (size_t i = 0; i < k->name_count; i++) {
		fr_str name = k->names[i];
		size_t few = name.n < LONG;
		next[i] = 0;
		if (name.n < SHORT)
			continue;
		uint32_t *head = &x->first[few][slot(name.p, few ? SHORT : LONG)];
		next[i] = *head;
		*head = (uint32_t)(i + 1);
	}
	k->index = x;
	return true;
}

void fr_scrub_end(fr_scrub *k)
{
	if (!k->index)
		return;
	fr_allocator a = k->index->allocator;
	fr_release(&a, k->index->next);
	fr_release(&a, k->index);
	k->index = NULL;
}

/* Names that stand in text; more than fit are cut off only when a text is nothing but names, and then all of it is hidden. */
static size_t names_in(const fr_scrub *k, fr_str text, fr_str out[CANDIDATES])
{
	size_t n = 0;
	for (size_t at = 0; k->index && at + SHORT <= text.n; at++) {
		if (((unsigned char)text.p[at] & 0xC0) == 0x80)
			continue;
		for (size_t few = 0; few < 2; few++) {
			size_t need = few ? SHORT : LONG;
			if (at + need > text.n)
				continue;
			for (uint32_t i = k->index->first[few][slot(text.p + at, need)]; i; i = k->index->next[i - 1]) {
				fr_str name = k->names[i - 1];
				size_t known = 0;
				if (name.n > text.n - at || memcmp(name.p, text.p + at, name.n) != 0)
					continue;
				while (known < n && !fr_str_eq(out[known], name))
					known++;
				if (known == n && n < CANDIDATES)
					out[n++] = name;
				else if (known == n)
					return SIZE_MAX;
			}
		}
	}
	return n;
}

bool fr_scrub_text(fr_scrub *k, fr_str text, fr_buf *out)
{
	fr_str names[CANDIDATES];
	fr_span span;
	size_t n = names_in(k, text, names);
	if (n == SIZE_MAX) {
		k->texts++;
		fr_buf_byte(out, '*');
		return true;
	}
	if (fr_detect(k->lists, text, names, n, &span, 1) == 0)
		return false;
	k->texts++;
	fr_mask_write(k->lists, FR_MASK_FREE_TEXT, FR_STYLE_DEFAULT, text, names, n, out);
	return true;
}

bool fr_scrub_name(fr_scrub *k, fr_str text, fr_buf *out)
{
	size_t from = out->n;
	if (!fr_scrub_text(k, text, out))
		return false;
	fr_buf wide;
	fr_buf_init(&wide, &out->allocator, 0);
	for (size_t i = from; i < out->n; i++)
		if (out->p[i] == '*')
			fr_buf_puts(&wide, "＊");
		else
			fr_buf_byte(&wide, out->p[i]);
	out->n = from;
	fr_buf_str(out, fr_buf_view(&wide));
	out->failed |= wide.failed;
	fr_buf_free(&wide);
	return true;
}
