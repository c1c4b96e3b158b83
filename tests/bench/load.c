/* Sends at a fixed rate, or as fast as receipts come, and measures from the intended time of each message to its receipt
 * and to its arrival at the last other participant (no coordinated omission). Prints one line of JSON. */
#define _GNU_SOURCE
#include "load.h"

#include "body.h"

#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>

enum { MOST_MESSAGES = 20 * 1000 * 1000, DRAIN_SECONDS = 20 };

struct sample {
	int64_t due_us;
	int32_t receipt_us;
	int32_t delivered_us;
	int16_t receipts;
	int8_t deliveries;
	bool is_refused;
};

static struct load_config config = {.transport = "ws",
	.port = 8443,
	.groups = 1,
	.participants = PARTICIPANTS,
	.rate = 200,
	.inflight = 10,
	.seconds = 10,
	.warm_up = 2,
	.body_bytes = 300};
int64_t load_base;
static struct sample *samples;
static int64_t sent_count, receipt_count, refused_count, delivery_count, twice_count;

void load_on_receipt(int64_t wire_number, bool is_ok)
{
	int64_t number = wire_number - load_base;
	if (number < 0 || number >= sent_count) {
		return;
	}
	struct sample *sample = &samples[number];
	if (!is_ok) {
		sample->is_refused = true;
		refused_count++;
		return;
	}
	twice_count += sample->receipts > 0;
	sample->receipts++;
	sample->receipt_us = (int32_t)(now_us() - sample->due_us);
	receipt_count++;
}

void load_on_delivery(int64_t wire_number, int participant)
{
	int64_t number = wire_number - load_base;
	if (number < 0 || number >= sent_count || participant % config.participants == 0) {
		return;
	}
	struct sample *sample = &samples[number];
	sample->deliveries++;
	delivery_count++;
	twice_count += sample->deliveries > config.participants - 1;
	sample->delivered_us = (int32_t)(now_us() - sample->due_us);
}

int load_command(char *text, size_t size, const struct participant *who, int64_t number)
{
	char body[BODY_LIMIT + 1];
	long long wire_number = load_base + number;
	body_of(number, body, (size_t)config.body_bytes - 17); /* the number in front is of the body too */
	return snprintf(text, size,
		"{\"txn\":\"b-%lld\",\"cmd\":\"message.send\",\"args\":{\"thread\":\"%s\",\"body\":\"b-%lld %s\"}}",
		wire_number, who->thread, wire_number, body);
}

static void send_one(const struct transport *transport, int64_t due_us)
{
	int64_t number = sent_count++;
	if (number >= MOST_MESSAGES) {
		die("too many messages for one run");
	}
	samples[number] = (struct sample){.due_us = due_us};
	transport->send((int)(number % config.groups) * config.participants, number);
}

static void run_at_rate(const struct transport *transport, double seconds)
{
	int64_t begin_us = now_us(), first = sent_count, last = first + (int64_t)(config.rate * seconds);
	while (sent_count < last) {
		int64_t due_us = begin_us + (int64_t)((double)(sent_count - first) * 1e6 / config.rate);
		int64_t wait_us = due_us - now_us();
		if (wait_us <= 0) {
			send_one(transport, due_us);
			transport->turn(0);
		} else {
			transport->turn(wait_us);
		}
	}
}

static void run_saturated(const struct transport *transport, double seconds)
{
	int64_t end_us = now_us() + (int64_t)(seconds * 1e6);
	int64_t window = (int64_t)config.inflight * config.groups;
	while (now_us() < end_us) {
		while (sent_count - receipt_count - refused_count < window) {
			send_one(transport, now_us());
		}
		transport->turn(1000);
	}
}

static void drain(const struct transport *transport)
{
	int64_t end_us = now_us() + (int64_t)DRAIN_SECONDS * 1000000;
	int64_t expected = (sent_count - refused_count) * (config.participants - 1);
	while (now_us() < end_us && (receipt_count + refused_count < sent_count || delivery_count < expected)) {
		transport->turn(1000);
		expected = (sent_count - refused_count) * (config.participants - 1);
	}
}

static int compare(const void *a, const void *b)
{
	int32_t x = *(const int32_t *)a, y = *(const int32_t *)b;
	return (x > y) - (x < y);
}

static void print_quantiles(const char *name, int32_t *values, int64_t count)
{
	qsort(values, (size_t)count, sizeof *values, compare);
	double p50 = 0, p99 = 0, p999 = 0, most = 0;
	if (count > 0) {
		p50 = values[count / 2] / 1000.0;
		p99 = values[count * 99 / 100] / 1000.0;
		p999 = values[count * 999 / 1000] / 1000.0;
		most = values[count - 1] / 1000.0;
	}
	printf(",\"%s_ms\":{\"p50\":%.2f,\"p99\":%.2f,\"p999\":%.2f,\"max\":%.2f}", name, p50, p99, p999, most);
}

