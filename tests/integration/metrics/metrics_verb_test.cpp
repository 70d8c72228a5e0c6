#include <algorithm>
#include <cmath>
#include <fstream>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>
#include <sstream>
#include <string>

#include "support/csv_rows.hpp"
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

TEST(MetricsVerb, CountsAsManyReturnsAYearAsItIsTold) {
  const std::string arguments = "--data " + data("AAPL") + " --from 2020-01-02 --json -";
  const Json usual = Json::parse(metrics(arguments).out);
  const Json told = Json::parse(metrics(arguments + " --periods-per-year 365").out);

  EXPECT_EQ(told["periods_per_year"], 365.0);
  EXPECT_NEAR(told["sharpe"].get<double>() / usual["sharpe"].get<double>(),
              std::sqrt(365.0 / 252.0), 1e-12);
}

TEST(MetricsVerb, SaysOfTrialsThatNeverTradeThatNothingCanBeSaid) {
  const support::TempFolder folder;
  std::ofstream file{(folder / "idle.csv")};
  file << "quick,slow\n";
  for (int i = 0; i < 64; ++i) file << "0,0\n";
  file.close();

  const Finished table = metrics("--trials " + (folder / "idle.csv"));
  const Json ours = Json::parse(metrics("--trials " + (folder / "idle.csv") + " --json -").out);

  EXPECT_NE(table.out.find("No trial can be judged"), std::string::npos) << table.out;
  EXPECT_TRUE(ours["best"].is_null());
  EXPECT_TRUE(ours["overfitting"].is_null());
}

TEST(MetricsVerb, CallsAPairOfOneSeriesNoPair) {
  const Finished run = metrics("--data " + data("KO") + " --pair " + data("KO"));

  EXPECT_EQ(run.exit_code, 0);
  EXPECT_NE(run.out.find("no spread to trade"), std::string::npos) << run.out;
}

Json reference(const std::string& name) {
  Json golden;
  std::ifstream{std::string{TW_SHARED} + "/golden/" + name} >> golden;
  return golden;
}

/// Compares every member of `theirs`, whatever its depth, with that of `ours`.
void expect_members(const Json& ours, const Json& theirs, const std::string& path,
                    double tolerance) {
  if (theirs.is_object()) {
    for (const auto& [key, value] : theirs.items()) {
      ASSERT_TRUE(ours.contains(key)) << path << "/" << key;
      expect_members(ours[key], value, path + "/" + key, tolerance);
    }
  } else if (theirs.is_array()) {
    ASSERT_EQ(ours.size(), theirs.size()) << path;
    for (std::size_t i = 0; i < theirs.size(); ++i) {
      expect_members(ours[i], theirs[i], path + "/" + std::to_string(i), tolerance);
    }
  } else if (theirs.is_number()) {
    ASSERT_TRUE(ours.is_number()) << path << " " << ours;
    const double scale = std::max(1.0, std::abs(theirs.get<double>()));
    EXPECT_NEAR(ours.get<double>(), theirs.get<double>(), tolerance * scale) << path;
  } else {
    EXPECT_EQ(ours, theirs) << path;
  }
}

TEST(MetricsVerb, DatesTheFiveDeepestDrawdownsAndSumsUpMonthsAndYears) {
  const Json golden = reference("performance/AAPL.json");
  const Json ours = Json::parse(metrics("--data " + data("AAPL") +
                                        " --from 2010-01-04 --to 2025-12-31 --json -"
                                        " --sharpe-floor 0.5")
                                    .out);

  expect_members(ours["drawdowns"], golden["rf0"]["drawdowns_top5_ffn"], "drawdowns", 1e-9);
  expect_members(ours["monthly_returns"], golden["monthly_returns"], "months", 1e-9);
  expect_members(ours["yearly_returns"], golden["yearly_returns"], "years", 1e-9);
  const Json& sure = golden["rf0"]["psr_rubenbriones"];
  EXPECT_TRUE(equals(ours["psr_floor"], sure["psr_vs_annual_0.5"]));
  EXPECT_TRUE(equals(ours["min_track_record_95"], sure["min_track_record_length_95_vs_0"]));
}

TEST(MetricsVerb, SaysHowTheFallsOfTheMarketWentBesideTheBenchmark) {
  const Json ours = Json::parse(metrics("--data " + data("TLT") + " --benchmark " + data("SPY") +
                                        " --from 2018-01-02 --to 2022-12-30 --json -")
                                    .out);

  ASSERT_EQ(ours["crises"].size(), 4u);
  const Json& pandemic = ours["crises"][2];
  EXPECT_EQ(pandemic["key"], "pandemic_2020");
  EXPECT_EQ(pandemic["first"], "2020-02-20");
  EXPECT_EQ(pandemic["last"], "2020-03-23");
  // SPY's closes of 19 February and 23 March 2020 in the shared file.
  EXPECT_NEAR(pandemic["benchmark_return"].get<double>(), -0.3371726977, 1e-9);
  EXPECT_GT(pandemic["total_return"].get<double>(), 0.0);
  EXPECT_EQ(ours["regimes"].size(), 3u);
}

