/* Dialogs.
 * Stage: edge. In: texts and marks. Out: what the user chose. */
#include "dialogs.hxx"
#include "texts.hxx"

#include <com/sun/star/awt/MessageBoxButtons.hpp>
#include <com/sun/star/awt/MessageBoxType.hpp>
#include <com/sun/star/awt/PosSize.hpp>
#include <com/sun/star/awt/PushButtonType.hpp>
#include <com/sun/star/awt/Toolkit.hpp>
#include <com/sun/star/awt/XButton.hpp>
#include <com/sun/star/awt/XControl.hpp>
#include <com/sun/star/awt/XControlContainer.hpp>
#include <com/sun/star/awt/XControlModel.hpp>
#include <com/sun/star/awt/XDialog.hpp>
#include <com/sun/star/awt/XDialog2.hpp>
#include <com/sun/star/awt/XListBox.hpp>
#include <com/sun/star/awt/XMessageBoxFactory.hpp>
#include <com/sun/star/awt/XTopWindow.hpp>
#include <com/sun/star/beans/XPropertySet.hpp>
#include <com/sun/star/container/XNameContainer.hpp>
#include <com/sun/star/lang/XMultiServiceFactory.hpp>
#include <com/sun/star/sheet/XSpreadsheetDocument.hpp>
#include <com/sun/star/container/XIndexAccess.hpp>
#include <com/sun/star/view/XSelectionSupplier.hpp>
#include <com/sun/star/sheet/XSpreadsheet.hpp>
#include <cppuhelper/implbase1.hxx>
#include <cppuhelper/implbase3.hxx>
#include <rtl/ref.hxx>

using namespace com::sun::star;

namespace formrule
{
namespace
{
const size_t listed = 5000; // lines a list box can hold without getting slow

uno::Reference<awt::XWindowPeer> peerOf(const Frame &frame)
{
	return frame.is() ? uno::Reference<awt::XWindowPeer>(frame->getContainerWindow(), uno::UNO_QUERY)
			  : uno::Reference<awt::XWindowPeer>();
}

/* A dialog built from code: controls by name, positions in dialog units. */
class Dialog
{
      public:
	Dialog(const rtl::OUString &title, sal_Int32 width, sal_Int32 height)
	{
		uno::Reference<lang::XMultiComponentFactory> services = context()->getServiceManager();
		m_model.set(services->createInstanceWithContext("com.sun.star.awt.UnoControlDialogModel", context()), uno::UNO_QUERY_THROW);
		place(m_model, 60, 60, width, height);
		m_model->setPropertyValue("Title", uno::Any(title));
		m_model->setPropertyValue("Moveable", uno::Any(true));
		m_model->setPropertyValue("Closeable", uno::Any(true));
		m_model->setPropertyValue("Name", uno::Any(rtl::OUString("formrule")));
	}

	uno::Reference<beans::XPropertySet> add(
		const char *service, const char *name, sal_Int32 x, sal_Int32 y, sal_Int32 width, sal_Int32 height)
	{
		uno::Reference<lang::XMultiServiceFactory> factory(m_model, uno::UNO_QUERY_THROW);
		uno::Reference<beans::XPropertySet> control(
			factory->createInstance("com.sun.star.awt.UnoControl" + fromUtf8(service) + "Model"), uno::UNO_QUERY_THROW);
		place(control, x, y, width, height);
		uno::Reference<container::XNameContainer>(m_model, uno::UNO_QUERY_THROW)->insertByName(fromUtf8(name), uno::Any(control));
		return control;
	}

	void label(const char *name, sal_Int32 x, sal_Int32 y, sal_Int32 width, sal_Int32 height, const rtl::OUString &words)
	{
		uno::Reference<beans::XPropertySet> control = add("FixedText", name, x, y, width, height);
		control->setPropertyValue("Label", uno::Any(words));
		control->setPropertyValue("MultiLine", uno::Any(true));
		control->setPropertyValue("NoLabel", uno::Any(true)); // or the office puts a mnemonic behind it
	}

	void button(const char *name, sal_Int32 x, sal_Int32 y, const rtl::OUString &words, awt::PushButtonType type)
	{
		uno::Reference<beans::XPropertySet> control = add("Button", name, x, y, 56, 15);
		control->setPropertyValue("Label", uno::Any(words));
		control->setPropertyValue("PushButtonType", uno::Any(static_cast<sal_Int16>(type)));
		control->setPropertyValue("DefaultButton", uno::Any(type == awt::PushButtonType_OK));
	}

