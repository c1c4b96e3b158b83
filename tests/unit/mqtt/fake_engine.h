/*
 * The engine as the mqtt layer sees it, without store or threads: every command is answered at once, on the caller's
 * thread. Stands in for corridor_engine, whose members are then not linked.
 */
#ifndef TESTS_UNIT_MQTT_FAKE_ENGINE_H
#define TESTS_UNIT_MQTT_FAKE_ENGINE_H

#include <stdatomic.h>

#include "engine/engine.h"

struct engine {
	atomic_int submitted;
	size_t sync_events; /* what a sync answers with; each event holds sync_body_bytes */
	size_t sync_body_bytes;
	/* what a search for devices finds, and how it goes */
	const char *const *found;
	size_t found_count;
	const char *const *refused;
	size_t refused_count;
	enum error search_error;
	bool refuses_searches;
	bool holds_searches; /* until fake_engine_answer */
	struct device_search *held;
	int searches;
	uint32_t searched_roles; /* of the last one */
};

/* Answers the search that is held. */
void fake_engine_answer(struct engine *engine);

/* Requests, broadcasts and hints that exist now. */
int fake_engine_alive(void);

/* A message.sent for devices, said by the first of them under txn "said-<pos>". The caller owns a reference. */
struct broadcast *fake_broadcast(int64_t pos, const char *const *devices, size_t count);

/* A typing hint for one device. The caller owns a reference. */
struct passing_hint *fake_hint(const char *device);

#endif
