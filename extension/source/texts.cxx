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
	{"只能选择本机上的文件。", "Only files on this machine can be chosen."},
	{"所有文件", "All files"},
	{"ODF 电子表格 (.ods)", "ODF spreadsheet (.ods)"},
	{"Excel 工作簿 (.xlsx)", "Excel workbook (.xlsx)"},
	{"CSV 文本,一个工作表 (.csv)", "CSV text, one sheet (.csv)"},
	{"另存脱敏副本", "Save masked copy"},
	{"-脱敏", "-masked"},
	{"不能覆盖原文档:脱敏之后就再也找不回原来的内容。请另起一个名称。",
		"The document itself cannot be overwritten: what is masked cannot be brought back. Please choose another name."},
	{"取不到文档的内容,没有生成副本。请先关闭其他文档,或保存后再试。", "The content of the document could not be taken; no copy was "
									   "made. Close other documents, or save this one, and try again."},
	{"正在脱敏…", "Masking…"},
	{"脱敏副本已保存,原文档没有改动:\n%1\n\n看过 %3 行,%2 个单元格已脱敏。",
		"The masked copy is saved, the document is as it was:\n%1\n\nRows looked at: %3. Cells masked: %2."},
	{"CSV 只含工作表“%1”。", "The CSV file holds the sheet “%1” only."},
	{"%1 个单元格会被当作公式,前面加了 '。", "Cells that would be taken for formulas and begin with a ' now: %1."},
	{"单元格之外(页眉、提示、公式等)另有 %1 处文字已脱敏。", "Texts masked outside of cells (headers, help, formulas): %1."},
	{"已去掉:%1。", "Removed: %1."},
	{"批注 %1 条", "%1 comments"},
	{"修订 %1 处", "%1 tracked changes"},
	{"图形 %1 个", "%1 drawings"},
	{"链接 %1 处", "%1 links"},
	{"文件内其他部分 %1 个", "%1 other parts of the file"},
	{"作者、日期和文件路径也已去掉。", "Author, dates and file paths are gone."},
	{"依据的表单:%1", "By the form: %1"},
	{"没有认出表单,不知道哪些列是姓名、地址:只找出了电话、证件号、卡号、邮箱和车牌。发出之前,请打开副本看一遍。",
		"No form was recognised, so nobody knows which columns hold names and addresses: only phones, ids, cards, e-mails and "
		"plates were "
		"found. Open the copy and look through it before it goes out."},
	{"没有一个工作表的表头符合表单“%1”,不知道哪些列是姓名、地址:只找出了电话、证件号、卡号、邮箱和车牌。发出之前,请打开副本看一遍。",
		"No sheet has the header of the form “%1”, so nobody knows which columns hold names and addresses: only phones, ids, "
		"cards, e-mails "
		"and plates were found. Open the copy and look through it before it goes out."},
	{"规表:代号密钥", "Formrule: pseudonym key"},
	{"还没有选定代号密钥,FORM.PSEUDONYM 不能计算。\n全团队要用同一个密钥文件,同一客户才有相同的代号。",
		"No pseudonym key is chosen, so FORM.PSEUDONYM cannot work.\nA team shares one key file: only then the same customer has "
		"the same token."},
	{"正在使用编号 %1 的密钥:\n%2", "The key %1 is in use:\n%2"},
	{"选定的密钥不能使用:%1", "The key chosen cannot be used: %1"},
	{"选择密钥…", "Choose key…"},
	{"新建密钥…", "New key…"},
	{"停止使用", "Stop using it"},
	{"已选定编号 %1 的密钥。请妥善保管密钥文件:丢了它,就再也对不上以前的代号。",
		"The key %1 is in use now. Keep its file safe: without it nobody can tell again which token is whose."},
	{"密钥文件", "Key files"},
	{"团队.key", "team.key"},
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

rtl::OUString text(Text which, const rtl::OUString &a, const rtl::OUString &b, const rtl::OUString &c, const rtl::OUString &d)
{
	const rtl::OUString *const parts[] = {&a, &b, &c, &d};
	rtl::OUString out = text(which);
	for (sal_Int32 at = 0; (at = out.indexOf('%', at)) >= 0 && at + 1 < out.getLength();) {
		sal_Int32 which_part = out[at + 1] - '1';
		if (which_part < 0 || which_part > 3) {
			at++;
			continue;
		}
		out = out.replaceAt(at, 2, *parts[which_part]);
		at += parts[which_part]->getLength(); // what a part holds is not looked at: a file's name may hold %2
	}
	return out;
}
} // namespace formrule
