/* Cases before an MDT: chaired by the cardiologist, with the dermatologist and the clinicians of Riverside. */
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "tests/ledger/history.h"

static const int64_t MEETING_MS = 30LL * 24 * 60 * 60 * 1000;

static const char chair[] = "e.okafor";

static enum error found(struct history *history)
{
	static struct person_id members[] = {{"f.rossi"}, {"a.khan"}, {"b.osei"}};
	struct mdt_create_args args = {.neighbourhood = {"riverside"},
		.name = text_of("Riverside MDT"),
		.chair = {"e.okafor"},
		.members = {members, sizeof members / sizeof members[0]}};
	enum error error = OK;

	if (history->mdt.pos == 0) {
		error = history_tell(history, "m.grant", COMMAND_mdt_create, &args);
		history->mdt = ((const struct mdt_create_result *)(const void *)&history->result)->conversation;
	}
	return error;
}

static enum error meet(struct history *history, struct meeting_id *meeting)
{
	int64_t now_ms = history->world.clock.wall_now_ms;
	struct mdt_schedule_args args = {.conversation = history->mdt, .opens = now_ms, .closes = now_ms + MEETING_MS};
	enum error error = history_tell(history, "m.grant", COMMAND_mdt_schedule, &args);

	*meeting = ((const struct mdt_schedule_result *)(const void *)&history->result)->meeting;
	return error;
}

/* "320,330" as a list. */
static struct list codes_of(const char *functions, int32_t codes[LIMIT_MDT_FUNCTIONS])
{
	struct list list = {codes, 0};

	for (const char *at = functions; *at && list.count < LIMIT_MDT_FUNCTIONS; at += *at == ',') {
		char *end;

		codes[list.count++] = (int32_t)strtol(at, &end, 10);
		at = end;
	}
	return list;
}

enum error history_mdt_add(struct history *history, int letter, const char *would_refer_to, int patient, int source)
{
	static int32_t codes[LIMIT_MDT_FUNCTIONS]; /* these two stay for the command told last */
	static struct patient about;
	struct mdt_add_case_args args = {.question = text_of("What now?"), .tag = TAG_DISCUSS};
	enum error error = found(history);

	if (error == OK)
		error = meet(history, &args.meeting);
	if (error != OK)
		return error;
	patient = source < 0 ? patient : history->cases[source].patient;
	args.would_refer_to = codes_of(would_refer_to, codes);
	about = (struct patient){.nhs_number = history_number(patient)};
	args.patient = source < 0 ? &about : NULL;
	args.title = text_of(source < 0 ? "A question" : NULL);
	args.thread.pos = source < 0 ? 0 : history->cases[source].thread.pos;
	error = history_tell(history, "a.khan", COMMAND_mdt_add_case, &args);
	if (error == OK)
		history->cases[letter] = (struct told_case){
			((const struct mdt_add_case_result *)(const void *)&history->result)->thread, NULL, patient};
	return error;
}

enum error history_mdt_speak(struct history *history, int letter, size_t link, bool is_specialist)
{
	struct mdt_contribute_args args = {.thread = history->cases[letter].thread, .body = text_of("This.")};
	const struct history_link *from = &history_links[link];

	return history_tell(history, is_specialist ? from->specialist : from->asker, COMMAND_mdt_contribute, &args);
}

enum error history_mdt_decide(struct history *history, int letter, const char *managed, const char *refer)
{
	static int32_t managed_codes[LIMIT_MDT_FUNCTIONS], refer_codes[LIMIT_MDT_FUNCTIONS];
	struct mdt_decide_args args = {.thread = history->cases[letter].thread,
		.decision = text_of("So."),
		.managed = codes_of(managed, managed_codes),
		.refer = codes_of(refer, refer_codes)};

	return history_tell(history, chair, COMMAND_mdt_decide, &args);
}
