/* A case before a virtual MDT: views, guests, the signed decision and its amendment. */
#include <string.h>

#include "base/calendar.h"
#include "base/text.h"
#include "core/ledger.h"
#include "core/mdt.h"

static enum error refuse_unless_mdt_case(const struct facts *facts, struct decision *decision)
{
	if (facts->thread.kind != THREAD_MDT_CASE) {
		return decision_refuse(
			decision, ERROR_CONFLICT, "args.thread", "This thread is not a case of a virtual MDT.");
	}
	return OK;
}

static enum error refuse_unless_undecided(const struct facts *facts, struct decision *decision)
{
	enum error error = refuse_unless_mdt_case(facts, decision);
	if (error == OK && facts->thread.state == STATE_DECIDED) {
		return decision_refuse(decision, ERROR_CONFLICT, "args.thread",
			"This case is decided and locked; a chair can amend the decision.");
	}
	return error;
}

/* --- views ------------------------------------------------------------------------------------------------------------------ */

/* For which specialty the actor speaks: 0 is the neighbourhood team. */
static enum error find_specialty(
	const struct facts *facts, int32_t named, struct decision *decision, int32_t *specialty)
{
	const struct list *own = &facts->actor.functions;
	*specialty = 0;
	if (named && !mdt_has_function(own, named)) {
		return decision_refuse(decision, ERROR_CONFLICT, "args.treatment_function",
			"This is not one of your specialties here.");
	}
	if (!named && own->count > 1) {
		return decision_refuse(decision, ERROR_BAD_REQUEST, "args.treatment_function",
			"You have several specialties; say for which one you speak.");
	}
	if (named || own->count == 1) {
		*specialty = named ? named : ((const int32_t *)own->items)[0];
	}
	return OK;
}

static bool is_quorate_with(const struct facts *facts, int32_t specialty)
{
	const struct list *required = &facts->conversation.mdt.required;
	const int32_t *codes = required->items;
	for (size_t i = 0; i < required->count; i++) {
		if (codes[i] != specialty && !mdt_has_function(&facts->thread.heard, codes[i])) {
			return false;
		}
	}
	return true;
}

enum error decide_mdt_contribute(const struct facts *facts, const struct mdt_contribute_args *args,
	struct decision *decision, struct mdt_contribute_result *result)
{
	int32_t specialty = 0;
	enum error error = refuse_unless_undecided(facts, decision);
	if (error == OK) {
		error = find_specialty(facts, args->treatment_function, decision, &specialty);
	}
	struct message_id message = {decision_next_pos(decision)};
	struct mdt_contributed_data *data =
		error == OK ? decision_add(decision, EVENT_mdt_contributed, facts->thread.id) : NULL;
	if (!data) {
		return error != OK ? error : ERROR_BUSY;
	}
	*data = (struct mdt_contributed_data){
		.message = message, .body = args->body, .treatment_function = specialty, .dissents = args->dissents};
	*result = (struct mdt_contribute_result){.thread = facts->thread.id,
		.message = message,
		.seq = facts->conversation.last_seq + 1,
		.quorate = is_quorate_with(facts, specialty)};
	return OK;
}

static bool is_guest(const struct facts *facts, const struct person_id *person)
{
	const struct person_id *guests = facts->thread.guests.items;
	for (size_t i = 0; i < facts->thread.guests.count; i++) {
		if (strcmp(guests[i].text, person->text) == 0) {
			return true;
		}
	}
	return false;
}

enum error decide_mdt_invite_guest(const struct facts *facts, const struct mdt_invite_guest_args *args,
	struct decision *decision, struct mdt_invite_guest_result *result)
{
	const struct person_facts *person = facts_person(facts, args->person);
	enum error error = refuse_unless_undecided(facts, decision);
	if (error != OK) {
		return error;
	}
	if (!person || person->is_suspended || !(person->roles & SET_OF(ROLE_SPECIALIST))) {
		return decision_refuse(
			decision, ERROR_CONFLICT, "args.person", "Only an active specialist can be a guest.");
	}
	if (person->side != SIDE_NONE || is_guest(facts, &args->person)) {
		return decision_refuse(
			decision, ERROR_CONFLICT, "args.person", "This person takes part in this case already.");
	}
	struct mdt_guest_invited_data *data = decision_add(decision, EVENT_mdt_guest_invited, facts->thread.id);
	if (!data) {
		return ERROR_BUSY;
	}
	*data = (struct mdt_guest_invited_data){.person = args->person, .reason = args->reason};
	*result = (struct mdt_invite_guest_result){.thread = facts->thread.id, .seq = facts->conversation.last_seq + 1};
	return OK;
}

