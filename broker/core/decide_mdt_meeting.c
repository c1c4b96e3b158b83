/* Meetings of virtual MDTs and what stands on their agendas. */
#include <string.h>

#include "base/calendar.h"
#include "base/text.h"
#include "core/mdt.h"

static enum error check_times(int64_t opens_ms, int64_t closes_ms, struct decision *decision)
{
	if (closes_ms <= opens_ms) {
		return decision_refuse(decision, ERROR_BAD_REQUEST, "args.closes",
			"A meeting closes after it opens; look at both times.");
	}
	if (closes_ms - opens_ms > (int64_t)MEETING_DAYS_LIMIT * MS_PER_DAY) {
		return decision_refuse(decision, ERROR_BAD_REQUEST, "args.closes",
			"A meeting runs for three months at most; plan several.");
	}
	return OK;
}

static int64_t at_hour(int32_t date, int hour)
{
	return calendar_london_time(date, (int64_t)hour * MS_PER_HOUR);
}

enum error decide_mdt_schedule(const struct facts *facts, const struct mdt_schedule_args *args,
	struct decision *decision, struct mdt_schedule_result *result)
{
	const struct mdt_facts *mdt = &facts->conversation.mdt;
	if (mdt->is_ended) {
		return decision_refuse(decision, ERROR_CONFLICT, "args.conversation", "This MDT has ended.");
	}
	int32_t today = calendar_london_date(facts->now_ms);
	int32_t day = mdt_next_day(mdt->every_weeks, mdt->first_on, today);
	if (day == today && facts->now_ms >= at_hour(today, MDT_CLOSES_AT_HOUR)) {
		day = mdt_next_day(mdt->every_weeks, mdt->first_on, calendar_date_of(calendar_days_of(today) + 1));
	}
	if (!args->opens && !day) {
		return decision_refuse(decision, ERROR_BAD_REQUEST, "args.opens",
			"This MDT has no rhythm; say when the meeting opens.");
	}
	int64_t opens_ms = args->opens ? args->opens : at_hour(day, MDT_OPENS_AT_HOUR);
	int64_t closes_ms = args->closes ? args->closes : at_hour(calendar_london_date(opens_ms), MDT_CLOSES_AT_HOUR);
	enum error error = check_times(opens_ms, closes_ms, decision);
	if (error == OK && closes_ms <= facts->now_ms) {
		error = decision_refuse(decision, ERROR_BAD_REQUEST, "args.closes",
			"This meeting would be over already; plan a later one.");
	}
	struct meeting_id meeting = {decision_next_pos(decision)};
	struct mdt_meeting_scheduled_data *data =
		error == OK ? decision_add(decision, EVENT_mdt_meeting_scheduled, (struct thread_id){0}) : NULL;
	if (!data) {
		return error != OK ? error : ERROR_BUSY;
	}
	*data = (struct mdt_meeting_scheduled_data){.meeting = meeting, .opens = opens_ms, .closes = closes_ms};
	*result = (struct mdt_schedule_result){.meeting = meeting, .opens = opens_ms, .closes = closes_ms};
	return OK;
}

static enum error refuse_closed(const struct facts *facts, struct decision *decision)
{
	if (facts->meeting.state == MEETING_CLOSED || facts->meeting.closes_ms <= facts->now_ms) {
		return decision_refuse(
			decision, ERROR_CONFLICT, "args.meeting", "This meeting has closed; choose a later one.");
	}
	return OK;
}

enum error decide_mdt_reschedule(const struct facts *facts, const struct mdt_reschedule_args *args,
	struct decision *decision, struct mdt_reschedule_result *result)
{
	const struct meeting_facts *meeting = &facts->meeting;
	int64_t opens_ms = args->opens ? args->opens : meeting->opens_ms;
	int64_t closes_ms = args->closes ? args->closes : meeting->closes_ms;
	enum error error = refuse_closed(facts, decision);
	/* closed before it opened: it never took place, and its cases go to the next */
	bool is_closed_now = args->closes && closes_ms <= facts->now_ms;
	if (error == OK && !is_closed_now) {
		error = check_times(opens_ms, closes_ms, decision);
	}
	if (error == OK && args->opens && meeting->opens_ms <= facts->now_ms && !is_closed_now) {
		error = decision_refuse(decision, ERROR_CONFLICT, "args.opens", "This meeting has opened already.");
	}
	struct mdt_meeting_rescheduled_data *data =
		error == OK ? decision_add(decision, EVENT_mdt_meeting_rescheduled, (struct thread_id){0}) : NULL;
	if (!data) {
		return error != OK ? error : ERROR_BUSY;
	}
	*data = (struct mdt_meeting_rescheduled_data){.meeting = meeting->id, .opens = opens_ms, .closes = closes_ms};
	*result = (struct mdt_reschedule_result){
		.meeting = meeting->id, .state = meeting->state, .opens = opens_ms, .closes = closes_ms};
	if (!is_closed_now) {
		return OK;
	}
	result->state = MEETING_CLOSED;
	return mdt_close(decision, meeting, facts->next_meeting, facts->conversation.id);
}

