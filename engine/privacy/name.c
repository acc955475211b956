/* Names: the four styles of masking a person's name.
 * Stage: values. In: a name as people write it. Out: its masked form. What is not understood is hidden whole. */
#include "privacy/lists.h"

#define NAME_MOST 50 /* characters; longer ones are no names */

static bool is_han(uint32_t cp)
{
	return (cp >= 0x3400 && cp <= 0x9FFF) || (cp >= 0xF900 && cp <= 0xFAFF) || (cp >= 0x20000 && cp <= 0x323AF) || cp == 0x3007;
}

static bool is_latin(uint32_t cp)
{
	return (cp >= 'a' && cp <= 'z') || (cp >= 'A' && cp <= 'Z') || (cp >= 0xC0 && cp <= 0x24F && cp != 0xD7 && cp != 0xF7);
}

/* The characters [from, to) as they stand in the value. */
static fr_str part(const fr_folded *v, size_t from, size_t to) { return fr_str_of(v->text.p + v->at[from], v->at[to] - v->at[from]); }

/* Characters of the longest listed word at the start (or, at_end, at the end) of [from, to); 0 when none. */
static size_t listed(const fr_words_list *list, const fr_folded *v, size_t from, size_t to, bool at_end)
{
	if (from >= to || !(at_end ? list->ends[FR_WORD_SLOT(v->cp[to - 1])] : list->begins[FR_WORD_SLOT(v->cp[from])]))
		return 0;
	fr_str text = part(v, from, to);
	for (size_t i = 0; i < list->n; i++)
		if (at_end ? fr_str_ends(text, list->items[i]) : fr_str_starts(text, list->items[i]))
			return fr_utf8_length(list->items[i]);
	return 0;
}

static bool all_han(const fr_folded *v, size_t from, size_t to)
{
	for (size_t i = from; i < to; i++)
		if (!is_han(v->cp[i]))
			return false;
	return to > from;
}

/* How many characters the surname at `from` has: a compound one only when something follows it. */
static size_t surname(const fr_lists *lists, const fr_folded *v, size_t from, size_t to)
{
	size_t n = listed(&lists->surnames, v, from, to, false);
	return n && from + n < to ? n : 1;
}

static bool stars(const fr_folded *v, size_t from, size_t to)
{
	for (size_t i = from; i < to; i++)
		if (v->cp[i] != '*')
			return false;
	return to > from;
}

static bool is_surname(const fr_lists *lists, const fr_folded *v, size_t from, size_t to)
{
	if (to == from + 1)
		return is_han(v->cp[from]);
	return to > from && listed(&lists->surnames, v, from, to, false) == to - from;
}

/* 张* or 欧阳** over [from, to). */
static bool surname_and_stars(const fr_lists *lists, const fr_folded *v, size_t from, size_t to)
{
	size_t star = from;
	while (star < to && v->cp[star] != '*')
		star++;
	return star > from && is_surname(lists, v, from, star) && stars(v, star, to);
}

/* 售后部, 客服一组, 上海分公司: a listed word, or the last character says so. Anything else before a hyphen could be a name. */
static bool is_department(const fr_lists *lists, const fr_folded *v, size_t from, size_t to)
{
	static const uint32_t last[] = {0x90E8 /* 部 */, 0x7EC4 /* 组 */, 0x79D1 /* 科 */, 0x961F /* 队 */, 0x5E97 /* 店 */,
		0x5904 /* 处 */, 0x5BA4 /* 室 */, 0x53F8 /* 司 */, 0x5FC3 /* 心 */, 0x5382 /* 厂 */, 0x7AD9 /* 站 */, 0x7EBF /* 线 */};
	for (size_t i = 0; i < sizeof last / sizeof *last; i++)
		if (to - from >= 2 && v->cp[to - 1] == last[i])
			return true;
	return listed(&lists->roles, v, from, to, false) > 0;
}

/* Where a name begins behind a role or department and perhaps a hyphen; `from` when there is no role. */
static size_t behind_role(const fr_lists *lists, const fr_folded *v, size_t from, size_t to)
{
	for (size_t i = from; i < to; i++)
		if (v->cp[i] == '-')
			return all_han(v, from, i) && is_department(lists, v, from, i) ? i + 1 : from;
	return from + listed(&lists->roles, v, from, to, false);
}

bool fr_name_is_masked(const fr_lists *lists, const fr_folded *v)
{
	if (stars(v, 0, v->n) || fr_str_is(v->text, "匿名"))
		return true;
	if (v->n == 2 && is_latin(v->cp[0]) && v->cp[1] == '.')
		return true;
	if (v->cp[0] == '*') { /* *女士, *工程师, *小张 */
		size_t title = listed(&lists->titles, v, 1, v->n, true);
		if (title && 1 + title == v->n)
			return true;
		return v->n == 3 && (v->cp[1] == 0x5C0F || v->cp[1] == 0x8001) && is_han(v->cp[2]);
	}
	if (surname_and_stars(lists, v, 0, v->n))
		return true;
	size_t name = behind_role(lists, v, 0, v->n);
	if (name == 0)
		return false;
	if (surname_and_stars(lists, v, name, v->n))
		return true; /* 售后部-张* */
	if (name < v->n && v->cp[name] == '*') { /* 客服*, 产品部*专员 */
		size_t rest = name;
		while (rest < v->n && v->cp[rest] == '*')
			rest++;
		return rest == v->n || listed(&lists->titles, v, rest, v->n, true) == v->n - rest;
	}
	return false;
}

