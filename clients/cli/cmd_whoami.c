#include "session.h"
#include "template.h"

static void tell(const struct invocation *invocation, const json_t *result)
{
	const json_t *role;
	size_t i;

	template_print(stdout, "{display_name} ({person})[, {job_title}]\n", result, invocation->now_ms);
	template_print(
		stdout, "[Neighbourhood: {neighbourhood}\n]Device: {device}\nRoles:", result, invocation->now_ms);
	json_array_foreach(json_object_get(result, "roles"), i, role) printf("%s %s", i > 0 ? "," : "",
		words_meaning(role_words, json_string_value(role) ? json_string_value(role) : ""));
	template_print(stdout, "\nServer: {server_version}, log position {pos}\n", result, invocation->now_ms);
}

static int run(struct invocation *invocation)
{
	return session_run_ask(invocation, tell);
}

const struct command_row whoami_command = {
	.name = "whoami",
	.wire = "session.hello",
	.summary = "who this device speaks for, and what they may do",
	.examples = "whoami --as a.khan\nwhoami --device a-khan-1 --json",
	.run = run,
};
