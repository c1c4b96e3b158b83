#include "tests/scenario/signing_in.h"

#include <pthread.h>
#include <stdio.h>
#include <string.h>

#include "base/text.h"

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

static struct sign_in run(struct story *story, void (*call)(struct engine *, struct sign_in *), struct sign_in asked)
{
	struct waiting waiting = {.sign_in = asked};

	waiting.sign_in.done = note_done;
	pthread_mutex_init(&waiting.lock, NULL);
	pthread_cond_init(&waiting.has_come, NULL);
	call(story->world.engine, &waiting.sign_in);
	pthread_mutex_lock(&waiting.lock);
	while (!waiting.is_done)
		pthread_cond_wait(&waiting.has_come, &waiting.lock);
	pthread_mutex_unlock(&waiting.lock);
	pthread_mutex_destroy(&waiting.lock);
	pthread_cond_destroy(&waiting.has_come);
	world_settle(&story->world);
	return waiting.sign_in;
}

static struct sign_in ask_as(const char *person, const char *browser)
{
	struct sign_in asked = {0};
	struct device_id device = town_device(person);

	snprintf(asked.person.text, sizeof asked.person.text, "%s", person);
	snprintf(asked.device.text, sizeof asked.device.text, "%s-%.50s", browser, device.text);
	snprintf(asked.address, sizeof asked.address, "%s", browser);
	return asked;
}

/* What the phone shows for the secret of an invitation. */
static void read_phone(const struct story *story, const char *secret, char totp[7])
{
	unsigned char bytes[32];
	size_t length = 0;
	int64_t step = story->world.clock.wall_now_ms / 30000;

	if (base32_decode(text_of(secret), bytes, sizeof bytes, &length) != OK ||
		digest_totp((struct text){(const char *)bytes, length}, step, totp) != OK)
		totp[0] = '\0';
}

bool signing_in_enrols(struct story *story, const char *person, const char *code, bool is_refused)
{
	struct sign_in asked = ask_as(person, "web");

	if (!telling_check_answer(story))
		return false;
	snprintf(asked.code, sizeof asked.code, "%s", code);
	const struct sign_in invited = run(story, engine_look_at_invitation, asked);

	if (is_refused)
		return invited.error == ERROR_UNAUTHENTICATED || story_fails(story, "%s is good for %s", code, person);
	snprintf(asked.new_password, sizeof asked.new_password, "tidal lamp quorum violet");
	read_phone(story, invited.totp_secret, asked.totp);
	const struct sign_in enrolled = run(story, engine_enrol, asked);

	story->token = enrolled.session.token;
	return enrolled.error == OK || story_fails(story, "%s cannot enrol: %s", person, enrolled.sentence);
}

bool signing_in_guesses(struct story *story, const char *person)
{
	struct sign_in asked = ask_as(person, "stranger");

	if (!telling_check_answer(story))
		return false;
	snprintf(asked.password, sizeof asked.password, "guess");
	snprintf(asked.totp, sizeof asked.totp, "123456");
	const struct sign_in guessed = run(story, engine_sign_in, asked);

	return guessed.error == ERROR_UNAUTHENTICATED || story_fails(story, "a guess was answered otherwise");
}

bool signing_in_out(struct story *story)
{
	struct sign_in asked = {.token = story->token};

	return run(story, engine_sign_out, asked).error == OK || story_fails(story, "signing out failed");
}
