/* Organisations, neighbourhoods, people and their devices: design 2 and 4.4. */
#include <string.h>

#include "core/decision.h"

static bool organisation_exists(const struct facts *facts, const struct organisation_id *id)
{
	const struct organisation_id *found = facts->organisations.items;
	for (size_t i = 0; i < facts->organisations.count; i++) {
		if (strcmp(found[i].text, id->text) == 0) {
			return true;
		}
	}
	return false;
}

enum error decide_organisation_create(const struct facts *facts, const struct organisation_create_args *args,
	struct decision *decision, struct organisation_create_result *result)
{
	if (organisation_exists(facts, &args->organisation)) {
		return decision_refuse(decision, ERROR_CONFLICT, "args.organisation",
			"There is an organisation with this code already.");
	}
	struct organisation_created_data *data =
		decision_add(decision, EVENT_organisation_created, (struct thread_id){0});
	if (!data) {
		return ERROR_BUSY;
	}
	*data = (struct organisation_created_data){
		.organisation = args->organisation, .name = args->name, .kind = args->kind};
	result->organisation = args->organisation;
	return OK;
}

enum error decide_neighbourhood_create(const struct facts *facts, const struct neighbourhood_create_args *args,
	struct decision *decision, struct neighbourhood_create_result *result)
{
	if (facts->neighbourhood_found) {
		return decision_refuse(decision, ERROR_CONFLICT, "args.neighbourhood",
			"There is a neighbourhood with this id already.");
	}
	const struct organisation_id *practices = args->practices.items;
	for (size_t i = 0; i < args->practices.count; i++) {
		if (!organisation_exists(facts, &practices[i])) {
			return decision_refuse(decision, ERROR_NOT_FOUND, "args.practices",
				"One of these practices does not exist; add it with organisation.create first.");
		}
	}
	struct neighbourhood_created_data *data =
		decision_add(decision, EVENT_neighbourhood_created, (struct thread_id){0});
	if (!data) {
		return ERROR_BUSY;
	}
	*data = (struct neighbourhood_created_data){.neighbourhood = args->neighbourhood,
		.name = args->name,
		.population = args->population,
		.practices = args->practices};
	result->neighbourhood = args->neighbourhood;
	return OK;
}

/* Who works for a neighbourhood must say for which. */
static enum error check_place(
	const struct facts *facts, const struct person_create_args *args, struct decision *decision)
{
	bool needs_neighbourhood = args->roles & (SET_OF(ROLE_INT_CLINICIAN) | SET_OF(ROLE_COORDINATOR));
	if (needs_neighbourhood && args->neighbourhood.text[0] == '\0') {
		return decision_refuse(decision, ERROR_BAD_REQUEST, "args.neighbourhood",
			"An INT clinician or coordinator needs a neighbourhood.");
	}
	if (args->neighbourhood.text[0] && !facts->neighbourhood_found) {
		return decision_refuse(
			decision, ERROR_NOT_FOUND, "args.neighbourhood", "There is no such neighbourhood.");
	}
	if (args->organisation.text[0] && !organisation_exists(facts, &args->organisation)) {
		return decision_refuse(
			decision, ERROR_NOT_FOUND, "args.organisation", "There is no such organisation.");
	}
	return OK;
}

enum error decide_person_create(const struct facts *facts, const struct person_create_args *args,
	struct decision *decision, struct person_create_result *result)
{
	/* "system" signs what the daemon does itself */
	if (facts_person(facts, args->person) || strcmp(args->person.text, "system") == 0) {
		return decision_refuse(
			decision, ERROR_CONFLICT, "args.person", "There is a person with this id already.");
	}
	enum error error = check_place(facts, args, decision);
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
	};
	result->person = args->person;
	return OK;
}

enum error decide_device_enrol(const struct facts *facts, const struct device_enrol_args *args,
	struct decision *decision, struct device_enrol_result *result)
{
	if (facts->device.found) {
		return decision_refuse(
			decision, ERROR_CONFLICT, "args.device", "There is a device with this id already.");
	}
	if (!facts_person(facts, args->person)) {
		return decision_refuse(decision, ERROR_NOT_FOUND, "args.person", "There is no such person.");
	}
	struct device_enrolled_data *data = decision_add(decision, EVENT_device_enrolled, (struct thread_id){0});
	if (!data) {
		return ERROR_BUSY;
	}
	*data = (struct device_enrolled_data){.device = args->device, .person = args->person};
	result->device = args->device;
	return OK;
}
