/* Sign-in, one-time codes, and who read what. */
#include "store/sqlite/project_access.h"

#include "base/calendar.h"
#include "store/sqlite/project.h"
#include "store/sqlite/statement.h"

/* --- every event --------------------------------------------------------------------------------------------------- */

static enum error note_day(struct sqlite_store *store, const struct event *event)
{
	struct sql newest = sql_use(&store->connection, "SELECT day FROM log_days ORDER BY pos DESC LIMIT 1");
	int64_t day = calendar_london_date(event->at_ms);
	int64_t newest_day = 0;
	enum error error = sql_number(&newest, &newest_day);

	if (error != OK || day == newest_day)
		return error;
	struct sql sql = sql_use(&store->connection, "INSERT INTO log_days(pos, day) VALUES(?, ?)");
	sql_put_integer(&sql, event->pos);
	sql_put_integer(&sql, day);
	return sql_run(&sql);
}

enum error project_place(struct sqlite_store *store, const struct event *event)
{
	enum error error = note_day(store, event);

	if (error != OK || event->conversation.pos != 0 || event_row(event->kind)->audience != AUDIENCE_ADMINISTRATORS)
		return error;
	struct sql sql = sql_use(&store->connection, "INSERT INTO administration(pos) VALUES(?)");
	sql_put_integer(&sql, event->pos);
	return sql_run(&sql);
}

/* --- the trail ------------------------------------------------------------------------------------------------------ */

static enum error note_access(struct sqlite_store *store, const struct event *event, enum audit_kind kind,
	struct person_id person, struct thread_id thread)
{
	struct sql sql =
		sql_use(&store->connection, "INSERT INTO accesses(pos, kind, person, thread) VALUES(?, ?, ?, ?)");

	sql_put_integer(&sql, event->pos);
	sql_put_integer(&sql, kind);
	sql_put_string(&sql, person.text);
	sql_put_optional(&sql, thread.pos);
	return sql_run(&sql);
}

enum error project_access_changed(struct sqlite_store *store, const struct event *event, struct person_id person)
{
	return note_access(store, event, AUDIT_DID, person, (struct thread_id){0});
}

enum error project_audit_accessed(
	struct sqlite_store *store, const struct event *event, const struct audit_accessed_data *data)
{
	enum audit_kind kind = data->outcome == ACCESS_DENIED ? AUDIT_DENIED : AUDIT_READ;

	return note_access(store, event, kind, (struct person_id){0}, data->thread);
}

/* --- sessions ------------------------------------------------------------------------------------------------------- */

static enum error run_with_person(struct sql sql, struct person_id person)
{
	sql_put_string(&sql, person.text);
	return sql_run(&sql);
}

enum error project_session_started(
	struct sqlite_store *store, const struct event *event, const struct session_started_data *data)
{
	enum error error = note_access(store, event, AUDIT_SIGN_IN, event->by, (struct thread_id){0});
	struct sql sql;

	(void)data;
	if (error == OK)
		error = run_with_person(
			sql_use(&store->connection, "DELETE FROM attempts WHERE person = ?"), event->by);
	if (error != OK)
		return error;
	sql = sql_use(&store->connection, "INSERT OR IGNORE INTO browsers(person, device) VALUES(?, ?)");
	sql_put_string(&sql, event->by.text);
	sql_put_string(&sql, event->device.text);
	return sql_run(&sql);
}

/* Sessions stand beside the log, but each is named by an event of its own: taking one away again changes nothing. */
enum error project_session_ended(
	struct sqlite_store *store, const struct event *event, const struct session_ended_data *data)
{
	enum error error = note_access(store, event, AUDIT_SIGN_IN, data->person, (struct thread_id){0});

	if (error != OK)
		return error;
	struct sql sql = sql_use(&store->connection, "DELETE FROM sessions WHERE id = ?");
	sql_put_integer(&sql, data->session.pos);
	return sql_run(&sql);
}

/* What the backup held is there already. */
enum error project_record_restored(
	struct sqlite_store *store, const struct event *event, const struct record_restored_data *data)
{
	(void)store;
	(void)event;
	(void)data;
	return OK;
}

enum error project_session_refused(
	struct sqlite_store *store, const struct event *event, const struct session_refused_data *data)
{
	enum error error = note_access(store, event, AUDIT_SIGN_IN, data->person, (struct thread_id){0});

	if (error != OK)
		return error;
	struct sql sql =
		sql_use(&store->connection, "INSERT INTO attempts(person, wrong, since) VALUES(?, ?, ?)"
					    " ON CONFLICT(person) DO UPDATE SET wrong = wrong + excluded.wrong");
	sql_put_string(&sql, data->person.text);
	sql_put_integer(&sql, data->attempts);
	sql_put_integer(&sql, event->at_ms);
	return sql_run(&sql);
}

/* --- one-time codes ------------------------------------------------------------------------------------------------- */

static enum error open_invitation(struct sqlite_store *store, const struct event *event, struct person_id person,
	bool is_for_device, int64_t ends_at_ms)
{
	enum error error = note_access(store, event, AUDIT_DID, person, (struct thread_id){0});

	if (error != OK)
		return error;
	/* replaces the one that was open: earlier codes are void */
	struct sql sql = sql_use(&store->connection,
		"INSERT OR REPLACE INTO invitations(pos, person, is_for_device, ends_at) VALUES(?, ?, ?, ?)");
	sql_put_integer(&sql, event->pos);
	sql_put_string(&sql, person.text);
	sql_put_integer(&sql, is_for_device);
	sql_put_integer(&sql, ends_at_ms);
	return sql_run(&sql);
}

static enum error close_invitation(struct sqlite_store *store, struct invitation_id invitation)
{
	struct sql sql = sql_use(&store->connection, "DELETE FROM invitations WHERE pos = ?");

	sql_put_integer(&sql, invitation.pos);
	return sql_run(&sql);
}

enum error project_person_invited(
	struct sqlite_store *store, const struct event *event, const struct person_invited_data *data)
{
	return open_invitation(store, event, data->person, false, data->ends_at);
}

enum error project_device_invited(
	struct sqlite_store *store, const struct event *event, const struct device_invited_data *data)
{
	return open_invitation(store, event, data->person, true, data->ends_at);
}

enum error project_credential_changed(
	struct sqlite_store *store, const struct event *event, const struct credential_changed_data *data)
{
	enum error error = project_access_changed(store, event, data->person);

	return error == OK ? close_invitation(store, data->invitation) : error;
}

enum error project_device_claimed(
	struct sqlite_store *store, const struct event *event, const struct device_claimed_data *data)
{
	struct sql sql = sql_use(&store->connection, "INSERT INTO devices(id, person, is_revoked) VALUES(?, ?, 0)");
	enum error error;

	sql_put_string(&sql, data->device.text);
	sql_put_string(&sql, data->person.text);
	error = sql_run(&sql);
	if (error == OK)
		error = project_access_changed(store, event, data->person);
	return error == OK ? close_invitation(store, data->invitation) : error;
}
