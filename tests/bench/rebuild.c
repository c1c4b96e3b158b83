/* How long it takes to make all tables again from the log: bench_rebuild DATABASE. Prints one line of JSON. */
#include <stdio.h>

#include "load.h"
#include "store/store.h"

int main(int argc, char **argv)
{
	struct store_config config = {.path = argc == 2 ? argv[1] : ""};
	struct store *store;
	char why[256] = "";
	if (argc != 2) {
		die("usage: bench_rebuild DATABASE");
	}
	int64_t began_us = now_us();
	if (store_open(&config, why, &store) != OK) {
		die(why);
	}
	double open_s = (double)(now_us() - began_us) / 1e6;
	began_us = now_us();
	if (store_rebuild(store) != OK) {
		die("the tables could not be made again");
	}
	double took_s = (double)(now_us() - began_us) / 1e6;
	printf("{\"events\":%lld,\"open_s\":%.3f,\"seconds\":%.2f,\"events_per_s\":%.0f}\n",
		(long long)store_last_pos(store), open_s, took_s, (double)store_last_pos(store) / took_s);
	store_close(store);
	return 0;
}
