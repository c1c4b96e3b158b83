/* Whether the record is sound: looked at once, after the start, before the writer does anything else. What is damaged is read
 * and never written: new events would be chained to something that nobody can vouch for. */
#include <stdio.h>
#include <string.h>

#include "base/log.h"
#include "base/text.h"
#include "engine/state.h"

const char soundness_read_only[] =
	"The record is damaged and can only be read; nothing new is kept until it has been restored.";

static void note_damage(struct engine *engine, const char *damage)
{
	pthread_mutex_lock(&engine->problem_lock);
	snprintf(engine->store_problem, sizeof engine->store_problem, "%s", damage);
	pthread_mutex_unlock(&engine->problem_lock);
	atomic_store(&engine->is_damaged, true);
	atomic_store(&engine->store_is_ready, false);
	log_event(LOG_ERROR, "store.damaged", "problem=\"%s\" writes=refused", damage);
}

void soundness_begin(struct engine *engine)
{
	const char *damage = store_damage(engine->config.store);

	if (damage[0]) {
		note_damage(engine, damage);
	} else if (engine->config.verifies_record) {
		snprintf(engine->store_problem, sizeof engine->store_problem,
			"The record is being looked over after the start.");
		atomic_store(&engine->store_is_ready, false);
	}
}

void soundness_look(struct engine *engine)
{
	struct store *store = engine->config.store;
	const struct clock *clock = engine->config.clock;
	int64_t began_ms = clock->monotonic_ms(clock);
	int64_t checked = 0, first_bad = 0;
	char damage[256];

	if (!engine->config.verifies_record) {
		return;
	}
	enum error error = reader_verify(store_reader(store), &checked, &first_bad);
	if (error == OK && first_bad == 0 && !atomic_load(&engine->is_damaged)) {
		atomic_store(&engine->store_is_ready, true);
		log_event(LOG_INFO, "store.verified", "events=%lld ms=%lld", (long long)checked,
			(long long)(clock->monotonic_ms(clock) - began_ms));
		return;
	}
	if (error == OK && first_bad == 0) {
		snprintf(damage, sizeof damage, "%.180s All %lld events of the log are sound.", store_damage(store),
			(long long)checked);
	} else if (error == OK) {
		snprintf(damage, sizeof damage, "%.180s%sThe first bad position of the log is %lld.",
			store_damage(store), store_damage(store)[0] ? " " : "", (long long)first_bad);
	} else {
		snprintf(damage, sizeof damage, "%.180s%sThe log cannot be read to its end (%s).", store_damage(store),
			store_damage(store)[0] ? " " : "", error_wire(error));
	}
	note_damage(engine, damage);
}

bool soundness_only_reads(const struct engine *engine)
{
	return atomic_load(&engine->is_damaged);
}

bool soundness_refuses(struct engine *engine, struct request *request)
{
	if (!soundness_only_reads(engine)) {
		return false;
	}
	request_refuse(request, ERROR_STORE_UNAVAILABLE, RETRY_DAMAGED_MS);
	request->refusal.sentence = text_of(soundness_read_only);
	return true;
}
