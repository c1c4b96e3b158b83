/*
 * libcorridor: the C client of Corridor, over MQTT with TLS and a device certificate.
 *
 * Layer: client. It knows the broker only by the public contract; commands and answers are JSON texts as design.md 4
 * describes them.
 *
 * What it promises
 *   A command given to corridor_client_send is on disk before the call returns, and stays there until its receipt, or a
 *   refusal that is final, has come and been handed over. It is sent again with the same txn after a lost connection, a
 *   crash or a power cut, and the broker does it once. Commands go one at a time, in the order in which they were given.
 *   Refusals that say "later" (rate_limited, busy, store_unavailable) are waited out; all others are final.
 *   Events are delivered in the order of the log, each once: what a push missed is fetched with sync from the last
 *   position kept in the same file. An event that comes late, because only a later one showed that it was missing, keeps
 *   its place within its conversation. After a crash between the callback and the note of it, an event or an answer may
 *   be delivered a second time.
 *
 * Threads
 *   All functions may be called from any thread. The library runs two of its own per client: one speaks to the network,
 *   the other runs the callbacks, one at a time. A callback may take its time and may use the client, but must not wait
 *   in corridor_client_send or corridor_client_flush nor call corridor_client_close.
 *
 * One device, one connection: a second process with the same outbox waits for its turn (see wait_turn_ms and
 * corridor_client_is_wanted), because the MQTT server ends the first session of a device when a second one begins.
 *
 * The outbox holds patient data while commands wait: mode 0600, rows destroyed once answered. Keep it on an encrypted disk.
 */
#ifndef CORRIDOR_CLIENT_H
#define CORRIDOR_CLIENT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#define CORRIDOR_API __attribute__((visibility("default")))
#define CORRIDOR_MUST_USE __attribute__((warn_unused_result))

enum { CORRIDOR_TXN_BYTES = 64, CORRIDOR_ID_BYTES = 64 };

enum corridor_error {
	CORRIDOR_OK = 0,
	CORRIDOR_ERROR_ARGUMENT,     /* what was given makes no sense: see each function */
	CORRIDOR_ERROR_CERTIFICATE,  /* a certificate or key cannot be read, or names no device */
	CORRIDOR_ERROR_OUTBOX,       /* the outbox cannot be opened, read or written */
	CORRIDOR_ERROR_OTHER_OUTBOX, /* the outbox belongs to another device, or holds commands for another server */
	CORRIDOR_ERROR_IN_USE,       /* another process is using this device */
	CORRIDOR_ERROR_UNREACHABLE,  /* the broker could not be reached */
	CORRIDOR_ERROR_TIMEOUT,      /* no answer in time */
	CORRIDOR_ERROR_TOO_LARGE,    /* longer than the broker takes in one command */
	CORRIDOR_ERROR_CLOSED,       /* the client is being closed */
	CORRIDOR_ERROR_MEMORY,       /* no memory left */
	CORRIDOR_ERROR_END
};

/* A sentence for a person; never NULL. */
CORRIDOR_API const char *corridor_error_sentence(enum corridor_error error);

/* The receipt or the refusal of a command. */
struct corridor_answer {
	char txn[CORRIDOR_TXN_BYTES + 1];
	bool is_ok;  /* a receipt: committed to disk */
	int64_t pos; /* of a receipt */
	char *json;  /* as received, NUL-terminated; yours, end it with corridor_answer_deinit */
};

/* Frees what an answer holds; a zeroed one is fine. */
CORRIDOR_API void corridor_answer_deinit(struct corridor_answer *answer);

/* An event of the log, or a passing hint (pos 0). Borrowed for the time of the callback. */
struct corridor_event {
	int64_t pos;              /* 0: a hint, not stored */
	int64_t seq;              /* within the conversation; 0: none */
	const char *conversation; /* "" without one */
	const char *name;         /* "case.asked" */
	const char *json;         /* the whole event as received */
};

enum corridor_state {
	CORRIDOR_STATE_CONNECTED, /* subscribed: commands are being sent */
	CORRIDOR_STATE_LOST,      /* not connected; it is tried again by itself */
	CORRIDOR_STATE_CAUGHT_UP, /* all events up to now were delivered */
	CORRIDOR_STATE_RESTARTED  /* the server's log is not the one known: all events come again from the first */
};

struct corridor_client_config {
	const char *host;             /* as named in the server's certificate */
	int port;                     /* 1 to 65535 */
	const char *ca_path;          /* PEM: who may sign the server */
	const char *certificate_path; /* PEM: this device; its common name is the device id */
	const char *key_path;         /* PEM, not encrypted */
	const char *outbox_path;      /* made when missing; its folder must exist */
	const char *program;          /* name and version, told to the broker; NULL: libcorridor's */
	int64_t wait_turn_ms;         /* how long to wait for another process that uses this device */
	bool is_offline;              /* only the outbox: no connection, no threads */
	bool is_from_now;             /* with no position kept yet, begin with what happens from now on */

