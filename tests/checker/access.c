#include "tests/checker/access.h"

#include <stdlib.h>
#include <string.h>

#include "base/map.h"
#include "base/text.h"
#include "tests/checker/access_state.h"

struct access_view {
	struct arena *arena;
	struct access_state *states; /* the first is of an empty log */
	size_t count, room;
	struct map *known; /* who and what -> for each state whether it may be read */
};

static struct access_state *next_state(struct access_view *access)
{
	if (access->count == access->room) {
		access->room = access->room ? 2 * access->room : 64;
		access->states = realloc(access->states, access->room * sizeof *access->states);
		if (!access->states)
			abort();
	}
	access->states[access->count] =
		access->count > 0 ? access->states[access->count - 1] : (struct access_state){0};
	return &access->states[access->count];
}

struct access_view *access_read(const struct log_view *log)
{
	struct access_view *access = arena_take(log->arena, sizeof *access);

	if (!access)
		abort();
	*access = (struct access_view){.arena = log->arena, .known = map_new()};
	if (!access->known)
		abort();
	(void)next_state(access);
	access->count++;
	for (size_t i = 0; i < log->count; i++) {
		struct access_state *state = next_state(access);

		if (access_state_follow(state, &log->lines[i], access->arena)) {
			state->since = log->lines[i].pos;
			access->count++;
		}
	}
	return access;
}

void access_free(struct access_view *access)
{
	map_free(access->known, NULL);
	free(access->states);
}

/* The state after the event at pos. */
static size_t state_at(const struct access_view *access, int64_t pos)
{
	size_t low = 0, high = access->count;

	while (high - low > 1) {
		size_t middle = low + (high - low) / 2;

		if (access->states[middle].since <= pos)
			low = middle;
		else
			high = middle;
	}
	return low;
}

/* --- one line at one moment -------------------------------------------------------------------------------------------- */

static bool has_role(const struct access_state *state, const char *person, enum role role)
{
	const struct someone *one = access_find_person(state, person);

	return one && !one->is_suspended && (one->roles & SET_OF(role));
}

static bool is_coordinator_of(
	const struct access_state *state, const char *person, const struct neighbourhood_id *neighbourhood)
{
	return has_role(state, person, ROLE_COORDINATOR) &&
	       strcmp(access_find_person(state, person)->neighbourhood.text, neighbourhood->text) == 0;
}

static bool is_told_there(const struct access_state *state, const char *person, const struct log_line *line)
{
	return access_is_member(state, person, line->conversation) ||
	       (line->thread && access_is_guest(state, person, line->thread));
}

/* Those to whom the subject of a leave is somebody: named in it, or in a conversation with them, or keeping one of the links
 * that they were in when it happened. */
static bool is_contact(const struct access_state *state, const struct access_state *then, const char *person,
	const struct log_line *line)
{
	struct event event = {.kind = line->row->kind, .data = line->data};
	struct person_id subject = event_person(&event, 0), other = event_person(&event, 1);
	const struct talk *now = state->talks.items, *before = then->talks.items;
	const struct someone *one = access_find_person(state, person);

	if (!one || one->is_suspended)
		return false;
	if (strcmp(person, subject.text) == 0 || strcmp(person, other.text) == 0)
		return true;
	for (size_t i = 0; i < state->talks.count; i++) {
		if (access_is_member(state, person, now[i].conversation) &&
			access_is_member(state, subject.text, now[i].conversation))
			return true;
	}
	for (size_t i = 0; i < then->talks.count; i++) {
		const struct person_id *named = before[i].people.items;

		for (size_t n = 0; n < before[i].people.count && !before[i].is_mdt; n++) {
			if (strcmp(named[n].text, subject.text) == 0 &&
				is_coordinator_of(state, person, &before[i].neighbourhood))
				return true;
		}
	}
	return false;
}

static bool may_read(const struct access_view *access, const struct access_state *state, const char *person,
	const struct log_line *line)
{
	const struct talk *talk = access_find_talk(state, line->conversation);

	switch (line->row->audience) {
	case AUDIENCE_MEMBERS:
		return is_told_there(state, person, line);
	case AUDIENCE_MEMBERS_AND_COORDINATORS:
		return is_told_there(state, person, line) ||
		       (talk && is_coordinator_of(state, person, &talk->neighbourhood));
	case AUDIENCE_CONTACTS:
		return is_contact(state, &access->states[state_at(access, line->pos)], person, line);
	case AUDIENCE_ADMINISTRATORS:
		return has_role(state, person, ROLE_ADMINISTRATOR);
	default:
		return false;
	}
}

/* --- at all moments ----------------------------------------------------------------------------------------------------- */

/* What is the same for all lines that the same people may read: only the threads of an MDT differ, by their guests. */
static struct text key_of(const struct access_view *access, const char *person, const struct log_line *line)
{
	static char key[160];
	const struct talk *talk = access_find_talk(&access->states[access->count - 1], line->conversation);
	int64_t which = line->row->audience == AUDIENCE_CONTACTS ? line->pos : talk && talk->is_mdt ? line->thread : 0;

	snprintf(key, sizeof key, "%s %d %lld %lld", person, (int)line->row->audience, (long long)line->conversation,
		(long long)which);
	return text_of(key);
}

static const unsigned char *moments_of(struct access_view *access, const char *person, const struct log_line *line)
{
	unsigned char *moments = map_find(access->known, key_of(access, person, line));

	if (moments)
		return moments;
	moments = arena_take(access->arena, access->count);
	if (!moments || map_set(access->known, key_of(access, person, line), moments, NULL) != OK)
		abort();
	for (size_t i = 0; i < access->count; i++)
		moments[i] = may_read(access, &access->states[i], person, line);
	return moments;
}

bool access_ever(
	struct access_view *access, const char *person, const struct log_line *line, int64_t from, int64_t until)
{
	const unsigned char *moments = moments_of(access, person, line);
	size_t last = state_at(access, until);

	for (size_t i = state_at(access, from); i <= last; i++) {
		if (moments[i])
			return true;
	}
	return false;
}

bool access_always(
	struct access_view *access, const char *person, const struct log_line *line, int64_t from, int64_t until)
{
	const unsigned char *moments = moments_of(access, person, line);
	size_t last = state_at(access, until);

	for (size_t i = state_at(access, from); i <= last; i++) {
		if (!moments[i])
			return false;
	}
	return true;
}

bool access_is_let_in(const struct access_view *access, const char *person, int64_t pos)
{
	const struct someone *one = access_find_person(&access->states[state_at(access, pos)], person);

	return one && !one->is_suspended;
}

bool access_is_chair(const struct access_view *access, const char *person, int64_t conversation, int64_t pos)
{
	const struct access_state *state = &access->states[state_at(access, pos)];
	const struct talk *talk = access_find_talk(state, conversation);

	return talk && talk->is_mdt && access_is_member(state, person, conversation) &&
	       (strcmp(talk->chair.text, person) == 0 || strcmp(talk->deputy_chair.text, person) == 0);
}
