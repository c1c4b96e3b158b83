/*
 * What a command of `corridor` looks like: one row per command, in the file of its name.
 *
 * Layer: cli. A row says what is typed and which argument of the contract it becomes; help, checks and JSON come from it.
 */
#ifndef CLI_COMMAND_H
#define CLI_COMMAND_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "words.h"

/* Documented in corridor(1). */
enum { STATUS_OK = 0, STATUS_REFUSED = 1, STATUS_USAGE = 2, STATUS_UNREACHABLE = 3 };

enum input_kind {
	INPUT_NONE = 0, /* the end of a list */
	INPUT_FLAG,     /* no value; as an argument: true */
	INPUT_TEXT,     /* one line */
	INPUT_PROSE,    /* words; "-" reads them from standard input */
	INPUT_REST,     /* all that is left on the line, joined by spaces; "-" alone as INPUT_PROSE */
	INPUT_NUMBER,
	INPUT_THREAD, /* t12, or 12 */
	INPUT_MESSAGE,
	INPUT_CONVERSATION,
	INPUT_LINK,
	INPUT_COVER,
	INPUT_MEETING,
	INPUT_ACTION,
	INPUT_SPECIALTY,   /* a code, or the beginning of a name */
	INPUT_SPECIALTIES, /* several, with commas: codes */
	INPUT_THREADS,     /* several, with commas */
	INPUT_WORD,        /* of words */
	INPUT_WORDS,       /* several, with commas */
	INPUT_LIST         /* texts with commas */
};

/* Something that can be typed: an option, or what follows the command's name. */
struct input {
	const char *name; /* without dashes; of what follows, as in <name> */
	enum input_kind kind;
	const char *argument;     /* wire name ("patient.nhs_number"); NULL: the command looks at it itself */
	const struct word *words; /* of INPUT_WORD and INPUT_WORDS */
	bool is_required;
	const char *doc;
};

enum { INPUT_LIMIT = 16 };

struct invocation;

struct command_row {
	const char *name;
	const char *wire;    /* command of the contract, for those that are one */
	const char *summary; /* one line */
	struct input follow[4];
	struct input options[INPUT_LIMIT];
	const char *notes;    /* more help, or NULL */
	const char *examples; /* one per line, without "corridor" */
	const char *done;     /* template over the result, told when it worked; NULL: the command tells itself */
	int (*run)(struct invocation *invocation); /* returns a status */
};

/* Options that every command takes. */
struct settings {
	const char *folder, *person, *device, *host, *port, *ca, *certificate, *key, *outbox, *timeout;
	bool is_json, is_help;
};

struct invocation {
	const struct command_row *row;
	const char *first_word; /* of a command's name of two words */
	struct settings settings;
	const char *follow[4];
	const char *options[INPUT_LIMIT]; /* as the row's; a flag's is "" */
	char *rest;                       /* heap: what INPUT_REST joined */
	int64_t now_ms;
	bool is_question; /* it asks and changes nothing */
};

/* The value of an option, or NULL when it was not given. */
const char *invocation_option(const struct invocation *invocation, const char *name);

/* What differs between the programs that are made of these parts; each defines its own, beside its rows. */
struct program {
	const char *name;       /* as typed */
	const char *purpose;    /* one line, for the help */
	const char *first_step; /* an example to begin with */
};
extern const struct program this_program;

/* All commands, in the order of the help; ended by NULL. A name may be of two words. */
extern const struct command_row *const command_rows[];

const struct command_row *command_named(const char *name);

/* Whether a command's name of two words begins with this one. */
bool command_begins(const char *word);

/* Runs what was typed; returns the exit status. */
int program_run(int count, char **words);

extern const struct command_row whoami_command, people_command, conversations_command, inbox_command, show_command,
	ask_command, topic_command, reply_command, request_command, answer_command, close_command, refer_command,
	reopen_command, amend_command, redact_command, search_command, watch_command, report_command, send_command,
	outbox_command, flush_command, away_set_command, away_cancel_command, away_list_command, away_cases_command,
	links_command, accept_command, promises_command, sessions_list_command, sessions_end_command, enrol_command,
	mdt_list_command, mdt_agenda_command, mdt_add_command, mdt_contribute_command, mdt_invite_command,
	mdt_defer_command, mdt_decide_command, mdt_amend_command, mdt_minutes_command, mdt_schedule_command,
	mdt_order_command, actions_command, action_add_command, action_change_command, action_done_command,
	action_cancel_command, mdt_create_command, mdt_update_command, mdt_end_command, mdt_reschedule_command;

#endif
