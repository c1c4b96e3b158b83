#include "fixture.h"

#include <arpa/inet.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

int64_t test_now_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

bool eventually(bool (*holds)(void *context), void *context, int64_t timeout_ms)
{
	const struct timespec pause = {0, 5000000};
	int64_t until_ms = test_now_ms() + timeout_ms;

	while (!holds(context)) {
		if (test_now_ms() >= until_ms)
			return false;
		nanosleep(&pause, NULL);
	}
	return true;
}

static void must(bool is_true, const char *what)
{
	if (is_true)
		return;
	fprintf(stderr, "fixture: %s\n", what);
	abort();
}

bool test_run(const char *const *arguments)
{
	union {
		const char *const *given;
		char *const *taken; /* what execvp takes and does not change */
	} words = {arguments};
	int status = -1;
	pid_t child = fork();

	if (child == 0) {
		umask(022);
		execvp(arguments[0], words.taken);
		_exit(127);
	}
	return child > 0 && waitpid(child, &status, 0) == child && status == 0;
}

/* The scripts keep what is there and take turns, so tests that run at once share one authority. */
static void make_certificates(void)
{
	static const char *const scripts[][4] = {
		{CERTS_SOURCE "/make-ca", TEST_CERTS},
		{CERTS_SOURCE "/make-server", TEST_CERTS},
		{CERTS_SOURCE "/make-daemon", TEST_CERTS},
		{CERTS_SOURCE "/make-device", TEST_CERTS, "a-khan-1"},
	};

	for (size_t i = 0; i < sizeof(scripts) / sizeof(scripts[0]); i++)
		must(test_run(scripts[i]), scripts[i][0]);
}

static int free_port(void)
{
	struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
	socklen_t size = sizeof(address);
	int file = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

	must(file >= 0 && bind(file, (struct sockaddr *)&address, sizeof(address)) == 0 &&
			getsockname(file, (struct sockaddr *)&address, &size) == 0,
		"no free port");
	close(file);
	return ntohs(address.sin_port);
}

void fixture_init(struct fixture *fixture)
{
	make_certificates();
	*fixture = (struct fixture){.server = -1};
	snprintf(fixture->folder, sizeof(fixture->folder), "/tmp/corridor-test-XXXXXX");
	must(mkdtemp(fixture->folder) != NULL, "no folder");
	snprintf(fixture->outbox, sizeof(fixture->outbox), "%s/outbox", fixture->folder);
	snprintf(fixture->ca, sizeof(fixture->ca), "%s/ca.crt", TEST_CERTS);
	snprintf(fixture->certificate, sizeof(fixture->certificate), "%s/devices/a-khan-1.crt", TEST_CERTS);
	snprintf(fixture->key, sizeof(fixture->key), "%s/devices/a-khan-1.key", TEST_CERTS);
	fixture->port = free_port();
	fixture->config = (struct corridor_client_config){
		.host = "127.0.0.1",
		.port = fixture->port,
		.ca_path = fixture->ca,
		.certificate_path = fixture->certificate,
		.key_path = fixture->key,
		.outbox_path = fixture->outbox,
	};
}

static void write_config(const struct fixture *fixture, const char *path)
{
	FILE *file = fopen(path, "we");
	char rules[128];

	must(file != NULL, "no configuration");
	snprintf(rules, sizeof(rules), "%s/acl", fixture->folder);
	fprintf(file, "user root\npersistence false\nallow_anonymous false\nacl_file %s\nlog_type none\n", rules);
	/* The second address is not named in the certificate. */
	for (int last = 1; last <= 2; last++)
		fprintf(file,
			"listener %d 127.0.0.%d\ncafile %s/ca.crt\ncertfile %s/server.crt\nkeyfile %s/server.key\n"
			"require_certificate true\nuse_identity_as_username true\nuse_username_as_clientid true\n",
			fixture->port, last, TEST_CERTS, TEST_CERTS, TEST_CERTS);
	fclose(file);
	file = fopen(rules, "we");
	must(file != NULL, "no rules");
	fputs("pattern write corridor/v1/%u/cmd\npattern read corridor/v1/%u/evt\n"
	      "user corridord\ntopic read corridor/v1/+/cmd\ntopic write corridor/v1/+/evt\n",
		file);
	fclose(file);
}

static bool is_listening(void *context)
{
	const struct fixture *fixture = context;
	struct sockaddr_in address = {
		.sin_family = AF_INET,
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK),
		.sin_port = htons((uint16_t)fixture->port),
	};
	int file = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	bool is_up = connect(file, (struct sockaddr *)&address, sizeof(address)) == 0;

	close(file);
	return is_up;
}

void fixture_start_server(struct fixture *fixture)
{
	char path[128];

	snprintf(path, sizeof(path), "%s/mosquitto.conf", fixture->folder);
	write_config(fixture, path);
	fixture->server = fork();
	if (fixture->server == 0) {
		if (!freopen("/dev/null", "w", stderr))
			_exit(126);
		execlp("mosquitto", "mosquitto", "-c", path, (char *)NULL);
		execl("/usr/sbin/mosquitto", "mosquitto", "-c", path, (char *)NULL);
		_exit(127);
	}
	must(fixture->server > 0 && eventually(is_listening, fixture, 10000), "the MQTT server does not start");
}

void fixture_stop_server(struct fixture *fixture)
{
	if (fixture->server <= 0)
		return;
	kill(fixture->server, SIGKILL);
	waitpid(fixture->server, NULL, 0);
	fixture->server = -1;
}

void fixture_deinit(struct fixture *fixture)
{
	fixture_stop_server(fixture);
	must(test_run((const char *const[]){"rm", "-rf", fixture->folder, NULL}), "the folder stays");
}
