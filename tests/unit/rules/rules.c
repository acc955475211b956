/* Each kind of rule, over tables of rows: when it speaks, when it is silent, and that one fault gives one finding. */
#include "judging.h"

#define L(name) "<label>" name "</label>"
#define STRING(name, attributes) "<field name=\"" name "\" type=\"string\" " attributes ">" L(name) "</field>"

static void required(void)
{
	CASES(STRING("a", "required=\"true()\"") STRING("b", "required=\"${a} = 'x'\"") STRING("c", ""), "a|b|c", {"x|y|z", ""},
		{"|y|z", "a required error"}, {"x||z", "b required error"}, {"y||z", ""}, {"||z", "a required error"},
		{"  |y|z", "a required error"});
}

static void a_missing_column_is_not_said_again_for_each_record(void)
{
	CASES(STRING("a", "required=\"true()\"") STRING("b", "required=\"${c} = 'x'\"") STRING("c", ""), "c", {"x", "b required error"},
		{"y", ""});
}

static void relevant(void)
{
	CASES(STRING("a", "") STRING("b", "relevant=\"${a} = 'x'\" required=\"true()\"") STRING("c", "relevant=\"${b} = 'y'\""), "a|b|c",
		{"x|y|z", ""}, {"x||", "b required error"}, {"n||", ""}, {"n|y|", "b irrelevant warning"},
		/* b is not asked for, so expressions see it as empty, so c is not asked for either */
		{"n|y|z", "b irrelevant warning; c irrelevant warning"}, {"x|n|z", "c irrelevant warning"});
}

static void what_is_not_asked_for_has_no_other_fault(void)
{
	CASES(STRING("a", "") "<field name=\"n\" type=\"range\" start=\"1\" end=\"5\" relevant=\"${a} = 'x'\">" L("n") "</field>", "a|n",
		{"y|9", "n irrelevant warning"}, {"y|abc", "n irrelevant warning"}, {"x|9", "n range error"}, {"x|abc", "n range error"});
}

static void types(void)
{
	CASES("<field name=\"i\" type=\"integer\">" L("i") "</field><field name=\"d\" type=\"date\">" L(
		      "d") "</field><field name=\"b\" type=\"boolean\">" L("b") "</field><field name=\"t\" type=\"dateTime\">" L("t") "</"
																      "fiel"
																      "d>",
		"i|d|b|t", {"4|2023-10-01|是|2023-10-01 14:30", ""}, {"４|2023年10月1日|NO|2023/10/1 14:30", ""},
		{"4.5|2023-02-30|x|later", "i type.integer error; d type.date error; b type.boolean error; t type.datetime error"},
		{"#DIV/0!|||", "i cell.error error"}, {"4|\xEF\xBF\xBD\xEF\xBF\xBD||", "d text.encoding error"});
}

static void ranges(void)
{
	CASES("<field name=\"r\" type=\"range\" start=\"1\" end=\"5\" step=\"1\">" L(
		      "r") "</field>"
			   "<field name=\"h\" type=\"range\" start=\"0\" end=\"1\" step=\"0.1\">" L("h") "</field>",
		"r|h", {"1|0.3", ""}, {"5|1", ""}, {"0|0", "r range error"}, {"6|", "r range error"}, {"4.5|", "r range.step error"},
		{"4|0.35", "h range.step error"}, {"4|0.7", ""});
}

static void patterns_and_lengths(void)
{
	CASES(STRING("p", "pattern=\"[A-Z]{2}[0-9]{3}\"") STRING("l", "min_length=\"2\" max_length=\"4\""), "p|l", {"KH001|满意", ""},
		{"KH001|满意度高", ""}, {"KH001|满", "l length.short error"}, {"KH001|非常非常满意", "l length error"},
		{"KH001x|满意", "p pattern error"}, {"xKH001|满意", "p pattern error"});
}

static void a_pattern_is_anchored_and_minds_case(void)
{
	CASES(STRING("p", "pattern=\"[A-Z]{2}[0-9]{3}|x\""), "p", {"KH001", ""}, {"kh001", "p pattern error"}, {"x", ""},
		{"xx", "p pattern error"});
}

static void a_pattern_that_never_ends_is_a_finding(void)
{
	CASES(STRING("p", "pattern=\"(a+)+\\$\""), "p", {"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!", "p pattern error"});
	CASES(STRING("p", "pattern=\"(?:a|aa)+b\""), "p",
		{"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaXb", "p evaluation error"});
}

