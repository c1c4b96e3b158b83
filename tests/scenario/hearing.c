/* Who hears what; and whether the record is sound at the end. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "codec/codec.h"
#include "tests/scenario/match.h"
#include "tests/scenario/telling.h"

static size_t *told_of(struct story *story, const char *person)
{
	size_t places = sizeof story->heard / sizeof story->heard[0];

	for (size_t i = 0; i < town_people_count && i + 1 < places; i++) {
		if (strcmp(town_people[i], person) == 0)
			return &story->heard[i];
	}
	return &story->heard[places - 1]; /* somebody the story itself brought in: one at a time */
}

static bool is_for(const struct heard *heard, const char *person)
{
	if (heard->kind == HEARD_EVENT)
		return recipients_include(&heard->broadcast->recipients, person);
	return heard->kind == HEARD_HINT && recipients_include(&heard->hint->recipients, person);
}

/* The next thing of the last command that this person hears, or NULL. */
static const struct heard *next_heard(struct story *story, const char *person)
{
	size_t count = ear_count(&story->world.ear), *told = told_of(story, person), skip = *told;

	for (size_t i = story->heard_from; i < count; i++) {
		const struct heard *heard = &story->world.ear.heard[i];

		if (!is_for(heard, person) || skip-- > 0)
			continue;
		++*told;
		return heard;
	}
	return NULL;
}

static json_t *spell(const struct heard *heard)
{
	struct buffer out = {0};

	if (heard->kind == HEARD_EVENT) {
		codec_encode_event(&heard->broadcast->event, false, &out);
	} else {
		const struct passing_hint *passing = heard->hint;
		const struct hint hint = {.event = passing->kind == HINT_TYPING ? "typing" : "presence",
			.conversation = passing->conversation,
			.thread = passing->thread,
			.by = passing->by,
			.state = passing->kind == HINT_ONLINE    ? "online"
				 : passing->kind == HINT_OFFLINE ? "offline"
								 : NULL};

		codec_encode_hint(&hint, &out);
	}
	json_t *spelt = json_loads(out.data, JSON_REJECT_DUPLICATES, NULL);

	buffer_deinit(&out);
	return spelt;
}

static bool expect_heard(
	struct story *story, const char *person, const json_t *heard, const char *event, const char *text)
{
	json_t *expected = text[0] ? json_loads(text, 0, NULL) : json_object();
	char why[400] = "";

	if (!expected)
		return story_fails(story, "not JSON: %s", text);
	json_object_set_new(expected, "event", json_string(event));
	bool is_same = match(expected, heard, story->names, why);

	json_decref(expected);
	return is_same || story_fails(story, "%s hears otherwise: %s", person, why);
}

bool telling_hears(struct story *story, const char *person, char *rest)
{
	/* a commit that was not known to have happened is not told of: push is a hint, and sync tells */
	if (story->was_refused_before || !telling_check_answer(story))
		return story->was_refused_before;
	const struct heard *heard = next_heard(story, person);
	json_t *spelt = heard ? spell(heard) : NULL;
	size_t length = strcspn(rest, " ");
	char *more = rest + length + strspn(rest + length, " ");
	bool is_same;

	rest[length] = '\0';
	if (strcmp(rest, "nothing") == 0) {
		char *dump = spelt ? json_dumps(spelt, JSON_COMPACT) : NULL;

		is_same = !heard || story_fails(story, "%s hears %s", person, dump);
		free(dump);
	} else {
		is_same = heard ? expect_heard(story, person, spelt, rest, more)
				: story_fails(story, "%s hears nothing", person);
	}
	json_decref(spelt);
	return is_same;
}

/* Readers answer in the order in which they were asked: after a greeting, what came before has been passed on. */
bool telling_presence(struct story *story, const char *person, bool is_coming)
{
	const struct session_hello_args hello = {.since = 0};
	struct person_id id;

	if (!telling_check_answer(story))
		return false;
	story->heard_from = ear_count(&story->world.ear);
	memset(story->heard, 0, sizeof story->heard);
	story->was_refused_before = false;
	snprintf(id.text, sizeof id.text, "%s", person);
	engine_presence(story->world.engine, id, is_coming);
	request_free(world_say(&story->world, "p.quinn", COMMAND_session_hello, "presence", &hello));
	return true;
}

/* --- the record --------------------------------------------------------------------------------------------------- */

bool telling_restart(struct story *story)
{
	if (!telling_check_answer(story))
		return false;
	world_restart(&story->world);
	return true;
}

bool telling_back_up(struct story *story)
{
	if (!telling_check_answer(story))
		return false;
	world_back_up(&story->world);
	return true;
}

bool telling_restore(struct story *story)
{
	if (!telling_check_answer(story))
		return false;
	world_restore(&story->world);
	return true;
}

static bool check_chain(struct story *story)
{
	struct reader *reader = NULL;
	struct log_walk walk = {0};

	if (reader_open(story->world.store, &reader) != OK)
		return story_fails(story, "the record cannot be read");
	enum error error = reader_verify(reader, &walk);

	reader_close(reader);
	if (error != OK || walk.first_bad != 0 || walk.checked == 0)
		return story_fails(story, "the chain does not verify: %lld checked, bad at %lld",
			(long long)walk.checked, (long long)walk.first_bad);
	return true;
}

static bool check_rebuild(struct story *story)
{
	struct store *store = story->world.store;
	struct buffer live = {0}, rebuilt = {0};
	bool is_done = store_dump_projections(store, &live) == OK && store_rebuild(store) == OK &&
		       store_dump_projections(store, &rebuilt) == OK;
	bool is_same = is_done && live.length > 0 && text_equal(buffer_text(&live), buffer_text(&rebuilt));

	if (!is_same)
		story_fails(story, "what is rebuilt is not what was there:\n%s\n---\n%s", live.data ? live.data : "",
			rebuilt.data ? rebuilt.data : "");
	buffer_deinit(&live);
	buffer_deinit(&rebuilt);
	return is_same;
}

bool telling_check_record(struct story *story)
{
	engine_stop(story->world.engine);
	story->world.is_started = false;
	faulty_set_plan(story->world.store, &(struct faulty_plan){.at = 0});
	char why[256] = "";

	if (story->trouble && store_reopen(story->world.store, why) != OK)
		return story_fails(story, "%s", why);
	return check_chain(story) && check_rebuild(story) && check_chain(story);
}
