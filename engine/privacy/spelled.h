/* Spelled: numbers as people write them in a text, in groups of digits.
 * Stage: values. In: groups of digits and what stands between them. Out: which identifier the first of them spell. */
#ifndef FR_PRIVACY_SPELLED_H
#define FR_PRIVACY_SPELLED_H

#include "privacy/privacy.h"

#define FR_GROUPS 11 /* of digits one number may be written in: one by one */
#define FR_RUN_MOST 24 /* digits of one group that are looked at; a longer run is no identifier */
#define FR_RUN_HIDDEN 64 /* more digits in a row are no number of anything: nobody can say what they hold, so they are hidden */
#define FR_DIGITS_LEAST 10 /* of an identifier: 010 and seven digits */

typedef struct fr_digits {
	char digits[FR_RUN_MOST + 1];
	size_t n; /* all of them; digits holds the first FR_RUN_MOST */
	size_t from, to; /* bytes */
	char before; /* what separates it from the group before: ' ' '-' '.' ')', '(' before a bracket; 0: nothing does */
	char after; /* the letter right behind it, in upper case; 0: none */
	bool x; /* an X stands right behind it, before a boundary */
	bool plus, open; /* + or ( stands right before it */
} fr_digits;

/* How many of the n groups belong to the identifier that begins with the first one, and its kind; 0 for none. */
typedef struct fr_spelled {
	size_t groups;
	fr_mask_kind kind;
} fr_spelled;
fr_spelled fr_spelled_by(const fr_digits *g, size_t n);

#endif
