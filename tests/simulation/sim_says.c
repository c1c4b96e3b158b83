/* What people say when they say something new. */
#include <stdio.h>
#include <stdlib.h>

#include "base/calendar.h"
#include "base/text.h"
#include "tests/simulation/sim.h"

#define PUT(field, value) snprintf(field, sizeof(field), "%s", value)

static int64_t below(struct sim *sim, int64_t most)
{
	return chance_below(&sim->chance, most);
}

static struct conversation_id any_conversation(struct sim *sim)
{
	const struct conversation_id all[] = {
		sim->town.cardiology, sim->town.dermatology, sim->town.hillside_cardiology, sim_mdt};

	/* what is asked in an MDT is refused; topics may be opened there */
	return all[below(sim, 8) == 0 ? 3 : below(sim, 3)];
}

static struct known_thread any_thread(struct sim *sim)
{
	struct known_thread none = {.thread = {5}, .message = {5}};

	return sim->thread_count ? sim->threads[below(sim, (int64_t)sim->thread_count)] : none;
}

struct thread_id sim_thread(struct sim *sim)
{
	return any_thread(sim).thread;
}

struct text sim_words(struct sim *sim)
{
	return arena_format(sim->arena, "Words %d of %llu", sim->txns, (unsigned long long)sim->seed);
}

/* Few patients, so that their cases meet in the ledger. */
struct nhs_number sim_patient(struct sim *sim)
{
	static const char *const numbers[] = {"9990000018", "9990000026", "9990000034", "9990000042"};
	struct nhs_number number;

	PUT(number.text, numbers[below(sim, 4)]);
	return number;
}

void *sim_args(struct sim *sim, enum command_kind kind)
{
	void *args = arena_take(sim->arena, command_row(kind)->args->size);

	if (!args)
		abort();
	return args;
}

static void *make_ask(struct sim *sim)
{
	struct case_ask_args *args = sim_args(sim, COMMAND_case_ask);
	struct patient *patient = arena_take(sim->arena, sizeof *patient);

	if (!patient)
		abort();
	patient->nhs_number = sim_patient(sim);
	args->conversation = any_conversation(sim);
	args->patient = patient;
	args->title = text_of("A question");
	args->question = sim_words(sim);
	args->urgency = URGENCY_ROUTINE;
	args->intent = below(sim, 4) ? INTENT_WOULD_REFER : INTENT_UNSURE;
	return args;
}

static void *make_answer(struct sim *sim, struct thread_id thread)
{
	struct case_answer_args *args = sim_args(sim, COMMAND_case_answer);

	args->thread = thread;
	args->answer = sim_words(sim);
	args->next_actor = text_of("GP");
	args->recommendation = below(sim, 4) ? RECOMMENDATION_ADVICE_ONLY : RECOMMENDATION_REFERRAL;
	return args;
}

static void *make_close(struct sim *sim, struct thread_id thread)
{
	struct case_close_args *args = sim_args(sim, COMMAND_case_close);

	args->thread = thread;
	args->outcome = below(sim, 4) ? OUTCOME_MANAGED_IN_PRIMARY_CARE : OUTCOME_REFERRED;
	return args;
}

static void *make_send(struct sim *sim, struct thread_id thread)
{
	struct message_send_args *args = sim_args(sim, COMMAND_message_send);

	args->thread = thread;
	args->body = sim_words(sim);
	return args;
}

static void *make_record(struct sim *sim)
{
	struct referral_record_args *args = sim_args(sim, COMMAND_referral_record);

	args->nhs_number = sim_patient(sim);
	args->treatment_function = 320;
	args->referred_on = calendar_london_date(sim->clock.wall_now_ms);
	args->source = text_of("e-RS");
	return args;
}

static void *make_topic(struct sim *sim)
{
	struct topic_open_args *args = sim_args(sim, COMMAND_topic_open);

	args->conversation = any_conversation(sim);
	args->title = text_of("A topic");
	args->body = sim_words(sim);
	return args;
}

static void *make_amend(struct sim *sim, struct message_id message)
{
	struct message_amend_args *args = sim_args(sim, COMMAND_message_amend);

	args->message = message;
	args->body = sim_words(sim);
	args->reason = text_of("A slip");
	return args;
}

