/* Cells: the rows of a range as the engine takes them.
 * Stage: edge. In: a range of a sheet. Out: rows of fr_cell. */
#include "cells.hxx"
#include "bridge.hxx"

#include <com/sun/star/container/XEnumerationAccess.hpp>
#include <com/sun/star/sheet/CellFlags.hpp>
#include <com/sun/star/sheet/XCellFormatRangesSupplier.hpp>
#include <com/sun/star/sheet/XCellRangeAddressable.hpp>
#include <com/sun/star/sheet/XCellRangeData.hpp>
#include <com/sun/star/sheet/XCellRangesQuery.hpp>
#include <com/sun/star/sheet/XSheetCellCursor.hpp>
#include <com/sun/star/sheet/XSpreadsheet.hpp>
#include <com/sun/star/sheet/XUsedAreaCursor.hpp>
#include <com/sun/star/text/XTextRange.hpp>
#include <com/sun/star/util/NumberFormat.hpp>
#include <com/sun/star/util/XNumberFormatsSupplier.hpp>

#include <algorithm>

using namespace com::sun::star;

namespace formrule
{
namespace
{
const sal_Int32 blockCells = 64 * 1024, blockRows = 2000;

/* What a number in a cell of some format is. Shown: a number whose format may add zeros (007, 4.00), which count when it is an order number. */
enum Kind { Plain = 0, Shown, Date, Time, Boolean };

table::CellRangeAddress addressOf(const uno::Reference<uno::XInterface> &range)
{
	return uno::Reference<sheet::XCellRangeAddressable>(range, uno::UNO_QUERY_THROW)->getRangeAddress();
}

std::string shownText(const uno::Reference<table::XCellRange> &block, sal_Int32 column, sal_Int32 row)
{
	return toUtf8(uno::Reference<text::XTextRange>(block->getCellByPosition(column, row), uno::UNO_QUERY_THROW)->getString());
}
} // namespace

Rows::Rows(const uno::Reference<uno::XInterface> &document, const uno::Reference<table::XCellRange> &range) : m_range(range)
{
	uno::Reference<util::XNumberFormatsSupplier> supplier(document, uno::UNO_QUERY);
	if (supplier.is())
		m_formats = supplier->getNumberFormats();
	uno::Reference<sheet::XSheetCellRange> part(range, uno::UNO_QUERY_THROW);
	uno::Reference<sheet::XSheetCellCursor> cursor = part->getSpreadsheet()->createCursor();
	uno::Reference<sheet::XUsedAreaCursor>(cursor, uno::UNO_QUERY_THROW)->gotoEndOfUsedArea(false);
	table::CellRangeAddress end = addressOf(cursor);
	m_used = addressOf(range);
	m_rows = std::max<sal_Int32>(0, std::min(m_used.EndRow, end.EndRow) - m_used.StartRow + 1);
	m_columns = std::max<sal_Int32>(0, std::min(m_used.EndColumn, end.EndColumn) - m_used.StartColumn + 1);
	if (m_columns == 0)
		m_rows = 0;
}

bool Rows::each(const Taker &take, const std::function<void(sal_Int32)> &done)
{
	if (m_rows == 0)
		return true;
	sal_Int32 step = std::clamp<sal_Int32>(blockCells / m_columns, 1, blockRows);
	for (sal_Int32 from = 0; from < m_rows;) {
		sal_Int32 rows = std::min(step, m_rows - from);
		uno::Reference<table::XCellRange> block = m_range->getCellRangeByPosition(0, from, m_columns - 1, from + rows - 1);
		Values values = uno::Reference<sheet::XCellRangeData>(block, uno::UNO_QUERY_THROW)->getDataArray();
		learnKinds(block, from, rows);
		bool blank = true;
		for (sal_Int32 i = 0; i < values.getLength(); i++) {
			if (!fill(block, values, i))
				continue;
			blank = false;
			if (!take(m_row, from + i))
				return false;
		}
		from = blank ? nextContent(from + rows) : from + rows;
		if (done)
			done(std::min(from, m_rows));
	}
	return true;
}

/* The next row with content, looked for in windows that double: asking is quick where nothing is, and slow where much is. */
sal_Int32 Rows::nextContent(sal_Int32 from)
{
	for (sal_Int32 window = blockRows; from < m_rows; window *= 2) {
		sal_Int32 to = window < m_rows - from ? from + window : m_rows;
		uno::Reference<sheet::XCellRangesQuery> part(
			m_range->getCellRangeByPosition(0, from, m_columns - 1, to - 1), uno::UNO_QUERY_THROW);
		sal_Int32 first = m_rows;
		for (const table::CellRangeAddress &at : part->queryContentCells(sheet::CellFlags::VALUE | sheet::CellFlags::DATETIME |
										 sheet::CellFlags::STRING | sheet::CellFlags::FORMULA)
								 ->getRangeAddresses())
			first = std::min(first, at.StartRow - m_used.StartRow);
		if (first < m_rows)
			return first;
		from = to;
	}
	return m_rows;
}

int Rows::kindOf(sal_Int32 format)
{
	auto known = m_known.find(format);
	if (known != m_known.end())
		return known->second;
	sal_Int16 type = 0;
	bool standard = true;
	if (m_formats.is()) {
		uno::Reference<beans::XPropertySet> properties = m_formats->getByKey(format);
		properties->getPropertyValue("Type") >>= type;
		properties->getPropertyValue("StandardFormat") >>= standard;
	}
	int kind = type & util::NumberFormat::DATE                  ? Date
		   : type & util::NumberFormat::TIME                ? Time
		   : type & util::NumberFormat::LOGICAL             ? Boolean
		   : type & util::NumberFormat::NUMBER && !standard ? Shown
								    : Plain;
	return m_known[format] = kind;
}

void Rows::learnKinds(const uno::Reference<table::XCellRange> &block, sal_Int32 from, sal_Int32 rows)
{
	m_kinds.assign(static_cast<size_t>(rows) * static_cast<size_t>(m_columns), Plain);
	uno::Reference<sheet::XCellFormatRangesSupplier> supplier(block, uno::UNO_QUERY_THROW);
	uno::Reference<container::XEnumerationAccess> access(supplier->getCellFormatRanges(), uno::UNO_QUERY_THROW);
	uno::Reference<container::XEnumeration> ranges = access->createEnumeration();
	while (ranges->hasMoreElements()) {
		uno::Reference<beans::XPropertySet> range(ranges->nextElement(), uno::UNO_QUERY_THROW);
		sal_Int32 format = 0;
		if (!(range->getPropertyValue("NumberFormat") >>= format))
			continue;
		int kind = kindOf(format);
		if (kind == Plain)
			continue;
		table::CellRangeAddress at = addressOf(range);
		sal_Int32 left = std::max<sal_Int32>(0, at.StartColumn - m_used.StartColumn);
		sal_Int32 right = std::min(m_columns - 1, at.EndColumn - m_used.StartColumn);
		sal_Int32 top = std::max<sal_Int32>(0, at.StartRow - m_used.StartRow - from);
		sal_Int32 bottom = std::min(rows - 1, at.EndRow - m_used.StartRow - from);
		for (sal_Int32 row = top; left <= right && row <= bottom; row++)
			std::fill_n(m_kinds.begin() + static_cast<ptrdiff_t>(row) * m_columns + left, right - left + 1,
				static_cast<unsigned char>(kind));
	}
}

/* Makes m_row of a row of the block; false when it is empty. */
bool Rows::fill(const uno::Reference<table::XCellRange> &block, const Values &values, sal_Int32 row)
{
	const uno::Sequence<uno::Any> &cells = values[row];
	m_row.clear();
	m_texts.resize(static_cast<size_t>(m_columns));
	for (sal_Int32 column = 0; column < cells.getLength(); column++) {
		const uno::Any &value = cells[column];
		int kind = m_kinds[static_cast<size_t>(row) * static_cast<size_t>(m_columns) + static_cast<size_t>(column)];
		std::string &words = m_texts[static_cast<size_t>(column)];
		fr_cell cell = {FR_CELL_EMPTY, {nullptr, 0}, 0};
		rtl::OUString text;
		words.clear();
		if (value >>= text) {
			words = toUtf8(text);
			cell.kind = words.empty() ? FR_CELL_EMPTY : FR_CELL_TEXT;
		} else if (value >>= cell.number) {
			static const fr_cell_kind kinds[] = {FR_CELL_NUMBER, FR_CELL_NUMBER, FR_CELL_DATE, FR_CELL_TIME, FR_CELL_BOOLEAN};
			cell.kind = kinds[kind];
			if (kind == Shown)
				words = shownText(block, column, row);
		} else { // void: a formula that failed
			cell.kind = FR_CELL_ERROR;
			words = shownText(block, column, row);
		}
		cell.text = fr_str{words.data(), words.size()};
		m_row.push_back(cell);
	}
	while (!m_row.empty() && m_row.back().kind == FR_CELL_EMPTY)
		m_row.pop_back();
	return !m_row.empty();
}
} // namespace formrule
