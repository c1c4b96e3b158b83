/*
 * A message.send from its bytes to the bytes that leave: decode, authorise, decide, append, project, commit, the search
 * index behind it, encode the receipt and the event. Run under callgrind by ./check, which counts the instructions of
 * send_one: the same on a quiet machine and on a busy one.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "codec/codec.h"
#include "tests/fixtures/world.h"

enum { WARM_UP = 64 };

static const char words[] = "Thank you for asking. The rate of 84 at rest is fine, so there is no hurry with the echo; "
			    "please repeat the potassium in two weeks, stop the diltiazem if the pressure falls below "
			    "110, and write to me here if she gets breathless on the stairs again. I would not refer "
			    "her yet, but would want to know.";

static void give_up(const char *what)
{
	fprintf(stderr, "hot_path: %s\n", what);
	exit(1);
}

static struct request *decode(struct text json)
{
	struct request *request = request_new(NULL, 0);
	struct decoded decoded = {0};

	if (!request || codec_decode_command(json, request->arena, &decoded) != OK)
		give_up("the command could not be decoded");
	request->command = (struct command){.row = decoded.row,
		.args = decoded.args,
		.txn = decoded.txn,
		.device = town_device("a.khan"),
		.person = {"a.khan"}};
	return request;
}

/* What the other participants are sent: encoded once for all of them. */
static void encode(const struct request *request, struct buffer *out)
{
	const struct message_send_result *result = request->result;
	const struct message_send_args *args = request->command.args;
	struct message_sent_data data = {.message = result->message, .body = args->body};
	struct event event = {.pos = request->pos,
		.seq = result->seq,
		.thread = args->thread,
		.kind = EVENT_message_sent,
		.by = request->command.person,
		.data = &data};

	buffer_clear(out);
	codec_encode_receipt(request->command.row, request->command.txn.text, request->pos, result, out);
	codec_encode_event(&event, false, out);
	if (out->failed)
		give_up("what is sent could not be encoded");
}

/* By its name callgrind knows what to count. */
__attribute__((noinline)) void send_one(struct world *world, struct text json, struct buffer *out);
void send_one(struct world *world, struct text json, struct buffer *out)
{
	struct request *request = decode(json);

	if (engine_execute(world->engine, request) != OK)
		give_up("the message was refused");
	encode(request, out);
	request_free(request);
	store_keep_up(world->store);
}

static void send(struct world *world, struct thread_id thread, int number, struct buffer *out)
{
	char json[1024];
	int length = snprintf(json, sizeof json,
		"{\"txn\":\"m-%d\",\"cmd\":\"message.send\",\"args\":{\"thread\":\"t%lld\",\"body\":\"%s\"}}", number,
		(long long)thread.pos, words);

	send_one(world, (struct text){json, (size_t)length}, out);
}

static struct thread_id open_topic(struct world *world)
{
	char json[256];
	int length = snprintf(json, sizeof json,
		"{\"txn\":\"topic\",\"cmd\":\"topic.open\",\"args\":{\"conversation\":\"c%lld\",\"title\":\"Talk\","
		"\"body\":\"Talk\"}}",
		(long long)world->town.cardiology.pos);
	struct request *request = decode((struct text){json, (size_t)length});

	if (engine_execute(world->engine, request) != OK)
		give_up("the topic was refused");
	struct thread_id thread = ((struct topic_open_result *)request->result)->thread;
	request_free(request);
	return thread;
}

/* The messages to count, in the one argument. */
int main(int argc, char **argv)
{
	static struct world world;
	struct buffer out = {0};
	int count = argc == 2 ? atoi(argv[1]) : 0;

	if (count < 1)
		give_up("usage: hot_path MESSAGES");
	codec_init();
	world_open(&world, NULL);
	struct thread_id thread = open_topic(&world);
	for (int i = 0; i < WARM_UP + count; i++)
		send(&world, thread, i, &out);
	printf("%d messages, the last receipt and event %zu bytes\n", count, out.length);
	buffer_deinit(&out);
	world_close(&world);
	return 0;
}
