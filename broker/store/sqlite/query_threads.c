/* thread.list: threads with a promise by that promise, then all others by their newest message. */
#include <stdlib.h>

#include "base/text.h"
#include "store/sqlite/membership.h"
#include "store/sqlite/rows.h"
#include "store/sqlite/statement.h"
#include "store/sqlite/thread_read.h"

/* Where a thread stands in the order. */
struct place {
	bool has_promise; /* these come first */
	int64_t key;      /* when promised, ascending; newest message, descending */
	int64_t id;       /* ascending, among equal promises */
};

struct listing {
	struct query *query;
	const struct thread_list_args *args;
	bool is_after;      /* a page after the first: */
	struct place after; /* behind this place */
	int64_t most;       /* rows wanted of each range */
	struct rows places; /* struct place */
};

static int compare_places(const void *a, const void *b)
{
	const struct place *left = a;
	const struct place *right = b;
	int by_key = (left->key > right->key) - (left->key < right->key);

	if (left->has_promise != right->has_promise)
		return left->has_promise ? -1 : 1;
	if (by_key != 0)
		return left->has_promise ? by_key : -by_key;
	return (left->id > right->id) - (left->id < right->id);
}

static enum error read_places(struct listing *listing, struct sql *sql, bool has_promise)
{
	while (sql_step(sql)) {
		struct place *place = rows_add(&listing->places);

		if (!place) {
			sql->error = ERROR_BUSY;
			break;
		}
		place->has_promise = has_promise;
		place->id = sql_get_integer(sql);
		place->key = sql_get_integer(sql);
	}
	return sql_done(sql);
}

/* --- which ranges ------------------------------------------------------------------------------------------------- */

/* Only what waits on the actor, and whose move it is there. */
struct whose {
	const char *opened_by; /* NULL: anybody */
	const char *asked;     /* or one of those for whom this person stands in */
};

static struct text or_anybody(const char *person)
{
	return text_of(person);
}

static enum error add_promised(struct listing *listing, struct conversation_id conversation, struct whose whose)
{
	struct sql sql = sql_use(listing->query->connection,
		"SELECT id, reply_due FROM threads WHERE conversation = ? AND reply_due IS NOT NULL"
		" AND (reply_due, id) > (?, ?) AND (?4 IS NULL OR asked = ?4 OR asked IN (SELECT person FROM covers"
		" WHERE deputy = ?4 AND state = 2))"
		" ORDER BY reply_due, id LIMIT ?5");

	sql_put_integer(&sql, conversation.pos);
	sql_put_integer(&sql, listing->is_after ? listing->after.key : INT64_MIN);
	sql_put_integer(&sql, listing->is_after ? listing->after.id : INT64_MIN);
	sql_put_text(&sql, or_anybody(whose.asked));
	sql_put_integer(&sql, listing->most);
	return read_places(listing, &sql, true);
}

static enum error add_others(
	struct listing *listing, struct conversation_id conversation, enum thread_state state, struct whose whose)
{
	bool is_behind_promises = listing->is_after && !listing->after.has_promise;
	struct sql sql = sql_use(listing->query->connection,
		"SELECT id, last_message FROM threads WHERE conversation = ? AND state = ?"
		" AND reply_due IS NULL AND last_message < ? AND (?4 IS NULL OR opened_by = ?4)"
		" AND (?5 IS NULL OR asked = ?5 OR asked IN (SELECT person FROM covers WHERE deputy = ?5 AND state = "
		"2))"
		" ORDER BY last_message DESC LIMIT ?6");

	sql_put_integer(&sql, conversation.pos);
	sql_put_integer(&sql, state);
	sql_put_integer(&sql, is_behind_promises ? listing->after.key : INT64_MAX);
	sql_put_text(&sql, or_anybody(whose.opened_by));
	sql_put_text(&sql, or_anybody(whose.asked));
	sql_put_integer(&sql, listing->most);
	return read_places(listing, &sql, false);
}

static bool is_wanted(const struct thread_list_args *args, enum thread_state state)
{
	if (args->state == 0 || args->state == state)
		return true;
	return args->state == STATE_OPEN && state != STATE_CLOSED && state != STATE_DECIDED;
}

/* False when a thread in this state waits on nobody of the actor's side; else whose it must be. */
static bool may_wait_on(
	const struct listing *listing, const struct membership *mine, enum thread_state state, struct whose *whose)
{
	const char *actor = listing->query->command->person.text;
	bool is_askers_move = state == STATE_AWAITING_INFORMATION || state == STATE_ANSWERED;

	*whose = (struct whose){0};
	if (listing->args->waiting_on != WAITING_ON_ME)
		return true;
	if (is_askers_move && mine->side == SIDE_NEIGHBOURHOOD)
		whose->opened_by = actor;
	else if (state == STATE_AWAITING_ANSWER && mine->side == SIDE_SPECIALIST)
		whose->asked = actor;
	return whose->opened_by || whose->asked;
}

