/*
 * What the files of the engine share.
 *
 * Layer: engine, private. Threads are named at each member.
 */
#ifndef ENGINE_STATE_H
#define ENGINE_STATE_H

#include <pthread.h>
#include <stdatomic.h>

#include "base/map.h"
#include "base/queue.h"
#include "engine/engine.h"
#include "engine/codes.h"
#include "engine/limits.h"
#include "engine/tally.h"
#include "engine/throttle.h"
#include "engine/visitors.h"

enum {
	SINK_LIMIT = 4,
	RETRY_BUSY_MS = 200,
	RETRY_REPORT_MS = 2000,
	RETRY_STORE_MS = 1000,
	RETRY_DAMAGED_MS = 30000,
	STALL_MS = 4000,
	REVIEW_LOOK_MS = 60000,
	DUTIES_LOOK_MS = 10000
};

/* Something for the writer or a reader to do. */
struct work {
	/* Does it. On the writer: inside its batch, and finish is called after the commit, or with its failure. On a reader
	 * or at sign-in: the whole of it, and finish is not called. */
	enum error (*run)(struct engine *engine, struct reader *reader, struct work *work);
	/* Answers it; takes the work. committed is OK, or why the batch failed. */
	void (*finish)(struct engine *engine, struct work *work, enum error committed);
	/* On the writer, after what run did was undone because it failed: what shall be kept of that. May be NULL. */
	enum error (*undone)(struct engine *engine, struct work *work);
	void *item;       /* struct request, struct sign_in, ... */
	enum error error; /* of run */
};

/* Who hears of a conversation's events: shared by the broadcasts that use it. */
struct listeners {
	atomic_int references;
	struct arena *arena;
	struct recipients recipients;
};

/* One thread that runs work with a reader of its own. */
struct worker {
	struct engine *engine;
	struct queue *queue;
	bool gives_way;
	int64_t commands_before; /* of one that gives way: how many there had been when it last did something */
	pthread_t thread;
	bool is_started;
};

/* The daily review of the ledger. Writer. */
struct review {
	struct sink sink; /* where its receipts come back */
	bool is_running;  /* a page is on its way through the queue */
	bool has_looked;
	int64_t next_look_ms; /* monotonic: whether a new day is due */
	int32_t day;          /* being reviewed; yyyymmdd */
	int32_t done_day;     /* reviewed to its end last; 0: none since the start */
	int64_t confirmed;    /* in the review under way */
};

/* What there is to do besides commands: nothing, something once nobody has asked for anything for a while, or the rest of
 * what was begun then. */
enum chores { CHORES_NONE, CHORES_WHEN_IDLE, CHORES_BEGUN };

/* What is due by now. Writer. */
struct duties {
	struct sink sink; /* where its receipts come back */
	bool is_running;  /* a page is on its way through the queue */
	bool has_looked;
	int64_t next_look_ms; /* monotonic */
};

/* How far the record has been looked over. */
struct look {
	int64_t newest_from; /* fixed before the threads start: the writer looks from here to the end */
	int64_t looked_upto; /* the thread that gives way: from the first event, up to before newest_from */
	int64_t looked_at;   /* so many events on that way */
	int64_t began_ms;    /* monotonic */
};

struct engine {
	struct engine_config config;
	struct sink *sinks[SINK_LIMIT];
	size_t sink_count;

	struct digest hiding_key; /* made from the patient key: under which counts are disturbed beyond the board */
	struct queue *writes;     /* of struct work, to the writer */
	struct queue *reads;      /* to the readers */
	struct queue *reports;    /* to the one reader that gives way to everything else */
	struct queue *sign_ins;   /* to the one thread that checks passwords */
	pthread_t writer;
	bool writer_is_started;
	struct worker *workers; /* the readers, and last those for reports and for sign-in */
	size_t worker_count;
	pthread_mutex_t reads_lock; /* readers take turns at their queue */

	struct limits *devices;       /* any thread: commands of a device */
	struct limits *people;        /* any thread: commands of a person */
	struct throttle *throttle;    /* sign-in: wrong attempts for a person, by known browser or by address */
	struct visitors *visitors;    /* any thread: sessions while the record can only be read */
	struct limits *refusals_told; /* sign-in: how often the log is told of wrong attempts for a person */
	struct map *refusals_untold;  /* sign-in: person -> int64_t, wrong attempts the log was not told of yet */

	struct look look; /* soundness.c */

	/* writer */
	struct decision *decision;
	struct review review;
	struct duties duties;
	struct work **batch; /* config.batch_limit of them */
	enum chores chores;
	int64_t chore_rest_ms, commands_at_chore;
	size_t batches_run;
	int64_t next_probe_us; /* monotonic: when an idle disk is asked again */
	struct map *listeners; /* conversation id -> struct listeners */

