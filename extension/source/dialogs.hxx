/* Dialogs: message boxes, choosing a form, the list of findings.
 * Stage: edge. In: texts and marks. Out: what the user chose. */
#ifndef FORMRULE_DIALOGS_HXX
#define FORMRULE_DIALOGS_HXX

#include "check.hxx"

namespace formrule
{
typedef com::sun::star::uno::Reference<com::sun::star::frame::XFrame> Frame;

void say(const Frame &frame, const rtl::OUString &message, bool problem);
/* Words with buttons under them; which was pressed, counted from 0, -1 when the window was closed. */
int choose(const Frame &frame, const rtl::OUString &title, const rtl::OUString &words, const std::vector<rtl::OUString> &buttons);
/* The id of the form chosen, empty when the user did not choose; says so itself when there is none to choose from. */
std::string chooseForm(const Frame &frame, const rtl::OUString &question, const rtl::OUString &action);
/* Shows the findings beside the document, replacing an earlier list; a line chosen selects its cell. */
void showFindings(const Frame &frame, const rtl::OUString &summary, const std::vector<Mark> &marks);
void closeFindings();
} // namespace formrule

#endif
