#define _GNU_SOURCE /* flock */

#include "app/process.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

void process_prepare(void)
{
	const struct rlimit none = {0, 0};
	struct rlimit files;

	umask(077);
	setrlimit(RLIMIT_CORE, &none);
	if (getrlimit(RLIMIT_NOFILE, &files) == 0) {
		files.rlim_cur = files.rlim_max;
		setrlimit(RLIMIT_NOFILE, &files);
	}
	signal(SIGPIPE, SIG_IGN);
}

enum error process_claim(const char *data_dir, char why[PROCESS_WHY_BYTES])
{
	char path[4096];
	int fd;

	if (mkdir(data_dir, 0700) != 0 && errno != EEXIST) {
		snprintf(why, PROCESS_WHY_BYTES, "%.400s cannot be made: %s.", data_dir, strerrordesc_np(errno));
		return ERROR_BAD_REQUEST;
	}
	snprintf(path, sizeof(path), "%s/lock", data_dir);
	fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
	if (fd < 0) {
		snprintf(why, PROCESS_WHY_BYTES, "%.400s cannot be opened: %s.", path, strerrordesc_np(errno));
		return ERROR_BAD_REQUEST;
	}
	/* The descriptor stays open on purpose: the lock ends with the process, however that ends. */
	if (flock(fd, LOCK_EX | LOCK_NB) == 0)
		return OK;
	close(fd);
	snprintf(why, PROCESS_WHY_BYTES, "another corridord uses %.400s; one record has one writer.", data_dir);
	return ERROR_BAD_REQUEST;
}
