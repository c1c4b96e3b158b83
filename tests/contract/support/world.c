#include "tests/contract/support/world.h"

#include <criterion/criterion.h>

#include <stdio.h>

#include "base/text.h"

enum { WORLD_ARENA_BYTES = 512 * 1024 * 1024 };

static const int64_t start_ms = 1795424400000; /* Monday 2026-11-23 09:00 in London */
static const int64_t two_days_ms = 2 * (int64_t)86400000;

#define FILL_ID(id, string) cr_assert_eq(text_copy(text_of(string), (id).text, sizeof((id).text)), OK)

struct person_id person(const char *handle)
{
	struct person_id id;

	FILL_ID(id, handle);
	return id;
}

struct device_id device_of(const char *handle)
{
	struct device_id id;

	int length = snprintf(id.text, sizeof(id.text), "%s-1", handle);
	cr_assert(length > 0 && length < (int)sizeof(id.text));
	for (char *at = id.text; *at; at++)
		*at = *at == '.' ? '-' : *at;
	return id;
}

struct neighbourhood_id neighbourhood(const char *handle)
{
	struct neighbourhood_id id;

	FILL_ID(id, handle);
	return id;
}

struct organisation_id organisation(const char *code)
{
	struct organisation_id id;

	FILL_ID(id, code);
	return id;
}

/* --- appending ---------------------------------------------------------------------------------------------------- */

int64_t world_append(struct world *world, enum event_kind kind, struct conversation_id conversation,
	struct thread_id thread, const char *by, const void *data)
{
	struct event event = {.conversation = conversation,
		.thread = thread,
		.kind = kind,
		.at_ms = world->now_ms,
		.by = person(by),
		.device = device_of(by),
		.data = data};

	FILL_ID(event.txn, arena_format(world->arena, "x%lld", (long long)world->now_ms).data);
	world->now_ms += 1000;
	cr_assert_eq(store_append(world->store, &event, 1), OK);
	return event.pos;
}

int64_t world_happens(struct world *world, enum event_kind kind, struct conversation_id conversation,
	struct thread_id thread, const char *by, const void *data)
{
	int64_t pos;

	cr_assert_eq(store_begin(world->store), OK);
	pos = world_append(world, kind, conversation, thread, by, data);
	cr_assert_eq(store_commit(world->store), OK);
	return pos;
}

/* --- the place and its people ------------------------------------------------------------------------------------- */

static void add_organisations(struct world *world)
{
	static const struct {
		const char *code, *name;
		enum organisation_kind kind;
	} rows[] = {{"P81001", "Riverside Surgery", ORGANISATION_PRACTICE},
		{"P81002", "Weir Lane Practice", ORGANISATION_PRACTICE},
		{"P82001", "Hill Top Practice", ORGANISATION_PRACTICE}, {"RXX", "County Hospital", ORGANISATION_TRUST}};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct organisation_created_data data = {.organisation = organisation(rows[i].code),
			.name = text_of(rows[i].name),
			.kind = rows[i].kind};

		world_append(world, EVENT_organisation_created, (struct conversation_id){0}, (struct thread_id){0},
			"system", &data);
	}
}

static void add_neighbourhood(
	struct world *world, const char *id, const char *name, int64_t population, const char *practice)
{
	struct organisation_id practices[] = {organisation(practice)};
	struct neighbourhood_created_data data = {.neighbourhood = neighbourhood(id),
		.name = text_of(name),
		.population = population,
		.practices = {practices, 1}};

	world_append(world, EVENT_neighbourhood_created, (struct conversation_id){0}, (struct thread_id){0}, "system",
		&data);
}

static void add_person(struct world *world, const char *handle, const char *name, enum role role, const char *team,
	const char *works_at)
{
	struct person_created_data data = {.person = person(handle),
		.display_name = text_of(name),
		.roles = SET_OF(role),
		.job_title = text_of(role == ROLE_SPECIALIST ? "Consultant" : "Colleague"),
		.professional_number = text_of("7654321"),
		.organisation = organisation(works_at),
		.neighbourhood = neighbourhood(team)};
	struct device_enrolled_data device = {.device = device_of(handle), .person = data.person};

	world_append(world, EVENT_person_created, (struct conversation_id){0}, (struct thread_id){0}, "system", &data);
	world_append(
		world, EVENT_device_enrolled, (struct conversation_id){0}, (struct thread_id){0}, "system", &device);
}

static struct conversation_id add_link(
	struct world *world, const char *team, const char *name, int32_t function, const char *specialist)
{
	struct conversation_id conversation = {store_last_pos(world->store) + 1};
	struct person_id specialists[] = {person(specialist)};
	struct link_created_data data = {.link = {conversation.pos},
		.name = text_of(name),
		.neighbourhood = neighbourhood(team),
		.treatment_function = function,
		.specialists = {specialists, 1},
		.reply_working_days = 2,
		.weekly_limit = 10};

	world_append(world, EVENT_link_created, conversation, (struct thread_id){0}, "o.frost", &data);
	return conversation;
}

