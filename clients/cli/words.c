#include "words.h"

#include <ctype.h>
#include <stdint.h>
#include <string.h>
#include <strings.h>

#define VOCABULARY(name) const struct word name##_words[] = {
#define WORD(name, symbol, wire, meaning) {wire, meaning},
#define END_VOCABULARY(name) \
	{                    \
		NULL, NULL   \
	}                    \
	}                    \
	;
#include "corridor/vocabulary.def"
#undef VOCABULARY
#undef WORD
#undef END_VOCABULARY

static const struct word specialties[] = {
#define TREATMENT_FUNCTION(code, name, first, total) {#code, name},
#include "corridor/treatment_functions.def"
#undef TREATMENT_FUNCTION
	{NULL, NULL},
};

static const struct word commands[] = {
#define COMMAND(symbol, wire, kind, roles, rule, who, doc) {wire, #kind},
#define RECORD(name, doc)
#define FIELD(record, TYPE, member, presence, class, limit, doc)
#define END(name)
#include "corridor/commands.def"
#undef COMMAND
#undef RECORD
#undef FIELD
#undef END
	{NULL, NULL},
};

static bool begins_with(const char *text, const char *beginning)
{
	for (; *beginning != '\0'; text++, beginning++) {
		char wanted = *beginning == '-' ? '_' : *beginning;

		if (tolower((unsigned char)*text) != tolower((unsigned char)wanted))
			return false;
	}
	return true;
}

const char *words_match(const struct word *words, const char *typed)
{
	const char *found = NULL;

	if (typed[0] == '\0')
		return NULL;
	for (; words->wire; words++) {
		if (!begins_with(words->wire, typed))
			continue;
		if (words->wire[strlen(typed)] == '\0')
			return words->wire;
		if (found)
			return NULL;
		found = words->wire;
	}
	return found;
}

const char *words_meaning(const struct word *words, const char *wire)
{
	for (; words->wire; words++)
		if (strcmp(words->wire, wire) == 0)
			return words->meaning;
	return wire;
}

const char *words_specialty(const char *typed)
{
	const char *found = NULL;

	if (typed[0] == '\0')
		return NULL;
	for (const struct word *specialty = specialties; specialty->wire; specialty++) {
		if (strcmp(specialty->wire, typed) == 0)
			return specialty->wire;
		if (strncasecmp(specialty->meaning, typed, strlen(typed)) != 0)
			continue;
		if (found)
			return NULL;
		found = specialty->wire;
	}
	return found;
}

const char *words_command_kind(const char *wire)
{
	for (const struct word *command = commands; command->wire; command++)
		if (strcmp(command->wire, wire) == 0)
			return command->meaning;
	return NULL;
}
