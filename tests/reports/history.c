#include "tests/reports/history.h"

#include <criterion/criterion.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/calendar.h"
#include "base/text.h"
#include "codec/codec.h"
#include "core/record.h"
#include "gateway/report_text.h"

enum { THREADS = 16, WORDS = 16 };

static const struct conversation_id mdt_conversation = {900};

struct told {
	struct world *world;
	struct conversation_id conversation;
	struct thread_id thread;
	struct {
		char name[8];
		struct conversation_id conversation;
		struct thread_id thread;
	} threads[THREADS];
	size_t thread_count;
	char *words[WORDS]; /* day, time, verb, thread, ... */
};

/* --- reading --------------------------------------------------------------------------------------------------------- */

static int64_t time_of(const char *day, const char *of_day)
{
	int32_t date;
	int hour, minute;

	cr_assert_eq(calendar_parse_date(text_of(day), &date), OK, "%s", day);
	cr_assert_eq(sscanf(of_day, "%d:%d", &hour, &minute), 2);
	return calendar_london_time(date, (hour * 60 + minute) * (int64_t)MS_PER_MINUTE);
}

static int word_of(const struct vocabulary *vocabulary, const char *wire)
{
	return strcmp(wire, "-") == 0 ? 0 : vocabulary_word(vocabulary, text_of(wire));
}

static struct thread_id find_thread(struct told *told, const char *name)
{
	for (size_t i = 0; i < told->thread_count; i++) {
		if (strcmp(told->threads[i].name, name) == 0) {
			told->conversation = told->threads[i].conversation;
			told->thread = told->threads[i].thread;
			return told->thread;
		}
	}
	cr_assert_fail("no thread %s", name);
	return (struct thread_id){0};
}

static void add_thread(struct told *told, const char *conversation)
{
	const struct world *world = told->world;

	told->conversation = strcmp(conversation, "mdt") == 0           ? mdt_conversation
			     : strcmp(conversation, "hillside") == 0    ? world->hillside
			     : strcmp(conversation, "dermatology") == 0 ? world->dermatology
									: world->cardiology;
	told->thread = (struct thread_id){store_last_pos(world->store) + 1};
	snprintf(told->threads[told->thread_count].name, 8, "%s", told->words[3]);
	told->threads[told->thread_count].conversation = told->conversation;
	told->threads[told->thread_count++].thread = told->thread;
}

static int64_t happens(struct told *told, enum event_kind kind, const char *by, const void *data)
{
	return world_happens(told->world, kind, told->conversation, told->thread, by, data);
}

/* --- verbs ----------------------------------------------------------------------------------------------------------- */

static void ask(struct told *told)
{
	char *const *words = told->words;

	add_thread(told, words[4]);
	bool is_hillside = strcmp(words[4], "hillside") == 0;
	struct patient patient = {.nhs_number = {"9990000018"}};
	struct case_asked_data data = {
		.message = {told->thread.pos},
		.asked = person(words[6]),
		.patient = &patient,
		.title = text_of("Title"),
		.question = text_of("Question"),
		.urgency = URGENCY_ROUTINE,
		.intent = (enum intent)word_of(&intent_vocabulary, words[7]),
		.reply_due = time_of(words[9], "17:00"),
		.treatment_function = strcmp(words[4], "dermatology") == 0 ? WORLD_DERMATOLOGY : WORLD_CARDIOLOGY,
		.neighbourhood = neighbourhood(is_hillside ? "hillside" : "riverside"),
		.practice = organisation(words[8]),
		.patient_key = text_of(words[3]),
		.age_band = (enum age_band)word_of(&age_band_vocabulary, words[10]),
		.sex = (enum sex)word_of(&sex_vocabulary, words[11]),
		.provider = organisation("RXX"),
	};
	cr_assert_eq(text_to_integer(text_of(words[12]), &data.deprivation_decile), OK);
	happens(told, EVENT_case_asked, words[5], &data);
}

static void answer(struct told *told)
{
	world_answer(told->world, told->conversation, told->thread, told->words[4], "Advice",
		(enum recommendation)word_of(&recommendation_vocabulary, told->words[5]));
}

static void want(struct told *told)
{
	world_want_information(told->world, told->conversation, told->thread, told->words[4], "What is the ECG?");
}

static void say(struct told *told)
{
	bool gives = strcmp(told->words[5], "-") != 0;
	struct message_sent_data data = {.message = {store_last_pos(told->world->store) + 1},
		.body = text_of("Said"),
		.reply_due = gives ? time_of(told->words[5], "17:00") : 0};

	happens(told, EVENT_message_sent, told->words[4], &data);
}

static void close_case(struct told *told)
{
	world_close(told->world, told->conversation, told->thread, told->words[4],
		(enum outcome)word_of(&outcome_vocabulary, told->words[5]));
}

static void avoid(struct told *told)
{
	world_avoid(told->world, told->conversation, told->thread, told->words[4], told->words[3]);
}

static void defer(struct told *told)
{
	struct referral_deferred_data data = {.cause = DEFERRAL_RECORDED, .treatment_function = WORLD_CARDIOLOGY};

	cr_assert_eq(calendar_parse_date(text_of(told->words[4]), &data.referred_on), OK);
	happens(told, EVENT_referral_deferred, "system", &data);
}

static void confirm(struct told *told)
{
	struct referral_confirmed_data data = {.treatment_function = WORLD_CARDIOLOGY, .avoided_on = 20270105};

	happens(told, EVENT_referral_confirmed, "system", &data);
}

static void reopen(struct told *told)
{
	struct referral_reopened_data data = {.treatment_function = WORLD_CARDIOLOGY};
	const char *due = told->words[5];

	world_reopen(told->world, told->conversation, told->thread, told->words[4], due ? time_of(due, "17:00") : 0);
	if (due)
		return; /* it was not answered, so it was not avoided */
	happens(told, EVENT_referral_reopened, told->words[4], &data);
}

