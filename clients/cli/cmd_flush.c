#include <inttypes.h>
#include <stdio.h>

#include "session.h"

static int run(struct invocation *invocation)
{
	char problem[256];
	struct session session;
	int status = session_open(&session, invocation, NULL, false);
	enum corridor_error error;

	if (status != STATUS_OK)
		return status;
	if (session.kept_before == 0)
		puts("Nothing waits to be sent.");
	error = session.kept_before == 0 ? CORRIDOR_OK : corridor_client_wait_ready(session.client, session.timeout_ms);
	if (!error)
		error = corridor_client_flush(session.client, session.timeout_ms);
	if (error) {
		corridor_client_problem(session.client, problem, sizeof(problem));
		fprintf(stderr, "corridor: %s Not all was sent; `corridor outbox` lists what waits.\n",
			problem[0] != '\0' ? problem : corridor_error_sentence(error));
	}
	session_close(&session);
	return error ? STATUS_UNREACHABLE : STATUS_OK;
}

const struct command_row flush_command = {
	.name = "flush",
	.summary = "send what waits in the outbox",
	.notes = "Every command does this first, since commands go in the order in which they were given.",
	.examples = "flush\nflush --timeout 60",
	.run = run,
};
