/* Marks: comments and colours on cells.
 * Stage: edge. In: findings of one sheet. Out: changes of that sheet.
 *
 * Colours come from conditional formats with styles of our own: the cell's own colours stay as they are, and taking our format away brings them back. A comment of ours begins
 * with a marker; where the user has one already, ours stands below it. */
#include "marks.hxx"
#include "texts.hxx"

#include <com/sun/star/beans/XPropertySet.hpp>
#include <com/sun/star/container/XNameContainer.hpp>
#include <com/sun/star/document/XUndoAction.hpp>
#include <com/sun/star/document/XUndoManagerSupplier.hpp>
#include <com/sun/star/lang/XMultiServiceFactory.hpp>
#include <com/sun/star/sheet/ConditionEntryType.hpp>
#include <com/sun/star/sheet/ConditionFormatOperator.hpp>
#include <com/sun/star/sheet/XConditionEntry.hpp>
#include <com/sun/star/sheet/XConditionalFormat.hpp>
#include <com/sun/star/sheet/XConditionalFormats.hpp>
#include <com/sun/star/sheet/XSheetAnnotation.hpp>
#include <com/sun/star/sheet/XSheetAnnotations.hpp>
#include <com/sun/star/sheet/XSheetAnnotationsSupplier.hpp>
#include <com/sun/star/sheet/XSheetCellRangeContainer.hpp>
#include <com/sun/star/style/XStyleFamiliesSupplier.hpp>
#include <com/sun/star/text/XSimpleText.hpp>
#include <com/sun/star/util/CellProtection.hpp>
#include <com/sun/star/util/XProtectable.hpp>
#include <cppuhelper/implbase1.hxx>

#include <algorithm>
#include <map>

using namespace com::sun::star;

