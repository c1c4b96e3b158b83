/* The sessions between signing in and out: whether one lives, that it was used, and its end. */
#include <string.h>

#include "base/memory.h"
#include "base/text.h"
#include "engine/signing.h"

enum { TOUCH_EVERY_MS = 60000 };

static const char ended[] = "Your session has ended; sign in again.";

static int64_t now_of(const struct engine *engine)
{
	return engine->config.clock->wall_ms(engine->config.clock);
}

/* --- use -------------------------------------------------------------------------------------------------------------------- */

static enum error run_touch(struct engine *engine, struct reader *reader, struct work *work)
{
	struct session *touched = work->item, now;
	enum error error = reader_session(reader, &touched->token, &now);
	return error != OK || !now.found ? error : store_put_session(engine->config.store, touched);
}

static void finish_touch(struct engine *engine, struct work *work, enum error committed)
{
	(void)engine;
	(void)committed; /* the next use will touch it */
	memory_free(work->item);
}

/* Told to the writer at most once a minute and session, and waited for by nobody. */
static void touch(struct engine *engine, const struct session *session, int64_t now_ms)
{
	struct session *touched = now_ms - session->used_at_ms >= TOUCH_EVERY_MS ? memory_new(sizeof *touched) : NULL;
	if (!touched) {
		return;
	}
	if (soundness_only_reads(engine)) {
		visitors_touch(engine->visitors, session, now_ms);
		memory_free(touched);
		return;
	}
	*touched = *session;
	touched->used_at_ms = now_ms;
	if (!submit_work(engine->writes, (struct work){.run = run_touch, .finish = finish_touch, .item = touched})) {
		memory_free(touched);
	}
}

/* --- check ------------------------------------------------------------------------------------------------------------------ */

static enum error find_live(
	struct engine *engine, struct reader *reader, struct sign_in *sign_in, struct signing *signing)
{
	struct session *session = &sign_in->session;
	int64_t now_ms = now_of(engine);
	enum error error = reader ? reader_session(reader, &sign_in->token, session) : ERROR_STORE_UNAVAILABLE;
	if (error == OK) {
		visitors_find(engine->visitors, &sign_in->token, session);
	}
	bool is_live = error == OK && session->found && now_ms < session->ends_at_ms &&
		       now_ms - session->used_at_ms < engine->config.session_idle_ms;
	if (error == OK && !is_live) {
		error = ERROR_UNAUTHENTICATED;
	}
	if (error == OK) {
		sign_in->person = session->person;
		sign_in->device = session->device;
		error = signing_load(engine, reader, signing, &(struct references){0});
	}
	if (error == OK) {
		touch(engine, session, now_ms);
	}
	return error;
}

static enum error run_check(struct engine *engine, struct reader *reader, struct work *work)
{
	struct sign_in *sign_in = work->item;
	struct signing *signing = signing_new(sign_in, SIGNING_IN);
	enum error error = signing ? find_live(engine, reader, sign_in, signing) : ERROR_BUSY;
	sign_in->error = error;
	if (error != OK) {
		signing_refuse(sign_in, error, NULL, error == ERROR_UNAUTHENTICATED ? ended : NULL, 0);
	}
	if (signing) {
		signing_free(signing);
	}
	sign_in->done(sign_in);
	return error;
}

void engine_check_session(struct engine *engine, struct sign_in *sign_in)
{
	signing_submit(engine->reads, (struct work){.run = run_check, .item = sign_in});
}

/* --- end -------------------------------------------------------------------------------------------------------------------- */

static enum error run_end(struct engine *engine, struct reader *reader, struct work *work)
{
	struct signing *signing = work->item;
	struct sign_in *sign_in = signing->sign_in;
	struct session session = {0};
	enum error error = reader_session(reader, &sign_in->token, &session);
	if (error != OK || !session.found) {
		return error;
	}
	struct session_ended_data data = {.session = session.id,
		.person = session.person,
		.cause = sign_in->cause ? sign_in->cause : SESSION_END_SIGNED_OUT};
	sign_in->device = session.device;
	signing->event_count = 0;
	error = signing_add(signing, EVENT_session_ended, session.person, now_of(engine), &data);
	if (error == OK) {
		error = store_append(engine->config.store, signing->events, signing->event_count);
	}
	if (error == OK) {
		error = store_end_session(engine->config.store, &sign_in->token);
	}
	if (error == OK) {
		error = fanout_prepare(engine, signing->origin, signing->events, signing->event_count);
	}
	if (error != OK) {
		fanout_release(engine, signing->origin);
	}
	return error;
}

void engine_sign_out(struct engine *engine, struct sign_in *sign_in)
{
	struct signing *signing = signing_new(sign_in, SIGNING_IN);
	struct work work = {.run = run_end, .finish = signing_finish, .item = signing};
	if (!signing || !submit_work(engine->writes, work)) {
		signing_refuse(sign_in, ERROR_BUSY, NULL, NULL, 0);
		if (signing) {
			signing_free(signing);
		}
		sign_in->done(sign_in);
	}
}
