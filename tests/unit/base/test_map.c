#include <criterion/criterion.h>

#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "base/map.h"
#include "base/memory.h"
#include "base/text.h"

static int values[1024];
static size_t freed_count;

static void count_freed(void *value)
{
	cr_assert_not_null(value);
	freed_count++;
}

static void set(struct map *map, const char *key, void *value)
{
	cr_assert_eq(map_set(map, text_of(key), value, NULL), OK);
}

Test(map, begins_empty)
{
	struct map *map = map_new();
	size_t cursor = 0;
	struct text key;
	void *value;

	cr_assert_not_null(map);
	cr_assert_eq(map_count(map), 0u);
	cr_assert_null(map_find(map, text_of("a")));
	cr_assert_null(map_remove(map, text_of("a")));
	cr_assert(!map_next(map, &cursor, &key, &value));
	map_free(map, count_freed);
	map_free(NULL, count_freed);
	cr_assert_eq(freed_count, 0u);
}

Test(map, finds_what_was_set_until_it_is_removed)
{
	struct map *map = map_new();

	set(map, "a.khan", &values[0]);
	set(map, "", &values[1]);
	cr_assert_eq(map_count(map), 2u);
	cr_assert_eq(map_find(map, text_of("a.khan")), &values[0]);
	cr_assert_eq(map_find(map, text_of("")), &values[1]);
	cr_assert_null(map_find(map, text_of("a.kha")));
	cr_assert_null(map_find(map, text_of("a.khan-")));
	cr_assert_eq(map_remove(map, text_of("a.khan")), &values[0]);
	cr_assert_null(map_find(map, text_of("a.khan")));
	cr_assert_null(map_remove(map, text_of("a.khan")));
	cr_assert_eq(map_count(map), 1u);
	map_free(map, NULL);
}

Test(map, gives_back_the_value_that_it_replaces)
{
	struct map *map = map_new();
	void *old = &values[9];

	cr_assert_eq(map_set(map, text_of("k"), &values[0], &old), OK);
	cr_assert_null(old);
	cr_assert_eq(map_set(map, text_of("k"), &values[1], &old), OK);
	cr_assert_eq(old, &values[0]);
	cr_assert_eq(map_count(map), 1u);
	cr_assert_eq(map_find(map, text_of("k")), &values[1]);
	map_free(map, NULL);
}

Test(map, keeps_its_own_copy_of_a_key)
{
	struct map *map = map_new();
	char key[] = "same\0key";

	cr_assert_eq(map_set(map, (struct text){key, 8}, &values[0], NULL), OK);
	memset(key, 'x', sizeof(key));
	cr_assert_eq(map_find(map, (struct text){"same\0key", 8}), &values[0]);
	cr_assert_null(map_find(map, (struct text){"same\0kez", 8}));
	cr_assert_null(map_find(map, text_of("same")));
	map_free(map, NULL);
}

Test(map, frees_each_value_once)
{
	struct map *map = map_new();
	char key[16];

	for (int i = 0; i < 500; i++) {
		snprintf(key, sizeof(key), "k%d", i);
		set(map, key, &values[i]);
	}
	for (int i = 0; i < 100; i++) {
		snprintf(key, sizeof(key), "k%d", i);
		cr_assert_eq(map_remove(map, text_of(key)), &values[i]);
	}
	map_free(map, count_freed);
	cr_assert_eq(freed_count, 400u);
}

Test(map, walks_every_entry_once_even_when_each_is_removed_on_the_way)
{
	struct map *map = map_new();
	bool seen[500] = {false};
	size_t cursor = 0;
	struct text key;
	void *value;
	char name[16];
	size_t visited = 0;

	for (int i = 0; i < 500; i++) {
		snprintf(name, sizeof(name), "k%d", i);
		set(map, name, &values[i]);
	}
	while (map_next(map, &cursor, &key, &value)) {
		size_t i = (size_t)((int *)value - values);

		snprintf(name, sizeof(name), "k%zu", i);
		cr_assert(text_is(key, name));
		cr_assert(!seen[i]);
		seen[i] = true;
		visited++;
		if (i % 3 != 0)
			cr_assert_eq(map_remove(map, key), value);
	}
	cr_assert_eq(visited, 500u);
	cr_assert_eq(map_count(map), 167u);
	map_free(map, NULL);
}

