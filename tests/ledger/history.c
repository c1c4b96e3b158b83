#include "tests/ledger/history.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/calendar.h"
#include "base/text.h"
#include "tests/fixtures/random.h"

const struct history_link history_links[] = {
	{"cardiology", "a.khan", "e.okafor", 320},
	{"dermatology", "b.osei", "f.rossi", 330},
	{"hillside_cardiology", "d.moore", "e.okafor", 320},
};
const size_t history_link_count = sizeof history_links / sizeof history_links[0];

static void give_up(const char *what)
{
	fprintf(stderr, "%s\n", what);
	abort();
}

void history_open(struct history *history, void (*adjust)(struct engine_config *config))
{
	*history = (struct history){.person = ""};
	world_open(&history->world, adjust);
}

void history_close(struct history *history)
{
	world_close(&history->world);
}

void history_at(struct history *history, int64_t now_ms)
{
	history->world.clock.wall_now_ms = now_ms;
}

/* --- telling ------------------------------------------------------------------------------------------------------------ */

/* Runs what history holds. The system has neither device nor txn. */
static enum error run(struct history *history)
{
	struct request *request = request_new(NULL, 0);
	enum error error;

	if (!request)
		give_up("no memory for a request");
	request->command.row = command_row(history->kind);
	request->command.args = &history->args;
	if (history->person[0]) {
		request->command.device = town_device(history->person);
		snprintf(request->command.person.text, sizeof request->command.person.text, "%s", history->person);
		snprintf(request->command.txn.text, sizeof request->command.txn.text, "told-%d", history->txn);
	}
	error = engine_execute(history->world.engine, request);
	if (error == OK)
		memcpy(&history->result, request->result, request->command.row->result->size);
	request_free(request);
	return error;
}

enum error history_tell(struct history *history, const char *person, enum command_kind kind, const void *args)
{
	history->person = person;
	history->kind = kind;
	history->txn = ++history->command_count;
	memcpy(&history->args, args, command_row(kind)->args->size);
	return run(history);
}

enum error history_again(struct history *history)
{
	return run(history);
}

struct nhs_number history_number(int patient)
{
	struct chance chance = {(uint64_t)patient};

	return chance_nhs_number(&chance);
}

static struct conversation_id conversation_of(const struct history *history, size_t link)
{
	const struct conversation_id conversations[] = {history->world.town.cardiology, history->world.town.dermatology,
		history->world.town.hillside_cardiology};

	return conversations[link];
}

enum error history_ask(struct history *history, int letter, size_t link, enum intent intent, int patient)
{
	static struct patient about; /* args of the command told last point to it */
	struct case_ask_args args = {.conversation = conversation_of(history, link),
		.patient = &about,
		.title = text_of("A question"),
		.question = text_of("What would you do?"),
		.urgency = URGENCY_ROUTINE,
		.intent = intent};
	enum error error;

	about = (struct patient){.nhs_number = history_number(patient)};
	error = history_tell(history, history_links[link].asker, COMMAND_case_ask, &args);
	if (error == OK)
		history->cases[letter] =
			(struct told_case){((const struct case_ask_result *)(const void *)&history->result)->thread,
				&history_links[link], patient};
	return error;
}

enum error history_answer(struct history *history, int letter, enum recommendation recommendation)
{
	const struct told_case *told = &history->cases[letter];
	struct case_answer_args args = {.thread = told->thread,
		.answer = text_of("This."),
		.next_actor = text_of("You"),
		.recommendation = recommendation};

	return history_tell(history, told->link->specialist, COMMAND_case_answer, &args);
}

enum error history_close_case(struct history *history, int letter, enum outcome outcome)
{
	const struct told_case *told = &history->cases[letter];
	struct case_close_args args = {.thread = told->thread, .outcome = outcome};

	return history_tell(history, told->link->asker, COMMAND_case_close, &args);
}

enum error history_refer(struct history *history, int letter, int32_t treatment_function)
{
	const struct told_case *told = &history->cases[letter];
	struct case_refer_args args = {.thread = told->thread, .treatment_function = treatment_function};

	return history_tell(history, told->link->asker, COMMAND_case_refer, &args);
}

enum error history_reopen(struct history *history, int letter, bool is_by_specialist)
{
	const struct told_case *told = &history->cases[letter];
	struct case_reopen_args args = {.thread = told->thread, .reason = text_of("There is more.")};

	return history_tell(
		history, is_by_specialist ? told->link->specialist : told->link->asker, COMMAND_case_reopen, &args);
}

