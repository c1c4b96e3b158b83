/* While the record can only be read: nothing at all is written to it, whoever may read still does, and who read what is told in
 * the log of the daemon. */
#define _GNU_SOURCE /* dup2, fileno, ftruncate */

#include <criterion/criterion.h>

#include <sqlite3.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/text.h"
#include "tests/fixtures/world.h"
#include "tests/unit/engine/signing.h"

static struct world world;
static struct thread_id thread;
static char recovery_code[SIGN_IN_CODE_BYTES];
static FILE *log_file;
static int64_t last; /* position of the record when it was damaged */

static void look_over(struct engine_config *config)
{
	config->looks_at_first = INT64_MAX;
	config->does_duties = true;
	config->reviews_ledger = true;
}

static void damage_log(void)
{
	sqlite3 *db = NULL;

	cr_assert_eq(sqlite3_open(world.path, &db), SQLITE_OK);
	cr_assert_eq(sqlite3_db_config(db, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, NULL), SQLITE_OK);
	cr_assert_eq(
		sqlite3_exec(db, "DROP TRIGGER events_are_not_updated; UPDATE events SET at = at + 1 WHERE pos = 7",
			NULL, NULL, NULL),
		SQLITE_OK, "%s", sqlite3_errmsg(db));
	sqlite3_close(db);
}

static void ask(void)
{
	static const struct patient patient = {.nhs_number = {"9990000018"}, .name = {"TESTPATIENT, Alex", 17}};
	const struct case_ask_args args = {.conversation = world.town.cardiology,
		.patient = &patient,
		.title = text_of("Palpitations"),
		.question = text_of("Is this benign?"),
		.urgency = URGENCY_URGENT,
		.intent = INTENT_WOULD_REFER};
	struct request *request = world_say(&world, "a.khan", COMMAND_case_ask, "q-1", &args);

	cr_assert_eq(request->error, OK);
	thread = ((const struct case_ask_result *)request->result)->thread;
	request_free(request);
}

static struct sign_in with_secrets(const char *browser)
{
	struct sign_in asked = {.person = {"a.khan"}};

	snprintf(asked.device.text, sizeof asked.device.text, "%s", browser);
	snprintf(asked.password, sizeof asked.password, "%s", right_password);
	signing_code(&world, 0, asked.totp);
	return asked;
}

static void make_recovery_codes(void)
{
	const struct sign_in asked = with_secrets("browser-1");
	const struct sign_in made = signing_run(&world, engine_renew_recovery_codes, &asked);

	cr_assert_eq(made.error, OK);
	memcpy(recovery_code, made.recovery_codes[0], sizeof recovery_code);
}

static void set_up(void)
{
	world_open(&world, look_over);
	signing_enrol(&world, "a.khan");
	world_start(&world);
	ask();
	make_recovery_codes();
	engine_stop(world.engine);
	last = store_last_pos(world.store);
	damage_log();
	log_file = tmpfile();
	cr_assert_not_null(log_file);
	cr_assert(dup2(fileno(log_file), STDERR_FILENO) >= 0);
	/* a promise lapses meanwhile, and a review is due */
	fake_clock_advance(&world.clock, (int64_t)130 * 24 * 3600 * 1000);
	world_restart(&world);
	world_settle(&world);
}

static void tear_down(void)
{
	world_close(&world);
}

TestSuite(read_only, .init = set_up, .fini = tear_down);

static bool is_logged(const char *what)
{
	static char all[65536];
	size_t length;

	rewind(log_file);
	length = fread(all, 1, sizeof all - 1, log_file);
	all[length] = '\0';
	cr_assert_null(strstr(all, "Palpitations"));
	cr_assert_null(strstr(all, "TESTPATIENT"));
	return strstr(all, what) != NULL;
}

static enum error read_case(const char *person)
{
	const struct thread_history_args args = {.thread = thread};
	struct request *request = world_say(&world, person, COMMAND_thread_history, "h-1", &args);
	enum error error = request->error;

	if (error == OK)
		cr_assert_eq(((const struct thread_history_result *)request->result)->messages.count, 1);
	request_free(request);
	return error;
}

Test(read_only, a_case_is_read_and_the_log_of_the_daemon_is_told)
{
	const struct search_args search = {.text = text_of("Palpitations")};
	char line[200];
	cr_assert_eq(read_case("e.okafor"), OK);
	snprintf(line, sizeof line,
		"audit.accessed command=thread.history outcome=read person=e.okafor device=e-okafor-1 "
		"conversation=%lld thread=%lld rows=",
		(long long)world.town.cardiology.pos, (long long)thread.pos);
	cr_assert(is_logged(line), "%s", line);
	struct request *request = world_say(&world, "a.khan", COMMAND_search, "s-1", &search);
	cr_assert_eq(request->error, OK);
	request_free(request);
	cr_assert(is_logged("command=search outcome=read person=a.khan"));
	cr_assert_eq(store_last_pos(world.store), last);
}

Test(read_only, a_denial_is_told_there_too)
{
	cr_assert_eq(read_case("d.moore"), ERROR_NOT_FOUND);
	cr_assert(is_logged("audit.accessed command=thread.history outcome=not_found person=d.moore"));
	cr_assert_eq(store_last_pos(world.store), last);
}

Test(read_only, what_time_brings_about_waits)
{
	for (int i = 0; i < 10; i++)
		world_settle(&world);
	fake_clock_advance(&world.clock, (int64_t)24 * 3600 * 1000);
	for (int i = 0; i < 10; i++)
		world_settle(&world);
	cr_assert_eq(store_last_pos(world.store), last);
}

Test(read_only, who_signs_in_and_out_leaves_nothing_in_the_record)
{
	struct sign_in sign_in = signing_in(&world, "a.khan", "browser-1");

	cr_assert_eq(sign_in.error, OK);
	cr_assert_eq(signing_check(&world, sign_in.secret_token).error, OK);
	cr_assert_eq(signing_out(&world, sign_in.secret_token).error, OK);
	cr_assert_eq(signing_check(&world, sign_in.secret_token).error, ERROR_UNAUTHENTICATED);
	struct session session = {0};
	cr_assert_eq(reader_session(signing_reader(&world), &sign_in.session.token, &session), OK);
	cr_assert_not(session.found);
	cr_assert_eq(store_last_pos(world.store), last);
}

static void assert_refused(struct sign_in answer, const char *why)
{
	cr_assert_eq(answer.error, ERROR_STORE_UNAVAILABLE);
	cr_assert_not_null(strstr(answer.sentence, why), "%s", answer.sentence);
	cr_assert(answer.refusal.retry_after_ms >= 30000);
}

Test(read_only, what_one_signs_in_with_is_not_changed)
{
	struct sign_in asked = with_secrets("browser-1");

	snprintf(asked.new_password, sizeof asked.new_password, "tidal lamp quorum violet");
	assert_refused(signing_run(&world, engine_change_password, &asked), "can only be read");
	asked = with_secrets("browser-1");
	struct sign_in answer = signing_run(&world, engine_renew_recovery_codes, &asked);
	assert_refused(answer, "can only be read");
	cr_assert_str_eq(answer.recovery_codes[0], "", "codes that are kept nowhere are not shown");
}

/* That it was used could not be kept, and it is good once. */
Test(read_only, a_recovery_code_is_kept_for_later)
{
	struct sign_in asked = with_secrets("browser-1");

	memset(asked.totp, 0, sizeof asked.totp);
	snprintf(asked.recovery_code, sizeof asked.recovery_code, "%s", recovery_code);
	assert_refused(signing_run(&world, engine_sign_in, &asked), "code of your phone");
}