static enum error add_conversation(struct listing *listing, const struct membership *mine)
{
	static const enum thread_state states[] = {STATE_AWAITING_ANSWER, STATE_AWAITING_INFORMATION, STATE_ANSWERED,
		STATE_OPEN, STATE_CLOSED, STATE_IN_DISCUSSION, STATE_DECIDED};
	bool is_behind_promises = listing->is_after && !listing->after.has_promise;
	struct whose whose;
	enum error error = OK;

	for (size_t i = 0; error == OK && i < sizeof(states) / sizeof(states[0]); i++) {
		if (!is_wanted(listing->args, states[i]) || !may_wait_on(listing, mine, states[i], &whose))
			continue;
		if (states[i] == STATE_AWAITING_ANSWER && !is_behind_promises)
			error = add_promised(listing, mine->conversation, whose);
		if (error == OK)
			error = add_others(listing, mine->conversation, states[i], whose);
	}
	return error;
}

/* The one thread that a guest may see. */
static enum error add_thread(struct listing *listing, const struct membership *mine)
{
	struct sql sql =
		sql_use(listing->query->connection, "SELECT id, last_message, state FROM threads WHERE id = ?");
	struct place place = {0};
	enum thread_state state = (enum thread_state)0;
	struct whose whose;
	bool found;
	enum error error;

	sql_put_integer(&sql, mine->only.pos);
	found = sql_step(&sql);
	if (found) {
		place.id = sql_get_integer(&sql);
		place.key = sql_get_integer(&sql);
		state = (enum thread_state)sql_get_integer(&sql);
	}
	error = sql_done(&sql);
	bool is_before = listing->is_after && compare_places(&place, &listing->after) <= 0;
	if (error != OK || !found || is_before || !is_wanted(listing->args, state) ||
		!may_wait_on(listing, mine, state, &whose))
		return error;
	struct place *kept = rows_add(&listing->places);
	if (!kept)
		return ERROR_BUSY;
	*kept = place;
	return OK;
}

/* --- the page ----------------------------------------------------------------------------------------------------- */

static enum error find_after(struct listing *listing, const struct list *memberships)
{
	struct conversation_id conversation = {0};
	struct sql sql = sql_use(
		listing->query->connection, "SELECT conversation, reply_due, last_message FROM threads WHERE id = ?");
	enum error error;

	sql_put_integer(&sql, listing->args->before.pos);
	if (sql_step(&sql)) {
		int64_t reply_due;
		int64_t last_message;

		conversation.pos = sql_get_integer(&sql);
		reply_due = sql_get_integer(&sql);
		last_message = sql_get_integer(&sql);
		listing->after = (struct place){.has_promise = reply_due != 0,
			.key = reply_due != 0 ? reply_due : last_message,
			.id = listing->args->before.pos};
	}
	error = sql_done(&sql);
	listing->is_after = true;
	if (error == OK && !membership_has(memberships, conversation, listing->args->before))
		return ERROR_NOT_FOUND;
	return error;
}

static enum error collect(struct listing *listing)
{
	struct query *query = listing->query;
	struct list memberships = {0};
	enum error error = membership_list(query->connection, &query->command->person, query->arena, &memberships);

	if (error == OK && listing->args->before.pos != 0)
		error = find_after(listing, &memberships);
	if (error == OK && listing->args->conversation.pos != 0)
		memberships = membership_only(&memberships, listing->args->conversation);
	for (size_t i = 0; error == OK && i < memberships.count; i++) {
		const struct membership *mine = (const struct membership *)memberships.items + i;

		error = mine->only.pos ? add_thread(listing, mine) : add_conversation(listing, mine);
	}
	if (error == OK && listing->places.count > 0)
		qsort(listing->places.items, listing->places.count, sizeof(struct place), compare_places);
	return error;
}

enum error query_thread_list(
	struct query *query, const struct thread_list_args *args, struct thread_list_result *result)
{
	int64_t limit = query_limit(args->limit, DEFAULT_PAGE_ROWS, LIMIT_PAGE_ROWS);
	struct listing listing = {
		.query = query, .args = args, .most = limit + 1, .places = rows_of(query->arena, sizeof(struct place))};
	struct rows threads = rows_of(query->arena, sizeof(struct thread_row));
	enum error error = collect(&listing);
	const struct place *places = (const struct place *)(const void *)listing.places.items;

	for (size_t i = 0; error == OK && i < listing.places.count && i < (size_t)limit; i++) {
		struct thread_row *row = rows_add(&threads);
		bool found = false;

		if (!row)
			return ERROR_BUSY;
		error = thread_read(query, (struct thread_id){places[i].id}, row, &found);
	}
	if (error != OK)
		return error;
	result->threads = rows_list(&threads);
	result->complete = threads.count == listing.places.count;
	return OK;
}
