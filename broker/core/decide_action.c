/* What somebody does by a day, kept in view until it is done. */
#include <string.h>

#include "base/calendar.h"
#include "core/decision.h"

static enum error check_owner(const struct facts *facts, const struct person_id *owner, struct decision *decision)
{
	const struct person_facts *person = facts_person(facts, *owner);
	if (!person || person->side == SIDE_NONE || person->side == SIDE_GUEST || person->is_suspended) {
		return decision_refuse(decision, ERROR_NOT_FOUND, "args.owner",
			"An action belongs to an active member of this conversation.");
	}
	return OK;
}

static enum error check_due(const struct facts *facts, int32_t due, struct decision *decision)
{
	if (due < calendar_london_date(facts->now_ms)) {
		return decision_refuse(
			decision, ERROR_BAD_REQUEST, "args.due", "This day has passed; choose today or a later one.");
	}
	return OK;
}

enum error decide_action_add(const struct facts *facts, const struct action_add_args *args, struct decision *decision,
	struct action_add_result *result)
{
	enum error error = facts->thread.kind == THREAD_TOPIC ? decision_refuse(decision, ERROR_CONFLICT, "args.thread",
									"Actions belong to a case or a case of an MDT.")
							      : check_owner(facts, &args->owner, decision);
	if (error == OK) {
		error = check_due(facts, args->due, decision);
	}
	struct action_id action = {decision_next_pos(decision)};
	struct action_added_data *data =
		error == OK ? decision_add(decision, EVENT_action_added, facts->thread.id) : NULL;
	if (!data) {
		return error != OK ? error : ERROR_BUSY;
	}
	*data = (struct action_added_data){
		.action = action, .what = args->what, .owner = args->owner, .due = args->due};
	*result = (struct action_add_result){.action = action, .seq = facts->conversation.last_seq + 1};
	return OK;
}

static enum error refuse_unless_open(const struct facts *facts, struct decision *decision)
{
	if (facts->action.state != ACTION_OPEN) {
		return decision_refuse(decision, ERROR_CONFLICT, "args.action",
			"This action is finished already; add a new one instead.");
	}
	return OK;
}

enum error decide_action_change(const struct facts *facts, const struct action_change_args *args,
	struct decision *decision, struct action_change_result *result)
{
	enum error error = refuse_unless_open(facts, decision);
	if (error == OK && !args->owner.text[0] && !args->due) {
		error = decision_refuse(decision, ERROR_BAD_REQUEST, "args.owner",
			"Say who does it from now on, or by which other day.");
	}
	if (error == OK && args->owner.text[0]) {
		error = check_owner(facts, &args->owner, decision);
	}
	if (error == OK && args->due) {
		error = check_due(facts, args->due, decision);
	}
	struct action_changed_data *data =
		error == OK ? decision_add(decision, EVENT_action_changed, facts->action.thread) : NULL;
	if (!data) {
		return error != OK ? error : ERROR_BUSY;
	}
	*data = (struct action_changed_data){
		.action = args->action,
		.owner = args->owner.text[0] ? args->owner : facts->action.owner,
		.due = args->due ? args->due : facts->action.due,
		.reason = args->reason,
	};
	*result = (struct action_change_result){.action = args->action, .seq = facts->conversation.last_seq + 1};
	return OK;
}

enum error decide_action_finish(const struct facts *facts, const struct action_finish_args *args,
	struct decision *decision, struct action_finish_result *result)
{
	enum action_state state = args->state ? args->state : ACTION_DONE;
	enum error error = refuse_unless_open(facts, decision);
	if (error == OK && state == ACTION_OPEN) {
		error = decision_refuse(
			decision, ERROR_BAD_REQUEST, "args.state", "An action is finished as done or cancelled.");
	}
	if (error == OK && state == ACTION_CANCELLED && !args->note.data) {
		error = decision_refuse(
			decision, ERROR_BAD_REQUEST, "args.note", "Say why this action is no longer needed.");
	}
	struct action_finished_data *data =
		error == OK ? decision_add(decision, EVENT_action_finished, facts->action.thread) : NULL;
	if (!data) {
		return error != OK ? error : ERROR_BUSY;
	}
	*data = (struct action_finished_data){.action = args->action, .state = state, .note = args->note};
	*result = (struct action_finish_result){.action = args->action, .seq = facts->conversation.last_seq + 1};
	return OK;
}
