/*
 * From a decoded command to its receipt and the events it caused: queues, the writer, the readers, fan-out, sign-in.
 *
 * Layer: engine. Knows neither JSON nor sockets.
 * Threads: engine_submit and engine_sign_in may be called from any thread and never block; what they cause is delivered
 * through sinks. The writer and each reader are threads of the engine's own.
 *
 * Order: a receipt and the events of its batch leave only after their commit (reliability.md 0.1); a sink hears events in
 * the order of their positions.
 */
#ifndef ENGINE_ENGINE_H
#define ENGINE_ENGINE_H

#include "base/arena.h"
#include "base/clock.h"
#include "core/decision.h"
#include "store/store.h"

struct engine;
struct sink;

/* --- what a transport hears ------------------------------------------------------------------------------------------ */

/* A request on its way through the engine. The transport makes it with request_new, fills the head, submits it, and gets
 * the same one back through its sink with the tail filled in; then it frees it with request_free. */
struct request {
	struct arena *arena; /* owned; the command's args live in it */
	struct sink *sink;
	uint64_t peer; /* the transport's own number for who asked: connection or device */
	struct command command;
	/* filled in by the engine */
	enum error error;
	struct refusal refusal;
	int64_t pos;
	void *result; /* struct <symbol>_result */
	/* the engine's own */
	int references; /* atomic: the requester's, and one per broadcast of its events */
	struct broadcast *broadcasts;
	size_t broadcast_count;
};

/* A committed event and who shall hear it; shared by all sinks, gone with the last reference. It lives in the memory of
 * the request that caused it. */
struct broadcast {
	int references; /* atomic */
	struct request *origin;
	struct listeners *listeners; /* backs recipients */
	struct event event;
	struct recipients recipients;
};

/* Something passing that is not stored. */
enum hint_kind { HINT_TYPING, HINT_ONLINE, HINT_OFFLINE };
struct passing_hint {
	int references; /* atomic */
	struct arena *arena;
	enum hint_kind kind;
	struct conversation_id conversation;
	struct thread_id thread;
	struct person_id by;
	struct recipients recipients;
};

/* What the writer and readers hand to a transport. The functions are called on the engine's threads: they must not block
 * for long, and must do no more than put the thing into the transport's own queue and wake it. */
struct sink {
	/* The request is finished. Takes the request. Must not lose it unless its peer is gone. */
	void (*finished)(struct sink *sink, struct request *request);
	/* An event was committed. Borrows the broadcast: take a reference with broadcast_hold to keep it. When the
	 * transport's queue is full it drops it and remembers to tell its peers to sync. */
	void (*happened)(struct sink *sink, struct broadcast *broadcast);
	/* A hint; may be dropped freely. */
	void (*hinted)(struct sink *sink, struct passing_hint *hint);
	void *context;
};

struct broadcast *broadcast_hold(struct broadcast *broadcast);
void broadcast_release(struct broadcast *broadcast);
struct passing_hint *hint_hold(struct passing_hint *hint);
void hint_release(struct passing_hint *hint);

/* A new request with an arena of its own; NULL with no memory. */
struct request *request_new(struct sink *sink, uint64_t peer);
void request_free(struct request *request);

/* --- life ------------------------------------------------------------------------------------------------------------ */

struct engine_config {
	struct store *store;         /* borrowed; the writer thread uses it from engine_start to engine_stop */
	const struct clock *clock;   /* borrowed */
	struct text patient_key;     /* secret under which NHS numbers are hashed for matching */
	const char *version;         /* told in session.hello */
	size_t queue_capacity;       /* commands waiting for the writer, and for the readers, each */
	size_t batch_limit;          /* most commands in one commit */
	int reader_count;            /* reader threads, at least 1 */
	int64_t commands_per_minute; /* of one device, sustained; a burst of a sixth of it */
	int64_t session_idle_ms;     /* a session unused so long has ended */
	int64_t session_limit_ms;    /* no session outlives this */
	bool totp_is_single_use;     /* a code is good once (RFC 6238 5.2) */
	bool warms_record;           /* reads the record into memory when started, as long as no report is wanted */
	bool verifies_record;        /* the whole chain is looked over at the start, before anything is written */
	int64_t probe_every_ms;      /* how often an idle writer asks the disk whether it still takes bytes; 0: never */
	bool reviews_ledger; /* confirms avoided referrals by itself: at the start, and daily after 02:00 London time */
};

/* A new engine; NULL with no memory. Nothing runs yet. */
struct engine *engine_new(const struct engine_config *config);

/* Transports are added before engine_start and stay until engine_stop. */
MUST_USE enum error engine_add_sink(struct engine *engine, struct sink *sink);

/* Starts the writer and the readers. ERROR_BUSY when a thread cannot be started. */
MUST_USE enum error engine_start(struct engine *engine);

