/* Package: zip files that may be spreadsheets: which kind of one, is it encrypted, which properties has it.
 * Stage: rows. In: mimetype, manifest.xml, meta.xml, docProps/custom.xml. Out: a reader, or what the file is instead. Source: OpenDocument 1.3 part 2. */
#include "source/ods.h"
#include "source/xlsx.h"

#define PROPERTIES_MOST 256
#define PROPERTY_BYTES ((size_t)64 << 10)
#define SMALL_BLOCK ((size_t)16 << 10)

/* ---- properties ---- */

struct fr_property {
	struct fr_property *next;
	fr_str name, value;
};

typedef struct meta {
	fr_properties *properties;
	fr_markup markup;
	fr_buf value;
	fr_str name; /* of the property at hand */
	size_t depth; /* its depth, 0 outside */
	bool body; /* nothing more can follow */
} meta;

static void meta_start(void *user, fr_name name, const char **attributes)
{
	meta *m = user;
	if (fr_name_is(name, FR_NS_OFFICE, "body")) { /* the rows of a flat file are not for us */
		m->body = true;
		fr_markup_pause(&m->markup);
		return;
	}
	bool office = fr_name_is(name, FR_NS_META, "user-defined");
	if (m->depth || !(office || fr_name_is(name, FR_NS_PROPERTIES, "property")) || m->properties->count == PROPERTIES_MOST)
		return;
	for (const char **a = attributes; *a; a += 2)
		if (fr_name_is(fr_markup_name(&m->markup, a[0], true), office ? FR_NS_META : FR_NS_NONE, "name"))
			m->name = fr_arena_str(&m->properties->arena, fr_str_from(a[1]));
	m->depth = m->markup.depth;
	fr_buf_clear(&m->value);
}

static void meta_text(void *user, const char *p, size_t n)
{
	meta *m = user;
	if (m->depth)
		fr_buf_add(&m->value, p, n);
}

static void meta_end(void *user, fr_name name)
{
	meta *m = user;
	(void)name;
	if (!m->depth || m->depth != m->markup.depth)
		return;
	m->depth = 0;
	struct fr_property *property = FR_ARENA_NEW(&m->properties->arena, struct fr_property);
	if (!property || !m->name.p || m->value.failed)
		return;
	fr_str value = fr_arena_str(&m->properties->arena, fr_buf_view(&m->value));
	if (!value.p)
		return;
	*property = (struct fr_property){m->properties->first, m->name, value};
	m->properties->first = property;
	m->properties->count++;
	m->name = (fr_str){NULL, 0};
}

void fr_properties_init(fr_properties *properties, const fr_allocator *allocator)
{
	*properties = (fr_properties){.first = NULL};
	fr_arena_init(&properties->arena, allocator, (size_t)1 << 20);
}

void fr_properties_free(fr_properties *properties) { fr_arena_free(&properties->arena); }

static void read_part(fr_properties *properties, fr_part *part, const fr_limits *limits)
{
	meta m = {.properties = properties,
		.markup = {.start = meta_start,
			.end = meta_end,
			.text = meta_text,
			.depth_most = limits->depth,
			.token_most = PROPERTY_BYTES}};
	m.markup.user = &m;
	fr_buf_init(&m.value, &properties->arena.allocator, PROPERTY_BYTES);
	fr_status status = fr_markup_open(&m.markup, part, SMALL_BLOCK, NULL);
	while (status == FR_OK && !m.body)
		status = fr_markup_run(&m.markup, NULL);
	fr_markup_close(&m.markup);
	fr_buf_free(&m.value);
}

/* A flat file is read a second time from its beginning, beside the reading of its rows. */
typedef struct again {
	fr_bytes *bytes;
	uint64_t at;
} again;

static fr_status again_read(fr_part *part, void *into, size_t n, size_t *got, fr_error *error)
{
	again *a = part->state;
	fr_status status = fr_bytes_at(a->bytes, a->at, into, n, got, error);
	a->at += *got;
	return status;
}

void fr_properties_read(fr_properties *properties, fr_zip *zip, const char *name, fr_bytes *bytes, const fr_limits *limits)
{
	fr_part part;
	if (zip) {
		if (fr_zip_part(zip, name, &part, NULL) != FR_OK)
			return;
		read_part(properties, &part, limits);
		part.close(&part);
	} else {
		again a = {bytes, 0};
		part = (fr_part){.name = "", .state = &a, .read = again_read};
		read_part(properties, &part, limits);
	}
}

fr_str fr_properties_get(const fr_properties *properties, const char *name)
{
	for (const struct fr_property *p = properties->first; p; p = p->next)
		if (fr_str_is(p->name, name))
			return p->value;
	return FR_STR("");
}

/* ---- manifest ---- */

typedef struct manifest {
	fr_markup markup;
	bool encrypted;
} manifest;

static void manifest_start(void *user, fr_name name, const char **attributes)
{
	manifest *m = user;
	(void)attributes;
	m->encrypted = m->encrypted || fr_name_is(name, FR_NS_MANIFEST, "encryption-data");
}

static void manifest_end(void *user, fr_name name) { (void)user, (void)name; }

