/* Keys: the key file for pseudonyms that this user chose. It is opened once, and wiped when the office ends or another is chosen.
 * Stage: edge. In: the user's choice, kept as a path in the configuration. Out: the key, for the length of a call. */
#ifndef FORMRULE_KEYS_HXX
#define FORMRULE_KEYS_HXX

#include "dialogs.hxx"

namespace formrule
{
/* Calls use with the chosen key, set to the id wanted ("": the newest of the file). Throws RuntimeException when none is chosen or it cannot be used, IllegalArgumentException when it has no such id. */
void useKey(const std::string &id, const std::function<void(const fr_key *)> &use);
/* Shows which key is in use, and lets the user choose another, make a new one, or stop using it. */
void chooseKey(const Frame &frame);
} // namespace formrule

#endif
