#include "memory.h"

#include <stdlib.h>
#include <string.h>

void *client_memory_new(size_t size)
{
	return calloc(1, size > 0 ? size : 1);
}

void *client_memory_resize(void *block, size_t size)
{
	return realloc(block, size > 0 ? size : 1);
}

void client_memory_free(void *block)
{
	free(block);
}

char *client_memory_text(const char *bytes, size_t length)
{
	char *copy = client_memory_new(length + 1);

	if (copy && length > 0)
		memcpy(copy, bytes, length);
	return copy;
}

char *client_memory_string(const char *string)
{
	return string ? client_memory_text(string, strlen(string)) : NULL;
}

void client_memory_wipe(void *block, size_t size)
{
	volatile unsigned char *bytes = block;

	while (size-- > 0)
		*bytes++ = 0;
}
