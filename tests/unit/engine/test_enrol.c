/* The first sign-in by invitation, the lost phone, and changing what one signs in with. */
#define _GNU_SOURCE /* memmem */
#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

#include "base/calendar.h"
#include "base/text.h"
#include "tests/unit/engine/signing.h"

static struct world world;
static char code[64]; /* of a.khan's invitation */
static const char passphrase[] = "tidal lamp quorum violet";

/* Invites a person as somebody; copies the code. Gives the error. */
static enum error invite(const char *by, const char *person, const char *txn)
{
	struct person_invite_args args = {0};

	snprintf(args.person.text, sizeof args.person.text, "%s", person);
	struct request *request = world_say(&world, by, COMMAND_person_invite, txn, &args);
	enum error error = request->error;

	if (error == OK) {
		const struct person_invite_result *result = request->result;

		snprintf(code, sizeof code, "%.*s", TEXT_ARGS(result->code));
	}
	request_free(request);
	return error;
}

static void set_up(void)
{
	world_open(&world, NULL);
	signing_enrol(&world, "e.okafor");
	world_start(&world);
	cr_assert(invite("o.frost", "a.khan", "i-1") == OK);
}

static void tear_down(void)
{
	world_close(&world);
}

TestSuite(enrol, .init = set_up, .fini = tear_down);

static struct sign_in look(const char *person, const char *with)
{
	struct sign_in asked = {.device = {"browser-1"}, .address = "here"};

	snprintf(asked.person.text, sizeof asked.person.text, "%s", person);
	snprintf(asked.code, sizeof asked.code, "%s", with);
	return signing_run(&world, engine_look_at_invitation, &asked);
}

/* The code that a phone shows for a secret in base32. */
static void show(const char *secret, char totp[7])
{
	unsigned char bytes[32];
	size_t length;

	cr_assert(base32_decode(text_of(secret), bytes, sizeof bytes, &length) == OK);
	cr_assert(digest_totp((struct text){(const char *)bytes, length}, world.clock.wall_now_ms / 30000, totp) == OK);
}

static struct sign_in enrol(const char *password, const char *totp)
{
	struct sign_in asked = {.person = {"a.khan"}, .device = {"browser-1"}, .address = "here"};

	snprintf(asked.code, sizeof asked.code, "%s", code);
	snprintf(asked.new_password, sizeof asked.new_password, "%s", password);
	snprintf(asked.totp, sizeof asked.totp, "%s", totp);
	return signing_run(&world, engine_enrol, &asked);
}

static struct sign_in enrol_well(void)
{
	const struct sign_in invited = look("a.khan", code);
	char totp[7];

	cr_assert(invited.error == OK, "%s", invited.sentence);
	show(invited.totp_secret, totp);
	return enrol(passphrase, totp);
}

static struct sign_in sign_in(const char *password, const char *totp, const char *recovery_code)
{
	struct sign_in asked = {.person = {"a.khan"}, .device = {"browser-2"}, .address = "there"};

	snprintf(asked.password, sizeof asked.password, "%s", password);
	snprintf(asked.totp, sizeof asked.totp, "%s", totp);
	snprintf(asked.recovery_code, sizeof asked.recovery_code, "%s", recovery_code);
	return signing_run(&world, engine_sign_in, &asked);
}

Test(enrol, an_invitation_shows_name_and_secret_and_then_signs_in)
{
	const struct sign_in invited = look("a.khan", code);

	cr_assert(invited.error == OK, "%s", invited.sentence);
	cr_assert_str_eq(invited.display_name, "Dr Amina Khan");
	cr_assert_eq(strlen(invited.totp_secret), 32);
	cr_assert_eq(invited.ends_at_ms, world.clock.wall_now_ms + (int64_t)72 * MS_PER_HOUR);
	cr_assert_str_eq(look("a.khan", code).totp_secret, invited.totp_secret, "looking changes nothing");
	const struct sign_in done = enrol_well();

	cr_assert(done.error == OK, "%s", done.sentence);
	cr_assert_eq(strlen(done.secret_token), 64);
	cr_assert(signing_check(&world, done.secret_token).error == OK);
	for (int i = 0; i < RECOVERY_CODES; i++)
		cr_assert_eq(strlen(done.recovery_codes[i]), 19);
	fake_clock_advance(&world.clock, 30000);
	char totp[7];

	show(invited.totp_secret, totp);
	cr_assert(sign_in(passphrase, totp, "").error == OK);
}

