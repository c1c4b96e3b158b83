/* Organisations and neighbourhoods: design 2 and 4.4. */
#include <string.h>

#include "base/text.h"
#include "core/decision.h"

/* --- organisations ---------------------------------------------------------------------------------------------------- */

enum error decide_organisation_create(const struct facts *facts, const struct organisation_create_args *args,
	struct decision *decision, struct organisation_create_result *result)
{
	if (facts_has_organisation(facts, &args->organisation)) {
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

static enum error refuse_absent_organisation(struct decision *decision)
{
	return decision_refuse(decision, ERROR_NOT_FOUND, "args.organisation", "There is no such organisation.");
}

enum error decide_organisation_update(const struct facts *facts, const struct organisation_update_args *args,
	struct decision *decision, struct organisation_update_result *result)
{
	const struct organisation_facts *known = &facts->administration.organisation;
	struct organisation_updated_data as = {
		.organisation = args->organisation,
		.name = args->name.length > 0 ? args->name : known->name,
		.kind = args->kind ? args->kind : known->kind,
	};
	if (!known->found) {
		return refuse_absent_organisation(decision);
	}
	if (as.kind != ORGANISATION_PRACTICE && known->neighbourhood.text[0]) {
		return decision_refuse(decision, ERROR_CONFLICT, "args.kind",
			"It is a practice of a neighbourhood; take it out with neighbourhood.update first.");
	}
	result->organisation = args->organisation;
	if (text_equal(as.name, known->name) && as.kind == known->kind) {
		return OK;
	}
	struct organisation_updated_data *data =
		decision_add(decision, EVENT_organisation_updated, (struct thread_id){0});
	if (!data) {
		return ERROR_BUSY;
	}
	*data = as;
	return OK;
}

enum error decide_organisation_end(const struct facts *facts, const struct organisation_end_args *args,
	struct decision *decision, struct organisation_end_result *result)
{
	const struct organisation_facts *known = &facts->administration.organisation;
	if (!known->found) {
		return refuse_absent_organisation(decision);
	}
	if (known->people > 0) {
		return decision_refuse(decision, ERROR_CONFLICT, "args.organisation",
			"People still work there; move them with person.update or suspend them first.");
	}
	if (known->neighbourhood.text[0]) {
		return decision_refuse(decision, ERROR_CONFLICT, "args.organisation",
			"It is a practice of a neighbourhood; take it out with neighbourhood.update first.");
	}
	struct organisation_ended_data *data = decision_add(decision, EVENT_organisation_ended, (struct thread_id){0});
	if (!data) {
		return ERROR_BUSY;
	}
	data->organisation = args->organisation;
	result->organisation = args->organisation;
	return OK;
}

/* --- neighbourhoods --------------------------------------------------------------------------------------------------- */

static enum error check_practices(const struct facts *facts, const struct list *practices, struct decision *decision)
{
	const struct organisation_id *ids = practices->items;
	for (size_t i = 0; i < practices->count; i++) {
		if (!facts_has_organisation(facts, &ids[i])) {
			return decision_refuse(decision, ERROR_NOT_FOUND, "args.practices",
				"One of these practices does not exist; add it with organisation.create first.");
		}
	}
	return OK;
}

enum error decide_neighbourhood_create(const struct facts *facts, const struct neighbourhood_create_args *args,
	struct decision *decision, struct neighbourhood_create_result *result)
{
	if (facts->neighbourhood_found) {
		return decision_refuse(decision, ERROR_CONFLICT, "args.neighbourhood",
			"There is a neighbourhood with this id already.");
	}
	enum error error = check_practices(facts, &args->practices, decision);
	if (error != OK) {
		return error;
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

static enum error refuse_absent_neighbourhood(struct decision *decision)
{
	return decision_refuse(decision, ERROR_NOT_FOUND, "args.neighbourhood", "There is no such neighbourhood.");
}

/* Which practices they are, in whatever order. */
static bool are_the_same(const struct list *a, const struct list *b)
{
	const struct organisation_id *left = a->items, *right = b->items;
	for (size_t i = 0; i < a->count; i++) {
		bool is_there = false;
		for (size_t j = 0; j < b->count && !is_there; j++) {
			is_there = strcmp(left[i].text, right[j].text) == 0;
		}
		if (!is_there) {
			return false;
		}
	}
	return a->count == b->count;
}

enum error decide_neighbourhood_update(const struct facts *facts, const struct neighbourhood_update_args *args,
	struct decision *decision, struct neighbourhood_update_result *result)
{
	const struct neighbourhood_facts *known = &facts->administration.neighbourhood;
	struct neighbourhood_updated_data as = {
		.neighbourhood = args->neighbourhood,
		.name = args->name.length > 0 ? args->name : facts->neighbourhood_name,
		.population = args->population > 0 ? args->population : known->population,
		.practices = args->practices.count > 0 ? args->practices : known->practices,
	};
	if (!facts->neighbourhood_found) {
		return refuse_absent_neighbourhood(decision);
	}
	enum error error = check_practices(facts, &args->practices, decision);
	if (error != OK) {
		return error;
	}
	result->neighbourhood = args->neighbourhood;
	if (text_equal(as.name, facts->neighbourhood_name) && as.population == known->population &&
		are_the_same(&as.practices, &known->practices)) {
		return OK;
	}
	struct neighbourhood_updated_data *data =
		decision_add(decision, EVENT_neighbourhood_updated, (struct thread_id){0});
	if (!data) {
		return ERROR_BUSY;
	}
	*data = as;
	return OK;
}

enum error decide_neighbourhood_end(const struct facts *facts, const struct neighbourhood_end_args *args,
	struct decision *decision, struct neighbourhood_end_result *result)
{
	const struct neighbourhood_facts *known = &facts->administration.neighbourhood;
	if (!facts->neighbourhood_found) {
		return refuse_absent_neighbourhood(decision);
	}
	if (known->people > 0) {
		return decision_refuse(decision, ERROR_CONFLICT, "args.neighbourhood",
			"People still work for it; move them with person.update or suspend them first.");
	}
	if (known->open_links > 0) {
		return decision_refuse(
			decision, ERROR_CONFLICT, "args.neighbourhood", "It still has open links; end them first.");
	}
	struct neighbourhood_ended_data *data =
		decision_add(decision, EVENT_neighbourhood_ended, (struct thread_id){0});
	if (!data) {
		return ERROR_BUSY;
	}
	data->neighbourhood = args->neighbourhood;
	result->neighbourhood = args->neighbourhood;
	return OK;
}
