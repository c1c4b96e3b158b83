#include "feed.h"

#include <string.h>

#include "memory.h"

void client_feed_init(struct feed *feed, int64_t synced)
{
	*feed = (struct feed){.synced = synced, .is_behind = true};
}

void client_feed_deinit(struct feed *feed)
{
	client_memory_free(feed->conversations);
	*feed = (struct feed){0};
}

static bool is_taken(const struct feed *feed, int64_t pos)
{
	if (pos <= feed->synced)
		return true;
	for (size_t i = 0; i < feed->taken_count; i++)
		if (feed->taken[i] == pos)
			return true;
	return false;
}

void client_feed_note_taken(struct feed *feed, int64_t pos)
{
	if (!is_taken(feed, pos) && feed->taken_count < FEED_TAKEN_LIMIT)
		feed->taken[feed->taken_count++] = pos;
}

void client_feed_connected(struct feed *feed)
{
	feed->is_behind = true;
}

static struct feed_conversation *conversation_find(struct feed *feed, const char *id)
{
	for (size_t i = 0; i < feed->conversation_count; i++)
		if (strcmp(feed->conversations[i].id, id) == 0)
			return &feed->conversations[i];
	return NULL;
}

/* Remembers the newest seq. One that cannot be remembered only costs a sync later. */
static void note_seq(struct feed *feed, const char *id, int64_t seq)
{
	struct feed_conversation *known = conversation_find(feed, id);

	if (known) {
		if (seq > known->seq)
			known->seq = seq;
		return;
	}
	if (id[0] == '\0' || strlen(id) >= FEED_CONVERSATION_BYTES)
		return;
	if (feed->conversation_count == feed->conversation_capacity) {
		size_t capacity = feed->conversation_capacity ? 2 * feed->conversation_capacity : 16;
		void *grown = client_memory_resize(feed->conversations, capacity * sizeof(*feed->conversations));

		if (!grown)
			return;
		feed->conversations = grown;
		feed->conversation_capacity = capacity;
	}
	known = &feed->conversations[feed->conversation_count++];
	*known = (struct feed_conversation){.seq = seq};
	memcpy(known->id, id, strlen(id) + 1);
}

/* True when no event of the conversation can be missing before this one. */
static bool follows(struct feed *feed, const char *conversation, int64_t seq)
{
	const struct feed_conversation *known;

	if (conversation[0] == '\0')
		return true;
	known = conversation_find(feed, conversation);
	return seq == (known ? known->seq + 1 : 1);
}

enum feed_verdict client_feed_push(struct feed *feed, int64_t pos, const char *conversation, int64_t seq, bool has_room)
{
	if (is_taken(feed, pos))
		return FEED_SKIP;
	if (pos > feed->noticed)
		feed->noticed = pos;
	if (feed->is_behind)
		return FEED_BEHIND;
	if (!has_room || feed->taken_count == FEED_TAKEN_LIMIT || !follows(feed, conversation, seq)) {
		feed->is_behind = true;
		return FEED_BEHIND;
	}
	note_seq(feed, conversation, seq);
	feed->taken[feed->taken_count++] = pos;
	return FEED_DELIVER;
}

enum feed_verdict client_feed_page_event(struct feed *feed, int64_t pos, const char *conversation, int64_t seq)
{
	note_seq(feed, conversation, seq);
	if (is_taken(feed, pos))
		return FEED_SKIP;
	/* Taken at once, so that an answer that breaks off in the middle is not delivered twice. */
	feed->synced = pos;
	return FEED_DELIVER;
}

static void forget_taken(struct feed *feed)
{
	size_t kept = 0;

	for (size_t i = 0; i < feed->taken_count; i++)
		if (feed->taken[i] > feed->synced)
			feed->taken[kept++] = feed->taken[i];
	feed->taken_count = kept;
}

void client_feed_page_end(struct feed *feed, int64_t upto, bool is_complete)
{
	if (upto > feed->synced)
		feed->synced = upto;
	forget_taken(feed);
	if (!is_complete)
		return;
	/* What was pushed meanwhile may be newer than the answer: ask once more. */
	feed->is_behind = feed->noticed > feed->synced;
	feed->noticed = 0;
}

void client_feed_restart(struct feed *feed)
{
	client_memory_free(feed->conversations);
	*feed = (struct feed){.is_behind = true};
}
