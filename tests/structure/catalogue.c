/* Every code has a name of its own and a text in both languages, every word stands in both, and the texts use the same arguments.
 * Stage: test. */
#include "formrule/formrule.h"

#include <stdio.h>
#include <string.h>

static const char *const zh[FR_CODE_COUNT] = {
#define FR_TEXT(id, text) [FR_##id] = text,
#define FR_WORD(name, text)
#include "diag/catalogue-zh-CN.def"
#undef FR_TEXT
#undef FR_WORD
};
static const char *const en[FR_CODE_COUNT] = {
#define FR_TEXT(id, text) [FR_##id] = text,
#define FR_WORD(name, text)
#include "diag/catalogue-en.def"
#undef FR_TEXT
#undef FR_WORD
};
static const char *const zh_words[] = {
#define FR_TEXT(id, text)
#define FR_WORD(name, text) name,
#include "diag/catalogue-zh-CN.def"
#undef FR_TEXT
#undef FR_WORD
};
static const char *const en_words[] = {
#define FR_TEXT(id, text)
#define FR_WORD(name, text) name,
#include "diag/catalogue-en.def"
#undef FR_TEXT
#undef FR_WORD
};

static int faults;

static void fault(const char *what, const char *name)
{
	printf("%s: %s\n", what, name);
	faults++;
}

static unsigned arguments(const char *text)
{
	unsigned set = 0;
	for (const char *p = text; *p; p++)
		if (p[0] == '{' && p[1] >= '0' && p[1] <= '3' && p[2] == '}')
			set |= 1u << (p[1] - '0');
	return set;
}

int main(void)
{
	for (int i = 1; i < FR_CODE_COUNT; i++) {
		const char *name = fr_code_name(i);
		if (!name[0])
			fault("code without a name", "?");
		for (int j = 1; j < i; j++)
			if (strcmp(name, fr_code_name(j)) == 0)
				fault("name used twice", name);
		if (!zh[i])
			fault("no Chinese text", name);
		if (!en[i])
			fault("no English text", name);
		if (zh[i] && en[i] && arguments(zh[i]) != arguments(en[i]))
			fault("the two texts use other arguments", name);
	}
	size_t n = sizeof zh_words / sizeof *zh_words, m = sizeof en_words / sizeof *en_words;
	for (size_t i = 0; i < n || i < m; i++) {
		bool found = false;
		for (size_t j = 0; i < n && j < m; j++)
			found = found || strcmp(zh_words[i], en_words[j]) == 0;
		if (i < n && !found)
			fault("word without English", zh_words[i]);
		found = false;
		for (size_t j = 0; i < m && j < n; j++)
			found = found || strcmp(en_words[i], zh_words[j]) == 0;
		if (i < m && !found)
			fault("word without Chinese", en_words[i]);
	}
	printf("%d codes, %zu words, %d faults\n", FR_CODE_COUNT - 1, n, faults);
	return faults != 0;
}
