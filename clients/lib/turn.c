#include "turn.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <time.h>
#include <unistd.h>

#include "memory.h"
#include "moment.h"

enum { LOOK_AGAIN_MS = 20 };

static int open_beside(const char *path, const char *suffix)
{
	size_t size = strlen(path) + strlen(suffix) + 1;
	char *name = client_memory_new(size);
	int file;

	if (!name)
		return -1;
	snprintf(name, size, "%s%s", path, suffix);
	file = open(name, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
	client_memory_free(name);
	return file;
}

static bool lock_by(int file, int64_t deadline_ms)
{
	const struct timespec pause = {0, LOOK_AGAIN_MS * 1000000L};

	while (flock(file, LOCK_EX | LOCK_NB) != 0) {
		if ((errno != EWOULDBLOCK && errno != EINTR) || client_moment_ms() >= deadline_ms)
			return false;
		nanosleep(&pause, NULL);
	}
	return true;
}

enum corridor_error client_turn_take(const char *outbox_path, int64_t wait_ms, struct turn *turn)
{
	struct turn taken = {open_beside(outbox_path, ".lock"), open_beside(outbox_path, ".next")};
	int64_t deadline_ms = client_moment_ms() + wait_ms;

	if (taken.lock < 0 || taken.next < 0) {
		client_turn_give_up(&taken);
		return CORRIDOR_ERROR_OUTBOX;
	}
	if (!lock_by(taken.next, deadline_ms) || !lock_by(taken.lock, deadline_ms)) {
		client_turn_give_up(&taken);
		return CORRIDOR_ERROR_IN_USE;
	}
	flock(taken.next, LOCK_UN);
	*turn = taken;
	return CORRIDOR_OK;
}

bool client_turn_is_wanted(const struct turn *turn)
{
	if (turn->next < 0)
		return false;
	if (flock(turn->next, LOCK_SH | LOCK_NB) != 0)
		return true;
	flock(turn->next, LOCK_UN);
	return false;
}

void client_turn_give_up(struct turn *turn)
{
	if (turn->lock >= 0)
		close(turn->lock);
	if (turn->next >= 0)
		close(turn->next);
	*turn = (struct turn){-1, -1};
}
