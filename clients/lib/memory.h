/*
 * The one place of the client library that allocates heap memory.
 *
 * Layer: client. Thread: any. Third-party libraries keep their own allocators.
 */
#ifndef CLIENT_MEMORY_H
#define CLIENT_MEMORY_H

#include <stddef.h>

/* Zeroed heap memory; NULL when there is none left. Free it with client_memory_free. */
void *client_memory_new(size_t size);

/* Grows or shrinks a block; NULL when there is no memory left, and then the old block is untouched. */
void *client_memory_resize(void *block, size_t size);

/* Frees a block; NULL is fine. */
void client_memory_free(void *block);

/* A copy of length bytes with a NUL behind it; NULL when there is no memory left. */
char *client_memory_text(const char *bytes, size_t length);

/* A copy of a string; NULL for NULL or with no memory left. */
char *client_memory_string(const char *string);

/* Overwrites with zeros, also when the compiler thinks that nobody will look. */
void client_memory_wipe(void *block, size_t size);

#endif