	void list(const char *name, sal_Int32 x, sal_Int32 y, sal_Int32 width, sal_Int32 height, const std::vector<rtl::OUString> &items)
	{
		uno::Reference<beans::XPropertySet> control = add("ListBox", name, x, y, width, height);
		uno::Sequence<rtl::OUString> lines(static_cast<sal_Int32>(items.size()));
		std::copy(items.begin(), items.end(), lines.getArray());
		control->setPropertyValue("StringItemList", uno::Any(lines));
		if (!items.empty()) {
			uno::Sequence<sal_Int16> first(1);
			first.getArray()[0] = 0;
			control->setPropertyValue("SelectedItems", uno::Any(first));
		}
	}

	uno::Reference<awt::XControl> create(const Frame &frame)
	{
		uno::Reference<awt::XControl> dialog(
			context()->getServiceManager()->createInstanceWithContext("com.sun.star.awt.UnoControlDialog", context()),
			uno::UNO_QUERY_THROW);
		dialog->setModel(uno::Reference<awt::XControlModel>(m_model, uno::UNO_QUERY_THROW));
		uno::Reference<awt::XToolkit> toolkit(awt::Toolkit::create(context()), uno::UNO_QUERY_THROW);
		dialog->createPeer(toolkit, peerOf(frame));
		return dialog;
	}

      private:
	static void place(const uno::Reference<beans::XPropertySet> &control, sal_Int32 x, sal_Int32 y, sal_Int32 width, sal_Int32 height)
	{
		control->setPropertyValue("PositionX", uno::Any(x));
		control->setPropertyValue("PositionY", uno::Any(y));
		control->setPropertyValue("Width", uno::Any(width));
		control->setPropertyValue("Height", uno::Any(height));
	}

	uno::Reference<beans::XPropertySet> m_model;
};

/* The list of findings that stays open beside the sheet. */
class Findings : public cppu::WeakImplHelper3<awt::XItemListener, awt::XTopWindowListener, awt::XActionListener>
{
      public:
	Findings(const Frame &frame, std::vector<Mark> marks) : m_frame(frame), m_marks(std::move(marks)) {}

	void show(const rtl::OUString &summary)
	{
		std::vector<rtl::OUString> lines;
		for (const Mark &mark : m_marks) {
			if (lines.size() == listed)
				break;
			const char *word = fr_text(mark.level == FR_LEVEL_ERROR     ? "level.error"
						   : mark.level == FR_LEVEL_WARNING ? "level.warning"
										    : "level.info",
				language());
			lines.push_back(mark.cell + "  " + fromUtf8(word) + "  " + mark.message);
		}
		if (m_marks.size() > listed)
			lines.push_back(text(Text::More, rtl::OUString::number(static_cast<sal_Int64>(m_marks.size() - listed))));
		Dialog dialog(text(Text::FoundTitle), 300, 190);
		dialog.label("summary", 6, 6, 288, 18, summary);
		dialog.list("findings", 6, 26, 288, 140, lines);
		dialog.button("close", 238, 170, text(Text::Close), awt::PushButtonType_STANDARD);
		m_dialog = dialog.create(m_frame);
		uno::Reference<awt::XControlContainer> controls(m_dialog, uno::UNO_QUERY_THROW);
		uno::Reference<awt::XListBox>(controls->getControl("findings"), uno::UNO_QUERY_THROW)->addItemListener(this);
		uno::Reference<awt::XButton>(controls->getControl("close"), uno::UNO_QUERY_THROW)->addActionListener(this);
		uno::Reference<awt::XTopWindow>(m_dialog->getPeer(), uno::UNO_QUERY_THROW)->addTopWindowListener(this);
		m_frame->addEventListener(uno::Reference<lang::XEventListener>(static_cast<awt::XItemListener *>(this)));
		uno::Reference<awt::XWindow>(m_dialog, uno::UNO_QUERY_THROW)->setVisible(true);
	}

	void close()
	{
		uno::Reference<lang::XComponent> dialog(m_dialog, uno::UNO_QUERY);
		m_dialog.clear();
		if (m_frame.is())
			m_frame->removeEventListener(uno::Reference<lang::XEventListener>(static_cast<awt::XItemListener *>(this)));
		m_frame.clear();
		if (dialog.is())
			dialog->dispose();
	}

	void SAL_CALL itemStateChanged(const awt::ItemEvent &event) override
	{
		if (event.Selected >= 0 && static_cast<size_t>(event.Selected) < m_marks.size() && m_frame.is())
			go(m_marks[static_cast<size_t>(event.Selected)]);
	}

