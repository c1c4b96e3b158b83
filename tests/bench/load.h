/*
 * The load program: groups of participants, one of whom sends, over one of three transports.
 *
 * One thread, one epoll; it reports its own CPU so that a run in which it was the bottleneck is seen as such.
 */
#ifndef BENCH_LOAD_H
#define BENCH_LOAD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { PARTICIPANTS = 5, NAME_LIMIT = 128 };

/* One line of the file that bench-seed writes: a participant, in order; the first of each group sends. */
struct participant {
	char person[NAME_LIMIT];
	char device[NAME_LIMIT];
	char cookie[NAME_LIMIT]; /* of a live session */
	char thread[NAME_LIMIT]; /* the group's topic */
	char since[NAME_LIMIT];  /* position before what they missed */
};

struct load_config {
	const char *transport; /* ws, mqtt, raw */
	int port;
	const char *certs; /* directory with ca.crt and devices/ */
	const char *people;
	int groups;
	int participants;
	double rate;    /* messages a second over all groups; 0: as fast as receipts come */
	int inflight;   /* per sender, when rate is 0 */
	double seconds; /* measured */
	double warm_up; /* before that, not counted */
	int body_bytes;
	bool is_idle; /* connect, say hello, and only wait for seconds */
};

/* Numbers on the wire begin here, so that no run repeats the txns of another. */
extern int64_t load_base;

/* Reads the first so many lines of bench_seed's file; over and over when there are fewer, for people with several sockets.
 * Ends the program when it cannot be read. The caller frees it. */
struct participant *read_people(const char *path, int count);

/* The message.send of a participant, with the number in its txn and body. Returns its length. */
int load_command(char *text, size_t size, const struct participant *who, int64_t number);

/* What a transport tells the load program. */
void load_on_receipt(int64_t wire_number, bool is_ok);
void load_on_delivery(int64_t wire_number, int participant);

/* A transport: connects everybody before it returns; send queues one message; turn waits up to wait_us and does what
 * came; both fatal on lost connections. */
struct transport {
	void (*connect)(const struct load_config *config, const struct participant *people, int count);
	void (*send)(int participant, int64_t number);
	void (*turn)(int64_t wait_us);
	void (*close)(void);
};
extern const struct transport transport_ws, transport_mqtt, transport_raw;

int64_t now_us(void);
void die(const char *what) __attribute__((noreturn));

#endif