static void report(int64_t first, double took_s, double cpu_s)
{
	int64_t counted = 0, missing_receipts = 0, missing_deliveries = 0;
	int32_t *receipts = calloc((size_t)sent_count + 1, sizeof *receipts);
	int32_t *deliveries = calloc((size_t)sent_count + 1, sizeof *deliveries);
	if (!receipts || !deliveries) {
		die("no memory");
	}
	int64_t receipted = 0, refused = 0;
	for (int64_t i = first; i < sent_count; i++) {
		if (samples[i].is_refused) {
			refused++;
			continue;
		}
		missing_receipts += samples[i].receipts == 0;
		missing_deliveries += config.participants - 1 - samples[i].deliveries;
		if (samples[i].receipts) {
			receipts[receipted++] = samples[i].receipt_us;
		}
		if (samples[i].deliveries == config.participants - 1) {
			deliveries[counted++] = samples[i].delivered_us;
		}
	}
	int64_t sent = sent_count - first;
	printf("{\"transport\":\"%s\",\"groups\":%d,\"participants\":%d,\"rate\":%.0f,\"sent\":%lld,\"refused\":%lld,"
	       "\"receipts_per_s\":%.0f,\"missing_receipts\":%lld,\"missing_deliveries\":%lld,\"twice\":%lld,\"load_"
	       "cpu\":%.2f",
		config.transport, config.groups, config.participants, config.rate, (long long)sent, (long long)refused,
		(double)receipted / took_s, (long long)missing_receipts, (long long)missing_deliveries,
		(long long)twice_count, cpu_s / took_s);
	print_quantiles("receipt", receipts, receipted);
	print_quantiles("delivered", deliveries, counted);
	printf("}\n");
	free(receipts);
	free(deliveries);
}

static double cpu_seconds(void)
{
	struct rusage usage;
	getrusage(RUSAGE_SELF, &usage);
	return (double)(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) +
	       (double)(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e6;
}

static void measure(const struct transport *transport)
{
	void (*run)(const struct transport *, double) = config.rate > 0 ? run_at_rate : run_saturated;
	run(transport, config.warm_up);
	int64_t first = sent_count, begin_us = now_us();
	double cpu_s = cpu_seconds();
	run(transport, config.seconds);
	double took_s = (double)(now_us() - begin_us) / 1e6;
	cpu_s = cpu_seconds() - cpu_s;
	drain(transport);
	report(first, took_s, cpu_s);
}

static void idle(const struct transport *transport)
{
	printf("{\"connected\":%d}\n", config.groups * config.participants);
	fflush(stdout);
	int64_t end_us = now_us() + (int64_t)(config.seconds * 1e6);
	while (now_us() < end_us) {
		transport->turn(100000);
	}
}

static void read_options(int argc, char **argv)
{
	static const struct option options[] = {{"transport", required_argument, NULL, 't'},
		{"port", required_argument, NULL, 'p'}, {"certs", required_argument, NULL, 'c'},
		{"people", required_argument, NULL, 'P'}, {"groups", required_argument, NULL, 'g'},
		{"rate", required_argument, NULL, 'r'}, {"inflight", required_argument, NULL, 'i'},
		{"seconds", required_argument, NULL, 's'}, {"warm-up", required_argument, NULL, 'w'},
		{"participants", required_argument, NULL, 'n'}, {"idle", no_argument, NULL, 'I'}, {NULL, 0, NULL, 0}};
	int option;
	while ((option = getopt_long(argc, argv, "", options, NULL)) != -1) {
		switch (option) {
		case 't':
			config.transport = optarg;
			break;
		case 'p':
			config.port = atoi(optarg);
			break;
		case 'c':
			config.certs = optarg;
			break;
		case 'P':
			config.people = optarg;
			break;
		case 'g':
			config.groups = atoi(optarg);
			break;
		case 'r':
			config.rate = atof(optarg);
			break;
		case 'i':
			config.inflight = atoi(optarg);
			break;
		case 's':
			config.seconds = atof(optarg);
			break;
		case 'w':
			config.warm_up = atof(optarg);
			break;
		case 'n':
			config.participants = atoi(optarg);
			break;
		case 'I':
			config.is_idle = true;
			break;
		default:
			die("see the head of tests/bench/load.c for the options");
		}
	}
	if (!config.people || !config.certs || config.groups < 1 || config.participants < 1) {
		die("--people, --certs and at least one group are needed");
	}
}

int main(int argc, char **argv)
{
	read_options(argc, argv);
	load_base = (int64_t)(time(NULL) % 1000000) * 100000000;
	const struct transport *transport = strcmp(config.transport, "ws") == 0     ? &transport_ws
					    : strcmp(config.transport, "mqtt") == 0 ? &transport_mqtt
										    : &transport_raw;
	int count = config.groups * config.participants;
	struct participant *people = read_people(config.people, count);
	samples = calloc(MOST_MESSAGES, sizeof *samples); /* pages are only there once they are used */
	if (!samples) {
		die("no memory");
	}
	transport->connect(&config, people, count);
	if (config.is_idle) {
		idle(transport);
	} else {
		measure(transport);
	}
	transport->close();
	free(people);
	free(samples);
	return 0;
}
