#include "gateway/ops.h"

#include <stdio.h>

#include "base/text.h"
#include "gateway/exchange.h"
#include "gateway/metrics.h"

void ops_health(struct connection *connection)
{
	exchange_answer(connection, 200, "text/plain; charset=utf-8", NULL, text_of("ok\n"));
}

/* --- certificates taken back ------------------------------------------------------------------------------------- */

enum { CRL_BYTES_MOST = 256 * 1024 };

static void read_crl(const char *path, struct buffer *list)
{
	FILE *file = path ? fopen(path, "rb") : NULL;
	char bytes[4096];
	size_t count;

	while (file && list->length < CRL_BYTES_MOST && (count = fread(bytes, 1, sizeof bytes, file)) > 0)
		buffer_append(list, bytes, count);
	if (file)
		fclose(file);
}

void ops_crl(struct connection *connection)
{
	struct buffer list = {0};

	read_crl(connection->gateway->config.crl_file, &list);
	if (list.length > 0 && !list.failed)
		exchange_answer(connection, 200, "application/pkix-crl", NULL, buffer_text(&list));
	else
		exchange_answer(connection, 404, "text/plain; charset=utf-8", NULL,
			text_of("There is no list of certificates taken back here.\n"));
	buffer_deinit(&list);
}

/* --- readiness -------------------------------------------------------------------------------------------------- */

/* A JSON string: what is not plain ASCII becomes a question mark. */
static void write_string(struct buffer *out, const char *string)
{
	buffer_append(out, "\"", 1);
	for (; *string; string++) {
		bool is_plain = *string >= 0x20 && *string < 0x7F && *string != '"' && *string != '\\';

		buffer_append(out, is_plain ? string : "?", 1);
	}
	buffer_append(out, "\"", 1);
}

static void write_reason(struct buffer *reasons, const char *what, const char *why)
{
	char line[512];

	snprintf(line, sizeof line, "%s: %s", what, why[0] ? why : "not ready");
	if (reasons->length > 0)
		buffer_append(reasons, ",", 1);
	write_string(reasons, line);
}

/* Without a link there is nothing that could be down. */
static struct mqtt_health look_at_mqtt(const struct gateway_config *config)
{
	struct mqtt_health health = {.is_ready = true};

	if (config->look_at_mqtt)
		config->look_at_mqtt(config->mqtt_context, &health);
	return health;
}

void ops_ready(struct connection *connection)
{
	const struct gateway_config *config = &connection->gateway->config;
	struct engine_health health = {0};
	struct buffer reasons = {0};
	struct buffer body = {0};
	struct mqtt_health mqtt = look_at_mqtt(config);

	engine_health(config->engine, &health);
	if (!health.store_is_ready)
		write_reason(&reasons, "store", health.store_problem);
	if (!mqtt.is_ready)
		write_reason(&reasons, "mqtt", mqtt.why);
	if (connection->gateway->is_stopping)
		write_reason(&reasons, "gateway", "stopping");
	if (reasons.length == 0)
		buffer_append_string(&body, "{\"ready\":true}\n");
	else
		buffer_append_format(&body, "{\"ready\":false,\"reasons\":[%s]}\n", reasons.data);
	exchange_answer(connection, reasons.length == 0 ? 200 : 503, "application/json", NULL, buffer_text(&body));
	buffer_deinit(&reasons);
	buffer_deinit(&body);
}

/* --- metrics ---------------------------------------------------------------------------------------------------- */

struct metric {
	const char *name;
	const char *type;
	const char *help;
	double value;
};

static void write_metrics(struct buffer *out, const struct metric *metrics, size_t count)
{
	for (size_t i = 0; i < count; i++)
		buffer_append_format(out, "# HELP corridor_%s %s\n# TYPE corridor_%s %s\ncorridor_%s %.15g\n",
			metrics[i].name, metrics[i].help, metrics[i].name, metrics[i].type, metrics[i].name,
			metrics[i].value);
}

#define METRIC(name, type, help, value)           \
	{                                         \
		name, type, help, (double)(value) \
	}

