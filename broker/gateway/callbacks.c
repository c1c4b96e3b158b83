#include "gateway/callbacks.h"

#include <openssl/ssl.h>

#include "gateway/certificate.h"
#include "gateway/http.h"
#include "gateway/upgrade.h"
#include "gateway/web_socket.h"

/* --- TLS -------------------------------------------------------------------------------------------------------- */

/* What libwebsockets has no setting for. No session is ever resumed: a ticket key would have to be rotated, and no
 * early data means no replay (RFC 9325). */
static int harden_tls(struct gateway *gateway, SSL_CTX *tls)
{
	static char groups[] = "X25519:P-256:P-384"; /* OpenSSL's macro would cast a const away */

	SSL_CTX_set_options(tls,
		SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION | SSL_OP_NO_TICKET | SSL_OP_CIPHER_SERVER_PREFERENCE);
	SSL_CTX_set_session_cache_mode(tls, SSL_SESS_CACHE_OFF);
	SSL_CTX_set_mode(tls, SSL_MODE_RELEASE_BUFFERS);
	certificate_serve(tls, &gateway->certificate);
	if (SSL_CTX_set_min_proto_version(tls, TLS1_2_VERSION) != 1 || SSL_CTX_set_num_tickets(tls, 0) != 1 ||
		SSL_CTX_set_max_early_data(tls, 0) != 1 || SSL_CTX_set1_groups_list(tls, groups) != 1)
		return -1;
	return 0;
}

/* --- connections ------------------------------------------------------------------------------------------------ */

static int accept_connection(struct lws *wsi)
{
	struct gateway *gateway = gateway_of(wsi);

	if (!gateway->is_stopping && gateway->connection_count < gateway->config.limits.connections &&
		connection_begin(gateway, wsi) == OK)
		return 0;
	gateway->counters.connections_over++;
	return -1;
}

static void forget_connection(struct lws *wsi)
{
	struct connection *connection = connection_of(wsi);

	if (!connection)
		return;
	lws_set_opaque_user_data(wsi, NULL);
	connection_free(connection);
}

/* --- HTTP ------------------------------------------------------------------------------------------------------- */

int callback_http(struct lws *wsi, enum lws_callback_reasons reason, void *user, void *in, size_t length)
{
	struct connection *connection;

	(void)user;
	switch (reason) {
	case LWS_CALLBACK_OPENSSL_LOAD_EXTRA_SERVER_VERIFY_CERTS:
		return harden_tls(gateway_of(wsi), user);
	case LWS_CALLBACK_SERVER_NEW_CLIENT_INSTANTIATED:
		return accept_connection(wsi);
	case LWS_CALLBACK_WSI_DESTROY:
		forget_connection(wsi);
		return 0;
	/* HTTP CONNECT would hand us a raw socket, and a handshake without a known protocol ends here: neither is
	 * wanted. */
	case LWS_CALLBACK_RAW_ADOPT:
	case LWS_CALLBACK_RAW_RX:
	case LWS_CALLBACK_RAW_WRITEABLE:
	case LWS_CALLBACK_RAW_SKT_BIND_PROTOCOL:
	case LWS_CALLBACK_FILTER_PROTOCOL_CONNECTION:
	case LWS_CALLBACK_ESTABLISHED:
	case LWS_CALLBACK_RECEIVE:
		return -1;
	default:
		break;
	}
	connection = wsi ? connection_of(wsi) : NULL;
	if (!connection)
		return 0;
	switch (reason) {
	case LWS_CALLBACK_HTTP_CONFIRM_UPGRADE:
		return upgrade_check(connection);
	case LWS_CALLBACK_HTTP:
		return http_head(connection);
	case LWS_CALLBACK_HTTP_BODY:
		return http_body(connection, (struct text){in, length});
	case LWS_CALLBACK_HTTP_BODY_COMPLETION:
		return http_complete(connection);
	case LWS_CALLBACK_HTTP_WRITEABLE:
		return exchange_writeable(connection);
	case LWS_CALLBACK_CLOSED_HTTP:
		connection_closed(connection);
		return 0;
	default:
		return 0;
	}
}

/* --- WebSocket -------------------------------------------------------------------------------------------------- */

int callback_socket(struct lws *wsi, enum lws_callback_reasons reason, void *user, void *in, size_t length)
{
	struct connection *connection = wsi ? connection_of(wsi) : NULL;

	(void)user;
	if (!connection)
		return 0;
	switch (reason) {
	case LWS_CALLBACK_FILTER_PROTOCOL_CONNECTION:
		return connection->may_upgrade ? 0 : -1;
	case LWS_CALLBACK_ESTABLISHED:
		return web_socket_begin(connection) ? -1 : 0;
	case LWS_CALLBACK_RECEIVE:
		if (connection->socket)
			web_socket_receive(connection->socket, (struct text){in, length});
		return connection->socket ? 0 : -1;
	case LWS_CALLBACK_WS_PEER_INITIATED_CLOSE:
		return connection->socket ? web_socket_peer_closes(connection->socket) : -1;
	case LWS_CALLBACK_SERVER_WRITEABLE:
		return connection->socket ? web_socket_writeable(connection->socket) : -1;
	case LWS_CALLBACK_CLOSED:
		connection_closed(connection);
		return 0;
	case LWS_CALLBACK_RAW_ADOPT:
	case LWS_CALLBACK_RAW_RX:
		return -1;
	default:
		return 0;
	}
}
