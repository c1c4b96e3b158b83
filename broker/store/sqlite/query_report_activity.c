/* report.activity: advice beside the outpatient activity expected for the population. */
#include <string.h>

#include "base/calendar.h"
#include "core/report_rules.h"
#include "store/sqlite/report_keys.h"

static struct group_key key_of(const struct service *service)
{
	struct group_key key;

	memset(&key, 0, sizeof(key));
	key.first = service->neighbourhood_key; /* ordered by place, then by specialty */
	key.second = service->treatment_function;
	return key;
}

static enum error count_case(struct report *report, const struct case_row *row, void *context)
{
	struct group_key key = key_of(row->service);
	struct group *group;
	enum error error = report_group(report, &key, sizeof(struct activity_row), &group);

	(void)context;
	if (error != OK)
		return error;
	struct activity_row *counts = group->row;
	counts->asked++;
	counts->avoided += row->ledger == LEDGER_PROVISIONAL || row->ledger == LEDGER_CONFIRMED;
	return OK;
}

/* Beyond the board the share is one of the rounded count, for the expectation is no secret. */
static void fill_share(const struct report *report, int64_t days, struct activity_row *row)
{
	int64_t avoided = report->is_beyond ? report_count_beyond(row->avoided) : row->avoided;

	if (avoided != COUNT_WITHHELD)
		row->avoided_percent_of_expected_first =
			report_percent_of_expected(avoided, row->expected_first_per_week, days);
}

static enum error add_service(struct report *report, const struct service *service, int64_t days)
{
	struct group_key key = key_of(service);
	struct group *group;
	enum error error = report_group(report, &key, sizeof(struct activity_row), &group);

	if (error != OK)
		return error;
	struct activity_row *row = group->row;
	row->neighbourhood = service->neighbourhood;
	row->population = service->population;
	row->treatment_function = service->treatment_function;
	row->treatment_function_name = report_function_name(service->treatment_function);
	row->weeks = report_weeks(days);
	row->expected_first_per_week = service->expected_first;
	row->expected_total_per_week = service->expected_total;
	row->source = service->source;
	row->year = service->year;
	fill_share(report, days, row);
	return OK;
}

/* Every service has a row, also one that nobody asked. */
static enum error finish(struct report *report, struct report_activity_result *result)
{
	const struct service *services = report->services.items;
	int64_t days = calendar_days_of(report->until) - calendar_days_of(report->from) + 1;
	enum error error = OK;

	for (size_t i = 0; error == OK && i < report->services.count; i++)
		error = add_service(report, &services[i], days);
	return error == OK ? report_rows(report, &activity_row_record, &result->rows) : error;
}

enum error query_report_activity(
	struct query *query, const struct report_activity_args *args, struct report_activity_result *result)
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
