#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

#include "guard_memory.h"

struct given {
	size_t count;
	char all[4096];
};

static void note(void *context, const char *device, const void *payload, size_t length)
{
	struct given *given = context;

	given->count++;
	strncat(given->all, device, 64);
	strcat(given->all, ":");
	strncat(given->all, payload, length);
	strcat(given->all, " ");
}

static struct given subscribe(struct guard_memory *memory, const char *device, int64_t now_s)
{
	struct given given = {0};

	guard_memory_subscribed(memory, device, now_s, note, &given);
	return given;
}

static bool keep(struct guard_memory *memory, const char *device, const char *payload, int64_t now_s)
{
	return guard_memory_keep(memory, device, payload, strlen(payload), now_s);
}

Test(guard_memory, gives_a_device_what_it_missed_while_it_reconnected_in_order)
{
	struct guard_memory *memory = guard_memory_new();

	subscribe(memory, "a-khan-1", 100);
	keep(memory, "a-khan-1", "heard", 100);
	guard_memory_left(memory, "a-khan-1", 101);
	keep(memory, "a-khan-1", "one", 101);
	keep(memory, "a-khan-1", "two", 102);
	struct given given = subscribe(memory, "a-khan-1", 103);
	cr_assert_str_eq(given.all, "a-khan-1:one a-khan-1:two ");
	cr_assert_eq(subscribe(memory, "a-khan-1", 104).count, 0, "given once");
	cr_assert_eq(guard_memory_bytes(memory), 0);
	guard_memory_free(memory);
}

Test(guard_memory, keeps_the_receipt_for_a_device_that_published_before_it_subscribed)
{
	struct guard_memory *memory = guard_memory_new();

	guard_memory_seen(memory, "a-khan-1", 100);
	keep(memory, "a-khan-1", "receipt", 100);
	cr_assert_str_eq(subscribe(memory, "a-khan-1", 101).all, "a-khan-1:receipt ");
	guard_memory_free(memory);
}

Test(guard_memory, keeps_nothing_for_devices_that_were_not_here_lately)
{
	struct guard_memory *memory = guard_memory_new();

	keep(memory, "b-osei-1", "never seen", 100);
	subscribe(memory, "a-khan-1", 100);
	guard_memory_left(memory, "a-khan-1", 100);
	keep(memory, "a-khan-1", "long gone", 100 + GUARD_MEMORY_SECONDS + 1);
	cr_assert_eq(guard_memory_bytes(memory), 0);
	cr_assert_eq(subscribe(memory, "b-osei-1", 100).count, 0);
	guard_memory_free(memory);
}

Test(guard_memory, gives_a_device_nothing_of_another)
{
	struct guard_memory *memory = guard_memory_new();

	guard_memory_seen(memory, "a-khan-1", 100);
	guard_memory_seen(memory, "b-osei-1", 100);
	keep(memory, "a-khan-1", "secret", 100);
	cr_assert_eq(subscribe(memory, "b-osei-1", 100).count, 0);
	cr_assert_eq(subscribe(memory, "a-khan-1", 100).count, 1);
	guard_memory_free(memory);
}

Test(guard_memory, forgets_what_is_too_old)
{
	struct guard_memory *memory = guard_memory_new();

	guard_memory_seen(memory, "a-khan-1", 100);
	keep(memory, "a-khan-1", "old", 100);
	guard_memory_seen(memory, "a-khan-1", 110);
	cr_assert_eq(subscribe(memory, "a-khan-1", 101 + GUARD_MEMORY_SECONDS).count, 0);
	guard_memory_seen(memory, "b-osei-1", 200);
	keep(memory, "b-osei-1", "old", 200);
	guard_memory_sweep(memory, 200 + GUARD_MEMORY_SECONDS);
	cr_assert_eq(guard_memory_bytes(memory), 3);
	guard_memory_sweep(memory, 201 + GUARD_MEMORY_SECONDS);
	cr_assert_eq(guard_memory_bytes(memory), 0);
	guard_memory_free(memory);
}

Test(guard_memory, is_bounded_by_count_and_by_bytes)
{
	static char large[GUARD_MEMORY_BYTES + 1];
	struct guard_memory *memory = guard_memory_new();
	char payload[16];

	memset(large, 'x', sizeof(large));
	guard_memory_seen(memory, "a-khan-1", 100);
	guard_memory_keep(memory, "a-khan-1", large, sizeof(large), 100);
	cr_assert_eq(guard_memory_bytes(memory), 0);
	for (int i = 0; i < GUARD_MEMORY_MESSAGES + 5; i++) {
		snprintf(payload, sizeof(payload), "%03d", i);
		keep(memory, "a-khan-1", payload, 100);
	}
	struct given given = subscribe(memory, "a-khan-1", 100);
	cr_assert_eq(given.count, GUARD_MEMORY_MESSAGES);
	cr_assert_eq(strncmp(given.all, "a-khan-1:005 ", 13), 0, "the oldest went first: %.20s", given.all);
	for (int device = 0; device < 200; device++) {
		snprintf(payload, sizeof(payload), "d-%d", device);
		guard_memory_seen(memory, payload, 100);
		guard_memory_keep(memory, payload, large, GUARD_MEMORY_BYTES, 100);
	}
	cr_assert(guard_memory_bytes(memory) <= GUARD_MEMORY_ALL_BYTES);
	cr_assert(guard_memory_bytes(memory) > GUARD_MEMORY_ALL_BYTES / 2);
	guard_memory_free(memory);
}

Test(guard_memory, lets_nothing_overtake_what_is_being_given)
{
	struct guard_memory *memory = guard_memory_new();

	guard_memory_seen(memory, "a-khan-1", 100);
	keep(memory, "a-khan-1", "one", 100);
	subscribe(memory, "a-khan-1", 100);
	cr_assert(keep(memory, "a-khan-1", "two", 100), "it would come before one");
	guard_memory_turn(memory);
	cr_assert(keep(memory, "a-khan-1", "three", 100));
	guard_memory_turn(memory);
	cr_assert_not(keep(memory, "a-khan-1", "four", 100), "one is on its way");
	guard_memory_left(memory, "a-khan-1", 100);
	subscribe(memory, "a-khan-1", 101);
	cr_assert_not(keep(memory, "a-khan-1", "five", 101), "nothing was given");
	guard_memory_free(memory);
}
