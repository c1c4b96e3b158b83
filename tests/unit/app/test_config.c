#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

#include "app/config.h"
#include "base/text.h"
#include "tests/unit/app/scratch.h"

enum { ARENA_BYTES = 64 * 1024 };

#define WHOLE                                            \
	"# a comment\n"                                  \
	"\n"                                             \
	"data_dir = /var/lib/corridor\n"                 \
	"patient_key_file=/etc/corridor/patient.key\n"   \
	"  https_cert =  /etc/corridor/tls cert.pem  \n" \
	"https_key = /k\n"                               \
	"origin = https://a.example\n"                   \
	"mqtt_ca = /ca\n"                                \
	"mqtt_cert = /mc\n"                              \
	"mqtt_key = /mk\n"

static struct arena *arena;
static char why[CONFIG_WHY_BYTES];

static void make(void)
{
	scratch_make();
	arena = arena_new(ARENA_BYTES);
}

static void end(void)
{
	arena_free(arena);
	scratch_remove();
}

TestSuite(config, .init = make, .fini = end);

Test(config, what_is_not_said_has_its_default)
{
	struct config config;

	cr_assert(config_load(scratch_file("c", WHOLE), arena, &config, why) == OK, "%s", why);
	cr_assert_str_eq(config.data_dir, "/var/lib/corridor");
	cr_assert_str_eq(config.https_cert, "/etc/corridor/tls cert.pem", "trimmed, spaces inside kept");
	cr_assert_str_eq(config.https_listen.host, "127.0.0.1");
	cr_assert(config.https_listen.port == 8443);
	cr_assert(config.ops_listen.port == 8444);
	cr_assert(config.mqtt_port == 8883);
	cr_assert(config.totp_single_use, "production rules unless told");
	cr_assert(config.session_idle_minutes == 30);
	cr_assert(config.session_limit_hours == 12);
	cr_assert(config.commands_per_minute == 600);
	cr_assert(config.writer_queue == 10000);
	cr_assert(config.batch_limit == 256);
	cr_assert(config.reader_threads == 2);
	cr_assert(config.log_level == LOG_INFO);
	cr_assert_null(config.web_root);
}

Test(config, what_is_said_holds)
{
	struct config config;

	cr_assert(config_load(scratch_file("c", WHOLE "origin = https://b.example:8443\n"
						      "https_listen = [::1]:0\n"
						      "totp_single_use = no\n"
						      "log_level = debug\n"
						      "batch_limit = 1"),
			  arena, &config, why) == OK,
		"%s", why);
	cr_assert(config.origin.count == 2);
	cr_assert_str_eq(config.origin.items[0], "https://a.example");
	cr_assert_str_eq(config.origin.items[1], "https://b.example:8443");
	cr_assert_str_eq(config.https_listen.host, "::1");
	cr_assert(config.https_listen.port == 0);
	cr_assert(!config.totp_single_use);
	cr_assert(config.log_level == LOG_DEBUG);
	cr_assert(config.batch_limit == 1, "also in a last line without its end");
}

/* What is added to a whole file (10 lines), and how the complaint ends. */
static const struct {
	const char *line;
	const char *complaint;
} WRONG[] = {
	{"colour = red", ":11: there is no key 'colour'; corridord --help lists them."},
	{"batch_limit", ":11: this is not 'key = value'."},
	{"= 5", ":11: this is not 'key = value'."},
	{"batch_limit =", ":11: 'batch_limit' needs a value."},
	{"batch_limit = 0", ":11: 'batch_limit' must be a whole number from 1 to 4096."},
	{"batch_limit = 4097", ":11: 'batch_limit' must be a whole number from 1 to 4096."},
	{"batch_limit = 10x", ":11: 'batch_limit' must be a whole number from 1 to 4096."},
	{"batch_limit = -1", ":11: 'batch_limit' must be a whole number from 1 to 4096."},
	{"totp_single_use = true", ":11: 'totp_single_use' must be yes or no."},
	{"log_level = loud", ":11: 'log_level' must be debug, info, warning or error."},
	{"https_listen = 8443", ":11: 'https_listen' must be host:port, for example 127.0.0.1:8443."},
	{"https_listen = a:b", ":11: 'https_listen' must be host:port, for example 127.0.0.1:8443."},
	{"https_listen = :8443", ":11: 'https_listen' must be host:port, for example 127.0.0.1:8443."},
	{"https_listen = ::1:8443", ":11: 'https_listen' must be host:port, for example 127.0.0.1:8443."},
	{"https_listen = a:65536", ":11: 'https_listen' must be host:port, for example 127.0.0.1:8443."},
	{"data_dir = /elsewhere", ":11: 'data_dir' was given already in line 3."},
};

Test(config, a_mistake_is_named_with_its_line)
{
	for (size_t i = 0; i < sizeof(WRONG) / sizeof(WRONG[0]); i++) {
		char contents[1024];
		char expected[512];
		struct config config;
		const char *path;

		snprintf(contents, sizeof(contents), "%s%s\n", WHOLE, WRONG[i].line);
		path = scratch_file("c", contents);
		snprintf(expected, sizeof(expected), "%s%s", path, WRONG[i].complaint);
		cr_assert(config_load(path, arena, &config, why) == ERROR_BAD_REQUEST, "%s", WRONG[i].line);
		cr_assert_str_eq(why, expected);
	}
}

Test(config, a_missing_key_is_named)
{
	struct config config;

	cr_assert(config_load(scratch_file("c", "data_dir = /d\n"), arena, &config, why) == ERROR_BAD_REQUEST);
	cr_assert_not_null(strstr(why, "/c: 'patient_key_file' is missing: "));
}

Test(config, a_missing_file_is_named)
{
	struct config config;

	cr_assert(config_load(scratch_path("none"), arena, &config, why) == ERROR_BAD_REQUEST);
	cr_assert_not_null(strstr(why, "/none: it cannot be opened: No such file or directory."));
}

Test(config, a_folder_is_not_a_file)
{
	struct config config;

	cr_assert(config_load("/tmp", arena, &config, why) == ERROR_BAD_REQUEST);
	cr_assert_not_null(strstr(why, "it cannot be read"));
}

Test(config, a_line_without_end_is_refused)
{
	char contents[8192];
	struct config config;

	memset(contents, 'x', sizeof(contents) - 1);
	contents[sizeof(contents) - 1] = '\0';
	cr_assert(config_load(scratch_file("c", contents), arena, &config, why) == ERROR_BAD_REQUEST);
	cr_assert_not_null(strstr(why, "/c:1: this line is too long."));
}

Test(config, too_many_origins_are_refused)
{
	char contents[2048] = WHOLE;
	size_t length = strlen(contents);
	struct config config;

	for (int i = 0; i < CONFIG_LIST_MOST; i++)
		length +=
			(size_t)snprintf(contents + length, sizeof(contents) - length, "origin = https://c.example\n");
	cr_assert(config_load(scratch_file("c", contents), arena, &config, why) == ERROR_BAD_REQUEST);
	cr_assert_not_null(strstr(why, ":26: 'origin' is given too often."));
}

Test(config, every_key_is_described)
{
	FILE *out = fopen(scratch_path("help"), "w+");
	char text[8192];
	size_t length;

	config_describe(out);
	rewind(out);
	length = fread(text, 1, sizeof(text) - 1, out);
	text[length] = '\0';
	fclose(out);
#define KEY(TYPE, name, default_value, need, least, most, doc) \
	cr_assert_not_null(strstr(text, "  " #name " "));      \
	cr_assert(strlen(doc) > 0);
#include "app/config_keys.def"
#undef KEY
}