Test(enrol, a_code_is_good_once_for_its_person_and_for_three_days)
{
	char old[64];

	cr_assert(look("b.osei", code).error == ERROR_UNAUTHENTICATED, "somebody else's");
	cr_assert_str_empty(look("b.osei", code).display_name);
	cr_assert(look("x.nobody", code).error == ERROR_UNAUTHENTICATED);
	cr_assert(look("a.khan", "1-ABCD-ABCD-ABCD-ABCD").error == ERROR_UNAUTHENTICATED);
	fake_clock_advance(&world.clock, (int64_t)72 * MS_PER_HOUR - 1);
	cr_assert(look("a.khan", code).error == OK);
	fake_clock_advance(&world.clock, 1);
	cr_assert(look("a.khan", code).error == ERROR_UNAUTHENTICATED, "expired");
	cr_assert(invite("o.frost", "a.khan", "i-2") == OK);
	memcpy(old, code, sizeof old);
	cr_assert(invite("o.frost", "a.khan", "i-3") == OK);
	cr_assert(look("a.khan", old).error == ERROR_UNAUTHENTICATED, "replaced by a newer one");
	cr_assert(enrol_well().error == OK);
	cr_assert(look("a.khan", code).error == ERROR_UNAUTHENTICATED, "used");
}

Test(enrol, the_same_invitation_asked_for_again_is_the_same_code)
{
	char before[64];

	memcpy(before, code, sizeof before);
	cr_assert(invite("o.frost", "a.khan", "i-1") == OK);
	cr_assert_str_eq(code, before);
}

/* Neither the code nor the secret of the phone stands anywhere in the record. */
Test(enrol, codes_and_secrets_are_not_kept)
{
	const struct sign_in invited = look("a.khan", code);
	const char *letters = strchr(code, '-') + 1;
	static char bytes[8 * 1024 * 1024];
	char path[2][128];

	snprintf(path[0], sizeof path[0], "%s", world.path);
	snprintf(path[1], sizeof path[1], "%s-wal", world.path);
	for (int i = 0; i < 2; i++) {
		FILE *file = fopen(path[i], "rb");
		size_t length = file ? fread(bytes, 1, sizeof bytes, file) : 0;

		cr_assert(length > 0 && length < sizeof bytes);
		cr_assert_null(memmem(bytes, length, letters, strlen(letters)));
		cr_assert_null(memmem(bytes, length, invited.totp_secret, strlen(invited.totp_secret)));
		fclose(file);
	}
}

Test(enrol, guessing_codes_is_slowed_like_guessing_passwords)
{
	int refused = 0;

	for (int i = 0; i < 10; i++)
		refused += look("a.khan", "1-ABCD-ABCD-ABCD-ABCD").error == ERROR_RATE_LIMITED;
	cr_assert_eq(refused, 6);
}

Test(enrol, a_password_that_will_not_do_is_named_and_the_code_stays_good)
{
	static const char *const bad[] = {"short", "elevenchars", "password1234", "qwertyuiop12", "aaaaaaaaaaaa",
		"123456789012", "aminakhan1234", "amina khan amina", "a.khan a.khan", "corridorcorridor",
		"riverside1234", "iloveyouiloveyou"};
	char totp[7];

	show(look("a.khan", code).totp_secret, totp);
	for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
		const struct sign_in answer = enrol(bad[i], totp);

		cr_assert(answer.error == ERROR_BAD_REQUEST, "%s", bad[i]);
		cr_assert_str_eq(answer.refusal.field, "new_password");
		cr_assert(strlen(answer.sentence) > 20);
		cr_assert_str_empty(answer.recovery_codes[0]);
	}
	const struct sign_in wrong = enrol(passphrase, "000000");

	cr_assert(wrong.error == ERROR_BAD_REQUEST);
	cr_assert_str_eq(wrong.refusal.field, "totp");
	cr_assert(enrol_well().error == OK);
}

