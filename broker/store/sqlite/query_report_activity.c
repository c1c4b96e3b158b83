/* report.activity: advice beside the outpatient activity expected for the population. */
#include <string.h>

#include "base/calendar.h"
#include "core/report_rules.h"
#include "store/sqlite/case_fate.h"
#include "store/sqlite/report_keys.h"

/* Ordered by place, then by specialty. */
static struct group_key key_of(struct report *report, const struct service *service, int64_t asked_at_ms)
{
	struct group_key key;

	memset(&key, 0, sizeof(key));
	key.month = asked_at_ms != 0 ? report_month_key(report, asked_at_ms) : 0;
	key.first = service->neighbourhood_key;
	key.second = service->treatment_function;
	return key;
}

static enum error count_case(struct report *report, const struct case_row *row, void *context)
{
	struct group_key key = key_of(report, row->service, row->asked_at_ms);
	struct activity_row one = {.asked = !fate_has(row->fate, FATE_IS_MDT),
		.avoided = row->ledger == LEDGER_PROVISIONAL || row->ledger == LEDGER_CONFIRMED};
	struct group *group;

	(void)context;
	return report_count_by(report, &key, row->thread, &one, &group);
}

/* Every service has a row, also one that nobody asked. */
static enum error add_services(struct report *report)
{
	const struct service *services = report->services.items;
	enum error error = OK;

	for (size_t i = 0; error == OK && i < report->services.count; i++) {
		struct group_key key = key_of(report, &services[i], 0);
		struct group *group;

		error = report_group(report, &key, &group);
	}
	return error;
}

/* The services of a neighbourhood stand one behind the other from its key on. */
static const struct service *service_of(const struct report *report, const struct group_key *key)
{
	const struct service *service = (const struct service *)report->services.items + key->first - 1;

	while (service->treatment_function != key->second)
		service++;
	return service;
}

static enum error name(struct report *report, const struct group *group, void *made)
{
	const struct service *service = service_of(report, &group->key);
	struct activity_row *row = made;

	row->neighbourhood = service->neighbourhood;
	row->population = service->population;
	row->treatment_function = service->treatment_function;
	row->treatment_function_name = report_function_name(service->treatment_function);
	row->expected_first_per_week = service->expected_first;
	row->expected_total_per_week = service->expected_total;
	row->source = service->source;
	row->year = service->year;
	return OK;
}

static enum error fill_share(struct report *report, struct group *group, void *made)
{
	int64_t days = calendar_days_of(report->until) - calendar_days_of(report->from) + 1;
	struct activity_row *row = made;

	(void)group;
	row->weeks = decimal_of(report_weeks(days));
	if (row->avoided != COUNT_WITHHELD)
		row->avoided_percent_of_expected_first =
			report_percent_of_expected(row->avoided, row->expected_first_per_week.hundredths, days);
	return OK;
}

static const struct report_shape shape = {&activity_row_record, name, fill_share};

enum error query_report_activity(
	struct query *query, const struct report_activity_args *args, struct report_activity_result *result)
{
	struct report report;
	enum error error = report_begin(&report, query, &shape, args->from, args->until, args->reach);

	if (error == OK)
		error = report_each_case(&report, CASES_BY_END, count_case, NULL);
	if (error == OK)
		error = add_services(&report);
	if (error == OK)
		error = report_rows(&report, &result->rows);
	result->scope = report_scope(&report);
	report_end(&report);
	return error;
}
