#include <criterion/criterion.h>

#include "core/link.h"

static const struct {
	const char *name;
	struct link_terms terms;
	enum link_state state; /* on 23 November 2026 */
} rows[] = {
	{"nothing said", {0}, LINK_OPEN},
	{"the team is awaited", {.is_team_awaited = true}, LINK_PROPOSED},
	{"the specialists are awaited", {.is_specialists_awaited = true, .starts_on = 20261201}, LINK_PROPOSED},
	{"before its first day", {.starts_on = 20261124}, LINK_AGREED},
	{"on its first day", {.starts_on = 20261123}, LINK_OPEN},
	{"on its last day", {.ends_on = 20261123}, LINK_OPEN},
	{"after its last day", {.ends_on = 20261122}, LINK_ENDED},
	{"ended", {.ended_at_ms = 1, .starts_on = 20261201}, LINK_ENDED},
	{"never accepted and over", {.is_team_awaited = true, .ends_on = 20261122}, LINK_ENDED},
};

Test(link, its_state_is_that_of_the_day)
{
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
		cr_assert_eq(link_state_on(&rows[i].terms, 20261123), rows[i].state, "%s", rows[i].name);
}

Test(link, nobody_is_reachable_without_somebody_behind)
{
	cr_assert_not(link_has_somebody_behind(1, 0));
	cr_assert(link_has_somebody_behind(1, 1));
	cr_assert(link_has_somebody_behind(2, 0));
	cr_assert(link_has_somebody_behind(0, 0), "nobody is reached");
}
