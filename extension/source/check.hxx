/* Check sheet: the records of a sheet against their form, marks on the cells, a list of the findings.
 * Stage: edge. In: a spreadsheet document. Out: comments, conditional formats, a dialog. */
#ifndef FORMRULE_CHECK_HXX
#define FORMRULE_CHECK_HXX

#include "bridge.hxx"

#include <com/sun/star/frame/XController.hpp>
#include <com/sun/star/frame/XFrame.hpp>

namespace formrule
{
/* One finding as it is shown and marked. */
struct Mark {
	sal_Int32 sheet, column, row; // 0-based; column -1: about the whole record
	fr_level level;
	rtl::OUString label, message, cell;
};

/* Checks the sheet in front (of our workbooks: the records), marks it, shows the list. */
void checkSheet(const com::sun::star::uno::Reference<com::sun::star::frame::XFrame> &frame);
/* Takes away the marks of earlier checks. */
void clearSheet(const com::sun::star::uno::Reference<com::sun::star::frame::XFrame> &frame);
} // namespace formrule

#endif
