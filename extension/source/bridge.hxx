/* Bridge: the engine as the office sees it: one engine a process, strings, cells, runs.
 * Stage: edge. In: UNO values. Out: calls of the public API. No rule is decided here. */
#ifndef FORMRULE_BRIDGE_HXX
#define FORMRULE_BRIDGE_HXX

#include <formrule/formrule.h>

#include <com/sun/star/frame/XModel.hpp>
#include <com/sun/star/uno/XComponentContext.hpp>

#include <functional>
#include <string>
#include <vector>

namespace formrule
{
typedef com::sun::star::uno::Sequence<com::sun::star::uno::Any> AnyRow;
typedef com::sun::star::uno::Sequence<AnyRow> AnyRows;

rtl::OUString fromUtf8(const char *text);
rtl::OUString fromUtf8(fr_str text);
std::string toUtf8(const rtl::OUString &text);

/* The office's UI locale, "zh-CN"; learnt when the first service is made. */
void setContext(const com::sun::star::uno::Reference<com::sun::star::uno::XComponentContext> &context);
com::sun::star::uno::Reference<com::sun::star::uno::XComponentContext> context();
rtl::OUString officeLocale();
/* Where the user's own forms are. */
rtl::OUString userForms();

/* The engine over the user's forms and those of the extension; never NULL, throws RuntimeException when it cannot be made. */
fr_engine *engine();
/* Text of an error in the office's language. */
rtl::OUString message(const fr_error &error);
/* The form a workbook names in its document property, empty when it names none. */
std::string formOf(const com::sun::star::uno::Reference<com::sun::star::uno::XInterface> &document);

/* A run over one table; results come to the callback as soon as they are there. All failures are an fr_error with text made by message(). */
class Run
{
      public:
	/* outputs: whether results hold computed values; without them it is faster. */
	Run(const fr_form *form, const std::string &sheet, bool outputs);
	~Run();
	Run(const Run &) = delete;
	Run &operator=(const Run &) = delete;
	typedef std::function<void(const fr_result &)> Taker;
	bool header(const std::vector<fr_cell> &row, size_t number, const Taker &taker);
	bool push(const std::vector<fr_cell> &row, size_t number, const Taker &taker);
	/* A comment on a cell, told with the next row or the end. */
	bool note(size_t row, size_t column, const std::string &words);
	bool end(const Taker &taker);
	/* Whether rows of other sheets belong to the records: then give all of them between gather(true) and gather(false), each as a table of its own, and ask for
	   the rest at the end. */
	bool connect(); // links of the form to its own records
	bool gathers() const;
	bool gather(bool on);
	bool table(const std::string &sheet);
	bool rest(const Taker &taker);
	fr_summary summary() const;
	const fr_error &error() const { return m_error; }
	bool failed() const { return m_failed; }

      private:
	bool drain(const Taker &taker);
	fr_run *m_run = nullptr;
	fr_error m_error = {};
	bool m_failed = false;
};
} // namespace formrule

#endif
