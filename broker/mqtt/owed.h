/*
 * The devices for which an event had to be dropped: each is told once, later, to ask for what it missed (sync).
 *
 * Layer: mqtt. Thread: any; guarded by its own lock, which is only taken when something was dropped.
 */
#ifndef MQTT_OWED_H
#define MQTT_OWED_H

#include <stdbool.h>

#include "corridor/ids.h"

enum { OWED_MOST = 10000 };

struct owed;

struct owed *owed_new(void); /* NULL with no memory */
void owed_free(struct owed *owed);

/* Remembers a device; forgets it when there is no room or no memory: it will ask at its next connection anyway. */
void owed_add(struct owed *owed, const struct device_id *device);

/* Takes one out; false when there is none. */
bool owed_take(struct owed *owed, struct device_id *device);

#endif