static void write_engine(struct buffer *out, const struct engine_health *health)
{
	const struct metric metrics[] = {
		METRIC("store_ready", "gauge", "1 while the record can be written.", health->store_is_ready),
		METRIC("log_position", "gauge", "Position of the newest committed event.", health->last_pos),
		METRIC("writer_queue_length", "gauge", "Commands waiting for the writer.", health->writer_queue_length),
		METRIC("reader_queue_length", "gauge", "Queries waiting for a reader.", health->reader_queue_length),
		METRIC("commits_total", "counter", "Commits of the store.", health->commits),
		METRIC("commands_total", "counter", "Commands answered.", health->commands),
		METRIC("refusals_total", "counter", "Commands refused.", health->refusals),
		METRIC("events_total", "counter", "Events committed.", health->events),
		METRIC("commit_seconds_total", "counter", "Time spent in commits.",
			(double)health->commit_us_total / 1e6),
		METRIC("commit_seconds_max", "gauge", "Longest commit.", (double)health->commit_us_max / 1e6),
		METRIC("batch_commands_max", "gauge", "Most commands in one commit.", health->batch_commands_max),
		METRIC("wal_bytes", "gauge", "Size of the write-ahead log.", health->wal_bytes),
		METRIC("store_damaged", "gauge", "1 when the record is damaged and only read.",
			health->store_is_damaged),
		METRIC("store_stalled_seconds", "gauge", "How long the disk has kept the writer waiting now.",
			(double)health->store_stalled_ms / 1e3),
		METRIC("report_queue_length", "gauge", "Reports waiting for their thread.",
			health->report_queue_length),
		METRIC("sign_in_queue_length", "gauge", "Sign-ins waiting to be checked.",
			health->sign_in_queue_length),
		METRIC("readers", "gauge", "Threads that answer queries.", health->readers),
		METRIC("readers_busy", "gauge", "Of these, how many answer one now.", health->readers_busy),
	};

	write_metrics(out, metrics, sizeof metrics / sizeof *metrics);
	metrics_histogram(out, "commit_seconds", "Time of a commit.", &health->commit_us, 1e-6);
	metrics_histogram(out, "batch_commands", "Commands in a commit.", &health->batch_commands, 1);
	metrics_histogram(out, "query_seconds", "Time of a query, reports aside.", &health->query_us, 1e-6);
	metrics_histogram(out, "report_seconds", "Time of a report.", &health->report_us, 1e-6);
	metrics_refusals(out, health);
}

static void write_gateway(struct buffer *out, const struct gateway *gateway)
{
	const struct gateway_counters *counters = &gateway->counters;
	const struct metric metrics[] = {
		METRIC("gateway_connections", "gauge", "Connections open now.", gateway->connection_count),
		METRIC("gateway_sockets", "gauge", "WebSockets open now.", gateway->socket_count),
		METRIC("gateway_people", "gauge", "People with an open WebSocket.", map_count(gateway->people)),
		METRIC("gateway_sessions", "gauge", "Sessions heard of.", map_count(gateway->sessions)),
		METRIC("gateway_events_waiting", "gauge", "Events waiting for the loop.",
			queue_length(gateway->events)),
		METRIC("gateway_answers_waiting", "gauge", "Receipts waiting for the loop.",
			queue_length(gateway->finished)),
		METRIC("gateway_connections_total", "counter", "Connections accepted.", counters->connections),
		METRIC("gateway_connections_over_total", "counter", "Connections turned away: too many.",
			counters->connections_over),
		METRIC("gateway_handshakes_total", "counter", "WebSockets opened.", counters->handshakes),
		METRIC("gateway_handshakes_denied_total", "counter", "Handshakes turned away.",
			counters->handshakes_denied),
		METRIC("gateway_requests_total", "counter", "HTTP requests.", counters->requests),
		METRIC("gateway_sign_ins_total", "counter", "Successful sign-ins.", counters->sign_ins),
		METRIC("gateway_sign_ins_failed_total", "counter", "Failed sign-ins.", counters->sign_ins_failed),
		METRIC("gateway_frames_in_total", "counter", "Messages received.", counters->frames_in),
		METRIC("gateway_frames_out_total", "counter", "Messages sent.", counters->frames_out),
		METRIC("gateway_frames_refused_total", "counter", "Messages that were no command.",
			counters->frames_refused),
		METRIC("gateway_overflows_total", "counter", "Sockets closed for reading too slowly.",
			counters->overflows),
	};

	write_metrics(out, metrics, sizeof metrics / sizeof *metrics);
}

static void write_mqtt(struct buffer *out, const struct mqtt_health *health)
{
	const struct metric metrics[] = {
		METRIC("mqtt_up", "gauge", "1 while the MQTT link is up.", health->is_ready),
		METRIC("mqtt_received_total", "counter", "Commands taken in.", health->received),
		METRIC("mqtt_published_total", "counter", "Messages handed to the MQTT server.", health->published),
		METRIC("mqtt_dropped_total", "counter", "Receipts, events and hints not published.", health->dropped),
		METRIC("mqtt_connections_total", "counter", "Connections that became ready.", health->connections),
		METRIC("mqtt_failures_total", "counter", "Connections lost, and attempts that failed.",
			health->failures),
	};

	write_metrics(out, metrics, sizeof metrics / sizeof *metrics);
}

void ops_metrics(struct connection *connection)
{
	const struct gateway_config *config = &connection->gateway->config;
	struct engine_health health = {0};
	struct buffer body = {0};
	struct mqtt_health mqtt = look_at_mqtt(config);

	engine_health(config->engine, &health);
	buffer_append_format(&body,
		"# HELP corridor_build_info The version that runs.\n# TYPE corridor_build_info gauge\n"
		"corridor_build_info{version=\"%s\"} 1\n",
		config->version);
	write_engine(&body, &health);
	write_mqtt(&body, &mqtt);
	write_gateway(&body, connection->gateway);
	metrics_certificates(&body, connection->gateway);
	exchange_answer(connection, 200, "text/plain; version=0.0.4; charset=utf-8", NULL, buffer_text(&body));
	buffer_deinit(&body);
}
