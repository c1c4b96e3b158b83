#include "session.h"

const struct command_row enrol_command = {
	.name = "enrol",
	.wire = "device.claim",
	.summary = "make this device yours, with the code of an invitation",
	.follow = {{"code", INPUT_PROSE, "code", NULL, true, "the code, or - to read it from standard input"}},
	.notes = "For a device that has a certificate and belongs to nobody yet. The code comes from \"send "
		 "device.invite\" on a "
		 "device that is yours already, or from an administrator (corridorctl invite PERSON --device-code). It "
		 "is "
		 "good once, "
		 "for three days.",
	.examples = "enrol - --device a-khan-2 < code.txt\nenrol WF-0V3X-QH52-M8ZC-4T9D --device a-khan-2",
	.done = "This device, {device}, now speaks for {display_name} ({person}).",
	.run = session_run_send,
};