TEST(MetricsVerb, RollsItsFiguresIntoACsvFileAsTheReferenceHasThem) {
  const Finished run = metrics("--data " + data("AAPL") + " --from 2018-01-02 --to 2022-12-30" +
                               " --benchmark " + data("SPY") + " --rolling 63 --csv -");
  ASSERT_EQ(run.exit_code, 0) << run.err;
  const auto theirs = support::csv_rows(std::string{TW_SHARED} +
                                        "/golden/performance/rolling_AAPL_2018_2022_63.csv");

  EXPECT_TRUE(
      run.out.starts_with("date,ret,roll63_sharpe,roll63_vol,roll63_sortino,"
                          "roll63_max_drawdown,roll63_beta,roll63_alpha\n"));
  std::istringstream lines{run.out.substr(run.out.find('\n') + 1)};
  std::size_t row = 0;
  for (std::string line; std::getline(lines, line); ++row) {
    const auto ours = support::split_csv(line);
    ASSERT_EQ(ours.size(), theirs.at(row).size()) << line;
    ASSERT_EQ(ours[0], theirs[row][0]);
    for (std::size_t i = 1; i < ours.size(); ++i) {
      ASSERT_EQ(ours[i].empty(), theirs[row][i].empty()) << line;
      if (ours[i].empty()) continue;
      EXPECT_NEAR(std::stod(ours[i]), std::stod(theirs[row][i]), 1e-9) << line;
    }
  }
  EXPECT_EQ(row, theirs.size());
}

TEST(MetricsVerb, RollsIntoJsonToo) {
  const Json ours = Json::parse(
      metrics("--data " + data("AAPL") + " --from 2022-01-03 --rolling 5 --json -").out);

  const Json& rolling = ours["rolling"];
  EXPECT_EQ(rolling["window"], 5);
  EXPECT_EQ(rolling["dates"].size(), ours["n"].get<std::size_t>());
  EXPECT_TRUE(rolling["roll5_sharpe"][3].is_null());
  EXPECT_TRUE(rolling["roll5_sharpe"][4].is_number());
  EXPECT_FALSE(rolling.contains("roll5_beta"));
}

TEST(MetricsVerb, CorrelatesSeveralFilesAsTheReferenceDoes) {
  Json theirs = reference("performance/correlation_shared10.json");
  std::string others;
  for (std::size_t i = 1; i < theirs["symbols"].size(); ++i) {
    others += " " + data(theirs["symbols"][i].get<std::string>());
  }
  const Finished run = metrics("--data " + data("SPY") + " --correlate" + others +
                               " --from 2015-01-02 --to 2024-12-31 --json -");
  ASSERT_EQ(run.exit_code, 0) << run.err;
  Json ours = Json::parse(run.out);

  ours["covariance_daily_ddof1"] = ours["covariance"];
  ours["ewm_halflife63_cov_pandas"] = ours["ewm_cov"];
  expect_members(ours, theirs, "", 1e-9);
}

TEST(MetricsVerb, StudiesAPairAsTheReferenceDoes) {
  for (const std::string name : {"KO_PG", "SPY_QQQ", "XLE_XOM"}) {
    Json theirs = reference("stats/pair_" + name + ".json");
    theirs.erase("note");
    const std::size_t parted = name.find('_');
    const Finished run =
        metrics("--data " + data(name.substr(0, parted)) + " --pair " +
                data(name.substr(parted + 1)) + " --from 2012-01-03 --to 2021-12-31 --json -");

    ASSERT_EQ(run.exit_code, 0) << run.err;
    expect_members(Json::parse(run.out), theirs, name, 1e-7);
  }
}

TEST(MetricsVerb, JudgesATableOfTrialsAsTheReferenceDoes) {
  const Json theirs = reference("performance/trials_spy_sma_grid.json");
  const std::string file = std::string{TW_SHARED} + "/golden/performance/trials_spy_sma_grid.csv";
  const Finished run = metrics("--trials " + file + " --json -");
  ASSERT_EQ(run.exit_code, 0) << run.err;
  const Json ours = Json::parse(run.out);

  for (const char* key :
       {"first", "last", "rows", "trials", "daily_sharpe", "best", "average_correlation"}) {
    expect_members(ours[key], theirs[key], key, 1e-9);
  }
  expect_members(ours, theirs["rubenbriones"], "deflated", 1e-9);
  Json overfitting = theirs["pypbo"];
  overfitting.erase("metric");
  expect_members(ours["overfitting"], overfitting, "overfitting", 1e-8);
  EXPECT_TRUE(equals(ours["psr"], theirs["pypbo_psr_best"]));
  EXPECT_TRUE(equals(ours["dsr_all_trials"], theirs["pypbo_dsr_best"]));
}

