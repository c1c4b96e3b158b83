/* corridor_contract GOLDEN TEMPLATES DOCS: writes every document of the contract. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "codec/contract/contract.h"

static const struct {
	const char *template;
	const char *document;
} documents[] = {
	{"asyncapi.json.in", "asyncapi.json"},
	{"openapi.json.in", "openapi.json"},
	{"reference.md.in", "reference.md"},
};

static bool is_json(const char *name)
{
	return strstr(name, ".json") != NULL;
}

static void make(const char *templates, const char *template, const char *docs, const char *document)
{
	struct buffer source = {0}, expanded = {0}, laid_out = {0};

	read_file(templates, template, &source);
	expand(buffer_text(&source), &expanded);
	if (is_json(document)) {
		append_laid_out(buffer_text(&expanded), &laid_out);
		buffer_append(&laid_out, "\n", 1);
	} else {
		buffer_append_text(&laid_out, buffer_text(&expanded));
	}
	if (source.failed || expanded.failed || laid_out.failed)
		give_up("no memory left");
	write_file(docs, document, buffer_text(&laid_out));
	buffer_deinit(&source);
	buffer_deinit(&expanded);
	buffer_deinit(&laid_out);
}

int main(int argc, char **argv)
{
	if (argc != 4)
		give_up("usage: corridor_contract GOLDEN TEMPLATES DOCS");
	golden_folder = argv[1];
	for (size_t i = 0; i < sizeof documents / sizeof documents[0]; i++)
		make(argv[2], documents[i].template, argv[3], documents[i].document);
	return EXIT_SUCCESS;
}
