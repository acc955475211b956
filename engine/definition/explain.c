/* Why a definition does not match its grammar, in words its author understands.
 * Stage: definitions. In: a tree, the grammar as a tree. Out: diagnostics.
 *
 * A RELAX NG validator says where it gave up, seldom why. This walks definition and grammar side by side and names what is unknown, missing or wrongly written.
 * It reads the constructs our grammars use: element and attribute by name (or any name), group, interleave, choice, optional, repetition, ref, mixed, text, data, value, list. */
#include "definition/parts.h"

#include <libxml/xmlregexp.h>
#include <libxml/xmlschemastypes.h>

#define SHAPE_MOST 128 /* attributes or elements one element may have in a grammar */
#define PROBLEMS_MOST 50
#define REF_DEPTH 32

/* What an element may hold. */
typedef struct slot {
	const xmlNode *pattern;
	bool required, seen;
} slot;
typedef struct shape {
	slot attributes[SHAPE_MOST], elements[SHAPE_MOST];
	size_t attribute_count, element_count;
	bool text, any_attribute;
} shape;

typedef struct explainer {
	const fr_definition *definition;
	const xmlNode *grammar; /* its root */
	fr_lint *lint;
	size_t problems;
	fr_str namespace;
} explainer;

static fr_str str_of(const xmlChar *z) { return fr_str_from(z ? (const char *)z : ""); }

static fr_str grammar_attr(const xmlNode *node, const char *name)
{
	const xmlAttr *a = xmlHasProp((xmlNode *)node, (const xmlChar *)name);
	return a && a->children ? str_of(a->children->content) : fr_str_of("", 0);
}

static bool is(const xmlNode *node, const char *name)
{
	return node->type == XML_ELEMENT_NODE && strcmp((const char *)node->name, name) == 0;
}

static const xmlNode *define_named(const explainer *e, fr_str name)
{
	for (const xmlNode *n = e->grammar->children; n; n = n->next)
		if (is(n, "define") && fr_str_eq(grammar_attr(n, "name"), name))
			return n;
	return NULL;
}

static void report(
	explainer *e, int code, const xmlNode *node, const char *attribute, size_t offset, fr_str a, fr_str b, fr_str c, fr_str suggestion)
{
	fr_str args[3] = {a, b, c};
	e->problems++;
	fr_definition_report(e->definition, e->lint, FR_LEVEL_ERROR, code, node, attribute, offset, SIZE_MAX, args, 3, suggestion);
}

/* ---- what the grammar allows ---- */

static void gather(const explainer *e, const xmlNode *pattern, bool required, unsigned depth, shape *out)
{
	for (const xmlNode *n = pattern->children; n && depth < REF_DEPTH; n = n->next) {
		if (n->type != XML_ELEMENT_NODE)
			continue;
		if (is(n, "attribute")) {
			if (!grammar_attr(n, "name").n)
				out->any_attribute = true;
			else if (out->attribute_count < SHAPE_MOST)
				out->attributes[out->attribute_count++] = (slot){n, required, false};
		} else if (is(n, "element")) {
			if (out->element_count < SHAPE_MOST)
				out->elements[out->element_count++] = (slot){n, required, false};
		} else if (is(n, "text") || is(n, "data") || is(n, "value") || is(n, "list"))
			out->text = true;
		else if (is(n, "ref")) {
			const xmlNode *define = define_named(e, grammar_attr(n, "name"));
			if (define)
				gather(e, define, required, depth + 1, out);
		} else if (is(n, "optional") || is(n, "zeroOrMore") || is(n, "choice"))
			gather(e, n, false, depth + 1, out);
		else if (is(n, "group") || is(n, "interleave") || is(n, "oneOrMore") || is(n, "mixed")) {
			out->text = out->text || is(n, "mixed");
			gather(e, n, required, depth + 1, out);
		}
	}
}

/* ---- values ---- */

typedef struct alternatives {
	fr_buf values; /* the words allowed, joined */
	fr_nearest nearest;
	fr_str pattern; /* that the value does not match */
	bool whole, number, name, free;
} alternatives;

