/* Cells: the rows of a range as the engine takes them, with the kinds that their number formats tell: the office hands dates, times and truth values out as plain numbers.
 * Stage: edge. In: a range of a sheet. Out: rows of fr_cell. */
#ifndef FORMRULE_CELLS_HXX
#define FORMRULE_CELLS_HXX

#include <formrule/types.h>

#include <com/sun/star/beans/XPropertySet.hpp>
#include <com/sun/star/table/CellRangeAddress.hpp>
#include <com/sun/star/table/XCellRange.hpp>
#include <com/sun/star/util/XNumberFormats.hpp>

#include <functional>
#include <map>
#include <string>
#include <vector>

namespace formrule
{
/* Reads a range in blocks, so that a long sheet does not stand in memory twice, and leaps over what is empty. */
class Rows
{
      public:
	/* One row; valid until take returns. Empty cells at its end are left out, wholly empty rows are not told. */
	typedef std::vector<fr_cell> Row;
	/* at: 0-based, counted from the top of the range. Returns false to stop. */
	typedef std::function<bool(const Row &row, sal_Int32 at)> Taker;

	/* range may be a whole sheet or whole columns: only its used part is read. document gives the number formats. */
	Rows(const com::sun::star::uno::Reference<com::sun::star::uno::XInterface> &document,
		const com::sun::star::uno::Reference<com::sun::star::table::XCellRange> &range);

	/* Rows of the range from its top to the last used one; 0 when none is used. */
	sal_Int32 count() const { return m_rows; }
	sal_Int32 columns() const { return m_columns; }
	/* done(rows read so far) after each block. False when take stopped. */
	bool each(const Taker &take, const std::function<void(sal_Int32)> &done = nullptr);

      private:
	typedef com::sun::star::uno::Sequence<com::sun::star::uno::Sequence<com::sun::star::uno::Any>> Values;
	void learnKinds(const com::sun::star::uno::Reference<com::sun::star::table::XCellRange> &block, sal_Int32 from, sal_Int32 rows);
	int kindOf(sal_Int32 format);
	bool fill(const com::sun::star::uno::Reference<com::sun::star::table::XCellRange> &block, const Values &values, sal_Int32 row);
	sal_Int32 nextContent(sal_Int32 from);

	com::sun::star::uno::Reference<com::sun::star::table::XCellRange> m_range;
	com::sun::star::uno::Reference<com::sun::star::util::XNumberFormats> m_formats;
	com::sun::star::table::CellRangeAddress m_used;
	sal_Int32 m_rows = 0, m_columns = 0;
	std::map<sal_Int32, int> m_known; // number format to kind
	std::vector<unsigned char> m_kinds; // of the block, row by row
	std::vector<std::string> m_texts;
	Row m_row;
};
} // namespace formrule

#endif
