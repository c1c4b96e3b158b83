#include "tests/unit/engine/signing.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

#include "base/text.h"

const char right_password[] = "correct horse battery staple";
static const unsigned char secret[20] = "a secret of twenty b";

struct waiting {
	struct sign_in sign_in; /* first */
	pthread_mutex_t lock;
	pthread_cond_t has_come;
	bool is_done;
};

static void note_done(struct sign_in *sign_in)
{
	struct waiting *waiting = (struct waiting *)sign_in;

	pthread_mutex_lock(&waiting->lock);
	waiting->is_done = true;
	pthread_cond_signal(&waiting->has_come);
	pthread_mutex_unlock(&waiting->lock);
}

struct sign_in signing_run(
	struct world *world, void (*call)(struct engine *, struct sign_in *), const struct sign_in *asked)
{
	struct waiting waiting = {.sign_in = *asked};

	waiting.sign_in.done = note_done;
	pthread_mutex_init(&waiting.lock, NULL);
	pthread_cond_init(&waiting.has_come, NULL);
	call(world->engine, &waiting.sign_in);
	pthread_mutex_lock(&waiting.lock);
	while (!waiting.is_done)
		pthread_cond_wait(&waiting.has_come, &waiting.lock);
	pthread_mutex_unlock(&waiting.lock);
	/* the sentence lies in the struct itself, which moves now */
	if (waiting.sign_in.refusal.sentence.data == waiting.sign_in.sentence)
		waiting.sign_in.refusal.sentence = (struct text){NULL, 0};
	pthread_mutex_destroy(&waiting.lock);
	pthread_cond_destroy(&waiting.has_come);
	return waiting.sign_in;
}

void signing_enrol(struct world *world, const char *person)
{
	struct person_id id;

	snprintf(id.text, sizeof id.text, "%s", person);
	cr_assert(engine_set_credential(world->engine, id, text_of(right_password), secret, sizeof secret) == OK);
}

void signing_code(const struct world *world, int64_t steps_away, char code[7])
{
	const struct text key = {(const char *)secret, sizeof secret};

	cr_assert(digest_totp(key, world->clock.wall_now_ms / 30000 + steps_away, code) == OK);
}

struct reader *signing_reader(struct world *world)
{
	static struct reader *reader;

	/* each test is a process of its own; the reader goes with it */
	if (!reader)
		cr_assert(reader_open(world->store, &reader) == OK);
	return reader;
}

struct sign_in signing_try(
	struct world *world, const char *person, const char *password, const char *code, const char *browser)
{
	return signing_from(world, person, password, code, browser, browser);
}

struct sign_in signing_from(struct world *world, const char *person, const char *password, const char *code,
	const char *browser, const char *address)
{
	struct sign_in asked = {0};

	snprintf(asked.address, sizeof asked.address, "%s", address);

	snprintf(asked.person.text, sizeof asked.person.text, "%s", person);
	snprintf(asked.password, sizeof asked.password, "%s", password);
	snprintf(asked.totp, sizeof asked.totp, "%s", code);
	snprintf(asked.device.text, sizeof asked.device.text, "%s", browser);
	return signing_run(world, engine_sign_in, &asked);
}

struct sign_in signing_in(struct world *world, const char *person, const char *browser)
{
	char code[7];

	signing_code(world, 0, code);
	return signing_try(world, person, right_password, code, browser);
}

static struct sign_in with_token(const char *secret_token)
{
	struct sign_in asked = {0};
	const struct text parts[] = {text_of(secret_token)};

	cr_assert(digest_of(parts, 1, &asked.token) == OK);
	return asked;
}

struct sign_in signing_check(struct world *world, const char *secret_token)
{
	const struct sign_in asked = with_token(secret_token);
	struct sign_in answer = signing_run(world, engine_check_session, &asked);

	world_settle(world); /* that it was used is written down later */
	return answer;
}

struct sign_in signing_out(struct world *world, const char *secret_token)
{
	const struct sign_in asked = with_token(secret_token);

	return signing_run(world, engine_sign_out, &asked);
}
