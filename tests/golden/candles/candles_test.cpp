#include <fstream>
#include <gtest/gtest.h>
#include <map>
#include <nlohmann/json.hpp>
#include <sstream>
#include <string>
#include <vector>

#include "core/decimal.hpp"
#include "indicators/candle_pattern.hpp"

namespace tw::indicators {
namespace {

/// What a pattern said on which date; nothing where it said 0.
using Hits = std::map<std::string, int>;

struct LabelledCandle {
  std::string label;
  Candle candle;
};

std::vector<std::string> cells_of(const std::string& line) {
  std::vector<std::string> cells;
  std::istringstream stream{line};
  for (std::string cell; std::getline(stream, cell, ',');) cells.push_back(cell);
  return cells;
}

double price_of(const std::string& text) {
  return Price::from_raw(parse_decimal(text, Price::kScale).value().raw).as_double();
}

/// Returns the bars of `path` from label `first` to label `last`.
std::vector<LabelledCandle> candles_of(const std::string& path, const std::string& first,
                                       const std::string& last) {
  std::ifstream file{path};
  EXPECT_TRUE(file.is_open()) << path;
  std::vector<LabelledCandle> candles;
  std::string line;
  std::getline(file, line);
  while (std::getline(file, line)) {
    const std::vector<std::string> cells = cells_of(line);
    if (cells[0] < first || cells[0] > last) continue;
    candles.push_back({cells[0],
                       {.open = price_of(cells[1]),
                        .high = price_of(cells[2]),
                        .low = price_of(cells[3]),
                        .close = price_of(cells[4]),
                        .volume = 0.0}});
  }
  return candles;
}

Hits hits_of(const CandleRule& rule, const std::vector<LabelledCandle>& candles) {
  CandlePattern pattern{rule};
  Hits hits;
  for (const LabelledCandle& row : candles) {
    if (const int answer = pattern.update(row.candle).value_or(0)) hits[row.label] = answer;
  }
  return hits;
}

/// Returns the reference's hits by "set,pattern", and how many there are in all.
std::map<std::string, Hits> golden_hits(std::size_t& total) {
  std::ifstream file{TW_SHARED "/golden/indicators/talib_candles_hits.csv"};
  EXPECT_TRUE(file.is_open());
  std::map<std::string, Hits> all;
  std::string line;
  std::getline(file, line);
  total = 0;
  while (std::getline(file, line)) {
    const std::vector<std::string> cells = cells_of(line);
    all[cells[0] + "," + cells[1]][cells[2]] = std::stoi(cells[3]);
    total += 1;
  }
  return all;
}

std::string explain(const Hits& ours, const Hits& theirs) {
  std::string text;
  for (const auto& [label, value] : theirs) {
    if (!ours.contains(label)) text += " missing " + label + " " + std::to_string(value);
  }
  for (const auto& [label, value] : ours) {
    const auto found = theirs.find(label);
    if (found == theirs.end()) text += " surplus " + label + " " + std::to_string(value);
  }
  return text.substr(0, 400);
}

class GoldenCandles : public testing::TestWithParam<std::string> {
 protected:
  static const nlohmann::json& counts() {
    static const nlohmann::json all = nlohmann::json::parse(
        std::ifstream{TW_SHARED "/golden/indicators/talib_candles_counts.json"});
    return all;
  }
};

TEST_P(GoldenCandles, AreHitOnTheSameBarsWithTheSameValues) {
  static std::size_t total = 0;
  static const std::map<std::string, Hits> golden = golden_hits(total);
  const nlohmann::json& set = counts().at(GetParam());
  const std::string path = "../" + set.at("data").get<std::string>();
  const std::vector<LabelledCandle> candles = candles_of(path, set.at("first"), set.at("last"));
  ASSERT_EQ(candles.size(), set.at("rows").get<std::size_t>());
  ASSERT_EQ(total, 52'244u);
  ASSERT_EQ(set.at("counts").size(), candle_rules().size());

  for (const CandleRule& rule : candle_rules()) {
    const Hits ours = hits_of(rule, candles);
    const auto found = golden.find(GetParam() + "," + std::string{rule.name});
    const Hits theirs = found == golden.end() ? Hits{} : found->second;
    EXPECT_TRUE(ours == theirs) << rule.name << explain(ours, theirs);

    const auto is_bull = [](const auto& hit) { return hit.second > 0; };
    const auto bull = std::ranges::count_if(ours, is_bull);
    const nlohmann::json& count = set.at("counts").at(std::string{rule.name});
    EXPECT_EQ(bull, count.at("bull").get<std::ptrdiff_t>()) << rule.name;
    EXPECT_EQ(std::ssize(ours) - bull, count.at("bear").get<std::ptrdiff_t>()) << rule.name;
  }
}

INSTANTIATE_TEST_SUITE_P(Sets, GoldenCandles,
                         testing::Values("GOOG_2004_2013", "AAPL_raw_1998_2021",
                                         "SPY_raw_1998_2021", "IBM_raw_1998_2021", "EURUSD_hour"),
                         [](const auto& set) { return set.param; });

}  // namespace
}  // namespace tw::indicators
