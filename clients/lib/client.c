#include "corridor/client.h"

#include <stdio.h>
#include <string.h>

#include "inside.h"
#include "memory.h"
#include "moment.h"

enum corridor_error client_answer_init(
	struct corridor_answer *answer, const char *txn, bool is_ok, int64_t pos, const char *json, size_t length)
{
	*answer = (struct corridor_answer){.is_ok = is_ok, .pos = pos};
	answer->json = client_memory_text(json, length);
	if (!answer->json)
		return CORRIDOR_ERROR_MEMORY;
	snprintf(answer->txn, sizeof(answer->txn), "%s", txn);
	return CORRIDOR_OK;
}

void corridor_answer_deinit(struct corridor_answer *answer)
{
	if (answer->json)
		client_memory_wipe(answer->json, strlen(answer->json));
	client_memory_free(answer->json);
	answer->json = NULL;
}

const char *corridor_client_device(const struct corridor_client *client)
{
	return client->device;
}

/* Every call that takes the mutex is counted, so that closing can wait for those that are on their way out. */
static void enter(struct corridor_client *client)
{
	pthread_mutex_lock(&client->mutex);
	client->caller_count++;
}

static void leave(struct corridor_client *client)
{
	client->caller_count--;
	pthread_cond_broadcast(&client->changed);
	pthread_mutex_unlock(&client->mutex);
}

/* Waits for a change, with the mutex held. False once until_ms has passed. */
static bool wait_change(struct corridor_client *client, int64_t until_ms)
{
	struct timespec until = client_moment_timespec(until_ms);

	if (client_moment_ms() >= until_ms)
		return false;
	pthread_cond_timedwait(&client->changed, &client->mutex, &until);
	return true;
}

enum corridor_error corridor_client_wait_ready(struct corridor_client *client, int64_t timeout_ms)
{
	int64_t until_ms = client_moment_ms() + timeout_ms;
	enum corridor_error error = CORRIDOR_OK;

	if (client->config.is_offline)
		return CORRIDOR_ERROR_UNREACHABLE;
	enter(client);
	while (!client->is_ready && !error) {
		if (client->is_closing)
			error = CORRIDOR_ERROR_CLOSED;
		else if (client->failures > 0)
			error = CORRIDOR_ERROR_UNREACHABLE;
		else if (!wait_change(client, until_ms))
			error = CORRIDOR_ERROR_TIMEOUT;
	}
	leave(client);
	return error;
}

void corridor_client_problem(struct corridor_client *client, char *sentence, size_t size)
{
	enter(client);
	snprintf(sentence, size, "%s", client->problem);
	leave(client);
}

/* --- kept commands ----------------------------------------------------------------------------------------------------- */

/* Puts a command on disk under a fresh txn. */
static enum corridor_error keep(
	struct corridor_client *client, const char *command, const char *args_json, char txn[65])
{
	char *args = NULL;
	char *json = NULL;
	enum corridor_error error = client_envelope_args(args_json, &args);

	if (error)
		return error;
	if (!client_random_txn(txn))
		error = CORRIDOR_ERROR_OUTBOX;
	/* Made only to know that it can be: what can never be sent must not block what comes after it. */
	if (!error)
		error = client_envelope_command(txn, command, args, &json);
	client_memory_free(json);
	if (!error)
		error = client_outbox_add(client->outbox, txn, command, args, client_wall_ms());
	client_memory_wipe(args, strlen(args));
	client_memory_free(args);
	return error;
}

static void forget_waiter(struct corridor_client *client, struct waiter *waiter)
{
	struct waiter **place = &client->waiters;

	while (*place && *place != waiter)
		place = &(*place)->next;
	if (*place)
		*place = waiter->next;
}

enum corridor_error corridor_client_send(struct corridor_client *client, const char *command, const char *args_json,
	int64_t timeout_ms, struct corridor_answer *answer)
{
	int64_t until_ms = client_moment_ms() + timeout_ms;
	char txn[CORRIDOR_TXN_BYTES + 1];
	struct waiter waiter = {.txn = txn};
	enum corridor_error error;

	if (!command || (timeout_ms > 0 && (!answer || client_deliver_is_me(client))))
		return CORRIDOR_ERROR_ARGUMENT;
	if (answer)
		*answer = (struct corridor_answer){0};
	enter(client);
	error = keep(client, command, args_json, txn);
	if (!error) {
		if (answer)
			snprintf(answer->txn, sizeof(answer->txn), "%s", txn);
		waiter.next = client->waiters;
		client->waiters = &waiter;
		if (client->wire)
			client_wire_wake(client->wire);
		while (timeout_ms > 0 && !waiter.is_done && !error) {
			if (client->is_closing)
				error = CORRIDOR_ERROR_CLOSED;
			else if (!client->was_ready && client->failures > 0)
				error = CORRIDOR_ERROR_UNREACHABLE;
			else if (!wait_change(client, until_ms))
				error = CORRIDOR_ERROR_TIMEOUT;
		}
		forget_waiter(client, &waiter);
	}
	leave(client);
	if (waiter.is_done) {
		*answer = waiter.answer;
		return CORRIDOR_OK;
	}
	return error;
}

