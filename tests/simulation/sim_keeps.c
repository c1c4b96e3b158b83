/* What those say who keep people, links, leave and MDTs: whatever gives somebody access, and takes it. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/calendar.h"
#include "base/text.h"
#include "tests/simulation/sim.h"

struct conversation_id sim_mdt;
static struct meeting_id first_meeting;

enum { CARDIOLOGY = 320, DERMATOLOGY = 330, NEUROLOGY = 400 };

static int64_t below(struct sim *sim, int64_t most)
{
	return chance_below(&sim->chance, most);
}

static struct person_id one_of(struct sim *sim, const char *const people[], size_t count)
{
	struct person_id person;

	snprintf(person.text, sizeof person.text, "%s", people[below(sim, (int64_t)count)]);
	return person;
}
#define ONE_OF(sim, ...) \
	one_of(sim, (const char *const[]){__VA_ARGS__}, sizeof((const char *const[]){__VA_ARGS__}) / sizeof(char *))

/* Each of them, or not; never nobody. */
static struct list some_of(struct sim *sim, const char *const people[], size_t count)
{
	struct person_id *some = arena_take(sim->arena, count * sizeof *some);
	size_t taken = 0;

	if (!some)
		abort();
	for (size_t i = 0; i < count; i++) {
		if (below(sim, 2) || (i + 1 == count && taken == 0))
			snprintf(some[taken++].text, sizeof some->text, "%s", people[i]);
	}
	return (struct list){some, taken};
}

static struct list functions_of(struct sim *sim, int32_t function)
{
	int32_t *codes = arena_take(sim->arena, sizeof *codes);

	if (!codes)
		abort();
	*codes = function;
	return (struct list){codes, 1};
}

void sim_note_id(struct known_ids *known, int64_t pos)
{
	known->pos[known->count++ % SIM_IDS] = pos;
}

static int64_t any_id(struct sim *sim, const struct known_ids *known, int64_t otherwise)
{
	size_t count = known->count < SIM_IDS ? known->count : SIM_IDS;

	return count ? known->pos[below(sim, (int64_t)count)] : otherwise;
}

/* --- before anything begins -------------------------------------------------------------------------------------------- */

static void run(struct engine *engine, enum command_kind kind, const void *args, void *result)
{
	struct request *request = request_new(NULL, 0);

	if (!request)
		abort();
	request->command.row = command_row(kind);
	request->command.args = args;
	snprintf(request->command.txn.text, sizeof request->command.txn.text, "mdt-%d", (int)kind);
	if (engine_execute(engine, request) != OK)
		abort();
	memcpy(result, request->result, request->command.row->result->size);
	request_free(request);
}

/* A specialist whom no link names: always somebody else's guest. */
static void add_guest(struct engine *engine)
{
	const struct person_create_args person = {.person = {"i.novak"},
		.display_name = text_of("Dr Irena Novak"),
		.roles = SET_OF(ROLE_SPECIALIST),
		.treatment_function = NEUROLOGY};
	const struct device_enrol_args device = {.device = town_device("i.novak"), .person = person.person};
	struct person_create_result created;
	struct device_enrol_result enrolled;

	run(engine, COMMAND_person_create, &person, &created);
	run(engine, COMMAND_device_enrol, &device, &enrolled);
}

/* An MDT of Riverside, and a meeting that is open for a day. */
struct conversation_id sim_make_mdt(struct engine *engine)
{
	static struct person_id members[] = {{"a.khan"}, {"m.grant"}, {"e.okafor"}};
	const int64_t now_ms = engine->config.clock->wall_ms(engine->config.clock);
	struct mdt_create_args create = {.neighbourhood = {"riverside"},
		.name = text_of("Riverside frailty MDT"),
		.chair = {"k.byrne"},
		.deputy_chair = {"b.osei"},
		.members = {members, sizeof members / sizeof members[0]}};
	struct mdt_create_result created;
	struct mdt_schedule_args schedule = {.opens = now_ms, .closes = now_ms + MS_PER_DAY};
	struct mdt_schedule_result scheduled;

	add_guest(engine);
	run(engine, COMMAND_mdt_create, &create, &created);
	schedule.conversation = created.conversation;
	run(engine, COMMAND_mdt_schedule, &schedule, &scheduled);
	sim_mdt = created.conversation;
	first_meeting = scheduled.meeting;
	return sim_mdt;
}

/* --- who says what ------------------------------------------------------------------------------------------------------ */

#define KINDS(...)                         \
	(const enum command_kind[])        \
	{                                  \
		__VA_ARGS__, COMMAND_COUNT \
	}

