/* Functions: the sheet functions FORM.….
 * Stage: edge. In: ranges and values of a sheet. Out: arrays and values. One run for each call. */
#include "bridge.hxx"
#include "texts.hxx"

#include <com/sun/star/lang/IllegalArgumentException.hpp>
#include <com/sun/star/lang/XLocalizable.hpp>
#include <com/sun/star/lang/XServiceInfo.hpp>
#include <com/sun/star/sheet/XCellRangeData.hpp>
#include <cppuhelper/implbase3.hxx>
#include <cppuhelper/supportsservice.hxx>
#include <org/formrule/XForm.hpp>

#include <cmath>

using namespace com::sun::star;

namespace formrule
{
namespace
{
typedef uno::Reference<table::XCellRange> Range;

[[noreturn]] void refuse(const rtl::OUString &why) { throw lang::IllegalArgumentException(why, nullptr, 0); }

AnyRows data(const Range &range)
{
	uno::Reference<sheet::XCellRangeData> access(range, uno::UNO_QUERY);
	if (!access.is())
		refuse("range");
	return access->getDataArray();
}

const fr_form *load(const uno::Reference<beans::XPropertySet> &document, const rtl::OUString &name)
{
	std::string id = name.isEmpty() ? formOf(document) : toUtf8(name);
	fr_form *form = nullptr;
	fr_error error = {};
	if (id.empty())
		refuse(text(Text::ChooseForm));
	if (fr_form_load(engine(), id.c_str(), &form, nullptr, &error) != FR_OK)
		refuse(message(error));
	return form;
}

rtl::OUString messages(const fr_result &result)
{
	rtl::OUString all;
	char one[1024];
	for (size_t i = 0; i < result.finding_count; i++) {
		if (result.findings[i].level == FR_LEVEL_INFO)
			continue;
		fr_finding_message(&result.findings[i], language(), one, sizeof one);
		if (!all.isEmpty())
			all += fromUtf8(language()[0] == 'z' ? ";" : "; ");
		all += fromUtf8(one);
	}
	return all;
}

/* One column, a cell for each row: what make() gives for a row's result, "" for rows without one. */
AnyRows judge(const uno::Reference<beans::XPropertySet> &document, const rtl::OUString &name, const Range &headers, const Range &rows,
	const std::function<uno::Any(const fr_result &)> &make)
{
	const fr_form *form = load(document, name);
	AnyRows head = data(headers), body = data(rows);
	sal_Int32 n = body.getLength();
	AnyRows out(n);
	for (sal_Int32 i = 0; i < n; i++) {
		AnyRow cell(1);
		cell.getArray()[0] <<= rtl::OUString();
		out.getArray()[i] = cell;
	}
	Run run(form, std::string());
	rtl::OUString missing; // a required column that is not there makes every record wrong
	auto take = [&](const fr_result &result) {
		sal_Int32 at = static_cast<sal_Int32>(result.row) - 2;
		if (result.header && !result.valid)
			missing = messages(result);
		else if (!result.header && at >= 0 && at < n)
			out.getArray()[at].getArray()[0] = make(result);
	};
	bool ok = !run.failed() && head.getLength() > 0 && run.header(head[0], 1, take);
	if (ok && !missing.isEmpty())
		refuse(missing);
	for (sal_Int32 i = 0; ok && i < n; i++)
		ok = run.push(body[i], static_cast<size_t>(i) + 2, take);
	if (ok)
		ok = run.end(take);
	if (!ok)
		refuse(message(run.error()));
	return out;
}

uno::Any output(const fr_result &result, const std::string &name)
{
	uno::Any value(rtl::OUString{});
	for (size_t i = 0; i < result.output_count; i++) {
		const fr_output &o = result.outputs[i];
		if (std::string(o.name.p, o.name.n) != name)
			continue;
		if (o.kind == FR_OUTPUT_TEXT)
			value <<= fromUtf8(o.text);
		else if (o.kind != FR_OUTPUT_EMPTY)
			value <<= o.number;
	}
	return value;
}

/* What a cell shows, as text: whole numbers without a point, so that a phone typed as a number stays one. */
std::string cellText(const uno::Any &value)
{
	rtl::OUString text;
	double number;
	if (value >>= text)
		return toUtf8(text);
	if (!(value >>= number))
		return std::string();
	if (std::floor(number) == number && std::fabs(number) < 1e15)
		return toUtf8(rtl::OUString::number(static_cast<sal_Int64>(number)));
	return toUtf8(rtl::OUString::number(number));
}

/* The cell given. An empty one comes as the number 0, which is nobody's name or number: nothing to mask. */
uno::Any single(const AnyRows &rows)
{
	uno::Any value;
	if (rows.getLength() && rows[0].getLength())
		value = rows[0][0];
	double number = 1;
	return (value >>= number) && number == 0 ? uno::Any() : value;
}

/* Calls a function of the API that fills a buffer, with a larger one when the first was too small. */
template <typename Call> rtl::OUString filled(Call call)
{
	std::string buffer(1024, '\0');
	size_t needed = 0;
	fr_error error = {};
	fr_status status = call(&buffer[0], buffer.size(), &needed, &error);
	if (status == FR_OK && needed >= buffer.size()) {
		buffer.assign(needed + 1, '\0');
		status = call(&buffer[0], buffer.size(), &needed, &error);
	}
	if (status != FR_OK)
		refuse(message(error));
	return fromUtf8(fr_str{buffer.data(), needed});
}

class Form : public cppu::WeakImplHelper3<org::formrule::XForm, lang::XServiceInfo, lang::XLocalizable>
{
      public:
	AnyRows SAL_CALL errors(const uno::Reference<beans::XPropertySet> &document, const rtl::OUString &form, const Range &headers,
		const Range &rows) override
	{
		return judge(document, form, headers, rows, [](const fr_result &r) { return uno::Any(messages(r)); });
	}

