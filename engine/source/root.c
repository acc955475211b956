/* Root: what an XML file is, by its first element.
 * Stage: rows. In: the head of a file. Out: its kind. Names may be written in any prefix and encoding, so the parser itself looks. */
#include "source/markup.h"

#define BLOCK ((size_t)4 << 10)

typedef struct glance {
	fr_markup markup;
	fr_root root;
	bool office, id, form;
} glance;

static fr_root kind_of(const glance *g, fr_name name)
{
	if (name.ns == FR_NS_OFFICE || g->office)
		return FR_ROOT_OFFICE;
	if (name.ns == FR_NS_EXCEL)
		return FR_ROOT_EXCEL;
	if (name.ns == FR_NS_DEFINITION)
		return FR_ROOT_DEFINITION;
	if (name.ns == FR_NS_BATCH)
		return FR_ROOT_BATCH;
	if (name.ns == FR_NS_SUBMISSION_ENCRYPTED)
		return FR_ROOT_ENCRYPTED;
	if (strcmp(name.local, "html") == 0)
		return FR_ROOT_HTML;
	if (strcmp(name.local, "batch") == 0 && g->form)
		return FR_ROOT_BATCH_BARE;
	return name.ns == FR_NS_NONE && g->id ? FR_ROOT_SUBMISSION : FR_ROOT_OTHER;
}

static void on_start(void *user, fr_name name, const char **attributes)
{
	glance *g = user;
	for (const char **a = attributes; *a; a += 2) {
		g->id = g->id || strcmp(a[0], "id") == 0;
		g->form = g->form || strcmp(a[0], "form") == 0;
		g->office = g->office || strcmp(a[1], "urn:oasis:names:tc:opendocument:xmlns:office:1.0") == 0;
	}
	g->root = kind_of(g, name);
	fr_markup_pause(&g->markup);
}

static void on_end(void *user, fr_name name) { (void)user, (void)name; }

static fr_status look(glance *g, const fr_allocator *allocator, fr_bytes *head, bool whole, fr_error *error)
{
	fr_part part;
	fr_status status = fr_part_of_xml(allocator, head, &part, &g->markup.encoding, error);
	if (status != FR_OK)
		return status;
	g->markup.user = g;
	g->markup.start = on_start;
	g->markup.end = on_end;
	g->markup.depth_most = 1;
	g->markup.token_most = FR_HEAD_BYTES;
	status = fr_markup_open(&g->markup, &part, BLOCK, error);
	if (status == FR_OK)
		status = fr_markup_run(&g->markup, error);
	fr_markup_close(&g->markup);
	if (part.close)
		part.close(&part);
	if (status == FR_OK || status == FR_END || status == FR_E_MEMORY || whole || head->head_at < head->head_n)
		return status == FR_END ? FR_OK : status;
	return FR_OK; /* it is the head that ends, not the file */
}

fr_status fr_root_of(const fr_allocator *allocator, const fr_bytes *bytes, fr_root *out, fr_error *error)
{
	*out = FR_ROOT_UNSURE;
	glance *g = fr_alloc(allocator, sizeof *g);
	if (!g)
		return fr_fail(error, FR_E_MEMORY, FR_MEMORY, NULL);
	*g = (glance){.root = FR_ROOT_UNSURE};
	fr_bytes head;
	fr_bytes_memory(&head, bytes->head, bytes->head_n);
	head.path = bytes->path;
	fr_status status = look(g, allocator, &head, bytes->head_n < FR_HEAD_BYTES, error);
	*out = g->root;
	fr_release(allocator, g);
	return status;
}
