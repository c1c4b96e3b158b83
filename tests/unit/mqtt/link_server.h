/* A throw-away Mosquitto for thread_link, and sockets that only pretend to be one. */
#ifndef TESTS_UNIT_MQTT_LINK_SERVER_H
#define TESTS_UNIT_MQTT_LINK_SERVER_H

#include <stdbool.h>
#include <sys/types.h>

struct server {
	char directory[64]; /* certs/, mosquitto.conf, mosquitto.log */
	int port;
	pid_t process; /* 0: not running */
};

/* Makes the files; false when that fails. */
bool server_prepare(struct server *server, char *maker, char *guard);

/* Starts Mosquitto and waits until its port answers. */
bool server_start(struct server *server);

/* Sends a signal; after SIGKILL and SIGTERM waits for the end. */
void server_signal(struct server *server, int signal);

/* Removes the files of a server that was ended. */
void server_remove(struct server *server);

/* The path of a file in the server's directory; valid until the next but three calls. */
const char *server_path(const struct server *server, const char *name);

/* A port of loopback on which nothing listens. */
int free_port(void);

/* A socket that takes connections and never says a word; with hangs_up a thread closes each at once. */
int listen_silently(int port, bool hangs_up);

#endif
