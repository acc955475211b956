/* The package of XLSX copies: what is changed in it, and what it says of its parts.
 * Stage: outputs. In: changes. Out: a package in which everything else lies as it lay. Source: ECMA-376 part 2. */
#include "sink/sheetml-package.h"

#include "sink/splice.h"

#include <strings.h>
#include <zip.h>

#define TYPES "[Content_Types].xml"
#define TOKEN_MOST ((size_t)16 << 20)
#define VML "application/vnd.openxmlformats-officedocument.vmlDrawing"

fr_status book_text(const copy_job *job, const fr_buf *text, fr_scratch **out, fr_error *error)
{
	*out = NULL;
	fr_status status = text->failed ? fr_fail(error, FR_E_MEMORY, FR_MEMORY, NULL) : copy_scratch(job, true, out, error);
	if (status == FR_OK)
		status = fr_scratch_add(*out, fr_buf_view(text), error);
	if (status == FR_OK)
		status = fr_scratch_end(*out, error);
	if (status != FR_OK) {
		fr_scratch_free(*out);
		*out = NULL;
	}
	return status;
}

bool book_change_part(book_copy *k, const char *name, fr_scratch *scratch, const char *type)
{
	book_change *change = FR_ARENA_NEW(&k->arena, book_change);
	if (!change) {
		fr_scratch_free(scratch);
		return false;
	}
	*change = (book_change){k->changes, name, scratch, type};
	k->changes = change;
	return true;
}

bool book_add_relation(book_copy *k, const char *base, const char *id, const char *kind, const char *part)
{
	book_relation *relation = FR_ARENA_NEW(&k->arena, book_relation);
	if (!relation)
		return false;
	*relation = (book_relation){k->relations, base, id, kind, part};
	k->relations = relation;
	return true;
}

static book_change *change_of(const book_copy *k, const char *name)
{
	for (book_change *c = k->changes; c; c = c->next)
		if (strcasecmp(c->name, name) == 0)
			return c;
	return NULL;
}

const char *book_new_name(book_copy *k, const char *stem, const char *ending)
{
	fr_buf name;
	fr_buf_init(&name, &k->job->allocator, 4096);
	for (size_t n = 1;; n++) {
		size_t count;
		fr_buf_clear(&name);
		fr_buf_printf(&name, "%s%zu%s", stem, n, ending);
		if (name.failed)
			break;
		const char *z = fr_buf_z(&name);
		fr_zip_find(k->zip, z, &count);
		if (!count && !change_of(k, z))
			break;
	}
	const char *kept = name.failed ? NULL : fr_arena_str(&k->arena, fr_buf_view(&name)).p;
	fr_buf_free(&name);
	return kept;
}

/* ---- lists of parts: content types, relationships ---- */

typedef struct list_edit {
	book_copy *k;
	const char *base; /* part whose relations these are; NULL: content types */
	bool has_vml;
	const char *prefix;
} list_edit;

static bool goes(const list_edit *e, const splice *in)
{
	fr_str value;
	if (!e->base) {
		if (!fr_str_is(in->local, "Override") || !splice_attribute_of(in->raw, "PartName", &value))
			return false;
		for (const book_change *c = e->k->changes; c; c = c->next)
			if (!c->scratch && value.n == strlen(c->name) + 1 && strncasecmp(value.p + 1, c->name, value.n - 1) == 0)
				return true;
		return false;
	}
	if (!splice_attribute_of(in->raw, "Id", &value))
		return false;
	for (const book_relation *r = e->k->relations; r; r = r->next)
		if (!r->part && strcmp(r->base, e->base) == 0 && fr_str_is(value, r->id))
			return true;
	return false;
}

/* What comes to the list. */
static void put_more(const list_edit *e, fr_buf *out)
{
	const book_copy *k = e->k;
	if (!e->base && k->boxes && !e->has_vml)
		fr_buf_printf(out, "<%sDefault Extension=\"vml\" ContentType=\"" VML "\"/>", e->prefix);
	for (const book_change *c = k->changes; !e->base && c; c = c->next)
		if (c->type && *c->type) {
			fr_buf_printf(out, "<%sOverride PartName=\"/", e->prefix);
			fr_xml_text(out, fr_str_from(c->name));
			fr_buf_printf(out, "\" ContentType=\"%s\"/>", c->type);
		}
	for (const book_relation *r = k->relations; e->base && r; r = r->next)
		if (r->part && strcmp(r->base, e->base) == 0) {
			fr_buf_printf(out, "<%sRelationship Id=\"%s\" Type=\"%s/%s\" Target=\"/", e->prefix, r->id,
				k->strict ? BOOK_RELATION_STRICT : BOOK_RELATION, r->kind);
			fr_xml_text(out, fr_str_from(r->part));
			fr_buf_puts(out, "\"/>");
		}
}

