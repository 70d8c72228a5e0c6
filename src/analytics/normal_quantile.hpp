#pragma once

namespace tw::analytics {

/// Returns the z at which a standard normal is at most `z` with `probability`.
///
/// Minus infinity at 0 and plus infinity at 1, as the mathematics has it; between them the result
/// put back into `normal_cumulative` gives the probability to its last digits.
/// Requires `probability` from 0 to 1.
/// Source: Abramowitz and Stegun 26.2.23 starts Halley's iteration.
double normal_quantile(double probability);

}  // namespace tw::analytics
