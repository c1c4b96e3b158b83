#include "refusal.h"

#include <stdio.h>
#include <string.h>

#include "clients/lib/memory.h"
#include "display.h"
#include "template.h"

/* What is not there, by the argument that names it: the first that was sent tells. */
static const struct {
	const char *argument;
	const char *sentence; /* with %s for its value */
	const char *help;
} absents[] = {
	{"message", "There is no message %s that you may see.",
		"`corridor show <thread>` shows the messages with their ids."},
	{"thread", "There is no thread %s that you may see.", "`corridor inbox` lists yours."},
	{"conversation", "There is no conversation %s that you may see.", "`corridor conversations` lists yours."},
};

/* What to do about an error, beyond the broker's own sentence. */
static const struct {
	const char *code;
	const char *help;
} helps[] = {
	{"unauthenticated", "This device is not enrolled, or was ended; an administrator can enrol it."},
	{"conflict", "`corridor show <thread>` shows how things stand."},
	{"rate_limited", "Wait a moment before the next one."},
};

/* Advice about a thread is none where the command was about something else. */
static bool is_about_thread(const json_t *args)
{
	for (size_t i = 0; i < sizeof(absents) / sizeof(absents[0]); i++)
		if (json_object_get(args, absents[i].argument))
			return true;
	return false;
}

static const char *option_of(const struct command_row *row, const char *argument, const char **dashes)
{
	for (size_t i = 0; i < 4 && row->follow[i].kind; i++)
		if (row->follow[i].argument && strcmp(row->follow[i].argument, argument) == 0) {
			*dashes = "<";
			return row->follow[i].name;
		}
	for (size_t i = 0; i < INPUT_LIMIT && row->options[i].kind; i++)
		if (row->options[i].argument && strcmp(row->options[i].argument, argument) == 0) {
			*dashes = "--";
			return row->options[i].name;
		}
	return NULL;
}

static void print_clean(const char *text)
{
	char *clean = display_clean(text, false);

	fputs(clean ? clean : "", stderr);
	client_memory_free(clean);
}

static bool tell_absent(const json_t *args, const char *code)
{
	if (strcmp(code, "not_found") != 0)
		return false;
	for (size_t i = 0; i < sizeof(absents) / sizeof(absents[0]); i++) {
		const char *value = json_string_value(json_object_get(args, absents[i].argument));
		const char *gap = strstr(absents[i].sentence, "%s");

		if (!value || !gap)
			continue;
		fprintf(stderr, "%.*s", (int)(gap - absents[i].sentence), absents[i].sentence);
		print_clean(value);
		fprintf(stderr, "%s %s\n", gap + 2, absents[i].help);
		return true;
	}
	return false;
}

/* A sentence may begin with the field as the contract names it; people know it by what they typed. */
static void tell_sentence(const char *sentence, const char *field, const char *dashes, const char *option)
{
	const char *end = dashes[0] == '<' ? ">" : "";
	size_t length = strlen(field);

	if (option && strncmp(sentence, field, length) == 0 && sentence[length] == ' ') {
		fprintf(stderr, "%s%s%s", dashes, option, end);
		print_clean(sentence + length);
		return;
	}
	print_clean(sentence);
	if (option)
		fprintf(stderr, " (%s%s%s)", dashes, option, end);
	else if (field[0] != '\0' && strncmp(sentence, field, length) != 0)
		fprintf(stderr, " (%s)", field);
}

void refusal_tell(const struct command_row *row, const json_t *args, const json_t *root)
{
	char code[64], sentence[1024], field[128];
	const char *dashes = "";
	const char *option;

	template_text(root, "error.code", code, sizeof(code));
	template_text(root, "error.message", sentence, sizeof(sentence));
	template_text(root, "error.field", field, sizeof(field));
	if (tell_absent(args, code))
		return;
	option = row && strncmp(field, "args.", 5) == 0 ? option_of(row, field + 5, &dashes) : NULL;
	tell_sentence(sentence[0] != '\0' ? sentence : code, field, dashes, option);
	fputc('\n', stderr);
	if (strcmp(code, "conflict") == 0 && !is_about_thread(args))
		return;
	for (size_t i = 0; i < sizeof(helps) / sizeof(helps[0]); i++)
		if (strcmp(helps[i].code, code) == 0)
			fprintf(stderr, "%s\n", helps[i].help);
}

void refusal_tell_answer(const char *json)
{
	json_t *root = json_loads(json, 0, NULL);

	refusal_tell(NULL, NULL, root);
	json_decref(root);
}
