/*
 * What the engine hands over, from its threads to the loop's: bounded queues and one wake-up call.
 *
 * Layer: gateway. Threads: the sink and the queries' done functions run on the engine's threads and only push.
 * Receipts and answers are never lost: no more are asked for than fit. Events may be, and then every client is told to
 * sync. Hints are dropped freely.
 */
#ifndef GATEWAY_INBOX_H
#define GATEWAY_INBOX_H

#include "gateway/state.h"

/* Makes the queues, the sink and the wake-up handle. ERROR_BUSY with no memory. */
MUST_USE enum error inbox_open(struct gateway *gateway);

/* Frees what is still inside, unanswered. */
void inbox_empty(struct gateway *gateway);

/* Frees the queues. */
void inbox_close(struct gateway *gateway);

#endif
