/* Tells what happens until it is interrupted; gives way to other commands of the same device and catches up afterwards. */
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <time.h>
#include <unistd.h>

#include "session.h"
#include "story.h"

enum { LOOK_MS = 100 };

static volatile sig_atomic_t is_stopped;

static void stop(int signal)
{
	(void)signal;
	is_stopped = 1;
}

/* What the callbacks know; the deliverer's alone once the session is open. */
struct watch {
	bool is_json;
	bool with_hints;
	bool was_lost;
};

static int64_t wall_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_REALTIME, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static void on_event(void *context, const struct corridor_event *event)
{
	const struct watch *watch = context;
	json_t *json = json_loads(event->json, 0, NULL);

	if (watch->is_json)
		session_print_json(json);
	else if (event->pos > 0 || watch->with_hints)
		story_print(stdout, json, wall_ms());
	fflush(stdout);
	json_decref(json);
}

static void on_state(void *context, enum corridor_state state, const char *sentence)
{
	struct watch *watch = context;

	if (state == CORRIDOR_STATE_LOST && !watch->was_lost)
		fprintf(stderr, "(not connected: %s It is tried again.)\n", sentence);
	if (state == CORRIDOR_STATE_CONNECTED && watch->was_lost)
		fputs("(connected again)\n", stderr);
	if (state == CORRIDOR_STATE_RESTARTED)
		fprintf(stderr, "(%s)\n", sentence);
	if (state == CORRIDOR_STATE_LOST || state == CORRIDOR_STATE_CONNECTED)
		watch->was_lost = state == CORRIDOR_STATE_LOST;
}

static void nap(void)
{
	const struct timespec pause = {0, LOOK_MS * 1000000L};

	nanosleep(&pause, NULL);
}

/* Two of them would take turns for ever. The lock ends with the process. */
static bool is_only_one(const struct session *session)
{
	char path[sizeof(session->outbox) + 8];
	int file;

	snprintf(path, sizeof(path), "%s.watch", session->outbox);
	file = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
	if (file >= 0 && flock(file, LOCK_EX | LOCK_NB) == 0)
		return true;
	fprintf(stderr, "corridor: another watch of %s is running already.\n", session->device);
	if (file >= 0)
		close(file);
	return false;
}

/* Listens until it is stopped or somebody else needs the device. */
static int listen_once(const struct invocation *invocation, const struct session_listener *listener)
{
	static bool is_locked;
	struct session session;
	int status = session_open(&session, invocation, listener, false);

	if (status != STATUS_OK)
		return status;
	is_locked = is_locked || is_only_one(&session);
	while (is_locked && !is_stopped && !corridor_client_is_wanted(session.client))
		nap();
	session_close(&session);
	return is_locked ? STATUS_OK : STATUS_UNREACHABLE;
}

static int run(struct invocation *invocation)
{
	struct watch watch = {
		.is_json = invocation->settings.is_json,
		.with_hints = invocation_option(invocation, "hints") != NULL,
	};
	const struct session_listener listener = {
		.on_event = on_event,
		.on_state = on_state,
		.context = &watch,
		.is_from_now = !invocation_option(invocation, "all"),
	};
	struct sigaction action = {.sa_handler = stop};
	int status = STATUS_OK;

	sigaction(SIGINT, &action, NULL);
	sigaction(SIGTERM, &action, NULL);
	if (!watch.is_json)
		fputs("Watching; Ctrl-C ends it.\n", stderr);
	while (!is_stopped && status == STATUS_OK)
		status = listen_once(invocation, &listener);
	return is_stopped ? STATUS_OK : status;
}

const struct command_row watch_command = {
	.name = "watch",
	.summary = "what happens, as it happens, until Ctrl-C",
	.options =
		{
			{"all", INPUT_FLAG, NULL, NULL, false,
				"the first time, begin with the first event you may see"},
			{"hints", INPUT_FLAG, NULL, NULL, false, "also who is writing, and who comes and goes"},
		},
	.notes = "It goes on where the last watch of this device stopped, and fetches what it missed. Other commands "
		 "of the same device "
		 "can be used meanwhile: it gives way to them for a moment.",
	.examples = "watch --as e.okafor\nwatch --json",
	.run = run,
};
