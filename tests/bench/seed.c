/* Fills an empty store with groups for the load program: for each a neighbourhood of four clinicians linked with one
 * specialist, a topic to talk in, and a live session for everybody; in the groups of even numbers also an enrolled device,
 * in the others a browser is all they have. Prints one line a participant: person,device,cookie,thread,since. The commands are the product's own; only the sessions are put in directly, since signing
 * in ten thousand people would take hours by design, and history, when it is asked for. since is the position before the
 * newest messages, which everybody has missed. */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "app/secret.h"
#include "base/digest.h"
#include "base/text.h"
#include "codec/codec.h"
#include "engine/engine.h"
#include "gateway/cookie.h"
#include "history.h"

enum { PARTICIPANTS = 5, DAY_MS = 86400000 };
static const int64_t YEAR_MS = 365ll * DAY_MS;

static struct engine *engine;
static struct store *store;
static struct secret secret;
static int64_t txns;
static struct group *groups;
static char (*cookies)[SESSION_COOKIE_BYTES + 1]; /* of everybody */

static void die(const char *what)
{
	fprintf(stderr, "bench-seed: %s\n", what);
	exit(1);
}

/* Executes a command given as JSON arguments; by is "" for the daemon itself. The caller frees the request. */
__attribute__((format(printf, 3, 4))) static struct request *execute(
	const char *by, const char *name, const char *format, ...)
{
	char args[2048], json[4096];
	va_list list;
	va_start(list, format);
	vsnprintf(args, sizeof args, format, list);
	va_end(list);
	int length = snprintf(
		json, sizeof json, "{\"txn\":\"seed-%lld\",\"cmd\":\"%s\",\"args\":%s}", (long long)++txns, name, args);
	struct request *request = request_new(NULL, 0);
	struct decoded decoded = {0};
	if (!request || codec_decode_command((struct text){json, (size_t)length}, request->arena, &decoded) != OK) {
		fprintf(stderr, "%s\n%.*s\n", json, TEXT_ARGS(decoded.refusal.sentence));
		die("a command of the seed could not be decoded");
	}
	request->command = (struct command){.row = decoded.row, .args = decoded.args, .txn = decoded.txn};
	snprintf(request->command.person.text, sizeof request->command.person.text, "%s", by);
	if (*by) {
		snprintf(request->command.device.text, sizeof request->command.device.text, "%s-1", by);
	}
	if (engine_execute(engine, request) != OK) {
		fprintf(stderr, "%s\n%s: %.*s\n", json, error_wire(request->error),
			TEXT_ARGS(request->refusal.sentence));
		die("a command of the seed was refused");
	}
	return request;
}

/* cookie: the value by which the gateway will know the session. */
static void add_session(const char *person, const char *device, char cookie[SESSION_COOKIE_BYTES + 1])
{
	unsigned char bytes[32];
	char token[65];
	struct session session = {.found = true, .started_at_ms = clock_system()->wall_ms(clock_system())};
	if (random_bytes(bytes, sizeof bytes) != OK) {
		die("no random bytes");
	}
	hex_encode(bytes, sizeof bytes, token);
	struct text parts[] = {text_of(token)};
	snprintf(session.person.text, sizeof session.person.text, "%.24s", person);
	snprintf(session.device.text, sizeof session.device.text, "%.31s", device);
	/* as if used a year from now: a store that was kept can be measured again */
	session.used_at_ms = session.started_at_ms + YEAR_MS;
	session.ends_at_ms = session.started_at_ms + YEAR_MS;
	if (cookie_seal(secret_cookie_key(&secret), token, cookie) != OK || digest_of(parts, 1, &session.token) != OK ||
		store_begin(store) != OK || store_put_session(store, &session) != OK || store_commit(store) != OK) {
		die("a session could not be stored");
	}
}

static bool has_devices(int group)
{
	return group % 2 == 0;
}

static void add_person(int group, int number, const char *practice, char person[24])
{
	bool is_specialist = number == PARTICIPANTS - 1;
	snprintf(person, 24, "g%d-p%d", group, number);
	if (is_specialist) {
		request_free(execute("", "person.create",
			"{\"person\":\"%s\",\"display_name\":\"Dr %s\",\"roles\":[\"specialist\"]}", person, person));
	} else {
		request_free(execute("", "person.create",
			"{\"person\":\"%s\",\"display_name\":\"Dr %s\",\"roles\":[\"int_clinician\"],"
			"\"neighbourhood\":\"g%d\",\"organisation\":\"%s\"}",
			person, person, group, practice));
	}
	if (has_devices(group)) {
		request_free(execute("", "device.enrol", "{\"device\":\"%s-1\",\"person\":\"%s\"}", person, person));
	}
}

