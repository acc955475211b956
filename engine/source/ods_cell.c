/* Cells of OpenDocument: value types.
 * Stage: rows. In: attributes. Out: kinds and numbers. */
#include "source/ods_cell.h"

#include <math.h>

const fr_word fr_ods_words[] = {
	{FR_NS_OFFICE, ODS_SPREADSHEET, "spreadsheet"},
	{FR_NS_STYLE, ODS_STYLE, "style"},
	{FR_NS_STYLE, ODS_TABLE_PROPERTIES, "table-properties"},
	{FR_NS_TABLE, ODS_TABLE, "table"},
	{FR_NS_TABLE, ODS_ROWS, "table-rows"},
	{FR_NS_TABLE, ODS_ROWS, "table-row-group"},
	{FR_NS_TABLE, ODS_ROWS, "table-header-rows"},
	{FR_NS_TABLE, ODS_ROW, "table-row"},
	{FR_NS_TABLE, ODS_CELL, "table-cell"},
	{FR_NS_TABLE, ODS_COVERED, "covered-table-cell"},
	{FR_NS_TEXT, ODS_PARAGRAPH, "p"},
	{FR_NS_TEXT, ODS_PARAGRAPH, "h"},
	{FR_NS_TEXT, ODS_LIST, "list"},
	{FR_NS_TEXT, ODS_LIST, "list-item"},
	{FR_NS_TEXT, ODS_LIST, "list-header"},
	{FR_NS_TEXT, ODS_SPACES, "s"},
	{FR_NS_TEXT, ODS_TAB, "tab"},
	{FR_NS_TEXT, ODS_BREAK, "line-break"},
	{FR_NS_OFFICE, ODS_NOTE, "annotation"},
	{FR_NS_DC, ODS_CREATOR, "creator"},
	{FR_NS_TEXT, ODS_ASIDE, "note"},
	{FR_NS_TEXT, ODS_ASIDE, "ruby-text"},
	{FR_NS_STYLE, ODS_NAME, "name"},
	{FR_NS_STYLE, ODS_FAMILY, "family"},
	{FR_NS_TABLE, ODS_DISPLAY, "display"},
	{FR_NS_TABLE, ODS_TABLE_NAME, "name"},
	{FR_NS_TABLE, ODS_STYLE_NAME, "style-name"},
	{FR_NS_TABLE, ODS_ROWS_REPEATED, "number-rows-repeated"},
	{FR_NS_TABLE, ODS_COLUMNS_REPEATED, "number-columns-repeated"},
	{FR_NS_TABLE, ODS_VISIBILITY, "visibility"},
	{FR_NS_TABLE, ODS_FORMULA, "formula"},
	{FR_NS_TEXT, ODS_COUNT, "c"},
	{FR_NS_OFFICE, ODS_TYPE, "value-type"},
	{FR_NS_CALCEXT, ODS_CALC_TYPE, "value-type"},
	{FR_NS_OFFICE, ODS_VALUE, "value"},
	{FR_NS_OFFICE, ODS_DATE_VALUE, "date-value"},
	{FR_NS_OFFICE, ODS_TIME_VALUE, "time-value"},
	{FR_NS_OFFICE, ODS_BOOLEAN_VALUE, "boolean-value"},
	{FR_NS_OFFICE, ODS_STRING_VALUE, "string-value"},
	{FR_NS_NONE, 0, NULL},
};

static size_t digits(const char **p, size_t most, int64_t *out)
{
	size_t n = 0;
	for (*out = 0; n < most && **p >= '0' && **p <= '9'; n++)
		*out = *out * 10 + (*(*p)++ - '0');
	return n;
}

/* 14:30:05.25 as a fraction of a day; also with a comma, as ISO 8601 allows. */
static bool clock_of(const char **p, double *fraction)
{
	int64_t h, m, s = 0;
	double part = 0;
	if (digits(p, 2, &h) != 2 || *(*p)++ != ':' || digits(p, 2, &m) != 2)
		return false;
	if (**p == ':') {
		(*p)++;
		if (digits(p, 2, &s) != 2)
			return false;
		if (**p == '.' || **p == ',') {
			(*p)++;
			for (double unit = 0.1; **p >= '0' && **p <= '9'; unit /= 10)
				part += (*(*p)++ - '0') * unit;
		}
	}
	*fraction = ((double)((h * 60 + m) * 60 + s) + part) / 86400;
	return h <= 24 && m < 60 && s < 61;
}

/* 2023-10-10 or 2023-10-10T14:30:00 as a serial day. */
bool fr_office_date(const char *p, double *serial)
{
	int64_t y, m, d;
	double fraction = 0;
	if (digits(&p, 4, &y) != 4 || *p++ != '-' || digits(&p, 2, &m) != 2 || *p++ != '-' || digits(&p, 2, &d) != 2 ||
		!fr_civil_valid(y, (unsigned)m, (unsigned)d))
		return false;
	if (*p == 'T') {
		p++;
		if (!clock_of(&p, &fraction))
			return false;
	}
	if (*p == 'Z')
		p++;
	*serial = (double)(fr_days_from_civil(y, (unsigned)m, (unsigned)d) + FR_SERIAL_EPOCH) + fraction;
	return *p == 0;
}

