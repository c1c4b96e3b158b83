#include "core/link.h"

enum link_state link_state_on(const struct link_terms *terms, int32_t today)
{
	bool is_over = terms->ended_at_ms || (terms->ends_on && today > terms->ends_on);
	if (is_over) {
		return LINK_ENDED;
	}
	if (terms->is_team_awaited || terms->is_specialists_awaited) {
		return LINK_PROPOSED;
	}
	return today < terms->starts_on ? LINK_AGREED : LINK_OPEN;
}

bool link_has_somebody_behind(int64_t active_specialists, int64_t active_coordinators)
{
	return active_specialists != 1 || active_coordinators > 0;
}
