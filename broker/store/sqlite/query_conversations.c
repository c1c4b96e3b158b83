/* conversation.list: my conversations with unread counts and last message. */
#include <string.h>

#include "base/text.h"
#include "store/sqlite/head.h"
#include "store/sqlite/membership.h"
#include "store/sqlite/message_text.h"
#include "store/sqlite/queries.h"
#include "store/sqlite/rows.h"
#include "store/sqlite/statement.h"

enum { LAST_MESSAGE_BODY_BYTES = 200 };

static enum error read_link(struct query *query, struct conversation_row *row, bool *found)
{
	struct sql sql = sql_use(
		query->connection, "SELECT name, neighbourhood, treatment_function FROM links WHERE conversation = ?");

	sql_put_integer(&sql, row->conversation.pos);
	*found = sql_step(&sql);
	if (*found) {
		row->kind = CONVERSATION_LINK;
		row->name = sql_get_text(&sql, query->arena);
		sql_get_string(&sql, row->neighbourhood.text, sizeof(row->neighbourhood.text));
		row->treatment_function = (int32_t)sql_get_integer(&sql);
	}
	return sql_done(&sql);
}

static enum error read_mdt(struct query *query, struct conversation_row *row, bool *found)
{
	struct sql sql = sql_use(query->connection, "SELECT name, neighbourhood FROM mdts WHERE conversation = ?");

	sql_put_integer(&sql, row->conversation.pos);
	*found = sql_step(&sql);
	if (*found) {
		row->kind = CONVERSATION_MDT;
		row->name = sql_get_text(&sql, query->arena);
		sql_get_string(&sql, row->neighbourhood.text, sizeof(row->neighbourhood.text));
	}
	return sql_done(&sql);
}

/* Unread is all messages, without my own and without those of others that I marked read. */
static enum error read_counts(struct query *query, struct conversation_row *row, struct message_id *last)
{
	struct sql sql =
		sql_use(query->connection, "SELECT sum(sent) - sum(CASE WHEN person = ?1 THEN sent + read ELSE 0 END),"
					   " sum(open_cases), max(last_message) FROM talks WHERE conversation = ?2");

	sql_put_string(&sql, query->command->person.text);
	sql_put_integer(&sql, row->conversation.pos);
	if (sql_step(&sql)) {
		row->unread = sql_get_integer(&sql);
		row->open_threads = sql_get_integer(&sql);
		last->pos = sql_get_integer(&sql);
	}
	return sql_done(&sql);
}

static enum error read_last_message(struct query *query, struct message_id message, const struct last_message **last)
{
	struct last_message *made = arena_take(query->arena, sizeof(*made));
	struct message_now now;
	enum error error = made ? message_load(query->connection, message, query->arena, &now) : ERROR_BUSY;

	if (error != OK || !now.found)
		return error;
	*made = (struct last_message){
		.message = message,
		.thread = now.event.thread,
		.by = now.event.by,
		.at = now.event.at_ms,
		.body = text_cut(now.text.body, LAST_MESSAGE_BODY_BYTES),
	};
	*last = made;
	return OK;
}

static enum error read_conversation(struct query *query, struct conversation_row *row, bool *found)
{
	struct message_id last = {0};
	enum error error = read_link(query, row, found);

	if (error == OK && !*found)
		error = read_mdt(query, row, found);
	if (error != OK || !*found)
		return error;
	error = head_seq(query->connection, row->conversation, &row->seq);
	if (error == OK)
		error = read_counts(query, row, &last);
	if (error == OK && last.pos != 0)
		error = read_last_message(query, last, &row->last_message);
	return error;
}

static bool is_wanted(const struct conversation_list_args *args, const struct conversation_row *row)
{
	return !args->neighbourhood.text[0] || strcmp(args->neighbourhood.text, row->neighbourhood.text) == 0;
}

enum error query_conversation_list(
	struct query *query, const struct conversation_list_args *args, struct conversation_list_result *result)
{
	struct rows rows = rows_of(query->arena, sizeof(struct conversation_row));
	struct list memberships = {0};
	enum error error = membership_list(query->connection, &query->command->person, query->arena, &memberships);
	const struct membership *mine = memberships.items;

	for (size_t i = 0; error == OK && i < memberships.count; i++) {
		struct conversation_row row = {.conversation = mine[i].conversation};
		struct conversation_row *kept;
		bool found = false;

		if (mine[i].only.pos) /* a guest of one thread is no member of the conversation */
			continue;
		error = read_conversation(query, &row, &found);
		if (error != OK || !found || !is_wanted(args, &row))
			continue;
		kept = rows_add(&rows);
		if (!kept)
			return ERROR_BUSY;
		*kept = row;
	}
	if (error == OK)
		result->conversations = rows_list(&rows);
	return error;
}
