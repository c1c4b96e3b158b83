#include "identity.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* The first of the three that says something; an empty variable says nothing. */
static const char *choose(const char *given, const char *variable, const char *otherwise)
{
	/* Nothing in this program ever sets a variable. */
	const char *set = variable ? getenv(variable) : NULL; /* NOLINT(concurrency-mt-unsafe) */

	if (given)
		return given;
	return set && *set != '\0' ? set : otherwise;
}

static bool read_number(const char *name, const char *typed, long least, long most, long *number)
{
	char *end;

	*number = strtol(typed, &end, 10);
	if (*typed != '\0' && *end == '\0' && *number >= least && *number <= most)
		return true;
	fprintf(stderr, "%s: %s \"%s\" is not a number from %ld to %ld.\n", this_program.name, name, typed, least,
		most);
	return false;
}

/* a.khan speaks with a-khan-1. */
static bool choose_device(const struct settings *settings, char *device, size_t size)
{
	const char *given = settings->person ? settings->device : choose(settings->device, "CORRIDOR_DEVICE", NULL);

	if (!given && !settings->person && !settings->certificate) {
		fprintf(stderr, "%s: who are you? Use --as <person> or --device <device>, or set CORRIDOR_DEVICE.\n",
			this_program.name);
		return false;
	}
	snprintf(device, size, given ? "%s" : "%s-1", given ? given : settings->person ? settings->person : "device");
	for (char *c = device; !given && *c != '\0'; c++)
		if (*c == '.')
			*c = '-';
	if (device[0] != '\0' && device[strspn(device, "abcdefghijklmnopqrstuvwxyz0123456789-")] == '\0')
		return true;
	fprintf(stderr, "%s: \"%s\" is not the name of a device: small letters, digits and dashes.\n",
		this_program.name, device);
	return false;
}

static bool make_folders(char *path)
{
	char said[96];

	for (char *slash = strchr(path + 1, '/'); slash; slash = strchr(slash + 1, '/')) {
		*slash = '\0';
		if (mkdir(path, 0700) != 0 && errno != EEXIST) {
			if (strerror_r(errno, said, sizeof(said)) != 0)
				said[0] = '\0';
			fprintf(stderr, "%s: the folder %s cannot be made: %s.\n", this_program.name, path, said);
			*slash = '/';
			return false;
		}
		*slash = '/';
	}
	return true;
}

static bool choose_outbox(struct session *session, const char *given)
{
	const char *state = choose(NULL, "XDG_STATE_HOME", NULL);
	const char *home = choose(NULL, "HOME", ".");

	if (given) {
		snprintf(session->outbox, sizeof(session->outbox), "%s", given);
		return true;
	}
	if (state)
		snprintf(session->outbox, sizeof(session->outbox), "%s/corridor/%s.outbox", state, session->device);
	else
		snprintf(session->outbox, sizeof(session->outbox), "%s/.local/state/corridor/%s.outbox", home,
			session->device);
	return make_folders(session->outbox);
}

/* With --cert alone the outbox is named by the file, since the device is known only once it is read. */
static void name_by_certificate(struct session *session)
{
	const char *slash = strrchr(session->certificate, '/');
	const char *name = slash ? slash + 1 : session->certificate;

	snprintf(session->device, sizeof(session->device), "%.*s", (int)strcspn(name, "."), name);
}

bool identity_fill(struct session *session, struct corridor_client_config *config)
{
	const struct settings *settings = &session->invocation->settings;
	const char *folder = choose(settings->folder, "CORRIDOR_DIR", "./var");
	long port, timeout_s;

	if (!choose_device(settings, session->device, sizeof(session->device)))
		return false;
	if (!read_number("--port", choose(settings->port, "CORRIDOR_MQTT_PORT", "8883"), 1, 65535, &port) ||
		!read_number("--timeout", choose(settings->timeout, NULL, "15"), 1, 86400, &timeout_s))
		return false;
	snprintf(session->ca, sizeof(session->ca), settings->ca ? "%s" : "%s/certs/ca.crt",
		settings->ca ? settings->ca : folder);
	snprintf(
		session->certificate, sizeof(session->certificate), "%s/certs/devices/%s.crt", folder, session->device);
	snprintf(session->key, sizeof(session->key), "%s/certs/devices/%s.key", folder, session->device);
	if (settings->certificate)
		snprintf(session->certificate, sizeof(session->certificate), "%s", settings->certificate);
	if (settings->key)
		snprintf(session->key, sizeof(session->key), "%s", settings->key);
	if (settings->certificate && !settings->person && !settings->device)
		name_by_certificate(session);
	if (!choose_outbox(session, settings->outbox))
		return false;

	session->timeout_ms = timeout_s * 1000;
	*config = (struct corridor_client_config){
		.host = choose(settings->host, "CORRIDOR_MQTT_HOST", "127.0.0.1"),
		.port = (int)port,
		.ca_path = session->ca,
		.certificate_path = session->certificate,
		.key_path = session->key,
		.outbox_path = session->outbox,
	};
	return true;
}
