/* Promises of people who answer here no more are due at once, whatever their next step is. */
#include <criterion/criterion.h>

#include "core/duties.h"
#include "tests/contract/support/subject.h"
#include "tests/contract/support/world.h"
#include "tests/unit/store/damage.h"

static struct list duties(struct world *world)
{
	struct references references = {.actor = person("o.frost"), .duties_limit = DUTIES_LIMIT};

	return world_facts(world, &references).duties;
}

Test(suspended, open_promises_are_due_at_once_and_settled_ones_are_not)
{
	struct subject subject;
	struct world world;

	subject_open(&subject, SUBJECT_FILE);
	world_init(&world, subject.store);
	struct thread_id open = world_ask(&world, world.cardiology, &(struct asking){0});
	struct thread_id waiting = world_ask(&world, world.cardiology, &(struct asking){0});
	struct thread_id closed = world_ask(&world, world.cardiology, &(struct asking){0});
	world_ask(&world, world.dermatology, &(struct asking){.asked = "f.rossi"});
	world_want_information(&world, world.cardiology, waiting, "e.okafor", "?");
	world_close(&world, world.cardiology, closed, "a.khan", OUTCOME_REFERRED);
	cr_assert_eq(duties(&world).count, 0);

	sqlite3 *db = damage_open(&subject);
	damage_run(db, "UPDATE people SET is_suspended = 1 WHERE id = 'e.okafor'");
	sqlite3_close(db);
	struct list found = duties(&world);
	const struct duty_facts *duty = found.items;
	cr_assert_eq(found.count, 1);
	cr_assert_eq(duty->kind, DUTY_PROMISE);
	cr_assert_eq(duty->thread.id.pos, open.pos);
	cr_assert(((const struct person_facts *)duty->specialists.items)->is_suspended);
	struct promise_escalated_data escalated = {.asked = person("e.okafor"),
		.reply_due = 1,
		.cause = ESCALATION_SUSPENDED,
		.neighbourhood = neighbourhood("riverside")};
	world_happens(&world, EVENT_promise_escalated, world.cardiology, open, "system", &escalated);
	cr_assert_eq(duties(&world).count, 0, "once is enough");
	world_deinit(&world);
	subject_close(&subject);
}
