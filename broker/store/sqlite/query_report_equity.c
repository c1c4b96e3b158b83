/* report.equity: who is asked about, and who is spared a visit, where the practice supplied it. */
#include <string.h>

#include "store/sqlite/case_fate.h"
#include "store/sqlite/report_keys.h"

static enum error count_case(struct report *report, const struct case_row *row, void *context)
{
	const uint32_t *by = context;
	struct equity_row one = {
		.asked = !fate_has(row->fate, FATE_IS_MDT),
		.answered = fate_has(row->fate, FATE_IS_ANSWERED),
		.avoided = row->ledger == LEDGER_PROVISIONAL || row->ledger == LEDGER_CONFIRMED,
		.referred = fate_has(row->fate, FATE_IS_REFERRED),
	};
	struct group_key key;
	struct group *group;

	memset(&key, 0, sizeof(key));
	key.month = report_month_key(report, row->asked_at_ms);
	key.first = *by & SET_OF(BY_AGE_BAND) ? fate_age_band(row->fate) : 0;
	key.second = *by & SET_OF(BY_SEX) ? fate_word(row->fate, FATE_SEX) : 0;
	key.third = *by & SET_OF(BY_DEPRIVATION) ? fate_deprivation_decile(row->fate) : 0;
	return report_count_by(report, &key, row->thread, &one, &group);
}

static enum error name(struct report *report, const struct group *group, void *made)
{
	struct equity_row *row = made;

	(void)report;
	row->age_band = (enum age_band)group->key.first;
	row->sex = (enum sex)group->key.second;
	row->deprivation_decile = group->key.third;
	return OK;
}

static const struct report_shape shape = {&equity_row_record, name, NULL};

enum error query_report_equity(
	struct query *query, const struct report_equity_args *args, struct report_equity_result *result)
{
	struct report report;
	uint32_t by = args->by;
	enum error error = report_begin(&report, query, &shape, args->from, args->until, args->reach);

	if (error == OK)
		error = report_each_case(&report, CASES_BY_END, count_case, &by);
	if (error == OK)
		error = report_rows(&report, &result->rows);
	result->scope = report_scope(&report);
	report_end(&report);
	return error;
}
