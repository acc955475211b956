/* Tables: the commands and options, once; parser, help, man page and completion all read them.
 * Stage: edge. In: nothing. Out: rows. A new command is a row here and a file beside this one. */
#include "cli/command.h"

#include <stdlib.h>
#include <string.h>

const command commands[] = {
	{"check", "[--form FORM] INPUT…", "检查记录,列出需要修改之处", "check records and list what is wrong",
		"formrule check --form service-record 十月.csv\nformrule check 十月.ods --format ndjson > findings.ndjson\nformrule check "
		"十月.ods --annotate -o 十月-批注.ods",
		"formrule check --form service-record october.csv\nformrule check october.ods --format ndjson > findings.ndjson\nformrule "
		"check october.ods --annotate -o october-marked.ods",
		1, SIZE_MAX, run_check},
	{"score", "[--form FORM] INPUT… [-o OUT]", "给出每条记录的得分、等级、期限等计算值",
		"give the computed values of each record: scores, grades, deadlines",
		"formrule score --form service-record 十月.csv\nformrule score --form service-record 十月.csv --explain\nformrule score "
		"十月.ods --format csv -o 得分.csv",
		"formrule score --form service-record october.csv\nformrule score --form service-record october.csv --explain\nformrule "
		"score "
		"october.ods --format csv -o scores.csv",
		1, SIZE_MAX, run_score},
	{"due", "[--form FORM] INPUT…", "列出未完成的期限,最急的在前", "list open deadlines, the most urgent first",
		"formrule due --form followup-visit 回访.csv\nformrule due 回访.ods --soon 48 --format csv -o 待办.csv",
		"formrule due --form followup-visit visits.csv\nformrule due visits.ods --soon 48 --format csv -o todo.csv", 1, SIZE_MAX,
		run_due},
	{"template", "FORM -o OUT.ots", "生成供填写的工作簿(.ots、.ods、.xlsx)", "write the workbook people fill in: .ots, .ods, .xlsx",
		"formrule template service-record -o 服务记录.ots\nformrule template service-record -o 服务记录.xlsx\nformrule template "
		"service-record -o 演示.ods --records 样例.csv",
		"formrule template service-record -o record.ots --lang en\nformrule template service-record -o record.xlsx\nformrule "
		"template service-record -o demo.ods --records sample.csv",
		1, 1, run_template},
	{"lint", "FORM…", "检查表单、规则表等定义", "check definitions: forms, policies, calendars",
		"formrule lint forms/service-record/form.xml", "formrule lint forms/service-record/form.xml", 1, SIZE_MAX, run_lint},
	{"mask", "[--form FORM] INPUT -o OUT", "写出脱敏的副本", "write a masked copy",
		"formrule mask --form service-record 十月.csv -o 十月-脱敏.csv\nformrule mask 十月.ods -o 十月-脱敏.ods",
		"formrule mask --form service-record october.csv -o october-masked.csv\nformrule mask october.ods -o october-masked.ods", 1,
		1, run_mask},
	{"unseal", "[--form FORM] INPUT -o OUT --key KEY", "总部启封:写出加封的值已还原的副本",
		"headquarters: write a copy with sealed values opened", "formrule unseal 分部.csv -o 分部-启封.csv --key 总部.key",
		"formrule unseal branch.csv -o branch-opened.csv --key hq.key", 1, 1, run_unseal},
	{"key", "new|rotate|show [KEY]", "生成、轮换、查看密钥文件(仅本人可读)",
		"make, rotate and show key files, readable by their owner only",
		"formrule key new -o 团队.key\nformrule key rotate 团队.key\nformrule key new --pair -o 总部.key\nformrule key show "
		"总部.pub",
		"formrule key new -o team.key\nformrule key rotate team.key\nformrule key new --pair -o hq.key\nformrule key show hq.pub",
		1, 2, run_key},
	{"repair", "[--form FORM] INPUT -o OUT --accept CODE…", "把选定的修复建议写进新文件",
		"write a copy in which accepted repairs are made",
		"formrule repair --form service-record 十月.csv -o 十月-修复.csv --accept type.datetime --accept identifier.clear",
		"formrule repair --form service-record october.csv -o october-repaired.csv --accept type.datetime --accept "
		"identifier.clear",
		1, 1, run_repair},
	{"diff-form", "OLD NEW", "两个版本的表单有什么不同", "what differs between two versions of a form",
		"formrule diff-form quality-inspection@2025.4 quality-inspection",
		"formrule diff-form quality-inspection@2025.4 quality-inspection", 2, 2, run_diff_form},
	{"forms", "", "列出可用的表单", "list the forms that are installed", "formrule forms\nformrule forms --forms ./我的表单",
		"formrule forms\nformrule forms --forms ./my-forms", 0, 0, run_forms},
	{"eval", "[--set NAME=VALUE]… EXPR", "计算一个表达式", "work out an expression",
		"formrule eval --set score=4 '${score} * 20'\nformrule eval --explain \"if(1 > 2, 'a', 'b')\"",
		"formrule eval --set score=4 '${score} * 20'\nformrule eval --explain \"if(1 > 2, 'a', 'b')\"", 1, 1, run_eval},
	{"man", "", "输出手册页(troff)", "print the manual page (troff)", "formrule man | man -l -", "formrule man | man -l -", 0, 0,
		run_man},
	{"completion", "", "输出 bash 补全脚本", "print the completion script for bash", "source <(formrule completion)",
		"source <(formrule completion)", 0, 0, run_completion},
	{NULL, NULL, NULL, NULL, NULL, NULL, 0, 0, NULL},
};

