/* Records of form.xml for measuring: 15 columns of customer-service data, always the same, one in fifty with exactly one planted fault.
 * Stage: test. In: a number. Out: records on standard output, as CSV or as record XML; with --faults only how many of each fault there are.
 * Usage: bench-records COUNT [--xml|--faults] */
#include "faults.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define COLUMNS 15
#define PHRASES 20

static const char *const columns[COLUMNS] = {"customer_no", "served_at", "customer", "phone", "channel", "type", "problem", "speed",
	"effect", "attitude", "skill", "follow_up", "overall", "due_on", "agent"};
static const char *const headers[COLUMNS] = {"客户编号", "服务时间", "客户姓名", "联系方式", "沟通渠道", "服务类型", "问题描述", "响应速度",
	"解决效果", "服务态度", "专业能力", "跟进情况", "总体评分", "完成时限", "负责人"};
static const char *const titles[] = {"*女士", "*先生", "李*", "张*", "欧阳*", "*老师", "*经理"};
static const char *const channels[] = {"电话", "在线客服", "社交媒体", "邮件", "门店"};
static const char *const types[] = {"产品咨询", "售后投诉", "售后维修", "退换货", "物流催促", "账单发票", "其他"};
static const char *const agents[] = {"客服*", "客服部-李*", "客服部-王*", "售后部-张*", "售后部-赵*", "客服主管*"};
static const char *const phrases[PHRASES] = {"客户反映", "昨天收到的", "洗衣机", "包装破损", "要求换货", "已经联系仓库", "安装后噪音很大",
	"影响休息", "希望尽快上门", "多次催促", "没有答复", "询问保修期", "开票信息填错", "约定三日内", "客户表示理解", "请在处理后",
	"电话告知结果", "扫地机器人", "说明书与实物不符", "净水器漏水"};

static uint64_t state = 20231010;

static unsigned pick(unsigned n)
{
	state ^= state << 13;
	state ^= state >> 7;
	state ^= state << 17;
	return (unsigned)((state >> 11) % n);
}

#define OF(list) list[pick(sizeof list / sizeof *list)]
#define IS(type, name) (strcmp(type, name) == 0)

typedef struct record {
	char cells[COLUMNS][400];
} record;

/* About forty Chinese characters; one text in eight has quotes and a comma. */
static void write_text(char *out)
{
	size_t characters = 0, n = 0;
	bool quoted = pick(8) == 0;
	while (characters < 40) {
		const char *phrase = OF(phrases);
		size_t bytes = strlen(phrase);
		memcpy(out + n, phrase, bytes);
		n += bytes;
		characters += bytes / 3;
	}
	strcpy(out + n, quoted ? ", \"急\"" : "。");
}

static void write_record(record *r, unsigned long i, int f)
{
	unsigned month = 1 + pick(11), day = 1 + pick(27), hour = 8 + pick(12), minute = pick(60), later = pick(4);
	unsigned overall = f == NO_TEXT ? 1 + pick(7) : 1 + pick(10);
	const char *type = f == NO_DATE ? "售后投诉" : OF(types);
	bool dated = f == BAD_DATE || f == EARLY || IS(type, "售后投诉") || pick(2);
	for (size_t c = 0; c < COLUMNS; c++)
		r->cells[c][0] = 0;
	if (f != NO_ID)
		sprintf(r->cells[0], f == BAD_ID ? "KH%05luX" : "KH%07lu", i);
	sprintf(r->cells[1], "2023-%02u-%02u %02u:%02u", f == BAD_TIME ? 13 : month, day, hour, minute);
	strcpy(r->cells[2], OF(titles));
	sprintf(r->cells[3], "1%u%u%s%04u", 3 + pick(7), pick(10), f == CLEAR_PHONE ? "1234" : "****", pick(10000));
	strcpy(r->cells[4], f == BAD_CHANNEL ? "传真" : OF(channels));
	strcpy(r->cells[5], f == BAD_TYPE ? "售后投拆" : type);
	if (f != NO_TEXT)
		write_text(r->cells[6]);
	unsigned wrong = pick(5);
	for (unsigned k = 0; k < 5; k++)
		sprintf(r->cells[7 + k], "%u", 1 + pick(5));
	if (f == BEYOND_FIVE)
		sprintf(r->cells[7 + wrong], "%u", 6 + pick(4));
	if (f == NOT_WHOLE)
		sprintf(r->cells[7 + wrong], "%u.5", 1 + pick(4));
	sprintf(r->cells[12], "%u", f == BEYOND_TEN ? 11 + pick(80) : overall);
	if (dated && f != NO_DATE)
		sprintf(r->cells[13], "%u-%02u-%02u", f == EARLY ? 2022 : 2023, f == BAD_DATE ? 2 : month + 1,
			f == BAD_DATE ? 30 : day + later % 2);
	if (f == NO_AGENT)
		return;
	strcpy(r->cells[14], OF(agents));
}

static void put_csv(const char *cell)
{
	if (!strpbrk(cell, ",\"")) {
		fputs(cell, stdout);
		return;
	}
	putchar('"');
	for (; *cell; cell++) {
		if (*cell == '"')
			putchar('"');
		putchar(*cell);
	}
	putchar('"');
}

static void put_xml(const char *cell)
{
	for (; *cell; cell++) {
		if (*cell == '"')
			fputs("&quot;", stdout);
		else
			putchar(*cell);
	}
}

static void put(const record *r, bool xml)
{
	if (xml)
		fputs("<record>", stdout);
	for (size_t c = 0; c < COLUMNS; c++) {
		if (xml && r->cells[c][0]) {
			printf("<%s>", columns[c]);
			put_xml(r->cells[c]);
			printf("</%s>", columns[c]);
		} else if (!xml) {
			if (c)
				putchar(',');
			put_csv(r->cells[c]);
		}
	}
	fputs(xml ? "</record>\n" : "\n", stdout);
}

int main(int argc, char **argv)
{
	unsigned long count = argc > 1 ? strtoul(argv[1], NULL, 10) : 1000, faults[FAULTS] = {0}, all = 0;
	bool xml = argc > 2 && strcmp(argv[2], "--xml") == 0, only = argc > 2 && strcmp(argv[2], "--faults") == 0;
	static char buffer[1 << 20];
	setvbuf(stdout, buffer, _IOFBF, sizeof buffer);
	if (xml)
		fputs("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<batch xmlns=\"urn:formrule:batch\" form=\"bench\" version=\"1\">\n",
			stdout);
	for (size_t c = 0; !xml && !only && c < COLUMNS; c++)
		printf("%s%s", headers[c], c + 1 < COLUMNS ? "," : "\n");
	static record r;
	for (unsigned long i = 0; i < count; i++) {
		int f = pick(1000) < 20 ? (int)pick(OTHER) : -1;
		if (f >= 0)
			faults[f]++, all++;
		write_record(&r, i % 10000000, f);
		if (!only)
			put(&r, xml);
	}
	if (xml)
		fputs("</batch>\n", stdout);
	for (size_t f = 0; only && f < OTHER; f++)
		printf("%s %lu\n", fault_names[f], faults[f]);
	if (only)
		printf("all %lu\n", all);
	return fflush(stdout) == 0 ? 0 : 1;
}
