/* The writer's part of sign-in: looks again, alone, at what the check has seen, and writes it down with its events. */
#include <string.h>

#include "engine/signing.h"

static const char used[] = "This code was used already; wait for the next one.";
static const char used_recovery[] = "This recovery code was used already; use another one.";
static const char invitation_gone[] =
	"This code is not right, was used already, or has expired; ask your administrator for a new one.";

static enum error deny(struct signing *signing, const char *problem)
{
	signing->problem = problem;
	return ERROR_UNAUTHENTICATED;
}
static const char only_phone[] =
	"The record is damaged and can only be read; until it has been restored, sign in with the code of your phone.";

/* --- the codes: each is good once --------------------------------------------------------------------------------------- */

static bool drop_recovery_code(struct credential *credential, const struct digest *code)
{
	for (size_t i = 0; i < credential->recovery_code_count; i++) {
		if (memcmp(&credential->recovery_codes[i], code, sizeof *code) == 0) {
			credential->recovery_codes[i] = credential->recovery_codes[--credential->recovery_code_count];
			return true;
		}
	}
	return false;
}

static enum error spend_code(struct engine *engine, struct signing *signing, struct credential *now)
{
	if (signing->step == 0) {
		return drop_recovery_code(now, &signing->recovery_code) ? OK : deny(signing, used_recovery);
	}
	if (engine->config.totp_is_single_use && signing->step <= now->totp_last_step) {
		return deny(signing, used); /* two sign-ins with one code at once: the first has it */
	}
	now->totp_last_step = signing->step > now->totp_last_step ? signing->step : now->totp_last_step;
	return OK;
}

/* What the person's credential becomes. */
static enum error change(
	struct engine *engine, struct signing *signing, const struct facts *facts, struct credential *now)
{
	const struct invitation_facts *invitation = &facts->invitation;
	const struct credential *fresh = &signing->credential;
	if (signing->purpose == SIGNING_ENROL) {
		bool is_open = invitation->found && facts->now_ms < invitation->ends_at_ms;
		*now = *fresh;
		return is_open ? OK : deny(signing, invitation_gone);
	}
	enum error error = spend_code(engine, signing, now);
	if (signing->purpose == SIGNING_PASSWORD) {
		memcpy(now->password_hash, fresh->password_hash, sizeof now->password_hash);
	}
	if (signing->purpose == SIGNING_RECOVERY) {
		memcpy(now->recovery_codes, fresh->recovery_codes, sizeof now->recovery_codes);
		now->recovery_code_count = fresh->recovery_code_count;
	}
	return error;
}

/* --- the sessions --------------------------------------------------------------------------------------------------------- */

/* Why a session of the person ends with this; 0: it stays. */
static enum session_end cause_of(
	const struct engine *engine, const struct signing *signing, const struct session_facts *session, size_t place)
{
	int64_t unused_ms = signing->facts->now_ms - session->used_at_ms;
	bool is_here = strcmp(session->device.text, signing->sign_in->device.text) == 0;
	bool starts = signing->purpose == SIGNING_IN || signing->purpose == SIGNING_ENROL;
	if (signing->purpose == SIGNING_ENROL || (signing->purpose == SIGNING_PASSWORD && !is_here)) {
		return SESSION_END_CREDENTIALS;
	}
	if (unused_ms >= engine->config.session_idle_ms) {
		return SESSION_END_IDLE;
	}
	return starts && (is_here || place + 1 >= LIMIT_SESSIONS) ? SESSION_END_REPLACED : session_end_absent_;
}

static enum error end_sessions(const struct engine *engine, struct signing *signing)
{
	const struct facts *facts = signing->facts;
	const struct session_facts *sessions = facts->sessions.items;
	enum error error = OK;
	for (size_t i = 0; error == OK && i < facts->sessions.count; i++) {
		struct session_ended_data data = {.session = sessions[i].id,
			.person = facts->actor.id,
			.cause = cause_of(engine, signing, &sessions[i], i)};
		if (data.cause) {
			error = signing_add(signing, EVENT_session_ended, facts->actor.id, facts->now_ms, &data);
		}
	}
	return error;
}

/* --- the events ----------------------------------------------------------------------------------------------------------- */

