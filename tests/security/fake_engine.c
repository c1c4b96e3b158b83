#include "tests/security/fake_engine.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/queue.h"
#include "base/text.h"

enum { SESSION_COUNT = 512, QUEUE_CAPACITY = 65536, ARENA_BYTES = 1024 * 1024, HELD_COUNT = 256 };

enum work_kind {
	WORK_REQUEST,
	WORK_SIGN_IN,
	WORK_CHECK,
	WORK_SIGN_OUT,
	WORK_INVITATION,
	WORK_ENROL,
	WORK_PASSWORD,
	WORK_RECOVERY
};

struct work {
	enum work_kind kind;
	void *item;
};

struct engine {
	struct sink *sink;
	struct queue *queue;
	pthread_t thread;
	struct session sessions[SESSION_COUNT];
	size_t session_count;
	struct request *held[HELD_COUNT];
	size_t held_count;
	atomic_llong pos;
	atomic_llong commands;
};

static const char *const PEOPLE[] = {"a.khan", "e.okafor"};

/* A broadcast and the arena it lives in. */
struct told {
	struct broadcast broadcast; /* first */
	struct arena *arena;
};

/* --- things handed out ------------------------------------------------------------------------------------------ */

struct request *request_new(struct sink *sink, uint64_t peer)
{
	struct arena *arena = arena_new(ARENA_BYTES);
	struct request *request = arena ? arena_take(arena, sizeof *request) : NULL;

	if (!request) {
		arena_free(arena);
		return NULL;
	}
	request->arena = arena;
	request->sink = sink;
	request->peer = peer;
	return request;
}

void request_free(struct request *request)
{
	if (request)
		arena_free(request->arena);
}

struct broadcast *broadcast_hold(struct broadcast *broadcast)
{
	__atomic_add_fetch(&broadcast->references, 1, __ATOMIC_RELAXED);
	return broadcast;
}

void broadcast_release(struct broadcast *broadcast)
{
	if (__atomic_sub_fetch(&broadcast->references, 1, __ATOMIC_ACQ_REL) == 0)
		arena_free(((struct told *)(void *)broadcast)->arena);
}

struct passing_hint *hint_hold(struct passing_hint *hint)
{
	__atomic_add_fetch(&hint->references, 1, __ATOMIC_RELAXED);
	return hint;
}

void hint_release(struct passing_hint *hint)
{
	if (__atomic_sub_fetch(&hint->references, 1, __ATOMIC_ACQ_REL) == 0)
		arena_free(hint->arena);
}

static struct recipients everybody(struct arena *arena)
{
	struct person_id *people = arena_take(arena, sizeof PEOPLE / sizeof *PEOPLE * sizeof *people);

	for (size_t i = 0; i < sizeof PEOPLE / sizeof *PEOPLE; i++)
		snprintf(people[i].text, sizeof people[i].text, "%s", PEOPLE[i]);
	return (struct recipients){.people = {people, sizeof PEOPLE / sizeof *PEOPLE}};
}

static void tell_event(struct engine *engine, const struct command *command, struct text body)
{
	struct arena *arena = arena_new(ARENA_BYTES);
	struct told *told = arena_take(arena, sizeof *told);
	struct broadcast *broadcast = &told->broadcast;
	struct message_sent_data *data = arena_take(arena, sizeof *data);

	broadcast->references = 1;
	told->arena = arena;
	broadcast->event = (struct event){
		.pos = ++engine->pos,
		.conversation = {1},
		.seq = engine->pos,
		.thread = {2},
		.kind = EVENT_message_sent,
		.at_ms = 1795339865123,
		.by = command->person,
		.device = command->device,
		.txn = command->txn,
		.data = data,
	};
	data->message.pos = engine->pos;
	data->body = arena_text(arena, body);
	broadcast->recipients = everybody(arena);
	engine->sink->happened(engine->sink, broadcast);
	broadcast_release(broadcast);
}

static void tell_hint(struct engine *engine, const char *by)
{
	struct arena *arena = arena_new(ARENA_BYTES);
	struct passing_hint *hint = arena_take(arena, sizeof *hint);

	*hint = (struct passing_hint){1, arena, HINT_TYPING, {1}, {2}, {""}, everybody(arena)};
	snprintf(hint->by.text, sizeof hint->by.text, "%s", by);
	engine->sink->hinted(engine->sink, hint);
	hint_release(hint);
}