static void *make_redact(struct sim *sim, struct message_id message)
{
	struct message_redact_args *args = sim_args(sim, COMMAND_message_redact);

	args->message = message;
	args->reason = text_of("In the wrong case");
	return args;
}

/* Of these all begin with the thread they are about. */
static void *make_plain(struct sim *sim, enum command_kind kind, struct thread_id thread)
{
	void *args = sim_args(sim, kind);

	if (kind == COMMAND_case_refer)
		((struct case_refer_args *)args)->thread = thread;
	if (kind == COMMAND_case_reopen)
		*(struct case_reopen_args *)args =
			(struct case_reopen_args){.thread = thread, .reason = text_of("Once more")};
	if (kind == COMMAND_read_mark)
		*(struct read_mark_args *)args = (struct read_mark_args){.thread = thread, .seq = 1 + below(sim, 60)};
	return args;
}

static void *make_args(struct sim *sim, enum command_kind kind)
{
	struct known_thread known = any_thread(sim);
	void *keeping = sim_keeping_args(sim, kind);

	if (keeping)
		return keeping;
	switch ((int)kind) {
	case COMMAND_case_ask:
		return make_ask(sim);
	case COMMAND_case_answer:
		return make_answer(sim, known.thread);
	case COMMAND_case_close:
		return make_close(sim, known.thread);
	case COMMAND_message_send:
		return make_send(sim, known.thread);
	case COMMAND_referral_record:
		return make_record(sim);
	case COMMAND_topic_open:
		return make_topic(sim);
	case COMMAND_message_amend:
		return make_amend(sim, known.message);
	case COMMAND_message_redact:
		return make_redact(sim, known.message);
	default:
		return make_plain(sim, kind, known.thread);
	}
}

/* The words that the log will keep as what it mainly says. */
static struct text main_words(enum command_kind kind, const void *args)
{
	switch ((int)kind) {
	case COMMAND_case_ask:
		return ((const struct case_ask_args *)args)->question;
	case COMMAND_case_answer:
		return ((const struct case_answer_args *)args)->answer;
	case COMMAND_message_send:
		return ((const struct message_send_args *)args)->body;
	case COMMAND_topic_open:
		return ((const struct topic_open_args *)args)->body;
	case COMMAND_message_amend:
		return ((const struct message_amend_args *)args)->body;
	case COMMAND_mdt_add_case:
		return ((const struct mdt_add_case_args *)args)->question;
	case COMMAND_mdt_contribute:
		return ((const struct mdt_contribute_args *)args)->body;
	default:
		return (struct text){0};
	}
}

/* Every second seed is mostly about cases, told to their end; the others as much about who has access. */
static bool is_about_keeping(struct sim *sim)
{
	return below(sim, sim->seed % 2 ? 10 : 2) == 0;
}

void sim_new_command(struct sim *sim, struct sim_client *client)
{
	static const enum command_kind kinds[] = {COMMAND_case_ask, COMMAND_case_ask, COMMAND_message_send,
		COMMAND_message_send, COMMAND_message_send, COMMAND_case_answer, COMMAND_case_answer,
		COMMAND_case_close, COMMAND_case_close, COMMAND_case_reopen, COMMAND_case_refer, COMMAND_read_mark,
		COMMAND_topic_open, COMMAND_message_amend, COMMAND_message_redact, COMMAND_referral_record};
	struct attempt attempt = {0};
	struct outgoing *out = &client->outbox[client->outbox_count];

	if (client->outbox_count == SIM_COMMANDS)
		return;
	client->outbox_count++;
	*out = (struct outgoing){.kind = is_about_keeping(sim) ? sim_keeping_kind(sim, client) : (enum command_kind)0};
	if (!out->kind)
		out->kind = kinds[below(sim, sizeof kinds / sizeof kinds[0])];
	snprintf(out->txn, sizeof out->txn, "x%d", ++sim->txns);
	out->args = make_args(sim, out->kind);
	PUT(attempt.device, client->device.text);
	PUT(attempt.person, client->person);
	PUT(attempt.txn, out->txn);
	PUT(attempt.command, command_row(out->kind)->wire);
	history_words(main_words(out->kind, out->args), attempt.words);
	history_attempt(&sim->history, &attempt);
}
