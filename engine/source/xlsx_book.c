/* The package of an XLSX workbook: which parts it has, which sheets in which order, which system of dates.
 * Stage: rows. In: relationships and workbook.xml. Out: the book. Sources: ECMA-376 part 2 (9.3 relationships), part 1 (18.2 workbook). */
#include "source/xlsx.h"

#define RELATIONS_MOST 65536
#define SMALL_BLOCK ((size_t)16 << 10)

typedef struct reading {
	fr_markup markup;
	fr_xlsx_book *book;
	fr_zip *zip;
	const char *base; /* part whose relations these are */
	fr_xlsx_relation *first;
	size_t count;
	bool seen; /* the root is a workbook */
} reading;

size_t fr_xlsx_token(const fr_limits *limits)
{
	return 8 * limits->cell_bytes + ((size_t)1 << 20); /* each character of a text written as a reference */
}

fr_status fr_xlsx_part(fr_zip *zip, const char *name, fr_markup *markup, const fr_limits *limits, fr_error *error)
{
	fr_part part;
	fr_status status = fr_zip_part(zip, name, &part, error);
	if (status != FR_OK)
		return status;
	markup->depth_most = limits->depth;
	markup->token_most = fr_xlsx_token(limits);
	status = fr_markup_open(markup, &part, SMALL_BLOCK, error);
	if (status == FR_OK)
		status = fr_markup_run(markup, error);
	fr_markup_close(markup);
	part.close(&part);
	return status == FR_END ? FR_OK : status;
}

static void no_memory(reading *r) { fr_markup_refuse(&r->markup, fr_fail(r->markup.error, FR_E_MEMORY, FR_MEMORY, NULL)); }

/* ---- names of parts ---- */

/* The name in the zip file of the part that target means, seen from base: folders are joined, dots resolved, and letters may differ in case. NULL: there is none. */
static fr_status resolve(fr_xlsx_book *book, fr_zip *zip, const char *base, const char *target, const char **out, fr_error *error)
{
	size_t n = 0, room = strlen(base) + strlen(target) + 2;
	char *name = fr_arena_alloc(&book->arena, room);
	if (!name)
		return fr_fail(error, FR_E_MEMORY, FR_MEMORY, NULL);
	const char *folder = *target == '/' || *target == '\\' ? NULL : strrchr(base, '/');
	if (folder) {
		n = (size_t)(folder - base);
		memcpy(name, base, n);
	}
	for (const char *p = target; *p;) {
		size_t word = strcspn(p, "/\\");
		if (word == 2 && p[0] == '.' && p[1] == '.') {
			while (n && name[n - 1] != '/')
				n--;
			n -= n > 0;
		} else if (word && !(word == 1 && *p == '.')) {
			if (n)
				name[n++] = '/';
			memcpy(name + n, p, word);
			n += word;
		}
		p += word + (p[word] != 0);
	}
	name[n] = 0;
	size_t count;
	*out = fr_zip_find(zip, name, &count);
	return count > 1 ? fr_fail(error, FR_E_FORMAT, FR_SOURCE_PART_TWICE, name, NULL) : FR_OK;
}

static const char *kept(reading *r, const char *text)
{
	fr_str copy = fr_arena_str(&r->book->arena, fr_str_from(text));
	if (!copy.p)
		no_memory(r);
	return copy.p;
}

/* ---- relationships ---- */

static void relation_start(void *user, fr_name name, const char **attributes)
{
	reading *r = user;
	const char *id = "", *type = "", *target = NULL;
	if (r->markup.depth == 1)
		return;
	if (!fr_name_is(name, FR_NS_RELATIONSHIPS, "Relationship")) {
		fr_markup_skip(&r->markup);
		return;
	}
	bool outside = false;
	for (const char **a = attributes; *a; a += 2) {
		if (strcmp(a[0], "Id") == 0)
			id = a[1];
		else if (strcmp(a[0], "Type") == 0)
			type = a[1];
		else if (strcmp(a[0], "Target") == 0)
			target = a[1];
		else if (strcmp(a[0], "TargetMode") == 0)
			outside = strcmp(a[1], "External") == 0;
	}
	if (r->count++ == RELATIONS_MOST) {
		fr_markup_refuse(&r->markup, fr_fail(r->markup.error, FR_E_LIMIT, FR_SOURCE_MANY, r->markup.part->name, NULL));
		return;
	}
	fr_xlsx_relation *rel = FR_ARENA_NEW(&r->book->arena, fr_xlsx_relation);
	const char *slash = strrchr(type, '/');
	if (!rel) {
		no_memory(r);
		return;
	}
	*rel = (fr_xlsx_relation){.next = r->first,
		.id = kept(r, id),
		.kind = kept(r, slash ? slash + 1 : type),
		.target = target && !outside ? kept(r, target) : NULL};
	r->first = rel;
}

