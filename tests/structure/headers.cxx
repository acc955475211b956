/* A C++ program that takes in every public header and calls one function: the headers compile as C++17 and link by their C names.
 * Stage: test. */
#include <formrule/calendar.h>
#include <formrule/codes.h>
#include <formrule/expression.h>
#include <formrule/form.h>
#include <formrule/formrule.h>
#include <formrule/messages.h>
#include <formrule/output.h>
#include <formrule/privacy.h>
#include <formrule/run.h>
#include <formrule/types.h>

int main() { return fr_version()[0] == 0; }
