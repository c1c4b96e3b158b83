/*
 * Stands between a program and the C library (LD_PRELOAD): what it does to files whose name holds "corridor.db" fails on
 * demand, and the wall clock is as far off as told. Told through the file that FAULTY_IO names, which both sides map.
 *
 * Layer: tests. Thread: any.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

enum { CALL_NONE, CALL_SYNC, CALL_WRITE };

/* Little-endian 64-bit numbers in this order; lib/faulty_io.mjs writes them. */
struct orders {
	_Atomic int64_t call;      /* which fails */
	_Atomic int64_t countdown; /* the n-th from now */
	_Atomic int64_t is_sticky; /* and all after it */
	_Atomic int64_t number;    /* with this errno */
	_Atomic int64_t clock_ms;  /* how far the wall clock is off */
	_Atomic int64_t struck;    /* how often something failed: told back */
};

static struct orders *orders;

__attribute__((constructor)) static void begin(void)
{
	const char *path = getenv("FAULTY_IO");
	int file = path ? open(path, O_RDWR | O_CLOEXEC) : -1;
	void *bytes = file >= 0 ? mmap(NULL, sizeof *orders, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0) : MAP_FAILED;

	if (file >= 0)
		close(file);
	if (bytes != MAP_FAILED)
		orders = bytes;
}

static int is_ours(int file)
{
	char link[64], path[4096];
	ssize_t length;

	snprintf(link, sizeof link, "/proc/self/fd/%d", file);
	length = readlink(link, path, sizeof path - 1);
	if (length < 0)
		return 0;
	path[length] = '\0';
	return strstr(path, "corridor.db") != NULL;
}

static int strikes(int64_t call, int file)
{
	int64_t left;

	if (!orders || atomic_load(&orders->call) != call || !is_ours(file))
		return 0;
	left = atomic_fetch_sub(&orders->countdown, 1);
	if (left > 1 || (left < 1 && !atomic_load(&orders->is_sticky)))
		return 0;
	atomic_fetch_add(&orders->struck, 1);
	errno = (int)atomic_load(&orders->number);
	return 1;
}

/* The next definition of a function, as the C library has it. */
#define REAL(type, name, ...)             \
	static type (*real)(__VA_ARGS__); \
	if (!real)                        \
	*(void **)&real = dlsym(RTLD_NEXT, name)

/* NOLINTBEGIN(readability-inconsistent-declaration-parameter-name): the C library names them with underscores */

int fdatasync(int file)
{
	REAL(int, "fdatasync", int);
	return strikes(CALL_SYNC, file) ? -1 : real(file);
}

int fsync(int file)
{
	REAL(int, "fsync", int);
	return strikes(CALL_SYNC, file) ? -1 : real(file);
}

ssize_t pwrite(int file, const void *bytes, size_t length, off_t at)
{
	REAL(ssize_t, "pwrite", int, const void *, size_t, off_t);
	return strikes(CALL_WRITE, file) ? -1 : real(file, bytes, length, at);
}

ssize_t pwrite64(int file, const void *bytes, size_t length, off64_t at)
{
	REAL(ssize_t, "pwrite64", int, const void *, size_t, off64_t);
	return strikes(CALL_WRITE, file) ? -1 : real(file, bytes, length, at);
}

/* --- the clock ---------------------------------------------------------------------------------------------------- */

static int64_t offset_ms(void)
{
	return orders ? atomic_load(&orders->clock_ms) : 0;
}

int clock_gettime(clockid_t clock, struct timespec *now)
{
	REAL(int, "clock_gettime", clockid_t, struct timespec *);
	int result = real(clock, now);

	if (result == 0 && (clock == CLOCK_REALTIME || clock == CLOCK_REALTIME_COARSE)) {
		int64_t ms = offset_ms();

		now->tv_sec += ms / 1000;
		now->tv_nsec += ms % 1000 * 1000000;
		if (now->tv_nsec < 0 || now->tv_nsec >= 1000000000) {
			now->tv_sec += now->tv_nsec < 0 ? -1 : 1;
			now->tv_nsec += now->tv_nsec < 0 ? 1000000000 : -1000000000;
		}
	}
	return result;
}

time_t time(time_t *out)
{
	struct timespec now;
	time_t seconds = clock_gettime(CLOCK_REALTIME, &now) == 0 ? now.tv_sec : -1;

	if (out)
		*out = seconds;
	return seconds;
}

int gettimeofday(struct timeval *restrict out, void *restrict zone)
{
	struct timespec now;

	(void)zone;
	if (clock_gettime(CLOCK_REALTIME, &now) != 0)
		return -1;
	*out = (struct timeval){now.tv_sec, now.tv_nsec / 1000};
	return 0;
}

/* NOLINTEND(readability-inconsistent-declaration-parameter-name) */
