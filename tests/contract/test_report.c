/* report.avoided: honest counts, and what the seed table expects beside them. */
#include <criterion/criterion.h>

#include "base/calendar.h"
#include "base/text.h"
#include "tests/contract/support/subject.h"
#include "tests/contract/support/world.h"

static const struct report_avoided_result *report(
	struct world *world, const char *as, int32_t from, int32_t until, uint32_t by)
{
	struct report_avoided_args args = {.from = from, .until = until, .by = by};

	return world_query(world, NULL, as, COMMAND_report_avoided, &args, NULL);
}

/* One case of each fate, in November; world.now_ms ends in December. */
static void live_through(struct world *world)
{
	struct conversation_id cardiology = world->cardiology;
	struct thread_id avoided = world_ask(world, cardiology, &(struct asking){0});
	struct thread_id deferred = world_ask(world, cardiology, &(struct asking){.nhs_number = "9990000026"});
	struct thread_id prompted =
		world_ask(world, cardiology, &(struct asking){.intent = INTENT_WOULD_NOT_REFER, .practice = "P81002"});
	struct thread_id silent = world_ask(world, cardiology, &(struct asking){0});
	struct thread_id reopened = world_ask(world, cardiology, &(struct asking){.nhs_number = "9990000034"});
	struct thread_id answered[] = {avoided, deferred, prompted, reopened};

	for (size_t i = 0; i < 4; i++)
		world_answer(world, cardiology, answered[i], "e.okafor", "Advice",
			i == 2 ? RECOMMENDATION_REFERRAL : RECOMMENDATION_ADVICE_ONLY);
	world_close(world, cardiology, avoided, "a.khan", OUTCOME_MANAGED_IN_PRIMARY_CARE);
	world_avoid(world, cardiology, avoided, "a.khan", "9990000018");
	world_close(world, cardiology, deferred, "a.khan", OUTCOME_MANAGED_IN_PRIMARY_CARE);
	world_avoid(world, cardiology, deferred, "a.khan", "9990000026");
	world_refer(world, cardiology, deferred, "a.khan");
	world_defer(world, cardiology, deferred, "a.khan");
	world_close(world, cardiology, prompted, "a.khan", OUTCOME_REFERRED);
	world_close(world, cardiology, reopened, "a.khan", OUTCOME_MANAGED_IN_PRIMARY_CARE);
	world_avoid(world, cardiology, reopened, "a.khan", "9990000034");
	world_reopen(world, cardiology, reopened, "a.khan", 0);
	struct referral_reopened_data data = {.treatment_function = WORLD_CARDIOLOGY};
	world_happens(world, EVENT_referral_reopened, cardiology, reopened, "a.khan", &data);
	(void)silent;
	world->now_ms = calendar_london_time(20261201, 0);
	world_ask(world, world->hillside,
		&(struct asking){.by = "d.moore", .neighbourhood = "hillside", .practice = "P82001"});
}

CONTRACT(report, counts_each_fate_of_a_case_once)
{
	struct subject subject;
	struct world world;

	subject_open(&subject, *kind);
	world_init(&world, subject.store);
	live_through(&world);
	const struct report_avoided_result *result = report(&world, "a.khan", 20261101, 20261130, 0);
	const struct avoided_row *row = result->rows.items;
	cr_assert_eq(result->rows.count, 2, "cardiology, and dermatology where nobody asked");
	cr_assert_eq(row->treatment_function, WORLD_CARDIOLOGY);
	cr_assert(text_is(row->treatment_function_name, "Cardiology Service"));
	cr_assert(text_is_absent(row->month));
	cr_assert_eq(row->asked, 5);
	cr_assert_eq(row->answered, 4);
	cr_assert_eq(row->closed, 3);
	cr_assert_eq(row->diverted, 1, "the avoided one; the others were referred or are open");
	cr_assert_eq(row->avoided_provisional, 1);
	cr_assert_eq(row->avoided_confirmed, 0);
	cr_assert_eq(row->deferred, 1);
	cr_assert_eq(row->prompted, 1);
	cr_assert_eq(row->referred, 2);
	cr_assert_eq(row->converted, 1);
	cr_assert_eq(row->reopened, 1);
	cr_assert_eq(row->expected_first_per_week.hundredths, 2800);
	cr_assert_eq(row->expected_total_per_week.hundredths, 6200);
	cr_assert_eq(row[1].treatment_function, WORLD_DERMATOLOGY);
	cr_assert_eq(row[1].asked, 0);
	cr_assert_eq(row[1].expected_first_per_week.hundredths, 2200);
	world_deinit(&world);
	subject_close(&subject);
}

