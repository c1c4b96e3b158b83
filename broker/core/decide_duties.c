/* What time brings about: core/duties.h. Idempotent: what is done is no longer due; what passed while the daemon was down is
 * due still. */
#include "core/duties.h"

#include <string.h>

#include "core/action.h"
#include "core/mdt.h"

static const struct thread_id no_thread;
static const struct conversation_id no_conversation;

/* --- leave ------------------------------------------------------------------------------------------------------- */

enum error duty_begin_cover(struct decision *decision, const struct cover_facts *cover)
{
	struct cover_began_data *data = decision_add(decision, EVENT_cover_began, no_thread);
	if (!data) {
		return ERROR_BUSY;
	}
	decision_place(decision, no_conversation);
	*data = (struct cover_began_data){
		.cover = cover->id, .person = cover->person, .deputy = cover->deputy, .until = cover->until_ms};
	return OK;
}

enum error duty_end_cover(struct decision *decision, const struct cover_facts *cover, enum cover_end cause)
{
	struct cover_ended_data *data = decision_add(decision, EVENT_cover_ended, no_thread);
	if (!data) {
		return ERROR_BUSY;
	}
	decision_place(decision, no_conversation);
	*data = (struct cover_ended_data){
		.cover = cover->id,
		.person = cover->person,
		.deputy = cover->deputy,
		.cause = cause,
		.asked = cover->asked,
		.answered = cover->answered,
		.closed = cover->closed,
		.waiting = cover->waiting,
	};
	return OK;
}

static enum error end_cover(struct decision *decision, const struct duty_facts *duty)
{
	return duty_end_cover(decision, &duty->cover, COVER_END_OVER);
}

/* One that was over before it could begin has still to begin: its end is due next. */
static enum error begin_cover(struct decision *decision, const struct duty_facts *duty)
{
	return duty_begin_cover(decision, &duty->cover);
}

/* --- promises ---------------------------------------------------------------------------------------------------- */

static enum error remind(struct decision *decision, const struct duty_facts *duty)
{
	const struct thread_facts *thread = &duty->thread;
	struct promise_reminded_data *data = decision_add(decision, EVENT_promise_reminded, thread->id);
	if (!data) {
		return ERROR_BUSY;
	}
	decision_place(decision, thread->conversation);
	struct person_id holder = promise_holder(&duty->specialists, thread->asked, PROMISE_REMINDED);
	*data = (struct promise_reminded_data){.asked = thread->asked, .reply_due = thread->promise.due_ms};
	if (strcmp(holder.text, thread->asked.text) != 0) {
		data->deputy = holder;
	}
	return OK;
}

static enum error lapse(struct decision *decision, const struct duty_facts *duty, bool *is_somebody_behind)
{
	const struct thread_facts *thread = &duty->thread;
	struct promise_lapsed_data *data = decision_add(decision, EVENT_promise_lapsed, thread->id);
	if (!data) {
		return ERROR_BUSY;
	}
	decision_place(decision, thread->conversation);
	*data = (struct promise_lapsed_data){.asked = thread->asked, .reply_due = thread->promise.due_ms};
	*is_somebody_behind = promise_behind(&duty->specialists, thread->asked, &data->behind);
	return OK;
}

static enum error escalate(struct decision *decision, const struct duty_facts *duty, enum escalation_cause cause)
{
	const struct thread_facts *thread = &duty->thread;
	struct promise_escalated_data *data = decision_add(decision, EVENT_promise_escalated, thread->id);
	if (!data) {
		return ERROR_BUSY;
	}
	decision_place(decision, thread->conversation);
	*data = (struct promise_escalated_data){.asked = thread->asked,
		.reply_due = thread->promise.due_ms,
		.cause = cause,
		.neighbourhood = thread->neighbourhood};
	bool is_somebody = promise_behind(&duty->specialists, thread->asked, &data->behind);
	(void)is_somebody; /* or the field stays absent */
	return OK;
}

static bool is_suspended(const struct duty_facts *duty)
{
	const struct person_facts *people = duty->specialists.items;
	for (size_t i = 0; i < duty->specialists.count; i++) {
		if (strcmp(people[i].id.text, duty->thread.asked.text) == 0) {
			return people[i].is_suspended;
		}
	}
	return false;
}

