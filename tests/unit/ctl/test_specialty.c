/* What extracts call specialties. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

#include "clients/ctl/specialty.h"

Test(specialty, every_treatment_function_is_known_by_code_and_by_name_with_or_without_service)
{
	static const struct {
		const char *code, *name;
	} functions[] = {
#define TREATMENT_FUNCTION(code, name, first, total) {#code, name},
#include "corridor/treatment_functions.def"
#undef TREATMENT_FUNCTION
	};

	cr_assert_eq(sizeof(functions) / sizeof(functions[0]), 75);
	for (size_t i = 0; i < sizeof(functions) / sizeof(functions[0]); i++) {
		char shorter[96];
		const char *code = "";

		cr_assert_eq(specialty_find(functions[i].code, &code), SPECIALTY_FOUND);
		cr_assert_str_eq(code, functions[i].code);
		cr_assert_eq(specialty_find(functions[i].name, &code), SPECIALTY_FOUND, "%s", functions[i].name);
		cr_assert_str_eq(code, functions[i].code, "%s", functions[i].name);
		snprintf(shorter, sizeof(shorter), "%.*s", (int)(strlen(functions[i].name) - strlen(" Service")),
			functions[i].name);
		cr_assert_eq(specialty_find(shorter, &code), SPECIALTY_FOUND, "%s", shorter);
		cr_assert_str_eq(code, functions[i].code, "%s", shorter);
		cr_assert_str_eq(specialty_name(code), functions[i].name);
	}
}

Test(specialty, every_row_of_the_table_leads_to_a_treatment_function_that_exists_or_says_that_there_is_none)
{
	static const struct {
		const char *name, *code;
	} rows[] = {
#define ERS_SPECIALTY(name, code) {name, #code},
#include "clients/ctl/ers_specialties.def"
#undef ERS_SPECIALTY
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		const char *code = "";
		enum specialty_kind kind = specialty_find(rows[i].name, &code);

		cr_assert_str_eq(code, rows[i].code, "%s is %s", rows[i].name, code);
		if (strcmp(rows[i].code, "0") == 0) {
			cr_assert_eq(kind, SPECIALTY_AMBIGUOUS, "%s", rows[i].name);
			continue;
		}
		cr_assert_eq(kind, SPECIALTY_FOUND, "%s", rows[i].name);
		cr_assert_str_not_empty(specialty_name(code), "%s leads to %s", rows[i].name, code);
	}
}

Test(specialty, capitals_punctuation_and_ampersands_do_not_matter)
{
	static const struct {
		const char *typed, *code;
	} cases[] = {
		{"CARDIOLOGY", "320"},
		{"dermatology", "330"},
		{"ENT", "120"},
		{"Ear, Nose & Throat", "120"},
		{"EAR NOSE AND THROAT", "120"},
		{"PAEDIATRICS", "420"},
		{"children's and adolescent services", "420"},
		{"GI and Liver (Medicine & Surgery)", "301"},
		{"Trauma and Orthopaedics", "110"},
		{"surgery-vascular", "107"},
		{" 320 ", "320"},
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		const char *code = "";

		cr_assert_eq(specialty_find(cases[i].typed, &code), SPECIALTY_FOUND, "%s", cases[i].typed);
		cr_assert_str_eq(code, cases[i].code, "%s is %s", cases[i].typed, code);
	}
}

Test(specialty, what_is_no_specialty_is_unknown)
{
	static const char *const cases[] = {"", " ", "-", "999", "32", "3200", "CARDIO", "Service", "9990000018",
		"a name that goes on and on until it is longer than that of any specialty anybody thought of"};
	const char *code;

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		cr_assert_eq(specialty_find(cases[i], &code), SPECIALTY_UNKNOWN, "%s", cases[i]);
	cr_assert_eq(specialty_find("2WW", &code), SPECIALTY_AMBIGUOUS);
	cr_assert_str_eq(specialty_name("999"), "");
}
