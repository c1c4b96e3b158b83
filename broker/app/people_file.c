#define _GNU_SOURCE /* explicit_bzero */

#include "app/people_file.h"

#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "base/digest.h"
#include "core/record.h"

enum {
	PASSWORD_RANDOM_BYTES = 13, /* 21 base32 letters, of which 20 are used */
	PASSWORD_GROUPS = 4,
	PASSWORD_GROUP_LETTERS = 5,
	TOTP_TEXT_BYTES = PEOPLE_TOTP_BYTES * 8 / 5 + 1
};

enum error people_row_invent(struct people_row *row)
{
	unsigned char bytes[PASSWORD_RANDOM_BYTES];
	char letters[(PASSWORD_RANDOM_BYTES * 8 + 4) / 5 + 1];
	enum error error = random_bytes(bytes, sizeof(bytes));
	char *out = row->password;

	if (!error)
		error = random_bytes(row->totp_secret, sizeof(row->totp_secret));
	if (error)
		return error;
	base32_encode(bytes, sizeof(bytes), letters);
	for (int i = 0; i < PASSWORD_GROUPS * PASSWORD_GROUP_LETTERS; i++) {
		if (i > 0 && i % PASSWORD_GROUP_LETTERS == 0)
			*out++ = '-';
		*out++ = (char)tolower((unsigned char)letters[i]);
	}
	*out = '\0';
	explicit_bzero(bytes, sizeof(bytes));
	explicit_bzero(letters, sizeof(letters));
	return OK;
}

void people_row_forget(struct people_row *row)
{
	explicit_bzero(row, sizeof(*row));
}

enum error people_file_begin(struct people_file *people, const char *path)
{
	int fd;

	people->file = NULL;
	if (strlen(path) + sizeof(".new") > PEOPLE_PATH_BYTES) {
		errno = ENAMETOOLONG;
		return ERROR_BAD_REQUEST;
	}
	snprintf(people->path, PEOPLE_PATH_BYTES, "%s", path);
	snprintf(people->path_in_work, PEOPLE_PATH_BYTES, "%s.new", path);
	if (access(path, F_OK) == 0) {
		errno = EEXIST;
		return ERROR_BAD_REQUEST;
	}
	/* A leftover of a run that was cut short is worthless: its store was never filled. */
	unlink(people->path_in_work);
	fd = open(people->path_in_work, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	if (fd < 0)
		return ERROR_BAD_REQUEST;
	people->file = fdopen(fd, "w");
	if (!people->file) {
		close(fd);
		return ERROR_BAD_REQUEST;
	}
	fputs("person,password,totp_secret,roles,display_name\n", people->file);
	return OK;
}

enum error people_file_add(struct people_file *people, const struct people_row *row)
{
	char secret[TOTP_TEXT_BYTES];
	const char *between = "";

	base32_encode(row->totp_secret, sizeof(row->totp_secret), secret);
	fprintf(people->file, "%s,%s,%s,", row->person, row->password, secret);
	explicit_bzero(secret, sizeof(secret));
	for (size_t word = 1; word <= role_vocabulary.count; word++) {
		if (!(row->roles & SET_OF(word)))
			continue;
		fprintf(people->file, "%s%s", between, vocabulary_wire(&role_vocabulary, (int)word));
		between = ";";
	}
	/* Display names of demo.def hold no commas or quotes. */
	fprintf(people->file, ",%s\n", row->display_name);
	return ferror(people->file) ? ERROR_STORE_UNAVAILABLE : OK;
}

enum error people_file_finish(struct people_file *people)
{
	bool is_written = fflush(people->file) == 0 && fsync(fileno(people->file)) == 0;

	is_written = fclose(people->file) == 0 && is_written;
	people->file = NULL;
	if (is_written && rename(people->path_in_work, people->path) == 0)
		return OK;
	unlink(people->path_in_work);
	return ERROR_STORE_UNAVAILABLE;
}

void people_file_abandon(struct people_file *people)
{
	if (!people->file)
		return;
	fclose(people->file);
	people->file = NULL;
	unlink(people->path_in_work);
}
