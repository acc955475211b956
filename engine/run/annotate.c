/* Annotated and repaired copies: the engine's side of them.
 * Stage: pipeline. In: an engine, a workbook. Out: an annotation that results are added to. */
#include "run/engine.h"

#include "sink/copy.h"

fr_status fr_annotation_open(
	fr_engine *engine, const char *input, const char *output, const char *lang, fr_annotation **out, fr_error *error)
{
	if (!out)
		return fr_fail(error, FR_E_ARGUMENT, FR_ARGUMENT, "out", NULL);
	return fr_annotation_new(engine ? &engine->allocator : NULL, engine ? &engine->limits : NULL, input, output, lang, out, error);
}

fr_status fr_repair_open(
	fr_engine *engine, const char *input, const char *output, const char *const *codes, size_t count, fr_repair **out, fr_error *error)
{
	if (!out)
		return fr_fail(error, FR_E_ARGUMENT, FR_ARGUMENT, "out", NULL);
	const fr_limits usual = {0};
	return fr_repair_new(
		engine ? &engine->allocator : NULL, engine ? &engine->limits : &usual, input, output, codes, count, out, error);
}
