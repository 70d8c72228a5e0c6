#pragma once

#include <expected>
#include <optional>
#include <string>
#include <vector>

#include "core/timestamp.hpp"
#include "vendor/outcome.hpp"

namespace tw::providers {

/// What one vendor said instead of an answer, or why it was not asked.
struct Said {
  std::string vendor;
  vendor::Refusal refusal;
  int requests = 0;  ///< That were sent; zero: it was not asked.
};

/// An answer, with where it is from.
template <class T>
struct Sourced {
  T value;
  std::string source;  ///< The vendor's name.
  Timestamp received_at;
  Duration latency;             ///< Of the request that was answered.
  std::optional<Duration> age;  ///< Of the newest figure when it came; nothing where none is dated.
  std::vector<Said> said;       ///< By those asked before.
};

/// Nobody answered.
struct Unanswered {
  std::vector<Said> said;

  /// Returns the class of the whole: no data when one says so; unknown symbol when each that could
  /// speak says so; else what the first said that could be asked.
  vendor::Outcome outcome() const;
  /// Returns one line: "yahoo: throttle: Too Many Requests; not asked: polygon (POLYGON_API_KEY is
  /// not set), ...".
  std::string text() const;
};

template <class T>
using Routed = std::expected<Sourced<T>, Unanswered>;

}  // namespace tw::providers
