#pragma once

#include <cstdint>

#include "core/ratio.hpp"
#include "core/timestamp.hpp"

namespace tw::sim {

/// How long what we send is on its way to the venue.
struct LatencyModel {
  enum class Kind : std::uint8_t {
    None,
    Fixed,      ///< Always `low`.
    Uniform,    ///< Between `low` and `high`, each as likely.
    LogNormal,  ///< Median `low`, deviation `sigma` of its logarithm, at most 100 times the median.
  };
  Kind kind = Kind::None;
  Duration low;
  Duration high;
  Ratio sigma;

  friend bool operator==(const LatencyModel&, const LatencyModel&) = default;
};

/// Returns the delay of the message `number` of a run: the same for the same seed and number,
/// whatever was drawn before.
Duration delay_of(const LatencyModel& model, std::uint64_t seed, std::uint64_t number);

}  // namespace tw::sim
