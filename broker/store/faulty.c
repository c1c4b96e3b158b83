#include "store/faulty.h"

#include <stdio.h>

#include "base/memory.h"

struct faulty_store {
	struct store store; /* first */
	struct store *inner;
	struct faulty_reader *view; /* of store_reader */
	struct faulty_plan plan;
	int64_t calls[FAULTY_HOOK_COUNT];
	bool is_broken; /* a commit failed; until reopen */
};

struct faulty_reader {
	struct reader reader; /* first */
	struct faulty_store *store;
	struct reader *inner;
};

static struct faulty_store *of(struct store *store)
{
	return (struct faulty_store *)store;
}

static struct reader *inner_of(struct reader *reader)
{
	return ((struct faulty_reader *)reader)->inner;
}

/* Counts a call, and says what it is to answer: OK lets it through. Readers count on their own threads. */
static enum error strike(struct faulty_store *store, enum faulty_hook hook)
{
	int64_t call = __atomic_add_fetch(&store->calls[hook], 1, __ATOMIC_RELAXED);
	const struct faulty_plan *plan = &store->plan;

	if (plan->at == 0 || plan->hook != hook || call < plan->at || (call > plan->at && !plan->is_sticky))
		return OK;
	return plan->error != OK ? plan->error : ERROR_STORE_UNAVAILABLE;
}

/* The same for the writer's hooks, none of which works on a broken store. */
static enum error strike_writer(struct store *store, enum faulty_hook hook)
{
	enum error error = strike(of(store), hook);

	return error == OK && of(store)->is_broken ? ERROR_STORE_UNAVAILABLE : error;
}

static enum error strike_reader(struct reader *base, enum faulty_hook hook)
{
	struct faulty_reader *reader = (struct faulty_reader *)base;
	bool is_view = reader == reader->store->view;

	return is_view ? strike_writer(&reader->store->store, hook) : strike(reader->store, hook);
}

/* --- life and batch ----------------------------------------------------------------------------------------------- */

static void faulty_close(struct store *base)
{
	struct faulty_store *store = of(base);

	store_close(store->inner);
	memory_free(store->view);
	memory_free(store);
}

static enum error faulty_reopen(struct store *base, char why[256])
{
	struct faulty_store *store = of(base);
	enum error error = strike(store, FAULTY_reopen);

	if (error != OK) {
		(void)snprintf(why, 256, "The database was made to fail.");
		store->is_broken = true;
		return error;
	}
	error = store_reopen(store->inner, why);
	store->is_broken = error != OK;
	return error;
}

static enum error faulty_begin(struct store *store)
{
	enum error error = strike_writer(store, FAULTY_begin);

	return error == OK ? store_begin(of(store)->inner) : error;
}

static enum error faulty_commit(struct store *base)
{
	struct faulty_store *store = of(base);
	enum error error = strike_writer(base, FAULTY_commit);

	if (error == OK)
		return store_commit(store->inner);
	if (store->plan.but_happens && !store->is_broken)
		(void)!store_commit(store->inner);
	else
		store_rollback(store->inner);
	store->is_broken = true;
	return error;
}

static void faulty_rollback(struct store *store)
{
	store_rollback(of(store)->inner);
}

static enum error faulty_savepoint(struct store *store)
{
	enum error error = strike_writer(store, FAULTY_savepoint);

	return error == OK ? store_savepoint(of(store)->inner) : error;
}

static enum error faulty_release(struct store *store)
{
	enum error error = strike_writer(store, FAULTY_release);

	return error == OK ? store_release(of(store)->inner) : error;
}

static void faulty_undo(struct store *store)
{
	store_undo(of(store)->inner);
}

static enum error faulty_find_receipt(struct store *store, struct device_id device, struct transaction_id txn,
	struct arena *arena, struct stored_receipt *receipt)
{
	enum error error = strike_writer(store, FAULTY_find_receipt);

	return error == OK ? store_find_receipt(of(store)->inner, device, txn, arena, receipt) : error;
}

static enum error faulty_put_receipt(
	struct store *store, struct device_id device, struct transaction_id txn, const struct stored_receipt *receipt)
{
	enum error error = strike_writer(store, FAULTY_put_receipt);

	return error == OK ? store_put_receipt(of(store)->inner, device, txn, receipt) : error;
}

static enum error faulty_append(struct store *store, struct event *events, size_t count)
{
	enum error error = strike_writer(store, FAULTY_append);

	return error == OK ? store_append(of(store)->inner, events, count) : error;
}

static int64_t faulty_writer_last_pos(const struct store *store)
{
	return store_last_pos(((const struct faulty_store *)store)->inner);
}