static bool data_allows(const xmlNode *data, fr_str value, alternatives *seen)
{
	fr_str type = grammar_attr(data, "type");
	seen->whole = seen->whole || fr_str_find(type, FR_STR("nteger")) != SIZE_MAX;
	seen->number = seen->number || fr_str_is(type, "decimal") || fr_str_is(type, "double");
	seen->name = seen->name || fr_str_is(type, "NCName") || fr_str_is(type, "NMTOKEN");
	seen->free = seen->free || !(seen->whole || seen->number || seen->name);
	char text[1024];
	if (value.n >= sizeof text)
		return fr_str_is(type, "string") || fr_str_is(type, "token");
	memcpy(text, value.p, value.n);
	text[value.n] = 0;
	xmlSchemaType *known = xmlSchemaGetPredefinedType((const xmlChar *)type.p, (const xmlChar *)"http://www.w3.org/2001/XMLSchema");
	bool fits = known && xmlSchemaValidatePredefinedType(known, (const xmlChar *)text, NULL) == 0;
	double number = 0, limit = 0;
	bool counted = fr_number_read(value, true, &number);
	for (const xmlNode *p = data->children; p && fits; p = p->next) {
		if (!is(p, "param") || !p->children)
			continue;
		fr_str name = grammar_attr(p, "name"), content = str_of(p->children->content);
		if (fr_str_is(name, "pattern")) {
			xmlRegexp *regexp = xmlRegexpCompile(p->children->content);
			fits = regexp && xmlRegexpExec(regexp, (const xmlChar *)text) == 1;
			if (!fits)
				seen->pattern = content;
			if (regexp)
				xmlRegFreeRegexp(regexp);
		} else if (counted && fr_number_read(content, true, &limit))
			fits = fr_str_is(name, "minInclusive")   ? number >= limit
			       : fr_str_is(name, "maxInclusive") ? number <= limit
			       : fr_str_is(name, "minExclusive") ? number > limit
								 : true;
	}
	return fits;
}

static bool allows(const explainer *e, const xmlNode *pattern, fr_str value, unsigned depth, alternatives *seen);

static bool list_allows(const explainer *e, const xmlNode *list, fr_str value, unsigned depth, alternatives *seen)
{
	for (size_t at = 0; at < value.n;) {
		size_t end = at;
		while (end < value.n && !strchr(" \t\r\n", value.p[end]))
			end++;
		if (end > at && !allows(e, list, fr_str_of(value.p + at, end - at), depth, seen))
			return false;
		at = end + 1;
	}
	return true;
}

/* True when one of the alternatives in pattern takes value; seen says what they are. */
static bool allows(const explainer *e, const xmlNode *pattern, fr_str value, unsigned depth, alternatives *seen)
{
	bool any = false, found = false;
	for (const xmlNode *n = pattern->children; n && !found && depth < REF_DEPTH; n = n->next) {
		if (n->type != XML_ELEMENT_NODE || is(n, "name") || is(n, "anyName") || is(n, "attribute") || is(n, "element") ||
			is(n, "param"))
			continue;
		any = true;
		if (is(n, "text"))
			found = true;
		else if (is(n, "value")) {
			fr_str word = fr_str_trim(str_of(n->children ? n->children->content : NULL));
			if (seen->values.n)
				fr_buf_puts(&seen->values, ", ");
			fr_buf_str(&seen->values, word);
			fr_nearest_offer(&seen->nearest, word);
			found = fr_str_eq(word, value);
		} else if (is(n, "data"))
			found = data_allows(n, value, seen);
		else if (is(n, "list"))
			found = list_allows(e, n, value, depth + 1, seen);
		else if (is(n, "ref")) {
			const xmlNode *define = define_named(e, grammar_attr(n, "name"));
			found = define && allows(e, define, value, depth + 1, seen);
		} else if (is(n, "empty"))
			found = value.n == 0;
		else
			found = allows(e, n, value, depth + 1, seen);
	}
	return found || !any;
}

static void check_value(explainer *e, const xmlNode *pattern, const xmlNode *node, const char *attribute, fr_str value)
{
	alternatives seen = {.nearest = {.wanted = value}};
	fr_buf_init(&seen.values, &e->definition->bytes.allocator, 4096);
	if (!allows(e, pattern, value, 0, &seen)) {
		int code = FR_DEF_VALUE;
		if (seen.values.n && !seen.free)
			code = FR_DEF_VALUE_CHOICE;
		else if (seen.name)
			code = FR_DEF_VALUE_NAME;
		else if (seen.pattern.n)
			code = FR_DEF_VALUE_PATTERN;
		else if (!seen.free && (seen.number || seen.whole))
			code = seen.number ? FR_DEF_VALUE_NUMBER : FR_DEF_VALUE_WHOLE;
		fr_str what = attribute ? fr_str_from(attribute) : str_of(node->name);
		report(e, code, node, attribute, 0, what, value, code == FR_DEF_VALUE_PATTERN ? seen.pattern : fr_buf_view(&seen.values),
			seen.nearest.best);
	}
	fr_buf_free(&seen.values);
}

/* ---- walking both trees ---- */

static void qualified(const xmlAttr *a, char *out, size_t size)
{
	size_t n = 0;
	if (a->ns && a->ns->prefix) {
		n = fr_text_out(str_of(a->ns->prefix), out, size - 1);
		n = n < size - 2 ? n : 0;
		out[n++] = ':';
	}
	fr_text_out(str_of(a->name), out + n, size - n);
}

static slot *slot_named(slot *slots, size_t count, fr_str name)
{
	for (size_t i = 0; i < count; i++)
		if (fr_str_eq(grammar_attr(slots[i].pattern, "name"), name))
			return &slots[i];
	return NULL;
}

static fr_str nearest_of(const slot *slots, size_t count, fr_str name)
{
	fr_nearest nearest = {.wanted = name};
	for (size_t i = 0; i < count; i++)
		fr_nearest_offer(&nearest, grammar_attr(slots[i].pattern, "name"));
	return nearest.best;
}