static const struct {
	const char *person;
	const enum command_kind *kinds;
} habits[] = {
	{"o.frost", KINDS(COMMAND_person_suspend, COMMAND_person_suspend, COMMAND_person_reinstate,
			    COMMAND_person_reinstate, COMMAND_person_reinstate, COMMAND_person_set_roles,
			    COMMAND_person_set_roles, COMMAND_person_update, COMMAND_link_update, COMMAND_link_update,
			    COMMAND_link_create, COMMAND_link_end, COMMAND_mdt_update)},
	{"m.grant", KINDS(COMMAND_cover_set, COMMAND_cover_cancel, COMMAND_mdt_schedule, COMMAND_mdt_add_case,
			    COMMAND_mdt_reschedule, COMMAND_mdt_invite_guest, COMMAND_mdt_invite_guest,
			    COMMAND_link_update, COMMAND_mdt_update, COMMAND_mdt_defer)},
	{"k.byrne", KINDS(COMMAND_mdt_contribute, COMMAND_mdt_invite_guest, COMMAND_mdt_decide, COMMAND_mdt_decide,
			    COMMAND_mdt_amend_decision, COMMAND_action_add, COMMAND_mdt_add_case)},
	{"b.osei", KINDS(COMMAND_mdt_add_case, COMMAND_mdt_contribute, COMMAND_mdt_decide, COMMAND_action_finish)},
	{"e.okafor", KINDS(COMMAND_cover_set, COMMAND_cover_set, COMMAND_cover_cancel, COMMAND_mdt_contribute,
			     COMMAND_action_finish)},
	{"i.novak", KINDS(COMMAND_mdt_contribute, COMMAND_mdt_contribute, COMMAND_mdt_decide, COMMAND_action_add)},
	{"f.rossi", KINDS(COMMAND_mdt_contribute, COMMAND_mdt_contribute, COMMAND_mdt_decide)},
	{"a.khan", KINDS(COMMAND_mdt_add_case, COMMAND_mdt_contribute, COMMAND_action_add, COMMAND_mdt_invite_guest)},
	{"d.moore", KINDS(COMMAND_mdt_contribute, COMMAND_cover_cancel, COMMAND_person_suspend, COMMAND_case_ask,
			    COMMAND_case_ask, COMMAND_message_send)},
};

/* There is something to talk about first. */
static enum command_kind possible(const struct sim *sim, enum command_kind kind)
{
	bool is_about_case = kind == COMMAND_mdt_contribute || kind == COMMAND_mdt_invite_guest ||
			     kind == COMMAND_mdt_decide || kind == COMMAND_mdt_defer;

	return is_about_case && sim->mdt_cases.count == 0 ? COMMAND_mdt_add_case : kind;
}

enum command_kind sim_keeping_kind(struct sim *sim, const struct sim_client *client)
{
	for (size_t i = 0; i < sizeof habits / sizeof habits[0]; i++) {
		int64_t count = 0;

		if (strcmp(habits[i].person, client->person) != 0)
			continue;
		while (habits[i].kinds[count] != COMMAND_COUNT)
			count++;
		return possible(sim, habits[i].kinds[below(sim, count)]);
	}
	return (enum command_kind)0;
}

/* --- leave ---------------------------------------------------------------------------------------------------------------- */

static struct text time_text(struct sim *sim, int64_t time_ms)
{
	char text[25];

	calendar_format_time(time_ms, text);
	return arena_text(sim->arena, text_of(text));
}

/* One that has begun, or begins soon; some are long over when the daemon next looks. */
static void *make_cover(struct sim *sim)
{
	struct cover_set_args *args = sim_args(sim, COMMAND_cover_set);
	int64_t from_ms = sim->clock.wall_now_ms + (below(sim, 3) - 1) * MS_PER_MINUTE;

	args->person = ONE_OF(sim, "e.okafor", "e.okafor", "k.byrne");
	args->deputy = ONE_OF(sim, "k.byrne", "k.byrne", "e.okafor", "f.rossi");
	args->from = time_text(sim, from_ms);
	args->until = time_text(sim, from_ms + (2 + below(sim, 10)) * MS_PER_MINUTE);
	return args;
}

static void *make_cancel(struct sim *sim)
{
	struct cover_cancel_args *args = sim_args(sim, COMMAND_cover_cancel);

	args->person = ONE_OF(sim, "e.okafor", "k.byrne");
	return args;
}

/* --- people ----------------------------------------------------------------------------------------------------------------- */

static void *make_suspend(struct sim *sim)
{
	struct person_suspend_args *args = sim_args(sim, COMMAND_person_suspend);

	args->person = ONE_OF(sim, "b.osei", "k.byrne", "f.rossi", "e.okafor", "m.grant");
	args->reason = text_of("Left");
	return args;
}

