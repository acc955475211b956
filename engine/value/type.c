/* Types: names of field types, as in XLSForm.
 * Stage: values. In: names. Out: fr_type and back. */
#include "value/value.h"

static const char *const names[FR_TYPE_COUNT] = {
	[FR_TYPE_STRING] = "string",
	[FR_TYPE_INTEGER] = "integer",
	[FR_TYPE_DECIMAL] = "decimal",
	[FR_TYPE_BOOLEAN] = "boolean",
	[FR_TYPE_DATE] = "date",
	[FR_TYPE_TIME] = "time",
	[FR_TYPE_DATETIME] = "dateTime",
	[FR_TYPE_SELECT_ONE] = "select_one",
	[FR_TYPE_SELECT_MULTIPLE] = "select_multiple",
	[FR_TYPE_RANGE] = "range",
	[FR_TYPE_CALCULATE] = "calculate",
	[FR_TYPE_NOTE] = "note",
};

const char *fr_type_name(fr_type type) { return (unsigned)type < FR_TYPE_COUNT ? names[type] : ""; }

bool fr_type_from_name(fr_str name, fr_type *out)
{
	for (int i = 0; i < FR_TYPE_COUNT; i++) {
		if (fr_str_is(name, names[i])) {
			*out = (fr_type)i;
			return true;
		}
	}
	return false;
}