static fr_status edit_list(list_edit *e, fr_part *part, fr_scratch *scratch, fr_error *error)
{
	const copy_job *job = e->k->job;
	splice in;
	fr_status status;
	fr_str value;
	static const char *const none[] = {NULL};
	splice_open(&in, &job->allocator, part, job->input, job->output, TOKEN_MOST);
	in.scratch = scratch;
	while ((status = splice_next(&in, error)) == FR_OK) {
		if (in.depth == 1)
			e->prefix = splice_prefix(&in, e->base ? FR_NS_RELATIONSHIPS : FR_NS_TYPES);
		if (!e->prefix)
			e->prefix = "";
		if (splice_starts(&in) && in.depth == 2 && fr_str_is(in.local, "Default") &&
			splice_attribute_of(in.raw, "Extension", &value))
			e->has_vml |= value.n == 3 && strncasecmp(value.p, "vml", 3) == 0;
		if (splice_starts(&in) && in.depth == 2 && goes(e, &in)) {
			status = splice_pass(&in, false, error);
			if (status != FR_OK)
				break;
			continue;
		}
		if (in.kind == SPLICE_EMPTY && in.depth == 1) {
			splice_tag(in.raw, none, &in.out);
			fr_buf_byte(&in.out, '>');
			put_more(e, &in.out);
			fr_buf_printf(&in.out, "</%s%s>", e->prefix, e->base ? "Relationships" : "Types");
			continue;
		}
		if (in.kind == SPLICE_END && in.depth == 1)
			put_more(e, &in.out);
		splice_copy(&in);
	}
	splice_close(&in);
	return status == FR_END ? FR_OK : status;
}

/* A list with its changes, as one change more. name NULL: it is new. */
static fr_status edit_part(book_copy *k, const char *name, const char *base, fr_error *error)
{
	list_edit e = {.k = k, .base = base};
	splice_memory memory;
	fr_part part;
	fr_scratch *scratch;
	fr_status status = copy_scratch(k->job, true, &scratch, error);
	const char *own = name;
	if (status == FR_OK && name)
		status = fr_zip_part(k->zip, name, &part, error);
	else if (status == FR_OK) {
		splice_memory_open(&memory, "rels",
			FR_STR("<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n<Relationships "
			       "xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\"></Relationships>"));
		part = memory.part;
		own = fr_xlsx_relations_name(&k->arena, base);
	}
	if (status == FR_OK) {
		status = edit_list(&e, &part, scratch, error);
		part.close(&part);
	}
	if (status != FR_OK || !own) {
		fr_scratch_free(scratch);
		return status == FR_OK ? fr_fail(error, FR_E_MEMORY, FR_MEMORY, NULL) : status;
	}
	return book_change_part(k, own, scratch, name ? NULL : "") ? FR_OK : fr_fail(error, FR_E_MEMORY, FR_MEMORY, NULL);
}

static fr_status edit_relations(book_copy *k, fr_error *error)
{
	for (const book_relation *r = k->relations; r; r = r->next) {
		bool done = false;
		for (const book_relation *before = k->relations; before != r && !done; before = before->next)
			done = strcmp(before->base, r->base) == 0;
		if (done)
			continue;
		const char *name = NULL;
		fr_xlsx_relation *all;
		fr_status status = fr_xlsx_relations(&k->book, k->zip, r->base, &k->job->limits, &name, &all, error);
		if (status == FR_OK)
			status = edit_part(k, name, r->base, error);
		if (status != FR_OK)
			return status;
	}
	return FR_OK;
}

static fr_status edit_types(book_copy *k, fr_error *error)
{
	bool needed = k->boxes;
	size_t count;
	for (const book_change *c = k->changes; c && !needed; c = c->next)
		needed = !c->scratch || (c->type && *c->type);
	const char *name = fr_zip_find(k->zip, TYPES, &count);
	if (!needed)
		return FR_OK;
	return name ? edit_part(k, name, NULL, error) : fr_fail(error, FR_E_FORMAT, FR_SOURCE_PART_MISSING, TYPES, NULL);
}

/* ---- the whole ---- */

fr_status book_write(book_copy *k, fr_error *error)
{
	fr_package *package;
	zip_t *from = fr_zip_archive(k->zip);
	fr_status status = edit_relations(k, error);
	if (status == FR_OK)
		status = edit_types(k, error);
	if (status == FR_OK)
		status = fr_package_open(&k->job->allocator, k->job->output, &package, error);
	if (status != FR_OK)
		return status;
	for (zip_int64_t i = 0, count = zip_get_num_entries(from, 0); i < count; i++) {
		const char *name = zip_get_name(from, (zip_uint64_t)i, ZIP_FL_ENC_RAW);
		book_change *c = name ? change_of(k, name) : NULL;
		if (!c)
			fr_package_copy(package, from, (zip_uint64_t)i);
		else if (c->scratch)
			fr_package_replace(package, from, (zip_uint64_t)i, c->scratch);
		if (c)
			c->scratch = NULL;
	}
	/* What is new comes last, in the order in which it came up. */
	book_change *forward = NULL;
	for (book_change *c = k->changes, *next; c; c = next) {
		next = c->next;
		c->next = forward;
		forward = c;
	}
	k->changes = forward;
	for (book_change *c = k->changes; c; c = c->next)
		if (c->scratch && c->type) {
			fr_package_add_scratch(package, c->name, c->scratch);
			c->scratch = NULL;
		}
	return fr_package_close(package, true, error);
}

void book_free(book_copy *k)
{
	for (book_change *c = k->changes; c; c = c->next)
		fr_scratch_free(c->scratch);
	fr_xlsx_book_free(&k->book);
	fr_arena_free(&k->arena);
	fr_zip_close(k->zip);
}
