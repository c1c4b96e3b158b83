/* What happens to cases: design 4.4 and 5. */
#include <string.h>

#include "base/calendar.h"
#include "base/text.h"
#include "core/ledger.h"
#include "core/open_link.h"
#include "core/working_time.h"

static enum error refuse_unless_case(const struct facts *facts, struct decision *decision)
{
	if (facts->thread.kind != THREAD_CASE) {
		return decision_refuse(decision, ERROR_CONFLICT, "args.thread",
			"This thread is not a case that a specialist was asked about.");
	}
	return OK;
}

static enum error refuse_unless_open_case(const struct facts *facts, struct decision *decision)
{
	enum error error = refuse_unless_case(facts, decision);
	if (error == OK && facts->thread.state == STATE_CLOSED) {
		return decision_refuse(
			decision, ERROR_CONFLICT, "args.thread", "This case is closed; reopen it first.");
	}
	return error;
}

/* The specialist named, or the first of the link who can be asked: the lead stands first. */
static const struct person_facts *find_asked(const struct facts *facts, struct person_id to)
{
	const struct person_facts *specialists = facts->conversation.specialists.items;
	for (size_t i = 0; i < facts->conversation.specialists.count; i++) {
		bool is_meant =
			to.text[0] ? strcmp(specialists[i].id.text, to.text) == 0 : !specialists[i].is_suspended;
		if (is_meant) {
			return &specialists[i];
		}
	}
	return NULL;
}

static bool is_over_limit(const struct facts *facts, const struct person_facts *person)
{
	return facts->conversation.weekly_limit && person->asked_this_week >= facts->conversation.weekly_limit;
}

/* The next specialist of the link, in order and from the last on to the lead, who is here and below the weekly limit. */
static const struct person_facts *find_free(const struct facts *facts, const struct person_facts *asked)
{
	const struct person_facts *specialists = facts->conversation.specialists.items;
	size_t count = facts->conversation.specialists.count, place = (size_t)(asked - specialists);
	for (size_t i = 1; i < count; i++) {
		const struct person_facts *next = &specialists[(place + i) % count];
		if (!next->is_suspended && next->away_until_ms == 0 && !is_over_limit(facts, next)) {
			return next;
		}
	}
	return NULL;
}

/* Over the limit, the case goes to a colleague, or stays where it was meant to go and says so; it is never refused. */
struct asking {
	const struct person_facts *asked;
	struct person_id redirected_from;
	bool is_over_limit;
};

static struct asking find_answerer(const struct facts *facts, const struct person_facts *meant)
{
	if (!is_over_limit(facts, meant)) {
		return (struct asking){.asked = meant};
	}
	const struct person_facts *free = find_free(facts, meant);
	if (!free) {
		return (struct asking){.asked = meant, .is_over_limit = true};
	}
	return (struct asking){.asked = free, .redirected_from = meant->id};
}