bool fr_office_clock(const char *p, double *fraction) { return clock_of(&p, fraction) && *p == 0; }

/* PT14H30M05.25S, P1DT2H, -PT1H as a fraction of a day (which may be more than one). */
static bool duration_of(const char *p, double *fraction)
{
	bool negative = *p == '-', clock = false, any = false;
	double seconds = 0;
	p += negative;
	if (*p++ != 'P')
		return false;
	while (*p) {
		if (*p == 'T' && !clock) {
			clock = true;
			p++;
			continue;
		}
		int64_t whole;
		double part = 0;
		if (digits(&p, 15, &whole) == 0)
			return false;
		if (*p == '.' || *p == ',') {
			p++;
			for (double unit = 0.1; *p >= '0' && *p <= '9'; unit /= 10)
				part += (*p++ - '0') * unit;
		}
		double unit = *p == 'D' && !clock  ? 86400
			      : *p == 'H' && clock ? 3600
			      : *p == 'M' && clock ? 60
			      : *p == 'S' && clock ? 1
						   : 0;
		if (unit == 0)
			return false;
		p++;
		seconds += ((double)whole + part) * unit;
		any = true;
	}
	*fraction = (negative ? -seconds : seconds) / 86400;
	return any;
}

size_t fr_office_count(const char *text)
{
	int64_t n;
	size_t length = digits(&text, 11, &n);
	return length == 0 || *text || n < 1 ? 1 : n > INT64_C(1) << 31 ? (size_t)1 << 31 : (size_t)n;
}

static fr_office_type type_of(const char *value)
{
	static const struct {
		const char *name;
		fr_office_type type;
	} types[] = {
		{"float", FR_OFFICE_NUMBER},
		{"string", FR_OFFICE_STRING},
		{"percentage", FR_OFFICE_NUMBER},
		{"currency", FR_OFFICE_NUMBER},
		{"date", FR_OFFICE_DATE},
		{"time", FR_OFFICE_TIME},
		{"boolean", FR_OFFICE_BOOLEAN},
	};
	for (size_t i = 0; i < sizeof types / sizeof *types; i++)
		if (strcmp(value, types[i].name) == 0)
			return types[i].type;
	return FR_OFFICE_NONE;
}

void fr_office_cell_read(fr_markup *markup, const char **attributes, fr_office_cell *out, fr_str *string)
{
	*out = (fr_office_cell){.repeat = 1};
	*string = FR_STR("");
	const char *value = NULL, *date = NULL, *time = NULL, *boolean = NULL;
	for (const char **a = attributes; *a; a += 2)
		switch (fr_markup_name(markup, a[0], true).word) {
		case ODS_TYPE: out->type = type_of(a[1]); break;
		case ODS_VALUE: value = a[1]; break;
		case ODS_DATE_VALUE: date = a[1]; break;
		case ODS_TIME_VALUE: time = a[1]; break;
		case ODS_BOOLEAN_VALUE: boolean = a[1]; break;
		case ODS_STRING_VALUE:
			out->has_string = true;
			*string = fr_str_from(a[1]);
			break;
		case ODS_COLUMNS_REPEATED: out->repeat = fr_office_count(a[1]); break;
		case ODS_FORMULA: out->formula = true; break;
		case ODS_CALC_TYPE: out->error = strcmp(a[1], "error") == 0; break;
		default: break;
		}
	out->has_string = out->has_string && !out->error; /* an error has an empty one; its name is what is shown */
	switch (out->type) {
	case FR_OFFICE_NUMBER:
		out->usable = value && fr_number_read(fr_str_from(value), true, &out->number) && isfinite(out->number);
		break;
	case FR_OFFICE_DATE: out->usable = date && fr_office_date(date, &out->number); break;
	case FR_OFFICE_TIME: out->usable = time && duration_of(time, &out->number); break;
	case FR_OFFICE_BOOLEAN:
		out->usable = boolean && (strcmp(boolean, "true") == 0 || strcmp(boolean, "false") == 0);
		out->number = out->usable && boolean[0] == 't';
		break;
	default: break;
	}
}

/* Programs that do not write calcext:value-type leave only the text of an error. */
static bool is_error_text(fr_str s)
{
	static const char *const names[] = {"#N/A", "#DIV/0!", "#VALUE!", "#REF!", "#NAME?", "#NUM!", "#NULL!"};
	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		if (fr_str_is(s, names[i]))
			return true;
	return fr_str_starts(s, FR_STR("Err:")) && s.n == 7;
}

fr_cell fr_office_cell_finish(const fr_office_cell *cell, fr_str shown)
{
	static const fr_cell_kind kinds[] = {FR_CELL_TEXT, FR_CELL_TEXT, FR_CELL_NUMBER, FR_CELL_DATE, FR_CELL_TIME, FR_CELL_BOOLEAN};
	fr_cell out = {.text = shown};
	if (cell->error || (cell->formula && is_error_text(shown)))
		out.kind = FR_CELL_ERROR;
	else if (cell->usable) {
		out.kind = kinds[cell->type];
		out.number = cell->number;
	} else
		out.kind = shown.n ? FR_CELL_TEXT : FR_CELL_EMPTY; /* also a date that no calendar has: what is shown is what people see */
	return out;
}
