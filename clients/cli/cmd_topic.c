#include <stdio.h>

#include "arguments.h"
#include "pick.h"
#include "session.h"
#include "template.h"

static int open_topic(struct invocation *invocation, json_t *args, struct session *session, json_t **result)
{
	const char *with = invocation_option(invocation, "with");
	struct pick pick;
	int status;

	if (!json_object_get(args, "conversation")) {
		status = pick_ask(session, with, NULL, &pick);
		if (status != STATUS_OK)
			return status;
		json_object_set_new(args, "conversation", json_string(pick.conversation));
	}
	return session_send(session, invocation->row->wire, args, result);
}

static int run(struct invocation *invocation)
{
	json_t *args = json_object();
	json_t *result = NULL;
	struct session session;
	int status = STATUS_USAGE;

	if (!invocation_option(invocation, "with") && !invocation_option(invocation, "conversation"))
		fputs("corridor: where? Say --conversation <conversation>, or --with <specialist>.\n", stderr);
	else if (arguments_fill(invocation, args))
		status = session_open(&session, invocation, NULL, false);
	if (status == STATUS_OK) {
		status = open_topic(invocation, args, &session, &result);
		session_close(&session);
	}
	if (status == STATUS_OK && invocation->settings.is_json) {
		session_print_json(result);
	} else if (status == STATUS_OK) {
		template_print(stdout, "Opened topic {thread}.", result, invocation->now_ms);
		putchar('\n');
	}
	json_decref(result);
	json_decref(args);
	return status;
}

const struct command_row topic_command = {
	.name = "topic",
	.wire = "topic.open",
	.summary = "open a topic: teaching, service news; not about one patient",
	.follow = {{"text", INPUT_REST, "body", NULL, true, "what you have to say"}},
	.options =
		{
			{"title", INPUT_TEXT, "title", NULL, true, "what it is about"},
			{"conversation", INPUT_CONVERSATION, "conversation", NULL, false,
				"where; `corridor conversations` lists yours"},
			{"with", INPUT_TEXT, NULL, NULL, false, "or the specialist in whose conversation it belongs"},
		},
	.examples = "topic --with e.okafor --title \"Palpitations in primary care\" Teaching on Thursday, 12:30\n"
		    "topic --conversation c12 --title \"New ECG pathway\" - < pathway.txt",
	.run = run,
};
