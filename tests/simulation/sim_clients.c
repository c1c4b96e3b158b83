/* People at their devices: what they say, how they say it again, and what comes back to them. */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "tests/simulation/sim.h"

#define PUT(field, value) snprintf(field, sizeof(field), "%s", value)

void sim_tell(struct sim *sim, const char *format, ...)
{
	char line[300];
	va_list arguments;

	va_start(arguments, format);
	vsnprintf(line, sizeof line, format, arguments);
	va_end(arguments);
	for (const char *c = line; *c; c++)
		sim->trace = (sim->trace ^ (unsigned char)*c) * 1099511628211u;
	if (sim->is_told)
		printf("%s\n", line);
}

static int64_t below(struct sim *sim, int64_t most)
{
	return chance_below(&sim->chance, most);
}

/* --- sending ------------------------------------------------------------------------------------------------------ */

static void submit(
	struct sim *sim, struct sim_client *client, const char *txn, enum command_kind kind, const void *args)
{
	size_t size = command_row(kind)->args->size;
	struct request *request = request_new(&sim->sink, (uint64_t)(client - sim->clients));
	void *copy = request ? arena_take(request->arena, size) : NULL;

	if (!copy)
		abort();
	memcpy(copy, args, size);
	request->command.row = command_row(kind);
	request->command.args = copy;
	PUT(request->command.txn.text, txn);
	request->command.device = client->device;
	sim_tell(sim, "%s sends %s %s", client->device.text, request->command.row->wire, txn);
	engine_submit(sim->engine, request);
}

bool sim_send(struct sim *sim, struct sim_client *client)
{
	size_t from = client->outbox_count ? (size_t)below(sim, (int64_t)client->outbox_count) : 0;

	for (size_t i = 0; i < client->outbox_count; i++) {
		struct outgoing *out = &client->outbox[(from + i) % client->outbox_count];

		if (out->is_done)
			continue;
		out->under_way++;
		submit(sim, client, out->txn, out->kind, out->args);
		return true;
	}
	return false;
}

void sim_sync(struct sim *sim, struct sim_client *client)
{
	struct sync_args args = {
		.since = client->is_fresh ? client->fresh_upto : client->safe, .limit = 1 + below(sim, 40)};
	char txn[32];

	snprintf(txn, sizeof txn, "s%d", ++client->syncs);
	client->is_syncing = true;
	submit(sim, client, txn, COMMAND_sync, &args);
}

/* Its txn tells where the log stood. */
void sim_read(struct sim *sim, struct sim_client *client)
{
	struct thread_history_args args = {.thread = below(sim, 2) ? sim_thread(sim) : sim_mdt_case(sim), .limit = 100};
	char txn[48];

	snprintf(txn, sizeof txn, "r%d.%lld", ++client->reads, (long long)store_last_pos(sim->store));
	submit(sim, client, txn, COMMAND_thread_history, &args);
}

/* --- what comes back ---------------------------------------------------------------------------------------------- */

static struct text words_of(const struct event *event)
{
	const struct record_type *type = event_row(event->kind)->data;

	for (size_t i = 0; i < type->field_count; i++) {
		const struct field *field = &type->fields[i];
		bool is_main = strcmp(field->name, "body") == 0 || strcmp(field->name, "question") == 0 ||
			       strcmp(field->name, "answer") == 0;

		if (is_main && field->kind == FIELD_KIND_TEXT)
			return *(const struct text *)field_of(field, event->data);
	}
	return (struct text){0};
}

static void note_asked(
	struct sim *sim, struct sim_client *client, const struct event *event, enum heard_how how, int64_t asked)
{
	struct heard_event heard = {.how = how,
		.asked = asked,
		.pos = event->pos,
		.conversation = event->conversation.pos,
		.seq = event->seq,
		.thread = event->thread.pos};
	struct buffer encoded = {0};

	PUT(heard.reader, client->device.text);
	PUT(heard.person, client->person);
	PUT(heard.event, event_row(event->kind)->wire);
	if (record_encode(event_row(event->kind)->data, event->data, NULL, &encoded) != OK || encoded.failed)
		abort();
	history_words(buffer_text(&encoded), heard.value);
	history_words(words_of(event), heard.words);
	buffer_deinit(&encoded);
	history_heard(&sim->history, &heard);
}

static void note_heard(struct sim *sim, struct sim_client *client, const struct event *event, enum heard_how how)
{
	note_asked(sim, client, event, how, 0);
}

