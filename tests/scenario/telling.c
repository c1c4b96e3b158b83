/* Saying a command and looking at its answer. */
#define _POSIX_C_SOURCE 200809L
#include "tests/scenario/telling.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/text.h"
#include "codec/codec.h"
#include "tests/scenario/match.h"

enum { MOST_TRIES = 3000 };

bool story_fails(struct story *story, const char *format, ...)
{
	va_list arguments;

	fprintf(stderr, "%s:%d: ", story->path, story->line_number);
	va_start(arguments, format);
	vfprintf(stderr, format, arguments);
	va_end(arguments);
	fprintf(stderr, "\n");
	return false;
}

void telling_forget(struct story *story)
{
	free(story->said);
	free(story->answer_text);
	free(story->answer_before);
	json_decref(story->answer);
	story->said = story->answer_text = story->answer_before = NULL;
	story->answer = NULL;
}

/* --- one try ------------------------------------------------------------------------------------------------------ */

/* What came back, as a client would read it. */
static char *spell_answer(const struct request *request, enum error error, const char *txn)
{
	struct buffer out = {0};

	if (error == OK)
		codec_encode_receipt(request->command.row, txn, request->pos, request->result, &out);
	else
		codec_encode_refusal(txn, error, &request->refusal, &out);
	char *text = out.failed ? NULL : strdup(out.data);

	buffer_deinit(&out);
	return text;
}

/* The codec lends jansson memory of its own, which lasts as long as one decoding; what a story reads is kept longer. */
static enum error decode(const char *json, struct arena *arena, struct decoded *decoded)
{
	codec_init();
	enum error error = codec_decode_command(text_of(json), arena, decoded);

	json_set_alloc_funcs(malloc, free);
	return error;
}

/* Decodes, submits and waits; as an edge would do it. Gives the error; *answer is NULL when there was no memory for it. */
static enum error try_once(struct story *story, char **answer)
{
	struct world *world = &story->world;
	struct request *request = request_new(&world->ear.sink, ++world->last_peer);
	struct decoded decoded = {0};

	*answer = NULL;
	if (!request)
		return ERROR_BUSY;
	enum error error = decode(story->said, request->arena, &decoded);

	request->refusal = decoded.refusal;
	if (error == OK) {
		request->command = (struct command){.row = decoded.row,
			.args = decoded.args,
			.txn = decoded.txn,
			.device = town_device(story->said_by)};
		if (strchr(story->said_by, '.'))
			snprintf(request->command.person.text, sizeof request->command.person.text, "%s",
				story->said_by);
		else /* a device that speaks for itself */
			snprintf(request->command.device.text, sizeof request->command.device.text, "%s",
				story->said_by);
		request->refusal = (struct refusal){0};
		uint64_t peer = world_submit(world, request);

		request = ear_receipt(&world->ear, peer);
		error = request->error;
	}
	*answer = spell_answer(request, error, decoded.txn.text);
	request_free(request);
	return *answer ? error : ERROR_BUSY;
}

/* Once; or, in trouble, until it is not refused for later. */
static bool send_command(struct story *story)
{
	struct trouble *trouble = story->trouble;

	story->heard_from = ear_count(&story->world.ear);
	memset(story->heard, 0, sizeof story->heard);
	story->was_refused_before = false;
	for (int try = 0; try < MOST_TRIES; try++) {
		if (trouble)
			trouble->row = story->row;
		if (trouble)
			trouble->arm(trouble, &story->world, try);
		enum error error = try_once(story, &story->answer_text);

		if (trouble)
			trouble->disarm(trouble, &story->world);
		world_settle(&story->world);
		bool is_for_later = error != OK && error_class(error) == ERROR_CLASS_LATER;

		if (!trouble || !is_for_later)
			break;
		trouble->strikes++;
		story->was_refused_before = true;
		free(story->answer_text);
		story->answer_text = NULL;
	}
	if (!story->answer_text)
		return story_fails(story, "never got through: %s", story->said);
	story->answer = json_loads(story->answer_text, JSON_REJECT_DUPLICATES, NULL);
	story->is_answer_checked = false;
	return story->answer || story_fails(story, "not JSON: %s", story->answer_text);
}

/* --- saying ------------------------------------------------------------------------------------------------------- */

bool telling_say(struct story *story, const char *person, const char *command)
{
	size_t length = strcspn(command, " ");
	const char *args = command + length + strspn(command + length, " ");
	char missing[64] = "";

	if (!telling_check_answer(story))
		return false;
	telling_forget(story);
	char *filled = match_fill(args[0] ? args : "{}", story->names, missing);

	if (!filled)
		return story_fails(story, "$%s stands for nothing yet", missing);
	size_t size = strlen(filled) + length + 200;

	story->said = malloc(size);
	if (!story->said)
		abort();
	snprintf(story->said, size, "{\"txn\":\"%s-%d\",\"cmd\":\"%.*s\",\"args\":%s}", person, ++story->command_count,
		(int)length, command, filled);
	snprintf(story->said_by, sizeof story->said_by, "%s", person);
	story->row = command_find((struct text){command, length});
	free(filled);
	return send_command(story);
}

bool telling_again(struct story *story, const char *person)
{
	if (!story->said || strcmp(person, story->said_by) != 0)
		return story_fails(story, "%s did not say the last command", person);
	if (!telling_check_answer(story))
		return false;
	free(story->answer_before);
	story->answer_before = story->answer_text;
	story->answer_text = NULL;
	json_decref(story->answer);
	story->answer = NULL;
	return send_command(story);
}

/* --- answers ------------------------------------------------------------------------------------------------------ */

static bool expect_ok(struct story *story, const char *expected_text)
{
	json_t *result = json_object_get(story->answer, "result");
	json_t *expected = expected_text[0] ? json_loads(expected_text, 0, NULL) : json_object();
	char why[400] = "";

	if (!expected)
		return story_fails(story, "not JSON: %s", expected_text);
	if (!json_is_true(json_object_get(story->answer, "ok"))) {
		json_decref(expected);
		return story_fails(story, "%s\n\tanswered %s", story->said, story->answer_text);
	}
	bool is_same = match(expected, result, story->names, why);

	json_decref(expected);
	return is_same || story_fails(story, "%s\n\tin %s", why, story->answer_text);
}

static bool expect_refusal(struct story *story, const char *code, const char *field)
{
	json_t *error = json_object_get(story->answer, "error");
	const char *got_code = json_string_value(json_object_get(error, "code"));
	const char *got_field = json_string_value(json_object_get(error, "field"));
	bool is_same =
		got_code && strcmp(got_code, code) == 0 && (!field[0] || (got_field && strcmp(got_field, field) == 0));

	return is_same || story_fails(story, "%s\n\tanswered %s", story->said, story->answer_text);
}

bool telling_expect_answer(struct story *story, char *rest)
{
	if (!story->answer)
		return story_fails(story, "nothing was said");
	story->is_answer_checked = true;
	if (strcmp(rest, "same") == 0) {
		bool is_same = story->answer_before && strcmp(story->answer_before, story->answer_text) == 0;

		return is_same || story_fails(story, "not the same receipt: %s", story->answer_text);
	}
	size_t length = strcspn(rest, " ");
	char *more = rest + length + strspn(rest + length, " ");

	rest[length] = '\0';
	return strcmp(rest, "ok") == 0 ? expect_ok(story, more) : expect_refusal(story, rest, more);
}

bool telling_check_answer(struct story *story)
{
	if (!story->answer || story->is_answer_checked)
		return true;
	story->is_answer_checked = true;
	return expect_ok(story, "");
}
