/* SPDX-License-Identifier: GPL-2.0-or-later */

/* Checks in child processes, because a process can have one machine or die only. */

#ifndef SIM_TESTS_TEST_CHILD_H
#define SIM_TESTS_TEST_CHILD_H

#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

/** What the child is about, for its messages. */
static const char *row;

/** In a child: say what is wrong, and fail. */
#define CHECK(condition, ...) \
	do { \
		if (!(condition)) { \
			fprintf(stderr, "# %s, line %d: %s: ", row, __LINE__, #condition); \
			fprintf(stderr, __VA_ARGS__); \
			fputc('\n', stderr); \
			exit(1); \
		} \
	} while (0)

/** Run check(number) in a child. */
static inline void in_child(void (*check)(unsigned int number), unsigned int number)
{
	int status;

	fflush(NULL);
	pid_t child = fork();
	assert_true(child >= 0);
	if (child == 0) {
		check(number);
		fflush(NULL);
		_exit(0);
	}
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_int_equal(status, 0);
}

#endif /* SIM_TESTS_TEST_CHILD_H */
