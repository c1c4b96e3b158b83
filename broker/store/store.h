/*
 * The record: the log, its projections, and what sign-in needs; behind one interface.
 *
 * Layer: store. Nothing above this header knows SQL, or assumes one process.
 * Threads: a struct store is opened once; its writer functions are called by one thread, the writer. Each reader thread
 * opens its own struct reader. A writer is also a reader of its own uncommitted state (store_reader).
 *
 * Drivers implement struct store_driver (store/driver.h): SQLite on a file, the same in memory for tests, and a faulty
 * one that wraps another and fails on demand. One contract suite runs over all of them.
 *
 * Durability: what store_commit has returned OK for survives kill -9 and power loss. Any other answer of store_commit
 * means "unknown": the store is then broken (every call answers ERROR_STORE_UNAVAILABLE) until store_reopen succeeds,
 * and what was asked may or may not be there. Clients repeat with the same txn and learn which (reliability.md 0.4).
 */
#ifndef STORE_STORE_H
#define STORE_STORE_H

#include "base/digest.h"
#include "core/decision.h"

struct store;
struct reader;

struct store_config {
	const char *path;  /* the database file, or ":memory:" */
	bool is_read_only; /* opened to look only: verify, reports of a damaged store */
	bool bears_damage; /* a damaged record is opened all the same, to look only: see store_damage */
};

/* Opens, and creates or migrates the schema. On failure *why (static or in why_buffer) says what is wrong in one line.
 * ERROR_STORE_UNAVAILABLE: cannot be opened, is newer than this program, or is not durable (synchronous, journal
 * mode). */
MUST_USE enum error store_open(const struct store_config *config, char why[256], struct store **store);

/* Why a store that bears damage is only read, in one line; "" when it is not damaged. */
const char *store_damage(const struct store *store);

/* The same store, with calls failing on demand: see store/faulty.h. Closing it closes what it wraps. */

/* Closes; NULL is fine. Readers must have been closed before. */
void store_close(struct store *store);

/* Closes what is broken inside and opens it again, checking it first. Writer thread. */
MUST_USE enum error store_reopen(struct store *store, char why[256]);

/* --- writing: one thread ------------------------------------------------------------------------------------------ */

/* Begins the transaction of a batch. */
MUST_USE enum error store_begin(struct store *store);

/* Ends it durably (fsync) or not at all: see above. */
MUST_USE enum error store_commit(struct store *store);

/* Gives the batch up. Never fails: what it cannot undo breaks the store. */
void store_rollback(struct store *store);

/* One command inside the batch: what came since store_savepoint is kept or undone alone. */
MUST_USE enum error store_savepoint(struct store *store);
MUST_USE enum error store_release(struct store *store);
void store_undo(struct store *store);

/* What a command was answered with when it was first committed. */
struct stored_receipt {
	bool found;
	enum command_kind kind;
	struct digest body; /* of the command, as record_encode gives it */
	int64_t pos;        /* of its first event; of the newest event then, when it had none */
	struct text result; /* record_encode of its result, in the arena */
};
MUST_USE enum error store_find_receipt(struct store *store, struct device_id device, struct transaction_id txn,
	struct arena *arena, struct stored_receipt *receipt);
/* Keeps a receipt as long as the log. ERROR_TXN_CONFLICT when there is one already. */
MUST_USE enum error store_put_receipt(
	struct store *store, struct device_id device, struct transaction_id txn, const struct stored_receipt *receipt);

/* Appends events in order, gives each its pos and its conversation's next seq (they must equal what the decision
 * foresaw, where it did), chains their hashes, keeps their words beside them, and updates every projection.
 * ERROR_STORE_UNAVAILABLE on I/O errors and a full disk. */
MUST_USE enum error store_append(struct store *store, struct event *events, size_t count);

/* Newest committed position, as seen by the writer (uncommitted events of its open batch included). */
int64_t store_last_pos(const struct store *store);

/* Work off the critical moment, called by the writer when it has nothing to do: the search index, checkpoints,
 * overwriting of destroyed words. Returns true while there is more to do. */
bool store_maintain(struct store *store);

/* The part of it that cannot wait for such a moment, in slices of a few milliseconds: called by the writer after every
 * batch, once it is answered. A search finds what was committed before it began whether this is called or not. */
void store_keep_up(struct store *store);

/* Whether the disk takes and keeps new bytes right now: asked when nothing was written for a while, so that a full or lost
 * disk is known before somebody needs it. Outside a batch. ERROR_STORE_UNAVAILABLE with *why in one line. */
MUST_USE enum error store_probe(struct store *store, char why[256]);

/* Truncates the projections and fills them again from the log; words that were destroyed stay destroyed. */
MUST_USE enum error store_rebuild(struct store *store);

/* A text that names every row of every projection, sorted, for comparing live with rebuilt in tests. */
MUST_USE enum error store_dump_projections(struct store *store, struct buffer *out);

/* Bytes of the write-ahead log on disk, for metrics. */
int64_t store_wal_bytes(const struct store *store);

/* --- reading: any thread, each with its own reader ---------------------------------------------------------------- */

MUST_USE enum error reader_open(struct store *store, struct reader **reader);
void reader_close(struct reader *reader);

