/* The daily review (design 5, rules 3 and 6): the daemon itself asks, as "system", that entries whose follow-up is over be
 * confirmed. It goes through the writer's queue like every command, a page at a time, so that nobody waits for it. */
#include "base/calendar.h"
#include "base/log.h"
#include "engine/state.h"

/* Shortly after 02:00 by London's clocks: they have gone forward or back by then, and every day has such an hour. */
enum { REVIEW_AT_MS = 2 * MS_PER_HOUR + 5 * MS_PER_MINUTE };

/* The day whose review should have been done by now. */
static int32_t reviewed_day(int64_t now_ms)
{
	int32_t today = calendar_london_date(now_ms);
	bool is_too_early = now_ms < calendar_london_time(today, REVIEW_AT_MS);
	return is_too_early ? calendar_date_of(calendar_days_of(today) - 1) : today;
}

/* On the writer, after the commit or with its failure. Whatever went wrong is tried again within the minute. */
static void note_page(struct sink *sink, struct request *request)
{
	struct review *review = sink->context;
	const struct ledger_review_result *result = request->result;
	bool is_done = request->error == OK && (result->complete || result->confirmed == 0);
	review->is_running = false;
	if (request->error == OK) {
		review->confirmed += result->confirmed;
		review->next_look_ms = is_done ? review->next_look_ms : 0;
	} else {
		log_event(LOG_WARNING, "ledger.review_failed", "error=%s", error_wire(request->error));
	}
	if (is_done) {
		review->done_day = review->day;
		log_event(LOG_INFO, "ledger.reviewed", "day=%d confirmed=%lld", review->day,
			(long long)review->confirmed);
		review->confirmed = 0;
	}
	request_free(request);
}

void review_if_due(struct engine *engine)
{
	struct review *review = &engine->review;
	const struct clock *clock = engine->config.clock;
	if (!engine->config.reviews_ledger || review->is_running) {
		return;
	}
	int64_t now_ms = clock->monotonic_ms(clock);
	if (review->has_looked && now_ms < review->next_look_ms) {
		return;
	}
	review->has_looked = true;
	review->next_look_ms = now_ms + REVIEW_LOOK_MS;
	review->day = reviewed_day(clock->wall_ms(clock));
	if (review->day == review->done_day) {
		return;
	}
	review->sink = sink_of_system(note_page, review);
	review->is_running = ask_as_system(engine, &review->sink, COMMAND_ledger_review);
}
