/* Links between neighbourhoods and named specialists: design 2 and 4.4. */
#include "core/decide_link.h"

#include <string.h>

#include "base/calendar.h"
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

static enum error check_days(int32_t starts_on, int32_t ends_on, int32_t today, struct decision *decision)
{
	if (ends_on && ends_on < starts_on) {
		return decision_refuse(
			decision, ERROR_BAD_REQUEST, "args.ends_on", "The link would end before it starts.");
	}
	if (ends_on && ends_on < today) {
		return decision_refuse(decision, ERROR_BAD_REQUEST, "args.ends_on",
			"The last day is past already; end the link instead.");
	}
	return OK;
}

/* No specialist can be reached without somebody behind them. */
static enum error check_behind(int64_t specialists, int64_t coordinators, const char *field, struct decision *decision)
{
	if (link_has_somebody_behind(specialists, coordinators)) {
		return OK;
	}
	return decision_refuse(decision, ERROR_CONFLICT, field,
		"Nobody would stand behind the only active specialist of this link: name another one, or give the "
		"neighbourhood an active coordinator.");
}

static int64_t count_active(const struct list *specialists)
{
	const struct person_facts *people = specialists->items;
	int64_t count = 0;
	for (size_t i = 0; i < specialists->count; i++) {
		count += people[i].found && !people[i].is_suspended;
	}
	return count;
}

/* --- creating ------------------------------------------------------------------------------------------------------- */

static enum error check_agreement(
	const struct facts *facts, const struct link_create_args *args, struct decision *decision)
{
	if (args->agreed_on && !(facts->actor.roles & SET_OF(ROLE_ADMINISTRATOR))) {
		return decision_refuse(decision, ERROR_FORBIDDEN, "args.agreed_on",
			"Only an administrator records an agreement made elsewhere; leave it out, and both sides "
			"accept here.");
	}
	if (args->agreed_on > calendar_london_date(facts->now_ms)) {
		return decision_refuse(decision, ERROR_BAD_REQUEST, "args.agreed_on",
			"The day on which it was agreed is in the future.");
	}
	return OK;
}

static enum error check_new_link(
	const struct facts *facts, const struct link_create_args *args, struct decision *decision)
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
	if (error == OK) {
		error = check_agreement(facts, args, decision);
	}
	if (error == OK) {
		error = check_days(args->starts_on, args->ends_on, calendar_london_date(facts->now_ms), decision);
	}
	if (error == OK) {
		error = check_behind(
			(int64_t)args->specialists.count, facts->coordinator_count, "args.specialists", decision);
	}
	return error;
}

static enum link_state state_of(const struct facts *facts, const struct link_terms *terms)
{
	return link_state_on(terms, calendar_london_date(facts->now_ms));
}

/* A link that is created by somebody who is not of its team waits for both sides, unless they agreed elsewhere. */
enum error link_add(struct decision *decision, const struct link_create_args *args, struct text neighbourhood_name,
	struct link_create_result *result)
{
	const struct facts *facts = decision->facts;
	int64_t pos = decision_next_pos(decision);
	struct link_created_data *data = decision_add(decision, EVENT_link_created, (struct thread_id){0});
	if (!data) {
		return ERROR_BUSY;
	}
	decision_place(decision, (struct conversation_id){pos});
	const struct treatment_function *function = treatment_function_find(args->treatment_function);
	/* a coordinator who proposes a link has accepted it for the team */
	bool is_from_team = facts->actor.roles & SET_OF(ROLE_COORDINATOR) &&
			    strcmp(facts->actor.neighbourhood.text, args->neighbourhood.text) == 0;
	const struct link_terms terms = {
		.is_team_awaited = !args->agreed_on && !is_from_team,
		.is_specialists_awaited = !args->agreed_on,
		.starts_on = args->starts_on,
		.ends_on = args->ends_on,
	};
	*data = (struct link_created_data){
		.link = {pos},
		.name = arena_format(decision->arena, "%.*s: %s", TEXT_ARGS(neighbourhood_name), function->name),
		.neighbourhood = args->neighbourhood,
		.treatment_function = args->treatment_function,
		.specialists = args->specialists,
		.reply_working_days = args->reply_working_days,
		.weekly_limit = args->weekly_limit,
		.agreed_on = args->agreed_on,
		.starts_on = terms.starts_on,
		.ends_on = terms.ends_on,
		.team_awaited = terms.is_team_awaited,
		.specialists_awaited = terms.is_specialists_awaited,
	};
	*result = (struct link_create_result){
		.link = data->link, .conversation = {pos}, .state = state_of(facts, &terms)};
	return data->name.data ? OK : ERROR_BUSY;
}

