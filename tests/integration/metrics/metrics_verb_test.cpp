#include <algorithm>
#include <cmath>
#include <fstream>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>
#include <string>

#include "support/process.hpp"
#include "support/temp_folder.hpp"

namespace tw {
namespace {

using Json = nlohmann::json;
using support::Finished;

Finished metrics(const std::string& arguments) {
  return support::run_command(std::string{TW_APP} + " metrics " + arguments);
}

/// Returns the path of a file that a golden file names as "shared/data/...".
std::string named(const Json& name) {
  return std::string{TW_SHARED} + name.get<std::string>().substr(std::string{"shared"}.size());
}

std::string data(const std::string& symbol) {
  return std::string{TW_SHARED} + "/data/daily/" + symbol + ".csv";
}

bool equals(const Json& ours, const Json& theirs) {
  if (!ours.is_number() || !theirs.is_number()) return ours == theirs;
  const double gap = std::abs(ours.get<double>() - theirs.get<double>());
  return gap <= 1e-9 * std::max(1.0, std::abs(theirs.get<double>()));
}

/// Runs the verb on one golden block; returns how many of its keys were compared.
int check_block(const std::string& name, const std::string& block, const std::string& rf) {
  Json golden;
  std::ifstream{std::string{TW_SHARED} + "/golden/performance/" + name + ".json"} >> golden;
  std::string arguments = "--data " + named(golden["data"]) + " --from " +
                          golden["first"].get<std::string>() + " --to " +
                          golden["last"].get<std::string>() + " --rf " + rf + " --json -";
  if (!golden["benchmark"].is_null()) arguments += " --benchmark " + named(golden["benchmark"]);

  const Finished run = metrics(arguments);
  EXPECT_EQ(run.exit_code, 0) << run.err;
  const Json ours = Json::parse(run.out, nullptr, false);
  EXPECT_TRUE(ours.is_object()) << run.out;

  int compared = 0;
  for (const auto& [key, theirs] : golden[block]["plain"].items()) {
    EXPECT_TRUE(ours.contains(key) && equals(ours[key], theirs))
        << name << " " << block << " " << key << ": " << ours.value(key, Json{}) << " against "
        << theirs;
    compared += 1;
  }
  return compared;
}

TEST(MetricsVerb, PrintsEveryPlainFigureOfTheReferenceAsJson) {
  int compared = 0;

  for (const std::string name :
       {"AAPL", "GLD", "JPM", "KO", "QQQ", "SPY", "SPY_2008_2009", "TLT", "TSLA_2020", "XOM"}) {
    compared += check_block(name, "rf0", "0");
    compared += check_block(name, "rf2pct", "0.02");
  }

  EXPECT_EQ(compared, 10 * 2 * 52 + 8 * 2 * 12);
}

TEST(MetricsVerb, PrintsATableWithoutJson) {
  const Finished run = metrics("--data " + data("AAPL") + " --from 2020-01-02 --to 2020-12-31");

  EXPECT_EQ(run.exit_code, 0);
  EXPECT_TRUE(run.out.starts_with("AAPL, 2020-01-02 to 2020-12-31")) << run.out;
  EXPECT_NE(run.out.find("Sharpe ratio"), std::string::npos);
  EXPECT_EQ(run.out.find("Beta"), std::string::npos);
}

TEST(MetricsVerb, KeepsStandardOutputForJsonAloneWithAndWithoutTheDash) {
  const std::string arguments = "--data " + data("AAPL") + " --from 2020-01-02 --json";

  const Finished bare = metrics(arguments);
  const Finished dash = metrics(arguments + " -");

  EXPECT_TRUE(Json::parse(bare.out, nullptr, false).is_object()) << bare.out;
  EXPECT_EQ(bare.out, dash.out);
}

TEST(MetricsVerb, WritesJsonToAFileBesideTheTable) {
  const support::TempFolder folder;

  const Finished run =
      metrics("--data " + data("AAPL") + " --from 2020-01-02 --json " + (folder / "m.json"));

  EXPECT_EQ(run.exit_code, 0);
  EXPECT_NE(run.out.find("Sharpe ratio"), std::string::npos);
  EXPECT_TRUE(Json::parse(support::read_text((folder / "m.json")), nullptr, false).is_object());
}

TEST(MetricsVerb, MeasuresTheAdjustedCloseWhenAsked) {
  const support::TempFolder folder;
  std::ofstream{(folder / "X.csv")} << "date,open,high,low,close,adj_close,volume\n"
                                       "2024-01-02,10,10,10,10,5,1\n"
                                       "2024-01-03,10,10,10,10,6,1\n";

  const Json plain = Json::parse(metrics("--data " + (folder / "X.csv") + " --json -").out);
  const Json adjusted =
      Json::parse(metrics("--data " + (folder / "X.csv") + " --adjusted --json -").out);

  EXPECT_EQ(plain["total_return"], 0.0);
  EXPECT_NEAR(adjusted["total_return"].get<double>(), 0.2, 1e-12);
  EXPECT_TRUE(plain["sharpe"].is_null());
}

TEST(MetricsVerb, JoinsTheBenchmarkOnTheDatesThatBothHave) {
  const support::TempFolder folder;
  const std::string header = "date,open,high,low,close\n";
  std::ofstream{(folder / "A.csv")} << header
                                    << "2024-01-02,10,10,10,10\n2024-01-03,11,11,11,11\n"
                                       "2024-01-04,12,12,12,12\n2024-01-05,10,10,10,10\n";
  std::ofstream{(folder / "B.csv")} << header
                                    << "2024-01-02,10,10,10,10\n2024-01-04,12,12,12,12\n"
                                       "2024-01-05,10,10,10,10\n";

  const Finished run =
      metrics("--data " + (folder / "A.csv") + " --benchmark " + (folder / "B.csv") + " --json -");

  ASSERT_EQ(run.exit_code, 0) << run.err;
  EXPECT_NEAR(Json::parse(run.out)["beta"].get<double>(), 1.0, 1e-12);
  EXPECT_NE(run.err.find("3 of 4 sessions"), std::string::npos) << run.err;
}

TEST(MetricsVerb, ComparesFromAndToWithTheLabelInTheFileAndNotWithUtc) {
  const support::TempFolder folder;
  std::ofstream{(folder / "T.csv")} << "time,open,high,low,close\n"
                                       "2024-01-02 08:00,10,10,10,10\n"
                                       "2024-01-03 08:00,11,11,11,11\n"
                                       "2024-01-04 08:00,12,12,12,12\n"
                                       "2024-01-05 08:00,13,13,13,13\n";
  const std::string arguments = "--data " + (folder / "T.csv") +
                                " --timeframe 1h --calendar 24x7 --zone Asia/Tokyo --json - ";
  const auto measured = [&](const std::string& range) {
    return Json::parse(metrics(arguments + range).out, nullptr, false);
  };

  // 08:00 in Tokyo is 23:00 of the day before in UTC.
  EXPECT_EQ(measured("--from 2024-01-03")["first"], "2024-01-02");
  EXPECT_EQ(measured("--from 2024-01-03")["prices"], 3);
  EXPECT_EQ(measured("--to 2024-01-04")["prices"], 3);
  EXPECT_EQ(measured("--to '2024-01-04 08:00'")["prices"], 3);
  EXPECT_EQ(measured("--to '2024-01-04 07:59'")["prices"], 2);
  EXPECT_EQ(measured("--to 2024-01-03T23:00:00Z")["prices"], 3);
  EXPECT_EQ(measured("--to 2024-01-03T22:59:59Z")["prices"], 2);
  EXPECT_EQ(measured("--to 2024-01-04T08:00:00+09:00")["prices"], 3);
  EXPECT_EQ(measured("--to 2024-01-04T08:00:00+10:00")["prices"], 2);
  EXPECT_EQ(measured("--from 2024-01-03")["periods_per_year"], 365.0);
}

struct Refusal {
  std::string arguments;
  int exit_code;
  std::string said;
};

class MetricsVerbRefuses : public testing::TestWithParam<Refusal> {};

TEST_P(MetricsVerbRefuses, InOneLineThatNamesTheThing) {
  const Finished run = metrics(GetParam().arguments);

  EXPECT_EQ(run.exit_code, GetParam().exit_code);
  EXPECT_EQ(run.out, "");
  EXPECT_EQ(std::count(run.err.begin(), run.err.end(), '\n'), 1) << run.err;
  EXPECT_NE(run.err.find(GetParam().said), std::string::npos) << run.err;
}

INSTANTIATE_TEST_SUITE_P(
    BadUsage, MetricsVerbRefuses,
    testing::Values(Refusal{"", 2, "--data is required"},
                    Refusal{"--data x.csv --bechmark y.csv", 2, "'--benchmark'"},
                    Refusal{"--data " + data("AAPL") + " --rf 2", 2, "0.02 for 2 %"},
                    Refusal{"--data " + data("AAPL") + " --from 2020-02-30", 2, "2020-02-30"},
                    Refusal{"--data " + data("AAPL") + " --from 2021-01-01 --to 2020-01-01", 2,
                            "exchange them"},
                    Refusal{"--data " + data("AAPL") + " --timeframe 5parsec", 2, "5parsec"},
                    Refusal{"--data " + data("AAPL") + " --calendar mars", 2, "mars"},
                    Refusal{"--data " + data("AAPL") + " --zone Mars/Base", 2, "Mars/Base"},
                    Refusal{"--data " + data("AAPL") + " --date-order ymd", 2, "mdy or dmy"}));

INSTANTIATE_TEST_SUITE_P(
    BadData, MetricsVerbRefuses,
    testing::Values(Refusal{"--data no_such.csv", 3, "no_such.csv"},
                    Refusal{"--data /", 3, "directory"}, Refusal{"--data " TW_APP, 3, "not text"},
                    Refusal{"--data " + data("AAPL") + " --from 2199-01-01", 3, "has no bars"},
                    Refusal{"--data " + data("AAPL") + " --from 2020-01-02 --to 2020-01-02", 3,
                            "at least two"}));

}  // namespace
}  // namespace tw
