/*
 * What a link agrees: when it is open, and that nobody is reachable without somebody behind them.
 *
 * Layer: core. Pure.
 */
#ifndef CORE_LINK_H
#define CORE_LINK_H

#include <stdbool.h>
#include <stdint.h>

#include "corridor/fields.h"

/* All zeros: open, from the beginning and without an end. Dates are London's, yyyymmdd. */
struct link_terms {
	bool is_team_awaited;        /* the neighbourhood team has still to accept */
	bool is_specialists_awaited; /* the named specialists have still to accept */
	int32_t starts_on;           /* first day; 0: at once */
	int32_t ends_on;             /* last day; 0: no end */
	int64_t ended_at_ms;         /* somebody ended it; 0: no */
};

/* Where a link stands on a day. */
enum link_state link_state_on(const struct link_terms *terms, int32_t today);

/* Whether each specialist of a link who can be reached has somebody behind them: another active specialist of the link, or
 * an active coordinator of its neighbourhood. A link without active specialists reaches nobody, and so leaves nobody alone.
 * To be asked of a link as it would be after a change of people, roles or specialists. */
bool link_has_somebody_behind(int64_t active_specialists, int64_t active_coordinators);

#endif
