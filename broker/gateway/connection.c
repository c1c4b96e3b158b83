/* Connections: counted, numbered, and found again when an answer comes back. */
#include <sys/socket.h>

#include "base/log.h"
#include "base/memory.h"
#include "gateway/addresses.h"
#include "gateway/exchange.h"
#include "gateway/state.h"
#include "gateway/web_socket.h"

struct gateway *gateway_of(struct lws *wsi)
{
	return lws_context_user(lws_get_context(wsi));
}

struct connection *connection_of(struct lws *wsi)
{
	return lws_get_opaque_user_data(wsi);
}

int64_t gateway_now_ms(const struct gateway *gateway)
{
	return gateway->config.clock->monotonic_ms(gateway->config.clock);
}

int64_t gateway_wall_now_ms(const struct gateway *gateway)
{
	return gateway->config.clock->wall_ms(gateway->config.clock);
}

static struct text id_key(const uint64_t *id)
{
	return (struct text){(const char *)id, sizeof *id};
}

enum error connection_begin(struct gateway *gateway, struct lws *wsi)
{
	struct connection *connection = memory_new(sizeof *connection);
	enum error error = connection ? OK : ERROR_BUSY;

	if (error)
		return error;
	connection->gateway = gateway;
	connection->wsi = wsi;
	connection->is_ops = lws_get_vhost(wsi) == gateway->ops;
	connection->id = ++gateway->last_id;
	connection->address = address_take(gateway, lws_get_socket_fd(wsi));
	if (!connection->address)
		goto out;
	error = map_set(gateway->connections, id_key(&connection->id), connection, NULL);
	if (error)
		goto out;
	gateway->connection_count++;
	gateway->counters.connections++;
	lws_set_opaque_user_data(wsi, connection);
	return OK;
out:
	address_give_back(connection->address);
	memory_free(connection);
	return ERROR_BUSY;
}

void connection_closed(struct connection *connection)
{
	if (!connection->wsi)
		return;
	connection->wsi = NULL;
	map_remove(connection->gateway->connections, id_key(&connection->id));
	connection->gateway->connection_count--;
	if (connection->socket)
		web_socket_closed(connection->socket);
}

void connection_free(struct connection *connection)
{
	connection_closed(connection);
	web_socket_free(connection->socket);
	exchange_free(connection->exchange);
	address_give_back(connection->address);
	memory_free(connection);
}

struct connection *connection_find(struct gateway *gateway, uint64_t id)
{
	return map_find(gateway->connections, id_key(&id));
}
