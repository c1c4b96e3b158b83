#define _GNU_SOURCE /* uv.h */

#include "app/signals.h"

#include <signal.h>

#include "base/log.h"

static void stop(uv_signal_t *handle, int number)
{
	log_event(LOG_INFO, "corridord.stopping", "signal=%d", number);
	uv_stop(handle->loop);
}

static void reload(uv_signal_t *handle, int number)
{
	const struct signals *signals = handle->data;

	log_event(LOG_INFO, "corridord.reloading", "signal=%d", number);
	signals->reload(signals->context);
}

static const struct {
	int number;
	void (*happened)(uv_signal_t *handle, int number);
} SIGNALS[SIGNALS_COUNT] = {{SIGTERM, stop}, {SIGINT, stop}, {SIGHUP, reload}};

enum error signals_open(struct signals *signals, uv_loop_t *loop, void (*reload_now)(void *context), void *context)
{
	signals->reload = reload_now;
	signals->context = context;
	for (int i = 0; i < SIGNALS_COUNT; i++) {
		uv_signal_t *handle = &signals->handles[i];

		if (uv_signal_init(loop, handle) != 0)
			return ERROR_BUSY;
		handle->data = signals;
		signals->opened_count = i + 1;
		if (uv_signal_start(handle, SIGNALS[i].happened, SIGNALS[i].number) != 0)
			return ERROR_BUSY;
		uv_unref((uv_handle_t *)handle);
	}
	return OK;
}

void signals_close(struct signals *signals)
{
	for (int i = 0; i < signals->opened_count; i++)
		uv_close((uv_handle_t *)&signals->handles[i], NULL);
	signals->opened_count = 0;
}
