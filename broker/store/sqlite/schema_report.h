/*
 * The tables that reports read: filled beside the others, for reports must not walk wide rows a million at a time.
 *
 * Layer: store, SQLite driver. Part of the projections in schema.c.
 *
 * cases has a narrow row per case, in the order reports read them; what became of a case is in fate (case_fate.h),
 * copied from threads, and what the ledger says of it, copied from ledger, by triggers, so that whatever changes those
 * is counted. The clock of its first answer (promise, paused_at, paused_ms, reply_ms, is_within) is kept by
 * project_report.c. Nothing in it tells who the patient is.
 *
 * What an MDT decided has a row for each specialty that it decided about, added by project_mdt_ledger.c.
 *
 * link_days counts what happened in a conversation on a London day.
 */
#ifndef STORE_SQLITE_SCHEMA_REPORT_H
#define STORE_SQLITE_SCHEMA_REPORT_H

/* The layout of case_fate.h, from the columns of a row of threads. */
#define FATE_OF_NEW                                                                                                  \
	"new.intent | (new.state << 3) | (new.last_recommendation << 6) | (new.outcome << 9)"                        \
	" | ((new.answer_count > 0) << 12) | (new.is_referred << 13) | (new.is_converted << 14)"                     \
	" | ((new.reopened_count > 0) << 15) | (new.sex << 16) | (new.age_band << 19) | (new.deprivation_decile << " \
	"23)"

/* What the ledger says of a case stands beside it. */
#define LEDGER_TRIGGERS                                                                                       \
	"CREATE TRIGGER cases_enter_ledger AFTER INSERT ON ledger BEGIN"                                      \
	" UPDATE cases SET ledger = new.state, avoided_at = new.avoided_at, referred_on = new.referred_on"    \
	" WHERE (neighbourhood, treatment_function, asked_at, thread) = (SELECT coalesce(neighbourhood, '')," \
	" new.treatment_function, opened_at, id FROM threads WHERE id = new.thread); END;"                    \
	"CREATE TRIGGER cases_follow_ledger AFTER UPDATE ON ledger BEGIN"                                     \
	" UPDATE cases SET ledger = new.state, avoided_at = new.avoided_at, referred_on = new.referred_on"    \
	" WHERE (neighbourhood, treatment_function, asked_at, thread) = (SELECT coalesce(neighbourhood, '')," \
	" new.treatment_function, opened_at, id FROM threads WHERE id = new.thread); END;"

#define REPORT_TABLES                                                                                                  \
	"CREATE TABLE cases(neighbourhood TEXT NOT NULL, treatment_function INTEGER NOT NULL, asked_at INTEGER NOT "   \
	"NULL,"                                                                                                        \
	" thread INTEGER NOT NULL, practice TEXT, fate INTEGER NOT NULL, ledger INTEGER, avoided_at INTEGER,"          \
	" referred_on INTEGER, reply_ms INTEGER, is_within INTEGER, provider TEXT, first_answered_at INTEGER,"         \
	" closed_at INTEGER, promise INTEGER, paused_at INTEGER, paused_ms INTEGER NOT NULL,"                          \
	" PRIMARY KEY(neighbourhood, treatment_function, asked_at, thread)) STRICT, WITHOUT ROWID;"                    \
	"CREATE TABLE link_days(conversation INTEGER NOT NULL, day INTEGER NOT NULL, asked INTEGER NOT NULL,"          \
	" answers INTEGER NOT NULL, information_requests INTEGER NOT NULL, specialist_messages INTEGER NOT NULL,"      \
	" topics INTEGER NOT NULL, grown_topics INTEGER NOT NULL, PRIMARY KEY(conversation, day))"                     \
	" STRICT, WITHOUT ROWID;"                                                                                      \
	"CREATE TRIGGER cases_begin AFTER INSERT ON threads WHEN new.kind = 1 BEGIN"                                   \
	" INSERT INTO cases(neighbourhood, treatment_function, asked_at, thread, practice, fate, provider, paused_ms)" \
	" VALUES(coalesce(new.neighbourhood, ''), new.treatment_function, new.opened_at, new.id, new.practice,"        \
	" " FATE_OF_NEW ", new.provider, 0); END;"                                                                     \
	"CREATE TRIGGER cases_follow_threads AFTER UPDATE OF state, last_recommendation, outcome, answer_count,"       \
	" is_referred, is_converted, reopened_count, first_answered_at, closed_at ON threads WHEN new.kind = 1 BEGIN"  \
	" UPDATE cases SET fate = " FATE_OF_NEW ", first_answered_at = new.first_answered_at,"                         \
	" closed_at = new.closed_at WHERE neighbourhood = coalesce(new.neighbourhood, '')"                             \
	" AND treatment_function = new.treatment_function AND asked_at = new.opened_at AND thread = new.id; "          \
	"END;" LEDGER_TRIGGERS

#endif
