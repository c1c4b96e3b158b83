/*
 * Everybody comes back at once, as after a power cut: bench_storm opens a WebSocket for each participant, as fast as the
 * server lets them in, and asks for what was missed; who is refused tries again a moment later. Prints one line of JSON: how
 * long until all were caught up, how often somebody was refused, and whether anybody got the wrong number of events.
 *
 * Each of so many machines would answer the server at once. One program cannot: so some are on the way at any moment, or all
 * would wait for it and none for the server.
 *
 *   bench_storm PORT CA PEOPLE COUNT MISSED
 */
#define _GNU_SOURCE
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>

#include "load.h"
#include "ws.h"

enum { ON_THE_WAY = 256, AGAIN_AFTER_US = 200000, PATIENCE_US = 120 * 1000 * 1000, EVENTS_AT_ONCE = 256 };

struct device {
	struct ws ws;
	const struct participant *who;
	int64_t again_at_us; /* after a refusal; 0: under way */
	int64_t caught_up_us;
	int events;
	bool is_asked;
};

static SSL_CTX *context;
static int epoll_fd, port, missed;
static int64_t began_us;
static int begun; /* devices, in order */
static int caught_up, refusals, wrong, on_the_way;

static int count_of(const char *text, size_t length, const char *part)
{
	int count = 0;
	const char *found = text;
	while ((found = memmem(found, length - (size_t)(found - text), part, strlen(part))) != NULL) {
		count++;
		found += strlen(part);
	}
	return count;
}

static void hear(void *of, const char *text, size_t length)
{
	static const char answer[] = "{\"txn\":\"sync\",\"ok\":true";
	struct device *device = of;
	if (length < sizeof answer || memcmp(text, answer, sizeof answer - 1) != 0) {
		return;
	}
	device->events = count_of(text, length, "\"event\":\"message.sent\"");
	device->caught_up_us = now_us() - began_us;
	on_the_way--;
	wrong += device->events != missed || !memmem(text, length, "\"complete\":true", 15);
	caught_up++;
}

static void begin(struct device *device)
{
	device->again_at_us = 0;
	device->is_asked = false;
	ws_begin(&device->ws, context, port, device->who->cookie);
	on_the_way++;
	struct epoll_event event = {.events = EPOLLIN | EPOLLOUT, .data.ptr = device};
	epoll_ctl(epoll_fd, EPOLL_CTL_ADD, device->ws.fd, &event);
}

static void ask(struct device *device)
{
	char text[128];
	int length = snprintf(
		text, sizeof text, "{\"txn\":\"sync\",\"cmd\":\"sync\",\"args\":{\"since\":%s}}", device->who->since);
	device->is_asked = true;
	ws_send(&device->ws, text, (size_t)length);
}

static void serve(struct device *device)
{
	ws_step(&device->ws);
	if (device->ws.state == WS_OPEN && !device->is_asked) {
		ask(device);
	}
	if (device->ws.state == WS_OPEN) {
		ws_flush(&device->ws);
		ws_read(&device->ws, hear, device);
	}
	if (device->ws.state == WS_LOST) {
		refusals++;
		on_the_way--;
		if (device->caught_up_us > 0) {
			die("a device was caught up, and then lost");
		}
		ws_close(&device->ws);
		device->again_at_us = now_us() + AGAIN_AFTER_US;
		return;
	}
	struct epoll_event event = {
		.events = EPOLLIN | (ws_wants_write(&device->ws) ? (uint32_t)EPOLLOUT : 0u), .data.ptr = device};
	epoll_ctl(epoll_fd, EPOLL_CTL_MOD, device->ws.fd, &event);
}

static void turn(struct device *devices, int count)
{
	struct epoll_event events[EVENTS_AT_ONCE];
	int ready = epoll_wait(epoll_fd, events, EVENTS_AT_ONCE, 20);
	for (int i = 0; i < ready; i++) {
		serve(events[i].data.ptr);
	}
	for (int i = 0; refusals > 0 && i < begun && on_the_way < ON_THE_WAY; i++) {
		if (devices[i].again_at_us > 0 && devices[i].again_at_us <= now_us()) {
			begin(&devices[i]);
		}
	}
	while (begun < count && on_the_way < ON_THE_WAY) {
		begin(&devices[begun++]);
	}
}

static int compare(const void *a, const void *b)
{
	int64_t x = ((const struct device *)a)->caught_up_us, y = ((const struct device *)b)->caught_up_us;
	return (x > y) - (x < y);
}

int main(int argc, char **argv)
{
	if (argc != 6) {
		die("usage: bench_storm PORT CA PEOPLE COUNT MISSED");
	}
	int count = atoi(argv[4]);
	struct participant *people = read_people(argv[3], count);
	struct device *devices = calloc((size_t)count, sizeof *devices);
	struct rusage usage;
	port = atoi(argv[1]);
	missed = atoi(argv[5]);
	context = ws_context(argv[2]);
	epoll_fd = epoll_create1(0);
	if (!devices) {
		die("no memory");
	}
	began_us = now_us();
	for (int i = 0; i < count; i++) {
		devices[i].who = &people[i];
	}
	while (caught_up < count && now_us() - began_us < PATIENCE_US) {
		turn(devices, count);
	}
	double took_s = (double)(now_us() - began_us) / 1e6;
	getrusage(RUSAGE_SELF, &usage);
	double cpu_s = (double)(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) +
		       (double)(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e6;
	for (int i = 0; i < begun; i++) {
		ws_close(&devices[i].ws);
	}
	qsort(devices, (size_t)count, sizeof *devices, compare);
	printf("{\"devices\":%d,\"caught_up\":%d,\"wrong\":%d,\"refusals\":%d,\"seconds\":%.2f,\"p50_s\":%.2f,"
	       "\"load_cpu\":%.2f}\n",
		count, caught_up, wrong, refusals, took_s, (double)devices[count / 2].caught_up_us / 1e6,
		cpu_s / took_s);
	free(devices);
	free(people);
	SSL_CTX_free(context);
	return 0;
}
