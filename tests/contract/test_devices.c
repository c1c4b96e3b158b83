/* reader_devices_with_roles: whose devices may hear what others may not. */
#include <criterion/criterion.h>
#include <stdio.h>

#include "tests/contract/support/subject.h"
#include "tests/contract/support/world.h"

/* The ids found for some roles, each followed by a space. */
static const char *found(struct world *world, uint32_t roles)
{
	static char ids[512];
	struct reader *reader;
	struct list devices = {0};
	const struct device_id *items;
	size_t length = 0;

	cr_assert(reader_open(world->store, &reader) == OK);
	cr_assert(reader_devices_with_roles(reader, roles, world->arena, &devices) == OK);
	reader_close(reader);
	items = devices.items;
	ids[0] = '\0';
	for (size_t i = 0; i < devices.count; i++)
		length += (size_t)snprintf(ids + length, sizeof(ids) - length, "%s ", items[i].text);
	return ids;
}

CONTRACT(devices, are_found_by_the_roles_of_their_person)
{
	static const struct {
		uint32_t roles;
		const char *ids;
	} rows[] = {
		{SET_OF(ROLE_MANAGER), "n-shaw-1 "},
		{SET_OF(ROLE_INTEGRATION), ""},
		{SET_OF(ROLE_MANAGER) | SET_OF(ROLE_INTEGRATION), "n-shaw-1 "},
		{SET_OF(ROLE_SPECIALIST), "e-okafor-1 f-rossi-1 "},
		{SET_OF(ROLE_MANAGER) | SET_OF(ROLE_ADMINISTRATOR), "n-shaw-1 o-frost-1 "},
		{0, ""},
	};
	struct subject subject;
	struct world world;

	subject_open(&subject, *kind);
	world_init(&world, subject.store);
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		cr_assert_str_eq(found(&world, rows[i].roles), rows[i].ids, "row %zu", i);
	world_deinit(&world);
	subject_close(&subject);
}

CONTRACT(devices, are_found_once_however_many_of_the_roles_fit)
{
	const struct person_created_data someone = {.person = {"s.both"},
		.display_name = {"Both", 4},
		.roles = SET_OF(ROLE_MANAGER) | SET_OF(ROLE_INTEGRATION)};
	const struct device_enrolled_data first = {.device = {"b-2"}, .person = {"s.both"}};
	const struct device_enrolled_data second = {.device = {"a-2"}, .person = {"s.both"}};
	const struct conversation_id nowhere = {0};
	const struct thread_id no_thread = {0};
	struct subject subject;
	struct world world;

	subject_open(&subject, *kind);
	world_init(&world, subject.store);
	world_happens(&world, EVENT_person_created, nowhere, no_thread, "o.frost", &someone);
	world_happens(&world, EVENT_device_enrolled, nowhere, no_thread, "o.frost", &first);
	world_happens(&world, EVENT_device_enrolled, nowhere, no_thread, "o.frost", &second);
	cr_assert_str_eq(found(&world, SET_OF(ROLE_MANAGER) | SET_OF(ROLE_INTEGRATION)), "a-2 b-2 n-shaw-1 ");
	world_deinit(&world);
	subject_close(&subject);
}
