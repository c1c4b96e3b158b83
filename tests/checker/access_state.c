#include "tests/checker/access_state.h"

#include <stdlib.h>
#include <string.h>

/* --- lists, of which every moment has its own ---------------------------------------------------------------------- */

/* A copy with room for one more, so that earlier moments keep theirs. */
static void *copied(struct list *list, size_t size, struct arena *arena)
{
	unsigned char *items = arena_take(arena, (list->count + 1) * size);

	if (!items)
		abort();
	if (list->count > 0)
		memcpy(items, list->items, list->count * size);
	list->items = items;
	return items;
}

/* items are those of the list, as copied() gave them. */
static void drop(struct list *list, void *items, size_t at, size_t size)
{
	unsigned char *bytes = items;

	memmove(bytes + at * size, bytes + (at + 1) * size, (list->count - at - 1) * size);
	list->count--;
}

static bool is_same(const struct person_id *id, const char *person)
{
	return strcmp(id->text, person) == 0;
}

/* --- people --------------------------------------------------------------------------------------------------------- */

const struct someone *access_find_person(const struct access_state *state, const char *person)
{
	const struct someone *people = state->people.items;

	for (size_t i = 0; i < state->people.count; i++) {
		if (is_same(&people[i].id, person))
			return &people[i];
	}
	return NULL;
}

/* Theirs in a copy of the list; a new one when nobody is called so. */
static struct someone *change_person(struct access_state *state, const struct person_id *id, struct arena *arena)
{
	struct someone *people = copied(&state->people, sizeof *people, arena);

	for (size_t i = 0; i < state->people.count; i++) {
		if (is_same(&people[i].id, id->text))
			return &people[i];
	}
	people[state->people.count] = (struct someone){.id = *id};
	return &people[state->people.count++];
}

static void end_visits(struct access_state *state, const char *guest, int64_t thread, struct arena *arena)
{
	struct visit *visits = copied(&state->visits, sizeof *visits, arena);

	for (size_t i = state->visits.count; i > 0; i--) {
		if ((guest && is_same(&visits[i - 1].guest, guest)) || visits[i - 1].thread == thread)
			drop(&state->visits, visits, i - 1, sizeof *visits);
	}
}

static bool follow_people(struct access_state *state, const struct log_line *line, struct arena *arena)
{
	switch ((int)line->row->kind) {
	case EVENT_person_created: {
		const struct person_created_data *data = line->data;
		struct someone *person = change_person(state, &data->person, arena);

		person->roles = data->roles;
		person->neighbourhood = data->neighbourhood;
		return true;
	}
	case EVENT_person_updated: {
		const struct person_updated_data *data = line->data;

		change_person(state, &data->person, arena)->neighbourhood = data->neighbourhood;
		return true;
	}
	case EVENT_person_roles_set: {
		const struct person_roles_set_data *data = line->data;

		change_person(state, &data->person, arena)->roles = data->roles;
		/* a guest is asked as a specialist */
		if (!(data->roles & SET_OF(ROLE_SPECIALIST)))
			end_visits(state, data->person.text, 0, arena);
		return true;
	}
	case EVENT_person_suspended:
		change_person(state, &((const struct person_suspended_data *)line->data)->person, arena)->is_suspended =
			true;
		return true;
	case EVENT_person_reinstated:
		change_person(state, &((const struct person_reinstated_data *)line->data)->person, arena)
			->is_suspended = false;
		return true;
	default:
		return false;
	}
}

/* --- links and MDTs ------------------------------------------------------------------------------------------------- */

const struct talk *access_find_talk(const struct access_state *state, int64_t conversation)
{
	const struct talk *talks = state->talks.items;

	for (size_t i = 0; i < state->talks.count; i++) {
		if (talks[i].conversation == conversation)
			return &talks[i];
	}
	return NULL;
}

static struct talk *change_talk(struct access_state *state, int64_t conversation, struct arena *arena)
{
	struct talk *talks = copied(&state->talks, sizeof *talks, arena);

	for (size_t i = 0; i < state->talks.count; i++) {
		if (talks[i].conversation == conversation)
			return &talks[i];
	}
	talks[state->talks.count] = (struct talk){.conversation = conversation};
	return &talks[state->talks.count++];
}