static void topic(struct told *told)
{
	struct topic_opened_data data = {.title = text_of("Topic"), .body = text_of("Body")};

	if (strcmp(told->words[6], "-") != 0)
		data.from_case = find_thread(told, told->words[6]);
	add_thread(told, told->words[4]);
	data.message.pos = told->thread.pos;
	happens(told, EVENT_topic_opened, told->words[5], &data);
}

static void thank(struct told *told)
{
	struct message_thanked_data data = {.message = {told->thread.pos}, .author = person(told->words[5])};

	happens(told, EVENT_message_thanked, told->words[4], &data);
}

/* "330,400" or "-". */
static struct list functions(char *word)
{
	static int32_t codes[2][4];
	static int turn;
	struct list list = {codes[turn], 0};

	for (char *code = strtok(word, ","); code && strcmp(code, "-") != 0; code = strtok(NULL, ","))
		codes[turn][list.count++] = (int32_t)strtol(code, NULL, 10);
	turn = 1 - turn;
	return list;
}

static void put_before_mdt(struct told *told)
{
	struct mdt_case_added_data data = {.from_case = find_thread(told, told->words[6]),
		.patient_key = text_of("mdt-patient"),
		.neighbourhood = {"riverside"},
		.practice = organisation("P81001"),
		.would_refer_to = functions(told->words[5])};

	add_thread(told, "mdt");
	data.message.pos = told->thread.pos;
	happens(told, EVENT_mdt_case_added, told->words[4], &data);
}

static void decided(struct told *told)
{
	struct mdt_decided_data data = {.message = {store_last_pos(told->world->store) + 1},
		.managed = functions(told->words[5]),
		.refer = functions(told->words[6])};

	happens(told, EVENT_mdt_decided, told->words[4], &data);
}

/* The decision, posted to the patient's own case. */
static void post(struct told *told)
{
	struct message_sent_data data = {.message = {store_last_pos(told->world->store) + 1}, .body = text_of("So.")};

	data.from_mdt = find_thread(told, told->words[5]);
	find_thread(told, told->words[3]);
	happens(told, EVENT_message_sent, told->words[4], &data);
}

static void avoid_by_mdt(struct told *told)
{
	struct referral_avoided_data data = {.state = LEDGER_PROVISIONAL,
		.treatment_function = (int32_t)strtol(told->words[5], NULL, 10),
		.neighbourhood = {"riverside"},
		.practice = organisation("P81001"),
		.patient_key = text_of("mdt-patient")};

	happens(told, EVENT_referral_avoided, told->words[4], &data);
}

static const struct {
	const char *verb;
	bool begins; /* a thread */
	void (*run)(struct told *told);
} verbs[] = {{"ask", true, ask}, {"answer", false, answer}, {"want", false, want}, {"say", false, say},
	{"close", false, close_case}, {"avoid", false, avoid}, {"defer", false, defer}, {"confirm", false, confirm},
	{"reopen", false, reopen}, {"topic", true, topic}, {"thank", false, thank}, {"mdt", true, put_before_mdt},
	{"decided", false, decided}, {"avoid_by_mdt", false, avoid_by_mdt}, {"post", false, post}};

static void tell_line(struct told *told, char *line)
{
	size_t count = 0;

	memset(told->words, 0, sizeof(told->words));
	for (char *word = strtok(line, " \n"); word && count < WORDS; word = strtok(NULL, " \n"))
		told->words[count++] = word;
	if (count == 0 || told->words[0][0] == '#')
		return;
	told->world->now_ms = time_of(told->words[0], told->words[1]);
	for (size_t i = 0; i < sizeof(verbs) / sizeof(verbs[0]); i++) {
		if (strcmp(verbs[i].verb, told->words[2]) != 0)
			continue;
		if (!verbs[i].begins)
			find_thread(told, told->words[3]);
		verbs[i].run(told);
		return;
	}
	cr_assert_fail("no verb %s", told->words[2]);
}

void history_open(struct subject *subject, struct world *world)
{
	FILE *file = fopen(REPORTS_FOLDER "/history.txt", "r");
	struct told told = {.world = world};
	char line[256];

	cr_assert_not_null(file);
	codec_init();
	subject_open(subject, SUBJECT_MEMORY);
	world_init(world, subject->store);
	while (fgets(line, sizeof(line), file))
		tell_line(&told, line);
	fclose(file);
}

void history_play(struct subject *subject, struct world *world, const char *const *lines)
{
	struct told told = {.world = world};
	char line[256];

	subject_open(subject, SUBJECT_MEMORY);
	world_init(world, subject->store);
	for (; *lines; lines++) {
		snprintf(line, sizeof(line), "%s", *lines);
		tell_line(&told, line);
	}
}

void history_close(struct subject *subject, struct world *world)
{
	world_deinit(world);
	subject_close(subject);
}

/* --- asking ---------------------------------------------------------------------------------------------------------- */

struct buffer history_export(
	struct world *world, const char *as, const char *wire, const char *args, bool is_json, enum error *error)
{
	const struct command_row *row = command_find(text_of(wire));
	struct buffer out = {0};
	struct refusal refusal = {0};

	cr_assert_not_null(row, "%s", wire);
	void *record = arena_take(world->arena, row->args->size);
	cr_assert_eq(codec_decode_record(row->args, text_of(args), "", world->arena, record, &refusal), OK, "%s", args);
	const void *result = world_query(world, NULL, as, row->kind, record, error);
	if (!error || *error == OK)
		(is_json ? report_write_json : report_write_csv)(row, record, result, &out);
	cr_assert(!out.failed);
	return out;
}
