/*
 * The hooks of the SQLite driver, one file per group; documented in store/driver.h.
 *
 * Layer: store, SQLite driver.
 */
#ifndef STORE_SQLITE_HOOKS_H
#define STORE_SQLITE_HOOKS_H

#include "store/driver.h"

/* open.c */
void sqlite_close(struct store *base);
enum error sqlite_reopen(struct store *base, char why[256]);

/* batch.c */
enum error sqlite_begin(struct store *base);
enum error sqlite_commit(struct store *base);
void sqlite_rollback(struct store *base);
enum error sqlite_savepoint(struct store *base);
enum error sqlite_release(struct store *base);
void sqlite_undo(struct store *base);
int64_t sqlite_writer_last_pos(const struct store *store);

/* receipts.c */
enum error sqlite_find_receipt(struct store *base, struct device_id device, struct transaction_id txn,
	struct arena *arena, struct stored_receipt *receipt);
enum error sqlite_put_receipt(
	struct store *base, struct device_id device, struct transaction_id txn, const struct stored_receipt *receipt);

/* append.c, maintain.c, probe.c, rebuild.c, dump.c */
enum error sqlite_append(struct store *base, struct event *events, size_t count);
bool sqlite_maintain(struct store *base);
enum error sqlite_probe(struct store *base, char why[256]);
void sqlite_keep_up(struct store *base);
int64_t sqlite_wal_bytes(const struct store *base);
enum error sqlite_rebuild(struct store *base);
enum error sqlite_dump_projections(struct store *base, struct buffer *out);

/* sessions.c */
enum error sqlite_put_credential(struct store *base, const struct credential *credential);
enum error sqlite_put_session(struct store *base, const struct session *session);
enum error sqlite_end_session(struct store *base, const struct digest *token);
enum error sqlite_expire_sessions(struct store *base, int64_t now_ms);
enum error sqlite_credential(struct reader *base, struct person_id person, struct credential *credential);
enum error sqlite_session(struct reader *base, const struct digest *token, struct session *session);

/* reader.c */
enum error sqlite_reader_open(struct store *base, struct reader **opened);
void sqlite_reader_close(struct reader *base);
struct reader *sqlite_reader(struct store *store);
enum error sqlite_reader_begin(struct reader *base);
void sqlite_reader_end(struct reader *base);
enum error sqlite_last_pos(struct reader *base, int64_t *pos);
bool sqlite_reader_warm(struct reader *base);

/* recipients.c, facts.c, query.c, verify.c */
enum error sqlite_device(struct reader *base, struct device_id device, struct device_facts *facts);
enum error sqlite_recipients(
	struct reader *base, const struct event *event, struct arena *arena, struct recipients *recipients);
enum error sqlite_contacts(
	struct reader *reader, struct person_id person, struct arena *arena, struct recipients *recipients);
enum error sqlite_devices_with_roles(struct reader *reader, uint32_t roles, struct arena *arena, struct list *devices);
enum error sqlite_refused_devices(struct reader *reader, struct arena *arena, struct list *devices);
enum error sqlite_facts(struct reader *reader, const struct references *references, int64_t now_ms, struct arena *arena,
	struct facts *facts);
enum error sqlite_query(struct reader *base, const struct command *command, const struct facts *facts,
	struct arena *arena, struct refusal *refusal, void *result);
enum error sqlite_verify(struct reader *base, struct log_walk *walk);

#endif