static bool holds_case(const struct list *cases, struct thread_id thread)
{
	const struct agenda_entry *entries = cases->items;
	for (size_t i = 0; i < cases->count; i++) {
		if (entries[i].thread.pos == thread.pos) {
			return true;
		}
	}
	return false;
}

/* As entries are told once each in a list without repeats, equal numbers and all found means the same cases. */
enum error decide_mdt_order(const struct facts *facts, const struct mdt_order_args *args, struct decision *decision,
	struct mdt_order_result *result)
{
	const struct thread_id *threads = args->cases.items;
	bool is_same = args->cases.count == facts->meeting.cases.count;
	enum error error = refuse_closed(facts, decision);
	for (size_t i = 0; i < args->cases.count; i++) {
		is_same = is_same && holds_case(&facts->meeting.cases, threads[i]);
	}
	if (error == OK && !is_same) {
		error = decision_refuse(decision, ERROR_CONFLICT, "args.cases",
			"These are not the cases of the meeting; read mdt.agenda and name each once.");
	}
	struct mdt_agenda_ordered_data *data =
		error == OK ? decision_add(decision, EVENT_mdt_agenda_ordered, (struct thread_id){0}) : NULL;
	if (!data) {
		return error != OK ? error : ERROR_BUSY;
	}
	data->meeting = args->meeting;
	data->cases = args->cases;
	result->meeting = args->meeting;
	return OK;
}

/* --- cases on the agenda ------------------------------------------------------------------------------------------------- */

static enum error check_source(
	const struct facts *facts, const struct mdt_add_case_args *args, struct decision *decision)
{
	const struct source_facts *source = &facts->source;
	if (!source->thread.found || !source->is_visible) {
		return decision_refuse(
			decision, ERROR_NOT_FOUND, "args.thread", "There is no such case that you may see.");
	}
	if (source->thread.kind != THREAD_CASE) {
		return decision_refuse(decision, ERROR_CONFLICT, "args.thread", "Only a case can be put on an agenda.");
	}
	if (!source->patient) {
		return decision_refuse(decision, ERROR_CONFLICT, "args.thread",
			"The patient's identity was removed from this case; add a new case instead.");
	}
	if (args->patient) {
		return decision_refuse(decision, ERROR_BAD_REQUEST, "args.patient",
			"Name either the patient's case thread or a new patient, not both.");
	}
	/* the team of one neighbourhood does not hear of patients of another */
	if (strcmp(source->thread.neighbourhood.text, facts->conversation.neighbourhood.text) != 0) {
		return decision_refuse(decision, ERROR_CONFLICT, "args.thread",
			"This case belongs to another neighbourhood than the MDT.");
	}
	return OK;
}

static enum error check_new(const struct facts *facts, const struct mdt_add_case_args *args, struct decision *decision)
{
	if (!args->patient) {
		return decision_refuse(decision, ERROR_BAD_REQUEST, "args.patient",
			"Name the patient's case thread, or the patient and a title.");
	}
	if (!args->title.data) {
		return decision_refuse(decision, ERROR_BAD_REQUEST, "args.title", "A new case needs a title.");
	}
	if (args->patient->birth_date > calendar_london_date(facts->now_ms)) {
		return decision_refuse(decision, ERROR_BAD_REQUEST, "args.patient.birth_date",
			"The date of birth is in the future; compare it with the record.");
	}
	return OK;
}

enum error decide_mdt_add_case(const struct facts *facts, const struct mdt_add_case_args *args,
	struct decision *decision, struct mdt_add_case_result *result)
{
	const struct source_facts *source = &facts->source;
	enum error error = refuse_closed(facts, decision);
	if (error == OK && facts->meeting.cases.count >= LIMIT_AGENDA_CASES) {
		error = decision_refuse(
			decision, ERROR_CONFLICT, "args.meeting", "This agenda is full; choose another meeting.");
	}
	if (error == OK) {
		error = args->thread.pos ? check_source(facts, args, decision) : check_new(facts, args, decision);
	}
	struct thread_id thread = {decision_next_pos(decision)};
	struct mdt_case_added_data *data = error == OK ? decision_add(decision, EVENT_mdt_case_added, thread) : NULL;
	if (!data) {
		return error != OK ? error : ERROR_BUSY;
	}
	bool is_new = !args->thread.pos;
	*data = (struct mdt_case_added_data){
		.message = {thread.pos},
		.meeting = args->meeting,
		.from_case = args->thread,
		.patient = is_new ? args->patient : source->patient,
		.title = args->title.data ? text_trim(args->title) : source->title,
		.question = args->question,
		.documents = args->documents,
		.tag = args->tag,
		.would_refer_to = args->would_refer_to,
		.neighbourhood = facts->conversation.neighbourhood,
		.practice = is_new ? facts->actor.organisation : source->thread.practice,
		.patient_key = is_new ? facts->patient_key : source->thread.patient_key,
	};
	*result = (struct mdt_add_case_result){
		.thread = thread, .message = data->message, .seq = facts->conversation.last_seq + 1};
	return OK;
}
