#include <array>
#include <cstdio>
#include <fstream>
#include <gtest/gtest.h>
#include <set>
#include <sstream>
#include <string>
#include <sys/wait.h>
#include <vector>

#include "indicators/column.hpp"

namespace tw::indicators {
namespace {

struct Ended {
  int code = -1;
  std::string output;
};

/// Runs `tradewind indicators` with these words; `output` is what goes to standard output, or with
/// `2>&1` among the words to both.
Ended indicators(const std::string& words) {
  Ended ended;
  std::FILE* pipe = popen((std::string{TW_APP} + " indicators " + words).c_str(), "r");
  if (pipe == nullptr) return ended;
  std::array<char, 4096> block;
  for (std::size_t size = 1; size > 0;) {
    size = std::fread(block.data(), 1, block.size(), pipe);
    ended.output.append(block.data(), size);
  }
  const int status = pclose(pipe);
  if (WIFEXITED(status)) ended.code = WEXITSTATUS(status);
  return ended;
}

std::vector<std::string> split(const std::string& text, char delimiter) {
  std::vector<std::string> parts;
  std::istringstream stream{text};
  for (std::string part; std::getline(stream, part, delimiter);) parts.push_back(part);
  if (text.ends_with(delimiter) && delimiter == ',') parts.emplace_back();
  return parts;
}

/// Says whether a column's last bits are others than TA-Lib's (ADR 0011): it is compared with a
/// tolerance, in tests/golden/indicators.
bool is_rounded_otherwise(const std::string& column) { return column.starts_with("ATR_"); }

/// Returns the reference file with only the columns that we know to the digit.
std::string known_part(const std::string& path, std::string& columns) {
  std::ifstream file{path};
  std::vector<std::size_t> kept{0};
  std::string text;
  for (std::string line; std::getline(file, line);) {
    const std::vector<std::string> cells = split(line, ',');
    if (text.empty()) {
      for (std::size_t i = 1; i < cells.size(); ++i) {
        if (!parse_column(cells[i]) || is_rounded_otherwise(cells[i])) continue;
        kept.push_back(i);
        columns += (columns.empty() ? "" : ",") + cells[i];
      }
    }
    for (const std::size_t i : kept) text += (i == 0 ? "" : ",") + cells[i];
    text += '\n';
  }
  return text;
}

struct Set {
  std::string golden;
  std::string data;
  std::string first;
  std::string last;
  std::string benchmark{};
};

class IndicatorsVerb : public testing::TestWithParam<Set> {};

TEST_P(IndicatorsVerb, PrintsTheReferenceFileByteForByte) {
  const std::string shared = TW_SHARED;
  std::string columns;
  const std::string expected =
      known_part(shared + "/golden/indicators/" + GetParam().golden, columns);

  const Ended ended = indicators("--data " + shared + "/data/" + GetParam().data + " --from " +
                                 GetParam().first + " --to " + GetParam().last +
                                 GetParam().benchmark + " --columns " + columns + " --csv -");

  EXPECT_EQ(ended.code, 0);
  EXPECT_GT(expected.size(), 100'000u);
  EXPECT_TRUE(ended.output == expected) << ended.output.substr(0, 400);
}

INSTANTIATE_TEST_SUITE_P(
    Files, IndicatorsVerb,
    testing::Values(Set{"talib_GOOG_2004_2013.csv", "samples/GOOG_2004_2013.csv", "2004-08-19",
                        "2013-03-01"},
                    Set{"talib_AAPL_2021_2025.csv", "daily/AAPL.csv", "2021-01-04", "2025-12-31",
                        " --benchmark " TW_SHARED "/data/daily/SPY.csv"},
                    Set{"talib_SPY_5min.csv", "minute5/SPY_20250519_20250714.csv",
                        "2025-06-02T08:00:00Z", "2025-06-06T23:55:00Z"}),
    [](const testing::TestParamInfo<Set>& set) {
      return set.param.golden.substr(0, set.param.golden.find('.'));
    });

TEST(IndicatorsVerbPatterns, OfAStarAreEveryHitOfTheReferenceAndNoOther) {
  const std::string shared = TW_SHARED;
  std::set<std::string> expected;
  std::ifstream file{shared + "/golden/indicators/talib_candles_hits.csv"};
  for (std::string line; std::getline(file, line);) {
    const std::vector<std::string> cells = split(line, ',');
    if (cells[0] == "GOOG_2004_2013") expected.insert(cells[2] + cells[1] + cells[3]);
  }

  const Ended ended =
      indicators("--data " + shared + "/data/samples/GOOG_2004_2013.csv --columns 'CDL*' --csv -");

  const std::vector<std::string> lines = split(ended.output, '\n');
  ASSERT_EQ(ended.code, 0);
  const std::vector<std::string> names = split(lines[0], ',');
  ASSERT_EQ(names.size(), 62u);
  std::set<std::string> hits;
  for (std::size_t row = 1; row < lines.size(); ++row) {
    const std::vector<std::string> cells = split(lines[row], ',');
    for (std::size_t i = 1; i < names.size(); ++i) {
      if (cells[i].empty() || cells[i] == "0") continue;
      hits.insert(std::string{cells[0]}.append(names[i]).append(cells[i]));
    }
  }
  EXPECT_EQ(expected.size(), 4'436u);
  EXPECT_TRUE(hits == expected) << hits.size() << " hits";
}

class IndicatorsVerbWords : public testing::Test {
 protected:
  void SetUp() override {
    std::ofstream{path_} << "date,open,high,low,close,volume\n"
                            "2020-01-02,10,11,9,10,100\n"
                            "2020-01-03,10,13,10,12,200\n"
                            "2020-01-06,12,12,8,9,300\n";
  }
  void TearDown() override { std::remove(path_.c_str()); }

  void expect_error(const std::string& words, int code, const std::string& line) {
    const Ended ended = indicators(words + " 2>&1");
    EXPECT_EQ(ended.code, code) << words;
    EXPECT_EQ(ended.output, "tradewind: " + line + "\n") << words;
  }

  std::string path_ = testing::TempDir() + "tw_indicators_verb.csv";
};

TEST_F(IndicatorsVerbWords, StartTheCalculationAtTheFirstBarSelected) {
  EXPECT_EQ(indicators("--data " + path_ + " --columns SMA_2,OBV").output,
            "date,SMA_2,OBV\n2020-01-02,,100\n2020-01-03,11,300\n2020-01-06,10.5,0\n");
  EXPECT_EQ(indicators("--data " + path_ + " --from 2020-01-03 --columns SMA_2,OBV").output,
            "date,SMA_2,OBV\n2020-01-03,,200\n2020-01-06,10.5,-100\n");
}

TEST_F(IndicatorsVerbWords, TakeABenchmarkThatCoversTheData) {
  const std::string market = testing::TempDir() + "tw_indicators_market.csv";
  std::ofstream{market} << "date,open,high,low,close,volume\n"
                           "2019-12-31,50,50,50,50,1\n"
                           "2020-01-02,50,50,50,50,1\n"
                           "2020-01-06,60,60,60,60,1\n";

  const Ended ended = indicators("--data " + path_ + " --benchmark " + market +
                                 " --columns BETA_BENCH_2 2>/dev/null");
  const Ended late =
      indicators("--data " + market + " --benchmark " + path_ + " --columns BETA_BENCH_2 2>&1");
  std::remove(market.c_str());

  EXPECT_EQ(ended.code, 0);
  EXPECT_EQ(ended.output, "date,BETA_BENCH_2\n2020-01-02,\n2020-01-03,\n2020-01-06,-2.25\n");
  EXPECT_EQ(late.code, 3);
  EXPECT_NE(late.output.find("begins at 2020-01-02, after the first bar selected"),
            std::string::npos)
      << late.output;
  expect_error("--data " + path_ + " --columns BETA_BENCH_2", 2,
               "indicator column 'BETA_BENCH_2' compares with a benchmark: name its file, as in "
               "--benchmark SPY.csv");
}

TEST_F(IndicatorsVerbWords, GiveJsonWithNullForUndefined) {
  const Ended ended = indicators("--data " + path_ + " --columns SMA_2 --json");

  EXPECT_EQ(ended.code, 0);
  EXPECT_NE(ended.output.find("\"SMA_2\": [null,11,10.5]"), std::string::npos) << ended.output;
  EXPECT_NE(ended.output.find("\"at\": [\"2020-01-02\",\"2020-01-03\",\"2020-01-06\"]"),
            std::string::npos);
}

TEST_F(IndicatorsVerbWords, AloneListEveryColumn) {
  const Ended ended = indicators("");

  EXPECT_EQ(ended.code, 0);
  for (const ColumnKind& kind : catalogue()) {
    EXPECT_NE(ended.output.find("\n" + pattern_of(kind) + " "), std::string::npos) << kind.name;
  }
}

TEST_F(IndicatorsVerbWords, ThatAreWrongGetOneLineWithTheRemedy) {
  expect_error("--data " + path_ + " --columns SAM_2", 2,
               "unknown indicator column 'SAM_2'; did you mean 'SMA_2'?");
  expect_error("--columns SMA_2", 2,
               "--data is missing: name the CSV file of bars to compute the columns over");
  expect_error("--data " + path_, 2,
               "--columns is missing: name some, as in --columns SMA_20,RSI_14; 'tradewind "
               "indicators' lists them all");
  expect_error("--data " + path_ + " --columns SMA_2 --from 2020-13-01", 2,
               "--from is '2020-13-01', which is no date: write 2020-01-31, or 2020-01-31T14:30 "
               "for a time");
  expect_error("--data " + path_ + " --columns SMA_2 --from 2021-01-01 --to 2020-01-01", 2,
               "--from is '2021-01-01', which is after --to '2020-01-01': exchange them");
  expect_error("--data " + path_ + " --columns SMA_2 --from 2021-01-01", 3,
               "'" + path_ + "' has no bars from 2021-01-01: it holds 2020-01-02 to 2020-01-06");
  expect_error("--data " + path_ + " --columns SMA_2 --timeframe 7x", 2,
               "--timeframe is '7x', which is none: write 1m, 5m, 1h, 1d, 1w or 1mo");
  expect_error("--data " + path_ + " --columns SMA_2 --csv - --json -", 2,
               "--csv and --json cannot both be standard output: give one of them a file");
}

}  // namespace
}  // namespace tw::indicators
