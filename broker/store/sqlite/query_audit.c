/* audit.*: who did and who read what, and whether the log still says what was written. */
#include <string.h>

#include "base/calendar.h"
#include "base/text.h"
#include "store/sqlite/head.h"
#include "store/sqlite/log_read.h"
#include "store/sqlite/person_read.h"
#include "store/sqlite/queries.h"
#include "store/sqlite/rows.h"
#include "store/sqlite/verify.h"

/* What one call looks at, at most: nobody waits for it longer than a moment, and whoever asks goes on where it ended. */
enum { LOOKED_AT_ONCE = 20000, CHECKED_AT_ONCE = 25000 };

/* A stretch of the log, newest position first. */
struct stretch {
	int64_t from;
	int64_t until;
};

/* --- which positions ------------------------------------------------------------------------------------------------- */

static enum error first_of_days(struct query *query, int32_t from, int64_t *pos)
{
	struct sql sql = sql_use(query->connection, "SELECT min(pos) FROM log_days WHERE day >= ?");
	enum error error;

	sql_put_integer(&sql, from);
	error = sql_number(&sql, pos);
	if (error == OK && *pos == 0)
		*pos = INT64_MAX; /* nothing so late */
	return error;
}

/* The position before that at which the last of these days ends for good. */
static enum error last_of_days(struct query *query, int32_t until, int64_t *pos)
{
	struct sql sql = sql_use(query->connection, "SELECT min(pos) FROM log_days WHERE pos > coalesce("
						    "(SELECT max(pos) FROM log_days WHERE day <= ?), 0)");
	int64_t next = 0;
	enum error error;

	sql_put_integer(&sql, until);
	error = sql_number(&sql, &next);
	*pos = next > 0 ? next - 1 : INT64_MAX;
	return error;
}

static enum error find_stretch(struct query *query, const struct audit_list_args *args, struct stretch *stretch)
{
	enum error error = OK;
	int64_t last = INT64_MAX;

	*stretch = (struct stretch){.from = 1, .until = args->before > 0 ? args->before - 1 : INT64_MAX};
	if (args->from != 0)
		error = first_of_days(query, args->from, &stretch->from);
	if (error == OK && args->until != 0)
		error = last_of_days(query, args->until, &last);
	if (last < stretch->until)
		stretch->until = last;
	return error;
}

/* By whichever of the conditions leaves least to look at; the others are looked at row by row. */
static struct sql candidates(struct query *query, const struct audit_list_args *args, const struct stretch *stretch)
{
	struct sql sql;
	bool is_by_kind = args->kind && args->kind != AUDIT_DID;

	if (args->thread.pos) {
		sql = sql_use(query->connection,
			"SELECT pos FROM events WHERE thread = ? AND pos BETWEEN ? AND ? UNION"
			" SELECT pos FROM accesses WHERE thread = ? AND pos BETWEEN ? AND ? ORDER BY pos DESC");
		sql_put_integer(&sql, args->thread.pos);
	} else if (args->person.text[0]) {
		sql = sql_use(query->connection,
			"SELECT pos FROM events WHERE by = ? AND pos BETWEEN ? AND ? UNION"
			" SELECT pos FROM accesses WHERE person = ? AND pos BETWEEN ? AND ? ORDER BY pos DESC");
		sql_put_string(&sql, args->person.text);
	} else if (is_by_kind) {
		sql = sql_use(query->connection,
			"SELECT pos FROM accesses WHERE kind = ? AND pos BETWEEN ? AND ? ORDER BY pos DESC");
		sql_put_integer(&sql, args->kind);
	} else {
		sql = sql_use(query->connection, "SELECT pos FROM events WHERE pos BETWEEN ? AND ? ORDER BY pos DESC");
	}
	sql_put_integer(&sql, stretch->from);
	sql_put_integer(&sql, stretch->until);
	if (args->thread.pos)
		sql_put_integer(&sql, args->thread.pos);
	else if (args->person.text[0])
		sql_put_string(&sql, args->person.text);
	else
		return sql;
	sql_put_integer(&sql, stretch->from);
	sql_put_integer(&sql, stretch->until);
	return sql;
}

/* --- one of them ------------------------------------------------------------------------------------------------------ */

static enum error read_access(struct query *query, int64_t pos, struct audit_row *row)
{
	struct sql sql = sql_use(query->connection, "SELECT kind, person FROM accesses WHERE pos = ?");

	row->kind = AUDIT_DID;
	sql_put_integer(&sql, pos);
	if (sql_step(&sql)) {
		row->kind = (enum audit_kind)sql_get_integer(&sql);
		sql_get_string(&sql, row->person.text, sizeof(row->person.text));
	}
	return sql_done(&sql);
}

/* What an entry of the trail itself says. Of no other event is more than its head looked at: no words are even read. */
static enum error read_data(struct query *query, const struct log_row *log, struct audit_row *row)
{
	struct audit_accessed_data accessed = {0};
	struct session_refused_data refused = {0};
	enum error error = OK;

