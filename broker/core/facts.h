/*
 * What a command's rule and decision may know: loaded by the store for every id that the command names.
 *
 * Layer: core. Thread: whichever runs the command. Owned by the command's arena.
 * What was not found has found = false and is otherwise zero.
 */
#ifndef CORE_FACTS_H
#define CORE_FACTS_H

#include "base/digest.h"
#include "core/command.h"
#include "core/event.h"
#include "core/link.h"
#include "core/promise.h"

/* On which side somebody takes part in a conversation. */
/* A guest takes part in one case of an MDT, and sees nothing else of its conversation. */
enum side { SIDE_NONE, SIDE_NEIGHBOURHOOD, SIDE_SPECIALIST, SIDE_GUEST };

struct person_facts {
	bool found;
	bool is_suspended;
	struct person_id id;
	uint32_t roles; /* set of enum role */
	struct neighbourhood_id neighbourhood;
	struct organisation_id organisation;
	struct text display_name;
	struct text job_title;
	struct text professional_number;
	int32_t treatment_function; /* a specialist's; 0: none told */
	enum side side;             /* in the conversation the command is about */
	bool is_listed_specialist;  /* named in its link */
	int64_t away_until_ms;      /* on leave now, until then; 0: here */
	struct person_id deputy;    /* who answers while away; none when that person is suspended */
	int64_t asked_this_week;    /* cases of the conversation; only for case.ask */
	struct list
		functions; /* int32_t: their own treatment function, and those of the links that name them; only for MDT commands */
};

/* What a conversation of the kind mdt is besides. */
struct mdt_facts {
	bool is_ended;
	struct text name;
	struct person_id chair;
	struct person_id deputy_chair;
	struct list members;  /* struct person_id, the chairs included */
	struct list required; /* int32_t treatment functions: the quorum */
	int64_t every_weeks;  /* its rhythm; 0: none */
	int32_t first_on;
};

/* A case as it stands on an agenda. */
struct agenda_entry {
	struct thread_id thread;
	bool is_decided;
	bool is_quorate;
	struct list missing; /* int32_t required treatment functions that have not contributed */
};

struct meeting_facts {
	bool found;
	struct meeting_id id;
	struct conversation_id conversation;
	enum meeting_state state;
	int64_t opens_ms;
	int64_t closes_ms;
	struct list cases; /* struct agenda_entry, in order */
};

struct conversation_facts {
	bool found;
	struct conversation_id id;
	enum conversation_kind kind;
	int64_t last_seq;
	struct link_id link;
	struct neighbourhood_id neighbourhood;
	int32_t treatment_function;
	int64_t reply_working_days;
	int64_t weekly_limit;
	struct link_terms terms;
	struct list specialists;   /* struct person_facts, the lead first; of a command that asks or names the link */
	int64_t coordinator_count; /* active ones of the neighbourhood; only when the command names a link */
	struct mdt_facts mdt;      /* of the kind mdt only */
};

struct thread_facts {
	bool found;
	struct thread_id id;
	struct conversation_id conversation;
	enum thread_kind kind;
	enum thread_state state;
	int64_t last_seq; /* newest event of the thread */
	int64_t read_seq; /* how far the actor has read */
	/* the rest of a case only */
	int64_t asked_at_ms;
	struct person_id asker;
	struct person_id asked;
	enum urgency urgency;
	enum intent intent;
	int64_t reply_due_ms;   /* while awaiting an answer */
	int64_t paused_left_ms; /* working time that was left when information was requested */
	struct promise promise;
	int64_t answer_count; /* by specialists */
	enum recommendation last_recommendation;
	enum outcome outcome;
	bool is_referred;
	int32_t treatment_function;
	struct organisation_id practice;
	struct neighbourhood_id neighbourhood;
	struct text patient_key;
	enum ledger_state ledger; /* of the case's own entry in the avoided-referral ledger */
	/* a case of an MDT only */
	struct meeting_id meeting; /* on whose agenda it stands; 0: on none */
	enum agenda_tag tag;
	struct list would_refer_to;         /* int32_t */
	struct list heard;                  /* int32_t treatment functions that have contributed */
	struct list guests;                 /* struct person_id */
	struct thread_id source;            /* the patient's own case thread; 0: none */
	struct conversation_id source_home; /* its conversation */
};

/* The patient's own case, named to be put on an agenda: in a conversation of its own. */
struct source_facts {
	struct thread_facts thread;
	bool is_visible; /* the actor is a member of its conversation */
	const struct patient *patient;
	struct text title;
};

struct action_facts {
	bool found;
	struct action_id id;
	struct thread_id thread;
	enum action_state state;
	struct person_id owner;
	int32_t due;
};

struct message_facts {
	bool found;
	struct message_id id;
	struct thread_id thread;
	struct conversation_id conversation;
	enum message_kind kind;
	struct person_id author;
	bool is_redacted;
	bool is_thanked; /* by the actor */
};

