/*
 * JSON in and out: commands to send, answers and events received (design.md 4.3).
 *
 * Layer: client; envelope.c and sync.c alone see jansson. Thread: any; each value stays with one thread.
 */
#ifndef CLIENT_ENVELOPE_H
#define CLIENT_ENVELOPE_H

#include <jansson.h>

#include "corridor/client.h"

/* Checks args_json (a JSON object, or NULL for {}) and writes it compactly; *args is heap. ARGUMENT, MEMORY. */
CORRIDOR_MUST_USE enum corridor_error client_envelope_args(const char *args_json, char **args);

/* {"txn","cmd","args"} from args as client_envelope_args wrote them; *json is heap. TOO_LARGE past the broker's frame
 * limit, ARGUMENT for a command that is not one word, MEMORY. */
CORRIDOR_MUST_USE enum corridor_error client_envelope_command(
	const char *txn, const char *command, const char *args, char **json);

enum received_kind { RECEIVED_NOTHING, RECEIVED_ANSWER, RECEIVED_EVENT, RECEIVED_HINT };

/* What came from the broker; texts are borrowed from root. */
struct received {
	json_t *root;
	enum received_kind kind;
	int64_t pos;
	/* an answer */
	const char *txn;
	bool is_ok;
	const char *error_code; /* "" when unknown */
	const char *sentence;   /* "" when unknown */
	int64_t retry_after_ms;
	/* an event or a hint */
	const char *name;
	const char *conversation; /* "" without one */
	int64_t seq;
};

/* Reads what came; RECEIVED_NOTHING for what is no message of the contract. End it with client_received_deinit. */
void client_received_init(struct received *received, const char *bytes, size_t length);
void client_received_deinit(struct received *received);

/* Describes one event object, as in the events of a sync's answer; root stays the caller's. */
void client_received_event(json_t *object, struct received *received);

/* True for a refusal after which the same command is sent again: class LATER of errors.def. */
bool client_received_is_later(const struct received *received);

#endif
