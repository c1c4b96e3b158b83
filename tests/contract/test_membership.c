/* Who takes part in what follows from who they are: moves, roles, suspension. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "tests/contract/support/subject.h"
#include "tests/contract/support/world.h"

static struct subject subject;
static struct world world;

static void set_up(enum subject_kind kind)
{
	subject_open(&subject, kind);
	world_init(&world, subject.store);
}

/* The tables must be what the log makes of them. */
static void tear_down(void)
{
	struct buffer grown = world_dump(&world);

	cr_assert(store_rebuild(world.store) == OK);
	struct buffer rebuilt = world_dump(&world);

	cr_assert_str_eq(grown.data, rebuilt.data);
	buffer_deinit(&grown);
	buffer_deinit(&rebuilt);
	world_deinit(&world);
	subject_close(&subject);
}

static void happens(enum event_kind kind, const void *data)
{
	world_happens(&world, kind, (struct conversation_id){0}, (struct thread_id){0}, "o.frost", data);
}

static void set_roles(const char *handle, uint32_t roles)
{
	const struct person_roles_set_data data = {.person = person(handle), .roles = roles};

	happens(EVENT_person_roles_set, &data);
}

static void move(const char *handle, const char *team)
{
	const struct person_updated_data data = {
		.person = person(handle), .display_name = text_of("Somebody"), .neighbourhood = neighbourhood(team)};

	happens(EVENT_person_updated, &data);
}

/* On which side somebody stands in cardiology, dermatology and Hillside's cardiology: "-", "n" or "s". */
static const char *sides(const char *handle)
{
	static char text[4];
	const struct conversation_id all[] = {world.cardiology, world.dermatology, world.hillside};

	for (size_t i = 0; i < 3; i++) {
		struct references references = {.actor = person(handle), .conversation = all[i]};

		text[i] = "-ns"[world_facts(&world, &references).actor.side];
	}
	return text;
}

CONTRACT(membership, follows_a_move_to_another_team)
{
	set_up(*kind);
	cr_assert_str_eq(sides("a.khan"), "nn-");
	move("a.khan", "hillside");
	cr_assert_str_eq(sides("a.khan"), "--n");
	move("a.khan", "");
	cr_assert_str_eq(sides("a.khan"), "---");
	move("a.khan", "riverside");
	cr_assert_str_eq(sides("a.khan"), "nn-");
	cr_assert_str_eq(sides("b.osei"), "nn-");
	tear_down();
}

CONTRACT(membership, follows_the_roles)
{
	set_up(*kind);
	set_roles("a.khan", SET_OF(ROLE_COORDINATOR));
	cr_assert_str_eq(sides("a.khan"), "---");
	set_roles("a.khan", SET_OF(ROLE_COORDINATOR) | SET_OF(ROLE_INT_CLINICIAN));
	cr_assert_str_eq(sides("a.khan"), "nn-");
	cr_assert_str_eq(sides("e.okafor"), "s-s");
	move("e.okafor", "riverside");
	cr_assert_str_eq(sides("e.okafor"), "s-s");
	set_roles("e.okafor", SET_OF(ROLE_SPECIALIST) | SET_OF(ROLE_INT_CLINICIAN));
	cr_assert_str_eq(sides("e.okafor"), "sns");
	set_roles("e.okafor", SET_OF(ROLE_INT_CLINICIAN));
	cr_assert_str_eq(sides("e.okafor"), "nn-");
	set_roles("e.okafor", SET_OF(ROLE_SPECIALIST));
	cr_assert_str_eq(sides("e.okafor"), "s-s");
	tear_down();
}

CONTRACT(membership, ends_with_suspension_and_comes_back_with_reinstatement)
{
	const struct person_suspended_data suspended = {.person = person("a.khan"), .reason = text_of("Gone")};
	const struct person_reinstated_data reinstated = {.person = person("a.khan")};

	set_up(*kind);
	happens(EVENT_person_suspended, &suspended);
	cr_assert_str_eq(sides("a.khan"), "---");
	happens(EVENT_person_reinstated, &reinstated);
	cr_assert_str_eq(sides("a.khan"), "nn-");
	tear_down();
}

/* What is told to whom is looked up anew for the next event. */
CONTRACT(membership, says_who_hears)
{
	const struct event event = {.kind = EVENT_message_sent};
	struct recipients recipients = {0};
	struct event of_dermatology = event;

	set_up(*kind);
	move("b.osei", "hillside");
	of_dermatology.conversation = world.dermatology;
	cr_assert(reader_recipients(store_reader(world.store), &of_dermatology, world.arena, &recipients) == OK);
	const struct person_id *people = recipients.people.items;

	cr_assert_eq(recipients.people.count, 2);
	cr_assert_str_eq(people[0].text, "a.khan");
	cr_assert_str_eq(people[1].text, "f.rossi");
	tear_down();
}

CONTRACT(membership, a_specialist_who_is_none_any_more_has_no_treatment_function)
{
	struct person_updated_data data = {
		.person = person("f.rossi"), .display_name = text_of("Dr Flavia Rossi"), .treatment_function = 330};
	struct references references = {.actor = person("f.rossi")};

	set_up(*kind);
	happens(EVENT_person_updated, &data);
	cr_assert_eq(world_facts(&world, &references).actor.treatment_function, 330);
	set_roles("f.rossi", SET_OF(ROLE_SPECIALIST) | SET_OF(ROLE_MANAGER));
	cr_assert_eq(world_facts(&world, &references).actor.treatment_function, 330);
	set_roles("f.rossi", SET_OF(ROLE_MANAGER));
	cr_assert_eq(world_facts(&world, &references).actor.treatment_function, 0);
	tear_down();
}
