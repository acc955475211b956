/* Order of calculation: what must be known before what, and the cycles that make it impossible.
 * Stage: definitions. In: a linked draft. Out: form->order, or a diagnostic with the whole path.
 *
 * A depth-first search with its own stack: a form may chain thousands of fields. */
#include "form/draft.h"

enum { WHITE = 0, ON_STACK, DONE };

/* What the slots a slot waits for are read from. */
typedef struct frame {
	uint32_t slot;
	size_t next;
} frame;

static size_t reads_of(const fr_expr *expr, const uint32_t **slots)
{
	*slots = NULL;
	return expr ? fr_expr_reads(expr, slots) : 0;
}

/* The index-th slot that slot waits for; false when there are no more. */
static bool dependency(const fr_form *form, uint32_t slot, size_t index, uint32_t *out)
{
	const fr_expr *exprs[4] = {NULL, NULL, NULL, NULL};
	if (slot < form->field_count) {
		exprs[0] = form->fields[slot].calculate.expr;
		exprs[1] = form->fields[slot].relevant.expr;
	}
	for (size_t i = 0; slot >= form->field_count && i < form->score_count; i++) {
		const fr_score *score = &form->scores[i];
		if (score->slot == slot) {
			if (index >= score->part_count)
				return false;
			const fr_part *part = &score->parts[index];
			*out = part->field >= 0 ? (uint32_t)part->field : form->scores[part->score].slot;
			return true;
		}
		if (score->grade_slot == slot) {
			if (index == 0) {
				*out = score->slot;
				return true;
			}
			index--;
			for (size_t v = 0; v < score->veto_count; v++) {
				const uint32_t *slots;
				size_t n = reads_of(score->vetoes[v].when.expr, &slots);
				if (index < n) {
					*out = slots[index];
					return true;
				}
				index -= n;
			}
			return false;
		}
	}
	for (size_t i = 0; slot >= form->field_count && i < form->deadline_count; i++)
		if (form->deadlines[i].slot == slot) {
			exprs[0] = form->deadlines[i].from.expr;
			exprs[1] = form->deadlines[i].done.expr;
			exprs[2] = form->deadlines[i].when.expr;
			exprs[3] = form->deadlines[i].who.expr;
		}
	for (size_t i = 0; i < 4; i++) {
		const uint32_t *slots;
		size_t n = reads_of(exprs[i], &slots);
		if (index < n) {
			*out = slots[index];
			return true;
		}
		index -= n;
	}
	return false;
}

static bool reads(const fr_expr *expr, uint32_t slot)
{
	const uint32_t *slots;
	size_t n = reads_of(expr, &slots);
	for (size_t i = 0; i < n; i++)
		if (slots[i] == slot)
			return true;
	return false;
}

/* Where slot says that it needs next. */
static void place_of(const fr_draft *draft, uint32_t slot, uint32_t next, const xmlNode **node, const char **attribute)
{
	const fr_form *form = draft->form;
	*attribute = NULL;
	if (slot < form->field_count) {
		const fr_field *field = &form->fields[slot];
		*node = draft->field_nodes[slot];
		if (reads(field->calculate.expr, next))
			*attribute = "calculate";
		else if (xmlHasProp(*node, (const xmlChar *)"relevant"))
			*attribute = "relevant";
		return;
	}
	for (size_t i = 0; i < form->score_count; i++)
		if (form->scores[i].slot == slot || form->scores[i].grade_slot == slot)
			*node = draft->score_nodes[i];
	for (size_t i = 0; i < form->deadline_count; i++)
		if (form->deadlines[i].slot == slot)
			*node = draft->deadline_nodes[i];
}

static void report_cycle(fr_draft *draft, const frame *stack, size_t depth, uint32_t again)
{
	size_t first = depth;
	while (first > 0 && stack[first - 1].slot != again)
		first--;
	first -= first > 0;
	/* The path begins with the slot that stands first in the form, wherever the search entered the cycle. */
	size_t length = depth - first, least = first;
	for (size_t i = first; i < depth; i++)
		if (stack[i].slot < stack[least].slot)
			least = i;
	fr_buf path;
	fr_buf_init(&path, &draft->form->arena.allocator, 1 << 16);
	for (size_t i = 0; i <= length; i++) {
		if (i)
			fr_buf_puts(&path, " → ");
		fr_buf_str(&path, fr_form_slot_name(draft->form, stack[first + (least - first + i) % length].slot));
	}
	const xmlNode *node = NULL;
	const char *attribute = NULL;
	place_of(draft, stack[least].slot, stack[first + (least - first + 1) % length].slot, &node, &attribute);
	fr_draft_say(draft, FR_LEVEL_ERROR, FR_LINT_CYCLE, node, attribute, fr_buf_view(&path), fr_str_of(NULL, 0));
	draft->failed = draft->failed || path.failed;
	fr_buf_free(&path);
}

static bool is_computed(const fr_form *form, uint32_t slot)
{
	return slot < form->field_count ? form->fields[slot].calculate.expr != NULL : slot < form->field_count + 2 * form->score_count;
}

void fr_draft_order(fr_draft *draft)
{
	fr_form *form = draft->form;
	unsigned char *seen = FR_DRAFT_ARRAY(draft, unsigned char, form->slot_count);
	frame *stack = FR_DRAFT_ARRAY(draft, frame, form->slot_count);
	uint32_t *order = FR_DRAFT_ARRAY(draft, uint32_t, form->slot_count);
	if (!seen || !stack || !order)
		return;
	for (uint32_t start = 0; start < form->slot_count; start++) {
		size_t depth = 0;
		if (seen[start] == WHITE) {
			stack[depth++] = (frame){start, 0};
			seen[start] = ON_STACK;
		}
		while (depth) {
			frame *top = &stack[depth - 1];
			uint32_t next;
			if (!dependency(form, top->slot, top->next++, &next)) {
				seen[top->slot] = DONE;
				if (is_computed(form, top->slot))
					order[form->order_count++] = top->slot;
				depth--;
			} else if (next < form->slot_count && seen[next] == ON_STACK)
				report_cycle(draft, stack, depth, next);
			else if (next < form->slot_count && seen[next] == WHITE) {
				seen[next] = ON_STACK;
				stack[depth++] = (frame){next, 0};
			}
		}
	}
	form->order = order;
}
