/* Signing in and out, and the sessions between: ASVS 5.0 chapters 6 and 7. */
#include <stdio.h>
#include <string.h>

#include "base/memory.h"
#include "base/password.h"
#include "base/text.h"
#include "engine/state.h"

enum {
	TOTP_STEP_MS = 30000,
	TOTP_DRIFT_STEPS = 1,
	TOUCH_EVERY_MS = 60000,
	TOKEN_BYTES = 32,
	FACTS_ARENA_BYTES = 1024 * 1024
};

static const char wrong[] = "The name, password or code is not right.";
static const char used[] = "This code was used already; wait for the next one.";
static const char ended[] = "Your session has ended; sign in again.";

static void refuse(struct sign_in *sign_in, enum error error, const char *sentence, int64_t retry_after_ms)
{
	snprintf(sign_in->sentence, sizeof sign_in->sentence, "%s", sentence);
	sign_in->error = error;
	sign_in->refusal = (struct refusal){.sentence = text_of(sign_in->sentence), .retry_after_ms = retry_after_ms};
}

static int64_t now_of(const struct engine *engine)
{
	return engine->config.clock->wall_ms(engine->config.clock);
}

/* --- what the writer does for sign-in -------------------------------------------------------------------------------------- */

static enum error run_start(struct engine *engine, struct reader *reader, struct work *work)
{
	struct sign_in *sign_in = work->item;
	struct store *store = engine->config.store;
	struct credential credential = {0};
	int64_t now_ms = now_of(engine);
	enum error error = reader_credential(reader, sign_in->person, &credential);
	int64_t step = sign_in->session.started_at_ms; /* carried here by run_sign_in, see there */
	if (error == OK && engine->config.totp_is_single_use && step <= credential.totp_last_step) {
		return ERROR_UNAUTHENTICATED; /* two sign-ins with one code at once: the first has it */
	}
	sign_in->session.started_at_ms = now_ms;
	credential.totp_last_step = step > credential.totp_last_step ? step : credential.totp_last_step;
	if (error == OK) {
		error = store_put_credential(store, &credential);
	}
	if (error == OK) {
		error = store_expire_sessions(store, now_ms);
	}
	return error != OK ? error : store_put_session(store, &sign_in->session);
}

static enum error run_end(struct engine *engine, struct reader *reader, struct work *work)
{
	(void)reader;
	struct sign_in *sign_in = work->item;
	return store_end_session(engine->config.store, &sign_in->token);
}

/* Nothing can be written down, but whoever has the right to read still does: the session lives in memory alone. */
static enum error begin_or_end_visit(struct engine *engine, struct sign_in *sign_in)
{
	int64_t step = sign_in->session.started_at_ms; /* as in run_start, which did not come so far */
	if (!sign_in->secret_token[0]) {
		visitors_end(engine->visitors, &sign_in->token);
		return OK;
	}
	sign_in->session.started_at_ms = now_of(engine);
	return visitors_begin(engine->visitors, &sign_in->session, engine->config.totp_is_single_use ? step : 0);
}

static void finish_sign_in(struct engine *engine, struct work *work, enum error committed)
{
	struct sign_in *sign_in = work->item;
	if (committed != OK && soundness_only_reads(engine)) {
		committed = OK;
		work->error = begin_or_end_visit(engine, sign_in);
	}
	if (committed != OK || work->error == ERROR_STORE_UNAVAILABLE) {
		refuse(sign_in, ERROR_STORE_UNAVAILABLE, error_sentence(ERROR_STORE_UNAVAILABLE), RETRY_STORE_MS);
	} else if (work->error == ERROR_UNAUTHENTICATED) {
		refuse(sign_in, ERROR_UNAUTHENTICATED, used, 0);
	} else if (work->error != OK) {
		refuse(sign_in, work->error, error_sentence(work->error), RETRY_BUSY_MS);
	}
	sign_in->done(sign_in);
}