static void nothing_end(void *user, fr_name name) { (void)user, (void)name; }

char *fr_xlsx_relations_name(fr_arena *arena, const char *base)
{
	const char *slash = strrchr(base, '/'), *file = slash ? slash + 1 : base;
	size_t folder = (size_t)(file - base), n = strlen(file);
	char *name = fr_arena_alloc(arena, folder + n + sizeof "_rels/.rels");
	if (name) {
		memcpy(name, base, folder);
		memcpy(name + folder, "_rels/", 6);
		memcpy(name + folder + 6, file, n);
		memcpy(name + folder + 6 + n, ".rels", 6);
	}
	return name;
}

/* Relations of the part base ("": of the package) in *r. */
static fr_status relations(reading *r, const char *base, bool must, const fr_limits *limits, fr_error *error)
{
	const char *wanted = fr_xlsx_relations_name(&r->book->arena, base), *name = NULL;
	fr_status status = wanted ? resolve(r->book, r->zip, "", wanted, &name, error) : fr_fail(error, FR_E_MEMORY, FR_MEMORY, NULL);
	if (status == FR_OK && !name && must)
		status = fr_fail(error, FR_E_FORMAT, FR_SOURCE_PART_MISSING, wanted, NULL);
	r->first = NULL;
	if (status != FR_OK || !name)
		return status;
	r->markup = (fr_markup){.user = r, .start = relation_start, .end = nothing_end};
	r->base = base;
	return fr_xlsx_part(r->zip, name, &r->markup, limits, error);
}

fr_status fr_xlsx_relations(fr_xlsx_book *book, fr_zip *zip, const char *base, const fr_limits *limits, const char **part,
	fr_xlsx_relation **out, fr_error *error)
{
	const char *wanted = fr_xlsx_relations_name(&book->arena, base);
	reading r = {.book = book, .zip = zip};
	*out = NULL;
	fr_status status = wanted ? resolve(book, zip, "", wanted, part, error) : fr_fail(error, FR_E_MEMORY, FR_MEMORY, NULL);
	if (status == FR_OK && *part)
		status = relations(&r, base, true, limits, error);
	for (fr_xlsx_relation *rel = r.first; rel && status == FR_OK; rel = rel->next)
		if (rel->target)
			status = resolve(book, zip, base, rel->target, &rel->part, error);
	*out = r.first;
	return status;
}

/* The part that the first relation of that kind names, or NULL in *out. */
static fr_status part_of(reading *r, const char *kind, const char **out, fr_error *error)
{
	const fr_xlsx_relation *found = NULL;
	*out = NULL;
	for (const fr_xlsx_relation *rel = r->first; rel; rel = rel->next)
		if (rel->target && strcmp(rel->kind, kind) == 0)
			found = rel; /* the list is backwards */
	if (!found)
		return FR_OK;
	fr_status status = resolve(r->book, r->zip, r->base, found->target, out, error);
	return status == FR_OK && !*out ? fr_fail(error, FR_E_FORMAT, FR_SOURCE_PART_MISSING, found->target, NULL) : status;
}

fr_status fr_xlsx_comments_part(
	fr_xlsx_book *book, fr_zip *zip, const char *sheet, const fr_limits *limits, const char **out, fr_error *error)
{
	reading r = {.book = book, .zip = zip};
	*out = NULL;
	fr_status status = relations(&r, sheet, false, limits, error);
	return status == FR_OK ? part_of(&r, "comments", out, error) : status;
}

/* ---- workbook.xml ---- */

static bool is_true(const char *value) { return strcmp(value, "1") == 0 || strcmp(value, "true") == 0 || strcmp(value, "on") == 0; }

static fr_str sheet_name(reading *r, const char *text)
{
	fr_buf name;
	fr_buf_init(&name, &r->book->arena.allocator, 0);
	fr_buf_puts(&name, text);
	fr_xlsx_unescape(&name, 0);
	fr_str copy = name.failed ? (fr_str){NULL, 0} : fr_arena_str(&r->book->arena, fr_buf_view(&name));
	fr_buf_free(&name);
	if (!copy.p)
		no_memory(r);
	return copy;
}

static fr_status sheet_part(reading *r, const char *id, fr_xlsx_sheet *sheet)
{
	const fr_xlsx_relation *rel = r->first;
	while (rel && strcmp(rel->id, id) != 0)
		rel = rel->next;
	if (!rel || !rel->target)
		return fr_fail(r->markup.error, FR_E_FORMAT, FR_SOURCE_PART_MISSING, rel ? rel->id : id, NULL);
	sheet->must = strcmp(rel->kind, "worksheet") == 0;
	fr_status status = resolve(r->book, r->zip, r->base, rel->target, &sheet->part, r->markup.error);
	if (status == FR_OK && !sheet->part && sheet->must)
		return fr_fail(r->markup.error, FR_E_FORMAT, FR_SOURCE_PART_MISSING, rel->target, NULL);
	for (size_t i = 0; status == FR_OK && sheet->part && i < r->book->count; i++)
		if (r->book->sheets[i].part && strcmp(r->book->sheets[i].part, sheet->part) == 0)
			return fr_fail(r->markup.error, FR_E_FORMAT, FR_SOURCE_PART_TWICE, sheet->part, NULL);
	return status;
}

