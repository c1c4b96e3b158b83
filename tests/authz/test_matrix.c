/* The authorisation matrix: every line holds, and none is missing. */
#include <criterion/criterion.h>

#include "authz/authz.h"
#include "tests/authz/decisions.h"

static struct decision_line lines[DECISION_LINES_LIMIT];

static const char *decision_name(enum error decision)
{
	return decision == OK ? "allow" : error_wire(decision);
}

Test(authorisation_matrix, every_line_is_what_happens)
{
	size_t count = decisions_read(lines), wrong = 0;

	for (size_t i = 0; i < count; i++) {
		const struct facts facts = decisions_facts(&lines[i]);
		enum error decision = authorise(lines[i].row, &facts);

		if (decision == lines[i].decision)
			continue;
		cr_log_error("line %d: %s is %s, not %s", lines[i].number, lines[i].row->wire, decision_name(decision),
			decision_name(lines[i].decision));
		wrong++;
	}
	cr_assert(count > 0);
	cr_assert_eq(wrong, 0, "%zu lines of %zu do not hold", wrong, count);
}

static bool is_clinical(int role)
{
	return role == ROLE_INT_CLINICIAN || role == ROLE_SPECIALIST;
}

/* The relations that make sense for a role and a command, and so must be decided. */
static bool is_wanted(const struct command_row *row, int role, enum relation relation)
{
	const struct naming naming = decisions_naming(row);

	switch (relation) {
	case RELATION_NEIGHBOURHOOD:
		return naming.can_name &&
		       (role == ROLE_INT_CLINICIAN || (role == ROLE_COORDINATOR && naming.is_about_mdt));
	case RELATION_SPECIALIST:
		return naming.can_name && role == ROLE_SPECIALIST;
	case RELATION_AUTHOR:
	case RELATION_FORMER_AUTHOR:
		return naming.is_about_message && is_clinical(role);
	case RELATION_ELSEWHERE:
		return naming.can_name || naming.is_for_one_neighbourhood;
	case RELATION_OUTSIDER:
		return naming.can_name;
	case RELATION_ABSENT:
		return naming.can_name || naming.is_about_person;
	case RELATION_UNNAMED:
		return (naming.can_name && !naming.must_name) || naming.may_leave_person_out;
	case RELATION_SELF:
	case RELATION_STRANGER:
		return naming.is_about_person || naming.is_about_leave;
	case RELATION_COLLEAGUE:
		return naming.is_about_person;
	case RELATION_OWN:
	case RELATION_PLACELESS:
		return !naming.can_name && !naming.is_about_person && !naming.is_about_leave;
	case RELATION_CHAIR:
	case RELATION_FORMER_CHAIR:
		return naming.is_about_mdt && is_clinical(role);
	case RELATION_GUEST:
		return naming.is_in_thread && !naming.must_name_meeting && role == ROLE_SPECIALIST;
	case RELATION_DEPUTY:
	case RELATION_KEEPER:
	case RELATION_CONTACT:
		return naming.is_about_leave;
	default:
		return true;
	}
}

static int count_lines(size_t count, const struct command_row *row, uint32_t roles, enum relation relation)
{
	int found = 0;

	for (size_t i = 0; i < count; i++)
		found += lines[i].row == row && lines[i].roles == roles && lines[i].relation == relation;
	return found;
}

Test(authorisation_matrix, every_command_role_and_relation_is_decided_once)
{
	size_t count = decisions_read(lines);

	for (size_t c = 0; c < COMMAND_COUNT; c++) {
		const struct command_row *row = command_row((enum command_kind)c);

		for (int role = ROLE_INT_CLINICIAN; role < role_end_; role++) {
			for (int r = 0; r < RELATION_COUNT; r++) {
				int found = count_lines(count, row, SET_OF(role), (enum relation)r);
				int wanted = is_wanted(row, role, (enum relation)r);

				cr_expect(found == wanted, "%s %s %s: %d lines, %d wanted", row->wire,
					vocabulary_wire(&role_vocabulary, role), relation_names[r], found, wanted);
			}
		}
	}
}

/* A row that nobody may use, or everybody under all circumstances, decides nothing. */
Test(authorisation_matrix, every_command_is_allowed_to_somebody_and_denied_to_somebody)
{
	size_t count = decisions_read(lines);

	for (size_t c = 0; c < COMMAND_COUNT; c++) {
		bool is_allowed = false, is_denied = false;

		for (size_t i = 0; i < count; i++) {
			is_allowed = is_allowed || (lines[i].row->kind == c && lines[i].decision == OK);
			is_denied = is_denied || (lines[i].row->kind == c && lines[i].decision != OK);
		}
		cr_assert(is_allowed && is_denied, "%s", command_row((enum command_kind)c)->wire);
	}
}