enum error decide_case_ask(const struct facts *facts, const struct case_ask_args *args, struct decision *decision,
	struct case_ask_result *result)
{
	if (facts->conversation.kind != CONVERSATION_LINK) {
		return decision_refuse(decision, ERROR_CONFLICT, "args.conversation",
			"This is a virtual MDT; put the case on the agenda of a meeting with mdt.add_case.");
	}
	enum error error = refuse_unless_link_is_open(facts, decision);
	if (error != OK) {
		return error;
	}
	const struct person_facts *meant = find_asked(facts, args->to);
	if (!meant) {
		return decision_refuse(decision, ERROR_NOT_FOUND, "args.to",
			"This link has no such specialist; directory.list shows whom you can ask.");
	}
	if (meant->is_suspended) {
		return decision_refuse(decision, ERROR_CONFLICT, "args.to",
			"This specialist no longer answers here; ask another of the link.");
	}
	if (args->patient->birth_date > calendar_london_date(facts->now_ms)) {
		return decision_refuse(decision, ERROR_BAD_REQUEST, "args.patient.birth_date",
			"The date of birth is in the future; compare it with the record.");
	}
	const struct asking asking = find_answerer(facts, meant);
	struct thread_id thread = {decision_next_pos(decision)};
	struct case_asked_data *data = decision_add(decision, EVENT_case_asked, thread);
	if (!data) {
		return ERROR_BUSY;
	}
	*data = (struct case_asked_data){
		.message = {thread.pos},
		.asked = asking.asked->id,
		.patient = args->patient,
		.title = text_trim(args->title),
		.question = args->question,
		.urgency = args->urgency,
		.intent = args->intent,
		.reply_due = reply_due(facts->now_ms, args->urgency, facts->conversation.reply_working_days),
		.treatment_function = facts->conversation.treatment_function,
		.neighbourhood = facts->conversation.neighbourhood,
		.practice = facts->actor.organisation,
		.patient_key = facts->patient_key,
		.age_band = args->age_band,
		.sex = args->sex,
		.deprivation_decile = args->deprivation_decile,
		.provider = asking.asked->organisation,
		.redirected_from = asking.redirected_from,
		.over_limit = asking.is_over_limit,
		.deputy = asking.asked->deputy,
		.away_until = asking.asked->away_until_ms,
	};
	*result = (struct case_ask_result){.thread = thread,
		.message = data->message,
		.seq = facts->conversation.last_seq + 1,
		.asked = data->asked,
		.redirected_from = data->redirected_from,
		.over_limit = data->over_limit,
		.deputy = data->deputy,
		.away_until = data->away_until,
		.reply_due = data->reply_due};
	return OK;
}

enum error decide_case_answer(const struct facts *facts, const struct case_answer_args *args, struct decision *decision,
	struct case_answer_result *result)
{
	enum error error = refuse_unless_open_case(facts, decision);
	if (error != OK) {
		return error;
	}
	struct message_id message = {decision_next_pos(decision)};
	struct case_answered_data *data = decision_add(decision, EVENT_case_answered, facts->thread.id);
	if (!data) {
		return ERROR_BUSY;
	}
	*data = (struct case_answered_data){
		.message = message,
		.answer = args->answer,
		.in_primary_care = args->in_primary_care,
		.would_change_my_mind = args->would_change_my_mind,
		.next_actor = args->next_actor,
		.next_by = args->next_by,
		.recommendation = args->recommendation,
	};
	if (strcmp(facts->actor.id.text, facts->thread.asked.text) != 0) {
		data->on_behalf_of = facts->thread.asked;
	}
	*result = (struct case_answer_result){
		.thread = facts->thread.id, .message = message, .seq = facts->conversation.last_seq + 1};
	return OK;
}

enum error decide_case_request_information(const struct facts *facts, const struct case_request_information_args *args,
	struct decision *decision, struct case_request_information_result *result)
{
	enum error error = refuse_unless_open_case(facts, decision);
	if (error != OK) {
		return error;
	}
	struct message_id message = {decision_next_pos(decision)};
	struct case_information_requested_data *data =
		decision_add(decision, EVENT_case_information_requested, facts->thread.id);
	if (!data) {
		return ERROR_BUSY;
	}
	data->message = message;
	data->body = args->body;
	int64_t left_ms = facts->thread.promise.due_ms
				  ? working_time_between(facts->now_ms, facts->thread.promise.due_ms)
				  : facts->thread.paused_left_ms;
	data->working_minutes_left = left_ms / MS_PER_MINUTE;
	*result = (struct case_request_information_result){
		.thread = facts->thread.id, .message = message, .seq = facts->conversation.last_seq + 1};
	return OK;
}

/* Never blocked, open or closed: advice is no gate before referral (design 1, "Never"). */
enum error decide_case_refer(const struct facts *facts, const struct case_refer_args *args, struct decision *decision,
	struct case_refer_result *result)
{
	enum error error = refuse_unless_case(facts, decision);
	if (error != OK) {
		return error;
	}
	struct case_referred_data *data = decision_add(decision, EVENT_case_referred, facts->thread.id);
	if (!data) {
		return ERROR_BUSY;
	}
	data->treatment_function =
		args->treatment_function ? args->treatment_function : facts->thread.treatment_function;
	data->note = args->note;
	int64_t deferred = 0;
	struct ledger_claim own = ledger_claim_of(&facts->thread);
	error = ledger_defer(decision, &own, data->treatment_function, calendar_london_date(facts->now_ms),
		DEFERRAL_CASE_REFER, DEFERRAL_CASE_REFER, &deferred);
	if (error != OK) {
		return error;
	}
	*result = (struct case_refer_result){.thread = facts->thread.id,
		.treatment_function = data->treatment_function,
		.seq = facts->conversation.last_seq + 1,
		.avoided = facts->thread.ledger ? LEDGER_DEFERRED : 0};
	return OK;
}