enum error history_record(struct history *history, int patient, int32_t treatment_function, int32_t referred_on,
	const char *source, const char *reference)
{
	struct referral_record_args args = {.nhs_number = history_number(patient),
		.treatment_function = treatment_function,
		.referred_on = referred_on};

	snprintf(history->source, sizeof history->source, "%s", source);
	snprintf(history->reference, sizeof history->reference, "%s", reference ? reference : "");
	args.source = text_of(history->source);
	args.reference = text_of(reference && reference[0] ? history->reference : NULL);
	return history_tell(history, "m.grant", COMMAND_referral_record, &args);
}

enum error history_review(struct history *history)
{
	const struct ledger_review_args args = {0};
	const struct ledger_review_result *result = (const void *)&history->result;
	enum error error;

	do {
		error = history_tell(history, "", COMMAND_ledger_review, &args);
	} while (error == OK && !result->complete);
	return error;
}

/* --- what the ledger says ------------------------------------------------------------------------------------------------- */

void history_dump(struct history *history, struct buffer *out)
{
	if (store_dump_projections(history->world.store, out) != OK || out->failed)
		give_up("the projections cannot be told");
	buffer_append(out, "", 1);
}

/* A column of the line that begins here; "" for NULL. */
static void read_column(const char *line, const char *name, char *value, size_t size)
{
	char key[40];
	const char *end = strchr(line, '\n');
	const char *at;

	snprintf(key, sizeof key, "|%s=", name);
	at = strstr(line, key);
	if (!at || at > end)
		give_up(name);
	at += strlen(key);
	snprintf(value, size, "%.*s", (int)strcspn(at, "|\n"), at);
	if (strcmp(value, "NULL") == 0)
		value[0] = '\0';
}

static int32_t read_number(const char *line, const char *name)
{
	char value[40];

	read_column(line, name, value, sizeof value);
	return (int32_t)strtol(value, NULL, 10);
}

struct told_entry history_entry(struct text dump, int64_t thread, int32_t treatment_function)
{
	struct told_entry entry = {.thread = thread};
	char start[60];
	const char *line;

	snprintf(start, sizeof start, "\nledger thread=%" PRId64 "|", thread);
	line = strstr(dump.data, start);
	while (line && treatment_function && read_number(line + 1, "treatment_function") != treatment_function)
		line = strstr(line + 1, start);
	if (!line)
		return entry;
	line++;
	entry.state = (enum ledger_state)read_number(line, "state");
	entry.avoided_on = read_number(line, "avoided_on");
	entry.due_on = read_number(line, "due_on");
	entry.referred_on = read_number(line, "referred_on");
	entry.treatment_function = read_number(line, "treatment_function");
	read_column(line, "patient_key", entry.patient_key, sizeof entry.patient_key);
	return entry;
}

struct avoided_row history_report(struct history *history, struct arena *arena, uint32_t by, struct list *rows)
{
	struct report_avoided_args args = {.from = 20200101, .until = 20351231, .by = by};
	struct report_avoided_result result = {0};
	struct command command = {.row = command_row(COMMAND_report_avoided), .args = &args, .person = {"n.shaw"}};
	struct reader *reader = store_reader(history->world.store);
	struct references references;
	struct facts facts = {.now_ms = history->world.clock.wall_now_ms};
	struct refusal refusal = {0};
	struct avoided_row total = {0};

	if (references_of(&command, arena, &references) != OK ||
		reader_facts(reader, &references, facts.now_ms, arena, &facts) != OK ||
		reader_query(reader, &command, &facts, arena, &refusal, &result) != OK)
		give_up("the report cannot be read");
	for (size_t i = 0; i < result.rows.count; i++) {
		const struct avoided_row *row = (const struct avoided_row *)result.rows.items + i;

		total.asked += row->asked;
		total.closed += row->closed;
		total.diverted += row->diverted;
		total.avoided_provisional += row->avoided_provisional;
		total.avoided_confirmed += row->avoided_confirmed;
		total.avoided_30_days += row->avoided_30_days;
		total.avoided_90_days += row->avoided_90_days;
		total.deferred += row->deferred;
		total.prompted += row->prompted;
		total.referred += row->referred;
		total.converted += row->converted;
		total.reopened += row->reopened;
		total.answered += row->answered;
		total.decided_by_mdt += row->decided_by_mdt;
	}
	if (rows)
		*rows = result.rows;
	return total;
}
