/*
 * Signals, through the loop: a handler that only sets a flag would not wake it (pitfalls 4.6.3).
 *
 * Layer: app. Thread: the loop's.
 */
#ifndef APP_SIGNALS_H
#define APP_SIGNALS_H

#include <uv.h>

#include "corridor/errors.h"

enum { SIGNALS_COUNT = 3 };

struct signals {
	void (*reload)(void *context);
	void *context;
	uv_signal_t handles[SIGNALS_COUNT];
	int opened_count;
};

/* From now on SIGTERM and SIGINT stop the loop, and SIGHUP calls reload with the context. ERROR_BUSY when the loop has
 * no room. The handles do not keep the loop alive. */
MUST_USE enum error signals_open(
	struct signals *signals, uv_loop_t *loop, void (*reload)(void *context), void *context);

/* Closes the handles; the loop must turn once more. */
void signals_close(struct signals *signals);

#endif
