#include <algorithm>
#include <cmath>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <gtest/gtest.h>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "core/date.hpp"
#include "core/decimal.hpp"
#include "indicators/column.hpp"
#include "market/bar_table.hpp"
#include "market/session_calendar.hpp"

namespace tw::indicators {
namespace {

/// One reference file: columns by name, blanks kept, rows labelled by the first column.
struct Sheet {
  std::vector<std::string> names;
  std::map<std::string, std::vector<std::string>, std::less<>> columns;
  const std::vector<std::string>& labels() const { return columns.at(names.front()); }
  bool has(const std::string& label) const {
    return std::binary_search(labels().begin(), labels().end(), label);
  }
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
  std::string benchmark{};
};

const Set kSets[] = {
    {"talib_GOOG_2004_2013.csv", "data/samples/GOOG_2004_2013.csv", 77, 163719},
    {"talib_AAPL_2021_2025.csv", "data/daily/AAPL.csv", 80, 98629, "data/daily/SPY.csv"},
    {"talib_SPY_5min.csv", "data/minute5/SPY_20250519_20250714.csv", 77, 71088},
    {"other_GOOG_2004_2013.csv", "data/samples/GOOG_2004_2013.csv", 38, 80931},
    {"other_AAPL_2021_2025.csv", "data/daily/AAPL.csv", 38, 46997},
    {"ttr_GOOG_2004_2013.csv", "data/samples/GOOG_2004_2013.csv", 32, 67993},
    {"ttr_SPY_raw_2015_2020.csv", "data/daily_raw/SPY.csv", 32, 47609},
    {"vwap_session_SPY_201310.csv", "data/minute/SPY_20131004_20131011.csv", 1, 2340},
};

/// Returns the date of a label that may have a time.
std::int32_t session_of(std::string_view label) {
  return parse_date(label.substr(0, 10)).value().days;
}

/// Returns the bars whose labels the golden file has.
BarTable bars_of(const Sheet& data, const Sheet& golden) {
  BarTable table;
  const auto raw = [&](std::string_view column, std::size_t row, std::int64_t scale) {
    return parse_decimal(data.columns.find(column)->second[row], scale).value().raw;
  };
  for (std::size_t row = 0; row < data.labels().size(); ++row) {
    const std::string& label = data.labels()[row];
    if (label < golden.labels().front() || label > golden.labels().back()) continue;
    if (!golden.has(label)) continue;
    Bar bar;
    bar.session = {session_of(label)};
    bar.open = Price::from_raw(raw("open", row, Price::kScale));
    bar.high = Price::from_raw(raw("high", row, Price::kScale));
    bar.low = Price::from_raw(raw("low", row, Price::kScale));
    bar.close = Price::from_raw(raw("close", row, Price::kScale));
    bar.volume = Volume::from_raw(raw("volume", row, Volume::kScale));
    table.push(bar);
  }
  return table;
}

/// Returns the benchmark's closes on the rows of the golden file, or nothing without one.
std::vector<double> benchmark_of(const Set& set, const Sheet& golden) {
  std::vector<double> closes;
  if (set.benchmark.empty()) return closes;
  const BarTable table = bars_of(read(set.benchmark), golden);
  for (const std::int64_t raw : table.view({}).close) {
    closes.push_back(Price::from_raw(raw).as_double());
  }
  return closes;
}

/// Rows at the start in which a source says something that we do not, and why.
struct LateStart {
  std::string_view column;
  std::size_t rows = 0;
};
constexpr LateStart kLateStarts[] = {
    // Windows that the source fills only in part; ours wait until they are full.
    {"KELTNER_ORIG_UPPER_20", 19},
    {"KELTNER_ORIG_LOWER_20", 19},
    {"ICHIMOKU_SENKOU_B_9_26_52", 51},
    // The source fills in the mean of the whole series, which looks ahead.
    {"KST", 52},
    {"KST_SIGNAL", 52},
    // Zeros, and a first direction, from before there is an ATR.
    {"SUPERTREND_7_3.0", 7},
    {"SUPERTREND_DIR_7_3.0", 7},
    {"SUPERTREND_10_2.0", 10},
    {"SUPERTREND_DIR_10_2.0", 10},
    // A zero on the row before its blank one.
    {"ALMA_10", 11},
};

std::size_t first_row_of(std::string_view column) {
  for (const LateStart& start : kLateStarts) {
    if (start.column == column) return start.rows;
  }
  return 0;
}

/// Says whether TA-Lib's sums are made in its own order, so that the same twelve digits come out.
///
/// RSI and ATR take their share of a change where TA-Lib divides (ADR 0011). It shows in one of
/// 4,300 ATRs.
bool is_to_the_digit(std::string_view column) { return !column.starts_with("ATR_"); }

/// Compares one column, blanks and all; returns how many numbers agreed.
std::size_t compare(const std::string& name, const std::vector<double>& ours,
                    const std::vector<std::string>& theirs, bool to_the_digit) {
  if (ours.size() != theirs.size()) {
    ADD_FAILURE() << name << ": " << ours.size() << " rows, not " << theirs.size();
    return 0;
  }
  const std::size_t first = first_row_of(name);
  std::size_t agreed = 0;
  for (std::size_t i = 0; i < ours.size(); ++i) {
    const bool is_blank = i < first || theirs[i].empty();
    if (is_blank != std::isnan(ours[i])) {
      ADD_FAILURE() << name << " row " << i << ": '" << theirs[i] << "' but ours " << ours[i];
      return agreed;
    }
    if (is_blank) continue;
    const double expected = std::stod(theirs[i]);
    if (!(std::abs(ours[i] - expected) <= 1e-8 * std::max(1.0, std::abs(expected)))) {
      ADD_FAILURE() << name << " row " << i << ": " << theirs[i] << " but ours " << ours[i];
      return agreed;
    }
    agreed += 1;
    if (!to_the_digit) {
      EXPECT_NEAR(ours[i], expected, 2e-10 * std::max(1.0, std::abs(expected))) << name;
      continue;
    }
    // Stricter than the tolerance: the same sums in the same order print the same 12 digits.
    char digits[32];
    std::snprintf(digits, sizeof(digits), "%.12g", ours[i]);
    EXPECT_EQ(theirs[i], digits) << name << " row " << i;
  }
  return agreed;
}

class GoldenIndicators : public testing::TestWithParam<Set> {};

TEST_P(GoldenIndicators, EqualTheReferenceInEveryColumn) {
  const Sheet golden = read("golden/indicators/" + GetParam().golden);
  const BarTable table = bars_of(read(GetParam().data), golden);
  const std::vector<double> benchmark = benchmark_of(GetParam(), golden);
  const ColumnInput input{.bars = table.view({}),
                          .benchmark = benchmark,
                          .calendar = &SessionCalendar::of(CalendarKind::Nyse)};
  const bool is_talib = GetParam().golden.starts_with("talib_");
  std::size_t columns = 0;
  std::size_t numbers = 0;

  for (const std::string& name : golden.names) {
    if (name == golden.names.front()) continue;
    const auto spec = parse_column(name);
    ASSERT_TRUE(spec) << name << ": " << spec.error().message;
    columns += 1;
    numbers += compare(name, compute_column(*spec, input), golden.columns.at(name),
                       is_talib && is_to_the_digit(name));
  }

  EXPECT_EQ(columns, GetParam().columns);
  EXPECT_EQ(numbers, GetParam().numbers);
}

TEST(GoldenIndicatorFiles, AreAllTried) {
  for (const auto& entry :
       std::filesystem::directory_iterator{std::string{TW_SHARED} + "/golden/indicators"}) {
    const std::string name = entry.path().filename().string();
    if (!name.ends_with(".csv") || name.starts_with("talib_candles")) continue;
    EXPECT_TRUE(std::ranges::any_of(kSets, [&](const Set& set) { return set.golden == name; }))
        << name;
  }
}

INSTANTIATE_TEST_SUITE_P(Files, GoldenIndicators, testing::ValuesIn(kSets),
                         [](const testing::TestParamInfo<Set>& set) {
                           const std::string& name = set.param.golden;
                           return name.substr(0, name.find('.'));
                         });

}  // namespace
}  // namespace tw::indicators
