/*
 * The roll: the devices that may hear the feed, and with a ! before them those that are refused, on its way from the engine to the guard inside the MQTT server.
 *
 * Layer: mqtt. Threads: roll_want any; the engine answers on one of its own; the rest is the link's. Owns what waits in it.
 * One question is under way at a time, so an older answer never follows a newer one; what changes meanwhile is asked for
 * again. The roll is asked for at every connection, because the guard remembers nothing across its own restarts, and
 * whenever people or devices may have changed.
 */
#ifndef MQTT_ROLL_H
#define MQTT_ROLL_H

#include "base/buffer.h"
#include "engine/engine.h"

/* Who may hear the feed. */
#define ROLL_ROLES (SET_OF(ROLE_MANAGER) | SET_OF(ROLE_INTEGRATION))

struct roll;

/* wake is called, on any thread, when there is something to do; may be NULL. NULL with no memory. */
struct roll *roll_new(void (*wake)(void *context), void *context);

/* No question may be under way: the engine has been stopped. NULL is fine. */
void roll_free(struct roll *roll);

/* The roll may have changed, or the guard may not have it. */
void roll_want(struct roll *roll);

/* Asks the engine, when that is wanted and no question is under way. */
void roll_ask(struct roll *roll, struct engine *engine);

/* Moves a new roll to out, one device per line. False when there is none. */
bool roll_take(struct roll *roll, struct buffer *out);

/* Forgets a roll that was not taken: its connection is gone. */
void roll_forget(struct roll *roll);

#endif
