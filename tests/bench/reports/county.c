#include "tests/bench/reports/county.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/calendar.h"
#include "base/text.h"
#include "core/working_time.h"

enum { BATCH_CASES = 2000, PATIENTS = 400000 };

const int64_t county_begins_ms = 1420099200000; /* 2015-01-01 08:00 */

static const int32_t specialties[SPECIALTIES] = {120, 320, 330, 340, 400, 420, 430};

void must(enum error error, const char *what)
{
	if (error == OK)
		return;
	fprintf(stderr, "bench_reports: %s: error %d\n", what, (int)error);
	exit(1);
}

static uint64_t chance(struct county *county, uint64_t below)
{
	county->random ^= county->random << 13;
	county->random ^= county->random >> 7;
	county->random ^= county->random << 17;
	return county->random % below;
}

static int64_t append(struct county *county, enum event_kind kind, struct conversation_id conversation,
	struct thread_id thread, const char *by, int64_t at_ms, const void *data)
{
	struct event event = {
		.kind = kind, .conversation = conversation, .thread = thread, .at_ms = at_ms, .data = data};

	must(text_copy(text_of(by), event.by.text, sizeof event.by.text), "naming");
	must(text_copy(text_of("bench-1"), event.device.text, sizeof event.device.text), "naming");
	must(store_append(county->store, &event, 1), "appending");
	county->event_count++;
	return event.pos;
}

/* --- places and people ----------------------------------------------------------------------------------------------- */

static void name_place(struct neighbourhood_id *id, int place)
{
	snprintf(id->text, sizeof id->text, "place-%02d", place);
}

static void name_practice(struct organisation_id *id, int place, int practice)
{
	snprintf(id->text, sizeof id->text, "P%02d%03d", place, practice);
}

static void add_person(struct county *county, const char *handle, enum role role, int place)
{
	struct person_created_data data = {.display_name = text_of(handle), .roles = SET_OF(role)};

	must(text_copy(text_of(handle), data.person.text, sizeof data.person.text), "naming");
	if (place >= 0)
		name_place(&data.neighbourhood, place);
	append(county, EVENT_person_created, (struct conversation_id){0}, (struct thread_id){0}, "system",
		county_begins_ms, &data);
}

static void add_link(struct county *county, int place, int specialty)
{
	struct conversation_id conversation = {store_last_pos(county->store) + 1};
	struct person_id specialists[1];
	struct link_created_data data = {.link = {conversation.pos},
		.name = text_of("Link"),
		.reply_working_days = 2,
		.treatment_function = specialties[specialty],
		.specialists = {specialists, 1},
		.weekly_limit = 1000};

	snprintf(specialists[0].text, sizeof specialists[0].text, "s%d", specialty);
	name_place(&data.neighbourhood, place);
	append(county, EVENT_link_created, conversation, (struct thread_id){0}, "system", county_begins_ms, &data);
	county->conversations[place][specialty] = conversation;
}

static void add_place(struct county *county, int place)
{
	struct organisation_id practices[PRACTICES];
	struct neighbourhood_created_data data = {
		.name = text_of("Place"), .population = 50000, .practices = {practices, PRACTICES}};
	char handle[32];

	name_place(&data.neighbourhood, place);
	for (int i = 0; i < PRACTICES; i++)
		name_practice(&practices[i], place, i);
	append(county, EVENT_neighbourhood_created, (struct conversation_id){0}, (struct thread_id){0}, "system",
		county_begins_ms, &data);
	for (int i = 0; i < PRACTICES; i++) {
		snprintf(handle, sizeof handle, "g%02d-%d", place, i);
		add_person(county, handle, ROLE_INT_CLINICIAN, place);
	}
	for (int i = 0; i < SPECIALTIES; i++)
		add_link(county, place, i);
}

void county_found(struct county *county, struct store *store)
{
	char handle[32];

	*county = (struct county){.store = store, .random = 0x9E3779B97F4A7C15u};
	must(store_begin(store), "beginning");
	for (int i = 0; i < SPECIALTIES; i++) {
		snprintf(handle, sizeof handle, "s%d", i);
		add_person(county, handle, ROLE_SPECIALIST, -1);
	}
	for (int i = 0; i < NEIGHBOURHOODS; i++)
		add_place(county, i);
	must(store_commit(store), "committing");
}

/* Positions follow from the order above. */
void county_find(struct county *county, struct store *store)
{
	int64_t pos = SPECIALTIES;

	*county = (struct county){.store = store, .random = 88172645463325252u};
	for (int place = 0; place < NEIGHBOURHOODS; place++) {
		pos += 1 + PRACTICES;
		for (int i = 0; i < SPECIALTIES; i++)
			county->conversations[place][i].pos = ++pos;
	}
	county->last_thread.pos = pos + 1; /* the first case */
}

/* --- cases ----------------------------------------------------------------------------------------------------------- */

struct fate {
	struct conversation_id conversation;
	struct thread_id thread;
	const char *asker;
	const char *asked;
	int32_t treatment_function;
	struct neighbourhood_id neighbourhood;
	struct organisation_id practice;
	struct text patient_key;
	enum intent intent;
};

