#include "template.h"

#include <inttypes.h>
#include <stdbool.h>
#include <string.h>

#include "clients/lib/memory.h"
#include "display.h"
#include "london.h"
#include "words.h"

enum { PATH_BYTES = 128, VALUE_BYTES = 2048 };

const json_t *template_member(const json_t *object, const char *path)
{
	char name[PATH_BYTES];

	while (object && *path != '\0') {
		size_t length = strcspn(path, ".");

		if (length >= sizeof(name))
			return NULL;
		memcpy(name, path, length);
		name[length] = '\0';
		object = json_object_get(object, name);
		path += length + (path[length] == '.');
	}
	return object;
}

const char *template_text(const json_t *object, const char *path, char *out, size_t size)
{
	const json_t *value = template_member(object, path);

	out[0] = '\0';
	if (json_is_string(value))
		snprintf(out, size, "%s", json_string_value(value));
	else if (json_is_integer(value))
		snprintf(out, size, "%" PRId64, (int64_t)json_integer_value(value));
	else if (json_is_real(value))
		snprintf(out, size, "%.2f", json_real_value(value));
	return out;
}

static void put_text(FILE *out, const char *text, int64_t now_ms)
{
	char *clean = display_clean(text, false);

	(void)now_ms;
	fputs(clean ? clean : "", out);
	client_memory_free(clean);
}

static void put_time(FILE *out, const char *text, int64_t now_ms)
{
	char when[LONDON_TEXT_BYTES];
	int64_t time_ms;

	if (!london_parse(text, &time_ms)) {
		put_text(out, text, now_ms);
		return;
	}
	london_format_near(time_ms, now_ms, when);
	fputs(when, out);
}

static void put_due(FILE *out, const char *text, int64_t now_ms)
{
	char when[LONDON_TEXT_BYTES];
	int64_t time_ms;

	if (!london_parse(text, &time_ms)) {
		put_text(out, text, now_ms);
		return;
	}
	london_format_due(time_ms, now_ms, when);
	fputs(when, out);
}

static void put_plain(FILE *out, const char *text, int64_t now_ms)
{
	char *copy = client_memory_string(text);

	for (char *c = copy; c && *c != '\0'; c++)
		if (*c == '_')
			*c = ' ';
	put_text(out, copy ? copy : "", now_ms);
	client_memory_free(copy);
}

static void put_nhs(FILE *out, const char *text, int64_t now_ms)
{
	char grouped[32];

	display_nhs_number(text, grouped);
	put_text(out, grouped, now_ms);
}

static void put_date(FILE *out, const char *text, int64_t now_ms)
{
	char date[LONDON_TEXT_BYTES];

	london_format_date(text, date);
	put_text(out, date, now_ms);
}

/* How a value is written, or the words that tell its meaning. */
static const struct {
	const char *name;
	void (*put)(FILE *out, const char *text, int64_t now_ms);
	const struct word *words;
} styles[] = {
	{"", put_text, NULL},
	{"time", put_time, NULL},
	{"due", put_due, NULL},
	{"plain", put_plain, NULL},
	{"nhs", put_nhs, NULL},
	{"date", put_date, NULL},
	{"recommendation", put_text, recommendation_words},
	{"outcome", put_text, outcome_words},
	{"cause", put_text, deferral_cause_words},
};

/* Fills the gap that begins behind '{' and returns what is behind '}'. */
static const char *fill_gap(FILE *out, const char *gap, const json_t *object, int64_t now_ms)
{
	size_t length = strcspn(gap, "}");
	char path[PATH_BYTES] = "";
	char value[VALUE_BYTES];
	const char *style = "";
	char *colon;

	if (length < sizeof(path))
		memcpy(path, gap, length);
	colon = strchr(path, ':');
	if (colon) {
		*colon = '\0';
		style = colon + 1;
	}
	template_text(object, path, value, sizeof(value));
	for (size_t i = 0; i < sizeof(styles) / sizeof(styles[0]); i++)
		if (strcmp(styles[i].name, style) == 0)
			styles[i].put(out, styles[i].words ? words_meaning(styles[i].words, value) : value, now_ms);
	return gap[length] == '}' ? gap + length + 1 : gap + length;
}

/* True when every gap up to the closing bracket has a value. */
static bool is_complete(const char *part, const json_t *object)
{
	char value[2];

	while (*part != '\0' && *part != ']') {
		char path[PATH_BYTES] = "";
		size_t length = strcspn(part, "{]");

		part += length;
		if (*part != '{')
			continue;
		length = strcspn(++part, ":}");
		if (length < sizeof(path))
			memcpy(path, part, length);
		if (*template_text(object, path, value, sizeof(value)) == '\0')
			return false;
	}
	return true;
}

void template_print(FILE *out, const char *sentence, const json_t *object, int64_t now_ms)
{
	while (*sentence != '\0') {
		char character = *sentence++;

		if (character == '[' && !is_complete(sentence, object)) {
			sentence += strcspn(sentence, "]");
			sentence += *sentence == ']';
		} else if (character == '{') {
			sentence = fill_gap(out, sentence, object, now_ms);
		} else if (character != '[' && character != ']') {
			fputc(character, out);
		}
	}
}
