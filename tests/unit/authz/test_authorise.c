/* How a rule's verdict and the row's roles become an answer. */
#include <criterion/criterion.h>

#include "authz/authz.h"

static struct facts make_actor(uint32_t roles)
{
	struct facts facts = {.names_conversation = true, .conversation = {.found = true}};

	facts.actor =
		(struct person_facts){.found = true, .id = {"a.khan"}, .roles = roles, .side = SIDE_NEIGHBOURHOOD};
	return facts;
}

Test(authorise, without_any_role_nothing_is_allowed)
{
	const struct facts facts = make_actor(0);

	for (size_t i = 0; i < COMMAND_COUNT; i++)
		cr_assert(authorise(command_row((enum command_kind)i), &facts) != OK, "%s",
			command_row((enum command_kind)i)->wire);
}

Test(authorise, a_suspended_or_unknown_person_may_do_nothing_at_all)
{
	struct facts suspended = make_actor(~0u), unknown = make_actor(~0u);

	suspended.actor.is_suspended = true;
	unknown.actor.found = false;
	for (size_t i = 0; i < COMMAND_COUNT; i++) {
		cr_assert(authorise(command_row((enum command_kind)i), &suspended) == ERROR_UNAUTHENTICATED);
		cr_assert(authorise(command_row((enum command_kind)i), &unknown) == ERROR_UNAUTHENTICATED);
	}
}

/* What may not be seen does not exist, whoever asks: the role is not even told to be wrong. */
Test(authorise, the_hidden_is_not_found_before_a_role_is_looked_at)
{
	struct facts facts = make_actor(0);

	facts.actor.side = SIDE_NONE;
	cr_assert(authorise(command_row(COMMAND_case_ask), &facts) == ERROR_NOT_FOUND);
	cr_assert(authorise(command_row(COMMAND_message_send), &facts) == ERROR_NOT_FOUND);
}

/* More roles never take anything away: whatever one role allows, that role with others allows. */
Test(authorise, a_second_role_takes_nothing_away)
{
	for (size_t i = 0; i < COMMAND_COUNT; i++) {
		const struct command_row *row = command_row((enum command_kind)i);

		for (int a = ROLE_INT_CLINICIAN; a < role_end_; a++) {
			for (int b = ROLE_INT_CLINICIAN; b < role_end_; b++) {
				const struct facts one = make_actor(SET_OF(a)), two = make_actor(SET_OF(a) | SET_OF(b));

				cr_assert(authorise(row, &one) != OK || authorise(row, &two) == OK, "%s", row->wire);
			}
		}
	}
}
