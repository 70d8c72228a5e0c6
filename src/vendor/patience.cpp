#include "vendor/patience.hpp"

#include <chrono>  // tidy: a stop watch; no value depends on it

namespace tw::vendor {
namespace {

std::int64_t now_ns() {
  const auto now = std::chrono::steady_clock::now();  // tidy: a stop watch; no value depends on it
  return std::chrono::duration_cast<std::chrono::nanoseconds>(now.time_since_epoch()).count();
}

}  // namespace

Patience::Patience(Duration whole) : until_ns_{now_ns() + whole.ns} {}

Duration Patience::left() const { return {until_ns_ - now_ns()}; }

}  // namespace tw::vendor