static void *make_reinstate(struct sim *sim)
{
	struct person_reinstate_args *args = sim_args(sim, COMMAND_person_reinstate);

	args->person = ONE_OF(sim, "b.osei", "k.byrne", "f.rossi", "e.okafor", "m.grant");
	return args;
}

static void *make_roles(struct sim *sim)
{
	struct person_set_roles_args *args = sim_args(sim, COMMAND_person_set_roles);
	bool is_less = below(sim, 3) == 0;

	args->person = ONE_OF(sim, "b.osei", "f.rossi", "i.novak", "i.novak", "k.byrne", "m.grant");
	if (strcmp(args->person.text, "b.osei") == 0)
		args->roles = SET_OF(is_less ? ROLE_COORDINATOR : ROLE_INT_CLINICIAN);
	else if (strcmp(args->person.text, "m.grant") == 0)
		args->roles = SET_OF(ROLE_COORDINATOR) | (is_less ? 0 : SET_OF(ROLE_ADMINISTRATOR));
	else
		args->roles = SET_OF(is_less ? ROLE_MANAGER : ROLE_SPECIALIST);
	return args;
}

static void *make_move(struct sim *sim)
{
	struct person_update_args *args = sim_args(sim, COMMAND_person_update);

	args->person = ONE_OF(sim, "b.osei", "m.grant", "d.moore");
	snprintf(args->neighbourhood.text, sizeof args->neighbourhood.text, "%s",
		below(sim, 2) ? "riverside" : "hillside");
	return args;
}

/* --- links ------------------------------------------------------------------------------------------------------------------- */

/* A link has the number of its conversation. */
static struct link_id any_link(struct sim *sim)
{
	const struct link_id all[] = {
		{sim->town.cardiology.pos}, {sim->town.dermatology.pos}, {sim->town.hillside_cardiology.pos}};

	return all[below(sim, 3)];
}

static void *make_link_change(struct sim *sim)
{
	struct link_update_args *args = sim_args(sim, COMMAND_link_update);

	args->link = any_link(sim);
	args->specialists = some_of(sim, (const char *const[]){"e.okafor", "k.byrne", "f.rossi"}, 3);
	return args;
}

static void *make_link_end(struct sim *sim)
{
	struct link_end_args *args = sim_args(sim, COMMAND_link_end);

	args->link = any_link(sim);
	args->reason = text_of("No longer commissioned");
	return args;
}

static void *make_link(struct sim *sim)
{
	struct link_create_args *args = sim_args(sim, COMMAND_link_create);

	snprintf(args->neighbourhood.text, sizeof args->neighbourhood.text, "%s",
		below(sim, 2) ? "riverside" : "hillside");
	args->treatment_function = below(sim, 2) ? CARDIOLOGY : DERMATOLOGY;
	args->specialists = some_of(sim, (const char *const[]){"f.rossi", "k.byrne"}, 2);
	args->reply_working_days = 2;
	args->agreed_on = below(sim, 2) ? 20200106 : 0;
	return args;
}

/* --- MDTs -------------------------------------------------------------------------------------------------------------------- */

struct thread_id sim_mdt_case(struct sim *sim)
{
	return (struct thread_id){any_id(sim, &sim->mdt_cases, 5)};
}

static struct meeting_id any_meeting(struct sim *sim)
{
	return below(sim, 2) ? first_meeting : (struct meeting_id){any_id(sim, &sim->meetings, first_meeting.pos)};
}

static void *make_mdt_change(struct sim *sim)
{
	struct mdt_update_args *args = sim_args(sim, COMMAND_mdt_update);

	args->conversation = sim_mdt;
	args->chair = ONE_OF(sim, "k.byrne", "k.byrne", "e.okafor");
	args->members =
		some_of(sim, (const char *const[]){"a.khan", "b.osei", "e.okafor", "m.grant", "f.rossi", "k.byrne"}, 6);
	return args;
}

static void *make_meeting(struct sim *sim)
{
	struct mdt_schedule_args *args = sim_args(sim, COMMAND_mdt_schedule);

	args->conversation = sim_mdt;
	args->opens = sim->clock.wall_now_ms + below(sim, 2) * MS_PER_MINUTE;
	args->closes = args->opens + (1 + below(sim, 60)) * MS_PER_MINUTE;
	return args;
}

static void *make_close(struct sim *sim)
{
	struct mdt_reschedule_args *args = sim_args(sim, COMMAND_mdt_reschedule);

	args->meeting.pos = any_id(sim, &sim->meetings, first_meeting.pos);
	args->closes = sim->clock.wall_now_ms + (below(sim, 3) - 1) * MS_PER_MINUTE;
	return args;
}

