/* The C functions behind functions.def.
 * Stage: rules. In: a call's arguments. Out: its value. */
#ifndef FR_EXPR_FUNCTIONS_H
#define FR_EXPR_FUNCTIONS_H

#include "expr/program.h"

fr_value fn_abs(fr_call *c);
fr_value fn_acos(fr_call *c);
fr_value fn_add_duration(fr_call *c);
fr_value fn_area(fr_call *c);
fr_value fn_asin(fr_call *c);
fr_value fn_atan(fr_call *c);
fr_value fn_atan2(fr_call *c);
fr_value fn_boolean(fr_call *c);
fr_value fn_boolean_from_string(fr_call *c);
fr_value fn_business_hours(fr_call *c);
fr_value fn_ceiling(fr_call *c);
fr_value fn_checklist(fr_call *c);
fr_value fn_choice_label(fr_call *c);
fr_value fn_coalesce(fr_call *c);
fr_value fn_concat(fr_call *c);
fr_value fn_contains(fr_call *c);
fr_value fn_cos(fr_call *c);
fr_value fn_count(fr_call *c);
fr_value fn_count_non_empty(fr_call *c);
fr_value fn_count_selected(fr_call *c);
fr_value fn_date(fr_call *c);
fr_value fn_date_time(fr_call *c);
fr_value fn_decimal_date_time(fr_call *c);
fr_value fn_decimal_time(fr_call *c);
fr_value fn_digest(fr_call *c);
fr_value fn_distance(fr_call *c);
fr_value fn_ends_with(fr_call *c);
fr_value fn_exp(fr_call *c);
fr_value fn_exp10(fr_call *c);
fr_value fn_false(fr_call *c);
fr_value fn_floor(fr_call *c);
fr_value fn_format_date(fr_call *c);
fr_value fn_has_identifier(fr_call *c);
fr_value fn_indexed_repeat(fr_call *c);
fr_value fn_int(fr_call *c);
fr_value fn_is_masked(fr_call *c);
fr_value fn_is_phone(fr_call *c);
fr_value fn_join(fr_call *c);
fr_value fn_log(fr_call *c);
fr_value fn_log10(fr_call *c);
fr_value fn_lookup(fr_call *c);
fr_value fn_mask(fr_call *c);
fr_value fn_max(fr_call *c);
fr_value fn_mean(fr_call *c);
fr_value fn_min(fr_call *c);
fr_value fn_networkdays(fr_call *c);
fr_value fn_normalize_space(fr_call *c);
fr_value fn_not(fr_call *c);
fr_value fn_now(fr_call *c);
fr_value fn_number(fr_call *c);
fr_value fn_once(fr_call *c);
fr_value fn_pi(fr_call *c);
fr_value fn_pow(fr_call *c);
fr_value fn_random(fr_call *c);
fr_value fn_regex(fr_call *c);
fr_value fn_round(fr_call *c);
fr_value fn_selected(fr_call *c);
fr_value fn_selected_at(fr_call *c);
fr_value fn_sin(fr_call *c);
fr_value fn_sqrt(fr_call *c);
fr_value fn_starts_with(fr_call *c);
fr_value fn_string(fr_call *c);
fr_value fn_string_length(fr_call *c);
fr_value fn_substr(fr_call *c);
fr_value fn_substring(fr_call *c);
fr_value fn_substring_after(fr_call *c);
fr_value fn_substring_before(fr_call *c);
fr_value fn_sum(fr_call *c);
fr_value fn_tan(fr_call *c);
fr_value fn_today(fr_call *c);
fr_value fn_translate(fr_call *c);
fr_value fn_true(fr_call *c);
fr_value fn_uuid(fr_call *c);
fr_value fn_weighted_checklist(fr_call *c);
fr_value fn_workday(fr_call *c);

#endif