static void hide(fr_buf *out) { fr_buf_byte(out, '*'); }

static void keep_surname(const fr_lists *lists, const fr_folded *v, size_t from, size_t to, bool length, fr_buf *out)
{
	size_t n = surname(lists, v, from, to);
	if (to - from == 1) {
		hide(out);
		return;
	}
	fr_buf_str(out, part(v, from, from + n));
	for (size_t i = from + n; i < (length ? to : from + n + 1); i++)
		hide(out);
}

/* 麦麦提·赛帕克: the first character stays; every part must be Han. */
static bool dotted(const fr_folded *v)
{
	size_t dots = 0;
	for (size_t i = 0; i < v->n; i++) {
		if (v->cp[i] == 0xB7)
			dots++;
		else if (!is_han(v->cp[i]))
			return false;
	}
	return dots > 0 && is_han(v->cp[0]);
}

/* John Smith, O’Neil, Anne-Marie. */
static bool foreign(const fr_folded *v)
{
	for (size_t i = 0; i < v->n; i++)
		if (!is_latin(v->cp[i]) && v->cp[i] != ' ' && v->cp[i] != '.' && v->cp[i] != '-' && v->cp[i] != '\'' &&
			v->cp[i] != 0x2019 && v->cp[i] != 0xB7 && v->cp[i] != ',')
			return false;
	return is_latin(v->cp[0]);
}

/* other: what a name without a title gets. */
static void by_title(const fr_lists *lists, const fr_folded *v, const char *other, fr_buf *out)
{
	size_t title = listed(&lists->titles, v, 0, v->n, true);
	hide(out);
	if (title && title < v->n)
		fr_buf_str(out, part(v, v->n - title, v->n));
	else if (v->n >= 2 && (v->cp[v->n - 2] == 0x5C0F || v->cp[v->n - 2] == 0x8001) && behind_role(lists, v, 0, v->n) == v->n - 2)
		fr_buf_str(out, part(v, v->n - 2, v->n)); /* 小张, 客服小张 */
	else
		fr_buf_puts(out, other);
}

static void by_role(const fr_lists *lists, const fr_folded *v, fr_buf *out)
{
	size_t name = behind_role(lists, v, 0, v->n);
	if (name == 0 || name >= v->n || !all_han(v, name, v->n)) {
		if (name > 0 && name < v->n)
			fr_buf_str(out, part(v, 0, name));
		hide(out);
		return;
	}
	if (v->cp[name - 1] == '-') {
		fr_buf_str(out, part(v, 0, name));
		keep_surname(lists, v, name, v->n, false, out);
		return;
	}
	size_t title = listed(&lists->titles, v, name, v->n, true);
	fr_buf_str(out, part(v, 0, name));
	hide(out);
	if (title && title < v->n - name)
		fr_buf_str(out, part(v, v->n - title, v->n));
}

void fr_mask_name(const fr_lists *lists, fr_mask_style style, const fr_folded *v, fr_buf *out)
{
	if (v->n > NAME_MOST)
		hide(out);
	else if (style == FR_STYLE_TITLE)
		by_title(lists, v, "", out);
	else if (style == FR_STYLE_TITLE_FEMALE || style == FR_STYLE_TITLE_MALE)
		by_title(lists, v, style == FR_STYLE_TITLE_MALE ? "先生" : "女士", out);
	else if (style == FR_STYLE_ROLE)
		by_role(lists, v, out);
	else if (all_han(v, 0, v->n))
		keep_surname(lists, v, 0, v->n, style == FR_STYLE_SURNAME_LENGTH, out);
	else if (dotted(v)) {
		fr_buf_str(out, part(v, 0, 1));
		hide(out);
	} else if (foreign(v)) {
		fr_buf_str(out, part(v, 0, 1));
		fr_buf_byte(out, '.');
	} else
		hide(out);
}

fr_str fr_name_bare(const fr_lists *lists, fr_str name)
{
	fr_folded v;
	if (!lists || !fr_fold(name, &v) || v.n == 0)
		return name;
	size_t from = behind_role(lists, &v, 0, v.n), title = listed(&lists->titles, &v, from, v.n, true);
	if (from == v.n || title == v.n - from)
		return fr_str_of(NULL, 0);
	return part(&v, from, v.n - title - from >= 2 ? v.n - title : v.n);
}
