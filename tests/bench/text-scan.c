/* Bench: how fast free text is looked through for personal data: the texts of a CSV of bench-records, one in a hundred with a phone number put in.
 * Stage: test. In: a CSV. Out: MB/s, the median of several passes. Usage: text-scan FILE FORMS */
#include "clock.h"
#include "formrule/formrule.h"

#include <stdio.h>
#include <string.h>

#define RUNS 5
#define TEXTS 100000
#define TEXT_MOST 1024

/* The seventh column, with or without its quotes. */
static size_t read_texts(FILE *f, char (*texts)[TEXT_MOST])
{
	char line[8192];
	size_t n = 0;
	while (n < TEXTS && fgets(line, sizeof line, f)) {
		const char *p = line;
		for (int column = 0; p && column < 6; column++)
			p = (p = strchr(p, ',')) ? p + 1 : NULL;
		size_t bytes = p ? *p == '"' ? strcspn(p + 1, "\"") + 1 : strcspn(p, ",") : 0;
		if (!bytes || bytes + 16 > TEXT_MOST)
			continue;
		sprintf(texts[n], "%.*s%s", (int)bytes, p, n % 100 == 0 ? "13812345678" : "");
		n++;
	}
	return n;
}

int main(int argc, char **argv)
{
	FILE *f = argc > 2 ? fopen(argv[1], "r") : NULL;
	char(*texts)[TEXT_MOST] = malloc(sizeof *texts * TEXTS), out[TEXT_MOST * 2];
	fr_engine *engine = NULL;
	fr_error error;
	fr_engine_options options = {.size = sizeof options};
	const char *dirs[] = {argc > 2 ? argv[2] : NULL};
	options.form_dirs = dirs;
	options.form_dir_count = 1;
	if (!f || !texts || fr_engine_new(&options, &engine, &error) != FR_OK) {
		fprintf(stderr, "usage: text-scan FILE FORMS\n");
		return 2;
	}
	size_t count = read_texts(f, texts), bytes = 0, changed = 0;
	double times[RUNS];
	for (int run = 0; run < RUNS; run++) {
		double started = now();
		bytes = changed = 0;
		for (size_t i = 0; i < count; i++) {
			fr_str text = {texts[i], strlen(texts[i])};
			size_t needed;
			if (fr_mask_text(engine, text, out, sizeof out, &needed, &error) != FR_OK)
				return 2;
			bytes += text.n;
			changed += needed != text.n || memcmp(out, text.p, text.n) != 0;
		}
		times[run] = now() - started;
	}
	printf("%.0f MB/s, %zu texts, %zu masked\n", (double)bytes / median(times, RUNS) * 1e-6, count, changed);
	fr_engine_free(engine);
	return changed != (count + 99) / 100;
}