namespace formrule
{
namespace
{
const char *const markers[] = {"【规表】", "[Formrule] "}; // of both languages: a file travels

struct Look {
	const char *style;
	sal_Int32 fill, ink;
};
const Look looks[] = {{"Formrule Error", 0xFDECEA, 0xB42318}, {"Formrule Reminder", 0xFFF6E0, 0x8A5A00}};

/* What the user wrote before our marker; our == whether there is one. */
rtl::OUString usersPart(const rtl::OUString &comment, bool &ours)
{
	sal_Int32 at = -1;
	for (const char *marker : markers) {
		sal_Int32 here = comment.indexOf(fromUtf8(marker));
		if (here >= 0 && (at < 0 || here < at))
			at = here;
	}
	ours = at >= 0;
	return ours ? comment.copy(0, at).trim() : comment;
}

uno::Reference<sheet::XConditionalFormats> formatsOf(const uno::Reference<sheet::XSpreadsheet> &sheet)
{
	uno::Reference<beans::XPropertySet> properties(sheet, uno::UNO_QUERY_THROW);
	return uno::Reference<sheet::XConditionalFormats>(properties->getPropertyValue("ConditionalFormats"), uno::UNO_QUERY_THROW);
}

/* Which of our styles a format of ours uses: one whose only condition is always true; -1 for any other, those of our workbooks included. */
int styleOf(const uno::Reference<sheet::XConditionalFormat> &format)
{
	if (format->getCount() != 1)
		return -1;
	uno::Reference<beans::XPropertySet> entry(format->getByIndex(0), uno::UNO_QUERY);
	rtl::OUString style, formula;
	if (!entry.is() || !entry->getPropertySetInfo()->hasPropertyByName("StyleName") ||
		!entry->getPropertySetInfo()->hasPropertyByName("Formula1"))
		return -1;
	entry->getPropertyValue("StyleName") >>= style;
	entry->getPropertyValue("Formula1") >>= formula;
	for (int look = 0; look < 2; look++)
		if (style.equalsAscii(looks[look].style) && formula.startsWith("TRUE"))
			return look;
	return -1;
}

/* Our workbooks bring the styles along; in others they are made. The office lets no style be changed while any sheet is protected: then there are comments only. */
bool ensureStyles(const uno::Reference<frame::XModel> &model)
{
	uno::Reference<style::XStyleFamiliesSupplier> supplier(model, uno::UNO_QUERY_THROW);
	uno::Reference<container::XNameContainer> styles(supplier->getStyleFamilies()->getByName("CellStyles"), uno::UNO_QUERY_THROW);
	uno::Reference<lang::XMultiServiceFactory> factory(model, uno::UNO_QUERY_THROW);
	for (const Look &look : looks) {
		rtl::OUString name = fromUtf8(look.style);
		if (styles->hasByName(name))
			continue;
		styles->insertByName(name, uno::Any(factory->createInstance("com.sun.star.style.CellStyle")));
		uno::Reference<beans::XPropertySet> style(styles->getByName(name), uno::UNO_QUERY_THROW);
		try {
			style->setPropertyValue("CellBackColor", uno::Any(look.fill));
			style->setPropertyValue("CharColor", uno::Any(look.ink));
		} catch (const uno::RuntimeException &) {
			styles->removeByName(name);
			return false;
		}
	}
	return true;
}

bool locked(const uno::Reference<sheet::XSpreadsheet> &sheet, sal_Int32 column, sal_Int32 row)
{
	util::CellProtection protection;
	uno::Reference<beans::XPropertySet> cell(sheet->getCellByPosition(column, row), uno::UNO_QUERY_THROW);
	return (cell->getPropertyValue("CellProtection") >>= protection) && protection.IsLocked;
}

/* The cells that carry each of our styles. */
struct Colours {
	std::vector<table::CellRangeAddress> cells[2]; // as in looks
};

void colour(const uno::Reference<frame::XModel> &model, const uno::Reference<sheet::XSpreadsheet> &sheet,
	const std::vector<table::CellRangeAddress> &cells, const char *style)
{
	if (cells.empty())
		return;
	uno::Reference<lang::XMultiServiceFactory> factory(model, uno::UNO_QUERY_THROW);
	uno::Reference<sheet::XSheetCellRangeContainer> ranges(
		factory->createInstance("com.sun.star.sheet.SheetCellRanges"), uno::UNO_QUERY_THROW);
	uno::Sequence<table::CellRangeAddress> addresses(static_cast<sal_Int32>(cells.size()));
	std::copy(cells.begin(), cells.end(), addresses.getArray());
	ranges->addRangeAddresses(addresses, false);
	uno::Reference<sheet::XConditionalFormats> formats = formatsOf(sheet);
	sal_Int32 id = formats->createByRange(uno::Reference<sheet::XSheetCellRanges>(ranges, uno::UNO_QUERY_THROW));
	for (const uno::Reference<sheet::XConditionalFormat> &format : formats->getConditionalFormats()) {
		uno::Reference<beans::XPropertySet> properties(format, uno::UNO_QUERY_THROW);
		sal_Int32 here = -1;
		if (!(properties->getPropertyValue("ID") >>= here) || here != id)
			continue;
		format->createEntry(sheet::ConditionEntryType::CONDITION, 0);
		uno::Reference<beans::XPropertySet> entry(format->getByIndex(0), uno::UNO_QUERY_THROW);
		entry->setPropertyValue("Operator", uno::Any(sheet::ConditionFormatOperator::EXPRESSION));
		entry->setPropertyValue("Formula1", uno::Any(rtl::OUString("TRUE()")));
		entry->setPropertyValue("StyleName", uno::Any(fromUtf8(style)));
	}
}
/* Takes our formats away and says which cells they were on. */
Colours takeColours(const uno::Reference<sheet::XSpreadsheet> &sheet)
{
	Colours taken;
	uno::Reference<sheet::XConditionalFormats> formats = formatsOf(sheet);
	for (const uno::Reference<sheet::XConditionalFormat> &format : formats->getConditionalFormats()) {
		int look = styleOf(format);
		uno::Reference<beans::XPropertySet> properties(format, uno::UNO_QUERY_THROW);
		sal_Int32 id = -1;
		if (look < 0 || !(properties->getPropertyValue("ID") >>= id))
			continue;
		uno::Reference<sheet::XSheetCellRanges> ranges(properties->getPropertyValue("Range"), uno::UNO_QUERY);
		if (ranges.is())
			for (const table::CellRangeAddress &address : ranges->getRangeAddresses())
				taken.cells[look].push_back(address);
		formats->removeByID(id);
	}
	return taken;
}

void putColours(const uno::Reference<frame::XModel> &model, const uno::Reference<sheet::XSpreadsheet> &sheet, const Colours &colours)
{
	for (int i = 0; i < 2; i++)
		colour(model, sheet, colours.cells[i], looks[i].style);
}

/* Conditional formats made through the API are no part of the office's undo: this step puts them back and forth. */
class ColourStep : public cppu::WeakImplHelper1<document::XUndoAction>
{
      public:
	ColourStep(
		const uno::Reference<frame::XModel> &model, const uno::Reference<sheet::XSpreadsheet> &sheet, Colours before, Colours after)
	    : m_model(model), m_sheet(sheet), m_before(std::move(before)), m_after(std::move(after))
	{
	}
	rtl::OUString SAL_CALL getTitle() override { return text(Text::Undo); }
	void SAL_CALL undo() override { show(m_before); }
	void SAL_CALL redo() override { show(m_after); }

