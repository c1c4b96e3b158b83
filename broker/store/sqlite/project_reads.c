/* How far people have read. */
#include "store/sqlite/log_read.h"
#include "store/sqlite/project.h"

static enum error find_mark(struct sqlite_store *store, const struct event *event, int64_t *seq)
{
	struct sql sql = sql_use(&store->connection, "SELECT seq FROM reads WHERE thread = ? AND person = ?");

	sql_put_integer(&sql, event->thread.pos);
	sql_put_string(&sql, event->by.text);
	return sql_number(&sql, seq);
}

/* Messages by others behind one mark and up to another. The position of the first saves walking a long thread. */
static enum error count_others(
	struct sqlite_store *store, const struct event *event, int64_t after_seq, int64_t until_seq, int64_t *count)
{
	struct sql sql = sql_use(&store->connection,
		"SELECT count(*) FROM events WHERE thread = ?1 AND pos > ifnull((SELECT pos FROM events"
		" WHERE conversation = ?2 AND seq = ?3), 0)"
		" AND seq > ?3 AND seq <= ?4 AND by <> ?5 AND kind IN " MESSAGE_KINDS);

	sql_put_integer(&sql, event->thread.pos);
	sql_put_integer(&sql, event->conversation.pos);
	sql_put_integer(&sql, after_seq);
	sql_put_integer(&sql, until_seq);
	sql_put_string(&sql, event->by.text);
	return sql_number(&sql, count);
}

static enum error set_mark(struct sqlite_store *store, const struct event *event, int64_t seq, int64_t read)
{
	struct sql sql = sql_use(&store->connection, "INSERT INTO reads(thread, person, seq, at, sent, read)"
						     " VALUES(?, ?, ?, ?, 0, ?) ON CONFLICT DO UPDATE SET"
						     " seq = excluded.seq, at = excluded.at,"
						     " read = read + excluded.read");

	sql_put_integer(&sql, event->thread.pos);
	sql_put_string(&sql, event->by.text);
	sql_put_integer(&sql, seq);
	sql_put_integer(&sql, event->at_ms);
	sql_put_integer(&sql, read);
	return sql_run(&sql);
}

enum error project_read_marked(
	struct sqlite_store *store, const struct event *event, const struct read_marked_data *data)
{
	/* Nobody has read what came later than the mark itself. */
	int64_t seq = data->seq < event->seq ? data->seq : event->seq;
	int64_t before = 0;
	int64_t read = 0;
	enum error error = find_mark(store, event, &before);

	if (error != OK || seq <= before)
		return error;
	error = count_others(store, event, before, seq, &read);
	if (error == OK)
		error = set_mark(store, event, seq, read);
	if (error != OK)
		return error;
	struct sql sql = sql_use(&store->connection,
		"INSERT INTO talks(conversation, person, sent, read, last_message, open_cases, owed)"
		" VALUES(?, ?, 0, ?, 0, 0, 0) ON CONFLICT DO UPDATE SET read = read + excluded.read");
	sql_put_integer(&sql, event->conversation.pos);
	sql_put_string(&sql, event->by.text);
	sql_put_integer(&sql, read);
	return sql_run(&sql);
}
