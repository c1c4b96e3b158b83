/*
 * What people ask for while they work, one at a time and over the same WebSocket as always: each question in turn from
 * many people, so that no answer is warm from the one before. Prints one line of JSON for each question.
 *
 *   bench_ask PORT CA PEOPLE COUNT TIMES
 */
#define _GNU_SOURCE
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "body.h"
#include "load.h"
#include "ws.h"

/* everybody has at least so many threads in the smallest store: elsewhere the same is asked for */
enum { ANSWER_MS = 60000, THREADS_KNOWN = 50, INBOX_ROWS = 4, MISSED = 1000, MISSED_PAGES = 2 };

struct asker {
	struct ws ws;
	const struct participant *who;
	char *threads[THREADS_KNOWN]; /* of the inbox */
	int thread_count;
};

static SSL_CTX *context;
static const char *wanted; /* txn that is waited for */
static bool is_answered, is_ok;
static char *answer;
static size_t answer_length;

static void hear(void *of, const char *text, size_t length)
{
	char begins[64];
	(void)of;
	int begin = snprintf(begins, sizeof begins, "{\"txn\":\"%s\"", wanted);
	if (length < (size_t)begin || memcmp(text, begins, (size_t)begin) != 0) {
		return;
	}
	is_answered = true;
	is_ok = memmem(text, length < 200 ? length : 200, "\"ok\":true", 9) != NULL;
	answer = realloc(answer, length + 1);
	if (!answer) {
		die("no memory");
	}
	memcpy(answer, text, length);
	answer[length] = '\0';
	answer_length = length;
}

/* Asks and waits; returns how long it took. */
static double ask(struct asker *asker, const char *command, const char *args)
{
	char text[1024];
	int length = snprintf(text, sizeof text, "{\"txn\":\"%s\",\"cmd\":\"%s\",\"args\":%s}", command, command, args);
	int64_t began_us = now_us();
	wanted = command;
	is_answered = false;
	ws_send(&asker->ws, text, (size_t)length);
	while (!is_answered && asker->ws.state == WS_OPEN) {
		struct pollfd wait = {.fd = asker->ws.fd, .events = POLLIN};
		if (poll(&wait, 1, ANSWER_MS) <= 0) {
			die("an answer did not come");
		}
		ws_read(&asker->ws, hear, NULL);
	}
	if (!is_answered || !is_ok) {
		fprintf(stderr, "%s\n%.300s\n", text, is_answered ? answer : "");
		die("a question was refused");
	}
	return (double)(now_us() - began_us) / 1000;
}

static void remember_threads(struct asker *asker)
{
	const char *at = answer;
	while (asker->thread_count < THREADS_KNOWN && (at = strstr(at, "\"thread\":\"t")) != NULL) {
		at += 10;
		asker->threads[asker->thread_count++] = strndup(at, strcspn(at, "\""));
	}
}

static int compare(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;
	return (x > y) - (x < y);
}

static void tell(const char *what, double *times_ms, int count)
{
	qsort(times_ms, (size_t)count, sizeof *times_ms, compare);
	printf("{\"what\":\"%s\",\"count\":%d,\"bytes\":%zu,\"p50\":%.2f,\"p99\":%.2f,\"max\":%.2f}\n", what, count,
		answer_length, times_ms[count / 2], times_ms[count * 99 / 100], times_ms[count - 1]);
	fflush(stdout);
}

static void search_args(char *args, size_t size, const char *text)
{
	snprintf(args, size, "{\"text\":\"%s\",\"limit\":20}", text);
}

static void thread_args(char *args, size_t size, const struct asker *asker, int turn)
{
	const char *thread = asker->thread_count > 0 ? asker->threads[turn % asker->thread_count] : asker->who->thread;
	snprintf(args, size, "{\"thread\":\"%s\",\"limit\":50}", thread);
}

/* What was missed, in as many questions as it takes; in a store that was measured before no more than in a fresh one. */
static double sync_all(struct asker *asker)
{
	char args[128], since[32];
	double took_ms = 0;
	int pages = 0;
	snprintf(since, sizeof since, "%.31s", asker->who->since);
	do {
		snprintf(args, sizeof args, "{\"since\":%s,\"limit\":%d}", since, MISSED / MISSED_PAGES);
		took_ms += ask(asker, "sync", args);
		const char *upto = strstr(answer, "\"upto\":");
		if (!upto) {
			die("an answer to sync has no end");
		}
		snprintf(since, sizeof since, "%lld", atoll(upto + 7));
	} while (++pages < MISSED_PAGES && !strstr(answer, "\"complete\":true"));
	return took_ms;
}

enum question { INBOX, THREAD, CONVERSATIONS, SEARCH_RARE, SEARCH_COMMON, SEARCH_TWO, SYNC, QUESTIONS };
static const char *const names[] = {"inbox", "open a thread", "conversations", "search, rare word",
	"search, common word", "search, two words", "sync what was missed"};

static double put(enum question question, struct asker *asker, int turn)
{
	char args[512] = "{}";
	switch (question) {
	case INBOX:
		snprintf(args, sizeof args, "{\"limit\":%d}", INBOX_ROWS);
		return ask(asker, "thread.list", args);
	case THREAD:
		thread_args(args, sizeof args, asker, turn);
		return ask(asker, "thread.history", args);
	case SEARCH_RARE:
		search_args(args, sizeof args, body_rare);
		return ask(asker, "search", args);
	case SEARCH_COMMON:
		search_args(args, sizeof args, body_common);
		return ask(asker, "search", args);
	case SEARCH_TWO:
		search_args(args, sizeof args, body_two);
		return ask(asker, "search", args);
	case SYNC:
		return sync_all(asker);
	default:
		return ask(asker, "conversation.list", args);
	}
}

int main(int argc, char **argv)
{
	if (argc != 6) {
		die("usage: bench_ask PORT CA PEOPLE COUNT TIMES");
	}
	int count = atoi(argv[4]), times = atoi(argv[5]);
	struct participant *people = read_people(argv[3], count);
	struct asker *askers = calloc((size_t)count, sizeof *askers);
	double *times_ms = calloc((size_t)times + 1, sizeof *times_ms);
	if (!askers || !times_ms || times < 1) {
		die("no memory, or nothing to do");
	}
	context = ws_context(argv[2]);
	for (int i = 0; i < count; i++) {
		askers[i].who = &people[i];
		ws_open(&askers[i].ws, context, atoi(argv[1]), people[i].cookie);
		(void)ask(&askers[i], "thread.list", "{}");
		remember_threads(&askers[i]);
	}
	for (int question = 0; question < QUESTIONS; question++) {
		/* a thousand events at a time take long, and are seldom asked for */
		int asked = question == SYNC ? times / 10 + 1 : times;
		for (int i = 0; i < asked; i++) {
			times_ms[i] = put((enum question)question, &askers[i % count], i / count);
		}
		tell(names[question], times_ms, asked);
	}
	for (int i = 0; i < count; i++) {
		ws_close(&askers[i].ws);
		for (int k = 0; k < askers[i].thread_count; k++) {
			free(askers[i].threads[k]);
		}
	}
	free(answer);
	free(askers);
	free(times_ms);
	free(people);
	SSL_CTX_free(context);
	return 0;
}
