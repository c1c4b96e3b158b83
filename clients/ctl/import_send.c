/* Sending an import: one command per line, under an id that follows from the line, so that it may be sent any number of times. */
#include <openssl/evp.h>
#include <stdlib.h>
#include <string.h>

#include "clients/cli/refusal.h"
#include "clients/cli/template.h"
#include "clients/lib/memory.h"
#include "import.h"

enum { TXN_DIGEST_BYTES = 20 };

bool import_txn(const char *source, const char *reference, char txn[TXN_BYTES])
{
	unsigned char digest[EVP_MAX_MD_SIZE];
	unsigned int length = 0;
	EVP_MD_CTX *context = EVP_MD_CTX_new();
	bool is_made = context && EVP_DigestInit_ex(context, EVP_sha256(), NULL) == 1 &&
		       EVP_DigestUpdate(context, source, strlen(source) + 1) == 1 &&
		       EVP_DigestUpdate(context, reference, strlen(reference)) == 1 &&
		       EVP_DigestFinal_ex(context, digest, &length) == 1;

	EVP_MD_CTX_free(context);
	if (!is_made || length < TXN_DIGEST_BYTES)
		return false;
	snprintf(txn, TXN_BYTES, "import-");
	for (size_t i = 0; i < TXN_DIGEST_BYTES; i++)
		snprintf(txn + 7 + 2 * i, 3, "%02x", digest[i]);
	return true;
}

struct sending {
	const struct import *import;
	struct import_counts *counts;
	struct session session;
	int64_t begun_at; /* position of the log: what is recorded up to there was known */
};

static int tell_problem(struct sending *sending, const struct referral_line *line, enum corridor_error error)
{
	char problem[256];

	corridor_client_problem(sending->session.client, problem, sizeof(problem));
	fprintf(stderr, "%s: stopped at line %ld: %s\n", this_program.name, line->line,
		problem[0] != '\0' ? problem : corridor_error_sentence(error));
	return STATUS_UNREACHABLE;
}

/* Where the log stands before the first line; also finds out early that nobody is there. */
static int begin(struct sending *sending)
{
	json_t *args = json_object();
	json_t *hello = NULL;
	int status = session_open(&sending->session, sending->import->invocation, NULL, false);

	if (status == STATUS_OK)
		status = session_ask(&sending->session, "session.hello", args, &hello);
	if (status == STATUS_OK)
		sending->begun_at = json_integer_value(json_object_get(hello, "pos"));
	json_decref(hello);
	json_decref(args);
	return status;
}

static char *write_args(const struct import *import, const struct referral_line *line)
{
	json_t *args =
		json_pack("{s:s,s:s,s:s,s:s,s:s}", "nhs_number", line->nhs_number, "treatment_function", line->function,
			"referred_on", line->referred_on, "source", import->source, "reference", line->reference);
	char *text;

	if (line->provider[0] != '\0')
		json_object_set_new(args, "provider", json_string(line->provider));
	text = json_dumps(args, JSON_COMPACT);
	json_decref(args);
	return text;
}

/* Nothing that this person sends will ever be taken. */
static bool is_hopeless(const json_t *root)
{
	char code[64];

	template_text(root, "error.code", code, sizeof(code));
	return strcmp(code, "forbidden") == 0 || strcmp(code, "unauthenticated") == 0;
}

static int take_refusal(struct sending *sending, const struct referral_line *line, const char *json)
{
	json_t *root = json_loads(json, 0, NULL);
	char code[64];
	int status = is_hopeless(root) ? STATUS_REFUSED : STATUS_OK;

	sending->counts->refused++;
	template_text(root, "error.code", code, sizeof(code));
	fprintf(stderr, "line %ld: refused: ", line->line);
	if (strcmp(code, "txn_conflict") == 0)
		fputs("this UBRN was imported before with other details; the first ones stand\n", stderr);
	else
		refusal_tell(NULL, NULL, root);
	json_decref(root);
	return status;
}

static void take_receipt(struct sending *sending, const struct corridor_answer *answer)
{
	struct import_counts *counts = sending->counts;
	json_t *root = json_loads(answer->json, 0, NULL);
	const json_t *result = json_object_get(root, "result");
	int64_t deferred = json_integer_value(json_object_get(result, "deferred"));

	/* A line that was sent in an earlier run is answered as it was then. */
	if (answer->pos <= sending->begun_at || !json_is_true(json_object_get(result, "recorded"))) {
		counts->known++;
	} else {
		counts->deferred += deferred;
		counts->matched += deferred > 0;
		counts->unmatched += deferred == 0;
	}
	json_decref(root);
}

static int send_line(struct sending *sending, const struct referral_line *line)
{
	struct corridor_answer answer = {0};
	char txn[TXN_BYTES];
	char *args = write_args(sending->import, line);
	enum corridor_error error = CORRIDOR_ERROR_MEMORY;
	int status = STATUS_OK;

	if (args && import_txn(sending->import->source, line->reference, txn))
		error = corridor_client_ask_as(
			sending->session.client, txn, "referral.record", args, sending->session.timeout_ms, &answer);
	if (args)
		client_memory_wipe(args, strlen(args));
	free(args);
	if (error)
		return tell_problem(sending, line, error);
	if (answer.is_ok)
		take_receipt(sending, &answer);
	else
		status = take_refusal(sending, line, answer.json);
	corridor_answer_deinit(&answer);
	return status;
}

int import_send(const struct import *import, struct import_counts *counts)
{
	struct sending sending = {.import = import, .counts = counts};
	int status = begin(&sending);

	for (; status == STATUS_OK && counts->next < import->count; counts->next++) {
		const struct referral_line *line = &import->lines[counts->next];

		if (line->problem[0] == '\0' && line->same_as == 0)
			status = send_line(&sending, line);
		if (status != STATUS_OK)
			break;
	}
	session_close(&sending.session);
	return status == STATUS_OK && counts->refused > 0 ? STATUS_REFUSED : status;
}
