#define _GNU_SOURCE

#include "app/config.h"

#include <errno.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include "app/config_line.h"
#include "base/text.h"

enum { LINE_BYTES = 4096 };

#define REQUIRED true
#define OPTIONAL false
#define KEY(TYPE, name, default_value, need, least, most, doc) \
	{#name, default_value, doc, least, most, offsetof(struct config, name), CONFIG_TYPE_##TYPE, need},
static const struct config_key KEYS[] = {
#include "app/config_keys.def"
};
#undef KEY

enum { KEY_COUNT = sizeof(KEYS) / sizeof(KEYS[0]) };

/* A file being read. */
struct reading {
	const char *path;
	int line; /* counted from 1 */
	struct arena *arena;
	struct config *config;
	int given_at[KEY_COUNT]; /* line; 0: not given */
	char *why;
};

__attribute__((format(printf, 2, 3))) static enum error complain(struct reading *reading, const char *format, ...)
{
	va_list arguments;
	int length = reading->line > 0
			     ? snprintf(reading->why, CONFIG_WHY_BYTES, "%s:%d: ", reading->path, reading->line)
			     : snprintf(reading->why, CONFIG_WHY_BYTES, "%s: ", reading->path);

	if (length < 0 || length >= CONFIG_WHY_BYTES)
		return ERROR_BAD_REQUEST;
	va_start(arguments, format);
	vsnprintf(reading->why + length, (size_t)(CONFIG_WHY_BYTES - length), format, arguments);
	va_end(arguments);
	return ERROR_BAD_REQUEST;
}

static void *member_of(struct config *config, const struct config_key *key)
{
	return (char *)config + key->offset;
}

static enum error set_defaults(struct reading *reading)
{
	for (size_t i = 0; i < KEY_COUNT; i++) {
		const char *problem;

		if (!KEYS[i].default_value)
			continue;
		problem = config_set(
			&KEYS[i], text_of(KEYS[i].default_value), reading->arena, member_of(reading->config, &KEYS[i]));
		if (problem)
			return complain(reading, "the default of '%s' %s.", KEYS[i].name, problem);
	}
	return OK;
}

static enum error take_line(struct reading *reading, struct text line)
{
	struct text name, value;
	const char *problem;
	size_t i = 0;

	if (line.length == 0 || line.data[0] == '#')
		return OK;
	if (!config_split(line, &name, &value))
		return complain(reading, "this is not 'key = value'.");
	while (i < KEY_COUNT && !text_is(name, KEYS[i].name))
		i++;
	if (i == KEY_COUNT)
		return complain(
			reading, "there is no key '%.*s'; corridord --help lists them.", TEXT_ARGS(text_cut(name, 64)));
	if (reading->given_at[i] > 0 && KEYS[i].type != CONFIG_TYPE_LIST)
		return complain(reading, "'%s' was given already in line %d.", KEYS[i].name, reading->given_at[i]);
	reading->given_at[i] = reading->line;
	problem = config_set(&KEYS[i], value, reading->arena, member_of(reading->config, &KEYS[i]));
	return problem ? complain(reading, "'%s' %s.", KEYS[i].name, problem) : OK;
}

static enum error take_lines(struct reading *reading, FILE *file)
{
	char line[LINE_BYTES];
	enum error error = OK;

	while (!error && fgets(line, sizeof(line), file)) {
		size_t length = strlen(line);

		reading->line++;
		if (length == sizeof(line) - 1 && line[length - 1] != '\n')
			return complain(reading, "this line is too long.");
		error = take_line(reading, text_trim((struct text){line, length}));
	}
	if (error)
		return error;
	reading->line = 0;
	return ferror(file) ? complain(reading, "it cannot be read: %s.", strerrordesc_np(errno)) : OK;
}

static enum error require_all(struct reading *reading)
{
	for (size_t i = 0; i < KEY_COUNT; i++) {
		if (KEYS[i].required && reading->given_at[i] == 0)
			return complain(reading, "'%s' is missing: %s.", KEYS[i].name, KEYS[i].doc);
	}
	return OK;
}

enum error config_load(const char *path, struct arena *arena, struct config *config, char why[CONFIG_WHY_BYTES])
{
	struct reading reading = {.path = path, .arena = arena, .config = config, .why = why};
	enum error error;
	FILE *file;

	*config = (struct config){0};
	why[0] = '\0';
	error = set_defaults(&reading);
	if (error)
		return error;
	file = fopen(path, "re");
	if (!file)
		return complain(&reading, "it cannot be opened: %s.", strerrordesc_np(errno));
	error = take_lines(&reading, file);
	fclose(file);
	return error ? error : require_all(&reading);
}

void config_describe(FILE *out)
{
	static const char *const types[] = {
		[CONFIG_TYPE_TEXT] = "text",
		[CONFIG_TYPE_ADDRESS] = "host:port",
		[CONFIG_TYPE_INTEGER] = "number",
		[CONFIG_TYPE_BOOLEAN] = "yes or no",
		[CONFIG_TYPE_LEVEL] = "level",
		[CONFIG_TYPE_LIST] = "text, repeats",
	};

	for (size_t i = 0; i < KEY_COUNT; i++) {
		const char *value = KEYS[i].default_value ? KEYS[i].default_value : KEYS[i].required ? "required" : "-";

		fprintf(out, "  %-22s  %-13s  %-14s  %s\n", KEYS[i].name, types[KEYS[i].type], value, KEYS[i].doc);
	}
}
