/* Words of the extension in both languages.
 * Stage: edge. In: the office's language. Out: text. */
#include "texts.hxx"

#include "bridge.hxx"

namespace formrule
{
namespace
{
struct Pair {
	const char *zh, *en;
};

/* In the order of enum Text. */
const Pair pairs[] = {
	{"规表", "Formrule"},
	{"请先打开或切换到一个电子表格,再使用“规表”。", "Open a spreadsheet, or switch to one, and try again."},
	{"此文档为只读,无法标记。请另存一份再检查。", "This document is read-only and cannot be marked. Save a copy and check that."},
	{"没有找到任何表单。请重新安装扩展,或把表单放进 %1。", "No forms were found. Install the extension again, or put forms into %1."},
	{"这张表按哪个表单检查?", "By which form is this sheet to be checked?"},
	{"用哪个表单新建工作簿?", "Which form shall the new workbook have?"},
	{"新建", "Create"},
	{"取消", "Cancel"},
	{"检查", "Check"},
	{"关闭", "Close"},
	{"正在检查…", "Checking…"},
	{"检查了 %1 条记录,没有发现问题。", "%1 records checked, nothing wrong."},
	{"检查了 %1 条记录:错误 %2 处,提醒 %3 处。单击一行可转到该单元格。",
		"%1 records checked: %2 errors, %3 warnings. Click a line to go to its cell."},
	{"规表:检查结果", "Formrule: findings"},
	{"检查表格", "Check sheet"},
	{"清除标记", "Clear marks"},
	{"规表 Formrule %1\n按表单定义检查表格中的记录,不需要网络。\nApache-2.0 许可\n\n可用的表单:\n%2",
		"Formrule %1\nChecks records in sheets by their form. Works offline.\nApache-2.0 licence\n\nForms:\n%2"},
	{"【规表】", "[Formrule] "},
	{"这张表是空的。请先填写或导入记录。", "This sheet is empty. Fill it in, or import records first."},
	{"有 %1 处在受保护的单元格上,只列在结果里,没有标记。", "%1 findings are on protected cells: they are listed, not marked."},
	{"表头", "header"},
	{"另有 %1 处未列出", "%1 more are not listed"},
};
} // namespace

const char *language()
{
	static const bool zh = officeLocale().startsWithIgnoreAsciiCase("zh");
	return zh ? "zh-CN" : "en";
}

rtl::OUString text(Text which)
{
	const Pair &pair = pairs[static_cast<int>(which)];
	return fromUtf8(language()[0] == 'z' ? pair.zh : pair.en);
}

rtl::OUString text(Text which, const rtl::OUString &a, const rtl::OUString &b, const rtl::OUString &c)
{
	return text(which).replaceFirst("%1", a).replaceFirst("%2", b).replaceFirst("%3", c);
}
} // namespace formrule
