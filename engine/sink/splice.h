/* Splice: XML copied token by token, so that everything nobody looks for stays byte for byte what it was.
 * Stage: outputs. In: a part. Out: its tags and texts as they stand; what the caller puts out in their place. */
#ifndef FR_SINK_SPLICE_H
#define FR_SINK_SPLICE_H

#include "sink/scratch.h"
#include "source/markup.h"

typedef enum splice_kind {
	SPLICE_START = 1,
	SPLICE_EMPTY, /* <a/>: a start that no end follows */
	SPLICE_END,
	SPLICE_TEXT, /* with its references as they stand */
	SPLICE_CDATA,
	SPLICE_ASIDE /* a comment, an instruction, the declaration */
} splice_kind;

#define SPLICE_DEPTH 256
#define SPLICE_ATTRIBUTES 16 /* of a tag, whose places are remembered */

typedef struct splice {
	/* The token at hand; views live until the next one. */
	splice_kind kind;
	fr_str raw, name, local; /* all its bytes; of a tag: name with and without prefix */
	fr_ns ns;
	size_t depth; /* of its element, 1 for the root; of text: of the element it stands in */
	/* What goes out: append to it at will. It goes to scratch as it grows; without one it stays. */
	fr_buf out;
	fr_scratch *scratch;
	/* Inside. */
	const char *path, *output; /* for errors */
	fr_part *part;
	fr_buf in, open; /* open: names of elements that are open */
	struct {
		size_t n, local; /* bytes of its name, and of its prefix with the colon */
		fr_ns ns;
	} levels[SPLICE_DEPTH];
	struct {
		size_t name, name_n, value, value_n; /* in raw */
	} attributes[SPLICE_ATTRIBUTES];
	size_t attribute_n; /* of the start tag at hand; more than SPLICE_ATTRIBUTES: the others are looked for */
	bool declares; /* it has an xmlns */
	size_t held, from, to, level, token_most; /* held: what is kept in `in` before from; SIZE_MAX: nothing */
	bool last, rooted, ended_tag;
	unsigned prefix_n;
	struct {
		size_t depth, n;
		fr_ns ns;
		char text[24];
	} prefixes[FR_MARKUP_PREFIXES];
} splice;

/* Reads part, which stays the caller's. path and output (may be NULL) name the files in errors and must outlive it; token_most bounds what one tag or text may take. */
void splice_open(splice *s, const fr_allocator *allocator, fr_part *part, const char *path, const char *output, size_t token_most);
/* The next token. FR_END: none is left, what is in out has gone to scratch, and scratch has ended. Errors: FR_ANNOTATE_PART for what is not well-formed, has a DTD or is not UTF-8; those of the part; FR_IO_WRITE. */
fr_status splice_next(splice *s, fr_error *error);
/* Here something will stand in scratch that is known only later. */
fr_status splice_gap(splice *s, fr_error *error);
void splice_close(splice *s);

static inline void splice_copy(splice *s) { fr_buf_str(&s->out, s->raw); }
static inline bool splice_is(const splice *s, fr_ns ns, const char *local) { return s->ns == ns && fr_str_is(s->local, local); }
static inline bool splice_starts(const splice *s) { return s->kind == SPLICE_START || s->kind == SPLICE_EMPTY; }
/* From the token at hand on, all bytes are held until they are let go of: they lie in one piece. splice_at: where among them the token at hand begins. */
static inline void splice_hold(splice *s) { s->held = s->from; }
static inline size_t splice_at(const splice *s) { return s->from - s->held; }
static inline fr_str splice_held(const splice *s) { return fr_str_of(s->in.p + s->held, s->to - s->held); }
static inline void splice_let_go(splice *s) { s->held = SIZE_MAX; }
/* From a start to behind its end, put out or not. */
fr_status splice_pass(splice *s, bool copied, fr_error *error);
/* The prefix, with its colon, by which elements of that namespace are written here; NULL when none is declared. */
const char *splice_prefix(const splice *s, fr_ns ns);

/* Attributes of a start tag one by one; at begins at 0. value is raw; whole runs from the blank before it to behind its closing quote. */
typedef struct splice_attribute {
	fr_str name, value, whole;
} splice_attribute;
bool splice_attribute_next(fr_str tag, size_t *at, splice_attribute *out);
/* Raw value of the attribute of that name (with its prefix). False: there is none. */
bool splice_attribute_of(fr_str tag, const char *name, fr_str *value);
/* The same by namespace; FR_NS_NONE for those without prefix. */
bool splice_attribute_in(const splice *s, fr_ns ns, const char *local, fr_str *value);
/* The start tag without those attributes (NULL ends them), and without its closing. */
void splice_tag(fr_str raw, const char *const *without, fr_buf *out);
/* Appends what raw text or a raw value means: references resolved. False: one of them means nothing. */
bool splice_decode(fr_str raw, fr_buf *out);

/* All of a part at once. */
fr_status splice_whole(fr_part *part, fr_buf *out, fr_error *error);

/* A part that is memory, for parts read more than once; text must outlive it. */
typedef struct splice_memory {
	fr_part part;
	fr_str text;
	size_t at, piece; /* piece: most bytes given at once, 0 for all (tests) */
} splice_memory;
void splice_memory_open(splice_memory *m, const char *name, fr_str text);

#endif
