#define _GNU_SOURCE

#include "tests/unit/mqtt/link_server.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static struct sockaddr_in loopback(int port)
{
	struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons((uint16_t)port)};

	address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	return address;
}

static int bound_socket(int port)
{
	struct sockaddr_in address = loopback(port);
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	int on = 1;

	setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on));
	if (bind(fd, (struct sockaddr *)&address, sizeof(address)) == 0)
		return fd;
	close(fd);
	return -1;
}

int free_port(void)
{
	struct sockaddr_in address = {0};
	socklen_t size = sizeof(address);
	int fd = bound_socket(0);

	getsockname(fd, (struct sockaddr *)&address, &size);
	close(fd);
	return ntohs(address.sin_port);
}

static void *hang_up(void *context)
{
	int fd = *(int *)context;
	int accepted;

	while ((accepted = accept(fd, NULL, NULL)) >= 0)
		close(accepted);
	return NULL;
}

int listen_silently(int port, bool hangs_up)
{
	static int fd;
	pthread_t thread;

	fd = bound_socket(port);
	listen(fd, 16);
	if (hangs_up && pthread_create(&thread, NULL, hang_up, &fd) == 0)
		pthread_detach(thread);
	return fd;
}

const char *server_path(const struct server *server, const char *name)
{
	static char paths[4][256];
	static int next;
	char *path = paths[next++ % 4];

	snprintf(path, sizeof(paths[0]), "%s/%s", server->directory, name);
	return path;
}

/* Runs a program to its end; its output goes to the test's. */
static bool run(char *const *arguments)
{
	pid_t process = fork();
	int status = -1;

	if (process == 0) {
		execvp(arguments[0], arguments);
		_exit(127);
	}
	return process > 0 && waitpid(process, &status, 0) == process && status == 0;
}

bool server_prepare(struct server *server, char *maker, char *guard)
{
	char port[8];
	char *const arguments[] = {maker, server->directory, port, guard, NULL};

	snprintf(server->directory, sizeof(server->directory), "/tmp/corridor-link-XXXXXX");
	if (!mkdtemp(server->directory))
		return false;
	server->port = free_port();
	snprintf(port, sizeof(port), "%d", server->port);
	return run(arguments);
}

static bool port_answers(int port)
{
	struct sockaddr_in address = loopback(port);
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	bool answers = connect(fd, (struct sockaddr *)&address, sizeof(address)) == 0;

	close(fd);
	return answers;
}

bool server_start(struct server *server)
{
	const struct timespec tick = {.tv_nsec = 20000000};
	pid_t parent = getpid();

	server->process = fork();
	if (server->process == 0) {
		int log = open(server_path(server, "mosquitto.log"), O_WRONLY | O_CREAT | O_APPEND, 0600);

		/* A test that crashes leaves no server behind. */
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		if (getppid() != parent)
			_exit(127);
		dup2(log, STDERR_FILENO);
		execlp("mosquitto", "mosquitto", "-c", server_path(server, "mosquitto.conf"), (char *)NULL);
		execl("/usr/sbin/mosquitto", "mosquitto", "-c", server_path(server, "mosquitto.conf"), (char *)NULL);
		_exit(127);
	}
	for (int i = 0; i < 250; i++) {
		if (port_answers(server->port))
			return true;
		nanosleep(&tick, NULL);
	}
	return false;
}

void server_signal(struct server *server, int signal)
{
	if (server->process <= 0)
		return;
	kill(server->process, signal);
	if (signal != SIGKILL && signal != SIGTERM)
		return;
	waitpid(server->process, NULL, 0);
	server->process = 0;
}

void server_remove(struct server *server)
{
	static char program[] = "rm";
	static char option[] = "-rf";
	char *const arguments[] = {program, option, server->directory, NULL};

	run(arguments);
}
