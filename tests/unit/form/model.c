/* The linked form: names, slots, languages, order, limits. S0-7, S0-10, S0-14 in small. */
#include "form/draft.h"
#include "suite.h"

#include <math.h>

static fr_form *load(const char *body)
{
	fr_buf text;
	fr_buf_init(&text, NULL, 0);
	fr_buf_puts(&text, "<form xmlns='urn:formrule:form' id='f' version='1'><title>表</title><title xml:lang='en'>Form</title>");
	fr_buf_puts(&text, body);
	fr_buf_puts(&text, "</form>");
	fr_form *form;
	fr_error error = {0};
	fr_status status = fr_form_parse(NULL, fr_buf_view(&text), "f.xml", &form, NULL, &error);
	CASE_TRUE(status == FR_OK, "%s: %s\n", body, fr_code_name(error.code));
	fr_buf_free(&text);
	return form;
}

static void words_by_language(void)
{
	fr_text_in items[] = {{FR_STR("zh-CN"), FR_STR("甲")}, {FR_STR("en-GB"), FR_STR("a")}, {FR_STR("de"), FR_STR("ä")}};
	fr_words words = {items, 3}, none = {NULL, 0};
	CU_ASSERT(fr_str_is(fr_words_in(&words, "de"), "ä"));
	CU_ASSERT(fr_str_is(fr_words_in(&words, "en"), "a")); /* another region */
	CU_ASSERT(fr_str_is(fr_words_in(&words, "zh-TW"), "甲")); /* another region */
	CU_ASSERT(fr_str_is(fr_words_in(&words, "fr"), "甲")); /* the form's own */
	CU_ASSERT(fr_str_is(fr_words_in(&words, NULL), "甲"));
	CU_ASSERT_EQUAL(fr_words_in(&none, "en").n, 0);
	fr_form *form = load("<field name='a' type='string'><label xml:lang='en'>A</label><label>甲</label><hint>一行\n   两行</hint>"
			     "<hint xml:lang='en'>one\n  two</hint><guidance>\n 一\n\n 二\n</guidance></field>");
	if (form) {
		const fr_field *f = form->fields;
		CU_ASSERT(fr_str_is(f->label.items[0].text, "甲")); /* the form's own language comes first, wherever it stands */
		CU_ASSERT(fr_str_is(fr_words_in(&f->hint, "zh-CN"), "一行两行"));
		CU_ASSERT(fr_str_is(fr_words_in(&f->hint, "en"), "one two"));
		CU_ASSERT(fr_str_is(fr_words_in(&f->guidance, "zh-CN"), "一\n\n二"));
		CU_ASSERT(fr_str_is(fr_words_in(&form->title, "en"), "Form"));
	}
	fr_form_free(form);
}

static void names_and_slots(void)
{
	fr_form *form = load(
		"<field name='客户' type='string'/><repeat name='steps'><field name='at' type='dateTime'/></repeat>"
		"<field name='rate' type='range' start='1' end='5'/>"
		"<score name='s'><part field='rate'/><grade from='1' name='g'/></score><deadline name='due' from='${客户}' within='P1D'/>");
	fr_symbol symbol;
	if (!form)
		return;
	CU_ASSERT_EQUAL(form->slot_count, 3 + 2 + 1 + 1);
	CU_ASSERT(fr_form_find(form, FR_STR("客户"), &symbol) && symbol.slot == 0 && !symbol.repeated);
	CU_ASSERT(fr_form_find(form, FR_STR("at"), &symbol) && symbol.slot == 1 && symbol.repeated);
	CU_ASSERT(fr_form_find(form, FR_STR("steps/at"), &symbol) && symbol.slot == 1 && symbol.repeated);
	CU_ASSERT(fr_form_find(form, FR_STR("s"), &symbol) && symbol.slot == form->scores[0].slot && symbol.type == FR_TYPE_DECIMAL);
	CU_ASSERT(fr_form_find(form, FR_STR("s.grade"), &symbol) && symbol.slot == form->scores[0].grade_slot);
	CU_ASSERT(fr_form_find(form, FR_STR("steps"), &symbol) && symbol.slot == form->repeats[0].slot && symbol.repeated);
	CU_ASSERT(fr_form_find(form, FR_STR("due"), &symbol) && symbol.type == FR_TYPE_DATETIME);
	CU_ASSERT(!fr_form_find(form, FR_STR("due.grade"), &symbol));
	CU_ASSERT_PTR_NULL(fr_form_field_named(form, FR_STR("steps/at")));
	CU_ASSERT_PTR_NULL(fr_form_field_named(form, FR_STR("s")));
	CU_ASSERT_PTR_EQUAL(fr_form_field_named(form, FR_STR("rate")), &form->fields[2]);
	const char *names[] = {"客户", "at", "rate", "s", "s.grade", "steps", "due", ""};
	for (uint32_t slot = 0; slot < 8; slot++)
		CASE_TRUE(fr_str_is(fr_form_slot_name(form, slot), names[slot]), "slot %u\n", slot);
	fr_form_free(form);
}

