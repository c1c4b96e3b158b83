/* session.hello: who I am and where the log stands; the engine adds what the server says of itself. */
#include "store/sqlite/head.h"
#include "store/sqlite/queries.h"

enum error query_session_hello(
	struct query *query, const struct session_hello_args *args, struct session_hello_result *result)
{
	const struct person_facts *actor = &query->facts->actor;
	int64_t last_pos = 0;
	bool is_known = true;
	enum error error = head_position(query->connection, &last_pos);

	if (error == OK)
		error = head_knows(query->connection, args->since, &is_known);
	if (error != OK)
		return error;
	result->person = query->command->person;
	result->display_name = actor->display_name;
	result->job_title = actor->job_title;
	result->roles = actor->roles;
	result->neighbourhood = actor->neighbourhood;
	result->device = query->command->device;
	result->pos = last_pos;
	result->resync_required = !is_known;
	return OK;
}
