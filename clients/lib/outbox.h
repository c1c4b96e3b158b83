/*
 * The outbox: commands that wait for their receipt, and how far events were delivered; one SQLite file.
 *
 * Layer: client; outbox.c alone sees SQLite. Thread: one at a time (the client's mutex). One process at a time (turn.h):
 * SQLite before 3.51.3 can lose commits when several connections write and checkpoint the same file.
 * Commands are on disk when client_outbox_add returns (WAL, synchronous=FULL). Positions survive the end of the process,
 * but the newest may be undone by a power cut: then events are delivered again.
 */
#ifndef CLIENT_OUTBOX_H
#define CLIENT_OUTBOX_H

#include "corridor/client.h"

struct outbox;

/* Opens or makes the file, 0600, for a device and a server ("host:port"). CORRIDOR_ERROR_OUTBOX: not usable.
 * CORRIDOR_ERROR_OTHER_OUTBOX: of another device, or with commands waiting for another server. MEMORY. */
CORRIDOR_MUST_USE enum corridor_error client_outbox_open(
	const char *path, const char *device, const char *server, struct outbox **out);
void client_outbox_close(struct outbox *outbox);

/* --- commands ---------------------------------------------------------------------------------------------------- */

struct outbox_row {
	int64_t id; /* 0: nothing waits */
	char txn[CORRIDOR_TXN_BYTES + 1];
	char *command; /* heap */
	char *args;    /* heap; a JSON object */
	int64_t kept_at_ms;
	int64_t attempts;
	char *problem; /* heap, or NULL */
};
void client_outbox_row_deinit(struct outbox_row *row);

/* Keeps a command; durable when it returns CORRIDOR_OK. */
CORRIDOR_MUST_USE enum corridor_error client_outbox_add(
	struct outbox *outbox, const char *txn, const char *command, const char *args, int64_t kept_at_ms);

/* The oldest command with an id above after_id; row->id is 0 when there is none. OUTBOX, MEMORY. */
CORRIDOR_MUST_USE enum corridor_error client_outbox_next(
	struct outbox *outbox, int64_t after_id, struct outbox_row *row);

/* Notes one more attempt, or why it has to wait. */
CORRIDOR_MUST_USE enum corridor_error client_outbox_note_attempt(struct outbox *outbox, int64_t id);
CORRIDOR_MUST_USE enum corridor_error client_outbox_note_problem(
	struct outbox *outbox, int64_t id, const char *problem);

/* Destroys a command and its words. ARGUMENT: no such txn. */
CORRIDOR_MUST_USE enum corridor_error client_outbox_remove(struct outbox *outbox, const char *txn);

CORRIDOR_MUST_USE enum corridor_error client_outbox_count(struct outbox *outbox, int64_t *count);

/* --- events ------------------------------------------------------------------------------------------------------ */

/* Everything visible up to this position was delivered; -1 when nothing is known yet. */
CORRIDOR_MUST_USE enum corridor_error client_outbox_position(struct outbox *outbox, int64_t *pos);

/* All up to pos was delivered. Lower than before only after the server's log started anew. */
CORRIDOR_MUST_USE enum corridor_error client_outbox_set_position(struct outbox *outbox, int64_t pos);

/* An event after the position was delivered out of turn. */
CORRIDOR_MUST_USE enum corridor_error client_outbox_note_delivered(struct outbox *outbox, int64_t pos);

/* Calls each for all such events, lowest first. */
CORRIDOR_MUST_USE enum corridor_error client_outbox_delivered(
	struct outbox *outbox, void (*each)(void *context, int64_t pos), void *context);

/* Forgets position and deliveries. */
CORRIDOR_MUST_USE enum corridor_error client_outbox_forget_position(struct outbox *outbox);

#endif
