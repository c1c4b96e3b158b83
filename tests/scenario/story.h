/*
 * A story: people who say things to a whole broker, what they are answered, and who hears of it.
 *
 *   # a comment                                             lines that begin with white space go on from the line before
 *   at 2026-11-23T09:30:00Z                                 sets the clock
 *   after 90m                                               moves it: m, h or d
 *   a.khan> case.ask {"conversation":"$cardiology", ...}    says it; args may be left out
 *   a.khan again                                            sends their last command once more, same txn
 *   < ok {"thread":"$t"}                                    the answer, in part (match.h); without such a line: ok
 *   < same                                                  the very receipt of the time before
 *   < not_found args.to                                     a refusal: its code and, if given, its field
 *   e.okafor hears case.asked {"data":{...}}                the next thing they hear of that command; hints as well
 *   d.moore hears nothing                                   (more)
 *   a.khan comes / a.khan goes                              presence
 *   new-phone-1> device.claim {...}                         a name without a dot is a device: whose, the broker finds
 *   a.khan enrols $code / a.khan cannot enrol $code         with an invitation: sets password and phone, and signs in
 *   a.khan guesses                                          somebody tries to sign in as them
 *   a.khan signs out                                        of the session that began last
 *   restart                                                 stops the broker and opens its record again
 *   backup / restore                                        of the record: what was said in between is lost
 *
 * The links of town.def are bound by name. At the end the chain must verify, and what is rebuilt from the log must be
 * what stands in the tables.
 *
 * Layer: tests.
 */
#ifndef SCENARIO_STORY_H
#define SCENARIO_STORY_H

#include <stdbool.h>

#include "tests/fixtures/world.h"

/* Makes trouble for each command of a story, until it gets through: see tests/fault. The command is sent again, with the
 * same txn, as long as it is refused for later. */
struct trouble {
	/* Called before each try of a command, from 0 on, and after it. */
	void (*arm)(struct trouble *trouble, struct world *world, int try);
	void (*disarm)(struct trouble *trouble, struct world *world);
	/* set by the story */
	const struct command_row *row; /* of the command; NULL for one that does not exist */
	int strikes;                   /* tries refused for later */
};

/* Runs the story in a file in a world of its own; tells on standard error what went otherwise than told. trouble may be
 * NULL. seed is a filled database file and its town, or NULL. True when all went as told. */
struct seed {
	char path[128];
	struct town town;
};
bool story_run(const char *path, struct trouble *trouble, const struct seed *seed);

/* Fills a database once, for story_run; and removes it. */
void seed_make(struct seed *seed);
void seed_remove(const struct seed *seed);

#endif