/* --- commands --------------------------------------------------------------------------------------------------- */

static void end_sessions_of(struct engine *engine, const char *person)
{
	for (size_t i = 0; i < engine->session_count; i++)
		if (strcmp(engine->sessions[i].person.text, person) == 0)
			engine->sessions[i].found = false;
}

/* Returns false when it is kept waiting. */
static bool run_hello(struct engine *engine, struct request *request)
{
	const struct session_hello_args *args = request->command.args;
	struct session_hello_result *result = arena_take(request->arena, sizeof *result);
	struct text client = args->client;
	char word[64] = "";
	int count = 0;

	result->person = request->command.person;
	result->device = request->command.device;
	result->display_name = text_of("Somebody");
	result->roles = SET_OF(ROLE_INT_CLINICIAN);
	result->server_version = text_of("test");
	result->limits = arena_take(request->arena, sizeof *result->limits);
	result->pos = engine->pos;
	request->result = result;
	if (client.data && client.length < sizeof word)
		memcpy(word, client.data, client.length);
	if (sscanf(word, "flood %d", &count) == 1)
		for (int i = 0; i < count; i++)
			tell_event(engine, &request->command, text_of("one of many, and not a short one either"));
	if (strcmp(word, "hint") == 0)
		tell_hint(engine, "x.other");
	if (strcmp(word, "suspend") == 0)
		end_sessions_of(engine, request->command.person.text);
	if (strcmp(word, "wait") != 0 || engine->held_count == HELD_COUNT)
		return true;
	engine->held[engine->held_count++] = request;
	return false;
}

static void run_send(struct engine *engine, struct request *request)
{
	const struct message_send_args *args = request->command.args;
	struct message_send_result *result = arena_take(request->arena, sizeof *result);

	tell_event(engine, &request->command, args->body);
	*result = (struct message_send_result){.thread = args->thread, .message = {engine->pos}, .seq = engine->pos};
	request->pos = engine->pos;
	request->result = result;
}

static void run_report(struct request *request)
{
	struct report_avoided_result *result = arena_take(request->arena, sizeof *result);
	struct avoided_row *rows = arena_take(request->arena, 2 * sizeof *rows);

	rows[0] = (struct avoided_row){.month = text_of("2026-11"),
		.treatment_function = 320,
		.asked = 7,
		.treatment_function_name = text_of("=HYPERLINK(\"http://evil\")"),
		.expected_first_per_week = decimal_of(2800)};
	rows[1] = (struct avoided_row){.month = text_of("2026-12"),
		.treatment_function = 430,
		.treatment_function_name = text_of("Elderly, \"Medicine\"")};
	result->rows = (struct list){rows, 2};
	request->result = result;
}

static void run_request(struct engine *engine, struct request *request)
{
	engine->commands++;
	switch (request->command.row->kind) {
	case COMMAND_session_hello:
		if (!run_hello(engine, request))
			return;
		break;
	case COMMAND_message_send:
		run_send(engine, request);
		break;
	case COMMAND_report_avoided:
		run_report(request);
		break;
	default:
		request->error = ERROR_FORBIDDEN;
	}
	engine->sink->finished(engine->sink, request);
}

/* --- sign-in ---------------------------------------------------------------------------------------------------- */

static struct session *find_session(struct engine *engine, const struct digest *token)
{
	for (size_t i = 0; i < engine->session_count; i++)
		if (engine->sessions[i].found &&
			memcmp(engine->sessions[i].token.bytes, token->bytes, DIGEST_BYTES) == 0)
			return &engine->sessions[i];
	return NULL;
}

static void add_session(struct engine *engine, const char *token, struct person_id person, struct device_id device)
{
	struct session *session = &engine->sessions[engine->session_count++ % SESSION_COUNT];
	struct text text = text_of(token);

	if (engine->session_count > SESSION_COUNT)
		engine->session_count = SESSION_COUNT;
	*session = (struct session){.found = true, .person = person, .device = device};
	session->id.pos = (int64_t)engine->session_count;
	session->ends_at_ms = clock_system()->wall_ms(clock_system()) + 3600 * 1000;
	if (digest_of(&text, 1, &session->token))
		abort();
}

