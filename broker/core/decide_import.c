/* Imports: lines of a file are laid aside, judged, and applied in one piece. */
#include "base/text.h"
#include "core/decide_link.h"
#include "core/decision.h"
#include "core/import_judge.h"

/* --- laying aside ----------------------------------------------------------------------------------------------------- */

static enum error check_page(
	const struct facts *facts, const struct list *lines, bool is_about_people, struct decision *decision)
{
	int64_t others = is_about_people ? facts->import.link_count : facts->import.person_count;
	int64_t known = is_about_people ? facts->import.person_count : facts->import.link_count;
	if (lines->count == 0) {
		return decision_refuse(
			decision, ERROR_BAD_REQUEST, "args.lines", "args.lines must have at least one entry.");
	}
	if (others > 0) {
		return decision_refuse(decision, ERROR_CONFLICT, "args.import",
			"This import holds lines of the other kind; give the second one another name.");
	}
	if (known + (int64_t)lines->count > LIMIT_IMPORT_LINES) {
		return decision_refuse(decision, ERROR_TOO_LARGE, "args.lines",
			"An import holds at most 10,000 lines; apply these and begin another.");
	}
	return OK;
}

enum error decide_import_people(const struct facts *facts, const struct import_people_args *args,
	struct decision *decision, struct import_people_result *result)
{
	enum error error = check_page(facts, &args->lines, true, decision);
	if (error != OK) {
		return error;
	}
	struct import_people_staged_data *data =
		decision_add(decision, EVENT_import_people_staged, (struct thread_id){0});
	if (!data) {
		return ERROR_BUSY;
	}
	*data = (struct import_people_staged_data){.import = args->import, .lines = args->lines};
	result->lines = facts->import.person_count + (int64_t)args->lines.count;
	return OK;
}

enum error decide_import_links(const struct facts *facts, const struct import_links_args *args,
	struct decision *decision, struct import_links_result *result)
{
	enum error error = check_page(facts, &args->lines, false, decision);
	if (error != OK) {
		return error;
	}
	struct import_links_staged_data *data =
		decision_add(decision, EVENT_import_links_staged, (struct thread_id){0});
	if (!data) {
		return ERROR_BUSY;
	}
	*data = (struct import_links_staged_data){.import = args->import, .lines = args->lines};
	result->lines = facts->import.link_count + (int64_t)args->lines.count;
	return OK;
}

/* --- applying --------------------------------------------------------------------------------------------------------- */

static enum error add_person(struct decision *decision, const struct person_create_args *as)
{
	struct person_created_data *data = decision_add(decision, EVENT_person_created, (struct thread_id){0});
	if (!data) {
		return ERROR_BUSY;
	}
	*data = (struct person_created_data){
		.person = as->person,
		.display_name = as->display_name,
		.roles = as->roles,
		.job_title = as->job_title,
		.professional_number = as->professional_number,
		.organisation = as->organisation,
		.neighbourhood = as->neighbourhood,
		.treatment_function = as->treatment_function,
	};
	return OK;
}

/* Roles first: they may take a treatment function away, which the rest says anew. */
static enum error change_person(struct decision *decision, const struct judgement *judgement)
{
	const struct person_create_args *as = &judgement->as.person;
	if (judgement->changed & CHANGES_ROLES) {
		struct person_roles_set_data *roles =
			decision_add(decision, EVENT_person_roles_set, (struct thread_id){0});
		if (!roles) {
			return ERROR_BUSY;
		}
		*roles = (struct person_roles_set_data){.person = as->person, .roles = as->roles};
	}
	if (!(judgement->changed & ~(uint32_t)CHANGES_ROLES)) {
		return OK;
	}
	struct person_updated_data *data = decision_add(decision, EVENT_person_updated, (struct thread_id){0});
	if (!data) {
		return ERROR_BUSY;
	}
	*data = (struct person_updated_data){
		.person = as->person,
		.display_name = as->display_name,
		.job_title = as->job_title,
		.professional_number = as->professional_number,
		.organisation = as->organisation,
		.neighbourhood = as->neighbourhood,
		.treatment_function = as->treatment_function,
	};
	return OK;
}

static enum error apply_line(struct decision *decision, const struct judgement *judgement, bool is_about_people)
{
	struct link_create_result link;
	if (judgement->fate == FATE_CREATE && is_about_people) {
		return add_person(decision, &judgement->as.person);
	}
	if (judgement->fate == FATE_CREATE) {
		return link_add(decision, &judgement->as.link, judgement->neighbourhood_name, &link);
	}
	return judgement->fate == FATE_UPDATE ? change_person(decision, judgement) : OK;
}

/* The first line that is rejected says why nothing is done. */
static enum error check_all(const struct list *judgements, struct decision *decision)
{
	const struct judgement *items = judgements->items;
	for (size_t i = 0; i < judgements->count; i++) {
		if (items[i].fate != FATE_REJECTED) {
			continue;
		}
		struct text sentence = arena_format(decision->arena, "Line %lld is rejected, so nothing was done: %.*s",
			(long long)items[i].line, TEXT_ARGS(items[i].reason));
		decision->refusal = (struct refusal){.field = "args.import", .sentence = sentence};
		return sentence.data ? ERROR_CONFLICT : ERROR_BUSY;
	}
	return OK;
}

enum error decide_import_apply(const struct facts *facts, const struct import_apply_args *args,
	struct decision *decision, struct import_apply_result *result)
{
	struct list judgements = {0};
	if (facts->import.person_count + facts->import.link_count == 0) {
		return decision_refuse(decision, ERROR_NOT_FOUND, "args.import",
			"This device has no such import: lay its lines aside first; they are kept for a day.");
	}
	enum error error = import_judge(&facts->import, decision->arena, &judgements);
	if (error == OK) {
		error = check_all(&judgements, decision);
	}
	const struct judgement *items = judgements.items;
	for (size_t i = 0; error == OK && i < judgements.count; i++) {
		error = apply_line(decision, &items[i], facts->import.person_count > 0);
	}
	struct import_applied_data *data =
		error == OK ? decision_add(decision, EVENT_import_applied, (struct thread_id){0}) : NULL;
	if (!data) {
		return error == OK ? ERROR_BUSY : error;
	}
	*result = (struct import_apply_result){
		.created = import_count(&judgements, FATE_CREATE),
		.updated = import_count(&judgements, FATE_UPDATE),
		.unchanged = import_count(&judgements, FATE_UNCHANGED),
	};
	*data = (struct import_applied_data){.import = args->import,
		.created = result->created,
		.updated = result->updated,
		.unchanged = result->unchanged};
	return OK;
}
