#define _POSIX_C_SOURCE 200809L

#include "engine/visitors.h"

#include <pthread.h>
#include <string.h>

#include "base/map.h"
#include "base/memory.h"
#include "base/text.h"

enum { MOST_VISITORS = 10000 };

struct visitors {
	pthread_mutex_t lock;
	struct map *sessions; /* by token: struct session */
	struct map *steps;    /* by person: int64_t, the newest step used */
};

static struct text key_of(const struct digest *token)
{
	return (struct text){(const char *)token->bytes, DIGEST_BYTES};
}

struct visitors *visitors_new(void)
{
	struct visitors *visitors = memory_new(sizeof *visitors);

	if (!visitors)
		return NULL;
	pthread_mutex_init(&visitors->lock, NULL);
	visitors->sessions = map_new();
	visitors->steps = map_new();
	if (visitors->sessions && visitors->steps)
		return visitors;
	visitors_free(visitors);
	return NULL;
}

void visitors_free(struct visitors *visitors)
{
	if (!visitors)
		return;
	map_free(visitors->sessions, memory_free);
	map_free(visitors->steps, memory_free);
	pthread_mutex_destroy(&visitors->lock);
	memory_free(visitors);
}

/* A copy under a key; with the lock held. */
static enum error keep(struct map *map, struct text key, const void *value, size_t size)
{
	void *kept = map_find(map, key);
	enum error error = OK;

	if (!kept) {
		kept = map_count(map) < MOST_VISITORS ? memory_new(size) : NULL;
		error = kept ? map_set(map, key, kept, NULL) : ERROR_BUSY;
	}
	if (error == OK)
		memcpy(kept, value, size);
	else
		memory_free(kept);
	return error;
}

enum error visitors_begin(struct visitors *visitors, const struct session *session, int64_t step)
{
	struct text person = text_of(session->person.text);
	const int64_t *used;
	enum error error;

	pthread_mutex_lock(&visitors->lock);
	used = map_find(visitors->steps, person);
	error = used && step != 0 && step <= *used
			? ERROR_UNAUTHENTICATED
			: keep(visitors->sessions, key_of(&session->token), session, sizeof *session);
	if (error == OK)
		error = keep(visitors->steps, person, &step, sizeof step);
	pthread_mutex_unlock(&visitors->lock);
	return error;
}

bool visitors_find(struct visitors *visitors, const struct digest *token, struct session *session)
{
	const struct session *found;

	pthread_mutex_lock(&visitors->lock);
	found = map_find(visitors->sessions, key_of(token));
	if (found)
		*session = *found;
	pthread_mutex_unlock(&visitors->lock);
	return found != NULL;
}

void visitors_touch(struct visitors *visitors, const struct session *session, int64_t now_ms)
{
	struct session used = *session;
	const struct session *known;
	enum error error = OK;

	used.used_at_ms = now_ms;
	pthread_mutex_lock(&visitors->lock);
	known = map_find(visitors->sessions, key_of(&session->token));
	if (!known || known->ends_at_ms != 0)
		error = keep(visitors->sessions, key_of(&session->token), &used, sizeof used);
	pthread_mutex_unlock(&visitors->lock);
	(void)error; /* the session ends early, then */
}

void visitors_end(struct visitors *visitors, const struct digest *token)
{
	const struct session ended = {.found = true, .token = *token};
	enum error error;

	pthread_mutex_lock(&visitors->lock);
	error = keep(visitors->sessions, key_of(token), &ended, sizeof ended);
	pthread_mutex_unlock(&visitors->lock);
	(void)error; /* as late as it would end by itself */
}
