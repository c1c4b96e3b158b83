/* A line of an import about a person: core/import_judge.h. */
#include <string.h>

#include "base/text.h"
#include "core/import_judge.h"
#include "core/person_rules.h"

/* --- what is said ----------------------------------------------------------------------------------------------------- */

static enum error read_roles(struct text typed, struct arena *arena, struct judgement *judgement)
{
	struct text rest = typed, part;
	while (judgement_next_part(&rest, &part)) {
		int role = vocabulary_word(&role_vocabulary, part);
		if (role == 0) {
			struct text reason = arena_format(arena,
				"\"%.*s\" is no role; roles are words such as int_clinician, with semicolons between "
				"them.",
				TEXT_ARGS(text_cut(part, 40)));
			judgement_reject(judgement, "roles", reason);
			return reason.data ? OK : ERROR_BUSY;
		}
		judgement->as.person.roles |= SET_OF(role);
	}
	if (judgement->as.person.roles == 0) {
		judgement_reject(judgement, "roles", text_of("roles is missing."));
	}
	return OK;
}

static enum error read_members(const struct person_line *line, struct arena *arena, struct judgement *judgement)
{
	const struct {
		const char *name;
		struct text typed;
	} members[] = {
		{"person", line->person},
		{"display_name", line->display_name},
		{"job_title", line->job_title},
		{"professional_number", line->professional_number},
		{"organisation", line->organisation},
		{"neighbourhood", line->neighbourhood},
		{"treatment_function", line->treatment_function},
	};
	for (size_t i = 0; i < sizeof members / sizeof members[0]; i++) {
		enum error error = OK;
		if (!judgement_read(judgement, &person_create_args_record, members[i].name, members[i].typed,
			    &judgement->as.person, arena, &error)) {
			return error;
		}
	}
	return read_roles(line->roles, arena, judgement);
}

static uint32_t find_changes(const struct person_create_args *as, const struct person_facts *known)
{
	uint32_t changed = 0;
	changed |= text_equal(as->display_name, known->display_name) ? 0 : CHANGES_DISPLAY_NAME;
	changed |= as->roles == known->roles ? 0 : CHANGES_ROLES;
	changed |= text_equal(as->job_title, known->job_title) ? 0 : CHANGES_JOB_TITLE;
	changed |= text_equal(as->professional_number, known->professional_number) ? 0 : CHANGES_PROFESSIONAL_NUMBER;
	changed |= strcmp(as->organisation.text, known->organisation.text) == 0 ? 0 : CHANGES_ORGANISATION;
	changed |= strcmp(as->neighbourhood.text, known->neighbourhood.text) == 0 ? 0 : CHANGES_NEIGHBOURHOOD;
	changed |= as->treatment_function == known->treatment_function ? 0 : CHANGES_TREATMENT_FUNCTION;
	return changed;
}

/* --- what is right ---------------------------------------------------------------------------------------------------- */

static void check_state(const struct person_line *line, struct judgement *judgement)
{
	struct text typed = text_trim(line->state);
	int state = vocabulary_word(&person_state_vocabulary, typed);
	bool is_suspended = judgement->known && judgement->known->is_suspended;
	if (typed.length == 0) {
		return;
	}
	if (state == 0) {
		judgement_reject(judgement, "state", text_of("state must be active or suspended."));
	} else if ((state == PERSON_SUSPENDED) != is_suspended) {
		judgement_reject(judgement, "state",
			text_of("An import neither suspends nor reinstates; use person.suspend or person.reinstate."));
	}
}

static void check_rules(const struct import_facts *import, struct judgement *judgement)
{
	const struct person_create_args *as = &judgement->as.person;
	struct profile_problem problem;
	const struct profile profile = {
		.roles = as->roles,
		.professional_number = as->professional_number,
		.treatment_function = as->treatment_function,
		.organisation = as->organisation,
		.neighbourhood = as->neighbourhood,
		.organisation_found =
			!(judgement->changed & CHANGES_ORGANISATION) ||
			import_find(&import->organisations, sizeof(struct organisation_id), as->organisation.text),
		.neighbourhood_found =
			!(judgement->changed & CHANGES_NEIGHBOURHOOD) ||
			import_find(&import->neighbourhoods, sizeof(struct place_facts), as->neighbourhood.text),
		.is_number_new = judgement->changed & CHANGES_PROFESSIONAL_NUMBER,
	};
	if (profile_check(&profile, &problem) != OK) {
		judgement_reject(judgement, problem.field + strlen("args."), text_of(problem.sentence));
		return;
	}
	bool leaves_specialists = judgement->known && (judgement->known->roles & SET_OF(ROLE_SPECIALIST)) &&
				  !(as->roles & SET_OF(ROLE_SPECIALIST));
	if (leaves_specialists && import_find(&import->specialists, sizeof(struct person_id), as->person.text)) {
		judgement_reject(judgement, "roles",
			text_of("A link names this person as a specialist; name somebody else there first."));
	}
}

enum error judge_person(const struct import_facts *import, const struct person_line *line, struct arena *arena,
	struct judgement *judgement)
{
	*judgement = (struct judgement){.line = line->line, .subject = text_cut(line->person, LIMIT_HANDLE_BYTES)};
	enum error error = read_members(line, arena, judgement);
	if (error != OK || judgement->fate == FATE_REJECTED) {
		return error;
	}
	if (strcmp(judgement->as.person.person.text, "system") == 0) {
		judgement_reject(judgement, "person", text_of("\"system\" is the daemon itself; choose another id."));
		return OK;
	}
	judgement->known = import_find_person(import, &judgement->as.person.person);
	judgement->changed = judgement->known ? find_changes(&judgement->as.person, judgement->known) : ~0u;
	judgement->fate = !judgement->known ? FATE_CREATE : judgement->changed ? FATE_UPDATE : FATE_UNCHANGED;
	check_state(line, judgement);
	if (judgement->fate == FATE_CREATE || judgement->fate == FATE_UPDATE) {
		check_rules(import, judgement);
	}
	return OK;
}
