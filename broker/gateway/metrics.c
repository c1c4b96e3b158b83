#include "gateway/metrics.h"

#include <inttypes.h>

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
