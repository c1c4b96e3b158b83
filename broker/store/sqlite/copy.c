/* Copies of the file, and whether file and log are sound. */
#define _XOPEN_SOURCE 700 /* pwrite */
#include "store/copy.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "store/sqlite/connection.h"
#include "store/sqlite/head.h"
#include "store/sqlite/nameless.h"
#include "store/sqlite/restored.h"
#include "store/sqlite/schema.h"
#include "store/sqlite/statement.h"
#include "store/sqlite/tidemark.h"
#include "store/sqlite/verify.h"

enum { COPY_PAGES = 1024 };

static enum error open_copy(struct connection *connection, int file, char why[256])
{
	char path[24];

	nameless_path(file, path);
	return connection_open(connection, path, CONNECTION_COPY, why);
}

/* --- copying ------------------------------------------------------------------------------------------------------ */

static enum error fail(struct connection *connection, const char *what, char why[256])
{
	(void)snprintf(why, 256, "%s: %s.", what, sqlite3_errmsg(connection->db));
	return ERROR_STORE_UNAVAILABLE;
}

/* All of it in the snapshot that the source holds, so that writers neither wait nor make it begin again. */
static enum error copy_pages(struct connection *source, struct connection *copy, char why[256])
{
	sqlite3_backup *backup = sqlite3_backup_init(copy->db, "main", source->db, "main");
	int code = SQLITE_OK;

	if (!backup)
		return fail(copy, "The record cannot be copied", why);
	while (code == SQLITE_OK)
		code = sqlite3_backup_step(backup, COPY_PAGES);
	(void)sqlite3_backup_finish(backup);
	if (code == SQLITE_DONE)
		return OK;
	(void)snprintf(why, 256, "The record cannot be copied: %s.", sqlite3_errstr(code));
	return ERROR_STORE_UNAVAILABLE;
}

/* The copied header says that a write-ahead log belongs to the file, and none does. */
static enum error leave_log_behind(int file, char why[256])
{
	static const char without_log[2] = {1, 1};
	enum { VERSIONS_AT = 18 };

	if (pwrite(file, without_log, sizeof(without_log), VERSIONS_AT) == (ssize_t)sizeof(without_log))
		return OK;
	(void)snprintf(why, 256, "The copy cannot be written.");
	return ERROR_STORE_UNAVAILABLE;
}

/* What was committed and is not there was lost with the end of the write-ahead log. */
static bool is_cut_short(int64_t last_pos, int64_t committed, char why[256])
{
	if (last_pos >= committed)
		return false;
	(void)snprintf(why, 256, "the log ends at %" PRId64 ", but %" PRId64 " was committed", last_pos, committed);
	return true;
}

static enum error copy_snapshot(struct connection *source, int64_t committed, int file, char why[256])
{
	struct connection copy = {0};
	int64_t last_pos = 0;
	enum error error = connection_run(source, "BEGIN");

	/* BEGIN alone takes no snapshot: something has to be read. */
	if (error == OK)
		error = head_position(source, &last_pos);
	if (error != OK)
		return fail(source, "The record cannot be read", why);
	if (is_cut_short(last_pos, committed, why))
		return ERROR_STORE_UNAVAILABLE;
	error = open_copy(&copy, file, why);
	if (error != OK)
		return error;
	error = copy_pages(source, &copy, why);
	connection_close(&copy);
	return error;
}

static enum error forget_sessions(int file, char why[256])
{
	struct connection copy = {0};
	enum error error = open_copy(&copy, file, why);

	if (error != OK)
		return error;
	if (connection_run(&copy, "DELETE FROM sessions") != OK)
		error = fail(&copy, "Sessions cannot be taken out of the copy", why);
	connection_close(&copy);
	return error;
}

enum error store_copy(const char *path, int file, char why[256])
{
	struct connection source = {0};
	int64_t committed = tidemark_of(path);
	enum error error = connection_open(&source, path, CONNECTION_READER, why);

	if (error != OK)
		return error;
	error = schema_check(&source, why);
	if (error == OK)
		error = copy_snapshot(&source, committed, file, why);
	connection_close(&source);
	if (error == OK)
		error = leave_log_behind(file, why);
	return error == OK ? forget_sessions(file, why) : error;
}

