/*
 * A whole broker in one thread, on a simulated disk, with people who use it and everything that can fail failing: each run is
 * a number, and the same number is the same run.
 *
 * Layer: tests. Thread: one. The engine's own code runs turn by turn (engine/state.h); its threads are not started.
 */
#ifndef SIMULATION_SIM_H
#define SIMULATION_SIM_H

#include "engine/state.h"
#include "store/faulty.h"
#include "tests/checker/check.h"
#include "tests/fixtures/town.h"
#include "tests/simulation/disk.h"

enum {
	SIM_CLIENTS = 9,
	SIM_COMMANDS = 24,
	SIM_THREADS = 64,
	SIM_IDS = 16,
	SIM_TALKS = 16,
	SIM_NETWORK = 512,
	SIM_LOG_MOST = 8192
};

/* One command of a client, sent again and again until it is answered for good. */
struct outgoing {
	char txn[LIMIT_TXN_BYTES + 1];
	enum command_kind kind;
	void *args;
	int under_way; /* how many copies the engine has */
	bool was_ok;
	bool is_done;
};

/* On its way to a client: a finished request, or an event. */
struct parcel {
	struct request *request;
	struct broadcast *broadcast;
};

struct sim_client {
	const char *person;
	struct device_id device;
	struct outgoing outbox[SIM_COMMANDS];
	size_t outbox_count;
	struct parcel network[SIM_NETWORK]; /* towards it, in order */
	size_t network_count;
	int64_t safe;                    /* everything up to here is known */
	unsigned char has[SIM_LOG_MOST]; /* by position: it is in the reader's state */
	int64_t heard_seq[SIM_TALKS];    /* of each conversation that it hears of */
	int64_t heard_conversation[SIM_TALKS];
	bool wants_sync, is_syncing, is_fresh; /* the sync under way is the last look from the beginning */
	bool is_shut_out;                      /* the last sync was refused: suspended, as far as it knows */
	int64_t fresh_upto;
	bool is_complete;
	int syncs, reads;
};

struct known_thread {
	struct thread_id thread;
	struct message_id message;
	enum command_kind opened_by;
};

/* The newest ids of a kind that anybody was told. */
struct known_ids {
	int64_t pos[SIM_IDS];
	size_t count; /* how many ever; the oldest are overwritten */
};

struct sim {
	uint64_t seed;
	struct chance chance;
	struct fake_clock clock;
	struct town town;
	struct store *store; /* failing on demand, over SQLite on the simulated disk */
	struct engine *engine;
	struct worker worker;
	struct reader *reader;
	struct sink sink;
	bool is_dead; /* nothing that the engine still says is heard */
	struct arena *arena;
	struct sim_client clients[SIM_CLIENTS];
	struct known_thread threads[SIM_THREADS];
	size_t thread_count;
	struct known_ids mdt_cases, meetings, actions;
	struct history history;
	int txns;
	uint64_t trace; /* a digest of all that happened */
	bool is_told;   /* each step is printed */
	int crashes, failed_calls;
};

/* Fills a disk with the people of town.def, and keeps it for all runs. */
struct town sim_prepare(void);

/* Runs one seed and judges it. */
bool sim_run(uint64_t seed, struct town town, bool is_told, struct verdicts *verdicts, struct sim *sim);

/* sim_world.c: the process comes up, and goes down: told to, killed, or without power */
enum sim_end { SIM_STOPPED, SIM_KILLED, SIM_POWER_CUT };
const char *sim_path(void);         /* of the record */
struct store *sim_open_store(void); /* NULL when it cannot be opened, and why */
extern char sim_problem[256];
void sim_begin_afresh(void); /* the disk as it was kept */
bool sim_start(struct sim *sim);
void sim_end(struct sim *sim, enum sim_end how);
bool sim_judge(const struct history *history, struct verdicts *verdicts); /* while it is down */

/* sim_says.c */
void sim_new_command(struct sim *sim, struct sim_client *client);
void *sim_args(struct sim *sim, enum command_kind kind); /* of one command, empty */
struct text sim_words(struct sim *sim);
struct nhs_number sim_patient(struct sim *sim);
struct thread_id sim_thread(struct sim *sim);
struct thread_id sim_mdt_case(struct sim *sim);

/* sim_keeps.c: those who keep people, links, leave and MDTs. What somebody like this client says there; 0: nothing. */
extern struct conversation_id sim_mdt;
struct conversation_id sim_make_mdt(struct engine *engine);
enum command_kind sim_keeping_kind(struct sim *sim, const struct sim_client *client);
void *sim_keeping_args(struct sim *sim, enum command_kind kind); /* NULL: it is not one of those */
void sim_note_id(struct known_ids *known, int64_t pos);

/* sim_clients.c */
bool sim_send(struct sim *sim, struct sim_client *client);
void sim_sync(struct sim *sim, struct sim_client *client);
void sim_read(struct sim *sim, struct sim_client *client); /* opens a thread */
void sim_deliver(struct sim *sim, struct sim_client *client, size_t most);
void sim_drop(struct sim *sim, struct sim_client *client, size_t from);
void sim_listen(struct sim *sim);
bool sim_has_unanswered(const struct sim *sim);

/* Notes that something happened, in the digest and, when told to, in print. */
__attribute__((format(printf, 2, 3))) void sim_tell(struct sim *sim, const char *format, ...);

#endif
