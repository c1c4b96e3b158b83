/* Leave, links that change, and what is due: who takes part, who is told, and what is found. */
#include <criterion/criterion.h>
#include <string.h>

#include "base/calendar.h"
#include "base/text.h"
#include "core/duties.h"
#include "core/promise.h"
#include "tests/contract/support/subject.h"
#include "tests/contract/support/world.h"

static const struct conversation_id nowhere;
static const struct thread_id no_thread;

/* --- what happens ------------------------------------------------------------------------------------------------- */

static struct cover_id set_cover(
	struct world *world, const char *who, const char *deputy, int64_t from_ms, int64_t until_ms)
{
	struct cover_set_data data = {.cover = {store_last_pos(world->store) + 1},
		.person = person(who),
		.deputy = person(deputy),
		.from = from_ms,
		.until = until_ms};

	world_happens(world, EVENT_cover_set, nowhere, no_thread, who, &data);
	return data.cover;
}

static struct cover_id begin_cover(struct world *world, const char *who, const char *deputy)
{
	struct cover_id cover = set_cover(world, who, deputy, world->now_ms, world->now_ms + MS_PER_DAY);
	struct cover_began_data data = {
		.cover = cover, .person = person(who), .deputy = person(deputy), .until = world->now_ms + MS_PER_DAY};

	world_happens(world, EVENT_cover_began, nowhere, no_thread, "system", &data);
	return cover;
}

static void end_cover(struct world *world, struct cover_id cover, const char *who, const char *deputy)
{
	struct cover_ended_data data = {
		.cover = cover, .person = person(who), .deputy = person(deputy), .cause = COVER_END_OVER};

	world_happens(world, EVENT_cover_ended, nowhere, no_thread, "system", &data);
}

/* Names one or two specialists of cardiology. */
static void name_specialists(struct world *world, const char *lead, const char *other, const char *removed)
{
	struct person_id specialists[2] = {person(lead), person(other ? other : "")};
	struct person_id left_out = person(removed ? removed : "");
	struct link_updated_data data = {.link = {world->cardiology.pos}, .specialists = {specialists, other ? 2 : 1}};

	if (removed) {
		data.removed = (struct list){&left_out, 1};
		data.cases_to = specialists[0];
	}
	world_happens(world, EVENT_link_updated, world->cardiology, no_thread, "o.frost", &data);
}

/* --- who takes part ----------------------------------------------------------------------------------------------- */

static enum side side_of(struct world *world, const char *who, struct conversation_id conversation)
{
	struct references references = {.actor = person(who), .conversation = conversation};

	return world_facts(world, &references).actor.side;
}

CONTRACT(cover, a_deputy_takes_part_meanwhile_and_only_then)
{
	struct subject subject;
	struct world world;

	subject_open(&subject, *kind);
	world_init(&world, subject.store);
	struct cover_id cover = set_cover(&world, "e.okafor", "f.rossi", world.now_ms, world.now_ms + MS_PER_DAY);
	cr_assert_eq(side_of(&world, "f.rossi", world.hillside), SIDE_NONE, "it has not begun");
	cover = begin_cover(&world, "e.okafor", "f.rossi");
	cr_assert_eq(side_of(&world, "f.rossi", world.cardiology), SIDE_SPECIALIST);
	cr_assert_eq(side_of(&world, "f.rossi", world.hillside), SIDE_SPECIALIST);
	end_cover(&world, cover, "e.okafor", "f.rossi");
	cr_assert_eq(side_of(&world, "f.rossi", world.cardiology), SIDE_NONE);
	cr_assert_eq(side_of(&world, "f.rossi", world.hillside), SIDE_NONE);
	cr_assert_eq(side_of(&world, "f.rossi", world.dermatology), SIDE_SPECIALIST, "her own link");
	world_deinit(&world);
	subject_close(&subject);
}

