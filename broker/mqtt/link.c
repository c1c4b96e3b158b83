#define _GNU_SOURCE /* pthread_setname_np */

#include "mqtt/link.h"

#include <errno.h>
#include <mosquitto.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/eventfd.h>
#include <time.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/digest.h"
#include "base/log.h"
#include "base/memory.h"
#include "mqtt/backoff.h"
#include "mqtt/channel.h"
#include "mqtt/papers.h"

enum { FAREWELL_MS = 500, STOP_WAIT_MS = 1500 };

struct link {
	struct link_config config;
	struct mailbag *mailbag;
	struct sender sender;
	struct channel channel;
	struct backoff backoff;
	int wake_fd;
	pthread_t thread;
	bool was_started;
	bool is_abandoned; /* link_stop gave up waiting for the thread */
	atomic_bool must_stop, must_reload;
	struct digest papers; /* the thread's: as the connection was opened with */
	atomic_int_fast64_t received, connections, failures;
	pthread_mutex_t lock; /* guards what follows */
	pthread_cond_t ended;
	bool has_ended;
	bool is_ready;
	char why[CHANNEL_WHY_BYTES]; /* when not ready */
};

static int64_t now_ms(void)
{
	return clock_system()->monotonic_ms(clock_system());
}

/* Also called on engine threads, by the queue. */
static void wake(void *context)
{
	struct link *link = context;
	const uint64_t one = 1;

	/* It only fails when the counter is full, and then the link is awake. */
	if (write(link->wake_fd, &one, sizeof(one)) < 0)
		return;
}

/* --- what others see ----------------------------------------------------------------------------------------------- */

static void show(struct link *link, bool is_ready, const char *why)
{
	pthread_mutex_lock(&link->lock);
	link->is_ready = is_ready;
	snprintf(link->why, sizeof(link->why), "%s", why);
	pthread_mutex_unlock(&link->lock);
}

bool link_is_ready(struct link *link, char why[128])
{
	bool is_ready;

	pthread_mutex_lock(&link->lock);
	is_ready = link->is_ready;
	snprintf(why, CHANNEL_WHY_BYTES, "%s", link->why);
	pthread_mutex_unlock(&link->lock);
	return is_ready;
}

void link_count(struct link *link, struct link_counters *counters)
{
	*counters = (struct link_counters){
		.received = (int64_t)atomic_load(&link->received),
		.published = (int64_t)atomic_load(&link->sender.published),
		.dropped = mailbag_dropped(link->mailbag),
		.connections = (int64_t)atomic_load(&link->connections),
		.failures = (int64_t)atomic_load(&link->failures),
	};
}

struct sink *link_sink(struct link *link)
{
	return mailbag_sink(link->mailbag);
}

/* --- the thread ------------------------------------------------------------------------------------------------------ */

static void announce_ready(struct link *link)
{
	atomic_fetch_add(&link->connections, 1);
	show(link, true, "");
	log_event(LOG_INFO, "mqtt.ready", "host=%s port=%d", link->config.host, link->config.port);
}

/* A new reason is said at once; the same one again only after a ready connection: a server that is away for a night
 * is one line. */
static void announce_failure(struct link *link, bool was_ready)
{
	char why[CHANNEL_WHY_BYTES];
	bool is_known;

	atomic_fetch_add(&link->failures, 1);
	pthread_mutex_lock(&link->lock);
	snprintf(why, sizeof(why), "%s", link->channel.why);
	is_known = !was_ready && strcmp(link->why, why) == 0;
	pthread_mutex_unlock(&link->lock);
	show(link, false, why);
	if (is_known)
		return;
	log_event(was_ready ? LOG_WARNING : LOG_ERROR, was_ready ? "mqtt.lost" : "mqtt.unreachable",
		"host=%s port=%d why=\"%s\"", link->config.host, link->config.port, why);
}

/* Sleeps through the backoff, dropping what the engine hands over meanwhile. */
static void wait_until(struct link *link, int64_t until_ms)
{
	struct pollfd woken = {.fd = link->wake_fd, .events = POLLIN};
	int64_t left_ms;
	uint64_t wakes;

	while (!atomic_load(&link->must_stop) && (left_ms = until_ms - now_ms()) > 0) {
		if (poll(&woken, 1, (int)left_ms) > 0 && read(link->wake_fd, &wakes, sizeof(wakes)) < 0)
			continue;
		mailbag_drop_all(link->mailbag);
	}
}

static void say_farewell(struct link *link)
{
	const int64_t until_ms = now_ms() + FAREWELL_MS;
	int64_t left_ms;

	/* One turn at least: what the engine handed over last has woken us, but has not been taken yet. */
	do {
		left_ms = until_ms - now_ms();
		if (left_ms <= 0 || !channel_turn(&link->channel, link->wake_fd, 0))
			return;
		if (sender_is_idle(&link->sender) && !mosquitto_want_write(link->channel.mosquitto))
			return;
		channel_turn(&link->channel, link->wake_fd, (int)left_ms);
	} while (true);
}

/* Whether somebody asked for a reload and there is something new. */
static bool has_new_papers(struct link *link)
{
	struct digest now;

	if (!atomic_exchange(&link->must_reload, false) || papers_digest(&link->config, &now) != OK)
		return false;
	return memcmp(now.bytes, link->papers.bytes, DIGEST_BYTES) != 0;
}

/* Connects with the files as they are now, which are read after the digest: a change in between is only noticed twice. */
static void open_channel(struct link *link)
{
	if (papers_digest(&link->config, &link->papers) != OK)
		link->papers = (struct digest){0};
	channel_open(&link->channel);
}

