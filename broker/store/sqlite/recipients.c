/* Who is to be told of an event, and whose a device is. */
#include "base/text.h"
#include "store/sqlite/hooks.h"
#include "store/sqlite/person_read.h"
#include "store/sqlite/rows.h"
#include "store/sqlite/sqlite_store.h"
#include "store/sqlite/statement.h"

enum error sqlite_device(struct reader *base, struct device_id device, struct device_facts *facts)
{
	struct sqlite_reader *reader = (struct sqlite_reader *)base;
	bool is_own;
	enum error error = reader_enter(reader, &is_own);

	if (error != OK)
		return error;
	error = device_read(reader->connection, &device, facts);
	reader_leave(reader, is_own);
	return error;
}

/* Reads one id per row, each into a new item; ids are structs of one text. */
static enum error read_ids(struct sql *sql, struct arena *arena, size_t item_size, struct list *ids)
{
	struct rows rows = rows_of(arena, item_size);
	enum error error;

	while (sql_step(sql)) {
		char *id = rows_add(&rows);

		if (!id) {
			sql->error = ERROR_BUSY;
			break;
		}
		sql_get_string(sql, id, item_size);
	}
	error = sql_done(sql);
	if (error == OK)
		*ids = rows_list(&rows);
	return error;
}

/* The guests of a thread take part in it as members do. */
#define THE_PARTICIPANTS                                            \
	" FROM (SELECT person FROM members WHERE conversation = ?1" \
	" UNION SELECT person FROM guests WHERE thread = ?2 AND left = 0) AS m JOIN people AS p ON p.id = m.person"
#define THE_DEVICES " JOIN devices AS d ON d.person = p.id WHERE p.is_suspended = 0 AND d.is_revoked = 0"

/* Each thread of an MDT may have guests of its own. */
static enum error note_guests(struct connection *connection, const struct event *event, struct recipients *recipients)
{
	struct sql sql = sql_use(connection, "SELECT 1 FROM mdts WHERE conversation = ?");
	int64_t is_mdt = 0;
	enum error error;

	sql_put_integer(&sql, event->conversation.pos);
	error = sql_number(&sql, &is_mdt);
	recipients->depend_on_thread = is_mdt != 0;
	return error;
}

static enum error find_participants(
	struct connection *connection, const struct event *event, struct arena *arena, struct recipients *recipients)
{
	struct sql people =
		sql_use(connection, "SELECT p.id" THE_PARTICIPANTS " WHERE p.is_suspended = 0 ORDER BY p.id");
	enum error error;

	sql_put_integer(&people, event->conversation.pos);
	sql_put_integer(&people, event->thread.pos);
	error = read_ids(&people, arena, sizeof(struct person_id), &recipients->people);
	if (error != OK)
		return error;
	struct sql devices = sql_use(connection, "SELECT d.id" THE_PARTICIPANTS THE_DEVICES " ORDER BY d.id");
	sql_put_integer(&devices, event->conversation.pos);
	sql_put_integer(&devices, event->thread.pos);
	error = read_ids(&devices, arena, sizeof(struct device_id), &recipients->devices);
	return error == OK ? note_guests(connection, event, recipients) : error;
}

static enum error find_administrators(struct connection *connection, struct arena *arena, struct recipients *recipients)
{
	struct sql people =
		sql_use(connection, "SELECT id FROM people WHERE roles & ? AND is_suspended = 0 ORDER BY id");
	enum error error;

	sql_put_integer(&people, SET_OF(ROLE_ADMINISTRATOR));
	error = read_ids(&people, arena, sizeof(struct person_id), &recipients->people);
	if (error != OK)
		return error;
	struct sql devices =
		sql_use(connection, "SELECT d.id FROM people AS p" THE_DEVICES " AND p.roles & ? ORDER BY d.id");
	sql_put_integer(&devices, SET_OF(ROLE_ADMINISTRATOR));
	return read_ids(&devices, arena, sizeof(struct device_id), &recipients->devices);
}

/* Of the neighbourhood in whose link or MDT the event happened; members as well may be coordinators. */
#define COORDINATORS_HERE                                                           \
	"SELECT c.id FROM (SELECT neighbourhood FROM links WHERE conversation = ?1" \
	" UNION ALL SELECT neighbourhood FROM mdts WHERE conversation = ?1) AS l"   \
	" JOIN people AS c ON c.neighbourhood = l.neighbourhood AND c.roles & ?2"
#define MEMBERS_HERE                                                  \
	"SELECT m.person FROM members AS m WHERE m.conversation = ?1" \
	" UNION SELECT g.person FROM guests AS g WHERE g.thread = ?3 AND g.left = 0"

static enum error find_members_and_coordinators(
	struct connection *connection, const struct event *event, struct arena *arena, struct recipients *recipients)
{
	struct sql people = sql_use(connection, "SELECT p.id FROM people AS p WHERE p.is_suspended = 0 AND p.id IN"
						" (" MEMBERS_HERE " UNION " COORDINATORS_HERE ") ORDER BY p.id");
	enum error error;

