#pragma once

#include <cstddef>

#include "market/bar_series.hpp"

namespace tw::ingest {

/// What bars that were asked for again say about those that are stored.
struct Restatement {
  std::size_t compared = 0;
  std::size_t corrected = 0;       ///< Values that differ without any scale behind it.
  bool prices_rescaled = false;    ///< By a split: the stored history is of another vintage.
  bool adjusted_rescaled = false;  ///< By a dividend: so is the column of adjusted closes.
  double ratio = 1.0;              ///< Newly told price / stored price, where rescaled.

  bool is_rescaled() const { return prices_rescaled || adjusted_rescaled; }
};

/// Compares bars with the same label. Closes that all moved by one factor, or one of them by a
/// customary split, tell that the source has restated its history.
Restatement compare_vintages(const BarSeries& stored, const BarSeries& told);

}  // namespace tw::ingest