/* An entry of the avoided-referral ledger (design 5): one per case that ever counted. */
struct ledger_facts {
	struct thread_id thread;
	struct conversation_id conversation;
	enum ledger_state state;
	int32_t treatment_function;
	struct neighbourhood_id neighbourhood; /* of its case, as the next */
	int64_t asked_at_ms;
	int64_t avoided_at_ms; /* last counted as avoided */
};

/* A referral of the patient to the treatment function, made from a case here or recorded from elsewhere. */
struct referral_facts {
	int32_t referred_on; /* London date */
	int32_t treatment_function;
	struct thread_id thread; /* the case it was made from; 0: recorded */
	struct text source;      /* of one recorded */
	struct text reference;   /* of one recorded; absent when none was given */
};

/* A leave: one person is away, another answers meanwhile. */
struct cover_facts {
	bool found;
	struct cover_id id;
	enum cover_state state;
	struct person_id person;
	struct person_id deputy;
	int64_t from_ms;
	int64_t until_ms;
	/* what became of the person's cases since it began; only of one that has */
	int64_t asked, answered, closed, waiting;
};

/* What is known of the person whose leave a command is about. */
struct leave_facts {
	struct person_facts person;
	bool is_linked;           /* named in a link that has not ended */
	bool is_kept_by_actor;    /* in one of the actor's neighbourhood */
	bool is_contact;          /* shares a conversation with the actor */
	struct cover_facts cover; /* the one named, or else the one that has begun or comes next */
	/* only for cover.set */
	struct person_facts deputy;
	int32_t function_lacking; /* a treatment function that the person is linked for and the deputy is not; 0: none */
	struct list covers;       /* struct cover_facts, not over, in which the person or the deputy takes part */
};

/* Something that is due by now (core/duties.h), in the order in which the kinds are done. */
enum duty_kind {
	DUTY_COVER_ENDS,
	DUTY_COVER_BEGINS,
	DUTY_PROMISE,
	DUTY_MEETING_OPENS,
	DUTY_MEETING_CLOSES,
	DUTY_ACTION,
	DUTY_KIND_COUNT
};

struct duty_facts {
	enum duty_kind kind;
	struct cover_facts cover;       /* of a leave */
	struct thread_facts thread;     /* of a promise: the case, */
	struct list specialists;        /* and struct person_facts of its link, the lead first */
	struct meeting_facts meeting;   /* that opens or closes, its cases only when it closes; */
	struct meeting_id next_meeting; /* then also the one to which its undecided cases go, or 0 */
	struct action_facts action;
	struct conversation_id conversation; /* of the action, */
	bool is_reminded;                    /* its owner was reminded of its day, */
	struct person_id told;               /* and who hears that it is overdue; none when its case is gone */
};

struct device_facts {
	bool found;
	bool is_revoked;
	struct device_id id;
	struct person_id person;
};

/* An organisation that a command is about, and what depends on it. */
struct organisation_facts {
	bool found;
	struct text name;
	enum organisation_kind kind;
	int64_t people;                        /* who work there and are not suspended */
	struct neighbourhood_id neighbourhood; /* the first that has it as a practice; "": none */
};

/* A neighbourhood that a command is about, and what depends on it. */
struct neighbourhood_facts {
	int64_t population;
	struct list practices; /* struct organisation_id */
	int64_t people;        /* of its team, not suspended */
	int64_t open_links;
};

/* Only for commands that change organisations, neighbourhoods and people. */
struct administration_facts {
	struct organisation_facts organisation;   /* the one named */
	struct neighbourhood_facts neighbourhood; /* the one named, when neighbourhood_found */
	int64_t administrators;                   /* who are not suspended */
	struct text specialist_of;                /* name of a link that names the person named; absent: none */
	struct text leans_on;        /* name of a link whose only specialist has nobody but the person named,
	                                             its neighbourhood's only coordinator, behind them; absent: none */
	bool has_lost_organisation;  /* of the person named: it has ended */
	bool has_lost_neighbourhood; /* likewise */
};

/* A link, as an import compares it. */
struct link_facts {
	struct neighbourhood_id neighbourhood;
	int32_t treatment_function;
	int64_t reply_working_days;
	int64_t weekly_limit;
	struct list specialists; /* struct person_id, the lead first */
};

struct place_facts {
	struct neighbourhood_id id;
	struct text name;
	int64_t coordinators; /* active ones */
};

/* What a device has laid aside for an import, and all that its lines can be about. Lists are sorted by their ids. */
struct import_facts {
	int64_t person_count, link_count; /* lines laid aside */
	/* the rest only for import.check and import.apply */
	struct list person_lines;   /* struct person_line, by line */
	struct list link_lines;     /* struct link_line, by line */
	struct list people;         /* struct person_facts: whom lines are about, or who may be named in links */
	struct list specialists;    /* struct person_id: whom links name */
	struct list organisations;  /* struct organisation_id */
	struct list neighbourhoods; /* struct place_facts */
	struct list links;          /* struct link_facts, by neighbourhood and treatment function */
	int64_t administrators;     /* who are not suspended */
	int32_t today;              /* London date */
};

