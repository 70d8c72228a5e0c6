#include "core/assert.hpp"

#include <cstdio>
#include <cstdlib>

namespace tw::inline core {

void assertion_failed(const char* condition, const char* file, int line) {
  std::fprintf(stderr, "tradewind: internal error: %s does not hold (%s:%d)\n", condition, file,
               line);  // tidy: the last words of a process that must stop
  std::abort();
}

void arithmetic_overflowed(const char* what) {
  std::fprintf(stderr,
               "tradewind: %s left the range of 92,233,720,368.54775807: "
               "use smaller cash, sizes or prices\n",
               what);  // tidy: the last words of a process that must stop
  std::_Exit(1);
}

}  // namespace tw::inline core
