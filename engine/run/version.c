/* Version of the engine.
 * Stage: pipeline. In: the build's version. Out: text. */
#include "formrule/formrule.h"

#ifndef FR_VERSION
#define FR_VERSION "2026.1"
#endif

const char *fr_version(void) { return FR_VERSION; }
