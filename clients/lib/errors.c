#include "corridor/client.h"

static const char *const sentences[] = {
	[CORRIDOR_OK] = "All is well.",
	[CORRIDOR_ERROR_ARGUMENT] = "This is not something the client can do.",
	[CORRIDOR_ERROR_CERTIFICATE] = "The device certificate or its key cannot be read, or it names no device.",
	[CORRIDOR_ERROR_OUTBOX] =
		"The outbox cannot be read or written; check its folder, its owner and the free space.",
	[CORRIDOR_ERROR_OTHER_OUTBOX] = "This outbox belongs to another device or server; use one of its own.",
	[CORRIDOR_ERROR_IN_USE] = "Another program is using this device; close it or try again.",
	[CORRIDOR_ERROR_UNREACHABLE] = "The broker cannot be reached.",
	[CORRIDOR_ERROR_TIMEOUT] = "No answer came in time.",
	[CORRIDOR_ERROR_TOO_LARGE] = "This is too large for one command; send less at once.",
	[CORRIDOR_ERROR_CLOSED] = "The client is being closed.",
	[CORRIDOR_ERROR_MEMORY] = "There is no memory left.",
};

_Static_assert(sizeof(sentences) / sizeof(sentences[0]) == CORRIDOR_ERROR_END, "a sentence for every error");

const char *corridor_error_sentence(enum corridor_error error)
{
	if ((unsigned)error >= (unsigned)CORRIDOR_ERROR_END)
		return "Something unknown went wrong.";
	return sentences[error];
}
