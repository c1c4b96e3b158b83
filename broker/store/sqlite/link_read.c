#include "store/sqlite/link_read.h"

void link_terms_read(struct sql *sql, struct link_terms *terms)
{
	terms->is_team_awaited = sql_get_integer(sql) != 0;
	terms->is_specialists_awaited = sql_get_integer(sql) != 0;
	terms->starts_on = (int32_t)sql_get_integer(sql);
	terms->ends_on = (int32_t)sql_get_integer(sql);
	terms->ended_at_ms = sql_get_integer(sql);
}

enum error link_conversation(struct connection *connection, struct link_id link, struct conversation_id *conversation)
{
	struct sql sql = sql_use(connection, "SELECT conversation FROM links WHERE id = ?");

	sql_put_integer(&sql, link.pos);
	return sql_number(&sql, &conversation->pos);
}

enum error link_count_coordinators(
	struct connection *connection, const struct neighbourhood_id *neighbourhood, int64_t *count)
{
	struct sql sql = sql_use(connection, "SELECT count(*) FROM people WHERE neighbourhood = ? AND is_suspended = 0"
					     " AND roles & ?");

	sql_put_string(&sql, neighbourhood->text);
	sql_put_integer(&sql, SET_OF(ROLE_COORDINATOR));
	return sql_number(&sql, count);
}
