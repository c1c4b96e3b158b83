#include "core/open_link.h"

#include "base/calendar.h"

static const char *who_is_awaited(const struct link_terms *terms)
{
	if (terms->is_team_awaited && terms->is_specialists_awaited) {
		return "the neighbourhood team and one of the named specialists have";
	}
	return terms->is_team_awaited ? "the neighbourhood team has" : "one of the named specialists has";
}

static struct text say_why(struct arena *arena, const struct link_terms *terms, enum link_state state)
{
	char day[11];
	if (state == LINK_PROPOSED) {
		return arena_format(arena, "This link is not agreed yet: %s still to accept it with link.accept.",
			who_is_awaited(terms));
	}
	if (state == LINK_AGREED) {
		calendar_format_date(terms->starts_on, day);
		return arena_format(arena, "This link opens on %s; nothing can be asked before.", day);
	}
	if (terms->ended_at_ms) {
		calendar_format_date(calendar_london_date(terms->ended_at_ms), day);
		return arena_format(
			arena, "This link was ended on %s; open threads can be finished, no new ones begun.", day);
	}
	calendar_format_date(terms->ends_on, day);
	return arena_format(arena, "This link ran until %s; open threads can be finished, no new ones begun.", day);
}

enum error refuse_unless_link_is_open(const struct facts *facts, struct decision *decision)
{
	const struct link_terms *terms = &facts->conversation.terms;
	enum link_state state = link_state_on(terms, calendar_london_date(facts->now_ms));
	if (facts->conversation.link.pos == 0 || state == LINK_OPEN) {
		return OK;
	}
	struct text sentence = say_why(decision->arena, terms, state);
	return sentence.data ? decision_refuse(decision, ERROR_CONFLICT, "args.conversation", sentence.data)
			     : ERROR_BUSY;
}
