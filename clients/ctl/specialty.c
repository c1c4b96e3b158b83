#include "specialty.h"

#include <ctype.h>
#include <stdbool.h>
#include <stddef.h>
#include <string.h>

enum { NAME_BYTES = 96 };

static const struct treatment_function {
	const char *code, *name;
} functions[] = {
#define TREATMENT_FUNCTION(code, name, first, total) {#code, name},
#include "corridor/treatment_functions.def"
#undef TREATMENT_FUNCTION
};

static const struct specialty {
	const char *name, *code;
} specialties[] = {
#define ERS_SPECIALTY(name, code) {name, #code},
#include "ers_specialties.def"
#undef ERS_SPECIALTY
};

/* Small letters and digits alone, "and" for "&", without "service" at the end. */
static void normalise(const char *typed, char plain[NAME_BYTES])
{
	static const char ending[] = "service";
	size_t length = 0;

	for (; *typed != '\0' && length + 4 < NAME_BYTES; typed++) {
		if (isalnum((unsigned char)*typed))
			plain[length++] = (char)tolower((unsigned char)*typed);
		if (*typed != '&')
			continue;
		memcpy(plain + length, "and", 3);
		length += 3;
	}
	/* Nothing that long is the name of anything. */
	if (*typed != '\0')
		length = 0;
	plain[length] = '\0';
	if (length > sizeof(ending) - 1 && strcmp(plain + length - (sizeof(ending) - 1), ending) == 0)
		plain[length - (sizeof(ending) - 1)] = '\0';
}

static bool is_named(const char *name, const char *plain)
{
	char other[NAME_BYTES];

	normalise(name, other);
	return strcmp(other, plain) == 0;
}

enum specialty_kind specialty_find(const char *typed, const char **code)
{
	char plain[NAME_BYTES];

	normalise(typed, plain);
	if (plain[0] == '\0')
		return SPECIALTY_UNKNOWN;
	for (size_t i = 0; i < sizeof(functions) / sizeof(functions[0]); i++) {
		if (strcmp(functions[i].code, plain) != 0 && !is_named(functions[i].name, plain))
			continue;
		*code = functions[i].code;
		return SPECIALTY_FOUND;
	}
	for (size_t i = 0; i < sizeof(specialties) / sizeof(specialties[0]); i++) {
		if (!is_named(specialties[i].name, plain))
			continue;
		*code = specialties[i].code;
		return specialties[i].code[0] != '0' ? SPECIALTY_FOUND : SPECIALTY_AMBIGUOUS;
	}
	return SPECIALTY_UNKNOWN;
}

const char *specialty_name(const char *code)
{
	for (size_t i = 0; i < sizeof(functions) / sizeof(functions[0]); i++)
		if (strcmp(functions[i].code, code) == 0)
			return functions[i].name;
	return "";
}
