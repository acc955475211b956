/* Form linting: scores: parts that give no number, scales, weights, grades.
 * Stage: definitions. In: a linked draft. Out: diagnostics. */
#include "form/draft.h"

#include <math.h>

static const fr_str nothing = {NULL, 0};

static fr_str number_text(double x, char out[400]) { return fr_str_of(out, fr_number_write(x, out)); }

static bool gives_number(const fr_field *field)
{
	switch (field->type) {
	case FR_TYPE_INTEGER:
	case FR_TYPE_DECIMAL:
	case FR_TYPE_RANGE:
	case FR_TYPE_BOOLEAN:
	case FR_TYPE_CALCULATE: return true;
	case FR_TYPE_SELECT_ONE:
		for (size_t i = 0; field->choices && i < field->choices->n; i++)
			if (!isnan(field->choices->items[i].score))
				return true;
		return !field->choices;
	default: return false;
	}
}

static void lint_part(fr_draft *draft, const xmlNode *node, const fr_score *score, const fr_part *part)
{
	if (part->field < 0 && part->score < 0)
		return; /* said by link.c */
	const char *attribute = part->field >= 0 ? "field" : "score";
	fr_str name = fr_draft_attr(draft, node, attribute);
	if (part->field >= 0 && !gives_number(&draft->fields[part->field]))
		fr_draft_say(draft, FR_LEVEL_ERROR, FR_LINT_SCORE_PART, node, attribute, name, nothing);
	else if (score->rescale && (isnan(part->min) || isnan(part->max)))
		fr_draft_say(draft, FR_LEVEL_ERROR, FR_LINT_SCORE_SCALE, node, attribute, name, nothing);
	if (part->min >= part->max && xmlHasProp(node, (const xmlChar *)"scale"))
		fr_draft_say(draft, FR_LEVEL_ERROR, FR_LINT_SCALE, node, "scale", nothing, nothing);
	else if (score->rescale && part->min >= part->max)
		fr_draft_say(draft, FR_LEVEL_ERROR, FR_LINT_SCORE_SCALE, node, attribute, name, nothing);
	if (part->weight <= 0)
		fr_draft_say(draft, FR_LEVEL_ERROR, FR_LINT_WEIGHT, node, "weight", fr_draft_attr(draft, node, "weight"), nothing);
	else if (score->method != FR_METHOD_WEIGHTED_MEAN && xmlHasProp(node, (const xmlChar *)"weight"))
		fr_draft_say(draft, FR_LEVEL_WARNING, FR_LINT_UNUSED_ATTRIBUTE, node, "weight", FR_STR("weight"),
			score->method == FR_METHOD_SUM ? FR_STR("method=\"sum\"") : FR_STR("method=\"mean\""));
}

/* The least and the most a score can be; NaN when not known. */
static void reach(const fr_score *score, double *min, double *max)
{
	*min = score->min, *max = score->max;
	if (score->rescale)
		return;
	*min = *max = score->method == FR_METHOD_SUM ? 0 : NAN;
	for (size_t i = 0; i < score->part_count; i++) {
		const fr_part *part = &score->parts[i];
		if (score->method == FR_METHOD_SUM) {
			*min += part->min, *max += part->max;
		} else {
			*min = i && isnan(*min) ? NAN : !i || part->min < *min ? part->min : *min;
			*max = i && isnan(*max) ? NAN : !i || part->max > *max ? part->max : *max;
		}
		if (isnan(part->min) || isnan(part->max)) {
			*min = *max = NAN;
			return;
		}
	}
}

static void lint_grades(fr_draft *draft, const xmlNode *node, const fr_score *score)
{
	double min, max;
	char least[400], lowest[400], most[400];
	reach(score, &min, &max);
	if (!score->grade_count)
		return;
	double bottom = score->grades[score->grade_count - 1].from;
	if (!isnan(min) && bottom > min) {
		fr_str args[3] = {score->name, number_text(bottom, lowest), number_text(min, least)};
		fr_definition_report(
			draft->definition, draft->lint, FR_LEVEL_WARNING, FR_LINT_GRADE_GAP, node, "name", 0, SIZE_MAX, args, 3, nothing);
	}
	for (const xmlNode *n = NULL; !isnan(max) && (n = fr_draft_next(node, n, "grade"));)
		if (fr_draft_number(draft, n, "from") > max)
			fr_draft_say(draft, FR_LEVEL_WARNING, FR_LINT_GRADE_RANGE, n, "from", fr_draft_attr(draft, n, "name"),
				number_text(max, most));
}

void fr_draft_lint_scores(fr_draft *draft)
{
	for (size_t i = 0; i < draft->form->score_count && !draft->failed; i++) {
		const fr_score *score = &draft->scores[i];
		const xmlNode *node = draft->score_nodes[i];
		if (!score->part_count)
			fr_draft_say(draft, FR_LEVEL_ERROR, FR_LINT_SCORE_EMPTY, node, NULL, score->name, nothing);
		if (score->rescale && score->min >= score->max)
			fr_draft_say(draft, FR_LEVEL_ERROR, FR_LINT_SCALE, node, "scale", nothing, nothing);
		size_t p = 0;
		for (const xmlNode *n = NULL; p < score->part_count && (n = fr_draft_next(node, n, "part")); p++)
			lint_part(draft, n, score, &score->parts[p]);
		lint_grades(draft, node, score);
	}
}
