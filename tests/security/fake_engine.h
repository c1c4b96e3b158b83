/*
 * An engine without a store, for driving the gateway over real sockets: a few people, canned answers, events on demand.
 *
 * It implements what the gateway calls of engine/engine.h, on one thread of its own.
 *
 *   a.khan, e.okafor  sign in with password "right" and code "000000"; nobody else does
 *   session.hello     client "flood N": N events to everybody; client "hint": a typing hint to everybody;
 *                     client "suspend": every session of this person is over; client "wait": never answered until the
 * end
 *   message.send      message.sent to both of them
 *   report.avoided    two rows, one with a name that looks like a formula
 */
#ifndef TESTS_FAKE_ENGINE_H
#define TESTS_FAKE_ENGINE_H

#include "engine/engine.h"

struct engine *fake_engine_new(void);
void fake_engine_start(struct engine *engine);

/* Answers what still waits. */
void fake_engine_stop(struct engine *engine);
void fake_engine_free(struct engine *engine);

/* A session from before the start, by the text of its token. */
void fake_engine_add_session(struct engine *engine, const char *token, const char *person, const char *device);

#endif
