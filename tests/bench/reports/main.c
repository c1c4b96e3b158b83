/*
 * Reports over many cases: bench_reports FILE [CASES]. Fills the file when it is not there, then measures each report
 * over all years and over one month, and sends with and without reports beside them.
 */
#define _POSIX_C_SOURCE 200809L

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "tests/bench/reports/measure.h"

enum { DEFAULT_CASES = 1000000, RUNS = 20, SENDS = 3000 };

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

static void time_report(struct reader *reader, size_t which, int32_t from, int32_t until, const char *period)
{
	double times_ms[RUNS], cpu_ms[RUNS];
	size_t rows = 0;

	for (int i = 0; i < RUNS; i++) {
		struct took took;

		rows = run_report(reader, reports[which].wire, from, until, reports[which].by, &took);
		times_ms[i] = took.wall_ms;
		cpu_ms[i] = took.cpu_ms;
	}
	struct span span = span_of(times_ms, RUNS);
	printf("%-20s %-28s %-9s %6zu %8.0f %8.0f %8.0f\n", reports[which].wire, reports[which].by_text, period, rows,
		span.p50_ms, span.p95_ms, span_of(cpu_ms, RUNS).p50_ms);
	fflush(stdout);
}

int main(int argc, char **argv)
{
	struct store_config config = {.path = argc > 1 ? argv[1] : "reports.db"};
	bool is_new = access(config.path, F_OK) != 0;
	char why[256] = "";
	struct store *store;
	struct reader *reader;
	static struct county county;

	if (store_open(&config, why, &store) != OK) {
		fprintf(stderr, "bench_reports: %s\n", why);
		return 1;
	}
	if (is_new)
		fill(&county, store, argc > 2 ? atoll(argv[2]) : DEFAULT_CASES);
	county_find(&county, store);
	must(reader_open(store, &reader), "opening a reader");
	printf("%-20s %-28s %-9s %6s %8s %8s %8s\n", "report", "by", "period", "rows", "p50 ms", "p95 ms", "cpu ms");
	for (size_t i = 0; i < sizeof reports / sizeof reports[0]; i++) {
		time_report(reader, i, 20150101, 20261231, "12 years");
		time_report(reader, i, 20240301, 20240331, "a month");
	}
	reader_close(reader);
	struct span alone = time_sends(&county, SENDS, false);
	struct span beside = time_sends(&county, SENDS, true);
	printf("a send, committed: p50 %.2f ms, p99 %.2f ms alone; p50 %.2f ms, p99 %.2f ms beside reports: p99 %.2f "
	       "times\n",
		alone.p50_ms, alone.p99_ms, beside.p50_ms, beside.p99_ms, beside.p99_ms / alone.p99_ms);
	store_close(store);
	return 0;
}
