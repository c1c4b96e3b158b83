#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

#include "app/demo_seed.h"
#include "app/seed_command.h"
#include "base/text.h"
#include "codec/codec.h"
#include "tests/unit/app/scratch.h"

static struct store *store;
static struct engine *engine;
static struct people_file people;
static char why[DEMO_WHY_BYTES];

static void make(void)
{
	char problem[256];

	codec_init();
	scratch_make();
	cr_assert(store_open(&(struct store_config){.path = ":memory:"}, problem, &store) == OK, "%s", problem);
	engine = engine_new(&(struct engine_config){
		.store = store,
		.clock = clock_system(),
		.patient_key = text_of("0123456789abcdef0123456789abcdef"),
		.version = "test",
		.queue_capacity = 16,
		.batch_limit = 16,
		.reader_count = 1,
		.commands_per_minute = 600,
		.session_idle_ms = 1000,
		.session_limit_ms = 1000,
	});
	cr_assert_not_null(engine);
	cr_assert(people_file_begin(&people, scratch_path("people.csv")) == OK);
}

static void end(void)
{
	people_file_abandon(&people);
	engine_free(engine);
	store_close(store);
	scratch_remove();
}

TestSuite(demo, .init = make, .fini = end, .timeout = 60);

Test(demo, fills_an_empty_record_with_everybody_and_their_links)
{
	static const struct {
		const char *device;
		const char *person;
	} devices[] = {{"a-khan-1", "a.khan"}, {"e-okafor-1", "e.okafor"}, {"p-quinn-1", "p.quinn"}};
	const int64_t organisations = 11, neighbourhoods = 2, people_count = 18, links = 9, mdt = 2;

	cr_assert(demo_seed(engine, &people, why) == OK, "%s", why);
	/* A person and their device are two events, as are the MDT and its first meeting. */
	cr_assert(store_last_pos(store) == organisations + neighbourhoods + 2 * people_count + links + mdt);
	for (size_t i = 0; i < sizeof(devices) / sizeof(devices[0]); i++) {
		struct device_facts facts = {0};
		struct device_id device;

		snprintf(device.text, sizeof(device.text), "%s", devices[i].device);
		cr_assert(reader_device(store_reader(store), device, &facts) == OK);
		cr_assert(facts.found && !facts.is_revoked);
		cr_assert_str_eq(facts.person.text, devices[i].person);
	}
}

static const void *ask(enum command_kind kind, const void *args, struct arena *arena, const char *as)
{
	struct command command = {.row = command_row(kind), .args = args};
	struct references references;
	struct facts facts = {0};
	struct refusal refusal = {0};
	void *result = arena_take(arena, command.row->result->size);

	snprintf(command.person.text, sizeof(command.person.text), "%s", as);
	cr_assert(references_of(&command, arena, &references) == OK);
	cr_assert(reader_facts(store_reader(store), &references, 1795424400000, arena, &facts) == OK);
	cr_assert(reader_query(store_reader(store), &command, &facts, arena, &refusal, result) == OK);
	return result;
}

Test(demo, both_cardiologists_are_named_and_the_first_one_leads)
{
	const struct directory_list_args args = {.treatment_function = 320};
	struct arena *arena = arena_new((size_t)1024 * 1024);

	cr_assert(demo_seed(engine, &people, why) == OK, "%s", why);
	const struct directory_list_result *found = ask(COMMAND_directory_list, &args, arena, "o.frost");
	const struct link_row *links = found->links.items;

	cr_assert_eq(found->links.count, 2);
	for (size_t i = 0; i < found->links.count; i++) {
		const struct specialist_row *specialists = links[i].specialists.items;

		cr_assert_eq(links[i].specialists.count, 2);
		cr_assert_str_eq(specialists[0].person.text, "e.okafor");
		cr_assert_str_eq(specialists[1].person.text, "r.haddad");
		cr_assert(specialists[0].lead && !specialists[1].lead);
	}
	arena_free(arena);
}

Test(demo, every_specialist_has_the_treatment_function_of_their_links)
{
	const struct person_list_args args = {.role = ROLE_SPECIALIST};
	struct arena *arena = arena_new((size_t)1024 * 1024);

	cr_assert(demo_seed(engine, &people, why) == OK, "%s", why);
	const struct person_list_result *found = ask(COMMAND_person_list, &args, arena, "o.frost");
	const struct person_row *rows = found->people.items;

	cr_assert_eq(found->people.count, 8);
	for (size_t i = 0; i < found->people.count; i++)
		cr_assert_neq(rows[i].treatment_function, 0, "%s", rows[i].person.text);
	arena_free(arena);
}

Test(demo, everybody_can_sign_in)
{
	struct credential credential = {0};
	struct person_id person = {"c.lewis"};

	cr_assert(demo_seed(engine, &people, why) == OK, "%s", why);
	cr_assert(reader_credential(store_reader(store), person, &credential) == OK);
	cr_assert(credential.found && credential.totp_secret_length == PEOPLE_TOTP_BYTES);
	cr_assert(strncmp(credential.password_hash, "$argon2id$", 10) == 0);
}
