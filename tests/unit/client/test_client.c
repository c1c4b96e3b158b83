/* The client against a real MQTT server and a broker that says what each test needs. */
#include <criterion/criterion.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "fixture.h"

static struct fixture fixture;

static void set_up(void)
{
	fixture_init(&fixture);
	fixture_start_server(&fixture);
}

static void tear_down(void)
{
	fixture_deinit(&fixture);
}

TestSuite(client, .init = set_up, .fini = tear_down, .timeout = 50);

static struct corridor_client *open_client(void)
{
	struct corridor_client *client = NULL;

	cr_assert_eq(corridor_client_open(&fixture.config, &client), CORRIDOR_OK);
	return client;
}

/* Answers "ok" to everything, except what the list of refusals says, one after the other. */
struct script {
	const char *const *refusals;
	atomic_int said;
};

static json_t *answer_script(void *context, const char *command, json_t *args)
{
	struct script *script = context;
	int turn = atomic_fetch_add(&script->said, 1);

	(void)command;
	(void)args;
	if (script->refusals && script->refusals[0])
		for (int i = 0; script->refusals[i]; i++)
			if (i == turn)
				return say_no(script->refusals[i], "A sentence.", 20);
	return say_ok(100 + turn, NULL);
}

static json_t *answer_nothing(void *context, const char *command, json_t *args)
{
	(void)context;
	(void)command;
	(void)args;
	return NULL;
}

Test(client, the_device_is_the_common_name_of_the_certificate)
{
	struct corridor_client *client;

	fixture.config.is_offline = true;
	client = open_client();
	cr_assert_str_eq(corridor_client_device(client), "a-khan-1");
	corridor_client_close(client);

	fixture.config.certificate_path = fixture.ca;
	cr_assert_eq(
		corridor_client_open(&fixture.config, &client), CORRIDOR_ERROR_CERTIFICATE, "its name is no device id");
}

Test(client, a_question_is_answered)
{
	struct script script = {0};
	struct fake_broker *broker = fake_broker_start(&fixture, answer_script, &script);
	struct corridor_client *client = open_client();
	struct corridor_answer answer;

	cr_assert_eq(corridor_client_wait_ready(client, 10000), CORRIDOR_OK);
	cr_assert_eq(
		corridor_client_ask(client, "directory.list", "{\"text\":\"okafor\"}", 5000, &answer), CORRIDOR_OK);
	cr_assert(answer.is_ok);
	cr_assert_eq(answer.pos, 100);
	corridor_answer_deinit(&answer);
	cr_assert_eq(corridor_client_ask(client, "directory.list", "[]", 5000, &answer), CORRIDOR_ERROR_ARGUMENT);
	cr_assert_eq(corridor_client_ask(client, "a\"b", NULL, 5000, &answer), CORRIDOR_ERROR_ARGUMENT);
	corridor_client_close(client);
	fake_broker_stop(broker);
}

Test(client, a_question_under_a_txn_of_the_callers_is_answered_under_it)
{
	struct script script = {0};
	struct fake_broker *broker = fake_broker_start(&fixture, answer_script, &script);
	struct corridor_client *client = open_client();
	struct corridor_answer answer;

	cr_assert_eq(corridor_client_ask_as(client, "import-1", "referral.record", "{}", 10000, &answer), CORRIDOR_OK);
	cr_assert_str_eq(answer.txn, "import-1");
	corridor_answer_deinit(&answer);
	cr_assert_eq(corridor_client_ask_as(client, "", "x", "{}", 50, &answer), CORRIDOR_ERROR_ARGUMENT);
	cr_assert_eq(corridor_client_ask_as(client, NULL, "x", "{}", 50, &answer), CORRIDOR_ERROR_ARGUMENT);
	cr_assert_eq(corridor_client_ask_as(client, "no space", "x", "{}", 50, &answer), CORRIDOR_ERROR_ARGUMENT);
	corridor_client_close(client);
	fake_broker_stop(broker);
}

Test(client, what_says_later_is_sent_again_with_the_same_txn_and_what_is_final_is_not)
{
	static const char *const refusals[] = {"rate_limited", "busy", "store_unavailable", "forbidden", NULL};
	struct script script = {.refusals = refusals};
	struct fake_broker *broker = fake_broker_start(&fixture, answer_script, &script);
	struct corridor_client *client = open_client();
	struct corridor_answer answer;
	struct heard heard[8];

	cr_assert_eq(corridor_client_send(client, "message.send", "{\"thread\":\"t1\"}", 20000, &answer), CORRIDOR_OK);
	cr_assert(!answer.is_ok, "the fourth answer was final");
	cr_assert(strstr(answer.json, "forbidden") != NULL);
	corridor_answer_deinit(&answer);
	cr_assert_eq(fake_broker_heard(broker, heard, 8), 1, "always the same txn");
	cr_assert_eq(heard[0].count, 4);

	cr_assert_eq(corridor_client_send(client, "message.send", "{\"thread\":\"t1\"}", 20000, &answer), CORRIDOR_OK);
	cr_assert(answer.is_ok);
	corridor_answer_deinit(&answer);
	cr_assert_eq(fake_broker_heard(broker, heard, 8), 2, "another command has another txn");
	cr_assert_eq(corridor_client_flush(client, 1000), CORRIDOR_OK, "both are gone from the outbox");
	corridor_client_close(client);
	fake_broker_stop(broker);
}

