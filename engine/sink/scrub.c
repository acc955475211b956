/* Scrub: the texts of a workbook beyond its cells, looked through for identifiers and for the names its records hold.
 * Stage: outputs. In: text. Out: masked text. */
#include "sink/copy.h"

bool fr_scrub_text(fr_scrub *k, fr_str text, fr_buf *out)
{
	if (fr_mask_found(k->lists, text, k->names, NULL, out) == 0)
		return false;
	k->texts++;
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
