/* Document.
 * Stage: edge. In: the frame an action came from. Out: its document and sheets. */
#include "document.hxx"
#include "texts.hxx"

#include <com/sun/star/beans/XPropertySet.hpp>
#include <com/sun/star/container/XIndexAccess.hpp>
#include <com/sun/star/container/XNamed.hpp>
#include <com/sun/star/frame/XStorable.hpp>
#include <com/sun/star/sheet/XCellRangeAddressable.hpp>
#include <com/sun/star/sheet/XCellRangeReferrer.hpp>
#include <com/sun/star/sheet/XNamedRanges.hpp>
#include <com/sun/star/task/XStatusIndicatorFactory.hpp>

using namespace com::sun::star;

namespace formrule
{
Progress::Progress(const Frame &frame, const rtl::OUString &words, sal_Int32 whole)
{
	uno::Reference<task::XStatusIndicatorFactory> factory(frame, uno::UNO_QUERY);
	if (factory.is())
		m_bar = factory->createStatusIndicator();
	if (m_bar.is())
		m_bar->start(words, whole);
}

Progress::~Progress()
{
	try {
		if (m_bar.is())
			m_bar->end();
	} catch (const uno::Exception &) {
		// the window was closed meanwhile, and its bar with it
	}
}

void Progress::at(sal_Int32 part)
{
	if (m_bar.is())
		m_bar->setValue(part);
}

bool open(const Frame &frame, bool change, Document &out)
{
	out.frame = frame;
	if (frame.is() && frame->getController().is())
		out.model = frame->getController()->getModel();
	out.sheets.set(out.model, uno::UNO_QUERY);
	if (frame.is())
		out.view.set(frame->getController(), uno::UNO_QUERY);
	if (!out.sheets.is() || !out.view.is()) {
		say(frame, text(Text::NotASheet), true);
		return false;
	}
	uno::Reference<frame::XStorable> storable(out.model, uno::UNO_QUERY);
	if (change && storable.is() && storable->isReadonly()) {
		say(frame, text(Text::ReadOnly), true);
		return false;
	}
	return true;
}

Sheet sheetToCheck(const Document &d)
{
	uno::Reference<beans::XPropertySet> properties(d.model, uno::UNO_QUERY_THROW);
	uno::Reference<sheet::XNamedRanges> names(properties->getPropertyValue("NamedRanges"), uno::UNO_QUERY);
	if (names.is() && names->hasByName("formrule_records")) {
		uno::Reference<sheet::XCellRangeReferrer> referrer(names->getByName("formrule_records"), uno::UNO_QUERY);
		uno::Reference<sheet::XSheetCellRange> range(
			referrer.is() ? referrer->getReferredCells() : uno::Reference<table::XCellRange>(), uno::UNO_QUERY);
		if (range.is())
			return range->getSpreadsheet();
	}
	return d.view->getActiveSheet();
}

std::vector<Sheet> allSheets(const Document &d)
{
	uno::Reference<container::XIndexAccess> sheets(d.sheets->getSheets(), uno::UNO_QUERY_THROW);
	std::vector<Sheet> all;
	for (sal_Int32 i = 0; i < sheets->getCount(); i++)
		all.emplace_back(sheets->getByIndex(i), uno::UNO_QUERY_THROW);
	return all;
}

sal_Int32 indexOf(const Sheet &sheet)
{
	return uno::Reference<sheet::XCellRangeAddressable>(sheet, uno::UNO_QUERY_THROW)->getRangeAddress().Sheet;
}

std::string nameOf(const Sheet &sheet) { return toUtf8(uno::Reference<container::XNamed>(sheet, uno::UNO_QUERY_THROW)->getName()); }
} // namespace formrule
