/* report.equity: who is asked about, and who is spared a visit, where the practice supplied it. */
#include <string.h>

#include "store/sqlite/case_fate.h"
#include "store/sqlite/report_keys.h"

static enum error count_case(struct report *report, const struct case_row *row, void *context)
{
	const uint32_t *by = context;
	struct group_key key;
	struct group *group;
	enum error error;

	memset(&key, 0, sizeof(key));
	key.first = *by & SET_OF(BY_AGE_BAND) ? fate_age_band(row->fate) : 0;
	key.second = *by & SET_OF(BY_SEX) ? fate_word(row->fate, FATE_SEX) : 0;
	key.third = *by & SET_OF(BY_DEPRIVATION) ? fate_deprivation_decile(row->fate) : 0;
	error = report_group(report, &key, sizeof(struct equity_row), &group);
	if (error != OK)
		return error;
	struct equity_row *counts = group->row;
	counts->asked++;
	counts->answered += fate_has(row->fate, FATE_IS_ANSWERED);
	counts->avoided += row->ledger == LEDGER_PROVISIONAL || row->ledger == LEDGER_CONFIRMED;
	counts->referred += fate_has(row->fate, FATE_IS_REFERRED);
	return OK;
}

static enum error finish(struct report *report, struct report_equity_result *result)
{
	size_t count;
	struct group **groups = report_sorted(report, &count);

	for (size_t i = 0; i < count; i++) {
		struct equity_row *row = groups[i]->row;

		row->age_band = (enum age_band)groups[i]->key.first;
		row->sex = (enum sex)groups[i]->key.second;
		row->deprivation_decile = groups[i]->key.third;
	}
	return report_rows(report, &equity_row_record, &result->rows);
}

enum error query_report_equity(
	struct query *query, const struct report_equity_args *args, struct report_equity_result *result)
{
	struct report report;
	uint32_t by = args->by;
	enum error error = report_begin(&report, query, args->from, args->until, args->reach);

	if (error == OK)
		error = report_each_case(&report, CASES_BY_END, count_case, &by);
	if (error == OK)
		error = finish(&report, result);
	result->scope = report_scope(&report);
	report_end(&report);
	return error;
}
