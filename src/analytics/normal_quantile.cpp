#include "analytics/normal_quantile.hpp"

#include <cmath>
#include <limits>

#include "analytics/moments.hpp"
#include "core/assert.hpp"

namespace tw::analytics {
namespace {

/// Returns the quantile of a probability up to a half, within 4.5e-4.
double rough_lower_quantile(double probability) {
  const double t = std::sqrt(-2.0 * std::log(probability));
  const double above = 2.515517 + t * (0.802853 + t * 0.010328);
  const double below = 1.0 + t * (1.432788 + t * (0.189269 + t * 0.001308));
  return above / below - t;
}

/// Each step of Halley's cubes the error, so that two reach double precision from the start above.
double lower_quantile(double probability) {
  double z = rough_lower_quantile(probability);
  for (int step = 0; step < 3; ++step) {
    const double newton = (normal_cumulative(z) - probability) / normal_density(z);
    z -= newton / (1.0 + 0.5 * z * newton);
  }
  return z;
}

}  // namespace

double normal_quantile(double probability) {
  TW_ASSERT(probability >= 0.0 && probability <= 1.0);
  if (probability == 0.0) return -std::numeric_limits<double>::infinity();
  if (probability == 1.0) return std::numeric_limits<double>::infinity();
  return probability <= 0.5 ? lower_quantile(probability) : -lower_quantile(1.0 - probability);
}

}  // namespace tw::analytics