/* The writer's own view, uncommitted batch included; borrowed, writer thread only. */
struct reader *store_reader(struct store *store);

/* One consistent snapshot for all reads until reader_end. Not for the writer's own view. */
MUST_USE enum error reader_begin(struct reader *reader);
void reader_end(struct reader *reader);

MUST_USE enum error reader_last_pos(struct reader *reader, int64_t *pos);

/* Reads the next piece of the record's file, so that the system has it in memory before it is asked for: page by page,
 * in the order of a question, the first answers after a restart would take many times as long. False when there is
 * nothing more to read, or when the file takes more than half of the machine's memory. */
bool reader_warm(struct reader *reader);

/* Loads the facts of a command (core/facts.h): everything but now_ms, in the arena. now_ms is used for leave and for
 * counting this week's cases. What does not exist is found = false, and no error. */
MUST_USE enum error reader_facts(struct reader *reader, const struct references *references, int64_t now_ms,
	struct arena *arena, struct facts *facts);

/* Answers a READ command that was authorised: runs query_<symbol> of the driver. result is struct <symbol>_result,
 * zeroed by the caller; what it holds lives in the arena. ERROR_NOT_FOUND for a cursor that is unknown,
 * ERROR_BAD_REQUEST (with refusal) for a search without words. session.hello is completed by the engine. */
MUST_USE enum error reader_query(struct reader *reader, const struct command *command, const struct facts *facts,
	struct arena *arena, struct refusal *refusal, void *result);

/* The person a device is enrolled to. Not found: found = false. */
MUST_USE enum error reader_device(struct reader *reader, struct device_id device, struct device_facts *facts);

/* Who is to be told of an event, and on which enrolled devices: struct person_id and struct device_id in the arena.
 * Members of its conversation and guests of its thread at this moment, or administrators (event_row audience). */
struct recipients {
	struct list people;    /* struct person_id */
	struct list devices;   /* struct device_id, of these people, enrolled and not revoked */
	bool depend_on_thread; /* threads of the conversation may have guests: other threads, other recipients */
};
MUST_USE enum error reader_recipients(
	struct reader *reader, const struct event *event, struct arena *arena, struct recipients *recipients);

/* Everybody who shares a conversation with a person, and their devices; for presence. */
MUST_USE enum error reader_contacts(
	struct reader *reader, struct person_id person, struct arena *arena, struct recipients *recipients);

/* The enrolled devices, not revoked, of people who have any of these roles (bit mask) and are not suspended: struct
 * device_id in the arena, in the order of their ids. */
MUST_USE enum error reader_devices_with_roles(
	struct reader *reader, uint32_t roles, struct arena *arena, struct list *devices);

/* The devices that are enrolled and must not be let in: those revoked, and those of people who are suspended. struct
 * device_id in the arena, in the order of their ids. */
MUST_USE enum error reader_refused_devices(struct reader *reader, struct arena *arena, struct list *devices);

/* A walk along the chain: content, order and hash of every event, and the words that are still kept against their digests. All
 * zero is the whole log. A walk from the middle takes the hash before it as given: walks that follow each other leave out
 * nothing. */
struct log_walk {
	int64_t from;  /* the first position; 0: 1 */
	int64_t until; /* the last; 0: the newest, behind which no words may stand either */
	int64_t most;  /* at most so many events; 0: all */

	int64_t checked;   /* events that are as they were written */
	int64_t first_bad; /* the first position that is not, or where an event is missing; 0: all is well */
	int64_t upto;      /* all up to here was walked: the next walk begins behind it */
	bool is_complete;  /* nothing is left before until, or a bad one was found */
};
MUST_USE enum error reader_verify(struct reader *reader, struct log_walk *walk);

/* --- sign-in: secrets, kept beside the log and never in it -------------------------------------------------------- */

enum { RECOVERY_CODES = 10 };

struct credential {
	bool found;
	struct person_id person;
	char password_hash[128];       /* Argon2id, encoded */
	unsigned char totp_secret[32]; /* raw */
	size_t totp_secret_length;
	int64_t totp_last_step;                       /* newest step that was used; 0: none */
	struct digest recovery_codes[RECOVERY_CODES]; /* those not used yet, under a key of the engine's */
	size_t recovery_code_count;
};
MUST_USE enum error reader_credential(struct reader *reader, struct person_id person, struct credential *credential);
MUST_USE enum error store_put_credential(struct store *store, const struct credential *credential);

struct session {
	bool found;
	struct digest token;  /* SHA-256 of the cookie's token: the token itself is not stored */
	struct session_id id; /* the event it began with; an event that ends it takes it away */
	struct person_id person;
	struct device_id device; /* the browser it belongs to */
	char browser[32];        /* which program that says it is; "" when it does not */
	int64_t started_at_ms;
	int64_t used_at_ms;
	int64_t ends_at_ms; /* absolute limit */
};
MUST_USE enum error reader_session(struct reader *reader, const struct digest *token, struct session *session);
/* Adds a session, or replaces the one with the same token. */
MUST_USE enum error store_put_session(struct store *store, const struct session *session);
MUST_USE enum error store_end_session(struct store *store, const struct digest *token);
/* Removes sessions whose end has passed. */
MUST_USE enum error store_expire_sessions(struct store *store, int64_t now_ms);

#endif
