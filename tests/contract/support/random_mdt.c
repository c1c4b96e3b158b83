#include "tests/contract/support/random_mdt.h"

#include <criterion/criterion.h>
#include <stdio.h>

#include "base/text.h"

static const int32_t functions[] = {WORLD_CARDIOLOGY, WORLD_DERMATOLOGY};

static unsigned roll(struct random_mdt *mdt, unsigned sides)
{
	mdt->state = mdt->state * 1664525u + 1013904223u;
	return (mdt->state >> 8) % sides;
}

static int64_t next_pos(const struct random_mdt *mdt)
{
	return store_last_pos(mdt->world->store) + 1;
}

static void happen(
	struct random_mdt *mdt, enum event_kind kind, struct thread_id thread, const char *by, const void *data)
{
	world_append(mdt->world, kind, mdt->conversation, thread, by, data);
}

/* The case's own word, in a sentence. */
static struct text about(struct random_mdt *mdt, const struct random_mdt_case *one, const char *what)
{
	return arena_format(mdt->world->arena, "%s %s", what, one->word);
}

static struct meeting_id some_meeting(struct random_mdt *mdt)
{
	return mdt->meetings[roll(mdt, (unsigned)mdt->meeting_count)];
}

/* --- the team ---------------------------------------------------------------------------------------------------------- */

static void found(struct random_mdt *mdt)
{
	static struct person_id members[] = {{"a.khan"}, {"b.osei"}, {"e.okafor"}, {"f.rossi"}};
	struct mdt_created_data data = {.name = text_of("Random MDT"),
		.neighbourhood = neighbourhood("riverside"),
		.chair = person("e.okafor"),
		.members = {members, sizeof members / sizeof members[0]},
		.required = {functions, 1}};

	mdt->conversation.pos = next_pos(mdt);
	happen(mdt, EVENT_mdt_created, (struct thread_id){0}, "m.grant", &data);
}

static void change_team(struct random_mdt *mdt)
{
	static struct person_id members[] = {{"e.okafor"}, {"a.khan"}, {"b.osei"}, {"f.rossi"}};
	struct mdt_updated_data data = {.name = text_of("Random MDT"),
		.chair = person("e.okafor"),
		.members = {members, 2 + roll(mdt, 3)},
		.required = {functions, roll(mdt, 3)}};

	happen(mdt, EVENT_mdt_updated, (struct thread_id){0}, "m.grant", &data);
}

/* --- meetings ---------------------------------------------------------------------------------------------------------- */

static void plan(struct random_mdt *mdt)
{
	struct mdt_meeting_scheduled_data data = {.meeting = {next_pos(mdt)},
		.opens = mdt->world->now_ms + roll(mdt, 1000),
		.closes = mdt->world->now_ms + 1000 + roll(mdt, 1000000)};

	if (mdt->meeting_count == RANDOM_MDT_CASES)
		return;
	mdt->meetings[mdt->meeting_count++] = data.meeting;
	for (size_t i = 0; i < mdt->case_count; i++) {
		if (mdt->cases[i].meeting.pos == 0 && !mdt->cases[i].is_decided)
			mdt->cases[i].meeting = data.meeting;
	}
	happen(mdt, EVENT_mdt_meeting_scheduled, (struct thread_id){0}, "m.grant", &data);
}

static void move_meeting(struct random_mdt *mdt)
{
	struct meeting_id meeting = some_meeting(mdt);
	struct mdt_meeting_opened_data opened = {.meeting = meeting};
	struct mdt_meeting_rescheduled_data moved = {
		.meeting = meeting, .opens = mdt->world->now_ms, .closes = mdt->world->now_ms + roll(mdt, 100000)};
	struct mdt_meeting_closed_data closed = {.meeting = meeting, .decided = 1, .deferred = 1};
	unsigned what = roll(mdt, 3);

	happen(mdt,
		what == 0   ? EVENT_mdt_meeting_opened
		: what == 1 ? EVENT_mdt_meeting_rescheduled
			    : EVENT_mdt_meeting_closed,
		(struct thread_id){0}, "system",
		what == 0   ? (const void *)&opened
		: what == 1 ? (const void *)&moved
			    : (const void *)&closed);
}

/* --- cases ------------------------------------------------------------------------------------------------------------- */

