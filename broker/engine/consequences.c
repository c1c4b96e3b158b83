/* What follows from a decision for who is signed in. */
#include <string.h>

#include "engine/state.h"

/* Whose sessions an event ends, and why. False: nobody's. */
static bool ends_sessions(const struct event *event, struct person_id *person, enum session_end *cause)
{
	if (event->kind == EVENT_person_suspended) {
		*person = ((const struct person_suspended_data *)event->data)->person;
		*cause = SESSION_END_SUSPENDED;
		return true;
	}
	if (event->kind == EVENT_person_roles_set) {
		*person = ((const struct person_roles_set_data *)event->data)->person;
		*cause = SESSION_END_ROLES;
		return true;
	}
	return false;
}

/* All of them but the one in which it was decided: whoever changes their own roles stays signed in there. */
static enum error end_sessions(struct engine *engine, const struct request *request, struct decision *decision,
	struct person_id person, enum session_end cause)
{
	struct references references = {.sessions_of = person};
	struct facts *facts = arena_take(request->arena, sizeof *facts);
	struct reader *reader = store_reader(engine->config.store);
	enum error error =
		facts ? reader_facts(reader, &references, decision->facts->now_ms, request->arena, facts) : ERROR_BUSY;
	const struct session_facts *sessions = error == OK ? facts->sessions.items : NULL;
	for (size_t i = 0; error == OK && i < facts->sessions.count; i++) {
		if (strcmp(sessions[i].device.text, request->command.device.text) == 0) {
			continue;
		}
		struct session_ended_data *data = decision_add(decision, EVENT_session_ended, (struct thread_id){0});
		if (!data) {
			return ERROR_BUSY;
		}
		*data = (struct session_ended_data){.session = sessions[i].id, .person = person, .cause = cause};
		decision_place(decision, (struct conversation_id){0});
	}
	return error;
}

enum error consequences_add(struct engine *engine, const struct request *request, struct decision *decision)
{
	size_t decided = decision->event_count;
	enum error error = OK;
	for (size_t i = 0; error == OK && i < decided; i++) {
		struct person_id person;
		enum session_end cause;
		if (ends_sessions(&decision->events[i], &person, &cause)) {
			error = end_sessions(engine, request, decision, person, cause);
		}
	}
	return error;
}