	/* counted by whoever does it, read by anybody */
	atomic_bool store_is_ready, is_damaged;
	atomic_int_fast64_t at_disk_since_ms; /* monotonic: the writer waits for the disk; 0: it does not */
	atomic_int_fast64_t readers_busy, refused[ERROR_END];
	struct tally commit_us, batch_commands, query_us, report_us;
	pthread_mutex_t problem_lock;
	char store_problem[256];
	atomic_int_fast64_t last_pos, commits, commands, refusals, events, commit_us_total, commit_us_max, batch_max,
		wal_bytes;
};

/* soundness.c: what is known of the record's soundness before the threads start; the look at the newest of it, on the writer
 * before it takes anything; the next piece of the look at the older, on the thread that gives way, false when there is none
 * left; whether the record is damaged, so that it is read and nothing at all is written to it, not even who signed in;
 * whether a request that would write is refused for that (then it has been); and the sentence that says so */
void soundness_begin(struct engine *engine);
void soundness_look(struct engine *engine);
bool soundness_look_behind(struct engine *engine, struct reader *reader);
bool soundness_only_reads(const struct engine *engine);
bool soundness_refuses(struct engine *engine, struct request *request);
extern const char soundness_read_only[];

/* review.c: asks for the next page of the daily review when one is due; called by the writer every turn */
void review_if_due(struct engine *engine);

/* duties.c: asks for what is due by now, every DUTIES_LOOK_MS; called by the writer every turn */
void duties_if_due(struct engine *engine);

/* ask_as_system.c: gives a command without arguments to the writer; finished is called on it. False when there is no room
 * or memory */
struct sink sink_of_system(void (*finished)(struct sink *sink, struct request *request), void *context);
bool ask_as_system(struct engine *engine, struct sink *sink, enum command_kind kind);

/* writer.c: the thread, and one turn of it: takes what waits, for up to most_wait_ms, commits and answers it, and does some
 * upkeep. False when the queue is closed and nothing is left. */
void *writer_main(void *context);
bool writer_turn(struct engine *engine, int64_t most_wait_ms);

/* workers.c; one turn of a worker answers one piece of work, waiting up to wait_ms for it (-1: until one comes). False when
 * there was none. The reader is the worker's own, opened when it is first needed. */
MUST_USE enum error workers_start(struct engine *engine);
void workers_stop(struct engine *engine);
bool worker_turn(struct worker *worker, struct reader **reader, int64_t wait_ms);

/* process.c: a command, from its facts to its result */
MUST_USE enum error process_write(struct engine *engine, struct request *request);
MUST_USE enum error process_read(struct engine *engine, struct reader *reader, struct request *request);

/* audit.c: whether the outcome of a request is to be noted; notes it, in the writer's batch; notes it through the writer, and
 * answers the request once that is committed */
bool audit_is_wanted(const struct request *request);
MUST_USE enum error audit_append(struct engine *engine, const struct request *request);
void audit_then_finish(struct engine *engine, struct request *request);

/* claim.c: whose a device is that is joining somebody by a code; what only the engine can write into an answer */
MUST_USE enum error claim_person(struct engine *engine, struct reader *reader, struct request *request);
MUST_USE enum error claim_write_code(struct engine *engine, struct request *request);

/* consequences.c: what else follows from what was decided: the end of sessions */
MUST_USE enum error consequences_add(struct engine *engine, const struct request *request, struct decision *decision);

/* fanout.c */
MUST_USE enum error fanout_prepare(
	struct engine *engine, struct request *request, const struct event *events, size_t count);
/* After the commit: tells all sinks, and gives the request's broadcasts up. */
void fanout_deliver(struct engine *engine, struct broadcast *broadcasts, size_t count);
void fanout_forget_listeners(struct engine *engine);
void fanout_release(struct engine *engine, struct request *request);
MUST_USE enum error fanout_typing(
	struct engine *engine, struct reader *reader, const struct request *request, const struct facts *facts);

/* requests.c: answers a request through its sink, counting; whether any was answered since before was kept, which it then is
 * anew */
void request_finish(struct engine *engine, struct request *request);
bool requests_came(const struct engine *engine, int64_t *before);
void request_refuse(struct request *request, enum error error, int64_t retry_after_ms);

/* engine.c: how long things take, by the machine's own clock whatever the engine's says */
int64_t monotonic_us(void);

/* engine.c: makes work of an item and gives it to a queue; false when there is no room or memory */
bool submit_work(struct queue *queue, struct work work);

/* engine.c: gives a request to the writer, whoever it is from; false when there is no room or memory */
bool submit_write(struct engine *engine, struct request *request);

#endif
