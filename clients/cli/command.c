#include "command.h"

#include <string.h>

const struct command_row *command_named(const char *name)
{
	for (size_t i = 0; command_rows[i]; i++)
		if (strcmp(command_rows[i]->name, name) == 0)
			return command_rows[i];
	return NULL;
}

bool command_begins(const char *word)
{
	size_t length = strlen(word);

	for (size_t i = 0; command_rows[i]; i++)
		if (strncmp(command_rows[i]->name, word, length) == 0 && command_rows[i]->name[length] == ' ')
			return true;
	return false;
}

const char *invocation_option(const struct invocation *invocation, const char *name)
{
	for (size_t i = 0; i < INPUT_LIMIT && invocation->row->options[i].kind; i++)
		if (strcmp(invocation->row->options[i].name, name) == 0)
			return invocation->options[i];
	return NULL;
}
