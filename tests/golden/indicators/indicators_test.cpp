#include <cmath>
#include <cstdio>
#include <fstream>
#include <gtest/gtest.h>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "core/decimal.hpp"
#include "indicators/column.hpp"
#include "market/bar_table.hpp"

namespace tw::indicators {
namespace {

/// One reference file: columns by name, blanks kept, rows labelled by the first column.
struct Sheet {
  std::vector<std::string> names;
  std::map<std::string, std::vector<std::string>, std::less<>> columns;
  const std::vector<std::string>& labels() const { return columns.at(names.front()); }
};

std::vector<std::string> cells(const std::string& line) {
  std::vector<std::string> parts{""};
  for (const char c : line) {
    if (c == ',') {
      parts.emplace_back();
    } else if (c != '\r') {
      parts.back() += c;
    }
  }
  return parts;
}

Sheet read(const std::string& path) {
  std::ifstream file{std::string{TW_SHARED} + "/" + path};
  EXPECT_TRUE(file.is_open()) << path;
  Sheet sheet;
  std::string line;
  std::getline(file, line);
  sheet.names = cells(line);
  while (std::getline(file, line)) {
    const std::vector<std::string> row = cells(line);
    EXPECT_EQ(row.size(), sheet.names.size()) << path;
    for (std::size_t i = 0; i < row.size(); ++i) sheet.columns[sheet.names[i]].push_back(row[i]);
  }
  return sheet;
}

/// One golden file and the rows of real history that it was made from.
struct Set {
  std::string golden;
  std::string data;
  /// What must have been compared, so that a parser that skips cannot pass.
  std::size_t columns = 0;
  std::size_t numbers = 0;
};

/// Returns the bars whose labels the golden file has.
BarTable bars_of(const Sheet& data, const Sheet& golden) {
  BarTable table;
  const auto raw = [&](std::string_view column, std::size_t row, std::int64_t scale) {
    return parse_decimal(data.columns.find(column)->second[row], scale).value().raw;
  };
  for (std::size_t row = 0; row < data.labels().size(); ++row) {
    const std::string& label = data.labels()[row];
    if (label < golden.labels().front() || label > golden.labels().back()) continue;
    Bar bar;
    bar.open = Price::from_raw(raw("open", row, Price::kScale));
    bar.high = Price::from_raw(raw("high", row, Price::kScale));
    bar.low = Price::from_raw(raw("low", row, Price::kScale));
    bar.close = Price::from_raw(raw("close", row, Price::kScale));
    bar.volume = Volume::from_raw(raw("volume", row, Volume::kScale));
    table.push(bar);
  }
  return table;
}

/// Compares one column, blanks and all; returns how many numbers agreed.
std::size_t compare(const std::string& name, const std::vector<double>& ours,
                    const std::vector<std::string>& theirs) {
  if (ours.size() != theirs.size()) {
    ADD_FAILURE() << name << ": " << ours.size() << " rows, not " << theirs.size();
    return 0;
  }
  std::size_t agreed = 0;
  for (std::size_t i = 0; i < ours.size(); ++i) {
    if (theirs[i].empty() != std::isnan(ours[i])) {
      ADD_FAILURE() << name << " row " << i << ": '" << theirs[i] << "' but ours " << ours[i];
      return agreed;
    }
    if (theirs[i].empty()) continue;
    const double expected = std::stod(theirs[i]);
    if (!(std::abs(ours[i] - expected) <= 1e-8 * std::max(1.0, std::abs(expected)))) {
      ADD_FAILURE() << name << " row " << i << ": " << theirs[i] << " but ours " << ours[i];
      return agreed;
    }
    // Stricter than the tolerance: the same sums in the same order print the same 12 digits.
    char digits[32];
    std::snprintf(digits, sizeof(digits), "%.12g", ours[i]);
    EXPECT_EQ(theirs[i], digits) << name << " row " << i;
    agreed += 1;
  }
  return agreed;
}

class GoldenIndicators : public testing::TestWithParam<Set> {};

TEST_P(GoldenIndicators, EqualTheReferenceInEveryColumnThatWeKnow) {
  const Sheet golden = read("golden/indicators/" + GetParam().golden);
  const BarTable table = bars_of(read(GetParam().data), golden);
  std::size_t columns = 0;
  std::size_t numbers = 0;

  for (const std::string& name : golden.names) {
    const auto spec = parse_column(name);
    if (!spec) continue;
    columns += 1;
    numbers += compare(name, compute_column(*spec, table.view({})), golden.columns.at(name));
  }

  EXPECT_EQ(columns, GetParam().columns);
  EXPECT_EQ(numbers, GetParam().numbers);
}

INSTANTIATE_TEST_SUITE_P(
    Files, GoldenIndicators,
    testing::Values(Set{"talib_GOOG_2004_2013.csv", "data/samples/GOOG_2004_2013.csv", 37, 78622},
                    Set{"talib_AAPL_2021_2025.csv", "data/daily/AAPL.csv", 37, 45581},
                    Set{"talib_SPY_5min.csv", "data/minute5/SPY_20250519_20250714.csv", 37, 34111},
                    Set{"other_GOOG_2004_2013.csv", "data/samples/GOOG_2004_2013.csv", 3, 6387},
                    Set{"other_AAPL_2021_2025.csv", "data/daily/AAPL.csv", 3, 3708}),
    [](const testing::TestParamInfo<Set>& set) {
      const std::string& name = set.param.golden;
      return name.substr(0, name.find('.'));
    });

}  // namespace
}  // namespace tw::indicators
