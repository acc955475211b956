/* Masked copy.
 * Stage: edge. In: a spreadsheet document. Out: a masked file; on any trouble a message, and no file. */
#include "masked.hxx"
#include "document.hxx"
#include "pickers.hxx"
#include "texts.hxx"

#include <com/sun/star/beans/PropertyValue.hpp>
#include <com/sun/star/frame/DispatchHelper.hpp>
#include <com/sun/star/frame/XDispatchProvider.hpp>
#include <com/sun/star/frame/XStorable.hpp>
#include <com/sun/star/frame/XTitle.hpp>
#include <com/sun/star/io/IOException.hpp>
#include <com/sun/star/io/XOutputStream.hpp>
#include <com/sun/star/view/XSelectionSupplier.hpp>
#include <cppuhelper/implbase1.hxx>
#include <osl/file.hxx>
#include <rtl/ref.hxx>

#include <cerrno>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

using namespace com::sun::star;

namespace formrule
{
namespace
{
/* Kinds of files that can be written; in the order of the picker's filters. */
const struct Format {
	const char *ending, *filter, *options;
	Text words;
} formats[] = {{".ods", "calc8", "", Text::FormatOds}, {".xlsx", "Calc MS Excel 2007 XML", "", Text::FormatXlsx},
	{".csv", "Text - txt - csv (StarCalc)", "44,34,76,1,,0,false,true,false", Text::FormatCsv}}; // UTF-8, cells as they are shown

/* The document as it stands, in memory that ends with this: no file of ours ever holds its clear text, whatever happens. */
class Memory : public cppu::WeakImplHelper1<io::XOutputStream>
{
      public:
	Memory() : m_fd(memfd_create("formrule", MFD_CLOEXEC)) {}
	~Memory() override
	{
		if (m_fd >= 0)
			::close(m_fd);
	}
	std::string path() const { return "/proc/self/fd/" + std::to_string(m_fd); }

	void SAL_CALL writeBytes(const uno::Sequence<sal_Int8> &bytes) override
	{
		const sal_Int8 *p = bytes.getConstArray();
		for (size_t left = static_cast<size_t>(bytes.getLength()); left > 0;) {
			ssize_t n = ::write(m_fd, p, left);
			if (n < 0 && errno == EINTR)
				continue;
			if (n <= 0)
				throw io::IOException();
			p += n;
			left -= static_cast<size_t>(n);
		}
	}
	void SAL_CALL flush() override {}
	void SAL_CALL closeOutput() override {}