#define TEXT_SETTER(field) \
	static bool set_##field(cli *c, const char *value) \
	{ \
		c->field = value; \
		return value[0] != 0; \
	}
TEXT_SETTER(now)
TEXT_SETTER(output)
TEXT_SETTER(sheet)
TEXT_SETTER(map)
TEXT_SETTER(records)
TEXT_SETTER(key)
TEXT_SETTER(key_id)
TEXT_SETTER(to)

static bool set_switch(bool *flag)
{
	*flag = true;
	return true;
}
static bool set_annotate(cli *c, const char *value) { return value == NULL && set_switch(&c->annotate); }
static bool set_quiet(cli *c, const char *value) { return value == NULL && set_switch(&c->quiet); }
static bool set_explain(cli *c, const char *value) { return value == NULL && set_switch(&c->explain); }

static bool set_pair(cli *c, const char *value) { return value == NULL && set_switch(&c->pair); }
static bool set_all(cli *c, const char *value) { return value == NULL && set_switch(&c->all); }

#define LIST_SETTER(name, list, count) \
	static bool set_##name(cli *c, const char *value) \
	{ \
		if (c->count == MANY) \
			return false; \
		c->list[c->count++] = value; \
		return value[0] != 0; \
	}
LIST_SETTER(form, forms, form_count)
LIST_SETTER(dir, dirs, dir_count)
LIST_SETTER(accept, accepted, accepted_count)
LIST_SETTER(pseudonym, pseudonyms, pseudonym_count)
LIST_SETTER(seal, seals, seal_count)
LIST_SETTER(group, groups, group_count)

static bool one_of(const char *value, const char *const *names, int *out)
{
	for (int i = 0; names[i]; i++)
		if (strcmp(value, names[i]) == 0) {
			*out = i;
			return true;
		}
	return false;
}

static bool set_format(cli *c, const char *value)
{
	int i = 0;
	bool ok = one_of(value, (const char *const[]){"text", "ndjson", "csv", NULL}, &i);
	c->format = (fr_format)i;
	return ok;
}

static bool set_lang(cli *c, const char *value)
{
	bool zh = strncmp(value, "zh", 2) == 0;
	c->lang = zh ? "zh-CN" : "en";
	return zh || strncmp(value, "en", 2) == 0;
}

static bool set_progress(cli *c, const char *value)
{
	int i = 0;
	bool ok = one_of(value, (const char *const[]){"auto", "always", "never", NULL}, &i);
	c->progress = (progress_mode)i;
	return ok;
}

static bool set_colour(cli *c, const char *value)
{
	int i = 0;
	bool ok = one_of(value, (const char *const[]){"auto", "always", "never", NULL}, &i);
	c->colour = i == 1 || (i == 0 && c->colour);
	return ok;
}

static bool set_type(cli *c, const char *value)
{
	int i;
	c->type = value;
	return one_of(value, (const char *const[]){"string", "number", "boolean", NULL}, &i);
}

static bool set_binding(cli *c, const char *value)
{
	char *equals = strchr(value, '=');
	if (!equals || equals == value || c->binding_count == MANY)
		return false;
	*equals = 0; /* the argument vector is ours to write in */
	c->bindings[c->binding_count++] = (fr_binding){value, equals + 1};
	return true;
}

static bool to_count(const char *value, unsigned long long most, unsigned long long *out)
{
	char *end;
	if (value[0] < '0' || value[0] > '9')
		return false;
	*out = strtoull(value, &end, 10);
	return *end == 0 && *out > 0 && *out <= most;
}