static void check_attributes(explainer *e, const xmlNode *node, shape *allowed)
{
	for (const xmlAttr *a = node->properties; a; a = a->next) {
		char name[256];
		qualified(a, name, sizeof name);
		slot *known = slot_named(allowed->attributes, allowed->attribute_count, fr_str_from(name));
		if (!known && !(allowed->any_attribute && !a->ns)) {
			fr_str suggestion = nearest_of(allowed->attributes, allowed->attribute_count, fr_str_from(name));
			report(e, FR_DEF_ATTRIBUTE, node, (const char *)a->name, FR_AT_NAME, fr_str_from(name), str_of(node->name),
				fr_str_of(NULL, 0), suggestion);
			continue;
		}
		if (!known)
			continue;
		known->seen = true;
		xmlChar *value = xmlNodeListGetString(node->doc, a->children, 1);
		check_value(e, known->pattern, node, (const char *)a->name, fr_str_trim(str_of(value)));
		xmlFree(value);
	}
	for (size_t i = 0; i < allowed->attribute_count; i++)
		if (allowed->attributes[i].required && !allowed->attributes[i].seen)
			report(e, FR_DEF_ATTRIBUTE_MISSING, node, NULL, 0, grammar_attr(allowed->attributes[i].pattern, "name"),
				str_of(node->name), fr_str_of(NULL, 0), fr_str_of(NULL, 0));
}

static bool in_namespace(explainer *e, const xmlNode *node)
{
	if (node->ns && fr_str_eq(str_of(node->ns->href), e->namespace))
		return true;
	report(e, FR_DEF_NAMESPACE, node, NULL, 0, str_of(node->name), e->namespace, fr_str_of(NULL, 0), fr_str_of(NULL, 0));
	return false;
}

/* Depth is bounded by the scan of the bytes. */
static void walk(explainer *e, const xmlNode *node, const xmlNode *pattern)
{
	shape *allowed = fr_alloc(&e->definition->bytes.allocator, sizeof *allowed);
	if (!allowed) {
		e->lint->failed = true;
		return;
	}
	memset(allowed, 0, sizeof *allowed);
	gather(e, pattern, true, 0, allowed);
	check_attributes(e, node, allowed);
	bool text = false;
	for (const xmlNode *n = node->children; n && e->problems < PROBLEMS_MOST; n = n->next) {
		if (n->type == XML_TEXT_NODE || n->type == XML_CDATA_SECTION_NODE)
			text = text || fr_str_trim(str_of(n->content)).n > 0;
		if (n->type != XML_ELEMENT_NODE || !in_namespace(e, n))
			continue;
		slot *known = slot_named(allowed->elements, allowed->element_count, str_of(n->name));
		if (known) {
			known->seen = true;
			walk(e, n, known->pattern);
		} else
			report(e, FR_DEF_ELEMENT, n, NULL, 0, str_of(n->name), str_of(node->name), fr_str_of(NULL, 0),
				nearest_of(allowed->elements, allowed->element_count, str_of(n->name)));
	}
	if (text && !allowed->text)
		report(e, FR_DEF_TEXT, node, NULL, 0, str_of(node->name), fr_str_of(NULL, 0), fr_str_of(NULL, 0), fr_str_of(NULL, 0));
	for (size_t i = 0; i < allowed->element_count; i++)
		if (allowed->elements[i].required && !allowed->elements[i].seen)
			report(e, FR_DEF_ELEMENT_MISSING, node, NULL, 0, grammar_attr(allowed->elements[i].pattern, "name"),
				str_of(node->name), fr_str_of(NULL, 0), fr_str_of(NULL, 0));
	if (allowed->text && allowed->element_count == 0) {
		xmlChar *content = xmlNodeGetContent(node);
		check_value(e, pattern, node, NULL, fr_str_trim(str_of(content)));
		xmlFree(content);
	}
	fr_release(&e->definition->bytes.allocator, allowed);
}

size_t fr_definition_explain(const fr_definition *definition, xmlDoc *grammar, fr_lint *lint)
{
	explainer e = {definition, xmlDocGetRootElement(grammar), lint, 0, fr_str_of("", 0)};
	const xmlNode *root = xmlDocGetRootElement(definition->document), *start = NULL;
	e.namespace = grammar_attr(e.grammar, "ns");
	for (const xmlNode *n = e.grammar->children; n; n = n->next)
		if (is(n, "start"))
			start = n;
	if (!start || !root)
		return 0;
	shape top;
	memset(&top, 0, sizeof top);
	gather(&e, start, true, 0, &top);
	if (top.element_count != 1)
		return 0;
	fr_str expected = grammar_attr(top.elements[0].pattern, "name");
	if (!fr_str_eq(str_of(root->name), expected) || !root->ns || !fr_str_eq(str_of(root->ns->href), e.namespace))
		report(&e, FR_DEF_ROOT, root, NULL, 0, expected, e.namespace, str_of(root->name), fr_str_of(NULL, 0));
	else
		walk(&e, root, top.elements[0].pattern);
	return e.problems;
}