Test(client, every_error_code_of_the_contract_has_its_retry_class)
{
	static const struct {
		const char *code;
		bool is_later;
	} rows[] = {
		{"bad_request", false},
		{"too_large", false},
		{"unauthenticated", false},
		{"forbidden", false},
		{"not_found", false},
		{"conflict", false},
		{"txn_conflict", false},
		{"rate_limited", true},
		{"busy", true},
		{"store_unavailable", true},
		{"unsupported", false},
		{"internal", false},
		{"something_new", false},
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		const char *refusals[] = {rows[i].code, NULL};
		struct script script = {.refusals = refusals};
		struct fake_broker *broker = fake_broker_start(&fixture, answer_script, &script);
		struct corridor_client *client = open_client();
		struct corridor_answer answer;

		cr_assert_eq(corridor_client_ask(client, "search", "{\"text\":\"x\"}", 10000, &answer), CORRIDOR_OK);
		cr_assert_eq(answer.is_ok, rows[i].is_later, "%s", rows[i].code);
		corridor_answer_deinit(&answer);
		corridor_client_close(client);
		fake_broker_stop(broker);
	}
}

static pid_t keep_in_child_and_kill(char txn[65])
{
	int pipes[2];
	pid_t child;

	cr_assert_eq(pipe(pipes), 0);
	child = fork();
	if (child == 0) {
		struct corridor_client *client;
		struct corridor_answer answer;

		fixture.config.wait_turn_ms = 5000;
		if (corridor_client_open(&fixture.config, &client) != CORRIDOR_OK ||
			corridor_client_wait_ready(client, 10000) != CORRIDOR_OK ||
			corridor_client_send(client, "message.send", "{\"body\":\"kept\"}", 0, &answer) !=
				CORRIDOR_OK ||
			write(pipes[1], answer.txn, 65) != 65)
			_exit(1);
		pause();
	}
	cr_assert_eq(read(pipes[0], txn, 65), 65);
	close(pipes[0]);
	close(pipes[1]);
	return child;
}

Test(client, a_command_kept_before_kill_9_is_sent_again_with_the_same_txn_until_its_receipt)
{
	struct script script = {0};
	struct fake_broker *silent = fake_broker_start(&fixture, answer_nothing, NULL);
	struct fake_broker *broker;
	struct corridor_client *client;
	struct heard heard[4];
	char txn[65];
	pid_t child = keep_in_child_and_kill(txn);

	cr_assert(fake_broker_wait(silent, "message.send", 1, 10000) >= 1, "it was on its way");
	kill(child, SIGKILL);
	waitpid(child, NULL, 0);
	fake_broker_stop(silent);

	broker = fake_broker_start(&fixture, answer_script, &script);
	client = open_client();
	cr_assert_eq(corridor_client_flush(client, 15000), CORRIDOR_OK);
	cr_assert_eq(fake_broker_heard(broker, heard, 4), 1);
	cr_assert_str_eq(heard[0].txn, txn);
	cr_assert(strstr(heard[0].json, "\"body\":\"kept\"") != NULL);
	corridor_client_close(client);
	fake_broker_stop(broker);
}

Test(client, commands_go_in_order_and_survive_the_mqtt_servers_death)
{
	struct script script = {0};
	struct fake_broker *broker = fake_broker_start(&fixture, answer_nothing, NULL);
	struct corridor_client *client = open_client();
	struct heard heard[64];
	char args[64];

	cr_assert_eq(corridor_client_wait_ready(client, 10000), CORRIDOR_OK);
	for (int i = 0; i < 20; i++) {
		snprintf(args, sizeof(args), "{\"body\":\"%d\"}", i);
		cr_assert_eq(corridor_client_send(client, "message.send", args, 0, NULL), CORRIDOR_OK);
	}
	cr_assert(fake_broker_wait(broker, "message.send", 1, 10000) >= 1);
	fake_broker_stop(broker);
	fixture_stop_server(&fixture);
	fixture_start_server(&fixture);

	broker = fake_broker_start(&fixture, answer_script, &script);
	cr_assert_eq(corridor_client_flush(client, 40000), CORRIDOR_OK);
	cr_assert_eq(fake_broker_heard(broker, heard, 64), 20);
	for (int i = 0; i < 20; i++) {
		snprintf(args, sizeof(args), "{\"body\":\"%d\"}", i);
		cr_assert(strstr(heard[i].json, args) != NULL, "%d: %s", i, heard[i].json);
	}
	corridor_client_close(client);
	fake_broker_stop(broker);
}