static void hear_history(struct sim *sim, struct sim_client *client, const struct request *request)
{
	const struct thread_history_result *result = request->result;
	const struct event *events = request->error == OK ? result->events.items : NULL;
	const char *asked = strchr(request->command.txn.text, '.');

	for (size_t i = 0; events && i < result->events.count; i++)
		note_asked(sim, client, &events[i], HEARD_READ, strtoll(asked + 1, NULL, 10));
}

/* Adds to the reader's own state what is new there. */
static void keep(struct sim *sim, struct sim_client *client, const struct event *event)
{
	if (event->pos >= SIM_LOG_MOST)
		abort();
	if (client->has[event->pos])
		return;
	client->has[event->pos] = 1;
	note_heard(sim, client, event, HEARD_KEPT);
}

/* The numbers of a conversation tell whether something was missed. */
static void mind_the_gap(struct sim_client *client, const struct event *event)
{
	for (size_t i = 0; i < SIM_TALKS; i++) {
		if (client->heard_conversation[i] && client->heard_conversation[i] != event->conversation.pos)
			continue;
		client->wants_sync = client->wants_sync || event->seq != client->heard_seq[i] + 1;
		client->heard_conversation[i] = event->conversation.pos;
		if (event->seq > client->heard_seq[i])
			client->heard_seq[i] = event->seq;
		return;
	}
}

static void hear_event(struct sim *sim, struct sim_client *client, const struct event *event)
{
	sim_tell(sim, "%s hears %s at %lld", client->device.text, event_row(event->kind)->wire, (long long)event->pos);
	note_heard(sim, client, event, HEARD_LIVE);
	mind_the_gap(client, event);
	keep(sim, client, event);
}

static void hear_sync(struct sim *sim, struct sim_client *client, const struct request *request)
{
	const struct sync_result *result = request->result;
	const struct event *events;

	client->is_syncing = false;
	client->is_shut_out = request->error == ERROR_UNAUTHENTICATED;
	if (request->error != OK)
		return;
	events = result->events.items;
	for (size_t i = 0; i < result->events.count; i++) {
		if (client->is_fresh)
			note_heard(sim, client, &events[i], HEARD_FRESH);
		else
			keep(sim, client, &events[i]);
		if (!client->is_fresh)
			mind_the_gap(client, &events[i]);
	}
	if (client->is_fresh)
		client->fresh_upto = result->upto;
	else
		client->safe = result->upto;
	client->wants_sync = !result->complete;
	client->is_complete = client->is_fresh && result->complete;
}

static const int64_t *position_in(const struct request *request, const char *name)
{
	const struct record_type *type = request->command.row->result;

	for (size_t i = 0; i < type->field_count; i++) {
		if (strcmp(type->fields[i].name, name) == 0)
			return field_of(&type->fields[i], request->result);
	}
	return NULL;
}

static void learn(struct sim *sim, const struct request *request, int64_t message)
{
	const int64_t *thread = position_in(request, "thread");
	enum command_kind kind = request->command.row->kind;

	if (kind == COMMAND_mdt_add_case)
		sim_note_id(&sim->mdt_cases, *thread);
	if (kind == COMMAND_mdt_schedule)
		sim_note_id(&sim->meetings, *position_in(request, "meeting"));
	if (kind == COMMAND_action_add)
		sim_note_id(&sim->actions, *position_in(request, "action"));
	if (!thread || sim->thread_count == SIM_THREADS)
		return;
	sim->threads[sim->thread_count++] =
		(struct known_thread){{*thread}, {message ? message : *thread}, request->command.row->kind};
}

/* What leaves the engine is told, whether or not it arrives. */
static void note_receipt(struct sim *sim, const struct sim_client *client, const struct request *request)
{
	struct told_receipt receipt = {.pos = request->pos};
	const int64_t *seq = position_in(request, "seq"), *message = position_in(request, "message");

	PUT(receipt.device, client->device.text);
	PUT(receipt.txn, request->command.txn.text);
	/* of a mark, the number is what was read */
	receipt.seq = seq && request->command.row->kind != COMMAND_read_mark ? *seq : 0;
	receipt.message = message ? *message : 0;
	history_receipt(&sim->history, &receipt);
	learn(sim, request, receipt.message);
}

static struct outgoing *find_outgoing(struct sim_client *client, const char *txn)
{
	for (size_t i = 0; i < client->outbox_count; i++) {
		if (strcmp(client->outbox[i].txn, txn) == 0)
			return &client->outbox[i];
	}
	return NULL;
}

/* A no is the last word only when no other copy may still be answered otherwise: what stood against it may be gone by then.
 * Who is shut out is told nothing else, not even of what was done before. */
