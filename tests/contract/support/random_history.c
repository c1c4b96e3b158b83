#include "tests/contract/support/random_history.h"

#include <criterion/criterion.h>

#include "base/text.h"

enum { MOST_THREADS = 400, MOST_MESSAGES = 2000 };

struct random_thread {
	struct thread_id id;
	struct conversation_id conversation;
	bool is_case;
	enum thread_state state;
	bool was_avoided;
};

struct random_message {
	struct message_id id;
	size_t thread; /* index */
	const char *by;
	bool is_redacted;
};

struct random_world {
	struct world *world;
	unsigned seed;
	unsigned state;
	size_t thread_count;
	size_t message_count;
	int people_count;
	struct random_thread threads[MOST_THREADS];
	struct random_message messages[MOST_MESSAGES];
};

static unsigned roll(struct random_world *random, unsigned sides)
{
	random->state = random->state * 1664525u + 1013904223u;
	return (random->state >> 8) % sides;
}

/* A few words out of a small stock, so that the same ones come again. */
static struct text some_words(struct random_world *random)
{
	static const char *const stock[] = {"chest", "pain", "ECG", "normal", "caf\xc3\xa9", "dose", "5mg", "night",
		"worse", "better", "clinic", "scan", "blood", "results", "Monday", "ferritin"};
	struct text words = {"", 0};

	for (unsigned i = roll(random, 12) + 1; i > 0; i--)
		words = arena_format(random->world->arena, "%.*s%s ", TEXT_ARGS(words), stock[roll(random, 16)]);
	return words;
}

static const char *somebody(struct random_world *random, struct conversation_id conversation)
{
	static const char *const riverside[] = {"a.khan", "b.osei", "e.okafor"};
	static const char *const hillside[] = {"d.moore", "e.okafor"};

	return conversation.pos == random->world->hillside.pos ? hillside[roll(random, 2)] : riverside[roll(random, 3)];
}

static int64_t next_pos(const struct random_world *random)
{
	return store_last_pos(random->world->store) + 1;
}

static void remember(struct random_world *random, size_t thread, const char *by, int64_t pos)
{
	if (random->message_count < MOST_MESSAGES)
		random->messages[random->message_count++] =
			(struct random_message){.id = {pos}, .thread = thread, .by = by};
}

static void happen(struct random_world *random, enum event_kind kind, const struct random_thread *thread,
	const char *by, const void *data)
{
	world_append(random->world, kind, thread->conversation, thread->id, by, data);
}

/* --- what can happen ---------------------------------------------------------------------------------------------- */

static void open_thread(struct random_world *random)
{
	struct random_thread *thread = &random->threads[random->thread_count];
	struct world *world = random->world;
	const char *by;

	if (random->thread_count == MOST_THREADS)
		return;
	*thread = (struct random_thread){.id = {next_pos(random)},
		.conversation = roll(random, 3) ? world->cardiology : world->hillside,
		.is_case = roll(random, 4) != 0,
		.state = STATE_OPEN};
	by = somebody(random, thread->conversation);
	struct patient patient = {.nhs_number = {"9990000018"}, .name = some_words(random), .birth_date = 19700101};
	struct case_asked_data asked = {.message = {thread->id.pos},
		.asked = person("e.okafor"),
		.patient = &patient,
		.title = some_words(random),
		.question = some_words(random),
		.urgency = URGENCY_ROUTINE,
		.intent = (enum intent)(1 + roll(random, 3)),
		.reply_due = world->now_ms + roll(random, 1000000),
		.treatment_function = WORLD_CARDIOLOGY,
		.neighbourhood = neighbourhood("riverside"),
		.patient_key = text_of("key")};
	struct topic_opened_data topic = {
		.message = {thread->id.pos}, .title = some_words(random), .body = some_words(random)};
	if (thread->is_case)
		thread->state = STATE_AWAITING_ANSWER;
	happen(random, thread->is_case ? EVENT_case_asked : EVENT_topic_opened, thread, by,
		thread->is_case ? (const void *)&asked : (const void *)&topic);
	remember(random, random->thread_count++, by, thread->id.pos);
}

static void say(struct random_world *random, size_t at)
{
	struct random_thread *thread = &random->threads[at];
	const char *by = somebody(random, thread->conversation);
	struct message_sent_data data = {.message = {next_pos(random)}, .body = some_words(random)};

	if (thread->state == STATE_AWAITING_INFORMATION && roll(random, 2)) {
		data.reply_due = random->world->now_ms + roll(random, 1000000) + 1;
		thread->state = STATE_AWAITING_ANSWER;
	}
	remember(random, at, by, data.message.pos);
	happen(random, EVENT_message_sent, thread, by, &data);
}

static void advise(struct random_world *random, size_t at)
{
	struct random_thread *thread = &random->threads[at];
	struct case_answered_data answered = {.message = {next_pos(random)},
		.answer = some_words(random),
		.in_primary_care = some_words(random),
		.next_actor = text_of("GP"),
		.recommendation = (enum recommendation)(1 + roll(random, 4))};
	struct case_information_requested_data wanted = {.message = answered.message, .body = some_words(random)};
	bool is_answer = roll(random, 2);

	if (!thread->is_case || thread->state == STATE_CLOSED)
		return;
	thread->state = is_answer ? STATE_ANSWERED : STATE_AWAITING_INFORMATION;
	remember(random, at, "e.okafor", answered.message.pos);
	happen(random, is_answer ? EVENT_case_answered : EVENT_case_information_requested, thread, "e.okafor",
		is_answer ? (const void *)&answered : (const void *)&wanted);
}

