/*
 * Fills an empty record with the demonstration neighbourhoods, through the same commands an administrator would send.
 *
 * Layer: app. Thread: the main one, before the engine starts.
 */
#ifndef APP_DEMO_SEED_H
#define APP_DEMO_SEED_H

#include "app/people_file.h"
#include "engine/engine.h"

enum { DEMO_WHY_BYTES = 512 };

/* Runs every command, gives every person a random password and one-time-code secret, and writes them into the file.
 * On failure why names what was refused. */
MUST_USE enum error demo_seed(struct engine *engine, struct people_file *people, char why[DEMO_WHY_BYTES]);

#endif
