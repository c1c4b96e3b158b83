#include "options.h"

#include <stdio.h>
#include <string.h>

#include "clients/lib/memory.h"

const struct setting_row setting_rows[] = {
	{"dir", "DIR", offsetof(struct settings, folder), "a folder of ./dev run; $CORRIDOR_DIR, or ./var"},
	{"as", "PERSON", offsetof(struct settings, person), "speak with PERSON's first device: a.khan means a-khan-1"},
	{"device", "DEVICE", offsetof(struct settings, device), "speak with this device; $CORRIDOR_DEVICE"},
	{"host", "HOST", offsetof(struct settings, host), "the broker's host; $CORRIDOR_MQTT_HOST, or 127.0.0.1"},
	{"port", "PORT", offsetof(struct settings, port), "its MQTT port; $CORRIDOR_MQTT_PORT, or 8883"},
	{"ca", "FILE", offsetof(struct settings, ca), "certificate of the authority; DIR/certs/ca.crt"},
	{"cert", "FILE", offsetof(struct settings, certificate),
		"certificate of the device; DIR/certs/devices/DEVICE.crt"},
	{"key", "FILE", offsetof(struct settings, key), "its key; DIR/certs/devices/DEVICE.key"},
	{"outbox", "FILE", offsetof(struct settings, outbox),
		"where commands wait for their receipt; ~/.local/state/corridor/DEVICE.outbox"},
	{"timeout", "SECONDS", offsetof(struct settings, timeout), "how long to wait for an answer; 15"},
	{"json", NULL, offsetof(struct settings, is_json), "print results and events as JSON, one per line"},
	{"help", NULL, offsetof(struct settings, is_help), "this help"},
	{NULL, NULL, 0, NULL},
};

/* A word split at its "=". */
struct typed {
	size_t length; /* of the name */
	const char *name;
	const char *value; /* behind "=", or NULL */
};

static bool is_name(const struct typed *typed, const char *name)
{
	return strlen(name) == typed->length && strncmp(typed->name, name, typed->length) == 0;
}

/* Takes the value of an option from behind its "=" or from the next word. NULL after telling that there is none. */
static const char *take_value(const struct typed *typed, int count, char **words, int *at)
{
	if (typed->value)
		return typed->value;
	if (*at + 1 < count)
		return words[++*at];
	fprintf(stderr, "%s: --%.*s needs a value.\n", this_program.name, (int)typed->length, typed->name);
	return NULL;
}

static bool refuse_value(const struct typed *typed)
{
	if (!typed->value)
		return false;
	fprintf(stderr, "%s: --%.*s takes no value.\n", this_program.name, (int)typed->length, typed->name);
	return true;
}

enum taken { TAKEN, NOT_MINE, WRONG };

static enum taken take_setting(const struct typed *typed, int count, char **words, int *at, struct settings *settings)
{
	for (const struct setting_row *row = setting_rows; row->name; row++) {
		char *member = (char *)settings + row->offset;
		const char *value;

		if (!is_name(typed, row->name))
			continue;
		if (!row->value) {
			bool yes = true;

			memcpy(member, &yes, sizeof(yes));
			return refuse_value(typed) ? WRONG : TAKEN;
		}
		value = take_value(typed, count, words, at);
		if (!value)
			return WRONG;
		memcpy(member, &value, sizeof(value));
		return TAKEN;
	}
	return NOT_MINE;
}

static enum taken take_option(
	const struct typed *typed, int count, char **words, int *at, struct invocation *invocation)
{
	const struct input *options = invocation->row ? invocation->row->options : NULL;

	for (size_t i = 0; options && i < INPUT_LIMIT && options[i].kind; i++) {
		if (!is_name(typed, options[i].name))
			continue;
		if (options[i].kind == INPUT_FLAG) {
			invocation->options[i] = "";
			return refuse_value(typed) ? WRONG : TAKEN;
		}
		invocation->options[i] = take_value(typed, count, words, at);
		return invocation->options[i] ? TAKEN : WRONG;
	}
	return NOT_MINE;
}