Test(enrol, a_recovery_code_is_good_once_instead_of_a_phone)
{
	const struct sign_in done = enrol_well();

	cr_assert(sign_in(passphrase, "", done.recovery_codes[3]).error == OK);
	cr_assert(sign_in(passphrase, "", done.recovery_codes[3]).error == ERROR_UNAUTHENTICATED);
	cr_assert(sign_in("another password", "", done.recovery_codes[4]).error == ERROR_UNAUTHENTICATED);
	cr_assert(sign_in(passphrase, "", done.recovery_codes[4]).error == OK, "a wrong password did not use it up");
	cr_assert(sign_in(passphrase, "", "ABCD-ABCD-ABCD-ABCD").error == ERROR_UNAUTHENTICATED);
}

Test(enrol, new_recovery_codes_void_the_old_ones)
{
	const struct sign_in done = enrol_well();
	struct sign_in asked = {.person = {"a.khan"}, .device = {"browser-1"}, .token = done.session.token};

	snprintf(asked.password, sizeof asked.password, "%s", passphrase);
	fake_clock_advance(&world.clock, 30000);
	snprintf(asked.recovery_code, sizeof asked.recovery_code, "%s", done.recovery_codes[0]);
	const struct sign_in fresh = signing_run(&world, engine_renew_recovery_codes, &asked);

	cr_assert(fresh.error == OK, "%s", fresh.sentence);
	cr_assert(sign_in(passphrase, "", done.recovery_codes[1]).error == ERROR_UNAUTHENTICATED);
	cr_assert(sign_in(passphrase, "", fresh.recovery_codes[1]).error == OK);
}

static struct sign_in change(const struct sign_in *session, const char *from, const char *to, const char *recovery_code)
{
	struct sign_in asked = {
		.person = {"a.khan"}, .device = session->session.device, .token = session->session.token};

	snprintf(asked.password, sizeof asked.password, "%s", from);
	snprintf(asked.new_password, sizeof asked.new_password, "%s", to);
	snprintf(asked.recovery_code, sizeof asked.recovery_code, "%s", recovery_code);
	return signing_run(&world, engine_change_password, &asked);
}

Test(enrol, a_new_password_ends_the_other_sessions_and_not_this_one)
{
	const struct sign_in here = enrol_well();
	const struct sign_in there = sign_in(passphrase, "", here.recovery_codes[0]);
	static const char better[] = "walnut engine seldom harbour";

	cr_assert(signing_check(&world, here.secret_token).error == OK, "signing in elsewhere ended nothing");
	cr_assert(change(&here, "wrong", better, here.recovery_codes[1]).error == ERROR_UNAUTHENTICATED);
	cr_assert(change(&here, passphrase, "password1234", here.recovery_codes[1]).error == ERROR_BAD_REQUEST);
	cr_assert(signing_check(&world, there.secret_token).error == OK, "nothing has changed yet");
	cr_assert(change(&here, passphrase, better, here.recovery_codes[1]).error == OK);
	cr_assert(signing_check(&world, here.secret_token).error == OK);
	cr_assert(signing_check(&world, there.secret_token).error == ERROR_UNAUTHENTICATED);
	cr_assert(sign_in(passphrase, "", here.recovery_codes[2]).error == ERROR_UNAUTHENTICATED);
	cr_assert(sign_in(better, "", here.recovery_codes[2]).error == OK);
}

/* Whoever found the phone is out when the person enrols again; until then nothing has changed. */
Test(enrol, a_second_invitation_replaces_password_phone_and_sessions)
{
	const struct sign_in lost = enrol_well();

	cr_assert(invite("o.frost", "a.khan", "i-2") == OK);
	cr_assert(signing_check(&world, lost.secret_token).error == OK);
	fake_clock_advance(&world.clock, 60000);
	const struct sign_in again = enrol_well();

	cr_assert(again.error == OK, "%s", again.sentence);
	cr_assert(signing_check(&world, lost.secret_token).error == ERROR_UNAUTHENTICATED);
	cr_assert(sign_in(passphrase, "", lost.recovery_codes[0]).error == ERROR_UNAUTHENTICATED);
	cr_assert(sign_in(passphrase, "", again.recovery_codes[0]).error == OK);
}