/* Whatever reads a value comes after it, whichever way the form is written. */
static void order_of_calculation(void)
{
	fr_form *form = load(
		"<field name='last' type='string' calculate='concat(${total.grade}, ${total})'/>"
		"<field name='c' type='decimal' calculate='${b} + ${a}'/><field name='b' type='decimal' calculate='${a} * 2'/>"
		"<field name='a' type='decimal'/>"
		"<score name='total'><part field='c' scale='0 9'/><grade from='0' name='x'/><veto when='${b} = 1' grade='x'/></score>");
	if (!form)
		return;
	size_t at[16] = {0};
	for (size_t i = 0; i < form->order_count; i++)
		at[form->order[i]] = i;
	const fr_score *s = form->scores;
	CU_ASSERT_EQUAL(form->order_count, 5); /* last, c, b, the score and its grade; a is not computed */
	CU_ASSERT(at[2] < at[1] && at[1] < at[s->slot] && at[s->slot] < at[s->grade_slot] && at[s->grade_slot] < at[0]);
	fr_form_free(form);
}

static void parts_of_the_model(void)
{
	fr_form *form =
		load("<choices list='l'><choice name='b' score='2' region='n'/><choice name='a' na='true'/><choice name='c' score='8' "
		     "region='s'/></choices>"
		     "<field name='x' type='select_one' list='l' choice_filter=\"region = 'n'\" constraint=\". != 'c'\"/>"
		     "<group name='g' relevant=\"${x} = 'b'\"><group name='h' relevant=\"${x} != ''\"><field name='y' type='string' "
		     "relevant=\"${x} != 'a'\" "
		     "pattern='满意|[a-z]+'/></group></group>"
		     "<score name='s' method='weighted-mean' scale='0 100' missing='invalid' decimals='1'><part field='x' weight='3'/>"
		     "<grade from='10' name='low'/><grade from='60' name='high'/></score>"
		     "<deny identifier='id-card bank-card'><word>密码</word></deny><keep for='P2Y' from='${d}'/><field name='d' "
		     "type='date'/><key fields='x d'/>"
		     "<repeat name='r'><field name='z' type='integer'/></repeat>");
	if (!form)
		return;
	const fr_field *x = &form->fields[0], *y = &form->fields[1];
	CU_ASSERT(fr_choices_find(x->choices, FR_STR("c")) == &x->choices->items[2] && !fr_choices_find(x->choices, FR_STR("d")));
	CU_ASSERT(x->choices->items[1].not_applicable && isnan(x->choices->items[1].score));
	CU_ASSERT(x->constraint_count == 1 && fr_str_is(x->constraints[0].id, "x") && x->constraints[0].fields[0] == 0);
	/* choice_filter: name, then region */
	CU_ASSERT(form->filter_count == 2 && fr_str_is(form->filter_names[1], "region"));
	const uint32_t *slots;
	CU_ASSERT(fr_expr_reads(x->choice_filter.expr, &slots) == 1 && slots[0] == form->slot_count + 1);
	CU_ASSERT(fr_str_is(fr_expr_text(y->relevant.expr), "(${x} != '') and (${x} = 'b') and (${x} != 'a')"));
	CU_ASSERT_EQUAL(fr_pattern_matches(y->pattern, FR_STR("满意")), FR_MATCH_YES);
	CU_ASSERT_EQUAL(fr_pattern_matches(y->pattern, FR_STR("满意 ")), FR_MATCH_NO); /* the whole value, both alternatives */
	CU_ASSERT_EQUAL(fr_pattern_matches(y->pattern, FR_STR("")), FR_MATCH_NO);
	const fr_score *s = form->scores;
	CU_ASSERT(s->rescale && s->min == 0 && s->max == 100 && s->decimals == 1 && s->missing == FR_MISSING_INVALID &&
		  s->parts[0].weight == 3);
	CU_ASSERT(s->parts[0].min == 2 && s->parts[0].max == 8); /* of the choices' scores */
	CU_ASSERT(s->grades[0].from == 60 && s->grades[1].from == 10);
	CU_ASSERT(form->deny_count == 3 && form->deny[1].kind == FR_ID_BANK_CARD && form->deny[2].word_count == 1);
	CU_ASSERT(form->keep_from == 2 && form->key_count == 2 && form->key[1] == 2);
	CU_ASSERT(form->repeats[0].min == 0 && form->repeats[0].max == SIZE_MAX && form->fields[3].repeat == 0);
	fr_form_free(form);
}