static bool take_dashed(const char *word, int count, char **words, int *at, struct invocation *invocation)
{
	const char *equals = strchr(word, '=');
	struct typed typed = {.name = word + 2, .value = equals ? equals + 1 : NULL};
	enum taken taken;

	typed.length = equals ? (size_t)(equals - typed.name) : strlen(typed.name);
	taken = take_setting(&typed, count, words, at, &invocation->settings);
	if (taken == NOT_MINE)
		taken = take_option(&typed, count, words, at, invocation);
	if (taken != NOT_MINE)
		return taken == TAKEN;
	if (invocation->row)
		fprintf(stderr, "%s: %s has no option --%.*s; see `%s %s --help`.\n", this_program.name,
			invocation->row->name, (int)typed.length, typed.name, this_program.name, invocation->row->name);
	else
		fprintf(stderr, "%s: there is no option --%.*s; put the options of a command behind its name.\n",
			this_program.name, (int)typed.length, typed.name);
	return false;
}

static bool append_rest(struct invocation *invocation, const char *word)
{
	size_t length = invocation->rest ? strlen(invocation->rest) : 0;
	char *grown = client_memory_resize(invocation->rest, length + strlen(word) + 2);

	if (!grown)
		return false;
	snprintf(grown + length, strlen(word) + 2, "%s%s", length > 0 ? " " : "", word);
	invocation->rest = grown;
	return true;
}

static const struct command_row *find_row(const struct invocation *invocation, const char *word)
{
	char name[64];

	if (!invocation->first_word)
		return command_named(word);
	snprintf(name, sizeof(name), "%s %s", invocation->first_word, word);
	return command_named(name);
}

static bool take_word(const char *word, struct invocation *invocation)
{
	const struct command_row *row = invocation->row;

	if (!row) {
		invocation->row = find_row(invocation, word);
		if (!invocation->row && !invocation->first_word && command_begins(word)) {
			invocation->first_word = word;
			return true;
		}
		if (!invocation->row)
			fprintf(stderr, "%s: there is no command %s; `%s --help` lists them.\n", this_program.name,
				word, this_program.name);
		return invocation->row != NULL;
	}
	for (size_t i = 0; i < 4 && row->follow[i].kind; i++) {
		if (row->follow[i].kind == INPUT_REST) {
			bool is_taken = append_rest(invocation, word);

			invocation->follow[i] = invocation->rest;
			return is_taken;
		}
		if (!invocation->follow[i]) {
			invocation->follow[i] = word;
			return true;
		}
	}
	fprintf(stderr, "%s: %s does not know what to do with \"%s\"; see `%s %s --help`.\n", this_program.name,
		row->name, word, this_program.name, row->name);
	return false;
}

static bool is_complete(const struct invocation *invocation)
{
	const struct command_row *row = invocation->row;

	for (size_t i = 0; i < 4 && row->follow[i].kind; i++) {
		if (!row->follow[i].is_required || invocation->follow[i])
			continue;
		fprintf(stderr, "%s: %s needs <%s>; see `%s %s --help`.\n", this_program.name, row->name,
			row->follow[i].name, this_program.name, row->name);
		return false;
	}
	for (size_t i = 0; i < INPUT_LIMIT && row->options[i].kind; i++) {
		if (!row->options[i].is_required || invocation->options[i])
			continue;
		fprintf(stderr, "%s: %s needs --%s: %s\n", this_program.name, row->name, row->options[i].name,
			row->options[i].doc);
		return false;
	}
	return true;
}

bool options_read(int count, char **words, struct invocation *invocation)
{
	bool is_dashed = true;

	for (int at = 1; at < count; at++) {
		const char *word = words[at];
		bool is_taken;

		if (is_dashed && strcmp(word, "--") == 0) {
			is_dashed = false;
			continue;
		}
		if (is_dashed && strcmp(word, "-h") == 0)
			word = "--help";
		is_taken = is_dashed && strncmp(word, "--", 2) == 0 ? take_dashed(word, count, words, &at, invocation)
								    : take_word(word, invocation);
		if (!is_taken)
			return false;
	}
	if (invocation->settings.is_help || !invocation->row)
		return true;
	return is_complete(invocation);
}

void options_free(struct invocation *invocation)
{
	client_memory_free(invocation->rest);
	invocation->rest = NULL;
}
