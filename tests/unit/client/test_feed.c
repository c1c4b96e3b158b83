/* Which events are taken, skipped or asked for. */
#include <criterion/criterion.h>

#include "clients/lib/feed.h"

static struct feed feed;

static void begin_at(int64_t synced)
{
	client_feed_init(&feed, synced);
	client_feed_page_end(&feed, synced, true);
}

Test(feed, a_new_feed_is_behind_until_a_sync_is_complete)
{
	client_feed_init(&feed, 0);
	cr_assert(feed.is_behind);
	cr_assert_eq(client_feed_push(&feed, 5, "c1", 1, true), FEED_BEHIND);
	client_feed_page_end(&feed, 3, false);
	cr_assert(feed.is_behind, "an incomplete page is not the end");
	client_feed_page_end(&feed, 5, true);
	cr_assert(!feed.is_behind);
	client_feed_deinit(&feed);
}

Test(feed, a_push_that_follows_is_delivered_once)
{
	begin_at(10);
	cr_assert_eq(client_feed_push(&feed, 11, "c9", 1, true), FEED_DELIVER);
	cr_assert_eq(client_feed_push(&feed, 11, "c9", 1, true), FEED_SKIP);
	cr_assert_eq(client_feed_push(&feed, 14, "c9", 2, true), FEED_DELIVER);
	cr_assert_eq(client_feed_push(&feed, 9, "c9", 1, true), FEED_SKIP, "older than what was synced");
	client_feed_deinit(&feed);
}

Test(feed, a_hole_in_a_conversation_is_filled_by_a_sync_in_order_and_without_repeats)
{
	begin_at(10);
	cr_assert_eq(client_feed_push(&feed, 11, "c1", 1, true), FEED_DELIVER);
	cr_assert_eq(client_feed_push(&feed, 13, "c2", 1, true), FEED_DELIVER);
	cr_assert_eq(client_feed_push(&feed, 14, "c1", 3, true), FEED_BEHIND, "seq 2 is missing");
	cr_assert(feed.is_behind);
	cr_assert_eq(feed.synced, 10, "asked for from before the hole");
	cr_assert_eq(client_feed_page_event(&feed, 11, "c1", 1), FEED_SKIP);
	cr_assert_eq(client_feed_page_event(&feed, 12, "c1", 2), FEED_DELIVER);
	cr_assert_eq(client_feed_page_event(&feed, 13, "c2", 1), FEED_SKIP);
	cr_assert_eq(client_feed_page_event(&feed, 14, "c1", 3), FEED_DELIVER);
	client_feed_page_end(&feed, 14, true);
	cr_assert(!feed.is_behind);
	cr_assert_eq(client_feed_push(&feed, 15, "c1", 4, true), FEED_DELIVER);
	client_feed_deinit(&feed);
}

Test(feed, an_unknown_conversation_is_only_trusted_from_its_first_event)
{
	begin_at(10);
	cr_assert_eq(client_feed_push(&feed, 11, "c7", 40, true), FEED_BEHIND);
	cr_assert_eq(client_feed_page_event(&feed, 11, "c7", 40), FEED_DELIVER);
	client_feed_page_end(&feed, 11, true);
	cr_assert_eq(client_feed_push(&feed, 12, "c7", 41, true), FEED_DELIVER, "now it is known");
	cr_assert_eq(client_feed_push(&feed, 13, "", 0, true), FEED_DELIVER,
		"outside of conversations nothing can be missing");
	client_feed_deinit(&feed);
}

Test(feed, what_was_pushed_during_a_sync_and_is_newer_than_its_answer_is_asked_for_again)
{
	client_feed_init(&feed, 0);
	cr_assert_eq(client_feed_push(&feed, 8, "c1", 3, true), FEED_BEHIND);
	client_feed_page_end(&feed, 7, true);
	cr_assert(feed.is_behind);
	cr_assert_eq(client_feed_page_event(&feed, 8, "c1", 3), FEED_DELIVER);
	client_feed_page_end(&feed, 8, true);
	cr_assert(!feed.is_behind);
	client_feed_deinit(&feed);
}

Test(feed, no_room_means_asking_later_and_memory_stays_bounded)
{
	begin_at(0);
	cr_assert_eq(client_feed_push(&feed, 1, "c1", 1, false), FEED_BEHIND);
	client_feed_page_event(&feed, 1, "c1", 1);
	client_feed_page_end(&feed, 1, true);
	for (int64_t i = 0; i < FEED_TAKEN_LIMIT; i++)
		cr_assert_eq(client_feed_push(&feed, 2 + i, "c1", 2 + i, true), FEED_DELIVER);
	cr_assert_eq(client_feed_push(&feed, 2 + FEED_TAKEN_LIMIT, "c1", 2 + FEED_TAKEN_LIMIT, true), FEED_BEHIND);
	client_feed_deinit(&feed);
}

Test(feed, what_an_earlier_process_delivered_is_skipped)
{
	client_feed_init(&feed, 10);
	client_feed_note_taken(&feed, 12);
	cr_assert_eq(client_feed_page_event(&feed, 11, "c1", 1), FEED_DELIVER);
	cr_assert_eq(client_feed_page_event(&feed, 12, "c2", 1), FEED_SKIP);
	client_feed_deinit(&feed);
}

Test(feed, after_a_restart_everything_comes_again)
{
	begin_at(100);
	client_feed_restart(&feed);
	cr_assert(feed.is_behind);
	cr_assert_eq(feed.synced, 0);
	cr_assert_eq(client_feed_page_event(&feed, 1, "c1", 1), FEED_DELIVER);
	client_feed_deinit(&feed);
}
