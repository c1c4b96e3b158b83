/*
 * A small neighbourhood in a store, made from events directly: the suite tests the store, not the decisions.
 *
 * Riverside (50,000) and Hillside (42,000); a.khan, b.osei GPs of Riverside, d.moore of Hillside; e.okafor (cardiology,
 * both), f.rossi (dermatology, Riverside); m.grant coordinates Riverside; n.shaw manages; o.frost administers.
 * Everybody has one device: "a-khan-1".
 */
#ifndef CONTRACT_WORLD_H
#define CONTRACT_WORLD_H

#include "store/store.h"

enum { WORLD_CARDIOLOGY = 320, WORLD_DERMATOLOGY = 330 };

struct world {
	struct store *store;
	struct arena *arena; /* of everything a test makes and is answered */
	int64_t now_ms;      /* when the next event happens: a Monday morning at first; each event takes a second */
	struct conversation_id cardiology; /* of Riverside */
	struct conversation_id dermatology;
	struct conversation_id hillside; /* cardiology of Hillside */
	struct digest hiding_key;        /* of world_query; zeros unless told */
};

/* The test fails when anything of this fails. */
void world_init(struct world *world, struct store *store);
void world_deinit(struct world *world);

/* The same people, but nothing in the store: for a store that has it all already. */
void world_attach(struct world *world, struct store *store, const struct world *before);

struct person_id person(const char *handle);
struct device_id device_of(const char *handle);
struct neighbourhood_id neighbourhood(const char *handle);
struct organisation_id organisation(const char *code);

/* --- appending: inside a batch that the caller opened, or in one of its own --------------------------------------- */

/* Appends one event and returns its position. thread 0 with a thread-opening kind: the thread it opens. */
int64_t world_append(struct world *world, enum event_kind kind, struct conversation_id conversation,
	struct thread_id thread, const char *by, const void *data);
/* The same, in a batch of its own. */
int64_t world_happens(struct world *world, enum event_kind kind, struct conversation_id conversation,
	struct thread_id thread, const char *by, const void *data);

/* --- what happens, each in a batch of its own --------------------------------------------------------------------- */

struct asking {
	const char *by;         /* "a.khan" unless told */
	const char *asked;      /* "e.okafor" */
	const char *title;      /* "Title" */
	const char *question;   /* "Question" */
	const char *nhs_number; /* "9990000018"; also its patient key */
	const char *patient;    /* name; none unless told */
	enum intent intent;     /* would refer */
	enum urgency urgency;
	int64_t reply_due_ms;       /* 2 days on */
	int32_t treatment_function; /* cardiology */
	const char *neighbourhood;  /* riverside */
	const char *practice;       /* P81001 */
};
struct thread_id world_ask(struct world *world, struct conversation_id conversation, const struct asking *asking);
struct thread_id world_topic(
	struct world *world, struct conversation_id conversation, const char *by, const char *title, const char *body);
struct message_id world_say(struct world *world, struct conversation_id conversation, struct thread_id thread,
	const char *by, const char *body);
struct message_id world_answer(struct world *world, struct conversation_id conversation, struct thread_id thread,
	const char *by, const char *answer, enum recommendation recommendation);
struct message_id world_want_information(struct world *world, struct conversation_id conversation,
	struct thread_id thread, const char *by, const char *body);
void world_amend(struct world *world, struct conversation_id conversation, struct thread_id thread, const char *by,
	struct message_id message, const char *body, const char *reason);
void world_redact(struct world *world, struct conversation_id conversation, struct thread_id thread, const char *by,
	struct message_id message, const char *reason);
void world_close(struct world *world, struct conversation_id conversation, struct thread_id thread, const char *by,
	enum outcome outcome);
void world_reopen(struct world *world, struct conversation_id conversation, struct thread_id thread, const char *by,
	int64_t reply_due_ms);
void world_refer(struct world *world, struct conversation_id conversation, struct thread_id thread, const char *by);
void world_mark(
	struct world *world, struct conversation_id conversation, struct thread_id thread, const char *by, int64_t seq);
void world_avoid(struct world *world, struct conversation_id conversation, struct thread_id thread, const char *by,
	const char *patient_key);
void world_defer(struct world *world, struct conversation_id conversation, struct thread_id thread, const char *by);

/* The seq of the newest event of a conversation. */
int64_t world_seq(struct world *world, struct conversation_id conversation);

/* --- asking the store --------------------------------------------------------------------------------------------- */

/* Loads facts for a READ command as the engine would and runs its query; the result lives in the world's arena. reader
 * NULL: one opened for this. *error (may be NULL: must be OK) gets what reader_query answered. */
const void *world_query(struct world *world, struct reader *reader, const char *as, enum command_kind kind,
	const void *args, enum error *error);

/* The facts that a command of these references would get. */
struct facts world_facts(struct world *world, const struct references *references);

/* All maintenance there is to do. */
void world_maintain(struct world *world);

/* The dump of all projections; free it with buffer_deinit. */
struct buffer world_dump(struct world *world);

/* Fails the test unless the whole log is sound; returns how many events it has. */
int64_t world_verify(struct world *world);

#endif
