#include "command.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

#include "display.h"
#include "help.h"
#include "options.h"

static int64_t wall_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_REALTIME, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* The command whose help is wanted; NULL: all. */
static const struct command_row *help_find(int count, char **words)
{
	char name[64];

	if (count < 1)
		return NULL;
	snprintf(name, sizeof(name), "%s %s", words[0], count > 1 ? words[1] : "");
	return command_named(words[0]) ? command_named(words[0]) : command_named(name);
}

static int run(struct invocation *invocation, int count, char **words)
{
	if (count == 2 && strcmp(words[1], "--version") == 0) {
		printf("%s %s\n", this_program.name, CORRIDOR_VERSION);
		return STATUS_OK;
	}
	if (count >= 2 && strcmp(words[1], "help") == 0) {
		const struct command_row *row = help_find(count - 2, words + 2);

		if (row)
			help_print(stdout, row);
		else
			help_print_all(stdout);
		return STATUS_OK;
	}
	if (!options_read(count, words, invocation))
		return STATUS_USAGE;
	if (invocation->row && invocation->settings.is_help) {
		help_print(stdout, invocation->row);
		return STATUS_OK;
	}
	if (!invocation->row) {
		help_print_all(invocation->settings.is_help ? stdout : stderr);
		return invocation->settings.is_help ? STATUS_OK : STATUS_USAGE;
	}
	return invocation->row->run(invocation);
}

int program_run(int count, char **words)
{
	struct invocation invocation = {.now_ms = wall_ms()};
	int status;

	display_init();
	status = run(&invocation, count, words);
	options_free(&invocation);
	if (fflush(stdout) != 0 && status == STATUS_OK)
		status = STATUS_USAGE;
	return status;
}
