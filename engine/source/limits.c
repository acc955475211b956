/* Limits: what a reader takes when nothing else was asked for.
 * Stage: rows. In: limits with zeros. Out: limits without. */
#include "source/source.h"

/* A sheet of the widest office has 16,384 columns, but a form has some dozens. 2^31 rows are a CSV file of a terabyte. Deflate reaches 1032:1 at most, and
 * 231:1 with a hundred thousand equal records, 295:1 with a million empty rows. */
static const fr_limits usual = {
	.columns = 4096,
	.cell_bytes = (size_t)1 << 20,
	.row_bytes = (size_t)16 << 20,
	.rows = (size_t)1 << 31,
	.cells = (uint64_t)1 << 36,
	.repeats = (size_t)4 << 20,
	.inflated_bytes = (uint64_t)4 << 30,
	.ratio = 400,
	.depth = 64,
	.shared_strings = (size_t)1 << 25,
	.shared_bytes = (uint64_t)1 << 30,
	.unique_bytes = (size_t)16 << 20,
};

void fr_limits_inherit(fr_limits *limits, const fr_limits *from)
{
#define INHERIT(field) \
	if (!limits->field) \
	limits->field = from->field
	INHERIT(columns);
	INHERIT(cell_bytes);
	INHERIT(row_bytes);
	INHERIT(rows);
	INHERIT(cells);
	INHERIT(repeats);
	INHERIT(inflated_bytes);
	INHERIT(ratio);
	INHERIT(depth);
	INHERIT(shared_strings);
	INHERIT(shared_bytes);
	INHERIT(unique_bytes);
	INHERIT(ahead);
#undef INHERIT
	if (!limits->alive) {
		limits->alive = from->alive;
		limits->alive_user = from->alive_user;
	}
}

void fr_limits_default(fr_limits *limits) { fr_limits_inherit(limits, &usual); }
