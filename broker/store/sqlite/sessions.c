/* Sign-in: secrets beside the log, never in it. */
#include <assert.h>
#include <string.h>

#include "base/text.h"
#include "store/sqlite/hooks.h"
#include "store/sqlite/sqlite_store.h"
#include "store/sqlite/statement.h"

static struct sqlite_store *writer_of(struct store *store)
{
	return (struct sqlite_store *)store;
}

/* Runs a statement that was bound between writer_enter and here. */
static enum error run_and_leave(struct sqlite_store *store, struct sql *sql)
{
	enum error error = batch_spoil(store, sql_run(sql));

	writer_leave(store);
	return error;
}

/* Inside a batch only while it can be committed, outside always. */
static enum error enter(struct sqlite_store *store)
{
	enum error error = store->is_in_batch ? batch_check(store) : OK;

	return error == OK ? writer_enter(store) : error;
}

/* --- credentials -------------------------------------------------------------------------------------------------- */

enum error sqlite_put_credential(struct store *base, const struct credential *credential)
{
	struct sqlite_store *store = writer_of(base);
	enum error error = enter(store);

	assert(credential->totp_secret_length <= sizeof(credential->totp_secret));
	if (error != OK)
		return error;
	struct sql sql = sql_use(&store->connection,
		"INSERT OR REPLACE INTO credentials(person, password_hash, totp_secret, totp_last_step, recovery_codes)"
		" VALUES(?, ?, ?, ?, ?)");
	sql_put_text(&sql, text_of(credential->person.text));
	sql_put_text(&sql, text_of(credential->password_hash));
	sql_put_bytes(&sql, credential->totp_secret, credential->totp_secret_length);
	sql_put_integer(&sql, credential->totp_last_step);
	sql_put_bytes(&sql, credential->recovery_codes, credential->recovery_code_count * DIGEST_BYTES);
	return run_and_leave(store, &sql);
}

static void read_credential(struct sql *sql, struct credential *credential)
{
	struct text secret, codes;

	sql_get_string(sql, credential->password_hash, sizeof(credential->password_hash));
	secret = sql_get_borrowed(sql);
	if (secret.length > sizeof(credential->totp_secret))
		secret.length = 0;
	if (secret.length > 0)
		memcpy(credential->totp_secret, secret.data, secret.length);
	credential->totp_secret_length = secret.length;
	credential->totp_last_step = sql_get_integer(sql);
	codes = sql_get_borrowed(sql);
	if (codes.length > sizeof(credential->recovery_codes))
		codes.length = 0;
	if (codes.length > 0)
		memcpy(credential->recovery_codes, codes.data, codes.length);
	credential->recovery_code_count = codes.length / DIGEST_BYTES;
	credential->found = true;
}

enum error sqlite_credential(struct reader *base, struct person_id person, struct credential *credential)
{
	struct sqlite_reader *reader = (struct sqlite_reader *)base;
	struct credential found = {.person = person};
	bool is_own;
	enum error error = reader_enter(reader, &is_own);

	if (error != OK)
		return error;
	struct sql sql = sql_use(reader->connection, "SELECT password_hash, totp_secret, totp_last_step,"
						     " recovery_codes FROM credentials WHERE person = ?");
	sql_put_text(&sql, text_of(person.text));
	if (sql_step(&sql))
		read_credential(&sql, &found);
	error = sql_done(&sql);
	reader_leave(reader, is_own);
	if (error == OK)
		*credential = found;
	return error;
}

/* --- sessions ----------------------------------------------------------------------------------------------------- */

enum error sqlite_put_session(struct store *base, const struct session *session)
{
	struct sqlite_store *store = writer_of(base);
	enum error error = enter(store);

	if (error != OK)
		return error;
	struct sql sql = sql_use(&store->connection,
		"INSERT OR REPLACE INTO sessions(token, id, person, device, browser, started_at, used_at, ends_at)"
		" VALUES(?, ?, ?, ?, ?, ?, ?, ?)");
	sql_put_bytes(&sql, session->token.bytes, DIGEST_BYTES);
	sql_put_integer(&sql, session->id.pos);
	sql_put_text(&sql, text_of(session->person.text));
	sql_put_text(&sql, text_of(session->device.text));
	sql_put_string(&sql, session->browser);
	sql_put_integer(&sql, session->started_at_ms);
	sql_put_integer(&sql, session->used_at_ms);
	sql_put_integer(&sql, session->ends_at_ms);
	return run_and_leave(store, &sql);
}

enum error sqlite_end_session(struct store *base, const struct digest *token)
{
	struct sqlite_store *store = writer_of(base);
	enum error error = enter(store);

	if (error != OK)
		return error;
	struct sql sql = sql_use(&store->connection, "DELETE FROM sessions WHERE token = ?");
	sql_put_bytes(&sql, token->bytes, DIGEST_BYTES);
	return run_and_leave(store, &sql);
}

enum error sqlite_expire_sessions(struct store *base, int64_t now_ms)
{
	struct sqlite_store *store = writer_of(base);
	enum error error = enter(store);

	if (error != OK)
		return error;
	struct sql sql = sql_use(&store->connection, "DELETE FROM sessions WHERE ends_at <= ?");
	sql_put_integer(&sql, now_ms);
	return run_and_leave(store, &sql);
}

enum error sqlite_session(struct reader *base, const struct digest *token, struct session *session)
{
	struct sqlite_reader *reader = (struct sqlite_reader *)base;
	struct session found = {.token = *token};
	bool is_own;
	enum error error = reader_enter(reader, &is_own);

	if (error != OK)
		return error;
	struct sql sql = sql_use(reader->connection, "SELECT id, person, device, browser, started_at, used_at,"
						     " ends_at FROM sessions WHERE token = ?");
	sql_put_bytes(&sql, token->bytes, DIGEST_BYTES);
	if (sql_step(&sql)) {
		found.found = true;
		found.id.pos = sql_get_integer(&sql);
		sql_get_string(&sql, found.person.text, sizeof(found.person.text));
		sql_get_string(&sql, found.device.text, sizeof(found.device.text));
		sql_get_string(&sql, found.browser, sizeof(found.browser));
		found.started_at_ms = sql_get_integer(&sql);
		found.used_at_ms = sql_get_integer(&sql);
		found.ends_at_ms = sql_get_integer(&sql);
	}
	error = sql_done(&sql);
	reader_leave(reader, is_own);
	if (error == OK)
		*session = found;
	return error;
}
