/*
 * One run of a command against the broker: who speaks, over what, and how answers and troubles are told.
 *
 * Layer: cli. Owns the client. Functions that return an int give an exit status, and have told what was wrong on standard
 * error when it is not STATUS_OK.
 */
#ifndef CLI_SESSION_H
#define CLI_SESSION_H

#include "command.h"
#include "corridor/client.h"

struct session {
	const struct invocation *invocation;
	struct corridor_client *client;
	int64_t timeout_ms;
	int64_t kept_before; /* commands that waited in the outbox when it was opened */
	char device[CORRIDOR_ID_BYTES + 1];
	char program[64]; /* name and version, told to the broker */
	char ca[1024], certificate[1024], key[1024], outbox[1024];
};

/* What a session that listens wants to hear; NULL members are fine. */
struct session_listener {
	void (*on_event)(void *context, const struct corridor_event *event);
	void (*on_state)(void *context, enum corridor_state state, const char *sentence);
	void *context;
	bool is_from_now;
};

/* Opens the outbox and begins to connect; offline it only opens the outbox. listener may be NULL. The session must stay
 * where it is until it is closed. */
int session_open(struct session *session, const struct invocation *invocation, const struct session_listener *listener,
	bool is_offline);
void session_close(struct session *session);

/* Asks, or keeps and sends; args is borrowed. On STATUS_OK *result is a new reference. */
int session_ask(struct session *session, const char *command, const json_t *args, json_t **result);
int session_send(struct session *session, const char *command, const json_t *args, json_t **result);

/* Prints a JSON value on one line of standard output. */
void session_print_json(const json_t *value);

/* Whole runs of commands that need nothing special: fill the arguments, ask or send, tell the result. */
int session_run_send(struct invocation *invocation);
/* add adds to the arguments first, here and below; it may be NULL. */
int session_run_send_with(
	struct invocation *invocation, bool (*add)(const struct invocation *invocation, json_t *args));
/* Fills, asks, and gives the result to tell, unless --json is given. */
int session_run_ask_with(struct invocation *invocation, bool (*add)(const struct invocation *invocation, json_t *args),
	void (*tell)(const struct invocation *invocation, const json_t *result));
int session_run_ask(
	struct invocation *invocation, void (*tell)(const struct invocation *invocation, const json_t *result));

#endif
