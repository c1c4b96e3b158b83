/*
 * What a decision may know of the avoided-referral ledger.
 *
 * Layer: store, SQLite driver. Thread: that of the connection.
 */
#ifndef STORE_SQLITE_FACTS_LEDGER_H
#define STORE_SQLITE_FACTS_LEDGER_H

#include "core/facts.h"
#include "store/sqlite/connection.h"

/* Loads facts->entries, oldest case first, and facts->referrals, earliest first, of a patient and each of the treatment
 * functions (a list of int32_t). */
MUST_USE enum error facts_ledger(struct connection *connection, struct text patient_key, const struct list *functions,
	struct arena *arena, struct facts *facts);

/* Loads the provisional entries whose follow-up is over on that London date, those due longest first; at most limit. */
MUST_USE enum error facts_due(
	struct connection *connection, int32_t today, int64_t limit, struct arena *arena, struct list *due);

#endif