static void submit_or_refuse(struct queue *queue, struct work work)
{
	struct sign_in *sign_in = work.item;
	if (!submit_work(queue, work)) {
		refuse(sign_in, ERROR_BUSY, error_sentence(ERROR_BUSY), RETRY_BUSY_MS);
		sign_in->done(sign_in);
	}
}

/* --- checking -------------------------------------------------------------------------------------------------------------- */

/* The person as they are now. ERROR_UNAUTHENTICATED when unknown or suspended. */
static enum error load_person(struct reader *reader, int64_t now_ms, struct sign_in *sign_in)
{
	struct arena *arena = arena_new(FACTS_ARENA_BYTES);
	struct facts *facts = arena ? arena_take(arena, sizeof *facts) : NULL;
	struct references references = {.actor = sign_in->person};
	enum error error = facts ? reader_facts(reader, &references, now_ms, arena, facts) : ERROR_BUSY;
	if (error == OK && (!facts->actor.found || facts->actor.is_suspended)) {
		error = ERROR_UNAUTHENTICATED;
	}
	if (error == OK) {
		struct text name = text_cut(facts->actor.display_name, LIMIT_TITLE_BYTES);
		snprintf(sign_in->display_name, sizeof sign_in->display_name, "%.*s", TEXT_ARGS(name));
		sign_in->roles = facts->actor.roles;
	}
	arena_free(arena);
	return error;
}

/* The step a code belongs to, at most one step away from now; 0 when it is not right. */
static int64_t find_step(const struct credential *credential, const char *code, int64_t now_ms)
{
	struct text secret = {(const char *)credential->totp_secret, credential->totp_secret_length};
	int64_t found = 0;
	for (int64_t drift = -TOTP_DRIFT_STEPS; drift <= TOTP_DRIFT_STEPS; drift++) {
		char expected[7] = "";
		int64_t step = now_ms / TOTP_STEP_MS + drift;
		bool is_right = digest_totp(secret, step, expected) == OK && strlen(code) == 6 &&
				bytes_equal_in_constant_time(expected, code, 6);
		found = is_right ? step : found;
	}
	return found;
}

/* Failures are counted by person and browser, and more generously by person alone: a stranger who guesses slows
 * themselves before they slow the person. */
static int64_t wait_after_failures(struct engine *engine, const struct sign_in *sign_in, bool has_failed)
{
	char name[2 * LIMIT_HANDLE_BYTES + 2];
	snprintf(name, sizeof name, "%s %s", sign_in->person.text, sign_in->device.text);
	int64_t (*look)(struct limits *, struct text) = has_failed ? limits_take : limits_ask;
	int64_t browser_ms = look(engine->browser_failures, text_of(name));
	int64_t person_ms = look(engine->failures, text_of(sign_in->person.text));
	return browser_ms > person_ms ? browser_ms : person_ms;
}

static enum error make_session(struct engine *engine, struct sign_in *sign_in)
{
	unsigned char token[TOKEN_BYTES];
	enum error error = random_bytes(token, sizeof token);
	if (error != OK) {
		return error;
	}
	hex_encode(token, sizeof token, sign_in->secret_token);
	struct text parts[] = {text_of(sign_in->secret_token)};
	int64_t now_ms = now_of(engine);
	sign_in->session = (struct session){.found = true,
		.person = sign_in->person,
		.device = sign_in->device,
		.used_at_ms = now_ms,
		.ends_at_ms = now_ms + engine->config.session_limit_ms};
	return digest_of(parts, 1, &sign_in->session.token);
}

