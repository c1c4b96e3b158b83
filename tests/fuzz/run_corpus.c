/* Runs a fuzz target over files and folders of files, in the order given. Fails when there was nothing to run. */
#include <dirent.h>
#include <string.h>
#include <sys/stat.h>

#include "tests/fuzz/fuzz.h"

enum { LARGEST_INPUT = 1024 * 1024, LONGEST_PATH = 4096 };

static int run_file(const char *path)
{
	uint8_t *bytes = malloc(LARGEST_INPUT);
	FILE *file = fopen(path, "rb");
	uint8_t *exact = NULL;
	size_t size = 0;

	if (bytes && file)
		size = fread(bytes, 1, LARGEST_INPUT, file);
	if (bytes && file && size < LARGEST_INPUT)
		exact = malloc(size > 0 ? size : 1);
	if (exact) {
		/* in a block of its own size, so that reading past its end is seen */
		memcpy(exact, bytes, size);
		LLVMFuzzerTestOneInput(exact, size);
	}
	if (file)
		fclose(file);
	free(bytes);
	if (!exact) {
		fprintf(stderr, "%s cannot be read\n", path);
		return -1;
	}
	free(exact);
	return 1;
}

/* How many inputs were run; below 0 when something cannot be read. */
static int run(const char *path)
{
	DIR *folder = opendir(path);
	struct dirent *entry;
	int count = 0;

	if (!folder)
		return run_file(path);
	while (count >= 0 && (entry = readdir(folder))) { /* NOLINT(concurrency-mt-unsafe): there is one thread */
		char inside[LONGEST_PATH];

		if (entry->d_name[0] == '.')
			continue;
		snprintf(inside, sizeof inside, "%s/%s", path, entry->d_name);
		count = run(inside) < 0 ? -1 : count + 1;
	}
	closedir(folder);
	return count;
}

int main(int argc, char **argv)
{
	int total = 0;

	LLVMFuzzerTestOneInput((const uint8_t *)"", 0);
	for (int i = 1; i < argc; i++) {
		int count = run(argv[i]);

		if (count <= 0) {
			fprintf(stderr, "%s: nothing to run\n", argv[i]);
			return EXIT_FAILURE;
		}
		total += count;
	}
	printf("%d inputs\n", total);
	return EXIT_SUCCESS;
}