TEST(MetricsVerb, SaysInWordsWhatATableOfTrialsIsWorth) {
  const support::TempFolder folder;
  std::ofstream file{(folder / "trials.csv")};
  file << "quick,slow\n";
  for (int i = 0; i < 64; ++i) file << (i % 2 == 0 ? "0.01,-0.01\n" : "-0.01,0.012\n");
  file.close();

  const Finished run = metrics("--trials " + (folder / "trials.csv"));

  EXPECT_EQ(run.exit_code, 0) << run.err;
  EXPECT_NE(run.out.find("2 trials of 64 returns"), std::string::npos) << run.out;
  EXPECT_NE(run.out.find("no better than luck"), std::string::npos) << run.out;
}

TEST(MetricsVerb, RefusesTrialsThatCannotBeJudged) {
  const support::TempFolder folder;
  const auto refusal = [&](const std::string& text, const std::string& options) {
    std::ofstream{(folder / "t.csv")} << text;
    const Finished run = metrics("--trials " + (folder / "t.csv") + options);
    EXPECT_EQ(run.out, "");
    return std::to_string(run.exit_code) + " " + run.err;
  };

  EXPECT_NE(refusal("a,b\n0.1,0.2\n", "").find("has 1 rows"), std::string::npos);
  EXPECT_NE(refusal("low,high\n1,2\n3,4\n", "").find("'low' holds no returns"), std::string::npos);
  EXPECT_NE(refusal("a\n1\n", "").find("one trial"), std::string::npos);
  EXPECT_NE(refusal("a,b\n1,x\n", "").find("'b' is 'x'"), std::string::npos);
  EXPECT_NE(refusal("a,b\n0.1,0.2\n", " --blocks 7").find("2 tradewind"), std::string::npos);
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
    testing::Values(
        Refusal{"", 2, "--data is required"},
        Refusal{"--data x.csv --bechmark y.csv", 2, "'--benchmark'"},
        Refusal{"--data " + data("AAPL") + " --rf 2", 2, "0.02 for 2 %"},
        Refusal{"--data " + data("AAPL") + " --from 2020-02-30", 2, "2020-02-30"},
        Refusal{"--data " + data("AAPL") + " --from 2021-01-01 --to 2020-01-01", 2,
                "exchange them"},
        Refusal{"--data " + data("AAPL") + " --timeframe 5parsec", 2, "5parsec"},
        Refusal{"--data " + data("AAPL") + " --calendar mars", 2, "mars"},
        Refusal{"--data " + data("AAPL") + " --zone Mars/Base", 2, "Mars/Base"},
        Refusal{"--data " + data("AAPL") + " --date-order ymd", 2, "mdy or dmy"},
        Refusal{"--data " + data("AAPL") + " --csv -", 2, "--rolling 63"},
        Refusal{"--data " + data("AAPL") + " --rolling 1", 2, "--rolling"},
        Refusal{"--data " + data("AAPL") + " --rolling 900000", 2, "shorter window"},
        Refusal{"--data " + data("AAPL") + " --trials t.csv", 2, "give one of them"},
        Refusal{"--data " + data("AAPL") + " --pair " + data("KO") + " --benchmark " + data("PG"),
                2, "leave it out"},
        Refusal{"--data " + data("AAPL") + " --periods-per-year 0", 2, "--periods-per-year"},
        Refusal{"--data " + data("AAPL") + " --pair " + data("KO") + " --correlate " + data("PG"),
                2, "give one"},
        Refusal{"--data " + data("AAPL") + " --half-life 0 --correlate " + data("PG"), 2,
                "write 63"}));

INSTANTIATE_TEST_SUITE_P(
    BadData, MetricsVerbRefuses,
    testing::Values(Refusal{"--data no_such.csv", 3, "no_such.csv"},
                    Refusal{"--data /", 3, "directory"}, Refusal{"--data " TW_APP, 3, "not text"},
                    Refusal{"--data " + data("AAPL") + " --from 2199-01-01", 3, "has no bars"},
                    Refusal{"--trials no_such.csv", 3, "no_such.csv"},
                    Refusal{"--data " + data("AAPL") + " --pair no_such.csv", 3, "no_such.csv"},
                    Refusal{"--data " + data("AAPL") + " --pair " + data("KO") +
                                " --from 2020-01-02 --to 2020-01-10",
                            3, "at least 30"},
                    Refusal{"--data " + data("AAPL") + " --from 2020-01-02 --to 2020-01-02", 3,
                            "at least two"}));

}  // namespace
}  // namespace tw
