/* A county of 30 neighbourhoods and seven specialties, and twelve years of cases in it, made from events. */
#ifndef BENCH_REPORTS_COUNTY_H
#define BENCH_REPORTS_COUNTY_H

#include "store/store.h"

enum { NEIGHBOURHOODS = 30, SPECIALTIES = 7, PRACTICES = 4 };

struct county {
	struct store *store;
	struct conversation_id conversations[NEIGHBOURHOODS][SPECIALTIES];
	uint64_t random;
	int64_t event_count;
	struct thread_id last_thread; /* of the first neighbourhood's first specialty */
};

/* The first day, and how many years follow. */
extern const int64_t county_begins_ms;
enum { COUNTY_YEARS = 12 };

/* Makes the places and people of an empty store. Exits with a message when something fails, as all here do. */
void county_found(struct county *county, struct store *store);

/* Finds them again in a store that was filled before. */
void county_find(struct county *county, struct store *store);

/* Lets that many cases happen. */
void county_live(struct county *county, int64_t case_count);

/* One message of the first GP, in a batch of its own. */
void county_send(struct county *county, int64_t at_ms);

void must(enum error error, const char *what);

#endif
