/*
 * What the files of the client share.
 *
 * Layer: client. Threads: callers, the wire's thread (work.c) and the deliverer's (deliver.c). Everything below the mutex is
 * read and written with it held; changed is signalled after each change that somebody may wait for.
 */
#ifndef CLIENT_INSIDE_H
#define CLIENT_INSIDE_H

#include <pthread.h>

#include "corridor/client.h"
#include "envelope.h"
#include "feed.h"
#include "outbox.h"
#include "turn.h"
#include "wire.h"

/* Something asked that is not kept: by a caller (on its stack), or by the client itself (sync). */
struct request {
	struct request *next;
	char txn[CORRIDOR_TXN_BYTES + 1];
	char *json;         /* heap */
	int64_t send_at_ms; /* when it goes out, or goes out again */
	bool was_sent;
	bool is_done;
	struct corridor_answer answer;
};

/* A caller who waits for the answer to a kept command; on its stack. */
struct waiter {
	struct waiter *next;
	const char *txn;
	bool is_done;
	struct corridor_answer answer;
};

/* The kept command that is on its way: one at a time, so that their order is kept. */
struct head {
	struct outbox_row row; /* id 0: none */
	char *json;            /* heap */
	int64_t send_at_ms;
	bool is_answered; /* being delivered */
};

enum item_kind { ITEM_EVENT, ITEM_MARK, ITEM_ANSWER, ITEM_STATE };

/* Something for the deliverer. */
struct item {
	struct item *next;
	enum item_kind kind;
	bool is_pushed; /* an event taken from a push, not from a sync */
	int64_t pos;    /* an event's; of a mark, the position reached */
	int64_t seq;
	char *conversation; /* heap, as the rest */
	char *name;
	char *json; /* event or answer */
	bool is_ok;
	enum corridor_state state;
	char sentence[256];
};

enum sync_stage { SYNC_IDLE, SYNC_BEGINNING, SYNC_ASKED };

struct corridor_client {
	struct corridor_client_config config; /* its texts are heap copies */
	char device[CORRIDOR_ID_BYTES + 1];
	char server[300];
	struct turn turn;
	struct wire *wire;
	pthread_t deliverer;
	bool has_deliverer;

	pthread_mutex_t mutex;
	pthread_cond_t changed;
	bool is_ready;
	bool was_ready; /* at least once */
	bool is_closing;
	size_t caller_count; /* calls from outside that hold the mutex or wait */
	int64_t failures;    /* of attempts to connect */
	char problem[256];
	struct outbox *outbox;
	struct head head;
	struct request *requests;
	struct waiter *waiters;
	struct feed feed;
	struct request sync;
	enum sync_stage sync_stage;
	int64_t looked_at_ms; /* when events were last asked for without a reason */
	struct item *first_item;
	struct item **last_item; /* where the next one is hung */
	size_t item_count;
};

/* --- client.c ------------------------------------------------------------------------------------------------------ */

/* Hands an answer over; text is copied. MEMORY leaves *answer zeroed. */
CORRIDOR_MUST_USE enum corridor_error client_answer_init(
	struct corridor_answer *answer, const char *txn, bool is_ok, int64_t pos, const char *json, size_t length);

/* --- work.c: the wire's hooks --------------------------------------------------------------------------------------- */

struct wire_hooks client_work_hooks(struct corridor_client *client);
void client_work_drop_head(struct corridor_client *client);

/* --- sync.c: events, by push and by asking; all with the mutex held --------------------------------------------------- */

/* Reads where the last process stopped. OUTBOX. */
CORRIDOR_MUST_USE enum corridor_error client_sync_init(struct corridor_client *client);

/* Begins a sync when one is wanted and the deliverer has room. */
void client_sync_begin(struct corridor_client *client, int64_t now_ms);
void client_sync_take_answer(struct corridor_client *client, const struct received *received, int64_t now_ms);
void client_sync_take_push(
	struct corridor_client *client, const struct received *received, const char *bytes, size_t length);

/* --- deliver.c: the deliverer ----------------------------------------------------------------------------------------- */

CORRIDOR_MUST_USE enum corridor_error client_deliver_start(struct corridor_client *client);
void client_deliver_stop(struct corridor_client *client);
bool client_deliver_is_me(const struct corridor_client *client);

/* Puts something into the deliverer's queue, with the mutex held; a NULL item (no memory) is dropped. */
void client_deliver_put(struct corridor_client *client, struct item *item);
void client_deliver_put_state(struct corridor_client *client, enum corridor_state state, const char *sentence);
bool client_deliver_has_room(const struct corridor_client *client);
struct item *client_item_new(enum item_kind kind);
void client_item_free(struct item *item);

#endif
