#include "arguments.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "clients/lib/memory.h"
#include "corridor/limits.h"

bool arguments_set(json_t *args, const char *path, json_t *value)
{
	char name[64];
	size_t length = strcspn(path, ".");
	json_t *inner;

	if (!value || length >= sizeof(name)) {
		json_decref(value);
		return false;
	}
	memcpy(name, path, length);
	name[length] = '\0';
	if (path[length] == '\0')
		return json_object_set_new(args, name, value) == 0;
	inner = json_object_get(args, name);
	if (!json_is_object(inner)) {
		inner = json_object();
		if (json_object_set_new(args, name, inner) != 0) {
			json_decref(value);
			return false;
		}
	}
	return arguments_set(inner, path + length + 1, value);
}

char *arguments_read_all(void)
{
	size_t size = LIMIT_FRAME_BYTES + 1;
	char *text = client_memory_new(size + 1);
	size_t length;

	if (!text)
		return NULL;
	if (isatty(STDIN_FILENO))
		fputs("Type the text and end it with Ctrl-D on a line of its own:\n", stderr);
	length = fread(text, 1, size, stdin);
	while (length > 0 && (text[length - 1] == '\n' || text[length - 1] == ' '))
		length--;
	text[length] = '\0';
	if (length > 0 && length < size)
		return text;
	fprintf(stderr,
		length == 0 ? "%s: there was nothing on standard input.\n"
			    : "%s: this is too long for one command; send less at once.\n",
		this_program.name);
	client_memory_free(text);
	return NULL;
}

json_t *arguments_read_object(const char *path)
{
	json_error_t problem;
	json_t *object = strcmp(path, "-") == 0 ? json_loadf(stdin, JSON_REJECT_DUPLICATES, &problem)
						: json_load_file(path, JSON_REJECT_DUPLICATES, &problem);

	if (json_is_object(object))
		return object;
	fprintf(stderr, "%s: %s is no JSON object%s%s.\n", this_program.name,
		strcmp(path, "-") == 0 ? "standard input" : path, object ? "" : ": ", object ? "" : problem.text);
	json_decref(object);
	return NULL;
}

/* --- one value ------------------------------------------------------------------------------------------------------------ */

static void tell(const struct input *input, const char *typed, const char *problem)
{
	fprintf(stderr, "%s: %s \"%s\" %s.\n", this_program.name, input->name, typed, problem);
}

static json_t *text_value(const struct input *input, const char *typed)
{
	json_t *value = json_string(typed);

	if (!value)
		tell(input, typed, "is not UTF-8");
	return value;
}

static json_t *prose_value(const struct input *input, const char *typed)
{
	char *text;
	json_t *value;

	if (strcmp(typed, "-") != 0)
		return text_value(input, typed);
	text = arguments_read_all();
	if (!text)
		return NULL;
	value = json_string(text);
	if (!value)
		fprintf(stderr, "%s: standard input is not UTF-8.\n", this_program.name);
	client_memory_free(text);
	return value;
}

static json_t *flag_value(const struct input *input, const char *typed)
{
	(void)input;
	(void)typed;
	return json_true();
}

static json_t *number_value(const struct input *input, const char *typed)
{
	char *end;
	long long number = strtoll(typed, &end, 10);

	if (*typed != '\0' && *end == '\0' && number >= 0)
		return json_integer(number);
	tell(input, typed, "is not a number");
	return NULL;
}

/* "t12" and "12" are the same thread; anything else goes as typed, and the broker says what it thinks of it. */
static json_t *id_value(char letter, const char *typed)
{
	if (*typed != '\0' && typed[strspn(typed, "0123456789")] == '\0')
		return json_sprintf("%c%s", letter, typed);
	return json_string(typed);
}

static json_t *thread_value(const struct input *input, const char *typed)
{
	(void)input;
	return id_value('t', typed);
}

static json_t *message_value(const struct input *input, const char *typed)
{
	(void)input;
	return id_value('m', typed);
}

