/* Limits: what a field asks of its own value: range and step, pattern, length, identifiers.
 * Stage: findings. In: values as read. Out: the first problem of each value, put into its reading. */
#define PCRE2_CODE_UNIT_WIDTH 8
#include "rules/judge.h"

#include <math.h>
#include <pcre2.h>

static fr_code range_problem(const judge_limit *limit, double x)
{
	const fr_field *field = limit->field;
	bool from = field->start == field->start, to = field->end == field->end;
	if ((from && x < field->start) || (to && x > field->end))
		return from && to ? FR_RANGE : from ? FR_RANGE_FROM : FR_RANGE_TO;
	if (field->step == field->step && field->step > 0) {
		double steps = (x - (from ? field->start : 0)) / field->step;
		if (fabs(steps - round(steps)) > 1e-9 * (fabs(steps) > 1 ? fabs(steps) : 1))
			return FR_RANGE_STEP;
	}
	return FR_CODE_NONE;
}

/* A character has 1 to 4 bytes, so most texts need no counting. */
static fr_code length_problem(const fr_field *field, fr_str text)
{
	bool count = (field->max_length && text.n > field->max_length) || (field->min_length && text.n < field->min_length * 4);
	if (!count)
		return FR_CODE_NONE;
	size_t length = fr_utf8_length(text);
	if (field->max_length && length > field->max_length)
		return FR_LENGTH;
	return field->min_length && length < field->min_length ? FR_LENGTH_SHORT : FR_CODE_NONE;
}

static fr_code pattern_problem(fr_judge *judge, const fr_field *field, fr_str text)
{
	if (fr_shape_has(&field->shape, text))
		return FR_CODE_NONE;
	int result = pcre2_jit_match(field->pattern, (PCRE2_SPTR)text.p, text.n, 0, 0, judge->match_data, judge->match_context);
	if (result == PCRE2_ERROR_JIT_BADOPTION) /* there is no machine code for it */
		result = pcre2_match(
			field->pattern, (PCRE2_SPTR)text.p, text.n, 0, PCRE2_NO_UTF_CHECK, judge->match_data, judge->match_context);
	if (result >= 0)
		return FR_CODE_NONE;
	if (result == PCRE2_ERROR_NOMEMORY)
		judge->status = FR_E_MEMORY;
	return result == PCRE2_ERROR_NOMATCH ? FR_PATTERN : FR_EVALUATION;
}

static void look(fr_judge *judge, const judge_limit *limit)
{
	const fr_value *value = &judge->record->values[limit->slot];
	fr_reading *reading = &judge->record->readings[limit->slot];
	judge_sifted seen = {0};
	if (value->kind == FR_KIND_STRING && (limit->deny || limit->kind == FR_MASK_FREE_TEXT))
		seen = judge_sift(&judge->sieve, value->string);
	if (limit->deny)
		judge_look_for_denied(judge, limit, &seen);
	if (!reading->problem && (limit->masked || limit->phone))
		judge_look_at_identifier(judge, limit, &seen);
	if (!reading->problem && limit->range && value->kind == FR_KIND_NUMBER)
		reading->problem = range_problem(limit, value->number);
	if (!reading->problem && limit->length && value->kind == FR_KIND_STRING)
		reading->problem = length_problem(limit->field, value->string);
	if (!reading->problem && limit->pattern) {
		fr_str text = value->kind == FR_KIND_STRING ? value->string : fr_value_to_string(value, judge->arena);
		if (text.n)
			reading->problem = pattern_problem(judge, limit->field, text);
	}
	if (reading->problem) {
		judge->record->problems++;
		judge->record->doubtful[limit->slot] = reading->problem != FR_PHONE_PREFIX;
	}
}

/* What most values are: whole numbers within their range, texts that are not too long, masked, of their pattern. False says nothing. */
static inline bool is_right_at_once(fr_judge *judge, const judge_limit *limit, const fr_value *value)
{
	if (limit->glance == GLANCE_WHOLE)
		return value->kind == FR_KIND_NUMBER && value->number >= limit->least && value->number <= limit->most &&
		       value->number == (double)(int)value->number;
	if (value->kind != FR_KIND_STRING || value->string.n > limit->short_most || value->string.n < limit->long_least)
		return false;
	switch (limit->glance) {
	case GLANCE_TEXT: return true;
	case GLANCE_NAME: return judge_name_is_masked(judge, value->string);
	case GLANCE_MASKED: return fr_mask_done(judge->o.lists, limit->kind, value->string);
	case GLANCE_PATTERN: return pattern_problem(judge, limit->field, value->string) == FR_CODE_NONE;
	default: return false;
	}
}

void judge_limits(fr_judge *judge, bool computed)
{
	fr_reading *const readings = judge->record->readings;
	const fr_value *const values = judge->record->values;
	const judge_limit *limit = judge->limits + (computed ? judge->limit_computed : 0);
	const judge_limit *end = judge->limits + (computed ? judge->limit_count : judge->limit_computed);
	for (const int scope = judge->scope; limit < end; limit++) {
		const fr_value *value = &values[limit->slot];
		if (limit->repeat != scope)
			continue;
		if (computed && !readings[limit->slot].cell) /* without a column nothing was read, nor forgotten since the last record */
			readings[limit->slot].problem = FR_CODE_NONE;
		if (value->kind == FR_KIND_EMPTY || (!computed && is_right_at_once(judge, limit, value)))
			continue;
		look(judge, limit);
		if (judge->status != FR_OK)
			return;
	}
}