static void refuse(struct sign_in *sign_in, enum error error, const char *sentence)
{
	snprintf(sign_in->sentence, sizeof sign_in->sentence, "%s", sentence);
	sign_in->error = error;
	sign_in->refusal.sentence = text_of(sign_in->sentence);
}

static void fill_person(struct sign_in *sign_in)
{
	snprintf(sign_in->display_name, sizeof sign_in->display_name, "Dr %.60s", sign_in->session.person.text);
	sign_in->roles = SET_OF(ROLE_INT_CLINICIAN) | SET_OF(ROLE_MANAGER);
}

static void run_sign_in(struct engine *engine, struct sign_in *sign_in)
{
	unsigned char token[32];
	bool is_known = false;

	if (sign_in->is_address_tired) {
		refuse(sign_in, ERROR_RATE_LIMITED, "Too many wrong attempts; wait 10 seconds and try again.");
		sign_in->refusal.retry_after_ms = 10000;
		return;
	}
	for (size_t i = 0; i < sizeof PEOPLE / sizeof *PEOPLE; i++)
		is_known = is_known || strcmp(sign_in->person.text, PEOPLE[i]) == 0;
	if (!is_known || strcmp(sign_in->password, "right") != 0 || strcmp(sign_in->totp, "000000") != 0) {
		refuse(sign_in, ERROR_UNAUTHENTICATED, "The name, password or code is not right.");
		return;
	}
	if (random_bytes(token, sizeof token))
		abort();
	sign_in->wrong_attempts = 2;
	sign_in->wrong_since_ms = 1795339865123;
	hex_encode(token, sizeof token, sign_in->secret_token);
	add_session(engine, sign_in->secret_token, sign_in->person, sign_in->device);
	sign_in->session = engine->sessions[engine->session_count - 1];
	fill_person(sign_in);
}

static const char RIGHT_CODE[] = "1-ABCD";

static void run_invitation(struct sign_in *sign_in)
{
	if (strcmp(sign_in->code, RIGHT_CODE) != 0) {
		refuse(sign_in, ERROR_UNAUTHENTICATED, "This code is not right.");
		return;
	}
	sign_in->session.person = sign_in->person;
	fill_person(sign_in);
	snprintf(sign_in->totp_secret, sizeof sign_in->totp_secret, "ABCDEFGH");
	sign_in->ends_at_ms = 1795339865123;
}

static void make_recovery_codes(struct sign_in *sign_in)
{
	for (int i = 0; i < RECOVERY_CODES; i++)
		snprintf(sign_in->recovery_codes[i], sizeof sign_in->recovery_codes[i], "CODE-%d", i);
}

static void run_enrol(struct engine *engine, struct sign_in *sign_in)
{
	run_invitation(sign_in);
	if (sign_in->error)
		return;
	if (strcmp(sign_in->new_password, "good") != 0) {
		refuse(sign_in, ERROR_BAD_REQUEST, "The password is too short.");
		sign_in->refusal.field = "new_password";
		return;
	}
	snprintf(sign_in->password, sizeof sign_in->password, "right");
	run_sign_in(engine, sign_in);
	make_recovery_codes(sign_in);
}

static void run_password(struct sign_in *sign_in)
{
	if (strcmp(sign_in->password, "right") != 0 || strcmp(sign_in->totp, "000000") != 0)
		refuse(sign_in, ERROR_UNAUTHENTICATED, "The name, password or code is not right.");
	else
		make_recovery_codes(sign_in);
}

static void run_check(struct engine *engine, struct sign_in *sign_in)
{
	struct session *session = find_session(engine, &sign_in->token);

	if (!session) {
		refuse(sign_in, ERROR_UNAUTHENTICATED, "Your session has ended; sign in again.");
		return;
	}
	sign_in->session = *session;
	fill_person(sign_in);
}

static void run_sign_out(struct engine *engine, const struct sign_in *sign_in)
{
	struct session *session = find_session(engine, &sign_in->token);

	if (session)
		session->found = false;
}

