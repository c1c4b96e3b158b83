#include <stdio.h>
#include <string.h>

#include "arguments.h"
#include "session.h"

static json_t *read_args(const char *typed)
{
	json_error_t problem;
	json_t *args;

	if (!typed)
		return json_object();
	if (strcmp(typed, "-") == 0)
		return arguments_read_object("-");
	args = json_loads(typed, JSON_REJECT_DUPLICATES, &problem);
	if (json_is_object(args))
		return args;
	fprintf(stderr, "corridor: the arguments are no JSON object%s%s\n", args ? "." : ": ",
		args ? "" : problem.text);
	json_decref(args);
	return NULL;
}

/* What changes something is kept until its receipt; what only asks is not. A command this program does not know is taken as
 * one that changes something. */
static int run(struct invocation *invocation)
{
	const char *command = invocation->follow[0];
	const char *kind = words_command_kind(command);
	bool is_kept = !kind || strcmp(kind, "WRITE") == 0;
	json_t *args = read_args(invocation->follow[1]);
	json_t *result = NULL;
	struct session session;
	int status = STATUS_USAGE;

	if (args)
		status = session_open(&session, invocation, NULL, false);
	if (status == STATUS_OK) {
		status = is_kept ? session_send(&session, command, args, &result)
				 : session_ask(&session, command, args, &result);
		session_close(&session);
	}
	if (status == STATUS_OK)
		session_print_json(result);
	json_decref(result);
	json_decref(args);
	return status;
}

const struct command_row send_command = {
	.name = "send",
	.summary = "any command of the contract, as it is",
	.follow =
		{
			{"command", INPUT_TEXT, NULL, NULL, true, "its name, such as thread.list"},
			{"arguments", INPUT_TEXT, NULL, NULL, false, "a JSON object; - reads it from standard input"},
		},
	.notes = "Prints the result as JSON.",
	.examples =
		"send session.hello\nsend thread.list '{\"state\":\"open\",\"limit\":5}'\nsend case.ask - < case.json",
	.run = run,
};
