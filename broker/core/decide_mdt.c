/* Standing virtual MDTs: who is in them, their quorum and rhythm. */
#include <string.h>

#include "core/mdt.h"

/* Everything that may be told of an MDT, as it will stand. */
struct plan {
	struct person_id chair;
	struct person_id deputy_chair;
	struct list members;
	struct list required;
	int64_t every_weeks;
	int32_t first_on;
	struct neighbourhood_id neighbourhood;
};

static bool is_same(const struct person_id *a, const struct person_id *b)
{
	return strcmp(a->text, b->text) == 0;
}

static bool is_listed(const struct list *people, const struct person_id *person)
{
	const struct person_id *ids = people->items;
	for (size_t i = 0; i < people->count; i++) {
		if (is_same(&ids[i], person)) {
			return true;
		}
	}
	return false;
}

/* The chairs are members whether they are listed or not. */
static enum error with_chairs(struct decision *decision, const struct plan *plan, struct list *members)
{
	const struct person_id *listed = plan->members.items;
	struct person_id *all = arena_take(decision->arena, (plan->members.count + 2) * sizeof *all);
	size_t count = 0;
	if (!all) {
		return ERROR_BUSY;
	}
	for (size_t i = 0; i < plan->members.count; i++) {
		all[count++] = listed[i];
	}
	const struct person_id *chairs[] = {&plan->chair, &plan->deputy_chair};
	for (size_t i = 0; i < sizeof chairs / sizeof chairs[0]; i++) {
		struct list so_far = {all, count};
		if (chairs[i]->text[0] && !is_listed(&so_far, chairs[i])) {
			all[count++] = *chairs[i];
		}
	}
	*members = (struct list){all, count};
	return OK;
}

/* A member is an active specialist, or works in the neighbourhood. */
static bool may_be_member(const struct person_facts *person, const struct neighbourhood_id *neighbourhood)
{
	const uint32_t team = SET_OF(ROLE_INT_CLINICIAN) | SET_OF(ROLE_COORDINATOR);
	bool is_of_team = (person->roles & team) && strcmp(person->neighbourhood.text, neighbourhood->text) == 0;
	return !person->is_suspended && (is_of_team || (person->roles & SET_OF(ROLE_SPECIALIST)));
}

/* Looked at when they came in: only who is named now is known. */
static bool is_as_before(const struct facts *facts, const struct person_id *person)
{
	return !facts_person(facts, *person) && is_listed(&facts->conversation.mdt.members, person);
}

static enum error check_chair(
	const struct facts *facts, const struct person_id *chair, const char *field, struct decision *decision)
{
	const struct person_facts *person = facts_person(facts, *chair);
	bool is_clinician = is_as_before(facts, chair) ||
			    (person && (person->roles & (SET_OF(ROLE_INT_CLINICIAN) | SET_OF(ROLE_SPECIALIST))));
	if (!is_clinician) {
		return decision_refuse(decision, ERROR_CONFLICT, field,
			"Only a clinician can chair an MDT, for a chair signs its decisions.");
	}
	return OK;
}

static enum error check_members(const struct facts *facts, const struct plan *plan, struct decision *decision)
{
	const struct person_id *ids = plan->members.items;
	for (size_t i = 0; i < plan->members.count; i++) {
		const struct person_facts *person = facts_person(facts, ids[i]);
		if (is_as_before(facts, &ids[i])) {
			continue;
		}
		if (!person) {
			return decision_refuse(
				decision, ERROR_NOT_FOUND, "args.members", "One of these people does not exist.");
		}
		if (!may_be_member(person, &plan->neighbourhood)) {
			return decision_refuse(decision, ERROR_CONFLICT, "args.members",
				"Members are active specialists, and clinicians and coordinators of the neighbourhood; "
				"one of these people is neither.");
		}
	}
	return OK;
}

static enum error check_rhythm(const struct plan *plan, struct decision *decision)
{
	if ((plan->every_weeks == 0) != (plan->first_on == 0)) {
		return decision_refuse(decision, ERROR_BAD_REQUEST,
			plan->every_weeks ? "args.first_on" : "args.every_weeks",
			"A rhythm needs both the weeks between meetings and the first day.");
	}
	return OK;
}

static enum error check_plan(const struct facts *facts, struct plan *plan, struct decision *decision)
{
	enum error error = with_chairs(decision, plan, &plan->members);
	if (error == OK && plan->deputy_chair.text[0] && is_same(&plan->chair, &plan->deputy_chair)) {
		error = decision_refuse(decision, ERROR_CONFLICT, "args.deputy_chair",
			"The deputy chair must be somebody else than the chair.");
	}
	if (error == OK) {
		error = check_members(facts, plan, decision);
	}
	if (error == OK) {
		error = check_chair(facts, &plan->chair, "args.chair", decision);
	}
	if (error == OK && plan->deputy_chair.text[0]) {
		error = check_chair(facts, &plan->deputy_chair, "args.deputy_chair", decision);
	}
	return error == OK ? check_rhythm(plan, decision) : error;
}

