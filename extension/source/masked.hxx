/* Masked copy: the document in front as it stands, written masked into a file of its own.
 * Stage: edge. In: a spreadsheet document. Out: a file that may leave the team, and a word on what was hidden; the document as it was. */
#ifndef FORMRULE_MASKED_HXX
#define FORMRULE_MASKED_HXX

#include "dialogs.hxx"

namespace formrule
{
void saveMasked(const Frame &frame);
} // namespace formrule

#endif
