/* A folder that a test may fill; removed when the test ends well. */
#ifndef TESTS_UNIT_APP_SCRATCH_H
#define TESTS_UNIT_APP_SCRATCH_H

/* Makes the folder; for .init. */
void scratch_make(void);

/* Removes its files and it; for .fini. */
void scratch_remove(void);

/* A path inside; valid until the next but three calls. */
const char *scratch_path(const char *name);

/* Writes a file and returns its path. */
const char *scratch_file(const char *name, const char *contents);

#endif
