/* report.outcomes: how cases asked in a period ended, by what the last answer had recommended. */
#include <string.h>

#include "core/report_rules.h"
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
	struct group_key key;
	struct group *group;
	enum error error;

	(void)context;
	if (!fate_is_closed(row->fate))
		return OK;
	memset(&key, 0, sizeof(key));
	key.first = row->service->treatment_function;
	key.second = fate_word(row->fate, FATE_RECOMMENDATION);
	error = report_group(report, &key, sizeof(struct outcome_row), &group);
	if (error != OK)
		return error;
	struct outcome_row *counts = group->row;
	int64_t *count = count_of(counts, fate_word(row->fate, FATE_OUTCOME));
	counts->closed++;
	if (count)
		++*count;
	return OK;
}

/* The outcomes add up to what was closed: where the sum would give one of them away, it is withheld too. */
static void withhold_sums(const struct list *rows)
{
	/* the list is in the query's own arena */
	struct outcome_row *items = (struct outcome_row *)(uintptr_t)rows->items;

	for (size_t i = 0; i < rows->count; i++) {
		const struct outcome_row *row = &items[i];
		int64_t parts[] = {row->managed_in_primary_care, row->referred, row->investigate_first, row->redirected,
			row->urgent_admission, row->no_longer_needed};

		if (report_gives_away(row->closed, parts, sizeof(parts) / sizeof(parts[0])))
			items[i].closed = COUNT_WITHHELD;
	}
}

static enum error finish(struct report *report, struct report_outcomes_result *result)
{
	size_t count;
	struct group **groups = report_sorted(report, &count);
	enum error error;

	for (size_t i = 0; i < count; i++) {
		struct outcome_row *row = groups[i]->row;

		row->treatment_function = groups[i]->key.first;
		row->treatment_function_name = report_function_name(row->treatment_function);
		row->recommendation = (enum recommendation)groups[i]->key.second;
	}
	error = report_rows(report, &outcome_row_record, &result->rows);
	if (error == OK && report->is_beyond)
		withhold_sums(&result->rows);
	return error;
}

enum error query_report_outcomes(
	struct query *query, const struct report_outcomes_args *args, struct report_outcomes_result *result)
{
	struct report report;
	enum error error = report_begin(&report, query, args->from, args->until, args->reach);

	if (error == OK)
		error = report_each_case(&report, CASES_BY_END, count_case, NULL);
	if (error == OK)
		error = finish(&report, result);
	result->scope = report_scope(&report);
	report_end(&report);
	return error;
}
