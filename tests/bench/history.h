/*
 * Years of conversations, put straight into a store: through the engine and its commits they would take hours.
 *
 * Thread: the store's writer.
 */
#ifndef BENCH_HISTORY_H
#define BENCH_HISTORY_H

#include "store/store.h"

/* A group of the seed: its link's conversation, and people named g<number>-p<0...4>. */
struct group {
	int number;
	struct conversation_id conversation;
	struct thread_id thread; /* where it talks now */
};

/* Spreads so many messages over the groups and the years before now, in topics of HISTORY_THREAD messages, each with the
 * receipt its sender got. Says on standard error how far it is. Ends the program when the store fails. */
enum { HISTORY_THREAD = 50 };
void history_fill(struct store *store, const struct group *groups, int count, int64_t messages, int64_t now_ms);

/* So many more messages in the own thread of each of these groups. */
void history_add(struct store *store, const struct group *groups, int count, int messages_each, int64_t now_ms);

#endif