enum error decide_link_create(const struct facts *facts, const struct link_create_args *args, struct decision *decision,
	struct link_create_result *result)
{
	enum error error = check_new_link(facts, args, decision);
	if (error != OK) {
		return error;
	}
	return link_add(decision, args, facts->neighbourhood_name, result);
}

/* --- accepting ------------------------------------------------------------------------------------------------------ */

static enum error refuse_ended(const struct facts *facts, struct decision *decision)
{
	if (state_of(facts, &facts->conversation.terms) == LINK_ENDED) {
		return decision_refuse(
			decision, ERROR_CONFLICT, "args.link", "This link has ended; create a new one instead.");
	}
	return OK;
}

/* Whoever is named in the link speaks for the specialists, and for them alone. */
enum error decide_link_accept(const struct facts *facts, const struct link_accept_args *args, struct decision *decision,
	struct link_accept_result *result)
{
	const struct conversation_facts *link = &facts->conversation;
	struct link_terms terms = link->terms;
	bool is_specialist = facts->actor.is_listed_specialist;
	enum error error = refuse_ended(facts, decision);
	if (error == OK && !is_specialist && facts->actor.side == SIDE_SPECIALIST) {
		error = decision_refuse(decision, ERROR_CONFLICT, "args.link",
			"A deputy cannot accept a link; one of the specialists named in it can.");
	}
	if (error == OK) {
		error = check_behind(count_active(&link->specialists), link->coordinator_count, "args.link", decision);
	}
	if (error != OK) {
		return error;
	}
	bool *awaited = is_specialist ? &terms.is_specialists_awaited : &terms.is_team_awaited;
	bool is_accepted_before = !*awaited;
	*awaited = false;
	*result = (struct link_accept_result){.link = args->link, .state = state_of(facts, &terms)};
	if (is_accepted_before) {
		return OK;
	}
	struct link_accepted_data *data = decision_add(decision, EVENT_link_accepted, (struct thread_id){0});
	if (!data) {
		return ERROR_BUSY;
	}
	*data = (struct link_accepted_data){.link = args->link,
		.side = is_specialist ? LINK_SIDE_SPECIALISTS : LINK_SIDE_TEAM,
		.state = result->state};
	return OK;
}

/* --- changing ------------------------------------------------------------------------------------------------------- */

static bool is_named(const struct list *people, struct person_id person)
{
	const struct person_id *ids = people->items;
	for (size_t i = 0; i < people->count; i++) {
		if (strcmp(ids[i].text, person.text) == 0) {
			return true;
		}
	}
	return false;
}

/* Whom the new list leaves out; their open cases go to its lead. ERROR_BUSY with no memory. */
static enum error note_removed(const struct facts *facts, struct arena *arena, struct link_updated_data *data)
{
	const struct person_facts *present = facts->conversation.specialists.items;
	size_t count = facts->conversation.specialists.count, removed_count = 0;
	struct person_id *removed = arena_take(arena, count * sizeof *removed + 1);
	if (!removed) {
		return ERROR_BUSY;
	}
	for (size_t i = 0; i < count; i++) {
		if (!is_named(&data->specialists, present[i].id)) {
			removed[removed_count++] = present[i].id;
		}
	}
	data->removed = (struct list){removed, removed_count};
	if (removed_count > 0) {
		data->cases_to = *(const struct person_id *)data->specialists.items;
	}
	return OK;
}

