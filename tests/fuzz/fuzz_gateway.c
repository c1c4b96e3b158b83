/*
 * The gateway over a connection of its own: the bytes of a client, as they are, or after a good handshake with a live session,
 * when the first byte is odd. Sanitizers judge; and whatever was said, the connection ends and the next one is served.
 */
#define _GNU_SOURCE /* mkdtemp */
#include <arpa/inet.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/log.h"
#include "base/text.h"
#include "codec/codec.h"
#include "gateway/cookie.h"
#include "gateway/gateway.h"
#include "gateway/state.h"
#include "tests/fuzz/fuzz.h"
#include "tests/security/fake_engine.h"

enum { TURNS = 40, QUIET_TURNS = 400 };

static const char token[] = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa";
static struct gateway *gateway;
static uv_loop_t loop;
static char handshake[1024];
static int listener;
static struct sockaddr_in address;

/* The web port wants a certificate, though no connection here uses TLS. */
static void make_certificate(char certificate[64], char key[64])
{
	char folder[] = "/tmp/corridor-fuzz-XXXXXX";
	char command[400];

	MUST(mkdtemp(folder));
	snprintf(certificate, 64, "%s/cert.pem", folder);
	snprintf(key, 64, "%s/key.pem", folder);
	snprintf(command, sizeof command,
		"openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj /CN=localhost "
		"-keyout %s -out %s 2>/dev/null",
		key, certificate);
	MUST(system(command) == 0); /* NOLINT: once, at the start, of nothing from outside */
}

static void make_handshake(void)
{
	char cookie[SESSION_COOKIE_BYTES + 1];

	MUST(cookie_seal(text_of("a key for tests"), token, cookie) == OK);
	snprintf(handshake, sizeof handshake,
		"GET /ws HTTP/1.1\r\nHost: corridor.test\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
		"Origin: https://corridor.test\r\nSec-WebSocket-Version: 13\r\n"
		"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Protocol: corridor.v1\r\n"
		"Cookie: " SESSION_COOKIE "=%s\r\n\r\n",
		cookie);
}

static void listen_on_loopback(void)
{
	socklen_t length = sizeof address;

	listener = socket(AF_INET, SOCK_STREAM, 0);
	address = (struct sockaddr_in){.sin_family = AF_INET, .sin_addr = {htonl(INADDR_LOOPBACK)}};
	MUST(bind(listener, (struct sockaddr *)&address, sizeof address) == 0 && listen(listener, 8) == 0);
	MUST(getsockname(listener, (struct sockaddr *)&address, &length) == 0);
}

static void begin(void)
{
	static const char *const origins[] = {"https://corridor.test"};
	char certificate[64], key[64], why[256] = "";
	struct engine *engine = fake_engine_new();
	struct gateway_config config = {.loop = &loop,
		.engine = engine,
		.certificate_path = certificate,
		.key_path = key,
		.origins = origins,
		.origin_count = 1,
		.cookie_key = text_of("a key for tests"),
		.session_limit_ms = 3600 * 1000,
		.version = "fuzz"};

	signal(SIGPIPE, SIG_IGN);
	log_set_level(LOG_ERROR + 1);
	codec_init();
	make_certificate(certificate, key);
	make_handshake();
	listen_on_loopback();
	uv_loop_init(&loop);
	fake_engine_add_session(engine, token, "a.khan", "web-before-restart");
	gateway = gateway_new(&config);
	fake_engine_start(engine);
	MUST(gateway && gateway_start(gateway, why) == OK);
}

static void turn(int times)
{
	for (int i = 0; i < times; i++)
		uv_run(&loop, UV_RUN_NOWAIT);
}

/* Reads and forgets what has come; false once the other side has closed. */
static bool drain(int client)
{
	char bytes[4096];
	ssize_t length;

	do {
		length = recv(client, bytes, sizeof bytes, MSG_DONTWAIT);
	} while (length > 0);
	return length != 0;
}

/* The fuzzer looks at its clock by an alarm, which would interrupt connect. */
static bool connect_undisturbed(int client)
{
	sigset_t alarms, before;
	bool is_connected;

	sigemptyset(&alarms);
	sigaddset(&alarms, SIGALRM);
	pthread_sigmask(SIG_BLOCK, &alarms, &before);
	is_connected = connect(client, (struct sockaddr *)&address, sizeof address) == 0;
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	return is_connected;
}

static int connect_to_gateway(void)
{
	int client = socket(AF_INET, SOCK_STREAM, 0);
	int server;

	MUST(client >= 0 && connect_undisturbed(client));
	server = accept4(listener, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);
	MUST(server >= 0);
	MUST(lws_adopt_descriptor_vhost(gateway->web, LWS_ADOPT_HTTP | LWS_ADOPT_SOCKET,
		(lws_sock_file_fd_type){.sockfd = server}, NULL, NULL));
	return client;
}

static void say(int client, const void *bytes, size_t length)
{
	if (length > 0)
		(void)!send(client, bytes, length, MSG_DONTWAIT | MSG_NOSIGNAL);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	int client;

	if (!gateway)
		begin();
	client = connect_to_gateway();
	if (size > 0 && data[0] & 1) {
		say(client, handshake, strlen(handshake));
		turn(TURNS);
		drain(client);
	}
	if (size > 1)
		say(client, data + 1, size - 1);
	turn(TURNS);
	drain(client);
	shutdown(client, SHUT_WR);
	for (int i = 0; i < QUIET_TURNS && drain(client); i++)
		turn(1);
	close(client);
	turn(TURNS);
	return 0;
}
