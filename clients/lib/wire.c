#include "wire.h"

#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "memory.h"
#include "moment.h"
#include "wire_connection.h"
#include "wire_probe.h"

/* How long one attempt may take; the waits between attempts; and what counts as a connection that had worked. */
enum {
	PROBE_MS = 5000,
	SUBSCRIBED_WITHIN_MS = 10000,
	FIRST_PAUSE_MS = 250,
	LONGEST_PAUSE_MS = 30000,
	STEADY_AFTER_MS = 10000
};

struct wire {
	struct wire_config config;
	struct wire_hooks hooks;
	struct wire_connection *connection; /* while there is one; the thread's */
	int wake_file;
	atomic_bool is_stopping;
	bool has_thread;
	pthread_t thread;
};

enum corridor_error client_wire_new(const struct wire_config *config, const struct wire_hooks *hooks, struct wire **out)
{
	struct wire *wire = client_memory_new(sizeof(*wire));

	if (!wire)
		return CORRIDOR_ERROR_MEMORY;
	wire->config = *config;
	wire->hooks = *hooks;
	wire->wake_file = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
	if (wire->wake_file < 0) {
		client_memory_free(wire);
		return CORRIDOR_ERROR_MEMORY;
	}
	*out = wire;
	return CORRIDOR_OK;
}

void client_wire_wake(struct wire *wire)
{
	uint64_t one = 1;

	/* It can only fail when it is already so high that the thread is about to wake. */
	if (write(wire->wake_file, &one, sizeof(one)) < 0)
		return;
}

static void sleep_off(struct wire *wire)
{
	uint64_t count;

	if (read(wire->wake_file, &count, sizeof(count)) < 0)
		return;
}

static void pause_for(struct wire *wire, int64_t pause_ms)
{
	int64_t until_ms = client_moment_ms() + pause_ms;
	struct pollfd wait = {.fd = wire->wake_file, .events = POLLIN};

	while (!atomic_load(&wire->is_stopping) && client_moment_ms() < until_ms) {
		poll(&wait, 1, (int)(until_ms - client_moment_ms() + 1));
		sleep_off(wire);
	}
}

static bool reach_subscription(struct wire *wire, struct wire_connection *connection)
{
	int64_t until_ms = client_moment_ms() + SUBSCRIBED_WITHIN_MS;

	while (!connection->is_subscribed && !atomic_load(&wire->is_stopping)) {
		int64_t left_ms = until_ms - client_moment_ms();

		if (left_ms <= 0) {
			snprintf(connection->why, sizeof(connection->why),
				"The broker took the connection but does not answer.");
			return false;
		}
		if (!client_wire_connection_turn(connection, wire->wake_file, left_ms))
			return false;
		sleep_off(wire);
	}
	return connection->is_subscribed;
}

static void serve(struct wire *wire, struct wire_connection *connection)
{
	wire->connection = connection;
	wire->hooks.ready(wire->hooks.context);
	while (!atomic_load(&wire->is_stopping)) {
		int64_t wait_ms = wire->hooks.work(wire->hooks.context);

		if (!client_wire_connection_turn(connection, wire->wake_file, wait_ms < 1 ? 1 : wait_ms))
			break;
		sleep_off(wire);
	}
	wire->connection = NULL;
}

/* One attempt and, if it works, its whole life. Returns how long it was useful. */
static int64_t attempt(struct wire *wire)
{
	struct wire_connection connection = {0};
	int64_t served_ms = 0;
	char why[256] = "";

	sleep_off(wire);
	if (atomic_load(&wire->is_stopping))
		return 0;
	if (!client_wire_probe(wire->config.host, wire->config.port, wire->wake_file, PROBE_MS, why, sizeof(why))) {
		wire->hooks.lost(wire->hooks.context, why);
		return 0;
	}
	if (client_wire_connection_init(&connection, &wire->config, &wire->hooks) &&
		reach_subscription(wire, &connection)) {
		served_ms = client_moment_ms();
		serve(wire, &connection);
		served_ms = client_moment_ms() - served_ms;
	}
	memcpy(why, connection.why, sizeof(why));
	client_wire_connection_deinit(&connection);
	wire->hooks.lost(wire->hooks.context, why);
	return served_ms;
}

static void *run(void *context)
{
	struct wire *wire = context;
	int64_t pause_ms = FIRST_PAUSE_MS;

	while (!atomic_load(&wire->is_stopping)) {
		if (attempt(wire) >= STEADY_AFTER_MS)
			pause_ms = FIRST_PAUSE_MS;
		pause_for(wire, client_jitter_ms(pause_ms));
		pause_ms = pause_ms * 2 < LONGEST_PAUSE_MS ? pause_ms * 2 : LONGEST_PAUSE_MS;
	}
	return NULL;
}

enum corridor_error client_wire_start(struct wire *wire)
{
	sigset_t all, before;

	/* The program's signals are for its own threads, and a broken connection must not end it by SIGPIPE. */
	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &before);
	wire->has_thread = pthread_create(&wire->thread, NULL, run, wire) == 0;
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	return wire->has_thread ? CORRIDOR_OK : CORRIDOR_ERROR_MEMORY;
}

void client_wire_publish(struct wire *wire, const char *bytes, size_t length)
{
	if (wire->connection)
		client_wire_connection_publish(wire->connection, bytes, length);
}

void client_wire_stop(struct wire *wire)
{
	if (!wire || !wire->has_thread)
		return;
	atomic_store(&wire->is_stopping, true);
	client_wire_wake(wire);
	pthread_join(wire->thread, NULL);
	wire->has_thread = false;
}

void client_wire_free(struct wire *wire)
{
	if (!wire)
		return;
	close(wire->wake_file);
	client_memory_free(wire);
}
