/*
 * What a storage driver provides: one function per hook of store.h, behind which everything above is the same.
 *
 * Layer: store. Included by store.c and by drivers only; the promises to callers stand in store.h.
 *
 * A driver's own store and reader structs begin with struct store and struct reader. Every hook is a must: a driver
 * that cannot do something answers with an error and says so in its header.
 *
 * Threads: hooks that take a struct store are called by the writer thread only, but for reader_open, which any thread
 * may call. Hooks that take a struct reader are called by the thread that opened it; those of reader() by the writer.
 */
#ifndef STORE_DRIVER_H
#define STORE_DRIVER_H

#include "store/store.h"

struct store {
	const struct store_driver *driver;
	char damage[256]; /* why it is only read; "": it is sound */
};

struct reader {
	const struct store_driver *driver;
};

/* The hooks that can fail, as a list: the faulty driver fails any of them by its name. */
#define STORE_FALLIBLE_HOOKS(HOOK) \
	HOOK(reopen)               \
	HOOK(begin)                \
	HOOK(commit)               \
	HOOK(savepoint)            \
	HOOK(release)              \
	HOOK(find_receipt)         \
	HOOK(put_receipt)          \
	HOOK(append)               \
	HOOK(probe)                \
	HOOK(rebuild)              \
	HOOK(dump_projections)     \
	HOOK(put_credential)       \
	HOOK(put_session)          \
	HOOK(end_session)          \
	HOOK(expire_sessions)      \
	HOOK(reader_open)          \
	HOOK(reader_begin)         \
	HOOK(last_pos)             \
	HOOK(facts)                \
	HOOK(query)                \
	HOOK(device)               \
	HOOK(recipients)           \
	HOOK(contacts)             \
	HOOK(devices_with_roles)   \
	HOOK(refused_devices)      \
	HOOK(verify)               \
	HOOK(credential)           \
	HOOK(session)

struct store_driver {
	/* Life. close takes what open gave, broken or not, and ends an open batch without committing it. reopen must
	 * leave no batch open, look the file over, and make last_pos what is really on disk. */
	void (*close)(struct store *store);
	enum error (*reopen)(struct store *store, char why[256]);

	/* The batch. commit must not answer OK before everything is on stable storage, and must break the store on any
	 * other answer. rollback and undo cannot fail: what they cannot undo breaks the store. One savepoint at a
	 * time. */
	enum error (*begin)(struct store *store);
	enum error (*commit)(struct store *store);
	void (*rollback)(struct store *store);
	enum error (*savepoint)(struct store *store);
	enum error (*release)(struct store *store);
	void (*undo)(struct store *store);

	/* Inside a batch. After an error of append or put_receipt the caller undoes or rolls back; a driver must not
	 * let a half-made command be committed if it does not. */
	enum error (*find_receipt)(struct store *store, struct device_id device, struct transaction_id txn,
		struct arena *arena, struct stored_receipt *receipt);
	enum error (*put_receipt)(struct store *store, struct device_id device, struct transaction_id txn,
		const struct stored_receipt *receipt);
	enum error (*append)(struct store *store, struct event *events, size_t count);
	int64_t (*writer_last_pos)(const struct store *store);

	/* Outside a batch. maintain does a slice that takes tens of milliseconds, not more, and may do nothing. */
	bool (*maintain)(struct store *store);
	enum error (*probe)(struct store *store, char why[256]);
	void (*keep_up)(struct store *store); /* a few milliseconds at most, and nothing most times */
	enum error (*rebuild)(struct store *store);
	enum error (*dump_projections)(struct store *store, struct buffer *out);
	int64_t (*wal_bytes)(const struct store *store); /* 0 where there is no such thing */

	/* Inside or outside of a batch; outside, each is durable when it returns. */
	enum error (*put_credential)(struct store *store, const struct credential *credential);
	enum error (*put_session)(struct store *store, const struct session *session);
	enum error (*end_session)(struct store *store, const struct digest *token);
	enum error (*expire_sessions)(struct store *store, int64_t now_ms);

	/* Reading. A hook called without reader_begin must see one snapshot of its own. Committed state only, but for
	 * the reader that reader() gives: that one sees the open batch. */
	enum error (*reader_open)(struct store *store, struct reader **reader);
	void (*reader_close)(struct reader *reader);
	struct reader *(*reader)(struct store *store);
	enum error (*reader_begin)(struct reader *reader);
	void (*reader_end)(struct reader *reader);
	enum error (*last_pos)(struct reader *reader, int64_t *pos);
	bool (*reader_warm)(struct reader *reader);
	enum error (*facts)(struct reader *reader, const struct references *references, int64_t now_ms,
		struct arena *arena, struct facts *facts);
	enum error (*query)(struct reader *reader, const struct command *command, const struct facts *facts,
		struct arena *arena, struct refusal *refusal, void *result);
	enum error (*device)(struct reader *reader, struct device_id device, struct device_facts *facts);
	enum error (*recipients)(
		struct reader *reader, const struct event *event, struct arena *arena, struct recipients *recipients);
	enum error (*contacts)(
		struct reader *reader, struct person_id person, struct arena *arena, struct recipients *recipients);
	enum error (*devices_with_roles)(
		struct reader *reader, uint32_t roles, struct arena *arena, struct list *devices);
	enum error (*refused_devices)(struct reader *reader, struct arena *arena, struct list *devices);
	enum error (*verify)(struct reader *reader, struct log_walk *walk);
	enum error (*credential)(struct reader *reader, struct person_id person, struct credential *credential);
	enum error (*session)(struct reader *reader, const struct digest *token, struct session *session);
};

#endif
