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
	int result =
		pcre2_match(field->pattern, (PCRE2_SPTR)text.p, text.n, 0, PCRE2_NO_UTF_CHECK, judge->match_data, judge->match_context);
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

void judge_limits(fr_judge *judge, bool computed)
{
	fr_record *record = judge->record;
	for (size_t i = 0; i < judge->limit_count && judge->status == FR_OK; i++) {
		const judge_limit *limit = &judge->limits[i];
		if (limit->computed != computed || limit->field->repeat != judge->scope)
			continue;
		if (computed &&
			!record->readings[limit->slot].present) /* without a column nothing was read, nor forgotten since the last record */
			record->readings[limit->slot].problem = FR_CODE_NONE;
		if (record->values[limit->slot].kind != FR_KIND_EMPTY)
			look(judge, limit);
	}
}
