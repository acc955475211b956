/* Definition reading: bytes to a tree that matches its grammar.
 * Stage: definitions. In: path or bytes. Out: libxml2 tree, or diagnostics.
 *
 * Errors come through the parser's and validator's own structured handlers, so nothing of the process is changed. */
#include "definition/grammars.h"
#include "definition/parts.h"

#include <errno.h>
#include <libxml/parser.h>
#include <libxml/relaxng.h>
#include <libxml/xmlschemastypes.h>
#include <pthread.h>
#include <stdio.h>
#include <sys/stat.h>

/* libxml2 fills its tables of types when first asked, without a lock: this asks once. */
static pthread_once_t libxml_once = PTHREAD_ONCE_INIT;
static void libxml_ready(void)
{
	xmlInitParser();
	xmlSchemaInitTypes();
	xmlRelaxNGInitTypes();
}

/* ---- reading the file ---- */

static fr_status read_file(const char *path, fr_buf *bytes, fr_error *error)
{
	FILE *file = fopen(path, "rbe");
	if (!file)
		return fr_fail(
			error, FR_E_IO, errno == ENOENT || errno == ENOTDIR ? FR_IO_MISSING : FR_IO_READ, path, strerror(errno), NULL);
	struct stat about;
	fr_status status = FR_OK;
	if (fstat(fileno(file), &about) == 0 && S_ISDIR(about.st_mode))
		status = fr_fail(error, FR_E_IO, FR_IO_DIRECTORY, path, NULL);
	/* One byte past the limit is enough to know that the file is too large. */
	while (status == FR_OK && bytes->n <= FR_DEFINITION_BYTES) {
		if (!fr_buf_reserve(bytes, 1 << 16)) {
			status = fr_fail(error, FR_E_MEMORY, FR_MEMORY, NULL);
			break;
		}
		size_t n = fread(bytes->p + bytes->n, 1, 1 << 16, file);
		bytes->n += n;
		if (n == 0) {
			if (ferror(file))
				status = fr_fail(error, FR_E_IO, FR_IO_READ, path, strerror(errno), NULL);
			break;
		}
	}
	fclose(file);
	return status;
}

/* ---- parsing ---- */

typedef struct state {
	const fr_definition *definition;
	fr_lint *lint;
	bool reported; /* the first fatal error says it; what follows it is noise */
	bool memory;
} state;

static fr_str words_of(const char *z) { return fr_str_trim(fr_str_from(z ? z : "")); }

static void on_parser_error(void *user, xmlError *error)
{
	state *s = ((xmlParserCtxt *)user)->_private;
	if (!s || s->reported || error->level < XML_ERR_ERROR)
		return;
	s->reported = true;
	s->memory = error->code == XML_ERR_NO_MEMORY;
	fr_str args[2] = {words_of(error->message), {NULL, 0}};
	int code = FR_DEF_XML;
	switch (error->code) {
	case XML_ERR_TAG_NAME_MISMATCH:
		code = FR_DEF_XML_MISMATCH;
		args[0] = words_of(error->str2), args[1] = words_of(error->str1);
		break;
	case XML_ERR_LT_IN_ATTRIBUTE: code = FR_DEF_XML_LESS; break;
	case XML_ERR_NAME_REQUIRED:
	case XML_ERR_ENTITYREF_SEMICOL_MISSING:
		code = strstr(error->message ? error->message : "", "xmlParseEntityRef") || error->code == XML_ERR_ENTITYREF_SEMICOL_MISSING
			       ? FR_DEF_XML_AMPERSAND
			       : code;
		break;
	case XML_ERR_UNDECLARED_ENTITY: /* without a DTD only the five of XML exist */
	case XML_WAR_UNDECLARED_ENTITY: code = FR_DEF_XML_AMPERSAND; break;
	case XML_ERR_ATTRIBUTE_REDEFINED:
		code = FR_DEF_XML_TWICE;
		args[0] = words_of(error->str1);
		break;
	case XML_ERR_TAG_NOT_FINISHED:
	case XML_ERR_GT_REQUIRED: code = error->code == XML_ERR_TAG_NOT_FINISHED ? FR_DEF_XML_END : code; break;
	default: break;
	}
	size_t line = error->line > 0 ? (size_t)error->line : 1, column = error->int2 > 0 ? (size_t)error->int2 : 1;
	fr_definition_report_line(s->definition, s->lint, FR_LEVEL_ERROR, code, line, column, args, 2);
}

