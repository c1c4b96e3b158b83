/* directory.list: whom to ask, and what to expect of them. */
#include <criterion/criterion.h>

#include "base/calendar.h"
#include "base/text.h"
#include "core/working_time.h"
#include "tests/contract/support/subject.h"
#include "tests/contract/support/world.h"

static const struct directory_list_result *directory(
	struct world *world, const char *as, const char *text, int32_t function)
{
	struct directory_list_args args = {.treatment_function = function, .text = text_of(text)};

	return world_query(world, NULL, as, COMMAND_directory_list, &args, NULL);
}

CONTRACT(directory, lists_the_links_somebody_may_see)
{
	static const struct {
		const char *as;
		const char *text;
		int32_t function;
		size_t count;
	} rows[] = {
		{"a.khan", NULL, 0, 2},
		{"d.moore", NULL, 0, 1},
		{"e.okafor", NULL, 0, 2},
		{"f.rossi", NULL, 0, 1},
		{"m.grant", NULL, 0, 2},
		{"n.shaw", NULL, 0, 3},
		{"o.frost", NULL, 0, 3},
		{"a.khan", NULL, 320, 1},
		{"a.khan", NULL, 100, 0},
		{"a.khan", "ROSSI", 0, 1},
		{"a.khan", "cardio", 0, 1},
		{"a.khan", "consultant", 0, 2},
		{"a.khan", "hillside", 0, 0},
		{"o.frost", "hillside", 0, 1},
		{"a.khan", "ROSSI", 320, 0},
		{"a.khan", "rossi\xc3", 0, 0},
		{"a.khan", "%", 0, 0},
	};
	struct subject subject;
	struct world world;

	subject_open(&subject, *kind);
	world_init(&world, subject.store);
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		size_t count = directory(&world, rows[i].as, rows[i].text, rows[i].function)->links.count;

		cr_assert_eq(count, rows[i].count, "row %zu gives %zu", i, count);
	}
	world_deinit(&world);
	subject_close(&subject);
}

CONTRACT(directory, says_what_a_specialist_has_to_do)
{
	struct subject subject;
	struct world world;

	subject_open(&subject, *kind);
	world_init(&world, subject.store);
	struct thread_id first = world_ask(&world, world.cardiology, &(struct asking){0});
	world_ask(&world, world.cardiology, &(struct asking){0});
	world_ask(&world, world.hillside, &(struct asking){.by = "d.moore"});
	world_want_information(&world, world.cardiology, first, "e.okafor", "Which dose?");
	const struct link_row *link = directory(&world, "a.khan", NULL, WORLD_CARDIOLOGY)->links.items;
	const struct specialist_row *row = link->specialists.items;
	cr_assert_eq(link->conversation.pos, world.cardiology.pos);
	cr_assert(text_is(link->treatment_function_name, "Cardiology Service"));
	cr_assert(text_is(link->neighbourhood_name, "Riverside"));
	cr_assert_eq(link->reply_due_routine, reply_due(world.now_ms, URGENCY_ROUTINE, 2));
	cr_assert_eq(link->reply_due_urgent, reply_due(world.now_ms, URGENCY_URGENT, 2));
	cr_assert_eq(link->weekly_limit, 10);
	cr_assert_eq(link->specialists.count, 1);
	cr_assert(row->lead);
	cr_assert(text_is(row->display_name, "Dr Emeka Okafor"));
	cr_assert(text_is(row->organisation_name, "County Hospital"));
	cr_assert_eq(row->open_threads, 1, "what stands still is not waiting for an answer");
	cr_assert_eq(row->asked_this_week, 2);
	cr_assert_eq(row->usual_reply_hours, 0);
	cr_assert_eq(row->deputy.text[0], '\0');
	world.now_ms += 7 * (int64_t)MS_PER_DAY;
	link = directory(&world, "a.khan", NULL, WORLD_CARDIOLOGY)->links.items;
	cr_assert_eq(((const struct specialist_row *)link->specialists.items)->asked_this_week, 0);
	world_deinit(&world);
	subject_close(&subject);
}

CONTRACT(directory, tells_the_usual_reply_from_five_answers_on)
{
	static const int hours[] = {1, 2, 3, 5, 7};
	struct subject subject;
	struct world world;

	subject_open(&subject, *kind);
	world_init(&world, subject.store);
	for (size_t i = 0; i < 5; i++) {
		int64_t asked_at = world.now_ms;
		struct thread_id thread = world_ask(&world, world.cardiology, &(struct asking){0});
		const struct link_row *link = directory(&world, "a.khan", NULL, WORLD_CARDIOLOGY)->links.items;

		cr_assert_eq(((const struct specialist_row *)link->specialists.items)->usual_reply_hours, 0);
		world.now_ms = asked_at + (int64_t)hours[i] * MS_PER_HOUR;
		world_answer(&world, world.cardiology, thread, "e.okafor", "Wait", RECOMMENDATION_OTHER);
		world.now_ms = asked_at + (int64_t)MS_PER_DAY;
	}
	const struct link_row *link = directory(&world, "a.khan", NULL, WORLD_CARDIOLOGY)->links.items;
	cr_assert_eq(((const struct specialist_row *)link->specialists.items)->usual_reply_hours, 3);
	world.now_ms += 28 * (int64_t)MS_PER_DAY;
	link = directory(&world, "a.khan", NULL, WORLD_CARDIOLOGY)->links.items;
	cr_assert_eq(((const struct specialist_row *)link->specialists.items)->usual_reply_hours, 0);
	world_deinit(&world);
	subject_close(&subject);
}