CONTRACT(cover, who_is_named_stays_when_a_leave_ends_and_who_stands_in_stays_when_no_longer_named)
{
	struct subject subject;
	struct world world;

	subject_open(&subject, *kind);
	world_init(&world, subject.store);
	name_specialists(&world, "e.okafor", "f.rossi", NULL);
	struct cover_id cover = begin_cover(&world, "e.okafor", "f.rossi");
	end_cover(&world, cover, "e.okafor", "f.rossi");
	cr_assert_eq(side_of(&world, "f.rossi", world.cardiology), SIDE_SPECIALIST);
	cover = begin_cover(&world, "e.okafor", "f.rossi");
	name_specialists(&world, "e.okafor", NULL, "f.rossi");
	cr_assert_eq(side_of(&world, "f.rossi", world.cardiology), SIDE_SPECIALIST, "she stands in");
	end_cover(&world, cover, "e.okafor", "f.rossi");
	cr_assert_eq(side_of(&world, "f.rossi", world.cardiology), SIDE_NONE);
	cr_assert_eq(side_of(&world, "a.khan", world.cardiology), SIDE_NEIGHBOURHOOD, "the team stays");
	world_deinit(&world);
	subject_close(&subject);
}

CONTRACT(cover, a_specialist_who_comes_while_away_brings_their_deputy)
{
	struct subject subject;
	struct world world;

	subject_open(&subject, *kind);
	world_init(&world, subject.store);
	begin_cover(&world, "f.rossi", "e.okafor");
	cr_assert_eq(side_of(&world, "e.okafor", world.dermatology), SIDE_SPECIALIST);
	name_specialists(&world, "f.rossi", NULL, "e.okafor");
	cr_assert_eq(side_of(&world, "f.rossi", world.cardiology), SIDE_SPECIALIST);
	cr_assert_eq(side_of(&world, "e.okafor", world.cardiology), SIDE_SPECIALIST, "as the deputy");
	world_deinit(&world);
	subject_close(&subject);
}

CONTRACT(cover, open_cases_of_who_is_left_out_are_owed_by_the_lead)
{
	struct subject subject;
	struct world world;
	struct references references = {.actor = person("f.rossi")};

	subject_open(&subject, *kind);
	world_init(&world, subject.store);
	struct thread_id open = world_ask(&world, world.cardiology, &(struct asking){0});
	struct thread_id closed = world_ask(&world, world.cardiology, &(struct asking){0});
	struct thread_id elsewhere = world_ask(&world, world.hillside, &(struct asking){.by = "d.moore"});
	world_close(&world, world.cardiology, closed, "a.khan", OUTCOME_NO_LONGER_NEEDED);
	name_specialists(&world, "f.rossi", NULL, "e.okafor");
	references.thread = open;
	cr_assert_str_eq(world_facts(&world, &references).thread.asked.text, "f.rossi");
	references.thread = closed;
	cr_assert_str_eq(world_facts(&world, &references).thread.asked.text, "e.okafor");
	references.thread = elsewhere;
	cr_assert_str_eq(world_facts(&world, &references).thread.asked.text, "e.okafor");
	struct directory_list_args args = {.treatment_function = WORLD_CARDIOLOGY};
	const struct directory_list_result *result =
		world_query(&world, NULL, "f.rossi", COMMAND_directory_list, &args, NULL);
	const struct link_row *link = result->links.items;
	cr_assert_eq(((const struct specialist_row *)link->specialists.items)->open_threads, 1);
	world_deinit(&world);
	subject_close(&subject);
}

/* --- who is told -------------------------------------------------------------------------------------------------- */

static bool hears(struct world *world, const struct event *event, const char *who)
{
	struct reader *reader = NULL;
	struct recipients recipients = {0};
	bool is_told = false;

	cr_assert_eq(reader_open(world->store, &reader), OK);
	cr_assert_eq(reader_recipients(reader, event, world->arena, &recipients), OK);
	for (size_t i = 0; i < recipients.people.count; i++)
		is_told = is_told || strcmp(((const struct person_id *)recipients.people.items)[i].text, who) == 0;
	reader_close(reader);
	cr_assert_eq(recipients.people.count, recipients.devices.count, "everybody has one device");
	return is_told;
}

