/* Sessions and one-time codes: who gets in, and who gets out. */
#include <string.h>

#include "base/calendar.h"
#include "core/decision.h"

enum { INVITATION_HOURS = 72 };

/* --- sessions --------------------------------------------------------------------------------------------------------- */

static enum error end_session(
	struct decision *decision, const struct session_facts *session, struct session_end_result *result)
{
	struct session_ended_data *data = decision_add(decision, EVENT_session_ended, (struct thread_id){0});
	if (!data) {
		return ERROR_BUSY;
	}
	*data = (struct session_ended_data){
		.session = session->id, .person = session->person, .cause = SESSION_END_ENDED};
	result->ended++;
	return OK;
}

enum error decide_session_end(const struct facts *facts, const struct session_end_args *args, struct decision *decision,
	struct session_end_result *result)
{
	const struct session_facts *sessions = facts->sessions.items;
	enum error error = OK;
	if ((args->session.pos != 0) == args->others) {
		return decision_refuse(decision, ERROR_BAD_REQUEST, "args.session",
			"Name one session, or set others to true to end all but this one.");
	}
	for (size_t i = 0; error == OK && i < facts->sessions.count; i++) {
		bool is_here = strcmp(sessions[i].device.text, decision->command->device.text) == 0;
		if (args->others ? !is_here : sessions[i].id.pos == args->session.pos) {
			error = end_session(decision, &sessions[i], result);
		}
	}
	if (error == OK && !args->others && result->ended == 0) {
		return decision_refuse(decision, ERROR_NOT_FOUND, "args.session",
			"You have no such session; it may have ended already.");
	}
	return error;
}

/* --- invitations ------------------------------------------------------------------------------------------------------- */

/* A code sets a password: whoever gives it could sign in as that person. So coordinators invite the people who answer and
 * ask, and not those who stand above them. */
static bool may_invite(const struct facts *facts, const struct person_facts *person)
{
	const uint32_t theirs = SET_OF(ROLE_INT_CLINICIAN) | SET_OF(ROLE_SPECIALIST);
	return (facts->actor.roles & SET_OF(ROLE_ADMINISTRATOR)) || !(person->roles & ~theirs);
}

static enum error check_invited(const struct person_facts *person, struct decision *decision)
{
	if (!person) {
		return decision_refuse(decision, ERROR_NOT_FOUND, "args.person", "There is no such person.");
	}
	if (person->is_suspended) {
		return decision_refuse(decision, ERROR_CONFLICT, "args.person",
			"This person is suspended; reinstate them before inviting them.");
	}
	return OK;
}

enum error decide_person_invite(const struct facts *facts, const struct person_invite_args *args,
	struct decision *decision, struct person_invite_result *result)
{
	const struct person_facts *person = facts_person(facts, args->person);
	enum error error = check_invited(person, decision);
	if (error != OK) {
		return error;
	}
	if (!may_invite(facts, person)) {
		return decision_refuse(decision, ERROR_FORBIDDEN, "args.person",
			"Coordinators invite clinicians only; ask an administrator to invite this person.");
	}
	int64_t pos = decision_next_pos(decision);
	struct person_invited_data *data = decision_add(decision, EVENT_person_invited, (struct thread_id){0});
	if (!data) {
		return ERROR_BUSY;
	}
	*data = (struct person_invited_data){
		.person = args->person, .ends_at = facts->now_ms + (int64_t)INVITATION_HOURS * MS_PER_HOUR};
	result->invitation.pos = pos;
	result->ends_at = data->ends_at;
	return OK;
}

enum error decide_device_invite(const struct facts *facts, const struct device_invite_args *args,
	struct decision *decision, struct device_invite_result *result)
{
	const struct person_facts *person = args->person.text[0] ? facts_person(facts, args->person) : &facts->actor;
	enum error error = check_invited(person, decision);
	if (error != OK) {
		return error;
	}
	int64_t pos = decision_next_pos(decision);
	struct device_invited_data *data = decision_add(decision, EVENT_device_invited, (struct thread_id){0});
	if (!data) {
		return ERROR_BUSY;
	}
	*data = (struct device_invited_data){
		.person = person->id, .ends_at = facts->now_ms + (int64_t)INVITATION_HOURS * MS_PER_HOUR};
	result->invitation.pos = pos;
	result->person = person->id;
	result->ends_at = data->ends_at;
	return OK;
}

/* That the code is right, the engine has found: the facts hold the invitation only then. */
enum error decide_device_claim(const struct facts *facts, const struct device_claim_args *args,
	struct decision *decision, struct device_claim_result *result)
{
	(void)args;
	if (facts->device.found) {
		return decision_refuse(decision, ERROR_CONFLICT, NULL,
			"This device belongs to somebody already; a code is for a device that belongs to nobody.");
	}
	if (!facts->invitation.found) {
		return decision_refuse(decision, ERROR_FORBIDDEN, NULL,
			"Only a device with a certificate, which belongs to nobody yet, can use such a code.");
	}
	struct device_claimed_data *data = decision_add(decision, EVENT_device_claimed, (struct thread_id){0});
	if (!data) {
		return ERROR_BUSY;
	}
	*data = (struct device_claimed_data){
		.device = decision->command->device, .person = facts->actor.id, .invitation = facts->invitation.id};
	result->device = data->device;
	result->person = data->person;
	result->display_name = facts->actor.display_name;
	return OK;
}
