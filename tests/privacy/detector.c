/* The detector on labelled sentences: precision and recall by kind, printed; what is missed or wrongly found is shown. Aim: recall 0.99 on phones and ids, precision 0.98 over all.
 * A find is right when it covers the marked text and nothing beyond it but separators, and is of the same kind. */
#include "base/base.h"
#include "privacy/privacy.h"

#include <stdio.h>
#include <stdlib.h>

#define SPANS 16

typedef struct tally {
	size_t wanted, found, right;
} tally;

static const char *const kinds[] = {"", "name", "phone", "id-card", "bank-card", "email", "address", "plate", "free-text"};

/* Takes the marks out of a line; false when it holds a kind that is not known. */
static bool unmark(const char *line, fr_buf *text, fr_span *spans, size_t *count)
{
	*count = 0;
	for (const char *p = line; *p;) {
		if (strncmp(p, "⟦", 3) != 0) {
			fr_buf_byte(text, *p++);
			continue;
		}
		const char *colon = strchr(p, ':'), *end = colon ? strstr(colon, "⟧") : NULL;
		fr_mask_kind kind;
		if (!end || *count == SPANS || !fr_mask_kind_from(fr_str_of(p + 3, (size_t)(colon - p) - 3), &kind))
			return false;
		spans[(*count)++] = (fr_span){text->n, (size_t)(end - colon) - 1, kind};
		fr_buf_add(text, colon + 1, (size_t)(end - colon) - 1);
		p = end + 3;
	}
	return true;
}

static bool covers(const fr_span *found, const fr_span *wanted)
{
	size_t slack = 3; /* a bracket or sign at either end */
	return found->kind == wanted->kind && found->at <= wanted->at + slack && found->at + slack >= wanted->at &&
	       found->at + found->n + slack >= wanted->at + wanted->n && found->at + found->n <= wanted->at + wanted->n + slack;
}

static void judge(const fr_lists *lists, const char *line, tally *tallies)
{
	fr_buf text;
	fr_span wanted[SPANS], found[SPANS];
	size_t n = 0;
	fr_buf_init(&text, NULL, 1 << 16);
	if (!unmark(line, &text, wanted, &n)) {
		fprintf(stderr, "marks not understood: %s\n", line);
		exit(1);
	}
	size_t m = fr_detect(lists, fr_buf_view(&text), NULL, found, SPANS);
	for (size_t i = 0; i < n; i++) {
		bool hit = false;
		for (size_t k = 0; k < m && k < SPANS; k++)
			hit = hit || covers(&found[k], &wanted[i]);
		tallies[wanted[i].kind].wanted++;
		tallies[wanted[i].kind].right += hit;
		if (!hit)
			printf("missed: %s\n", line);
	}
	for (size_t k = 0; k < m && k < SPANS; k++) {
		bool asked = false;
		for (size_t i = 0; i < n; i++)
			asked = asked || covers(&found[k], &wanted[i]);
		tallies[found[k].kind].found++;
		if (!asked)
			printf("found though it is none (%s): %s\n", kinds[found[k].kind], line);
	}
	fr_buf_free(&text);
}

int main(int argc, char **argv)
{
	fr_lists *lists = NULL;
	fr_error error = {0};
	FILE *file = argc == 3 ? fopen(argv[1], "r") : NULL;
	if (!file || fr_lists_load(NULL, argv[2], &lists, &error) != FR_OK) {
		fprintf(stderr, "usage: detector SENTENCES LISTS\n");
		return 1;
	}
	tally tallies[FR_MASK_FREE_TEXT + 1] = {{0}}, all = {0};
	char line[1024];
	size_t lines = 0;
	while (fgets(line, sizeof line, file)) {
		line[strcspn(line, "\n")] = 0;
		if (!line[0] || line[0] == '#')
			continue;
		lines++;
		judge(lists, line, tallies);
	}
	fclose(file);
	fr_lists_free(lists);
	bool good = lines >= 500;
	for (size_t k = 1; k <= FR_MASK_FREE_TEXT; k++) {
		const tally *t = &tallies[k];
		all.wanted += t->wanted, all.found += t->found, all.right += t->right;
		if (t->wanted)
			printf("%-10s %4zu marked, recall %.4f, precision %.4f\n", kinds[k], t->wanted,
				(double)t->right / (double)t->wanted, t->found ? (double)t->right / (double)t->found : 0);
		if (k == FR_MASK_PHONE || k == FR_MASK_ID_CARD)
			good = good && t->wanted && (double)t->right >= 0.99 * (double)t->wanted;
	}
	printf("%zu sentences, recall %.4f, precision %.4f\n", lines, (double)all.right / (double)all.wanted,
		(double)all.right / (double)all.found);
	return good && (double)all.right >= 0.98 * (double)all.found ? 0 : 1;
}