/* One connection, from the first byte to the last. True when it was given up for one with new papers. */
static bool run_channel(struct link *link)
{
	struct channel *channel = &link->channel;
	bool was_ready = false;
	bool is_renewing = false;

	open_channel(link);
	while (!atomic_load(&link->must_stop) && !is_renewing && channel_turn(channel, link->wake_fd, INT32_MAX)) {
		if (channel->phase != CHANNEL_READY) {
			mailbag_drop_all(link->mailbag);
			continue;
		}
		if (!was_ready) {
			announce_ready(link);
			roll_want(mailbag_roll(link->mailbag));
		}
		was_ready = true;
		roll_ask(mailbag_roll(link->mailbag), link->config.engine);
		is_renewing = has_new_papers(link);
	}
	if (channel->phase == CHANNEL_READY)
		say_farewell(link);
	if (is_renewing)
		show(link, false, "connecting with new certificates");
	if (channel->phase == CHANNEL_LOST)
		announce_failure(link, was_ready);
	if (was_ready)
		backoff_after_connection(&link->backoff, now_ms() - channel->ready_at_ms);
	channel_close(channel);
	sender_disconnected(&link->sender);
	return is_renewing;
}

static void *run(void *context)
{
	struct link *link = context;
	uint32_t chance = 0;

	show(link, false, "connecting");
	while (!atomic_load(&link->must_stop)) {
		if (run_channel(link))
			continue;
		/* Without chance the waits are shorter, which is all. */
		if (random_bytes(&chance, sizeof(chance)) != OK)
			chance = 0;
		wait_until(link, now_ms() + backoff_after_failure(&link->backoff, chance));
	}
	show(link, false, "stopped");
	pthread_mutex_lock(&link->lock);
	link->has_ended = true;
	pthread_cond_signal(&link->ended);
	pthread_mutex_unlock(&link->lock);
	return NULL;
}

/* --- life ------------------------------------------------------------------------------------------------------------ */

static bool init_lock(struct link *link)
{
	pthread_condattr_t attributes;
	bool is_made;

	if (pthread_condattr_init(&attributes) != 0)
		return false;
	is_made = pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC) == 0 &&
		  pthread_cond_init(&link->ended, &attributes) == 0;
	pthread_condattr_destroy(&attributes);
	if (!is_made)
		return false;
	if (pthread_mutex_init(&link->lock, NULL) == 0)
		return true;
	pthread_cond_destroy(&link->ended);
	return false;
}

struct link *link_new(const struct link_config *config)
{
	struct link *link = memory_new(sizeof(*link));

	if (!link)
		return NULL;
	if (!init_lock(link)) {
		memory_free(link);
		return NULL;
	}
	link->config = *config;
	link->wake_fd = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
	link->mailbag = mailbag_new(config->queue_capacity, wake, link);
	snprintf(link->why, sizeof(link->why), "not started");
	mosquitto_lib_init();
	if (link->wake_fd < 0 || !link->mailbag) {
		link_free(link);
		return NULL;
	}
	sender_init(&link->sender, link->mailbag, config->packet_bytes);
	link->channel = (struct channel){
		.config = &link->config,
		.sink = mailbag_sink(link->mailbag),
		.sender = &link->sender,
		.received = &link->received,
		.phase = CHANNEL_LOST,
	};
	return link;
}

enum error link_start(struct link *link)
{
	sigset_t all, before;
	int result;

	/* Signals belong to the main loop; inherited by the thread, they would land here. */
	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &before);
	result = pthread_create(&link->thread, NULL, run, link);
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	if (result != 0)
		return ERROR_BUSY;
	pthread_setname_np(link->thread, "mqtt");
	link->was_started = true;
	return OK;
}

static struct timespec deadline_after_ms(int64_t wait_ms)
{
	struct timespec deadline;

	clock_gettime(CLOCK_MONOTONIC, &deadline);
	deadline.tv_sec += (time_t)(wait_ms / 1000);
	deadline.tv_nsec += (long)(wait_ms % 1000) * 1000000;
	if (deadline.tv_nsec >= 1000000000) {
		deadline.tv_sec++;
		deadline.tv_nsec -= 1000000000;
	}
	return deadline;
}

void link_reload(struct link *link)
{
	atomic_store(&link->must_reload, true);
	wake(link);
}

void link_stop(struct link *link)
{
	struct timespec deadline;
	int result = 0;

	if (!link->was_started)
		return;
	link->was_started = false;
	atomic_store(&link->must_stop, true);
	wake(link);
	pthread_mutex_lock(&link->lock);
	deadline = deadline_after_ms(STOP_WAIT_MS);
	while (!link->has_ended && result != ETIMEDOUT)
		result = pthread_cond_timedwait(&link->ended, &link->lock, &deadline);
	link->is_abandoned = !link->has_ended;
	pthread_mutex_unlock(&link->lock);
	if (link->is_abandoned)
		pthread_detach(link->thread);
	else
		pthread_join(link->thread, NULL);
}

void link_free(struct link *link)
{
	if (!link || link->is_abandoned)
		return;
	if (link->sender.mailbag)
		sender_deinit(&link->sender);
	mailbag_free(link->mailbag);
	if (link->wake_fd >= 0)
		close(link->wake_fd);
	pthread_cond_destroy(&link->ended);
	pthread_mutex_destroy(&link->lock);
	memory_free(link);
	mosquitto_lib_cleanup();
}
