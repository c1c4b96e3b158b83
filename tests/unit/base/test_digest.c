#include <criterion/criterion.h>

#include <stdint.h>
#include <string.h>

#include "base/digest.h"
#include "base/text.h"

static const char *hex_of(const struct digest *digest)
{
	static char hex[DIGEST_HEX_BYTES + 1];

	hex_encode(digest->bytes, DIGEST_BYTES, hex);
	return hex;
}

/* FIPS 180-4 examples. */
Test(digest, is_sha_256)
{
	static const struct {
		const char *text;
		const char *hex;
	} rows[] = {
		{"", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"},
		{"abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"},
		{"abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
			"248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"},
	};
	struct digest digest;

	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct text text = text_of(rows[i].text);

		cr_assert_eq(digest_of(&text, 1, &digest), OK);
		cr_assert_str_eq(hex_of(&digest), rows[i].hex);
	}
}

Test(digest, of_a_million_letters_in_many_parts)
{
	static struct text parts[1000];
	static char thousand[1000];
	struct digest digest;

	memset(thousand, 'a', sizeof(thousand));
	for (size_t i = 0; i < 1000; i++)
		parts[i] = (struct text){thousand, sizeof(thousand)};
	cr_assert_eq(digest_of(parts, 1000, &digest), OK);
	cr_assert_str_eq(hex_of(&digest), "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
}

Test(digest, skips_absent_and_empty_parts)
{
	struct text parts[] = {text_of("a"), {0}, text_of(""), text_of("bc")};
	struct digest digest;

	cr_assert_eq(digest_of(parts, 4, &digest), OK);
	cr_assert_str_eq(hex_of(&digest), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
	cr_assert_eq(digest_of(NULL, 0, &digest), OK);
	cr_assert_str_eq(hex_of(&digest), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
}

/* RFC 4231, test cases 1 to 4, 6 and 7. */
Test(digest, with_a_key_is_hmac_sha_256)
{
	char key[131];
	char data[50];
	char counting[25];
	struct digest digest;

	memset(key, 0x0b, 20);
	cr_assert_eq(digest_keyed((struct text){key, 20}, text_of("Hi There"), &digest), OK);
	cr_assert_str_eq(hex_of(&digest), "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7");

	cr_assert_eq(digest_keyed(text_of("Jefe"), text_of("what do ya want for nothing?"), &digest), OK);
	cr_assert_str_eq(hex_of(&digest), "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");

	memset(key, 0xaa, sizeof(key));
	memset(data, 0xdd, sizeof(data));
	cr_assert_eq(digest_keyed((struct text){key, 20}, (struct text){data, 50}, &digest), OK);
	cr_assert_str_eq(hex_of(&digest), "773ea91e36800e46854db8ebd09181a72959098b3ef8c122d9635514ced565fe");

	for (int i = 0; i < 25; i++)
		counting[i] = (char)(i + 1);
	memset(data, 0xcd, sizeof(data));
	cr_assert_eq(digest_keyed((struct text){counting, 25}, (struct text){data, 50}, &digest), OK);
	cr_assert_str_eq(hex_of(&digest), "82558a389a443c0ea4cc819899f2083a85f0faa3e578f8077a2e3ff46729665b");

	cr_assert_eq(digest_keyed((struct text){key, 131},
			     text_of("Test Using Larger Than Block-Size Key - Hash Key First"), &digest),
		OK);
	cr_assert_str_eq(hex_of(&digest), "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54");

	cr_assert_eq(
		digest_keyed((struct text){key, 131},
			text_of("This is a test using a larger than block-size key and a larger than block-size data. "
				"The key needs to be hashed before being used by the HMAC algorithm."),
			&digest),
		OK);
	cr_assert_str_eq(hex_of(&digest), "9b09ffa71b942fcb27635fbcd5b0e944bfdc63644f0713938a7f51535c3a35e2");
}

Test(digest, with_an_empty_key_and_text_is_still_one)
{
	struct digest digest;

	cr_assert_eq(digest_keyed((struct text){0}, (struct text){0}, &digest), OK);
	cr_assert_str_eq(hex_of(&digest), "b613679a0814d9ec772f95d778c35fc5ff1697c493715653c6c712144292c5ad");
}

/* RFC 6238 appendix B, SHA-1 rows; a code of six digits is the end of the one of eight given there. */
Test(digest, makes_one_time_passwords)
{
	static const struct {
		int64_t at_s;
		const char *code;
	} rows[] = {
		{59, "287082"},
		{1111111109, "081804"},
		{1111111111, "050471"},
		{1234567890, "005924"},
		{2000000000, "279037"},
		{20000000000, "353130"},
	};
	char code[7];

	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		cr_assert_eq(digest_totp(text_of("12345678901234567890"), rows[i].at_s / 30, code), OK);
		cr_assert_str_eq(code, rows[i].code);
	}
}

/* RFC 4226 appendix D. */
Test(digest, makes_the_first_ten_counted_passwords)
{
	static const char *const codes[] = {
		"755224", "287082", "359152", "969429", "338314", "254676", "287922", "162583", "399871", "520489"};
	char code[7];

	for (int i = 0; i < 10; i++) {
		cr_assert_eq(digest_totp(text_of("12345678901234567890"), i, code), OK);
		cr_assert_str_eq(code, codes[i]);
	}
}

Test(digest, random_bytes_differ_each_time)
{
	unsigned char a[1000] = {0};
	unsigned char b[1000] = {0};
	size_t zeroes = 0;

	cr_assert_eq(random_bytes(a, sizeof(a)), OK);
	cr_assert_eq(random_bytes(b, sizeof(b)), OK);
	cr_assert(memcmp(a, b, sizeof(a)) != 0);
	for (size_t i = 0; i < sizeof(a); i++)
		zeroes += a[i] == 0;
	cr_assert(zeroes < 100, "all of it is filled");
	cr_assert_eq(random_bytes(a, 0), OK);
}

Test(digest, bytes_are_compared_whole)
{
	cr_assert(bytes_equal_in_constant_time("abcd", "abcd", 4));
	cr_assert(bytes_equal_in_constant_time("abcd", "abce", 3));
	cr_assert(!bytes_equal_in_constant_time("abcd", "abce", 4));
	cr_assert(!bytes_equal_in_constant_time("abcd", "bbcd", 4));
	cr_assert(bytes_equal_in_constant_time("", "", 0));
}

Test(digest, hex_goes_there_and_back)
{
	unsigned char all[256];
	unsigned char back[256];
	char hex[513];

	for (int i = 0; i < 256; i++)
		all[i] = (unsigned char)i;
	hex_encode(all, sizeof(all), hex);
	cr_assert_eq(strlen(hex), 512u);
	cr_assert_eq(strncmp(hex, "000102030405060708090a0b0c0d0e0f10", 34), 0);
	cr_assert_eq(hex_decode(text_of(hex), back, sizeof(back)), OK);
	cr_assert_eq(memcmp(all, back, sizeof(all)), 0);
	cr_assert_eq(hex_decode(text_of("DEADbeef"), back, 4), OK);
	cr_assert_eq(memcmp(back, "\xde\xad\xbe\xef", 4), 0);
	cr_assert_eq(hex_decode(text_of(""), back, 0), OK);
	hex_encode(NULL, 0, hex);
	cr_assert_str_eq(hex, "");
}

Test(digest, hex_that_is_wrong_is_refused_and_writes_nothing)
{
	static const char *const bad[] = {"", "ab", "abc", "abcde", "abcdef", "zbcd", "abcg", "ab d", "0x12", "ab-d"};
	unsigned char out[2] = {7, 7};

	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++)
		cr_assert_eq(hex_decode(text_of(bad[i]), out, 2), ERROR_BAD_REQUEST, "%s", bad[i]);
	cr_assert(out[0] == 7 && out[1] == 7);
}

/* RFC 4648 section 10, without its padding. */
Test(digest, base32_goes_there_and_back)
{
	static const struct {
		const char *bytes;
		const char *text;
	} rows[] = {{"", ""}, {"f", "MY"}, {"fo", "MZXQ"}, {"foo", "MZXW6"}, {"foob", "MZXW6YQ"}, {"fooba", "MZXW6YTB"},
		{"foobar", "MZXW6YTBOI"}};
	char text[32];
	char bytes[16];
	size_t length;

	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		size_t size = strlen(rows[i].bytes);

		base32_encode(rows[i].bytes, size, text);
		cr_assert_str_eq(text, rows[i].text);
		cr_assert_eq(strlen(text), (size * 8 + 4) / 5);
		cr_assert_eq(base32_decode(text_of(rows[i].text), bytes, size, &length), OK, "%s", rows[i].text);
		cr_assert_eq(length, size);
		cr_assert_eq(memcmp(bytes, rows[i].bytes, size), 0);
	}
}

