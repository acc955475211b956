/* Calendar reader: a calendar definition to sorted exceptions.
 * Stage: definitions. In: calendar XML that matches schemas/calendar.rng. Out: an immutable fr_days. */
#include "calendar/days.h"
#include "definition/definition.h"

#include <stdlib.h>

#define RANGE_MOST 366 /* days one rest or work element may span */
#define EXCEPTIONS_MOST 20000 /* a century of holidays; keeps the look for doubles cheap */

typedef struct reader {
	fr_definition definition;
	fr_lint *lint;
	fr_days *days;
	size_t capacity;
	bool failed; /* memory refused */
	bool full; /* too many exceptions: reading on is pointless */
} reader;

static void report(reader *r, int code, const xmlNode *node, const char *attribute, fr_str arg)
{
	fr_definition_report(&r->definition, r->lint, FR_LEVEL_ERROR, code, node, attribute, 0, arg.n, &arg, 1, (fr_str){"", 0});
}

static unsigned digits(fr_str s, size_t at, size_t n)
{
	unsigned value = 0;
	for (size_t i = at; i < at + n && i < s.n; i++)
		value = value * 10 + (unsigned)(s.p[i] - '0');
	return value;
}

/* The grammar has seen to the form YYYY-MM-DD; whether the day exists is seen here. False when absent or wrong. */
static bool read_date(reader *r, const xmlNode *node, const char *name, int64_t *day)
{
	fr_str text = fr_definition_attr(&r->days->arena, node, name);
	if (!text.p)
		return false;
	if (text.n != 10 || !fr_civil_valid(digits(text, 0, 4), digits(text, 5, 2), digits(text, 8, 2))) {
		report(r, FR_CALENDAR_DATE, node, name, text);
		return false;
	}
	*day = fr_days_from_civil(digits(text, 0, 4), digits(text, 5, 2), digits(text, 8, 2));
	return true;
}

static bool element(const xmlNode *node, const char *name)
{
	return node->type == XML_ELEMENT_NODE && strcmp((const char *)node->name, name) == 0;
}

static void add_exception(reader *r, const xmlNode *node, int64_t day, bool work)
{
	fr_days *days = r->days;
	if (days->exception_count >= EXCEPTIONS_MOST) {
		report(r, FR_CALENDAR_MANY, node, "from", (fr_str){"", 0});
		r->full = true;
		return;
	}
	if (days->exception_count == r->capacity) {
		size_t capacity = r->capacity ? r->capacity * 2 : 1024;
		fr_exception *more = FR_ARENA_ARRAY(&days->arena, fr_exception, capacity);
		if (!more) {
			r->failed = true;
			return;
		}
		if (days->exception_count)
			memcpy(more, days->exceptions, days->exception_count * sizeof *more);
		days->exceptions = more;
		r->capacity = capacity;
	}
	for (size_t i = days->exception_count; i-- > 0;)
		if (days->exceptions[i].day == day) {
			report(r, FR_CALENDAR_TWICE, node, "from", fr_definition_attr(&days->arena, node, "from"));
			return;
		}
	days->exceptions[days->exception_count++] = (fr_exception){.day = day, .work = work};
}

static void read_range(reader *r, const xmlNode *node)
{
	int64_t from, to;
	if (!read_date(r, node, "from", &from))
		return;
	if (!read_date(r, node, "to", &to)) {
		if (fr_definition_attr(&r->days->arena, node, "to").p)
			return;
		to = from;
	}
	if (to < from || to - from >= RANGE_MOST) {
		report(r, FR_CALENDAR_ORDER, node, "to", fr_definition_attr(&r->days->arena, node, "to"));
		return;
	}
	for (int64_t day = from; day <= to && !r->failed && !r->full; day++)
		add_exception(r, node, day, element(node, "work"));
}

static void read_hours(reader *r, const xmlNode *node)
{
	fr_days *days = r->days;
	fr_str from = fr_definition_attr(&days->arena, node, "from"), to = fr_definition_attr(&days->arena, node, "to");
	fr_stretch s = {(digits(from, 0, 2) * 60 + digits(from, 3, 2)) * INT64_C(60000),
		(digits(to, 0, 2) * 60 + digits(to, 3, 2)) * INT64_C(60000)};
	int64_t after = days->stretch_count ? days->stretches[days->stretch_count - 1].to_ms : 0;
	if (s.to_ms <= s.from_ms || s.from_ms < after)
		report(r, FR_CALENDAR_HOURS, node, "from", from);
	else
		days->stretches[days->stretch_count++] = s;
}

