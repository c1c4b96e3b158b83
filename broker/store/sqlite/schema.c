#include "store/sqlite/schema.h"

#include <inttypes.h>
#include <stdio.h>

#include "store/sqlite/schema_access.h"
#include "store/sqlite/schema_cover.h"
#include "store/sqlite/schema_people.h"
#include "store/sqlite/schema_report.h"
#include "store/sqlite/search_tokens.h"

/* --- version 1: what cannot be made again ------------------------------------------------------------------------- */

/* The log. kind is the wire name of the event: it outlives the order of events.def. A conversation or thread of 0 is
 * NULL, so that the unique index lets such events be. Nothing is ever changed here: the triggers see to that.
 *
 * words holds what can be destroyed: its id is pos * 64 + n, n counting the words of an event, so that they are written
 * one behind the other and need no index. receipts are kept as long as the log. Secrets of sign-in are beside it. */
static const char log_tables[] =
	"CREATE TABLE events(pos INTEGER PRIMARY KEY, conversation INTEGER, seq INTEGER, thread INTEGER,"
	" kind TEXT NOT NULL, at INTEGER NOT NULL, by TEXT NOT NULL, device TEXT, txn TEXT,"
	" data BLOB NOT NULL, hash BLOB NOT NULL) STRICT;"
	"CREATE UNIQUE INDEX events_by_conversation ON events(conversation, seq);"
	"CREATE INDEX events_by_thread ON events(thread) WHERE thread IS NOT NULL;"
	"CREATE TRIGGER events_are_not_updated BEFORE UPDATE ON events"
	" BEGIN SELECT RAISE(ABORT, 'the log is append-only'); END;"
	"CREATE TRIGGER events_are_not_deleted BEFORE DELETE ON events"
	" BEGIN SELECT RAISE(ABORT, 'the log is append-only'); END;"
	"CREATE TABLE words(id INTEGER PRIMARY KEY, field TEXT NOT NULL, class INTEGER NOT NULL,"
	" salt BLOB NOT NULL, bytes BLOB NOT NULL) STRICT;"
	"CREATE TABLE receipts(device TEXT NOT NULL, txn TEXT NOT NULL, command TEXT NOT NULL, body BLOB NOT NULL,"
	" pos INTEGER NOT NULL, result BLOB NOT NULL, PRIMARY KEY(device, txn)) STRICT, WITHOUT ROWID;"
	"CREATE TABLE credentials(person TEXT PRIMARY KEY, password_hash TEXT NOT NULL, totp_secret BLOB NOT NULL,"
	" totp_last_step INTEGER NOT NULL) STRICT, WITHOUT ROWID;"
	"CREATE TABLE sessions(token BLOB PRIMARY KEY, person TEXT NOT NULL, device TEXT NOT NULL,"
	" started_at INTEGER NOT NULL, used_at INTEGER NOT NULL, ends_at INTEGER NOT NULL) STRICT, WITHOUT ROWID;";

/* --- version 2: projections, and the search index ----------------------------------------------------------------- */

/* chores says what is still owed after a restart: 'rebuild' when these tables are new and empty, 'scrub' when words
 * were destroyed that may still stand in the search index or the write-ahead log.
 *
 * reads.sent and talks.sent count somebody's own messages, .read those of others that they marked read: unread is what
 * is left of all, and no count ever walks a long thread. Ids of words are numbers of vocabulary.def.
 *
 * A thread stands in one of two orders of thread.list: by its promise, or by its newest message. */