static bool syncs(struct world *world, const char *who, enum event_kind kind)
{
	struct sync_args args = {0};
	const struct sync_result *result = world_query(world, NULL, who, COMMAND_sync, &args, NULL);
	const struct event *events = result->events.items;

	for (size_t i = 0; i < result->events.count; i++) {
		cr_assert(i == 0 || events[i].pos > events[i - 1].pos, "in order, and none twice");
		if (events[i].kind == kind)
			return true;
	}
	return false;
}

CONTRACT(cover, leave_is_told_to_contacts_the_deputy_and_coordinators)
{
	static const struct {
		const char *who;
		bool is_told;
	} rows[] = {{"a.khan", true}, {"d.moore", true}, {"e.okafor", true}, {"f.rossi", true}, {"m.grant", true},
		{"n.shaw", false}, {"o.frost", false}};
	struct subject subject;
	struct world world;
	struct cover_set_data data = {.person = person("e.okafor"), .deputy = person("f.rossi")};
	struct event event = {.kind = EVENT_cover_set, .data = &data};

	subject_open(&subject, *kind);
	world_init(&world, subject.store);
	set_cover(&world, "e.okafor", "f.rossi", world.now_ms, world.now_ms + 1);
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		cr_assert_eq(hears(&world, &event, rows[i].who), rows[i].is_told, "%s", rows[i].who);
		cr_assert_eq(syncs(&world, rows[i].who, EVENT_cover_set), rows[i].is_told, "%s", rows[i].who);
	}
	data.person = person("f.rossi");
	data.deputy = person("a.khan");
	cr_assert(!hears(&world, &event, "d.moore"), "no contact of hers");
	world_deinit(&world);
	subject_close(&subject);
}

CONTRACT(cover, an_escalation_is_told_to_members_and_to_the_coordinators_of_the_neighbourhood)
{
	struct subject subject;
	struct world world;
	struct promise_escalated_data data = {.asked = person("e.okafor"),
		.reply_due = 1,
		.cause = ESCALATION_UNANSWERED,
		.neighbourhood = neighbourhood("riverside")};

	subject_open(&subject, *kind);
	world_init(&world, subject.store);
	struct thread_id thread = world_ask(&world, world.cardiology, &(struct asking){0});
	world_happens(&world, EVENT_promise_escalated, world.cardiology, thread, "system", &data);
	struct event event = {
		.kind = EVENT_promise_escalated, .conversation = world.cardiology, .thread = thread, .data = &data};
	cr_assert(hears(&world, &event, "m.grant") && hears(&world, &event, "a.khan"));
	cr_assert(!hears(&world, &event, "d.moore") && !hears(&world, &event, "n.shaw"));
	event.conversation = world.hillside;
	cr_assert(!hears(&world, &event, "m.grant"), "not her neighbourhood");
	cr_assert(
		syncs(&world, "m.grant", EVENT_promise_escalated) && syncs(&world, "a.khan", EVENT_promise_escalated));
	cr_assert(!syncs(&world, "m.grant", EVENT_case_asked), "no words");
	cr_assert(!syncs(&world, "d.moore", EVENT_promise_escalated));
	world_deinit(&world);
	subject_close(&subject);
}

/* --- what is due -------------------------------------------------------------------------------------------------- */

static struct list duties(struct world *world, int64_t now_ms, int64_t limit)
{
	struct references references = {.actor = person("o.frost"), .duties_limit = limit};
	int64_t kept_ms = world->now_ms;

	world->now_ms = now_ms;
	struct facts facts = world_facts(world, &references);
	world->now_ms = kept_ms;
	return facts.duties;
}

static void expect_duties(struct world *world, int64_t now_ms, size_t count, enum duty_kind kind)
{
	struct list found = duties(world, now_ms, DUTIES_LIMIT);
	const struct duty_facts *duty = found.items;

	cr_assert_eq(found.count, count, "%zu duties", found.count);
	for (size_t i = 0; i < count; i++)
		cr_assert_eq(duty[i].kind, kind);
}