static void sheet_start(reading *r, const char **attributes)
{
	fr_xlsx_book *book = r->book;
	fr_xlsx_sheet sheet = {.name = FR_STR("")};
	const char *id = "";
	for (const char **a = attributes; *a; a += 2) {
		fr_name name = fr_markup_name(&r->markup, a[0], true);
		if (fr_name_is(name, FR_NS_RELATION, "id"))
			id = a[1];
		else if (fr_name_is(name, FR_NS_NONE, "name"))
			sheet.name = sheet_name(r, a[1]);
		else if (fr_name_is(name, FR_NS_NONE, "state"))
			sheet.hidden = strcmp(a[1], "visible") != 0;
	}
	fr_status status = sheet_part(r, id, &sheet);
	if (status != FR_OK) {
		fr_markup_refuse(&r->markup, status);
		return;
	}
	if (book->count == book->capacity) {
		size_t capacity = book->capacity ? book->capacity * 2 : 16;
		fr_xlsx_sheet *sheets = FR_ARENA_ARRAY(&book->arena, fr_xlsx_sheet, capacity);
		if (!sheets) {
			no_memory(r);
			return;
		}
		if (book->count)
			memcpy(sheets, book->sheets, book->count * sizeof *sheets);
		book->sheets = sheets;
		book->capacity = capacity;
	}
	book->sheets[book->count++] = sheet;
}

static void book_start(void *user, fr_name name, const char **attributes)
{
	reading *r = user;
	if (r->markup.depth == 1) {
		r->seen = fr_name_is(name, FR_NS_SHEET, "workbook");
		return;
	}
	if (name.ns != FR_NS_SHEET || !r->seen)
		fr_markup_skip(&r->markup);
	else if (r->markup.depth == 2 && strcmp(name.local, "workbookPr") == 0) {
		for (const char **a = attributes; *a; a += 2)
			if (strcmp(a[0], "date1904") == 0)
				r->book->from_1904 = is_true(a[1]);
	} else if (r->markup.depth == 3 && strcmp(name.local, "sheet") == 0)
		sheet_start(r, attributes);
	else if (r->markup.depth > 2 || strcmp(name.local, "sheets") != 0)
		fr_markup_skip(&r->markup);
}

bool fr_xlsx_is(fr_zip *zip)
{
	size_t types, relations;
	fr_zip_find(zip, "[Content_Types].xml", &types);
	fr_zip_find(zip, "_rels/.rels", &relations);
	return types || relations;
}

void fr_xlsx_book_free(fr_xlsx_book *book) { fr_arena_free(&book->arena); }

fr_status fr_xlsx_book_open(
	fr_xlsx_book *book, const fr_allocator *allocator, fr_zip *zip, const char *path, const fr_limits *limits, fr_error *error)
{
	*book = (fr_xlsx_book){.count = 0};
	fr_arena_init(&book->arena, allocator, 0);
	reading r = {.book = book, .zip = zip};
	fr_status status = relations(&r, "", true, limits, error);
	if (status == FR_OK)
		status = part_of(&r, "officeDocument", &book->part, error);
	if (status == FR_OK && !book->part)
		status = fr_fail(error, FR_E_FORMAT, FR_SOURCE_UNKNOWN, path, NULL);
	if (status == FR_OK)
		status = part_of(&r, "custom-properties", &book->properties, error);
	if (status == FR_OK && !book->properties)
		status = part_of(&r, "customProperties", &book->properties, error); /* as the strict variant calls it */
	if (status == FR_OK && fr_str_ends(fr_str_from(book->part), FR_STR(".bin")))
		return fr_fail(error, FR_E_UNSUPPORTED, FR_SOURCE_FOREIGN, path, "Excel (.xlsb)", NULL);
	if (status == FR_OK)
		status = relations(&r, book->part, true, limits, error);
	if (status == FR_OK)
		status = part_of(&r, "sharedStrings", &book->strings, error);
	if (status == FR_OK)
		status = part_of(&r, "styles", &book->styles, error);
	if (status != FR_OK)
		return status;
	r.markup = (fr_markup){.user = &r, .start = book_start, .end = nothing_end};
	status = fr_xlsx_part(zip, book->part, &r.markup, limits, error);
	return status == FR_OK && !r.seen ? fr_fail(error, FR_E_FORMAT, FR_SOURCE_UNKNOWN, path, NULL) : status;
}