/* A code sets a password: whoever could give one to anybody could become anybody. */
Test(enrol, coordinators_invite_the_clinicians_of_their_neighbourhood_only)
{
	cr_assert(invite("m.grant", "b.osei", "c-1") == OK);
	cr_assert(invite("m.grant", "m.grant", "c-2") == ERROR_FORBIDDEN, "a coordinator");
	cr_assert(invite("m.grant", "d.moore", "c-3") == ERROR_NOT_FOUND, "of another neighbourhood");
	cr_assert(invite("m.grant", "o.frost", "c-4") == ERROR_NOT_FOUND, "of none");
	cr_assert(invite("m.grant", "x.nobody", "c-5") == ERROR_NOT_FOUND);
	cr_assert(invite("b.osei", "a.khan", "c-6") == ERROR_FORBIDDEN);
}

/* --- sessions ------------------------------------------------------------------------------------------------------ */

static const struct session_ended_data *find_ended(struct person_id person)
{
	const struct session_ended_data *found = NULL;

	world_settle(&world);
	for (size_t i = 0; i < ear_count(&world.ear); i++) {
		const struct heard *heard = &world.ear.heard[i];

		if (heard->kind != HEARD_EVENT || heard->broadcast->event.kind != EVENT_session_ended)
			continue;
		const struct session_ended_data *data = heard->broadcast->event.data;

		if (strcmp(data->person.text, person.text) == 0)
			found = data;
	}
	return found;
}

Test(enrol, transports_hear_which_session_ended_and_why)
{
	const struct sign_in here = enrol_well();

	cr_assert_null(find_ended(here.person));
	cr_assert(signing_out(&world, here.secret_token).error == OK);
	const struct session_ended_data *ended = find_ended(here.person);

	cr_assert_not_null(ended);
	cr_assert_eq(ended->session.pos, here.session.id.pos);
	cr_assert_eq(ended->cause, SESSION_END_SIGNED_OUT);
}

Test(enrol, signing_in_again_in_the_same_browser_replaces_its_session)
{
	const struct sign_in first = enrol_well();
	struct sign_in asked = {.person = {"a.khan"}, .device = {"browser-1"}};

	snprintf(asked.password, sizeof asked.password, "%s", passphrase);
	snprintf(asked.recovery_code, sizeof asked.recovery_code, "%s", first.recovery_codes[0]);
	const struct sign_in second = signing_run(&world, engine_sign_in, &asked);

	cr_assert(second.error == OK);
	cr_assert(signing_check(&world, first.secret_token).error == ERROR_UNAUTHENTICATED);
	cr_assert(signing_check(&world, second.secret_token).error == OK);
	cr_assert_eq(find_ended(first.person)->cause, SESSION_END_REPLACED);
}

Test(enrol, my_sessions_are_listed_and_ended_one_by_one_or_all_others)
{
	const struct sign_in here = enrol_well();
	const struct sign_in there = sign_in(passphrase, "", here.recovery_codes[0]);
	const struct session_list_args list = {.limit = 0};
	struct request *request = world_request(&world, "a.khan", "browser-1", COMMAND_session_list, "l-1", &list);

	request = ear_receipt(&world.ear, world_submit(&world, request));
	const struct session_list_result *sessions = request->result;

	cr_assert_eq(sessions->sessions.count, 2);
	const struct session_row *rows = sessions->sessions.items;

	cr_assert(rows[1].current && !rows[0].current, "newest first");
	cr_assert_eq(rows[0].session.pos, there.session.id.pos);
	request_free(request);
	const struct session_end_args others = {.others = true};

	request = world_request(&world, "a.khan", "browser-1", COMMAND_session_end, "e-1", &others);
	request = ear_receipt(&world.ear, world_submit(&world, request));
	cr_assert_eq(((const struct session_end_result *)request->result)->ended, 1);
	request_free(request);
	cr_assert(signing_check(&world, there.secret_token).error == ERROR_UNAUTHENTICATED);
	cr_assert(signing_check(&world, here.secret_token).error == OK);
	const struct session_end_args mine = {.session = here.session.id};

	request = world_say(&world, "e.okafor", COMMAND_session_end, "e-2", &mine);
	cr_assert(request->error == ERROR_NOT_FOUND, "somebody else's");
	request_free(request);
	request = world_say(&world, "a.khan", COMMAND_session_end, "e-3", &mine);
	cr_assert(request->error == OK);
	request_free(request);
	cr_assert(signing_check(&world, here.secret_token).error == ERROR_UNAUTHENTICATED);
}