/* Ten digits of the range for tests, the last of which checks the others; no two cases have the same. */
static void make_number(size_t at, char out[RANDOM_MDT_WORD_BYTES])
{
	enum { DIGITS = 9, MODULUS = 11 };
	static size_t next;
	int check;

	next = at == 0 ? 0 : next;
	do {
		snprintf(out, RANDOM_MDT_WORD_BYTES, "999%06zu", next++);
		check = 0;
		for (int i = 0; i < DIGITS; i++)
			check += (out[i] - '0') * (DIGITS + 1 - i);
		check = (MODULUS - check % MODULUS) % MODULUS;
	} while (check == MODULUS - 1);
	out[DIGITS] = (char)('0' + check);
	out[DIGITS + 1] = '\0';
}

static void add_case(struct random_mdt *mdt)
{
	struct random_mdt_case *one = &mdt->cases[mdt->case_count];

	if (mdt->case_count == RANDOM_MDT_CASES)
		return;
	*one = (struct random_mdt_case){.thread = {next_pos(mdt)}, .meeting = some_meeting(mdt)};
	snprintf(one->word, sizeof one->word, "wordofcase%zuq", mdt->case_count);
	make_number(mdt->case_count, one->number);
	struct patient patient = {.name = about(mdt, one, "PATIENT"), .birth_date = 19410314};
	snprintf(patient.nhs_number.text, sizeof patient.nhs_number.text, "%s", one->number);
	struct mdt_case_added_data data = {.message = {one->thread.pos},
		.meeting = one->meeting,
		.patient = &patient,
		.title = about(mdt, one, "Title"),
		.question = about(mdt, one, "Question"),
		.documents = about(mdt, one, "Letter"),
		.tag = roll(mdt, 2) ? TAG_DISCUSS : TAG_STANDARD_CARE,
		.would_refer_to = {functions, roll(mdt, 3)},
		.neighbourhood = neighbourhood("riverside"),
		.patient_key = text_of(one->number)};
	mdt->case_count++;
	happen(mdt, EVENT_mdt_case_added, one->thread, "a.khan", &data);
}

static void contribute(struct random_mdt *mdt, struct random_mdt_case *one)
{
	struct mdt_contributed_data data = {.message = {next_pos(mdt)},
		.body = about(mdt, one, "View"),
		.treatment_function = roll(mdt, 3) ? functions[roll(mdt, 2)] : 0,
		.dissents = roll(mdt, 4) == 0};

	happen(mdt, EVENT_mdt_contributed, one->thread, roll(mdt, 2) ? "e.okafor" : "a.khan", &data);
}

static void invite(struct random_mdt *mdt, struct random_mdt_case *one)
{
	struct mdt_guest_invited_data data = {.person = person("d.moore"), .reason = about(mdt, one, "Reason")};

	one->guest = "d.moore";
	happen(mdt, EVENT_mdt_guest_invited, one->thread, "e.okafor", &data);
}

static void put_off(struct random_mdt *mdt, struct random_mdt_case *one)
{
	struct mdt_case_deferred_data data = {.meeting = one->meeting,
		.to = roll(mdt, 3) ? some_meeting(mdt) : (struct meeting_id){0},
		.cause = (enum mdt_deferral)(1 + roll(mdt, 3)),
		.missing = {functions, roll(mdt, 3)},
		.reason = about(mdt, one, "Put off")};

	if (one->meeting.pos == 0)
		return;
	one->meeting = data.to;
	happen(mdt, EVENT_mdt_case_deferred, one->thread, "e.okafor", &data);
}

static void decide_case(struct random_mdt *mdt, struct random_mdt_case *one)
{
	struct mdt_decided_data data = {.message = {next_pos(mdt)},
		.meeting = one->meeting,
		.decision = about(mdt, one, "Decision"),
		.managed = {functions, roll(mdt, 2)},
		.refer = {functions + 1, roll(mdt, 2)},
		.dissent = about(mdt, one, "Dissent"),
		.patient_wishes = about(mdt, one, "Wishes"),
		.tells_patient = person("a.khan")};
	struct referral_avoided_data avoided = {.state = LEDGER_PROVISIONAL,
		.treatment_function = WORLD_CARDIOLOGY,
		.neighbourhood = neighbourhood("riverside"),
		.patient_key = text_of(one->number)};

	if (one->meeting.pos == 0)
		return;
	one->is_decided = true;
	happen(mdt, EVENT_mdt_decided, one->thread, "e.okafor", &data);
	if (data.managed.count > 0)
		happen(mdt, EVENT_referral_avoided, one->thread, "e.okafor", &avoided);
}