Test(digest, base32_keeps_every_byte_of_a_secret)
{
	unsigned char secret[61];
	unsigned char back[61];
	char text[100];
	size_t length;

	for (size_t size = 0; size <= sizeof(secret); size++) {
		cr_assert_eq(random_bytes(secret, size), OK);
		base32_encode(secret, size, text);
		cr_assert_eq(base32_decode(text_of(text), back, sizeof(back), &length), OK);
		cr_assert_eq(length, size);
		cr_assert_eq(memcmp(secret, back, size), 0);
	}
}

Test(digest, base32_is_read_as_people_type_it)
{
	char bytes[6];
	size_t length;

	cr_assert_eq(base32_decode(text_of(" mzxw-6ytb oi"), bytes, sizeof(bytes), &length), OK);
	cr_assert_eq(length, 6u);
	cr_assert_eq(memcmp(bytes, "foobar", 6), 0);
}

Test(digest, base32_that_is_wrong_is_refused_and_writes_nothing)
{
	static const char *const bad[] = {
		"M", "MZX", "MZXW6Y", "MZXW6YTB1", "MZXW0", "MZXW8", "MY======", "MZ\nXQ", "MZXW6YTBO"};
	char bytes[6] = "kept";
	size_t length = 99;

	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++)
		cr_assert_eq(base32_decode(text_of(bad[i]), bytes, 6, &length), ERROR_BAD_REQUEST, "%s", bad[i]);
	cr_assert_eq(base32_decode(text_of("MZXW6YTBOI"), bytes, 5, &length), ERROR_TOO_LARGE);
	cr_assert_str_eq(bytes, "kept");
	cr_assert_eq(length, 99u);
}