	AnyRows SAL_CALL valid(const uno::Reference<beans::XPropertySet> &document, const rtl::OUString &form, const Range &headers,
		const Range &rows) override
	{
		return judge(document, form, headers, rows, [](const fr_result &r) { return uno::Any(r.valid ? 1.0 : 0.0); });
	}

	AnyRows SAL_CALL value(const uno::Reference<beans::XPropertySet> &document, const rtl::OUString &form, const rtl::OUString &name,
		const Range &headers, const Range &rows) override
	{
		std::string wanted = toUtf8(name);
		return judge(document, form, headers, rows, [&wanted](const fr_result &r) { return output(r, wanted); });
	}

	rtl::OUString SAL_CALL mask(const AnyRows &value, const rtl::OUString &kind, const uno::Any &style) override
	{
		std::string text = cellText(single(value)), k = toUtf8(kind), s = cellText(style);
		return filled([&](char *buffer, size_t capacity, size_t *needed, fr_error *error) {
			return fr_mask(engine(), fr_str{text.data(), text.size()}, k.c_str(), s.c_str(), buffer, capacity, needed, error);
		});
	}

	rtl::OUString SAL_CALL masktext(const AnyRows &value) override
	{
		std::string text = cellText(single(value));
		return filled([&](char *buffer, size_t capacity, size_t *needed, fr_error *error) {
			return fr_mask_text(engine(), fr_str{text.data(), text.size()}, buffer, capacity, needed, error);
		});
	}

	double SAL_CALL workday(double start, double count, const uno::Any &calendar) override
	{
		std::string name = cellText(calendar);
		double out = 0;
		fr_error error = {};
		if (!(std::fabs(count) <= 100000) || fr_workday(engine(), start, static_cast<long>(count),
							     name.empty() ? nullptr : name.c_str(), &out, nullptr, &error) != FR_OK)
			refuse(message(error));
		return out;
	}

	double SAL_CALL networkdays(double from, double to, const uno::Any &calendar) override
	{
		std::string name = cellText(calendar);
		long out = 0;
		fr_error error = {};
		if (fr_networkdays(engine(), from, to, name.empty() ? nullptr : name.c_str(), &out, nullptr, &error) != FR_OK)
			refuse(message(error));
		return static_cast<double>(out);
	}

	void SAL_CALL setLocale(const lang::Locale &locale) override { m_locale = locale; }
	lang::Locale SAL_CALL getLocale() override { return m_locale; }
	rtl::OUString SAL_CALL getImplementationName() override { return "org.formrule.Form"; }
	sal_Bool SAL_CALL supportsService(const rtl::OUString &name) override { return cppu::supportsService(this, name); }
	uno::Sequence<rtl::OUString> SAL_CALL getSupportedServiceNames() override
	{
		uno::Sequence<rtl::OUString> names(2);
		names.getArray()[0] = "org.formrule.Form";
		names.getArray()[1] = "com.sun.star.sheet.AddIn";
		return names;
	}

      private:
	lang::Locale m_locale;
};
} // namespace
} // namespace formrule

extern "C" SAL_DLLPUBLIC_EXPORT uno::XInterface *formrule_form(uno::XComponentContext *context, const uno::Sequence<uno::Any> &)
{
	formrule::setContext(context);
	return cppu::acquire(new formrule::Form);
}