/* A browser in which somebody is signed in. */
struct session_facts {
	struct session_id id;
	struct person_id person;
	struct device_id device;
	int64_t used_at_ms;
	int64_t ends_at_ms;
};

/* A one-time code that was given out, and neither used nor replaced by a newer one. */
struct invitation_facts {
	bool found;
	struct invitation_id id;
	struct person_id person;
	bool is_for_device;
	int64_t ends_at_ms;
};

struct facts {
	int64_t now_ms;   /* wall clock, read once per command by the engine */
	int64_t next_pos; /* of the first event that will be appended; on a reader: newest pos + 1 */
	struct person_facts actor;
	bool names_conversation; /* the command names a conversation, thread or message: set by facts_complete */
	struct conversation_facts conversation; /* named by the command, or of the thread or message it names */
	struct thread_facts thread;
	struct meeting_facts meeting;   /* named by the command, or on whose agenda the case stands */
	struct meeting_id next_meeting; /* the MDT's earliest after that one which has not closed; 0: none is planned */
	struct source_facts source;     /* of mdt.add_case */
	struct action_facts action;     /* named by the command */
	struct message_facts message;   /* "message", or "reply_to" of a command that names no "message" */
	struct list people;    /* struct person_facts of every other person named, in the order of the fields */
	struct list entries;   /* struct ledger_facts of the same patient and treatment functions, any conversation */
	struct list referrals; /* struct referral_facts of the same patient and treatment functions */
	struct list due;       /* struct ledger_facts whose follow-up is over; only for ledger.review */
	struct list duties;    /* struct duty_facts, in the order in which they are done; only for duties.review */
	struct leave_facts leave;   /* only for commands about leave */
	struct text patient_key;    /* of the patient named in the command */
	struct digest hiding_key;   /* under which counts are disturbed beyond the board */
	struct device_facts device; /* named by the command */
	struct list organisations;  /* struct organisation_id named by the command that exist and have not ended */
	struct neighbourhood_id neighbourhood; /* named by the command */
	bool neighbourhood_found;              /* and exists, and has not ended */
	struct text neighbourhood_name;
	bool link_exists; /* one that has not ended, of the neighbourhood and treatment function named by the command */
	int64_t coordinator_count; /* active ones of the neighbourhood named by the command */
	struct administration_facts administration;
	struct import_facts import;
	struct list sessions; /* struct session_facts of references.sessions_of */
	struct invitation_facts invitation;
	bool browser_is_known;  /* the actor has signed in with it before */
	int64_t wrong_attempts; /* to sign in as the actor, since they last did; with references.browser only */
	int64_t wrong_since_ms; /* the first of them */
};

/* What of an import a command needs to know. */
enum import_need { IMPORT_NOTHING, IMPORT_COUNTS, IMPORT_LINES };

/* The ids that a command names, found by walking its arguments by their description. */
struct references {
	struct person_id actor;
	struct conversation_id conversation;
	struct thread_id thread;
	struct message_id message;
	struct meeting_id meeting;
	struct action_id action;
	struct thread_id source; /* the patient's own case, of mdt.add_case */
	struct device_id device;
	struct neighbourhood_id neighbourhood;
	int32_t treatment_function;
	struct list functions;  /* int32_t: those of all lists */
	bool needs_specialties; /* of the people named, for an MDT */
	struct nhs_number nhs_number;
	struct text patient_key;         /* set by the engine, from nhs_number */
	struct list people;              /* struct person_id */
	struct list organisations;       /* struct organisation_id */
	struct person_id sessions_of;    /* whose sessions are wanted */
	struct invitation_id invitation; /* set by the engine, from the code */
	struct device_id browser;        /* set by the engine, at sign-in */
	int64_t due_limit;               /* how many entries whose follow-up is over are wanted */
	bool is_administration;          /* administration facts are wanted */
	enum import_need import_need;
	struct text import;      /* whose lines are wanted, */
	struct device_id caller; /* laid aside by this device */
	int64_t duties_limit;    /* how many duties */
	struct link_id link;
	struct cover_id cover;
	bool is_about_leave; /* of leave_person, or of whoever the cover named is about */
	struct person_id leave_person;
	struct person_id leave_deputy; /* named for it */
	bool is_asking;                /* the specialists are wanted, and how much each was asked this week */
};

/* Collects the references of a command; people and organisations live in the arena. ERROR_BUSY with no memory. */
MUST_USE enum error references_of(const struct command *command, struct arena *arena, struct references *references);

/* Finishes loaded facts: notes whether the command is about a conversation at all, and forgets a conversation, thread or
 * message that contradicts another one named (a thread of one conversation, asked for in another, is not there). A
 * message named beside a thread may be anywhere: the decision looks at it. */
void facts_complete(struct facts *facts, const struct references *references);

/* True when an organisation is among those that exist. */
bool facts_has_organisation(const struct facts *facts, const struct organisation_id *id);

/* The facts about one of the people named, or NULL when no such person was named. */
const struct person_facts *facts_person(const struct facts *facts, struct person_id id);

#endif