      private:
	void show(const Colours &colours)
	{
		takeColours(m_sheet);
		putColours(m_model, m_sheet, colours);
	}

	uno::Reference<frame::XModel> m_model;
	uno::Reference<sheet::XSpreadsheet> m_sheet;
	Colours m_before, m_after;
};

/* Changes the colours as a step that can be undone. */
void changeColours(const uno::Reference<frame::XModel> &model, const uno::Reference<sheet::XSpreadsheet> &sheet, const Colours &after)
{
	Colours before = takeColours(sheet);
	putColours(model, sheet, after);
	uno::Reference<document::XUndoManagerSupplier> supplier(model, uno::UNO_QUERY);
	if (supplier.is())
		supplier->getUndoManager()->addUndoAction(new ColourStep(model, sheet, before, after));
}

void removeComments(const uno::Reference<sheet::XSpreadsheet> &sheet)
{
	uno::Reference<sheet::XSheetAnnotationsSupplier> supplier(sheet, uno::UNO_QUERY_THROW);
	uno::Reference<sheet::XSheetAnnotations> comments = supplier->getAnnotations();
	for (sal_Int32 i = comments->getCount(); i-- > 0;) {
		uno::Reference<sheet::XSheetAnnotation> comment(comments->getByIndex(i), uno::UNO_QUERY_THROW);
		bool ours = false;
		rtl::OUString rest = usersPart(uno::Reference<text::XSimpleText>(comment, uno::UNO_QUERY_THROW)->getString(), ours);
		table::CellAddress at = comment->getPosition();
		if (!ours)
			continue;
		comments->removeByIndex(i);
		if (!rest.isEmpty())
			comments->insertNew(at, rest);
	}
}
} // namespace

void removeMarks(const uno::Reference<frame::XModel> &model, const uno::Reference<sheet::XSpreadsheet> &sheet)
{
	removeComments(sheet);
	changeColours(model, sheet, Colours());
}

size_t putMarks(const uno::Reference<frame::XModel> &model, const uno::Reference<sheet::XSpreadsheet> &sheet, sal_Int32 index,
	const std::vector<Mark> &marks)
{
	size_t skipped = 0;
	removeComments(sheet);
	bool isProtected = uno::Reference<util::XProtectable>(sheet, uno::UNO_QUERY_THROW)->isProtected();
	uno::Reference<sheet::XSheetAnnotations> comments =
		uno::Reference<sheet::XSheetAnnotationsSupplier>(sheet, uno::UNO_QUERY_THROW)->getAnnotations();
	std::map<std::pair<sal_Int32, sal_Int32>, rtl::OUString> present; // the user's own, by row and column
	for (sal_Int32 i = 0; i < comments->getCount(); i++) {
		uno::Reference<sheet::XSheetAnnotation> comment(comments->getByIndex(i), uno::UNO_QUERY_THROW);
		table::CellAddress at = comment->getPosition();
		present[{at.Row, at.Column}] = uno::Reference<text::XSimpleText>(comment, uno::UNO_QUERY_THROW)->getString();
	}
	/* Several findings on one cell make one comment; the worst of them its colour. */
	std::map<std::pair<sal_Int32, sal_Int32>, std::pair<fr_level, rtl::OUString>> cells;
	for (const Mark &mark : marks) {
		if (mark.sheet != index || mark.column < 0 || mark.level == FR_LEVEL_INFO)
			continue;
		auto &cell = cells[{mark.row, mark.column}];
		cell.first = std::max(cell.first, mark.level);
		cell.second += (cell.second.isEmpty() ? rtl::OUString() : rtl::OUString("\n")) + mark.message;
	}
	bool styled = ensureStyles(model);
	Colours colours;
	for (const auto &cell : cells) {
		sal_Int32 row = cell.first.first, column = cell.first.second;
		if (isProtected && locked(sheet, column, row)) {
			skipped++;
			continue;
		}
		rtl::OUString before = present.count(cell.first) ? present[cell.first] + "\n" : rtl::OUString();
		comments->insertNew(
			table::CellAddress(static_cast<sal_Int16>(index), column, row), before + text(Text::Marker) + cell.second.second);
		if (styled)
			colours.cells[cell.second.first == FR_LEVEL_ERROR ? 0 : 1].push_back(
				table::CellRangeAddress(static_cast<sal_Int16>(index), column, row, column, row));
	}
	changeColours(model, sheet, colours);
	return skipped;
}
} // namespace formrule
