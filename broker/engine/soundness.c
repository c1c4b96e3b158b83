/* Whether the record is sound: the newest events are looked at before the writer does anything else, for to them the next
 * one is chained; the older ones behind, in time that nobody wants, since they can be many millions. What is damaged is read
 * and never written: new events would be chained to something that nobody can vouch for. */
#include <stdio.h>
#include <string.h>

#include "base/log.h"
#include "base/text.h"
#include "engine/state.h"

enum {
	LOOKED_AT_ONCE = 500
}; /* about 3 ms of work: what a report may have to wait for, and whoever waits for the disk */

const char soundness_read_only[] =
	"The record is damaged and can only be read; nothing new is kept until it has been restored.";

static void note_damage(struct engine *engine, const char *damage)
{
	pthread_mutex_lock(&engine->problem_lock);
	snprintf(engine->store_problem, sizeof engine->store_problem, "%s", damage);
	atomic_store(&engine->is_damaged, true);
	atomic_store(&engine->store_is_ready, false);
	pthread_mutex_unlock(&engine->problem_lock);
	log_event(LOG_ERROR, "store.damaged", "problem=\"%s\" writes=refused", damage);
}

/* Unless something else was found meanwhile. */
static void note_soundness(struct engine *engine)
{
	pthread_mutex_lock(&engine->problem_lock);
	if (!atomic_load(&engine->is_damaged)) {
		atomic_store(&engine->store_is_ready, true);
	}
	pthread_mutex_unlock(&engine->problem_lock);
}

static void tell_verified(const struct engine *engine, int64_t events)
{
	const struct clock *clock = engine->config.clock;

	log_event(LOG_INFO, "store.verified", "events=%lld ms=%lld", (long long)events,
		(long long)(clock->monotonic_ms(clock) - engine->look.began_ms));
}

void soundness_begin(struct engine *engine)
{
	const char *damage = store_damage(engine->config.store);
	int64_t newest_from = store_last_pos(engine->config.store) - engine->config.looks_at_first + 1;

	engine->look.newest_from = 1; /* of what is not written there is time to look at all */
	engine->look.began_ms = engine->config.clock->monotonic_ms(engine->config.clock);
	if (damage[0]) {
		note_damage(engine, damage);
	} else if (engine->config.looks_at_first > 0) {
		engine->look.newest_from = newest_from > 1 ? newest_from : 1;
		snprintf(engine->store_problem, sizeof engine->store_problem,
			"The newest of the record is being looked over after the start.");
		atomic_store(&engine->store_is_ready, false);
	}
}

/* What a look at a part of the log found; true when it is sound. */
static bool judge(struct engine *engine, enum error error, const struct log_walk *walk)
{
	const char *known = store_damage(engine->config.store);
	char damage[256];

	if (error == OK && walk->first_bad == 0 && !known[0]) {
		return true;
	}
	if (error == OK && walk->first_bad == 0) {
		snprintf(damage, sizeof damage, "%.180s All %lld events of the log are sound.", known,
			(long long)walk->checked);
	} else if (error == OK) {
		snprintf(damage, sizeof damage, "%.180s%sThe first bad position of the log is %lld.", known,
			known[0] ? " " : "", (long long)walk->first_bad);
	} else {
		snprintf(damage, sizeof damage, "%.180s%sThe log cannot be read to its end (%s).", known,
			known[0] ? " " : "", error_wire(error));
	}
	note_damage(engine, damage);
	return false;
}

void soundness_look(struct engine *engine)
{
	struct log_walk walk = {.from = engine->look.newest_from};

	if (engine->config.looks_at_first == 0) {
		return;
	}
	enum error error = reader_verify(store_reader(engine->config.store), &walk);
	if (!judge(engine, error, &walk)) {
		return;
	}
	note_soundness(engine);
	if (walk.from == 1) {
		tell_verified(engine, walk.checked);
	}
}

bool soundness_look_behind(struct engine *engine, struct reader *reader)
{
	struct log_walk walk = {
		.from = engine->look.looked_upto + 1, .until = engine->look.newest_from - 1, .most = LOOKED_AT_ONCE};

	if (engine->config.looks_at_first == 0 || walk.from > walk.until || soundness_only_reads(engine)) {
		return false;
	}
	enum error error = reader_verify(reader, &walk);
	if (!judge(engine, error, &walk)) {
		return false;
	}
	engine->look.looked_upto = walk.upto;
	engine->look.looked_at += walk.checked;
	if (walk.is_complete) {
		tell_verified(engine, engine->look.looked_at);
	}
	return !walk.is_complete;
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
