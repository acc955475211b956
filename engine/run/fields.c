/* Forms and fields as programs see them.
 * Stage: definitions. In: a loaded form. Out: names, labels, kinds. */
#include "form/model.h"

fr_str fr_form_id(const fr_form *form) { return form->id; }
fr_str fr_form_version(const fr_form *form) { return form->version; }
fr_str fr_form_title(const fr_form *form, const char *lang) { return fr_words_in(&form->title, lang); }
size_t fr_form_field_count(const fr_form *form) { return form->field_count; }

bool fr_form_field(const fr_form *form, size_t index, const char *lang, fr_field_info *out)
{
	if (!form || !out || index >= form->field_count)
		return false;
	const fr_field *field = &form->fields[index];
	fr_value always;
	*out = (fr_field_info){
		.name = field->name,
		.label = fr_words_in(&field->label, lang),
		.hint = fr_words_in(&field->hint, lang),
		.type = fr_str_from(fr_type_name(field->type)),
		.computed = field->calculate.expr != NULL,
		.always_required = field->required.expr && fr_expr_constant(field->required.expr, &always) && fr_value_to_boolean(&always),
	};
	return true;
}