Test(map, changes_nothing_when_memory_runs_out)
{
	struct map *map;
	char key[16];
	size_t refused = 0;

	for (size_t at = 1; at <= 2; at++) {
		memory_fail_at(at, 0);
		map = map_new();
		memory_fail_at(0, 0);
		cr_assert_eq(map == NULL, at == 1);
		map_free(map, NULL);
	}
	map = map_new();
	for (int i = 0; i < 400; i++) {
		snprintf(key, sizeof(key), "k%d", i);
		for (size_t at = 2; at >= 1; at--) {
			void *old = &values[1000];

			memory_fail_at(at, 0);
			if (map_set(map, text_of(key), &values[i], &old) == OK)
				break;
			refused++;
			cr_assert_eq(old, &values[1000]);
			cr_assert_eq(map_count(map), (size_t)i);
			cr_assert_null(map_find(map, text_of(key)));
			if (i > 0)
				cr_assert_eq(map_find(map, text_of("k0")), &values[0]);
		}
		memory_fail_at(0, 0);
		set(map, key, &values[i]);
	}
	cr_assert(refused > 4, "%zu", refused);
	map_free(map, NULL);
}

/* xorshift64*: the same numbers on every machine, so that a failure can be repeated from its seed. */
static uint64_t next_random(uint64_t *state)
{
	*state ^= *state >> 12;
	*state ^= *state << 25;
	*state ^= *state >> 27;
	return *state * 2685821657736338717u;
}

/* The naive model: the value of each of a few hundred possible keys, NULL when it is not inside. */
enum { KEY_COUNT = 300 };

static struct text key_of(size_t number, char name[40])
{
	/* Lengths from 1 to 33 bytes, so that whole words and tails of the hash are both used. */
	int length = snprintf(name, 40, "%0*zu", (int)(number % 33 + 1), number);

	return (struct text){name, (size_t)length};
}

static void compare(const struct map *map, void *const *model, uint64_t seed, int step)
{
	bool seen[KEY_COUNT] = {false};
	char name[40];
	size_t cursor = 0;
	size_t count = 0;
	struct text key;
	void *value;

	for (size_t i = 0; i < KEY_COUNT; i++) {
		cr_assert_eq(
			map_find(map, key_of(i, name)), model[i], "seed %zu step %d key %zu", (size_t)seed, step, i);
		count += model[i] != NULL;
	}
	cr_assert_eq(map_count(map), count, "seed %zu step %d", (size_t)seed, step);
	while (map_next(map, &cursor, &key, &value)) {
		int64_t number;

		cr_assert_eq(text_to_integer(key, &number), OK);
		cr_assert(!seen[number], "seed %zu step %d key %zu", (size_t)seed, step, (size_t)number);
		cr_assert_eq(value, model[number]);
		seen[number] = true;
		count--;
	}
	cr_assert_eq(count, 0u, "seed %zu step %d", (size_t)seed, step);
}

static void play(uint64_t seed)
{
	void *model[KEY_COUNT] = {NULL};
	struct map *map = map_new();
	uint64_t state = seed;
	char name[40];

	cr_assert_not_null(map);
	for (int step = 0; step < 4000; step++) {
		uint64_t dice = next_random(&state) >> 16;
		size_t i = (size_t)(dice / 8 % KEY_COUNT);
		/* Tides: mostly filling, then mostly emptying. */
		bool is_set = dice % 8 < (step / 500 % 2 ? 3 : 5);

		if (is_set) {
			void *value = &values[dice / 4096 % 1024];
			void *old;

			cr_assert_eq(map_set(map, key_of(i, name), value, &old), OK);
			cr_assert_eq(old, model[i], "seed %zu step %d", (size_t)seed, step);
			model[i] = value;
		} else {
			cr_assert_eq(
				map_remove(map, key_of(i, name)), model[i], "seed %zu step %d", (size_t)seed, step);
			model[i] = NULL;
		}
		if (step % 250 == 0)
			compare(map, model, seed, step);
	}
	compare(map, model, seed, -1);
	map_free(map, NULL);
}

Test(map, behaves_as_a_naive_model_does)
{
	for (uint64_t seed = 1; seed <= 20; seed++)
		play(seed * 7919);
}

Test(map, does_not_grow_when_entries_only_come_and_go)
{
	struct map *map = map_new();
	char key[16];

	for (int i = 0; i < 5; i++) {
		snprintf(key, sizeof(key), "stay%d", i);
		set(map, key, &values[i]);
	}
	for (int i = 0; i < 100000; i++) {
		snprintf(key, sizeof(key), "%d", i);
		set(map, key, &values[0]);
		cr_assert_eq(map_remove(map, text_of(key)), &values[0]);
	}
	/* A walk meets few slots, so its cursor ends low. */
	{
		size_t cursor = 0;
		struct text found;
		void *value;

		while (map_next(map, &cursor, &found, &value))
			;
		cr_assert(cursor <= 32, "%zu slots", cursor);
	}
	map_free(map, NULL);
}
