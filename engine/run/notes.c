/* Notes: comments on cells, looked through for what must never be recorded: it is no less recorded there than in a cell.
 * Stage: pipeline. In: comments, as rows are read. Out: a result for each that holds such a thing. Comments above the header wait until it is known which form judges. */
#include "run/pipeline.h"

#define WAITING_MOST 4096 /* comments above a header; more are no form's */

/* Ours is taken off: what Formrule wrote into the comment of somebody names what is wrong, and may name such a thing. Both languages, as a file travels. */
static fr_str own_part(fr_str text)
{
	static const char *const langs[] = {"zh-CN", "en"};
	for (size_t i = 0; i < sizeof langs / sizeof *langs; i++) {
		size_t at = fr_str_find(text, fr_str_from(fr_text("note.marker", langs[i])));
		if (at != SIZE_MAX)
			text.n = at;
	}
	return text;
}

fr_status run_note_take(fr_run *run, size_t row, const fr_note *notes, size_t count)
{
	for (size_t i = 0; i < count && run->note_count < WAITING_MOST; i++) {
		run_note *note = FR_ARENA_NEW(&run->noted, run_note);
		fr_str text = fr_arena_str(&run->noted, own_part(notes[i].text));
		if (!note || (!text.p && notes[i].text.n))
			return FR_E_MEMORY;
		*note = (run_note){text, row, notes[i].column, NULL};
		if (run->last_note)
			run->last_note->next = note;
		else
			run->notes = note;
		run->last_note = note;
		run->note_count++;
	}
	return FR_OK;
}

void run_notes_forget(fr_run *run)
{
	run->notes = run->last_note = NULL;
	run->note_count = 0;
	fr_arena_reset(&run->noted);
}

fr_status run_give_note(fr_run *run, fr_error *error)
{
	fr_verdict verdict;
	if (run->state != RUN_FOUND && run->state != RUN_CHILDREN)
		return FR_END;
	while (run->notes) {
		const run_note *note = run->notes;
		run->notes = note->next;
		if (!run->gathering && run->judging && run->judging->judge &&
			fr_judge_denies(run->judging->judge, note->text, &run->record, &verdict))
			return run_give_denied_note(run, note, &verdict, error);
	}
	if (run->note_count)
		run_notes_forget(run);
	return FR_END;
}

fr_status fr_run_note(fr_run *run, size_t row, size_t column, fr_str text, fr_error *error)
{
	const fr_note note = {column, text};
	if (!run || run->source || fr_utf8_invalid(text) != SIZE_MAX)
		return fr_fail(error, FR_E_ARGUMENT, FR_ARGUMENT, run ? "text" : "run", NULL);
	return run_note_take(run, row, &note, 1) == FR_OK ? FR_OK : run_memory(error);
}