enum corridor_error corridor_client_flush(struct corridor_client *client, int64_t timeout_ms)
{
	int64_t until_ms = client_moment_ms() + timeout_ms;
	enum corridor_error error = CORRIDOR_OK;
	int64_t count = 0;

	if (client_deliver_is_me(client))
		return CORRIDOR_ERROR_ARGUMENT;
	enter(client);
	for (;;) {
		error = client_outbox_count(client->outbox, &count);
		if (error || count == 0)
			break;
		error = client->is_closing ? CORRIDOR_ERROR_CLOSED : CORRIDOR_ERROR_TIMEOUT;
		if (client->is_closing || client->config.is_offline || !wait_change(client, until_ms))
			break;
	}
	leave(client);
	return error;
}

enum corridor_error corridor_client_outbox(
	struct corridor_client *client, void (*each)(void *context, const struct corridor_kept *kept), void *context)
{
	enum corridor_error error = CORRIDOR_OK;
	int64_t last_id = 0;

	enter(client);
	for (;;) {
		struct outbox_row row = {0};

		error = client_outbox_next(client->outbox, last_id, &row);
		if (error || row.id == 0)
			break;
		last_id = row.id;
		each(context, &(struct corridor_kept){
				      row.txn, row.command, row.args, row.kept_at_ms, row.attempts, row.problem});
		client_outbox_row_deinit(&row);
	}
	leave(client);
	return error;
}

enum corridor_error corridor_client_discard(struct corridor_client *client, const char *txn)
{
	enum corridor_error error;

	if (!txn)
		return CORRIDOR_ERROR_ARGUMENT;
	enter(client);
	error = client_outbox_remove(client->outbox, txn);
	if (!error && strcmp(client->head.row.txn, txn) == 0)
		client_work_drop_head(client);
	leave(client);
	return error;
}

/* --- questions ----------------------------------------------------------------------------------------------------------- */

static enum corridor_error wait_answer(struct corridor_client *client, struct request *request, int64_t timeout_ms)
{
	int64_t until_ms = client_moment_ms() + timeout_ms;
	struct request **place = &client->requests;
	enum corridor_error error = CORRIDOR_OK;

	enter(client);
	request->next = client->requests;
	client->requests = request;
	client_wire_wake(client->wire);
	while (!request->is_done && !error) {
		if (client->is_closing)
			error = CORRIDOR_ERROR_CLOSED;
		else if (!wait_change(client, until_ms))
			error = request->was_sent ? CORRIDOR_ERROR_TIMEOUT : CORRIDOR_ERROR_UNREACHABLE;
	}
	while (*place != request)
		place = &(*place)->next;
	*place = request->next;
	leave(client);
	return request->is_done ? CORRIDOR_OK : error;
}

static bool is_txn(const char *txn)
{
	static const char allowed[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-";
	size_t length = strlen(txn);

	return length > 0 && length <= CORRIDOR_TXN_BYTES && strspn(txn, allowed) == length;
}

enum corridor_error corridor_client_ask(struct corridor_client *client, const char *command, const char *args_json,
	int64_t timeout_ms, struct corridor_answer *answer)
{
	char txn[CORRIDOR_TXN_BYTES + 1];

	if (!client_random_txn(txn))
		return CORRIDOR_ERROR_MEMORY;
	return corridor_client_ask_as(client, txn, command, args_json, timeout_ms, answer);
}

enum corridor_error corridor_client_ask_as(struct corridor_client *client, const char *txn, const char *command,
	const char *args_json, int64_t timeout_ms, struct corridor_answer *answer)
{
	struct request request = {0};
	char *args = NULL;
	enum corridor_error error;

	if (!command || !answer || !txn || !is_txn(txn))
		return CORRIDOR_ERROR_ARGUMENT;
	*answer = (struct corridor_answer){0};
	if (client->config.is_offline)
		return CORRIDOR_ERROR_UNREACHABLE;
	error = client_envelope_args(args_json, &args);
	if (error)
		return error;
	snprintf(request.txn, sizeof(request.txn), "%s", txn);
	error = client_envelope_command(request.txn, command, args, &request.json);
	if (!error)
		error = wait_answer(client, &request, timeout_ms);
	if (!error)
		*answer = request.answer;
	client_memory_wipe(args, strlen(args));
	client_memory_free(args);
	if (request.json)
		client_memory_wipe(request.json, strlen(request.json));
	client_memory_free(request.json);
	return error;
}