#define LISTS \
	"<choices list=\"c\"><choice name=\"consult\"><label>咨询类</label><label xml:lang=\"en\">Consult</label></choice>" \
	"<choice name=\"complaint\"><label>投诉类</label><label xml:lang=\"en\">Complaint</label></choice></choices>" \
	"<choices list=\"d\"><choice name=\"s\" takes=\"consult\"><label>客服部</label></choice><choice name=\"t\" " \
	"takes=\"consult\"><label>技术支持部" \
	"</label></choice><choice name=\"a\" takes=\"complaint\"><label>售后部</label></choice></choices>"

static void choices(void)
{
	CASES(LISTS "<field name=\"one\" type=\"select_one\" list=\"c\">" L(
		      "one") "</field><field name=\"many\" type=\"select_multiple\" list=\"d\">" L("many") "</field>",
		"one|many", {"consult|s", ""}, {"咨询类|客服部、售后部", ""}, {"Consult|客服部,售后部；技术支持部", ""},
		{"CONSULT|s a", ""}, {" 投诉类 |", ""}, {"咨询|", "one choice error"},
		{"咨询类|客服部、产品部", "many choice.several error"}, {"咨询类、投诉类|", "one choice error"});
}

static void several_choices_become_names(void)
{
	judging j;
	fr_buf text;
	fr_buf_init(&text, NULL, 0);
	judging_open(&j, LISTS "<field name=\"many\" type=\"select_multiple\" list=\"d\">" L("many") "</field>", "many");
	judging_row(&j, "售后部、客服部,售后部");
	CU_ASSERT_STRING_EQUAL(judging_value(&j, "many", &text), "a s");
	judging_row(&j, "客服部、产品部");
	CU_ASSERT_EQUAL_FATAL(j.verdicts.count, 1);
	CU_ASSERT(fr_str_is(
		j.verdicts.items[0].args[2], "2")); /* the second one is none of the choices; the cell's own text is not repeated */
	CU_ASSERT(fr_str_is(j.verdicts.items[0].args[1], "客服部、技术支持部、售后部"));
	judging_close(&j);
	fr_buf_free(&text);
}

static void choice_filters(void)
{
	CASES(LISTS "<field name=\"kind\" type=\"select_one\" list=\"c\">" L(
		      "kind") "</field><field name=\"to\" type=\"select_one\" list=\"d\" "
			      "choice_filter=\"takes = ${kind}\">" L("to") "</field>",
		"kind|to", {"咨询类|客服部", ""}, {"投诉类|售后部", ""}, {"投诉类|客服部", "to choice.filtered error"},
		{"不知道|客服部", "kind choice error"});
}

static void the_choices_that_pass_are_named(void)
{
	judging j;
	judging_open(&j,
		LISTS "<field name=\"kind\" type=\"select_one\" list=\"c\">" L(
			"kind") "</field><field name=\"to\" type=\"select_one\" list=\"d\" "
				"choice_filter=\"takes = ${kind}\">" L("to") "</field>",
		"kind|to");
	judging_row(&j, "咨询类|售后部");
	CU_ASSERT_EQUAL_FATAL(j.verdicts.count, 1);
	CU_ASSERT(fr_str_is(j.verdicts.items[0].args[1], "客服部、技术支持部"));
	judging_close(&j);
}

static void constraints(void)
{
	CASES("<field name=\"from\" type=\"date\">" L("from") "</field><field name=\"to\" type=\"date\">" L(
		      "to") "<constraint id=\"year\" level=\"warning\" test=\". ge "
			    "'2020-01-01'\"><message>m</message></constraint></field>" STRING(
				    "why", "") "<constraint id=\"order\" fields=\"to from\" test=\"${to} ge ${from}\" "
					       "override=\"why\"><message>早了</message></constraint>"
					       "<constraint id=\"hint\" level=\"info\" test=\"${why} = '' or ${from} != "
					       "''\"><message>m</message></constraint>",
		"from|to|why", {"2023-10-01|2023-10-02|", ""}, {"2023-10-03|2023-10-02|", "to order error"},
		{"2023-10-03|2023-10-02|补记", "to order overridden warning"}, {"2023-10-03||", ""}, /* not tried on an empty value */
		{"2023-10-03|很久以前|", "to type.date error"}, /* what cannot be read is one fault, not three */
		{"2019-01-01|2019-10-02|", "to year warning"},
		{"|2019-10-02|x", "to year warning; to order overridden warning; - hint info"});
}

