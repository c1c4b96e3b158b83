/* What is said in threads, corrected and taken back. */
#include "base/text.h"
#include "store/sqlite/log_read.h"
#include "store/sqlite/message_text.h"
#include "store/sqlite/project.h"
#include "store/sqlite/words.h"

/* One message with all its amendments: a title, bodies and reasons of each. */
enum { MESSAGE_ARENA_BYTES = 16 * 1024 * 1024 };

/* A message that the index has not taken in yet is taken in as it reads then. */
static enum error queue_text(struct sqlite_store *store, enum search_change change, const struct event *message,
	const struct message_text *text)
{
	struct buffer words = {0};
	enum error error = OK;

	if (message->pos > store->indexed_upto)
		return OK;
	message_text_index(text, &words);
	if (words.failed)
		error = ERROR_BUSY;
	if (error == OK)
		error = search_queue_add(&store->search, change, (struct message_id){message->pos},
			message->conversation, message->thread, buffer_text(&words));
	buffer_deinit(&words);
	return error;
}

static enum error count_in_thread(struct sqlite_store *store, const struct event *event)
{
	struct sql thread =
		sql_use(&store->connection, "UPDATE threads SET message_count = message_count + 1, last_message = ?,"
					    " last_seq = ?, last_at = ? WHERE id = ?");
	enum error error;

	sql_put_integer(&thread, event->pos);
	sql_put_integer(&thread, event->seq);
	sql_put_integer(&thread, event->at_ms);
	sql_put_integer(&thread, event->thread.pos);
	error = sql_run(&thread);
	if (error != OK)
		return error;
	struct sql reads = sql_use(&store->connection, "INSERT INTO reads(thread, person, seq, sent, read)"
						       " VALUES(?, ?, 0, 1, 0)"
						       " ON CONFLICT DO UPDATE SET sent = sent + 1");
	sql_put_integer(&reads, event->thread.pos);
	sql_put_string(&reads, event->by.text);
	return sql_run(&reads);
}

enum error project_message(struct sqlite_store *store, const struct event *event)
{
	enum error error = count_in_thread(store, event);

	if (error != OK)
		return error;
	struct sql talks = sql_use(&store->connection,
		"INSERT INTO talks(conversation, person, sent, read, last_message, open_cases, owed)"
		" VALUES(?, ?, 1, 0, ?, 0, 0) ON CONFLICT DO UPDATE SET"
		" sent = sent + 1, last_message = excluded.last_message");
	sql_put_integer(&talks, event->conversation.pos);
	sql_put_string(&talks, event->by.text);
	sql_put_integer(&talks, event->pos);
	return sql_run(&talks);
}

enum error project_message_sent(
	struct sqlite_store *store, const struct event *event, const struct message_sent_data *data)
{
	enum error error = OK;

	if (data->reply_due != 0)
		error = project_resumed(store, event, data->reply_due);
	return error == OK ? project_message(store, event) : error;
}

/* --- amending ----------------------------------------------------------------------------------------------------- */

static enum error note_amendment(struct sqlite_store *store, const struct event *event, struct message_id message)
{
	struct sql sql = sql_use(&store->connection, "INSERT INTO amendments(message, pos) VALUES(?, ?)");

	sql_put_integer(&sql, message.pos);
	sql_put_integer(&sql, event->pos);
	return sql_run(&sql);
}

/* The search entry follows what the message reads now. */
static enum error amend(struct sqlite_store *store, const struct event *event, const struct message_amended_data *data,
	struct arena *arena)
{
	struct message_now now;
	enum error error = message_load(&store->connection, data->message, arena, &now);

	if (error == OK && !now.found)
		error = ERROR_INTERNAL;
	if (error == OK)
		error = note_amendment(store, event, data->message);
	if (error != OK || now.redacted_pos != 0)
		return error;
	error = queue_text(store, SEARCH_REMOVE, &now.event, &now.text);
	now.text.body = data->body;
	return error == OK ? queue_text(store, SEARCH_ADD, &now.event, &now.text) : error;
}

enum error project_message_amended(
	struct sqlite_store *store, const struct event *event, const struct message_amended_data *data)
{
	struct arena *arena = arena_new(MESSAGE_ARENA_BYTES);
	enum error error = arena ? amend(store, event, data, arena) : ERROR_BUSY;

	arena_free(arena);
	return error;
}

/* --- redacting ---------------------------------------------------------------------------------------------------- */

static enum error destroy_at(struct sqlite_store *store, int64_t pos, int64_t *destroyed)
{
	int64_t count = 0;
	enum error error = words_destroy(&store->connection, pos, CLASS_WORDS, &count);

	*destroyed += count;
	return error;
}

static enum error destroy_amendments(struct sqlite_store *store, struct message_id message, int64_t *destroyed)
{
	struct sql sql = sql_use(&store->connection, "SELECT pos FROM amendments WHERE message = ?");
	enum error error = OK;

	sql_put_integer(&sql, message.pos);
	while (error == OK && sql_step(&sql))
		error = destroy_at(store, sql_get_integer(&sql), destroyed);
	enum error done = sql_done(&sql);
	return error == OK ? done : error;
}

static enum error owe_scrub(struct sqlite_store *store)
{
	struct sql sql = sql_use(&store->connection, "INSERT OR IGNORE INTO chores(name) VALUES('scrub')");

	store->may_owe_scrub = true;
	return sql_run(&sql);
}

static enum error redact(struct sqlite_store *store, const struct event *event,
	const struct message_redacted_data *data, struct arena *arena)
{
	struct message_now now;
	int64_t destroyed = 0;
	enum error error = message_load(&store->connection, data->message, arena, &now);

	if (error == OK && !now.found)
		error = ERROR_INTERNAL;
	if (error == OK && now.redacted_pos == 0)
		error = queue_text(store, SEARCH_REMOVE, &now.event, &now.text);
	if (error != OK)
		return error;
	struct sql sql = sql_use(&store->connection, "INSERT OR REPLACE INTO redactions(message, pos) VALUES(?, ?)");
	sql_put_integer(&sql, data->message.pos);
	sql_put_integer(&sql, event->pos);
	error = sql_run(&sql);
	if (error == OK)
		error = destroy_at(store, data->message.pos, &destroyed);
	if (error == OK)
		error = destroy_amendments(store, data->message, &destroyed);
	if (error == OK && destroyed > 0)
		error = owe_scrub(store);
	return error;
}

/* Destroys the message's words and those of its amendments, but not who the patient is, nor the redaction's reason. */
enum error project_message_redacted(
	struct sqlite_store *store, const struct event *event, const struct message_redacted_data *data)
{
	struct arena *arena = arena_new(MESSAGE_ARENA_BYTES);
	enum error error = arena ? redact(store, event, data, arena) : ERROR_BUSY;

	arena_free(arena);
	return error;
}

/* --- thanking -------------------------------------------------------------------------------------------------------- */

enum error project_message_thanked(
	struct sqlite_store *store, const struct event *event, const struct message_thanked_data *data)
{
	struct sql sql =
		sql_use(&store->connection, "INSERT OR IGNORE INTO thanks(message, person, author, conversation,"
					    " thread, at) VALUES(?, ?, ?, ?, ?, ?)");

	sql_put_integer(&sql, data->message.pos);
	sql_put_string(&sql, event->by.text);
	sql_put_string(&sql, data->author.text);
	sql_put_integer(&sql, event->conversation.pos);
	sql_put_integer(&sql, event->thread.pos);
	sql_put_integer(&sql, event->at_ms);
	return sql_run(&sql);
}
