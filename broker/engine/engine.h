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
	struct invitation_id claimed;              /* a device that joins somebody: by this, and its code was right */
	struct conversation_id about_conversation; /* for the audit trail */
	struct thread_id about_thread;
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
	bool does_duties;            /* does by itself, within seconds, what time brings about: core/duties.h */
	int64_t looks_at_first; /* events, the newest: looked over before anything is written, the others behind; 0: none */
	int64_t probe_every_ms; /* how often an idle writer asks the disk whether it still takes bytes; 0: never */
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

/* The devices of everybody who has any of some roles, and those that are refused, on its way through the engine. */
struct device_search {
	uint32_t roles; /* bit mask */
	/* filled in by the engine */
	enum error error;
	struct list devices; /* struct device_id, in the order of their ids; lives as long as the call of done */
	struct list refused; /* likewise those that must not be let in: revoked, or their person suspended */
	/* called once, on an engine thread; takes the struct back */
	void (*done)(struct device_search *search);
	void *context;
};

/* Looks the devices up in what is committed by the time of the call or later. False, and done is not called, when too
 * much is waiting: ask again. */
MUST_USE bool engine_search_devices(struct engine *engine, struct device_search *search);

/* --- sign-in ------------------------------------------------------------------------------------------------------------ */

enum { SIGN_IN_PASSWORD_BYTES = 513, SIGN_IN_ADDRESS_BYTES = 48, SIGN_IN_CODE_BYTES = 40 };

/* A sign-in, the check of a cookie, or a change of password on its way through the engine; answered through done, on an
 * engine thread. */
struct sign_in {
	/* what is asked: a sign-in ... */
	struct person_id person;
	char password[SIGN_IN_PASSWORD_BYTES];
	char totp[17];
	char recovery_code[LIMIT_CODE_BYTES + 1]; /* instead of totp */
	struct device_id device;                  /* the browser */
	char browser[32];                         /* which program that says it is; may be "" */
	char address[SIGN_IN_ADDRESS_BYTES];      /* where from, to slow guessers; may be "" */
	bool is_address_tired; /* too many failed there: only a browser that the person has used before may try */
	/* ... or a first password, with the code of an invitation; or a new one */
	char code[LIMIT_CODE_BYTES + 1];
	char new_password[SIGN_IN_PASSWORD_BYTES];
	/* ... or the session of a token, for checking or ending it */
	struct digest token;
	enum session_end cause; /* of ending it; 0: signed out */
	/* filled in by the engine */
	enum error error;
	struct refusal refusal;
	char sentence[300]; /* backs refusal.sentence */
	struct session session;
	char secret_token[65]; /* hex of the new session's token: only ever sent in the cookie */
	char display_name[LIMIT_TITLE_BYTES + 1];
	uint32_t roles;
	int64_t wrong_attempts; /* to sign in as this person since they last did */
	int64_t wrong_since_ms;
	char totp_secret[33];                                    /* base32, of an invitation */
	int64_t ends_at_ms;                                      /* of an invitation */
	char recovery_codes[RECOVERY_CODES][SIGN_IN_CODE_BYTES]; /* new ones: shown once, kept nowhere */
	/* called once, on an engine thread; takes the struct back */
	void (*done)(struct sign_in *sign_in);
	void *context;
};

/* Checks password and one-time code (or a recovery code, which is good once) and starts a session.
 * ERROR_UNAUTHENTICATED with one sentence for every wrong combination. ERROR_RATE_LIMITED with how long to wait after
 * repeated failures: for a browser in which the person has signed in before, those of that browser count; for any other,
 * those for this person from its address. So a stranger slows nobody but themselves. ERROR_BUSY when too many are being
 * checked. */
void engine_sign_in(struct engine *engine, struct sign_in *sign_in);

/* Looks at the invitation of person and code: display_name, totp_secret, ends_at_ms. ERROR_UNAUTHENTICATED with one
 * sentence when there is none such; ERROR_RATE_LIMITED as above. */
void engine_look_at_invitation(struct engine *engine, struct sign_in *sign_in);

/* With person, code, new_password and a totp made with the invitation's secret: sets both, ends the person's sessions,
 * starts one, and fills in recovery_codes. ERROR_BAD_REQUEST with refusal.field when the password will not do or the totp
 * is wrong; else as engine_look_at_invitation. */
void engine_enrol(struct engine *engine, struct sign_in *sign_in);

/* With person, device, token, password, totp (or recovery_code) and new_password: sets it and ends the person's other
 * sessions. Errors as above. */
void engine_change_password(struct engine *engine, struct sign_in *sign_in);

/* With person, device, token, password and totp: fills in new recovery_codes; the old ones are void. */
void engine_renew_recovery_codes(struct engine *engine, struct sign_in *sign_in);

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
