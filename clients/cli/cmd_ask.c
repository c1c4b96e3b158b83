/* Asking about a patient: the one command for which the patient has to be named. */
#include <stdio.h>
#include <string.h>

#include "arguments.h"
#include "pick.h"
#include "session.h"
#include "template.h"

/* What comes in files or on standard input comes first, so that options can correct it. False after telling. */
static bool add_files(const struct invocation *invocation, json_t *args)
{
	const char *patient_file = invocation_option(invocation, "patient-file");
	json_t *object;

	if (invocation_option(invocation, "stdin")) {
		object = arguments_read_object("-");
		if (!object)
			return false;
		json_object_update(args, object);
		json_decref(object);
	}
	if (patient_file) {
		object = arguments_read_object(patient_file);
		if (!object)
			return false;
		json_object_set_new(args, "patient", object);
	}
	return true;
}

/* True when everything a case needs is there; tells what is not. */
static bool is_complete(const json_t *args)
{
	static const struct {
		const char *argument, *sentence;
	} needs[] = {
		{"patient.nhs_number", "the patient: --nhs \"999 000 0018\", --patient-file or --stdin"},
		{"title", "the question in a line: --title"},
		{"question", "the question: --question, or --question - to read it from standard input"},
		{"intent", "what you would do without advice: --intent would_refer, unsure or would_not_refer"},
	};

	for (size_t i = 0; i < sizeof(needs) / sizeof(needs[0]); i++) {
		if (template_member(args, needs[i].argument))
			continue;
		fprintf(stderr, "corridor: ask needs %s.\n", needs[i].sentence);
		return false;
	}
	return true;
}

/* Names the conversation, by the specialist unless it was given. */
static int find_conversation(struct session *session, const struct invocation *invocation, json_t *args)
{
	const char *typed = invocation_option(invocation, "to");
	const char *to = typed ? typed : json_string_value(json_object_get(args, "to"));
	const char *specialty = invocation_option(invocation, "specialty");
	const char *code = specialty ? words_specialty(specialty) : NULL;
	struct pick pick;
	int status;

	if (specialty && !code) {
		fprintf(stderr, "corridor: --specialty \"%s\" is no treatment function.\n", specialty);
		return STATUS_USAGE;
	}
	if (json_object_get(args, "conversation")) {
		if (to)
			json_object_set_new(args, "to", json_string(to));
		return STATUS_OK;
	}
	if (!to) {
		fputs("corridor: whom do you ask? Say --to <person>; `corridor people` lists them.\n", stderr);
		return STATUS_USAGE;
	}
	status = pick_ask(session, to, code, &pick);
	if (status != STATUS_OK)
		return status;
	json_object_set_new(args, "conversation", json_string(pick.conversation));
	json_object_set_new(args, "to", json_string(pick.person));
	return STATUS_OK;
}

static void tell(const json_t *result, int64_t now_ms)
{
	template_print(stdout,
		"Asked {asked}, as thread {thread}. The answer is {reply_due:due}."
		"[ {redirected_from} has reached the weekly limit of this link, so the next specialist was asked.]"
		"[ {asked} is away until {away_until:time}; {deputy} answers.]",
		result, now_ms);
	if (json_is_true(json_object_get(result, "over_limit")))
		printf(" The weekly limit of this link is reached, so it may take longer.");
	putchar('\n');
}

static int ask(struct invocation *invocation, const json_t *given, struct session *session)
{
	json_t *args = json_deep_copy(given);
	json_t *result = NULL;
	int status = find_conversation(session, invocation, args);

	if (status == STATUS_OK)
		status = session_send(session, invocation->row->wire, args, &result);
	if (status == STATUS_OK && invocation->settings.is_json) {
		session_print_json(result);
	} else if (status == STATUS_OK) {
		tell(result, invocation->now_ms);
	}
	json_decref(result);
	json_decref(args);
	return status;
}

static int run(struct invocation *invocation)
{
	json_t *args = json_object();
	struct session session;
	int status = STATUS_USAGE;

	if (add_files(invocation, args) && arguments_fill(invocation, args)) {
		if (invocation_option(invocation, "urgent"))
			json_object_set_new(args, "urgency", json_string("urgent"));
		else if (!json_object_get(args, "urgency"))
			json_object_set_new(args, "urgency", json_string("routine"));
		if (is_complete(args))
			status = session_open(&session, invocation, NULL, false);
	}
	if (status == STATUS_OK) {
		status = ask(invocation, args, &session);
		session_close(&session);
	}
	json_decref(args);
	return status;
}

const struct command_row ask_command = {
	.name = "ask",
	.wire = "case.ask",
	.summary = "ask a specialist you are linked with about a patient",
	.options =
		{
			{"to", INPUT_TEXT, NULL, NULL, false, "whom: an id such as e.okafor, or part of a name"},
			{"specialty", INPUT_SPECIALTY, NULL, NULL, false,
				"only among these specialists: 320, or cardiology"},
			{"conversation", INPUT_CONVERSATION, "conversation", NULL, false,
				"ask there, without looking anybody up"},
			{"nhs", INPUT_TEXT, "patient.nhs_number", NULL, false,
				"NHS number; spaces and dashes are fine"},
			{"name", INPUT_TEXT, "patient.name", NULL, false,
				"the patient's name, such as SMITH, Jane (Mrs)"},
			{"born", INPUT_TEXT, "patient.birth_date", NULL, false, "their date of birth, as 1961-03-14"},
			{"patient-file", INPUT_TEXT, NULL, NULL, false,
				"a JSON file with nhs_number, name and birth_date"},
			{"stdin", INPUT_FLAG, NULL, NULL, false,
				"read all of it as JSON from standard input; options correct it"},
			{"title", INPUT_TEXT, "title", NULL, false, "the question in a line; no names here"},
			{"question", INPUT_PROSE, "question", NULL, false, "the question"},
			{"intent", INPUT_WORD, "intent", intent_words, false, "what you would do without advice"},
			{"urgent", INPUT_FLAG, NULL, NULL, false, "you need it the same working day"},
		},
	.notes = "What stands on a command line may be seen by others who use this machine, and stays in the shell's "
		 "history. So keep "
		 "the patient out of it: --stdin reads everything as JSON "
		 "({\"patient\":{\"nhs_number\":...,\"name\":...,"
		 "\"birth_date\":...},\"title\":...,\"question\":...}), --patient-file the patient, --question - the "
		 "question.",
	.examples = "ask --to e.okafor --stdin --intent would_refer < case.json\n"
		    "ask --to okafor --nhs \"999 000 0018\" --title \"Palpitations, normal ECG\" --question - --intent "
		    "unsure\n"
		    "ask --to e.okafor --patient-file patient.json --title \"New murmur\" --question - --intent "
		    "would_refer --urgent",
	.run = run,
};
