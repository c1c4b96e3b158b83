/*
 * Who may hear the feed of counts, and who is refused altogether: the devices that the daemon named last (the roll).
 *
 * Layer: none of the daemon's; part of the Mosquitto plugin. Includes nothing but libc. Thread: one.
 * Nobody, until the daemon has named somebody; and exactly those whom its last message named.
 */
#ifndef CORRIDOR_GUARD_FEED_H
#define CORRIDOR_GUARD_FEED_H

#include <stdbool.h>
#include <stddef.h>

struct guard_feed;

struct guard_feed *guard_feed_new(void); /* NULL with no memory */
void guard_feed_free(struct guard_feed *feed);

/* Replaces the list: one device id per line, those refused with a ! before them. With no memory it becomes empty, which lets
 * nobody hear the feed; what the refused ask for, the daemon refuses by itself. */
void guard_feed_set(struct guard_feed *feed, const void *lines, size_t length);

bool guard_feed_has(const struct guard_feed *feed, const char *device);

bool guard_feed_refuses(const struct guard_feed *feed, const char *device);

/* Calls for every device that is refused. */
void guard_feed_each_refused(
	const struct guard_feed *feed, void (*call)(void *context, const char *device), void *context);

#endif
