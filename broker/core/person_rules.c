#include "core/person_rules.h"

/* The forms a number can have: 9 stands for a digit, A for a capital letter, anything else for itself. GPhC numbers are
 * seven digits too (domain.md 2.1). */
static const char *const number_forms[] = {
	"9999999",                                               /* GMC, GPhC */
	"L999999",                                               /* GMC, limited registration */
	"99A9999A",                                              /* NMC */
	"AA9", "AA99", "AA999", "AA9999", "AA99999", "AA999999", /* HCPC */
};

static bool has_form(struct text number, const char *form)
{
	size_t at = 0;
	for (; at < number.length && form[at]; at++) {
		char c = number.data[at];
		bool fits = form[at] == '9'   ? c >= '0' && c <= '9'
			    : form[at] == 'A' ? c >= 'A' && c <= 'Z'
					      : c == form[at];
		if (!fits) {
			return false;
		}
	}
	return at == number.length && form[at] == '\0';
}

bool professional_number_is_valid(struct text number)
{
	for (size_t i = 0; i < sizeof number_forms / sizeof number_forms[0]; i++) {
		if (has_form(number, number_forms[i])) {
			return true;
		}
	}
	return false;
}

static enum error refuse(enum error error, const char *field, const char *sentence, struct profile_problem *problem)
{
	*problem = (struct profile_problem){field, sentence};
	return error;
}

static enum error check_roles(const struct profile *profile, struct profile_problem *problem)
{
	const uint32_t program = SET_OF(ROLE_INTEGRATION);
	if (profile->roles == 0) {
		return refuse(ERROR_BAD_REQUEST, "args.roles", "A person needs at least one role.", problem);
	}
	if ((profile->roles & program) && profile->roles != program) {
		return refuse(ERROR_BAD_REQUEST, "args.roles",
			"The role integration is a program's and stands alone; give the program an id of its own.",
			problem);
	}
	if (profile->treatment_function != 0 && !(profile->roles & SET_OF(ROLE_SPECIALIST))) {
		return refuse(ERROR_BAD_REQUEST, "args.treatment_function",
			"Only a specialist has a treatment function.", problem);
	}
	return OK;
}

/* Who works for a neighbourhood must say for which. */
static enum error check_place(const struct profile *profile, struct profile_problem *problem)
{
	bool needs_neighbourhood = profile->roles & (SET_OF(ROLE_INT_CLINICIAN) | SET_OF(ROLE_COORDINATOR));
	if (needs_neighbourhood && profile->neighbourhood.text[0] == '\0') {
		return refuse(ERROR_BAD_REQUEST, "args.neighbourhood",
			"An INT clinician or coordinator needs a neighbourhood.", problem);
	}
	if (profile->neighbourhood.text[0] && !profile->neighbourhood_found) {
		return refuse(ERROR_NOT_FOUND, "args.neighbourhood", "There is no such neighbourhood.", problem);
	}
	if (profile->organisation.text[0] && !profile->organisation_found) {
		return refuse(ERROR_NOT_FOUND, "args.organisation", "There is no such organisation.", problem);
	}
	return OK;
}

static enum error check_number(const struct profile *profile, struct profile_problem *problem)
{
	if (profile->professional_number.length == 0 || !profile->is_number_new) {
		return OK;
	}
	if (profile->roles & SET_OF(ROLE_INTEGRATION)) {
		return refuse(ERROR_BAD_REQUEST, "args.professional_number", "A program has no professional number.",
			problem);
	}
	if (!professional_number_is_valid(profile->professional_number)) {
		return refuse(ERROR_BAD_REQUEST, "args.professional_number",
			"The professional number must be a GMC number (7 digits, or L and 6 digits), an NMC PIN such "
			"as "
			"98I1234E, an HCPC number such as PH12345 or a GPhC number (7 digits), without blanks.",
			problem);
	}
	return OK;
}

enum error profile_check(const struct profile *profile, struct profile_problem *problem)
{
	enum error error = check_roles(profile, problem);
	if (error == OK) {
		error = check_place(profile, problem);
	}
	return error == OK ? check_number(profile, problem) : error;
}
