/* Words of the extension in both languages. What the engine says comes from the engine's own catalogue.
 * Stage: edge. In: the office's language. Out: text. */
#ifndef FORMRULE_TEXTS_HXX
#define FORMRULE_TEXTS_HXX

#include <rtl/ustring.hxx>

namespace formrule
{
enum class Text {
	Title,
	NotASheet,
	ReadOnly,
	NoForms,
	ChooseForm,
	NewFromForm,
	Open,
	Cancel,
	Check,
	Close,
	Checking,
	NothingWrong,
	Found,
	FoundTitle,
	Undo,
	UndoClear,
	About,
	Marker,
	EmptySheet,
	NotMarked,
	Header,
	More,
	NotLocal,
	AllFiles,
	FormatOds,
	FormatXlsx,
	FormatCsv,
	MaskTitle,
	MaskSuffix,
	MaskSame,
	MaskNoStore,
	Masking,
	MaskDone,
	MaskCsv,
	MaskFormulas,
	MaskTexts,
	MaskRemoved,
	MaskComments,
	MaskChanges,
	MaskShapes,
	MaskLinks,
	MaskParts,
	MaskAuthor,
	MaskByForm,
	MaskNoForm,
	MaskNoTable,
	KeyTitle,
	KeyNone,
	KeyInUse,
	KeyBroken,
	KeyChoose,
	KeyNew,
	KeyStop,
	KeyTaken,
	KeyFiles,
	KeyName
};

/* "zh-CN" or "en", as the office's user interface has it. */
const char *language();
rtl::OUString text(Text which);
/* The text with %1, %2, … replaced, once each. */
rtl::OUString text(Text which, const rtl::OUString &a, const rtl::OUString &b = rtl::OUString(), const rtl::OUString &c = rtl::OUString(),
	const rtl::OUString &d = rtl::OUString());
} // namespace formrule

#endif
