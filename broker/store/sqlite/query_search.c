/* search: messages that hold all these words, in what I may see, newest first. */
#include <inttypes.h>
#include <string.h>

#include "base/calendar.h"
#include "base/text.h"
#include "store/sqlite/log_read.h"
#include "store/sqlite/membership.h"
#include "store/sqlite/message_text.h"
#include "store/sqlite/person_read.h"
#include "store/sqlite/queries.h"
#include "store/sqlite/rows.h"
#include "store/sqlite/search_index.h"
#include "store/sqlite/search_tokens.h"

enum { MESSAGE_ARENA_BYTES = 16 * 1024 * 1024 };

struct searching {
	struct query *query;
	struct search_filters filters; /* zeroed without any */
	struct search_words words;
	struct search_tokens tokens; /* of the words, for the tail of the index */
	int64_t indexed_upto;
	struct list memberships;
	int64_t from_ms;  /* written at or after */
	int64_t until_ms; /* and before */
	int64_t end;      /* positions before this one */
	size_t limit;
	size_t arena_used; /* before the first match */
	struct rows matches;
	bool complete;
};

/* --- what to ask the index ---------------------------------------------------------------------------------------- */

/* Which conversations (and thread) the match must stand in: whoever is no member is filtered out inside the index. */
static void put_scope(const struct searching *searching, struct buffer *out)
{
	const struct membership *mine = searching->memberships.items;

	buffer_append_string(out, "scope : (");
	for (size_t i = 0; i < searching->memberships.count; i++)
		buffer_append_format(out, "%s\"c%" PRId64 "\"", i > 0 ? " OR " : "", mine[i].conversation.pos);
	buffer_append_string(out, ")");
	if (searching->filters.thread.pos != 0)
		buffer_append_format(out, " AND scope : \"t%" PRId64 "\"", searching->filters.thread.pos);
	buffer_append_string(out, " AND body : (");
	search_words_match(&searching->words, out);
	buffer_append_string(out, ")");
}

/* --- what was found ----------------------------------------------------------------------------------------------- */

/* The search entry holds nothing but words: by whom and when stands in the log. */
static bool passes(const struct searching *searching, const struct event *event)
{
	const char *by = searching->filters.by.text;

	if (by[0] && strcmp(by, event->by.text) != 0)
		return false;
	return event->at_ms >= searching->from_ms && event->at_ms < searching->until_ms;
}

static enum error find_title(struct searching *searching, const struct event *event, struct search_match *match)
{
	struct query *query = searching->query;
	struct event opening;
	bool found = false;
	enum error error = log_load(query->connection, event->thread.pos, query->arena, &opening, NULL, &found);

	if (error != OK || !found)
		return error;
	match->title = message_text_of(&opening).title;
	match->thread_kind = opening.kind == EVENT_case_asked ? THREAD_CASE : THREAD_TOPIC;
	return OK;
}

/* All that was said, in one text, to find the match in. */
static struct text whole_text(struct arena *arena, const struct message_text *text)
{
	const struct text parts[] = {text->body, text->in_primary_care, text->would_change_my_mind, text->next_actor};
	struct text whole = {"", 0};

	for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++) {
		if (parts[i].length > 0)
			whole = arena_format(arena, "%.*s%s%.*s", TEXT_ARGS(whole), whole.length > 0 ? "\n" : "",
				TEXT_ARGS(parts[i]));
	}
	return whole;
}

static enum error add_match(struct searching *searching, const struct message_now *now)
{
	struct query *query = searching->query;
	const struct event *event = &now->event;
	struct search_match *match = rows_add(&searching->matches);
	struct text whole = whole_text(query->arena, &now->text);
	struct person_name name = {0};
	enum error error = match && whole.data ? OK : ERROR_BUSY;

	if (error == OK)
		error = person_name(query->connection, &event->by, query->arena, &name);
	if (error == OK)
		error = find_title(searching, event, match);
	if (error != OK)
		return error;
	match->message.pos = event->pos;
	match->thread = event->thread;
	match->conversation = event->conversation;
	match->seq = event->seq;
	match->by = event->by;
	match->by_name = name.display_name.data ? name.display_name : arena_text(query->arena, text_of(event->by.text));
	match->at = event->at_ms;
	match->excerpt = search_excerpt(&searching->words, whole);
	return match->by_name.data ? OK : ERROR_BUSY;
}

/* Who wrote it and when, without its words: most of what a filter rejects is never loaded. */
static enum error look_at(struct searching *searching, int64_t pos, bool *is_wanted)
{
	struct sql sql = sql_use(searching->query->connection, "SELECT by, at FROM events WHERE pos = ?");
	struct event event = {.pos = pos};

	sql_put_integer(&sql, pos);
	*is_wanted = sql_step(&sql);
	if (*is_wanted) {
		sql_get_string(&sql, event.by.text, sizeof(event.by.text));
		event.at_ms = sql_get_integer(&sql);
		*is_wanted = passes(searching, &event);
	}
	return sql_done(&sql);
}

static enum error take_match(struct searching *searching, int64_t pos)
{
	struct query *query = searching->query;
	struct message_now now;
	bool is_wanted = false;
	enum error error = look_at(searching, pos, &is_wanted);

	if (error != OK || !is_wanted)
		return error;
	if (searching->matches.count == searching->limit) {
		searching->complete = false;
		return OK;
	}
	error = message_load(query->connection, (struct message_id){pos}, query->arena, &now);
	if (error != OK || !now.found || now.redacted_pos != 0)
		return error;
	return add_match(searching, &now);
}

/* --- the two places to look --------------------------------------------------------------------------------------- */

static bool is_cut(struct searching *searching)
{
	return arena_used(searching->query->arena) - searching->arena_used > QUERY_ANSWER_BYTES;
}

