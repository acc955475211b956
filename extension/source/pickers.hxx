/* Pickers: the office's own dialog for choosing a file.
 * Stage: edge. In: what may be chosen. Out: a path on this machine. */
#ifndef FORMRULE_PICKERS_HXX
#define FORMRULE_PICKERS_HXX

#include "bridge.hxx"

#include <com/sun/star/ui/dialogs/XFilePicker3.hpp>

namespace formrule
{
class Picker
{
      public:
	/* save: a name for a new file; otherwise a file that is there. */
	Picker(bool save, const rtl::OUString &title);
	/* words may name the ending too; chosen: the one to begin with. */
	void filter(const rtl::OUString &words, const rtl::OUString &pattern, bool chosen);
	void suggest(const rtl::OUString &folderUrl, const rtl::OUString &name);
	/* The system path chosen, "" when the user did not choose; a place that is not on this machine throws RuntimeException with words for the user. */
	rtl::OUString choose();
	/* Which filter was chosen, by the order in which they were added. */
	size_t chosenFilter() const;

      private:
	com::sun::star::uno::Reference<com::sun::star::ui::dialogs::XFilePicker3> m_picker;
	std::vector<rtl::OUString> m_filters;
};
} // namespace formrule

#endif