	void SAL_CALL actionPerformed(const awt::ActionEvent &) override { closeFindings(); }
	void SAL_CALL windowClosing(const lang::EventObject &) override { closeFindings(); }
	void SAL_CALL windowOpened(const lang::EventObject &) override {}
	void SAL_CALL windowClosed(const lang::EventObject &) override {}
	void SAL_CALL windowMinimized(const lang::EventObject &) override {}
	void SAL_CALL windowNormalized(const lang::EventObject &) override {}
	void SAL_CALL windowActivated(const lang::EventObject &) override {}
	void SAL_CALL windowDeactivated(const lang::EventObject &) override {}

	/* The document's frame goes away, and the list with it: a late click must not reach it. */
	void SAL_CALL disposing(const lang::EventObject &event) override
	{
		if (m_frame.is() && event.Source == uno::Reference<uno::XInterface>(m_frame, uno::UNO_QUERY)) {
			m_frame.clear();
			closeFindings();
		}
	}

      private:
	void go(const Mark &mark)
	{
		try {
			uno::Reference<frame::XController> controller = m_frame->getController();
			uno::Reference<sheet::XSpreadsheetDocument> document(controller->getModel(), uno::UNO_QUERY_THROW);
			uno::Reference<container::XIndexAccess> sheets(document->getSheets(), uno::UNO_QUERY_THROW);
			uno::Reference<table::XCellRange> sheet(sheets->getByIndex(mark.sheet), uno::UNO_QUERY_THROW);
			uno::Reference<table::XCellRange> cell(sheet->getCellRangeByPosition(
				std::max<sal_Int32>(mark.column, 0), mark.row, std::max<sal_Int32>(mark.column, 0), mark.row));
			uno::Reference<view::XSelectionSupplier>(controller, uno::UNO_QUERY_THROW)->select(uno::Any(cell));
		} catch (const uno::Exception &) {
			// the sheet was removed meanwhile: there is nowhere to go
		}
	}

	Frame m_frame;
	std::vector<Mark> m_marks;
	uno::Reference<awt::XControl> m_dialog;
};

/* Ends a dialog with the number of the button pressed; 0 is its closing. */
class Answer : public cppu::WeakImplHelper1<awt::XActionListener>
{
      public:
	explicit Answer(uno::Reference<awt::XDialog2> dialog) : m_dialog(std::move(dialog)) {}
	void SAL_CALL actionPerformed(const awt::ActionEvent &event) override { m_dialog->endDialog(event.ActionCommand.toInt32()); }
	void SAL_CALL disposing(const lang::EventObject &) override {}

      private:
	uno::Reference<awt::XDialog2> m_dialog;
};

rtl::Reference<Findings> g_findings; // the one list that is open; main thread only
} // namespace

void say(const Frame &frame, const rtl::OUString &message, bool problem)
{
	uno::Reference<awt::XMessageBoxFactory> factory(awt::Toolkit::create(context()), uno::UNO_QUERY_THROW);
	uno::Reference<awt::XMessageBox> box =
		factory->createMessageBox(peerOf(frame), problem ? awt::MessageBoxType_WARNINGBOX : awt::MessageBoxType_INFOBOX,
			awt::MessageBoxButtons::BUTTONS_OK, text(Text::Title), message);
	if (!box.is())
		return;
	box->execute();
	uno::Reference<lang::XComponent>(box, uno::UNO_QUERY_THROW)->dispose(); // or it lingers, unseen
}

int choose(const Frame &frame, const rtl::OUString &title, const rtl::OUString &words, const std::vector<rtl::OUString> &buttons)
{
	Dialog dialog(title, 250, 74);
	dialog.label("words", 8, 8, 234, 40, words);
	for (size_t i = 0; i < buttons.size(); i++)
		dialog.button(("b" + std::to_string(i)).c_str(), static_cast<sal_Int32>(186 - 60 * (buttons.size() - 1 - i)), 53,
			buttons[i], awt::PushButtonType_STANDARD);
	uno::Reference<awt::XControl> control = dialog.create(frame);
	rtl::Reference<Answer> answer(new Answer(uno::Reference<awt::XDialog2>(control, uno::UNO_QUERY_THROW)));
	uno::Reference<awt::XControlContainer> controls(control, uno::UNO_QUERY_THROW);
	for (size_t i = 0; i < buttons.size(); i++) {
		uno::Reference<awt::XButton> button(
			controls->getControl("b" + rtl::OUString::number(static_cast<sal_Int64>(i))), uno::UNO_QUERY_THROW);
		button->setActionCommand(rtl::OUString::number(static_cast<sal_Int64>(i + 1)));
		button->addActionListener(answer.get());
	}
	int pressed = uno::Reference<awt::XDialog>(control, uno::UNO_QUERY_THROW)->execute() - 1;
	uno::Reference<lang::XComponent>(control, uno::UNO_QUERY_THROW)->dispose();
	return pressed;
}

class Stop::Window : public cppu::WeakImplHelper1<awt::XActionListener>
{
      public:
	Window(const Frame &frame, const rtl::OUString &words) : m_document(frame->getContainerWindow())
	{
		Dialog dialog(text(Text::Title), 180, 44);
		dialog.label("words", 8, 8, 164, 12, words);
		dialog.button("stop", 116, 24, text(Text::Cancel), awt::PushButtonType_STANDARD);
		m_dialog = dialog.create(frame);
	}

