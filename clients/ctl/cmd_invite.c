#include "clients/cli/arguments.h"
#include "clients/cli/session.h"
#include "clients/cli/template.h"
#include "ctl.h"

static void tell(const struct invocation *invocation, const json_t *result, bool is_for_device)
{
	if (invocation->settings.is_json) {
		session_print_json(result);
		return;
	}
	template_print(stdout, "{code}\n", result, invocation->now_ms);
	printf("Hand this code to %s, and to nobody else. It is good once, until ", invocation->follow[0]);
	template_print(stdout, "{ends_at:time}", result, invocation->now_ms);
	puts(is_for_device ? ": corridor enrol CODE on the new device."
			   : ": they open the sign-in page and choose to sign in for the first time.");
}

static int run(struct invocation *invocation)
{
	bool is_for_device = invocation_option(invocation, "device-code") != NULL;
	json_t *args = json_object();
	json_t *result = NULL;
	struct session session;
	int status = STATUS_USAGE;

	if (arguments_fill(invocation, args))
		status = session_open(&session, invocation, NULL, false);
	if (status == STATUS_OK) {
		status = session_send(&session, is_for_device ? "device.invite" : "person.invite", args, &result);
		session_close(&session);
	}
	if (status == STATUS_OK)
		tell(invocation, result, is_for_device);
	json_decref(result);
	json_decref(args);
	return status;
}

const struct command_row invite_command = {
	.name = "invite",
	.wire = "person.invite",
	.summary = "a one-time code with which a person sets their password, or a new device becomes theirs",
	.follow = {{"person", INPUT_TEXT, "person", NULL, true, "who, such as a.khan"}},
	.options = {{"device-code", INPUT_FLAG, NULL, NULL, false, "a code for a new device instead"}},
	.notes = "For administrators; coordinators invite the clinicians of their own neighbourhood. A new code voids "
		 "the one "
		 "before. Whoever lost their phone or password is simply invited again.",
	.examples = "invite a.khan --as o.frost\ninvite a.khan --device-code --as o.frost",
	.run = run,
};
