/* Document: the spreadsheet an action works on, and the bar that says how far it is.
 * Stage: edge. In: the frame an action came from. Out: its document and sheets. */
#ifndef FORMRULE_DOCUMENT_HXX
#define FORMRULE_DOCUMENT_HXX

#include "dialogs.hxx"

#include <com/sun/star/sheet/XSpreadsheet.hpp>
#include <com/sun/star/sheet/XSpreadsheetDocument.hpp>
#include <com/sun/star/sheet/XSpreadsheetView.hpp>
#include <com/sun/star/task/XStatusIndicator.hpp>

namespace formrule
{
typedef com::sun::star::uno::Reference<com::sun::star::sheet::XSpreadsheet> Sheet;

struct Document {
	Frame frame;
	com::sun::star::uno::Reference<com::sun::star::frame::XModel> model;
	com::sun::star::uno::Reference<com::sun::star::sheet::XSpreadsheetDocument> sheets;
	com::sun::star::uno::Reference<com::sun::star::sheet::XSpreadsheetView> view;
};

/* The spreadsheet in front; false, and a word to the user, when there is none, or when it is to be changed and is read-only. */
bool open(const Frame &frame, bool change, Document &out);
/* Of a workbook of ours the sheet with the records, of any other the one in front. */
Sheet sheetToCheck(const Document &d);
std::vector<Sheet> allSheets(const Document &d);
sal_Int32 indexOf(const Sheet &sheet);
std::string nameOf(const Sheet &sheet);

/* The bar at the foot of the window, gone when this is. */
class Progress
{
      public:
	Progress(const Frame &frame, const rtl::OUString &words, sal_Int32 whole);
	~Progress();
	Progress(const Progress &) = delete;
	Progress &operator=(const Progress &) = delete;
	void at(sal_Int32 part); // lets events through
	const com::sun::star::uno::Reference<com::sun::star::task::XStatusIndicator> &bar() const { return m_bar; }

      private:
	com::sun::star::uno::Reference<com::sun::star::task::XStatusIndicator> m_bar;
};
} // namespace formrule

#endif
