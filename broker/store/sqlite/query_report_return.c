/* report.return: the monthly return of specialist advice, in the shape of System EROC (domain 2.3). */
#include <string.h>

#include "store/sqlite/case_fate.h"
#include "store/sqlite/report_keys.h"
#include "store/sqlite/statement.h"

/* A case is counted in the months in which it was asked, first answered and closed, which may be three. */
struct return_case {
	const struct service *service;
	int64_t thread;
	char provider[LIMIT_ODS_BYTES + 1];
	int64_t asked_at_ms;
	int64_t answered_at_ms;
	int64_t closed_at_ms;
	int64_t fate;
};

struct return_months {
	struct month_span asked, answered, closed;
};

static enum error count_in(struct report *report, const struct return_case *one, struct month_span *span,
	int64_t time_ms, const struct return_row *what)
{
	struct group_key key;
	struct group *group;

	if (time_ms < report->from_ms || time_ms >= report->until_ms)
		return OK;
	memset(&key, 0, sizeof(key));
	key.month = month_of(span, time_ms);
	key.first = ADVICE_PRE_REFERRAL; /* all that is asked here so far */
	key.second = one->service->treatment_function;
	memcpy(key.organisation, one->provider, strlen(one->provider));
	return report_count_by(report, &key, one->thread, what, &group);
}

static enum error count_case(struct report *report, const struct return_case *one, struct return_months *months)
{
	if (fate_has(one->fate, FATE_IS_MDT))
		return OK;
	static const struct return_row request = {.requests = 1}, processed = {.processed = 1},
				       diverted = {.diverted = 1};
	enum error error = count_in(report, one, &months->asked, one->asked_at_ms, &request);

	if (error == OK)
		error = count_in(report, one, &months->answered, one->answered_at_ms, &processed);
	if (error == OK && fate_is_diverted(one->fate))
		error = count_in(report, one, &months->closed, one->closed_at_ms, &diverted);
	return error;
}

/* All cases asked before the end: what is closed in the period may have been asked long ago. */
static enum error count_service(struct report *report, const struct service *service, struct return_months *months)
{
	struct return_case one = {.service = service};
	struct sql sql = sql_use(report->query->connection,
		"SELECT thread, asked_at, fate, provider, first_answered_at, closed_at FROM cases"
		" WHERE neighbourhood = ?1 AND treatment_function = ?2 AND asked_at < ?4"
		" AND (asked_at >= ?3 OR first_answered_at >= ?3 OR closed_at >= ?3)");
	enum error error = OK;

	sql_put_string(&sql, service->neighbourhood.text);
	sql_put_integer(&sql, service->treatment_function);
	sql_put_integer(&sql, report->from_ms);
	sql_put_integer(&sql, report->until_ms);
	while (error == OK && sql_step(&sql)) {
		one.thread = sql_get_integer(&sql);
		one.asked_at_ms = sql_get_integer(&sql);
		one.fate = sql_get_integer(&sql);
		sql_get_string(&sql, one.provider, sizeof(one.provider));
		one.answered_at_ms = sql_get_integer(&sql);
		one.closed_at_ms = sql_get_integer(&sql);
		error = count_case(report, &one, months);
	}
	enum error done = sql_done(&sql);
	return error == OK ? done : error;
}

static enum error name(struct report *report, const struct group *group, void *made)
{
	const struct group_key *key = &group->key;
	struct return_row *row = made;

	row->month = report_month_text(report, key->month);
	if (!row->month.data)
		return ERROR_BUSY;
	row->type = (enum advice_type)key->first;
	row->treatment_function = key->second;
	row->treatment_function_name = report_function_name(key->second);
	memcpy(row->provider.text, key->organisation, sizeof(row->provider.text));
	return OK;
}

static const struct report_shape shape = {&return_row_record, name, NULL};

enum error query_report_return(
	struct query *query, const struct report_return_args *args, struct report_return_result *result)
{
	struct report report;
	struct return_months months = {0};
	enum error error = report_begin(&report, query, &shape, args->from, args->until, args->reach);
	const struct service *services = report.services.items;

	report.by = SET_OF(BY_MONTH);
	for (size_t i = 0; error == OK && i < report.services.count; i++)
		error = count_service(&report, &services[i], &months);
	if (error == OK)
		error = report_rows(&report, &result->rows);
	result->scope = report_scope(&report);
	report_end(&report);
	return error;
}
