/* People: design 2 and 4.4. */
#include <string.h>

#include "base/text.h"
#include "core/decision.h"
#include "core/person_rules.h"

static enum error check_profile(const struct profile *profile, struct decision *decision)
{
	struct profile_problem problem;
	enum error error = profile_check(profile, &problem);
	return error == OK ? OK : decision_refuse(decision, error, problem.field, problem.sentence);
}

static enum error refuse_absent(struct decision *decision)
{
	return decision_refuse(decision, ERROR_NOT_FOUND, "args.person", "There is no such person.");
}

enum error decide_person_create(const struct facts *facts, const struct person_create_args *args,
	struct decision *decision, struct person_create_result *result)
{
	/* "system" signs what the daemon does itself */
	if (facts_person(facts, args->person) || strcmp(args->person.text, "system") == 0) {
		return decision_refuse(
			decision, ERROR_CONFLICT, "args.person", "There is a person with this id already.");
	}
	const struct profile profile = {
		.roles = args->roles,
		.professional_number = args->professional_number,
		.treatment_function = args->treatment_function,
		.organisation = args->organisation,
		.neighbourhood = args->neighbourhood,
		.organisation_found = facts_has_organisation(facts, &args->organisation),
		.neighbourhood_found = facts->neighbourhood_found,
		.is_number_new = true,
	};
	enum error error = check_profile(&profile, decision);
	if (error != OK) {
		return error;
	}
	struct person_created_data *data = decision_add(decision, EVENT_person_created, (struct thread_id){0});
	if (!data) {
		return ERROR_BUSY;
	}
	*data = (struct person_created_data){
		.person = args->person,
		.display_name = args->display_name,
		.roles = args->roles,
		.job_title = args->job_title,
		.professional_number = args->professional_number,
		.organisation = args->organisation,
		.neighbourhood = args->neighbourhood,
		.treatment_function = args->treatment_function,
	};
	result->person = args->person;
	return OK;
}

/* --- changes ---------------------------------------------------------------------------------------------------------- */

/* What shall stand empty and have a value too says two things at once. */
static enum error check_clear(const struct person_update_args *args, struct decision *decision)
{
	uint32_t given = 0;
	given |= args->job_title.length > 0 ? SET_OF(DETAIL_JOB_TITLE) : 0;
	given |= args->professional_number.length > 0 ? SET_OF(DETAIL_PROFESSIONAL_NUMBER) : 0;
	given |= args->organisation.text[0] ? SET_OF(DETAIL_ORGANISATION) : 0;
	given |= args->neighbourhood.text[0] ? SET_OF(DETAIL_NEIGHBOURHOOD) : 0;
	given |= args->treatment_function != 0 ? SET_OF(DETAIL_TREATMENT_FUNCTION) : 0;
	if (given & args->clear) {
		return decision_refuse(decision, ERROR_BAD_REQUEST, "args.clear",
			"What is given cannot be cleared at the same time; leave one of them out.");
	}
	return OK;
}

static struct text text_after(struct text given, struct text known, bool is_cleared)
{
	return is_cleared ? (struct text){0} : given.length > 0 ? given : known;
}

/* The person as they will be. */
static struct person_updated_data merge(const struct person_update_args *args, const struct person_facts *known)
{
	uint32_t clear = args->clear;
	struct person_updated_data as = {
		.person = known->id,
		.display_name = text_after(args->display_name, known->display_name, false),
		.job_title = text_after(args->job_title, known->job_title, clear & SET_OF(DETAIL_JOB_TITLE)),
		.professional_number = text_after(args->professional_number, known->professional_number,
			clear & SET_OF(DETAIL_PROFESSIONAL_NUMBER)),
	};
	if (!(clear & SET_OF(DETAIL_ORGANISATION))) {
		as.organisation = args->organisation.text[0] ? args->organisation : known->organisation;
	}
	if (!(clear & SET_OF(DETAIL_NEIGHBOURHOOD))) {
		as.neighbourhood = args->neighbourhood.text[0] ? args->neighbourhood : known->neighbourhood;
	}
	if (!(clear & SET_OF(DETAIL_TREATMENT_FUNCTION))) {
		as.treatment_function = args->treatment_function ? args->treatment_function : known->treatment_function;
	}
	return as;
}