/* Who stands behind the group's one specialist. */
static void add_coordinator(int group)
{
	request_free(execute("", "person.create",
		"{\"person\":\"g%d-c\",\"display_name\":\"Coordinator\",\"roles\":[\"coordinator\"],"
		"\"neighbourhood\":\"g%d\"}",
		group, group));
}

static void add_group(int group)
{
	char practice[16], people[PARTICIPANTS][24];
	snprintf(practice, sizeof practice, "B%05d", group);
	request_free(execute("", "organisation.create",
		"{\"organisation\":\"%s\",\"name\":\"Practice %d\",\"kind\":\"practice\"}", practice, group));
	request_free(execute("", "neighbourhood.create",
		"{\"neighbourhood\":\"g%d\",\"name\":\"Group %d\",\"population\":50000,\"practices\":[\"%s\"]}", group,
		group, practice));
	for (int i = 0; i < PARTICIPANTS; i++) {
		add_person(group, i, practice, people[i]);
	}
	add_coordinator(group);
	struct request *link = execute("", "link.create",
		"{\"neighbourhood\":\"g%d\",\"treatment_function\":\"320\",\"specialists\":[\"%s\"],\"reply_working_"
		"days\":2,\"agreed_on\":\"2026-01-05\"}",
		group, people[PARTICIPANTS - 1]);
	long long conversation = ((struct link_create_result *)link->result)->conversation.pos;
	request_free(link);
	struct request *topic = execute(people[0], "topic.open",
		"{\"conversation\":\"c%lld\",\"title\":\"Load\",\"body\":\"Load\"}", conversation);
	groups[group] = (struct group){
		.number = group,
		.conversation = {conversation},
		.thread = ((struct topic_open_result *)topic->result)->thread,
	};
	request_free(topic);
	for (int i = 0; i < PARTICIPANTS; i++) {
		char device[32];
		snprintf(device, sizeof device, "%.23s-1", people[i]);
		add_session(people[i], device, cookies[group * PARTICIPANTS + i]);
	}
}

static void list_people(int count, int64_t since)
{
	for (int i = 0; i < count * PARTICIPANTS; i++) {
		int group = i / PARTICIPANTS, number = i % PARTICIPANTS;
		printf("g%d-p%d,g%d-p%d-1,%s,t%lld,%lld\n", group, number, group, number, cookies[i],
			(long long)groups[group].thread.pos, (long long)since);
	}
}

int main(int argc, char **argv)
{
	char why[256] = "";
	char secret_why[SECRET_WHY_BYTES] = "";
	if (argc != 4 && argc != 5 && argc != 7) {
		die("usage: bench_seed DATABASE KEY GROUPS [MESSAGES [MISSED GROUPS-THAT-MISS]]");
	}
	int count = atoi(argv[3]);
	int64_t messages = argc > 4 ? atoll(argv[4]) : 0;
	int missed = argc > 6 ? atoi(argv[5]) : 0, missing = argc > 6 ? atoi(argv[6]) : 0;
	if (missing > count) {
		die("more groups would miss something than there are");
	}
	groups = calloc((size_t)count + 1, sizeof *groups);
	cookies = calloc((size_t)count * PARTICIPANTS + 1, sizeof *cookies);
	if (!groups || !cookies) {
		die("no memory");
	}
	if (secret_load(argv[2], &secret, secret_why) != OK) {
		die(secret_why);
	}
	codec_init();
	struct store_config store_config = {.path = argv[1]};
	if (store_open(&store_config, why, &store) != OK) {
		die(why);
	}
	struct engine_config config = {.store = store,
		.clock = clock_system(),
		.patient_key = secret_patient_key(&secret),
		.version = "bench",
		.queue_capacity = 16,
		.batch_limit = 1,
		.reader_count = 1,
		.commands_per_minute = 1000000,
		.session_idle_ms = DAY_MS,
		.session_limit_ms = DAY_MS,
		.totp_is_single_use = true};
	engine = engine_new(&config);
	if (!engine) {
		die("no memory");
	}
	for (int group = 0; group < count; group++) {
		add_group(group);
	}
	int64_t now_ms = clock_system()->wall_ms(clock_system());
	history_fill(store, groups, count, messages, now_ms);
	int64_t since = store_last_pos(store);
	history_add(store, groups, missing, missed, now_ms);
	list_people(count, since);
	engine_free(engine);
	store_close(store);
	free(groups);
	free(cookies);
	return 0;
}
