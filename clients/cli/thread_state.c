#include "thread_state.h"

#include <stdio.h>
#include <string.h>

#include "london.h"
#include "template.h"
#include "words.h"

static enum display_mark awaiting_answer(const json_t *thread, int64_t now_ms, char out[THREAD_STATE_BYTES])
{
	char text[64], due[LONDON_TEXT_BYTES];
	int64_t due_ms;

	if (!london_parse(template_text(thread, "reply_due", text, sizeof(text)), &due_ms)) {
		snprintf(out, THREAD_STATE_BYTES, "waits for an answer");
		return MARK_NONE;
	}
	london_format_due(due_ms, now_ms, due);
	snprintf(out, THREAD_STATE_BYTES, "%s%s",
		strcmp(template_text(thread, "urgency", text, sizeof(text)), "urgent") == 0 ? "urgent, " : "", due);
	return due_ms < now_ms ? MARK_ALARM : MARK_NONE;
}

static enum display_mark awaiting_information(const json_t *thread, int64_t now_ms, char out[THREAD_STATE_BYTES])
{
	(void)thread;
	(void)now_ms;
	snprintf(out, THREAD_STATE_BYTES, "more information wanted, the clock stands still");
	return MARK_BOLD;
}

static enum display_mark answered(const json_t *thread, int64_t now_ms, char out[THREAD_STATE_BYTES])
{
	char text[64];

	(void)now_ms;
	template_text(thread, "recommendation", text, sizeof(text));
	snprintf(out, THREAD_STATE_BYTES, "answered%s%s", text[0] != '\0' ? ": " : "",
		words_meaning(recommendation_words, text));
	return MARK_BOLD;
}

static enum display_mark closed(const json_t *thread, int64_t now_ms, char out[THREAD_STATE_BYTES])
{
	char text[64];

	(void)now_ms;
	template_text(thread, "outcome", text, sizeof(text));
	snprintf(
		out, THREAD_STATE_BYTES, "closed%s%s", text[0] != '\0' ? ": " : "", words_meaning(outcome_words, text));
	return MARK_DIM;
}

static const struct {
	const char *state;
	enum display_mark (*words)(const json_t *thread, int64_t now_ms, char out[THREAD_STATE_BYTES]);
} states[] = {
	{"awaiting_answer", awaiting_answer},
	{"awaiting_information", awaiting_information},
	{"answered", answered},
	{"closed", closed},
};

enum display_mark thread_state_tell(const json_t *thread, int64_t now_ms, char out[THREAD_STATE_BYTES])
{
	char state[64];

	template_text(thread, "state", state, sizeof(state));
	for (size_t i = 0; i < sizeof(states) / sizeof(states[0]); i++)
		if (strcmp(states[i].state, state) == 0)
			return states[i].words(thread, now_ms, out);
	snprintf(out, THREAD_STATE_BYTES, "%s", state);
	return MARK_NONE;
}