static bool follow_talks(struct access_state *state, const struct log_line *line, struct arena *arena)
{
	switch ((int)line->row->kind) {
	case EVENT_link_created: {
		const struct link_created_data *data = line->data;
		struct talk *talk = change_talk(state, line->conversation, arena);

		talk->neighbourhood = data->neighbourhood;
		talk->people = data->specialists;
		return true;
	}
	case EVENT_link_updated: {
		const struct link_updated_data *data = line->data;

		if (data->specialists.count == 0)
			return false;
		change_talk(state, line->conversation, arena)->people = data->specialists;
		return true;
	}
	case EVENT_mdt_created: {
		const struct mdt_created_data *data = line->data;
		struct talk *talk = change_talk(state, line->conversation, arena);

		*talk = (struct talk){
			line->conversation, true, data->neighbourhood, data->members, data->chair, data->deputy_chair};
		return true;
	}
	case EVENT_mdt_updated: {
		const struct mdt_updated_data *data = line->data;
		struct talk *talk = change_talk(state, line->conversation, arena);

		talk->people = data->members;
		talk->chair = data->chair;
		talk->deputy_chair = data->deputy_chair;
		return true;
	}
	default:
		return false;
	}
}

/* --- leave and guests ------------------------------------------------------------------------------------------------ */

static bool follow_stays(struct access_state *state, const struct log_line *line, struct arena *arena)
{
	switch ((int)line->row->kind) {
	case EVENT_cover_began: {
		const struct cover_began_data *data = line->data;
		struct stand_in *covers = copied(&state->covers, sizeof *covers, arena);

		covers[state->covers.count++] = (struct stand_in){data->cover.pos, data->person, data->deputy};
		return true;
	}
	case EVENT_cover_ended: {
		const struct cover_ended_data *data = line->data;
		struct stand_in *covers = copied(&state->covers, sizeof *covers, arena);

		for (size_t i = state->covers.count; i > 0; i--) {
			if (covers[i - 1].cover == data->cover.pos)
				drop(&state->covers, covers, i - 1, sizeof *covers);
		}
		return true;
	}
	case EVENT_mdt_guest_invited: {
		struct visit *visits = copied(&state->visits, sizeof *visits, arena);

		visits[state->visits.count++] =
			(struct visit){((const struct mdt_guest_invited_data *)line->data)->person, line->thread};
		return true;
	}
	case EVENT_mdt_decided:
		end_visits(state, NULL, line->thread, arena);
		return true;
	default:
		return false;
	}
}

bool access_state_follow(struct access_state *state, const struct log_line *line, struct arena *arena)
{
	return follow_people(state, line, arena) || follow_talks(state, line, arena) ||
	       follow_stays(state, line, arena);
}

/* --- what follows from it --------------------------------------------------------------------------------------------- */

static bool is_listed(const struct talk *talk, const char *person)
{
	const struct person_id *people = talk->people.items;

	for (size_t i = 0; i < talk->people.count; i++) {
		if (is_same(&people[i], person))
			return true;
	}
	return false;
}

static bool stands_in(const struct access_state *state, const struct talk *talk, const char *person)
{
	const struct stand_in *covers = state->covers.items;

	for (size_t i = 0; i < state->covers.count; i++) {
		if (is_same(&covers[i].deputy, person) && is_listed(talk, covers[i].away.text))
			return true;
	}
	return false;
}

bool access_is_member(const struct access_state *state, const char *person, int64_t conversation)
{
	const struct someone *one = access_find_person(state, person);
	const struct talk *talk = access_find_talk(state, conversation);

	if (!one || !talk || one->is_suspended)
		return false;
	bool is_specialist = one->roles & SET_OF(ROLE_SPECIALIST);
	bool is_here = one->neighbourhood.text[0] && strcmp(one->neighbourhood.text, talk->neighbourhood.text) == 0;
	bool is_clinician_here = is_here && (one->roles & SET_OF(ROLE_INT_CLINICIAN));

	if (talk->is_mdt)
		return is_listed(talk, person) &&
		       (is_specialist || is_clinician_here || (is_here && (one->roles & SET_OF(ROLE_COORDINATOR))));
	return is_clinician_here || (is_specialist && (is_listed(talk, person) || stands_in(state, talk, person)));
}

bool access_is_guest(const struct access_state *state, const char *person, int64_t thread)
{
	const struct someone *one = access_find_person(state, person);
	const struct visit *visits = state->visits.items;

	for (size_t i = 0; i < state->visits.count && one && !one->is_suspended; i++) {
		if (visits[i].thread == thread && is_same(&visits[i].guest, person))
			return true;
	}
	return false;
}
