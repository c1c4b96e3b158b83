/* config_load over a whole file: it is read, or refused with one sentence; never half. */
#define _GNU_SOURCE /* memfd_create */
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "app/config.h"
#include "core/text_policy.h"
#include "tests/fuzz/fuzz.h"

enum { ARENA_BYTES = 1024 * 1024 };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	int file = memfd_create("fuzz", MFD_CLOEXEC);
	struct arena *arena = arena_new(ARENA_BYTES);
	char path[64], why[CONFIG_WHY_BYTES] = "";
	struct config config;
	enum error error;

	MUST(file >= 0 && arena && write(file, data, size) == (ssize_t)size);
	snprintf(path, sizeof path, "/proc/self/fd/%d", file);
	error = config_load(path, arena, &config, why);
	MUST(error == OK || error == ERROR_BAD_REQUEST);
	MUST((error == OK) == (why[0] == '\0'));
	MUST(!strchr(why, '\n') && strlen(why) < sizeof why);
	if (error == OK)
		MUST(config.data_dir && config.https_listen.port > 0 && config.https_listen.port < 65536);
	arena_free(arena);
	close(file);
	return 0;
}
