/* Password and code: who gets in, and how a guesser is slowed. */
#include <criterion/criterion.h>
#include <stdio.h>
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

/* Three guesses are free, and then each waits longer; whoever the person is, another address does not wait. */
Test(sign_in, a_guesser_is_slowed_and_the_person_elsewhere_is_not_locked_out)
{
	static const int64_t waits_s[] = {0, 0, 0, 2, 4, 8, 16, 32, 64, 128, 256, 512, 900, 900};

	for (size_t i = 0; i < sizeof waits_s / sizeof waits_s[0]; i++) {
		cr_assert(signing_from(&world, "a.khan", "guess", "123456", "stranger", "elsewhere").error ==
			  ERROR_UNAUTHENTICATED);
		if (waits_s[i] == 0)
			continue;
		const struct sign_in early = signing_from(&world, "a.khan", "guess", "123456", "stranger", "elsewhere");

		cr_assert(early.error == ERROR_RATE_LIMITED, "%zu", i);
		cr_assert_eq(early.refusal.retry_after_ms, waits_s[i] * 1000, "%zu", i);
		cr_assert(strstr(early.sentence, "wait") != NULL);
		fake_clock_advance(&world.clock, waits_s[i] * 1000);
	}
	char code[7];

	cr_assert(signing_from(&world, "a.khan", "guess", "123456", "stranger", "elsewhere").error ==
		  ERROR_UNAUTHENTICATED);
	signing_code(&world, 0, code);
	cr_assert(signing_from(&world, "a.khan", right_password, code, "stranger", "elsewhere").error ==
			  ERROR_RATE_LIMITED,
		"even with the right password");
	cr_assert(signing_from(&world, "a.khan", right_password, code, "own", "at home").error == OK);
}

/* Strangers at the person's own address do not slow the browser that the person uses. */
Test(sign_in, a_browser_in_which_the_person_has_signed_in_is_not_slowed_by_strangers)
{
	char code[7];

	signing_code(&world, 0, code);
	cr_assert(signing_from(&world, "a.khan", right_password, code, "own", "the ward").error == OK);
	for (int i = 0; i < 6; i++)
		signing_from(&world, "a.khan", "guess", "123456", "stranger", "the ward");
	fake_clock_advance(&world.clock, 1000);
	cr_assert(signing_from(&world, "a.khan", "guess", "1", "stranger", "the ward").error == ERROR_RATE_LIMITED);
	cr_assert(signing_from(&world, "a.khan", "a slip", "1", "own", "the ward").error == ERROR_UNAUTHENTICATED);
	fake_clock_advance(&world.clock, 30000);
	signing_code(&world, 0, code);
	cr_assert(signing_from(&world, "a.khan", right_password, code, "own", "the ward").error == OK);
	/* nor does it help a stranger to say that it is that browser: it is known for one person */
	for (int i = 0; i < 4; i++)
		signing_from(&world, "e.okafor", "guess", "1", "own", "the ward");
	cr_assert(signing_from(&world, "e.okafor", "guess", "1", "own", "the ward").error == ERROR_RATE_LIMITED);
	cr_assert(signing_from(&world, "e.okafor", "guess", "1", "other", "the ward").error == ERROR_RATE_LIMITED,
		"another cookie is no other guesser");
}

Test(sign_in, at_an_address_where_too_many_failed_only_known_browsers_may_try)
{
	struct sign_in asked = {.person = {"a.khan"}, .device = {"own"}, .is_address_tired = true};

	snprintf(asked.password, sizeof asked.password, "%s", right_password);
	signing_code(&world, 0, asked.totp);
	const struct sign_in first = signing_run(&world, engine_sign_in, &asked);

	cr_assert(first.error == ERROR_RATE_LIMITED && first.refusal.retry_after_ms > 0);
	cr_assert(signing_in(&world, "a.khan", "own").error == OK);
	fake_clock_advance(&world.clock, 30000);
	signing_code(&world, 0, asked.totp);
	cr_assert(signing_run(&world, engine_sign_in, &asked).error == OK);
}

Test(sign_in, whoever_signs_in_is_told_of_wrong_attempts_once)
{
	const int64_t first_ms = world.clock.wall_now_ms;

	for (int i = 0; i < 3; i++) {
		signing_from(&world, "a.khan", "guess", "123456", "stranger", "elsewhere");
		fake_clock_advance(&world.clock, 30000);
	}
	const struct sign_in told = signing_in(&world, "a.khan", "own");

	cr_assert(told.error == OK);
	cr_assert_eq(told.wrong_attempts, 3);
	cr_assert_eq(told.wrong_since_ms, first_ms);
	fake_clock_advance(&world.clock, 30000);
	cr_assert_eq(signing_in(&world, "a.khan", "own").wrong_attempts, 0);
}

/* A thousand guesses are not a thousand entries; and none is lost. */
Test(sign_in, the_log_is_told_of_guesses_and_not_flooded)
{
	int64_t before = 0, after = 0;

	cr_assert(reader_last_pos(signing_reader(&world), &before) == OK);
	for (int i = 0; i < 60; i++) {
		char address[16];

		snprintf(address, sizeof address, "address %d", i);
		signing_from(&world, "a.khan", "guess", "123456", "stranger", address);
		signing_from(&world, "x.nobody", "guess", "123456", "stranger", address);
	}
	world_settle(&world);
	cr_assert(reader_last_pos(signing_reader(&world), &after) == OK);
	cr_assert_eq(after - before, 20, "%lld", (long long)(after - before));
	fake_clock_advance(&world.clock, (int64_t)2 * MS_PER_HOUR);
	signing_from(&world, "a.khan", "guess", "123456", "stranger", "address 0");
	cr_assert_eq(signing_in(&world, "a.khan", "own").wrong_attempts, 61);
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