/* A value that was right before is right again, and no other is right because of it: small whole numbers are remembered, and each row comes twice. */
static void constraints_of_one_field_again(void)
{
	judging j;
	fr_buf said;
	fr_buf_init(&said, NULL, 0);
	judging_open(&j,
		"<field name=\"n\" type=\"decimal\"><label>n</label><constraint id=\"odd\" test=\". = 0 or . = 3 or . = 63 or . ge "
		"64\"><message>m</message></constraint></field>"
		"<field name=\"m\" type=\"decimal\"><label>m</label><constraint id=\"with\" test=\". le "
		"${n}\"><message>m</message></constraint></field>",
		"n|m");
	for (int again = 0; again < 2; again++)
		for (int halves = -4; halves < 300; halves++) {
			char row[64];
			double n = halves / 2.0;
			bool right = n == 0 || n == 3 || n == 63 || n >= 64;
			snprintf(row, sizeof row, "%g|%g", n, n + (halves % 3 == 0));
			judging_row(&j, row);
			const char *have = judging_said(&j, &said), *want = !right ? "n odd error" : halves % 3 == 0 ? "m with error" : "";
			CASE_TRUE(strcmp(have, want) == 0 || (!right && halves % 3 == 0 && strcmp(have, "n odd error; m with error") == 0),
				"%s\n  wanted: %s\n  have:   %s\n", row, want, have);
		}
	fr_buf_free(&said);
	judging_close(&j);
}

static void overridden_says_rule_and_reason(void)
{
	judging j;
	judging_open(&j,
		"<field name=\"n\" type=\"integer\">" L("次数") "</field>" STRING(
			"why", "") "<constraint id=\"few\" fields=\"n\" test=\"${n} le 3\" "
				   "override=\"why\"><message>次数太多</message></constraint>",
		"n|why");
	judging_row(&j, "4|客户要求");
	CU_ASSERT_EQUAL_FATAL(j.verdicts.count, 1);
	CU_ASSERT_EQUAL(j.verdicts.items[0].code, FR_OVERRIDDEN);
	CU_ASSERT(fr_str_is(j.verdicts.items[0].args[0], "次数太多"));
	CU_ASSERT(fr_str_is(j.verdicts.items[0].args[1], "why"));
	judging_close(&j);
}

static void no_cascades(void)
{
	CASES("<field name=\"n\" type=\"integer\">" L(
		      "n") "<constraint id=\"pos\" test=\". gt 0\"><message>m</message></constraint></field>"
			   "<field name=\"twice\" type=\"integer\" calculate=\"${n} * 2\">" L("twice") "</field>" STRING(
				   "s", "required=\"${twice} gt 4\"") STRING("r",
				   "relevant=\"${twice} gt 4\" required=\"true()\"") "<constraint id=\"big\" test=\"${twice} lt "
										     "100\"><message>m</message></constraint>",
		"n|twice|s|r", {"3|6|x|x", ""}, {"x|6|x|x", "n type.integer error"}, {"x||x|", "n type.integer error"},
		{"x|||", "n type.integer error"}, {"60|120|x|x", "- big error"});
}

/* What must be filled in and is not: nothing that hangs on it is said as well, be it a constraint, a value that would not be asked for, or what is worked out of it. */
static void no_cascades_of_the_empty(void)
{
	CASES("<field name=\"n\" type=\"integer\" required=\"true()\">" L(
		      "n") "</field><field name=\"twice\" type=\"integer\" calculate=\"${n} * 2\">" L("twice") "</field>" STRING("r",
		      "relevant=\"${n} gt 4\"") STRING("q",
		      "relevant=\"${r} != ''\"") "<field name=\"m\" type=\"integer\"><label>m</label>"
						 "<constraint id=\"more\" test=\". ge ${n}\"><message>m</message></constraint></field>"
						 "<constraint id=\"twice-more\" fields=\"m twice\" test=\"${m} ge "
						 "${twice}\"><message>m</message></constraint>",
		"n|r|q|m", {"5|x|x|10", ""}, {"|x|x|10", "n required error"}, {"4|x||8", "r irrelevant warning"},
		{"6|||5", "m more error; m twice-more error"});
}

