/* Marks: comments and colours on cells.
 * Stage: edge. In: findings of one sheet. Out: changes of that sheet.
 *
 * Colours come from conditional formats with styles of our own: the cell's own colours stay as they are, and taking our format away brings them back. A comment of ours begins
 * with a marker; where the user has one already, ours stands below it. */
#include "marks.hxx"
#include "texts.hxx"

#include <com/sun/star/beans/XPropertySet.hpp>
#include <com/sun/star/container/XNameContainer.hpp>
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

#include <algorithm>
#include <map>

using namespace com::sun::star;

namespace formrule
{
namespace
{
const char *const markers[] = {"【规表】", "[Formrule] "}; // of both languages: a file travels
const char errorStyle[] = "Formrule mark error", reminderStyle[] = "Formrule mark reminder";

struct Look {
	const char *style;
	sal_Int32 fill, ink;
};
const Look looks[] = {{errorStyle, 0xFDECEA, 0xB42318}, {reminderStyle, 0xFFF6E0, 0x8A5A00}};

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

bool isOurs(const uno::Reference<sheet::XConditionalFormat> &format)
{
	for (sal_Int32 i = 0; i < format->getCount(); i++) {
		uno::Reference<beans::XPropertySet> entry(format->getByIndex(i), uno::UNO_QUERY);
		rtl::OUString style;
		if (entry.is() && entry->getPropertySetInfo()->hasPropertyByName("StyleName"))
			entry->getPropertyValue("StyleName") >>= style;
		for (const Look &look : looks)
			if (style.equalsAscii(look.style))
				return true;
	}
	return false;
}

void ensureStyles(const uno::Reference<frame::XModel> &model)
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
		style->setPropertyValue("CellBackColor", uno::Any(look.fill));
		style->setPropertyValue("CharColor", uno::Any(look.ink));
	}
}

bool locked(const uno::Reference<sheet::XSpreadsheet> &sheet, sal_Int32 column, sal_Int32 row)
{
	util::CellProtection protection;
	uno::Reference<beans::XPropertySet> cell(sheet->getCellByPosition(column, row), uno::UNO_QUERY_THROW);
	return (cell->getPropertyValue("CellProtection") >>= protection) && protection.IsLocked;
}

void colour(const uno::Reference<frame::XModel> &model, const uno::Reference<sheet::XSpreadsheet> &sheet, const std::vector<table::CellRangeAddress> &cells, const char *style)
{
	if (cells.empty())
		return;
	uno::Reference<lang::XMultiServiceFactory> factory(model, uno::UNO_QUERY_THROW);
	uno::Reference<sheet::XSheetCellRangeContainer> ranges(factory->createInstance("com.sun.star.sheet.SheetCellRanges"), uno::UNO_QUERY_THROW);
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
} // namespace

void removeMarks(const uno::Reference<sheet::XSpreadsheet> &sheet)
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
	uno::Reference<sheet::XConditionalFormats> formats = formatsOf(sheet);
	for (const uno::Reference<sheet::XConditionalFormat> &format : formats->getConditionalFormats()) {
		sal_Int32 id = -1;
		if (isOurs(format) && (uno::Reference<beans::XPropertySet>(format, uno::UNO_QUERY_THROW)->getPropertyValue("ID") >>= id))
			formats->removeByID(id);
	}
}

size_t putMarks(const uno::Reference<frame::XModel> &model, const uno::Reference<sheet::XSpreadsheet> &sheet, sal_Int32 index, const std::vector<Mark> &marks)
{
	size_t skipped = 0;
	bool isProtected = uno::Reference<util::XProtectable>(sheet, uno::UNO_QUERY_THROW)->isProtected();
	uno::Reference<sheet::XSheetAnnotations> comments = uno::Reference<sheet::XSheetAnnotationsSupplier>(sheet, uno::UNO_QUERY_THROW)->getAnnotations();
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
	ensureStyles(model);
	std::vector<table::CellRangeAddress> errors, reminders;
	for (const auto &cell : cells) {
		sal_Int32 row = cell.first.first, column = cell.first.second;
		if (isProtected && locked(sheet, column, row)) {
			skipped++;
			continue;
		}
		rtl::OUString before = present.count(cell.first) ? present[cell.first] + "\n" : rtl::OUString();
		comments->insertNew(table::CellAddress(static_cast<sal_Int16>(index), column, row), before + text(Text::Marker) + cell.second.second);
		(cell.second.first == FR_LEVEL_ERROR ? errors : reminders).push_back(table::CellRangeAddress(static_cast<sal_Int16>(index), column, row, column, row));
	}
	colour(model, sheet, errors, errorStyle);
	colour(model, sheet, reminders, reminderStyle);
	return skipped;
}
} // namespace formrule
