/* Disassembler: a program as people can read it, one instruction a line.
 * Stage: rules. In: a program. Out: text. */
#include "expr/program.h"

static const char *const mnemonics[] = {
#define OPCODE(id, name) name,
	FR_OPCODES(OPCODE)
#undef OPCODE
};

/* As an expression would have it. A text may hold either quote, never both. */
static void write_constant(const fr_value *v, fr_buf *out)
{
	char number[400];
	switch (v->kind) {
	case FR_KIND_NUMBER: fr_buf_add(out, number, fr_number_write(v->number, number)); break;
	case FR_KIND_STRING: {
		char quote = v->string.n && memchr(v->string.p, '\'', v->string.n) ? '"' : '\'';
		fr_buf_byte(out, quote);
		fr_buf_str(out, v->string);
		fr_buf_byte(out, quote);
		break;
	}
	case FR_KIND_BOOLEAN: fr_buf_puts(out, v->boolean ? "true()" : "false()"); break;
	case FR_KIND_EMPTY: fr_buf_puts(out, "''"); break;
	default: fr_value_show(v, out);
	}
}

void fr_expr_disassemble(const fr_expr *expr, fr_buf *out)
{
	for (size_t at = 0; at < expr->length; at++) {
		const fr_instruction *in = &expr->code[at];
		fr_buf_printf(out, "%4zu  %s", at, mnemonics[in->opcode]);
		switch ((fr_opcode)in->opcode) {
		case FR_OPCODE_CONST:
		case FR_OPCODE_MOMENT:
			fr_buf_byte(out, ' ');
			write_constant(&expr->constants[in->operand], out);
			break;
		case FR_OPCODE_FIELD: fr_buf_printf(out, " slot %u", in->operand); break;
		case FR_OPCODE_JUMP:
		case FR_OPCODE_JUMP_FALSE:
		case FR_OPCODE_AND_ELSE:
		case FR_OPCODE_OR_ELSE: fr_buf_printf(out, " %u", in->operand); break;
		case FR_OPCODE_CALL: fr_buf_printf(out, " %s/%u", fr_functions[expr->sites[in->operand].function].name, in->count); break;
		default: break;
		}
		fr_buf_byte(out, '\n');
	}
}
