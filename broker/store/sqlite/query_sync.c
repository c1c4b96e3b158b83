/* sync: everything I may see that happened after a position, oldest first. */
#include <stdlib.h>

#include "store/sqlite/head.h"
#include "store/sqlite/log_read.h"
#include "store/sqlite/membership.h"
#include "store/sqlite/queries.h"
#include "store/sqlite/rows.h"

/* Reads positions, one per row, into the list. */
static enum error read_positions(struct sql *sql, struct rows *positions)
{
	while (sql_step(sql)) {
		int64_t *pos = rows_add(positions);

		if (!pos) {
			sql->error = ERROR_BUSY;
			break;
		}
		*pos = sql_get_integer(sql);
	}
	return sql_done(sql);
}

/* --- one conversation --------------------------------------------------------------------------------------------- */

static enum error pos_of(struct connection *connection, struct conversation_id conversation, int64_t seq, int64_t *pos)
{
	struct sql sql = sql_use(connection, "SELECT pos FROM events WHERE conversation = ? AND seq = ?");

	sql_put_integer(&sql, conversation.pos);
	sql_put_integer(&sql, seq);
	return sql_number(&sql, pos);
}

/* The newest seq whose position is not after since. seq and pos grow together, so it is found by halving, beginning at
 * the end, where most who ask have left off; an index by position would cost every write. */
static enum error seq_at(
	struct connection *connection, struct conversation_id conversation, int64_t since, int64_t *seq)
{
	int64_t above = 0; /* smallest seq known to lie after since */
	int64_t below = 0; /* greatest seq known not to */
	enum error error = head_seq(connection, conversation, &above);

	above++;
	for (int64_t step = 1; error == OK && below == 0 && above > 1; step *= 2) {
		int64_t at = above - step > 0 ? above - step : 1;
		int64_t pos = 0;

		error = pos_of(connection, conversation, at, &pos);
		if (pos > since)
			above = at;
		else
			below = at;
	}
	while (error == OK && above - below > 1) {
		int64_t at = below + (above - below) / 2;
		int64_t pos = 0;

		error = pos_of(connection, conversation, at, &pos);
		if (pos > since)
			above = at;
		else
			below = at;
	}
	*seq = below;
	return error;
}

static enum error add_conversation(
	struct query *query, struct conversation_id conversation, int64_t since, int64_t most, struct rows *positions)
{
	int64_t seq = 0;
	enum error error = seq_at(query->connection, conversation, since, &seq);

	if (error != OK)
		return error;
	struct sql sql = sql_use(
		query->connection, "SELECT pos FROM events WHERE conversation = ? AND seq > ? ORDER BY seq LIMIT ?");
	sql_put_integer(&sql, conversation.pos);
	sql_put_integer(&sql, seq);
	sql_put_integer(&sql, most);
	return read_positions(&sql, positions);
}

/* What a guest may see: one thread. Its events are few. */
static enum error add_thread(
	struct query *query, struct thread_id thread, int64_t since, int64_t most, struct rows *positions)
{
	struct sql sql =
		sql_use(query->connection, "SELECT pos FROM events WHERE thread = ? AND pos > ? ORDER BY pos LIMIT ?");

	sql_put_integer(&sql, thread.pos);
	sql_put_integer(&sql, since);
	sql_put_integer(&sql, most);
	return read_positions(&sql, positions);
}

static enum error add_administration(struct query *query, int64_t since, int64_t most, struct rows *positions)
{
	struct sql sql =
		sql_use(query->connection, "SELECT pos FROM administration WHERE pos > ? ORDER BY pos LIMIT ?");

	sql_put_integer(&sql, since);
	sql_put_integer(&sql, most);
	return read_positions(&sql, positions);
}

/* What happened to people the actor shares a conversation with, or names the actor. */
static enum error add_notices(struct query *query, int64_t since, int64_t most, struct rows *positions)
{
	struct sql sql = sql_use(query->connection,
		"SELECT n.pos FROM notices AS n WHERE n.pos > ?1 AND (?2 IN (n.person, n.other) OR EXISTS"
		" (SELECT 1 FROM members AS mine JOIN members AS theirs ON theirs.conversation = mine.conversation"
		" WHERE mine.person = ?2 AND theirs.person = n.person)) ORDER BY n.pos LIMIT ?3");

