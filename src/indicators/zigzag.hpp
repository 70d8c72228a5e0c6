#pragma once

#include <span>
#include <vector>

namespace tw::indicators {

/// Returns straight lines between the turning points of the bars, one number a bar.
///
/// A turn is confirmed once prices move `percent` back from the extreme, so the line of the past
/// is known only later and the last leg moves with each bar: it repaints. It describes a whole
/// sample and can decide nothing; that is why it has no `update`. NaN after the last turning point.
///
/// Units:  those of the prices.
/// Source: TTR `ZigZag` of high and low, with its defaults; golden column TTR_ZIGZAG_10.
std::vector<double> zigzag(std::span<const double> high, std::span<const double> low,
                           double percent);

}  // namespace tw::indicators