static bool is_same(const struct person_updated_data *as, const struct person_facts *known)
{
	return text_equal(as->display_name, known->display_name) && text_equal(as->job_title, known->job_title) &&
	       text_equal(as->professional_number, known->professional_number) &&
	       strcmp(as->organisation.text, known->organisation.text) == 0 &&
	       strcmp(as->neighbourhood.text, known->neighbourhood.text) == 0 &&
	       as->treatment_function == known->treatment_function;
}

/* No specialist can be reached without somebody behind them: the only coordinator behind one stays. */
static enum error refuse_if_leaned_on(const struct facts *facts, const char *field, struct decision *decision)
{
	struct text link = facts->administration.leans_on;
	if (link.length == 0) {
		return OK;
	}
	struct text sentence = arena_format(decision->arena,
		"Nobody but this coordinator stands behind the only specialist of %.*s; give the neighbourhood another "
		"coordinator, or the link another specialist, first.",
		TEXT_ARGS(link));
	decision->refusal = (struct refusal){.field = field, .sentence = sentence};
	return sentence.data ? ERROR_CONFLICT : ERROR_BUSY;
}

/* A coordinator keeps the people of a team; who belongs to it is the administrator's to say. */
static enum error check_move(const struct facts *facts, const struct person_updated_data *as,
	const struct person_facts *known, struct decision *decision)
{
	bool is_move = strcmp(as->neighbourhood.text, known->neighbourhood.text) != 0;
	if (is_move && !(facts->actor.roles & SET_OF(ROLE_ADMINISTRATOR))) {
		return decision_refuse(decision, ERROR_FORBIDDEN, "args.neighbourhood",
			"Only an administrator moves somebody to another neighbourhood.");
	}
	return is_move ? refuse_if_leaned_on(facts, "args.neighbourhood", decision) : OK;
}

enum error decide_person_update(const struct facts *facts, const struct person_update_args *args,
	struct decision *decision, struct person_update_result *result)
{
	const struct person_facts *known = facts_person(facts, args->person);
	if (!known) {
		return refuse_absent(decision);
	}
	const struct person_updated_data as = merge(args, known);
	/* what was taken before stands: only what is new must exist */
	const struct profile profile = {
		.roles = known->roles,
		.professional_number = as.professional_number,
		.treatment_function = as.treatment_function,
		.organisation = as.organisation,
		.neighbourhood = as.neighbourhood,
		.organisation_found = !args->organisation.text[0] || facts_has_organisation(facts, &as.organisation),
		.neighbourhood_found = !args->neighbourhood.text[0] || facts->neighbourhood_found,
		.is_number_new = !text_equal(as.professional_number, known->professional_number),
	};
	enum error error = check_clear(args, decision);
	if (error == OK) {
		error = check_move(facts, &as, known, decision);
	}
	if (error == OK) {
		error = check_profile(&profile, decision);
	}
	result->person = args->person;
	if (error != OK || is_same(&as, known)) {
		return error;
	}
	struct person_updated_data *data = decision_add(decision, EVENT_person_updated, (struct thread_id){0});
	if (!data) {
		return ERROR_BUSY;
	}
	*data = as;
	return OK;
}

/* Nobody would be left to let anybody in. */
static bool is_last_administrator(const struct facts *facts, const struct person_facts *person)
{
	return (person->roles & SET_OF(ROLE_ADMINISTRATOR)) && !person->is_suspended &&
	       facts->administration.administrators <= 1;
}