	if (text_is(log->kind_wire, event_row(EVENT_audit_accessed)->wire)) {
		error = record_decode(&audit_accessed_data_record, log->data, NULL, query->arena, &accessed);
		row->command = accessed.command;
		row->code = accessed.code;
		row->conversation = accessed.conversation;
		row->thread = accessed.thread;
		row->rows = accessed.rows;
	} else if (text_is(log->kind_wire, event_row(EVENT_session_refused)->wire)) {
		error = record_decode(&session_refused_data_record, log->data, NULL, query->arena, &refused);
		row->rows = refused.attempts;
	}
	return error;
}

/* "system" beside a device is a device that belongs to nobody. */
static void put_who(const struct event *event, struct audit_row *row)
{
	row->by = event->by;
	row->device = event->device;
	if (strcmp(event->by.text, "system") == 0 && event->device.text[0])
		row->by = (struct person_id){0};
}

static enum error read_entry(struct query *query, int64_t pos, struct audit_row *row)
{
	struct sql sql = sql_use(query->connection, "SELECT " LOG_COLUMNS " FROM events WHERE pos = ?");
	struct log_row log;
	enum error error = OK;

	sql_put_integer(&sql, pos);
	if (sql_step(&sql)) {
		log_read_row(&sql, &log);
		row->pos = log.event.pos;
		row->at = log.event.at_ms;
		row->event = arena_text(query->arena, log.kind_wire);
		row->conversation = log.event.conversation;
		row->thread = log.event.thread;
		put_who(&log.event, row);
		error = read_data(query, &log, row);
	}
	enum error done = sql_done(&sql);
	if (error == OK)
		error = done;
	return error == OK ? read_access(query, pos, row) : error;
}

static bool is_wanted(const struct audit_list_args *args, const struct audit_row *row)
{
	int32_t day = calendar_london_date(row->at);

	if ((args->kind && row->kind != args->kind) || (args->from && day < args->from) ||
		(args->until && day > args->until))
		return false;
	if (args->thread.pos && row->thread.pos != args->thread.pos)
		return false;
	return !args->person.text[0] || strcmp(args->person.text, row->by.text) == 0 ||
	       strcmp(args->person.text, row->person.text) == 0;
}

static enum error add_name(struct query *query, struct audit_row *row)
{
	struct person_name name = {0};
	enum error error = OK;

	if (row->by.text[0])
		error = person_name(query->connection, &row->by, query->arena, &name);
	row->by_name = name.display_name;
	return error;
}

/* --- the page --------------------------------------------------------------------------------------------------------- */

/* Adds the entry at a position if it is wanted. */
static enum error consider(struct query *query, const struct audit_list_args *args, int64_t pos, struct rows *entries)
{
	struct audit_row *row = rows_add(entries);
	enum error error = row ? read_entry(query, pos, row) : ERROR_BUSY;

	if (error == OK && is_wanted(args, row))
		return add_name(query, row);
	if (row)
		rows_drop(entries);
	return error;
}

enum error query_audit_list(struct query *query, const struct audit_list_args *args, struct audit_list_result *result)
{
	size_t limit = (size_t)query_limit(args->limit, DEFAULT_PAGE_ROWS, LIMIT_PAGE_ROWS);
	struct rows entries = rows_of(query->arena, sizeof(struct audit_row));
	struct stretch stretch;
	enum error error = find_stretch(query, args, &stretch);
	int64_t last = 0;

	if (error != OK)
		return error;
	struct sql sql = candidates(query, args, &stretch);
	result->complete = true;
	for (int looked = 0; error == OK && sql_step(&sql); looked++) {
		if (entries.count == limit || looked == LOOKED_AT_ONCE) {
			result->complete = false;
			result->before = last;
			break;
		}
		last = sql_get_integer(&sql);
		error = consider(query, args, last, &entries);
	}
	enum error done = sql_done(&sql);
	result->entries = rows_list(&entries);
	return error == OK ? done : error;
}

enum error query_audit_verify(
	struct query *query, const struct audit_verify_args *args, struct audit_verify_result *result)
{
	struct log_walk walk = {.from = args->from > 0 ? args->from : 1, .most = CHECKED_AT_ONCE};
	int64_t last_pos = 0;
	enum error error = head_position(query->connection, &last_pos);

	if (error != OK)
		return error;
	result->upto = walk.from - 1;
	result->complete = true;
	if (walk.from > (args->until > 0 && args->until < last_pos ? args->until : last_pos))
		return OK;
	walk.until = args->until < last_pos ? args->until : 0;
	error = verify_log(query->connection, &walk);
	result->checked = walk.checked;
	result->first_bad = walk.first_bad;
	result->upto = walk.upto;
	result->complete = walk.is_complete;
	return error;
}
