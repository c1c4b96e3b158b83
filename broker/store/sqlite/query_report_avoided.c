/* report.avoided: cases asked in a period, counted by what became of them (design 5). */
#include <stdio.h>
#include <string.h>

#include "base/calendar.h"
#include "base/text.h"
#include "core/treatment_function.h"
#include "store/sqlite/case_fate.h"
#include "store/sqlite/report_keys.h"

enum { SOON_DAYS = 30, LATER_DAYS = 90 };

struct avoided_report {
	uint32_t by;
	/* Entries that were avoided before these instants have been followed up so long. */
	int64_t soon_before_ms;
	int64_t later_before_ms;
};

static int64_t followed_up_before_ms(const struct report *report, int32_t days)
{
	int32_t newest = calendar_days_of(calendar_london_date(report->newest_ms));

	return calendar_london_time(calendar_date_of(newest - days + 1), 0);
}

static bool is_referred_within(const struct case_row *row, int32_t days)
{
	int32_t avoided = calendar_days_of(calendar_london_date(row->avoided_at_ms));

	return row->ledger == LEDGER_DEFERRED && row->referred_on < calendar_date_of(avoided + days);
}

static bool stood(const struct case_row *row, int32_t days, int64_t before_ms)
{
	return row->avoided_at_ms < before_ms && !is_referred_within(row, days);
}

static void count_ledger(const struct avoided_report *avoided, const struct case_row *row, struct avoided_row *counts)
{
	counts->avoided_provisional += row->ledger == LEDGER_PROVISIONAL;
	counts->avoided_confirmed += row->ledger == LEDGER_CONFIRMED;
	counts->deferred += row->ledger == LEDGER_DEFERRED;
	if (row->ledger == ledger_state_absent_ || row->ledger == LEDGER_REOPENED)
		return;
	counts->avoided_30_days += stood(row, SOON_DAYS, avoided->soon_before_ms);
	counts->avoided_90_days += stood(row, LATER_DAYS, avoided->later_before_ms);
}

static enum error count_case(struct report *report, const struct case_row *row, void *context)
{
	const struct avoided_report *avoided = context;
	struct group_key key = report_key_of(report, avoided->by, row->service, row->asked_at_ms, row->practice);
	bool is_referred = fate_has(row->fate, FATE_IS_REFERRED);
	bool is_asked = !fate_has(row->fate, FATE_IS_MDT);
	struct avoided_row one = {
		.asked = is_asked,
		.answered = fate_has(row->fate, FATE_IS_ANSWERED),
		.closed = is_asked && fate_is_closed(row->fate),
		.diverted = is_asked && fate_is_diverted(row->fate),
		.prompted = is_referred && fate_word(row->fate, FATE_INTENT) == INTENT_WOULD_NOT_REFER,
		.referred = is_referred,
		.converted = fate_has(row->fate, FATE_IS_CONVERTED),
		.reopened = fate_has(row->fate, FATE_IS_REOPENED),
		.decided_by_mdt = !is_asked,
	};
	struct group *group;

	count_ledger(avoided, row, &one);
	return report_count_by(report, &key, row->thread, &one, &group);
}

/* A linked specialty that nobody asked is worth a row; a month or practice in which nobody asked is not. */
static enum error add_silent_groups(struct report *report, uint32_t by)
{
	const struct service *services = report->services.items;
	enum error error = OK;

	if (by & (SET_OF(BY_MONTH) | SET_OF(BY_PRACTICE)))
		return OK;
	for (size_t i = 0; error == OK && i < report->services.count; i++) {
		struct group_key key = report_key_of(report, by, &services[i], 0, "");
		struct group *group;

		error = report_group(report, &key, &group);
	}
	return error;
}

static void add_expected(struct decimal *sum, const struct decimal *one)
{
	if (one->is_known)
		*sum = decimal_of(sum->hundredths + one->hundredths);
}

/* What is expected is known of a neighbourhood, not of a practice. */
static enum error expect(struct report *report, struct group *group, void *made)
{
	const struct service *services = report->services.items;
	const struct group_key *key = &group->key;
	struct avoided_row *row = made;

	for (size_t i = 0; i < report->services.count && !(report->by & SET_OF(BY_PRACTICE)); i++) {
		bool is_function = key->first == 0 || key->first == services[i].treatment_function;
		bool is_place = key->neighbourhood == 0 || key->neighbourhood == services[i].neighbourhood_key;

		if (!is_function || !is_place)
			continue;
		add_expected(&row->expected_first_per_week, &services[i].expected_first);
		add_expected(&row->expected_total_per_week, &services[i].expected_total);
	}
	return OK;
}

static enum error name(struct report *report, const struct group *group, void *made)
{
	struct avoided_row *row = made;

	return REPORT_FILL_KEYS(report, &group->key, row);
}

static const struct report_shape shape = {&avoided_row_record, name, expect};

enum error query_report_avoided(
	struct query *query, const struct report_avoided_args *args, struct report_avoided_result *result)
{
	struct report report;
	struct avoided_report avoided = {.by = args->by ? args->by : SET_OF(BY_TREATMENT_FUNCTION)};
	enum error error = report_begin(&report, query, &shape, args->from, args->until, args->reach);

	report.by = avoided.by;
	if (error == OK) {
		avoided.soon_before_ms = followed_up_before_ms(&report, SOON_DAYS);
		avoided.later_before_ms = followed_up_before_ms(&report, LATER_DAYS);
		error = report_each_case(&report, CASES_BY_FATE, count_case, &avoided);
	}
	if (error == OK)
		error = add_silent_groups(&report, avoided.by);
	if (error == OK)
		error = report_rows(&report, &result->rows);
	result->scope = report_scope(&report);
	report_end(&report);
	return error;
}
