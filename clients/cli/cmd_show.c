#include <stdio.h>
#include <stdlib.h>

#include "arguments.h"
#include "london.h"
#include "session.h"
#include "table.h"
#include "template.h"
#include "thread_state.h"

static void tell_head(const json_t *thread, int64_t now_ms)
{
	char state[THREAD_STATE_BYTES];
	enum display_mark mark = thread_state_tell(thread, now_ms, state);

	printf("%s", display_begin(MARK_BOLD));
	template_print(stdout, "{thread}[  {title}]\n", thread, now_ms);
	printf("%s", display_end(MARK_BOLD));
	template_print(stdout, "[Patient: {patient.nhs_number:nhs}]", thread, now_ms);
	template_print(stdout, "[, {patient.name}]", thread, now_ms);
	template_print(stdout, "[, born {patient.birth_date:date}]", thread, now_ms);
	if (template_member(thread, "patient"))
		putchar('\n');
	template_print(
		stdout, "[{opened_by_name} asked {asked_name}, ]{opened_at:time}, in {conversation}\n", thread, now_ms);
	printf("State: %s%s%s", display_begin(mark), state, display_end(mark));
	template_print(
		stdout, "[; meant without advice: {intent:plain}][; avoided referral: {avoided}]\n", thread, now_ms);
	if (json_is_true(json_object_get(thread, "referred")))
		puts("A referral was made from this case.");
}

static void tell_part(const json_t *message, const char *member, const char *title)
{
	const char *text = json_string_value(json_object_get(message, member));

	if (!text)
		return;
	printf("    %s%s%s\n", display_begin(MARK_BOLD), title, display_end(MARK_BOLD));
	display_wrapped(stdout, text, 6, display_terminal(NULL));
}

static void tell_recommendation(const json_t *message)
{
	char text[64];

	if (*template_text(message, "recommendation", text, sizeof(text)) != '\0')
		printf("    %sRecommended:%s %s\n", display_begin(MARK_BOLD), display_end(MARK_BOLD),
			words_meaning(recommendation_words, text));
}

static void tell_message(const json_t *message, int64_t now_ms, bool with_original)
{
	const char *body = json_string_value(json_object_get(message, "body"));

	printf("\n%s", display_begin(MARK_BOLD));
	template_print(stdout, "{by_name}[, {by_job_title}]", message, now_ms);
	printf("%s", display_end(MARK_BOLD));
	template_print(stdout, "[ for {on_behalf_of}], {at:time}, {message}[, to {reply_to}]\n", message, now_ms);
	if (body)
		display_wrapped(stdout, body, 4, display_terminal(NULL));
	template_print(
		stdout, "[    (redacted {redacted_at:time} by {redacted_by}: {redaction_reason})\n]", message, now_ms);
	tell_part(message, "in_primary_care", "In primary care:");
	tell_part(message, "would_change_my_mind", "What would change this advice:");
	tell_recommendation(message);
	template_print(stdout, "[    Next: {next_actor}]", message, now_ms);
	template_print(stdout, "[, by {next_by:date}]", message, now_ms);
	if (template_member(message, "next_actor"))
		putchar('\n');
	template_print(stdout, "[    (amended {amended_at:time}: {amendment_reason})\n]", message, now_ms);
	if (with_original)
		tell_part(message, "original_body", "It said first:");
}

static void tell(const struct invocation *invocation, const json_t *result)
{
	const json_t *message;
	size_t i;

	tell_head(json_object_get(result, "thread"), invocation->now_ms);
	if (json_is_false(json_object_get(result, "complete"))) {
		template_print(stdout, "\n(older messages: add --before {seq})\n",
			json_array_get(json_object_get(result, "events"), 0), invocation->now_ms);
	}
	json_array_foreach(json_object_get(result, "messages"), i, message)
		tell_message(message, invocation->now_ms, invocation_option(invocation, "originals") != NULL);
}

/* What was shown was read, for those whose reading counts; a refusal (a manager, a coordinator) is no trouble. */
static void mark_read(struct session *session, const json_t *result)
{
	const json_t *thread = json_object_get(result, "thread");
	json_t *args;
	char *text;
	struct corridor_answer answer;

	if (json_integer_value(json_object_get(thread, "unread")) == 0)
		return;
	args = json_pack(
		"{s:O, s:O}", "thread", json_object_get(thread, "thread"), "seq", json_object_get(thread, "last_seq"));
	text = args ? json_dumps(args, JSON_COMPACT) : NULL;
	if (text &&
		corridor_client_ask(session->client, "read.mark", text, session->timeout_ms, &answer) == CORRIDOR_OK)
		corridor_answer_deinit(&answer);
	free(text);
	json_decref(args);
}

static int run(struct invocation *invocation)
{
	json_t *args = json_object();
	json_t *result = NULL;
	struct session session;
	int status = STATUS_USAGE;

	if (arguments_fill(invocation, args))
		status = session_open(&session, invocation, NULL, false);
	if (status == STATUS_OK) {
		status = session_ask(&session, invocation->row->wire, args, &result);
		if (status == STATUS_OK && !invocation_option(invocation, "unread"))
			mark_read(&session, result);
		session_close(&session);
	}
	if (status == STATUS_OK && invocation->settings.is_json)
		session_print_json(result);
	else if (status == STATUS_OK)
		tell(invocation, result);
	json_decref(result);
	json_decref(args);
	return status;
}

const struct command_row show_command = {
	.name = "show",
	.wire = "thread.history",
	.summary = "a thread with its messages; marks it as read",
	.follow = {{"thread", INPUT_THREAD, "thread", NULL, true, "the thread, such as t88"}},
	.options =
		{
			{"unread", INPUT_FLAG, NULL, NULL, false, "do not mark it as read"},
			{"originals", INPUT_FLAG, NULL, NULL, false, "also what amended messages said first"},
			{"before", INPUT_NUMBER, "before", NULL, false, "only what has a smaller sequence number"},
			{"limit", INPUT_NUMBER, "limit", NULL, false, "most events; 50 unless told"},
		},
	.notes = "The newest messages are shown, oldest first. Others can see how far you have read.",
	.examples = "show t88\nshow 88 --unread\nshow t88 --json",
	.run = run,
};