#define COUNT_SETTER(name, field, type, most) \
	static bool set_##name(cli *c, const char *value) \
	{ \
		unsigned long long n = 0; \
		bool ok = to_count(value, (most), &n); \
		c->field = (type)n; \
		return ok; \
	}
COUNT_SETTER(rows, rows, size_t, 1000000)
COUNT_SETTER(least, least, size_t, 1000000)
COUNT_SETTER(soon, soon_hours, double, 100000)
COUNT_SETTER(jobs, jobs, size_t, 64)
COUNT_SETTER(limit_columns, limits.columns, size_t, 1000000)
COUNT_SETTER(limit_cell, limits.cell_bytes, size_t, (unsigned long long)1 << 40)
COUNT_SETTER(limit_row, limits.row_bytes, size_t, (unsigned long long)1 << 40)
COUNT_SETTER(limit_rows, limits.rows, size_t, (unsigned long long)1 << 60)
COUNT_SETTER(limit_inflated, limits.inflated_bytes, uint64_t, (unsigned long long)1 << 60)
COUNT_SETTER(limit_ratio, limits.ratio, size_t, (unsigned long long)1 << 40)
COUNT_SETTER(limit_cells, limits.cells, uint64_t, (unsigned long long)1 << 60)
COUNT_SETTER(limit_repeats, limits.repeats, size_t, (unsigned long long)1 << 40)
COUNT_SETTER(limit_depth, limits.depth, size_t, 10000)
COUNT_SETTER(limit_shared, limits.shared_bytes, uint64_t, (unsigned long long)1 << 40)
COUNT_SETTER(limit_unique, limits.unique_bytes, size_t, (unsigned long long)1 << 40)
COUNT_SETTER(limit_time, seconds, size_t, 1000000000)

