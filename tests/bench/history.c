#include "history.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "body.h"

enum { PEOPLE = 5, BATCH_MESSAGES = 1024, BODY_BYTES = 300, SAY_EVERY = 500000 };

static int64_t said;

static void must(enum error error, const char *what)
{
	if (error != OK) {
		fprintf(stderr, "bench-seed: %s: error %d\n", what, (int)error);
		exit(1);
	}
}

/* What the sender was answered, as the engine would have kept it. */
static void keep_receipt(struct store *store, const struct event *event)
{
	const struct command_row *row = command_find(text_of("message.send"));
	struct message_send_result result = {.thread = event->thread, .message = {event->pos}, .seq = event->seq};
	struct text parts[] = {text_of(event->txn.text)};
	struct buffer encoded = {0};
	struct stored_receipt receipt = {.found = true, .kind = row->kind, .pos = event->pos};
	must(digest_of(parts, 1, &receipt.body), "digesting");
	must(record_encode(row->result, &result, NULL, &encoded), "encoding");
	receipt.result = buffer_text(&encoded);
	must(store_put_receipt(store, event->device, event->txn, &receipt), "keeping a receipt");
	buffer_deinit(&encoded);
}

/* Says the next thing; thread 0 opens a topic. Returns the thread. */
static struct thread_id say(struct store *store, const struct group *group, struct thread_id thread, int64_t at_ms)
{
	char body[BODY_BYTES + 1];
	int64_t pos = store_last_pos(store) + 1;
	body_of(said, body, BODY_BYTES);
	struct message_sent_data sent = {.message = {pos}, .body = text_of(body)};
	struct topic_opened_data opened = {.message = {pos}, .title = text_of("A topic"), .body = text_of(body)};
	bool is_first = thread.pos == 0;
	struct event event = {.conversation = group->conversation,
		.thread = is_first ? (struct thread_id){pos} : thread,
		.kind = is_first ? EVENT_topic_opened : EVENT_message_sent,
		.at_ms = at_ms,
		.data = is_first ? (const void *)&opened : &sent};
	snprintf(event.by.text, sizeof event.by.text, "g%d-p%d", group->number, (int)(said % PEOPLE));
	snprintf(event.device.text, sizeof event.device.text, "g%d-p%d-1", group->number, (int)(said % PEOPLE));
	snprintf(event.txn.text, sizeof event.txn.text, "h-%016" PRIx64, (uint64_t)said * 0x9E3779B97F4A7C15u);
	must(store_append(store, &event, 1), "appending");
	keep_receipt(store, &event);
	said++;
	return event.thread;
}

static void next_batch(struct store *store)
{
	must(store_commit(store), "committing");
	store_keep_up(store);
	must(store_begin(store), "beginning");
}

void history_fill(struct store *store, const struct group *groups, int count, int64_t messages, int64_t now_ms)
{
	static const int64_t years_ms = 20ll * 365 * 86400 * 1000;
	struct thread_id *threads = calloc((size_t)count, sizeof *threads);
	if (!threads) {
		must(ERROR_BUSY, "memory");
	}
	must(store_begin(store), "beginning");
	for (int64_t i = 0; i < messages; i++) {
		int group = (int)(i % count);
		bool is_new = i / count % HISTORY_THREAD == 0;
		int64_t at_ms = now_ms - years_ms + (int64_t)((double)years_ms * (double)i / (double)messages);
		threads[group] = say(store, &groups[group], is_new ? (struct thread_id){0} : threads[group], at_ms);
		if ((i + 1) % BATCH_MESSAGES == 0) {
			next_batch(store);
		}
		if ((i + 1) % SAY_EVERY == 0) {
			fprintf(stderr, "%" PRId64 " messages\n", i + 1);
		}
	}
	must(store_commit(store), "committing");
	while (store_maintain(store)) {}
	free(threads);
}

void history_add(struct store *store, const struct group *groups, int count, int messages_each, int64_t now_ms)
{
	must(store_begin(store), "beginning");
	for (int i = 0; i < count * messages_each; i++) {
		const struct group *group = &groups[i % count];
		(void)say(store, group, group->thread, now_ms);
		if ((i + 1) % BATCH_MESSAGES == 0) {
			next_batch(store);
		}
	}
	must(store_commit(store), "committing");
	while (store_maintain(store)) {}
}