static void computed_values(void)
{
	CASES("<field name=\"a\" type=\"integer\">" L("a") "</field><field name=\"b\" type=\"decimal\" calculate=\"${a} div 3\">" L(
		      "b") "</field>"
			   "<field name=\"c\" type=\"date\" calculate=\"'2023-10-10'\">" L(
				   "c") "</field>"
					"<field name=\"t\" type=\"dateTime\" calculate=\"now()\">" L("t") "</field>",
		"a|b|c|t", {"1|0.3333333333|2023-10-10|", ""},
		{"1|0.33|2023年10月10日|2020-01-01 00:00", ""}, /* fewer places are shown; what the clock gave then is kept */
		{"1|0.34||", "b readonly warning"}, {"1|x||", "b type.decimal error"}, {"1||2023-10-11|", "c readonly warning"},
		{"|1||", "b readonly.empty warning"});
}

static void the_right_value_is_proposed(void)
{
	judging j;
	fr_buf text;
	fr_buf_init(&text, NULL, 0);
	judging_open(&j,
		"<field name=\"a\" type=\"integer\">" L("a") "</field><field name=\"b\" type=\"integer\" calculate=\"${a} * 2\">" L(
			"b") "</field>",
		"a|b");
	judging_row(&j, "4|9");
	CU_ASSERT_EQUAL_FATAL(j.verdicts.count, 1);
	CU_ASSERT(fr_str_is(j.verdicts.items[0].args[1], "8"));
	CU_ASSERT(fr_str_is(j.verdicts.items[0].repair, "8"));
	CU_ASSERT_STRING_EQUAL(judging_value(&j, "b", &text), "8");
	fr_buf_free(&text);
	judging_close(&j);
}

static void defaults(void)
{
	judging j;
	fr_buf text;
	fr_buf_init(&text, NULL, 0);
	judging_open(&j,
		STRING("x", "") STRING("a", "default=\"'电话'\" required=\"true()\"")
			STRING("b", "default=\"concat(${a}, '!')\" relevant=\"${x} = ''\""),
		"x|a");
	judging_row(&j, "y|");
	CU_ASSERT_STRING_EQUAL(judging_said(&j, &text), "");
	CU_ASSERT_STRING_EQUAL(judging_value(&j, "a", &text), "电话");
	CU_ASSERT_STRING_EQUAL(judging_value(&j, "b", &text), "");
	judging_row(&j, "|在线");
	CU_ASSERT_STRING_EQUAL(judging_value(&j, "b", &text), "在线!");
	judging_close(&j);
	fr_buf_free(&text);
}

/* S0-14 */
static void denied(void)
{
	CASES(STRING("a", "") STRING("b", "identifier=\"id-card\"") "<deny identifier=\"id-card bank-card "
								    "email\"/><deny><word>密码</word><word>CVV</word></deny>",
		"a|b", {"编号 202310011234567|", ""}, {"身份证 11010519491231002X|", "a identifier.denied error"},
		{"证号：１１０１０５１９４９１２３１００２Ｘ|", "a identifier.denied error"},
		{"|11010519491231002X", ""}, /* the field made for it */
		{"卡号 6222 0212 3456 7890 128|", "a identifier.denied error"},
		{"卡号 6222 0212 3456 7890 127|", ""}, /* fails the Luhn check */
		{"邮箱 zhang.san@example.com|", "a identifier.denied error"}, {"他的密 码是 1234|", "a identifier.denied error"},
		{"cvv 123|", "a identifier.denied error"}, {"ＣＶＶ 123|", "a identifier.denied error"},
		{"一段很长很长的文字,没有什么特别之处,只是要越过十六个字节的边界,然后才写密码|", "a identifier.denied error"});
}

