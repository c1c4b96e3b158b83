#include "outbox.h"

#include <sqlite3.h>
#include <string.h>

#include "memory.h"
#include "outbox_file.h"

enum statement_kind {
	ADD,
	NEXT,
	NOTE_ATTEMPT,
	NOTE_PROBLEM,
	REMOVE,
	COUNT,
	POSITION,
	SET_POSITION,
	NOTE_DELIVERED,
	TRIM_DELIVERED,
	DELIVERED,
	STATEMENT_COUNT
};

static const char *const statement_texts[] = {
	[ADD] = "INSERT INTO command(txn, name, args, kept_at_ms) VALUES(?1, ?2, ?3, ?4)",
	[NEXT] = "SELECT id, txn, name, args, kept_at_ms, attempts, problem FROM command WHERE id > ?1 ORDER BY id",
	[NOTE_ATTEMPT] = "UPDATE command SET attempts = attempts + 1 WHERE id = ?1",
	[NOTE_PROBLEM] = "UPDATE command SET problem = ?2 WHERE id = ?1",
	[REMOVE] = "DELETE FROM command WHERE txn = ?1",
	[COUNT] = "SELECT count(*) FROM command",
	[POSITION] = "SELECT value FROM meta WHERE name = 'pos'",
	[SET_POSITION] = "INSERT OR REPLACE INTO meta(name, value) VALUES('pos', ?1)",
	[NOTE_DELIVERED] = "INSERT OR IGNORE INTO delivered(pos) VALUES(?1)",
	[TRIM_DELIVERED] = "DELETE FROM delivered WHERE pos <= ?1",
	[DELIVERED] = "SELECT pos FROM delivered ORDER BY pos",
};

_Static_assert(sizeof(statement_texts) / sizeof(statement_texts[0]) == STATEMENT_COUNT, "a text for every statement");

struct outbox {
	sqlite3 *file;
	sqlite3_stmt *statements[STATEMENT_COUNT];
};

/* A statement ready for its parameters. */
static sqlite3_stmt *prepared(struct outbox *outbox, enum statement_kind kind)
{
	sqlite3_stmt *statement = outbox->statements[kind];

	sqlite3_reset(statement);
	sqlite3_clear_bindings(statement);
	return statement;
}

/* Runs a statement that gives no rows, and lets go of what was bound. */
static enum corridor_error run(sqlite3_stmt *statement)
{
	int code = sqlite3_step(statement);

	sqlite3_reset(statement);
	sqlite3_clear_bindings(statement);
	return code == SQLITE_DONE ? CORRIDOR_OK : CORRIDOR_ERROR_OUTBOX;
}

static enum corridor_error run_with(struct outbox *outbox, enum statement_kind kind, int64_t number)
{
	sqlite3_stmt *statement = prepared(outbox, kind);

	sqlite3_bind_int64(statement, 1, number);
	return run(statement);
}

static bool make_durable(struct outbox *outbox, bool also_against_power_cuts)
{
	return sqlite3_exec(outbox->file,
		       also_against_power_cuts ? "PRAGMA synchronous=FULL" : "PRAGMA synchronous=NORMAL", NULL, NULL,
		       NULL) == SQLITE_OK;
}

enum corridor_error client_outbox_open(const char *path, const char *device, const char *server, struct outbox **out)
{
	struct outbox *outbox = client_memory_new(sizeof(*outbox));
	enum corridor_error error;

	if (!outbox)
		return CORRIDOR_ERROR_MEMORY;
	error = client_outbox_file_open(path, device, server, &outbox->file);
	for (int i = 0; !error && i < STATEMENT_COUNT; i++)
		if (sqlite3_prepare_v3(outbox->file, statement_texts[i], -1, SQLITE_PREPARE_PERSISTENT,
			    &outbox->statements[i], NULL) != SQLITE_OK)
			error = CORRIDOR_ERROR_OUTBOX;
	if (error) {
		client_outbox_close(outbox);
		return error;
	}
	*out = outbox;
	return CORRIDOR_OK;
}

void client_outbox_close(struct outbox *outbox)
{
	if (!outbox)
		return;
	for (int i = 0; i < STATEMENT_COUNT; i++)
		sqlite3_finalize(outbox->statements[i]);
	sqlite3_close(outbox->file);
	client_memory_free(outbox);
}

void client_outbox_row_deinit(struct outbox_row *row)
{
	client_memory_free(row->command);
	if (row->args)
		client_memory_wipe(row->args, strlen(row->args));
	client_memory_free(row->args);
	client_memory_free(row->problem);
	*row = (struct outbox_row){0};
}

enum corridor_error client_outbox_add(
	struct outbox *outbox, const char *txn, const char *command, const char *args, int64_t kept_at_ms)
{
	sqlite3_stmt *statement = prepared(outbox, ADD);

	if (!make_durable(outbox, true))
		return CORRIDOR_ERROR_OUTBOX;
	sqlite3_bind_text(statement, 1, txn, -1, SQLITE_STATIC);
	sqlite3_bind_text(statement, 2, command, -1, SQLITE_STATIC);
	sqlite3_bind_text(statement, 3, args, -1, SQLITE_STATIC);
	sqlite3_bind_int64(statement, 4, kept_at_ms);
	return run(statement);
}

static char *column_dup(sqlite3_stmt *statement, int column)
{
	const unsigned char *text = sqlite3_column_text(statement, column);

	return text ? client_memory_text((const char *)text, (size_t)sqlite3_column_bytes(statement, column)) : NULL;
}