	/* Each may be NULL; without on_event nothing is synced. */
	void (*on_event)(void *context, const struct corridor_event *event);
	/* A kept command is finished: with its receipt or its final refusal. Forgotten when this returns. */
	void (*on_answer)(void *context, const char *command, const struct corridor_answer *answer);
	void (*on_state)(void *context, enum corridor_state state, const char *sentence);
	void *context;
};

struct corridor_client;

/* Opens the outbox, takes the turn and starts connecting. Close it with corridor_client_close.
 * CORRIDOR_ERROR_ARGUMENT: a required member is missing. CERTIFICATE: not readable or no device id in it. OUTBOX: the file
 * cannot be used. OTHER_OUTBOX: it was made for another device, or holds commands for another host and port. IN_USE: no
 * turn within wait_turn_ms. MEMORY. */
CORRIDOR_MUST_USE CORRIDOR_API enum corridor_error corridor_client_open(
	const struct corridor_client_config *config, struct corridor_client **out);

/* Ends the connection and both threads, and gives up the turn; what was not sent stays in the outbox. NULL is fine. */
CORRIDOR_API void corridor_client_close(struct corridor_client *client);

/* The device id of the certificate; lives as long as the client. */
CORRIDOR_API const char *corridor_client_device(const struct corridor_client *client);

/* Waits until commands can be sent. UNREACHABLE: an attempt to connect has failed (others follow by themselves).
 * TIMEOUT: neither happened within timeout_ms. */
CORRIDOR_MUST_USE CORRIDOR_API enum corridor_error corridor_client_wait_ready(
	struct corridor_client *client, int64_t timeout_ms);

/* Why there is no connection, as a sentence; "" while there is one. Cut to size bytes. */
CORRIDOR_API void corridor_client_problem(struct corridor_client *client, char *sentence, size_t size);

/* Keeps a command and sends it. args_json is a JSON object or NULL. When this returns OK, TIMEOUT or UNREACHABLE, the command
 * is on disk, or was there and is done. With timeout_ms 0 it does not wait and answer may be NULL; else it waits for the
 * answer. answer->txn is set in both cases.
 * TIMEOUT: not answered yet; it stays in the outbox. UNREACHABLE: likewise, and there has been no connection since the
 * client was opened, but a failed attempt, so that it was not worth waiting. ARGUMENT: no command, args that are no JSON object, or waiting in a
 * callback. TOO_LARGE, OUTBOX, MEMORY: it was not kept. CLOSED: closed while waiting; it stays in the outbox. */
CORRIDOR_MUST_USE CORRIDOR_API enum corridor_error corridor_client_send(struct corridor_client *client,
	const char *command, const char *args_json, int64_t timeout_ms, struct corridor_answer *answer);

/* Asks something that changes nothing and waits for the answer; nothing is kept. It is sent again after a lost connection
 * or a "later", until timeout_ms have passed.
 * OK: answer holds the receipt or the refusal. UNREACHABLE: there was no connection in all that time. TIMEOUT, ARGUMENT,
 * TOO_LARGE, CLOSED, MEMORY as above. */
CORRIDOR_MUST_USE CORRIDOR_API enum corridor_error corridor_client_ask(struct corridor_client *client,
	const char *command, const char *args_json, int64_t timeout_ms, struct corridor_answer *answer);

/* The same under a txn of the caller's, of [A-Za-z0-9._-]: for what changes something and can be made again from where it
 * came from, such as a file that is imported. The broker answers the same txn of a device always the same, so it is safe
 * to repeat. Nothing is kept on disk. ARGUMENT also for a txn that is none. */
CORRIDOR_MUST_USE CORRIDOR_API enum corridor_error corridor_client_ask_as(struct corridor_client *client,
	const char *txn, const char *command, const char *args_json, int64_t timeout_ms,
	struct corridor_answer *answer);

/* Waits until the outbox is empty. TIMEOUT: it is not, after timeout_ms. */
CORRIDOR_MUST_USE CORRIDOR_API enum corridor_error corridor_client_flush(
	struct corridor_client *client, int64_t timeout_ms);

/* A command that waits in the outbox. Borrowed for the time of the call. */
struct corridor_kept {
	const char *txn;
	const char *command;
	const char *args_json;
	int64_t kept_at_ms;  /* since 1970 UTC */
	int64_t attempts;    /* how often it was sent */
	const char *problem; /* the last "later" answer, as a sentence, or NULL */
};

/* Calls each for every command that waits, oldest first. each must not use the client. OUTBOX: the file cannot be read. */
CORRIDOR_MUST_USE CORRIDOR_API enum corridor_error corridor_client_outbox(
	struct corridor_client *client, void (*each)(void *context, const struct corridor_kept *kept), void *context);

/* Takes a command out of the outbox without an answer. Once it was sent it may have been done all the same.
 * ARGUMENT: no such txn waits. OUTBOX: the file cannot be written. */
CORRIDOR_MUST_USE CORRIDOR_API enum corridor_error corridor_client_discard(
	struct corridor_client *client, const char *txn);

/* True when another process waits for this device. A program that stays connected closes its client then, and opens it
 * again: it will get its turn after the other. */
CORRIDOR_API bool corridor_client_is_wanted(struct corridor_client *client);

#ifdef __cplusplus
}
#endif

#endif
