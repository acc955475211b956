/* Records of the service-record form for measuring: realistic, always the same, one in fifty with a planted fault.
 * Stage: test. In: a number. Out: CSV on standard output. Usage: bench-service COUNT > records.csv. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

static uint64_t state = 20231010;

static unsigned pick(unsigned n)
{
	state ^= state << 13;
	state ^= state >> 7;
	state ^= state << 17;
	return (unsigned)((state >> 11) % n);
}

#define OF(list) list[pick(sizeof list / sizeof *list)]

static const char *const titles[] = {"*女士", "*先生", "*女士", "*先生", "*老师", "*经理"};
static const char *const types[] = {"产品咨询", "售后投诉", "售后维修", "退换货", "物流催促", "账单发票", "客户建议", "其他"};
static const char *const channels[] = {"电话", "在线客服", "社交媒体", "邮件", "门店"};
static const char *const agents[] = {"客服*", "客服部-李*", "客服部-王*", "售后部-张*", "客服主管*"};
static const char *const places[] = {"杭州西湖区门店", "长沙岳麓区", "成都武侯区家中", "官方网店", "上海浦东新区门店", "广州天河区"};
static const char *const products[] = {"洗衣机", "扫地机器人", "空调", "净水器", "智能门锁", "电饭煲"};
static const char *const troubles[] = {"使用五天后漏水,地板被泡,要求维修或退款", "安装后噪音很大,影响休息,希望尽快上门检查",
	"下单七天仍未发货,多次催促没有答复", "说明书与实物不符,询问保修期和配件价格", "开票信息填错,要求重开并寄送原件"};
static const char *const results[] = {
	"接受检测方案,约定三日内上门", "已补发并短信告知物流单号", "解释保修条款,客户表示理解", "重新开具发票,电子版已发送"};
static const char *const overall[] = {"满意", "满意", "满意", "一般"};

typedef enum fault { CLEAN = 0, NO_RESULT, BAD_RATING, CLEAR_PHONE, BAD_TYPE, BAD_DATE, BAD_NUMBER, LATE, FAULTS } fault;

int main(int argc, char **argv)
{
	long count = argc > 1 ? strtol(argv[1], NULL, 10) : 1000;
	static char buffer[1 << 20];
	setvbuf(stdout, buffer, _IOFBF, sizeof buffer);
	puts("客户编号,客户姓名,联系方式,服务类型,日期时间,沟通渠道,客服人员,问题描述,处理结果,响应速度,问题解决效果,服务态度,专业能力,"
	     "总体满意度,完成时限");
	for (long i = 0; i < count; i++) {
		fault f = pick(1000) < 20 ? (fault)(1 + pick(FAULTS - 1)) : CLEAN;
		unsigned day = 1 + pick(28), month = 1 + pick(12), rating[4];
		for (int r = 0; r < 4; r++)
			rating[r] = 2 + pick(4);
		printf(f == BAD_NUMBER ? "%07ld," : "KH%07ld,", i);
		printf("%s,1%u%u%s%04u,", OF(titles), 3 + pick(7), pick(10), f == CLEAR_PHONE ? "1234" : "****", pick(10000));
		printf("%s,", f == BAD_TYPE ? "售后投拆" : OF(types));
		printf(f == BAD_DATE ? "2023-%u-%u%02u:%02u," : "2023-%02u-%02u %02u:%02u,", month, day, 8 + pick(12), pick(60));
		printf("%s,%s,\"%u月%u日在%s购买的%s%s\",", OF(channels), OF(agents), month, day, OF(places), OF(products), OF(troubles));
		if (f != NO_RESULT)
			printf("\"%s\"", OF(results));
		printf(",%u,%u,%u,%u,%s,", f == BAD_RATING ? 6 + pick(4) : rating[0], rating[1], rating[2], rating[3], OF(overall));
		if (f == LATE || pick(4) == 0)
			printf("%u-%02u-%02u", f == LATE ? 2022 : 2024, month, day);
		putchar('\n');
	}
	return fflush(stdout) == 0 ? 0 : 1;
}
