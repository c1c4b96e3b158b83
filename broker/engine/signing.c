/* A sign-in under way: the person, how long they must wait, and what is made anew. */
#include "engine/signing.h"

#include <stdio.h>
#include <string.h>

#include "base/log.h"
#include "base/memory.h"
#include "base/text.h"

enum {
	TOTP_STEP_MS = 30000,
	TOTP_DRIFT_STEPS = 1,
	TOKEN_BYTES = 32,
	EVENTS_MAX = LIMIT_SESSIONS + 8,
	RETRY_ADDRESS_MS = 10000
};

static const struct person_id system_itself = {"system"};

static int64_t now_of(const struct engine *engine)
{
	return engine->config.clock->wall_ms(engine->config.clock);
}

/* --- life --------------------------------------------------------------------------------------------------------------- */

struct signing *signing_new(struct sign_in *sign_in, enum signing_purpose purpose)
{
	struct request *origin = request_new(NULL, 0);
	struct signing *signing = origin ? arena_take(origin->arena, sizeof *signing) : NULL;
	if (signing) {
		*signing = (struct signing){.sign_in = sign_in, .purpose = purpose, .origin = origin};
		signing->events = arena_take(origin->arena, EVENTS_MAX * sizeof *signing->events);
		signing->facts = arena_take(origin->arena, sizeof *signing->facts);
	}
	if (!signing || !signing->events || !signing->facts) {
		request_free(origin);
		return NULL;
	}
	return signing;
}

/* It held a password's hash. */
void signing_free(struct signing *signing)
{
	memset(&signing->credential, 0, sizeof signing->credential);
	request_free(signing->origin);
}

void signing_refuse(
	struct sign_in *sign_in, enum error error, const char *field, const char *sentence, int64_t retry_ms)
{
	snprintf(sign_in->sentence, sizeof sign_in->sentence, "%s", sentence ? sentence : error_sentence(error));
	if (retry_ms == 0 && error_class(error) == ERROR_CLASS_LATER) {
		retry_ms = error == ERROR_STORE_UNAVAILABLE ? RETRY_STORE_MS : RETRY_BUSY_MS;
	}
	sign_in->error = error;
	sign_in->refusal =
		(struct refusal){.field = field, .sentence = text_of(sign_in->sentence), .retry_after_ms = retry_ms};
}

void signing_answer(struct signing *signing)
{
	struct sign_in *sign_in = signing->sign_in;
	memset(sign_in->password, 0, sizeof sign_in->password);
	memset(sign_in->new_password, 0, sizeof sign_in->new_password);
	if (sign_in->error != OK) {
		memset(sign_in->recovery_codes, 0, sizeof sign_in->recovery_codes);
		memset(sign_in->secret_token, 0, sizeof sign_in->secret_token);
	}
	signing_free(signing);
	sign_in->done(sign_in);
}

enum error signing_add(
	struct signing *signing, enum event_kind kind, struct person_id by, int64_t now_ms, const void *data)
{
	size_t size = event_row(kind)->data->size;
	void *copy = arena_take(signing->origin->arena, size);
	if (!copy || signing->event_count == EVENTS_MAX) {
		return ERROR_BUSY;
	}
	memcpy(copy, data, size);
	signing->events[signing->event_count++] = (struct event){
		.kind = kind, .at_ms = now_ms, .by = by, .device = signing->sign_in->device, .data = copy};
	return OK;
}

/* --- the person ----------------------------------------------------------------------------------------------------------- */

enum error signing_load(
	struct engine *engine, struct reader *reader, struct signing *signing, const struct references *more)
{
	struct sign_in *sign_in = signing->sign_in;
	struct references references = *more;
	const struct person_facts *actor = &signing->facts->actor;
	if (!reader) {
		return ERROR_STORE_UNAVAILABLE;
	}
	references.actor = sign_in->person;
	references.browser = sign_in->device;
	enum error error = reader_facts(reader, &references, now_of(engine), signing->origin->arena, signing->facts);
	if (error == OK && (!actor->found || actor->is_suspended)) {
		return ERROR_UNAUTHENTICATED;
	}
	if (error == OK) {
		struct text name = text_cut(actor->display_name, LIMIT_TITLE_BYTES);
		snprintf(sign_in->display_name, sizeof sign_in->display_name, "%.*s", TEXT_ARGS(name));
		sign_in->roles = actor->roles;
		sign_in->wrong_attempts = signing->facts->wrong_attempts;
		sign_in->wrong_since_ms = signing->facts->wrong_since_ms;
	}
	return error;
}

/* --- how long they must wait ------------------------------------------------------------------------------------------------ */

/* Under whose name failures count: this browser's, in which the person has signed in before, or that of the address. */
static struct text throttle_name(const struct signing *signing, char name[256])
{
	const struct sign_in *sign_in = signing->sign_in;
	bool is_known = signing->facts->browser_is_known;
	snprintf(name, 256, "%s %s %s", is_known ? "browser" : "address", sign_in->person.text,
		is_known ? sign_in->device.text : sign_in->address);
	return text_of(name);
}

