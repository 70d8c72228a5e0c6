#include <cmath>
#include <fstream>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>
#include <sstream>
#include <string>
#include <vector>

#include "support/process.hpp"
#include "support/temp_folder.hpp"

namespace tw {
namespace {

using Json = nlohmann::json;
using support::Finished;

const std::string kSpy = std::string{TW_SHARED} + "/data/daily/SPY.csv";
const std::string kSpan = " --from 2010-01-01 --to 2024-12-31";

/// The state of this suite's runs: no test counts its trials in the developer's own.
const std::string& home() {
  static const support::TempFolder folder;
  static const std::string setting = "TRADEWIND_HOME=" + folder.path();
  return setting;
}

Finished tradewind(const std::string& arguments) {
  return support::run_command(home() + " " + std::string{TW_APP} + " " + arguments);
}

Json json_of(const std::string& arguments) {
  const Finished finished = tradewind(arguments + " --json -");
  EXPECT_EQ(finished.exit_code, 0) << arguments << '\n' << finished.err;
  return Json::parse(finished.out, nullptr, false);
}

void expect_refused(const std::string& arguments, int code, const std::string& words) {
  const Finished finished = tradewind(arguments);
  EXPECT_EQ(finished.exit_code, code) << arguments;
  EXPECT_NE(finished.err.find(words), std::string::npos) << arguments << '\n' << finished.err;
}

/// Returns the program and its arguments, split at blanks.
std::vector<std::string> words_of(const std::string& arguments) {
  std::vector<std::string> words{TW_APP};
  std::istringstream stream{arguments};
  for (std::string word; stream >> word;) words.push_back(word);
  return words;
}

std::string text_of(const std::string& path) {
  std::ostringstream text;
  text << std::ifstream{path}.rdbuf();
  return text.str();
}

TEST(MonteCarloVerb, WalksGivenIndicesToTheExactResults) {
  const Json answer =
      json_of("montecarlo --data " + kSpy + kSpan + " --indices " + std::string{TW_SHARED} +
              "/golden/montecarlo/fixed_index_SPY_2010_2024.csv");
  std::ifstream results{std::string{TW_SHARED} +
                        "/golden/montecarlo/fixed_index_SPY_2010_2024_results.csv"};
  std::string line;
  std::getline(results, line);

  ASSERT_EQ(answer["path_results"].size(), 40U);
  for (const Json& path : answer["path_results"]) {
    std::getline(results, line);
    double total = 0.0;
    double drawdown = 0.0;
    double sharpe = 0.0;
    ASSERT_EQ(std::sscanf(line.c_str(), "%*d,%lf,%lf,%lf", &total, &drawdown, &sharpe), 3);
    EXPECT_NEAR(path["total_return"].get<double>(), total, 1e-11);
    EXPECT_NEAR(path["max_drawdown"].get<double>(), drawdown, 1e-11);
    EXPECT_NEAR(path["sharpe"].get<double>(), sharpe, 1e-10);
  }
}

TEST(MonteCarloVerb, GivesTheSameBytesOnAnyNumberOfThreads) {
  const std::string work = "montecarlo --data " + kSpy + kSpan +
                           " --method stationary --draws 252 --paths 3000 --json -";

  const Finished one = tradewind(work + " --threads 1");
  const Finished three = tradewind(work + " --threads 3");

  EXPECT_EQ(one.exit_code, 0) << one.err;
  EXPECT_EQ(one.out, three.out);
  EXPECT_NE(tradewind(work + " --seed 2").out, one.out);
}

TEST(MonteCarloVerb, KilledAnywhereResumesToTheSameBytes) {
  const support::TempFolder folder;
  const std::string kept = folder.path() + "/kept";
  const std::string strategy = " --from 2020-01-01 --to 2021-12-31 --strategy sma_cross";
  for (const std::string& how : {std::string{" --method stationary --paths 40000 --draws 300"},
                                 strategy + " --method noise --paths 60"}) {
    const std::string work = "montecarlo --data " + kSpy + how + " --json - --resume " + kept;
    const Finished whole = tradewind("montecarlo --data " + kSpy + how + " --json -");
    ASSERT_EQ(whole.exit_code, 0) << whole.err;

    // A file that grows past so many blocks of 512 bytes is the end of the process, in a record.
    const Finished killed =
        support::run_command("ulimit -c 0; ulimit -f 40; exec " + std::string{TW_APP} + " " + work);
    EXPECT_EQ(killed.exit_code, -1) << "not killed";
    EXPECT_EQ(text_of(kept).size(), 40U * 512U);
    support::run_process(words_of(work),
                         {.environment = {home()}, .timeout = std::chrono::milliseconds{30}});
    const Finished resumed = tradewind(work);

    EXPECT_EQ(resumed.exit_code, 0) << resumed.err;
    EXPECT_EQ(resumed.out, whole.out);
    EXPECT_EQ(text_of(kept), "") << "what is done leaves nothing behind";
  }
}

TEST(MonteCarloVerb, StartsFromARunFileOrFromTheSameBacktest) {
  const support::TempFolder folder;
  const std::string run = folder.path() + "/run.json";
  const std::string strategy = "--data " + kSpy + kSpan + " --strategy sma_cross --set fast=10";
  ASSERT_EQ(tradewind("backtest " + strategy + " --quiet --json " + run).exit_code, 0);

  for (const std::string method : {"shuffle", "bootstrap"}) {
    const std::string how = " --paths 500 --method " + method;
    const Json of_file = json_of("montecarlo --run " + run + how);
    const Json of_flags = json_of("montecarlo " + strategy + how);

    EXPECT_EQ(of_file["run_id"], of_flags["run_id"]);
    EXPECT_EQ(of_file["sample"], of_flags["sample"]);
    EXPECT_NEAR(of_file["distributions"]["max_drawdown"]["mean"].get<double>(),
                of_flags["distributions"]["max_drawdown"]["mean"].get<double>(), 1e-9);
  }
  const Json shuffled = json_of("montecarlo --run " + run + " --method shuffle --paths 500");
  EXPECT_EQ(shuffled["of"], "trades");
  EXPECT_NEAR(shuffled["distributions"]["total_return"]["std"].get<double>(), 0.0, 1e-12);
}

TEST(MonteCarloVerb, RunsTheBacktestAgainOnNoisyPricesAndAtOtherCosts) {
  const support::TempFolder folder;
  const std::string page = folder.path() + "/fan.html";
  const std::string strategy =
      "montecarlo --data " + kSpy + " --from 2020-01-01 --to 2021-12-31 --strategy sma_cross";

  const Json noisy = json_of(strategy + " --method noise --paths 20 --report " + page);
  const Json costs = json_of(strategy + " --method costs --costs 0,1,10");

  EXPECT_EQ(noisy["paths"], 20);
  EXPECT_GT(noisy["distributions"]["total_return"]["std"].get<double>(), 0.0);
  ASSERT_EQ(costs["costs"].size(), 3U);
  EXPECT_GT(costs["costs"][0]["total_return"], costs["costs"][2]["total_return"]);
  const std::string html = text_of(page);
  EXPECT_NE(html.find("Fan of wealth"), std::string::npos);
  EXPECT_EQ(html.find("<script"), std::string::npos);
  EXPECT_EQ(html.find("http"), html.find("http-equiv"));
}

TEST(MonteCarloVerb, RefusesWhatItCannotDoInOneLine) {
  const std::string prices = "montecarlo --data " + kSpy;
  expect_refused(prices + " --method shuffle --draws 999999", 2, "uses each of the");
  expect_refused(prices + " --method noise", 2, "no strategy was named");
  expect_refused(prices + " --method stationary --block 0.5", 2, "--block is '0.5'");
  expect_refused(prices + " --ruin 3", 2, "--ruin is 3");
  expect_refused(prices + " --paths 0", 2, "--paths: Value 0 not in range 1 to 100000000");
  expect_refused(prices + " --threads 9999", 2, "not in range 0 to 256");
  expect_refused(prices + " --resume /nowhere/kept", 3, "name a file in a folder that exists");
  expect_refused(prices + " --paths 90000000 --draws 1000", 2, "GB of memory");
  expect_refused("montecarlo --run " + kSpy, 3, "is no JSON: line 1");
  expect_refused("montecarlo --run /nowhere/run.json", 3, "/nowhere/run.json");
  expect_refused(prices + " --of trades", 3, "has no closed trade");
  expect_refused(prices + " --indices " + kSpy, 3, "is no index into the");
  expect_refused(prices + " --indices i.csv --method shuffle", 2, "give one or the other");
  expect_refused(prices + " --indices i.csv --paths 5", 2, "give one or the other");
}

// What is no index on the first line is a fault like any other: taken for a header, it cut the
// path short without a word.
TEST(MonteCarloVerb, TakesOnlyAFirstLineOfNamesForAHeader) {
  const support::TempFolder folder;
  const auto expect_paths = [&](const std::string& text, std::size_t paths, int draws) {
    const Json answer = json_of("montecarlo --data " + kSpy + kSpan + " --indices " +
                                folder.write("indices.csv", text));
    EXPECT_EQ(answer["path_results"].size(), paths) << text;
    EXPECT_EQ(answer["draws"], draws) << text;
  };
  const auto expect_fault = [&](const std::string& text, const std::string& words) {
    expect_refused(
        "montecarlo --data " + kSpy + kSpan + " --indices " + folder.write("indices.csv", text), 3,
        words);
  };
  expect_paths("1,2,3\n4,5,6\n", 2, 3);
  expect_paths("i0,i1,i2\r\n4,5,6\r\n", 1, 3);
  expect_paths(
      "\xEF\xBB\xBF"
      "1,2\n3,4\n",
      2, 2);
  expect_paths("path,i0,i1\n0,4,5\n1,6,7\n", 2, 2);
  expect_fault("1,,2\n", "line 1: '' is no index");
  expect_fault("1,99999999999999\n", "line 1: '99999999999999' is no index");
  expect_fault("-1,2\n", "line 1: '-1' is no index");
  expect_fault("1,2\n3,x\n", "line 2: 'x' is no index");
}

TEST(WalkForwardVerb, ListsTheFoldsOfTheReference) {
  Json golden;
  std::ifstream{std::string{TW_SHARED} + "/golden/walkforward/splits.json"} >> golden;
  const auto check = [&](const std::string& flags, const Json& expected) {
    const Json splits = json_of("walkforward --splits " + flags)["splits"];
    ASSERT_EQ(splits.size(), expected.size()) << flags;
    for (std::size_t i = 0; i < splits.size(); ++i) {
      EXPECT_EQ(splits[i]["train"], expected[i]["train"]) << flags;
      EXPECT_EQ(splits[i]["test"], expected[i]["test"]) << flags;
    }
  };
  check("--bars 1000 --folds 5", golden["sklearn_n1000_k5_gap0_maxNone_testNone"]);
  check("--bars 1000 --folds 5 --gap 10", golden["sklearn_n1000_k5_gap10_maxNone_testNone"]);
  check("--bars 1000 --folds 4 --gap 5 --train-max 300 --test-size 100",
        golden["sklearn_n1000_k4_gap5_max300_test100"]);
  check("--bars 777 --folds 6 --train-max 200", golden["sklearn_n777_k6_gap0_max200_testNone"]);
  check("--bars 3573 --train 504 --test 126", golden["sma_wfo_rolling"]["windows"]);
  check("--bars 3573 --train 504 --test 126 --anchored", golden["sma_wfo_anchored"]["windows"]);
}

const std::string kStudy = "walkforward --data " + kSpy +
                           " --from 2015-01-01 --to 2019-12-31 --strategy sma_cross --set fast=5,10"
                           " --set slow=20:60:20";
const std::string kWalk = kStudy + " --train 400 --test 200";

TEST(WalkForwardVerb, IsTheSameOnAnyNumberOfThreadsAndAfterAnInterruption) {
  const support::TempFolder folder;
  const std::string checkpoint = folder.path() + "/walk.checkpoint";

  const Finished one = tradewind(kWalk + " --threads 1 --json -");
  const Finished two = tradewind(kWalk + " --threads 2 --json -");
  ASSERT_EQ(one.exit_code, 0) << one.err;
  EXPECT_EQ(one.out, two.out);

  // Killed at whatever moment this is: what the file then holds must do no harm.
  support::run_process(words_of(kWalk + " --quiet --resume " + checkpoint),
                       {.environment = {home()}, .timeout = std::chrono::milliseconds{40}});
  const Finished resumed = tradewind(kWalk + " --resume " + checkpoint + " --json -");
  EXPECT_EQ(resumed.exit_code, 0) << resumed.err;
  EXPECT_EQ(resumed.out, one.out);
}

TEST(WalkForwardVerb, TestsWithWhatItChoseBefore) {
  const support::TempFolder folder;
  const Json walk = json_of(kWalk + " --report " + folder.path() + "/walk.html");

  ASSERT_GE(walk["windows"].size(), 3U);
  const Json& window = walk["windows"][1];
  const std::string fixed =
      "backtest --data " + kSpy +
      " --strategy sma_cross --set fast=" + window["best"]["fast"].get<std::string>() +
      " --set slow=" + window["best"]["slow"].get<std::string>() + " --from " +
      window["test_first"].get<std::string>() + " --to " + window["test_last"].get<std::string>();
  const Json alone = json_of(fixed);
  EXPECT_NEAR(alone["metrics"]["final_equity"].get<double>(),
              window["out_of_sample"]["final_equity"].get<double>(), 1e-6);

  double wealth = 1.0;
  for (const Json& fold : walk["windows"]) {
    wealth *= 1.0 + fold["out_of_sample"]["total_return"].get<double>();
  }
  EXPECT_NEAR(walk["oos_total_return"].get<double>(), wealth - 1.0, 1e-9);
  const std::string html = text_of(folder.path() + "/walk.html");
  EXPECT_NE(html.find("Drift of fast"), std::string::npos);
  EXPECT_EQ(html.find("<script"), std::string::npos);
}

TEST(WalkForwardVerb, ScoresWithTheFigureOfTheObjectiveInItsOwnSign) {
  const Json walk = json_of(kWalk + " --objective min:volatility");

  for (const Json& window : walk["windows"]) {
    EXPECT_EQ(window["score"], window["in_sample"]["volatility"]);
  }
}

TEST(WalkForwardVerb, StitchesTestsThatOverlapWithoutCountingASessionTwice) {
  const support::TempFolder folder;
  const Json walk = json_of(kWalk + " --step 50 --report " + folder.path() + "/walk.html");

  const Json& first = walk["windows"].front()["test"];
  const Json& last = walk["windows"].back()["test"];
  EXPECT_EQ(walk["oos_days"].get<int>(), last[1].get<int>() - first[0].get<int>() + 1);
  EXPECT_EQ(walk["oos_wealth"].size(), walk["oos_days"].get<std::size_t>());
  EXPECT_NE(text_of(folder.path() + "/walk.html").find("Drift of fast"), std::string::npos);
}

TEST(WalkForwardVerb, SaysHowFoldsWereCutThatWereAskedForByNumber) {
  const Json walk = json_of(kStudy + " --folds 3 --gap 7 --test-size 200");

  EXPECT_EQ(walk["kind"], "anchored");
  EXPECT_EQ(walk["test"], 200);
  EXPECT_EQ(walk["purge"], 7);
  const Json& first = walk["windows"][0];
  EXPECT_EQ(walk["train"].get<int>(), first["test"][0].get<int>() - first["train"][0].get<int>());
}

TEST(WalkForwardVerb, CountsItsTrialsForLaterSweepsOfTheSameData) {
  const std::string study = " --data " + kSpy +
                            " --from 2016-01-01 --to 2018-12-31 --strategy sma_cross --set "
                            "fast=5,10 --set slow=20:60:20";
  json_of("walkforward" + study + " --train 300 --test 100");

  EXPECT_EQ(json_of("sweep" + study)["trials_on_data"], 12);
}

TEST(WalkForwardVerb, RefusesWhatItCannotDoInOneLine) {
  expect_refused(kStudy + " --train 5000", 2, "longer than the data");
  expect_refused(kStudy + " --train -5", 2, "--train: Value -5 not in range 0 to 1000000000");
  expect_refused(kWalk + " --threads 9999", 2, "not in range 0 to 256");
  const support::TempFolder folder;
  expect_refused(kWalk + " --resume " + folder.write("notes", "not ours"), 3,
                 "it is no checkpoint; name another file");
  expect_refused(kStudy + " --train 400 --purge 400", 2, "leaves nothing of a training");
  expect_refused(kStudy + " --test 200 --embargo 200", 2, "leaves nothing of a test");
  expect_refused(kStudy + " --folds 4 --embargo 3", 2, "--embargo does not go with --folds");
  expect_refused(kStudy + " --folds 4 --anchored", 2, "--anchored does not go with --folds");
  expect_refused(kWalk + " --gap 5", 2, "--gap needs --folds");
  expect_refused(kStudy + " --folds 400 --gap 5000", 2, "take fewer --folds");
  expect_refused(kWalk + " --objective nonsense", 2, "nonsense");
  expect_refused(kWalk + " --require trades", 2, "--require");
  expect_refused(kWalk + " --require 'trades>=100000'", 1, "no run of any fold");
  expect_refused("walkforward --data " + kSpy + " --strategy sma_cross", 2,
                 "no parameter is varied");
  expect_refused("walkforward --data " + kSpy + " --strategy sma_cross --set fast=50:5:5", 2,
                 "fast");
  expect_refused(
      "walkforward --data " + kSpy + " --strategy sma_cross --set fast=1:1000 --set slow=1001:5000",
      2, "or --yes to go on");
}

}  // namespace
}  // namespace tw
