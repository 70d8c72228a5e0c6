#pragma once

#include <cmath>
#include <cstdlib>
#include <fstream>
#include <sstream>
#include <string>
#include <string_view>
#include <vector>

#include "analytics/returns.hpp"
#include "core/date.hpp"

namespace tw::golden {

inline std::string shared_path(std::string_view below) {
  return std::string{TW_SHARED} + "/" + std::string{below};
}

/// Returns the path of a file that a golden file names as "shared/data/...".
inline std::string named_path(std::string_view name) {
  return shared_path(name.substr(std::string_view{"shared/"}.size()));
}

inline std::vector<std::string> split_row(const std::string& line) {
  std::vector<std::string> cells;
  std::istringstream stream{line};
  for (std::string cell; std::getline(stream, cell, ',');) cells.push_back(cell);
  if (line.ends_with(',')) cells.emplace_back();
  return cells;
}

/// One column of a CSV file beside its dates; a blank cell is NaN.
inline analytics::DatedValues read_column(const std::string& path, std::string_view column) {
  std::ifstream file{path};
  std::string line;
  std::getline(file, line);
  const auto header = split_row(line);
  std::size_t wanted = 0;
  while (wanted < header.size() && header[wanted] != column) ++wanted;
  analytics::DatedValues series;
  while (std::getline(file, line)) {
    const auto cells = split_row(line);
    series.dates.push_back(*parse_date(cells.at(0)));
    const std::string& cell = cells.at(wanted);
    series.values.push_back(cell.empty() ? std::nan("") : std::strtod(cell.c_str(), nullptr));
  }
  return series;
}

/// Keeps the dates from `first` to `last`, both included.
inline analytics::DatedValues between(const analytics::DatedValues& series, std::string_view first,
                                      std::string_view last) {
  analytics::DatedValues kept;
  for (std::size_t i = 0; i < series.size(); ++i) {
    if (series.dates[i] < *parse_date(first) || *parse_date(last) < series.dates[i]) continue;
    kept.dates.push_back(series.dates[i]);
    kept.values.push_back(series.values[i]);
  }
  return kept;
}

/// Whether the two agree to `tolerance`, relative or absolute.
inline bool agrees(double ours, double theirs, double tolerance) {
  return std::abs(ours - theirs) <= tolerance * std::max(1.0, std::abs(theirs));
}

}  // namespace tw::golden
