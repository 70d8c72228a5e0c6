#include "sim/latency.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "core/splitmix.hpp"

namespace tw::sim {
namespace {

constexpr double kMediansMax = 100.0;

/// Returns a standard normal draw. Source: Box and Muller 1958.
double normal(SplitMix& draws) {
  const double radius = std::sqrt(-2.0 * std::log(1.0 - draws.uniform()));
  return radius * std::cos(2.0 * std::numbers::pi * draws.uniform());
}

Duration times(Duration duration, double factor) {
  return {static_cast<std::int64_t>(std::nearbyint(static_cast<double>(duration.ns) * factor))};
}

}  // namespace

Duration delay_of(const LatencyModel& model, std::uint64_t seed, std::uint64_t number) {
  SplitMix draws{SplitMix::mix(seed) ^ SplitMix::mix(~number)};
  switch (model.kind) {
    case LatencyModel::Kind::None:
      return {};
    case LatencyModel::Kind::Fixed:
      return model.low;
    case LatencyModel::Kind::Uniform:
      return {model.low.ns + times({model.high.ns - model.low.ns}, draws.uniform()).ns};
    case LatencyModel::Kind::LogNormal:
      return times(model.low,
                   std::min(std::exp(model.sigma.as_double() * normal(draws)), kMediansMax));
  }
  return {};
}

}  // namespace tw::sim