enum corridor_error client_outbox_next(struct outbox *outbox, int64_t after_id, struct outbox_row *row)
{
	sqlite3_stmt *statement = prepared(outbox, NEXT);
	struct outbox_row found = {0};
	int code;

	sqlite3_bind_int64(statement, 1, after_id);
	code = sqlite3_step(statement);
	if (code == SQLITE_ROW) {
		const unsigned char *txn = sqlite3_column_text(statement, 1);

		found.id = sqlite3_column_int64(statement, 0);
		if (txn)
			strncpy(found.txn, (const char *)txn, sizeof(found.txn) - 1);
		found.command = column_dup(statement, 2);
		found.args = column_dup(statement, 3);
		found.kept_at_ms = sqlite3_column_int64(statement, 4);
		found.attempts = sqlite3_column_int64(statement, 5);
		found.problem = column_dup(statement, 6);
	}
	sqlite3_reset(statement);
	if (code != SQLITE_ROW && code != SQLITE_DONE)
		return CORRIDOR_ERROR_OUTBOX;
	if (code == SQLITE_ROW && (!found.command || !found.args)) {
		client_outbox_row_deinit(&found);
		return CORRIDOR_ERROR_MEMORY;
	}
	*row = found;
	return CORRIDOR_OK;
}

enum corridor_error client_outbox_note_attempt(struct outbox *outbox, int64_t id)
{
	if (!make_durable(outbox, false))
		return CORRIDOR_ERROR_OUTBOX;
	return run_with(outbox, NOTE_ATTEMPT, id);
}

enum corridor_error client_outbox_note_problem(struct outbox *outbox, int64_t id, const char *problem)
{
	sqlite3_stmt *statement = prepared(outbox, NOTE_PROBLEM);

	if (!make_durable(outbox, false))
		return CORRIDOR_ERROR_OUTBOX;
	sqlite3_bind_int64(statement, 1, id);
	sqlite3_bind_text(statement, 2, problem, -1, SQLITE_STATIC);
	return run(statement);
}

enum corridor_error client_outbox_remove(struct outbox *outbox, const char *txn)
{
	sqlite3_stmt *statement = prepared(outbox, REMOVE);
	enum corridor_error error;

	if (!make_durable(outbox, true))
		return CORRIDOR_ERROR_OUTBOX;
	sqlite3_bind_text(statement, 1, txn, -1, SQLITE_STATIC);
	error = run(statement);
	if (error)
		return error;
	if (sqlite3_changes(outbox->file) == 0)
		return CORRIDOR_ERROR_ARGUMENT;
	/* The words also stand in the log of SQLite until it is emptied; not being able to is no loss of the command. */
	sqlite3_wal_checkpoint_v2(outbox->file, NULL, SQLITE_CHECKPOINT_TRUNCATE, NULL, NULL);
	return CORRIDOR_OK;
}

static enum corridor_error read_number(struct outbox *outbox, enum statement_kind kind, int64_t absent, int64_t *number)
{
	sqlite3_stmt *statement = prepared(outbox, kind);
	int code = sqlite3_step(statement);
	int64_t found = code == SQLITE_ROW ? sqlite3_column_int64(statement, 0) : absent;

	sqlite3_reset(statement);
	if (code != SQLITE_ROW && code != SQLITE_DONE)
		return CORRIDOR_ERROR_OUTBOX;
	*number = found;
	return CORRIDOR_OK;
}

enum corridor_error client_outbox_count(struct outbox *outbox, int64_t *count)
{
	return read_number(outbox, COUNT, 0, count);
}

enum corridor_error client_outbox_position(struct outbox *outbox, int64_t *pos)
{
	return read_number(outbox, POSITION, -1, pos);
}

enum corridor_error client_outbox_set_position(struct outbox *outbox, int64_t pos)
{
	if (!make_durable(outbox, false))
		return CORRIDOR_ERROR_OUTBOX;
	/* In this order: a crash between the two leaves rows that are trimmed next time, and are below the position. */
	if (run_with(outbox, SET_POSITION, pos))
		return CORRIDOR_ERROR_OUTBOX;
	return run_with(outbox, TRIM_DELIVERED, pos);
}

enum corridor_error client_outbox_note_delivered(struct outbox *outbox, int64_t pos)
{
	if (!make_durable(outbox, false))
		return CORRIDOR_ERROR_OUTBOX;
	return run_with(outbox, NOTE_DELIVERED, pos);
}

enum corridor_error client_outbox_delivered(
	struct outbox *outbox, void (*each)(void *context, int64_t pos), void *context)
{
	sqlite3_stmt *statement = prepared(outbox, DELIVERED);
	int code;

	while ((code = sqlite3_step(statement)) == SQLITE_ROW)
		each(context, sqlite3_column_int64(statement, 0));
	sqlite3_reset(statement);
	return code == SQLITE_DONE ? CORRIDOR_OK : CORRIDOR_ERROR_OUTBOX;
}

enum corridor_error client_outbox_forget_position(struct outbox *outbox)
{
	return sqlite3_exec(outbox->file, "BEGIN; DELETE FROM meta WHERE name = 'pos'; DELETE FROM delivered; COMMIT",
		       NULL, NULL, NULL) == SQLITE_OK
		       ? CORRIDOR_OK
		       : CORRIDOR_ERROR_OUTBOX;
}
