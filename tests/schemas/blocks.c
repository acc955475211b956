/* The fenced blocks of a Markdown file. */
#include "blocks.h"

#include <stdio.h>
#include <stdlib.h>

fr_str blocks_file(const char *path)
{
	FILE *file = fopen(path, "rb");
	static char bytes[1 << 20];
	size_t n = file ? fread(bytes, 1, sizeof bytes, file) : 0;
	if (n == 0 || n == sizeof bytes) {
		fprintf(stderr, "cannot read %s\n", path);
		exit(2);
	}
	fclose(file);
	return fr_str_of(bytes, n);
}

bool blocks_line(fr_str text, size_t *at, fr_str *line)
{
	if (*at >= text.n)
		return false;
	const char *newline = memchr(text.p + *at, '\n', text.n - *at);
	size_t end = newline ? (size_t)(newline - text.p) : text.n;
	*line = fr_str_of(text.p + *at, end - *at);
	*at = end + 1;
	return true;
}

bool blocks_next(fr_str file, size_t *at, size_t *line, block *out)
{
	fr_str text;
	while (blocks_line(file, at, &text)) {
		++*line;
		if (!fr_str_starts(text, FR_STR("```")))
			continue;
		out->kind = fr_str_trim(fr_str_of(text.p + 3, text.n - 3));
		out->line = *line + 1;
		size_t from = *at, to = from;
		while (blocks_line(file, at, &text)) {
			++*line;
			if (fr_str_starts(text, FR_STR("```")))
				break;
			to = *at;
		}
		out->text = fr_str_of(file.p + from, to - from);
		return true;
	}
	return false;
}
