#include "body.h"

#include <stdio.h>
#include <string.h>

const char body_common[] = "patient", body_rare[] = "zygomycosis", body_two[] = "potassium diltiazem";

/* By how often they are said. What comes behind these is made of syllables. */
static const char *const words[] = {"the", "and", "to", "of", "for", "is", "with", "on", "her", "his", "patient", "no",
	"in", "not", "at", "please", "would", "blood", "pressure", "today", "weeks", "if", "clinic", "normal", "raised",
	"advice", "refer", "dose", "pain", "echo", "rate", "history", "since", "repeat", "thank", "symptoms", "renal",
	"potassium", "asthma", "diltiazem", "rash", "headache", "fatigue", "anaemia", "statin", "biopsy", "murmur",
	"syncope"};
enum { KNOWN = sizeof words / sizeof words[0], VOCABULARY = 20000 };

static uint64_t mix(uint64_t value)
{
	value += 0x9E3779B97F4A7C15u;
	value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9u;
	value = (value ^ (value >> 27)) * 0x94D049BB133111EBu;
	return value ^ (value >> 31);
}

/* Word n of the vocabulary: three syllables that say which. */
static int spell(unsigned n, char *out, size_t size)
{
	static const char consonants[] = "bdfgklmnprst", vowels[] = "aeiou";
	char syllables[7] = "";
	if (n < KNOWN) {
		return snprintf(out, size, "%s", words[n]);
	}
	for (int i = 0; i < 3; i++, n /= 60) {
		syllables[i * 2] = consonants[n % 60 / 5];
		syllables[i * 2 + 1] = vowels[n % 5];
	}
	return snprintf(out, size, "%s", syllables);
}

/* Rank by chance, after Zipf: half of what is said is said with few words. */
static unsigned choose(uint64_t random)
{
	double unit = (double)(random >> 11) / 9007199254740992.0;
	return (unsigned)((double)VOCABULARY * unit * unit * unit * unit);
}

void body_of(int64_t number, char *out, size_t bytes)
{
	uint64_t random = mix((uint64_t)number);
	size_t length = 0;
	if (number % RARE_EVERY == 7) {
		length = (size_t)snprintf(out, bytes + 1, "%s ", body_rare);
	}
	while (length < bytes) {
		char word[24];
		random = mix(random);
		size_t word_length = (size_t)spell(choose(random), word, sizeof word);
		if (length + word_length + 1 > bytes) {
			break;
		}
		memcpy(out + length, word, word_length);
		length += word_length;
		out[length++] = ' ';
	}
	out[length > 0 ? length - 1 : 0] = '\0';
}
