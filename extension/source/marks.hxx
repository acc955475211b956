/* Marks: comments and colours on cells that can be taken away again without touching what people made.
 * Stage: edge. In: findings of one sheet. Out: changes of that sheet. */
#ifndef FORMRULE_MARKS_HXX
#define FORMRULE_MARKS_HXX

#include "check.hxx"

#include <com/sun/star/sheet/XSpreadsheet.hpp>

namespace formrule
{
/* Takes away our comments and colours; a comment of the user's keeps its own text. */
void removeMarks(const com::sun::star::uno::Reference<com::sun::star::frame::XModel> &model,
	const com::sun::star::uno::Reference<com::sun::star::sheet::XSpreadsheet> &sheet);
/* Puts new ones in the place of old ones; returns how many could not be put on because the cell is protected. Both belong inside an undo context: undo and redo bring
 * comments and colours back. */
size_t putMarks(const com::sun::star::uno::Reference<com::sun::star::frame::XModel> &model,
	const com::sun::star::uno::Reference<com::sun::star::sheet::XSpreadsheet> &sheet, sal_Int32 index, const std::vector<Mark> &marks);
} // namespace formrule

#endif
