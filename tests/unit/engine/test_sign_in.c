/* Password and code: who gets in, and how a guesser is slowed. */
#include <criterion/criterion.h>
#include <string.h>

#include "base/calendar.h"
#include "tests/unit/engine/signing.h"

static struct world world;

static void set_up(void)
{
	world_open(&world, NULL);
	signing_enrol(&world, "a.khan");
	signing_enrol(&world, "e.okafor");
	world_start(&world);
}

static void tear_down(void)
{
	world_close(&world);
}

TestSuite(sign_in, .init = set_up, .fini = tear_down);

Test(sign_in, the_right_password_and_code_start_a_session)
{
	const struct sign_in answer = signing_in(&world, "a.khan", "browser-1");

	cr_assert(answer.error == OK, "%s", answer.sentence);
	cr_assert_str_eq(answer.display_name, "Dr Amina Khan");
	cr_assert_eq(answer.roles, SET_OF(ROLE_INT_CLINICIAN));
	cr_assert_eq(strlen(answer.secret_token), 64);
	cr_assert_str_eq(answer.session.person.text, "a.khan");
	cr_assert_str_eq(answer.session.device.text, "browser-1");
	cr_assert_eq(answer.session.started_at_ms, world.clock.wall_now_ms);
	cr_assert_eq(answer.session.ends_at_ms, world.clock.wall_now_ms + (int64_t)12 * MS_PER_HOUR);
	cr_assert_eq(answer.password[0], '\0', "the password is not kept");
	cr_assert(signing_check(&world, answer.secret_token).error == OK);
}

Test(sign_in, two_sessions_never_share_a_token)
{
	const struct sign_in first = signing_in(&world, "a.khan", "browser-1");
	const struct sign_in second = signing_in(&world, "e.okafor", "browser-2");

	cr_assert(first.error == OK && second.error == OK);
	cr_assert_str_neq(first.secret_token, second.secret_token);
}

/* One sentence for every wrong combination: nobody learns which part was right. */
Test(sign_in, whatever_is_wrong_the_answer_is_the_same)
{
	char right[7], other[7] = "000000", old[7];
	struct sign_in answers[6];

	signing_code(&world, 0, right);
	if (strcmp(right, other) == 0)
		other[5] = '1';
	signing_code(&world, -2, old);
	answers[0] = signing_try(&world, "a.khan", "wrong", right, "b1");
	answers[1] = signing_try(&world, "a.khan", right_password, other, "b2");
	answers[2] = signing_try(&world, "x.nobody", right_password, right, "b3");
	answers[3] = signing_try(&world, "a.khan", right_password, old, "b4");
	answers[4] = signing_try(&world, "n.shaw", right_password, right, "b5"); /* exists, but has no password */
	answers[5] = signing_try(&world, "a.khan", right_password, "", "b6");
	for (size_t i = 0; i < 6; i++) {
		cr_assert(answers[i].error == ERROR_UNAUTHENTICATED, "%zu", i);
		cr_assert_str_eq(answers[i].sentence, answers[0].sentence);
		cr_assert_str_empty(answers[i].secret_token);
		cr_assert_eq(answers[i].refusal.retry_after_ms, 0);
	}
}

Test(sign_in, a_code_one_step_early_or_late_is_good)
{
	char early[7], late[7];

	signing_code(&world, -1, early);
	signing_code(&world, 1, late);
	cr_assert(signing_try(&world, "a.khan", right_password, early, "b1").error == OK);
	cr_assert(signing_try(&world, "a.khan", right_password, late, "b1").error == OK);
}

Test(sign_in, a_code_is_good_once)
{
	char code[7];

	signing_code(&world, 0, code);
	cr_assert(signing_try(&world, "a.khan", right_password, code, "b1").error == OK);
	const struct sign_in again = signing_try(&world, "a.khan", right_password, code, "b2");

	cr_assert(again.error == ERROR_UNAUTHENTICATED);
	cr_assert(strstr(again.sentence, "used already") != NULL);
	signing_code(&world, -1, code); /* older than the newest used */
	cr_assert(signing_try(&world, "a.khan", right_password, code, "b3").error == ERROR_UNAUTHENTICATED);
	fake_clock_advance(&world.clock, 30000);
	cr_assert(signing_in(&world, "a.khan", "b1").error == OK, "the next one is good");
}

Test(sign_in, a_guesser_is_slowed_and_the_person_elsewhere_is_not_locked_out)
{
	int refused = 0;

	for (int i = 0; i < 8; i++) {
		const struct sign_in answer = signing_try(&world, "a.khan", "guess", "123456", "stranger");

		cr_assert(answer.error == ERROR_UNAUTHENTICATED || answer.error == ERROR_RATE_LIMITED);
		cr_assert((answer.error == ERROR_RATE_LIMITED) == (answer.refusal.retry_after_ms > 0));
		refused += answer.error == ERROR_RATE_LIMITED;
	}
	cr_assert_eq(refused, 3, "five guesses from one browser, then waiting");
	cr_assert(signing_in(&world, "a.khan", "stranger").error == ERROR_RATE_LIMITED, "even with the right password");
	cr_assert(signing_in(&world, "a.khan", "own-browser").error == OK);
	fake_clock_advance(&world.clock, 31000);
	cr_assert(signing_in(&world, "a.khan", "stranger").error == OK, "after a wait it may be tried again");
}

Test(sign_in, many_browsers_do_not_guess_faster)
{
	int tried = 0;

	for (int i = 0; i < 24; i++) {
		char browser[16] = {'b', (char)('a' + i), '\0'};

		tried += signing_try(&world, "a.khan", "guess", "123456", browser).error == ERROR_UNAUTHENTICATED;
	}
	cr_assert_eq(tried, 20);
}

Test(sign_in, when_the_record_cannot_be_read_or_written_that_is_said)
{
	static const enum faulty_hook hooks[] = {FAULTY_credential, FAULTY_facts, FAULTY_put_credential,
		FAULTY_expire_sessions, FAULTY_put_session, FAULTY_commit};

	for (size_t i = 0; i < sizeof hooks / sizeof hooks[0]; i++) {
		faulty_set_plan(world.store, &(struct faulty_plan){.hook = hooks[i], .at = 1});
		const struct sign_in answer = signing_in(&world, "a.khan", "b1");

		cr_assert(answer.error == ERROR_STORE_UNAVAILABLE, "hook %zu: %s", i, answer.sentence);
		cr_assert(answer.refusal.retry_after_ms > 0);
		faulty_set_plan(world.store, &(struct faulty_plan){.at = 0});
		cr_assert(signing_in(&world, "a.khan", "b1").error == OK, "hook %zu: and then it works", i);
		fake_clock_advance(&world.clock, 30000);
	}
}