static void *make_mdt_case(struct sim *sim)
{
	struct mdt_add_case_args *args = sim_args(sim, COMMAND_mdt_add_case);
	struct patient *patient = arena_take(sim->arena, sizeof *patient);

	if (!patient)
		abort();
	patient->nhs_number = sim_patient(sim);
	args->meeting = any_meeting(sim);
	if (sim->thread_count && below(sim, 3) == 0) {
		args->thread = sim_thread(sim);
	} else {
		args->patient = patient;
		args->title = text_of("Falls");
	}
	args->question = sim_words(sim);
	args->tag = TAG_DISCUSS;
	if (below(sim, 4))
		args->would_refer_to = functions_of(sim, CARDIOLOGY);
	return args;
}

static void *make_view(struct sim *sim)
{
	struct mdt_contribute_args *args = sim_args(sim, COMMAND_mdt_contribute);

	args->thread = sim_mdt_case(sim);
	args->body = sim_words(sim);
	return args;
}

static void *make_guest(struct sim *sim)
{
	struct mdt_invite_guest_args *args = sim_args(sim, COMMAND_mdt_invite_guest);

	args->thread = sim_mdt_case(sim);
	args->person = ONE_OF(sim, "i.novak", "i.novak", "f.rossi", "e.okafor");
	args->reason = text_of("Rash");
	return args;
}

static void *make_decision(struct sim *sim)
{
	struct mdt_decide_args *args = sim_args(sim, COMMAND_mdt_decide);

	args->thread = sim_mdt_case(sim);
	args->decision = sim_words(sim);
	if (below(sim, 3))
		args->managed = functions_of(sim, CARDIOLOGY);
	else
		args->refer = functions_of(sim, CARDIOLOGY);
	return args;
}

static void *make_amendment(struct sim *sim)
{
	struct mdt_amend_decision_args *args = sim_args(sim, COMMAND_mdt_amend_decision);

	args->thread = sim_mdt_case(sim);
	args->decision = sim_words(sim);
	args->reason = text_of("A slip");
	return args;
}

static void *make_deferral(struct sim *sim)
{
	struct mdt_defer_args *args = sim_args(sim, COMMAND_mdt_defer);

	args->thread = sim_mdt_case(sim);
	args->reason = text_of("Bloods are not back");
	return args;
}

static void *make_action(struct sim *sim)
{
	struct action_add_args *args = sim_args(sim, COMMAND_action_add);

	args->thread = below(sim, 2) ? sim_mdt_case(sim) : sim_thread(sim);
	args->what = text_of("Repeat the ECG");
	args->owner = ONE_OF(sim, "a.khan", "b.osei", "e.okafor");
	args->due = calendar_london_date(sim->clock.wall_now_ms + below(sim, 3) * MS_PER_DAY);
	return args;
}

static void *make_finish(struct sim *sim)
{
	struct action_finish_args *args = sim_args(sim, COMMAND_action_finish);

	args->action.pos = any_id(sim, &sim->actions, 5);
	return args;
}

/* ------------------------------------------------------------------------------------------------------------------------------- */

void *sim_keeping_args(struct sim *sim, enum command_kind kind)
{
	static const struct {
		enum command_kind kind;
		void *(*make)(struct sim *sim);
	} makers[] = {
		{COMMAND_cover_set, make_cover},
		{COMMAND_cover_cancel, make_cancel},
		{COMMAND_person_suspend, make_suspend},
		{COMMAND_person_reinstate, make_reinstate},
		{COMMAND_person_set_roles, make_roles},
		{COMMAND_person_update, make_move},
		{COMMAND_link_update, make_link_change},
		{COMMAND_link_end, make_link_end},
		{COMMAND_link_create, make_link},
		{COMMAND_mdt_update, make_mdt_change},
		{COMMAND_mdt_schedule, make_meeting},
		{COMMAND_mdt_reschedule, make_close},
		{COMMAND_mdt_add_case, make_mdt_case},
		{COMMAND_mdt_contribute, make_view},
		{COMMAND_mdt_invite_guest, make_guest},
		{COMMAND_mdt_decide, make_decision},
		{COMMAND_mdt_amend_decision, make_amendment},
		{COMMAND_mdt_defer, make_deferral},
		{COMMAND_action_add, make_action},
		{COMMAND_action_finish, make_finish},
	};

	for (size_t i = 0; i < sizeof makers / sizeof makers[0]; i++) {
		if (makers[i].kind == kind)
			return makers[i].make(sim);
	}
	return NULL;
}
