/* Pickers.
 * Stage: edge. In: what may be chosen. Out: a path on this machine. */
#include "pickers.hxx"
#include "texts.hxx"

#include <com/sun/star/ui/dialogs/ExecutableDialogResults.hpp>
#include <com/sun/star/ui/dialogs/ExtendedFilePickerElementIds.hpp>
#include <com/sun/star/ui/dialogs/FilePicker.hpp>
#include <com/sun/star/ui/dialogs/TemplateDescription.hpp>
#include <com/sun/star/ui/dialogs/XFilePickerControlAccess.hpp>
#include <osl/file.hxx>

#include <algorithm>

using namespace com::sun::star;

namespace formrule
{
Picker::Picker(bool save, const rtl::OUString &title)
    : m_picker(ui::dialogs::FilePicker::createWithMode(context(),
	      save ? ui::dialogs::TemplateDescription::FILESAVE_AUTOEXTENSION : ui::dialogs::TemplateDescription::FILEOPEN_SIMPLE))
{
	m_picker->setTitle(title);
	uno::Reference<ui::dialogs::XFilePickerControlAccess> controls(m_picker, uno::UNO_QUERY);
	if (save && controls.is())
		controls->setValue(ui::dialogs::ExtendedFilePickerElementIds::CHECKBOX_AUTOEXTENSION, 0, uno::Any(true));
}

void Picker::filter(const rtl::OUString &words, const rtl::OUString &pattern, bool chosen)
{
	m_picker->appendFilter(words, pattern);
	if (chosen)
		m_picker->setCurrentFilter(words);
	m_filters.push_back(words);
}

void Picker::suggest(const rtl::OUString &folderUrl, const rtl::OUString &name)
{
	if (!folderUrl.isEmpty())
		m_picker->setDisplayDirectory(folderUrl);
	m_picker->setDefaultName(name);
}

rtl::OUString Picker::choose()
{
	rtl::OUString path;
	if (m_picker->execute() != ui::dialogs::ExecutableDialogResults::OK)
		return path;
	uno::Sequence<rtl::OUString> files = m_picker->getSelectedFiles();
	if (files.getLength() && osl::FileBase::getSystemPathFromFileURL(files[0], path) != osl::FileBase::E_None)
		throw uno::RuntimeException(text(Text::NotLocal));
	return path;
}

size_t Picker::chosenFilter() const
{
	auto at = std::find(m_filters.begin(), m_filters.end(), m_picker->getCurrentFilter());
	return at == m_filters.end() ? 0 : static_cast<size_t>(at - m_filters.begin());
}
} // namespace formrule