static const char projection_tables[] =
	"CREATE TABLE chores(name TEXT PRIMARY KEY) STRICT, WITHOUT ROWID;"
	"CREATE TABLE organisations(id TEXT PRIMARY KEY, name TEXT NOT NULL, kind INTEGER NOT NULL)"
	" STRICT, WITHOUT ROWID;"
	"CREATE TABLE neighbourhoods(id TEXT PRIMARY KEY, name TEXT NOT NULL, population INTEGER NOT NULL)"
	" STRICT, WITHOUT ROWID;"
	"CREATE TABLE practices(neighbourhood TEXT NOT NULL, organisation TEXT NOT NULL,"
	" PRIMARY KEY(neighbourhood, organisation)) STRICT, WITHOUT ROWID;"
	"CREATE TABLE people(id TEXT PRIMARY KEY, display_name TEXT NOT NULL, roles INTEGER NOT NULL, job_title TEXT,"
	" professional_number TEXT, organisation TEXT, neighbourhood TEXT, is_suspended INTEGER NOT NULL)"
	" STRICT, WITHOUT ROWID;"
	"CREATE INDEX people_by_neighbourhood ON people(neighbourhood) WHERE neighbourhood IS NOT NULL;"
	"CREATE TABLE devices(id TEXT PRIMARY KEY, person TEXT NOT NULL, is_revoked INTEGER NOT NULL)"
	" STRICT, WITHOUT ROWID;"
	"CREATE INDEX devices_by_person ON devices(person);"
	"CREATE TABLE links(id INTEGER PRIMARY KEY, conversation INTEGER NOT NULL UNIQUE, name TEXT NOT NULL,"
	" neighbourhood TEXT NOT NULL, treatment_function INTEGER NOT NULL, reply_working_days INTEGER NOT NULL,"
	" weekly_limit INTEGER NOT NULL) STRICT;"
	"CREATE INDEX links_by_neighbourhood ON links(neighbourhood, treatment_function);"
	"CREATE TABLE link_specialists(link INTEGER NOT NULL, place INTEGER NOT NULL, person TEXT NOT NULL,"
	" PRIMARY KEY(link, place)) STRICT, WITHOUT ROWID;"
	"CREATE TABLE members(person TEXT NOT NULL, conversation INTEGER NOT NULL, side INTEGER NOT NULL,"
	" since INTEGER NOT NULL, PRIMARY KEY(person, conversation)) STRICT, WITHOUT ROWID;"
	"CREATE INDEX members_by_conversation ON members(conversation, person, side);"
	"CREATE TABLE threads(id INTEGER PRIMARY KEY, conversation INTEGER NOT NULL, kind INTEGER NOT NULL,"
	" state INTEGER NOT NULL, opened_by TEXT NOT NULL, opened_at INTEGER NOT NULL, asked TEXT,"
	" urgency INTEGER NOT NULL, intent INTEGER NOT NULL, treatment_function INTEGER NOT NULL, neighbourhood TEXT,"
	" practice TEXT, patient_key TEXT, reply_due INTEGER, paused_left INTEGER NOT NULL,"
	" answer_count INTEGER NOT NULL, first_answered_at INTEGER, last_recommendation INTEGER NOT NULL,"
	" outcome INTEGER NOT NULL, is_referred INTEGER NOT NULL, is_converted INTEGER NOT NULL, closed_at INTEGER,"
	" reopened_count INTEGER NOT NULL, message_count INTEGER NOT NULL, last_message INTEGER NOT NULL,"
	" last_seq INTEGER NOT NULL, last_at INTEGER NOT NULL, provider TEXT, age_band INTEGER NOT NULL,"
	" sex INTEGER NOT NULL, deprivation_decile INTEGER NOT NULL, from_case INTEGER) STRICT;"
	"CREATE INDEX threads_by_promise ON threads(conversation, reply_due) WHERE reply_due IS NOT NULL;"
	"CREATE INDEX threads_by_message ON threads(conversation, state, last_message) WHERE reply_due IS NULL;"
	"CREATE INDEX cases_by_asking ON threads(conversation, opened_at) WHERE kind = 1;"
	"CREATE INDEX cases_by_answer ON threads(conversation, first_answered_at) WHERE first_answered_at IS NOT NULL;"
	"CREATE TABLE amendments(message INTEGER NOT NULL, pos INTEGER NOT NULL, PRIMARY KEY(message, pos))"
	" STRICT, WITHOUT ROWID;"
	"CREATE TABLE redactions(message INTEGER PRIMARY KEY, pos INTEGER NOT NULL) STRICT;"
	"CREATE TABLE reads(thread INTEGER NOT NULL, person TEXT NOT NULL, seq INTEGER NOT NULL, at INTEGER,"
	" sent INTEGER NOT NULL, read INTEGER NOT NULL, PRIMARY KEY(thread, person)) STRICT, WITHOUT ROWID;"
	"CREATE TABLE talks(conversation INTEGER NOT NULL, person TEXT NOT NULL, sent INTEGER NOT NULL,"
	" read INTEGER NOT NULL, last_message INTEGER NOT NULL, open_cases INTEGER NOT NULL, owed INTEGER NOT NULL,"
	" PRIMARY KEY(conversation, person)) STRICT, WITHOUT ROWID;";