	sql_put_integer(&sql, since);
	sql_put_string(&sql, query->command->person.text);
	sql_put_integer(&sql, most);
	return read_positions(&sql, positions);
}

/* What coordinators are told of their neighbourhood, members or not. */
static enum error add_bulletins(struct query *query, int64_t since, int64_t most, struct rows *positions)
{
	struct sql sql = sql_use(query->connection,
		"SELECT pos FROM bulletins WHERE neighbourhood = ? AND pos > ? ORDER BY pos LIMIT ?");

	sql_put_string(&sql, query->facts->actor.neighbourhood.text);
	sql_put_integer(&sql, since);
	sql_put_integer(&sql, most);
	return read_positions(&sql, positions);
}

/* --- all of them -------------------------------------------------------------------------------------------------- */

static int compare_positions(const void *a, const void *b)
{
	int64_t left = *(const int64_t *)a;
	int64_t right = *(const int64_t *)b;

	return (left > right) - (left < right);
}

/* One event can be told for more than one reason. */
static void drop_repeats(struct rows *positions)
{
	int64_t *at = (int64_t *)(void *)positions->items;
	size_t kept = 1;

	for (size_t i = 1; i < positions->count; i++) {
		if (at[i] != at[kept - 1])
			at[kept++] = at[i];
	}
	positions->count = kept;
}

static enum error collect(struct query *query, int64_t since, int64_t most, struct rows *positions)
{
	struct list memberships = {0};
	enum error error = membership_list(query->connection, &query->command->person, query->arena, &memberships);
	const struct membership *mine = memberships.items;

	for (size_t i = 0; error == OK && i < memberships.count; i++)
		error = mine[i].only.pos ? add_thread(query, mine[i].only, since, most, positions)
					 : add_conversation(query, mine[i].conversation, since, most, positions);
	if (error == OK && (query->facts->actor.roles & SET_OF(ROLE_ADMINISTRATOR)))
		error = add_administration(query, since, most, positions);
	if (error == OK)
		error = add_notices(query, since, most, positions);
	if (error == OK && (query->facts->actor.roles & SET_OF(ROLE_COORDINATOR)))
		error = add_bulletins(query, since, most, positions);
	if (error == OK && positions->count > 0) {
		qsort(positions->items, positions->count, sizeof(int64_t), compare_positions);
		drop_repeats(positions);
	}
	return error;
}

static enum error load(struct query *query, const struct rows *positions, size_t most, struct rows *events)
{
	const int64_t *at = (const int64_t *)(const void *)positions->items;
	size_t used = arena_used(query->arena);
	enum error error = OK;

	for (size_t i = 0; error == OK && i < positions->count && i < most; i++) {
		struct event *event = rows_add(events);
		bool found = false;

		if (!event)
			return ERROR_BUSY;
		error = log_load(query->connection, at[i], query->arena, event, NULL, &found);
		query_hide_txn(query, event);
		if (arena_used(query->arena) - used > QUERY_ANSWER_BYTES)
			break;
	}
	return error;
}

enum error query_sync(struct query *query, const struct sync_args *args, struct sync_result *result)
{
	int64_t limit = query_limit(args->limit, DEFAULT_SYNC_EVENTS, LIMIT_SYNC_EVENTS);
	struct rows positions = rows_of(query->arena, sizeof(int64_t));
	struct rows events = rows_of(query->arena, sizeof(struct event));
	int64_t last_pos = 0;
	bool is_known = true;
	enum error error = head_position(query->connection, &last_pos);

	if (error == OK)
		error = head_knows(query->connection, args->since, &is_known);
	if (error != OK)
		return error;
	result->upto = last_pos;
	result->complete = true;
	result->resync_required = !is_known;
	if (result->resync_required)
		return OK;
	error = collect(query, args->since, limit + 1, &positions);
	if (error == OK)
		error = load(query, &positions, (size_t)limit, &events);
	if (error != OK)
		return error;
	result->events = rows_list(&events);
	result->complete = events.count == positions.count;
	if (!result->complete)
		result->upto = ((const struct event *)result->events.items)[events.count - 1].pos;
	return OK;
}
