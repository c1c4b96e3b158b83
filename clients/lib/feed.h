/*
 * Which events to deliver, which to skip, and when to ask for what was missed. Pure.
 *
 * Layer: client. Thread: one at a time (the client's mutex). Owns its lists.
 *
 * Pushed events are hints that may be lost. An event is taken from a push only when it is known that nothing before it in
 * its conversation is missing: its seq follows the one seen before, or is the first. Otherwise everything after synced is
 * asked for, and what was already taken is skipped there.
 */
#ifndef CLIENT_FEED_H
#define CLIENT_FEED_H

#include "corridor/client.h"

enum { FEED_CONVERSATION_BYTES = 24, FEED_TAKEN_LIMIT = 512 };

struct feed_conversation {
	char id[FEED_CONVERSATION_BYTES];
	int64_t seq; /* newest one taken */
};

struct feed {
	int64_t synced;                  /* all visible up to here was taken; -1: not known where to begin */
	int64_t noticed;                 /* highest position pushed while a sync was wanted */
	bool is_behind;                  /* a sync is wanted */
	int64_t taken[FEED_TAKEN_LIMIT]; /* positions after synced that were taken from pushes */
	size_t taken_count;
	struct feed_conversation *conversations;
	size_t conversation_count;
	size_t conversation_capacity;
};

enum feed_verdict {
	FEED_DELIVER,
	FEED_SKIP,  /* it was taken before */
	FEED_BEHIND /* not now: it will come with the sync that is wanted */
};

void client_feed_init(struct feed *feed, int64_t synced);
void client_feed_deinit(struct feed *feed);

/* Notes what was delivered out of turn before this process began. */
void client_feed_note_taken(struct feed *feed, int64_t pos);

/* A connection begins: pushes may have been missed. */
void client_feed_connected(struct feed *feed);

/* Judges a pushed event. has_room: there is room to take it now. */
enum feed_verdict client_feed_push(
	struct feed *feed, int64_t pos, const char *conversation, int64_t seq, bool has_room);

/* Judges an event of a sync's answer; to be called in their order. */
enum feed_verdict client_feed_page_event(struct feed *feed, int64_t pos, const char *conversation, int64_t seq);

/* All events of an answer were judged. */
void client_feed_page_end(struct feed *feed, int64_t upto, bool is_complete);

/* The server's log is another one: begin at its start. */
void client_feed_restart(struct feed *feed);

#endif
