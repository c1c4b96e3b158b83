/* Sign-in's secrets: kept beside the log. */
#include <criterion/criterion.h>

#include <string.h>

#include "tests/contract/support/subject.h"
#include "tests/contract/support/world.h"

static struct credential credential_of(const char *who)
{
	struct credential credential = {.person = person(who), .totp_secret_length = 20, .totp_last_step = 7};

	strcpy(credential.password_hash, "$argon2id$v=19$m=19456,t=2,p=1$c2FsdA$aGFzaA");
	memset(credential.totp_secret, 0xab, 20);
	return credential;
}

CONTRACT(credentials, are_found_as_they_were_put_and_replaced)
{
	struct subject subject;
	struct credential put = credential_of("a.khan");
	struct credential found;

	subject_open(&subject, *kind);
	struct reader *reader = store_reader(subject.store);
	cr_assert_eq(reader_credential(reader, person("a.khan"), &found), OK);
	cr_assert_not(found.found);
	cr_assert_eq(store_put_credential(subject.store, &put), OK);
	cr_assert_eq(reader_credential(reader, person("a.khan"), &found), OK);
	cr_assert(found.found);
	cr_assert_str_eq(found.person.text, "a.khan");
	cr_assert_str_eq(found.password_hash, put.password_hash);
	cr_assert_eq(found.totp_secret_length, 20);
	cr_assert_arr_eq(found.totp_secret, put.totp_secret, 20);
	cr_assert_eq(found.totp_last_step, 7);
	put.totp_last_step = 8;
	cr_assert_eq(store_begin(subject.store), OK);
	cr_assert_eq(store_put_credential(subject.store, &put), OK);
	store_rollback(subject.store);
	cr_assert_eq(reader_credential(reader, person("a.khan"), &found), OK);
	cr_assert_eq(found.totp_last_step, 7, "it was part of the batch");
	cr_assert_eq(store_put_credential(subject.store, &put), OK);
	cr_assert_eq(reader_credential(reader, person("a.khan"), &found), OK);
	cr_assert_eq(found.totp_last_step, 8);
	subject_close(&subject);
}

static struct session session_of(unsigned char token, int64_t ends_at_ms)
{
	struct session session = {.person = person("a.khan"),
		.device = device_of("a.khan"),
		.started_at_ms = 1000,
		.used_at_ms = 2000,
		.ends_at_ms = ends_at_ms};

	memset(session.token.bytes, token, DIGEST_BYTES);
	return session;
}

CONTRACT(sessions, begin_end_and_expire)
{
	struct subject subject;
	struct session short_one = session_of(1, 5000);
	struct session long_one = session_of(2, 9000);
	struct session found;

	subject_open(&subject, *kind);
	struct reader *reader = store_reader(subject.store);
	cr_assert_eq(store_put_session(subject.store, &short_one), OK);
	cr_assert_eq(store_put_session(subject.store, &long_one), OK);
	long_one.used_at_ms = 3000;
	cr_assert_eq(store_put_session(subject.store, &long_one), OK);
	cr_assert_eq(reader_session(reader, &long_one.token, &found), OK);
	cr_assert(found.found);
	cr_assert_str_eq(found.person.text, "a.khan");
	cr_assert_str_eq(found.device.text, "a-khan-1");
	cr_assert_eq(found.started_at_ms, 1000);
	cr_assert_eq(found.used_at_ms, 3000);
	cr_assert_eq(found.ends_at_ms, 9000);
	cr_assert_eq(store_expire_sessions(subject.store, 5000), OK);
	cr_assert_eq(reader_session(reader, &short_one.token, &found), OK);
	cr_assert_not(found.found);
	cr_assert_eq(reader_session(reader, &long_one.token, &found), OK);
	cr_assert(found.found);
	cr_assert_eq(store_end_session(subject.store, &long_one.token), OK);
	cr_assert_eq(store_end_session(subject.store, &long_one.token), OK, "ending it twice is fine");
	cr_assert_eq(reader_session(reader, &long_one.token, &found), OK);
	cr_assert_not(found.found);
	subject_close(&subject);
}

CONTRACT(sessions, outlive_a_restart)
{
	struct subject subject;
	struct session session = session_of(3, 5000);
	struct credential credential = credential_of("a.khan");
	struct session found;
	struct credential found_credential;

	if (*kind == SUBJECT_MEMORY)
		cr_skip_test("the twin forgets");
	subject_open(&subject, *kind);
	cr_assert_eq(store_put_session(subject.store, &session), OK);
	cr_assert_eq(store_put_credential(subject.store, &credential), OK);
	subject_restart(&subject);
	cr_assert_eq(reader_session(store_reader(subject.store), &session.token, &found), OK);
	cr_assert(found.found);
	cr_assert_eq(reader_credential(store_reader(subject.store), person("a.khan"), &found_credential), OK);
	cr_assert(found_credential.found);
	subject_close(&subject);
}