/* S0-3, S0-14: the record holds the masked form, and no message shows the clear one. */
static void masked_identifiers(void)
{
	judging j;
	fr_buf text;
	fr_buf_init(&text, NULL, 0);
	judging_open(&j,
		STRING("name", "identifier=\"name\" mask=\"title\" stored=\"masked\"") STRING(
			"phone", "identifier=\"phone\" stored=\"masked\"") STRING("note", "identifier=\"free-text\" stored=\"masked\""),
		"name|phone|note");
	judging_row(&j, "*女士|138****5678|请回电");
	CU_ASSERT_STRING_EQUAL(judging_said(&j, &text), "");
	judging_row(&j, "张女士|13812345678|张女士的电话 13812345678 打不通");
	CU_ASSERT_STRING_EQUAL(
		judging_said(&j, &text), "name identifier.clear error; phone identifier.clear error; note identifier.clear error");
	CU_ASSERT_EQUAL_FATAL(j.verdicts.count, 3);
	CU_ASSERT(fr_str_is(j.verdicts.items[0].repair, "*女士"));
	CU_ASSERT(fr_str_is(j.verdicts.items[1].args[1], "138****5678"));
	for (size_t i = 0; i < j.verdicts.count; i++)
		for (size_t a = 0; a <= FR_ERROR_ARGS; a++) {
			fr_str shown = a < FR_ERROR_ARGS ? j.verdicts.items[i].args[a] : j.verdicts.items[i].repair;
			CU_ASSERT_EQUAL(fr_str_find(shown, FR_STR("张女士")), SIZE_MAX);
			CU_ASSERT_EQUAL(fr_str_find(shown, FR_STR("12345")), SIZE_MAX);
		}
	judging_row(&j, "*女士|1385678|");
	CU_ASSERT_EQUAL_FATAL(j.verdicts.count, 1);
	CU_ASSERT(fr_str_is(j.verdicts.items[0].repair, "138****5678"));
	judging_close(&j);
	fr_buf_free(&text);
}

static void phone_prefixes(void)
{
	CASES(STRING("phone", "identifier=\"phone\""), "phone", {"13812345678", ""}, {"14012345678", "phone phone.prefix warning"},
		{"138****5678", ""});
}

/* S0-10 */
static void names_of_records(void)
{
	static const struct {
		const char *row, *name;
	} cases[] = {
		{"KH001|咨询类|2023-10-10 14:30", "KH001-咨询类-20231010"},
		{"KH/0:1|Consult|2023-10-10", "KH_0_1-咨询类-20231010"},
		{"a\\b*c?d\"e<f>g|h|consult|2023-10-10", "a_b_c_d_e_f_g"},
	};
	judging j;
	fr_str name;
	judging_open(&j,
		"<form xmlns=\"urn:formrule:form\" id=\"t\" version=\"1\" xml:lang=\"zh-CN\" instance_name=\"concat(${no}, '-', "
		"choice-label(${kind}), '-', "
		"format-date(${at}, '%Y%m%d'))\"><title>t</title>" LISTS
			STRING("no", "") "<field name=\"kind\" type=\"select_one\" list=\"c\">" L(
				"kind") "</field><field name=\"at\" type=\"dateTime\">" L("at") "</field></form>",
		"no|kind|at");
	for (size_t i = 0; i < 2; i++) {
		judging_row(&j, cases[i].row);
		CU_ASSERT_EQUAL(fr_record_name(j.judge, fr_reader_record(j.reader), &j.record_arena, &name), FR_OK);
		CASE_TRUE(fr_str_is(name, cases[i].name), "%s: %.*s\n", cases[i].row, (int)name.n, name.p);
	}
	judging_close(&j);
}

TESTS(rules, {"required", required},
	{"a missing column is not said again for each record", a_missing_column_is_not_said_again_for_each_record}, {"relevant", relevant},
	{"what is not asked for has no other fault", what_is_not_asked_for_has_no_other_fault}, {"types", types}, {"ranges", ranges},
	{"patterns and lengths", patterns_and_lengths}, {"a pattern is anchored", a_pattern_is_anchored_and_minds_case},
	{"a pattern that never ends", a_pattern_that_never_ends_is_a_finding}, {"choices", choices},
	{"several choices become names", several_choices_become_names}, {"choice filters", choice_filters},
	{"the choices that pass are named", the_choices_that_pass_are_named}, {"constraints", constraints},
	{"constraints of one field again", constraints_of_one_field_again}, {"overridden", overridden_says_rule_and_reason},
	{"no cascades", no_cascades}, {"no cascades of the empty", no_cascades_of_the_empty}, {"computed values", computed_values},
	{"the right value is proposed", the_right_value_is_proposed}, {"defaults", defaults}, {"S0-14 denied", denied},
	{"S0-3 S0-14 masked identifiers", masked_identifiers}, {"phone prefixes", phone_prefixes},
	{"S0-10 names of records", names_of_records})