/* --- the thread ------------------------------------------------------------------------------------------------- */

static void run_work(struct engine *engine, struct work *work)
{
	struct sign_in *sign_in = work->item;

	switch (work->kind) {
	case WORK_REQUEST:
		run_request(engine, work->item);
		break;
	case WORK_SIGN_IN:
		run_sign_in(engine, sign_in);
		break;
	case WORK_CHECK:
		run_check(engine, sign_in);
		break;
	case WORK_SIGN_OUT:
		run_sign_out(engine, sign_in);
		break;
	case WORK_INVITATION:
		run_invitation(sign_in);
		break;
	case WORK_ENROL:
		run_enrol(engine, sign_in);
		break;
	case WORK_PASSWORD:
	case WORK_RECOVERY:
		run_password(sign_in);
		break;
	}
	if (work->kind != WORK_REQUEST)
		sign_in->done(sign_in);
	memory_free(work);
}

static void *run_thread(void *context)
{
	struct engine *engine = context;
	void *item;

	while (queue_take_all(engine->queue, &item, 1, -1) > 0)
		run_work(engine, item);
	return NULL;
}

static void push_work(struct engine *engine, enum work_kind kind, void *item)
{
	struct work *work = memory_new(sizeof *work);

	*work = (struct work){kind, item};
	if (queue_push(engine->queue, work))
		abort();
}

void engine_submit(struct engine *engine, struct request *request)
{
	push_work(engine, WORK_REQUEST, request);
}

#define TAKES_SIGN_IN(function, work)                                 \
	void function(struct engine *engine, struct sign_in *sign_in) \
	{                                                             \
		push_work(engine, work, sign_in);                     \
	}
TAKES_SIGN_IN(engine_sign_in, WORK_SIGN_IN)
TAKES_SIGN_IN(engine_look_at_invitation, WORK_INVITATION)
TAKES_SIGN_IN(engine_enrol, WORK_ENROL)
TAKES_SIGN_IN(engine_change_password, WORK_PASSWORD)
TAKES_SIGN_IN(engine_renew_recovery_codes, WORK_RECOVERY)
TAKES_SIGN_IN(engine_check_session, WORK_CHECK)
TAKES_SIGN_IN(engine_sign_out, WORK_SIGN_OUT)

void engine_presence(struct engine *engine, struct person_id person, bool is_online)
{
	(void)engine;
	fprintf(stderr, "presence %s %s\n", person.text, is_online ? "online" : "offline");
}

enum error engine_add_sink(struct engine *engine, struct sink *sink)
{
	engine->sink = sink;
	return OK;
}

void engine_health(struct engine *engine, struct engine_health *health)
{
	*health = (struct engine_health){.store_is_ready = !getenv("STORE_IS_DOWN"),
		.last_pos = engine->pos,
		.commands = engine->commands,
		.commit_us_total = 1500000};
	snprintf(health->store_problem, sizeof health->store_problem, "disk \"full\"");
}

struct engine *fake_engine_new(void)
{
	struct engine *engine = memory_new(sizeof *engine);

	engine->queue = queue_new(QUEUE_CAPACITY, NULL, NULL);
	return engine;
}

void fake_engine_start(struct engine *engine)
{
	if (pthread_create(&engine->thread, NULL, run_thread, engine) != 0)
		abort();
}

void fake_engine_stop(struct engine *engine)
{
	queue_close(engine->queue);
	pthread_join(engine->thread, NULL);
	for (size_t i = 0; i < engine->held_count; i++) {
		engine->held[i]->error = ERROR_BUSY;
		engine->sink->finished(engine->sink, engine->held[i]);
	}
}

void fake_engine_free(struct engine *engine)
{
	queue_free(engine->queue);
	memory_free(engine);
}

void fake_engine_add_session(struct engine *engine, const char *token, const char *person, const char *device)
{
	struct person_id person_id;
	struct device_id device_id;

	snprintf(person_id.text, sizeof person_id.text, "%s", person);
	snprintf(device_id.text, sizeof device_id.text, "%s", device);
	add_session(engine, token, person_id, device_id);
}
