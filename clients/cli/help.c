#include "help.h"

#include <string.h>

#include "display.h"
#include "options.h"

static void print_settings(FILE *out)
{
	fputs("\nOptions of every command:\n", out);
	for (const struct setting_row *row = setting_rows; row->name; row++)
		fprintf(out, "  --%s%s%-*s %s\n", row->name, row->value ? " " : "",
			18 - (int)strlen(row->name) - (row->value ? 1 : 0), row->value ? row->value : "", row->doc);
}

/* Columns that the longest name takes, but enough for short ones to stand well. */
static int name_width(void)
{
	size_t width = 14;

	for (size_t i = 0; command_rows[i]; i++) {
		size_t length = strlen(command_rows[i]->name);

		width = length > width ? length : width;
	}
	return (int)width;
}

void help_print_all(FILE *out)
{
	fprintf(out, "%s: %s\n\nUsage: %s [options] <command> ...\n\nCommands:\n", this_program.name,
		this_program.purpose, this_program.name);
	for (size_t i = 0; command_rows[i]; i++)
		fprintf(out, "  %-*s %s\n", name_width(), command_rows[i]->name, command_rows[i]->summary);
	print_settings(out);
	fprintf(out,
		"\nExit status: 0 done, 1 refused by the broker, 2 wrong usage, 3 not connected or no answer in time.\n"
		"What changes something is kept on disk before it is sent, and is sent again until it has its "
		"receipt.\n"
		"`%s <command> --help` says more, with examples. A first step: %s\n",
		this_program.name, this_program.first_step);
}

static void print_words(FILE *out, const struct word *words)
{
	for (; words && words->wire; words++)
		fprintf(out, "      %-40s %s\n", words->wire, words->meaning);
}

static const char *value_name(const struct input *input)
{
	static const char *const names[] = {
		[INPUT_TEXT] = "TEXT",
		[INPUT_PROSE] = "TEXT",
		[INPUT_REST] = "TEXT",
		[INPUT_NUMBER] = "NUMBER",
		[INPUT_THREAD] = "THREAD",
		[INPUT_MESSAGE] = "MESSAGE",
		[INPUT_CONVERSATION] = "CONVERSATION",
		[INPUT_LINK] = "LINK",
		[INPUT_COVER] = "COVER",
		[INPUT_MEETING] = "MEETING",
		[INPUT_ACTION] = "ACTION",
		[INPUT_SPECIALTIES] = "CODES",
		[INPUT_THREADS] = "THREADS",
		[INPUT_SPECIALTY] = "SPECIALTY",
		[INPUT_WORD] = "WORD",
		[INPUT_WORDS] = "WORD,WORD",
		[INPUT_LIST] = "ID,ID",
		[INPUT_FLAG] = "",
	};

	return names[input->kind];
}

static void print_input(FILE *out, const struct input *input, const char *before, const char *behind)
{
	char name[64];
	const char *value = before[0] == '-' ? value_name(input) : "";

	snprintf(name, sizeof(name), "%s%s%s%s%s", before, input->name, *value ? " " : "", value, behind);
	fprintf(out, "  %-30s %s%s%s\n", name, input->doc,
		input->kind == INPUT_PROSE || input->kind == INPUT_REST ? "; - reads it from standard input" : "",
		input->is_required && before[0] == '-' ? " (required)" : "");
	print_words(out, input->words);
}

void help_print(FILE *out, const struct command_row *row)
{
	fprintf(out, "%s %s: %s\n\nUsage: %s %s", this_program.name, row->name, row->summary, this_program.name,
		row->name);
	for (size_t i = 0; i < 4 && row->follow[i].kind; i++)
		fprintf(out, " %s<%s>%s", row->follow[i].is_required ? "" : "[", row->follow[i].name,
			row->follow[i].is_required ? "" : "]");
	fputs(row->options[0].kind ? " [options]\n\n" : "\n\n", out);
	for (size_t i = 0; i < 4 && row->follow[i].kind; i++)
		print_input(out, &row->follow[i], "<", ">");
	for (size_t i = 0; i < INPUT_LIMIT && row->options[i].kind; i++)
		print_input(out, &row->options[i], "--", "");
	if (row->notes) {
		fputc('\n', out);
		display_wrapped(out, row->notes, 0, 100);
	}
	fputs("\nExamples:\n", out);
	for (const char *line = row->examples; line && *line != '\0';) {
		size_t length = strcspn(line, "\n");

		fprintf(out, "  %s %.*s\n", this_program.name, (int)length, line);
		line += length + (line[length] == '\n');
	}
	if (row->wire)
		fprintf(out, "\nThis is the command %s of the contract.\n", row->wire);
	fprintf(out, "`%s --help` lists the options of every command, such as --as, --json and --timeout.\n",
		this_program.name);
}
