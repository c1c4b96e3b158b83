#include <inttypes.h>

#include "clients/cli/arguments.h"
#include "clients/cli/session.h"
#include "ctl.h"

/* One command confirms a page; each is a command of its own, so that a crash loses nothing. */
static int review(struct session *session, int64_t *confirmed)
{
	bool is_complete = false;
	int status = STATUS_OK;

	while (status == STATUS_OK && !is_complete) {
		json_t *args = json_object();
		json_t *result = NULL;

		status = session_send(session, "ledger.review", args, &result);
		*confirmed += json_integer_value(json_object_get(result, "confirmed"));
		/* A page that confirms nothing would be followed by the same. */
		is_complete = json_is_true(json_object_get(result, "complete")) ||
			      json_integer_value(json_object_get(result, "confirmed")) == 0;
		json_decref(result);
		json_decref(args);
	}
	return status;
}

static int run(struct invocation *invocation)
{
	struct session session;
	int64_t confirmed = 0;
	int status = session_open(&session, invocation, NULL, false);

	if (status != STATUS_OK)
		return status;
	status = review(&session, &confirmed);
	session_close(&session);
	if (status != STATUS_OK)
		return status;
	if (invocation->settings.is_json)
		printf("{\"confirmed\":%" PRId64 "}\n", confirmed);
	else
		printf("%" PRId64 " avoided referral%s confirmed.\n", confirmed, confirmed == 1 ? " was" : "s were");
	return STATUS_OK;
}

const struct command_row review_command = {
	.name = "review",
	.wire = "ledger.review",
	.summary = "confirm avoided referrals whose 120 days have passed, now",
	.notes = "The broker does this by itself every day. Doing it twice does nothing more.",
	.examples = "review --as o.frost",
	.run = run,
};