      private:
	int m_fd;
};

const sal_Int32 whole = 1000; // steps of the bar

struct Target {
	rtl::OUString path; // "" when none was chosen
	const Format *format;
	rtl::OUString sheet; // in front
};

rtl::OUString number(size_t n) { return rtl::OUString::number(static_cast<sal_Int64>(n)); }

/* Name of the document as people know it: of its file, or what the window shows. */
rtl::OUString titleOf(const Document &d)
{
	rtl::OUString path, title = uno::Reference<frame::XTitle>(d.model, uno::UNO_QUERY_THROW)->getTitle();
	if (osl::FileBase::getSystemPathFromFileURL(d.model->getURL(), path) == osl::FileBase::E_None)
		title = path.copy(path.lastIndexOf('/') + 1);
	return title;
}

bool isSameFile(const rtl::OUString &url, const rtl::OUString &path)
{
	rtl::OUString own;
	struct stat a, b;
	return osl::FileBase::getSystemPathFromFileURL(url, own) == osl::FileBase::E_None &&
	       (own == path || (::stat(toUtf8(own).c_str(), &a) == 0 && ::stat(toUtf8(path).c_str(), &b) == 0 && a.st_dev == b.st_dev &&
				       a.st_ino == b.st_ino));
}

/* The format the name asks for; a name that asks for none gets the one given. */
const Format &formatOf(const rtl::OUString &name, const Format &otherwise)
{
	for (const Format &format : formats)
		if (name.endsWithIgnoreAsciiCase(fromUtf8(format.ending)))
			return format;
	return otherwise;
}

/* Where to: beside the document and in its own format, unless the user wants something else; never in its place. */
Target ask(const Document &d)
{
	rtl::OUString url = d.model->getURL(), name = titleOf(d);
	const Format &own = formatOf(name, formats[0]);
	sal_Int32 dot = name.lastIndexOf('.');
	for (;;) {
		Picker picker(true, text(Text::MaskTitle));
		for (const Format &format : formats)
			picker.filter(text(format.words), "*" + fromUtf8(format.ending), &format == &own);
		picker.suggest(url.startsWith("file:") ? url.copy(0, url.lastIndexOf('/')) : rtl::OUString(),
			(dot > 0 ? name.copy(0, dot) : name) + text(Text::MaskSuffix) + fromUtf8(own.ending));
		rtl::OUString path = picker.choose();
		if (path.isEmpty() || !isSameFile(url, path))
			return Target{
				path, &formatOf(path, formats[picker.chosenFilter()]), fromUtf8(nameOf(d.view->getActiveSheet()).c_str())};
		say(d.frame, text(Text::MaskSame), true);
	}
}

/* What is being typed into a cell is entered, as saving does; the selection stays. */
void finishTyping(const Document &d)
{
	uno::Reference<view::XSelectionSupplier> selection(d.view, uno::UNO_QUERY_THROW);
	uno::Any selected = selection->getSelection();
	frame::DispatchHelper::create(context())->executeDispatch(uno::Reference<frame::XDispatchProvider>(d.frame, uno::UNO_QUERY_THROW),
		".uno:Deselect", "", 0, uno::Sequence<beans::PropertyValue>());
	selection->select(selected);
}

/* Neither the document's place nor whether it is saved changes by this. A CSV file holds the sheet in front. */
rtl::Reference<Memory> store(const Document &d, const Format &format, const Progress &progress)
{
	rtl::Reference<Memory> memory(new Memory);
	uno::Sequence<beans::PropertyValue> arguments(4);
	arguments.getArray()[0].Name = "FilterName";
	arguments.getArray()[0].Value <<= fromUtf8(format.filter);
	arguments.getArray()[1].Name = "OutputStream";
	arguments.getArray()[1].Value <<= uno::Reference<io::XOutputStream>(memory.get());
	arguments.getArray()[2].Name = "FilterOptions";
	arguments.getArray()[2].Value <<= fromUtf8(format.options);
	arguments.getArray()[3].Name = "StatusIndicator";
	arguments.getArray()[3].Value <<= progress.bar();
	uno::Reference<frame::XStorable>(d.model, uno::UNO_QUERY_THROW)->storeToURL("private:stream", arguments);
	return memory;
}

/* The form the document names, or the one whose fields its header names; none is no fault. */
bool findForm(const Document &d, const std::string &path, const fr_form **form, fr_error &error)
{
	char name[256] = "";
	fr_form *loaded = nullptr;
	std::string id = formOf(d.model);
	if (id.empty()) {
		if (fr_input_form(engine(), path.c_str(), nullptr, 0, name, sizeof name, &error) != FR_OK)
			return error.code == FR_INPUT_FORM;
		id = name;
	}
	bool ok = fr_form_load(engine(), id.c_str(), &loaded, nullptr, &error) == FR_OK;
	*form = loaded;
	return ok;
}

/* A file without a name is called by the document's in what people read. */
rtl::OUString told(fr_error error, const std::string &path, const rtl::OUString &name)
{
	std::string shown = toUtf8(name);
	for (char *part : {error.source, error.args[0], error.args[1], error.args[2], error.args[3]})
		if (path == part) {
			size_t n = std::min(shown.size(), sizeof error.source - 1);
			while (n < shown.size() && n > 0 && (shown[n] & 0xC0) == 0x80)
				n--;
			shown.copy(part, n);
			part[n] = 0;
		}
	return message(error);
}

/* What was taken out of the file; what was not there is not spoken of. */
rtl::OUString removed(const fr_mask_summary &done)
{
	const std::pair<Text, size_t> parts[] = {{Text::MaskComments, done.comments}, {Text::MaskChanges, done.changes},
		{Text::MaskShapes, done.shapes}, {Text::MaskLinks, done.links}, {Text::MaskParts, done.parts}};
	rtl::OUString words;
	for (const auto &part : parts)
		if (part.second)
			words += (words.isEmpty() ? rtl::OUString() : fromUtf8(language()[0] == 'z' ? "、" : ", ")) +
				 text(part.first, number(part.second));
	return words;
}

rtl::OUString report(const Target &target, const fr_form *form, const fr_mask_summary &done)
{
	rtl::OUString words = text(Text::MaskDone, target.path, number(done.cells), number(done.rows));
	if (target.format->words == Text::FormatCsv)
		words += "\n" + text(Text::MaskCsv, target.sheet);
	if (done.formulas)
		words += "\n" + text(Text::MaskFormulas, number(done.formulas));
	if (done.texts)
		words += "\n" + text(Text::MaskTexts, number(done.texts));
	rtl::OUString gone = removed(done);
	if (!gone.isEmpty())
		words += "\n" + text(Text::MaskRemoved, gone);
	if (target.format->words != Text::FormatCsv)
		words += "\n" + text(Text::MaskAuthor);
	words += "\n\n";
	if (!form)
		return words + text(Text::MaskNoForm);
	rtl::OUString title = fromUtf8(fr_form_title(form, language()));
	return words + (done.known ? text(Text::MaskByForm, title) : text(Text::MaskNoTable, title));
}
/* Lets events through by moving the bar, and asks whether to go on. */
struct Watch {
	Progress &progress;
	Stop stop;
	static bool step(void *user, uint64_t part, uint64_t all, size_t)
	{
		Watch *w = static_cast<Watch *>(user);
		w->progress.at(all ? static_cast<sal_Int32>(std::min(part, all) * whole / all) : 0);
		return !w->stop.asked();
	}
};

/* What to say at the end; nothing when the user stopped it. warn: whether there is something to look at. */
rtl::OUString write(const Document &d, const Target &target, Progress &progress, bool &warn)
{
	const rtl::OUString title = titleOf(d);
	const fr_form *form = nullptr;
	fr_error error = {};
	fr_mask_summary done = {};
	rtl::Reference<Memory> memory = store(d, *target.format, progress);
	bool ok = findForm(d, memory->path(), &form, error);
	if (ok) {
		Watch watch{progress, Stop(d.frame, text(Text::Masking))};
		fr_mask_options options = {};
		options.size = sizeof options;
		options.progress = Watch::step;
		options.progress_user = &watch;
		ok = fr_mask_file(engine(), form, memory->path().c_str(), toUtf8(target.path).c_str(), &options, &done, &error) == FR_OK;
	}
	warn = !ok || !form || !done.known;
	if (ok)
		return report(target, form, done);
	return error.status == FR_E_CANCELLED ? rtl::OUString() : told(error, memory->path(), title);
}
} // namespace

void saveMasked(const Frame &frame)
{
	Document d;
	if (!open(frame, false, d))
		return;
	finishTyping(d);
	Target target = ask(d);
	if (target.path.isEmpty())
		return;
	rtl::OUString said;
	bool warn = true;
	try {
		Progress progress(frame, text(Text::Masking), whole);
		said = write(d, target, progress, warn);
	} catch (const io::IOException &) {
		said = text(Text::MaskNoStore);
	}
	if (!said.isEmpty())
		say(frame, said, warn);
}
} // namespace formrule
