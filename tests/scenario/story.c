#include "tests/scenario/story.h"

#include <ctype.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/calendar.h"
#include "base/memory.h"
#include "base/text.h"
#include "tests/scenario/match.h"
#include "tests/scenario/signing_in.h"
#include "tests/scenario/telling.h"

/* --- the lines of a script ---------------------------------------------------------------------------------------- */

typedef bool (*doer)(struct story *story, char *rest);

static bool do_at(struct story *story, char *rest)
{
	int64_t now_ms = 0;

	if (calendar_parse_time(text_of(rest), &now_ms) != OK || now_ms < story->world.clock.wall_now_ms)
		return story_fails(story, "not a time, or before the last one: %s", rest);
	fake_clock_advance(&story->world.clock, now_ms - story->world.clock.wall_now_ms);
	return true;
}

static bool do_after(struct story *story, char *rest)
{
	char *unit = NULL;
	int64_t count = strtol(rest, &unit, 10);
	int64_t ms = *unit == 'm' ? MS_PER_MINUTE : *unit == 'h' ? MS_PER_HOUR : *unit == 'd' ? MS_PER_DAY : 0;

	if (count <= 0 || ms == 0)
		return story_fails(story, "not a while: %s", rest);
	fake_clock_advance(&story->world.clock, count * ms);
	return true;
}

static bool do_restart(struct story *story, char *rest)
{
	(void)rest;
	return telling_restart(story);
}

static bool do_back_up(struct story *story, char *rest)
{
	(void)rest;
	return telling_back_up(story);
}

static bool do_restore(struct story *story, char *rest)
{
	(void)rest;
	return telling_restore(story);
}

static bool do_answer(struct story *story, char *rest)
{
	return telling_expect_answer(story, rest);
}

static const struct {
	const char *word;
	doer run;
} doers[] = {{"at ", do_at}, {"after ", do_after}, {"restart", do_restart}, {"backup", do_back_up},
	{"restore", do_restore}, {"< ", do_answer}};

static bool do_enrol(struct story *story, const char *person, const char *name, bool is_refused)
{
	const char *code = json_string_value(json_object_get(story->names, name + (name[0] == '$')));

	if (!telling_check_answer(story))
		return false;
	if (!code)
		return story_fails(story, "%s stands for no code", name);
	return signing_in_enrols(story, person, code, is_refused);
}

/* "a.khan> ...", "a.khan again", "e.okafor hears ...", "a.khan comes". */
static bool do_person(struct story *story, char *line)
{
	size_t length = strcspn(line, " >");
	char person[LIMIT_HANDLE_BYTES + 1];
	char *rest = line + length + 1;

	if (length == 0 || length > LIMIT_HANDLE_BYTES || line[length] == '\0')
		return story_fails(story, "not understood: %s", line);
	snprintf(person, sizeof person, "%.*s", (int)length, line);
	if (line[length] == '>')
		return telling_say(story, person, rest + strspn(rest, " "));
	if (strcmp(rest, "again") == 0)
		return telling_again(story, person);
	if (strncmp(rest, "hears ", 6) == 0)
		return telling_hears(story, person, rest + 6);
	if (strncmp(rest, "enrols ", 7) == 0)
		return do_enrol(story, person, rest + 7, false);
	if (strncmp(rest, "cannot enrol ", 13) == 0)
		return do_enrol(story, person, rest + 13, true);
	if (strcmp(rest, "guesses") == 0)
		return signing_in_guesses(story, person);
	if (strcmp(rest, "signs out") == 0)
		return signing_in_out(story);
	if (strcmp(rest, "comes") == 0 || strcmp(rest, "goes") == 0)
		return telling_presence(story, person, rest[0] == 'c');
	return story_fails(story, "not understood: %s", line);
}

static bool do_line(struct story *story, char *line)
{
	for (size_t i = 0; i < sizeof doers / sizeof doers[0]; i++) {
		size_t length = strlen(doers[i].word);

		if (strncmp(line, doers[i].word, length) == 0)
			return doers[i].run(story, line + length);
	}
	return do_person(story, line);
}

/* --- reading it --------------------------------------------------------------------------------------------------- */

static void trim_end(char *line)
{
	size_t length = strlen(line);

	while (length > 0 && isspace((unsigned char)line[length - 1]))
		line[--length] = '\0';
}

/* The next line with those that go on from it; false at the end. */
static bool read_line(struct story *story, FILE *file, char *line, size_t size)
{
	char piece[4096];
	size_t length = 0;
	int next;

	line[0] = '\0';
	while (fgets(piece, sizeof piece, file)) {
		story->line_number++;
		trim_end(piece);
		char *start = piece + (length ? strspn(piece, " \t") : 0);

		if (piece[0] != '\0' && piece[0] != '#')
			length += (size_t)snprintf(line + length, size - length, "%s%s", length ? " " : "", start);
		next = fgetc(file);
		ungetc(next, file);
		if (length > 0 && next != '\t' && next != ' ')
			return true;
	}
	return length > 0;
}

static bool tell(struct story *story, FILE *file)
{
	char line[16384];
	bool is_good = true;

	while (is_good && read_line(story, file, line, sizeof line))
		is_good = do_line(story, line);
	return is_good && telling_check_answer(story) && telling_check_record(story);
}

/* --- life --------------------------------------------------------------------------------------------------------- */

static void bind(struct story *story, const char *name, struct conversation_id conversation)
{
	json_object_set_new(story->names, name, json_sprintf("c%lld", (long long)conversation.pos));
}

static void bind_town(struct story *story)
{
	const struct town *town = &story->world.town;

#define ORGANISATION(code, kind, name)
#define NEIGHBOURHOOD(id, name, population, practice, other)
#define PERSON(id, name, roles, title, number, organisation, neighbourhood)
#define LINK(name, neighbourhood, function, lead, other, days) bind(story, #name, town->name);
#include "tests/fixtures/town.def"
#undef ORGANISATION
#undef NEIGHBOURHOOD
#undef PERSON
#undef LINK
}

bool story_run(const char *path, struct trouble *trouble, const struct seed *seed)
{
	struct story story = {.path = path, .trouble = trouble, .names = json_object()};
	FILE *file = fopen(path, "r");

	if (!file) {
		fprintf(stderr, "%s cannot be read\n", path);
		json_decref(story.names);
		return false;
	}
	if (seed)
		world_open_copy(&story.world, NULL, seed->path, seed->town);
	else
		world_open(&story.world, NULL);
	bind_town(&story);
	world_start(&story.world);
	bool is_good = tell(&story, file);

	fclose(file);
	telling_forget(&story);
	world_close(&story.world);
	json_decref(story.names);
	return is_good;
}

void seed_make(struct seed *seed)
{
	struct world world;

	world_open(&world, NULL);
	seed->town = world.town;
	snprintf(seed->path, sizeof seed->path, "%s.seed", world.folder);
	world_copy_to(&world, seed->path);
	world_close(&world);
}

void seed_remove(const struct seed *seed)
{
	char log[200];

	snprintf(log, sizeof log, "%s-wal", seed->path);
	remove(seed->path);
	remove(log);
}