/* One GP joins before the links are made and one after: both must be members. */
void world_init(struct world *world, struct store *store)
{
	*world = (struct world){.store = store, .arena = arena_new(WORLD_ARENA_BYTES), .now_ms = start_ms};
	cr_assert_not_null(world->arena);
	cr_assert_eq(store_begin(store), OK);
	add_organisations(world);
	add_neighbourhood(world, "riverside", "Riverside", 50000, "P81001");
	add_neighbourhood(world, "hillside", "Hillside", 42000, "P82001");
	add_person(world, "a.khan", "Dr Aisha Khan", ROLE_INT_CLINICIAN, "riverside", "P81001");
	add_person(world, "d.moore", "Dr Dan Moore", ROLE_INT_CLINICIAN, "hillside", "P82001");
	add_person(world, "e.okafor", "Dr Emeka Okafor", ROLE_SPECIALIST, "", "RXX");
	add_person(world, "f.rossi", "Dr Flavia Rossi", ROLE_SPECIALIST, "", "RXX");
	add_person(world, "m.grant", "Mo Grant", ROLE_COORDINATOR, "riverside", "");
	add_person(world, "n.shaw", "Nia Shaw", ROLE_MANAGER, "", "");
	add_person(world, "o.frost", "Orla Frost", ROLE_ADMINISTRATOR, "", "");
	world->cardiology = add_link(world, "riverside", "Riverside: Cardiology", WORLD_CARDIOLOGY, "e.okafor");
	world->dermatology = add_link(world, "riverside", "Riverside: Dermatology", WORLD_DERMATOLOGY, "f.rossi");
	world->hillside = add_link(world, "hillside", "Hillside: Cardiology", WORLD_CARDIOLOGY, "e.okafor");
	add_person(world, "b.osei", "Dr Ben Osei", ROLE_INT_CLINICIAN, "riverside", "P81002");
	cr_assert_eq(store_commit(store), OK);
}

void world_attach(struct world *world, struct store *store, const struct world *before)
{
	*world = *before;
	world->store = store;
}

void world_deinit(struct world *world)
{
	arena_free(world->arena);
}

/* --- what happens ------------------------------------------------------------------------------------------------- */

static const char *or_else(const char *given, const char *otherwise)
{
	return given ? given : otherwise;
}

struct thread_id world_ask(struct world *world, struct conversation_id conversation, const struct asking *asking)
{
	struct thread_id thread = {store_last_pos(world->store) + 1};
	struct patient patient = {.name = text_of(asking->patient)};
	const char *nhs_number = or_else(asking->nhs_number, "9990000018");
	struct case_asked_data data = {
		.message = {thread.pos},
		.asked = person(or_else(asking->asked, "e.okafor")),
		.patient = &patient,
		.title = text_of(or_else(asking->title, "Title")),
		.question = text_of(or_else(asking->question, "Question")),
		.urgency = asking->urgency ? asking->urgency : URGENCY_ROUTINE,
		.intent = asking->intent ? asking->intent : INTENT_WOULD_REFER,
		.reply_due = asking->reply_due_ms ? asking->reply_due_ms : world->now_ms + two_days_ms,
		.treatment_function = asking->treatment_function ? asking->treatment_function : WORLD_CARDIOLOGY,
		.neighbourhood = neighbourhood(or_else(asking->neighbourhood, "riverside")),
		.practice = organisation(or_else(asking->practice, "P81001")),
		.patient_key = text_of(nhs_number),
	};

	FILL_ID(patient.nhs_number, nhs_number);
	world_happens(world, EVENT_case_asked, conversation, thread, or_else(asking->by, "a.khan"), &data);
	return thread;
}

struct thread_id world_topic(
	struct world *world, struct conversation_id conversation, const char *by, const char *title, const char *body)
{
	struct thread_id thread = {store_last_pos(world->store) + 1};
	struct topic_opened_data data = {.message = {thread.pos}, .title = text_of(title), .body = text_of(body)};

	world_happens(world, EVENT_topic_opened, conversation, thread, by, &data);
	return thread;
}

static struct message_id next_message(const struct world *world)
{
	return (struct message_id){store_last_pos(world->store) + 1};
}

struct message_id world_say(struct world *world, struct conversation_id conversation, struct thread_id thread,
	const char *by, const char *body)
{
	struct message_sent_data data = {.message = next_message(world), .body = text_of(body)};

	world_happens(world, EVENT_message_sent, conversation, thread, by, &data);
	return data.message;
}

struct message_id world_answer(struct world *world, struct conversation_id conversation, struct thread_id thread,
	const char *by, const char *answer, enum recommendation recommendation)
{
	struct case_answered_data data = {.message = next_message(world),
		.answer = text_of(answer),
		.next_actor = text_of("GP"),
		.next_by = text_of("2026-12-01"),
		.recommendation = recommendation};

	world_happens(world, EVENT_case_answered, conversation, thread, by, &data);
	return data.message;
}

struct message_id world_want_information(struct world *world, struct conversation_id conversation,
	struct thread_id thread, const char *by, const char *body)
{
	struct case_information_requested_data data = {.message = next_message(world), .body = text_of(body)};

