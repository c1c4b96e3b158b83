#define _POSIX_C_SOURCE 200809L

#include "mqtt/roll.h"

#include <pthread.h>

#include "base/clock.h"
#include "base/memory.h"

enum { RETRY_MS = 500 };

struct roll {
	struct device_search search; /* the engine's while is_asked */
	void (*wake)(void *context);
	void *context;
	pthread_mutex_t lock; /* guards what follows */
	bool is_wanted;
	bool is_asked;
	bool is_fresh; /* lines holds a roll that was not taken */
	struct buffer lines;
	int64_t not_before_ms; /* monotonic: the engine could not answer */
};

static int64_t now_ms(void)
{
	return clock_system()->monotonic_ms(clock_system());
}

static void rouse(const struct roll *roll)
{
	if (roll->wake)
		roll->wake(roll->context);
}

struct roll *roll_new(void (*wake)(void *context), void *context)
{
	struct roll *roll = memory_new(sizeof(*roll));

	if (!roll)
		return NULL;
	if (pthread_mutex_init(&roll->lock, NULL) != 0) {
		memory_free(roll);
		return NULL;
	}
	roll->wake = wake;
	roll->context = context;
	return roll;
}

void roll_free(struct roll *roll)
{
	if (!roll)
		return;
	buffer_deinit(&roll->lines);
	pthread_mutex_destroy(&roll->lock);
	memory_free(roll);
}

void roll_want(struct roll *roll)
{
	pthread_mutex_lock(&roll->lock);
	roll->is_wanted = true;
	pthread_mutex_unlock(&roll->lock);
	rouse(roll);
}

/* With the lock held. */
static void write_lines(struct roll *roll, const char *mark, const struct list *found)
{
	const struct device_id *devices = found->items;

	for (size_t i = 0; i < found->count; i++)
		buffer_append_format(&roll->lines, "%s%s\n", mark, devices[i].text);
}

/* Those who are refused first: should it ever be too long, somebody misses counts rather than keeps what was taken away. */
static void write_roll(struct roll *roll, const struct device_search *search)
{
	buffer_clear(&roll->lines);
	write_lines(roll, "!", &search->refused);
	write_lines(roll, "", &search->devices);
}

/* On an engine thread. */
static void answered(struct device_search *search)
{
	struct roll *roll = search->context;
	bool is_fresh;

	pthread_mutex_lock(&roll->lock);
	roll->is_asked = false;
	if (search->error == OK)
		write_roll(roll, search);
	is_fresh = search->error == OK && !roll->lines.failed;
	roll->is_fresh = is_fresh;
	if (!is_fresh) {
		roll->is_wanted = true;
		roll->not_before_ms = now_ms() + RETRY_MS;
	}
	pthread_mutex_unlock(&roll->lock);
	/* After a failure the link looks again by itself, within a second. */
	if (is_fresh)
		rouse(roll);
}

/* Takes the turn to ask. */
static bool begin(struct roll *roll)
{
	bool is_time;

	pthread_mutex_lock(&roll->lock);
	is_time = roll->is_wanted && !roll->is_asked && now_ms() >= roll->not_before_ms;
	if (is_time) {
		roll->is_wanted = false;
		roll->is_asked = true;
	}
	pthread_mutex_unlock(&roll->lock);
	return is_time;
}

void roll_ask(struct roll *roll, struct engine *engine)
{
	if (!begin(roll))
		return;
	roll->search = (struct device_search){.roles = ROLL_ROLES, .done = answered, .context = roll};
	if (engine_search_devices(engine, &roll->search))
		return;
	pthread_mutex_lock(&roll->lock);
	roll->is_asked = false;
	roll->is_wanted = true;
	roll->not_before_ms = now_ms() + RETRY_MS;
	pthread_mutex_unlock(&roll->lock);
}

bool roll_take(struct roll *roll, struct buffer *out)
{
	bool is_taken;

	pthread_mutex_lock(&roll->lock);
	is_taken = roll->is_fresh;
	roll->is_fresh = false;
	if (is_taken) {
		buffer_clear(out);
		buffer_append_text(out, buffer_text(&roll->lines));
		/* An incomplete roll would lock out whoever is missing. */
		is_taken = !out->failed;
		roll->is_wanted = roll->is_wanted || !is_taken;
	}
	pthread_mutex_unlock(&roll->lock);
	return is_taken;
}

void roll_forget(struct roll *roll)
{
	pthread_mutex_lock(&roll->lock);
	roll->is_fresh = false;
	pthread_mutex_unlock(&roll->lock);
}
