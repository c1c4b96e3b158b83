/*
 * The tables of virtual MDTs and of actions: part of the projections in schema.c.
 *
 * Layer: store, SQLite driver. A step of the schema, with the ledger made anew: an MDT's decision has an entry, and a referral,
 * for each specialty.
 *
 * Whom an MDT lists stands in mdt_members; who of them takes part, in members, as for every conversation (an account or
 * role that is gone takes part in nothing, and does again when it is back). guests sees one thread and no more. What waits for a
 * meeting that is not planned yet has none. next_at is when time brings something about: a meeting opens or closes, an
 * action is reminded of or overdue; NULL when nothing is to come.
 */
#ifndef STORE_SQLITE_SCHEMA_MDT_H
#define STORE_SQLITE_SCHEMA_MDT_H

#define MDT_TABLES                                                                                             \
	"CREATE TABLE mdts(conversation INTEGER PRIMARY KEY, name TEXT NOT NULL, neighbourhood TEXT NOT NULL," \
	" chair TEXT NOT NULL, deputy_chair TEXT, every_weeks INTEGER NOT NULL, first_on INTEGER NOT NULL,"    \
	" is_ended INTEGER NOT NULL) STRICT;"                                                                  \
	"CREATE TABLE mdt_members(person TEXT NOT NULL, conversation INTEGER NOT NULL,"                        \
	" PRIMARY KEY(person, conversation)) STRICT, WITHOUT ROWID;"                                           \
	"CREATE INDEX mdt_members_by_conversation ON mdt_members(conversation, person);"                       \
	"CREATE TABLE mdt_required(conversation INTEGER NOT NULL, place INTEGER NOT NULL,"                     \
	" treatment_function INTEGER NOT NULL, PRIMARY KEY(conversation, place)) STRICT, WITHOUT ROWID;"       \
	"CREATE TABLE meetings(id INTEGER PRIMARY KEY, conversation INTEGER NOT NULL, opens INTEGER NOT NULL," \
	" closes INTEGER NOT NULL, state INTEGER NOT NULL, next_at INTEGER) STRICT;"                           \
	"CREATE INDEX meetings_by_conversation ON meetings(conversation, opens);"                              \
	"CREATE INDEX meetings_by_time ON meetings(next_at) WHERE next_at IS NOT NULL;"                        \
	"CREATE TABLE mdt_cases(thread INTEGER PRIMARY KEY, conversation INTEGER NOT NULL, meeting INTEGER,"   \
	" place INTEGER NOT NULL, tag INTEGER NOT NULL, source INTEGER, deferral INTEGER NOT NULL,"            \
	" decided INTEGER, amended INTEGER) STRICT;"                                                           \
	"CREATE INDEX mdt_cases_by_meeting ON mdt_cases(meeting, place) WHERE meeting IS NOT NULL;"            \
	"CREATE INDEX mdt_cases_waiting ON mdt_cases(conversation) WHERE meeting IS NULL;"                     \
	"CREATE TABLE mdt_deferrals(meeting INTEGER NOT NULL, pos INTEGER NOT NULL, thread INTEGER NOT NULL,"  \
	" place INTEGER NOT NULL, cause INTEGER NOT NULL, PRIMARY KEY(meeting, pos)) STRICT, WITHOUT ROWID;"   \
	"CREATE TABLE mdt_would_refer(thread INTEGER NOT NULL, place INTEGER NOT NULL,"                        \
	" treatment_function INTEGER NOT NULL, PRIMARY KEY(thread, place)) STRICT, WITHOUT ROWID;"             \
	"CREATE TABLE mdt_views(thread INTEGER NOT NULL, pos INTEGER NOT NULL, person TEXT NOT NULL,"          \
	" treatment_function INTEGER NOT NULL, dissents INTEGER NOT NULL, PRIMARY KEY(thread, pos))"           \
	" STRICT, WITHOUT ROWID;"                                                                              \
	"CREATE TABLE guests(person TEXT NOT NULL, thread INTEGER NOT NULL, conversation INTEGER NOT NULL,"    \
	" left INTEGER NOT NULL, PRIMARY KEY(person, thread)) STRICT, WITHOUT ROWID;"                          \
	"CREATE INDEX guests_by_thread ON guests(thread);"                                                     \
	"CREATE TABLE actions(id INTEGER PRIMARY KEY, thread INTEGER NOT NULL, conversation INTEGER NOT NULL," \
	" owner TEXT NOT NULL, due INTEGER NOT NULL, state INTEGER NOT NULL, given_by TEXT NOT NULL,"          \
	" finished INTEGER, is_reminded INTEGER NOT NULL, next_at INTEGER) STRICT;"                            \
	"CREATE INDEX actions_by_owner ON actions(owner, state, due);"                                         \
	"CREATE INDEX actions_by_thread ON actions(thread);"                                                   \
	"CREATE INDEX actions_by_time ON actions(next_at) WHERE next_at IS NOT NULL;"

/* Days are London's, as yyyymmdd: due_on is the first on which an entry's follow-up is over, referred_on the earliest referral
 * that is known to speak against it. Referrals keep no patient but the keyed hash. */
#define LEDGER_BY_FUNCTION                                                                                             \
	"DROP TABLE ledger; DROP TABLE referrals;"                                                                     \
	"CREATE TABLE ledger(thread INTEGER NOT NULL, conversation INTEGER NOT NULL, state INTEGER NOT NULL,"          \
	" patient_key TEXT NOT NULL, treatment_function INTEGER NOT NULL, neighbourhood TEXT NOT NULL, practice TEXT," \
	" asked_at INTEGER NOT NULL, avoided_at INTEGER NOT NULL, avoided_on INTEGER NOT NULL,"                        \
	" due_on INTEGER NOT NULL, confirmed_at INTEGER, deferred_at INTEGER, referred_on INTEGER,"                    \
	" cause INTEGER NOT NULL, PRIMARY KEY(thread, treatment_function)) STRICT, WITHOUT ROWID;"                     \
	"CREATE INDEX ledger_by_patient ON ledger(patient_key, treatment_function);"                                   \
	"CREATE INDEX ledger_by_due ON ledger(due_on) WHERE state = 1;"                                                \
	"CREATE TABLE referrals(pos INTEGER NOT NULL, treatment_function INTEGER NOT NULL, patient_key TEXT NOT NULL," \
	" referred_on INTEGER NOT NULL, thread INTEGER, source TEXT, reference TEXT, provider TEXT,"                   \
	" PRIMARY KEY(pos, treatment_function)) STRICT, WITHOUT ROWID;"                                                \
	"CREATE INDEX referrals_by_patient ON referrals(patient_key, treatment_function, referred_on);"                \
	"INSERT OR IGNORE INTO chores(name) VALUES('rebuild');"

#endif