/* Refuses what is still waiting, commits what was begun, and ends the threads. */
void engine_stop(struct engine *engine);

/* Frees a stopped engine; NULL is fine. */
void engine_free(struct engine *engine);

/* --- commands ---------------------------------------------------------------------------------------------------------- */

/* Takes a request whose command came from a device. The person is looked up from the device when command.person is empty
 * (MQTT); a session's requests name both. Always answers through the sink's finished, at the latest when the engine
 * stops: also refusals like ERROR_RATE_LIMITED and ERROR_BUSY (queue full), both with retry_after_ms. */
void engine_submit(struct engine *engine, struct request *request);

/* Runs one command at once, on the caller's thread, before engine_start: seeding and tools. As the person "system", who
 * has every role, when command.person is empty. */
MUST_USE enum error engine_execute(struct engine *engine, struct request *request);

/* Presence: a transport says that a person has come or gone (first device in, last device out). Passed on as a hint to
 * those who share a conversation. */
void engine_presence(struct engine *engine, struct person_id person, bool is_online);

/* The devices of everybody who has any of some roles, on its way through the engine. */
struct device_search {
	uint32_t roles; /* bit mask */
	/* filled in by the engine */
	enum error error;
	struct list devices; /* struct device_id, in the order of their ids; lives as long as the call of done */
	/* called once, on an engine thread; takes the struct back */
	void (*done)(struct device_search *search);
	void *context;
};

/* Looks the devices up in what is committed by the time of the call or later. False, and done is not called, when too
 * much is waiting: ask again. */
MUST_USE bool engine_search_devices(struct engine *engine, struct device_search *search);

/* --- sign-in ------------------------------------------------------------------------------------------------------------ */

/* A sign-in or the check of a cookie on its way through the engine; answered through done, on an engine thread. */
struct sign_in {
	/* what is asked: a sign-in ... */
	struct person_id person;
	char password[257];
	char totp[17];
	struct device_id device; /* the browser */
	/* ... or the session of a token, for checking or ending it */
	struct digest token;
	/* filled in by the engine */
	enum error error;
	struct refusal refusal;
	char sentence[200]; /* backs refusal.sentence */
	struct session session;
	char secret_token[65]; /* hex of the new session's token: only ever sent in the cookie */
	char display_name[LIMIT_TITLE_BYTES + 1];
	uint32_t roles;
	/* called once, on an engine thread; takes the struct back */
	void (*done)(struct sign_in *sign_in);
	void *context;
};

/* Checks password and one-time code and starts a session. ERROR_UNAUTHENTICATED with one sentence for every wrong
 * combination, ERROR_RATE_LIMITED after repeated failures for a person, ERROR_BUSY when too many are being checked. */
void engine_sign_in(struct engine *engine, struct sign_in *sign_in);

/* Finds the live session of a token and marks it used. ERROR_UNAUTHENTICATED when it is unknown, idle too long, past its
 * end, or its person suspended. */
void engine_check_session(struct engine *engine, struct sign_in *sign_in);

/* Ends the session of a token. Unknown tokens are fine. */
void engine_sign_out(struct engine *engine, struct sign_in *sign_in);

/* Sets a person's password and TOTP secret, at once, before engine_start: seeding. */
MUST_USE enum error engine_set_credential(struct engine *engine, struct person_id person, struct text password,
	const unsigned char *totp_secret, size_t totp_secret_length);

/* --- health ------------------------------------------------------------------------------------------------------------- */

/* How often a number fell where. */
enum { TALLY_BUCKETS = 12 };
struct engine_histogram {
	const int64_t *bounds;             /* TALLY_BUCKETS of them: the most that each bucket takes */
	int64_t counts[TALLY_BUCKETS + 1]; /* the last: above all bounds */
	int64_t sum;
};

struct engine_health {
	bool store_is_ready;      /* commands that change something are taken */
	char store_problem[256];  /* when not */
	bool store_is_damaged;    /* it is only read until it has been restored */
	int64_t store_stalled_ms; /* the disk has kept the writer waiting so long now */
	int64_t last_pos;
	size_t writer_queue_length;
	size_t reader_queue_length;
	int64_t commits, commands, refusals, events; /* since start */
	int64_t commit_us_total, commit_us_max;
	int64_t batch_commands_max;
	int64_t wal_bytes;
	size_t report_queue_length; /* of reader_queue_length */
	size_t sign_in_queue_length;
	int64_t readers, readers_busy; /* threads, and how many answer something now */
	int64_t refused[ERROR_END];    /* by error; sums up to refusals */
	struct engine_histogram commit_us, batch_commands, query_us, report_us;
};
void engine_health(struct engine *engine, struct engine_health *health);

#endif
