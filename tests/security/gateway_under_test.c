/*
 * The gateway on free ports, over an engine without a store: what the scripts test_gateway_*.mjs talk to.
 *
 * Environment: CERTIFICATE, KEY, WEB_ROOT; SMALL makes its limits small. It prints "port <https> <ops>" once it
 * listens, ends on SIGTERM, and then says whether it left anything behind (the sanitizers do).
 */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/log.h"
#include "base/text.h"
#include "codec/codec.h"
#include "gateway/gateway.h"
#include "tests/security/fake_engine.h"

static void stop_loop(uv_signal_t *handle, int number)
{
	(void)number;
	uv_stop(handle->loop);
}

static void look_at_mqtt(void *context, struct mqtt_health *health)
{
	(void)context;
	*health =
		(struct mqtt_health){.is_ready = !getenv("MQTT_IS_DOWN"), .why = "connection refused", .published = 7};
}

static void close_walked(uv_handle_t *handle, void *context)
{
	(void)context;
	if (!uv_is_closing(handle))
		uv_close(handle, NULL);
}

static struct gateway_config configure(uv_loop_t *loop, struct engine *engine)
{
	static const char *const ORIGINS[] = {"https://corridor.test", "https://localhost:8443"};
	struct gateway_config config = {
		.loop = loop,
		.engine = engine,
		.certificate_path = getenv("CERTIFICATE"),
		.key_path = getenv("KEY"),
		.origins = ORIGINS,
		.origin_count = 2,
		.web_root = getenv("WEB_ROOT"),
		.cookie_key = text_of("a key for tests"),
		.session_limit_ms = 3600 * 1000,
		.version = "test",
		.look_at_mqtt = look_at_mqtt,
	};

	if (getenv("SMALL")) {
		config.limits.sockets_per_person = 4;
		config.limits.outbox_frames = 64;
		config.limits.session_check_ms = 500;
		config.limits.failed_sign_ins = 5;
		config.limits.commands_in_flight = 4;
		config.limits.ping_seconds = 1;
		config.limits.pong_seconds = 1;
	}
	return config;
}

static int run(uv_loop_t *loop, struct engine *engine)
{
	struct gateway_config config = configure(loop, engine);
	struct gateway *gateway = gateway_new(&config);
	uv_signal_t terminate;
	char why[256] = "";

	fake_engine_start(engine);
	if (!gateway || gateway_start(gateway, why)) {
		fprintf(stderr, "does not start: %s\n", why);
		fake_engine_stop(engine);
		gateway_free(gateway);
		return 2;
	}
	uv_signal_init(loop, &terminate);
	uv_signal_start(&terminate, stop_loop, SIGTERM);
	printf("port %d %d\n", gateway_port(gateway), gateway_ops_port(gateway));
	fflush(stdout);
	uv_run(loop, UV_RUN_DEFAULT);
	gateway_stop(gateway);
	fake_engine_stop(engine);
	gateway_free(gateway);
	uv_walk(loop, close_walked, NULL);
	uv_run(loop, UV_RUN_DEFAULT);
	return 0;
}

int main(void)
{
	struct engine *engine = fake_engine_new();
	uv_loop_t loop;
	int status;

	signal(SIGPIPE, SIG_IGN);
	codec_init();
	fake_engine_add_session(engine, "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "a.khan",
		"web-before-restart");
	uv_loop_init(&loop);
	status = run(&loop, engine);
	if (uv_loop_close(&loop) != 0) {
		fprintf(stderr, "the loop still has handles\n");
		status = 3;
	}
	fake_engine_free(engine);
	return status;
}
