/* An attacker who knows how counts are disturbed, but not the secret, has every export of two practices and two months:
 * each practice and their total, each month and both. He weighs all worlds by how likely they would show what he sees.
 * He must never be sure of a small count. */
#include <criterion/criterion.h>

#include <string.h>

#include "core/report_rules.h"
#include "tests/fixtures/random.h"
#include "tests/reports/history.h"
#include "tests/reports/many_cases.h"

enum { WORLDS = 60, MOST = 9, TOTAL = 2 * MOST, TRIALS = 100000, PLACES = 40, PLACE_OF_0 = 15 };

static const char *const practices[] = {"P81001", "P81002"};

/* --- what he knows of the disturbance -------------------------------------------------------------------------------- */

/* chances[count][place][is_withheld]: that a count of a month becomes (place - PLACE_OF_0) * 5, shown or not. */
static double chances[TOTAL + 1][PLACES][2];

/* He has the program, and tries it out under secrets of his own. */
static void learn(void)
{
	struct chance chance = {.state = 5};

	memset(chances, 0, sizeof(chances));
	for (int count = 1; count <= TOTAL; count++) {
		for (int i = 0; i < TRIALS; i++) {
			struct hidden_count hidden = {0};

			report_hide(&hidden, count, chance_bits(&chance));
			int64_t place = hidden.sum / 5 + PLACE_OF_0;
			if (place >= 0 && place < PLACES)
				chances[count][place][report_shown(&hidden) == COUNT_WITHHELD] += 1.0 / TRIALS;
		}
	}
}

/* --- what he sees ---------------------------------------------------------------------------------------------------- */

/* Of the cases of a practice, or of both. */
struct seen {
	int64_t month[2], both;
};

static int64_t look(struct world *world, const char *practice, int32_t from, int32_t until)
{
	struct report_avoided_args args = {.from = from,
		.until = until,
		.by = practice ? SET_OF(BY_PRACTICE) : SET_OF(BY_NEIGHBOURHOOD),
		.reach = REACH_BEYOND_ICB};
	const struct report_avoided_result *result =
		world_query(world, NULL, "n.shaw", COMMAND_report_avoided, &args, NULL);

	for (size_t i = 0; i < result->rows.count; i++) {
		const struct avoided_row *row = (const struct avoided_row *)result->rows.items + i;

		if (practice ? strcmp(row->practice.text, practice) == 0
			     : strcmp(row->neighbourhood.text, "riverside") == 0)
			return row->asked;
	}
	cr_assert_fail("no such row");
	return 0;
}

static struct seen see(struct world *world, const char *practice)
{
	return (struct seen){{look(world, practice, 20270101, 20270131), look(world, practice, 20270201, 20270228)},
		look(world, practice, 20270101, 20270228)};
}

/* --- what he concludes ----------------------------------------------------------------------------------------------- */

static bool is_shown_as(int place, int is_withheld, int64_t shown)
{
	return is_withheld ? shown == COUNT_WITHHELD : shown == (place - PLACE_OF_0) * 5;
}

static bool add_up(int first, int is_first_withheld, int second, int is_second_withheld, int64_t both)
{
	int least = (is_first_withheld ? 1 : 5) + (is_second_withheld ? 1 : 5);
	int64_t sum = (first + second - 2 * PLACE_OF_0) * 5;

	return least >= 5 && sum >= 5 ? both == sum : both == COUNT_WITHHELD;
}

/* How likely two counts would be seen like that. */
static double likelihood(const struct seen *seen, int first, int second)
{
	double sum = 0;

	for (int i = 0; i < PLACES * 2; i++) {
		if (!is_shown_as(i / 2, i % 2, seen->month[0]) || chances[first][i / 2][i % 2] <= 0)
			continue;
		for (int j = 0; j < PLACES * 2; j++) {
			if (is_shown_as(j / 2, j % 2, seen->month[1]) && add_up(i / 2, i % 2, j / 2, j % 2, seen->both))
				sum += chances[first][i / 2][i % 2] * chances[second][j / 2][j % 2];
		}
	}
	return sum;
}

struct belief {
	double of[2][2][MOST + 1]; /* practice, month, count */
	double sum;
};

static double table[3][TOTAL + 1][TOTAL + 1];

static void weigh(const struct seen seen[3], struct belief *belief)
{
	memset(belief, 0, sizeof(*belief));
	for (int who = 0; who < 3; who++) {
		for (int i = 1; i <= (who < 2 ? MOST : TOTAL); i++) {
			for (int j = 1; j <= (who < 2 ? MOST : TOTAL); j++)
				table[who][i][j] = likelihood(&seen[who], i, j);
		}
	}
	for (int i = 0; i < MOST * MOST * MOST * MOST; i++) {
		int a = 1 + i % MOST, b = 1 + i / MOST % MOST, c = 1 + i / MOST / MOST % MOST,
		    d = 1 + i / MOST / MOST / MOST;
		double weight = table[0][a][b] * table[1][c][d] * table[2][a + c][b + d];

		belief->of[0][0][a] += weight;
		belief->of[0][1][b] += weight;
		belief->of[1][0][c] += weight;
		belief->of[1][1][d] += weight;
		belief->sum += weight;
	}
}

struct score {
	int small, guessed;
	double surest, least;
};

static void judge(const struct belief *belief, int64_t counts[2][2], struct score *score)
{
	for (int i = 0; i < 4; i++) {
		const double *of = belief->of[i / 2][i % 2];
		int64_t count = counts[i / 2][i % 2], best = 1;

		if (count >= 5)
			continue;
		for (int value = 1; value <= MOST; value++)
			best = of[value] > of[best] ? value : best;
		score->small++;
		score->guessed += best == count;
		score->surest = of[best] / belief->sum > score->surest ? of[best] / belief->sum : score->surest;
		for (int value = 1; value < 5; value++)
			score->least = of[value] / belief->sum < score->least ? of[value] / belief->sum : score->least;
	}
}

Test(attack, on_all_exports_of_a_small_world_never_makes_sure_of_a_small_count)
{
	struct chance chance = {.state = 1901};
	struct score score = {.least = 1};

	learn();
	for (int i = 0; i < WORLDS; i++) {
		struct subject subject;
		struct world world;
		int64_t counts[2][2];
		struct seen seen[3];
		struct belief belief;

		subject_open(&subject, SUBJECT_MEMORY);
		world_init(&world, subject.store);
		memset(world.hiding_key.bytes, i, sizeof(world.hiding_key.bytes));
		for (int32_t month = 0; month < 2; month++) {
			for (int who = 0; who < 2; who++) {
				counts[who][month] = 1 + chance_below(&chance, i % 3 == 0 ? 8 : 4);
				many_cases_ask(&world, practices[who], 202701 + month, counts[who][month]);
			}
		}
		for (int who = 0; who < 3; who++)
			seen[who] = see(&world, who < 2 ? practices[who] : NULL);
		weigh(seen, &belief);
		cr_assert(belief.sum > 0, "world %d shows what it should never show", i);
		judge(&belief, counts, &score);
		history_close(&subject, &world);
	}
	cr_log_info("%d small counts, %d guessed; surest %.2f, least %.4f", score.small, score.guessed, score.surest,
		score.least);
	cr_assert(score.small > WORLDS * 2);
	cr_expect(score.surest < 0.75, "he is %.2f sure of one", score.surest);
	cr_expect(score.least > 0.01, "he rules a value out: %.4f", score.least);
	cr_expect(score.guessed * 2 < score.small, "guessing works for %d of %d", score.guessed, score.small);
}