CONTRACT(duties, are_found_when_they_come_due_one_kind_after_the_other)
{
	struct subject subject;
	struct world world;

	subject_open(&subject, *kind);
	world_init(&world, subject.store);
	int64_t due_ms = world.now_ms + 2 * (int64_t)MS_PER_DAY;
	struct thread_id thread = world_ask(&world, world.cardiology, &(struct asking){.reply_due_ms = due_ms});
	struct promise promise = promise_made(world.now_ms - 1000, due_ms);
	int64_t reminder_ms = promise_next_step_ms(&promise, URGENCY_ROUTINE);
	expect_duties(&world, reminder_ms - 2000, 0, DUTY_PROMISE);
	expect_duties(&world, reminder_ms + 2000, 1, DUTY_PROMISE);
	struct list found = duties(&world, reminder_ms + 2000, 1);
	const struct duty_facts *duty = found.items;
	cr_assert_eq(duty->thread.id.pos, thread.pos);
	cr_assert_eq(duty->thread.conversation.pos, world.cardiology.pos);
	cr_assert_eq(duty->thread.promise.due_ms, due_ms);
	cr_assert_eq(duty->thread.promise.step, PROMISE_RUNNING);
	cr_assert_str_eq(duty->thread.neighbourhood.text, "riverside");
	cr_assert_eq(duty->specialists.count, 1);

	set_cover(&world, "e.okafor", "f.rossi", due_ms, due_ms + 1);
	expect_duties(&world, due_ms - 1, 1, DUTY_PROMISE);
	expect_duties(&world, due_ms, 1, DUTY_COVER_BEGINS);
	begin_cover(&world, "f.rossi", "e.okafor");
	expect_duties(&world, world.now_ms + 2 * (int64_t)MS_PER_DAY, 1, DUTY_COVER_ENDS);
	world_deinit(&world);
	subject_close(&subject);
}

/* Each step is taken once, and what is answered, closed or put back owes none. */
CONTRACT(duties, are_done_with_when_their_event_is_there)
{
	struct subject subject;
	struct world world;

	subject_open(&subject, *kind);
	world_init(&world, subject.store);
	int64_t due_ms = world.now_ms + MS_PER_HOUR, late_ms = due_ms + 30 * (int64_t)MS_PER_DAY;
	struct thread_id thread = world_ask(&world, world.cardiology, &(struct asking){.reply_due_ms = due_ms});
	struct promise_reminded_data reminded = {.asked = person("e.okafor"), .reply_due = due_ms};
	struct promise_lapsed_data lapsed = {.asked = person("e.okafor"), .reply_due = due_ms};
	struct promise_escalated_data escalated = {.asked = person("e.okafor"),
		.reply_due = due_ms,
		.cause = ESCALATION_UNANSWERED,
		.neighbourhood = neighbourhood("riverside")};
	world_happens(&world, EVENT_promise_reminded, world.cardiology, thread, "system", &reminded);
	expect_duties(&world, due_ms - 1, 0, DUTY_PROMISE);
	expect_duties(&world, due_ms, 1, DUTY_PROMISE);
	world_happens(&world, EVENT_promise_lapsed, world.cardiology, thread, "system", &lapsed);
	expect_duties(&world, due_ms + MS_PER_HOUR, 0, DUTY_PROMISE);
	expect_duties(&world, late_ms, 1, DUTY_PROMISE);
	world_happens(&world, EVENT_promise_escalated, world.cardiology, thread, "system", &escalated);
	expect_duties(&world, late_ms, 0, DUTY_PROMISE);

	thread = world_ask(&world, world.cardiology, &(struct asking){.reply_due_ms = due_ms});
	struct thread_id second = world_ask(&world, world.cardiology, &(struct asking){.reply_due_ms = due_ms});
	struct thread_id third = world_ask(&world, world.cardiology, &(struct asking){.reply_due_ms = due_ms});
	expect_duties(&world, late_ms, 3, DUTY_PROMISE);
	world_answer(&world, world.cardiology, thread, "e.okafor", "No", RECOMMENDATION_OTHER);
	world_close(&world, world.cardiology, second, "a.khan", OUTCOME_REFERRED);
	world_want_information(&world, world.cardiology, third, "e.okafor", "?");
	expect_duties(&world, late_ms, 0, DUTY_PROMISE);
	world_deinit(&world);
	subject_close(&subject);
}