static void amend(struct random_mdt *mdt, struct random_mdt_case *one)
{
	struct mdt_decision_amended_data data = {
		.message = {next_pos(mdt)}, .decision = about(mdt, one, "Amended"), .reason = about(mdt, one, "Why")};

	happen(mdt, EVENT_mdt_decision_amended, one->thread, "e.okafor", &data);
}

static void look_at_case(struct random_mdt *mdt, struct random_mdt_case *one)
{
	unsigned what = roll(mdt, 10);

	if (one->is_decided)
		amend(mdt, one);
	else if (what < 5)
		contribute(mdt, one);
	else if (what < 6)
		invite(mdt, one);
	else if (what < 8)
		put_off(mdt, one);
	else
		decide_case(mdt, one);
}

/* --- actions ----------------------------------------------------------------------------------------------------------- */

static void add_action(struct random_mdt *mdt, size_t at)
{
	struct action_added_data data = {.action = {next_pos(mdt)},
		.what = about(mdt, &mdt->cases[at], "Action"),
		.owner = person("a.khan"),
		.due = 20261201};

	if (mdt->action_count == RANDOM_MDT_CASES)
		return;
	mdt->action_cases[mdt->action_count] = at;
	mdt->actions[mdt->action_count++] = data.action;
	happen(mdt, EVENT_action_added, mdt->cases[at].thread, "e.okafor", &data);
}

static void move_action(struct random_mdt *mdt)
{
	size_t at = roll(mdt, (unsigned)mdt->action_count);
	const struct random_mdt_case *one = &mdt->cases[mdt->action_cases[at]];
	struct action_changed_data changed = {.action = mdt->actions[at],
		.owner = person("b.osei"),
		.due = 20261203,
		.reason = about(mdt, one, "Changed")};
	struct action_finished_data finished = {
		.action = mdt->actions[at], .state = ACTION_DONE, .note = about(mdt, one, "Done")};
	struct action_reminded_data reminded = {.action = mdt->actions[at], .owner = person("a.khan"), .due = 20261201};
	struct action_overdue_data overdue = {.action = mdt->actions[at], .owner = person("a.khan"), .due = 20261201};
	const struct {
		enum event_kind kind;
		const void *data;
	} moves[] = {{EVENT_action_changed, &changed}, {EVENT_action_finished, &finished},
		{EVENT_action_reminded, &reminded}, {EVENT_action_overdue, &overdue}};
	unsigned what = roll(mdt, 4);

	happen(mdt, moves[what].kind, one->thread, "a.khan", moves[what].data);
}

/* --- all --------------------------------------------------------------------------------------------------------------- */

static void happen_once(struct random_mdt *mdt)
{
	unsigned what = roll(mdt, 20);
	size_t at = mdt->case_count > 0 ? roll(mdt, (unsigned)mdt->case_count) : 0;

	if (mdt->conversation.pos == 0)
		found(mdt);
	else if (mdt->meeting_count == 0 || what == 0)
		plan(mdt);
	else if (mdt->case_count == 0 || what < 4)
		add_case(mdt);
	else if (what == 4)
		change_team(mdt);
	else if (what < 7)
		move_meeting(mdt);
	else if (what < 9)
		add_action(mdt, at);
	else if (what < 12 && mdt->action_count > 0)
		move_action(mdt);
	else
		look_at_case(mdt, &mdt->cases[at]);
}

void random_mdt(struct world *world, unsigned seed, int happenings, struct random_mdt *mdt)
{
	*mdt = (struct random_mdt){.world = world, .state = seed};
	for (; happenings > 0; happenings--) {
		struct random_mdt before = *mdt;
		int64_t now_ms = world->now_ms;
		bool is_undone = roll(mdt, 8) == 0;

		cr_assert_eq(store_begin(world->store), OK);
		cr_assert_eq(store_savepoint(world->store), OK);
		happen_once(mdt);
		if (!is_undone) {
			cr_assert_eq(store_release(world->store), OK);
		} else {
			store_undo(world->store);
			*mdt = before;
			(void)roll(mdt, 2); /* not the same again */
			world->now_ms = now_ms;
		}
		cr_assert_eq(store_commit(world->store), OK);
	}
}
