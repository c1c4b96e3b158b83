/* The devices that may hear the feed, from the engine to the guard. */
#include <criterion/criterion.h>
#include <string.h>

#include "base/text.h"
#include "mqtt/roll.h"
#include "tests/unit/mqtt/fake_engine.h"

static void count_wakes(void *context)
{
	++*(int *)context;
}

static const char *const DEVICES[] = {"n-shaw-1", "r-feed-1"};

Test(roll, is_asked_for_only_when_it_is_wanted)
{
	struct engine engine = {.found = DEVICES, .found_count = 2};
	struct roll *roll = roll_new(NULL, NULL);
	struct buffer lines = {0};

	roll_ask(roll, &engine);
	cr_assert_eq(engine.searches, 0);
	cr_assert_not(roll_take(roll, &lines));
	roll_want(roll);
	roll_want(roll);
	roll_ask(roll, &engine);
	roll_ask(roll, &engine);
	cr_assert_eq(engine.searches, 1);
	cr_assert_eq(engine.searched_roles, SET_OF(ROLE_MANAGER) | SET_OF(ROLE_INTEGRATION));
	cr_assert(roll_take(roll, &lines));
	cr_assert(text_is(buffer_text(&lines), "n-shaw-1\nr-feed-1\n"));
	cr_assert_not(roll_take(roll, &lines), "told once");
	buffer_deinit(&lines);
	roll_free(roll);
}

Test(roll, those_who_are_refused_come_first_and_marked)
{
	static const char *const refused[] = {"a-khan-2", "lost-1"};
	struct engine engine = {.found = DEVICES, .found_count = 2, .refused = refused, .refused_count = 2};
	struct roll *roll = roll_new(NULL, NULL);
	struct buffer lines = {0};

	roll_want(roll);
	roll_ask(roll, &engine);
	cr_assert(roll_take(roll, &lines));
	cr_assert(text_is(buffer_text(&lines), "!a-khan-2\n!lost-1\nn-shaw-1\nr-feed-1\n"));
	buffer_deinit(&lines);
	roll_free(roll);
}

Test(roll, an_empty_one_is_told_too)
{
	struct engine engine = {0};
	struct roll *roll = roll_new(NULL, NULL);
	struct buffer lines = {0};

	roll_want(roll);
	roll_ask(roll, &engine);
	cr_assert(roll_take(roll, &lines));
	cr_assert_eq(lines.length, 0);
	buffer_deinit(&lines);
	roll_free(roll);
}

Test(roll, one_question_is_under_way_at_a_time_and_what_changes_meanwhile_is_asked_again)
{
	struct engine engine = {.found = DEVICES, .found_count = 2, .holds_searches = true};
	struct roll *roll = roll_new(NULL, NULL);
	struct buffer lines = {0};

	roll_want(roll);
	roll_ask(roll, &engine);
	roll_want(roll);
	roll_ask(roll, &engine);
	cr_assert_eq(engine.searches, 1);
	fake_engine_answer(&engine);
	engine.found_count = 1;
	roll_ask(roll, &engine);
	cr_assert_eq(engine.searches, 2);
	fake_engine_answer(&engine);
	cr_assert(roll_take(roll, &lines));
	cr_assert(text_is(buffer_text(&lines), "n-shaw-1\n"), "the newer one has taken the older one's place");
	buffer_deinit(&lines);
	roll_free(roll);
}

Test(roll, wakes_the_link_when_it_is_wanted_and_when_it_is_there)
{
	struct engine engine = {0};
	int wakes = 0;
	struct roll *roll = roll_new(count_wakes, &wakes);

	roll_want(roll);
	cr_assert_eq(wakes, 1);
	roll_ask(roll, &engine);
	cr_assert_eq(wakes, 2);
	roll_free(roll);
}

Test(roll, a_failure_leaves_it_wanted_and_is_not_asked_again_at_once)
{
	struct engine engine = {.search_error = ERROR_STORE_UNAVAILABLE};
	struct roll *roll = roll_new(NULL, NULL);
	struct buffer lines = {0};

	roll_want(roll);
	roll_ask(roll, &engine);
	cr_assert_not(roll_take(roll, &lines));
	roll_ask(roll, &engine);
	cr_assert_eq(engine.searches, 1);
	roll_free(roll);

	roll = roll_new(NULL, NULL);
	engine = (struct engine){.refuses_searches = true};
	roll_want(roll);
	roll_ask(roll, &engine);
	cr_assert_not(roll_take(roll, &lines));
	roll_free(roll);
}

Test(roll, what_was_not_taken_is_forgotten_with_its_connection)
{
	struct engine engine = {.found = DEVICES, .found_count = 2};
	struct roll *roll = roll_new(NULL, NULL);
	struct buffer lines = {0};

	roll_want(roll);
	roll_ask(roll, &engine);
	roll_forget(roll);
	cr_assert_not(roll_take(roll, &lines));
	roll_free(roll);
	roll_free(NULL);
}