/* Whether a message that the index has not taken in holds the words, as it reads now. */
static enum error look_into(struct searching *searching, int64_t pos, bool *is_match)
{
	struct arena *arena = arena_new(MESSAGE_ARENA_BYTES);
	struct message_now now = {0};
	struct buffer words = {0};
	enum error error =
		arena ? message_load(searching->query->connection, (struct message_id){pos}, arena, &now) : ERROR_BUSY;

	message_text_index(&now.text, &words);
	*is_match = false;
	if (error == OK && words.failed)
		error = ERROR_BUSY;
	if (error == OK && now.found && now.redacted_pos == 0)
		error = search_tokens_match(&searching->tokens, buffer_text(&words), is_match);
	buffer_deinit(&words);
	arena_free(arena);
	return error;
}

static enum error take_from_tail(struct searching *searching, struct sql *sql)
{
	int64_t pos = sql_get_integer(sql);
	struct conversation_id conversation = {sql_get_integer(sql)};
	int64_t thread = sql_get_integer(sql);
	int64_t wanted_thread = searching->filters.thread.pos;
	bool is_match = false;
	enum error error = OK;

	if (!membership_has(&searching->memberships, conversation) || (wanted_thread != 0 && thread != wanted_thread))
		return OK;
	error = look_into(searching, pos, &is_match);
	return error == OK && is_match ? take_match(searching, pos) : error;
}

/* What was committed since the index was written last: few events, and all of them newer than what it holds. */
static enum error run_tail(struct searching *searching)
{
	enum error error = OK;
	struct sql sql = sql_use(searching->query->connection,
		"SELECT pos, conversation, thread FROM events WHERE pos > ? AND pos < ? ORDER BY pos DESC");

	sql_put_integer(&sql, searching->indexed_upto);
	sql_put_integer(&sql, searching->end);
	while (error == OK && searching->complete && sql_step(&sql)) {
		error = take_from_tail(searching, &sql);
		if (is_cut(searching))
			searching->complete = false;
	}
	enum error done = sql_done(&sql);
	return error == OK ? done : error;
}

static enum error run_index(struct searching *searching, struct text match)
{
	enum error error = OK;
	struct sql sql = sql_use(searching->query->connection,
		"SELECT rowid FROM search WHERE search MATCH ? AND rowid < ? ORDER BY rowid DESC");

	sql_put_text(&sql, match);
	sql_put_integer(&sql, searching->end);
	while (error == OK && searching->complete && sql_step(&sql)) {
		error = take_match(searching, sql_get_integer(&sql));
		if (is_cut(searching))
			searching->complete = false;
	}
	enum error done = sql_done(&sql);
	return error == OK ? done : error;
}

static enum error run(struct searching *searching)
{
	struct connection *connection = searching->query->connection;
	struct buffer match = {0};
	enum error error = search_index_mark(connection, &searching->indexed_upto);

	put_scope(searching, &match);
	if (error == OK && match.failed)
		error = ERROR_BUSY;
	searching->arena_used = arena_used(searching->query->arena);
	if (error == OK)
		error = search_tokens_open(&searching->tokens, connection, &searching->words);
	if (error == OK)
		error = run_tail(searching);
	if (error == OK && searching->complete)
		error = run_index(searching, buffer_text(&match));
	search_tokens_close(&searching->tokens);
	buffer_deinit(&match);
	return error;
}

/* --- what was asked ----------------------------------------------------------------------------------------------- */

static void set_days(struct searching *searching)
{
	const struct search_filters *filters = &searching->filters;

	searching->from_ms = INT64_MIN;
	searching->until_ms = INT64_MAX;
	if (filters->from != 0)
		searching->from_ms = calendar_london_time(filters->from, 0);
	if (filters->until != 0)
		searching->until_ms = calendar_london_time(calendar_date_of(calendar_days_of(filters->until) + 1), 0);
}

/* The cursor must be a message that the actor may see. */
static enum error set_end(struct searching *searching, struct message_id before)
{
	struct query *query = searching->query;
	struct message_now now;
	enum error error;

	searching->end = INT64_MAX;
	if (before.pos == 0)
		return OK;
	error = message_load(query->connection, before, query->arena, &now);
	if (error != OK)
		return error;
	if (!now.found || !membership_has(&searching->memberships, now.event.conversation))
		return ERROR_NOT_FOUND;
	searching->end = before.pos;
	return OK;
}

static enum error prepare(struct searching *searching, const struct search_args *args)
{
	struct query *query = searching->query;
	enum error error =
		membership_list(query->connection, &query->command->person, query->arena, &searching->memberships);

	if (args->filters)
		searching->filters = *args->filters;
	if (error == OK)
		error = set_end(searching, args->before);
	if (searching->filters.conversation.pos != 0)
		searching->memberships = membership_only(&searching->memberships, searching->filters.conversation);
	set_days(searching);
	return error;
}

enum error query_search(struct query *query, const struct search_args *args, struct search_result *result)
{
	struct searching searching = {
		.query = query,
		.limit = (size_t)query_limit(args->limit, DEFAULT_PAGE_ROWS, LIMIT_PAGE_ROWS),
		.matches = rows_of(query->arena, sizeof(struct search_match)),
		.complete = true,
	};
	enum error error;

	search_words_of(args->text, &searching.words);
	if (searching.words.count == 0)
		return query_refuse(query, "args.text", "Write at least one word to look for.");
	error = prepare(&searching, args);
	if (error == OK && searching.memberships.count > 0)
		error = run(&searching);
	if (error != OK)
		return error;
	result->matches = rows_list(&searching.matches);
	result->complete = searching.complete;
	return OK;
}
