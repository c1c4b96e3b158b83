/* The interface of store.h: picks the driver and hands every call to it. */
#include "store/store.h"

#include "store/driver.h"
#include "store/sqlite/open.h"

enum error store_open(const struct store_config *config, char why[256], struct store **store)
{
	return sqlite_open(config, why, store);
}

const char *store_damage(const struct store *store)
{
	return store->damage;
}

enum error store_probe(struct store *store, char why[256])
{
	return store->driver->probe(store, why);
}

void store_close(struct store *store)
{
	if (store)
		store->driver->close(store);
}

enum error store_reopen(struct store *store, char why[256])
{
	return store->driver->reopen(store, why);
}

enum error store_begin(struct store *store)
{
	return store->driver->begin(store);
}

enum error store_commit(struct store *store)
{
	return store->driver->commit(store);
}

void store_rollback(struct store *store)
{
	store->driver->rollback(store);
}

enum error store_savepoint(struct store *store)
{
	return store->driver->savepoint(store);
}

enum error store_release(struct store *store)
{
	return store->driver->release(store);
}

void store_undo(struct store *store)
{
	store->driver->undo(store);
}

enum error store_find_receipt(struct store *store, struct device_id device, struct transaction_id txn,
	struct arena *arena, struct stored_receipt *receipt)
{
	return store->driver->find_receipt(store, device, txn, arena, receipt);
}

enum error store_put_receipt(
	struct store *store, struct device_id device, struct transaction_id txn, const struct stored_receipt *receipt)
{
	return store->driver->put_receipt(store, device, txn, receipt);
}

enum error store_append(struct store *store, struct event *events, size_t count)
{
	return store->driver->append(store, events, count);
}

int64_t store_last_pos(const struct store *store)
{
	return store->driver->writer_last_pos(store);
}

bool store_maintain(struct store *store)
{
	return store->driver->maintain(store);
}

void store_keep_up(struct store *store)
{
	store->driver->keep_up(store);
}

enum error store_rebuild(struct store *store)
{
	return store->driver->rebuild(store);
}

enum error store_dump_projections(struct store *store, struct buffer *out)
{
	return store->driver->dump_projections(store, out);
}

int64_t store_wal_bytes(const struct store *store)
{
	return store->driver->wal_bytes(store);
}

enum error store_put_credential(struct store *store, const struct credential *credential)
{
	return store->driver->put_credential(store, credential);
}

enum error store_put_session(struct store *store, const struct session *session)
{
	return store->driver->put_session(store, session);
}

enum error store_end_session(struct store *store, const struct digest *token)
{
	return store->driver->end_session(store, token);
}

enum error store_expire_sessions(struct store *store, int64_t now_ms)
{
	return store->driver->expire_sessions(store, now_ms);
}

/* --- reading ------------------------------------------------------------------------------------------------------ */

enum error reader_open(struct store *store, struct reader **reader)
{
	return store->driver->reader_open(store, reader);
}

void reader_close(struct reader *reader)
{
	if (reader)
		reader->driver->reader_close(reader);
}

struct reader *store_reader(struct store *store)
{
	return store->driver->reader(store);
}

enum error reader_begin(struct reader *reader)
{
	return reader->driver->reader_begin(reader);
}

void reader_end(struct reader *reader)
{
	reader->driver->reader_end(reader);
}

bool reader_warm(struct reader *reader)
{
	return reader->driver->reader_warm(reader);
}

enum error reader_last_pos(struct reader *reader, int64_t *pos)
{
	return reader->driver->last_pos(reader, pos);
}

enum error reader_facts(struct reader *reader, const struct references *references, int64_t now_ms, struct arena *arena,
	struct facts *facts)
{
	return reader->driver->facts(reader, references, now_ms, arena, facts);
}

enum error reader_query(struct reader *reader, const struct command *command, const struct facts *facts,
	struct arena *arena, struct refusal *refusal, void *result)
{
	return reader->driver->query(reader, command, facts, arena, refusal, result);
}

enum error reader_device(struct reader *reader, struct device_id device, struct device_facts *facts)
{
	return reader->driver->device(reader, device, facts);
}

enum error reader_recipients(
	struct reader *reader, const struct event *event, struct arena *arena, struct recipients *recipients)
{
	return reader->driver->recipients(reader, event, arena, recipients);
}

enum error reader_contacts(
	struct reader *reader, struct person_id person, struct arena *arena, struct recipients *recipients)
{
	return reader->driver->contacts(reader, person, arena, recipients);
}

enum error reader_devices_with_roles(struct reader *reader, uint32_t roles, struct arena *arena, struct list *devices)
{
	return reader->driver->devices_with_roles(reader, roles, arena, devices);
}

enum error reader_refused_devices(struct reader *reader, struct arena *arena, struct list *devices)
{
	return reader->driver->refused_devices(reader, arena, devices);
}

enum error reader_verify(struct reader *reader, struct log_walk *walk)
{
	return reader->driver->verify(reader, walk);
}

enum error reader_credential(struct reader *reader, struct person_id person, struct credential *credential)
{
	return reader->driver->credential(reader, person, credential);
}

enum error reader_session(struct reader *reader, const struct digest *token, struct session *session)
{
	return reader->driver->session(reader, token, session);
}
