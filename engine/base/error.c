/* Errors: filling fr_error without allocating.
 * Stage: none. In: status, code, arguments. Out: a caller's fr_error. */
#include "base/base.h"

#include <stdarg.h>

static void start(fr_error *error, fr_status status, int code)
{
	memset(error, 0, sizeof *error);
	error->status = status;
	error->code = code;
}

fr_status fr_fail(fr_error *error, fr_status status, int code, ...)
{
	if (error) {
		start(error, status, code);
		va_list args;
		va_start(args, code);
		for (int i = 0; i < FR_ERROR_ARGS; i++) {
			const char *arg = va_arg(args, const char *);
			if (!arg)
				break;
			fr_text_out(fr_str_from(arg), error->args[i], sizeof error->args[i]);
		}
		va_end(args);
	}
	return status;
}

fr_status fr_fail_str(fr_error *error, fr_status status, int code, fr_str a, fr_str b)
{
	if (error) {
		start(error, status, code);
		fr_text_out(a, error->args[0], sizeof error->args[0]);
		fr_text_out(b, error->args[1], sizeof error->args[1]);
	}
	return status;
}

void fr_error_at(fr_error *error, const char *source, size_t line, size_t column)
{
	if (!error)
		return;
	if (source)
		fr_text_out(fr_str_from(source), error->source, sizeof error->source);
	error->line = line;
	error->column = column;
}
