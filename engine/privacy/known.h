/* Known names: they come again and again (agents, departments, titles), so whether one is masked is remembered.
 * Stage: values. In: names as fields hold them. Out: whether they may be shown as they stand. */
#ifndef FR_PRIVACY_KNOWN_H
#define FR_PRIVACY_KNOWN_H

#include "privacy/privacy.h"

#define FR_KNOWN_NAMES 256 /* a power of two */
#define FR_KNOWN_BYTES 46 /* of the longest name that is remembered */

typedef struct fr_known_name {
	uint64_t words[2]; /* fr_str_words */
	unsigned char length; /* 0: free */
	bool masked;
	char text[FR_KNOWN_BYTES];
} fr_known_name;

/* All zeros: none is known. Of one set of lists, and used by one thread at a time. */
typedef struct fr_known {
	fr_known_name names[FR_KNOWN_NAMES];
} fr_known;

/* As fr_mask_done of a name. */
bool fr_known_done(fr_known *known, const fr_lists *lists, fr_str name);

#endif
