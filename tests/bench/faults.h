/* The faults that bench-records plants, in the order in which they are counted.
 * Stage: test. In: nothing. Out: names. */
#ifndef FR_BENCH_FAULTS_H
#define FR_BENCH_FAULTS_H

typedef enum fault {
	NO_ID,
	BAD_ID,
	BAD_TIME,
	CLEAR_PHONE,
	BAD_CHANNEL,
	BAD_TYPE,
	NO_TEXT,
	BEYOND_FIVE,
	NOT_WHOLE,
	BEYOND_TEN,
	BAD_DATE,
	EARLY,
	NO_DATE,
	NO_AGENT,
	OTHER, /* never planted */
	FAULTS
} fault;
static const char *const fault_names[FAULTS] = {"no-id", "bad-id", "bad-time", "clear-phone", "bad-channel", "bad-type", "no-text",
	"beyond-five", "not-whole", "beyond-ten", "bad-date", "early", "no-date", "no-agent", "other"};

#endif
