/* Functions: the sheet functions FORM.….
 * Stage: edge. In: ranges and values of a sheet. Out: arrays and values. One run for each call. */
#include "bridge.hxx"
#include "cells.hxx"
#include "keys.hxx"
#include "texts.hxx"

#include <com/sun/star/lang/IllegalArgumentException.hpp>
#include <com/sun/star/lang/XLocalizable.hpp>
#include <com/sun/star/lang/XServiceInfo.hpp>
#include <com/sun/star/sheet/XCellRangeAddressable.hpp>
#include <cppuhelper/implbase3.hxx>
#include <cppuhelper/supportsservice.hxx>
#include <org/formrule/XForm.hpp>

#include <algorithm>
#include <cmath>

using namespace com::sun::star;

namespace formrule
{
namespace
{
typedef uno::Reference<table::XCellRange> Range;

[[noreturn]] void refuse(const rtl::OUString &why) { throw lang::IllegalArgumentException(why, nullptr, 0); }

table::CellRangeAddress addressOf(const Range &range)
{
	uno::Reference<sheet::XCellRangeAddressable> access(range, uno::UNO_QUERY);
	if (!access.is())
		refuse("range");
	return access->getRangeAddress();
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

/* One column, a cell for each row: what make() gives for a row's result, "" for rows without one. The header stands over the rows: both are equally wide. */
AnyRows judge(const uno::Reference<beans::XPropertySet> &document, const rtl::OUString &name, const Range &headers, const Range &rows,
	bool outputs, const std::function<uno::Any(const fr_result &)> &make)
try {
	const fr_form *form = load(document, name);
	table::CellRangeAddress head = addressOf(headers), body = addressOf(rows);
	if (head.StartRow != head.EndRow || head.EndColumn - head.StartColumn != body.EndColumn - body.StartColumn)
		refuse("headers");
	sal_Int32 n = body.EndRow - body.StartRow + 1;
	AnyRow nothing(1);
	nothing.getArray()[0] <<= rtl::OUString();
	AnyRows out(n);
	std::fill_n(out.getArray(), n, nothing);
	Run run(form, std::string(), outputs);
	rtl::OUString missing; // a required column that is not there makes every record wrong
	auto take = [&](const fr_result &result) {
		sal_Int32 at = static_cast<sal_Int32>(result.row) - 2;
		if (result.header && !result.valid)
			missing = messages(result);
		else if (!result.header && at >= 0 && at < n)
			out.getArray()[at].getArray()[0] = make(result);
	};
	bool told = false;
	bool ok = !run.failed() && Rows(document, headers).each([&](const Rows::Row &row, sal_Int32) {
		told = true;
		return run.header(row, 1, take);
	});
	if (ok && !told)
		refuse("headers");
	if (ok && !missing.isEmpty())
		refuse(missing);
	ok = ok && Rows(document, rows).each([&](const Rows::Row &row, sal_Int32 at) {
		return run.push(row, static_cast<size_t>(at) + 2, take);
	});
	if (ok)
		ok = run.end(take);
	if (!ok)
		refuse(message(run.error()));
	return out;
} catch (const std::exception &e) { // no memory: the office cannot bear exceptions that are not its own
	throw uno::RuntimeException(fromUtf8(e.what()));
}

uno::Any output(const fr_result &result, const std::string &name)
{
	uno::Any value(rtl::OUString{});
	for (size_t i = 0; i < result.output_count; i++) {
		const fr_output &o = result.outputs[i];
		if (std::string(o.name.p, o.name.n) != name)
			continue;
		if (o.kind == FR_OUTPUT_TEXT || o.kind == FR_OUTPUT_STATUS)
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

fr_str viewOf(const std::string &text) { return fr_str{text.data(), text.size()}; }

/* The cells given, each as what make() gives for its text. An empty cell alone comes as the number 0, which is nobody's name or number: nothing to mask. */
template <typename Make> AnyRows each(const AnyRows &rows, Make make)
{
	AnyRows out(rows.getLength());
	double number = 1;
	bool nothing = rows.getLength() == 1 && rows[0].getLength() == 1 && (rows[0][0] >>= number) && number == 0;
	for (sal_Int32 i = 0; i < rows.getLength(); i++) {
		AnyRow row(rows[i].getLength());
		for (sal_Int32 j = 0; j < row.getLength(); j++)
			row.getArray()[j] <<= make(nothing ? std::string() : cellText(rows[i][j]));
		out.getArray()[i] = row;
	}
	return out;
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
		return judge(document, form, headers, rows, false, [](const fr_result &r) { return uno::Any(messages(r)); });
	}

	AnyRows SAL_CALL valid(const uno::Reference<beans::XPropertySet> &document, const rtl::OUString &form, const Range &headers,
		const Range &rows) override
	{
		return judge(document, form, headers, rows, false, [](const fr_result &r) { return uno::Any(r.valid ? 1.0 : 0.0); });
	}

	AnyRows SAL_CALL value(const uno::Reference<beans::XPropertySet> &document, const rtl::OUString &form, const rtl::OUString &name,
		const Range &headers, const Range &rows) override
	{
		std::string wanted = toUtf8(name);
		return judge(document, form, headers, rows, true, [&wanted](const fr_result &r) { return output(r, wanted); });
	}

	AnyRows SAL_CALL due(const uno::Reference<beans::XPropertySet> &document, const rtl::OUString &form, const rtl::OUString &deadline,
		const Range &headers, const Range &rows) override
	{
		return value(document, form, deadline, headers, rows);
	}

	AnyRows SAL_CALL duestatus(const uno::Reference<beans::XPropertySet> &document, const rtl::OUString &form,
		const rtl::OUString &deadline, const Range &headers, const Range &rows) override
	{
		return value(document, form, deadline + ".status", headers, rows);
	}

	AnyRows SAL_CALL mask(const AnyRows &value, const rtl::OUString &kind, const uno::Any &style) override
	{
		std::string k = toUtf8(kind), s = cellText(style);
		return each(value, [&](const std::string &text) {
			return filled([&](char *buffer, size_t capacity, size_t *needed, fr_error *error) {
				return fr_mask(engine(), viewOf(text), k.c_str(), s.c_str(), buffer, capacity, needed, error);
			});
		});
	}

	AnyRows SAL_CALL masktext(const AnyRows &value) override
	{
		return each(value, [](const std::string &text) {
			return filled([&](char *buffer, size_t capacity, size_t *needed, fr_error *error) {
				return fr_mask_text(engine(), viewOf(text), buffer, capacity, needed, error);
			});
		});
	}

	AnyRows SAL_CALL pseudonym(const AnyRows &value, const rtl::OUString &kind, const uno::Any &id) override
	{
		std::string k = toUtf8(kind);
		AnyRows out;
		useKey(cellText(id), [&](const fr_key *key) {
			out = each(value, [&](const std::string &text) {
				return filled([&](char *buffer, size_t capacity, size_t *needed, fr_error *error) {
					return fr_pseudonym(engine(), key, viewOf(text), k.c_str(), buffer, capacity, needed, error);
				});
			});
		});
		return out;
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