static void a_pattern_cannot_run_away(void)
{
	char why[100];
	size_t at;
	void *pattern = fr_pattern_compile(FR_STR("(a+)+b"), why, sizeof why, &at);
	char text[5000];
	memset(text, 'a', sizeof text);
	CU_ASSERT(pattern && fr_pattern_matches(pattern, fr_str_of(text, sizeof text)) != FR_MATCH_YES);
	fr_pattern_free(pattern);
	CU_ASSERT_PTR_NULL(fr_pattern_compile(FR_STR("a\\C"), why, sizeof why, &at));
	fr_pattern_free(NULL);
}

static void a_glance(void)
{
	fr_arena arena;
	fr_arena_init(&arena, NULL, 0);
	fr_str id, version;
	fr_words title;
	CU_ASSERT(fr_form_glance(&arena, FR_SOURCE_DIR "/tests/lint/good.xml", &id, &version, &title));
	CU_ASSERT(fr_str_is(id, "good") && fr_str_is(version, "2026.1") && fr_str_is(fr_words_in(&title, "en"), "Sample"));
	CU_ASSERT(!fr_form_glance(&arena, FR_SOURCE_DIR "/forms/calendars/cn.xml", &id, &version, &title));
	CU_ASSERT(!fr_form_glance(&arena, FR_SOURCE_DIR "/schemas/README.md", &id, &version, &title));
	CU_ASSERT(!fr_form_glance(&arena, "/no/such", &id, &version, &title));
	fr_arena_free(&arena);
}

static void sheets_are_named_as_they_may_be(void)
{
	static const struct {
		const char *label, *name;
	} cases[] = {
		{"处理进展", "处理进展"},
		{" 进展/记录: [1]*? \\ ", "进展_记录_ _1___ _"},
		{"'quoted'", "_quoted_"},
		{"it's", "it's"},
		{"line\nbreak", "line_break"},
		{"一二三四五六七八九十一二三四五六七八九十一二三四五六七八九十一二",
			"一二三四五六七八九十一二三四五六七八九十一二三四五六七八九十一"},
		{"😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀", "😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀"}, /* two units each */
		{"abcdefghijklmnopqrstuvwxyz1234'6", "abcdefghijklmnopqrstuvwxyz1234_"},
		{"", ""},
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		char room[FR_SHEET_NAME_ROOM];
		fr_str name = fr_sheet_name(fr_str_from(cases[i].label), room);
		CASE_TRUE(fr_str_is(name, cases[i].name), "%s gives %.*s\n", cases[i].label, (int)name.n, name.p);
	}
}

TESTS(model, {"sheets are named as they may be", sheets_are_named_as_they_may_be}, {"words by language", words_by_language},
	{"names and slots", names_and_slots}, {"order of calculation", order_of_calculation}, {"parts of the model", parts_of_the_model},
	{"a pattern cannot run away", a_pattern_cannot_run_away}, {"a glance", a_glance})
