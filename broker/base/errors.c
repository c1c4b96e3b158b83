#include "corridor/errors.h"

#include <assert.h>

struct error_row {
	const char *wire;
	const char *sentence;
	enum error_class class;
};

#define CALLER ERROR_CLASS_CALLER
#define LATER ERROR_CLASS_LATER
#define OURS ERROR_CLASS_OURS
#define ERROR(symbol, wire, class, sentence) [symbol] = {wire, sentence, class},
static const struct error_row ROWS[ERROR_END] = {
#include "corridor/errors.def"
};
#undef ERROR
#undef CALLER
#undef LATER
#undef OURS

static const struct error_row *row_of(enum error error)
{
	assert(error > OK && error < ERROR_END);
	return &ROWS[error];
}

const char *error_wire(enum error error)
{
	return row_of(error)->wire;
}

const char *error_sentence(enum error error)
{
	return row_of(error)->sentence;
}

enum error_class error_class(enum error error)
{
	return row_of(error)->class;
}
