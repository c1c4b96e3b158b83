/* What the programs of the bench share. */
#define _GNU_SOURCE
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "load.h"

int64_t now_us(void)
{
	struct timespec now;
	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

void die(const char *what)
{
	fprintf(stderr, "bench: %s\n", what);
	exit(1);
}

static bool read_one(FILE *file, struct participant *p)
{
	return fscanf(file, "%127[^,],%127[^,],%127[^,],%127[^,],%127[^\n]\n", p->person, p->device, p->cookie,
		       p->thread, p->since) == 5;
}

struct participant *read_people(const char *path, int count)
{
	struct participant *people = calloc((size_t)count, sizeof *people);
	FILE *file = fopen(path, "r");
	if (!people || !file) {
		die("cannot read the file of participants");
	}
	for (int i = 0; i < count; i++) {
		if (!read_one(file, &people[i])) {
			rewind(file);
			if (i == 0 || !read_one(file, &people[i])) {
				die("the file of participants cannot be understood");
			}
		}
	}
	fclose(file);
	return people;
}
