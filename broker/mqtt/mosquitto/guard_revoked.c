#define _POSIX_C_SOURCE 200809L

#include "guard_revoked.h"

#include <openssl/pem.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

enum { BUCKETS = 1024, DEVICE_BYTES = 65 };

struct session {
	struct session *next; /* of its bucket */
	char device[DEVICE_BYTES];
	X509 *certificate; /* held, so that its address is nobody else's */
	bool is_revoked;
	bool is_told; /* to be ended */
};

struct guard_revoked {
	char *path;
	struct stat seen; /* the file, when it was last read */
	STACK_OF(X509_CRL) * lists;
	struct session *buckets[BUCKETS];
};

/* --- the list ----------------------------------------------------------------------------------------------------- */

static void free_lists(STACK_OF(X509_CRL) * lists)
{
	sk_X509_CRL_pop_free(lists, X509_CRL_free);
}

/* All lists in the file; NULL unless there is one at least. */
static STACK_OF(X509_CRL) * read_lists(const char *path)
{
	STACK_OF(X509_CRL) *lists = sk_X509_CRL_new_null();
	FILE *file = fopen(path, "re");
	X509_CRL *list;

	while (lists && file && (list = PEM_read_X509_CRL(file, NULL, NULL, NULL))) {
		if (sk_X509_CRL_push(lists, list) <= 0)
			X509_CRL_free(list);
	}
	if (file)
		fclose(file);
	if (lists && sk_X509_CRL_num(lists) > 0)
		return lists;
	free_lists(lists);
	return NULL;
}

static bool is_listed(const struct guard_revoked *revoked, X509 *certificate)
{
	for (int i = 0; i < sk_X509_CRL_num(revoked->lists); i++) {
		X509_REVOKED *entry;

		/* Issuer and number; 2 is an entry that takes a revocation back. */
		if (X509_CRL_get0_by_cert(sk_X509_CRL_value(revoked->lists, i), &entry, certificate) == 1)
			return true;
	}
	return false;
}

static bool is_same_file(const struct stat *a, const struct stat *b)
{
	return a->st_ino == b->st_ino && a->st_size == b->st_size && a->st_mtim.tv_sec == b->st_mtim.tv_sec &&
	       a->st_mtim.tv_nsec == b->st_mtim.tv_nsec;
}

bool guard_revoked_refresh(struct guard_revoked *revoked)
{
	STACK_OF(X509_CRL) * lists;
	struct stat now;

	if (stat(revoked->path, &now) != 0 || is_same_file(&now, &revoked->seen))
		return false;
	revoked->seen = now;
	lists = read_lists(revoked->path);
	if (!lists)
		return false;
	free_lists(revoked->lists);
	revoked->lists = lists;
	for (size_t i = 0; i < BUCKETS; i++) {
		for (struct session *session = revoked->buckets[i]; session; session = session->next)
			session->is_revoked = is_listed(revoked, session->certificate);
	}
	return true;
}

/* --- sessions ----------------------------------------------------------------------------------------------------- */

/* FNV-1a, as guard_memory. */
static struct session **bucket_of(struct guard_revoked *revoked, const char *device)
{
	uint32_t hash = 2166136261u;

	for (; *device; device++)
		hash = (hash ^ (unsigned char)*device) * 16777619u;
	return &revoked->buckets[hash % BUCKETS];
}

static struct session *find(struct guard_revoked *revoked, const char *device)
{
	struct session *session = *bucket_of(revoked, device);

	while (session && strcmp(session->device, device) != 0)
		session = session->next;
	return session;
}

static struct session *add(struct guard_revoked *revoked, const char *device)
{
	struct session **bucket = bucket_of(revoked, device);
	struct session *session = strlen(device) < DEVICE_BYTES ? calloc(1, sizeof(*session)) : NULL;

	if (!session)
		return NULL;
	memcpy(session->device, device, strlen(device) + 1);
	session->next = *bucket;
	*bucket = session;
	return session;
}

bool guard_revoked_meet(struct guard_revoked *revoked, const char *device, X509 *certificate)
{
	struct session *session = device ? find(revoked, device) : NULL;

	if (!device || !certificate)
		return true;
	if (session && session->certificate == certificate)
		return session->is_revoked;
	if (!session)
		session = add(revoked, device);
	if (!session)
		return true;
	X509_free(session->certificate);
	X509_up_ref(certificate);
	session->certificate = certificate;
	session->is_revoked = is_listed(revoked, certificate);
	session->is_told = false;
	return session->is_revoked;
}

void guard_revoked_left(struct guard_revoked *revoked, const char *device)
{
	struct session **at = bucket_of(revoked, device);

	while (*at && strcmp((*at)->device, device) != 0)
		at = &(*at)->next;
	if (!*at)
		return;
	struct session *session = *at;
	*at = session->next;
	X509_free(session->certificate);
	free(session);
}

/* One whose end was not asked for yet. */
static struct session *find_untold(struct guard_revoked *revoked)
{
	for (size_t i = 0; i < BUCKETS; i++) {
		for (struct session *session = revoked->buckets[i]; session; session = session->next) {
			if (session->is_revoked && !session->is_told)
				return session;
		}
	}
	return NULL;
}

/* From the beginning after each, because ending one may remove it. */
void guard_revoked_sweep(struct guard_revoked *revoked, void (*end)(void *context, const char *device), void *context)
{
	struct session *session;

	while ((session = find_untold(revoked))) {
		char device[DEVICE_BYTES];

		memcpy(device, session->device, sizeof(device));
		session->is_told = true;
		end(context, device);
	}
}

/* --- life --------------------------------------------------------------------------------------------------------- */

struct guard_revoked *guard_revoked_new(const char *path)
{
	struct guard_revoked *revoked = calloc(1, sizeof(*revoked));

	if (!revoked)
		return NULL;
	revoked->path = strdup(path);
	if (revoked->path && guard_revoked_refresh(revoked))
		return revoked;
	guard_revoked_free(revoked);
	return NULL;
}

void guard_revoked_free(struct guard_revoked *revoked)
{
	if (!revoked)
		return;
	for (size_t i = 0; i < BUCKETS; i++) {
		while (revoked->buckets[i])
			guard_revoked_left(revoked, revoked->buckets[i]->device);
	}
	free_lists(revoked->lists);
	free(revoked->path);
	free(revoked);
}