enum error decide_mdt_create(const struct facts *facts, const struct mdt_create_args *args, struct decision *decision,
	struct mdt_create_result *result)
{
	if (!facts->neighbourhood_found) {
		return decision_refuse(
			decision, ERROR_NOT_FOUND, "args.neighbourhood", "There is no such neighbourhood.");
	}
	struct plan plan = {
		.chair = args->chair,
		.deputy_chair = args->deputy_chair,
		.members = args->members,
		.required = args->required,
		.every_weeks = args->every_weeks,
		.first_on = args->first_on,
		.neighbourhood = args->neighbourhood,
	};
	enum error error = check_plan(facts, &plan, decision);
	if (error != OK) {
		return error;
	}
	int64_t pos = decision_next_pos(decision);
	struct mdt_created_data *data = decision_add(decision, EVENT_mdt_created, (struct thread_id){0});
	if (!data) {
		return ERROR_BUSY;
	}
	decision_place(decision, (struct conversation_id){pos});
	*data = (struct mdt_created_data){
		.name = args->name,
		.neighbourhood = args->neighbourhood,
		.chair = plan.chair,
		.deputy_chair = plan.deputy_chair,
		.members = plan.members,
		.required = plan.required,
		.every_weeks = plan.every_weeks,
		.first_on = plan.first_on,
	};
	result->conversation.pos = pos;
	return OK;
}

static enum error refuse_ended(const struct facts *facts, struct decision *decision)
{
	if (facts->conversation.mdt.is_ended) {
		return decision_refuse(decision, ERROR_CONFLICT, "args.conversation", "This MDT has ended.");
	}
	return OK;
}

static enum error check_told(const struct mdt_update_args *args, struct decision *decision)
{
	uint32_t given = (args->deputy_chair.text[0] ? SET_OF(MDT_DETAIL_DEPUTY_CHAIR) : 0) |
			 (args->required.count ? SET_OF(MDT_DETAIL_REQUIRED) : 0) |
			 (args->every_weeks || args->first_on ? SET_OF(MDT_DETAIL_RHYTHM) : 0);
	if (!given && !args->clear && !args->name.length && !args->chair.text[0] && !args->members.count) {
		return decision_refuse(decision, ERROR_BAD_REQUEST, "args",
			"Nothing is to be changed; say what: name, chair, deputy_chair, members, required, every_weeks "
			"with first_on, or clear.");
	}
	if (given & args->clear) {
		return decision_refuse(decision, ERROR_BAD_REQUEST, "args.clear",
			"What is given cannot be cleared at the same time; leave one of them out.");
	}
	return OK;
}

/* The MDT as it will stand; a deputy who is cleared stays a member, unless the members are told anew. */
static struct plan plan_after(const struct mdt_update_args *args, const struct conversation_facts *conversation)
{
	const struct mdt_facts *now = &conversation->mdt;
	struct plan plan = {
		.chair = args->chair.text[0] ? args->chair : now->chair,
		.members = args->members.count ? args->members : now->members,
		.neighbourhood = conversation->neighbourhood,
	};
	if (!(args->clear & SET_OF(MDT_DETAIL_DEPUTY_CHAIR))) {
		plan.deputy_chair = args->deputy_chair.text[0] ? args->deputy_chair : now->deputy_chair;
	}
	if (!(args->clear & SET_OF(MDT_DETAIL_REQUIRED))) {
		plan.required = args->required.count ? args->required : now->required;
	}
	if (!(args->clear & SET_OF(MDT_DETAIL_RHYTHM))) {
		plan.every_weeks = args->every_weeks ? args->every_weeks : now->every_weeks;
		plan.first_on = args->first_on ? args->first_on : now->first_on;
	}
	return plan;
}

enum error decide_mdt_update(const struct facts *facts, const struct mdt_update_args *args, struct decision *decision,
	struct mdt_update_result *result)
{
	struct plan plan = plan_after(args, &facts->conversation);
	enum error error = check_told(args, decision);
	if (error == OK) {
		error = refuse_ended(facts, decision);
	}
	if (error == OK) {
		error = check_plan(facts, &plan, decision);
	}
	struct mdt_updated_data *data =
		error == OK ? decision_add(decision, EVENT_mdt_updated, (struct thread_id){0}) : NULL;
	if (!data) {
		return error != OK ? error : ERROR_BUSY;
	}
	*data = (struct mdt_updated_data){
		.name = args->name.length ? args->name : facts->conversation.mdt.name,
		.chair = plan.chair,
		.deputy_chair = plan.deputy_chair,
		.members = plan.members,
		.required = plan.required,
		.every_weeks = plan.every_weeks,
		.first_on = plan.first_on,
	};
	result->conversation = facts->conversation.id;
	return OK;
}

enum error decide_mdt_end(const struct facts *facts, const struct mdt_end_args *args, struct decision *decision,
	struct mdt_end_result *result)
{
	enum error error = refuse_ended(facts, decision);
	if (error == OK && facts->next_meeting.pos) {
		error = decision_refuse(decision, ERROR_CONFLICT, "args.conversation",
			"A meeting of this MDT is planned or open; close it first.");
	}
	if (error != OK) {
		return error;
	}
	struct mdt_ended_data *data = decision_add(decision, EVENT_mdt_ended, (struct thread_id){0});
	if (!data) {
		return ERROR_BUSY;
	}
	data->reason = args->reason;
	result->conversation = facts->conversation.id;
	return OK;
}