/* --- upkeep ------------------------------------------------------------------------------------------------------- */

static bool faulty_maintain(struct store *store)
{
	return !of(store)->is_broken && store_maintain(of(store)->inner);
}

static enum error faulty_probe(struct store *store, char why[256])
{
	enum error error = strike(of(store), FAULTY_probe);

	if (error == OK)
		return store_probe(of(store)->inner, why);
	(void)snprintf(why, 256, "The disk was made to fail.");
	return error;
}

static void faulty_keep_up(struct store *store)
{
	if (!of(store)->is_broken)
		store_keep_up(of(store)->inner);
}

static enum error faulty_rebuild(struct store *store)
{
	enum error error = strike_writer(store, FAULTY_rebuild);

	return error == OK ? store_rebuild(of(store)->inner) : error;
}

static enum error faulty_dump_projections(struct store *store, struct buffer *out)
{
	enum error error = strike_writer(store, FAULTY_dump_projections);

	return error == OK ? store_dump_projections(of(store)->inner, out) : error;
}

static int64_t faulty_wal_bytes(const struct store *store)
{
	return store_wal_bytes(((const struct faulty_store *)store)->inner);
}

/* --- sign-in ------------------------------------------------------------------------------------------------------ */

static enum error faulty_put_credential(struct store *store, const struct credential *credential)
{
	enum error error = strike_writer(store, FAULTY_put_credential);

	return error == OK ? store_put_credential(of(store)->inner, credential) : error;
}

static enum error faulty_put_session(struct store *store, const struct session *session)
{
	enum error error = strike_writer(store, FAULTY_put_session);

	return error == OK ? store_put_session(of(store)->inner, session) : error;
}

static enum error faulty_end_session(struct store *store, const struct digest *token)
{
	enum error error = strike_writer(store, FAULTY_end_session);

	return error == OK ? store_end_session(of(store)->inner, token) : error;
}

static enum error faulty_expire_sessions(struct store *store, int64_t now_ms)
{
	enum error error = strike_writer(store, FAULTY_expire_sessions);

	return error == OK ? store_expire_sessions(of(store)->inner, now_ms) : error;
}

static enum error faulty_credential(struct reader *reader, struct person_id person, struct credential *credential)
{
	enum error error = strike_reader(reader, FAULTY_credential);

	return error == OK ? reader_credential(inner_of(reader), person, credential) : error;
}

static enum error faulty_session(struct reader *reader, const struct digest *token, struct session *session)
{
	enum error error = strike_reader(reader, FAULTY_session);

	return error == OK ? reader_session(inner_of(reader), token, session) : error;
}

/* --- reading ------------------------------------------------------------------------------------------------------ */

static struct faulty_reader *new_reader(struct faulty_store *store)
{
	struct faulty_reader *reader = memory_new(sizeof(*reader));

	if (!reader)
		return NULL;
	reader->reader.driver = store->store.driver;
	reader->store = store;
	return reader;
}

static enum error faulty_reader_open(struct store *base, struct reader **opened)
{
	enum error error = strike(of(base), FAULTY_reader_open);
	struct faulty_reader *reader = error == OK ? new_reader(of(base)) : NULL;

	if (error != OK)
		return error;
	error = reader ? reader_open(of(base)->inner, &reader->inner) : ERROR_BUSY;
	if (error != OK) {
		memory_free(reader);
		return error;
	}
	*opened = &reader->reader;
	return OK;
}

static void faulty_reader_close(struct reader *reader)
{
	reader_close(inner_of(reader));
	memory_free(reader);
}

static struct reader *faulty_reader(struct store *store)
{
	return &of(store)->view->reader;
}

static enum error faulty_reader_begin(struct reader *reader)
{
	enum error error = strike_reader(reader, FAULTY_reader_begin);

	return error == OK ? reader_begin(inner_of(reader)) : error;
}

static void faulty_reader_end(struct reader *reader)
{
	reader_end(inner_of(reader));
}

static bool faulty_reader_warm(struct reader *reader)
{
	return reader_warm(inner_of(reader));
}

static enum error faulty_last_pos(struct reader *reader, int64_t *pos)
{
	enum error error = strike_reader(reader, FAULTY_last_pos);

	return error == OK ? reader_last_pos(inner_of(reader), pos) : error;
}

static enum error faulty_facts(struct reader *reader, const struct references *references, int64_t now_ms,
	struct arena *arena, struct facts *facts)
{
	enum error error = strike_reader(reader, FAULTY_facts);

	return error == OK ? reader_facts(inner_of(reader), references, now_ms, arena, facts) : error;
}

