/* Actions: what the menu and the toolbar ask for, as vnd.org.formrule: commands.
 * Stage: edge. In: a command. Out: the action; trouble becomes a message box, never an exception into the office. */
#include "check.hxx"
#include "dialogs.hxx"
#include "keys.hxx"
#include "masked.hxx"
#include "texts.hxx"

#include <com/sun/star/beans/PropertyValue.hpp>
#include <com/sun/star/frame/Desktop.hpp>
#include <com/sun/star/frame/XDispatchProvider.hpp>
#include <com/sun/star/frame/XNotifyingDispatch.hpp>
#include <com/sun/star/lang/XInitialization.hpp>
#include <com/sun/star/lang/XServiceInfo.hpp>
#include <cppuhelper/implbase4.hxx>
#include <cppuhelper/supportsservice.hxx>
#include <osl/file.hxx>

#include <exception>

using namespace com::sun::star;

namespace formrule
{
namespace
{
const char protocol[] = "vnd.org.formrule:";

/* The workbook is written into a folder of its own and opened as a template, so that saving it asks for a name. */
void newFromForm(const Frame &frame)
{
	std::string id = chooseForm(frame, text(Text::NewFromForm), text(Text::Open));
	if (id.empty())
		return;
	fr_form *form = nullptr;
	fr_error error = {};
	rtl::OUString url, path;
	fr_template_options options = {};
	options.size = sizeof options;
	options.lang = language();
	if (osl::FileBase::createTempFile(nullptr, nullptr, &url) != osl::FileBase::E_None)
		return;
	osl::File::remove(url);
	url += ".ots";
	osl::FileBase::getSystemPathFromFileURL(url, path);
	if (fr_form_load(engine(), id.c_str(), &form, nullptr, &error) != FR_OK ||
		fr_template_write(engine(), form, toUtf8(path).c_str(), &options, &error) != FR_OK) {
		say(frame, message(error), true);
		return;
	}
	uno::Sequence<beans::PropertyValue> arguments(1);
	arguments.getArray()[0].Name = "AsTemplate";
	arguments.getArray()[0].Value <<= true;
	frame::Desktop::create(context())->loadComponentFromURL(url, "_blank", 0, arguments);
	osl::File::remove(url);
}

void about(const Frame &frame)
{
	const fr_form_entry *entries = nullptr;
	size_t count = 0;
	rtl::OUString forms;
	if (fr_form_list(engine(), language(), &entries, &count, nullptr) == FR_OK)
		for (size_t i = 0; i < count; i++)
			forms += (i ? rtl::OUString("\n") : rtl::OUString()) + fromUtf8(entries[i].title) + "  " + fromUtf8(entries[i].id) +
				 " " + fromUtf8(entries[i].version);
	say(frame, text(Text::About, fromUtf8(fr_version()), forms), false);
}

class Actions : public cppu::WeakImplHelper4<frame::XDispatchProvider, frame::XNotifyingDispatch, lang::XInitialization, lang::XServiceInfo>
{
      public:
	void SAL_CALL initialize(const uno::Sequence<uno::Any> &arguments) override
	{
		if (arguments.getLength() > 0)
			arguments[0] >>= m_frame;
	}

	uno::Reference<frame::XDispatch> SAL_CALL queryDispatch(const util::URL &url, const rtl::OUString &, sal_Int32) override
	{
		return url.Complete.startsWith(protocol) ? uno::Reference<frame::XDispatch>(this) : uno::Reference<frame::XDispatch>();
	}

	uno::Sequence<uno::Reference<frame::XDispatch>> SAL_CALL queryDispatches(
		const uno::Sequence<frame::DispatchDescriptor> &requests) override
	{
		uno::Sequence<uno::Reference<frame::XDispatch>> all(requests.getLength());
		for (sal_Int32 i = 0; i < requests.getLength(); i++)
			all.getArray()[i] = queryDispatch(requests[i].FeatureURL, requests[i].FrameName, requests[i].SearchFlags);
		return all;
	}

	void SAL_CALL dispatch(const util::URL &url, const uno::Sequence<beans::PropertyValue> &) override
	{
		act(url.Complete.copy(static_cast<sal_Int32>(sizeof protocol - 1)));
	}

	void SAL_CALL dispatchWithNotification(const util::URL &url, const uno::Sequence<beans::PropertyValue> &arguments,
		const uno::Reference<frame::XDispatchResultListener> &listener) override
	{
		dispatch(url, arguments);
		if (listener.is())
			listener->dispatchFinished(frame::DispatchResultEvent(static_cast<cppu::OWeakObject *>(this), 1, uno::Any()));
	}

	void SAL_CALL addStatusListener(const uno::Reference<frame::XStatusListener> &, const util::URL &) override {}
	void SAL_CALL removeStatusListener(const uno::Reference<frame::XStatusListener> &, const util::URL &) override {}

	rtl::OUString SAL_CALL getImplementationName() override { return "org.formrule.Actions"; }
	sal_Bool SAL_CALL supportsService(const rtl::OUString &name) override { return cppu::supportsService(this, name); }
	uno::Sequence<rtl::OUString> SAL_CALL getSupportedServiceNames() override
	{
		uno::Sequence<rtl::OUString> names(1);
		names.getArray()[0] = "com.sun.star.frame.ProtocolHandler";
		return names;
	}

      private:
	void act(const rtl::OUString &command)
	{
		try {
			if (command == "check")
				checkSheet(m_frame);
			else if (command == "clear")
				clearSheet(m_frame);
			else if (command == "mask")
				saveMasked(m_frame);
			else if (command == "key")
				chooseKey(m_frame);
			else if (command == "new")
				newFromForm(m_frame);
			else if (command == "about")
				about(m_frame);
		} catch (const uno::Exception &e) {
			tell(e.Message);
		} catch (const std::exception &e) {
			tell(fromUtf8(e.what()));
		}
	}

	void tell(const rtl::OUString &what)
	{
		try {
			say(m_frame, what, true);
		} catch (const uno::Exception &) {
			// no window to say it in
		}
	}

	Frame m_frame;
};
} // namespace
} // namespace formrule

extern "C" SAL_DLLPUBLIC_EXPORT uno::XInterface *formrule_actions(uno::XComponentContext *context, const uno::Sequence<uno::Any> &)
{
	formrule::setContext(context);
	return cppu::acquire(new formrule::Actions);
}
