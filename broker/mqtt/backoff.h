/*
 * How long to wait before the next attempt: doubling, bounded, with jitter, so that daemons do not knock in step.
 *
 * Layer: mqtt. Thread: one at a time. Pure: time and chance are given to it.
 */
#ifndef MQTT_BACKOFF_H
#define MQTT_BACKOFF_H

#include <stdint.h>

/* The longest wait leaves a second for connecting, so that a restarted MQTT server is found within three. */
enum { BACKOFF_FIRST_MS = 100, BACKOFF_LONGEST_MS = 2000, BACKOFF_STABLE_MS = 10000 };

/* A zeroed struct is a fresh one. */
struct backoff {
	int64_t next_ms; /* the longest that the next wait may be; 0: no failure yet */
};

/* The wait after a failure: between half of what it has grown to and all of it. chance is any random number. */
int64_t backoff_after_failure(struct backoff *backoff, uint32_t chance);

/* Starts over after a connection that stayed up long enough to be called one: two daemons that evict each other
 * connect every time, and must slow down all the same. */
void backoff_after_connection(struct backoff *backoff, int64_t was_up_ms);

#endif
