#include "store/sqlite/facts_ledger.h"

#include "store/sqlite/rows.h"
#include "store/sqlite/statement.h"

#define ENTRY_COLUMNS "thread, conversation, state, treatment_function, neighbourhood, asked_at, avoided_at"

static enum error read_entries(struct sql *sql, struct rows *rows)
{
	while (sql_step(sql)) {
		struct ledger_facts *entry = rows_add(rows);

		if (!entry) {
			sql->error = ERROR_BUSY;
			break;
		}
		entry->thread.pos = sql_get_integer(sql);
		entry->conversation.pos = sql_get_integer(sql);
		entry->state = (enum ledger_state)sql_get_integer(sql);
		entry->treatment_function = (int32_t)sql_get_integer(sql);
		sql_get_string(sql, entry->neighbourhood.text, sizeof(entry->neighbourhood.text));
		entry->asked_at_ms = sql_get_integer(sql);
		entry->avoided_at_ms = sql_get_integer(sql);
	}
	return sql_done(sql);
}

static enum error read_referrals(struct sql *sql, struct arena *arena, int32_t treatment_function, struct rows *rows)
{
	while (sql_step(sql)) {
		struct referral_facts *referral = rows_add(rows);

		if (!referral) {
			sql->error = ERROR_BUSY;
			break;
		}
		referral->treatment_function = treatment_function;
		referral->referred_on = (int32_t)sql_get_integer(sql);
		referral->thread.pos = sql_get_integer(sql);
		referral->source = sql_get_text(sql, arena);
		referral->reference = sql_get_text(sql, arena);
	}
	return sql_done(sql);
}

static enum error read_function(struct connection *connection, struct text patient_key, int32_t treatment_function,
	struct arena *arena, struct rows *entries, struct rows *referrals)
{
	struct sql claimed = sql_use(connection, "SELECT " ENTRY_COLUMNS " FROM ledger WHERE patient_key = ?"
						 " AND treatment_function = ? ORDER BY thread");
	enum error error;

	sql_put_text(&claimed, patient_key);
	sql_put_integer(&claimed, treatment_function);
	error = read_entries(&claimed, entries);
	if (error != OK)
		return error;
	struct sql made =
		sql_use(connection, "SELECT referred_on, thread, source, reference FROM referrals WHERE patient_key = ?"
				    " AND treatment_function = ? ORDER BY referred_on, pos");
	sql_put_text(&made, patient_key);
	sql_put_integer(&made, treatment_function);
	return read_referrals(&made, arena, treatment_function, referrals);
}

enum error facts_ledger(struct connection *connection, struct text patient_key, const struct list *functions,
	struct arena *arena, struct facts *facts)
{
	const int32_t *codes = functions->items;
	struct rows entries = rows_of(arena, sizeof(struct ledger_facts));
	struct rows referrals = rows_of(arena, sizeof(struct referral_facts));
	enum error error = OK;

	for (size_t i = 0; error == OK && i < functions->count; i++)
		error = read_function(connection, patient_key, codes[i], arena, &entries, &referrals);
	facts->entries = rows_list(&entries);
	facts->referrals = rows_list(&referrals);
	return error;
}

/* The state stands in the text, so that the index of what is provisional is used. */
enum error facts_due(struct connection *connection, int32_t today, int64_t limit, struct arena *arena, struct list *due)
{
	struct rows rows = rows_of(arena, sizeof(struct ledger_facts));
	struct sql sql = sql_use(connection, "SELECT " ENTRY_COLUMNS " FROM ledger WHERE state = 1 AND due_on <= ?"
					     " ORDER BY due_on, thread, treatment_function LIMIT ?");
	enum error error;

	sql_put_integer(&sql, today);
	sql_put_integer(&sql, limit);
	error = read_entries(&sql, &rows);
	*due = rows_list(&rows);
	return error;
}