/* Whose promise lapsed unseen is not reminded of it any more: only the steps that still matter are taken. */
static enum error keep_promise(struct decision *decision, const struct duty_facts *duty)
{
	int64_t now_ms = decision->facts->now_ms;
	struct promise promise = duty->thread.promise;
	if (is_suspended(duty)) {
		return escalate(decision, duty, ESCALATION_SUSPENDED);
	}
	if (promise.step < PROMISE_LAPSED && now_ms < promise.due_ms) {
		return promise.step == PROMISE_RUNNING ? remind(decision, duty) : OK;
	}
	bool is_somebody_behind = true;
	if (promise.step < PROMISE_LAPSED) {
		enum error error = lapse(decision, duty, &is_somebody_behind);
		if (error != OK) {
			return error;
		}
		promise.step = PROMISE_LAPSED;
	}
	if (!is_somebody_behind) {
		return escalate(decision, duty, ESCALATION_NOBODY_BEHIND);
	}
	if (now_ms < promise_next_step_ms(&promise, duty->thread.urgency)) {
		return OK;
	}
	return escalate(decision, duty, ESCALATION_UNANSWERED);
}

/* --- meetings ----------------------------------------------------------------------------------------------------- */

/* One that was over before it could open has still to open: its closing is due next. */
static enum error open_meeting(struct decision *decision, const struct duty_facts *duty)
{
	const struct meeting_facts *meeting = &duty->meeting;
	struct mdt_meeting_opened_data *data = decision_add(decision, EVENT_mdt_meeting_opened, no_thread);
	if (!data) {
		return ERROR_BUSY;
	}
	decision_place(decision, meeting->conversation);
	data->meeting = meeting->id;
	return OK;
}

static enum error close_meeting(struct decision *decision, const struct duty_facts *duty)
{
	return mdt_close(decision, &duty->meeting, duty->next_meeting, duty->meeting.conversation);
}

/* --- actions ------------------------------------------------------------------------------------------------------ */

static enum error tell_overdue(struct decision *decision, const struct duty_facts *duty)
{
	const struct action_facts *action = &duty->action;
	struct action_overdue_data *data = decision_add(decision, EVENT_action_overdue, action->thread);
	if (!data) {
		return ERROR_BUSY;
	}
	decision_place(decision, duty->conversation);
	*data = (struct action_overdue_data){
		.action = action->id, .owner = action->owner, .due = action->due, .told = duty->told};
	return OK;
}

static enum error remind_owner(struct decision *decision, const struct duty_facts *duty)
{
	const struct action_facts *action = &duty->action;
	struct action_reminded_data *data = decision_add(decision, EVENT_action_reminded, action->thread);
	if (!data) {
		return ERROR_BUSY;
	}
	decision_place(decision, duty->conversation);
	*data = (struct action_reminded_data){.action = action->id, .owner = action->owner, .due = action->due};
	return OK;
}

/* Whose day passed unseen is not reminded of any more. */
static enum error keep_action(struct decision *decision, const struct duty_facts *duty)
{
	int64_t now_ms = decision->facts->now_ms;
	if (now_ms >= action_overdue_at(duty->action.due)) {
		return tell_overdue(decision, duty);
	}
	bool is_due = !duty->is_reminded && now_ms >= action_remind_at(duty->action.due);
	return is_due ? remind_owner(decision, duty) : OK;
}

/* --- all --------------------------------------------------------------------------------------------------------- */

typedef enum error (*duty_doer)(struct decision *decision, const struct duty_facts *duty);

static const duty_doer doers[DUTY_KIND_COUNT] = {
	[DUTY_COVER_ENDS] = end_cover,
	[DUTY_COVER_BEGINS] = begin_cover,
	[DUTY_PROMISE] = keep_promise,
	[DUTY_MEETING_OPENS] = open_meeting,
	[DUTY_MEETING_CLOSES] = close_meeting,
	[DUTY_ACTION] = keep_action,
};

enum error decide_duties_review(const struct facts *facts, const struct duties_review_args *args,
	struct decision *decision, struct duties_review_result *result)
{
	const struct duty_facts *duties = facts->duties.items;
	size_t limit = args->limit ? (size_t)args->limit : DUTIES_LIMIT;
	for (size_t i = 0; i < facts->duties.count && i < limit; i++) {
		size_t before = decision->event_count;
		enum error error = doers[duties[i].kind](decision, &duties[i]);
		if (error != OK) {
			return error;
		}
		result->done += decision->event_count > before;
	}
	/* what was done can make more due, as the end of a leave that was over before it began */
	result->complete = result->done == 0;
	return OK;
}