static void avoid(struct random_world *random, struct random_thread *thread)
{
	struct referral_avoided_data data = {.state = LEDGER_PROVISIONAL,
		.treatment_function = WORLD_CARDIOLOGY,
		.neighbourhood = neighbourhood("riverside"),
		.patient_key = text_of("key")};

	thread->was_avoided = true;
	happen(random, EVENT_referral_avoided, thread, "a.khan", &data);
}

static void end_or_reopen(struct random_world *random, size_t at)
{
	struct random_thread *thread = &random->threads[at];
	struct case_closed_data closed = {.outcome = (enum outcome)(1 + roll(random, 6)), .note = some_words(random)};
	struct case_reopened_data reopened = {.reason = some_words(random)};

	if (!thread->is_case)
		return;
	if (thread->state != STATE_CLOSED) {
		thread->state = STATE_CLOSED;
		happen(random, EVENT_case_closed, thread, "a.khan", &closed);
		if (closed.outcome == OUTCOME_MANAGED_IN_PRIMARY_CARE)
			avoid(random, thread);
		return;
	}
	reopened.reply_due = roll(random, 2) ? random->world->now_ms + roll(random, 1000000) + 1 : 0;
	thread->state = STATE_AWAITING_ANSWER; /* or answered: the store knows */
	happen(random, EVENT_case_reopened, thread, "a.khan", &reopened);
	if (thread->was_avoided) {
		struct referral_reopened_data entry = {.treatment_function = WORLD_CARDIOLOGY};

		happen(random, EVENT_referral_reopened, thread, "a.khan", &entry);
	}
}

static void refer(struct random_world *random, size_t at)
{
	struct random_thread *thread = &random->threads[at];
	struct case_referred_data data = {.treatment_function = WORLD_CARDIOLOGY, .note = some_words(random)};
	struct referral_deferred_data deferred = {.cause = DEFERRAL_CASE_REFER, .treatment_function = WORLD_CARDIOLOGY};

	if (!thread->is_case)
		return;
	happen(random, EVENT_case_referred, thread, "a.khan", &data);
	if (thread->was_avoided)
		happen(random, EVENT_referral_deferred, thread, "a.khan", &deferred);
}

static void change_message(struct random_world *random, bool is_redaction)
{
	struct random_message *message = &random->messages[roll(random, (unsigned)random->message_count)];
	struct message_amended_data amended = {
		.message = message->id, .body = some_words(random), .reason = some_words(random)};
	struct message_redacted_data redacted = {.message = message->id, .reason = some_words(random)};

	if (message->is_redacted)
		return;
	message->is_redacted = is_redaction;
	happen(random, is_redaction ? EVENT_message_redacted : EVENT_message_amended, &random->threads[message->thread],
		message->by, is_redaction ? (const void *)&redacted : (const void *)&amended);
}

static void mark(struct random_world *random, size_t at)
{
	struct random_thread *thread = &random->threads[at];
	struct read_marked_data data = {.seq = 1 + roll(random, 500)};

	happen(random, EVENT_read_marked, thread, somebody(random, thread->conversation), &data);
}

static void join(struct random_world *random)
{
	struct text handle =
		arena_format(random->world->arena, "late.comer%u.%d", random->seed, random->people_count++);
	struct person_created_data data = {.person = person(handle.data),
		.display_name = some_words(random),
		.roles = SET_OF(roll(random, 2) ? ROLE_INT_CLINICIAN : ROLE_COORDINATOR),
		.neighbourhood = neighbourhood("riverside")};

	world_append(random->world, EVENT_person_created, (struct conversation_id){0}, (struct thread_id){0}, "o.frost",
		&data);
}

static void happen_once(struct random_world *random)
{
	size_t at = random->thread_count > 0 ? roll(random, (unsigned)random->thread_count) : 0;
	unsigned what = roll(random, 40);

	if (random->thread_count == 0 || what < 5)
		open_thread(random);
	else if (what < 18)
		say(random, at);
	else if (what < 24)
		advise(random, at);
	else if (what < 28)
		end_or_reopen(random, at);
	else if (what < 30)
		refer(random, at);
	else if (what < 33)
		change_message(random, false);
	else if (what < 34)
		change_message(random, true);
	else if (what < 39)
		mark(random, at);
	else
		join(random);
}

/* Something that is taken back: whatever it was, it must leave no trace. */
static void happen_and_undo(struct random_world *random, void (*take_back)(struct store *store))
{
	static struct random_world before;
	int64_t now_ms = random->world->now_ms;

	before = *random;
	happen_once(random);
	take_back(random->world->store);
	*random = before;
	(void)roll(random, 2); /* not the same again */
	random->world->now_ms = now_ms;
}

void random_history(struct world *world, unsigned seed, int happenings)
{
	static struct random_world random;

	random = (struct random_world){.world = world, .seed = seed, .state = seed};
	while (happenings > 0) {
		cr_assert_eq(store_begin(world->store), OK);
		if (roll(&random, 10) == 0) {
			happen_and_undo(&random, store_rollback);
			continue;
		}
		for (unsigned left = roll(&random, 20) + 1; left > 0 && happenings > 0; left--, happenings--) {
			cr_assert_eq(store_savepoint(world->store), OK);
			if (roll(&random, 8) == 0) {
				happen_and_undo(&random, store_undo);
				continue;
			}
			happen_once(&random);
			cr_assert_eq(store_release(world->store), OK);
		}
		cr_assert_eq(store_commit(world->store), OK);
	}
}
