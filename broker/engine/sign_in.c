/* Signing in, and changing what one signs in with: ASVS 5.0 chapters 6 and 7. */
#include <string.h>

#include "base/password.h"
#include "base/password_rules.h"
#include "base/text.h"
#include "engine/signing.h"

static const char wrong[] = "The name, password or code is not right.";
static const char used[] = "This code was used already; wait for the next one.";

static int64_t now_of(const struct engine *engine)
{
	return engine->config.clock->wall_ms(engine->config.clock);
}

/* --- checking -------------------------------------------------------------------------------------------------------------- */

/* Whether the recovery code is one of those left; looks at all of them. */
static bool is_recovery_code(struct engine *engine, struct signing *signing)
{
	struct text typed = text_of(signing->sign_in->recovery_code);
	const struct credential *credential = &signing->credential;
	bool is_one = false;
	if (recovery_code_digest(engine->config.patient_key, typed, &signing->recovery_code) != OK) {
		return false;
	}
	for (size_t i = 0; i < credential->recovery_code_count; i++) {
		is_one |= bytes_equal_in_constant_time(
			&credential->recovery_codes[i], &signing->recovery_code, sizeof signing->recovery_code);
	}
	return is_one;
}

/* Password and code are both looked at whatever the first says, and one sentence answers for every wrong combination. */
static bool secrets_are_right(struct engine *engine, struct signing *signing)
{
	const struct sign_in *sign_in = signing->sign_in;
	const struct credential *credential = &signing->credential;
	bool is_password =
		password_matches(text_of(sign_in->password), credential->found ? credential->password_hash : "");
	signing->step = credential->found ? signing_find_step(credential, sign_in->totp, now_of(engine)) : 0;
	bool is_code = sign_in->recovery_code[0] ? is_recovery_code(engine, signing) : signing->step != 0;
	if (sign_in->recovery_code[0]) {
		signing->step = 0;
	}
	return is_password && is_code;
}

static enum error refuse(struct signing *signing, enum error error, const char *sentence)
{
	signing_refuse(signing->sign_in, error, NULL, sentence, 0);
	return error;
}

static enum error check(struct engine *engine, struct reader *reader, struct signing *signing)
{
	struct sign_in *sign_in = signing->sign_in;
	enum error known = signing_load(engine, reader, signing, &(struct references){0});
	enum error error = known == ERROR_UNAUTHENTICATED ? OK : known;
	if (error != OK) {
		return refuse(signing, error, NULL); /* that nobody could look counts as no attempt */
	}
	error = signing_wait(engine, signing);
	if (error != OK) {
		return error;
	}
	error = reader_credential(reader, sign_in->person, &signing->credential);
	if (error != OK) {
		return refuse(signing, error, NULL);
	}
	bool is_right = secrets_are_right(engine, signing) && known == OK;
	if (!is_right) {
		signing_failed(engine, signing);
		return refuse(signing, ERROR_UNAUTHENTICATED, wrong);
	}
	bool is_spent = signing->step != 0 && signing->step <= signing->credential.totp_last_step;
	if (engine->config.totp_is_single_use && is_spent) {
		return refuse(signing, ERROR_UNAUTHENTICATED, used);
	}
	signing_succeeded(engine, signing);
	return OK;
}

/* --- what is asked ----------------------------------------------------------------------------------------------------------- */

/* What others know of the person, for the rules of passwords: handle, name and organisation, word by word. */
static size_t collect_words(const struct signing *signing, struct text words[PASSWORD_WORDS_MAX])
{
	const struct person_facts *actor = &signing->facts->actor;
	const struct text texts[] = {text_of(actor->id.text), actor->display_name, text_of(actor->organisation.text),
		text_of(actor->neighbourhood.text)};
	size_t count = 0;
	words[count++] = text_of(actor->id.text);
	for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
		struct text rest = texts[i];
		while (rest.length > 0 && count < PASSWORD_WORDS_MAX) {
			size_t length = 0;
			while (length < rest.length && !memchr(" .-,'", rest.data[length], 5)) {
				length++;
			}
			words[count++] = (struct text){rest.data, length};
			length += length < rest.length;
			rest = (struct text){rest.data + length, rest.length - length};
		}
	}
	return count;
}

enum error signing_set_password(struct signing *signing)
{
	struct text words[PASSWORD_WORDS_MAX];
	size_t count = collect_words(signing, words);
	struct text password = text_of(signing->sign_in->new_password);
	const char *problem = NULL;
	enum error error = password_check(password, words, count, &problem);
	if (error == OK) {
		error = password_hash(password, signing->credential.password_hash);
	}
	if (error != OK) {
		signing_refuse(signing->sign_in, error, problem ? "new_password" : NULL, problem, 0);
	}
	return error;
}

static enum error prepare(struct engine *engine, struct signing *signing)
{
	enum error error = OK;
	switch (signing->purpose) {
	case SIGNING_PASSWORD:
		return signing_set_password(signing);
	case SIGNING_RECOVERY:
		error = signing_make_recovery_codes(engine, signing);
		break;
	case SIGNING_IN:
	case SIGNING_ENROL:
		error = signing_make_session(engine, signing->sign_in);
		break;
	}
	return error == OK ? OK : refuse(signing, error, NULL);
}

static enum error run(struct engine *engine, struct reader *reader, struct work *work, enum signing_purpose purpose)
{
	struct sign_in *sign_in = work->item;
	struct signing *signing = signing_new(sign_in, purpose);
	if (!signing) {
		signing_refuse(sign_in, ERROR_BUSY, NULL, NULL, 0);
		sign_in->done(sign_in);
		return ERROR_BUSY;
	}
	enum error error = check(engine, reader, signing);
	if (error == OK) {
		error = prepare(engine, signing);
	}
	if (error != OK) {
		signing_answer(signing);
		return error;
	}
	signing_commit(engine, signing);
	return OK;
}

static enum error run_sign_in(struct engine *engine, struct reader *reader, struct work *work)
{
	return run(engine, reader, work, SIGNING_IN);
}

static enum error run_change_password(struct engine *engine, struct reader *reader, struct work *work)
{
	return run(engine, reader, work, SIGNING_PASSWORD);
}

static enum error run_renew(struct engine *engine, struct reader *reader, struct work *work)
{
	return run(engine, reader, work, SIGNING_RECOVERY);
}

void signing_submit(struct queue *queue, struct work work)
{
	struct sign_in *sign_in = work.item;
	if (!submit_work(queue, work)) {
		signing_refuse(sign_in, ERROR_BUSY, NULL, NULL, 0);
		sign_in->done(sign_in);
	}
}

void engine_sign_in(struct engine *engine, struct sign_in *sign_in)
{
	signing_submit(engine->sign_ins, (struct work){.run = run_sign_in, .item = sign_in});
}

void engine_change_password(struct engine *engine, struct sign_in *sign_in)
{
	signing_submit(engine->sign_ins, (struct work){.run = run_change_password, .item = sign_in});
}

void engine_renew_recovery_codes(struct engine *engine, struct sign_in *sign_in)
{
	signing_submit(engine->sign_ins, (struct work){.run = run_renew, .item = sign_in});
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
