#include "store/sqlite/statement.h"

#include <assert.h>
#include <string.h>

#include "base/text.h"

/* The slot of a literal: its own, or the empty one where it belongs. */
static struct statement_slot *find_slot(struct connection *connection, const char *literal)
{
	size_t at = ((uintptr_t)literal >> 3) % STATEMENT_SLOTS;

	while (connection->slots[at].literal && connection->slots[at].literal != literal)
		at = (at + 1) % STATEMENT_SLOTS;
	return &connection->slots[at];
}

static enum error prepare(struct connection *connection, struct statement_slot *slot, const char *literal)
{
	int code;

	assert(connection->slot_count < STATEMENT_SLOTS / 2 && "more statements than slots: raise STATEMENT_SLOTS");
	code = sqlite3_prepare_v3(connection->db, literal, -1, SQLITE_PREPARE_PERSISTENT, &slot->statement, NULL);
	if (code != SQLITE_OK)
		return connection_error(code);
	slot->literal = literal;
	connection->slot_count++;
	return OK;
}

struct sql sql_use(struct connection *connection, const char *literal)
{
	struct statement_slot *slot = find_slot(connection, literal);
	struct sql sql = {.next = 1};

	if (!slot->statement)
		sql.error = prepare(connection, slot, literal);
	sql.statement = slot->statement;
	assert(!sql.statement || !sqlite3_stmt_busy(sql.statement));
	return sql;
}

/* --- parameters --------------------------------------------------------------------------------------------------- */

static void note(struct sql *sql, int code)
{
	if (sql->error == OK && code != SQLITE_OK)
		sql->error = connection_error(code);
}

void sql_put_integer(struct sql *sql, int64_t value)
{
	if (sql->error == OK)
		note(sql, sqlite3_bind_int64(sql->statement, sql->next++, value));
}

void sql_put_optional(struct sql *sql, int64_t value)
{
	if (value != 0)
		sql_put_integer(sql, value);
	else
		sql->next++; /* what is not bound is NULL */
}

void sql_put_text(struct sql *sql, struct text text)
{
	if (sql->error != OK)
		return;
	if (text.data)
		note(sql, sqlite3_bind_text64(
				  sql->statement, sql->next, text.data, text.length, SQLITE_STATIC, SQLITE_UTF8));
	sql->next++;
}

void sql_put_string(struct sql *sql, const char *string)
{
	sql_put_text(sql, string[0] ? text_of(string) : (struct text){0});
}

void sql_put_bytes(struct sql *sql, const void *bytes, size_t length)
{
	if (sql->error == OK)
		note(sql, sqlite3_bind_blob64(
				  sql->statement, sql->next++, length > 0 ? bytes : "", length, SQLITE_STATIC));
}

/* --- rows --------------------------------------------------------------------------------------------------------- */

bool sql_step(struct sql *sql)
{
	int code;

	if (sql->error != OK)
		return false;
	code = sqlite3_step(sql->statement);
	sql->next = 0;
	if (code == SQLITE_ROW)
		return true;
	if (code != SQLITE_DONE)
		sql->error = connection_error(code);
	return false;
}

int64_t sql_get_integer(struct sql *sql)
{
	return sql->error == OK ? sqlite3_column_int64(sql->statement, sql->next++) : 0;
}

struct text sql_get_borrowed(struct sql *sql)
{
	const char *data;

	if (sql->error != OK || sqlite3_column_type(sql->statement, sql->next) == SQLITE_NULL) {
		sql->next++;
		return (struct text){0};
	}
	/* The values are UTF-8 or blobs: neither is converted, and an empty blob is not absent. */
	data = sqlite3_column_blob(sql->statement, sql->next);
	return (struct text){data ? data : "", (size_t)sqlite3_column_bytes(sql->statement, sql->next++)};
}

struct text sql_get_text(struct sql *sql, struct arena *arena)
{
	struct text borrowed = sql_get_borrowed(sql);
	struct text copy = arena_text(arena, borrowed);

	if (borrowed.data && !copy.data)
		sql->error = ERROR_BUSY;
	return copy;
}

void sql_get_string(struct sql *sql, char *buffer, size_t size)
{
	struct text borrowed = sql_get_borrowed(sql);

	buffer[0] = '\0';
	if (sql->error == OK && text_copy(borrowed, buffer, size) != OK)
		sql->error = ERROR_INTERNAL;
}

void sql_get_bytes(struct sql *sql, void *bytes, size_t length)
{
	struct text borrowed = sql_get_borrowed(sql);

	if (sql->error != OK)
		return;
	if (borrowed.data && borrowed.length == length)
		memcpy(bytes, borrowed.data, length);
	else
		sql->error = ERROR_INTERNAL;
}

void sql_skip(struct sql *sql)
{
	sql->next++;
}

/* --- the end ------------------------------------------------------------------------------------------------------ */

enum error sql_done(struct sql *sql)
{
	if (sql->statement) {
		/* Gives the error of the last step once more, which has been noted. */
		(void)sqlite3_reset(sql->statement);
		(void)sqlite3_clear_bindings(sql->statement);
	}
	sql->statement = NULL;
	return sql->error;
}

enum error sql_run(struct sql *sql)
{
	(void)sql_step(sql);
	return sql_done(sql);
}

enum error sql_number(struct sql *sql, int64_t *number)
{
	int64_t found = sql_step(sql) ? sql_get_integer(sql) : 0;
	enum error error = sql_done(sql);

	if (error == OK)
		*number = found;
	return error;
}
