/* Signing in for the first time, or again after losing phone or password: with the code of an invitation. */
#include <string.h>

#include "base/text.h"
#include "engine/signing.h"

static const char gone[] =
	"This code is not right, was used already, or has expired; ask your administrator for a new one.";
static const char wrong_totp[] =
	"The one-time code is not right; check that the phone's clock is right and enter the code it shows now.";

static int64_t now_of(const struct engine *engine)
{
	return engine->config.clock->wall_ms(engine->config.clock);
}

static enum error refuse(struct signing *signing, enum error error, const char *field, const char *sentence)
{
	signing_refuse(signing->sign_in, error, field, sentence, 0);
	return error;
}

/* The invitation belongs to the person who was named, is for them and not for a device, still open, and the code is its. */
static bool is_invited(struct engine *engine, const struct signing *signing)
{
	const struct sign_in *sign_in = signing->sign_in;
	const struct invitation_facts *invitation = &signing->facts->invitation;
	bool is_right = code_is_right(engine->config.patient_key, CODE_PERSON, text_of(sign_in->code));
	bool is_theirs = strcmp(invitation->person.text, sign_in->person.text) == 0;
	return is_right && invitation->found && !invitation->is_for_device && is_theirs &&
	       now_of(engine) < invitation->ends_at_ms;
}

static enum error check(struct engine *engine, struct reader *reader, struct signing *signing)
{
	struct references more = {0};
	struct sign_in *sign_in = signing->sign_in;
	if (code_position(text_of(sign_in->code), &more.invitation.pos) != OK) {
		more.invitation.pos = 0;
	}
	signing->invitation = more.invitation;
	enum error known = signing_load(engine, reader, signing, &more);
	enum error error = known == ERROR_UNAUTHENTICATED ? OK : known;
	if (error != OK) {
		return refuse(signing, error, NULL, NULL);
	}
	error = signing_wait(engine, signing);
	if (error != OK) {
		return error;
	}
	if (known != OK || !is_invited(engine, signing)) {
		signing_failed(engine, signing);
		memset(sign_in->display_name, 0, sizeof sign_in->display_name);
		return refuse(signing, ERROR_UNAUTHENTICATED, NULL, gone);
	}
	return OK;
}

/* The secret of their phone is made from the invitation, and kept only once they have shown that they have it. */
static enum error find_secret(struct engine *engine, struct signing *signing)
{
	struct credential *credential = &signing->credential;
	enum error error =
		code_totp_secret(engine->config.patient_key, signing->invitation.pos, credential->totp_secret);
	if (error != OK) {
		return refuse(signing, error, NULL, NULL);
	}
	credential->found = true;
	credential->person = signing->sign_in->person;
	credential->totp_secret_length = TOTP_SECRET_BYTES;
	base32_encode(credential->totp_secret, TOTP_SECRET_BYTES, signing->sign_in->totp_secret);
	signing->sign_in->ends_at_ms = signing->facts->invitation.ends_at_ms;
	return OK;
}

/* A wrong one-time code is a slip of a finger or a clock: who has come this far knows the invitation's code. */
static enum error prepare(struct engine *engine, struct signing *signing)
{
	struct credential *credential = &signing->credential;
	enum error error = signing_set_password(signing);
	if (error != OK) {
		return error;
	}
	signing->step = signing_find_step(credential, signing->sign_in->totp, now_of(engine));
	credential->totp_last_step = signing->step;
	if (signing->step == 0) {
		return refuse(signing, ERROR_BAD_REQUEST, "totp", wrong_totp);
	}
	error = signing_make_recovery_codes(engine, signing);
	if (error == OK) {
		error = signing_make_session(engine, signing->sign_in);
	}
	return error == OK ? OK : refuse(signing, error, NULL, NULL);
}

static struct signing *begin(struct work *work)
{
	struct sign_in *sign_in = work->item;
	struct signing *signing = signing_new(sign_in, SIGNING_ENROL);
	if (!signing) {
		signing_refuse(sign_in, ERROR_BUSY, NULL, NULL, 0);
		sign_in->done(sign_in);
	}
	return signing;
}

static enum error run_look(struct engine *engine, struct reader *reader, struct work *work)
{
	struct signing *signing = begin(work);
	if (!signing) {
		return ERROR_BUSY;
	}
	enum error error = check(engine, reader, signing);
	if (error == OK) {
		error = find_secret(engine, signing);
	}
	if (error == OK) {
		signing->sign_in->error = OK;
	}
	signing_answer(signing);
	return error;
}

static enum error run_enrol(struct engine *engine, struct reader *reader, struct work *work)
{
	struct signing *signing = begin(work);
	if (!signing) {
		return ERROR_BUSY;
	}
	enum error error = check(engine, reader, signing);
	if (error == OK) {
		error = find_secret(engine, signing);
	}
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

void engine_look_at_invitation(struct engine *engine, struct sign_in *sign_in)
{
	signing_submit(engine->sign_ins, (struct work){.run = run_look, .item = sign_in});
}

void engine_enrol(struct engine *engine, struct sign_in *sign_in)
{
	signing_submit(engine->sign_ins, (struct work){.run = run_enrol, .item = sign_in});
}
