/* Whom and which days a report is about, and the walk over its cases. */
#include <string.h>

#include "base/calendar.h"
#include "base/text.h"
#include "core/report_rules.h"
#include "core/treatment_function.h"
#include "store/sqlite/report.h"
#include "store/sqlite/statement.h"

/* Where the expectation of treatment_functions.def comes from. */
#define SEED_SOURCE "NAPC, Creating Integrated Neighbourhood Teams, 12 November 2024, table 1"
enum { SEED_YEAR = 2024 };

/* --- services -------------------------------------------------------------------------------------------------------- */

/* Services that are linked, and those that have cases: the second by jumping from each to the next of the
 * neighbourhood, for the cases of one are many. */
static const char service_sql[] =
	"WITH RECURSIVE walked(neighbourhood, treatment_function) AS (SELECT id, 0 FROM neighbourhoods"
	" UNION ALL SELECT walked.neighbourhood, (SELECT min(c.treatment_function) FROM cases AS c"
	" WHERE c.neighbourhood = walked.neighbourhood AND c.treatment_function > walked.treatment_function)"
	" FROM walked WHERE walked.treatment_function IS NOT NULL)"
	" SELECT s.neighbourhood, s.treatment_function, n.population, a.first, a.total, a.source, a.year FROM"
	" (SELECT neighbourhood, treatment_function FROM links"
	" UNION SELECT neighbourhood, treatment_function FROM walked WHERE treatment_function > 0) AS s"
	" JOIN neighbourhoods AS n ON n.id = s.neighbourhood"
	" LEFT JOIN activity AS a ON a.treatment_function = s.treatment_function"
	" WHERE ? OR s.neighbourhood = ? ORDER BY s.neighbourhood, s.treatment_function";

/* What is expected for EXPECTED_PER_POPULATION people: as it was set, or as the seed table has it. */
static void read_expected(struct report *report, struct sql *sql, struct service *service)
{
	const struct treatment_function *function = treatment_function_find(service->treatment_function);
	int64_t first = sql_get_integer(sql);
	int64_t total = sql_get_integer(sql);

	service->source = sql_get_text(sql, report->query->arena);
	service->year = sql_get_integer(sql);
	bool is_known = true;

	if (text_is_absent(service->source)) {
		is_known = function && function->expected_total != 0;
		first = is_known ? function->expected_first : 0;
		total = is_known ? function->expected_total : 0;
		service->source = text_of(is_known ? SEED_SOURCE : "no figure in " SEED_SOURCE);
		service->year = SEED_YEAR;
	}
	if (!is_known || service->population == 0)
		return;
	service->expected_first = decimal_of(report_scaled(first, service->population));
	service->expected_total = decimal_of(report_scaled(total, service->population));
}

/* In order, those of a neighbourhood stand one behind the other. */
static void set_key(struct service *service, size_t count)
{
	bool continues = count > 1 && strcmp(service[-1].neighbourhood.text, service->neighbourhood.text) == 0;

	service->neighbourhood_key = continues ? service[-1].neighbourhood_key : (int32_t)count;
}

static enum error read_services(struct report *report)
{
	struct rows rows = rows_of(report->query->arena, sizeof(struct service));
	struct sql sql = sql_use(report->query->connection, service_sql);

	sql_put_integer(&sql, report->sees_all);
	sql_put_string(&sql, report->neighbourhood.text);
	while (sql_step(&sql)) {
		struct service *service = rows_add(&rows);

		if (!service) {
			sql.error = ERROR_BUSY;
			break;
		}
		sql_get_string(&sql, service->neighbourhood.text, sizeof(service->neighbourhood.text));
		service->treatment_function = (int32_t)sql_get_integer(&sql);
		service->population = sql_get_integer(&sql);
		read_expected(report, &sql, service);
		set_key(service, rows.count);
	}
	report->services = rows_list(&rows);
	return sql_done(&sql);
}

/* --- the report ------------------------------------------------------------------------------------------------------ */

static int64_t day_starts_ms(int32_t days)
{
	return calendar_london_time(calendar_date_of(days), 0);
}

/* A day more or less would be a case more or less. A month that is not over yet is asked for up to today. */
static enum error refuse_parts(struct report *report)
{
	bool ends_month = calendar_date_of(calendar_days_of(report->until) + 1) % 100 == 1;

	if (report->from % 100 != 1)
		return query_refuse(report->query, "args.from",
			"Beyond the board a report covers whole months: begin on the first day of one.");
	if (!ends_month && report->until < calendar_london_date(report->newest_ms))
		return query_refuse(report->query, "args.until",
			"Beyond the board a report covers whole months: end on the last day of one, or today.");
	return OK;
}

