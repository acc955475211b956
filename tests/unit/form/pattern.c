/* Shapes of patterns: whatever has the shape matches the pattern, and the patterns people write for numbers have one. D: speed. */
#include "form/model.h"
#include "suite.h"

#include <stdio.h>

static unsigned seed = 5;
static unsigned any(unsigned most)
{
	seed = seed * 1103515245u + 12345u;
	return (seed >> 16) % most;
}

static void whatever_has_the_shape_matches(void)
{
	static const char *const pieces[] = {"[0-9]", "[A-Z]", "[a-c]", "[5-5]", "[9-0]", "[A-z]", "[0-9A-Z]", "[^0-9]", "K", "h", "7", "-",
		"_", "/", ".", "{2}", "{3}", "{0}", "{1,2}", "{,2}", "{}", "?", "+", "*", "|", "(", ")", "^", "$", "\\d", "客", " ", "{40}",
		"{007}"};
	static const char letters[] = "059AKZabch7-_/. {}2,";
	size_t shapes = 0, matched = 0;
	for (int round = 0; round < 30000; round++) {
		char pattern[128] = "", why[256];
		size_t n = 0, at;
		unsigned plain = any(3) ? 12 : sizeof pieces / sizeof *pieces;
		for (unsigned i = 0, most = 1 + any(6); i < most; i++)
			n += (size_t)sprintf(pattern + n, "%s", pieces[i % 2 && any(2) ? 15 + any(2) : any(plain)]);
		void *compiled = fr_pattern_compile(fr_str_of(pattern, n), why, sizeof why, &at);
		fr_shape shape;
		fr_shape_of(fr_str_of(pattern, n), &shape);
		CASE_TRUE(compiled || !shape.n, "%s is no pattern and has a shape\n", pattern);
		shapes += shape.n > 0;
		for (int k = 0; compiled && shape.n && k < 20; k++) {
			char value[FR_SHAPE_MOST + 2];
			size_t length = any(4) ? shape.n : any(shape.n + 2u);
			for (size_t i = 0; i < length; i++) /* mostly from the range, its ends, and just beyond them */
				value[i] = i >= shape.n || !any(12) ? letters[any(sizeof letters - 1)]
								    : (char)(shape.low[i] + any(shape.span[i] + 1u) + !any(40) - !any(40));
			fr_str text = fr_str_of(value, length);
			bool has = fr_shape_has(&shape, text);
			matched += has;
			CASE_TRUE(has == (fr_pattern_matches(compiled, text) == FR_MATCH_YES), "%s: %.*s has it %d\n", pattern, (int)length,
				value, has);
		}
		fr_pattern_free(compiled);
	}
	CASE_TRUE(shapes > 3000 && matched > 3000, "%zu shapes, %zu matched\n", shapes, matched);
}

static void which_patterns_have_one(void)
{
	static const struct {
		const char *pattern;
		size_t n;
	} cases[] = {{"KH[0-9]{7}", 9}, {"[A-Z]{2}[0-9]{8}-[0-9]{3}", 14}, {"FW[0-9]{8}-[0-9]{3}", 14}, {"x", 1}, {"[0-9]{32}", 32},
		{"[0-9]{33}", 0}, {"[A-Z]{0,2}[0-9]{3,6}", 0}, {"a|b", 0}, {"a?", 0}, {"a+", 0}, {"[0-9]{2}?", 0}, {"[0-9]{2}{2}", 0},
		{"(KH)", 0}, {"[0-9A-Z]", 0}, {"\\d{3}", 0}, {"客", 0}, {"", 0}, {"a{", 0}, {"[0-9", 0}, {"a{2", 0}, {"^a$", 0}};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		fr_shape shape;
		fr_shape_of(fr_str_from(cases[i].pattern), &shape);
		CASE_TRUE(shape.n == cases[i].n, "%s: %u\n", cases[i].pattern, shape.n);
	}
}

TESTS(pattern, {"whatever has the shape matches", whatever_has_the_shape_matches}, {"which patterns have one", which_patterns_have_one})