enum error signing_wait(struct engine *engine, struct signing *signing)
{
	char name[256], sentence[120];
	int64_t wait_ms = throttle_wait_ms(engine->throttle, throttle_name(signing, name));
	if (wait_ms == 0 && signing->sign_in->is_address_tired && !signing->facts->browser_is_known) {
		wait_ms = RETRY_ADDRESS_MS;
	}
	if (wait_ms == 0) {
		return OK;
	}
	snprintf(sentence, sizeof sentence, "Too many wrong attempts; wait %lld seconds and try again.",
		(long long)(wait_ms + 999) / 1000);
	signing_refuse(signing->sign_in, ERROR_RATE_LIMITED, NULL, sentence, wait_ms);
	return ERROR_RATE_LIMITED;
}

static enum error run_refused(struct engine *engine, struct reader *reader, struct work *work)
{
	struct request *origin = work->item;
	struct event *event = origin->result;
	(void)reader;
	return store_append(engine->config.store, event, 1);
}

static void finish_refused(struct engine *engine, struct work *work, enum error committed)
{
	struct request *origin = work->item;
	(void)engine;
	if (committed != OK || work->error != OK) {
		const struct event *event = origin->result;
		const struct session_refused_data *data = event->data;
		log_event(LOG_WARNING, "auth.refusal_not_noted", "person=%s", data->person.text);
	}
	request_free(origin);
}

/* How many attempts the log is to be told of: this one, and those it was not told of while there were too many. 0: there
 * still are. */
static int64_t attempts_to_tell(struct engine *engine, struct text person)
{
	int64_t *untold = map_find(engine->refusals_untold, person);
	int64_t attempts = 1 + (untold ? *untold : 0);
	if (limits_take(engine->refusals_told, person) == 0) {
		memory_free(map_remove(engine->refusals_untold, person));
		return attempts;
	}
	if (!untold) {
		untold = memory_new(sizeof *untold);
		if (untold && map_set(engine->refusals_untold, person, untold, NULL) != OK) {
			memory_free(untold);
			untold = NULL;
		}
	}
	if (untold) {
		*untold = attempts;
	}
	return 0;
}

/* Nobody waits for it: or who is asked for, and who is not here at all, could be told by the time it takes. */
static void tell_log(struct engine *engine, const struct sign_in *sign_in)
{
	int64_t attempts = attempts_to_tell(engine, text_of(sign_in->person.text));
	struct request *origin = attempts > 0 ? request_new(NULL, 0) : NULL;
	struct event *event = origin ? arena_take(origin->arena, sizeof *event) : NULL;
	struct session_refused_data *data = event ? arena_take(origin->arena, sizeof *data) : NULL;
	if (!data) {
		request_free(origin);
		return;
	}
	*data = (struct session_refused_data){.person = sign_in->person, .attempts = attempts};
	*event = (struct event){.kind = EVENT_session_refused,
		.at_ms = now_of(engine),
		.by = system_itself,
		.device = sign_in->device,
		.data = data};
	origin->result = event;
	struct work work = {.run = run_refused, .finish = finish_refused, .item = origin};
	if (!submit_work(engine->writes, work)) {
		finish_refused(engine, &(struct work){.item = origin}, ERROR_BUSY);
	}
}

void signing_failed(struct engine *engine, struct signing *signing)
{
	char name[256];
	throttle_failed(engine->throttle, throttle_name(signing, name));
	if (signing->facts->actor.found) {
		tell_log(engine, signing->sign_in);
	}
}

void signing_succeeded(struct engine *engine, struct signing *signing)
{
	char name[256];
	throttle_succeeded(engine->throttle, throttle_name(signing, name));
}

/* --- what is made anew ---------------------------------------------------------------------------------------------------------- */

int64_t signing_find_step(const struct credential *credential, const char *code, int64_t now_ms)
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

enum error signing_make_recovery_codes(struct engine *engine, struct signing *signing)
{
	struct credential *credential = &signing->credential;
	enum error error = OK;
	credential->recovery_code_count = RECOVERY_CODES;
	for (size_t i = 0; error == OK && i < RECOVERY_CODES; i++) {
		char *code = signing->sign_in->recovery_codes[i];
		error = recovery_code_new(code);
		if (error == OK) {
			error = recovery_code_digest(
				engine->config.patient_key, text_of(code), &credential->recovery_codes[i]);
		}
	}
	return error;
}

enum error signing_make_session(struct engine *engine, struct sign_in *sign_in)
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
		.started_at_ms = now_ms,
		.used_at_ms = now_ms,
		.ends_at_ms = now_ms + engine->config.session_limit_ms};
	memcpy(sign_in->session.browser, sign_in->browser, sizeof sign_in->session.browser);
	return digest_of(parts, 1, &sign_in->session.token);
}