enum error report_begin(struct report *report, struct query *query, const struct report_shape *shape, int32_t from,
	int32_t until, enum report_reach reach)
{
	const struct person_facts *actor = &query->facts->actor;
	enum error error;

	*report = (struct report){
		.query = query,
		.shape = shape,
		.from = from,
		.until = until,
		.from_ms = day_starts_ms(calendar_days_of(from)),
		.until_ms = day_starts_ms(calendar_days_of(until) + 1),
		.is_beyond = reach == REACH_BEYOND_ICB,
		.sees_all = actor->roles & (SET_OF(ROLE_MANAGER) | SET_OF(ROLE_ADMINISTRATOR)),
		.neighbourhood = actor->neighbourhood,
		.ordered = rows_of(query->arena, sizeof(struct group *)),
	};
	if (until < from)
		return query_refuse(query, "args.until", "The last day must not be before the first.");
	report->groups = map_new();
	if (!report->groups)
		return ERROR_BUSY;
	error = connection_number(
		query->connection, "SELECT at FROM events ORDER BY pos DESC LIMIT 1", &report->newest_ms);
	if (error == OK && report->is_beyond)
		error = refuse_parts(report);
	return error == OK ? read_services(report) : error;
}

int32_t month_of(struct month_span *span, int64_t time_ms)
{
	int32_t date;

	if (time_ms >= span->from_ms && time_ms < span->until_ms)
		return span->month;
	date = calendar_london_date(time_ms);
	span->month = date / 100;
	span->from_ms = calendar_london_time(span->month * 100 + 1, 0);
	int32_t next = span->month % 100 == 12 ? (date / 10000 + 1) * 100 + 1 : span->month + 1;
	span->until_ms = calendar_london_time(next * 100 + 1, 0);
	return span->month;
}

struct neighbourhood_id report_scope(const struct report *report)
{
	return report->sees_all ? (struct neighbourhood_id){0} : report->neighbourhood;
}

/* --- cases ----------------------------------------------------------------------------------------------------------- */

#define CASES_IN_PERIOD                                                                                     \
	" FROM cases WHERE neighbourhood = ? AND treatment_function = ? AND asked_at >= ? AND asked_at < ?" \
	" ORDER BY asked_at, thread"

static void read_fate(struct sql *sql, struct case_row *row)
{
	sql_get_string(sql, row->practice, sizeof(row->practice));
	row->fate = sql_get_integer(sql);
	row->ledger = (enum ledger_state)sql_get_integer(sql);
	row->avoided_at_ms = sql_get_integer(sql);
	row->referred_on = (int32_t)sql_get_integer(sql);
}

static void read_reply(struct sql *sql, struct case_row *row)
{
	sql_get_string(sql, row->practice, sizeof(row->practice));
	row->fate = sql_get_integer(sql);
	row->reply_ms = sql_get_integer(sql) - 1; /* NULL is 0 */
	row->is_timed = row->reply_ms >= 0;
	row->is_within = sql_get_integer(sql) != 0;
}

static void read_end(struct sql *sql, struct case_row *row)
{
	row->fate = sql_get_integer(sql);
	row->ledger = (enum ledger_state)sql_get_integer(sql);
}

static const struct {
	const char *sql;
	void (*read)(struct sql *sql, struct case_row *row);
} walks[] = {
	[CASES_BY_FATE] = {"SELECT thread, asked_at, practice, fate, ledger, avoided_at, referred_on" CASES_IN_PERIOD,
		read_fate},
	[CASES_BY_REPLY] = {"SELECT thread, asked_at, practice, fate, reply_ms + 1, is_within" CASES_IN_PERIOD,
		read_reply},
	[CASES_BY_END] = {"SELECT thread, asked_at, fate, ledger" CASES_IN_PERIOD, read_end},
};

static enum error walk_service(struct report *report, enum case_columns columns, const struct service *service,
	case_counter count, void *context)
{
	struct case_row row = {.service = service};
	struct sql sql = sql_use(report->query->connection, walks[columns].sql);
	enum error error = OK;

	sql_put_string(&sql, service->neighbourhood.text);
	sql_put_integer(&sql, service->treatment_function);
	sql_put_integer(&sql, report->from_ms);
	sql_put_integer(&sql, report->until_ms);
	while (error == OK && sql_step(&sql)) {
		row.thread = sql_get_integer(&sql);
		row.asked_at_ms = sql_get_integer(&sql);
		walks[columns].read(&sql, &row);
		error = count(report, &row, context);
	}
	enum error done = sql_done(&sql);
	return error == OK ? done : error;
}

enum error report_each_case(struct report *report, enum case_columns columns, case_counter count, void *context)
{
	const struct service *services = report->services.items;
	enum error error = OK;

	for (size_t i = 0; error == OK && i < report->services.count; i++)
		error = walk_service(report, columns, &services[i], count, context);
	return error;
}