static void ask(struct county *county, struct fate *fate, int64_t at_ms)
{
	struct case_asked_data data = {.message = {store_last_pos(county->store) + 1},
		.title = text_of("A question"),
		.question = text_of("What would you do?"),
		.urgency = URGENCY_ROUTINE,
		.intent = fate->intent,
		.reply_due = at_ms + 2 * (int64_t)MS_PER_DAY,
		.treatment_function = fate->treatment_function,
		.neighbourhood = fate->neighbourhood,
		.practice = fate->practice,
		.patient_key = fate->patient_key,
		.age_band = (enum age_band)(chance(county, 6)),
		.sex = (enum sex)(chance(county, 3)),
		.deprivation_decile = (int64_t)chance(county, 11)};

	must(text_copy(text_of(fate->asked), data.asked.text, sizeof data.asked.text), "naming");
	must(text_copy(text_of("RXX"), data.provider.text, sizeof data.provider.text), "naming");
	fate->thread.pos = data.message.pos;
	append(county, EVENT_case_asked, fate->conversation, fate->thread, fate->asker, at_ms, &data);
}

static void answer(struct county *county, const struct fate *fate, int64_t at_ms, enum recommendation recommendation)
{
	struct case_answered_data data = {.message = {store_last_pos(county->store) + 1},
		.answer = text_of("This."),
		.recommendation = recommendation};

	append(county, EVENT_case_answered, fate->conversation, fate->thread, fate->asked, at_ms, &data);
}

static void close_case(struct county *county, const struct fate *fate, int64_t at_ms, enum outcome outcome)
{
	struct case_closed_data data = {.outcome = outcome};

	append(county, EVENT_case_closed, fate->conversation, fate->thread, fate->asker, at_ms, &data);
}

static void avoid(struct county *county, const struct fate *fate, int64_t at_ms)
{
	struct referral_avoided_data data = {.state = LEDGER_PROVISIONAL,
		.treatment_function = fate->treatment_function,
		.neighbourhood = fate->neighbourhood,
		.practice = fate->practice,
		.patient_key = fate->patient_key};

	append(county, EVENT_referral_avoided, fate->conversation, fate->thread, fate->asker, at_ms, &data);
}

static void defer(struct county *county, const struct fate *fate, int64_t at_ms)
{
	struct referral_deferred_data data = {.cause = DEFERRAL_RECORDED,
		.treatment_function = fate->treatment_function,
		.referred_on = calendar_london_date(at_ms)};

	append(county, EVENT_referral_deferred, fate->conversation, fate->thread, "system", at_ms, &data);
}

static void confirm(struct county *county, const struct fate *fate, int64_t avoided_ms)
{
	struct referral_confirmed_data data = {
		.treatment_function = fate->treatment_function, .avoided_on = calendar_london_date(avoided_ms)};

	append(county, EVENT_referral_confirmed, fate->conversation, fate->thread, "system",
		avoided_ms + 120 * (int64_t)MS_PER_DAY, &data);
}

/* Nine of ten are answered, four of five closed, and of these three of five avoided: of ten, two deferred, the rest
 * confirmed. */
static void live_one(struct county *county, int64_t at_ms)
{
	int place = (int)chance(county, NEIGHBOURHOODS), specialty = (int)chance(county, SPECIALTIES);
	int practice = (int)chance(county, PRACTICES);
	char asker[32], asked[32], key[65];
	struct fate fate = {.conversation = county->conversations[place][specialty],
		.asker = asker,
		.asked = asked,
		.treatment_function = specialties[specialty],
		.intent = (enum intent)(1 + chance(county, 3))};

	snprintf(asker, sizeof asker, "g%02d-%d", place, practice);
	snprintf(asked, sizeof asked, "s%d", specialty);
	snprintf(key, sizeof key, "%064" PRIx64, chance(county, PATIENTS));
	name_place(&fate.neighbourhood, place);
	name_practice(&fate.practice, place, practice);
	fate.patient_key = text_of(key);
	ask(county, &fate, at_ms);
	at_ms += (int64_t)chance(county, 5 * (uint64_t)MS_PER_DAY);
	if (chance(county, 10) == 0)
		return;
	answer(county, &fate, at_ms, chance(county, 4) ? RECOMMENDATION_ADVICE_ONLY : RECOMMENDATION_REFERRAL);
	if (chance(county, 5) == 0)
		return;
	at_ms += (int64_t)chance(county, 20 * (uint64_t)MS_PER_DAY);
	bool is_avoided = chance(county, 5) < 3;
	close_case(county, &fate, at_ms, is_avoided ? OUTCOME_MANAGED_IN_PRIMARY_CARE : OUTCOME_REFERRED);
	if (!is_avoided)
		return;
	avoid(county, &fate, at_ms);
	if (chance(county, 5) == 0)
		defer(county, &fate, at_ms + (int64_t)chance(county, 120 * (uint64_t)MS_PER_DAY));
	else
		confirm(county, &fate, at_ms);
}

void county_live(struct county *county, int64_t case_count)
{
	int64_t step_ms = COUNTY_YEARS * 365 * (int64_t)MS_PER_DAY / case_count;

	for (int64_t i = 0; i < case_count; i += BATCH_CASES) {
		must(store_begin(county->store), "beginning");
		for (int64_t j = i; j < i + BATCH_CASES && j < case_count; j++)
			live_one(county, county_begins_ms + j * step_ms);
		must(store_commit(county->store), "committing");
		while (store_maintain(county->store)) {}
		if (i / BATCH_CASES % 50 == 0)
			fprintf(stderr, "  %" PRId64 " cases\n", i);
	}
}

void county_send(struct county *county, int64_t at_ms)
{
	struct message_sent_data data = {
		.message = {store_last_pos(county->store) + 1}, .body = text_of("Thank you, I shall do that.")};

	must(store_begin(county->store), "beginning");
	append(county, EVENT_message_sent, county->conversations[0][0], county->last_thread, "g00-0", at_ms, &data);
	must(store_commit(county->store), "committing");
}
