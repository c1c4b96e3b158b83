#include "mqtt/backoff.h"

int64_t backoff_after_failure(struct backoff *backoff, uint32_t chance)
{
	int64_t longest_ms = backoff->next_ms > 0 ? backoff->next_ms : BACKOFF_FIRST_MS;
	int64_t shortest_ms = longest_ms / 2;

	backoff->next_ms = longest_ms * 2 < BACKOFF_LONGEST_MS ? longest_ms * 2 : BACKOFF_LONGEST_MS;
	return shortest_ms + (int64_t)chance % (longest_ms - shortest_ms + 1);
}

void backoff_after_connection(struct backoff *backoff, int64_t was_up_ms)
{
	if (was_up_ms >= BACKOFF_STABLE_MS)
		backoff->next_ms = 0;
}