static void read_week(reader *r, const xmlNode *node)
{
	fr_str days = fr_definition_attr(&r->days->arena, node, "days");
	for (size_t i = 0; i < days.n; i++)
		if (days.p[i] >= '1' && days.p[i] <= '7')
			r->days->week[days.p[i] - '1'] = true;
	for (int i = 0; i < 7; i++)
		r->days->week_length += r->days->week[i];
}

/* Marks the years that are announced; the table spans first to last. */
static void read_years(reader *r, const xmlNode *root)
{
	int64_t first = INT64_MAX, last = 0;
	for (int pass = 0; pass < 2; pass++) {
		for (const xmlNode *node = root->children; node; node = node->next) {
			if (!element(node, "year"))
				continue;
			fr_str text = fr_definition_attr(&r->days->arena, node, "number");
			int64_t year = digits(text, 0, text.n < 4 ? text.n : 4);
			first = year < first ? year : first;
			last = year > last ? year : last;
			if (pass == 1 && r->days->announced[year - first])
				report(r, FR_CALENDAR_TWICE, node, "number", text);
			else if (pass == 1)
				r->days->announced[year - first] = true;
		}
		if (first > last)
			return;
		if (pass == 0) {
			r->days->first_year = first;
			r->days->year_count = (size_t)(last - first + 1);
			r->days->announced = FR_ARENA_ARRAY(&r->days->arena, bool, r->days->year_count);
			if (!r->days->announced) {
				r->days->year_count = 0;
				r->failed = true;
				return;
			}
		}
	}
}

static int by_day(const void *a, const void *b)
{
	int64_t x = ((const fr_exception *)a)->day, y = ((const fr_exception *)b)->day;
	return (x > y) - (x < y);
}

static void read_all(reader *r)
{
	const xmlNode *root = xmlDocGetRootElement(r->definition.document);
	size_t hours = 0;
	for (const xmlNode *node = root->children; node; node = node->next)
		hours += element(node, "hours");
	r->days->stretches = FR_ARENA_ARRAY(&r->days->arena, fr_stretch, hours);
	r->failed = !r->days->stretches;
	read_years(r, root);
	for (const xmlNode *node = root->children; node && !r->failed; node = node->next) {
		if (element(node, "week"))
			read_week(r, node);
		else if (element(node, "hours"))
			read_hours(r, node);
		else if (element(node, "year"))
			for (const xmlNode *day = node->children; day && !r->failed && !r->full; day = day->next)
				if (day->type == XML_ELEMENT_NODE)
					read_range(r, day);
	}
	fr_days *days = r->days;
	if (days->exception_count)
		qsort(days->exceptions, days->exception_count, sizeof *days->exceptions, by_day);
	int32_t sum = 0;
	for (size_t i = 0; i < days->exception_count; i++) {
		bool weekly = days->week[((days->exceptions[i].day + 3) % 7 + 7) % 7];
		sum += (int32_t)days->exceptions[i].work - (int32_t)weekly;
		days->exceptions[i].sum = sum;
	}
}

fr_status fr_days_load(const fr_allocator *allocator, const char *path, fr_days **out, fr_error *error)
{
	*out = NULL;
	const fr_allocator *a = allocator && allocator->resize ? allocator : &fr_system_allocator;
	reader r = {.lint = fr_lint_new(a), .days = fr_alloc(a, sizeof(fr_days))};
	if (!r.lint || !r.days) {
		fr_lint_free(r.lint);
		fr_release(a, r.days);
		return fr_fail(error, FR_E_MEMORY, FR_MEMORY, NULL);
	}
	memset(r.days, 0, sizeof *r.days);
	fr_arena_init(&r.days->arena, a, (size_t)16 << 20);
	fr_status status = fr_definition_open(a, path, FR_GRAMMAR_CALENDAR, &r.definition, r.lint, error);
	if (status == FR_OK) {
		read_all(&r);
		if (r.failed)
			status = fr_fail(error, FR_E_MEMORY, FR_MEMORY, NULL);
		else if (fr_lint_has_errors(r.lint))
			status = fr_lint_fail(r.lint, error);
	} else if (status == FR_E_FORM)
		status = fr_lint_fail(r.lint, error);
	fr_definition_close(&r.definition);
	fr_lint_free(r.lint);
	if (status == FR_OK)
		*out = r.days;
	else
		fr_days_free(r.days);
	return status;
}

void fr_days_free(fr_days *days)
{
	if (!days)
		return;
	fr_allocator a = days->arena.allocator;
	fr_arena_free(&days->arena);
	fr_release(&a, days);
}