Test(client, a_broker_that_is_not_there_is_told_soon_and_in_words_and_the_command_is_kept)
{
	struct corridor_client *client;
	struct corridor_answer answer;
	char problem[256];

	fixture_stop_server(&fixture);
	client = open_client();
	cr_assert_eq(corridor_client_wait_ready(client, 10000), CORRIDOR_ERROR_UNREACHABLE);
	corridor_client_problem(client, problem, sizeof(problem));
	cr_assert(strstr(problem, "Connection refused") != NULL, "%s", problem);
	cr_assert_eq(corridor_client_ask(client, "search", NULL, 50, &answer), CORRIDOR_ERROR_UNREACHABLE);
	cr_assert_eq(corridor_client_send(client, "message.send", NULL, 9000, &answer), CORRIDOR_ERROR_UNREACHABLE);
	cr_assert(answer.txn[0] != '\0');
	cr_assert_eq(corridor_client_flush(client, 50), CORRIDOR_ERROR_TIMEOUT);
	cr_assert_eq(corridor_client_discard(client, answer.txn), CORRIDOR_OK);
	cr_assert_eq(corridor_client_discard(client, answer.txn), CORRIDOR_ERROR_ARGUMENT);
	cr_assert_eq(corridor_client_flush(client, 50), CORRIDOR_OK);
	corridor_client_close(client);
}

Test(client, a_server_of_an_unknown_authority_or_another_name_is_not_spoken_to)
{
	struct corridor_client *client;
	char problem[256];

	fixture.config.ca_path = fixture.certificate;
	client = open_client();
	cr_assert_eq(corridor_client_wait_ready(client, 10000), CORRIDOR_ERROR_UNREACHABLE);
	corridor_client_problem(client, problem, sizeof(problem));
	cr_assert(strstr(problem, "TLS failed") != NULL, "%s", problem);
	corridor_client_close(client);

	fixture.config.ca_path = fixture.ca;
	fixture.config.host = "127.0.0.2";
	client = open_client();
	cr_assert_eq(corridor_client_wait_ready(client, 10000), CORRIDOR_ERROR_UNREACHABLE);
	corridor_client_problem(client, problem, sizeof(problem));
	cr_assert(strstr(problem, "TLS failed") != NULL, "%s", problem);
	corridor_client_close(client);
}

Test(client, a_command_that_the_broker_could_never_take_is_not_kept)
{
	struct corridor_client *client;
	char *args = malloc(70000);

	cr_assert(args != NULL);
	snprintf(args, 70000, "{\"body\":\"%*s\"}", 66000, "x");
	fixture.config.is_offline = true;
	client = open_client();
	cr_assert_eq(corridor_client_send(client, "message.send", args, 0, NULL), CORRIDOR_ERROR_TOO_LARGE);
	cr_assert_eq(
		corridor_client_send(client, "message.send", "{\"a\":1,\"a\":2}", 0, NULL), CORRIDOR_ERROR_ARGUMENT);
	cr_assert_eq(corridor_client_flush(client, 0), CORRIDOR_OK);
	cr_assert_eq(corridor_client_send(client, "message.send", "{}", 0, NULL), CORRIDOR_OK);
	cr_assert_eq(corridor_client_flush(client, 0), CORRIDOR_ERROR_TIMEOUT);
	corridor_client_close(client);
	free(args);
}

Test(client, a_second_client_of_the_device_waits_for_its_turn)
{
	struct corridor_client *client = open_client();
	struct corridor_client *second;

	cr_assert(!corridor_client_is_wanted(client));
	cr_assert_eq(corridor_client_open(&fixture.config, &second), CORRIDOR_ERROR_IN_USE);
	corridor_client_close(client);
	client = open_client();
	corridor_client_close(client);
}

Test(client, closing_ends_those_who_wait)
{
	struct fake_broker *broker = fake_broker_start(&fixture, answer_nothing, NULL);
	struct corridor_client *client = open_client();
	int64_t began_ms = test_now_ms();

	cr_assert_eq(corridor_client_wait_ready(client, 10000), CORRIDOR_OK);
	cr_assert_eq(corridor_client_send(client, "message.send", NULL, 0, NULL), CORRIDOR_OK);
	corridor_client_close(client);
	cr_assert(test_now_ms() - began_ms < 10000);
	fake_broker_stop(broker);
}
