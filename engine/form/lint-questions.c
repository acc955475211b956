/* Question linting: how questions of a survey are worded: leading, vague, two in one, not to be counted; and how many are open.
 * Stage: definitions. In: a linked draft. Out: warnings with the reason and a better pattern.
 * A question is a field whose label ends in a question mark. Wording of questionnaires: one thing at a time, neutral, specific, to be answered on a scale. */
#include "form/draft.h"

typedef struct pattern {
	const char *text;
	int code;
} pattern;

/* What gives a fault away, as it stands in a label. English is compared without case. */
static const pattern patterns[] = {
	{"难道", FR_LINT_QUESTION_LEADING},
	{"是不是很", FR_LINT_QUESTION_LEADING},
	{"您也觉得", FR_LINT_QUESTION_LEADING},
	{"您也认为", FR_LINT_QUESTION_LEADING},
	{"您一定", FR_LINT_QUESTION_LEADING},
	{"想必", FR_LINT_QUESTION_LEADING},
	{"不觉得", FR_LINT_QUESTION_LEADING},
	{"大家都", FR_LINT_QUESTION_LEADING},
	{"优质的", FR_LINT_QUESTION_LEADING},
	{"贴心的", FR_LINT_QUESTION_LEADING},
	{"周到的", FR_LINT_QUESTION_LEADING},
	{"热情的", FR_LINT_QUESTION_LEADING},
	{"卓越的", FR_LINT_QUESTION_LEADING},
	{"don't you", FR_LINT_QUESTION_LEADING},
	{"wouldn't you", FR_LINT_QUESTION_LEADING},
	{"surely", FR_LINT_QUESTION_LEADING},
	{"excellent", FR_LINT_QUESTION_LEADING},
	{"怎么样", FR_LINT_QUESTION_VAGUE},
	{"好不好", FR_LINT_QUESTION_VAGUE},
	{"整体感觉", FR_LINT_QUESTION_VAGUE},
	{"经常", FR_LINT_QUESTION_VAGUE},
	{"有时", FR_LINT_QUESTION_VAGUE},
	{"偶尔", FR_LINT_QUESTION_VAGUE},
	{"最近", FR_LINT_QUESTION_VAGUE},
	{"差不多", FR_LINT_QUESTION_VAGUE},
	{"等方面", FR_LINT_QUESTION_VAGUE},
	{"how is our", FR_LINT_QUESTION_VAGUE},
	{"in general", FR_LINT_QUESTION_VAGUE},
	{"regularly", FR_LINT_QUESTION_VAGUE},
	{"sometimes", FR_LINT_QUESTION_VAGUE},
	{"recently", FR_LINT_QUESTION_VAGUE},
	{"以及", FR_LINT_QUESTION_DOUBLE},
	{"并且", FR_LINT_QUESTION_DOUBLE},
	{"、", FR_LINT_QUESTION_DOUBLE},
	{"和", FR_LINT_QUESTION_DOUBLE},
	{"与", FR_LINT_QUESTION_DOUBLE},
	{" and ", FR_LINT_QUESTION_DOUBLE},
	{"满意吗", FR_LINT_QUESTION_MEASURE},
	{"是否满意", FR_LINT_QUESTION_MEASURE},
	{"满意度如何", FR_LINT_QUESTION_MEASURE},
	{"快不快", FR_LINT_QUESTION_MEASURE},
	{"how satisfied", FR_LINT_QUESTION_MEASURE},
	{"are you satisfied", FR_LINT_QUESTION_MEASURE},
};

/* Words in which a sign of two questions is part of another word. */
static const char *const harmless[] = {"温和", "和气", "和善", "和蔼", "平和", "缓和", "参与", "与否", "给与"};

static bool is_question(fr_str label) { return fr_str_ends(label, FR_STR("?")) || fr_str_ends(label, FR_STR("？")); }

static char small(char c) { return c >= 'A' && c <= 'Z' ? (char)(c + 32) : c; }

static size_t find(fr_str label, const char *text)
{
	size_t n = strlen(text);
	for (size_t at = 0; at + n <= label.n; at++) {
		size_t i = 0;
		while (i < n && small(label.p[at + i]) == text[i])
			i++;
		if (i == n)
			return at;
	}
	return SIZE_MAX;
}

static bool stands_alone(fr_str label, size_t at)
{
	for (size_t i = 0; i < sizeof harmless / sizeof *harmless; i++) {
		size_t n = strlen(harmless[i]);
		for (size_t from = at >= 3 ? at - 3 : 0; from <= at; from++)
			if (from + n <= label.n && memcmp(label.p + from, harmless[i], n) == 0)
				return false;
	}
	return true;
}

/* Whether a fault of that kind is one for this type: two in one matter where one answer is given, a degree where words are asked for. */
static bool applies(int code, fr_type type)
{
	if (code == FR_LINT_QUESTION_MEASURE)
		return type == FR_TYPE_STRING;
	return code != FR_LINT_QUESTION_DOUBLE || type != FR_TYPE_STRING;
}

/* The first fault of each kind. */
static void lint_wording(fr_draft *draft, const fr_field *field, fr_str label)
{
	static const int kinds[] = {FR_LINT_QUESTION_LEADING, FR_LINT_QUESTION_VAGUE, FR_LINT_QUESTION_DOUBLE, FR_LINT_QUESTION_MEASURE};
	for (size_t k = 0; k < sizeof kinds / sizeof *kinds; k++)
		for (size_t i = 0; i < sizeof patterns / sizeof *patterns; i++) {
			size_t at =
				patterns[i].code == kinds[k] && applies(kinds[k], field->type) ? find(label, patterns[i].text) : SIZE_MAX;
			if (at == SIZE_MAX || !stands_alone(label, at))
				continue;
			fr_draft_say(draft, FR_LEVEL_WARNING, kinds[k], draft->field_nodes[field->slot], NULL, label,
				fr_str_trim(fr_str_from(patterns[i].text)));
			break;
		}
}

void fr_draft_lint_questions(fr_draft *draft, const xmlNode *root)
{
	const fr_form *form = draft->form;
	size_t open = 0, closed = 0;
	uint32_t third = 0;
	for (size_t i = 0; i < form->field_count; i++) {
		const fr_field *field = &form->fields[i];
		bool asked = false;
		for (size_t l = 0; l < field->label.n; l++)
			if (is_question(field->label.items[l].text)) {
				lint_wording(draft, field, field->label.items[l].text);
				asked = true;
			}
		if (!asked || field->type == FR_TYPE_NOTE || field->calculate.expr)
			continue;
		open += field->type == FR_TYPE_STRING;
		closed += field->type != FR_TYPE_STRING;
		if (field->type == FR_TYPE_STRING && open == 3)
			third = field->slot;
	}
	char digits[400];
	fr_str number = fr_str_of(digits, fr_number_write((double)open, digits));
	if (closed >= 3 && open == 0)
		fr_draft_say(draft, FR_LEVEL_WARNING, FR_LINT_OPEN_NONE, root, NULL, form->id, fr_str_of(NULL, 0));
	else if (closed >= 3 && open > 2)
		fr_draft_say(draft, FR_LEVEL_WARNING, FR_LINT_OPEN_MANY, draft->field_nodes[third], NULL, number, fr_str_of(NULL, 0));
}
