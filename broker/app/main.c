/*
 * corridord: reads its command line and configuration, and runs.
 *
 * Exit status: 0 stopped as asked, 1 could not run, 2 wrong command line or configuration.
 */
#define _GNU_SOURCE /* getopt_long */

#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "app/config.h"
#include "app/first_administrator.h"
#include "app/process.h"
#include "app/secret.h"
#include "app/seed_command.h"
#include "app/wiring.h"
#include "codec/codec.h"
#include "upkeep/folder.h"

enum { CONFIG_ARENA_BYTES = 256 * 1024, EXIT_USAGE = 2 };

static const char DEFAULT_CONFIG[] = "/etc/corridor/corridord.conf";

struct options {
	const char *config_path;
	const char *people_csv; /* of seed-demo */
	bool is_check;          /* --check-config */
	bool is_seed;           /* seed-demo */
	bool is_first;          /* first-administrator */
	struct first_administrator first;
};

static void print_help(void)
{
	printf("corridord %s: advice between GPs and hospital specialists who know each other.\n\n"
	       "  corridord [--config FILE]                              serve until SIGTERM or SIGINT\n"
	       "  corridord [--config FILE] --check-config               only read the configuration\n"
	       "  corridord [--config FILE] first-administrator --person ID --name NAME [--device NAME]\n"
	       "                                                         let the first person into an empty record\n"
	       "  corridord [--config FILE] seed-demo --people-csv FILE  fill an empty record for development\n"
	       "  corridord --help | --version\n\n"
	       "FILE is %s unless told. It holds lines of 'key = value'; '#' begins a comment line.\n"
	       "Keys, their types and defaults:\n\n",
		CORRIDOR_VERSION, DEFAULT_CONFIG);
	config_describe(stdout);
}

static int complain(const char *sentence)
{
	fprintf(stderr, "corridord: %s\n", sentence);
	return EXIT_USAGE;
}

/* What stands behind the options. -1: go on; else the exit status. */
static int read_action(int count, char **arguments, struct options *options)
{
	const struct first_administrator *first = &options->first;
	const char *action = optind < count ? arguments[optind] : "";

	options->is_seed = strcmp(action, "seed-demo") == 0;
	options->is_first = strcmp(action, "first-administrator") == 0;
	if (optind + (options->is_seed || options->is_first) < count)
		return complain("there is an argument too many; corridord --help says how it is called.");
	if (options->is_seed != (options->people_csv != NULL))
		return complain("seed-demo and --people-csv FILE belong together.");
	if (options->is_first && (!first->person || !first->name))
		return complain("first-administrator needs --person ID and --name NAME.");
	if (!options->is_first && (first->person || first->name || first->device))
		return complain("--person, --name and --device belong to first-administrator.");
	return -1;
}

/* -1: go on; else the exit status. */
static int read_options(int count, char **arguments, struct options *options)
{
	static const struct option known[] = {
		{"config", required_argument, NULL, 'c'},
		{"people-csv", required_argument, NULL, 'p'},
		{"person", required_argument, NULL, 'i'},
		{"name", required_argument, NULL, 'n'},
		{"device", required_argument, NULL, 'd'},
		{"check-config", no_argument, NULL, 'k'},
		{"help", no_argument, NULL, 'h'},
		{"version", no_argument, NULL, 'v'},
		{NULL, 0, NULL, 0},
	};
	int option;

	*options = (struct options){.config_path = DEFAULT_CONFIG};
	/* NOLINTNEXTLINE(concurrency-mt-unsafe): there is one thread yet */
	while ((option = getopt_long(count, arguments, "", known, NULL)) != -1) {
		switch (option) {
		case 'c':
			options->config_path = optarg;
			break;
		case 'p':
			options->people_csv = optarg;
			break;
		case 'i':
			options->first.person = optarg;
			break;
		case 'n':
			options->first.name = optarg;
			break;
		case 'd':
			options->first.device = optarg;
			break;
		case 'k':
			options->is_check = true;
			break;
		case 'h':
			print_help();
			return EXIT_SUCCESS;
		case 'v':
			printf("corridord %s\n", CORRIDOR_VERSION);
			return EXIT_SUCCESS;
		default:
			return complain("corridord --help says how it is called.");
		}
	}
	return read_action(count, arguments, options);
}

static int run(const struct options *options, const struct config *config, char why[WIRING_WHY_BYTES])
{
	struct secret secret;
	enum error error;

	log_set_level(config->log_level);
	error = secret_load(config->patient_key_file, &secret, why);
	if (error || options->is_check) {
		secret_forget(&secret);
		return error ? EXIT_USAGE : EXIT_SUCCESS;
	}
	error = folder_claim(config->data_dir, why);
	if (!error && options->is_seed)
		error = seed_command(config, &secret, options->people_csv, why);
	else if (!error && options->is_first)
		error = first_administrator_command(config, &secret, &options->first, why);
	else if (!error)
		error = wiring_run(config, &secret, why);
	secret_forget(&secret);
	if (!error)
		return EXIT_SUCCESS;
	return error == ERROR_BAD_REQUEST ? EXIT_USAGE : EXIT_FAILURE;
}

int main(int count, char **arguments)
{
	char why[WIRING_WHY_BYTES] = "";
	struct options options;
	struct config config;
	struct arena *arena;
	int status = read_options(count, arguments, &options);

	if (status >= 0)
		return status;
	process_prepare();
	codec_init();
	arena = arena_new(CONFIG_ARENA_BYTES);
	if (!arena)
		return EXIT_FAILURE;
	if (config_load(options.config_path, arena, &config, why) == OK)
		status = run(&options, &config, why);
	else
		status = EXIT_USAGE;
	if (status != EXIT_SUCCESS)
		complain(why);
	arena_free(arena);
	return status;
}