static void hear_answer(struct sim *sim, struct sim_client *client, const struct request *request)
{
	struct outgoing *out = find_outgoing(client, request->command.txn.text);
	struct told_refusal refusal;

	if (!out || out->is_done)
		return;
	bool is_no = request->error != OK && error_class(request->error) == ERROR_CLASS_CALLER && out->under_way == 0;

	bool is_shut_out = request->error == ERROR_UNAUTHENTICATED;

	out->is_done = request->error == OK || (is_no && (!out->was_ok || is_shut_out));
	if (!out->is_done || out->was_ok || is_shut_out)
		return;
	PUT(refusal.device, client->device.text);
	PUT(refusal.txn, out->txn);
	history_refusal(&sim->history, &refusal);
}

static void open_parcel(struct sim *sim, struct sim_client *client, struct parcel parcel)
{
	if (parcel.broadcast) {
		hear_event(sim, client, &parcel.broadcast->event);
		broadcast_release(parcel.broadcast);
		return;
	}
	if (parcel.request->command.row->kind == COMMAND_sync)
		hear_sync(sim, client, parcel.request);
	else if (parcel.request->command.row->kind == COMMAND_thread_history)
		hear_history(sim, client, parcel.request);
	else
		hear_answer(sim, client, parcel.request);
	request_free(parcel.request);
}

void sim_deliver(struct sim *sim, struct sim_client *client, size_t most)
{
	size_t count = client->network_count < most ? client->network_count : most;

	for (size_t i = 0; i < count; i++)
		open_parcel(sim, client, client->network[i]);
	client->network_count -= count;
	memmove(client->network, client->network + count, client->network_count * sizeof(struct parcel));
}

void sim_drop(struct sim *sim, struct sim_client *client, size_t from)
{
	(void)sim;
	for (size_t i = from; i < client->network_count; i++) {
		if (client->network[i].broadcast)
			broadcast_release(client->network[i].broadcast);
		request_free(client->network[i].request);
	}
	if (from < client->network_count)
		client->network_count = from;
	client->is_syncing = false;
	client->wants_sync = true;
}

/* --- the sink ----------------------------------------------------------------------------------------------------- */

static bool post(struct sim_client *client, struct parcel parcel)
{
	if (client->network_count == SIM_NETWORK)
		return false;
	client->network[client->network_count++] = parcel;
	return true;
}

static void finished(struct sink *sink, struct request *request)
{
	struct sim *sim = sink->context;
	struct sim_client *client = &sim->clients[request->peer];
	bool is_write = request->command.row->class == COMMAND_CLASS_WRITE;
	struct outgoing *out = find_outgoing(client, request->command.txn.text);

	if (out) {
		out->under_way--;
		out->was_ok = out->was_ok || (request->error == OK && !sim->is_dead);
	}
	if (!sim->is_dead) {
		sim_tell(sim, "%s is answered %s: %s at %lld", client->device.text, request->command.txn.text,
			request->error == OK ? "ok" : error_wire(request->error), (long long)request->pos);
		if (is_write && request->error == OK)
			note_receipt(sim, client, request);
	}
	if (sim->is_dead || !post(client, (struct parcel){.request = request})) {
		client->is_syncing = client->is_syncing && request->command.row->kind != COMMAND_sync;
		request_free(request);
	}
}

static void happened(struct sink *sink, struct broadcast *broadcast)
{
	struct sim *sim = sink->context;

	for (size_t i = 0; i < SIM_CLIENTS && !sim->is_dead; i++) {
		const struct person_id *people = broadcast->recipients.people.items;

		for (size_t n = 0; n < broadcast->recipients.people.count; n++) {
			if (strcmp(people[n].text, sim->clients[i].person) != 0)
				continue;
			if (!post(&sim->clients[i], (struct parcel){.broadcast = broadcast_hold(broadcast)}))
				broadcast_release(broadcast);
		}
	}
}

static void hinted(struct sink *sink, struct passing_hint *hint)
{
	(void)sink;
	(void)hint;
}

void sim_listen(struct sim *sim)
{
	sim->sink = (struct sink){finished, happened, hinted, sim};
	if (engine_add_sink(sim->engine, &sim->sink) != OK)
		abort();
}

bool sim_has_unanswered(const struct sim *sim)
{
	for (size_t i = 0; i < SIM_CLIENTS; i++) {
		for (size_t n = 0; n < sim->clients[i].outbox_count; n++) {
			if (!sim->clients[i].outbox[n].is_done)
				return true;
		}
	}
	return false;
}
