/* Template: the workbook people fill in, written without any office.
 * Stage: outputs. In: a form, perhaps records. Out: a spreadsheet whose rules live in it, in the format its name asks for. */
#include "sink/ods.h"
#include "sink/xlsx.h"

#define ROWS_DEFAULT 1000
#define ROWS_MOST 100000

void book_sheets(book_pen *pen)
{
	book_sheet_card(pen);
	book_sheet_records(pen);
	book_sheets_of_repeats(pen);
	book_sheet_guide(pen);
	book_sheet_lists(pen);
	book_sheet_rules(pen);
}

fr_status fr_template_build(const fr_allocator *allocator, const fr_form *form, const char *path, const fr_template_options *options,
	const fr_template_data *data, fr_error *error)
{
	if (!form || !path)
		return fr_fail(error, FR_E_ARGUMENT, FR_ARGUMENT, "path", NULL);
	bool excel = fr_str_ends(fr_str_from(path), FR_STR(".xlsx"));
	if (!excel && !fr_str_ends(fr_str_from(path), FR_STR(".ots")) && !fr_str_ends(fr_str_from(path), FR_STR(".ods")))
		return fr_fail(error, FR_E_ARGUMENT, FR_TEMPLATE_NAME, path, NULL);
	if (options && options->rows > ROWS_MOST)
		return fr_fail(error, FR_E_LIMIT, FR_TEMPLATE_ROWS, "100000", NULL);
	book b = {.allocator = allocator && allocator->resize ? *allocator : fr_system_allocator, .form = form, .data = data};
	b.excel = excel;
	b.lang = fr_lang(options ? options->lang : NULL);
	b.rows = options && options->rows ? options->rows : ROWS_DEFAULT;
	if (data && data->n > b.rows)
		b.rows = data->n;
	fr_arena_init(&b.arena, &b.allocator, 0);
	fr_status status =
		book_plan(&b) && book_find_faults(&b) && book_write_rules(&b) ? FR_OK : fr_fail(error, FR_E_MEMORY, FR_MEMORY, NULL);
	if (status == FR_OK)
		status = excel ? xlsx_write(&b, path, error) : ods_write(&b, path, error);
	fr_arena_free(&b.arena);
	return status;
}
