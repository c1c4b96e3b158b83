#include "session.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "arguments.h"
#include "clients/lib/memory.h"
#include "identity.h"
#include "refusal.h"
#include "template.h"

void session_print_json(const json_t *value)
{
	json_dumpf(value, stdout, JSON_COMPACT | JSON_REAL_PRECISION(15) | JSON_ENCODE_ANY);
	putchar('\n');
	fflush(stdout);
}

/* Commands are answered in the order in which they were kept, so the first ones are those of earlier runs. */
static void on_answer(void *context, const char *command, const struct corridor_answer *answer)
{
	struct session *session = context;

	if (session->kept_before == 0)
		return;
	session->kept_before--;
	fprintf(stderr,
		answer->is_ok ? "%s: %s, kept from an earlier run, was sent.\n"
			      : "%s: %s, kept from an earlier run, was refused: ",
		this_program.name, command);
	if (!answer->is_ok)
		refusal_tell_answer(answer->json);
}

/* What the client's callbacks need; the listener's own context is reached through it. */
static struct session_listener current;

static void on_event(void *context, const struct corridor_event *event)
{
	(void)context;
	current.on_event(current.context, event);
}

static void on_state(void *context, enum corridor_state state, const char *sentence)
{
	(void)context;
	if (current.on_state)
		current.on_state(current.context, state, sentence);
}

static void count_kept(void *context, const struct corridor_kept *kept)
{
	struct session *session = context;

	(void)kept;
	session->kept_before++;
}

static int tell_open_error(const struct session *session, enum corridor_error error)
{
	const char *path = error == CORRIDOR_ERROR_CERTIFICATE ? session->certificate : session->outbox;

	fprintf(stderr, "%s: %s (%s)\n", this_program.name, corridor_error_sentence(error), path);
	if (error == CORRIDOR_ERROR_CERTIFICATE)
		fputs("Say who you are with --as <person> or --device <device>, and where the certificates are with "
		      "--dir.\n",
			stderr);
	return error == CORRIDOR_ERROR_IN_USE ? STATUS_UNREACHABLE : STATUS_USAGE;
}

/* A question keeps nothing: where the outbox holds something for another copy of Corridor, it is asked from an empty one
 * beside it. Two connections of one device do not meet, for they go to different servers. */
static enum corridor_error open_to_ask(struct session *session, struct corridor_client_config *config)
{
	char beside[sizeof(session->outbox) + 16];

	snprintf(beside, sizeof(beside), "%s.questions", session->outbox);
	(void)remove(beside);
	config->outbox_path = beside;
	return corridor_client_open(config, &session->client);
}

int session_open(struct session *session, const struct invocation *invocation, const struct session_listener *listener,
	bool is_offline)
{
	struct corridor_client_config config = {0};
	enum corridor_error error;

	*session = (struct session){.invocation = invocation};
	if (!identity_fill(session, &config))
		return STATUS_USAGE;
	snprintf(session->program, sizeof(session->program), "%s " CORRIDOR_VERSION, this_program.name);
	config.program = session->program;
	config.wait_turn_ms = session->timeout_ms;
	config.is_offline = is_offline;
	config.on_answer = on_answer;
	config.context = session;
	if (listener) {
		current = *listener;
		config.on_event = on_event;
		config.on_state = on_state;
		config.is_from_now = listener->is_from_now;
	}
	error = corridor_client_open(&config, &session->client);
	if (error == CORRIDOR_ERROR_OTHER_OUTBOX && invocation->is_question)
		error = open_to_ask(session, &config);
	if (error)
		return tell_open_error(session, error);
	if (is_offline)
		return STATUS_OK;
	error = corridor_client_outbox(session->client, count_kept, session);
	if (error) {
		session_close(session);
		return tell_open_error(session, error);
	}
	return STATUS_OK;
}

void session_close(struct session *session)
{
	corridor_client_close(session->client);
	session->client = NULL;
}

static void tell_problem(struct session *session, enum corridor_error error)
{
	char problem[256];

	corridor_client_problem(session->client, problem, sizeof(problem));
	if (problem[0] == '\0' && error == CORRIDOR_ERROR_TIMEOUT)
		fprintf(stderr, "%s: the MQTT server is there, but Corridor did not answer in %d seconds.\n",
			this_program.name, (int)(session->timeout_ms / 1000));
	else
		fprintf(stderr, "%s: %s\n", this_program.name,
			problem[0] != '\0' ? problem : corridor_error_sentence(error));
}

