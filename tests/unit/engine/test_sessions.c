/* How long a session lasts, and how it ends. */
#include <criterion/criterion.h>
#include <string.h>

#include "base/calendar.h"
#include "tests/unit/engine/signing.h"

static struct world world;
static char token[65];

/* Idle after fifteen minutes, at the latest over after twelve hours. */
static void set_up(void)
{
	world_open(&world, NULL);
	signing_enrol(&world, "a.khan");
	world_start(&world);
	const struct sign_in answer = signing_in(&world, "a.khan", "browser-1");

	cr_assert(answer.error == OK);
	memcpy(token, answer.secret_token, sizeof token);
}

static void tear_down(void)
{
	world_close(&world);
}

TestSuite(sessions, .init = set_up, .fini = tear_down);

Test(sessions, a_session_says_whose_it_is)
{
	const struct sign_in answer = signing_check(&world, token);

	cr_assert(answer.error == OK);
	cr_assert_str_eq(answer.person.text, "a.khan");
	cr_assert_str_eq(answer.device.text, "browser-1");
	cr_assert_str_eq(answer.display_name, "Dr Amina Khan");
	cr_assert_eq(answer.roles, SET_OF(ROLE_INT_CLINICIAN));
}

Test(sessions, a_token_that_was_never_given_is_no_session)
{
	char other[65];

	memcpy(other, token, sizeof other);
	other[0] = other[0] == '0' ? '1' : '0';
	cr_assert(signing_check(&world, other).error == ERROR_UNAUTHENTICATED);
	cr_assert(signing_check(&world, "").error == ERROR_UNAUTHENTICATED);
}

Test(sessions, an_unused_session_ends)
{
	fake_clock_advance(&world.clock, (int64_t)15 * MS_PER_MINUTE - 1);
	cr_assert(signing_check(&world, token).error == OK);
	fake_clock_advance(&world.clock, (int64_t)15 * MS_PER_MINUTE);
	cr_assert(signing_check(&world, token).error == ERROR_UNAUTHENTICATED);
}

Test(sessions, using_it_keeps_it_alive_and_no_longer_than_its_limit)
{
	int64_t alive_ms = 0;

	while (signing_check(&world, token).error == OK) {
		fake_clock_advance(&world.clock, (int64_t)10 * MS_PER_MINUTE);
		alive_ms += (int64_t)10 * MS_PER_MINUTE;
	}
	cr_assert_eq(alive_ms, (int64_t)12 * MS_PER_HOUR);
}

Test(sessions, whoever_signs_out_is_out)
{
	cr_assert(signing_out(&world, token).error == OK);
	cr_assert(signing_check(&world, token).error == ERROR_UNAUTHENTICATED);
	cr_assert(signing_out(&world, token).error == OK, "twice is fine");
}

/* Checks on their way while somebody signs out do not bring the session back. */
Test(sessions, a_late_use_does_not_bring_a_session_back)
{
	fake_clock_advance(&world.clock, (int64_t)5 * MS_PER_MINUTE);
	cr_assert(signing_check(&world, token).error == OK);
	cr_assert(signing_out(&world, token).error == OK);
	world_settle(&world);
	cr_assert(signing_check(&world, token).error == ERROR_UNAUTHENTICATED);
}

Test(sessions, signing_out_ends_one_session_and_not_the_others)
{
	fake_clock_advance(&world.clock, 30000);
	const struct sign_in second = signing_in(&world, "a.khan", "browser-2");

	cr_assert(second.error == OK);
	cr_assert(signing_out(&world, token).error == OK);
	cr_assert(signing_check(&world, second.secret_token).error == OK);
}

Test(sessions, a_check_that_cannot_be_read_is_no_sign_out)
{
	faulty_set_plan(world.store, &(struct faulty_plan){.hook = FAULTY_session, .at = 1});
	const struct sign_in answer = signing_check(&world, token);

	cr_assert(answer.error == ERROR_STORE_UNAVAILABLE);
	cr_assert(answer.refusal.retry_after_ms > 0);
	cr_assert(signing_check(&world, token).error == OK);
}

Test(sessions, a_sign_out_that_was_not_committed_is_not_told_as_done)
{
	faulty_set_plan(world.store, &(struct faulty_plan){.hook = FAULTY_end_session, .at = 1});
	cr_assert(signing_out(&world, token).error == ERROR_STORE_UNAVAILABLE);
	cr_assert(signing_out(&world, token).error == OK);
	cr_assert(signing_check(&world, token).error == ERROR_UNAUTHENTICATED);
}

Test(sessions, sessions_outlive_a_broken_store)
{
	char why[256];

	engine_stop(world.engine);
	world.is_started = false;
	cr_assert(store_reopen(world.store, why) == OK, "%s", why);
	struct reader *reader = NULL;
	struct session session = {0};
	struct digest digest;

	cr_assert(digest_of(&(struct text){token, 64}, 1, &digest) == OK);
	cr_assert(reader_open(world.store, &reader) == OK);
	cr_assert(reader_session(reader, &digest, &session) == OK);
	cr_assert(session.found);
	reader_close(reader);
}
