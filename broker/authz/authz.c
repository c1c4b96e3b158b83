#include "authz/authz.h"

#include "authz/rules.h"

enum error authorise(const struct command_row *row, const struct facts *facts)
{
	if (!facts->actor.found || facts->actor.is_suspended) {
		return ERROR_UNAUTHENTICATED;
	}
	switch (rule_verdict(row->rule, facts)) {
	case VERDICT_ALLOWED:
		return facts->actor.roles & row->roles ? OK : ERROR_FORBIDDEN;
	case VERDICT_VISIBLE:
		return ERROR_FORBIDDEN;
	case VERDICT_HIDDEN:
		break;
	}
	return ERROR_NOT_FOUND;
}
