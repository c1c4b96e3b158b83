#define _GNU_SOURCE /* accept4 */
#include "gateway/door.h"

#include <errno.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/log.h"

enum {
	WAITING = 4096,     /* connections that the kernel may keep for us */
	SILENT_SECONDS = 1, /* and then they may be silent inside as long as anybody */
	AT_ONCE = 8         /* let in each time the loop comes round: a few milliseconds of handshakes */
};

/* --- opening ---------------------------------------------------------------------------------------------------- */

static int bind_to(const struct addrinfo *address)
{
	int yes = 1;
	int fd = socket(address->ai_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);

	if (fd < 0)
		return -1;
	/* Or a restart would wait for connections of before to be forgotten. */
	(void)setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
	/* Whoever has not begun the handshake stays with the kernel: or all could be let in at no cost, and then begin at
	 * the same moment. Refused, the door is only less fair. */
	(void)setsockopt(fd, IPPROTO_TCP, TCP_DEFER_ACCEPT, &(int){SILENT_SECONDS}, sizeof(int));
	if (bind(fd, address->ai_addr, address->ai_addrlen) == 0 && listen(fd, WAITING) == 0)
		return fd;
	(void)close(fd);
	return -1;
}

static int listen_on(const char *host, int port)
{
	struct addrinfo hints = {.ai_socktype = SOCK_STREAM, .ai_flags = AI_NUMERICHOST | AI_NUMERICSERV};
	struct addrinfo *address = NULL;
	char service[16];
	int fd = -1;

	snprintf(service, sizeof service, "%d", port);
	if (getaddrinfo(host, service, &hints, &address) == 0) {
		fd = bind_to(address);
		freeaddrinfo(address);
	}
	return fd;
}

/* --- coming in -------------------------------------------------------------------------------------------------- */

/* Want of descriptors passes when somebody leaves, but the loop would not sleep until then. */
static void shut(struct gateway *gateway)
{
	log_event(LOG_WARNING, "gateway.door_shut", "error=%d", errno);
	uv_poll_stop(&gateway->door);
	gateway->is_door_shut = true;
}

/* False when nobody is waiting any more. */
static bool let_in(struct gateway *gateway)
{
	int yes = 1;
	int fd = accept4(gateway->door_socket, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);

	if (fd < 0) {
		bool is_gone = errno == ECONNABORTED || errno == EINTR;

		if (!is_gone && errno != EAGAIN)
			shut(gateway);
		return is_gone;
	}
	(void)setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
	/* Whom libwebsockets or our callback turns away, it closes. */
	(void)lws_adopt_socket_vhost(gateway->web, fd);
	return true;
}

static void hear_knock(uv_poll_t *poll, int status, int events)
{
	struct gateway *gateway = poll->data;

	(void)status;
	(void)events;
	for (int i = 0; i < AT_ONCE && let_in(gateway); i++) {}
}

/* --- life ------------------------------------------------------------------------------------------------------- */

enum error door_open(struct gateway *gateway, char why[256])
{
	const struct gateway_config *config = &gateway->config;
	int fd = listen_on(config->host, config->port);

	if (fd >= 0 && uv_poll_init(config->loop, &gateway->door, fd) != 0) {
		(void)close(fd);
		fd = -1;
	}
	if (fd < 0) {
		snprintf(why, 256, "cannot listen on %.100s port %d; is it taken?", config->host, config->port);
		return ERROR_BUSY;
	}
	gateway->door.data = gateway;
	gateway->door_socket = fd;
	gateway->has_door = true;
	gateway->is_door_shut = false;
	return uv_poll_start(&gateway->door, UV_READABLE, hear_knock) == 0 ? OK : ERROR_BUSY;
}

int door_port(const struct gateway *gateway)
{
	struct sockaddr_storage address = {0};
	socklen_t size = sizeof address;
	char service[16] = "0";
	int port = 0;

	if (!gateway->has_door || getsockname(gateway->door_socket, (struct sockaddr *)&address, &size) != 0)
		return 0;
	if (getnameinfo((struct sockaddr *)&address, size, NULL, 0, service, sizeof service, NI_NUMERICSERV) == 0)
		(void)sscanf(service, "%d", &port);
	return port;
}

void door_tick(struct gateway *gateway)
{
	if (!gateway->has_door || !gateway->is_door_shut)
		return;
	gateway->is_door_shut = uv_poll_start(&gateway->door, UV_READABLE, hear_knock) != 0;
}

static void see_closed(uv_handle_t *handle)
{
	struct gateway *gateway = handle->data;

	gateway->has_door = false;
}

void door_close(struct gateway *gateway)
{
	if (!gateway->has_door)
		return;
	uv_close((uv_handle_t *)&gateway->door, see_closed);
	while (gateway->has_door)
		uv_run(gateway->config.loop, UV_RUN_NOWAIT);
	(void)close(gateway->door_socket);
}
