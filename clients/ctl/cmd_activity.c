#include "clients/cli/session.h"
#include "ctl.h"

static int run(struct invocation *invocation)
{
	return session_run_send(invocation);
}

const struct command_row activity_command = {
	.name = "activity set",
	.wire = "activity.set",
	.summary = "set the outpatient activity expected of a specialty, with its source",
	.options =
		{
			{"specialty", INPUT_SPECIALTY, "treatment_function", NULL, true, "320, or cardiology"},
			{"first", INPUT_NUMBER, "first_per_week", NULL, true,
				"first attendances a week for 50,000 people"},
			{"total", INPUT_NUMBER, "total_per_week", NULL, true,
				"all attendances a week for 50,000 people"},
			{"source", INPUT_TEXT, "source", NULL, true, "where the figures come from"},
			{"year", INPUT_NUMBER, "year", NULL, true, "of the source's data"},
		},
	.examples =
		"activity set --specialty 430 --first 11 --total 27 --source \"ICB outpatient data set\" --year 2025 "
		"--as o.frost",
	.done = "Expected activity of {treatment_function} is set. Reports use it from now on.",
	.run = run,
};
