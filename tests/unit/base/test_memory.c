#include <criterion/criterion.h>

#include <string.h>

#include "base/memory.h"

Test(memory, is_given_zeroed)
{
	unsigned char zeroes[64] = {0};
	unsigned char *block = memory_new(sizeof(zeroes));

	cr_assert_not_null(block);
	cr_assert_eq(memcmp(block, zeroes, sizeof(zeroes)), 0);
	memory_free(block);
}

Test(memory, of_no_size_is_still_a_block)
{
	void *block = memory_new(0);

	cr_assert_not_null(block);
	block = memory_resize(block, 0);
	cr_assert_not_null(block);
	memory_free(block);
	memory_free(NULL);
}

Test(memory, keeps_its_content_when_it_grows)
{
	char *block = memory_new(4);

	cr_assert_not_null(block);
	memcpy(block, "abc", 4);
	block = memory_resize(block, 100000);
	cr_assert_not_null(block);
	cr_assert_str_eq(block, "abc");
	memory_free(block);
}

Test(memory, fails_once_when_asked_to)
{
	void *first;
	void *third;

	memory_fail_at(2, 0);
	first = memory_new(1);
	cr_assert_not_null(first);
	cr_assert_null(memory_new(1));
	third = memory_new(1);
	cr_assert_not_null(third);
	memory_free(first);
	memory_free(third);
}

Test(memory, fails_for_good_when_asked_to)
{
	void *block;

	memory_fail_at(1, 1);
	for (int i = 0; i < 5; i++)
		cr_assert_null(memory_new(1));
	memory_fail_at(0, 0);
	block = memory_new(1);
	cr_assert_not_null(block);
	memory_free(block);
}

Test(memory, leaves_the_old_block_when_a_resize_fails)
{
	char *block = memory_new(4);

	cr_assert_not_null(block);
	memcpy(block, "abc", 4);
	memory_fail_at(1, 0);
	cr_assert_null(memory_resize(block, 100));
	cr_assert_str_eq(block, "abc");
	memory_free(block);
}
