#define _GNU_SOURCE /* mkdtemp */
#include "tests/contract/support/subject.h"

#include <criterion/criterion.h>

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "store/faulty.h"

static struct store *open_store(const char *path)
{
	struct store_config config = {.path = path};
	struct store *store = NULL;
	char why[256] = "";
	enum error error = store_open(&config, why, &store);

	cr_assert_eq(error, OK, "%s", why);
	return store;
}

static void open_subject(struct subject *subject)
{
	subject->store = open_store(subject->kind == SUBJECT_MEMORY ? ":memory:" : subject->path);
	if (subject->kind == SUBJECT_FAULTY)
		subject->store = faulty_new(subject->store);
	cr_assert_not_null(subject->store);
}

void subject_open(struct subject *subject, enum subject_kind kind)
{
	*subject = (struct subject){.kind = kind};
	(void)snprintf(subject->directory, sizeof(subject->directory), "/tmp/corridor-store-XXXXXX");
	cr_assert_not_null(mkdtemp(subject->directory));
	(void)snprintf(subject->path, sizeof(subject->path), "%s/record.db", subject->directory);
	open_subject(subject);
}

void subject_restart(struct subject *subject)
{
	cr_assert_neq(subject->kind, SUBJECT_MEMORY);
	store_close(subject->store);
	open_subject(subject);
}

void subject_close(struct subject *subject)
{
	static const char *const suffixes[] = {"", "-wal", "-shm", ".lock"};

	store_close(subject->store);
	for (size_t i = 0; i < sizeof(suffixes) / sizeof(suffixes[0]); i++) {
		char path[100];

		(void)snprintf(path, sizeof(path), "%s%s", subject->path, suffixes[i]);
		(void)unlink(path);
	}
	(void)rmdir(subject->directory);
}

struct criterion_test_params subject_kinds(void)
{
	static enum subject_kind kinds[SUBJECT_COUNT] = {SUBJECT_FILE, SUBJECT_MEMORY, SUBJECT_FAULTY};

	return cr_make_param_array(enum subject_kind, kinds, SUBJECT_COUNT);
}