static enum error faulty_query(struct reader *reader, const struct command *command, const struct facts *facts,
	struct arena *arena, struct refusal *refusal, void *result)
{
	enum error error = strike_reader(reader, FAULTY_query);

	return error == OK ? reader_query(inner_of(reader), command, facts, arena, refusal, result) : error;
}

static enum error faulty_device(struct reader *reader, struct device_id device, struct device_facts *facts)
{
	enum error error = strike_reader(reader, FAULTY_device);

	return error == OK ? reader_device(inner_of(reader), device, facts) : error;
}

static enum error faulty_recipients(
	struct reader *reader, const struct event *event, struct arena *arena, struct recipients *recipients)
{
	enum error error = strike_reader(reader, FAULTY_recipients);

	return error == OK ? reader_recipients(inner_of(reader), event, arena, recipients) : error;
}

static enum error faulty_contacts(
	struct reader *reader, struct person_id person, struct arena *arena, struct recipients *recipients)
{
	enum error error = strike_reader(reader, FAULTY_contacts);

	return error == OK ? reader_contacts(inner_of(reader), person, arena, recipients) : error;
}

static enum error faulty_devices_with_roles(
	struct reader *reader, uint32_t roles, struct arena *arena, struct list *devices)
{
	enum error error = strike_reader(reader, FAULTY_devices_with_roles);

	return error == OK ? reader_devices_with_roles(inner_of(reader), roles, arena, devices) : error;
}

static enum error faulty_refused_devices(struct reader *reader, struct arena *arena, struct list *devices)
{
	enum error error = strike_reader(reader, FAULTY_refused_devices);

	return error == OK ? reader_refused_devices(inner_of(reader), arena, devices) : error;
}

static enum error faulty_verify(struct reader *reader, struct log_walk *walk)
{
	enum error error = strike_reader(reader, FAULTY_verify);

	return error == OK ? reader_verify(inner_of(reader), walk) : error;
}

static const struct store_driver driver = {
	.close = faulty_close,
	.reopen = faulty_reopen,
	.begin = faulty_begin,
	.commit = faulty_commit,
	.rollback = faulty_rollback,
	.savepoint = faulty_savepoint,
	.release = faulty_release,
	.undo = faulty_undo,
	.find_receipt = faulty_find_receipt,
	.put_receipt = faulty_put_receipt,
	.append = faulty_append,
	.writer_last_pos = faulty_writer_last_pos,
	.maintain = faulty_maintain,
	.probe = faulty_probe,
	.keep_up = faulty_keep_up,
	.rebuild = faulty_rebuild,
	.dump_projections = faulty_dump_projections,
	.wal_bytes = faulty_wal_bytes,
	.put_credential = faulty_put_credential,
	.put_session = faulty_put_session,
	.end_session = faulty_end_session,
	.expire_sessions = faulty_expire_sessions,
	.reader_open = faulty_reader_open,
	.reader_close = faulty_reader_close,
	.reader = faulty_reader,
	.reader_begin = faulty_reader_begin,
	.reader_end = faulty_reader_end,
	.last_pos = faulty_last_pos,
	.reader_warm = faulty_reader_warm,
	.facts = faulty_facts,
	.query = faulty_query,
	.device = faulty_device,
	.recipients = faulty_recipients,
	.contacts = faulty_contacts,
	.devices_with_roles = faulty_devices_with_roles,
	.refused_devices = faulty_refused_devices,
	.verify = faulty_verify,
	.credential = faulty_credential,
	.session = faulty_session,
};

struct store *faulty_new(struct store *inner)
{
	struct faulty_store *store = memory_new(sizeof(*store));

	if (!store)
		return NULL;
	store->store = (struct store){.driver = &driver};
	(void)snprintf(store->store.damage, sizeof(store->store.damage), "%s", store_damage(inner));
	store->inner = inner;
	store->view = new_reader(store);
	if (!store->view) {
		memory_free(store);
		return NULL;
	}
	store->view->inner = store_reader(inner);
	return &store->store;
}

void faulty_set_plan(struct store *store, const struct faulty_plan *plan)
{
	struct faulty_store *faulty = of(store);

	faulty->plan = *plan;
	for (size_t i = 0; i < FAULTY_HOOK_COUNT; i++)
		__atomic_store_n(&faulty->calls[i], 0, __ATOMIC_RELAXED);
}

int64_t faulty_calls(const struct store *store, enum faulty_hook hook)
{
	return __atomic_load_n(&((const struct faulty_store *)store)->calls[hook], __ATOMIC_RELAXED);
}
