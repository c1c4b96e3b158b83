/* Links between neighbourhoods and named specialists: design 2 and 4.4. */
#include "core/decide_link.h"

#include "base/text.h"
#include "core/treatment_function.h"

static enum error check_specialists(
	const struct facts *facts, const struct list *specialists, struct decision *decision)
{
	const struct person_id *people = specialists->items;
	for (size_t i = 0; i < specialists->count; i++) {
		const struct person_facts *person = facts_person(facts, people[i]);
		if (!person) {
			return decision_refuse(
				decision, ERROR_NOT_FOUND, "args.specialists", "One of these people does not exist.");
		}
		if (!(person->roles & SET_OF(ROLE_SPECIALIST)) || person->is_suspended) {
			return decision_refuse(decision, ERROR_CONFLICT, "args.specialists",
				"One of these people is not an active specialist.");
		}
	}
	return OK;
}

enum error link_add(struct decision *decision, const struct link_create_args *args, struct text neighbourhood_name,
	struct link_create_result *result)
{
	int64_t pos = decision_next_pos(decision);
	struct link_created_data *data = decision_add(decision, EVENT_link_created, (struct thread_id){0});
	if (!data) {
		return ERROR_BUSY;
	}
	decision_place(decision, (struct conversation_id){pos});
	const struct treatment_function *function = treatment_function_find(args->treatment_function);
	*data = (struct link_created_data){
		.link = {pos},
		.name = arena_format(decision->arena, "%.*s: %s", TEXT_ARGS(neighbourhood_name), function->name),
		.neighbourhood = args->neighbourhood,
		.treatment_function = args->treatment_function,
		.specialists = args->specialists,
		.reply_working_days = args->reply_working_days,
		.weekly_limit = args->weekly_limit,
	};
	*result = (struct link_create_result){.link = data->link, .conversation = {pos}};
	return data->name.data ? OK : ERROR_BUSY;
}

enum error decide_link_create(const struct facts *facts, const struct link_create_args *args, struct decision *decision,
	struct link_create_result *result)
{
	if (!facts->neighbourhood_found) {
		return decision_refuse(
			decision, ERROR_NOT_FOUND, "args.neighbourhood", "There is no such neighbourhood.");
	}
	if (facts->link_exists) {
		return decision_refuse(decision, ERROR_CONFLICT, "args.treatment_function",
			"This neighbourhood has a link for this treatment function already.");
	}
	if (args->reply_working_days < 1) {
		return decision_refuse(decision, ERROR_BAD_REQUEST, "args.reply_working_days",
			"The agreed reply time is at least one working day.");
	}
	enum error error = check_specialists(facts, &args->specialists, decision);
	if (error != OK) {
		return error;
	}
	return link_add(decision, args, facts->neighbourhood_name, result);
}
