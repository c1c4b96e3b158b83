/* What time brings about (core/duties.h): the daemon asks for it by itself, at the start for whatever passed while it was down,
 * and then all the time, a page at a time, so that nobody waits for it. */
#include "base/log.h"
#include "engine/state.h"

/* On the writer, after the commit or with its failure. Whatever went wrong is tried again at the next look. */
static void note_page(struct sink *sink, struct request *request)
{
	struct duties *duties = sink->context;
	const struct duties_review_result *result = request->result;
	duties->is_running = false;
	if (request->error != OK) {
		log_event(LOG_WARNING, "duties.review_failed", "error=%s", error_wire(request->error));
	} else if (!result->complete && result->done > 0) {
		log_event(LOG_INFO, "duties.reviewed", "done=%lld", (long long)result->done);
		duties->next_look_ms = 0;
	}
	request_free(request);
}

void duties_if_due(struct engine *engine)
{
	struct duties *duties = &engine->duties;
	int64_t now_ms = engine->config.clock->monotonic_ms(engine->config.clock);
	bool is_too_early = duties->has_looked && now_ms < duties->next_look_ms;
	if (!engine->config.does_duties || duties->is_running || is_too_early) {
		return;
	}
	duties->has_looked = true;
	duties->next_look_ms = now_ms + DUTIES_LOOK_MS;
	duties->sink = sink_of_system(note_page, duties);
	duties->is_running = ask_as_system(engine, &duties->sink, COMMAND_duties_review);
}
