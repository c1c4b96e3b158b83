#include "store/sqlite/head.h"

#include "store/sqlite/statement.h"

enum error head_read(struct connection *connection, struct log_head *head)
{
	struct sql sql = sql_use(connection, "SELECT pos, hash FROM events ORDER BY pos DESC LIMIT 1");
	struct log_head found = {0};
	enum error error;

	if (sql_step(&sql)) {
		found.pos = sql_get_integer(&sql);
		sql_get_bytes(&sql, found.hash.bytes, DIGEST_BYTES);
	}
	error = sql_done(&sql);
	if (error == OK)
		*head = found;
	return error;
}

enum error head_position(struct connection *connection, int64_t *pos)
{
	struct sql sql = sql_use(connection, "SELECT max(pos) FROM events");

	return sql_number(&sql, pos);
}

enum error head_knows(struct connection *connection, int64_t pos, bool *is_known)
{
	struct sql sql = sql_use(connection, "SELECT count(*) FROM events WHERE pos = ?");
	int64_t count = 0;
	enum error error;

	sql_put_integer(&sql, pos);
	error = sql_number(&sql, &count);
	*is_known = pos == 0 || count > 0;
	return error;
}

enum error head_seq(struct connection *connection, struct conversation_id conversation, int64_t *seq)
{
	struct sql sql = sql_use(connection, "SELECT max(seq) FROM events WHERE conversation = ?");

	sql_put_integer(&sql, conversation.pos);
	return sql_number(&sql, seq);
}
