/* Small groups: who can be told apart because few are like him.
 * Stage: values. In: the group and the person of each record. Out: which groups are too small to be shown. */
#ifndef FR_PRIVACY_GROUPS_H
#define FR_PRIVACY_GROUPS_H

#include "base/base.h"

#define FR_GROUP_LEAST 5 /* people a group must have to be shown, unless asked otherwise */

/* 32 bytes a record; only keyed hashes are kept. */
typedef struct fr_groups fr_groups;
fr_groups *fr_groups_new(const fr_allocator *allocator); /* NULL when memory is refused */
void fr_groups_free(fr_groups *groups);
/* A record: the text of its group, and of the person it is about. Records without a person count as one person together, so that nobody is taken for many. False when memory is refused. */
bool fr_groups_add(fr_groups *groups, fr_str group, fr_str person);
/* Decides, once all were added: groups of fewer than least different people are small. When all small groups together are fewer than least, they could be told from what is missing: then the next
 * larger ones are small too, until they are enough or nothing is left. Ties go to the one that came first. */
void fr_groups_decide(fr_groups *groups, size_t least);
bool fr_groups_is_small(const fr_groups *groups, fr_str group);
size_t fr_groups_small(const fr_groups *groups); /* how many there are */

#endif
