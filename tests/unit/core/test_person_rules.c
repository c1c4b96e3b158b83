/* What must be true of a person, whoever says it. */
#include <criterion/criterion.h>

#include "base/text.h"
#include "core/person_rules.h"

Test(person_rules, a_professional_number_has_one_of_the_forms_of_its_register)
{
	static const struct {
		const char *number;
		bool is_valid;
	} rows[] = {
		{"7012345", true},                                                 /* GMC */
		{"L123456", true},                                                 /* GMC, limited registration */
		{"2041234", true},                                                 /* GPhC */
		{"98I1234E", true},                                                /* NMC */
		{"PH12345", true},                                                 /* HCPC */
		{"PH123456", true},                                                /* HCPC, the longest */
		{"OT1", true},                                                     /* HCPC, the shortest */
		{"701234", false},                                                 /* a digit short */
		{"70123456", false},                                               /* one too many */
		{"GMC7012345", false}, {"GMC 7012345", false}, {"l123456", false}, /* small */
		{"98i1234e", false}, {"98I12345", false},                          /* no letter behind */
		{"PH", false}, {"PH1234567", false}, {"P123456", false}, {" 7012345", false}, {"7012345 ", false},
		{"C7012345", false}, /* a consultant code, not a number */
	};

	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
		cr_assert_eq(
			professional_number_is_valid(text_of(rows[i].number)), rows[i].is_valid, "%s", rows[i].number);
	cr_assert(!professional_number_is_valid((struct text){0}));
}

struct profile_row {
	const char *why;
	struct profile profile;
	enum error error;
	const char *field;
};

#define R(role) SET_OF(ROLE_##role)

Test(person_rules, a_profile_contradicts_neither_itself_nor_what_is_there)
{
	static const struct profile_row rows[] = {
		{"a manager needs nothing", {.roles = R(MANAGER)}, OK, NULL},
		{"somebody without a role can do nothing", {.roles = 0}, ERROR_BAD_REQUEST, "args.roles"},
		{"a program alone", {.roles = R(INTEGRATION)}, OK, NULL},
		{"a program that is a person", {.roles = R(INTEGRATION) | R(MANAGER)}, ERROR_BAD_REQUEST, "args.roles"},
		{"a specialist's function", {.roles = R(SPECIALIST), .treatment_function = 320}, OK, NULL},
		{"a manager's function", {.roles = R(MANAGER), .treatment_function = 320}, ERROR_BAD_REQUEST,
			"args.treatment_function"},
		{"a clinician of nowhere", {.roles = R(INT_CLINICIAN)}, ERROR_BAD_REQUEST, "args.neighbourhood"},
		{"a clinician of a team",
			{.roles = R(INT_CLINICIAN), .neighbourhood = {"riverside"}, .neighbourhood_found = true}, OK,
			NULL},
		{"a team that is not there", {.roles = R(MANAGER), .neighbourhood = {"nowhere"}}, ERROR_NOT_FOUND,
			"args.neighbourhood"},
		{"an organisation that is not there", {.roles = R(MANAGER), .organisation = {"Y1"}}, ERROR_NOT_FOUND,
			"args.organisation"},
		{"a number in no form", {.roles = R(MANAGER), .professional_number = {"abc", 3}, .is_number_new = true},
			ERROR_BAD_REQUEST, "args.professional_number"},
		{"a number taken before stands", {.roles = R(MANAGER), .professional_number = {"abc", 3}}, OK, NULL},
		{"a program's number",
			{.roles = R(INTEGRATION), .professional_number = {"7012345", 7}, .is_number_new = true},
			ERROR_BAD_REQUEST, "args.professional_number"},
	};

	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		struct profile_problem problem = {0};
		enum error error = profile_check(&rows[i].profile, &problem);

		cr_assert(error == rows[i].error, "%s", rows[i].why);
		if (error == OK)
			continue;
		cr_assert_str_eq(problem.field, rows[i].field, "%s", rows[i].why);
		cr_assert(problem.sentence && problem.sentence[0], "%s", rows[i].why);
	}
}
