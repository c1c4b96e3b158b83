/* What commands were answered with, kept as long as the log. */
#include "base/text.h"
#include "store/sqlite/hooks.h"
#include "store/sqlite/sqlite_store.h"
#include "store/sqlite/statement.h"

static enum error read_receipt(struct sql *sql, struct arena *arena, struct stored_receipt *receipt)
{
	const struct command_row *row = command_find(sql_get_borrowed(sql));

	if (!row)
		return ERROR_INTERNAL;
	receipt->found = true;
	receipt->kind = row->kind;
	sql_get_bytes(sql, receipt->body.bytes, DIGEST_BYTES);
	receipt->pos = sql_get_integer(sql);
	receipt->result = sql_get_text(sql, arena);
	return OK;
}

static enum error find(struct sqlite_store *store, const struct device_id *device, const struct transaction_id *txn,
	struct arena *arena, struct stored_receipt *receipt)
{
	struct sql sql = sql_use(
		&store->connection, "SELECT command, body, pos, result FROM receipts WHERE device = ? AND txn = ?");
	struct stored_receipt found = {0};
	enum error error = OK;

	sql_put_text(&sql, text_of(device->text));
	sql_put_text(&sql, text_of(txn->text));
	if (sql_step(&sql))
		error = read_receipt(&sql, arena, &found);
	enum error done = sql_done(&sql);
	if (error == OK)
		error = done;
	if (error == OK)
		*receipt = found;
	return error;
}

enum error sqlite_find_receipt(struct store *base, struct device_id device, struct transaction_id txn,
	struct arena *arena, struct stored_receipt *receipt)
{
	struct sqlite_store *store = (struct sqlite_store *)base;
	enum error error = writer_enter(store);

	if (error != OK)
		return error;
	error = find(store, &device, &txn, arena, receipt);
	writer_leave(store);
	return error;
}

enum error sqlite_put_receipt(
	struct store *base, struct device_id device, struct transaction_id txn, const struct stored_receipt *receipt)
{
	struct sqlite_store *store = (struct sqlite_store *)base;
	enum error error = batch_check(store);

	if (error != OK)
		return error;
	struct sql sql = sql_use(&store->connection,
		"INSERT INTO receipts(device, txn, command, body, pos, result) VALUES(?, ?, ?, ?, ?, ?)"
		" ON CONFLICT DO NOTHING");
	sql_put_text(&sql, text_of(device.text));
	sql_put_text(&sql, text_of(txn.text));
	sql_put_string(&sql, command_row(receipt->kind)->wire);
	sql_put_bytes(&sql, receipt->body.bytes, DIGEST_BYTES);
	sql_put_integer(&sql, receipt->pos);
	sql_put_bytes(&sql, receipt->result.data, receipt->result.length);
	error = batch_spoil(store, sql_run(&sql));
	if (error == OK && sqlite3_changes64(store->connection.db) == 0)
		return ERROR_TXN_CONFLICT;
	return error;
}
