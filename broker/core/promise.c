#include "core/promise.h"

#include <string.h>

#include "core/facts.h"
#include "core/working_time.h"

struct promise promise_made(int64_t made_at_ms, int64_t due_ms)
{
	return (struct promise){
		.step = PROMISE_RUNNING, .given_ms = working_time_between(made_at_ms, due_ms), .due_ms = due_ms};
}

struct promise promise_resumed(const struct promise *stopped, int64_t left_ms, int64_t due_ms)
{
	struct promise promise = *stopped;
	promise.due_ms = due_ms;
	if (promise.step == 0 || left_ms > promise.given_ms / 4) {
		promise.step = PROMISE_RUNNING;
	}
	return promise;
}

int64_t promise_next_step_ms(const struct promise *promise, enum urgency urgency)
{
	if (promise->due_ms == 0) {
		return 0;
	}
	switch (promise->step) {
	case PROMISE_RUNNING:
		return working_time_before(promise->due_ms, promise->given_ms / 4);
	case PROMISE_REMINDED:
		return promise->due_ms;
	case PROMISE_LAPSED:
		return working_time_add(
			promise->due_ms, urgency == URGENCY_URGENT ? URGENT_ESCALATED_AFTER_MS : ESCALATED_AFTER_MS);
	default:
		return 0;
	}
}

bool promise_is_renewed(int64_t paused_left_ms, int64_t answer_count)
{
	return paused_left_ms == 0 && answer_count > 0;
}

/* The place of a person, or count. */
static size_t place_of(const struct list *specialists, struct person_id person)
{
	const struct person_facts *people = specialists->items;
	size_t i = 0;
	while (i < specialists->count && strcmp(people[i].id.text, person.text) != 0) {
		i++;
	}
	return i;
}

bool promise_behind(const struct list *specialists, struct person_id asked, struct person_id *behind)
{
	const struct person_facts *people = specialists->items;
	size_t count = specialists->count, place = place_of(specialists, asked);
	if (place < count && people[place].deputy.text[0]) {
		*behind = people[place].deputy;
		return true;
	}
	for (size_t i = 1; i <= count; i++) {
		const struct person_facts *next = &people[(place + i) % count];
		if (!next->is_suspended && next->away_until_ms == 0 && strcmp(next->id.text, asked.text) != 0) {
			*behind = next->id;
			return true;
		}
	}
	return false;
}

struct person_id promise_holder(const struct list *specialists, struct person_id asked, enum promise_step step)
{
	const struct person_facts *people = specialists->items;
	size_t place = place_of(specialists, asked);
	struct person_id holder = asked;
	if (step >= PROMISE_LAPSED) {
		bool is_somebody = promise_behind(specialists, asked, &holder);
		return is_somebody ? holder : asked;
	}
	if (place < specialists->count && people[place].deputy.text[0]) {
		holder = people[place].deputy;
	}
	return holder;
}