static enum error add_events(const struct engine *engine, struct signing *signing)
{
	static const enum credential_change changes[] = {[SIGNING_ENROL] = CREDENTIAL_ENROLLED,
		[SIGNING_PASSWORD] = CREDENTIAL_PASSWORD,
		[SIGNING_RECOVERY] = CREDENTIAL_RECOVERY_CODES};
	const struct sign_in *sign_in = signing->sign_in;
	int64_t now_ms = signing->facts->now_ms;
	enum error error = OK;
	if (signing->purpose != SIGNING_IN) {
		struct credential_changed_data data = {.person = sign_in->person,
			.change = changes[signing->purpose],
			.invitation = signing->invitation};
		error = signing_add(signing, EVENT_credential_changed, sign_in->person, now_ms, &data);
	}
	if (error == OK) {
		error = end_sessions(engine, signing);
	}
	if (error == OK && sign_in->session.found) {
		struct session_started_data data = {
			.ends_at = sign_in->session.ends_at_ms, .by_recovery_code = signing->step == 0};
		error = signing_add(signing, EVENT_session_started, sign_in->person, now_ms, &data);
	}
	return error;
}

static enum error append(struct engine *engine, struct signing *signing)
{
	struct session *session = &signing->sign_in->session;
	enum error error = add_events(engine, signing);
	if (error == OK && signing->event_count > 0) {
		error = store_append(engine->config.store, signing->events, signing->event_count);
	}
	if (error == OK && session->found) {
		session->id.pos = signing->events[signing->event_count - 1].pos;
		error = store_expire_sessions(engine->config.store, signing->facts->now_ms);
	}
	if (error == OK && session->found) {
		error = store_put_session(engine->config.store, session);
	}
	return error == OK ? fanout_prepare(engine, signing->origin, signing->events, signing->event_count) : error;
}

/* --- on the writer ---------------------------------------------------------------------------------------------------------- */

static enum error run_commit(struct engine *engine, struct reader *reader, struct work *work)
{
	struct signing *signing = work->item;
	struct credential now = {0};
	struct references more = {.sessions_of = signing->sign_in->person, .invitation = signing->invitation};
	signing->event_count = 0;
	enum error error = signing_load(engine, reader, signing, &more);
	signing->facts->now_ms = engine->config.clock->wall_ms(engine->config.clock);
	if (error == OK) {
		error = reader_credential(reader, signing->sign_in->person, &now);
	}
	if (error == OK) {
		error = change(engine, signing, signing->facts, &now);
	}
	if (error == OK) {
		error = store_put_credential(engine->config.store, &now);
	}
	memset(&now, 0, sizeof now);
	if (error == OK) {
		error = append(engine, signing);
	}
	if (error != OK) {
		fanout_release(engine, signing->origin);
	}
	return error;
}

/* --- while the record can only be read ---------------------------------------------------------------------------------------- */

/* Nothing can be written down, but whoever has the right to read still does: their session lives in memory alone. */
static enum error begin_visit(struct engine *engine, struct signing *signing)
{
	struct sign_in *sign_in = signing->sign_in;
	int64_t step = engine->config.totp_is_single_use ? signing->step : 0;
	if (signing->step == 0) {
		signing->problem = only_phone; /* that a recovery code was used could not be kept */
		return ERROR_STORE_UNAVAILABLE;
	}
	enum error error = visitors_begin(engine->visitors, &sign_in->session, step);
	signing->problem = error == ERROR_UNAUTHENTICATED ? used : NULL;
	return error;
}

static enum error begin_or_end_visit(struct engine *engine, struct signing *signing)
{
	struct sign_in *sign_in = signing->sign_in;
	if (signing->purpose != SIGNING_IN) {
		signing->problem = soundness_read_only;
		return ERROR_STORE_UNAVAILABLE;
	}
	if (sign_in->session.found) {
		return begin_visit(engine, signing);
	}
	visitors_end(engine->visitors, &sign_in->token);
	return OK;
}

/* --- the answer -------------------------------------------------------------------------------------------------------------- */

void signing_finish(struct engine *engine, struct work *work, enum error committed)
{
	struct signing *signing = work->item;
	enum error error = committed != OK ? ERROR_STORE_UNAVAILABLE : work->error;
	struct request *origin = signing->origin;
	signing->problem = committed == OK ? signing->problem : NULL;
	int64_t retry_ms = 0;
	if (committed != OK && soundness_only_reads(engine)) {
		error = begin_or_end_visit(engine, signing);
		retry_ms = error == ERROR_STORE_UNAVAILABLE ? RETRY_DAMAGED_MS : 0;
	}
	size_t count = origin->broadcast_count;
	if (error == OK) {
		origin->broadcast_count = 0;
		fanout_deliver(engine, origin->broadcasts, count);
		signing->sign_in->error = OK;
	} else {
		fanout_release(engine, origin);
		signing_refuse(signing->sign_in, error, NULL, signing->problem, retry_ms);
	}
	signing_answer(signing);
}

void signing_commit(struct engine *engine, struct signing *signing)
{
	struct work work = {.run = run_commit, .finish = signing_finish, .item = signing};
	if (!submit_work(engine->writes, work)) {
		signing_refuse(signing->sign_in, ERROR_BUSY, NULL, NULL, 0);
		signing_answer(signing);
	}
}