/* --- putting off -------------------------------------------------------------------------------------------------------------- */

enum error decide_mdt_defer(const struct facts *facts, const struct mdt_defer_args *args, struct decision *decision,
	struct mdt_defer_result *result)
{
	enum error error = refuse_unless_undecided(facts, decision);
	if (error == OK && args->meeting.pos && facts->meeting.state == MEETING_CLOSED) {
		error = decision_refuse(
			decision, ERROR_CONFLICT, "args.meeting", "That meeting has closed; choose a later one.");
	}
	if (error == OK && args->meeting.pos && args->meeting.pos == facts->thread.meeting.pos) {
		error = decision_refuse(
			decision, ERROR_CONFLICT, "args.meeting", "This case stands on that meeting's agenda already.");
	}
	struct mdt_case_deferred_data *data =
		error == OK ? decision_add(decision, EVENT_mdt_case_deferred, facts->thread.id) : NULL;
	if (!data) {
		return error != OK ? error : ERROR_BUSY;
	}
	*data = (struct mdt_case_deferred_data){
		.meeting = facts->thread.meeting,
		.to = args->meeting.pos ? args->meeting : facts->next_meeting,
		.cause = DEFERRED_BY_CHAIR,
		.reason = args->reason,
	};
	*result = (struct mdt_defer_result){
		.thread = facts->thread.id, .meeting = data->to, .seq = facts->conversation.last_seq + 1};
	return mdt_missing(&facts->conversation.mdt.required, &facts->thread.heard, decision->arena, &data->missing);
}

/* --- deciding ----------------------------------------------------------------------------------------------------------------- */

/* "standard care" follows a pathway that was agreed before: it is signed without the quorum. */
static enum error check_quorum(const struct facts *facts, struct decision *decision)
{
	bool needs_quorum = facts->thread.tag == TAG_DISCUSS;
	if (needs_quorum && !mdt_is_quorate(&facts->conversation.mdt.required, &facts->thread.heard)) {
		return decision_refuse(decision, ERROR_CONFLICT, "args.thread",
			"A required specialty has not contributed yet; wait for it, or defer the case.");
	}
	return OK;
}

static enum error check_outcomes(const struct mdt_decide_args *args, struct decision *decision)
{
	const int32_t *refer = args->refer.items;
	for (size_t i = 0; i < args->refer.count; i++) {
		if (mdt_has_function(&args->managed, refer[i])) {
			return decision_refuse(decision, ERROR_BAD_REQUEST, "args.refer",
				"A specialty is either managed by the team or referred to, not both.");
		}
	}
	return OK;
}

static enum error check_decision(
	const struct facts *facts, const struct mdt_decide_args *args, struct decision *decision)
{
	const struct person_facts *teller = facts_person(facts, args->tells_patient);
	enum error error = refuse_unless_undecided(facts, decision);
	if (error == OK && !mdt_is_open(&facts->meeting, facts->now_ms)) {
		error = decision_refuse(decision, ERROR_CONFLICT, "args.thread",
			facts->thread.meeting.pos ? "The meeting of this case is not open."
						  : "This case waits for a meeting; plan one with mdt.schedule.");
	}
	if (error == OK) {
		error = check_quorum(facts, decision);
	}
	if (error == OK) {
		error = check_outcomes(args, decision);
	}
	if (error == OK && args->tells_patient.text[0] && (!teller || teller->side == SIDE_NONE)) {
		error = decision_refuse(decision, ERROR_NOT_FOUND, "args.tells_patient",
			"Only a member of the MDT can tell the patient.");
	}
	return error;
}

/* The patient's own case shows what the MDT decided, under the name of who signed it. */
static enum error post_to_source(struct decision *decision, struct text words, struct message_id *posted)
{
	const struct thread_facts *thread = &decision->facts->thread;
	if (!thread->source.pos) {
		return OK;
	}
	struct message_id message = {decision_next_pos(decision)};
	struct message_sent_data *data = decision_add(decision, EVENT_message_sent, thread->source);
	if (!data) {
		return ERROR_BUSY;
	}
	decision_place(decision, thread->source_home);
	*data = (struct message_sent_data){.message = message, .body = words, .from_mdt = thread->id};
	*posted = message;
	return OK;
}

static struct ledger_claim claim_of(const struct thread_facts *thread, int32_t function)
{
	struct ledger_claim claim = ledger_claim_of(thread);
	claim.treatment_function = function;
	claim.state = (enum ledger_state)0; /* a case is decided once: it has no entry yet */
	return claim;
}

