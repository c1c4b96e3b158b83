/* The live feed is made of the ledger's events as the golden files have them. */
#include <criterion/criterion.h>

#include "base/text.h"
#include "codec/codec.h"
#include "tests/golden/golden.h"

Test(golden_feed, an_entry_that_is_deferred_is_told_as_in_its_file)
{
	struct arena *arena = arena_new((size_t)1024 * 1024);
	struct text json = golden_read("events/", "referral.deferred", ".json", arena);
	struct text result = arena_format(
		arena, "{\"events\":[%.*s],\"upto\":1,\"complete\":true,\"resync_required\":false}", TEXT_ARGS(json));
	struct sync_result sync = {0};
	struct refusal refusal;
	struct buffer written = {0};

	codec_init();
	cr_assert(codec_decode_record(&sync_result_record, result, "result", arena, &sync, &refusal) == OK);
	cr_assert_eq(sync.events.count, 1);
	codec_encode_feed(sync.events.items, &written);
	cr_assert_str_eq(written.data, golden_read("feed/", "referral", ".json", arena).data);
	buffer_deinit(&written);
	arena_free(arena);
}