static xmlDoc *parse(const fr_definition *definition, fr_lint *lint, bool *memory)
{
	xmlParserCtxt *context = xmlNewParserCtxt();
	*memory = context == NULL;
	if (!context)
		return NULL;
	state s = {definition, lint, false, false};
	context->_private = &s;
	context->sax->serror = on_parser_error;
	xmlDoc *document = xmlCtxtReadMemory(context, definition->bytes.p, (int)definition->bytes.n, definition->path, "UTF-8",
		XML_PARSE_NONET | XML_PARSE_NOCDATA | XML_PARSE_BIG_LINES);
	bool well = document && context->wellFormed && context->nsWellFormed && !s.reported;
	*memory = s.memory;
	if (!well && !s.reported && !s.memory) {
		fr_str words = FR_STR("?");
		fr_definition_report_line(definition, lint, FR_LEVEL_ERROR, FR_DEF_XML, 1, 1, &words, 1);
	}
	if (!well && document) {
		xmlFreeDoc(document);
		document = NULL;
	}
	xmlFreeParserCtxt(context);
	return document;
}

/* Gives every element the place of its start tag. */
static void place_elements(const fr_definition *definition, const fr_tags *tags)
{
	size_t next = 0;
	xmlNode *node = xmlDocGetRootElement(definition->document);
	while (node && next < tags->count) {
		if (node->type == XML_ELEMENT_NODE)
			node->_private = definition->bytes.p + tags->at[next++];
		if (node->type == XML_ELEMENT_NODE && node->children) {
			node = node->children;
			continue;
		}
		while (node && !node->next) {
			node = node->parent;
			if (!node || node->type != XML_ELEMENT_NODE)
				return;
		}
		node = node ? node->next : NULL;
	}
}

/* ---- grammar ---- */

static const char *const grammar_names[FR_GRAMMAR_COUNT] = {"form", "calendar", "privacy", "policy"};

static const fr_grammar_text *grammar_text(fr_grammar grammar)
{
	for (const fr_grammar_text *t = fr_grammar_texts; t->name; t++)
		if (strcmp(t->name, grammar_names[grammar]) == 0)
			return t;
	return NULL;
}

static void on_validity_error(void *user, xmlError *error)
{
	const xmlNode **node = user;
	if (!*node && error->node)
		*node = error->node;
}

/* True when the document matches; *where is the node libxml2 stumbled over. */
static bool matches(xmlDoc *document, const fr_grammar_text *text, const xmlNode **where, bool *memory)
{
	bool valid = false;
	*memory = true;
	xmlRelaxNGParserCtxt *parser = xmlRelaxNGNewMemParserCtxt(text->bytes, (int)text->size);
	xmlRelaxNG *schema = NULL;
	if (parser) {
		const xmlNode *ignored = NULL;
		xmlRelaxNGSetParserStructuredErrors(parser, on_validity_error, &ignored);
		schema = xmlRelaxNGParse(parser);
	}
	xmlRelaxNGValidCtxt *context = schema ? xmlRelaxNGNewValidCtxt(schema) : NULL;
	if (context) {
		xmlRelaxNGSetValidStructuredErrors(context, on_validity_error, where);
		int result = xmlRelaxNGValidateDoc(context, document);
		*memory = result < 0;
		valid = result == 0;
	}
	if (context)
		xmlRelaxNGFreeValidCtxt(context);
	if (schema)
		xmlRelaxNGFree(schema);
	if (parser)
		xmlRelaxNGFreeParserCtxt(parser);
	return valid;
}

static const xmlNode *element_of(const xmlNode *node)
{
	while (node && node->type != XML_ELEMENT_NODE)
		node = node->parent;
	return node;
}