enum error decide_case_close(const struct facts *facts, const struct case_close_args *args, struct decision *decision,
	struct case_close_result *result)
{
	enum error error = refuse_unless_case(facts, decision);
	if (error != OK) {
		return error;
	}
	if (facts->thread.state == STATE_CLOSED) {
		return decision_refuse(decision, ERROR_CONFLICT, "args.thread",
			"This case is closed already; reopen it to change its outcome.");
	}
	struct case_closed_data *data = decision_add(decision, EVENT_case_closed, facts->thread.id);
	if (!data) {
		return ERROR_BUSY;
	}
	data->outcome = args->outcome;
	data->note = args->note;
	*result = (struct case_close_result){
		.thread = facts->thread.id, .outcome = args->outcome, .seq = facts->conversation.last_seq + 1};
	struct ledger_claim own = ledger_claim_of(&facts->thread);
	if (args->outcome == OUTCOME_REFERRED) {
		result->avoided = facts->thread.ledger ? LEDGER_DEFERRED : 0;
		int64_t deferred = 0;
		return ledger_defer(decision, &own, own.treatment_function, calendar_london_date(facts->now_ms),
			DEFERRAL_OUTCOME_CHANGED, DEFERRAL_CASE_REFER, &deferred);
	}
	if (!ledger_is_avoided(&facts->thread, args->outcome) || ledger_is_counted_elsewhere(facts, &own)) {
		return OK;
	}
	return ledger_count(decision, &own, &result->avoided);
}

enum error decide_case_reopen(const struct facts *facts, const struct case_reopen_args *args, struct decision *decision,
	struct case_reopen_result *result)
{
	const struct thread_facts *thread = &facts->thread;
	enum error error = refuse_unless_case(facts, decision);
	if (error != OK) {
		return error;
	}
	if (thread->state != STATE_CLOSED) {
		return decision_refuse(decision, ERROR_CONFLICT, "args.thread", "This case is open already.");
	}
	struct case_reopened_data *data = decision_add(decision, EVENT_case_reopened, thread->id);
	if (!data) {
		return ERROR_BUSY;
	}
	data->reason = args->reason;
	/* the team that opens a case again wants an answer; a specialist who does has given one, or owes it */
	if (facts->actor.side == SIDE_NEIGHBOURHOOD || thread->answer_count == 0) {
		data->reply_due = reply_due(facts->now_ms, thread->urgency, facts->conversation.reply_working_days);
	}
	*result = (struct case_reopen_result){
		.thread = thread->id, .seq = facts->conversation.last_seq + 1, .reply_due = data->reply_due};
	if (thread->ledger != LEDGER_PROVISIONAL && thread->ledger != LEDGER_CONFIRMED) {
		return OK;
	}
	struct referral_reopened_data *entry = decision_add(decision, EVENT_referral_reopened, thread->id);
	if (!entry) {
		return ERROR_BUSY;
	}
	entry->treatment_function = thread->treatment_function;
	entry->neighbourhood = thread->neighbourhood;
	return OK;
}

enum error decide_case_file(const struct facts *facts, const struct case_file_args *args, struct decision *decision,
	struct case_file_result *result)
{
	enum error error = refuse_unless_case(facts, decision);
	if (error != OK) {
		return error;
	}
	struct case_filed_data *data = decision_add(decision, EVENT_case_filed, args->thread);
	if (!data) {
		return ERROR_BUSY;
	}
	data->organisation = facts->actor.organisation;
	*result = (struct case_file_result){.thread = args->thread, .seq = facts->conversation.last_seq + 1};
	return OK;
}
