/* Certificates that were taken away: known from the file, by number and issuer, and told once. */
#define _GNU_SOURCE /* mkdtemp */

#include <criterion/criterion.h>

#include <openssl/pem.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "guard_revoked.h"

static char folder[] = "/tmp/corridor-revoked-XXXXXX";
static char list_path[200];

static void run(const char *script, const char *arguments)
{
	char command[500];

	(void)snprintf(command, sizeof(command), "%s/%s %s/certs %s", CERTS, script, folder, arguments);
	cr_assert_eq(system(command), 0, "%s", command); /* NOLINT(concurrency-mt-unsafe,cert-env33-c) */
}

static void make_certificates(void)
{
	cr_assert_not_null(mkdtemp(folder));
	(void)snprintf(list_path, sizeof(list_path), "%s/certs/crl.pem", folder);
	run("make-all", "a-khan-1 e-okafor-1");
}

static void remove_certificates(void)
{
	char command[300];

	(void)snprintf(command, sizeof(command), "rm -r %s", folder);
	cr_assert_eq(system(command), 0); /* NOLINT(concurrency-mt-unsafe,cert-env33-c) */
}

TestSuite(revoked, .init = make_certificates, .fini = remove_certificates);

static X509 *certificate_of(const char *device)
{
	char path[300];
	FILE *file;
	X509 *certificate;

	(void)snprintf(path, sizeof(path), "%s/certs/devices/%s.crt", folder, device);
	file = fopen(path, "r");
	cr_assert_not_null(file);
	certificate = PEM_read_X509(file, NULL, NULL, NULL);
	cr_assert_not_null(certificate);
	fclose(file);
	return certificate;
}

struct ended {
	int count;
	char device[65];
	struct guard_revoked *revoked;
};

static void note_end(void *context, const char *device)
{
	struct ended *ended = context;

	ended->count++;
	(void)snprintf(ended->device, sizeof(ended->device), "%s", device);
	if (ended->revoked)
		guard_revoked_left(ended->revoked, device);
}

Test(revoked, is_the_session_of_the_one_device_whose_certificate_was_taken_away)
{
	struct guard_revoked *revoked = guard_revoked_new(list_path);
	X509 *khan = certificate_of("a-khan-1");
	X509 *okafor = certificate_of("e-okafor-1");
	struct ended ended = {0};

	cr_assert_not_null(revoked);
	cr_assert_not(guard_revoked_meet(revoked, "a-khan-1", khan));
	cr_assert_not(guard_revoked_meet(revoked, "e-okafor-1", okafor));
	cr_assert_not(guard_revoked_refresh(revoked), "nothing has changed");
	run("revoke", "a-khan-1");
	cr_assert(guard_revoked_refresh(revoked));
	cr_assert(guard_revoked_meet(revoked, "a-khan-1", khan));
	cr_assert_not(guard_revoked_meet(revoked, "e-okafor-1", okafor));
	guard_revoked_sweep(revoked, note_end, &ended);
	guard_revoked_sweep(revoked, note_end, &ended);
	cr_assert_eq(ended.count, 1, "told once");
	cr_assert_str_eq(ended.device, "a-khan-1");
	X509_free(khan);
	X509_free(okafor);
	guard_revoked_free(revoked);
}

Test(revoked, is_known_at_the_first_word_of_a_new_connection_and_not_of_a_renewed_certificate)
{
	struct guard_revoked *revoked = guard_revoked_new(list_path);
	X509 *old = certificate_of("a-khan-1");
	struct ended ended = {.revoked = revoked};

	run("make-device", "a-khan-1 --renew");
	X509 *renewed = certificate_of("a-khan-1");
	cr_assert(guard_revoked_refresh(revoked));
	cr_assert(guard_revoked_meet(revoked, "a-khan-1", old));
	guard_revoked_sweep(revoked, note_end, &ended);
	cr_assert_eq(ended.count, 1);
	cr_assert_not(guard_revoked_meet(revoked, "a-khan-1", renewed));
	cr_assert(guard_revoked_meet(revoked, "a-khan-1", old), "it came back with the old one");
	guard_revoked_sweep(revoked, note_end, &ended);
	cr_assert_eq(ended.count, 2);
	X509_free(old);
	X509_free(renewed);
	guard_revoked_free(revoked);
}

Test(revoked, counts_who_shows_nothing)
{
	struct guard_revoked *revoked = guard_revoked_new(list_path);
	X509 *khan = certificate_of("a-khan-1");

	cr_assert(guard_revoked_meet(revoked, "a-khan-1", NULL));
	cr_assert(guard_revoked_meet(revoked, NULL, khan));
	X509_free(khan);
	guard_revoked_free(revoked);
}

Test(revoked, keeps_its_list_when_the_file_is_spoiled_and_needs_one_to_begin_with)
{
	struct guard_revoked *revoked;
	X509 *khan = certificate_of("a-khan-1");
	FILE *file;

	run("revoke", "a-khan-1");
	revoked = guard_revoked_new(list_path);
	file = fopen(list_path, "w");
	cr_assert_not_null(file);
	cr_assert(fputs("no list\n", file) >= 0);
	fclose(file);
	cr_assert_not(guard_revoked_refresh(revoked));
	cr_assert(guard_revoked_meet(revoked, "a-khan-1", khan));
	cr_assert_null(guard_revoked_new(list_path));
	cr_assert_null(guard_revoked_new("/no/such/list"));
	X509_free(khan);
	guard_revoked_free(revoked);
}
