#include <criterion/criterion.h>

#include <stdalign.h>
#include <stdint.h>
#include <string.h>

#include "base/arena.h"
#include "base/memory.h"
#include "base/text.h"

#define KIBIBYTE ((size_t)1024)
#define MEBIBYTE (1024 * KIBIBYTE)

Test(arena, aligns_every_block_for_any_type)
{
	struct arena *arena = arena_new(MEBIBYTE);

	cr_assert_not_null(arena);
	for (size_t size = 0; size < 600; size++) {
		void *block = arena_take(arena, size);

		cr_assert_not_null(block);
		cr_assert_eq((uintptr_t)block % alignof(max_align_t), 0u, "size %zu", size);
	}
	arena_free(arena);
}

Test(arena, gives_zeroed_blocks_that_do_not_overlap)
{
	enum { BLOCKS = 400 };
	struct arena *arena = arena_new(MEBIBYTE);
	unsigned char *blocks[BLOCKS];

	cr_assert_not_null(arena);
	for (size_t i = 0; i < BLOCKS; i++) {
		size_t size = 1 + i * 7 % 900;

		blocks[i] = arena_take(arena, size);
		cr_assert_not_null(blocks[i]);
		for (size_t k = 0; k < size; k++)
			cr_assert_eq(blocks[i][k], 0, "byte %zu of block %zu", k, i);
		memset(blocks[i], (int)(i % 255 + 1), size);
	}
	for (size_t i = 0; i < BLOCKS; i++) {
		for (size_t k = 0; k < 1 + i * 7 % 900; k++)
			cr_assert_eq(blocks[i][k], i % 255 + 1, "byte %zu of block %zu", k, i);
	}
	arena_free(arena);
}

Test(arena, gives_all_of_its_limit_and_no_byte_more)
{
	static const size_t limits[] = {1, 16, 100, 4000, 4096, 65536, 1000000};

	for (size_t i = 0; i < sizeof(limits) / sizeof(*limits); i++) {
		struct arena *arena = arena_new(limits[i]);

		cr_assert_not_null(arena);
		cr_assert_null(arena_take(arena, limits[i] + alignof(max_align_t)));
		cr_assert_eq(arena_used(arena), 0u);
		cr_assert_not_null(arena_take(arena, limits[i]), "limit %zu", limits[i]);
		cr_assert(arena_used(arena) >= limits[i]);
		cr_assert_null(arena_take(arena, 1), "limit %zu", limits[i]);
		cr_assert_null(arena_take(arena, 0), "limit %zu", limits[i]);
		arena_free(arena);
	}
}

Test(arena, counts_small_blocks_against_its_limit_too)
{
	struct arena *arena = arena_new(64 * KIBIBYTE);
	size_t given = 0;

	cr_assert_not_null(arena);
	while (arena_take(arena, 1))
		given++;
	cr_assert_eq(given, 64 * KIBIBYTE / alignof(max_align_t));
	cr_assert_eq(arena_used(arena), 64 * KIBIBYTE);
	arena_free(arena);
}

Test(arena, refuses_sizes_that_overflow)
{
	struct arena *arena = arena_new(SIZE_MAX);
	struct text huge = {"x", SIZE_MAX};

	cr_assert_not_null(arena);
	cr_assert_null(arena_take(arena, SIZE_MAX));
	cr_assert_null(arena_take(arena, SIZE_MAX - 8));
	cr_assert_null(arena_take(arena, SIZE_MAX / 2 + 64));
	cr_assert_null(arena_text(arena, huge).data);
	cr_assert_not_null(arena_take(arena, 10));
	arena_free(arena);
}

Test(arena, without_room_gives_nothing)
{
	struct arena *arena = arena_new(0);

	cr_assert_not_null(arena);
	cr_assert_null(arena_take(arena, 1));
	cr_assert_null(arena_text(arena, text_of("a")).data);
	cr_assert_null(arena_format(arena, "%d", 1).data);
	arena_free(arena);
	arena_free(NULL);
}

Test(arena, copies_texts)
{
	struct arena *arena = arena_new(4096);
	char original[] = "Zo\xc3\xab";
	struct text copy = arena_text(arena, text_of(original));
	struct text empty = arena_text(arena, text_of(""));
	struct text absent = arena_text(arena, (struct text){0});

	original[0] = 'B';
	cr_assert_str_eq(copy.data, "Zo\xc3\xab");
	cr_assert_eq(copy.length, 4u);
	cr_assert_not_null(empty.data);
	cr_assert_eq(empty.length, 0u);
	cr_assert_null(absent.data);
	cr_assert_eq(absent.length, 0u);
	arena_free(arena);
}

Test(arena, formats_texts_of_any_length)
{
	struct arena *arena = arena_new(64 * KIBIBYTE);
	struct text text = arena_format(arena, "t%d of %s", 812, "a.khan");
	struct text wide = arena_format(arena, "%20000d", 7);

	cr_assert_str_eq(text.data, "t812 of a.khan");
	cr_assert_eq(text.length, strlen("t812 of a.khan"));
	cr_assert_eq(wide.length, 20000u);
	cr_assert_eq(wide.data[19999], '7');
	cr_assert_eq(wide.data[20000], '\0');
	cr_assert_null(arena_format(arena, "%60000d", 7).data);
	arena_free(arena);
}

Test(arena, survives_that_memory_runs_out)
{
	struct arena *arena;
	size_t used;

	memory_fail_at(1, 0);
	cr_assert_null(arena_new(4096));
	arena = arena_new(MEBIBYTE);
	cr_assert_not_null(arena);
	cr_assert_not_null(arena_take(arena, 1000));
	used = arena_used(arena);
	memory_fail_at(1, 1);
	cr_assert_null(arena_take(arena, 5000));
	cr_assert_null(arena_take(arena, 3500));
	cr_assert_eq(arena_used(arena), used);
	cr_assert_not_null(arena_take(arena, 1000), "what is left of the chunk is still there");
	memory_fail_at(0, 0);
	cr_assert_not_null(arena_take(arena, 5000));
	arena_free(arena);
}

Test(arena, takes_one_allocation_for_a_small_command)
{
	struct arena *arena = arena_new(MEBIBYTE);

	cr_assert_not_null(arena);
	memory_fail_at(1, 1);
	for (int i = 0; i < 30; i++)
		cr_assert_not_null(arena_take(arena, 100));
	memory_fail_at(0, 0);
	arena_free(arena);
}

Test(arena, does_not_lose_its_chunk_to_a_large_block)
{
	struct arena *arena = arena_new(MEBIBYTE);

	cr_assert_not_null(arena);
	cr_assert_not_null(arena_take(arena, 100));
	cr_assert_not_null(arena_take(arena, 300000));
	memory_fail_at(1, 1);
	cr_assert_not_null(arena_take(arena, 3000));
	memory_fail_at(0, 0);
	arena_free(arena);
}

Test(arena, gives_more_when_it_is_allowed_to_and_never_less)
{
	struct arena *arena = arena_new(1000);

	cr_assert_not_null(arena);
	cr_assert_null(arena_take(arena, 2000));
	arena_allow(arena, 100);
	cr_assert_not_null(arena_take(arena, 900));
	arena_allow(arena, 4000);
	cr_assert_not_null(arena_take(arena, 2000));
	cr_assert_null(arena_take(arena, 2000));
	arena_free(arena);
}