/* In the ledger, days are London's, as yyyymmdd: due_on is the first on which an entry's follow-up is over, referred_on the
 * earliest referral that is known to speak against it. Referrals keep no patient but the keyed hash. */
static const char ledger_tables[] =
	"CREATE TABLE ledger(thread INTEGER PRIMARY KEY, conversation INTEGER NOT NULL, state INTEGER NOT NULL,"
	" patient_key TEXT NOT NULL, treatment_function INTEGER NOT NULL, neighbourhood TEXT NOT NULL, practice TEXT,"
	" asked_at INTEGER NOT NULL, avoided_at INTEGER NOT NULL, avoided_on INTEGER NOT NULL,"
	" due_on INTEGER NOT NULL, confirmed_at INTEGER, deferred_at INTEGER, referred_on INTEGER,"
	" cause INTEGER NOT NULL) STRICT;"
	"CREATE INDEX ledger_by_patient ON ledger(patient_key, treatment_function);"
	"CREATE INDEX ledger_by_due ON ledger(due_on) WHERE state = 1;"
	"CREATE TABLE referrals(pos INTEGER PRIMARY KEY, patient_key TEXT NOT NULL, treatment_function INTEGER NOT "
	"NULL,"
	" referred_on INTEGER NOT NULL, thread INTEGER, source TEXT, reference TEXT, provider TEXT) STRICT;"
	"CREATE INDEX referrals_by_patient ON referrals(patient_key, treatment_function, referred_on);"
	"CREATE TABLE thanks(message INTEGER NOT NULL, person TEXT NOT NULL, author TEXT NOT NULL,"
	" conversation INTEGER NOT NULL, thread INTEGER NOT NULL, at INTEGER NOT NULL, PRIMARY KEY(message, person))"
	" STRICT, WITHOUT ROWID;"
	"CREATE INDEX thanks_by_conversation ON thanks(conversation, at);"
	"CREATE TABLE activity(treatment_function INTEGER PRIMARY KEY, first INTEGER NOT NULL, total INTEGER NOT NULL,"
	" source TEXT NOT NULL, year INTEGER NOT NULL) STRICT;";

static const char search_tables[] = REPORT_TABLES
	/* scope: the tokens of conversation and thread. The words themselves stay in words: contentless. */
	"CREATE VIRTUAL TABLE search USING fts5(scope, body, content='', columnsize=0,"
	" tokenize='" SEARCH_TOKENIZER " " SEARCH_TOKENIZER_OPTION " " SEARCH_TOKENIZER_VALUE "');"
	"INSERT INTO search(search, rank) VALUES('automerge', 8);"
	"INSERT INTO chores(name) VALUES('rebuild');";

/* --- version 5: the search index follows behind ------------------------------------------------------------------- */

/* upto: search_index.h. What a file holds already is in the index. Its segments are merged in slices between batches
 * (maintain.c), not while it is written to. */
static const char search_follows[] = "CREATE TABLE search_mark(upto INTEGER NOT NULL) STRICT;"
				     "INSERT INTO search_mark(upto) SELECT coalesce(max(pos), 0) FROM events;"
				     "INSERT INTO search(search, rank) VALUES('automerge', 0);"
				     "INSERT INTO search(search, rank) VALUES('crisismerge', 64);";

/* The trail finds what was done about somebody's access: among the older entries too. */
static const char trail_refills[] = "INSERT OR IGNORE INTO chores(name) VALUES('rebuild');";

