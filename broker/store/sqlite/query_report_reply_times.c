/* report.reply_times: how long cases asked in a period waited for their first answer, against what was promised. */
#include "core/report_rules.h"
#include "store/sqlite/case_fate.h"
#include "store/sqlite/report_keys.h"

enum { HIGH_PERCENT = 90 };

static enum error count_case(struct report *report, const struct case_row *row, void *context)
{
	const uint32_t *by = context;
	struct group_key key = report_key_of(report, *by, row->service, row->asked_at_ms, row->practice);
	struct group *group;
	enum error error = report_group(report, &key, sizeof(struct reply_time_row), &group);

	if (error != OK)
		return error;
	struct reply_time_row *counts = group->row;
	counts->asked++;
	if (!row->is_timed)
		return OK;
	counts->answered++;
	counts->within_promise += row->is_within;
	return samples_add(&group->samples, row->reply_ms);
}

/* The times of fewer than are shown would tell of single cases. */
static void fill_times(const struct report *report, struct group *group, struct reply_time_row *row)
{
	bool is_withheld = report->is_beyond && report_count_beyond(row->answered) == COUNT_WITHHELD;

	if (group->samples.count == 0 || is_withheld)
		return;
	row->median_hours = report_hours(report_median(group->samples.values, group->samples.count));
	row->percentile_90_hours =
		report_hours(report_percentile(group->samples.values, group->samples.count, HIGH_PERCENT));
}

static enum error finish(struct report *report, struct report_reply_times_result *result)
{
	size_t count;
	struct group **groups = report_sorted(report, &count);
	enum error error = OK;

	for (size_t i = 0; error == OK && i < count; i++) {
		struct reply_time_row *row = groups[i]->row;

		error = REPORT_FILL_KEYS(report, &groups[i]->key, row);
		fill_times(report, groups[i], row);
	}
	return error == OK ? report_rows(report, &reply_time_row_record, &result->rows) : error;
}

enum error query_report_reply_times(
	struct query *query, const struct report_reply_times_args *args, struct report_reply_times_result *result)
{
	struct report report;
	uint32_t by = args->by ? args->by : SET_OF(BY_TREATMENT_FUNCTION);
	enum error error = report_begin(&report, query, args->from, args->until, args->reach);

	if (error == OK)
		error = report_each_case(&report, CASES_BY_REPLY, count_case, &by);
	if (error == OK)
		error = finish(&report, result);
	result->scope = report_scope(&report);
	report_end(&report);
	return error;
}