const option_row options[] = {
	{'f', "form", "FORM", "check score due repair mask unseal", "表单:编号、编号@版本或文件路径(可多次)",
		"the form: id, id@version, or path (repeatable)", set_form},
	{0, "forms", "DIR", "*", "另在此文件夹中找表单(可多次)", "look for forms in this folder too (repeatable)", set_dir},
	{'o', "output", "FILE", "check score due repair mask unseal key template", "写到此文件", "write to this file", set_output},
	{0, "annotate", NULL, "check", "与 -o 同用:输出带批注的工作簿副本",
		"with -o: a copy of the workbook with the findings on its cells", set_annotate},
	{0, "format", "text|ndjson|csv", "check score due lint unseal", "结果的格式", "format of the results", set_format},
	{0, "accept", "CODE", "repair", "采用哪种问题的修复建议,如 type.datetime,all 为全部(可多次)",
		"make the repairs of this code, such as type.datetime; all: every one (repeatable)", set_accept},
	{0, "key", "FILE", "mask unseal", "密钥文件:代号用的,或启封用的", "the key file: for pseudonyms, or to open what is sealed",
		set_key},
	{0, "key-id", "ID", "mask", "用密钥文件里的这一把(轮换前的),而不是最新的",
		"use this key of the file, from before it was rotated, not the newest", set_key_id},
	{0, "pseudonym", "FIELD", "mask", "此字段写代号而不是脱敏(可多次,与 --key 同用)",
		"give this field a pseudonym instead of a mask (repeatable, with --key)", set_pseudonym},
	{0, "seal", "FIELD", "mask", "此字段加封,只有总部能启封(可多次,与 --to 同用)",
		"seal this field so that only headquarters can read it (repeatable, with --to)", set_seal},
	{0, "to", "FILE", "mask", "加封用的公钥(.pub)", "the public key to seal for (.pub)", set_to},
	{0, "pair", NULL, "key", "生成一对:私钥给总部,公钥(.pub)给分部",
		"make a pair: the secret for headquarters, the public half (.pub) for branches", set_pair},
	{0, "group", "FIELD", "mask", "这些字段合起来分组,人数太少的组以 * 代替(可多次)",
		"these fields together tell groups apart; groups of few people show * (repeatable)", set_group},
	{0, "least", "N", "mask", "一组至少多少人才显示 [5]", "people a group must have to be shown [5]", set_least},
	{0, "sheet", "NAME", "check score due repair", "只检查这张工作表", "check only this sheet", set_sheet},
	{0, "map", "FIELD=COLUMN[,...]", "check score due repair mask unseal", "指明字段在哪一列:列名或 #列号",
		"which column holds a field: its header, or #number", set_map},
	{0, "rows", "N", "template", "预备多少行(默认 1000)", "how many rows are made ready (1000)", set_rows},
	{0, "records", "FILE", "template", "把此文件的记录填进工作簿", "fill the workbook with the records of this file", set_records},
	{0, "set", "NAME=VALUE", "eval", "给字段一个值(可多次)", "give a field a value (repeatable)", set_binding},
	{0, "type", "string|number|boolean", "eval", "结果转换成此类型", "convert the result to this type", set_type},
	{0, "explain", NULL, "eval score", "说明怎样得来:编译后的程序和公式;得分的各部分",
		"say how it comes about: the compiled program and its formula; the parts of a score", set_explain},
	{0, "soon", "HOURS", "due", "多少小时内到期算即将到期 [24]", "what is due within so many hours is due soon [24]", set_soon},
	{0, "all", NULL, "due", "已完成的也列出", "list what is done as well", set_all},
	{0, "now", "TIME", "check score due repair eval", "以此为当前时间,如 2026-11-22T09:00:00+08:00",
		"take this as now, such as 2026-11-22T09:00:00+08:00", set_now},
	{0, "lang", "zh-CN|en", "*", "语言(默认按系统)", "language (default: the locale's)", set_lang},
	{0, "colour", "auto|always|never", "check score due repair lint unseal", "是否用颜色", "whether to use colours", set_colour},
	{0, "progress", "auto|always|never", "check score due repair mask unseal", "是否显示进度", "whether to show progress",
		set_progress},
	{'q', "quiet", NULL, "check score due repair mask unseal key diff-form lint", "不输出汇总和进度", "no summary, no progress",
		set_quiet},
	{0, "jobs", "N", "check score due repair", "用多少线程,结果总是一样 [处理器个数]",
		"threads to work with; the results are always the same [one for each processor]", set_jobs},
	{0, "limit-columns", "N", "check score due repair mask unseal", "最多列数 [4096]", "most columns [4096]", set_limit_columns},
	{0, "limit-cell", "BYTES", "check score due repair mask unseal", "单元格最多字节 [1048576]", "most bytes of a cell [1048576]",
		set_limit_cell},
	{0, "limit-row", "BYTES", "check score due repair mask unseal", "一行最多字节 [16777216]", "most bytes of a row [16777216]",
		set_limit_row},
	{0, "limit-rows", "N", "check score due repair mask unseal", "最多行数 [2147483648]", "most rows [2147483648]", set_limit_rows},
	{0, "limit-inflated", "BYTES", "check score due repair mask unseal", "压缩包内一个部分解压后最多字节 [4294967296]",
		"most bytes a part of a zip may inflate to [4294967296]", set_limit_inflated},
	{0, "limit-ratio", "N", "check score due repair mask unseal", "最大压缩比 [400]", "highest compression ratio [400]",
		set_limit_ratio},
	{0, "limit-cells", "N", "check score due repair mask unseal", "一个文件最多单元格数 [68719476736]",
		"most cells of a file [68719476736]", set_limit_cells},
	{0, "limit-repeats", "N", "check score due repair mask unseal", "重复属性最多增加多少单元格 [4194304]",
		"most cells that repeat attributes may add [4194304]", set_limit_repeats},
	{0, "limit-shared", "BYTES", "check score due repair mask unseal", "XLSX 共用文字最多字节 [1073741824]",
		"most bytes of texts an XLSX file shares among its cells [1073741824]", set_limit_shared},
	{0, "limit-depth", "N", "check score due repair mask unseal", "XML 最多嵌套层数 [64]", "most levels of XML [64]", set_limit_depth},
	{0, "limit-unique", "BYTES", "check score due repair", "查重最多占多少内存,再多用临时文件 [16777216]",
		"memory to tell doubles apart; beyond, a temporary file [16777216]", set_limit_unique},
	{0, "limit-time", "SECONDS", "check score due repair mask unseal", "最多运行多少秒 [不限]", "stop after so many seconds [no limit]",
		set_limit_time},
	{0, NULL, NULL, NULL, NULL, NULL, NULL},
};

bool option_fits(const option_row *option, const command *command)
{
	if (strcmp(option->uses, "*") == 0)
		return true;
	size_t n = strlen(command->name);
	for (const char *p = option->uses; (p = strstr(p, command->name)) != NULL; p += n)
		if ((p == option->uses || p[-1] == ' ') && (p[n] == ' ' || p[n] == 0))
			return true;
	return false;
}
