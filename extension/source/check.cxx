/* Check sheet.
 * Stage: edge. In: a spreadsheet document. Out: marks and a list of findings; on any trouble a message, and the document as it was. */
#include "check.hxx"
#include "cells.hxx"
#include "dialogs.hxx"
#include "document.hxx"
#include "marks.hxx"
#include "texts.hxx"

#include <com/sun/star/document/XUndoManagerSupplier.hpp>
#include <com/sun/star/sheet/XCellRangeAddressable.hpp>
#include <com/sun/star/sheet/XSheetAnnotation.hpp>
#include <com/sun/star/sheet/XSheetAnnotations.hpp>
#include <com/sun/star/sheet/XSheetAnnotationsSupplier.hpp>
#include <com/sun/star/sheet/XSheetCellCursor.hpp>
#include <com/sun/star/sheet/XUsedAreaCursor.hpp>
#include <com/sun/star/text/XSimpleText.hpp>

#include <algorithm>
#include <iterator>
#include <map>

using namespace com::sun::star;

namespace formrule
{
namespace
{
rtl::OUString cellName(const fr_finding &f)
{
	rtl::OUString name;
	for (size_t column = f.column; column > 0; column = (column - 1) / 26)
		name = rtl::OUString(static_cast<sal_Unicode>('A' + (column - 1) % 26)) + name;
	return name + rtl::OUString::number(static_cast<sal_Int64>(f.row));
}

void collect(const fr_result &result, const std::map<std::string, sal_Int32> &sheets, std::vector<Mark> &marks)
{
	char message[2048];
	for (size_t i = 0; i < result.finding_count; i++) {
		const fr_finding &f = result.findings[i];
		auto place = sheets.find(std::string(f.sheet.p ? f.sheet.p : "", f.sheet.n));
		sal_Int32 sheet = place == sheets.end() ? 0 : place->second;
		fr_finding_message(&f, language(), message, sizeof message);
		marks.push_back(Mark{sheet, static_cast<sal_Int32>(f.column) - 1, static_cast<sal_Int32>(f.row) - 1, f.level,
			f.label.n       ? fromUtf8(f.label)
			: result.header ? text(Text::Header)
					: rtl::OUString(),
			fromUtf8(message), f.column ? cellName(f) : rtl::OUString::number(static_cast<sal_Int64>(f.row))});
	}
}

/* Rows of repeats stand on sheets of their own; they are read before the records they belong to. */
bool gather(const Document &d, Run &run, const Run::Taker &take)
{
	if (!run.connect() || !run.gathers())
		return !run.failed();
	bool ok = run.gather(true);
	for (const auto &sheet : allSheets(d)) {
		Rows rows(d.model, uno::Reference<table::XCellRange>(sheet, uno::UNO_QUERY_THROW));
		ok = ok && run.table(nameOf(sheet)) &&
		     rows.each([&](const Rows::Row &row, sal_Int32 at) { return run.push(row, static_cast<size_t>(at) + 1, take); }) &&
		     run.end(take);
	}
	return ok && run.gather(false);
}

/* Comments on the cells of a sheet, given to the run before the row they stand on. */
class Comments
{
      public:
	explicit Comments(const Sheet &sheet)
	{
		uno::Reference<sheet::XSheetAnnotations> comments =
			uno::Reference<sheet::XSheetAnnotationsSupplier>(sheet, uno::UNO_QUERY_THROW)->getAnnotations();
		for (sal_Int32 i = 0; i < comments->getCount(); i++) {
			uno::Reference<sheet::XSheetAnnotation> comment(comments->getByIndex(i), uno::UNO_QUERY_THROW);
			table::CellAddress at = comment->getPosition();
			m_texts[{at.Row, at.Column}] =
				toUtf8(uno::Reference<text::XSimpleText>(comment, uno::UNO_QUERY_THROW)->getString());
		}
		m_next = m_texts.begin();
	}

	bool give(Run &run, sal_Int32 row)
	{
		for (; m_next != m_texts.end() && m_next->first.first <= row; ++m_next)
			if (!run.note(static_cast<size_t>(m_next->first.first) + 1, static_cast<size_t>(m_next->first.second) + 1,
				    m_next->second))
				return false;
		return true;
	}

