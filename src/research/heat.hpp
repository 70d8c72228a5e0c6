#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "research/plan.hpp"

namespace tw::research {

/// The best score for each pair of values of two axes, whatever the others were: a heat map.
///
/// A long axis is binned, so that the map stays readable and its memory bounded.
class Heat {
 public:
  static constexpr std::size_t kCellsMax = 48;  ///< Along each side.

  /// A side of the map: its parameter and where its bins begin.
  struct Side {
    std::size_t axis = 0;  ///< Of the plan.
    std::size_t bins = 0;
    std::vector<std::string> labels;  ///< "20", or "20 to 24" for a bin of several values.
  };

  /// Lays the map over two axes of the plan; `rows` and `columns` differ.
  Heat(const Plan& plan, std::size_t rows, std::size_t columns);

  void offer(std::uint64_t point, double score);

  const Side& rows() const { return rows_; }
  const Side& columns() const { return columns_; }
  /// Returns NaN where no trial was ranked.
  double at(std::size_t row, std::size_t column) const {
    return cells_[row * columns_.bins + column];
  }

 private:
  std::size_t bin_of(const Side& side, std::uint64_t point) const;

  Plan plan_;
  Side rows_;
  Side columns_;
  std::vector<double> cells_;
};

}  // namespace tw::research
