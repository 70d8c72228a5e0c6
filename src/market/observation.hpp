#pragma once

#include <cstdint>

#include "core/timestamp.hpp"

namespace tw::inline market {

/// Names one series of alternative data: a payroll print, a filing count, a sentiment score.
enum class SeriesId : std::uint32_t {};

/// One figure of one series: when it is about, when it could have been known, what it says.
struct Observation {
  SeriesId series{};
  Timestamp event_at;
  Timestamp known_at;
  double value = 0.0;
};

}  // namespace tw::inline market