static json_t *conversation_value(const struct input *input, const char *typed)
{
	(void)input;
	return id_value('c', typed);
}

static json_t *link_value(const struct input *input, const char *typed)
{
	(void)input;
	return id_value('l', typed);
}

static json_t *cover_value(const struct input *input, const char *typed)
{
	(void)input;
	return id_value('v', typed);
}

static json_t *meeting_value(const struct input *input, const char *typed)
{
	(void)input;
	return id_value('g', typed);
}

static json_t *action_value(const struct input *input, const char *typed)
{
	(void)input;
	return id_value('a', typed);
}

static json_t *specialty_value(const struct input *input, const char *typed)
{
	const char *code = words_specialty(typed);

	if (code)
		return json_string(code);
	tell(input, typed, "is no treatment function: give its code, such as 320, or the beginning of its name");
	return NULL;
}

static json_t *word_value(const struct input *input, const char *typed)
{
	const char *wire = words_match(input->words, typed);

	if (wire)
		return json_string(wire);
	fprintf(stderr, "%s: %s cannot be \"%s\"; it is one of\n", this_program.name, input->name, typed);
	for (const struct word *word = input->words; word->wire; word++)
		fprintf(stderr, "  %-40s %s\n", word->wire, word->meaning);
	return NULL;
}

/* Each part between commas through one of the functions above. */
static json_t *list_of(const struct input *input, const char *typed, json_t *(*one)(const struct input *, const char *))
{
	char *copy = client_memory_string(typed);
	char *rest = NULL;
	json_t *list = json_array();

	for (char *part = copy ? strtok_r(copy, ", ", &rest) : NULL; part && list; part = strtok_r(NULL, ", ", &rest)) {
		if (json_array_append_new(list, one(input, part)) == 0)
			continue;
		json_decref(list);
		list = NULL;
	}
	client_memory_free(copy);
	return list;
}

static json_t *words_value(const struct input *input, const char *typed)
{
	return list_of(input, typed, word_value);
}

static json_t *specialties_value(const struct input *input, const char *typed)
{
	return list_of(input, typed, specialty_value);
}

static json_t *threads_value(const struct input *input, const char *typed)
{
	return list_of(input, typed, thread_value);
}

static json_t *texts_value(const struct input *input, const char *typed)
{
	return list_of(input, typed, text_value);
}

static json_t *(*const makers[])(const struct input *input, const char *typed) = {
	[INPUT_FLAG] = flag_value,
	[INPUT_TEXT] = text_value,
	[INPUT_PROSE] = prose_value,
	[INPUT_REST] = prose_value,
	[INPUT_NUMBER] = number_value,
	[INPUT_THREAD] = thread_value,
	[INPUT_MESSAGE] = message_value,
	[INPUT_CONVERSATION] = conversation_value,
	[INPUT_LINK] = link_value,
	[INPUT_COVER] = cover_value,
	[INPUT_MEETING] = meeting_value,
	[INPUT_ACTION] = action_value,
	[INPUT_SPECIALTY] = specialty_value,
	[INPUT_SPECIALTIES] = specialties_value,
	[INPUT_THREADS] = threads_value,
	[INPUT_WORD] = word_value,
	[INPUT_WORDS] = words_value,
	[INPUT_LIST] = texts_value,
};

static bool fill_from(const struct input *inputs, size_t count, const char *const *typed, json_t *args)
{
	for (size_t i = 0; i < count && inputs[i].kind; i++) {
		json_t *value;

		if (!inputs[i].argument || !typed[i])
			continue;
		value = makers[inputs[i].kind](&inputs[i], typed[i]);
		if (!value || !arguments_set(args, inputs[i].argument, value))
			return false;
	}
	return true;
}

bool arguments_fill(const struct invocation *invocation, json_t *args)
{
	return fill_from(invocation->row->follow, 4, invocation->follow, args) &&
	       fill_from(invocation->row->options, INPUT_LIMIT, invocation->options, args);
}