	void show()
	{
		uno::Reference<awt::XControlContainer> controls(m_dialog, uno::UNO_QUERY_THROW);
		uno::Reference<awt::XButton>(controls->getControl("stop"), uno::UNO_QUERY_THROW)->addActionListener(this);
		uno::Reference<awt::XWindow>(m_dialog, uno::UNO_QUERY_THROW)->setVisible(true);
		m_document->setEnable(false);
	}

	void close()
	{
		m_document->setEnable(true);
		uno::Reference<lang::XComponent>(m_dialog, uno::UNO_QUERY_THROW)->dispose();
	}

	void SAL_CALL actionPerformed(const awt::ActionEvent &) override { pressed = true; }
	void SAL_CALL disposing(const lang::EventObject &) override {}
	bool pressed = false;

      private:
	uno::Reference<awt::XWindow> m_document;
	uno::Reference<awt::XControl> m_dialog;
};

Stop::Stop(const Frame &frame, const rtl::OUString &words) : m_frame(frame), m_words(words), m_began(std::chrono::steady_clock::now()) {}

Stop::~Stop()
{
	try {
		if (m_window.is())
			m_window->close();
	} catch (const uno::Exception &) {
		// the office took the window away itself
	}
}

bool Stop::asked()
{
	if (!m_window.is() && std::chrono::steady_clock::now() - m_began > std::chrono::milliseconds(300)) {
		m_window = new Window(m_frame, m_words);
		m_window->show();
	}
	return m_window.is() && m_window->pressed;
}

std::string chooseForm(const Frame &frame, const rtl::OUString &question, const rtl::OUString &action)
{
	const fr_form_entry *entries = nullptr;
	size_t count = 0;
	fr_error error = {};
	if (fr_form_list(engine(), language(), &entries, &count, &error) != FR_OK || count == 0) {
		say(frame, error.status != FR_OK ? message(error) : text(Text::NoForms, userForms()), true);
		return std::string();
	}
	std::vector<rtl::OUString> lines;
	std::vector<size_t> newest; // older versions judge older records; nobody starts a workbook of them
	for (size_t i = 0; i < count; i++)
		if (i + 1 == count || fromUtf8(entries[i + 1].id) != fromUtf8(entries[i].id))
			newest.push_back(i);
	for (size_t i : newest)
		lines.push_back(fromUtf8(entries[i].title) + "  (" + fromUtf8(entries[i].id) + " " + fromUtf8(entries[i].version) + ")");
	Dialog dialog(text(Text::Title), 220, 130);
	dialog.label("question", 6, 6, 208, 10, question);
	dialog.list("forms", 6, 20, 208, 86, lines);
	dialog.button("ok", 98, 110, action, awt::PushButtonType_OK);
	dialog.button("cancel", 158, 110, text(Text::Cancel), awt::PushButtonType_CANCEL);
	uno::Reference<awt::XControl> control = dialog.create(frame);
	uno::Reference<awt::XListBox> list(
		uno::Reference<awt::XControlContainer>(control, uno::UNO_QUERY_THROW)->getControl("forms"), uno::UNO_QUERY_THROW);
	std::string chosen;
	if (uno::Reference<awt::XDialog>(control, uno::UNO_QUERY_THROW)->execute() == 1) {
		sal_Int16 at = list->getSelectedItemPos();
		if (at >= 0 && static_cast<size_t>(at) < newest.size()) {
			const fr_form_entry &entry = entries[newest[static_cast<size_t>(at)]];
			chosen = std::string(entry.id.p, entry.id.n) + "@" + std::string(entry.version.p, entry.version.n);
		}
	}
	uno::Reference<lang::XComponent>(control, uno::UNO_QUERY_THROW)->dispose();
	return chosen;
}

void showFindings(const Frame &frame, const rtl::OUString &summary, const std::vector<Mark> &marks)
{
	closeFindings();
	g_findings = new Findings(frame, marks);
	g_findings->show(summary);
}

void closeFindings()
{
	rtl::Reference<Findings> open = g_findings;
	g_findings.clear();
	if (open.is())
		open->close();
}
} // namespace formrule
