/*
 * What the lines of a story do: saying, answering, hearing.
 *
 * Layer: tests.
 */
#ifndef SCENARIO_TELLING_H
#define SCENARIO_TELLING_H

#include <jansson.h>

#include "tests/scenario/story.h"

struct story {
	struct world world;
	const char *path;
	int line_number;
	struct trouble *trouble; /* may be NULL */
	json_t *names;           /* what "$name" stands for */
	/* the command said last */
	char *said; /* its JSON */
	const struct command_row *row;
	char said_by[LIMIT_HANDLE_BYTES + 1];
	json_t *answer; /* receipt or refusal */
	char *answer_text;
	char *answer_before; /* of the time before, when it was sent again */
	bool is_answer_checked;
	bool was_refused_before; /* trouble: so its events may not have been heard */
	size_t heard_from;       /* in the ear, where what it caused begins */
	size_t heard
		[16]; /* how much of that each person has told, by their place in town_people; the last for others */
	int command_count;
	struct digest token; /* of the session that began last: signing_in.h */
};

/* Tells where and what went otherwise; returns false. */
__attribute__((format(printf, 2, 3))) bool story_fails(struct story *story, const char *format, ...);

bool telling_say(struct story *story, const char *person, const char *command);
bool telling_again(struct story *story, const char *person);
bool telling_expect_answer(struct story *story, char *rest);
bool telling_hears(struct story *story, const char *person, char *rest);
bool telling_presence(struct story *story, const char *person, bool is_coming);
bool telling_restart(struct story *story);
bool telling_back_up(struct story *story);
bool telling_restore(struct story *story);

/* The last command was answered as expected, or with ok when nothing was said about it. */
bool telling_check_answer(struct story *story);

/* The chain verifies, and the tables are what the log rebuilds. */
bool telling_check_record(struct story *story);

/* Frees what is kept of the last command. */
void telling_forget(struct story *story);

#endif
