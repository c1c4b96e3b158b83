/*
 * What the files of sign-in share: one sign-in or change of credentials, from its check to its commit.
 *
 * Layer: engine, private. Thread: sign-in until it is given to the writer, then the writer.
 */
#ifndef ENGINE_SIGNING_H
#define ENGINE_SIGNING_H

#include "engine/state.h"

enum signing_purpose { SIGNING_IN, SIGNING_ENROL, SIGNING_PASSWORD, SIGNING_RECOVERY };

struct signing {
	struct sign_in *sign_in;
	enum signing_purpose purpose;
	struct request *origin;       /* owns this, and the events until everybody has heard of them */
	struct facts *facts;          /* of the person, as checked */
	struct credential credential; /* as checked, or as it shall be */
	struct invitation_id invitation;
	int64_t step;                /* of the one-time code; 0: a recovery code was used */
	struct digest recovery_code; /* the one that was used */
	struct event *events;        /* to append */
	size_t event_count;
	const char *problem; /* of the writer: why not after all */
};

/* A new one for what was asked; NULL with no memory. */
struct signing *signing_new(struct sign_in *sign_in, enum signing_purpose purpose);
void signing_free(struct signing *signing);

/* Fills in why it is refused; NULL: the error's own sentence. */
void signing_refuse(
	struct sign_in *sign_in, enum error error, const char *field, const char *sentence, int64_t retry_ms);

/* Loads the person as they are now into signing->facts and the answer. ERROR_UNAUTHENTICATED when unknown or suspended. */
MUST_USE enum error signing_load(
	struct engine *engine, struct reader *reader, struct signing *signing, const struct references *more);

/* Whether the person must wait before they try again, from here; refuses if so. Knows the browser only after
 * signing_load. */
MUST_USE enum error signing_wait(struct engine *engine, struct signing *signing);
/* An attempt was wrong: slows the next, and tells the log if there is such a person. */
void signing_failed(struct engine *engine, struct signing *signing);
void signing_succeeded(struct engine *engine, struct signing *signing);

/* The step a code belongs to, at most one step away from now; 0 when it is not right. */
int64_t signing_find_step(const struct credential *credential, const char *code, int64_t now_ms);

/* Makes ten new recovery codes: their digests for the credential, themselves for the answer. */
MUST_USE enum error signing_make_recovery_codes(struct engine *engine, struct signing *signing);

/* Makes a session with a new token. */
MUST_USE enum error signing_make_session(struct engine *engine, struct sign_in *sign_in);

/* Checks the new password against the rules and hashes it into the credential; refuses if it will not do. */
MUST_USE enum error signing_set_password(struct signing *signing);

/* Queues work whose item is a sign_in, or answers that there is no room. */
void signing_submit(struct queue *queue, struct work work);

/* For work of the writer whose item is a signing: tells everybody of its events, and answers it. */
void signing_finish(struct engine *engine, struct work *work, enum error committed);

/* Gives it to the writer; it is answered after the commit. Takes it. */
void signing_commit(struct engine *engine, struct signing *signing);

/* Answers it now. Takes it. */
void signing_answer(struct signing *signing);

/* Adds an event to append. ERROR_BUSY with no memory or room. data is copied. */
MUST_USE enum error signing_add(
	struct signing *signing, enum event_kind kind, struct person_id by, int64_t now_ms, const void *data);

#endif