      private:
	std::map<std::pair<sal_Int32, sal_Int32>, std::string> m_texts; // by row and column, 0-based
	std::map<std::pair<sal_Int32, sal_Int32>, std::string>::const_iterator m_next;
};

/* Reads the used area and judges it; false with `why` when the engine could not work. */
bool judge(const Document &d, const Sheet &sheet, const fr_form *form, std::vector<Mark> &marks, fr_summary &summary, rtl::OUString &why)
{
	Rows rows(d.model, uno::Reference<table::XCellRange>(sheet, uno::UNO_QUERY_THROW));
	Progress progress(d.frame, text(Text::Checking), rows.count());
	std::map<std::string, sal_Int32> indexes;
	for (const auto &each : allSheets(d))
		indexes[nameOf(each)] = indexOf(each);
	Run run(form, nameOf(sheet), false);
	auto take = [&](const fr_result &result) { collect(result, indexes, marks); };
	Comments comments(sheet);
	bool ok = !run.failed() && gather(d, run, take) && run.table(nameOf(sheet)) &&
		  rows.each([&](const Rows::Row &row,
				    sal_Int32 at) { return comments.give(run, at) && run.push(row, static_cast<size_t>(at) + 1, take); },
			  [&](sal_Int32 done) { progress.at(done); });
	ok = ok && comments.give(run, SAL_MAX_INT32) && run.end(take) && run.rest(take);
	summary = run.summary();
	if (!ok)
		why = message(run.error());
	return ok;
}

/* Marks on every sheet that has findings, and those of earlier checks gone from the others. */
size_t markAll(const Document &d, const Sheet &checked, const std::vector<Mark> &marks)
{
	size_t skipped = 0;
	for (const auto &sheet : allSheets(d)) {
		std::vector<Mark> here;
		sal_Int32 index = indexOf(sheet);
		std::copy_if(marks.begin(), marks.end(), std::back_inserter(here), [&](const Mark &m) { return m.sheet == index; });
		if (!here.empty() || index == indexOf(checked))
			skipped += putMarks(d.model, sheet, index, here);
		else
			removeMarks(d.model, sheet);
	}
	return skipped;
}

bool isEmpty(const Sheet &sheet)
{
	uno::Reference<sheet::XSheetCellCursor> cursor = sheet->createCursor();
	uno::Reference<sheet::XUsedAreaCursor>(cursor, uno::UNO_QUERY_THROW)->gotoEndOfUsedArea(false);
	table::CellRangeAddress end = uno::Reference<sheet::XCellRangeAddressable>(cursor, uno::UNO_QUERY_THROW)->getRangeAddress();
	if (end.EndRow > 0 || end.EndColumn > 0)
		return false;
	return sheet->getCellByPosition(0, 0)->getType() == table::CellContentType_EMPTY;
}

const fr_form *formFor(const Document &d)
{
	std::string id = formOf(d.model);
	if (id.empty())
		id = chooseForm(d.frame, text(Text::ChooseForm), text(Text::Check));
	if (id.empty())
		return nullptr;
	fr_form *form = nullptr;
	fr_error error = {};
	if (fr_form_load(engine(), id.c_str(), &form, nullptr, &error) == FR_OK)
		return form;
	say(d.frame, message(error), true);
	return nullptr;
}

/* All changes of one action are one step back for the user; the step is closed whatever happens. */
class UndoStep
{
      public:
	UndoStep(const Document &d, const rtl::OUString &title) : m_supplier(d.model, uno::UNO_QUERY)
	{
		if (m_supplier.is())
			m_supplier->getUndoManager()->enterUndoContext(title);
	}
	~UndoStep()
	{
		try {
			if (m_supplier.is())
				m_supplier->getUndoManager()->leaveUndoContext();
		} catch (const uno::Exception &) {
			// nothing more can be done about the list of steps
		}
	}

      private:
	uno::Reference<document::XUndoManagerSupplier> m_supplier;
};
} // namespace

void checkSheet(const Frame &frame)
{
	Document d;
	if (!open(frame, true, d))
		return;
	Sheet sheet = sheetToCheck(d);
	if (isEmpty(sheet)) {
		say(frame, text(Text::EmptySheet), true);
		return;
	}
	const fr_form *form = formFor(d);
	if (!form)
		return;
	std::vector<Mark> marks;
	fr_summary summary = {};
	rtl::OUString why;
	if (!judge(d, sheet, form, marks, summary, why)) {
		say(frame, why, true);
		return;
	}
	size_t skipped = 0;
	{
		UndoStep step(d, text(Text::Undo));
		skipped = markAll(d, sheet, marks);
	}
	rtl::OUString records = rtl::OUString::number(static_cast<sal_Int64>(summary.records));
	closeFindings();
	if (summary.errors == 0 && summary.warnings == 0) {
		say(frame, text(Text::NothingWrong, records), false);
		return;
	}
	rtl::OUString told = text(Text::Found, records, rtl::OUString::number(static_cast<sal_Int64>(summary.errors)),
		rtl::OUString::number(static_cast<sal_Int64>(summary.warnings)));
	if (skipped)
		told += " " + text(Text::NotMarked, rtl::OUString::number(static_cast<sal_Int64>(skipped)));
	d.view->setActiveSheet(sheet);
	showFindings(frame, told, marks);
}

void clearSheet(const Frame &frame)
{
	Document d;
	if (!open(frame, true, d))
		return;
	UndoStep step(d, text(Text::UndoClear));
	for (const auto &sheet : allSheets(d))
		removeMarks(d.model, sheet);
	closeFindings();
}
} // namespace formrule
