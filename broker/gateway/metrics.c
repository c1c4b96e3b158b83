#include "gateway/metrics.h"

#include <inttypes.h>

#include "gateway/certificate.h"

void metrics_histogram(
	struct buffer *out, const char *name, const char *help, const struct engine_histogram *histogram, double scale)
{
	int64_t below = 0;

	buffer_append_format(out, "# HELP corridor_%s %s\n# TYPE corridor_%s histogram\n", name, help, name);
	for (size_t i = 0; i < TALLY_BUCKETS && histogram->bounds; i++) {
		below += histogram->counts[i];
		buffer_append_format(out, "corridor_%s_bucket{le=\"%.15g\"} %" PRId64 "\n", name,
			(double)histogram->bounds[i] * scale, below);
	}
	below += histogram->counts[TALLY_BUCKETS];
	buffer_append_format(out,
		"corridor_%s_bucket{le=\"+Inf\"} %" PRId64 "\ncorridor_%s_sum %.15g\ncorridor_%s_count %" PRId64 "\n",
		name, below, name, (double)histogram->sum * scale, name, below);
}

void metrics_refusals(struct buffer *out, const struct engine_health *health)
{
	buffer_append_string(out, "# HELP corridor_refused_total Commands refused, by why.\n"
				  "# TYPE corridor_refused_total counter\n");
	for (int error = OK + 1; error < ERROR_END; error++)
		buffer_append_format(out, "corridor_refused_total{code=\"%s\"} %" PRId64 "\n",
			error_wire((enum error)error), health->refused[error]);
}

static void write_expiry(struct buffer *out, const char *use, int64_t expires_s)
{
	buffer_append_format(out, "corridor_certificate_expires_seconds{use=\"%s\"} %" PRId64 "\n", use, expires_s);
}

void metrics_certificates(struct buffer *out, const struct gateway *gateway)
{
	const struct gateway_config *config = &gateway->config;
	struct certificate *mqtt = NULL;
	char why[256];
	int64_t now_s = gateway_wall_now_ms(gateway) / 1000;

	buffer_append_string(out,
		"# HELP corridor_certificate_expires_seconds When it expires, in seconds since 1970; 0: it "
		"cannot be used.\n# TYPE corridor_certificate_expires_seconds gauge\n");
	write_expiry(out, "https", certificate_expires_s(gateway->certificate));
	if (!config->mqtt_certificate_path)
		return;
	if (certificate_read(config->mqtt_certificate_path, NULL, now_s, &mqtt, why) == OK)
		write_expiry(out, "mqtt", certificate_expires_s(mqtt));
	else
		write_expiry(out, "mqtt", 0);
	certificate_free(mqtt);
}
