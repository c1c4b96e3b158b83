/* report.reply_times: how long cases asked in a period waited for their first answer, against what was promised. */
#include "core/report_rules.h"
#include "store/sqlite/case_fate.h"
#include "store/sqlite/report_keys.h"

enum { HIGH_PERCENT = 90 };

static enum error count_case(struct report *report, const struct case_row *row, void *context)
{
	const uint32_t *by = context;
	struct group_key key = report_key_of(report, *by, row->service, row->asked_at_ms, row->practice);
	struct reply_time_row one = {
		.asked = 1, .answered = row->is_timed, .within_promise = row->is_timed && row->is_within};
	struct group *group;

	if (fate_has(row->fate, FATE_IS_MDT))
		return OK;
	enum error error = report_count_by(report, &key, row->thread, &one, &group);

	return error == OK && row->is_timed ? samples_add(&group->samples, row->reply_ms) : error;
}

/* The times of fewer than are shown would tell of single cases; of the others, whole hours are enough beyond the board. */
static enum error fill_times(struct report *report, struct group *group, void *made)
{
	int64_t (*hours)(int64_t) = report->is_beyond ? report_whole_hours : report_hours;
	const struct samples *samples = &group->samples;
	struct reply_time_row *row = made;

	if (samples->count == 0 || row->answered == COUNT_WITHHELD)
		return OK;
	row->median_hours = decimal_of(hours(report_median(samples->values, samples->count)));
	row->percentile_90_hours = decimal_of(hours(report_percentile(samples->values, samples->count, HIGH_PERCENT)));
	return OK;
}

static enum error name(struct report *report, const struct group *group, void *made)
{
	struct reply_time_row *row = made;

	return REPORT_FILL_KEYS(report, &group->key, row);
}

static const struct report_shape shape = {&reply_time_row_record, name, fill_times};

enum error query_report_reply_times(
	struct query *query, const struct report_reply_times_args *args, struct report_reply_times_result *result)
{
	struct report report;
	uint32_t by = args->by ? args->by : SET_OF(BY_TREATMENT_FUNCTION);
	enum error error = report_begin(&report, query, &shape, args->from, args->until, args->reach);

	report.by = by;
	if (error == OK)
		error = report_each_case(&report, CASES_BY_REPLY, count_case, &by);
	if (error == OK)
		error = report_rows(&report, &result->rows);
	result->scope = report_scope(&report);
	report_end(&report);
	return error;
}