static enum error check_roles_taken(
	const struct facts *facts, const struct person_facts *known, uint32_t roles, struct decision *decision)
{
	uint32_t taken = known->roles & ~roles;
	if ((taken & SET_OF(ROLE_ADMINISTRATOR)) && is_last_administrator(facts, known)) {
		return decision_refuse(decision, ERROR_CONFLICT, "args.roles",
			"The last administrator keeps that role; give it to somebody else first.");
	}
	enum error error = taken & SET_OF(ROLE_COORDINATOR) ? refuse_if_leaned_on(facts, "args.roles", decision) : OK;
	if (error != OK) {
		return error;
	}
	struct text link = facts->administration.specialist_of;
	if ((taken & SET_OF(ROLE_SPECIALIST)) && link.length > 0) {
		struct text sentence = arena_format(decision->arena,
			"The link %.*s names this person as a specialist; name somebody else there first.",
			TEXT_ARGS(link));
		decision->refusal = (struct refusal){.field = "args.roles", .sentence = sentence};
		return sentence.data ? ERROR_CONFLICT : ERROR_BUSY;
	}
	return OK;
}

enum error decide_person_set_roles(const struct facts *facts, const struct person_set_roles_args *args,
	struct decision *decision, struct person_set_roles_result *result)
{
	const struct person_facts *known = facts_person(facts, args->person);
	if (!known) {
		return refuse_absent(decision);
	}
	const struct profile profile = {
		.roles = args->roles,
		.organisation = known->organisation,
		.neighbourhood = known->neighbourhood,
		.organisation_found = true,
		.neighbourhood_found = true,
	};
	enum error error = check_profile(&profile, decision);
	if (error == OK) {
		error = check_roles_taken(facts, known, args->roles, decision);
	}
	result->person = args->person;
	if (error != OK || args->roles == known->roles) {
		return error;
	}
	struct person_roles_set_data *data = decision_add(decision, EVENT_person_roles_set, (struct thread_id){0});
	if (!data) {
		return ERROR_BUSY;
	}
	*data = (struct person_roles_set_data){.person = args->person, .roles = args->roles};
	return OK;
}

enum error decide_person_suspend(const struct facts *facts, const struct person_suspend_args *args,
	struct decision *decision, struct person_suspend_result *result)
{
	const struct person_facts *known = facts_person(facts, args->person);
	if (!known) {
		return refuse_absent(decision);
	}
	if (is_last_administrator(facts, known)) {
		return decision_refuse(decision, ERROR_CONFLICT, "args.person",
			"The last administrator cannot be suspended; give somebody else that role first.");
	}
	result->person = args->person;
	if (known->is_suspended) {
		return OK;
	}
	struct person_suspended_data *data = decision_add(decision, EVENT_person_suspended, (struct thread_id){0});
	if (!data) {
		return ERROR_BUSY;
	}
	*data = (struct person_suspended_data){.person = args->person, .reason = args->reason};
	return OK;
}

enum error decide_person_reinstate(const struct facts *facts, const struct person_reinstate_args *args,
	struct decision *decision, struct person_reinstate_result *result)
{
	const struct person_facts *known = facts_person(facts, args->person);
	if (!known) {
		return refuse_absent(decision);
	}
	if (known->is_suspended && facts->administration.has_lost_neighbourhood) {
		return decision_refuse(decision, ERROR_CONFLICT, "args.person",
			"Their neighbourhood has ended; give them another with person.update first.");
	}
	if (known->is_suspended && facts->administration.has_lost_organisation) {
		return decision_refuse(decision, ERROR_CONFLICT, "args.person",
			"Their organisation has ended; give them another with person.update first.");
	}
	result->person = args->person;
	if (!known->is_suspended) {
		return OK;
	}
	struct person_reinstated_data *data = decision_add(decision, EVENT_person_reinstated, (struct thread_id){0});
	if (!data) {
		return ERROR_BUSY;
	}
	data->person = args->person;
	return OK;
}
