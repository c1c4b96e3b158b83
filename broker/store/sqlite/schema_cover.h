/*
 * Version 3: what links agree, leave and cover, the steps of promises, and who besides members is told what.
 *
 * Layer: store, SQLite driver. Part of schema.c.
 *
 * threads.given is the working time a promise was given when it was made, next_step_at when the next step of it is due
 * (core/promise.h). covers.state and threads.promise_step are numbers of vocabulary.def.
 *
 * notices has the events that are told to those who share a conversation with a person, bulletins those that are told to the
 * coordinators of a neighbourhood: sync asks them by position.
 */
#ifndef STORE_SQLITE_SCHEMA_COVER_H
#define STORE_SQLITE_SCHEMA_COVER_H

#define COVER_TABLES                                                                                                 \
	"ALTER TABLE links ADD COLUMN team_awaited INTEGER NOT NULL DEFAULT 0;"                                      \
	"ALTER TABLE links ADD COLUMN specialists_awaited INTEGER NOT NULL DEFAULT 0;"                               \
	"ALTER TABLE links ADD COLUMN starts_on INTEGER;"                                                            \
	"ALTER TABLE links ADD COLUMN ends_on INTEGER;"                                                              \
	"ALTER TABLE links ADD COLUMN ended_at INTEGER;"                                                             \
	"ALTER TABLE links ADD COLUMN end_reason TEXT;"                                                              \
	"ALTER TABLE threads ADD COLUMN promise_step INTEGER NOT NULL DEFAULT 0;"                                    \
	"ALTER TABLE threads ADD COLUMN given INTEGER NOT NULL DEFAULT 0;"                                           \
	"ALTER TABLE threads ADD COLUMN next_step_at INTEGER;"                                                       \
	"ALTER TABLE threads ADD COLUMN paused_at INTEGER;"                                                          \
	"CREATE INDEX threads_by_next_step ON threads(next_step_at) WHERE next_step_at IS NOT NULL;"                 \
	"CREATE INDEX cases_by_asked ON threads(asked, closed_at) WHERE kind = 1;"                                   \
	"CREATE INDEX cases_by_asker ON threads(conversation, opened_by) WHERE kind = 1;"                            \
	"CREATE INDEX people_suspended ON people(id) WHERE is_suspended = 1;"                                        \
	"CREATE TABLE covers(id INTEGER PRIMARY KEY, state INTEGER NOT NULL, person TEXT NOT NULL,"                  \
	" deputy TEXT NOT NULL, from_at INTEGER NOT NULL, until_at INTEGER NOT NULL, set_by TEXT NOT NULL,"          \
	" began_at INTEGER, ended_at INTEGER) STRICT;"                                                               \
	"CREATE INDEX covers_by_person ON covers(person, from_at);"                                                  \
	"CREATE INDEX covers_by_deputy ON covers(deputy, state);"                                                    \
	"CREATE INDEX covers_begun ON covers(person) WHERE state = 2;"                                               \
	"CREATE INDEX covers_to_begin ON covers(from_at) WHERE state = 1;"                                           \
	"CREATE INDEX covers_to_end ON covers(until_at) WHERE state = 2;"                                            \
	"CREATE TABLE notices(pos INTEGER PRIMARY KEY, person TEXT NOT NULL, other TEXT NOT NULL) STRICT;"           \
	"CREATE TABLE bulletins(neighbourhood TEXT NOT NULL, pos INTEGER NOT NULL, PRIMARY KEY(neighbourhood, pos))" \
	" STRICT, WITHOUT ROWID;"                                                                                    \
	"INSERT OR IGNORE INTO chores(name) VALUES('rebuild');"

#endif
