/* Scores: means and sums over parts, on one scale; grades and vetoes.
 * Stage: findings. In: a record's values. Out: a score (empty when nothing is rated, never 0) and its grade.
 * Formulas: mean Σs/n, weighted mean Σs·w/Σw, sum Σs·w; rescaled (x − min)/(max − min) onto the score's scale; half away from zero. */
#include "rules/judge.h"

#include <math.h>

typedef enum rating { RATED = 0, MISSING, NOT_APPLICABLE, DOUBTFUL } rating;

/* Choices carry points; of several, those named add up. */
static rating rate_choices(const fr_choices *list, fr_str names, double *out)
{
	bool any = false;
	double sum = 0;
	while (names.n) {
		const char *space = memchr(names.p, ' ', names.n);
		size_t n = space ? (size_t)(space - names.p) : names.n;
		const fr_choice *choice = fr_choices_find(list, fr_str_of(names.p, n));
		if (choice && !choice->not_applicable && choice->score == choice->score) {
			sum += choice->score;
			any = true;
		} else if (choice && choice->not_applicable)
			return NOT_APPLICABLE;
		n += space != NULL;
		names = fr_str_of(names.p + n, names.n - n);
	}
	*out = sum;
	return any ? RATED : MISSING;
}

static rating rate(const fr_judge *judge, const fr_part *part, double *out)
{
	const fr_form *form = judge->o.form;
	uint32_t slot = part->field >= 0 ? (uint32_t)part->field : form->scores[part->score].slot;
	const fr_record *record = judge->record;
	const fr_value *value = &record->values[slot];
	if (record->doubtful[slot])
		return DOUBTFUL;
	if (!record->relevant[slot])
		return NOT_APPLICABLE;
	if (value->kind == FR_KIND_EMPTY)
		return MISSING;
	const fr_choices *choices = part->field >= 0 ? form->fields[part->field].choices : NULL;
	if (choices && value->kind == FR_KIND_STRING)
		return rate_choices(choices, value->string, out);
	*out = fr_value_to_number(value);
	return isfinite(*out) ? RATED : MISSING;
}

static double on_scale(const fr_score *score, const fr_part *part, double x)
{
	if (!score->rescale || !(part->max > part->min) || (part->min == score->min && part->max == score->max))
		return x;
	return score->min + (x - part->min) / (part->max - part->min) * (score->max - score->min);
}

static fr_part_state state_of(rating r, fr_missing missing)
{
	if (r == RATED)
		return FR_PART_COUNTED;
	if (r == DOUBTFUL)
		return FR_PART_INVALID;
	if (r != MISSING)
		return FR_PART_NOT_APPLICABLE;
	return missing == FR_MISSING_ZERO ? FR_PART_ZERO : missing == FR_MISSING_INVALID ? FR_PART_INVALID : FR_PART_SKIPPED;
}

void judge_score(fr_judge *judge, const judge_node *node)
{
	fr_record *record = judge->record;
	const fr_score *score = &judge->o.form->scores[node->score];
	double sum = 0, weights = 0;
	bool invalid = false;
	record->values[node->slot] = fr_value_empty();
	record->doubtful[node->slot] = false;
	for (size_t i = 0; i < score->part_count; i++) {
		const fr_part *part = &score->parts[i];
		double x = 0;
		rating r = rate(judge, part, &x);
		record->doubtful[node->slot] = record->doubtful[node->slot] || r == DOUBTFUL;
		double weight = score->method == FR_METHOD_MEAN ? 1 : part->weight, scaled = r == RATED ? on_scale(score, part, x) : 0;
		fr_part_state state = state_of(r, score->missing);
		bool counts = state == FR_PART_COUNTED || state == FR_PART_ZERO;
		if (judge->uses)
			judge->uses[node->score][i] = (fr_part_use){
				.state = state, .value = r == RATED ? x : NAN, .scaled = counts ? scaled : NAN, .weight = weight};
		invalid = invalid || state == FR_PART_INVALID;
		sum += counts ? scaled * weight : 0;
		weights += counts ? weight : 0;
	}
	if (weights == 0 || invalid)
		return;
	double result = score->method == FR_METHOD_SUM ? sum : sum / weights;
	record->values[node->slot] = fr_value_number(fr_number_round(result, score->decimals));
}

void judge_grade(fr_judge *judge, const judge_node *node)
{
	fr_record *record = judge->record;
	const fr_score *score = &judge->o.form->scores[node->score];
	const fr_value *value = &record->values[score->slot];
	fr_str grade = fr_str_of(NULL, 0);
	bool doubtful = record->doubtful[score->slot];
	for (size_t i = 0; i < score->grade_count && value->kind == FR_KIND_NUMBER; i++)
		if (value->number >= score->grades[i].from) {
			grade = score->grades[i].name;
			break;
		}
	for (size_t i = 0; i < score->veto_count && judge->status == FR_OK; i++) {
		const judge_test *test = &judge->vetoes[node->score][i].test;
		fr_value when;
		if (judge_doubts(judge, test)) {
			doubtful = true;
			break;
		}
		if (judge_eval(judge, test, -1, &when) != FR_OK || !fr_value_to_boolean(&when))
			continue;
		grade = score->vetoes[i].grade;
		doubtful = false;
		if (score->vetoes[i].message.n) {
			fr_verdict *v = judge_add(judge, FR_LEVEL_INFO, FR_SCORE_VETO, (int)score->slot);
			if (v) {
				const fr_value name = fr_value_string(grade);
				v->rule = score->name;
				v->message = &score->vetoes[i].message;
				v->args[1] = fr_record_show(judge, node->slot, &name, judge->arena);
			}
		}
		break;
	}
	record->doubtful[node->slot] = doubtful;
	record->values[node->slot] = grade.n && !doubtful ? fr_value_string(grade) : fr_value_empty();
}

const fr_part_use *fr_judge_parts(const fr_judge *judge, size_t score) { return judge->uses ? judge->uses[score] : NULL; }