/* Password and code are both looked at whatever the first says, and one sentence answers for every wrong combination. */
static enum error check_secrets(struct engine *engine, struct reader *reader, struct sign_in *sign_in, int64_t *step)
{
	struct credential credential = {0};
	enum error error = reader ? reader_credential(reader, sign_in->person, &credential) : ERROR_STORE_UNAVAILABLE;
	if (error != OK) {
		refuse(sign_in, error, error_sentence(error), RETRY_STORE_MS);
		return error;
	}
	bool is_password =
		password_matches(text_of(sign_in->password), credential.found ? credential.password_hash : "");
	*step = credential.found ? find_step(&credential, sign_in->totp, now_of(engine)) : 0;
	error = load_person(reader, now_of(engine), sign_in);
	if (error != OK && error != ERROR_UNAUTHENTICATED) {
		refuse(sign_in, error, error_sentence(error), RETRY_STORE_MS);
		return error; /* that nobody could look counts as no attempt */
	}
	if (!is_password || *step == 0 || error != OK) {
		wait_after_failures(engine, sign_in, true);
		refuse(sign_in, ERROR_UNAUTHENTICATED, wrong, 0);
		return ERROR_UNAUTHENTICATED;
	}
	if (engine->config.totp_is_single_use && *step <= credential.totp_last_step) {
		refuse(sign_in, ERROR_UNAUTHENTICATED, used, 0);
		return ERROR_UNAUTHENTICATED;
	}
	return OK;
}

static enum error run_sign_in(struct engine *engine, struct reader *reader, struct work *work)
{
	struct sign_in *sign_in = work->item;
	int64_t step = 0;
	int64_t wait_ms = wait_after_failures(engine, sign_in, false);
	enum error error = OK;
	if (wait_ms > 0) {
		error = ERROR_RATE_LIMITED;
		refuse(sign_in, error, "Too many wrong attempts; wait a little and try again.", wait_ms);
	}
	if (error == OK) {
		error = check_secrets(engine, reader, sign_in, &step);
	}
	if (error == OK && (error = make_session(engine, sign_in)) != OK) {
		refuse(sign_in, error, error_sentence(error), 0);
	}
	memset(sign_in->password, 0, sizeof sign_in->password);
	if (error != OK) {
		sign_in->done(sign_in);
		return error;
	}
	sign_in->session.started_at_ms = step; /* run_start checks the step again, alone, and then sets the start */
	sign_in->error = OK;
	submit_or_refuse(engine->writes, (struct work){.run = run_start, .finish = finish_sign_in, .item = sign_in});
	return OK;
}

void engine_sign_in(struct engine *engine, struct sign_in *sign_in)
{
	submit_or_refuse(engine->sign_ins, (struct work){.run = run_sign_in, .item = sign_in});
}

/* --- sessions --------------------------------------------------------------------------------------------------------------- */

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

static enum error run_check(struct engine *engine, struct reader *reader, struct work *work)
{
	struct sign_in *sign_in = work->item;
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
		error = load_person(reader, now_ms, sign_in);
	}
	sign_in->error = error;
	if (error == OK) {
		touch(engine, session, now_ms);
	} else {
		refuse(sign_in, error, error == ERROR_UNAUTHENTICATED ? ended : error_sentence(error),
			error_class(error) == ERROR_CLASS_LATER ? RETRY_STORE_MS : 0);
	}
	sign_in->done(sign_in);
	return error;
}

void engine_check_session(struct engine *engine, struct sign_in *sign_in)
{
	submit_or_refuse(engine->reads, (struct work){.run = run_check, .item = sign_in});
}

void engine_sign_out(struct engine *engine, struct sign_in *sign_in)
{
	sign_in->error = OK;
	submit_or_refuse(engine->writes, (struct work){.run = run_end, .finish = finish_sign_in, .item = sign_in});
}

enum error engine_set_credential(struct engine *engine, struct person_id person, struct text password,
	const unsigned char *totp_secret, size_t totp_secret_length)
{
	struct credential credential = {.found = true, .person = person};
	if (totp_secret_length > sizeof credential.totp_secret) {
		return ERROR_BAD_REQUEST;
	}
	memcpy(credential.totp_secret, totp_secret, totp_secret_length);
	credential.totp_secret_length = totp_secret_length;
	enum error error = password_hash(password, credential.password_hash);
	if (error == OK) {
		error = store_begin(engine->config.store);
	}
	if (error != OK) {
		return error;
	}
	error = store_put_credential(engine->config.store, &credential);
	if (error == OK) {
		return store_commit(engine->config.store);
	}
	store_rollback(engine->config.store);
	return error;
}
