/* What people say in threads, correct and take back: design 4.4. */
#include <string.h>

#include "base/text.h"
#include "core/open_link.h"
#include "core/working_time.h"

enum error decide_topic_open(const struct facts *facts, const struct topic_open_args *args, struct decision *decision,
	struct topic_open_result *result)
{
	enum error error = refuse_unless_link_is_open(facts, decision);
	if (error != OK) {
		return error;
	}
	if (args->from_case.pos && facts->thread.kind != THREAD_CASE) {
		return decision_refuse(
			decision, ERROR_CONFLICT, "args.from_case", "A topic can only grow out of a case.");
	}
	struct thread_id thread = {decision_next_pos(decision)};
	struct topic_opened_data *data = decision_add(decision, EVENT_topic_opened, thread);
	if (!data) {
		return ERROR_BUSY;
	}
	*data = (struct topic_opened_data){.message = {thread.pos},
		.title = text_trim(args->title),
		.body = args->body,
		.from_case = args->from_case};
	*result = (struct topic_open_result){
		.thread = thread, .message = data->message, .seq = facts->conversation.last_seq + 1};
	return OK;
}

static enum error check_mentions(const struct facts *facts, const struct list *mentions, struct decision *decision)
{
	const struct person_id *people = mentions->items;
	for (size_t i = 0; i < mentions->count; i++) {
		const struct person_facts *person = facts_person(facts, people[i]);
		if (!person || person->side == SIDE_NONE) {
			return decision_refuse(decision, ERROR_NOT_FOUND, "args.mentions",
				"You can only mention members of this conversation.");
		}
	}
	return OK;
}

/* The promise runs on from where it stopped; where none ran, because the case was answered before more was asked for,
 * it is made anew. */
static int64_t resumed_promise(const struct facts *facts)
{
	const struct thread_facts *thread = &facts->thread;
	if (promise_is_renewed(thread->paused_left_ms, thread->answer_count)) {
		return reply_due(facts->now_ms, thread->urgency, facts->conversation.reply_working_days);
	}
	return working_time_add(facts->now_ms, thread->paused_left_ms);
}

enum error decide_message_send(const struct facts *facts, const struct message_send_args *args,
	struct decision *decision, struct message_send_result *result)
{
	const struct thread_facts *thread = &facts->thread;
	bool is_reply = args->reply_to.pos != 0;
	if (is_reply && (!facts->message.found || facts->message.thread.pos != thread->id.pos)) {
		return decision_refuse(
			decision, ERROR_NOT_FOUND, "args.reply_to", "There is no such message in this thread.");
	}
	enum error error = check_mentions(facts, &args->mentions, decision);
	if (error != OK) {
		return error;
	}
	struct message_id message = {decision_next_pos(decision)};
	struct message_sent_data *data = decision_add(decision, EVENT_message_sent, thread->id);
	if (!data) {
		return ERROR_BUSY;
	}
	*data = (struct message_sent_data){
		.message = message, .body = args->body, .reply_to = args->reply_to, .mentions = args->mentions};
	/* the team's reply is what the specialist waited for */
	if (thread->state == STATE_AWAITING_INFORMATION && facts->actor.side == SIDE_NEIGHBOURHOOD) {
		data->reply_due = resumed_promise(facts);
	}
	*result = (struct message_send_result){
		.thread = thread->id, .message = message, .seq = facts->conversation.last_seq + 1};
	return OK;
}

static enum error refuse_redacted(const struct facts *facts, struct decision *decision)
{
	if (facts->message.is_redacted) {
		return decision_refuse(decision, ERROR_CONFLICT, "args.message",
			"This message's words were taken back; send a new message instead.");
	}
	return OK;
}

enum error decide_message_amend(const struct facts *facts, const struct message_amend_args *args,
	struct decision *decision, struct message_amend_result *result)
{
	enum error error = refuse_redacted(facts, decision);
	if (error == OK && facts->message.kind == MESSAGE_DECISION) {
		error = decision_refuse(decision, ERROR_CONFLICT, "args.message",
			"A signed decision is locked; a chair corrects it with mdt.amend_decision.");
	}
	if (error != OK) {
		return error;
	}
	struct message_amended_data *data = decision_add(decision, EVENT_message_amended, facts->message.thread);
	if (!data) {
		return ERROR_BUSY;
	}
	*data = (struct message_amended_data){.message = args->message, .body = args->body, .reason = args->reason};
	*result = (struct message_amend_result){.message = args->message, .seq = facts->conversation.last_seq + 1};
	return OK;
}

enum error decide_message_redact(const struct facts *facts, const struct message_redact_args *args,
	struct decision *decision, struct message_redact_result *result)
{
	enum error error = refuse_redacted(facts, decision);
	bool is_administrator = facts->actor.roles & SET_OF(ROLE_ADMINISTRATOR);
	if (error == OK && facts->message.kind == MESSAGE_DECISION && !is_administrator) {
		error = decision_refuse(decision, ERROR_CONFLICT, "args.message",
			"A signed decision is locked: only an administrator can destroy its words.");
	}
	if (error != OK) {
		return error;
	}
	struct message_redacted_data *data = decision_add(decision, EVENT_message_redacted, facts->message.thread);
	if (!data) {
		return ERROR_BUSY;
	}
	*data = (struct message_redacted_data){.message = args->message, .reason = args->reason};
	*result = (struct message_redact_result){.message = args->message, .seq = facts->conversation.last_seq + 1};
	return OK;
}

/* Up to a mark, never backwards: a mark that is behind changes nothing and is no error (two devices read at once). */
enum error decide_read_mark(const struct facts *facts, const struct read_mark_args *args, struct decision *decision,
	struct read_mark_result *result)
{
	const struct thread_facts *thread = &facts->thread;
	if (args->seq > thread->last_seq) {
		return decision_refuse(
			decision, ERROR_BAD_REQUEST, "args.seq", "args.seq is beyond the newest event of this thread.");
	}
	*result = (struct read_mark_result){.thread = thread->id, .seq = thread->read_seq};
	if (args->seq <= thread->read_seq) {
		return OK;
	}
	struct read_marked_data *data = decision_add(decision, EVENT_read_marked, thread->id);
	if (!data) {
		return ERROR_BUSY;
	}
	data->seq = args->seq;
	result->seq = args->seq;
	return OK;
}

enum error decide_message_thank(const struct facts *facts, const struct message_thank_args *args,
	struct decision *decision, struct message_thank_result *result)
{
	if (strcmp(facts->message.author.text, facts->actor.id.text) == 0) {
		return decision_refuse(decision, ERROR_CONFLICT, "args.message", "You cannot thank yourself.");
	}
	result->message = args->message;
	if (facts->message.is_thanked) {
		return OK; /* once is enough */
	}
	struct message_thanked_data *data = decision_add(decision, EVENT_message_thanked, facts->message.thread);
	if (!data) {
		return ERROR_BUSY;
	}
	*data = (struct message_thanked_data){.message = args->message, .author = facts->message.author};
	return OK;
}