	sql_put_integer(&people, event->conversation.pos);
	sql_put_integer(&people, SET_OF(ROLE_COORDINATOR));
	sql_put_integer(&people, event->thread.pos);
	error = read_ids(&people, arena, sizeof(struct person_id), &recipients->people);
	if (error != OK)
		return error;
	struct sql devices = sql_use(connection, "SELECT d.id FROM people AS p" THE_DEVICES " AND p.id IN"
						 " (" MEMBERS_HERE " UNION " COORDINATORS_HERE ") ORDER BY d.id");
	sql_put_integer(&devices, event->conversation.pos);
	sql_put_integer(&devices, SET_OF(ROLE_COORDINATOR));
	sql_put_integer(&devices, event->thread.pos);
	error = read_ids(&devices, arena, sizeof(struct device_id), &recipients->devices);
	return error == OK ? note_guests(connection, event, recipients) : error;
}

/* Everybody who shares a conversation with the event's first person, the people it names, and the coordinators of the
 * neighbourhoods which that person is linked with. */
#define CONTACTS_OF_SUBJECT                                                                      \
	"SELECT ?1 UNION SELECT ?2 UNION SELECT m.person FROM members AS mine JOIN members AS m" \
	" ON m.conversation = mine.conversation WHERE mine.person = ?1"                          \
	" UNION SELECT c.id FROM link_specialists AS s JOIN links AS l ON l.id = s.link"         \
	" JOIN people AS c ON c.neighbourhood = l.neighbourhood AND c.roles & ?3 WHERE s.person = ?1"

static enum error find_contacts(
	struct connection *connection, const struct event *event, struct arena *arena, struct recipients *recipients)
{
	struct person_id subject = event_person(event, 0);
	struct person_id other = event_person(event, 1);
	struct sql people = sql_use(connection, "SELECT p.id FROM people AS p WHERE p.is_suspended = 0 AND p.id IN"
						" (" CONTACTS_OF_SUBJECT ") ORDER BY p.id");
	enum error error;

	sql_put_string(&people, subject.text);
	sql_put_string(&people, other.text);
	sql_put_integer(&people, SET_OF(ROLE_COORDINATOR));
	error = read_ids(&people, arena, sizeof(struct person_id), &recipients->people);
	if (error != OK)
		return error;
	struct sql devices = sql_use(connection, "SELECT d.id FROM people AS p" THE_DEVICES " AND p.id IN"
						 " (" CONTACTS_OF_SUBJECT ") ORDER BY d.id");
	sql_put_string(&devices, subject.text);
	sql_put_string(&devices, other.text);
	sql_put_integer(&devices, SET_OF(ROLE_COORDINATOR));
	return read_ids(&devices, arena, sizeof(struct device_id), &recipients->devices);
}

enum error sqlite_recipients(
	struct reader *base, const struct event *event, struct arena *arena, struct recipients *recipients)
{
	struct sqlite_reader *reader = (struct sqlite_reader *)base;
	struct recipients found = {0};
	bool is_own;
	enum error error = reader_enter(reader, &is_own);

	if (error != OK)
		return error;
	enum audience audience = event_row(event->kind)->audience;
	if (audience == AUDIENCE_ADMINISTRATORS)
		error = find_administrators(reader->connection, arena, &found);
	else if (audience == AUDIENCE_MEMBERS)
		error = find_participants(reader->connection, event, arena, &found);
	else if (audience == AUDIENCE_MEMBERS_AND_COORDINATORS)
		error = find_members_and_coordinators(reader->connection, event, arena, &found);
	else if (audience == AUDIENCE_CONTACTS)
		error = find_contacts(reader->connection, event, arena, &found);
	reader_leave(reader, is_own);
	if (error == OK)
		*recipients = found;
	return error;
}

#define THE_CONTACTS                                                                                     \
	" FROM members AS mine JOIN members AS m ON m.conversation = mine.conversation JOIN people AS p" \
	" ON p.id = m.person"

enum error sqlite_contacts(
	struct reader *base, struct person_id person, struct arena *arena, struct recipients *recipients)
{
	struct sqlite_reader *reader = (struct sqlite_reader *)base;
	struct recipients found = {0};
	bool is_own;
	enum error error = reader_enter(reader, &is_own);

	if (error != OK)
		return error;
	struct sql people = sql_use(reader->connection,
		"SELECT DISTINCT p.id" THE_CONTACTS " WHERE mine.person = ? AND p.is_suspended = 0 ORDER BY p.id");
	sql_put_string(&people, person.text);
	error = read_ids(&people, arena, sizeof(struct person_id), &found.people);
	if (error == OK) {
		struct sql devices = sql_use(reader->connection,
			"SELECT DISTINCT d.id" THE_CONTACTS THE_DEVICES " AND mine.person = ? ORDER BY d.id");

		sql_put_string(&devices, person.text);
		error = read_ids(&devices, arena, sizeof(struct device_id), &found.devices);
	}
	reader_leave(reader, is_own);
	if (error == OK)
		*recipients = found;
	return error;
}