	world_happens(world, EVENT_case_information_requested, conversation, thread, by, &data);
	return data.message;
}

void world_amend(struct world *world, struct conversation_id conversation, struct thread_id thread, const char *by,
	struct message_id message, const char *body, const char *reason)
{
	struct message_amended_data data = {.message = message, .body = text_of(body), .reason = text_of(reason)};

	world_happens(world, EVENT_message_amended, conversation, thread, by, &data);
}

void world_redact(struct world *world, struct conversation_id conversation, struct thread_id thread, const char *by,
	struct message_id message, const char *reason)
{
	struct message_redacted_data data = {.message = message, .reason = text_of(reason)};

	world_happens(world, EVENT_message_redacted, conversation, thread, by, &data);
}

void world_close(struct world *world, struct conversation_id conversation, struct thread_id thread, const char *by,
	enum outcome outcome)
{
	struct case_closed_data data = {.outcome = outcome};

	world_happens(world, EVENT_case_closed, conversation, thread, by, &data);
}

void world_reopen(struct world *world, struct conversation_id conversation, struct thread_id thread, const char *by,
	int64_t reply_due_ms)
{
	struct case_reopened_data data = {.reason = text_of("Because"), .reply_due = reply_due_ms};

	world_happens(world, EVENT_case_reopened, conversation, thread, by, &data);
}

void world_refer(struct world *world, struct conversation_id conversation, struct thread_id thread, const char *by)
{
	struct case_referred_data data = {.treatment_function = WORLD_CARDIOLOGY};

	world_happens(world, EVENT_case_referred, conversation, thread, by, &data);
}

void world_mark(
	struct world *world, struct conversation_id conversation, struct thread_id thread, const char *by, int64_t seq)
{
	struct read_marked_data data = {.seq = seq};

	world_happens(world, EVENT_read_marked, conversation, thread, by, &data);
}

void world_avoid(struct world *world, struct conversation_id conversation, struct thread_id thread, const char *by,
	const char *patient_key)
{
	struct referral_avoided_data data = {.state = LEDGER_PROVISIONAL,
		.treatment_function = WORLD_CARDIOLOGY,
		.neighbourhood = neighbourhood("riverside"),
		.practice = organisation("P81001"),
		.patient_key = text_of(patient_key)};

	world_happens(world, EVENT_referral_avoided, conversation, thread, by, &data);
}

void world_defer(struct world *world, struct conversation_id conversation, struct thread_id thread, const char *by)
{
	struct referral_deferred_data data = {.cause = DEFERRAL_CASE_REFER, .treatment_function = WORLD_CARDIOLOGY};

	world_happens(world, EVENT_referral_deferred, conversation, thread, by, &data);
}

int64_t world_seq(struct world *world, struct conversation_id conversation)
{
	struct references references = {.actor = person("a.khan"), .conversation = conversation};

	return world_facts(world, &references).conversation.last_seq;
}

/* --- asking ------------------------------------------------------------------------------------------------------- */

struct facts world_facts(struct world *world, const struct references *references)
{
	struct facts facts = {.now_ms = world->now_ms};

	cr_assert_eq(reader_facts(store_reader(world->store), references, world->now_ms, world->arena, &facts), OK);
	return facts;
}

const void *world_query(struct world *world, struct reader *reader, const char *as, enum command_kind kind,
	const void *args, enum error *error)
{
	struct command command = {
		.row = command_row(kind), .args = args, .device = device_of(as), .person = person(as)};
	struct facts facts = {.now_ms = world->now_ms};
	struct references references;
	struct refusal refusal = {0};
	struct reader *own = NULL;
	void *result = arena_take(world->arena, command.row->result->size);
	enum error answered;

	if (!reader)
		cr_assert_eq(reader_open(world->store, &own), OK);
	cr_assert_not_null(result);
	cr_assert_eq(references_of(&command, world->arena, &references), OK);
	cr_assert_eq(reader_facts(reader ? reader : own, &references, world->now_ms, world->arena, &facts), OK);
	facts.now_ms = world->now_ms;
	facts.hiding_key = world->hiding_key;
	answered = reader_query(reader ? reader : own, &command, &facts, world->arena, &refusal, result);
	reader_close(own);
	if (error)
		*error = answered;
	else
		cr_assert_eq(answered, OK, "%s as %s", command.row->wire, as);
	return result;
}

void world_maintain(struct world *world)
{
	for (int slices = 0; store_maintain(world->store); slices++)
		cr_assert(slices < 10000);
}

struct buffer world_dump(struct world *world)
{
	struct buffer dump = {0};

	cr_assert_eq(store_dump_projections(world->store, &dump), OK);
	cr_assert(dump.length > 0);
	return dump;
}

int64_t world_verify(struct world *world)
{
	struct reader *reader;
	struct log_walk walk = {0};

	cr_assert_eq(reader_open(world->store, &reader), OK);
	cr_assert_eq(reader_verify(reader, &walk), OK);
	cr_assert_eq(walk.first_bad, 0, "the first bad event is %lld", (long long)walk.first_bad);
	reader_close(reader);
	return walk.checked;
}