static const struct projection projections[] = {
	{"organisations", "id"},
	{"neighbourhoods", "id"},
	{"practices", "neighbourhood, organisation"},
	{"people", "id"},
	{"devices", "id"},
	{"links", "id"},
	{"link_specialists", "link, place"},
	{"members", "person, conversation"},
	{"threads", "id"},
	{"amendments", "message, pos"},
	{"redactions", "message"},
	{"reads", "thread, person"},
	{"talks", "conversation, person"},
	{"ledger", "thread"},
	{"referrals", "pos"},
	{"thanks", "message, person"},
	{"activity", "treatment_function"},
	{"cases", "neighbourhood, treatment_function, asked_at, thread"},
	{"link_days", "conversation, day"},
	{"staged_people", "device, import, line"},
	{"staged_links", "device, import, line"},
	{"covers", "id"},
	{"notices", "pos"},
	{"bulletins", "neighbourhood, pos"},
	{"accesses", "pos"},
	{"administration", "pos"},
	{"log_days", "pos"},
	{"invitations", "pos"},
	{"browsers", "person, device"},
	{"attempts", "person"},
};

const struct projection *schema_projections(size_t *count)
{
	*count = sizeof(projections) / sizeof(projections[0]);
	return projections;
}

/* --- steps -------------------------------------------------------------------------------------------------------- */

/* Step n leads from version n to version n + 1. Append, never change: files of every version are out there. */
static const char *const steps[SCHEMA_VERSION][3] = {{log_tables}, {projection_tables, ledger_tables, search_tables},
	{PEOPLE_TABLES, COVER_TABLES}, {ACCESS_TABLES}, {search_follows}, {trail_refills}};

static enum error run_step(struct connection *connection, int64_t version)
{
	char set_version[64];
	enum error error = connection_run(connection, "BEGIN IMMEDIATE");

	if (error != OK)
		return error;
	(void)snprintf(set_version, sizeof(set_version), "PRAGMA user_version=%" PRId64, version + 1);
	for (size_t i = 0; error == OK && i < 3 && steps[version][i]; i++)
		error = connection_run(connection, steps[version][i]);
	if (error == OK)
		error = connection_run(connection, set_version);
	if (error == OK)
		error = connection_run(connection, "COMMIT");
	if (error != OK && connection_is_in_transaction(connection)) {
		enum error undone = connection_run(connection, "ROLLBACK");

		(void)undone; /* the file is closed next, which undoes it anyway */
	}
	return error;
}

static enum error read_version(struct connection *connection, int64_t *version, char why[256])
{
	if (connection_number(connection, "PRAGMA user_version", version) == OK)
		return OK;
	(void)snprintf(
		why, 256, "The file is not a database this program can read: %s.", sqlite3_errmsg(connection->db));
	return ERROR_STORE_UNAVAILABLE;
}

static enum error refuse_version(int64_t version, char why[256])
{
	(void)snprintf(why, 256, "The database has version %" PRId64 ", this program %s version %d.", version,
		version > SCHEMA_VERSION ? "only knows up to" : "needs", SCHEMA_VERSION);
	return ERROR_STORE_UNAVAILABLE;
}

enum error schema_migrate(struct connection *connection, char why[256])
{
	int64_t version = 0;
	enum error error = read_version(connection, &version, why);

	if (error != OK)
		return error;
	if (version < 0 || version > SCHEMA_VERSION)
		return refuse_version(version, why);
	for (; version < SCHEMA_VERSION; version++) {
		if (run_step(connection, version) != OK) {
			(void)snprintf(why, 256,
				"The database cannot be brought from version %" PRId64 " to the next: %s.", version,
				sqlite3_errmsg(connection->db));
			return ERROR_STORE_UNAVAILABLE;
		}
	}
	return OK;
}

enum error schema_check(struct connection *connection, char why[256])
{
	int64_t version = 0;
	enum error error = read_version(connection, &version, why);

	if (error == OK && version != SCHEMA_VERSION)
		return refuse_version(version, why);
	return error;
}
