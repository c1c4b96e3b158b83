/*
 * The tables of sign-in, one-time codes and the audit trail.
 *
 * Layer: store, SQLite driver. A step of schema.c.
 *
 * accesses has a row for every event about who got in, who read and who was denied: kind is a word of audit_kind, person
 * whom it is about when that is not who did it. administration lists what administrators are told of, so that nobody looks
 * for it among a thousand times as many reads. log_days has a row where the London day of the log changes, so that a period
 * is found exactly even when a clock was set back. invitations are those that are still open; attempts are those to sign in
 * that failed since the person last signed in; browsers those in which they did.
 */
#ifndef STORE_SQLITE_SCHEMA_ACCESS_H
#define STORE_SQLITE_SCHEMA_ACCESS_H

/* Sessions of earlier versions have no event that names them: everybody signs in once more. */
#define ACCESS_TABLES                                                                                                \
	"DROP TABLE sessions;"                                                                                       \
	"CREATE TABLE sessions(token BLOB PRIMARY KEY, id INTEGER NOT NULL, person TEXT NOT NULL,"                   \
	" device TEXT NOT NULL, browser TEXT, started_at INTEGER NOT NULL, used_at INTEGER NOT NULL,"                \
	" ends_at INTEGER NOT NULL) STRICT, WITHOUT ROWID;"                                                          \
	"CREATE INDEX sessions_by_person ON sessions(person, id);"                                                   \
	"CREATE INDEX sessions_by_id ON sessions(id);"                                                               \
	"ALTER TABLE credentials ADD COLUMN recovery_codes BLOB NOT NULL DEFAULT x'';"                               \
	"CREATE INDEX events_by_person ON events(by);"                                                               \
	"CREATE TABLE accesses(pos INTEGER PRIMARY KEY, kind INTEGER NOT NULL, person TEXT, thread INTEGER) STRICT;" \
	"CREATE INDEX accesses_by_kind ON accesses(kind);"                                                           \
	"CREATE INDEX accesses_by_person ON accesses(person) WHERE person IS NOT NULL;"                              \
	"CREATE INDEX accesses_by_thread ON accesses(thread) WHERE thread IS NOT NULL;"                              \
	"CREATE TABLE administration(pos INTEGER PRIMARY KEY) STRICT;"                                               \
	"CREATE TABLE log_days(pos INTEGER PRIMARY KEY, day INTEGER NOT NULL) STRICT;"                               \
	"CREATE INDEX log_days_by_day ON log_days(day);"                                                             \
	"CREATE TABLE invitations(pos INTEGER PRIMARY KEY, person TEXT NOT NULL, is_for_device INTEGER NOT NULL,"    \
	" ends_at INTEGER NOT NULL, UNIQUE(person, is_for_device)) STRICT;"                                          \
	"CREATE TABLE browsers(person TEXT NOT NULL, device TEXT NOT NULL, PRIMARY KEY(person, device))"             \
	" STRICT, WITHOUT ROWID;"                                                                                    \
	"CREATE TABLE attempts(person TEXT PRIMARY KEY, wrong INTEGER NOT NULL, since INTEGER NOT NULL)"             \
	" STRICT, WITHOUT ROWID;"                                                                                    \
	"INSERT OR IGNORE INTO chores(name) VALUES('rebuild');"

#endif
