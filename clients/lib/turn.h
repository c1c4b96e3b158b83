/*
 * Taking turns between processes that speak for the same device.
 *
 * Layer: client. Thread: any, one at a time. Owns two lock files beside the outbox; the locks end with the process, also
 * after kill -9.
 *
 * Who wants the turn first takes "<outbox>.next" and waits there for "<outbox>.lock", so whoever holds the turn can see
 * that somebody waits, and one who gave way cannot overtake the one it gave way to.
 */
#ifndef CLIENT_TURN_H
#define CLIENT_TURN_H

#include "corridor/client.h"

struct turn {
	int lock; /* file descriptors; -1: none */
	int next;
};

/* Takes the turn, waiting up to wait_ms. CORRIDOR_ERROR_IN_USE: somebody else kept it. CORRIDOR_ERROR_OUTBOX: the lock
 * files cannot be made. MEMORY. */
CORRIDOR_MUST_USE enum corridor_error client_turn_take(const char *outbox_path, int64_t wait_ms, struct turn *turn);

/* True when somebody waits for the turn. */
bool client_turn_is_wanted(const struct turn *turn);

/* Gives the turn up; one that was not taken is fine. */
void client_turn_give_up(struct turn *turn);

#endif