/* Why the document does not match: in our words, or at least where. */
static fr_status explain(const fr_definition *definition, const fr_grammar_text *text, const xmlNode *where, fr_lint *lint)
{
	xmlDoc *grammar =
		xmlReadMemory(text->bytes, (int)text->size, NULL, NULL, XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING);
	if (!grammar)
		return FR_E_MEMORY;
	if (fr_definition_explain(definition, grammar, lint) == 0) {
		const xmlNode *node = element_of(where);
		if (!node)
			node = xmlDocGetRootElement(definition->document);
		fr_str name = fr_str_from((const char *)node->name);
		fr_definition_report(definition, lint, FR_LEVEL_ERROR, FR_DEF_GRAMMAR, node, NULL, 0, 0, &name, 1, fr_str_of(NULL, 0));
	}
	xmlFreeDoc(grammar);
	return FR_E_FORM;
}

static fr_status wrong(const fr_lint *lint, fr_error *error)
{
	fr_lint_fail(lint, error);
	return lint->failed ? fr_fail(error, FR_E_MEMORY, FR_MEMORY, NULL) : FR_E_FORM;
}

/* definition->bytes is filled: does the rest. */
static fr_status read_bytes(fr_definition *definition, fr_grammar grammar, fr_lint *lint, fr_error *error)
{
	pthread_once(&libxml_once, libxml_ready);
	const fr_grammar_text *text = grammar < FR_GRAMMAR_COUNT ? grammar_text(grammar) : NULL;
	if (!text && grammar != FR_GRAMMAR_NONE)
		return fr_fail(error, FR_E_UNSUPPORTED, FR_ARGUMENT, "grammar", NULL);
	fr_tags tags = {NULL, 0, 0};
	bool memory = false, fine = fr_definition_scan(definition, lint, &tags);
	if (fine) {
		definition->document = parse(definition, lint, &memory);
		fine = definition->document != NULL;
	}
	if (fine)
		place_elements(definition, &tags);
	fr_release(&definition->bytes.allocator, tags.at);
	const xmlNode *where = NULL;
	if (fine && text && !matches(definition->document, text, &where, &memory)) {
		fine = false;
		if (!memory && explain(definition, text, where, lint) == FR_E_MEMORY)
			memory = true;
	}
	if (memory)
		return fr_fail(error, FR_E_MEMORY, FR_MEMORY, NULL);
	return fine ? FR_OK : wrong(lint, error);
}

fr_status fr_definition_open(
	const fr_allocator *allocator, const char *path, fr_grammar grammar, fr_definition *out, fr_lint *lint, fr_error *error)
{
	*out = (fr_definition){.path = path};
	fr_buf_init(&out->bytes, allocator, FR_DEFINITION_BYTES + (1 << 18));
	fr_status status = read_file(path, &out->bytes, error);
	return status == FR_OK ? read_bytes(out, grammar, lint, error) : status;
}

fr_status fr_definition_parse(const fr_allocator *allocator, fr_str bytes, const char *path, fr_grammar grammar, fr_definition *out,
	fr_lint *lint, fr_error *error)
{
	*out = (fr_definition){.path = path};
	fr_buf_init(&out->bytes, allocator, 0);
	fr_buf_str(&out->bytes, fr_str_of(bytes.p, bytes.n > FR_DEFINITION_BYTES ? FR_DEFINITION_BYTES + 1 : bytes.n));
	if (out->bytes.failed)
		return fr_fail(error, FR_E_MEMORY, FR_MEMORY, NULL);
	return read_bytes(out, grammar, lint, error);
}

void fr_definition_close(fr_definition *definition)
{
	if (definition->document)
		xmlFreeDoc(definition->document);
	definition->document = NULL;
	fr_buf_free(&definition->bytes);
}

/* ---- attributes ---- */

fr_str fr_definition_attr(fr_arena *arena, const xmlNode *node, const char *name)
{
	xmlChar *value = xmlGetNoNsProp(node, (const xmlChar *)name);
	if (!value)
		return fr_str_of(NULL, 0);
	fr_str copy = fr_arena_str(arena, fr_str_trim(fr_str_from((const char *)value)));
	xmlFree(value);
	return copy;
}

fr_str fr_definition_lang(fr_arena *arena, const xmlNode *node)
{
	xmlChar *value = xmlNodeGetLang(node);
	fr_str lang = fr_str_trim(fr_str_from(value ? (const char *)value : ""));
	fr_str copy = fr_arena_str(arena, lang.n ? lang : FR_STR("zh-CN"));
	xmlFree(value);
	return copy;
}
