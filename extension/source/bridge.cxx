/* Bridge: the engine as the office sees it.
 * Stage: edge. In: UNO values. Out: calls of the public API. */
#include "bridge.hxx"
#include "texts.hxx"

#include <com/sun/star/beans/PropertyValue.hpp>
#include <com/sun/star/beans/XPropertySet.hpp>
#include <com/sun/star/container/XNameAccess.hpp>
#include <com/sun/star/deployment/PackageInformationProvider.hpp>
#include <com/sun/star/document/XDocumentPropertiesSupplier.hpp>
#include <com/sun/star/lang/XMultiServiceFactory.hpp>
#include <com/sun/star/util/PathSubstitution.hpp>
#include <osl/file.hxx>

#include <cstdlib>
#include <mutex>

using namespace com::sun::star;

namespace formrule
{
namespace
{
uno::Reference<uno::XComponentContext> g_context; // set once, when the office makes our first service

std::string systemPath(const rtl::OUString &url)
{
	rtl::OUString path;
	return osl::FileBase::getSystemPathFromFileURL(url, path) == osl::FileBase::E_None ? toUtf8(path) : std::string();
}

rtl::OUString userFormsUrl()
{
	uno::Reference<util::XStringSubstitution> substitution(util::PathSubstitution::create(context()), uno::UNO_QUERY_THROW);
	return substitution->substituteVariables("$(user)", true) + "/formrule/forms";
}

std::vector<std::string> formFolders()
{
	std::vector<std::string> folders;
	std::string list = std::getenv("FORMRULE_FORMS") ? std::getenv("FORMRULE_FORMS") : "";
	for (size_t at = 0; at < list.size();) {
		size_t end = std::min(list.find(':', at), list.size());
		if (end > at)
			folders.push_back(list.substr(at, end - at));
		at = end + 1;
	}
	folders.push_back(systemPath(userFormsUrl()));
	rtl::OUString package = deployment::PackageInformationProvider::get(context())->getPackageLocation("org.formrule");
	if (!package.isEmpty())
		folders.push_back(systemPath(package + "/forms"));
	return folders;
}
} // namespace

rtl::OUString fromUtf8(const char *text) { return rtl::OUString(text, static_cast<sal_Int32>(strlen(text)), RTL_TEXTENCODING_UTF8); }
rtl::OUString fromUtf8(fr_str text)
{
	return text.n ? rtl::OUString(text.p, static_cast<sal_Int32>(text.n), RTL_TEXTENCODING_UTF8) : rtl::OUString();
}

std::string toUtf8(const rtl::OUString &text)
{
	rtl::OString bytes = rtl::OUStringToOString(text, RTL_TEXTENCODING_UTF8);
	return std::string(bytes.getStr(), static_cast<size_t>(bytes.getLength()));
}

void setContext(const uno::Reference<uno::XComponentContext> &context)
{
	if (!g_context.is())
		g_context = context;
}

uno::Reference<uno::XComponentContext> context() { return g_context; }

rtl::OUString officeLocale()
{
	rtl::OUString locale;
	try {
		uno::Reference<lang::XMultiServiceFactory> provider(context()->getServiceManager()->createInstanceWithContext(
									    "com.sun.star.configuration.ConfigurationProvider", context()),
			uno::UNO_QUERY_THROW);
		beans::PropertyValue path;
		path.Name = "nodepath";
		path.Value <<= rtl::OUString("/org.openoffice.Setup/L10N");
		uno::Sequence<uno::Any> arguments(1);
		arguments.getArray()[0] <<= path;
		uno::Reference<container::XNameAccess> access(
			provider->createInstanceWithArguments("com.sun.star.configuration.ConfigurationAccess", arguments),
			uno::UNO_QUERY_THROW);
		access->getByName("ooLocale") >>= locale;
	} catch (const uno::Exception &) {
		locale.clear(); // English then
	}
	return locale;
}

rtl::OUString userForms()
{
	rtl::OUString path;
	osl::FileBase::getSystemPathFromFileURL(userFormsUrl(), path);
	return path;
}

fr_engine *engine()
{
	static std::mutex lock;
	static fr_engine *made = nullptr; // lives as long as the office: results of functions may be asked for at any time
	std::lock_guard<std::mutex> guard(lock);
	if (made)
		return made;
	std::vector<std::string> folders = formFolders();
	std::vector<const char *> names;
	for (const std::string &folder : folders)
		names.push_back(folder.c_str());
	fr_engine_options options = {};
	options.size = sizeof options;
	options.form_dirs = names.data();
	options.form_dir_count = names.size();
	fr_error error = {};
	if (fr_engine_new(&options, &made, &error) != FR_OK) {
		made = nullptr;
		throw uno::RuntimeException(message(error));
	}
	return made;
}

rtl::OUString message(const fr_error &error)
{
	char text[2048];
	fr_error_message(&error, language(), text, sizeof text);
	return fromUtf8(text);
}

std::string formOf(const uno::Reference<uno::XInterface> &document)
{
	rtl::OUString name;
	uno::Reference<document::XDocumentPropertiesSupplier> supplier(document, uno::UNO_QUERY);
	if (supplier.is()) {
		uno::Reference<beans::XPropertySet> properties(
			supplier->getDocumentProperties()->getUserDefinedProperties(), uno::UNO_QUERY);
		if (properties.is() && properties->getPropertySetInfo()->hasPropertyByName("formrule"))
			properties->getPropertyValue("formrule") >>= name;
	}
	return toUtf8(name);
}

Run::Run(const fr_form *form, const std::string &sheet, bool outputs)
{
	fr_run_options options = {};
	options.size = sizeof options;
	options.lang = language();
	options.outputs_off = !outputs;
	m_failed = fr_run_open(engine(), form, &options, &m_run, &m_error) != FR_OK ||
		   fr_run_table(m_run, fr_str{nullptr, 0}, fr_str{sheet.data(), sheet.size()}, &m_error) != FR_OK;
}

Run::~Run() { fr_run_close(m_run); }

bool Run::drain(const Taker &taker)
{
	const fr_result *result = nullptr;
	fr_status status;
	while ((status = fr_run_next(m_run, &result, &m_error)) == FR_OK)
		taker(*result);
	m_failed = status != FR_END;
	return !m_failed;
}

bool Run::header(const std::vector<fr_cell> &row, size_t number, const Taker &taker)
{
	m_failed = m_failed || fr_run_header(m_run, row.data(), row.size(), number, &m_error) != FR_OK;
	return !m_failed && drain(taker);
}

bool Run::push(const std::vector<fr_cell> &row, size_t number, const Taker &taker)
{
	m_failed = m_failed || fr_run_push(m_run, row.data(), row.size(), number, &m_error) != FR_OK;
	return !m_failed && drain(taker);
}

bool Run::note(size_t row, size_t column, const std::string &words)
{
	m_failed = m_failed || fr_run_note(m_run, row, column, fr_str{words.data(), words.size()}, &m_error) != FR_OK;
	return !m_failed;
}

bool Run::end(const Taker &taker)
{
	m_failed = m_failed || fr_run_end(m_run, &m_error) != FR_OK;
	return !m_failed && drain(taker);
}

bool Run::connect()
{
	m_failed = m_failed || fr_run_connect(m_run, m_run, &m_error) != FR_OK;
	return !m_failed;
}

bool Run::gathers() const { return fr_run_gathers(m_run); }

bool Run::gather(bool on)
{
	m_failed = m_failed || fr_run_gather(m_run, on, &m_error) != FR_OK;
	return !m_failed;
}

bool Run::table(const std::string &sheet)
{
	m_failed = m_failed || fr_run_table(m_run, fr_str{nullptr, 0}, fr_str{sheet.data(), sheet.size()}, &m_error) != FR_OK;
	return !m_failed;
}

bool Run::rest(const Taker &taker)
{
	const fr_result *result = nullptr;
	fr_status status;
	while ((status = fr_run_rest(m_run, &result, &m_error)) == FR_OK)
		taker(*result);
	m_failed = m_failed || status != FR_END;
	return !m_failed;
}

fr_summary Run::summary() const
{
	fr_summary summary = {};
	if (m_run)
		fr_run_summary(m_run, &summary);
	return summary;
}
} // namespace formrule