/* --- using a copy ------------------------------------------------------------------------------------------------- */

enum error store_bring_forward(int file, char why[256])
{
	struct connection copy = {0};
	enum error error = open_copy(&copy, file, why);

	if (error != OK)
		return error;
	error = schema_migrate(&copy, why);
	connection_close(&copy);
	return error;
}

enum error store_mark_restored(int file, char why[256])
{
	struct connection copy = {0};
	enum error error = open_copy(&copy, file, why);

	if (error != OK)
		return error;
	if (restored_owe(&copy) != OK)
		error = fail(&copy, "The copy cannot be written", why);
	connection_close(&copy);
	return error;
}

/* --- looking ------------------------------------------------------------------------------------------------------ */

static void look_at_file(struct connection *connection, struct store_findings *findings)
{
	enum error error =
		connection_text(connection, "PRAGMA integrity_check(1)", findings->damage, sizeof(findings->damage));

	if (error == OK && strcmp(findings->damage, "ok") == 0)
		findings->damage[0] = '\0';
	else if (error != OK || !findings->damage[0])
		(void)snprintf(findings->damage, sizeof(findings->damage), "%s", sqlite3_errmsg(connection->db));
	for (char *at = strchr(findings->damage, '\n'); at; at = strchr(at, '\n'))
		*at = ' '; /* one line */
}

/* FTS5 looks at its index only when asked by a write, so this is for copies alone. */
static void look_at_search(struct connection *connection, struct store_findings *findings)
{
	if (findings->damage[0])
		return;
	if (connection_run(connection, "INSERT INTO search(search) VALUES('integrity-check')") != OK)
		(void)snprintf(
			findings->damage, sizeof(findings->damage), "search index: %s", sqlite3_errmsg(connection->db));
}

static enum error find_time(struct connection *connection, struct store_findings *findings)
{
	struct sql sql = sql_use(connection, "SELECT at FROM events WHERE pos = ?");

	sql_put_integer(&sql, findings->upto);
	return sql_number(&sql, &findings->at_ms);
}

static enum error examine(struct connection *connection, bool is_copy, struct store_findings *findings, char why[256])
{
	enum error error = schema_check(connection, why);

	*findings = (struct store_findings){0};
	if (error != OK)
		return error;
	if (connection_run(connection, "BEGIN") != OK)
		return fail(connection, "The record cannot be read", why);
	look_at_file(connection, findings);
	if (is_copy)
		look_at_search(connection, findings);
	struct log_walk walk = {0};
	error = verify_log(connection, &walk);
	findings->events = walk.checked;
	findings->upto = walk.upto;
	findings->first_bad = walk.first_bad;
	if (error == OK)
		error = find_time(connection, findings);
	if (error == ERROR_BUSY)
		(void)snprintf(why, 256, "There is no memory left to look the record over.");
	if (error == OK || error == ERROR_BUSY)
		return error;
	/* What cannot even be read is damage too, found where it stopped. */
	findings->first_bad = findings->upto + 1;
	if (!findings->damage[0])
		(void)snprintf(findings->damage, sizeof(findings->damage), "%s", sqlite3_errmsg(connection->db));
	return OK;
}

enum error store_examine(const char *path, struct store_findings *findings, char why[256])
{
	struct connection connection = {0};
	int64_t committed = tidemark_of(path);
	enum error error = connection_open(&connection, path, CONNECTION_READER, why);

	if (error != OK)
		return error;
	error = examine(&connection, false, findings, why);
	if (error == OK && findings->first_bad == 0 && !findings->damage[0])
		(void)is_cut_short(findings->upto, committed, findings->damage);
	connection_close(&connection);
	return error;
}

enum error store_examine_copy(int file, struct store_findings *findings, char why[256])
{
	struct connection connection = {0};
	enum error error = open_copy(&connection, file, why);

	if (error != OK)
		return error;
	error = examine(&connection, true, findings, why);
	connection_close(&connection);
	return error;
}
