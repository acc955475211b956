/* Dialogs: message boxes, choosing a form, the list of findings.
 * Stage: edge. In: texts and marks. Out: what the user chose. */
#ifndef FORMRULE_DIALOGS_HXX
#define FORMRULE_DIALOGS_HXX

#include "check.hxx"

#include <rtl/ref.hxx>

#include <chrono>

namespace formrule
{
typedef com::sun::star::uno::Reference<com::sun::star::frame::XFrame> Frame;

void say(const Frame &frame, const rtl::OUString &message, bool problem);
/* Words with buttons under them; which was pressed, counted from 0, -1 when the window was closed. */
int choose(const Frame &frame, const rtl::OUString &title, const rtl::OUString &words, const std::vector<rtl::OUString> &buttons);
/* A window with a button to stop what goes on. It comes up when asked for the first time after a moment, so that short work shows none; the document takes no input while it stands. */
class Stop
{
      public:
	explicit Stop(const Frame &frame, const rtl::OUString &words);
	~Stop();
	Stop(const Stop &) = delete;
	Stop &operator=(const Stop &) = delete;
	/* Whether the button was pressed. Events must be let through by whoever asks. */
	bool asked();

      private:
	class Window;
	Frame m_frame;
	rtl::OUString m_words;
	std::chrono::steady_clock::time_point m_began;
	rtl::Reference<Window> m_window;
};
/* The id of the form chosen, empty when the user did not choose; says so itself when there is none to choose from. */
std::string chooseForm(const Frame &frame, const rtl::OUString &question, const rtl::OUString &action);
/* Shows the findings beside the document, replacing an earlier list; a line chosen selects its cell. */
void showFindings(const Frame &frame, const rtl::OUString &summary, const std::vector<Mark> &marks);
void closeFindings();
} // namespace formrule

#endif
