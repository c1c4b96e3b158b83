#include "ctl.h"
#include "listing.h"

static const struct listing devices = {
	.rows = "devices",
	.cursor = "after",
	.id = "device",
	.none = "There are none.",
	.columns = {{.title = "DEVICE"}, {.title = "PERSON"}, {.title = "NAME", .is_flexible = true},
		{.title = "REVOKED"}},
	.members = {"device", "person", "display_name", "revoked"},
};

static int list(struct invocation *invocation)
{
	return listing_run(invocation, &devices);
}

const struct command_row devices_list_command = {
	.name = "devices list",
	.wire = "device.list",
	.summary = "my devices; for an administrator, everybody's",
	.options = {{"person", INPUT_TEXT, "person", NULL, false, "only theirs"}},
	.examples = "devices list --as a.khan\ndevices list --person a.khan --as o.frost",
	.run = list,
};

const struct command_row devices_add_command = {
	.name = "devices add",
	.wire = "device.enrol",
	.summary = "bind the name of a device certificate to a person",
	.follow = {{"device", INPUT_TEXT, "device", NULL, true, "common name of its certificate, such as a-khan-2"}},
	.options = {{"person", INPUT_TEXT, "person", NULL, true, "whose it is"}},
	.examples = "devices add a-khan-2 --person a.khan --as o.frost",
	.done = "Enrolled {device}.",
	.run = session_run_send,
};

const struct command_row devices_revoke_command = {
	.name = "devices revoke",
	.wire = "device.revoke",
	.summary = "end a device for good, such as a lost one; one's own, or for an administrator anybody's",
	.follow = {{"device", INPUT_TEXT, "device", NULL, true, "its name"}},
	.options = {{"reason", INPUT_TEXT, "reason", NULL, true, "why; kept in the log, so no patient"}},
	.notes = "Nothing is taken from it any more, and its name is never used again. Revoke its certificate too: "
		 "certs/revoke.",
	.examples = "devices revoke a-khan-2 --reason \"Lost on a train\" --as a.khan",
	.done = "{device} is revoked.",
	.run = session_run_send,
};