static bool is_specialist_heard(const struct thread_facts *thread)
{
	const int32_t *functions = thread->heard.items;
	for (size_t i = 0; i < thread->heard.count; i++) {
		if (functions[i] != 0) {
			return true;
		}
	}
	return false;
}

/* Where the patient would have been referred and is not, and a specialist has spoken, an avoided referral is claimed; one decision for each specialty,
 * one entry for each episode (design 5). */
static enum error count_managed(struct decision *decision, const struct list *managed)
{
	const struct thread_facts *thread = &decision->facts->thread;
	const int32_t *functions = managed->items;
	enum error error = OK;
	for (size_t i = 0; error == OK && i < managed->count; i++) {
		struct ledger_claim claim = claim_of(thread, functions[i]);
		enum ledger_state state;
		bool counts = mdt_has_function(&thread->would_refer_to, functions[i]) && is_specialist_heard(thread);
		if (counts && !ledger_is_counted_elsewhere(decision->facts, &claim)) {
			error = ledger_count(decision, &claim, &state);
		}
	}
	return error;
}

/* A referral that is made now speaks against what other cases of the patient claimed for that specialty. */
static enum error defer_referred(struct decision *decision, const struct list *refer)
{
	const int32_t *functions = refer->items;
	int32_t today = calendar_london_date(decision->facts->now_ms);
	enum error error = OK;
	for (size_t i = 0; error == OK && i < refer->count; i++) {
		struct ledger_claim claim = claim_of(&decision->facts->thread, functions[i]);
		int64_t deferred = 0;
		error = ledger_defer(
			decision, &claim, functions[i], today, DEFERRAL_CASE_REFER, DEFERRAL_CASE_REFER, &deferred);
	}
	return error;
}

/* The case after this one on the agenda that is not decided; the first such when there is none after it. */
static struct thread_id next_case(const struct facts *facts)
{
	const struct agenda_entry *entries = facts->meeting.cases.items;
	struct thread_id first = {0};
	bool is_after = false;
	for (size_t i = 0; i < facts->meeting.cases.count; i++) {
		bool is_this = entries[i].thread.pos == facts->thread.id.pos;
		if (!is_this && !entries[i].is_decided && is_after) {
			return entries[i].thread;
		}
		if (!is_this && !entries[i].is_decided && !first.pos) {
			first = entries[i].thread;
		}
		is_after = is_after || is_this;
	}
	return first;
}

enum error decide_mdt_decide(const struct facts *facts, const struct mdt_decide_args *args, struct decision *decision,
	struct mdt_decide_result *result)
{
	enum error error = check_decision(facts, args, decision);
	struct message_id message = {decision_next_pos(decision)};
	struct mdt_decided_data *data =
		error == OK ? decision_add(decision, EVENT_mdt_decided, facts->thread.id) : NULL;
	if (!data) {
		return error != OK ? error : ERROR_BUSY;
	}
	*data = (struct mdt_decided_data){
		.message = message,
		.meeting = facts->thread.meeting,
		.decision = args->decision,
		.managed = args->managed,
		.refer = args->refer,
		.dissent = args->dissent,
		.patient_wishes = args->patient_wishes,
		.tells_patient = args->tells_patient,
	};
	*result = (struct mdt_decide_result){.thread = facts->thread.id,
		.message = message,
		.seq = facts->conversation.last_seq + 1,
		.next = next_case(facts)};
	error = post_to_source(decision, args->decision, &result->posted);
	if (error == OK) {
		error = count_managed(decision, &args->managed);
	}
	return error == OK ? defer_referred(decision, &args->refer) : error;
}

enum error decide_mdt_amend_decision(const struct facts *facts, const struct mdt_amend_decision_args *args,
	struct decision *decision, struct mdt_amend_decision_result *result)
{
	enum error error = refuse_unless_mdt_case(facts, decision);
	if (error == OK && facts->thread.state != STATE_DECIDED) {
		error = decision_refuse(
			decision, ERROR_CONFLICT, "args.thread", "This case has no signed decision to amend yet.");
	}
	struct message_id message = {decision_next_pos(decision)};
	struct mdt_decision_amended_data *data =
		error == OK ? decision_add(decision, EVENT_mdt_decision_amended, facts->thread.id) : NULL;
	if (!data) {
		return error != OK ? error : ERROR_BUSY;
	}
	*data = (struct mdt_decision_amended_data){
		.message = message, .decision = args->decision, .reason = args->reason};
	*result = (struct mdt_amend_decision_result){
		.thread = facts->thread.id, .message = message, .seq = facts->conversation.last_seq + 1};
	return post_to_source(decision, args->decision, &result->posted);
}
