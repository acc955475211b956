/* Markup: streaming XML through expat: namespaces, depth, no DTD, subtrees left out, and a pause after any event.
 * Stage: rows. In: a part. Out: events with names resolved. expat allocates by itself; its tokens are bounded here. */
#ifndef FR_SOURCE_MARKUP_H
#define FR_SOURCE_MARKUP_H

#include "source/part.h"

#include <expat.h>

typedef enum fr_ns {
	FR_NS_NONE = 0,
	FR_NS_OTHER,
	FR_NS_OFFICE,
	FR_NS_TABLE,
	FR_NS_TEXT,
	FR_NS_STYLE,
	FR_NS_META,
	FR_NS_MANIFEST,
	FR_NS_CALCEXT,
	FR_NS_DRAWING,
	FR_NS_DC, /* Dublin Core */
	FR_NS_SHEET, /* of Office Open XML, as those that follow */
	FR_NS_RELATION, /* attributes that name relationships */
	FR_NS_RELATIONSHIPS,
	FR_NS_PROPERTIES,
	FR_NS_FO, /* OpenDocument again: looks */
	FR_NS_XLINK,
	FR_NS_CHOICE, /* markup compatibility: alternatives */
	FR_NS_TYPES, /* [Content_Types].xml */
	FR_NS_BATCH, /* of the project's own */
	FR_NS_DEFINITION,
	FR_NS_OPENROSA, /* what stands about a submission of ODK */
	FR_NS_SUBMISSION_ENCRYPTED,
	FR_NS_EXCEL /* of 2003 */
} fr_ns;

/* An element or attribute: namespace and local name, and what the reader calls it in its list of words (0: not among them). local lives until
 * the next name is asked for. */
typedef struct fr_name {
	fr_ns ns;
	int word;
	const char *local;
} fr_name;

/* A name a reader looks for, so that it may switch over numbers instead of comparing text. */
typedef struct fr_word {
	fr_ns ns;
	int word; /* not 0 */
	const char *local;
} fr_word;

#define FR_MARKUP_PREFIXES 64
#define FR_MARKUP_KNOWN 256 /* places in the table of names met; a power of 2 */
#define FR_MARKUP_LEVELS 64
#define FR_MARKUP_NAME_BYTES 60 /* longer ones are resolved each time */

/* A name as it was met, and what it stands for while the prefixes are what they are. */
typedef struct fr_known {
	fr_name name;
	unsigned char local_at;
	char qname[FR_MARKUP_NAME_BYTES];
} fr_known;

typedef struct fr_markup fr_markup;
struct fr_markup {
	/* Set by the user before fr_markup_open. */
	void *user;
	void (*start)(void *user, fr_name name, const char **attributes);
	void (*end)(void *user, fr_name name);
	void (*text)(void *user, const char *p, size_t n);
	size_t depth_most, token_most;
	const char *encoding; /* whatever the file declares; NULL: what it declares */
	bool raw; /* elements come with their name as it stands (fr_name.local), those that end without: the reader asks for what it does not know */
	const fr_word *words; /* ended by word 0; NULL: none */
	/* For reading. */
	size_t depth; /* of the element at hand: 1 in the start and end of the root */
	fr_status status; /* of what a handler refused */
	/* Inside. */
	fr_part *part;
	XML_Parser parser;
	fr_error *error;
	size_t block, skip_depth, idle;
	bool last, paused, heard;
	unsigned prefix_n; /* declarations in force; the same number at every place where names mean what they mean at the root */
	struct {
		size_t depth, length;
		fr_ns ns;
		char prefix[24];
	} prefixes[FR_MARKUP_PREFIXES];
	/* Names met: attributes by expat's pointer, which is the same each time; elements by the level they were last met on. Hits are compared, so that both are but hints. */
	fr_known attributes[FR_MARKUP_KNOWN], levels[FR_MARKUP_LEVELS];
};

fr_status fr_markup_open(fr_markup *markup, fr_part *part, size_t block, fr_error *error);
/* Goes on until a handler pauses (FR_OK) or the part is read (FR_END). Errors: not well-formed, DTD, depth, what handlers refuse. */
fr_status fr_markup_run(fr_markup *markup, fr_error *error);
void fr_markup_close(fr_markup *markup);

/* For handlers: leave out what is inside the element that just started; pause after this event; refuse with a status whose error is filled. */
void fr_markup_skip(fr_markup *markup);
void fr_markup_pause(fr_markup *markup);
void fr_markup_refuse(fr_markup *markup, fr_status status);
/* What a namespace is, also for those who read XML by other means. */
fr_ns fr_markup_namespace(fr_str uri);
/* Name of an attribute or element. */
fr_name fr_markup_name(fr_markup *markup, const char *qname, bool attribute);
/* Most names have few letters, or differ in the first: no call for those. */
static inline bool fr_names_same(const char *a, const char *b)
{
	return a[0] == b[0] && (!a[0] || (a[1] == b[1] && (!a[1] || strcmp(a + 2, b + 2) == 0)));
}
static inline bool fr_name_is(fr_name name, fr_ns ns, const char *local) { return name.ns == ns && strcmp(name.local, local) == 0; }

#endif
