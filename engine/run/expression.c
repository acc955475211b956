/* One expression for form authors: its value, or its program.
 * Stage: pipeline. In: text and named values. Out: text, or where the expression is wrong. */
#include "formrule/expression.h"
#include "expr/ast.h"
#include "rules/judge.h"
#include "run/engine.h"

#define MEMORY_MOST ((size_t)64 << 20)
#define MANY_BINDINGS 10000

typedef struct asked {
	fr_arena arena;
	const fr_binding *bindings;
	size_t count;
	fr_expr *expr;
} asked;

static bool find(const void *self, fr_str name, fr_symbol *out)
{
	const asked *a = self;
	for (size_t i = 0; i < a->count; i++)
		if (fr_str_is(name, a->bindings[i].name)) {
			*out = (fr_symbol){.slot = (uint32_t)i, .type = FR_TYPE_STRING};
			return true;
		}
	return false;
}

static fr_str nearest(const void *self, fr_str name)
{
	const asked *a = self;
	fr_nearest near = {.wanted = name};
	for (size_t i = 0; i < a->count; i++)
		fr_nearest_offer(&near, fr_str_from(a->bindings[i].name));
	return near.best;
}

/* The first error among the notes, with the line it stands in as excerpt. */
static fr_status tell(fr_str text, const fr_expr_notes *notes, fr_status status, fr_error *error)
{
	for (size_t i = 0; i < notes->count; i++) {
		const fr_expr_note *note = &notes->items[i];
		if (note->level != FR_LEVEL_ERROR)
			continue;
		fr_fail_str(error, status, note->code, note->args[0], note->args[1]);
		if (!error)
			return status;
		size_t at = fr_utf8_offset(text, note->at), from = at, to = at, line = 1;
		while (from > 0 && text.p[from - 1] != '\n')
			from--;
		while (to < text.n && text.p[to] != '\n')
			to++;
		for (size_t k = 0; k < from; k++)
			line += text.p[k] == '\n';
		fr_error_at(error, NULL, line, fr_utf8_length(fr_str_of(text.p + from, at - from)) + 1);
		fr_text_out(fr_str_of(text.p + from, to - from), error->excerpt, sizeof error->excerpt);
		fr_text_out(note->suggestion, error->suggestion, sizeof error->suggestion);
		return status;
	}
	return fr_fail(error, status, FR_MEMORY, NULL); /* the only failure without a note */
}

static fr_status compile(fr_engine *engine, const char *text, const fr_binding *bindings, size_t count, asked *a, fr_error *error)
{
	*a = (asked){.bindings = bindings, .count = count};
	fr_arena_init(&a->arena, engine ? &engine->allocator : NULL, MEMORY_MOST);
	if (!engine || !text || count > MANY_BINDINGS)
		return fr_fail(error, FR_E_ARGUMENT, FR_ARGUMENT, "expression", NULL);
	fr_scope scope = {.self = a, .find = find, .nearest = nearest};
	fr_expr_notes notes;
	fr_status status = fr_expr_compile(&a->arena, fr_str_from(text), &scope, false, FR_TYPE_STRING, &a->expr, &notes);
	return status == FR_OK ? FR_OK : tell(fr_str_from(text), &notes, status, error);
}

static fr_status work_out(fr_engine *engine, asked *a, fr_stamp now, fr_value *value, fr_error *error)
{
	fr_value *values = FR_ARENA_ARRAY(&a->arena, fr_value, a->count);
	if (!values)
		return fr_fail(error, FR_E_MEMORY, FR_MEMORY, NULL);
	for (size_t i = 0; i < a->count; i++) {
		fr_str text = fr_str_from(a->bindings[i].value);
		values[i] = text.n && fr_utf8_invalid(text) == SIZE_MAX ? fr_value_string(text) : fr_value_empty();
	}
	judge_policies policies = {0};
	fr_judge judge = {.o = {.lists = fr_engine_lists(engine, NULL), .shelves = fr_engine_shelves(engine)}, .policies = &policies};
	fr_host host = judge_host(&judge);
	fr_env env = {.values = values,
		.count = a->count,
		.now = now,
		.calendar = fr_engine_calendar(engine, FR_STR("cn"), NULL),
		.host = &host,
		.lang = FR_STR("en"),
		.arena = &a->arena,
		.steps = FR_EXPR_STEPS,
		.seed = (uint64_t)now.local_ms};
	fr_status status = fr_expr_eval(a->expr, &env, value);
	if (status == FR_E_LIMIT)
		return fr_fail(error, status, FR_EXPR_BUDGET, NULL);
	return status == FR_OK ? FR_OK : fr_fail(error, status, FR_MEMORY, NULL);
}

fr_status fr_expression_eval(fr_engine *engine, const char *text, const fr_binding *bindings, size_t count, const char *now,
	fr_result_type type, char *buffer, size_t capacity, size_t *needed, fr_error *error)
{
	asked a;
	fr_stamp moment;
	fr_value value;
	fr_buf out;
	fr_buf_init(&out, engine ? &engine->allocator : NULL, MEMORY_MOST);
	fr_status status = compile(engine, text, bindings, count, &a, error);
	if (status == FR_OK)
		status = fr_read_now(now, &moment, error);
	if (status == FR_OK)
		status = work_out(engine, &a, moment, &value, error);
	if (status == FR_OK) {
		fr_env zone = {.now = moment};
		if (type == FR_RESULT_NUMBER)
			value = fr_value_number(fr_expr_number(&value, &zone));
		else if (type == FR_RESULT_BOOLEAN)
			value = fr_value_bool(fr_value_to_boolean(&value));
		fr_str shown = fr_value_to_string(&value, &a.arena);
		if (shown.p)
			fr_buf_str(&out, shown);
		else
			out.failed = true;
		status = fr_give_text(&out, buffer, capacity, needed, error);
	} else
		fr_buf_free(&out);
	fr_arena_free(&a.arena);
	return status;
}

/* Fields are written by their names in the formula shown to people. */
static bool by_name(const void *self, uint32_t slot, fr_buf *out)
{
	const asked *a = self;
	fr_buf_printf(out, "[.%s]", a->bindings[slot].name);
	return true;
}

fr_status fr_expression_explain(fr_engine *engine, const char *text, const fr_binding *bindings, size_t count, char *buffer,
	size_t capacity, size_t *needed, fr_error *error)
{
	asked a;
	fr_buf out, formula;
	fr_expr_note why = {0};
	fr_buf_init(&out, engine ? &engine->allocator : NULL, MEMORY_MOST);
	fr_buf_init(&formula, engine ? &engine->allocator : NULL, MEMORY_MOST);
	fr_status status = compile(engine, text, bindings, count, &a, error);
	if (status == FR_OK) {
		fr_cells cells = {.self = &a, .reference = by_name};
		fr_expr_disassemble(a.expr, &out);
		if (fr_expr_openformula(a.expr, &cells, FR_STATIC_ANY, &formula, &why)) {
			fr_buf_puts(&out, "of:=");
			fr_buf_str(&out, fr_buf_view(&formula));
		} else {
			fr_buf_puts(&out, "-- ");
			fr_catalogue_write(&out, why.code, "en", why.args, FR_ERROR_ARGS);
		}
		out.failed = out.failed || formula.failed;
		status = fr_give_text(&out, buffer, capacity, needed, error);
	} else
		fr_buf_free(&out);
	fr_buf_free(&formula);
	fr_arena_free(&a.arena);
	return status;
}
