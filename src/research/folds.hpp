#pragma once

#include <cstddef>
#include <expected>
#include <optional>
#include <string>
#include <vector>

#include "market/label_range.hpp"

namespace tw::research {

/// A stretch to choose parameters on and the later one to try them on.
struct Fold {
  RowRange train;
  RowRange test;
};

/// How a series is cut for a walk-forward. Units: rows, which are bars or sessions.
struct FoldPlan {
  bool is_anchored = false;  ///< Every training begins at the first row, and so grows.
  std::size_t train = 0;     ///< Of a fold; when anchored, of the first one.
  std::size_t test = 0;
  /// Between the starts of neighbouring tests; 0 is `test`, which leaves no gap and no overlap.
  std::size_t step = 0;
  /// The last rows of each training that are left out, since what they were labelled with lies in
  /// the test.
  std::size_t purge = 0;
  /// The first rows of each test that are left out, since the training's rows still speak in them.
  std::size_t embargo = 0;
};

/// Returns the folds that fit into `rows`, oldest first; a test that would not be whole is left
/// out.
///
/// Errors: one line: which length does not fit, and how many rows there are.
std::expected<std::vector<Fold>, std::string> folds_of(const FoldPlan& plan, std::size_t rows);

/// A number of folds whose tests end with the series. Source: scikit-learn, `TimeSeriesSplit`.
struct SeriesSplit {
  std::size_t folds = 5;
  std::size_t gap = 0;  ///< Rows left out between training and test.
  std::optional<std::size_t> train_max;
  std::optional<std::size_t> test;  ///< Nothing: rows / (folds + 1).
};

/// Errors: one line: what does not fit, and how many rows there are.
std::expected<std::vector<Fold>, std::string> folds_of(const SeriesSplit& split, std::size_t rows);

}  // namespace tw::research
