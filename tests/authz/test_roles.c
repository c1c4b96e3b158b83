/* For whom each command is at all: roles.txt against the rows of the contract. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "core/command.h"

enum { LINE_BYTES = 256, EVERYBODY = SET_OF(role_end_) - SET_OF(ROLE_INT_CLINICIAN) };

static uint32_t read_roles(char *words)
{
	uint32_t roles = 0;

	for (char *word = strtok(words, " \n"); word; word = strtok(NULL, " \n")) {
		int role = vocabulary_word(&role_vocabulary, text_of(word));

		if (strcmp(word, "everybody") == 0)
			return EVERYBODY;
		cr_assert(role != 0, "no such role: %s", word);
		roles |= SET_OF(role);
	}
	return roles;
}

Test(authorisation_roles, every_command_is_for_the_roles_that_are_written)
{
	int lines_of[COMMAND_COUNT] = {0};
	char text[LINE_BYTES];
	FILE *file = fopen(ROLES_FILE, "r");

	cr_assert_not_null(file, "%s", ROLES_FILE);
	while (fgets(text, sizeof text, file)) {
		size_t length = strcspn(text, " \n");

		if (text[0] == '#' || length == 0)
			continue;
		const struct command_row *row = command_find((struct text){text, length});

		cr_assert_not_null(row, "no such command: %s", text);
		lines_of[row->kind]++;
		uint32_t roles = read_roles(text + length);

		cr_expect(row->roles == roles, "%s is for the set %x, not %x", row->wire, (unsigned)row->roles,
			(unsigned)roles);
	}
	fclose(file);
	for (int kind = 0; kind < COMMAND_COUNT; kind++)
		cr_expect(lines_of[kind] == 1, "%s has %d lines", command_row((enum command_kind)kind)->wire,
			lines_of[kind]);
}