static char *dump(const json_t *args)
{
	return json_dumps(args, JSON_COMPACT | JSON_REAL_PRECISION(15));
}

/* Takes an answer apart. */
static int take_answer(struct session *session, const json_t *args, struct corridor_answer *answer, json_t **result)
{
	json_t *root = json_loads(answer->json, 0, NULL);
	int status = STATUS_REFUSED;

	if (answer->is_ok) {
		*result = json_incref(json_object_get(root, "result"));
		if (!*result)
			*result = json_object();
		status = STATUS_OK;
	} else {
		if (session->invocation->settings.is_json)
			session_print_json(root);
		fprintf(stderr, "%s: ", this_program.name);
		refusal_tell(session->invocation->row, args, root);
	}
	json_decref(root);
	corridor_answer_deinit(answer);
	return status;
}

int session_ask(struct session *session, const char *command, const json_t *args, json_t **result)
{
	struct corridor_answer answer;
	enum corridor_error error = corridor_client_wait_ready(session->client, session->timeout_ms);
	char *text;

	if (error) {
		tell_problem(session, error);
		return STATUS_UNREACHABLE;
	}
	text = dump(args);
	error = corridor_client_ask(session->client, command, text, session->timeout_ms, &answer);
	free(text);
	if (error == CORRIDOR_ERROR_ARGUMENT || error == CORRIDOR_ERROR_TOO_LARGE) {
		fprintf(stderr, "%s: %s\n", this_program.name, corridor_error_sentence(error));
		return STATUS_USAGE;
	}
	if (error) {
		tell_problem(session, error);
		return STATUS_UNREACHABLE;
	}
	return take_answer(session, args, &answer, result);
}

static int tell_kept(const struct session *session)
{
	fprintf(stderr,
		"It is kept in %s and will be sent next time, once.\n"
		"`corridor outbox` lists what waits, `corridor flush` sends it.\n",
		session->outbox);
	return STATUS_UNREACHABLE;
}

int session_send(struct session *session, const char *command, const json_t *args, json_t **result)
{
	struct corridor_answer answer;
	char *text = dump(args);
	enum corridor_error error = corridor_client_send(session->client, command, text, session->timeout_ms, &answer);

	free(text);
	if (error == CORRIDOR_ERROR_TIMEOUT || error == CORRIDOR_ERROR_UNREACHABLE) {
		tell_problem(session, error);
		return tell_kept(session);
	}
	if (error) {
		fprintf(stderr, "%s: %s It was not sent.\n", this_program.name, corridor_error_sentence(error));
		return STATUS_USAGE;
	}
	return take_answer(session, args, &answer, result);
}

static void tell_done(const struct invocation *invocation, const json_t *result)
{
	if (invocation->settings.is_json) {
		session_print_json(result);
		return;
	}
	template_print(stdout, invocation->row->done, result, invocation->now_ms);
	putchar('\n');
}

int session_run_send(struct invocation *invocation)
{
	json_t *args = json_object();
	json_t *result = NULL;
	struct session session;
	int status = STATUS_USAGE;

	if (arguments_fill(invocation, args))
		status = session_open(&session, invocation, NULL, false);
	if (status == STATUS_OK) {
		status = session_send(&session, invocation->row->wire, args, &result);
		session_close(&session);
	}
	if (status == STATUS_OK)
		tell_done(invocation, result);
	json_decref(result);
	json_decref(args);
	return status;
}

int session_run_ask_with(struct invocation *invocation, bool (*add)(const struct invocation *invocation, json_t *args),
	void (*tell)(const struct invocation *invocation, const json_t *result))
{
	json_t *args = json_object();
	json_t *result = NULL;
	struct session session;
	int status = STATUS_USAGE;

	invocation->is_question = true;
	if ((!add || add(invocation, args)) && arguments_fill(invocation, args))
		status = session_open(&session, invocation, NULL, false);
	if (status == STATUS_OK) {
		status = session_ask(&session, invocation->row->wire, args, &result);
		session_close(&session);
	}
	if (status == STATUS_OK && invocation->settings.is_json)
		session_print_json(result);
	else if (status == STATUS_OK)
		tell(invocation, result);
	json_decref(result);
	json_decref(args);
	return status;
}

int session_run_ask(
	struct invocation *invocation, void (*tell)(const struct invocation *invocation, const json_t *result))
{
	return session_run_ask_with(invocation, NULL, tell);
}
