/* Sealed files: read with their key, and with nothing else; whatever is changed is noticed. */
#define _GNU_SOURCE /* memfd_create */

#include <criterion/criterion.h>

#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/seal.h"
#include "base/text.h"

static const char KEY[] = "a key that an operator keeps somewhere else";
enum { MOST_BYTES = 3 * SEAL_PIECE_BYTES };

static char plain[MOST_BYTES];

static int file_of(const void *bytes, size_t length)
{
	int file = memfd_create("sealed", 0);

	cr_assert(file >= 0);
	cr_assert_eq(write(file, bytes, length), (ssize_t)length);
	return file;
}

static int sealed_of(size_t length)
{
	int from, to;

	for (size_t i = 0; i < length; i++)
		plain[i] = (char)(i * 7 + i / 256);
	from = file_of(plain, length);
	to = memfd_create("sealed", 0);
	cr_assert_eq(seal_file(text_of(KEY), from, to), OK);
	close(from);
	return to;
}

static enum error look(int file, const char *key)
{
	return unseal_file(text_of(key), file, -1);
}

static void flip(int file, off_t at)
{
	unsigned char byte;

	cr_assert_eq(pread(file, &byte, 1, at), 1);
	byte ^= 0x10;
	cr_assert_eq(pwrite(file, &byte, 1, at), 1);
}

Test(seal, gives_back_what_was_sealed)
{
	static const size_t lengths[] = {
		0, 1, SEAL_PIECE_BYTES - 1, SEAL_PIECE_BYTES, SEAL_PIECE_BYTES + 1, 2 * SEAL_PIECE_BYTES, MOST_BYTES};

	for (size_t i = 0; i < sizeof(lengths) / sizeof(lengths[0]); i++) {
		static char back[MOST_BYTES + 1];
		int sealed = sealed_of(lengths[i]);
		int opened = memfd_create("opened", 0);

		cr_assert_eq(unseal_file(text_of(KEY), sealed, opened), OK);
		cr_assert_eq(pread(opened, back, sizeof(back), 0), (ssize_t)lengths[i]);
		cr_assert_eq(memcmp(back, plain, lengths[i]), 0);
		close(opened);
		close(sealed);
	}
}

Test(seal, hides_what_is_in_it_and_never_looks_the_same_twice)
{
	static char one[MOST_BYTES + 1000], other[MOST_BYTES + 1000];
	int first = sealed_of(SEAL_PIECE_BYTES);
	int second = sealed_of(SEAL_PIECE_BYTES);
	ssize_t length = pread(first, one, sizeof(one), 0);

	cr_assert_eq(length, SEAL_HEADER_BYTES + SEAL_PIECE_BYTES + SEAL_TAG_BYTES);
	cr_assert_eq(pread(second, other, sizeof(other), 0), length);
	cr_assert_neq(memcmp(one + SEAL_HEADER_BYTES, other + SEAL_HEADER_BYTES, 64), 0);
	cr_assert_null(memmem(one, (size_t)length, plain, 16));
	close(first);
	close(second);
}

Test(seal, tells_a_wrong_key_from_a_file_that_is_none)
{
	int sealed = sealed_of(1000);
	int nonsense = file_of(plain, sizeof(plain));
	int nothing = file_of("", 0);

	cr_assert_eq(look(sealed, "another key of somebody who has no business here"), ERROR_UNAUTHENTICATED);
	cr_assert_eq(look(nonsense, KEY), ERROR_BAD_REQUEST);
	cr_assert_eq(look(nothing, KEY), ERROR_BAD_REQUEST);
	close(sealed);
	close(nonsense);
	close(nothing);
}

Test(seal, notices_any_changed_byte)
{
	enum { LENGTH = SEAL_PIECE_BYTES + 500 };
	int sealed = sealed_of(LENGTH);
	off_t size = lseek(sealed, 0, SEEK_END);

	for (off_t at = 0; at < size; at += at < 200 ? 1 : 1009) {
		flip(sealed, at);
		cr_assert_neq(look(sealed, KEY), OK, "byte %lld", (long long)at);
		flip(sealed, at);
	}
	flip(sealed, size - 1);
	cr_assert_eq(look(sealed, KEY), ERROR_CONFLICT);
	flip(sealed, size - 1);
	cr_assert_eq(look(sealed, KEY), OK);
	close(sealed);
}

/* Cut off at a border between pieces is the dangerous place: every piece that is left is whole. */
Test(seal, notices_that_the_end_is_missing_or_something_was_added)
{
	static const off_t cuts[] = {SEAL_HEADER_BYTES, SEAL_HEADER_BYTES + SEAL_PIECE_BYTES + SEAL_TAG_BYTES,
		SEAL_HEADER_BYTES + 2 * (SEAL_PIECE_BYTES + SEAL_TAG_BYTES), SEAL_HEADER_BYTES + 5};

	for (size_t i = 0; i < sizeof(cuts) / sizeof(cuts[0]); i++) {
		int sealed = sealed_of(MOST_BYTES);

		cr_assert_eq(ftruncate(sealed, cuts[i]), 0);
		cr_assert_eq(look(sealed, KEY), ERROR_CONFLICT, "cut %zu", i);
		close(sealed);
	}
	int longer = sealed_of(1000);
	cr_assert_eq(lseek(longer, 0, SEEK_END) > 0, 1);
	cr_assert_eq(write(longer, "x", 1), 1);
	cr_assert_eq(look(longer, KEY), ERROR_CONFLICT);
	close(longer);
}

Test(seal, notices_pieces_that_changed_places)
{
	enum { PIECE = SEAL_PIECE_BYTES + SEAL_TAG_BYTES };
	static char first[PIECE], second[PIECE];
	int sealed = sealed_of(MOST_BYTES);

	cr_assert_eq(pread(sealed, first, PIECE, SEAL_HEADER_BYTES), PIECE);
	cr_assert_eq(pread(sealed, second, PIECE, SEAL_HEADER_BYTES + PIECE), PIECE);
	cr_assert_eq(pwrite(sealed, second, PIECE, SEAL_HEADER_BYTES), PIECE);
	cr_assert_eq(pwrite(sealed, first, PIECE, SEAL_HEADER_BYTES + PIECE), PIECE);
	cr_assert_eq(look(sealed, KEY), ERROR_CONFLICT);
	close(sealed);
}

Test(seal, says_that_it_cannot_write)
{
	int from = file_of("words", 5);
	int closed = file_of("", 0);

	close(closed);
	cr_assert_eq(seal_file(text_of(KEY), from, closed), ERROR_STORE_UNAVAILABLE);
	close(from);
}
