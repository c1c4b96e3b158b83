/*
 * Reports over many cases: bench_reports FILE [CASES [reports|sends]]. Fills the file when it is not there, then measures
 * each report over all years and over one month, the first time as after a restart, and sends with and
 * without reports beside them, in turns.
 */
#define _POSIX_C_SOURCE 200809L

#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "tests/bench/reports/measure.h"

enum { DEFAULT_CASES = 1000000, RUNS = 20, ROUNDS = 7, TURNS = 12, SENDS = 500 };

static const struct {
	const char *wire;
	uint32_t by;
	const char *by_text;
} reports[] = {
	{"report.avoided", 0, "treatment_function"},
	{"report.avoided", SET_OF(BY_MONTH) | SET_OF(BY_TREATMENT_FUNCTION), "month,treatment_function"},
	{"report.avoided", SET_OF(BY_TREATMENT_FUNCTION) | SET_OF(BY_PRACTICE), "treatment_function,practice"},
	{"report.reply_times", 0, "treatment_function"},
	{"report.reply_times", SET_OF(BY_MONTH), "month"},
	{"report.workload", 0, ""},
	{"report.outcomes", 0, ""},
	{"report.activity", 0, ""},
	{"report.equity", SET_OF(BY_AGE_BAND) | SET_OF(BY_SEX) | SET_OF(BY_DEPRIVATION), "all three"},
	{"report.return", 0, ""},
	{"report.relationships", 0, ""},
};

static void fill(struct county *county, struct store *store, int64_t case_count)
{
	double began = now_seconds();

	county_found(county, store);
	county_live(county, case_count);
	double took = now_seconds() - began;
	printf("Filled with %" PRId64 " cases, %" PRId64 " events, in %.0f s: %.0f events/s\n", case_count,
		county->event_count, took, (double)county->event_count / took);
}

/* Makes the system forget what it holds of the file. */
static void forget(const char *path)
{
	int file = open(path, O_RDONLY);

	must(file >= 0 && posix_fadvise(file, 0, 0, POSIX_FADV_DONTNEED) == 0 ? OK : ERROR_STORE_UNAVAILABLE,
		"forgetting what is in memory");
	close(file);
}

static double time_first(struct store *store, const char *path, size_t which, int32_t from, int32_t until)
{
	struct reader *reader;
	struct took took;

	forget(path);
	must(reader_open(store, &reader), "opening a reader");
	while (reader_warm(reader)) {} /* as the engine does when it starts */
	run_report(reader, reports[which].wire, from, until, reports[which].by, &took);
	reader_close(reader);
	return took.wall_ms;
}

static void time_report(struct store *store, const char *path, struct reader *reader, size_t which, int32_t from,
	int32_t until, const char *period)
{
	double times_ms[RUNS], cpu_ms[RUNS], first_ms = time_first(store, path, which, from, until);
	size_t rows = 0;

	for (int i = 0; i < RUNS; i++) {
		struct took took;

		rows = run_report(reader, reports[which].wire, from, until, reports[which].by, &took);
		times_ms[i] = took.wall_ms;
		cpu_ms[i] = took.cpu_ms;
	}
	struct span span = span_of(times_ms, RUNS);
	printf("%-20s %-28s %-9s %6zu %8.0f %8.0f %8.0f %8.0f\n", reports[which].wire, reports[which].by_text, period,
		rows, first_ms, span.p50_ms, span.p95_ms, span_of(cpu_ms, RUNS).p50_ms);
	fflush(stdout);
}

static void time_reports(struct store *store, const char *path)
{
	struct reader *reader;

	must(reader_open(store, &reader), "opening a reader");
	printf("%-20s %-28s %-9s %6s %8s %8s %8s %8s\n", "report", "by", "period", "rows", "first ms", "p50 ms",
		"p95 ms", "cpu ms");
	for (size_t i = 0; i < sizeof reports / sizeof reports[0]; i++) {
		time_report(store, path, reader, i, 20150101, 20261231, "12 years");
		time_report(store, path, reader, i, 20240301, 20240331, "a month");
	}
	reader_close(reader);
}

/* The two are measured in turns of a fraction of a second, so that whatever else the machine does befalls both alike. */
static double time_round(struct county *county, int round, struct span *alone, struct span *beside)
{
	static double alone_ms[TURNS * SENDS], beside_ms[TURNS * SENDS];
	int64_t count = 0;

	for (int turn = 0; turn < TURNS; turn++) {
		time_sends(county, alone_ms + (ptrdiff_t)turn * SENDS, SENDS, NULL);
		time_sends(county, beside_ms + (ptrdiff_t)turn * SENDS, SENDS, &count);
	}
	*alone = span_of(alone_ms, TURNS * SENDS);
	*beside = span_of(beside_ms, TURNS * SENDS);
	printf("%d: a send, committed: p50 %.2f ms, p99 %.2f ms alone; p50 %.2f ms, p99 %.2f ms beside %" PRId64
	       " reports: p99 %.2f times\n",
		round + 1, alone->p50_ms, alone->p99_ms, beside->p50_ms, beside->p99_ms, count,
		beside->p99_ms / alone->p99_ms);
	fflush(stdout);
	return beside->p99_ms / alone->p99_ms;
}

static void time_rounds(struct county *county)
{
	double alone_ms[ROUNDS], beside_ms[ROUNDS], ratios[ROUNDS];

	for (int i = 0; i < ROUNDS; i++) {
		struct span alone, beside;

		ratios[i] = time_round(county, i, &alone, &beside);
		alone_ms[i] = alone.p99_ms;
		beside_ms[i] = beside.p99_ms;
	}
	printf("p99 of a send, median (least to most) of %d rounds: %.2f ms", ROUNDS, span_of(alone_ms, ROUNDS).p50_ms);
	printf(" (%.2f to %.2f) alone, %.2f ms", alone_ms[0], alone_ms[ROUNDS - 1], span_of(beside_ms, ROUNDS).p50_ms);
	printf(" (%.2f to %.2f) beside reports: %.2f times", beside_ms[0], beside_ms[ROUNDS - 1],
		span_of(ratios, ROUNDS).p50_ms);
	printf(" (%.2f to %.2f)\n", ratios[0], ratios[ROUNDS - 1]);
}

int main(int argc, char **argv)
{
	struct store_config config = {.path = argc > 1 ? argv[1] : "reports.db"};
	bool is_new = access(config.path, F_OK) != 0;
	char why[256] = "";
	const char *part = argc > 3 ? argv[3] : "";
	struct store *store;
	static struct county county;

	if (store_open(&config, why, &store) != OK) {
		fprintf(stderr, "bench_reports: %s\n", why);
		return 1;
	}
	if (is_new)
		fill(&county, store, argc > 2 ? atoll(argv[2]) : DEFAULT_CASES);
	county_find(&county, store);
	if (strcmp(part, "sends") != 0)
		time_reports(store, config.path);
	if (strcmp(part, "reports") != 0)
		time_rounds(&county);
	store_close(store);
	return 0;
}