static enum error check_clear(const struct link_update_args *args, struct decision *decision)
{
	uint32_t given = (args->weekly_limit ? SET_OF(LINK_DETAIL_WEEKLY_LIMIT) : 0) |
			 (args->starts_on ? SET_OF(LINK_DETAIL_STARTS_ON) : 0) |
			 (args->ends_on ? SET_OF(LINK_DETAIL_ENDS_ON) : 0);
	if (given & args->clear) {
		return decision_refuse(decision, ERROR_BAD_REQUEST, "args.clear",
			"What is given cannot be cleared at the same time; leave one of them out.");
	}
	return OK;
}

static int32_t day_after(int32_t given, int32_t known, bool is_cleared)
{
	return is_cleared ? 0 : given ? given : known;
}

static enum error check_update(const struct facts *facts, const struct link_update_args *args,
	const struct link_terms *terms, struct decision *decision)
{
	bool says_nothing = args->specialists.count == 0 && !args->reply_working_days && !args->weekly_limit &&
			    !args->starts_on && !args->ends_on && !args->clear;
	if (says_nothing) {
		return decision_refuse(decision, ERROR_BAD_REQUEST, "args",
			"Nothing is to be changed; say what: specialists, reply_working_days, weekly_limit, starts_on, "
			"ends_on or clear.");
	}
	enum error error = check_clear(args, decision);
	if (error == OK) {
		error = refuse_ended(facts, decision);
	}
	if (error == OK) {
		error = check_specialists(facts, &args->specialists, decision);
	}
	if (error == OK && (args->starts_on || args->ends_on)) {
		error = check_days(terms->starts_on, terms->ends_on, calendar_london_date(facts->now_ms), decision);
	}
	if (error == OK) {
		int64_t active = args->specialists.count ? (int64_t)args->specialists.count
							 : count_active(&facts->conversation.specialists);
		error = check_behind(active, facts->conversation.coordinator_count, "args.specialists", decision);
	}
	return error;
}

enum error decide_link_update(const struct facts *facts, const struct link_update_args *args, struct decision *decision,
	struct link_update_result *result)
{
	struct link_terms terms = facts->conversation.terms;
	terms.starts_on = day_after(args->starts_on, terms.starts_on, args->clear & SET_OF(LINK_DETAIL_STARTS_ON));
	terms.ends_on = day_after(args->ends_on, terms.ends_on, args->clear & SET_OF(LINK_DETAIL_ENDS_ON));
	enum error error = check_update(facts, args, &terms, decision);
	if (error != OK) {
		return error;
	}
	struct link_updated_data *data = decision_add(decision, EVENT_link_updated, (struct thread_id){0});
	if (!data) {
		return ERROR_BUSY;
	}
	*data = (struct link_updated_data){
		.link = args->link,
		.specialists = args->specialists,
		.reply_working_days = args->reply_working_days,
		.weekly_limit = args->weekly_limit,
		.starts_on = args->starts_on,
		.ends_on = args->ends_on,
		.cleared = args->clear,
	};
	*result = (struct link_update_result){.link = args->link, .state = state_of(facts, &terms)};
	return args->specialists.count ? note_removed(facts, decision->arena, data) : OK;
}

enum error decide_link_end(const struct facts *facts, const struct link_end_args *args, struct decision *decision,
	struct link_end_result *result)
{
	enum error error = refuse_ended(facts, decision);
	if (error != OK) {
		return error;
	}
	struct link_ended_data *data = decision_add(decision, EVENT_link_ended, (struct thread_id){0});
	if (!data) {
		return ERROR_BUSY;
	}
	*data = (struct link_ended_data){.link = args->link, .reason = args->reason};
	*result = (struct link_end_result){.link = args->link, .state = LINK_ENDED};
	return OK;
}
