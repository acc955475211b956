/* Keys.
 * Stage: edge. In: the user's choice. Out: the key, for the length of a call. */
#include "keys.hxx"
#include "pickers.hxx"
#include "texts.hxx"

#include <com/sun/star/beans/PropertyValue.hpp>
#include <com/sun/star/container/XNameReplace.hpp>
#include <com/sun/star/frame/Desktop.hpp>
#include <com/sun/star/lang/IllegalArgumentException.hpp>
#include <com/sun/star/lang/XMultiServiceFactory.hpp>
#include <com/sun/star/sheet/XCalculatable.hpp>
#include <com/sun/star/util/XChangesBatch.hpp>
#include <cppuhelper/implbase1.hxx>

#include <map>
#include <memory>
#include <mutex>

using namespace com::sun::star;

namespace formrule
{
namespace
{
struct Closer {
	void operator()(fr_key *key) const { fr_key_close(key); } // wipes it
};
typedef std::unique_ptr<fr_key, Closer> Key;

/* What is known of the chosen key; the lock is held while a key is in use. */
std::mutex g_lock;
uno::Reference<container::XNameAccess> g_settings; // follows the configuration
rtl::OUString g_path; // of the file the keys below are from
std::map<std::string, Key> g_open; // by the id asked for

uno::Reference<container::XNameAccess> settings(const char *service)
{
	uno::Reference<lang::XMultiServiceFactory> provider(
		context()->getServiceManager()->createInstanceWithContext("com.sun.star.configuration.ConfigurationProvider", context()),
		uno::UNO_QUERY_THROW);
	beans::PropertyValue path;
	path.Name = "nodepath";
	path.Value <<= rtl::OUString("/org.formrule.Settings/Pseudonyms");
	uno::Sequence<uno::Any> arguments(1);
	arguments.getArray()[0] <<= path;
	return uno::Reference<container::XNameAccess>(
		provider->createInstanceWithArguments("com.sun.star.configuration." + fromUtf8(service), arguments), uno::UNO_QUERY_THROW);
}

class AtEnd : public cppu::WeakImplHelper1<frame::XTerminateListener>
{
      public:
	void SAL_CALL queryTermination(const lang::EventObject &) override {}
	void SAL_CALL notifyTermination(const lang::EventObject &) override
	{
		std::lock_guard<std::mutex> guard(g_lock);
		g_open.clear();
		g_settings.clear();
	}
	void SAL_CALL disposing(const lang::EventObject &) override {}
};

/* The path chosen, "" for none; keys of another are wiped. */
rtl::OUString chosenPath(const std::lock_guard<std::mutex> &)
{
	rtl::OUString path;
	if (!g_settings.is()) {
		g_settings = settings("ConfigurationAccess");
		frame::Desktop::create(context())->addTerminateListener(new AtEnd);
	}
	g_settings->getByName("KeyFile") >>= path;
	if (path != g_path)
		g_open.clear();
	return g_path = path;
}

/* A key file that makes pseudonyms; empty with the reason in error. */
Key openKey(const rtl::OUString &path, fr_error &error)
{
	fr_key *key = nullptr;
	char nothing[1];
	if (fr_key_open(engine(), toUtf8(path).c_str(), &key, &error) != FR_OK)
		return Key();
	Key opened(key);
	/* The engine says whether the key is of the right kind. */
	return fr_pseudonym(engine(), key, fr_str{nullptr, 0}, "name", nothing, sizeof nothing, nullptr, &error) == FR_OK
		       ? std::move(opened)
		       : Key();
}

void setPath(const rtl::OUString &path)
{
	uno::Reference<container::XNameAccess> access = settings("ConfigurationUpdateAccess");
	uno::Reference<container::XNameReplace>(access, uno::UNO_QUERY_THROW)->replaceByName("KeyFile", uno::Any(path));
	uno::Reference<util::XChangesBatch>(access, uno::UNO_QUERY_THROW)->commitChanges();
	std::lock_guard<std::mutex> guard(g_lock);
	g_open.clear(); // the same path may be another file by now
}

rtl::OUString newestId(const fr_key *key)
{
	char ids[1][FR_KEY_ID] = {""};
	fr_key_ids(key, ids, 1);
	return fromUtf8(ids[0]);
}

/* Takes a key file that can be used; anything else is told, and the choice stays as it was. */
bool take(const Frame &frame, const rtl::OUString &path)
{
	fr_error error = {};
	Key key = openKey(path, error);
	if (!key) {
		say(frame, message(error), true);
		return false;
	}
	setPath(path);
	say(frame, text(Text::KeyTaken, newestId(key.get())), false);
	return true;
}

bool makeNew(const Frame &frame)
{
	Picker picker(true, text(Text::KeyNew));
	picker.filter(text(Text::KeyFiles), "*.key", true);
	picker.suggest(rtl::OUString(), text(Text::KeyName));
	rtl::OUString path = picker.choose();
	fr_error error = {};
	if (path.isEmpty())
		return false;
	if (fr_key_new(toUtf8(path).c_str(), &error) == FR_OK)
		return take(frame, path);
	say(frame, message(error), true);
	return false;
}

bool pick(const Frame &frame)
{
	Picker picker(false, text(Text::KeyChoose));
	picker.filter(text(Text::KeyFiles), "*.key", true);
	picker.filter(text(Text::AllFiles), "*", false);
	rtl::OUString path = picker.choose();
	return !path.isEmpty() && take(frame, path);
}

rtl::OUString stateOf(const rtl::OUString &path)
{
	fr_error error = {};
	if (path.isEmpty())
		return text(Text::KeyNone);
	Key key = openKey(path, error);
	return key ? text(Text::KeyInUse, newestId(key.get()), path) : text(Text::KeyBroken, message(error));
}
} // namespace

void useKey(const std::string &id, const std::function<void(const fr_key *)> &use)
{
	std::lock_guard<std::mutex> guard(g_lock);
	rtl::OUString path = chosenPath(guard);
	fr_error error = {};
	if (path.isEmpty())
		throw uno::RuntimeException(text(Text::KeyNone));
	auto at = g_open.find(id);
	if (at == g_open.end()) {
		Key opened = openKey(path, error);
		if (!opened)
			throw uno::RuntimeException(message(error));
		if (!id.empty() && fr_key_use(opened.get(), id.c_str(), &error) != FR_OK)
			throw lang::IllegalArgumentException(message(error), nullptr, 2);
		at = g_open.emplace(id, std::move(opened)).first;
	}
	use(at->second.get());
}

void chooseKey(const Frame &frame)
{
	rtl::OUString path;
	{
		std::lock_guard<std::mutex> guard(g_lock);
		path = chosenPath(guard);
	}
	bool changed = false;
	int answer = choose(frame, text(Text::KeyTitle), stateOf(path),
		{text(Text::KeyChoose), path.isEmpty() ? text(Text::KeyNew) : text(Text::KeyStop), text(Text::Close)});
	if (answer == 0)
		changed = pick(frame);
	else if (answer == 1 && path.isEmpty())
		changed = makeNew(frame);
	else if (answer == 1) {
		setPath(rtl::OUString());
		changed = true;
	}
	uno::Reference<sheet::XCalculatable> sheets(
		frame.is() && frame->getController().is() ? frame->getController()->getModel() : uno::Reference<frame::XModel>(),
		uno::UNO_QUERY);
	if (changed && sheets.is())
		sheets->calculateAll();
}
} // namespace formrule