CONTRACT(report, is_about_days_in_london_both_included)
{
	struct subject subject;
	struct world world;

	subject_open(&subject, *kind);
	world_init(&world, subject.store);
	live_through(&world);
	const struct {
		int32_t from, until;
		int64_t asked;
	} rows[] = {{20261123, 20261123, 5}, {20261124, 20261130, 0}, {20261123, 20261201, 6}, {20261201, 20261201, 1}};
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		const struct report_avoided_result *result =
			report(&world, "n.shaw", rows[i].from, rows[i].until, SET_OF(BY_TREATMENT_FUNCTION));

		cr_assert_eq(((const struct avoided_row *)result->rows.items)->asked, rows[i].asked, "row %zu", i);
	}
	struct report_avoided_args args = {.from = 20261202, .until = 20261201};
	enum error error;
	world_query(&world, NULL, "n.shaw", COMMAND_report_avoided, &args, &error);
	cr_assert_eq(error, ERROR_BAD_REQUEST);
	world_deinit(&world);
	subject_close(&subject);
}

CONTRACT(report, groups_by_any_keys_and_sorts_by_them)
{
	struct subject subject;
	struct world world;

	subject_open(&subject, *kind);
	world_init(&world, subject.store);
	live_through(&world);
	const struct report_avoided_result *result =
		report(&world, "n.shaw", 20261101, 20261231, SET_OF(BY_MONTH) | SET_OF(BY_PRACTICE));
	const struct avoided_row *rows = result->rows.items;
	cr_assert_eq(result->rows.count, 3);
	cr_assert(text_is(rows[0].month, "2026-11"));
	cr_assert_str_eq(rows[0].practice.text, "P81001");
	cr_assert_eq(rows[0].asked, 4);
	cr_assert_not(rows[0].expected_first_per_week.is_known, "a practice's share is not known");
	cr_assert_str_eq(rows[1].practice.text, "P81002");
	cr_assert_eq(rows[1].prompted, 1);
	cr_assert(text_is(rows[2].month, "2026-12"));
	cr_assert_eq(rows[2].treatment_function, 0);

	result = report(&world, "n.shaw", 20261101, 20261231, SET_OF(BY_NEIGHBOURHOOD) | SET_OF(BY_TREATMENT_FUNCTION));
	rows = result->rows.items;
	cr_assert_eq(result->rows.count, 3);
	cr_assert_str_eq(rows[0].neighbourhood.text, "hillside");
	cr_assert_eq(rows[0].expected_first_per_week.hundredths, 2352, "28 for 50,000 is 23.52 for 42,000");
	cr_assert_str_eq(rows[1].neighbourhood.text, "riverside");
	cr_assert_eq(rows[1].asked, 5);
	cr_assert_eq(rows[2].treatment_function, WORLD_DERMATOLOGY);

	result = report(&world, "n.shaw", 20261101, 20261231, SET_OF(BY_TREATMENT_FUNCTION));
	rows = result->rows.items;
	cr_assert_eq(result->rows.count, 2);
	cr_assert_eq(rows[0].asked, 6);
	cr_assert_eq(rows[0].expected_first_per_week.hundredths, 2800 + 2352);

	result = report(&world, "n.shaw", 20261101, 20261231, SET_OF(BY_NEIGHBOURHOOD));
	rows = result->rows.items;
	cr_assert_eq(result->rows.count, 2);
	cr_assert_eq(rows[1].expected_first_per_week.hundredths, 2800 + 2200);
	result = report(&world, "n.shaw", 20261101, 20261231, SET_OF(BY_MONTH));
	cr_assert_eq(result->rows.count, 2);
	world_deinit(&world);
	subject_close(&subject);
}

CONTRACT(report, shows_clinicians_and_coordinators_their_own_neighbourhood)
{
	static const struct {
		const char *as;
		int64_t asked;
	} rows[] = {{"a.khan", 5}, {"d.moore", 1}, {"m.grant", 5}, {"n.shaw", 6}, {"o.frost", 6}};
	struct subject subject;
	struct world world;

	subject_open(&subject, *kind);
	world_init(&world, subject.store);
	live_through(&world);
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		const struct report_avoided_result *result = report(&world, rows[i].as, 20261101, 20261231, 0);

		cr_assert_eq(((const struct avoided_row *)result->rows.items)->asked, rows[i].asked, "%s", rows[i].as);
	}
	world_deinit(&world);
	subject_close(&subject);
}
