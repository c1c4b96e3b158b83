#include "wire_probe.h"

#include <errno.h>
#include <netdb.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

/* Returns 0, or why this address does not answer as errno says it; EINTR when woken. */
static int try_address(const struct addrinfo *address, int wake_file, int64_t timeout_ms)
{
	int file = socket(address->ai_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	struct pollfd waits[2] = {{.fd = file, .events = POLLOUT}, {.fd = wake_file, .events = POLLIN}};
	int problem = 0;
	socklen_t size = sizeof(problem);
	int count;

	if (file < 0)
		return errno;
	if (connect(file, address->ai_addr, address->ai_addrlen) == 0) {
		close(file);
		return 0;
	}
	if (errno != EINPROGRESS) {
		problem = errno;
		close(file);
		return problem;
	}
	count = poll(waits, 2, (int)timeout_ms);
	if (count == 0)
		problem = ETIMEDOUT;
	else if (count < 0 || waits[0].revents == 0)
		problem = EINTR;
	else if (getsockopt(file, SOL_SOCKET, SO_ERROR, &problem, &size) != 0)
		problem = errno;
	close(file);
	return problem;
}

bool client_wire_probe(const char *host, int port, int wake_file, int64_t timeout_ms, char *why, size_t why_size)
{
	const struct addrinfo wanted = {.ai_socktype = SOCK_STREAM};
	struct addrinfo *addresses = NULL;
	char service[8];
	char said[96];
	int problem = ENOENT;
	int code;

	snprintf(service, sizeof(service), "%d", port);
	code = getaddrinfo(host, service, &wanted, &addresses);
	if (code != 0) {
		snprintf(why, why_size, "The name %s cannot be looked up: %s.", host, gai_strerror(code));
		return false;
	}
	for (const struct addrinfo *address = addresses; address && problem != 0 && problem != EINTR;
		address = address->ai_next)
		problem = try_address(address, wake_file, timeout_ms);
	freeaddrinfo(addresses);
	if (problem == 0)
		return true;

	if (strerror_r(problem, said, sizeof(said)) != 0)
		snprintf(said, sizeof(said), "error %d", problem);
	snprintf(why, why_size, "Nobody answers at %s port %d: %s.", host, port, said);
	return false;
}
