/* Limits: what a reader takes when nothing else was asked for.
 * Stage: rows. In: limits with zeros. Out: limits without. */
#include "source/source.h"

void fr_limits_default(fr_limits *limits)
{
	if (!limits->columns)
		limits->columns = 4096;
	if (!limits->cell_bytes)
		limits->cell_bytes = (size_t)1 << 20;
	if (!limits->row_bytes)
		limits->row_bytes = (size_t)16 << 20;
	if (!limits->rows)
		limits->rows = (size_t)1 << 31;
	if (!limits->inflated_bytes)
		limits->inflated_bytes = (uint64_t)4 << 30;
	if (!limits->ratio)
		limits->ratio = 1000;
	if (!limits->depth)
		limits->depth = 64;
	if (!limits->shared_strings)
		limits->shared_strings = (size_t)1 << 25;
	if (!limits->shared_bytes)
		limits->shared_bytes = (uint64_t)1 << 30;
}
