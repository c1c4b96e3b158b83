/* report.outcomes: how cases asked in a period ended, by what the last answer had recommended. */
#include <string.h>

#include "store/sqlite/case_fate.h"
#include "store/sqlite/report_keys.h"

static int64_t *count_of(struct outcome_row *row, int outcome)
{
	switch (outcome) {
	case OUTCOME_MANAGED_IN_PRIMARY_CARE:
		return &row->managed_in_primary_care;
	case OUTCOME_REFERRED:
		return &row->referred;
	case OUTCOME_INVESTIGATE_FIRST:
		return &row->investigate_first;
	case OUTCOME_REDIRECTED:
		return &row->redirected;
	case OUTCOME_URGENT_ADMISSION:
		return &row->urgent_admission;
	case OUTCOME_NO_LONGER_NEEDED:
		return &row->no_longer_needed;
	default:
		return NULL;
	}
}

static enum error count_case(struct report *report, const struct case_row *row, void *context)
{
	struct outcome_row one = {.closed = 1};
	struct group_key key;
	struct group *group;

	(void)context;
	if (!fate_is_closed(row->fate))
		return OK;
	memset(&key, 0, sizeof(key));
	key.month = report_month_key(report, row->asked_at_ms);
	key.first = row->service->treatment_function;
	key.second = fate_word(row->fate, FATE_RECOMMENDATION);
	key.third = fate_has(row->fate, FATE_IS_MDT);
	int64_t *count = count_of(&one, fate_word(row->fate, FATE_OUTCOME));
	if (count)
		*count = 1;
	return report_count_by(report, &key, row->thread, &one, &group);
}

static enum error name(struct report *report, const struct group *group, void *made)
{
	struct outcome_row *row = made;

	(void)report;
	row->treatment_function = group->key.first;
	row->treatment_function_name = report_function_name(row->treatment_function);
	row->recommendation = (enum recommendation)group->key.second;
	row->by_mdt = group->key.third;
	return OK;
}

static const struct report_shape shape = {&outcome_row_record, name, NULL};

enum error query_report_outcomes(
	struct query *query, const struct report_outcomes_args *args, struct report_outcomes_result *result)
{
	struct report report;
	enum error error = report_begin(&report, query, &shape, args->from, args->until, args->reach);

	if (error == OK)
		error = report_each_case(&report, CASES_BY_END, count_case, NULL);
	if (error == OK)
		error = report_rows(&report, &result->rows);
	result->scope = report_scope(&report);
	report_end(&report);
	return error;
}