fr_status fr_manifest_check(fr_zip *zip, const fr_limits *limits, fr_error *error)
{
	static const char path[] = "META-INF/manifest.xml";
	fr_part part;
	if (fr_zip_count(zip, path, false) == 0)
		return FR_OK;
	fr_status status = fr_zip_part(zip, path, &part, error);
	if (status != FR_OK)
		return status;
	manifest m = {.markup = {.start = manifest_start, .end = manifest_end, .depth_most = limits->depth, .token_most = PROPERTY_BYTES}};
	m.markup.user = &m;
	status = fr_markup_open(&m.markup, &part, SMALL_BLOCK, error);
	if (status == FR_OK)
		status = fr_markup_run(&m.markup, error);
	fr_markup_close(&m.markup);
	part.close(&part);
	if (status != FR_END)
		return status;
	return m.encrypted ? fr_fail(error, FR_E_UNSUPPORTED, FR_SOURCE_ENCRYPTED, path, NULL) : FR_OK;
}

/* ---- which kind of package ---- */

/* What a zip file is when it is no spreadsheet of ours; NULL when it is one or cannot be told. */
static fr_status foreign(fr_zip *zip, const char *path, fr_error *error)
{
	static const struct {
		const char *part, *kind;
	} kinds[] = {
		{"word/", "Word (.docx)"},
		{"ppt/", "PowerPoint (.pptx)"},
	};
	static const struct {
		const char *tail, *kind;
	} documents[] = {
		{"text", "OpenDocument (.odt)"},
		{"presentation", "OpenDocument (.odp)"},
		{"graphics", "OpenDocument (.odg)"},
		{"database", "OpenDocument (.odb)"},
		{"base", "OpenDocument (.odb)"},
		{"formula", "OpenDocument (.odf)"},
		{"chart", "OpenDocument (.odc)"},
	};
	static const char odf[] = "application/vnd.oasis.opendocument.";
	if (fr_xlsx_is(zip))
		for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
			if (fr_zip_count(zip, kinds[i].part, true))
				return fr_fail(error, FR_E_UNSUPPORTED, FR_SOURCE_FOREIGN, path, kinds[i].kind, NULL);
	fr_part part;
	char mime[128];
	size_t n = 0;
	if (fr_zip_count(zip, "mimetype", false) && fr_zip_part(zip, "mimetype", &part, NULL) == FR_OK) {
		if (part.read(&part, mime, sizeof mime, &n, NULL) != FR_OK)
			n = 0;
		part.close(&part);
	}
	fr_str type = fr_str_of(mime, n);
	if (!fr_str_starts(type, FR_STR(odf)))
		return FR_OK;
	type = fr_str_of(type.p + sizeof odf - 1, type.n - (sizeof odf - 1));
	for (size_t i = 0; i < sizeof documents / sizeof *documents; i++)
		if (fr_str_starts(type, fr_str_from(documents[i].tail)))
			return fr_fail(error, FR_E_UNSUPPORTED, FR_SOURCE_FOREIGN, path, documents[i].kind, NULL);
	return FR_OK;
}

static fr_status look(fr_zip *zip, const char *path, const fr_limits *limits, bool *xlsx, fr_error *error)
{
	fr_status status = foreign(zip, path, error);
	*xlsx = status == FR_OK && fr_zip_count(zip, "mimetype", false) == 0 && fr_xlsx_is(zip);
	if (*xlsx)
		return FR_OK;
	if (status == FR_OK)
		status = fr_manifest_check(zip, limits, error);
	if (status != FR_OK)
		return status;
	if (fr_zip_count(zip, "encrypted-package", false)) /* the whole package, as newer offices write it */
		return fr_fail(error, FR_E_UNSUPPORTED, FR_SOURCE_ENCRYPTED, path, NULL);
	switch (fr_zip_count(zip, "content.xml", false)) {
	case 0: return fr_fail(error, FR_E_FORMAT, FR_SOURCE_UNKNOWN, path, NULL);
	case 1: return FR_OK;
	default: return fr_fail(error, FR_E_FORMAT, FR_SOURCE_PART_TWICE, "content.xml", NULL);
	}
}

fr_status fr_zipped_open(
	const fr_allocator *allocator, fr_bytes *bytes, const fr_limits *limits, size_t block, fr_reader *out, fr_error *error)
{
	fr_zip *zip;
	bool xlsx = false;
	if (bytes->fd >= 0 && !bytes->regular) /* the directory of a zip file is at its end */
		return fr_fail(error, FR_E_UNSUPPORTED, FR_SOURCE_PIPE, bytes->path, NULL);
	fr_status status = bytes->fd < 0 ? fr_zip_memory(allocator, bytes->head, bytes->head_n, limits, &zip, error)
					 : fr_zip_open(allocator, bytes->path, limits, &zip, error);
	if (status != FR_OK)
		return status;
	status = look(zip, bytes->path, limits, &xlsx, error);
	if (status == FR_OK && xlsx)
		return fr_xlsx_stream(allocator, bytes, zip, limits, block, out, error);
	if (status == FR_OK)
		return fr_ods_stream(allocator, bytes, zip, "ods", limits, block, out, error);
	fr_zip_close(zip);
	return status;
}

fr_status fr_fods_open(
	const fr_allocator *allocator, fr_bytes *bytes, const fr_limits *limits, size_t block, fr_reader *out, fr_error *error)
{
	return fr_ods_stream(allocator, bytes, NULL, "fods", limits, block, out, error);
}
