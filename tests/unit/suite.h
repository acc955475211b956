/* Unit tests: one CUnit suite a program; the exit status says whether all passed.
 * Usage: TESTS(name_of_suite, {"what it shows", function}, …) at the end of the file. */
#ifndef FR_TEST_SUITE_H
#define FR_TEST_SUITE_H

#include <CUnit/Basic.h>
#include <stdio.h>

typedef struct fr_test {
	const char *name;
	void (*run)(void);
} fr_test;

#define TESTS(suite_name, ...) \
	int main(void) \
	{ \
		static const fr_test tests[] = {__VA_ARGS__}; \
		CU_initialize_registry(); \
		CU_pSuite suite = CU_add_suite(#suite_name, NULL, NULL); \
		for (size_t i = 0; i < sizeof tests / sizeof *tests; i++) \
			CU_add_test(suite, tests[i].name, tests[i].run); \
		CU_basic_set_mode(CU_BRM_NORMAL); \
		CU_basic_run_tests(); \
		unsigned failed = CU_get_number_of_failures() + CU_get_number_of_tests_failed(); \
		unsigned ran = CU_get_number_of_tests_run(); \
		CU_cleanup_registry(); \
		return failed || ran == 0; \
	}

/* Says which case of a table failed. */
#define CASE_TRUE(condition, ...) \
	do { \
		bool holds_ = (condition); \
		if (!holds_) \
			fprintf(stderr, __VA_ARGS__); \
		CU_ASSERT(holds_); \
	} while (0)

#endif
